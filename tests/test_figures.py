"""The panels: what their artists hold, not which pixels they paint."""

import numpy as np
import pytest

import gdviz as gd
from gdviz import (
    bowl,
    descend,
    figures,
    gradient_descent,
    himmelblau,
    momentum,
    quadratic,
    style,
    sweep,
    two_features,
    two_valleys,
)


def lines(figure, title):
    (ax,) = [ax for ax in figure.axes if ax.get_title(loc="left").startswith(title)]
    return ax, ax.get_lines()


def test_a_walk_on_a_curve_lies_on_the_curve():
    walk = descend(bowl, gradient_descent, lr=0.3, steps=6)
    ax, drawn = lines(figures.plot(walk), "bowl: w²")
    hill, path, ball = drawn[0], drawn[-2], drawn[-1]
    np.testing.assert_allclose(hill.get_ydata(), hill.get_xdata() ** 2)
    np.testing.assert_array_equal(path.get_xydata(), np.column_stack([walk.w[:, 0], walk.f]))
    np.testing.assert_array_equal(ball.get_xydata(), [[walk.w[-1, 0], walk.f[-1]]])
    assert ax.get_xlim() == (-5, 5)


def test_a_walk_on_a_surface_is_seen_from_above():
    walk = descend(himmelblau, gradient_descent, lr=0.01, steps=9)
    ax, drawn = lines(figures.plot(walk, "landscape"), "Himmelblau")
    np.testing.assert_array_equal(drawn[-2].get_xydata(), walk.w)
    stars = [line.get_xydata()[0].tolist() for line in drawn if line.get_marker() == "*"]
    assert stars == himmelblau.minima.tolist()
    assert ax.get_aspect() == 1  # as wide as high, so that directions are true


def test_contours_lie_closer_where_more_of_the_ground_is():
    height = np.geomspace(1, 1000, 101)
    levels = figures._levels(height)
    assert levels[0] == 1
    assert levels[-1] == pytest.approx(1000)
    middle = np.interp(0.5, np.linspace(0, 1, len(levels)), levels)
    assert middle == pytest.approx(np.median(height), rel=0.2)


def test_the_cost_is_drawn_against_the_step_on_a_logarithmic_axis():
    walk = descend(bowl, gradient_descent, lr=0.3, steps=6)
    ax, drawn = lines(figures.plot(walk), "cost")
    np.testing.assert_array_equal(drawn[-2].get_xydata(), np.column_stack([np.arange(7), walk.f]))
    assert ax.get_yscale() == "log"


def test_a_cost_below_zero_is_drawn_on_a_linear_axis():
    ax, _ = lines(figures.plot(descend(two_valleys, gradient_descent, lr=0.1)), "cost")
    assert ax.get_yscale() == "linear"


def test_runs_that_blow_up_do_not_flatten_the_others():
    runs = sweep(bowl, gradient_descent, lr=[0.1, 5.0], steps=50)
    figure, _ = figures.layout(runs, ("landscape", "cost"))
    ax, _ = lines(figure, "cost")
    assert ax.get_ylim()[1] < 1e4


def test_the_weights_have_dotted_truths_and_names():
    walk = descend(two_features(), momentum, steps=20)
    figure = figures.plot(walk, ("weights",))
    ax, drawn = lines(figure, "weights")
    truths = [line.get_ydata()[0] for line in drawn if len(line.get_xdata()) == 2 and line.get_linestyle() == ":"]
    assert truths == [2.0, 0.5]
    assert [text.get_text() for text in ax.texts] == ["w₁", "w₂"]
    np.testing.assert_array_equal([drawn[-4].get_ydata(), drawn[-2].get_ydata()], walk.w.T)


def test_the_schedule_shows_the_rate_of_every_step():
    from gdviz import exponential

    walk = descend(bowl, gradient_descent, schedule=exponential, lr=1.0, decay=0.5, steps=3)
    _, drawn = lines(figures.plot(walk, "schedule"), "learning rate")
    assert drawn[-2].get_ydata().tolist() == [1.0, 0.5, 0.25, 0.25]


def test_a_rule_has_its_colour_in_every_panel():
    figure, tracks = figures.layout(descend(two_features(), momentum), ("landscape", "cost", "weights"))
    assert {track.look["color"] for track in tracks} == {style.RULES["momentum"][0]}
    assert {track.ax for track in tracks} == set(figure.axes)


def test_three_coordinates_have_no_landscape_and_say_what_to_show_instead():
    walk = descend(quadratic(np.eye(3)), gradient_descent, [1.0, 2.0, 3.0])
    assert figures.usual_panels(walk) == ("cost", "weights")
    with pytest.raises(ValueError, match=r"3 coordinates; a picture has room for 2. Use panels"):
        figures.plot(walk, "landscape")


def test_a_panel_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(ValueError, match="'price' is not a panel; valid names: landscape, cost, weights, schedule"):
        figures.plot(descend(bowl, gradient_descent), ("landscape", "price"))


