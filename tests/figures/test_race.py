"""race: the live figure of several rules."""

import numpy as np
import pytest
from helpers.tables import RULES, each_landscape
from helpers.wires import unpack

import gdviz as gd
from gdviz import style
from gdviz.figures.race import race
from gdviz.live import wire

FEW = ("landscape", "cost")  # with a legend, as no lane says who is who
ALL = [entry.rule for entry in RULES]


def mine(w, g, *, lr=0.05):
    return w - lr * g


@each_landscape
def test_every_rule_races_on_every_landscape(landscape):
    figure = race(landscape.f, [*ALL, mine], steps=25, lr=[0.001, 0.1])
    assert {len(faces) for faces in figure.panels} == {len(figure.sliders[0].values)}
    assert len(figure.sliders[0].values) >= 2
    assert figure.said().startswith("Step 25 of 25. Lowest cost now: ")


def test_all_colours_are_in_the_picture_and_its_legend():
    figure = race(gd.ravine, [*ALL, mine], steps=12, lr=0.01, panels=FEW)
    figure.step = 1  # all balls lie on one another: what is left is the legend
    pixels = wire.pixels(figure.png())
    top = pixels[: pixels.shape[0] // 5, :, :3].astype(int)
    for colour, _ in style.RULES.values():
        rgb = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        assert np.sum(np.abs(top - rgb).max(axis=-1) < 8) > 100, colour


def test_the_browser_is_told_who_is_who_for_both_pages():
    figure = race(gd.ravine, [*ALL, mine], steps=12, lr=0.01, panels=FEW)
    told = figure._scene["legend"]
    assert [entry["name"] for entry in told] == [racer.name for racer in figure.racers]
    paths = [track for track in figure._scene["tracks"] if track["kind"] == "path" and track["panel"] == 0]
    for entry, path, racer in zip(told, paths, figure.racers, strict=True):
        assert entry["color"] == path["color"] == [racer.paint.colour, style.DARK[racer.paint.colour]]
        assert np.shape(entry["marker"]) == np.shape(path["marker"])


@pytest.mark.parametrize(
    "name", ["_hidden", "$x^2$", "{cost}", "a name that is far too long for a legend, really", "%s"]
)
def test_a_name_is_shown_as_it_was_written(name):
    figure = race(gd.bowl, {name: gd.momentum, "other": gd.adam}, steps=5, panels=FEW)
    drawn = figure.figure
    (shown, _) = drawn.legends[0].get_texts() if drawn.legends else drawn.axes[1].texts
    assert figure._scene["legend"][0]["name"] == name
    assert shown.get_text() in (name, f"{name[:31]}…")
    assert not shown.get_parse_math()
    assert bool(drawn.legends) == (len(name) > 20)  # else it stands at the end of its curve
    assert name.strip("{}") in figure.said()
    ax = race(gd.bowl, {name: gd.momentum}, steps=5).figure.axes[1]
    (at_lane,) = ax.texts
    assert at_lane.get_text() in (name, f"{name[:15]}…")


def test_the_legend_stays_inside_the_picture_and_off_the_panels():
    for names in ([f"number {k}" for k in range(9)], [f"{k}. WWW MMM WWW MMM WWW {k}" for k in range(9)]):
        figure = race(gd.ravine, dict.fromkeys(names, gd.momentum), steps=3, panels=FEW)
        for at in range(len(figure.panels[0])):
            figure.axis_index = at
            drawn = figure.figure
            drawn.draw_without_rendering()
            box = drawn.legends[0].get_window_extent()
            assert box.x0 >= 0
            assert box.x1 <= drawn.bbox.x1
            assert box.y0 > max(ax.get_tightbbox().y1 for ax in drawn.axes) - 1
            assert max(ax.get_tightbbox().x1 for ax in drawn.axes) <= drawn.bbox.x1


def test_the_start_can_be_moved_and_the_race_is_run_anew():
    figure = race(gd.two_features(), [gd.gradient_descent, gd.momentum], steps=30, mu=[0, 0.8])
    before = figure.said()
    figure.start = [3.0, 2.0]
    runs = gd.descend(gd.two_features(), gd.gradient_descent, (3.0, 2.0), steps=30)
    np.testing.assert_array_equal(figure.trajectories["gradient descent"].w, runs.w)
    assert figure.said() != before
    with pytest.raises(ValueError, match="outside the space"):
        figure.start = [99.0, 0.0]
    assert figure.start == [3.0, 2.0]
    np.testing.assert_array_equal(figure.trajectories["gradient descent"].w, runs.w)
    assert [(h.name, h.anywhere) for h in race(gd.bowl, [gd.adam], steps=3).handles] == [("start", True)]
    assert [h.anywhere for h in race(gd.bowl, [asks], steps=3).handles] == [False]
    assert race(gd.bowl, [gd.adam], [[-4], [3]], steps=3).handles == []
    assert race(gd.bowl, [gd.adam], steps=3, panels="cost").handles == []


def test_a_long_race_with_many_values_is_neither_thinned_nor_refused():
    figure = race(gd.two_features(), [gd.gradient_descent, gd.momentum], steps=2000, lr=np.linspace(0.01, 0.3, 120),
                  mu=np.linspace(0, 0.8, 81), tol=0.005)  # fmt: skip
    assert (figure.every, figure.last) == (1, 2000)
    assert len(figure._numbers) + len(figure._table) < 1000
    figure.lr_index, figure.mu_index = 40, 77
    steps, hyper = figure.arrivals["momentum"], figure.trajectories["momentum"].hyper
    assert steps == gd.descend(gd.two_features(), gd.momentum, steps=2000, **hyper).steps_to(tol=0.005)
    assert f"momentum, after {steps} steps" in figure.said()
    figure.start = [-0.5, -1.5]
    alone = gd.descend(gd.two_features(), gd.momentum, (-0.5, -1.5), steps=2000, **hyper)
    assert figure.arrivals["momentum"] == alone.steps_to(tol=0.005) != steps


def asks(w, g, *, lr=0.05):
    return w - lr * g if np.max(g) < 1e9 else w


def test_where_one_racer_cannot_be_handed_over_the_race_is_a_record_and_says_who_and_why():
    figure = race(gd.two_features(), {"mine": asks, "heavy": gd.momentum}, steps=30, mu=[0, 0.8], lr=[0.1, 0.2])
    why = "mine: `asks` asks for the value of a number (with `if`, `float()` or a function of `math`): "
    why += "Python takes all walks."
    assert figure.said().endswith(why)
    for start in (None, [3.0, 2.0]):
        if start:
            figure.start = start
        for figure.lr_index, figure.mu_index in np.ndindex(2, 2):
            for name, run in figure.trajectories.items():
                rule = gd.momentum if name == "heavy" else gd.gradient_descent
                alone = gd.descend(gd.two_features(), rule, start, 30, **run.hyper)
                np.testing.assert_array_equal(run.w, alone.w)
            words = race(gd.two_features(), {"mine": gd.gradient_descent, "heavy": gd.momentum}, start, 30,
                         mu=[0, 0.8][figure.mu_index], lr=[0.1, 0.2][figure.lr_index])  # fmt: skip
            for figure.axis_index in range(3):
                words.axis_index = figure.axis_index
                assert figure.said() == f"{words.said()} {why}"
    alone = race(gd.two_features(), [asks], steps=3)
    assert alone.said().endswith(": Python takes its walks.")


def test_more_coordinates_race_by_their_cost():
    figure = race(gd.quadratic(np.diag([1.0, 2, 3])), ALL, [1.0, 1, 1], steps=10)
    assert [face.name for face in figure.faces] == ["cost", "lanes"]
    both = race(gd.two_features(), [gd.momentum, gd.adam], steps=10, panels=["weights", "data", "gap", "schedule"])
    assert both.png().startswith(b"\x89PNG")


def test_no_arrows_and_the_balls_last():
    figure = race(gd.ravine, [gd.momentum, gd.gradient_descent], steps=5)
    kinds = [track.kind for track in figure.tracks if track.kind != "note"]  # which is written when all is drawn
    assert kinds == ["path"] * 6 + ["point"] * 6
    assert not figure.figure.axes[0].texts


def test_markers_are_few_and_not_at_the_same_steps():
    figure = race(gd.ravine, ALL, steps=160)
    every = [track.look["markevery"] for track in figure.tracks if track.kind == "path" and track.panel == "cost"]
    assert every == sorted(set(every))
    assert 8 <= 160 // every[-1] <= 160 // every[0] <= 16


def test_what_crosses_to_the_browser_is_the_race():
    """Where it is a record."""
    figure = race(gd.two_features(), [gd.momentum, gd.adam, asks], steps=30, mu=[0, 0.8])
    scene = figure._scene
    channels = unpack(figure._numbers, [channel["shape"] for channel in scene["channels"]])
    assert [told["name"] for told in scene["panels"]] == ["landscape", "lanes", "cost"]
    paths = [t for t in scene["tracks"] if t["kind"] == "path" and t["panel"] != 1]
    for (name, runs), (hill, cost) in zip(figure.sweeps.items(), (paths[:2], paths[2:4], paths[4:]), strict=True):
        (x, _), (y, _) = cost["ends"][0]
        assert channels[x].shape[0] == 3
        np.testing.assert_allclose(channels[x].reshape(3, 31), np.outer([1, 1, 200], np.arange(31)), rtol=1e-3)
        assert channels[y].shape == (1, 2 if name == "momentum" else 1, 31)
        np.testing.assert_allclose(channels[y][0].T.squeeze(), runs.f, rtol=1e-3)
        np.testing.assert_allclose(channels[hill["ends"][0][0][0]][0].T.squeeze(), runs.w[..., 0], atol=1e-3)
    assert [scene["panels"][2]["faces"][k]["x"]["high"] for k in (0, 2)] == pytest.approx([30.6, 200 * 30.6])
    assert [track["panel"] for track in paths] == [0, 2] * 3


def test_one_line_and_one_sentence():
    figure = race(gd.bowl, {"plain": gd.gradient_descent, "heavy": gd.momentum, "Adam": gd.adam}, steps=7)
    assert repr(figure) == "<Race of plain, heavy and Adam on bowl: 7 steps>"
    assert figure.alt == "A race on bowl, from one start: plain, heavy and Adam."
