"""The names of lines at their ends: which lines have them, where they stand, in both painters."""

import itertools
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.colours import contrast
from helpers.panels import arranged, panel
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

import gdviz as gd
from gdviz import style
from gdviz.figures import layout
from gdviz.live.ends import AFTER, LINES, Name, ends, settled
from gdviz.live.letters import SMALL
from gdviz.live.painter import paint
from gdviz.live.panel import Axis, Mark
from gdviz.live.tracks import Track

CASES = json.loads(Path(__file__).with_name("ends.json").read_text(encoding="utf-8"))
COLOURS = [colour for colour, _ in style.RULES.values()]
FLAT = Axis(-1, 17)


def line(name, *heights, kind="path", colour=None, place="here"):
    look = {"color": colour or COLOURS[sum(map(ord, name)) % len(COLOURS)]}
    across = np.linspace(-1, 5, len(heights)) if len(heights) > 1 else [5.0]  # all of the panel
    return Track(kind, place, across, np.array(heights, dtype=float), look, label=name)


def names(ax):
    """The names beside a plot that show."""
    return [text for text in ax.texts if isinstance(text, Name) and text.settle()]


def drawn(*lines, legend=(), marks=(), y=FLAT, beside=()):
    """A figure with names at the ends of lines, laid out; and the names that show, {text: artist}."""
    here = panel(y=y, marks=marks)
    figure = paint([here, *beside], legend, {"here": ends(here, lines, ())})
    figure.draw_without_rendering()
    figure.draw_without_rendering()
    return figure, {name.get_text(): name for name in names(figure.axes[0])}


def middles(shown):
    return {name: np.mean(text.get_window_extent().intervaly) for name, text in shown.items()}


@pytest.mark.parametrize(("wanted", "tall", "low", "high", "found"), CASES)
def test_names_that_would_touch_are_moved_apart_evenly_and_stay_inside(wanted, tall, low, high, found):
    assert settled(wanted, tall, low, high) == pytest.approx(found)


@given(st.lists(st.floats(-500, 500), min_size=1, max_size=7), st.floats(5, 14))
def test_none_is_on_another_none_is_outside_and_their_order_is_that_of_the_lines(wanted, tall):
    found = np.array(settled(wanted, tall, 0, 100))
    order = np.argsort(wanted, kind="stable")
    assert np.all(np.diff(found[order]) >= tall - 1e-6)
    assert found.min() >= tall / 2 - 1e-6
    assert found.max() <= 100 - tall / 2 + 1e-6
    apart = np.diff(np.sort(wanted), prepend=-tall / 2, append=100 + tall / 2)
    if np.all(apart >= tall):
        np.testing.assert_allclose(found, wanted)


def test_a_name_stands_where_its_line_ends_after_the_last_step():
    here = panel(y=Axis(0.01, 100, scale="log", shelf=True))
    found = ends(here, [line("a", 5, 0.5), line("b", 5, 7, np.nan), line("c", 1, 0), line("d", 1, np.inf)], ())
    assert [end.text for end in found] == list("abcd")
    assert [end.height for end in found] == [0.5, 7, float(here.y.seen(0.0)), np.inf]
    moved = Track("path", "here", np.zeros((2, 1)), np.array([[1.0, 2.0], [3.0, 4.0]]), label="moved")
    assert [end.height for end in ends(here, [moved, moved], (1,))] == [4.0, 4.0]


def test_only_two_to_five_paths_of_the_panel_that_have_a_name_are_named():
    few, most = LINES
    for count in range(8):
        found = ends(panel(), [line(f"n{k}", 1) for k in range(count)], ())
        assert len(found) == (count if few <= count <= most else 0)
    others = [line("", 1), line("c", 1, kind="point"), line("d", 1, place="there"), line("e", np.nan)]
    assert [end.text for end in ends(panel(), [line("a", 1), *others, line("b", 1)], ())] == ["a", "b"]
    assert ends(panel(inside=True), [line("a", 1), line("b", 1)], ()) == []


def test_names_stand_in_the_margin_in_their_colours_at_the_heights_of_the_ends():
    figure, shown = drawn(line("low $x$", 9, 2), line("_high", 1, 12))
    ax, at = figure.axes[0], middles(shown)
    for name, height in (("low $x$", 2), ("_high", 12)):
        box = shown[name].get_window_extent()
        assert ax.bbox.x1 < box.x0 < ax.bbox.x1 + 12
        assert box.x1 <= figure.bbox.x1
        assert at[name] == pytest.approx(ax.transData.transform((0, height))[1], abs=2)
        assert shown[name].get_fontsize() == SMALL
        assert not shown[name].get_parse_math()
    assert shown["_high"].get_color() == line("_high", 1).look["color"]


