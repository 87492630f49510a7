"""Tracks: what a line that moves shows at a position and a step."""

import numpy as np
import pytest

from gdviz import style
from gdviz.live.tracks import Track, walk

STEPS, RATES = 4, 3
Y = np.arange((STEPS + 1) * RATES, dtype=float).reshape(STEPS + 1, RATES)  # y[t, i] = 3t + i
T = np.arange(STEPS + 1, dtype=float).reshape(-1, 1)


def test_a_path_reaches_from_the_first_step_to_the_current_one():
    x, y = Track("path", "here", T, Y).at((2,), 3)
    assert x.tolist() == [0, 1, 2, 3]
    assert y.tolist() == [2, 5, 8, 11]


def test_a_point_is_where_the_walk_stands():
    x, y = Track("point", "here", T, Y).at((1,), 3)
    assert (x.tolist(), y.tolist()) == ([3], [10])


def test_a_shape_is_a_whole_line_that_may_stand_still_in_x():
    ends = np.array([0.0, 1.0]).reshape(1, 1, 2)
    heights = np.stack([Y, 2 * Y], axis=-1)
    x, y = Track("shape", "here", ends, heights).at((0,), 2)
    assert (x.tolist(), y.tolist()) == ([0, 1], [6, 12])


def test_a_shape_with_parts_is_the_shape_of_their_sum():
    rng = np.random.default_rng(3)
    across, base = np.linspace(-1, 1, 6), rng.normal(size=6)
    slope, bend = rng.normal(size=(2, STEPS + 1, RATES))
    one = Track(
        "shape",
        "here",
        across.reshape(1, 1, 6),
        base.reshape(1, 1, 6),
        parts=[(slope, across), (bend[:, :1], across**2)],
    )
    explicit = base + slope[..., None] * across + bend[:, :1, None] * across**2
    other = Track("shape", "here", across.reshape(1, 1, 6), explicit)
    for index in range(RATES):
        for step in range(STEPS + 1):
            np.testing.assert_allclose(one.at((index,), step), other.at((index,), step), atol=1e-15)


def test_an_arrow_is_the_step_that_led_to_where_the_walk_stands():
    shown = Track("arrow", "here", T[:-1], Y[:-1], {}, (T[1:], Y[1:]))
    x, y = shown.at((2,), 3)
    assert (x.tolist(), y.tolist()) == ([2, 3], [8, 11])  # from row 2 to row 3
    assert [side.tolist() for side in shown.at((0,), 1)] == [[0, 1], [0, 3]]


def test_before_the_first_step_there_is_no_arrow():
    shown = Track("arrow", "here", T[:-1], Y[:-1], {"marker": ">"}, (T[1:], Y[1:]))
    assert [side.tolist() for side in shown.at((2,), 0)] == [[], []]


def test_a_kind_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="kind = 'blob'; valid kinds: path, point, shape, arrow"):
        Track("blob", "here", [0], [0])


def test_an_arrow_needs_a_tip_and_nothing_else_has_one():
    with pytest.raises(ValueError, match="an arrow needs a tip"):
        Track("arrow", "here", [0], [0])
    for kind in ("path", "point", "shape"):
        with pytest.raises(ValueError, match=f"a {kind} has no tip"):
            Track(kind, "here", [0], [0], tip=([1], [1]))


def test_lists_will_do_for_arrays():
    shape = Track("shape", "here", [[0, 1]], [[0, 0]], parts=[([1, 2, 3], [5, 7])])
    assert shape.at((), 1)[1].tolist() == [10, 14]
    arrow = Track("arrow", "here", [0.2], [0.3], {}, ([0.6], [0.8]))
    assert [side.tolist() for side in arrow.at((), 1)] == [[0.2, 0.6], [0.3, 0.8]]


def test_a_walk_is_a_path_with_a_ball_at_its_end_in_one_colour():
    path, ball = walk("here", T, Y, style.Paint("#0064bf", "s", 3))
    assert (path.kind, ball.kind) == ("path", "point")
    assert {track.look["color"] for track in (path, ball)} == {"#0064bf"}
    assert {track.look["marker"] for track in (path, ball)} == {"s"}
    assert path.look["markevery"] == 3
    assert walk("here", T, Y, style.Paint("#0064bf"), dots=0)[0].look["marker"] == "None"
    (_, small), (_, large) = (walk("here", T, Y, style.Paint("#0064bf", marker)) for marker in ".o")
    assert small.look["markersize"] / 2 > 0.8 * large.look["markersize"]  # a "." is drawn at half of its size
    assert {track.panel for track in (path, ball)} == {"here"}
