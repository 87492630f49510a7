"""A track at one step as matplotlib draws it: a line, or an arrow with a head."""

import numpy as np
import pytest
from helpers.panels import panel
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch

from gdviz import style
from gdviz.live import painter
from gdviz.live.painter import HEAD, artist, paint
from gdviz.live.panel import Ground
from gdviz.live.tracks import Track

UNIT = panel(x=(0, 1), y=(0, 1))


@pytest.fixture
def ax():
    """The axes of a panel from 0 to 1."""
    (ax,) = paint([UNIT]).axes
    FigureCanvasAgg(ax.figure).draw()  # which lays it out
    return ax


def arrow(ax, tip=(0.6, 0.8), **look):
    """The arrow of one step, from (0.2, 0.3), as matplotlib draws it."""
    return artist(Track("arrow", "here", [0.2], [0.3], look, ([tip[0]], [tip[1]])), ax, UNIT, (), 1)


def test_before_the_first_step_there_is_no_arrow(ax):
    track = Track("arrow", "here", [0.2], [0.3], {"marker": ">"}, ([0.6], [0.8]))
    assert artist(track, ax, UNIT, (), 0).get_xydata().size == 0


@pytest.mark.parametrize("tip", [(np.nan, 0.5), (0.5, np.inf), (-np.inf, np.nan)])
def test_an_arrow_to_nowhere_is_not_drawn(ax, tip):
    assert arrow(ax, tip, marker=">").get_xydata().size == 0


def head(figure, drawn):
    """The pixels of an arrow's parts, each (points, 2): the shaft and the head."""
    drawn.set_figure(figure)
    paths, _ = drawn._get_path_in_displaycoord()
    return [path.vertices for path in paths]


def test_an_arrow_goes_from_its_tail_to_its_tip_and_has_a_head_if_it_has_a_marker(ax):
    plain, pointed = (arrow(ax, color="#123456", linewidth=2, marker=m) for m in ("None", ">"))
    assert isinstance(plain, Line2D)
    assert isinstance(pointed, FancyArrowPatch)
    assert plain.get_xydata().tolist() == [[0.2, 0.3], [0.6, 0.8]]
    assert plain.get_color() == "#123456"
    assert pointed.get_edgecolor() == pytest.approx([0x12 / 255, 0x34 / 255, 0x56 / 255, 1])
    assert {drawn.get_linewidth() for drawn in (plain, pointed)} == {2}
    shaft, tip = head(ax.figure, arrow(ax, linewidth=0, marker=">"))  # a line's width keeps the tip behind its place
    assert shaft[0] == pytest.approx(ax.transData.transform((0.2, 0.3)), abs=0.5)
    assert tip[1] == pytest.approx(ax.transData.transform((0.6, 0.8)), abs=0.5)


@pytest.mark.parametrize("far", [1e7, 1e30, 1e200])
def test_an_arrow_far_out_of_the_picture_is_cut_and_keeps_its_direction(ax, far):
    """Dash by dash matplotlib would draw for ever."""
    _, tip = ax.transData.transform([(0, 0), (1, 1)]) - ax.transData.transform((0, 0))
    for look in ({"marker": "None", "linestyle": "--"}, {"marker": ">"}):
        drawn = arrow(ax, (0.2 + far, 0.3 - far), **look)
        ends = drawn.get_xydata() if isinstance(drawn, Line2D) else np.array(drawn._posA_posB)
        assert ends[0] == pytest.approx((0.2, 0.3), abs=1e-9)
        across, up = ends[1] - ends[0]
        assert across == pytest.approx(-up)
        assert np.hypot(*(tip * (across, up))) == pytest.approx(1e4 * ax.figure.dpi / 72)
        ax.add_artist(drawn)
    FigureCanvasAgg(ax.figure).draw()


def test_an_arrow_that_nobody_could_see_is_left_out(ax):
    assert arrow(ax, (0.2, 0.3), marker=">").get_xydata().size == 0