def test_a_line_that_ends_early_has_its_name_there_where_there_is_room():
    def short(name, share, height, colour=None):
        some = line(name, 1, height, colour=colour)
        return replace(some, x=-1 + 6 * np.array([0, share]))

    whole = line("whole", 1, 9, colour=COLOURS[4])
    two = [short("one", 0.3, 5, COLOURS[0]), short("two", 0.32, 5, COLOURS[1])]
    figure, shown = drawn(whole, *two, short("much later", 0.95, 5, COLOURS[2]), short("far", 0.6, 5, COLOURS[3]))
    ax, at = figure.axes[0], middles(shown)
    from_left = {name: (text.get_window_extent().x0 - ax.bbox.x0) / ax.bbox.width for name, text in shown.items()}
    gap = AFTER * figure.dpi / 72 / ax.bbox.width
    assert from_left == pytest.approx(
        {"one": 0.3 + gap, "two": 0.32 + gap, "far": 0.6 + gap, "much later": 1 + gap, "whole": 1 + gap}, abs=0.01
    )
    level = ax.transData.transform((0, 5))[1]
    assert [at[name] for name in ("far", "much later")] == pytest.approx([level] * 2, abs=2)
    assert at["one"] - level == pytest.approx(level - at["two"], abs=2)  # these two would touch
    assert at["one"] > at["two"] + 10
    figure, shown = drawn(whole, short("one", 0.3, 5, whole.look["color"]))  # which needs a piece of its line
    assert shown["one"].get_window_extent().x0 > figure.axes[0].bbox.x1


@pytest.mark.parametrize("heights", [(5, 5, 5, 5, 5), (-90, -80, -np.inf, 5, 5.1), (17, 17, 1e9, np.inf, 17)])
@pytest.mark.parametrize("others", [0, 3])
def test_names_never_touch_and_none_leaves_the_picture(heights, others):
    lines = [line(f"line {k}", 1, height, colour=COLOURS[k]) for k, height in enumerate(heights)]
    figure, shown = drawn(*lines, beside=[panel(f"other {k}") for k in range(others)])
    boxes = sorted((text.get_window_extent() for text in shown.values()), key=lambda box: box.y0)
    assert len(boxes) == 5
    assert all(one.y1 <= other.y0 + 1.5 for one, other in itertools.pairwise(boxes))
    assert all(figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1 for box in boxes)
    assert figure.axes[0].bbox.y0 - 7 <= boxes[0].y0
    assert boxes[-1].y1 <= figure.axes[0].bbox.y1 + 8


def test_they_take_the_place_of_the_legend_where_they_leave_three_quarters_to_the_plot():
    legend = {"a": {"color": "k"}, "b": {"color": "k"}}
    for long, wide in ((5, True), (60, False)):
        figure, shown = drawn(line("a" * long, 1), line("b", 9), legend=legend)
        assert (bool(shown), bool(figure.legends)) == (wide, not wide)
    assert paint([panel()], legend, {"here": []}).legends


def test_a_mark_has_its_words_there_unless_a_line_says_them():
    marks = [Mark("level", 0, height, {}, words, "end") for words, height in (("w₁", 2), ("w₂", 12), ("far", 99))]
    _, shown = drawn(line("w₁", 0, 2.1, colour="#0064bf"), line("w₂", 0, 5, colour="#0064bf"), marks=marks)
    assert sorted(shown) == ["w₁", "w₂"]  # the latter twice
    figure, _ = drawn(line("w₁", 0, 2.1), line("w₂", 0, 5), marks=marks)
    said = [(text.get_text(), text.get_color()) for text in names(figure.axes[0])]
    assert [text for text, _ in said] == ["w₁", "w₂", "w₂"]
    assert said[-1][1] == style.MUTED
    both = [Mark("level", 0, 2, {}, "w₁, w₂", "end")]
    assert sorted(drawn(line("w₁", 0, 2.1), line("w₂", 0, 1.9), marks=both)[1]) == ["w₁", "w₂"]
    assert sorted(drawn(line("w₁", 0, 2.1), line("w₂", 0, 9), marks=both)[1]) == ["w₁", "w₁, w₂", "w₂"]


