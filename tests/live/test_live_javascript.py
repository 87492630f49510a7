"""The JavaScript of the live figure: its pure functions by node's test runner, and the module joined from it."""

import base64
import math
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

import gdviz as gd
from gdviz import style
from gdviz.figures.areas import Side
from gdviz.live import wire
from gdviz.live.figure import LiveFigure
from gdviz.live.panel import Axis, Panel
from gdviz.live.scene import Slider
from gdviz.live.tracks import Track
from gdviz.live.words import Clause, Words


def word(value):
    """A number as JSON can carry it."""
    return float(value) if math.isfinite(value) else {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")


def packed():
    """Channels as the widget sends them (sliders, steps, points), and what they hold at some places."""
    rng = np.random.default_rng(0)
    channels = [rng.normal(size=(3, 2, 5)), rng.normal(size=(3, 1, 5)), rng.normal(size=(1, 1, 5, 4)), np.empty(6)]
    channels[3][:] = [np.inf, -np.inf, np.nan, 0.0, -1e-30, 1e30]
    channels[3] = channels[3].reshape(1, 1, 6)
    block, shapes = wire.pack(channels)
    reads = [
        {"channel": c, "index": index, "step": t, "point": k, "value": word(np.float32(value))}
        for c, index, t, k, value in [
            (0, [2, 1], 4, 0, channels[0][2, 1, 4]),
            (0, [0, 1], 3, 0, channels[0][0, 1, 3]),
            (1, [2, 1], 4, 0, channels[1][2, 0, 4]),
            (2, [1, 1], 2, 3, channels[2][0, 0, 2, 3]),
            (3, [2, 0], 1, 0, -np.inf),
            (3, [2, 0], 2, 0, np.nan),
        ]
    ]
    values = [[word(v) for v in channel.astype("<f4").ravel()] for channel in channels]
    return {"block": base64.b64encode(block).decode(), "shapes": shapes, "values": values, "reads": reads}


def pixels():
    """Numbers on linear, log and turned axes, and their pixels by transData."""
    cases = []
    for scale, limits in [("linear", (-2, 5)), ("linear", (5, -2)), ("log", (1e-6, 30)), ("log", (10, 0.1))]:
        axis = Axis(*limits, scale=scale)
        ax = placed([60, 20, 400, 300], axis, Axis(0, 1))
        left, right = ax.bbox.x0, ax.bbox.x1
        for value in (0.004, 0.3, 1.0, 4.9, 77.0):
            pixel = ax.transData.transform((value, 0.5))[0]
            cases.append({"axis": axis.described(), "from": left, "to": right, "value": value, "pixel": pixel})
    return cases


BOXES = {"left": [40, 20, 300, 240], "right": [420, 30, 250, 340]}  # of the panels, in a picture of 700 × 400 pixels


def placed(box, x, y):
    """Axes of matplotlib in a box of such a picture."""
    left, top, width, height = box
    ax = Figure(figsize=(7, 4), dpi=100).add_axes((left / 700, 1 - (top + height) / 400, width / 700, height / 400))
    ax.set(xscale=x.scale, yscale=y.scale, xlim=x.ends, ylim=y.ends)
    return ax


def faces(count):
    """Two panels, a linear and one with a log axis; the second face of each has other ends."""
    stretches = (1, 3)[:count]
    left = [Panel("left", Axis(-5 * stretch, 5), Axis(-2, 2 * stretch)) for stretch in stretches]
    right = [Panel("right", Axis(0, 8), Axis(1e-4 / stretch, 50, scale="log")) for stretch in stretches]
    return [left, right]


def figure(which):
    """A live figure with tracks of each kind, for one face or several, and what matplotlib and Python show."""
    runs = gd.sweep(gd.ravine, gd.momentum, steps=8, lr=[0.01, 0.2], mu=[0.5, 0.9], stop=gd.small_change, tol=0.5)
    w, steps, middle = runs.w, np.arange(9.0)[:, None, None], runs.w[:-1] - 0.1 * runs.g[:-1]
    x = np.linspace(-4, 4, 11)
    tracks = [
        Track("path", "left", w[..., 0], w[..., 1], {"marker": "o"}),
        Track("path", "right", steps, runs.f, {"marker": "s", "markevery": 3}),
        Track("point", "left", w[..., 0], w[..., 1], {"marker": "D"}),
        Track("shape", "left", x.reshape(1, 1, 1, 11), w[..., :1] * x / 9, {"marker": "h"}),
        Track("shape", "left", x.reshape(1, 1, 1, 11), np.sin(x).reshape(1, 1, 1, 11), {},
              parts=[(w[..., 0], x / 9), (w[..., 1], x**2 / 50)]),
        Track("arrow", "left", w[:-1, ..., 0], w[:-1, ..., 1], {}, (w[1:, ..., 0], w[1:, ..., 1])),
        Track("arrow", "left", w[:-1, ..., 0], w[:-1, ..., 1], {"marker": ">"}, (middle[..., 0], middle[..., 1])),
        Track("arrow", "right", steps[:-1], runs.f[:-1], {}, (steps[1:], runs.f[:-1])),
    ]  # fmt: skip
    sliders = [Slider("lr", "α", ["a", "b"]), Slider("mu", "μ", ["d", "e"])]
    over = np.where(steps >= runs.n_steps, runs.stop, 0.0)
    clauses = [Clause(["{step}/{last}: {cost}, {still}."]), Clause(["", "Gone at {end}.", "Blown up at {end}."], over)]
    counted = {"cost": runs.f, "still": np.array([[[0.125], [7.0]]]).reshape(1, 2, 1), "end": runs.n_steps[None] * 1e5}
    words = Words(clauses, counted, ("end",))
    fig = LiveFigure(faces(which), tracks, sliders, words=words, every=5)
    shown, said = [], []
    for index in [(0, 0), (1, 0), (1, 1)]:
        fig.lr_index, fig.mu_index = index
        axes = {panel.name: placed(BOXES[panel.name], panel.x, panel.y) for panel in fig.faces}
        for step in (0, 1, 3, 8):
            fig.step = step
            said.append({"index": index, "step": step, "text": fig.said(step)})
            for number, track in enumerate(tracks):
                dots = axes[track.panel].transData.transform(np.column_stack(track.at(index, step)))
                if np.all((dots > -100) & (dots < 800)):  # the precision of what crosses is that of the window
                    places = [(x, 400 - y) for x, y in dots.tolist()]
                    shown.append({"track": number, "index": index, "step": step, "places": places})
    assert {case["track"] for case in shown if case["places"]} == set(range(len(tracks)))
    assert {case["index"][0] for case in shown} == {0, 1}
    assert any("Gone at" in case["text"] for case in said)
    return {"scene": fig._scene, "shown": shown, "said": said,
            "numbers": base64.b64encode(fig._numbers).decode()}  # fmt: skip


def curves():
    """A curve on which a handle stays, and its height at places to its very ends."""
    far = gd.explore(gd.two_valleys, gd.gradient_descent, steps=2)
    (along,) = far._scene["handles"][0]["along"]
    low, high = gd.two_valleys.domain[0]
    places = [low, low + 0.01, 0.0, 1.234, high - 0.01, high]
    heights = [float(gd.two_valleys([w])) for w in places]
    return {"along": along, "places": places, "heights": heights, "off": 0.02 * (max(along[1]) - min(along[1]))}


def cells():
    """Sides of maps, even, uneven and logarithmic, and in which of their cells places lie."""
    rng = np.random.default_rng(2)
    for values, log in [
        (np.linspace(-5, 5, 11), False),
        (np.array([0, 0.5, 0.8, 0.9, 0.95]), False),
        (np.geomspace(1e-3, 10, 9), True),
    ]:
        side = Side.of("a", values, log)
        places = [*rng.uniform(*side.borders[[0, -1]], 50), *values, side.borders[0]]
        places += [] if log else [float(side.borders[1])]
        told = {"values": values.tolist(), "scale": side.scale, "places": list(map(float, places))}
        yield told | {"cells": [side.cell(place) for place in places]}


def numbers():
    """Numbers of all sizes and signs, and how Python writes them."""
    rng = np.random.default_rng(1)
    values = [0, 0.25, -1.58, 1e5, 99999.4, 12345, 1.8e7, 1e-4, 9.99e-5, 1234.5, 0.999, 9.995]
    values += [math.inf, -math.inf, math.nan]
    values += list(rng.normal(size=300) * 10.0 ** rng.integers(-12, 12, 300))
    said = [{"value": word(np.float32(v)), "text": style.short(np.float32(v))} for v in values]
    for middle, reach in ((0, 5), (1e6, 10), (-2000, 0.05), (3e-7, 2e-9), (0, 1e7)):
        low, high = middle - reach, middle + reach
        for v in [*values, *rng.uniform(low, high, 60), low, high, middle, 1e-9 * reach]:
            told = style.short(v, *style.unit(low, high))
            said.append({"value": word(v), "axis": {"low": low, "high": high, "scale": "linear"}, "text": told})
    return said


def test_the_pure_functions_of_the_drawing_do_what_python_and_matplotlib_do(node_tests):
    cases = {"packed": packed(), "pixels": pixels(), "figures": [figure(1), figure(2)], "curve": curves()}
    cases |= {"short": numbers(), "cells": [*cells()], "boxes": list(BOXES.values())}
    node_tests(Path(__file__).with_name("live.test.mjs"), cases, 23)


@given(st.floats(width=32))
def test_a_number_is_written_with_at_most_three_digits(value):
    digits = style.short(value).split("e")[0].lstrip("−").replace(".", "").strip("0")
    assert len(digits) <= 3 or not math.isfinite(value)