def test_a_short_arrow_is_all_head(ax):
    ax.figure.set_dpi(72)
    near = ax.transData.inverted().transform(ax.transData.transform((0.2, 0.3)) + np.array([4, 0]))
    left, tip, _ = head(ax.figure, arrow(ax, near, marker=">", linewidth=0))[1][:3]
    assert tip[0] - left[0] == pytest.approx(4)


def test_the_head_of_an_arrow_is_as_long_as_it_says(ax):
    """In points: the browser draws it in 12.5 CSS pixels, which are 9 points, 0.42 of that to each side."""
    ax.figure.set_dpi(72)
    left, tip, right = head(ax.figure, arrow(ax, (0.9, 0.3), marker=">", linewidth=0))[1][:3]
    assert tip[0] - left[0] == pytest.approx(HEAD)
    assert abs(left[1] - right[1]) == pytest.approx(2 * 0.42 * HEAD)


def test_an_artist_has_the_look_of_its_track_and_stays_in_its_axes(ax):
    t = np.arange(5.0)
    track = Track("path", "here", t, 3 * t, {"color": "#123456", "linewidth": 3})
    line = artist(track, ax, UNIT, (), 4)
    assert (line.get_color(), line.get_linewidth()) == ("#123456", 3)
    assert line.get_xydata().tolist() == [[k, 3 * k] for k in range(5)]
    assert line.get_clip_box().bounds == pytest.approx(ax.bbox.bounds)
    assert artist(track, ax, UNIT, (), 2).get_xdata().tolist() == [0, 1, 2]


HILL = panel(x=(0, 1), y=(0, 1), hill=Ground(2 * [np.linspace(0, 1, 3)], np.eye(3), np.linspace(0, 1, 5)))


@pytest.mark.parametrize(
    "track",
    [
        Track("path", "here", np.arange(5.0), np.arange(5.0), {"linewidth": 1.5}),
        Track("arrow", "here", [0.2], [0.3], {"linewidth": 1.5, "marker": ">"}, ([0.6], [0.8])),
        Track("arrow", "here", [0.2], [0.3], {"linewidth": 1.5, "marker": "None"}, ([0.6], [0.8])),
    ],
)
def test_on_a_hill_whatever_moves_has_a_halo_of_paper(ax, track):
    halo, _ = artist(track, ax, HILL, (), 1).get_path_effects()
    assert (halo._gc["linewidth"], halo._gc["foreground"]) == (4.5, style.PAPER)
    assert not artist(track, ax, UNIT, (), 1).get_path_effects()


def test_dots_that_lie_close_hide_one_another_with_their_own_colour_and_not_with_paper(ax):
    look = {"linewidth": 1.5, "marker": "o", "markersize": 6, "color": "#c74700"}
    line = np.linspace(0.2, 0.8, 200)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.add_artist(artist(Track("path", "here", line, line, look), ax, HILL, (), 199))
    seen = painter.pixels(ax.figure)[..., :3].astype(int)
    (across, down), height = np.round(ax.transData.transform((0.5, 0.5))).astype(int), len(seen)
    assert np.abs(seen[height - down - 1, across] - (0xC7, 0x47, 0x00)).max() < 8


def test_a_note_ends_above_its_point(ax):
    note = artist(Track("note", "here", [0.5], [0.25], {"color": "#c74700"}), ax, UNIT, (), 0, "$1st$")
    ax.add_artist(note)
    box, (x, y) = note.get_window_extent(), ax.transData.transform((0.5, 0.25))
    assert (note.get_text(), note.get_parse_math(), note.get_color()) == ("$1st$", False, "#c74700")
    assert x - 10 < box.x1 < x
    assert y < box.y0 < y + 15


def test_a_figure_that_nobody_needs_any_more_keeps_nothing():
    figure = paint([panel()])
    same = painter.pixels(paint([panel()]))
    assert np.array_equal(painter.last_pixels(figure), same)
    assert figure.axes == []
    assert not hasattr(figure.canvas, "renderer")
