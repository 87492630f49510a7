"""Figures: the panels that are named, arranged; and what a student may try."""

import json

import numpy as np
import pytest
from helpers.panels import arranged

import gdviz as gd
from gdviz import bowl, descend, gradient_descent, momentum, quadratic, style, sweep, two_features
from gdviz.figures import layout
from gdviz.live import painter


def test_the_panels_that_are_named_stand_side_by_side_the_first_one_large():
    names = ("cost", "weights", "landscape")
    drawn, _ = arranged(descend(two_features(), momentum), names)
    assert [panel.name for panel in drawn] == [*names]
    assert [panel.title for panel in drawn] == ["cost, logarithmic", "weights", "two features"]
    figure = layout.painted(drawn, ())
    figure.draw_without_rendering()
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert titles[:2] == ["cost, logarithmic", "weights"]
    assert titles[2] == f"two features: {two_features().formula}"
    large, *others = [ax.get_position() for ax in figure.axes]
    for other in others:
        assert large.height > 1.5 * other.height
        assert large.x1 < other.x0


def test_a_figure_with_many_panels_is_as_high_as_they_need():
    few, many = (gd.plot(descend(two_features(), momentum), tuple(layout.PANELS)[:n]) for n in (4, 7))
    assert few.get_size_inches().tolist() == [painter.WIDTH, painter.HEIGHT]
    many.draw_without_rendering()  # a layout that has no room warns
    assert many.get_size_inches()[1] == pytest.approx(6 * painter.LEAST)
    assert min(ax.get_position().height for ax in many.axes) * many.get_size_inches()[1] > 0.3


def test_panels_that_stand_on_each_other_share_the_name_of_their_steps():
    names = ("landscape", "cost", "gap", "data", "weights")
    drawn, _ = arranged(descend(two_features(), momentum), names)
    labels = [panel.x.label for panel in drawn]
    assert labels == [ax.get_xlabel() for ax in layout.painted(drawn, ()).axes]
    assert labels.count("step") == 1
    assert labels[-1] == "step"
    assert labels[3] != ""  # the features are no steps


def test_a_rule_has_its_colour_in_every_panel():
    panels = ("landscape", "cost", "weights", "gap", "data")
    _, tracks = arranged(descend(two_features(), momentum), panels)
    walks = [track for track in tracks if track.kind != "arrow"]
    assert {track.look["color"] for track in walks} == {style.RULES["momentum"][0]}
    assert {track.panel for track in walks} == set(panels)


def test_a_paint_of_its_own_has_no_arrows_and_leaves_the_colour_of_the_rule():
    _, follow = layout.arrange(descend(two_features(), momentum), ("landscape", "cost"))
    tracks = follow(descend(two_features(), momentum), style.Paint("#123456", "D", 4))
    assert {track.kind for track in tracks} == {"path", "point"}
    assert {(track.look["color"], track.look["marker"]) for track in tracks} == {("#123456", "D")}


def test_the_picture_shows_the_end_of_the_walk_and_its_every_panel():
    walk = descend(two_features(), momentum, steps=20, every=4)
    figure = gd.plot(walk)
    for ax in figure.axes[:2]:
        assert any(len(line.get_xdata()) == 6 for line in ax.get_lines())
    ball = next(line for line in figure.axes[0].get_lines() if len(line.get_xdata()) == 1 and line.get_marker() == "o")
    assert ball.get_xydata().tolist() == [walk.w[-1].tolist()]


def test_the_usual_panels_are_those_that_the_coordinates_allow():
    assert layout.usual_panels(descend(bowl, gradient_descent)) == ("landscape", "cost")
    assert layout.usual_panels(descend(two_features(), gradient_descent)) == ("landscape", "cost", "weights")
    three = descend(quadratic(np.eye(3)), gradient_descent, [1.0, 2.0, 3.0])
    assert layout.usual_panels(three) == ("cost", "weights")
    assert len(gd.plot(three).axes) == 2


def test_a_panel_that_does_not_exist_is_refused_with_those_that_do():
    walk = descend(bowl, gradient_descent)
    with pytest.raises(ValueError, match="'price' is not a panel; valid names: landscape, cost, linear cost") as caught:
        gd.plot(walk, ("landscape", "price"))
    for name in layout.PANELS:
        assert name in str(caught.value)
        assert f'"{name}"' in gd.plot.__doc__
        assert f'"{name}"' in gd.explore.__doc__


def test_a_grid_of_runs_cannot_be_plotted_and_says_how_to_pick_one():
    with pytest.raises(ValueError, match=r"as in trajectory\[0, 0\]"):
        gd.plot(sweep(two_features(), momentum, lr=[0.1, 0.2], mu=[0.5, 0.8]))


def test_a_panel_named_twice_and_none_at_all_are_refused():
    walk = descend(bowl, gradient_descent)
    for panels in (("cost", "cost"), ()):
        with pytest.raises(ValueError, match="each once"):
            gd.plot(walk, panels)


# What a student may try, and what must neither raise nor warn: a warning fails a test here.
ODD = {
    "a floor far from the runs": (gd.two_features(), gd.gradient_descent, {"lr": [1e-9]}),
    "a rule without a learning rate": (gd.two_features(), gd.random_search, {"delta": [0.1, 0.2], "steps": 5}),
    "a cost that stays the same": (gd.bowl, gd.gradient_descent, {"lr": [1.0]}),
    "one step to zero": (gd.bowl, gd.gradient_descent, {"lr": [0.5]}),
    "a run that leaves the domain of the logarithm": (
        gd.curve(np.log, lambda w: 1 / w, domain=(0.1, 5), start=4.0), gd.gradient_descent, {"lr": [0.1, 20.0]},
    ),
    "a rate that blows up at once": (gd.bowl, gd.gradient_descent, {"lr": [0.1, 1e30]}),
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
    "a rate that is far too large": (gd.bowl, gd.gradient_descent, {"lr": [5.0, 50.0], "steps": 8}),
    "a diverging restart": (gd.ravine, gd.adaptive_restart, {"lr": [0.01, 1e9, 1e300], "mu": [0.0, 0.99]}),
    "a step beyond all numbers": (gd.rotated_bowl, gd.momentum, {"lr": [0.1, 1e200], "steps": 3}),
    "a curve of enormous heights": (gd.curve(lambda w: 1e200 * w**2, domain=(-2, 2), start=1.0), gd.adam, {}),
    "a schedule and a stopping rule": (
        gd.two_valleys, gd.gradient_descent,
        {"schedule": gd.warm_restarts, "period": [5, 20], "stop": gd.small_change, "tol": [0.1, 0.01]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", ODD)
def test_an_odd_figure_is_drawn_without_a_complaint(what):
    f, rule, options = ODD[what]
    figure = gd.explore(f, rule, **options)
    for step in (1, figure.last):
        figure.step = step
        data, _ = figure._repr_mimebundle_()
    json.dumps(figure._scene, allow_nan=False)
    assert data["text/plain"].startswith("A walk")
    for face, ax in zip(figure.faces, figure.figure.axes, strict=True):
        assert [*ax.get_xlim(), *ax.get_ylim()] == pytest.approx([*face.x.ends, *face.y.ends])
        for axis in (face.x, face.y):
            assert np.isfinite(axis.ends).all()
            assert axis.low < axis.high
    figure.close()
