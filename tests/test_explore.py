"""explore and the Python side of the live figure."""

import base64
import json
import re
from functools import partial

import numpy as np
import pytest
from matplotlib.figure import Figure
from test_wire import unpack
from traitlets import TraitError

from gdviz import (
    LiveFigure,
    bowl,
    curve,
    descend,
    explore,
    gradient_descent,
    momentum,
    quadratic,
    random_search,
    small_gradient,
    sweep,
    two_features,
    two_valleys,
    warm_restarts,
    wire,
)
from gdviz.scene import Slider
from gdviz.tracks import Track

RATES = np.linspace(0.1, 1.0, 10)


@pytest.fixture
def explorer():
    figure = explore(two_features(), momentum, steps=20, lr=RATES, mu=[0, 0.5, 0.8])
    yield figure
    figure.close()


def test_every_array_becomes_a_slider_and_a_number_does_not(explorer):
    assert [s.name for s in explorer.sliders] == ["lr", "mu"]
    assert [s.label for s in explorer.sliders] == ["learning rate α", "momentum μ"]
    assert explorer.sliders[1].values == ["0", "0.5", "0.8"]
    fixed = explore(bowl, gradient_descent, lr=0.3, steps=5)
    assert fixed.sliders == []
    assert fixed.trajectory.hyper == {"lr": 0.3}


def test_starts_and_seeds_become_sliders_too():
    figure = explore(two_features(), random_search, [(0, 0), (1, 2)], steps=5, seed=[0, 1, 2], delta=0.2)
    assert [(s.name, len(s.values)) for s in figure.sliders] == [("start", 2), ("seed", 3)]
    assert figure.sliders[0].values == ["(0, 0)", "(1, 2)"]


def test_the_sliders_begin_at_the_defaults_of_the_rule(explorer):
    assert explorer.trajectory.hyper == {"lr": pytest.approx(0.1), "mu": 0.8}


def test_the_learning_rate_slider_knows_the_landscape():
    """The bowl has L = 2, so that 1/L = 0.5 and 2/L = 1; on a slider from 0.25 to 1.25 they lie at 1/4 and 3/4."""
    linear = explore(bowl, gradient_descent, steps=3, lr=np.linspace(0.25, 1.25, 41)).sliders[0]
    assert [(place, label) for place, label, _ in linear.marks] == [(10, "1/L"), (30, "2/L")]
    assert "2/L = 1:" in linear.marks[1][2]
    log = explore(bowl, gradient_descent, steps=3, lr=0.5 ** np.arange(4, -1, -1)).sliders[0]
    assert [place for place, *_ in log.marks] == [3, 4]


def test_marks_beyond_the_slider_and_on_unknown_ground_are_left_out():
    assert explore(bowl, gradient_descent, steps=3, lr=[0.1, 0.2, 0.3]).sliders[0].marks == ()
    assert explore(curve(lambda w: w**4, domain=(-1, 1), start=1), gradient_descent, lr=[0.1, 9]).sliders[0].marks == ()
    assert explore(bowl, momentum, steps=3, mu=[0, 0.5, 1.0]).sliders[0].marks == ()


def test_the_trajectory_is_the_run_that_the_sliders_show(explorer):
    explorer.lr_index, explorer.mu_index = 4, 1
    alone = descend(two_features(), momentum, steps=20, lr=RATES[4], mu=0.5)
    np.testing.assert_array_equal(explorer.trajectory.w, alone.w)
    assert explorer.sweep.shape == (10, 3)


def test_what_crosses_to_the_browser_is_the_sweep(explorer):
    scene = explorer._scene
    channels = unpack(explorer._numbers, [channel["shape"] for channel in scene["channels"]])
    runs = sweep(two_features(), momentum, steps=20, lr=RATES, mu=[0, 0.5, 0.8])
    path = scene["tracks"][0]
    np.testing.assert_allclose(channels[path["x"]], np.moveaxis(runs.w[..., 0], 0, -1), rtol=1e-4)
    np.testing.assert_allclose(channels[path["y"]], np.moveaxis(runs.w[..., 1], 0, -1), rtol=1e-4)


def test_the_same_numbers_cross_once(explorer):
    """w₁, w₂, the cost, the steps, how and when it ended: however many panels and words use them."""
    assert len(explorer._scene["channels"]) == 6


def test_a_scene_is_plain_json(explorer):
    assert "NaN" not in json.dumps(explorer._scene)
    assert json.loads(json.dumps(explorer._scene)) == explorer._scene