def test_a_grid_of_runs_cannot_be_plotted_and_says_how_to_pick_one():
    with pytest.raises(ValueError, match=r"as in trajectory\[0, 0\]"):
        figures.plot(sweep(two_features(), momentum, lr=[0.1, 0.2], mu=[0.5, 0.8]))


def test_a_start_without_a_domain_gets_a_window_with_room():
    from gdviz import curve

    walk = descend(curve(lambda w: (w - 3) ** 2), gradient_descent, -1.0)
    (low, high), *_ = figures.window(walk)
    assert low < -1 < high


# What a student may try, and what must neither raise nor warn: a warning fails a test here.
ODD = {
    "a floor far from the runs": (gd.two_features(), gd.gradient_descent, {"lr": [1e-9]}),
    "a rule without a learning rate": (gd.two_features(), gd.random_search, {"delta": [0.1, 0.2], "steps": 5}),
    "a cost that stays the same": (gd.bowl, gd.gradient_descent, {"lr": [1.0]}),
    "one step to zero": (gd.bowl, gd.gradient_descent, {"lr": [0.5]}),
    "a run that leaves the domain of the logarithm": (
        gd.curve(np.log, lambda w: 1 / w, domain=(0.1, 5), start=4.0), gd.gradient_descent, {"lr": [0.1, 20.0]},
    ),
    "a rate that is not a number": (gd.bowl, gd.gradient_descent, {"lr": [0.1, np.nan]}),
    "a start where the cost is infinite": (
        gd.curve(lambda w: 1 / w**2, domain=(-1, 1), start=0.0), gd.gradient_descent, {"lr": [0.1]},
    ),
    "a pole": (
        gd.surface(lambda a, b: 1 / (a**2 + b**2), domain=[(-1, 1)] * 2, start=(0.5, 0.5)), gd.gradient_descent, {},
    ),
    "a landscape that is not defined everywhere": (
        gd.curve(lambda w: w - np.log(w), domain=(-0.5, 5), start=4.0), gd.gradient_descent, {"lr": [0.1, 0.2]},
    ),
    "a flat landscape": (gd.quadratic(np.zeros((2, 2))), gd.gradient_descent, {"start": (1.0, 1.0), "lr": [0.1, 0.2]}),
    "a cost below zero": (gd.two_valleys, gd.gradient_descent, {"start": -4, "lr": [0.1, 0.2]}),
    "one step": (gd.rosenbrock, gd.adam, {"steps": 1}),
    "mathematics in a name": (gd.curve(lambda w: w**2, name=r"$\frac$ {w}", start=1.0), gd.gradient_descent, {}),
    "a very long name": (gd.curve(lambda w: w**2, name="x" * 300, start=1.0), gd.gradient_descent, {}),
    "ten coordinates": (gd.quadratic(np.eye(10)), gd.momentum, {"start": np.ones(10), "mu": [0, 0.5]}),
    "mini-batches": (gd.two_features().minibatch(10), gd.gradient_descent, {"seed": [0, 1, 2]}),
    "whole numbers": (gd.rotated_bowl, gd.gradient_descent, {"start": [-3, 2], "lr": [0, 1]}),
    "a schedule and a stopping rule": (
        gd.two_valleys, gd.gradient_descent,
        {"schedule": gd.warm_restarts, "period": [5, 20], "stop": gd.small_change, "tol": [0.1, 0.01]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", ODD)
def test_an_odd_figure_is_drawn_without_a_complaint(what):
    f, rule, options = ODD[what]
    figure = gd.explore(f, rule, **options)
    data, _ = figure._repr_mimebundle_()
    assert data["text/plain"].startswith("A walk")
    for ax in figure.figure.axes:
        assert np.isfinite([*ax.get_xlim(), *ax.get_ylim()]).all()
    figure.close()


def test_the_cost_of_runs_that_stay_below_zero_is_in_the_picture():
    runs = sweep(two_valleys, gradient_descent, -4, lr=[0.1, 0.2])
    ax, _ = lines(figures.layout(runs, "cost")[0], "cost")
    low, high = ax.get_ylim()
    assert low < runs.f.min()
    assert runs.f.max() < high


def test_a_floor_outside_the_picture_is_left_out():
    figure, _ = figures.layout(descend(two_features(), gradient_descent, lr=1e-9), "cost")
    assert list(figure.axes[0].texts) == []


def test_a_panel_named_twice_and_none_at_all_are_refused():
    walk = descend(bowl, gradient_descent)
    for panels in (("cost", "cost"), ()):
        with pytest.raises(ValueError, match="each once"):
            figures.plot(walk, panels)


def test_the_schedule_of_a_rule_without_a_learning_rate_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="random_search has no learning rate to show"):
        figures.plot(descend(bowl, gd.random_search), "schedule")
