"""The panels beside the landscape, one function each: cost, weights, schedule, data and gap.

A panel's function takes a trajectory (one run or a grid of them) and a clock. It returns what stands still, a
``Panel`` of its own name, and a function ``follow(rows, paint=None, x=None)``, which gives the tracks of the walks on
it: see ``gdviz.figures.rows``. paint: a ``style.Paint``, without it the rule's own. x: where each row stands on the
clock, without it the steps.
"""

import re
from typing import NamedTuple

import numpy as np

from gdviz import style
from gdviz.engine.trajectory import Stop
from gdviz.figures import steps
from gdviz.figures.landscape import ground, window
from gdviz.live.panel import Axis, Mark, Panel
from gdviz.live.tracks import Track, walk

NOTHING = 1e-4  # of the highest cost that shows: what is lower may lie on a shelf called "≈ 0"
GROWS = {"linear": 30.0, "log": 1000.0}  # so much an axis of a walk grows; one that goes farther mostly diverges
SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
BENEATH = 0.18  # the share of the height of a plot that words beneath a level take


class Clock(NamedTuple):
    """What the horizontal axis counts: its label, and where it ends."""

    label: str
    last: float


def cost(trajectory, clock=None):
    """The cost against the step, on a logarithmic axis where it can be."""
    bottom, top = _cost_range(trajectory, room=10)
    if bottom <= 0:
        return _cost("cost", trajectory, clock, *_linear_ends(*_cost_range(trajectory, room=1.5)))
    margin = max(top / bottom, 1.5) ** 0.05
    return _cost("cost", trajectory, clock, bottom / margin, top * margin, "log")


def linear_cost(trajectory, clock=None):
    """The cost against the step, on a linear axis."""
    return _cost("linear cost", trajectory, clock, *_linear_ends(*_cost_range(trajectory, room=1.5)))


def weights(trajectory, clock=None):
    """Each coordinate against the step; dotted, the true weights, or the minimum."""
    f, n, sides = trajectory.objective, trajectory.w.shape[-1], window(trajectory)
    target = getattr(f, "truth", None)
    target = f.minima[0] if target is None and len(f.minima) == 1 else target
    true, (low, high) = [] if target is None else target.tolist(), (np.min(sides), np.max(sides))
    look, marks = {"color": style.MUTED, "linestyle": ":", "linewidth": 1.6 * style.scale()}, []
    coordinates = [f"w{i + 1}".translate(SUBSCRIPT) for i in range(n)] if n > 1 else [""]  # a title names one alone
    for height in sorted(set(true)):
        if low <= height <= high:
            names = ", ".join(name for name, same in zip(coordinates, true, strict=True) if same == height)
            marks.append(Mark("level", 0, height, look, names, "end"))

    def follow(rows, paint=None, x=None):
        lines = [(rows.row.w[..., i], "--" if i else "-", name) for i, name in enumerate(coordinates)]
        return [t for y, line, label in lines for t in _walk("weights", rows, y, paint, x, 0, line, label)]

    return Panel("weights", timed(trajectory, clock), upright(low, high), marks, "weights" if n > 1 else "w"), follow


def schedule(trajectory, clock=None):
    """The learning rate against the step."""
    usual = trajectory.lr[np.isfinite(trajectory.lr)]
    if not usual.size:
        name = getattr(trajectory.rule, "__name__", "this rule")
        raise ValueError(f"schedule: {name} has no learning rate to show; leave this panel out.")
    low, high = min(0.0, np.min(usual)), max(0.0, np.max(usual))
    margin = 0.08 * ((high - low) or 1.0)
    up = Axis(low - margin * (low < 0), high + margin)
    panel = Panel("schedule", timed(trajectory, clock), up, title="learning rate α")
    return panel, lambda rows, paint=None, x=None: _walk("schedule", rows, rows.row.lr, paint, x)


