"""Tracks: what a line that moves shows at a position and a step."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch

from gdviz import style
from gdviz.live.tracks import HEAD, Track, walk

STEPS, RATES = 4, 3
Y = np.arange((STEPS + 1) * RATES, dtype=float).reshape(STEPS + 1, RATES)  # y[t, i] = 3t + i
T = np.arange(STEPS + 1, dtype=float).reshape(-1, 1)


@pytest.fixture
def ax():
    return Figure().subplots()


def arrow(ax, tip=(0.6, 0.8), **look):
    """An arrow of one step, from (0.2, 0.3)."""
    return Track("arrow", ax, [0.2], [0.3], look, ([tip[0]], [tip[1]]))


def test_a_path_reaches_from_the_first_step_to_the_current_one(ax):
    x, y = Track("path", ax, T, Y).at((2,), 3)
    assert x.tolist() == [0, 1, 2, 3]
    assert y.tolist() == [2, 5, 8, 11]


def test_a_point_is_where_the_walk_stands(ax):
    x, y = Track("point", ax, T, Y).at((1,), 3)
    assert (x.tolist(), y.tolist()) == ([3], [10])


def test_a_shape_is_a_whole_line_that_may_stand_still_in_x(ax):
    ends = np.array([0.0, 1.0]).reshape(1, 1, 2)
    heights = np.stack([Y, 2 * Y], axis=-1)
    x, y = Track("shape", ax, ends, heights).at((0,), 2)
    assert (x.tolist(), y.tolist()) == ([0, 1], [6, 12])


def test_a_shape_with_parts_is_the_shape_of_their_sum(ax):
    rng = np.random.default_rng(3)
    across, base = np.linspace(-1, 1, 6), rng.normal(size=6)
    slope, bend = rng.normal(size=(2, STEPS + 1, RATES))
    one = Track(
        "shape", ax, across.reshape(1, 1, 6), base.reshape(1, 1, 6), parts=[(slope, across), (bend[:, :1], across**2)]
    )
    explicit = base + slope[..., None] * across + bend[:, :1, None] * across**2
    other = Track("shape", ax, across.reshape(1, 1, 6), explicit)
    for index in range(RATES):
        for step in range(STEPS + 1):
            np.testing.assert_allclose(one.at((index,), step), other.at((index,), step), atol=1e-15)


def test_an_arrow_is_the_step_that_led_to_where_the_walk_stands(ax):
    shown = Track("arrow", ax, T[:-1], Y[:-1], {}, (T[1:], Y[1:]))
    x, y = shown.at((2,), 3)
    assert (x.tolist(), y.tolist()) == ([2, 3], [8, 11])  # from row 2 to row 3
    assert [side.tolist() for side in shown.at((0,), 1)] == [[0, 1], [0, 3]]


def test_before_the_first_step_there_is_no_arrow(ax):
    shown = Track("arrow", ax, T[:-1], Y[:-1], {"marker": ">"}, (T[1:], Y[1:]))
    assert [side.tolist() for side in shown.at((2,), 0)] == [[], []]
    assert shown.artist((2,), 0).get_xydata().size == 0


@pytest.mark.parametrize("tip", [(np.nan, 0.5), (0.5, np.inf), (-np.inf, np.nan)])
def test_an_arrow_to_nowhere_is_not_drawn(ax, tip):
    drawn = arrow(ax, tip, marker=">").artist((), 1)
    assert drawn.get_xydata().size == 0


def head(figure, artist):
    """The pixels of an arrow's parts, each (points, 2): the shaft and the head."""
    artist.set_figure(figure)
    paths, _ = artist._get_path_in_displaycoord()
    return [path.vertices for path in paths]


def test_an_arrow_goes_from_its_tail_to_its_tip_and_has_a_head_if_it_has_a_marker(ax):
    plain, pointed = (arrow(ax, color="#123456", linewidth=2, marker=m).artist((), 1) for m in ("None", ">"))
    assert isinstance(plain, Line2D)
    assert isinstance(pointed, FancyArrowPatch)
    assert plain.get_xydata().tolist() == [[0.2, 0.3], [0.6, 0.8]]
    assert plain.get_color() == "#123456"
    assert pointed.get_edgecolor() == pytest.approx([0x12 / 255, 0x34 / 255, 0x56 / 255, 1])
    assert {artist.get_linewidth() for artist in (plain, pointed)} == {2}
    shaft, tip = head(ax.figure, pointed)
    assert shaft[0] == pytest.approx(ax.transData.transform((0.2, 0.3)), abs=0.5)
    assert tip[1] == pytest.approx(ax.transData.transform((0.6, 0.8)), abs=2)  # the line's width is before it


