"""A panel as data: its axes with their shelves and ticks, its marks, its shape, its shades."""

import json
from pathlib import Path

import numpy as np
import pytest
from helpers.panels import panel
from hypothesis import example, given
from hypothesis import strategies as st

from gdviz.figures.areas import DIVERGED, UNDER_WAY, diverged, under_way
from gdviz.live.painter import TICKS
from gdviz.live.panel import BELOW, KINDS, SHELF, STRETCHED, Axis, Mark, Panel, Shades, ticks

LOG = {"scale": "log"}


def test_an_axis_without_a_shelf_shows_numbers_as_they_are():
    for axis in (Axis(-1, 5), Axis(0.1, 10, **LOG)):
        values = np.array([-3.0, 0.0, 2.0, np.nan, np.inf])
        np.testing.assert_array_equal(axis.seen(values), values)
        assert axis.ends == (axis.low, axis.high)


def test_a_shelf_lies_below_a_log_axis_and_has_all_that_is_lower():
    """On an axis of four powers of ten: 0.28 of one below it, and it ends at 0.48 of one."""
    axis = Axis(0.01, 100, **LOG, shelf=True)
    shelf, bottom = 0.01 * 10 ** (-4 * SHELF), 0.01 * 10 ** (-4 * BELOW)
    assert axis.ends == (pytest.approx(bottom), 100)
    assert bottom < shelf < 0.01
    assert axis.seen(np.array([0.0, -5.0, 1e-300, 0.0099])) == pytest.approx([shelf] * 4)
    np.testing.assert_array_equal(axis.seen(np.array([0.01, 3.0, 100.0, 1e9])), [0.01, 3.0, 100.0, 1e9])
    assert np.isnan(axis.seen(np.array([np.nan]))).all()  # which is no number, and not a low one


@pytest.mark.parametrize(
    ("axis", "origin"),
    [
        (Axis(-1, 5), 0),
        (Axis(0, 1), 0),
        (Axis(8, 9), 0),
        (Axis(9, 10), 9),  # far from zero is more than eight times as wide
        (Axis(1e9, 1e9 + 2), 1e9),
        (Axis(-1e6 - 1, -1e6), -1e6 - 1),
        (Axis(1e9, 1e9 + 2, **LOG), 0),  # its numbers are seen by their ratios
        (Axis(0.1, 10, **LOG, shelf=True), 0),
    ],
)
def test_numbers_are_counted_from_zero_or_from_the_end_of_an_axis_far_from_it(axis, origin):
    assert axis.origin == origin


@pytest.mark.parametrize("scale", ["symlog", "", None])
def test_a_scale_that_nobody_paints_is_refused_with_the_name_of_the_axis(scale):
    with pytest.raises(ValueError, match=rf"Axis 'cost': scale = {scale!r}; valid scales: linear, log\."):
        Axis(0, 1, "cost", scale)


def test_an_axis_says_its_scale_and_its_ends():
    told = Axis(np.float64(-2), 5, "w", whole=True).described()
    assert told == {
        "label": "w", "scale": "linear", "whole": True, "words": None, "shelf": False, "low": -2.0, "high": 5.0,
        "grows": 0.0,
    }  # fmt: skip
    assert {type(value) for value in (told["low"], told["high"])} == {float}
    told = Axis(0.1, 100, scale="log", words={1: "all: 1"}, shelf=True).described()
    assert (told["scale"], told["words"], told["shelf"]) == ("log", [[1.0, "all: 1"]], True)
    assert (told["low"], told["high"]) == (0.1, 100)  # without the shelf