def gap(trajectory, clock=None):
    """What each step delivered of what the slope had promised: 1 is all of it, below 0 the step went uphill."""
    look = {"color": style.MUTED, "linestyle": "--", "linewidth": 1.2 * style.scale()}
    up = Axis(-1.25, 1.25, words={1: "all: 1", 0: "nothing: 0", -1: "uphill: −1"})
    lines = [Mark("level", 0, height, look) for height in (1, 0)]

    def follow(rows, paint=None, x=None):
        if rows.every > 1:
            raise ValueError(
                f"gap: of {rows.every} steps only one can be sent, and this panel needs each; take fewer steps, or "
                "give the sliders fewer values."
            )
        return _walk("gap", rows, steps.delivered(rows), paint, x)

    return Panel("gap", timed(trajectory, clock), up, lines, "delivered / promised"), follow


def data(trajectory, _clock=None):
    """The samples, and what the model makes of them: a line over one feature, a plane over two."""
    f = getattr(trajectory.objective, "regression", trajectory.objective)
    X, y = getattr(f, "X", None), getattr(f, "y", None)
    if X is None or y is None:
        raise ValueError(
            f"data: {trajectory.objective.name} has no data to show; this panel is for a LinearRegression."
        )
    moving = np.flatnonzero(np.ptp(X, axis=0))  # a column of ones is the intercept
    if len(moving) not in (1, 2):
        raise ValueError(f"data: {f.name} has {len(moving)} features; a picture has room for a line or a plane.")
    ends = [np.array([X[:, i].min(), X[:, i].max()]) for i in moving]
    u, v, lift = _seen(X[:, moving], y, ends)
    samples = Mark("dots", u, v, {"marker": "o", "markersize": 3 * style.scale(), "color": style.MUTED, "alpha": 0.6})
    margin = 0.1 * np.ptp(v)
    names = (f.features[i] for i in moving)
    names = [name.translate(SUBSCRIPT) if re.fullmatch("[a-z][0-9]", name) else name for name in names]
    points = np.tile(X.mean(axis=0), (2 if len(moving) == 1 else len(_WIRES), 1))
    points[:, moving] = np.column_stack(ends) if len(moving) == 1 else _wires(ends)
    across, height, _ = _seen(points[:, moving], np.zeros(len(points)), ends, lift)
    edges = across[np.isfinite(across)]
    named = names[0] if len(moving) == 1 else f"↖ {names[1]}      {names[0]} →"
    reach = 0.05 * np.ptp(edges)
    along = Axis(np.min(edges) - reach, np.max(edges) + reach, named, words={} if len(moving) == 2 else None)
    up = Axis(np.min(v) - margin, np.max(v) + margin, "label")

    def follow(rows, paint=None, _x=None):
        width = (2.2, 1.1)[len(moving) - 1] * style.scale()
        look = {"color": (paint or style.Paint.of(rows.rule)).colour, "linewidth": width}
        parts = [(rows.row.w[..., i], np.nan_to_num(points[:, i])) for i in range(rows.n)]
        return [Track("shape", "data", rows.still(across), rows.still(height), look, parts=parts)]

    return Panel("data", along, up, [samples], "data and fit"), follow


def _grid_lines(n=4):
    """A square of n × n fields as one line, lifted (NaN) between its strokes: (points, 2) from 0 to 1."""
    strokes = [[(k / n, 0), (k / n, 1), (np.nan, np.nan)] for k in range(n + 1)]
    return np.array([place for stroke in strokes for place in (*stroke, *(p[::-1] for p in stroke))])


_WIRES = _grid_lines()


def _wires(ends):
    """The lines of a plane over two features, (points, 2)."""
    return np.stack([low + _WIRES[:, i] * (high - low) for i, (low, high) in enumerate(ends)], axis=-1)


def _seen(points, height, ends, lift=None):
    """Where points (k, features) of a height are seen: a second feature leads backwards, to the left and up."""
    if points.shape[1] == 1:
        return points[:, 0], height, 0.0
    lift = 0.6 * np.ptp(height) if lift is None else lift
    near, far = ((points[:, i] - low) / (high - low) for i, (low, high) in enumerate(ends))
    return near - 0.8 * far, height + lift * far, lift