@pytest.mark.parametrize("far", [1e7, 1e30, 1e200])
def test_an_arrow_far_out_of_the_picture_is_cut_and_keeps_its_direction(ax, far):
    """Dash by dash matplotlib would draw for ever."""
    _, tip = ax.transData.transform([(0, 0), (1, 1)]) - ax.transData.transform((0, 0))
    for look in ({"marker": "None", "linestyle": "--"}, {"marker": ">"}):
        artist = arrow(ax, (0.2 + far, 0.3 - far), **look).artist((), 1)
        ends = artist.get_xydata() if isinstance(artist, Line2D) else np.array(artist._posA_posB)
        assert ends[0] == pytest.approx((0.2, 0.3), abs=1e-9)
        across, up = ends[1] - ends[0]
        assert across == pytest.approx(-up)
        assert np.hypot(*(tip * (across, up))) == pytest.approx(1e4 * ax.figure.dpi / 72)
        ax.add_artist(artist)
    FigureCanvasAgg(ax.figure).draw()


def test_an_arrow_that_nobody_could_see_is_left_out(ax):
    assert arrow(ax, (0.2, 0.3), marker=">").artist((), 1).get_xydata().size == 0


def test_a_short_arrow_is_all_head(ax):
    ax.figure.set_dpi(72)
    near = ax.transData.inverted().transform(ax.transData.transform((0.2, 0.3)) + np.array([4, 0]))
    left, tip, _ = head(ax.figure, arrow(ax, near, marker=">", linewidth=0).artist((), 1))[1][:3]
    assert tip[0] - left[0] == pytest.approx(4)


def test_the_head_of_an_arrow_is_as_long_as_it_says(ax):
    """In points: the browser draws it in 12.5 CSS pixels, which are 9 points, 0.42 of that to each side."""
    ax.figure.set_dpi(72)
    left, tip, right = head(ax.figure, arrow(ax, (0.9, 0.3), marker=">", linewidth=0).artist((), 1))[1][:3]
    assert tip[0] - left[0] == pytest.approx(HEAD)
    assert abs(left[1] - right[1]) == pytest.approx(2 * 0.42 * HEAD)


def test_an_artist_has_the_look_of_its_track(ax):
    line = Track("path", ax, T, Y, {"color": "#123456", "linewidth": 3}).artist((0,), 4)
    assert (line.get_color(), line.get_linewidth()) == ("#123456", 3)
    assert line.get_xydata().tolist() == [[t, 3 * t] for t in range(5)]


def test_a_kind_that_does_not_exist_is_refused(ax):
    with pytest.raises(ValueError, match="kind = 'blob'; valid kinds: path, point, shape, arrow"):
        Track("blob", ax, [0], [0])


def test_an_arrow_needs_a_tip_and_nothing_else_has_one(ax):
    with pytest.raises(ValueError, match="an arrow needs a tip"):
        Track("arrow", ax, [0], [0])
    for kind in ("path", "point", "shape"):
        with pytest.raises(ValueError, match=f"a {kind} has no tip"):
            Track(kind, ax, [0], [0], tip=([1], [1]))


def test_lists_will_do_for_arrays(ax):
    shape = Track("shape", ax, [[0, 1]], [[0, 0]], parts=[([1, 2, 3], [5, 7])])
    assert shape.at((), 1)[1].tolist() == [10, 14]
    assert arrow(ax).at((), 1)[0].tolist() == [0.2, 0.6]


def test_a_walk_is_a_path_with_a_ball_at_its_end_in_one_colour(ax):
    path, ball = walk(ax, T, Y, style.Paint("#0064bf", "s", 3))
    assert (path.kind, ball.kind) == ("path", "point")
    assert {track.look["color"] for track in (path, ball)} == {"#0064bf"}
    assert {track.look["marker"] for track in (path, ball)} == {"s"}
    assert path.line().get_markevery() == 3
    assert walk(ax, T, Y, style.Paint("#0064bf"), dots=0)[0].line().get_marker() == "None"