@pytest.mark.parametrize("kind", ["blob", "point", ""])
def test_a_mark_of_a_kind_that_does_not_exist_is_refused(kind):
    with pytest.raises(ValueError, match=f"Mark: kind = '{kind}'; valid kinds: line, dots, level, spot"):
        Mark(kind, 0, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_a_number_or_a_list_will_do_for_the_places_of_a_mark(kind):
    for x, y in ((1, 2), ([1], [2]), (np.array(1), (2,))):
        mark = Mark(kind, x, y)
        assert (mark.x.tolist(), mark.y.tolist(), mark.x.dtype.kind) == ([1], [2], "f")


@pytest.mark.parametrize(
    ("x", "y", "equal", "shape"),
    [
        ((0, 4), (0, 2), True, 2),
        ((0, 4), (0, 2), False, None),
        ((-1, 1), (-3, 4), True, 2 / 7),
        ((0, STRETCHED), (0, 1), True, STRETCHED),
        ((0, STRETCHED + 0.01), (0, 1), True, None),  # too thin to look at
        ((0, 1), (0, STRETCHED + 0.01), True, None),
    ],
)
def test_the_units_of_a_map_are_equal_unless_it_would_be_too_thin(x, y, equal, shape):
    assert panel(x=x, y=y, equal=equal).shape == (shape and pytest.approx(shape))


def shades(numbers):
    numbers = np.array(numbers)
    borders = [np.arange(float(count + 1)) for count in numbers.shape]
    return Shades(borders, numbers, [under_way("not arrived"), diverged()], "steps")


def test_shades_reach_from_the_lowest_number_to_the_highest():
    axis = shades([[3.0, np.inf], [np.nan, 50.0]]).axis
    assert (axis.low, axis.high, axis.label, axis.scale) == (3, 50, "steps", "log")
    assert (shades([[0.0, 5.0]]).axis.low, shades([[0.0, 5.0]]).axis.high) == (1, 5)  # no logarithm of 0
    assert shades([[4.0, 4.0]]).axis.high == 6  # or all of the bar were one number
    assert shades([[np.inf, np.nan]]).axis is None


def test_cells_without_a_number_are_of_a_kind_and_only_kinds_that_there_are_have_a_name():
    late, lost = UNDER_WAY, DIVERGED
    cells, kinds = shades([[3.0, np.inf], [np.nan, 50.0]]).there
    assert cells.tolist() == [[0, late], [lost, 0]]
    assert [kind.number for kind in kinds] == [late, lost]
    assert shades([[3.0, np.nan]]).there[1] == [diverged()]
    assert shades([[3.0, 4.0]]).there[1] == []


def texts(axis, most=TICKS):
    return [text for _, text in ticks(axis, most)]


def values(axis, most=TICKS):
    return [value for value, _ in ticks(axis, most)]


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0, 2, [0, 0.5, 1, 1.5, 2]),
        (0, 5, [0, 1, 2, 3, 4, 5]),
        (-5, 5, [-4, -2, 0, 2, 4]),
        (-0.07, 16.03, [0, 5, 10, 15]),
        (0.1, 0.3, [0.1, 0.15, 0.2, 0.25, 0.3]),
        (1e9, 1e9 + 2, [1e9, 1e9 + 0.5, 1e9 + 1, 1e9 + 1.5, 1e9 + 2]),
        (5, -5, [-4, -2, 0, 2, 4]),  # from the other side
        (-2e-9, 3e-9, [-2e-9, -1e-9, 0, 1e-9, 2e-9, 3e-9]),
    ],
)
def test_ticks_of_a_linear_axis_are_one_two_or_five_times_a_power_of_ten(low, high, wanted):
    assert values(Axis(low, high)) == pytest.approx(wanted, rel=1e-12, abs=1e-24)
    assert [float(text.replace("−", "-")) for text in texts(Axis(low, high))] == wanted


def test_fewer_ticks_are_asked_for_and_come():
    assert values(Axis(0, 1), 2) == [0, 0.5, 1]
    assert values(Axis(0, 1), 1) == [0, 1]
    assert values(Axis(0, 1), 10) == pytest.approx(np.arange(11) / 10)


@pytest.mark.parametrize(
    ("high", "wanted"),
    [(1.02, [0, 1]), (3, [0, 1, 2, 3]), (2.04, [0, 1, 2]), (30, [0, 10, 20, 30]), (10_200, [0, 5000, 10_000])],
)
def test_steps_have_no_halves(high, wanted):
    assert values(Axis(-0.02 * high, high, whole=True)) == wanted


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [
        (0.5, 30, ["1", "3", "10", "30"]),  # less than three powers of ten: 1 and 3 of each
        (2, 900, ["3", "10", "30", "100", "300"]),
        (0.13, 99, ["0.3", "1", "3", "10", "30"]),
        (1e-8, 1e-7, ["10⁻⁸", "3·10⁻⁸", "10⁻⁷"]),
        (1.1e5, 2.9e6, ["2·10⁵", "5·10⁵", "10⁶", "2·10⁶"]),  # all of an axis in one way
        (4e-5, 0.003, ["10⁻⁴", "3·10⁻⁴", "0.001", "0.003"]),
        (3.1, 29, ["5", "10", "20"]),  # less than three of those: 1, 2 and 5 of each
        (2.1, 4.9, ["3", "4"]),  # where none of them is
        (6, 9, ["6", "7", "8", "9"]),
        (0.9, 1.7, ["1", "1.2", "1.4", "1.6"]),  # or one
        (0.1, 10, ["0.1", "1", "10"]),
        (0.001, 1000, ["0.001", "0.1", "10", "1000"]),
        (1e-4, 1, ["10⁻⁴", "0.001", "0.01", "0.1", "1"]),
        (1, 1e4, ["1", "10", "100", "1000", "10⁴"]),
        (3e-9, 4e5, ["10⁻⁸", "10⁻⁵", "0.01", "10", "10⁴"]),
        (1e-8, 1e30, ["10⁻⁸", "1", "10⁸", "10¹⁶", "10²⁴"]),
        (1e-300, 1e300, ["10⁻³⁰⁰", "10⁻¹⁸⁰", "10⁻⁶⁰", "10⁶⁰", "10¹⁸⁰", "10³⁰⁰"]),
    ],
)
def test_ticks_of_a_log_axis_are_powers_of_ten_where_there_are_three_of_them(low, high, wanted):
    assert texts(Axis(low, high, **LOG)) == wanted