def _walk(panel, rows, y, paint, x, dots=2.5, linestyle="-", label=""):
    look = {"dots": dots, "linestyle": linestyle, "label": label}
    return walk(panel, rows.t if x is None else x, y, paint or style.Paint.of(rows.rule), **look)


def timed(trajectory, clock):
    """The horizontal axis: the steps, or what the clock counts."""
    label, last = clock or Clock("step", trajectory.steps)
    return Axis(-0.02 * last, 1.02 * last, label, whole=True)


def upright(low, high, scale="linear", shelf=False):
    """A vertical axis, which grows where a walk needs it."""
    return Axis(low, high, scale=scale, shelf=shelf, grows=GROWS[scale])


def _linear_ends(bottom, top):
    margin = 0.08 * ((top - bottom) or 1.0)
    return bottom - margin, top + margin


def _cost(name, trajectory, clock, low, high, scale="linear"):
    """The panel of the cost, with the floor under it where there is one; and the tracks of the cost."""
    f = trajectory.objective
    lowest, shelf = np.min(f(f.minima)) if len(f.minima) else np.nanmin(trajectory.f), False
    if scale == "log" and 0 <= lowest < low:  # a walk may come to lie below the axis
        shelf = bool(lowest < NOTHING * high)
        low = min(low, NOTHING * high if shelf else 0.8 * lowest)
    floor, marks = getattr(f, "cost_at_truth", None), []
    if floor is not None and low <= floor <= high:
        look = {"color": style.MUTED, "linestyle": "--", "linewidth": 1.2 * style.scale()}
        at, low = _beside(floor, low, high, scale, np.min(trajectory.f, where=np.isfinite(trajectory.f), initial=floor))
        marks.append(Mark("level", 0, floor, look, "cost of the truth", at))
    up = upright(low, high, scale=scale, shelf=shelf)
    panel = Panel(name, timed(trajectory, clock), up, marks, "cost, logarithmic" if scale == "log" else "cost")
    return panel, lambda rows, paint=None, x=None: _walk(name, rows, rows.row.f, paint, x)


def _beside(level, low, high, scale, lowest):
    """On which side of a level its words stand, and the lowest cost to show, so that they have room there.

    Beneath it, where no walk is, unless the lowest cost of all lies plainly below it.
    """
    turn, back = (np.log, np.exp) if scale == "log" else (float, float)
    bottom, at, top = turn(low), turn(level), turn(high)
    if at - turn(max(lowest, low)) > 0.02 * (top - bottom):
        return "over", low
    return "under", min(low, float(back((at - BENEATH * top) / (1 - BENEATH))))


def _cost_range(trajectory, room):
    """The lowest and the highest cost to show, both above 0 where no cost is below it (0 then lies below the picture).

    A diverged run is shown to four times the first costs, and as long as it stays below them for the first time. Walks
    that start elsewhere on the landscape find up to ``room`` times the height.
    """
    f = trajectory.f
    diverged = np.asarray(trajectory.stop == Stop.DIVERGED)
    first = f[0][np.isfinite(f[0])]
    if not first.size:
        return 0.0, 1.0
    start = np.max(first)
    low = np.logical_and.accumulate(f <= start + 3 * abs(start), axis=0)  # NaN is above it
    seen = f[np.isfinite(f) & (~diverged | low)]
    lowest = np.min(seen)
    top = min(np.max(f, where=np.isfinite(f), initial=start), start + 3 * max(abs(start), start - lowest))
    if trajectory.w.shape[-1] <= 2:
        _, height = ground(trajectory.objective, window(trajectory))
        top = max(top, min(np.nanmax(height), lowest + room * (top - lowest)))
        lowest = min(lowest, np.nanmin(height)) if lowest < 0 else lowest
    if lowest < 0 or top <= 0:
        return lowest, top
    return max(np.min(seen, where=seen > 0, initial=top), 1e-8 * top), top