def inked(figure, colour, left, right, middle):
    """Of the pixels of a row beside a plot, the share that has a colour."""
    pixels = np.asarray(figure.canvas.buffer_rgba())[..., :3] / 255
    row = pixels[round(len(pixels) - middle)][round(left) : round(right)]
    return np.mean(np.abs(row - to_rgb(colour)).max(axis=1) < 0.25)


def test_of_lines_in_one_colour_each_name_has_a_piece_of_its_line_before_it():
    both = Mark("level", 0, 3, {}, "best", "end")
    for other, wanted in (("#0064bf", (1.0, 0.75)), ("#c74700", (0.0, 0.0))):
        one, two = line("w₁", 0, 3, colour="#0064bf"), line("w₂", 9, 3.1, colour=other)
        two.look["linestyle"] = "--"
        figure, shown = drawn(one, two, marks=[both])
        assert list(shown) == ["w₁", "w₂", "best"]
        FigureCanvasAgg(figure).draw()
        for name, colour, share in zip(("w₁", "w₂"), ("#0064bf", other), wanted, strict=True):
            box = shown[name].get_window_extent()
            left = figure.axes[0].bbox.x1 + AFTER * figure.dpi / 72
            found = inked(figure, colour, left, max(left + 1, box.x0 - 6), box.y0 + box.height / 2)
            assert found == pytest.approx(share, abs=0.25), (name, other)
        assert (shown["w₁"].get_window_extent().x0 - left > 20) == bool(wanted[0])


def test_the_colours_of_names_can_be_read_on_both_pages():
    for colour in [*COLOURS, style.OWN[0], style.MUTED]:
        assert contrast(to_rgb(colour), to_rgb(style.PAPER)) >= 4.5
        assert contrast(to_rgb(style.DARK[colour]), to_rgb(style.DARK[style.PAPER])) >= 4.5


def labels(figure):
    """{panel: the names of its paths}."""
    named = {}
    for track in figure.tracks:
        if track.kind == "path":
            named.setdefault(track.panel, []).append(track.label)
    return named


def test_racers_are_named_at_their_curves_where_no_lane_names_them():
    rules, both = [gd.gradient_descent, gd.momentum], ["gradient descent", "momentum"]
    figure = gd.race(gd.two_features(), rules, steps=9, panels=("landscape", "cost", "schedule", "weights"))
    assert labels(figure) == {"landscape": [""] * 2, "cost": both, "schedule": both, "weights": [""] * 4}
    line = gd.race(gd.bowl, rules, steps=9, panels=("landscape", "weights"))
    assert labels(line) == {"landscape": [""] * 2, "weights": both}
    lanes = gd.race(gd.two_features(), rules, steps=9, panels=("landscape", "cost", "lanes"))
    assert {name for some in labels(lanes).values() for name in some} == {""}


def test_weights_are_named_at_their_curves_one_alone_is_not():
    named = labels(gd.explore(gd.two_features(), gd.momentum, steps=9))
    assert named == {"landscape": [""], "cost": [""], "weights": ["w₁", "w₂"], "valley": ["", ""]}
    assert labels(gd.explore(gd.bowl, gd.momentum, steps=9, panels="weights")) == {"weights": [""]}


def test_a_still_picture_has_the_names_of_the_walk_and_a_moving_one_keeps_them():
    walk = gd.descend(gd.two_features(), gd.momentum, steps=60, mu=0.8)
    figure = gd.plot(walk, ("landscape", "weights"))
    figure.draw_without_rendering()
    texts = names(figure.axes[1])
    assert [text.get_text() for text in texts] == ["w₁", "w₂"]
    to_pixels = figure.axes[1].transData.transform
    for text, height in zip(texts, walk.w[-1], strict=True):
        assert np.mean(text.get_window_extent().intervaly) == pytest.approx(to_pixels((0, height))[1], abs=2)
    still = layout.painted(*arranged(walk, ("landscape", "weights")))
    still.draw_without_rendering()
    assert [text.get_text() for text in names(still.axes[1])] == ["w₁", "w₂"]


def test_the_browser_has_the_same_names_at_the_same_places(node_tests):
    node_tests(Path(__file__).with_name("ends.test.mjs"), CASES, 8)