def test_a_number_turns_into_the_pixel_that_matplotlib_gives_it(explorer):
    for track, sent in zip(explorer.tracks, explorer._scene["tracks"], strict=True):
        axes = explorer._scene["axes"][sent["axes"]]
        left, top, width, height = axes["box"]
        for x, y in track.ax.transAxes.inverted().transform(track.ax.transAxes.transform([(0.2, 0.3), (0.9, 0.7)])):
            data = track.ax.transData.inverted().transform(track.ax.transAxes.transform((x, y)))

            def share(value, side):
                turn = np.log10 if side["scale"] == "log" else float
                return (turn(value) - turn(side["low"])) / (turn(side["high"]) - turn(side["low"]))

            here = (left + width * share(data[0], axes["x"]), top + height * (1 - share(data[1], axes["y"])))
            scale = explorer.figure.dpi / 100
            truth = track.ax.transData.transform(data) / scale
            assert here == pytest.approx((truth[0], explorer._scene["height"] - truth[1]), abs=0.01)


def test_the_words_say_where_the_walk_is_and_how_it_ended():
    figure = explore(bowl, gradient_descent, steps=40, lr=[0.25, 5.0])
    figure.lr_index, figure.step = 0, 1
    assert figure.said() == "Step 1 of 40: w = −2, cost 4."
    figure.lr_index, figure.step = 1, 40
    end = descend(bowl, gradient_descent, steps=40, lr=5.0).n_steps
    assert figure.said().endswith(f"It has diverged: at step {end} the cost has blown up.")
    figure.step = end - 1
    assert "diverged" not in figure.said()


def test_the_words_say_when_the_stopping_rule_ended_it():
    figure = explore(bowl, gradient_descent, steps=40, lr=[0.25], stop=small_gradient, tol=1.0)
    assert figure.said().endswith("The stopping rule ended it at step 4.")  # slopes −8, −4, −2, −1, −½
    figure.close()


def test_where_there_is_no_widget_the_picture_and_its_words_show(explorer):
    data, metadata = explorer._repr_mimebundle_()
    assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/html", "image/png", "text/plain"}
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert metadata["image/png"] == {"width": 800}
    (alt,) = re.findall(r'alt="([^"]*)"', data["text/html"])
    assert alt == data["text/plain"] == f"{explorer.alt} {explorer.said()}"
    assert "momentum" in alt


def test_a_name_given_by_a_user_stays_text_in_the_html():
    evil = curve(lambda w: w**2, name='<img src=x onerror="alert(1)">', domain=(-2, 2), start=1.0)
    data, _ = explore(evil, gradient_descent, steps=3)._repr_mimebundle_()
    assert data["text/html"].count("<") == 1
    assert "&lt;img src=x" in data["text/html"]


def test_the_static_picture_shows_the_path_in_its_colour(explorer):
    explorer.step = 20
    pixels = wire.pixels(explorer.png()).astype(int)
    blue = np.abs(pixels[..., :3] - [0x00, 0x64, 0xBF]).sum(axis=-1) < 30
    assert blue.mean() > 0.002
    explorer.step = 0
    fewer = np.abs(wire.pixels(explorer.png()).astype(int)[..., :3] - [0x00, 0x64, 0xBF]).sum(axis=-1) < 30
    assert fewer.sum() < blue.sum() / 2


def test_three_coordinates_are_explored_by_their_cost_and_weights():
    figure = explore(quadratic(np.diag([1.0, 2.0, 3.0])), momentum, [1.0, 1.0, 1.0], steps=10, mu=[0, 0.9])
    assert [ax.get_title(loc="left") for ax in figure.figure.axes] == ["cost", "weights"]


def test_a_figure_too_large_to_send_says_what_to_change():
    def anywhere(w, g, *, rng):
        return rng.uniform(-5, 5, size=w.shape)

    with pytest.raises(ValueError, match=r"MB to send, or more \(3000 positions of the sliders × 400 steps\).*fewer"):
        explore(bowl, anywhere, steps=400, seed=np.arange(3000))


def test_a_live_figure_needs_no_descent():
    drawing = Figure(figsize=(4, 3))
    ax = drawing.subplots()
    live = LiveFigure(drawing, [Track("path", ax, np.arange(5.0), np.arange(5.0) ** 2, {"color": "#000000"})])
    assert live.last == 4
    assert live._scene["tracks"][0]["color"] == ["#000000", "#e8eaed"]