def test_words_stand_in_place_of_ticks():
    assert ticks(Axis(-1, 1, words={1: "all: 1", 0: "nothing: 0"}), TICKS) == [(1, "all: 1"), (0, "nothing: 0")]
    assert ticks(Axis(0.1, 10, **LOG, words={}, shelf=True), TICKS) == []


def test_a_shelf_has_a_tick_of_its_own_where_its_numbers_lie():
    axis = Axis(0.01, 100, **LOG, shelf=True)
    (place, text), *others = ticks(axis, TICKS)
    assert (place, text) == (pytest.approx(float(axis.seen(0.0))), "≈ 0")
    assert others == ticks(Axis(0.01, 100, **LOG), TICKS)[1:]  # 0.01 lies so near that its letters would touch these
    assert [text for _, text in ticks(Axis(0.004, 100, **LOG, shelf=True), TICKS)] == [
        "≈ 0", "0.01", "0.1", "1", "10", "100",
    ]  # fmt: skip


lengths = st.floats(-12, 12).map(lambda power: 10.0**power)


def on(axis, found):
    """The ticks lie on the axis, and rise."""
    low, high = sorted([axis.low, axis.high])
    near = 3e-9 * max(high - low, axis.whole)
    assert all(low - near <= value <= high + near for value in found)
    assert np.all(np.diff(found) > 0)


@given(st.floats(-1e6, 1e6), lengths, st.integers(1, 12))
@example(0.0, 1.0, 5)
def test_linear_ticks_lie_on_the_axis_few_and_at_one_two_or_five(place, length, most):
    low = place * length  # so that its digits tell its ends apart
    axis = Axis(low, low + length)
    found = values(axis, most)
    on(axis, found)
    assert len(found) <= most + 1
    for step in np.diff(found):
        assert any(step / 10.0 ** np.floor(np.log10(step * 1.001)) == pytest.approx(m, rel=1e-4) for m in (1, 2, 5))


@given(st.floats(-1e3, 1e3), st.floats(0.5, 1e6), st.integers(1, 12))
def test_whole_ticks_are_whole(low, length, most):
    axis = Axis(low, low + length, whole=True)
    found = values(axis, most)
    on(axis, found)
    assert len(found) <= most + 1
    assert [value for value in found if value != round(value)] == []


@given(st.floats(-100, 100), st.floats(0.3, 150), st.integers(2, 12), st.booleans())
def test_log_ticks_lie_on_the_axis_and_rise(power, decades, most, shelf):
    axis = Axis(10**power, 10 ** (power + decades), **LOG, shelf=shelf)
    found = values(axis, most)
    whole = found[1:] if shelf else found
    assert all(axis.low * (1 - 1e-8) <= value <= axis.high * (1 + 1e-8) for value in whole)
    assert np.all(np.diff(found) > 0)
    assert 3 * (most > 4 and decades >= 1.1) <= len(whole)
    assert len(found) <= 6
    if shelf:
        assert axis.ends[0] < found[0] < axis.low
        assert all(np.log(value / found[0]) > 1.99 * SHELF * np.log(axis.high / axis.low) for value in whole)
    assert len(set(texts(axis, most))) == len(found)


def test_a_panel_without_more_is_empty():
    bare = Panel("bare", Axis(0, 1), Axis(0, 1))
    assert (bare.title, bare.note, list(bare.marks), bare.hill, bare.shades) == ("", "", [], None, None)
    assert (bare.inside, bare.shape) == (False, None)


KNOWN = json.loads(Path(__file__).with_name("ticks.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("axis", "most", "wanted"), KNOWN)
def test_ticks_are_those_of_the_browser(axis, most, wanted):
    given = axis | {"words": None if axis["words"] is None else dict(axis["words"])}
    found = ticks(Axis(**given), most)
    assert [text for _, text in found] == [text for _, text in wanted]
    np.testing.assert_allclose([value for value, _ in found], [value for value, _ in wanted], rtol=1e-12)


HELD = json.loads(Path(__file__).with_name("held.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("axis", "walks", "wanted"), HELD)
def test_an_axis_grows_in_steps_to_hold_walks_but_not_those_that_go_too_far_as_in_the_browser(axis, walks, wanted):
    given = Axis(**axis)
    held = given.holding([np.array(walk) for walk in walks])
    assert [held.low, held.high] == pytest.approx(wanted)
    assert (held is given) == (wanted == [axis["low"], axis["high"]])


@pytest.mark.parametrize("lost", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_an_axis_does_not_grow_for_a_walk_that_has_no_end(lost, scale):
    axis = Axis(1, 10, scale=scale, shelf=scale == "log", grows=30)
    assert axis.holding([np.array([20.0, lost]), np.array([2.0])]).high == axis.high