def test_a_function_that_raises_is_not_swallowed():
    def broken(w, g, *, lr=0.1):
        raise ZeroDivisionError("in my rule")

    with pytest.raises(ZeroDivisionError, match="in my rule"):
        explore(bowl, broken)


@pytest.mark.parametrize(
    ("f", "rule", "options", "begins"),
    [
        (two_valleys, gradient_descent, {"lr": [0.1, 0.75, 1.5], "schedule": warm_restarts}, {"lr": 1.5}),
        (two_valleys, gradient_descent, {"period": [5, 10, 20, 40, 80], "schedule": warm_restarts}, {"period": 20}),
        (bowl, partial(gradient_descent, lr=0.3), {"lr": [0.1, 0.2, 0.3]}, {"lr": 0.3}),
        (bowl, gradient_descent, {"tol": [0.1, 0.01, 0.001], "stop": small_gradient}, {"tol": 0.001}),
        (bowl, random_search, {"seed": [0, 1, 2]}, {}),
    ],
)
def test_a_slider_begins_where_a_run_without_it_would(f, rule, options, begins):
    figure = explore(f, rule, steps=10, **options)
    alone = {name: value for name, value in options.items() if name in ("schedule", "stop")}
    np.testing.assert_array_equal(figure.trajectory.w, descend(f, rule, steps=10, **alone).w)
    assert {name: figure.trajectory.hyper[name] for name in begins} == begins


def test_slider_values_that_three_digits_do_not_tell_apart_get_more():
    near, far = [0.0999, 0.1001, 0.9999, 1.0001], np.geomspace(0.01, 1, 5)
    assert explore(bowl, gradient_descent, lr=near).sliders[0].values == ["0.0999", "0.1001", "0.9999", "1.0001"]
    assert explore(bowl, gradient_descent, lr=far).sliders[0].values == ["0.01", "0.0316", "0.1", "0.316", "1"]


def test_a_domain_far_from_zero_keeps_its_digits():
    far = curve(lambda w: (w - 1e9) ** 2, lambda w: 2 * (w - 1e9), domain=(1e9 - 5, 1e9 + 5), start=1e9 - 4)
    figure = explore(far, gradient_descent, steps=5, lr=[0.25])
    path = figure._scene["tracks"][0]
    described = figure._scene["channels"][path["x"]]
    sent = unpack(figure._numbers, [channel["shape"] for channel in figure._scene["channels"]])[path["x"]]
    np.testing.assert_allclose(
        sent[0].astype(float) + described["origin"] - 1e9, [-4, -2, -1, -0.5, -0.25, -0.125], atol=1e-3
    )


def test_positions_beyond_the_ends_of_a_slider_are_refused(explorer):
    for name, value in [("mu_index", 3), ("lr_index", -1), ("step", 21)]:
        with pytest.raises(TraitError):
            setattr(explorer, name, value)


def test_tracks_that_do_not_fit_are_refused_with_a_sentence():
    ax = Figure().subplots()
    path = Track("path", ax, [0, 1, 2], [0, 1, 4])
    with pytest.raises(ValueError, match="tracks is empty"):
        LiveFigure(ax.figure, [])
    with pytest.raises(ValueError, match=r"shape \(3,\), expected \(3, 2\)"):
        LiveFigure(ax.figure, [path], [Slider("a", "a", ["0", "1"])])
    with pytest.raises(ValueError, match="each needs a name of its own"):
        LiveFigure(ax.figure, [path], [Slider("step", "a", ["0", "1"])])
    with pytest.raises(ValueError, match="kind = 'blob'; valid kinds"):
        Track("blob", ax, [0], [0])
    with pytest.raises(ValueError, match="marker = '\\+' has no outline"):
        LiveFigure(ax.figure, [Track("point", ax, [0, 1], [0, 1], {"marker": "+"})])


def test_colours_cross_as_css_however_matplotlib_was_told_them():
    ax = Figure().subplots()
    looks = [{"color": "C0"}, {"color": (0, 0, 1)}, {"color": "k", "markerfacecolor": "none", "marker": "s"}]
    live = LiveFigure(ax.figure, [Track("path", ax, [0, 1], [0, 1], look) for look in looks])
    sent = live._scene["tracks"]
    assert [track["color"][0] for track in sent] == ["#1f77b4", "#0000ff", "#000000"]
    assert sent[2]["fill"] == ["transparent", "transparent"]
