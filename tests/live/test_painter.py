"""Matplotlib's painter: what its artists hold for each part of a panel."""

import numpy as np
import pytest
from helpers.panels import panel
from matplotlib.colors import to_rgb

from gdviz import style
from gdviz.figures.areas import diverged, under_way
from gdviz.live import letters, painter
from gdviz.live.painter import TICKS, artist, paint
from gdviz.live.panel import Axis, Mark, Shades, ticks
from gdviz.live.tracks import Track

UNIT = panel(x=(0, 1), y=(0, 1))
LOG = Axis(0.01, 100, "cost", "log", shelf=True)
RED = {"color": "#c74700"}


@pytest.fixture
def projected():
    style.projector()
    yield
    style.projector(False)


def marked(*marks, **more):
    """The axes of a panel with marks."""
    (ax,) = paint([panel(marks=marks, **more)]).axes
    return ax


def test_the_first_panel_is_large_and_the_others_are_stacked_beside_it():
    figure = paint([panel(name, title=name) for name in ("one", "two", "three")])
    figure.draw_without_rendering()
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["one", "two", "three"]  # in their order
    large, *others = [ax.get_position() for ax in figure.axes]
    assert large.x1 < min(other.x0 for other in others)
    assert others[0].y0 > others[1].y1
    assert large.height > 2 * max(other.height for other in others)
    assert figure.get_size_inches().tolist() == [painter.WIDTH, painter.HEIGHT]
    many = paint([panel(str(k)) for k in range(8)])
    assert many.get_size_inches().tolist() == [painter.WIDTH, 7 * painter.LEAST]


def test_an_axis_has_its_range_its_scale_its_name_and_its_ticks():
    y = Axis(0.1, 1000, "a $cost$", "log")
    ax = marked(x=Axis(-1, 5, "step", whole=True), y=y, title="A $hill$", note="$w^2$")
    assert (ax.get_xlim(), ax.get_ylim()) == ((-1, 5), (0.1, 1000))
    assert (ax.get_xscale(), ax.get_yscale()) == ("linear", "log")
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_title(loc="left")) == ("step", "a $cost$", "A $hill$: $w^2$")
    for side, axis in ((ax.xaxis, Axis(-1, 5, whole=True)), (ax.yaxis, y)):
        assert [*zip(side.get_majorticklocs(), [t.get_text() for t in side.get_ticklabels()], strict=True)] == [
            (pytest.approx(value), text) for value, text in ticks(axis, TICKS)
        ]
        assert len(side.get_minorticklocs()) == 0
    letters = [ax.title, ax._left_title, ax.xaxis.label, ax.yaxis.label, *ax.get_yticklabels()]
    assert {text.get_parse_math() for text in letters if "$" in text.get_text()} == {False}
    assert marked(title="bare").get_title(loc="left") == "bare"


def test_letters_at_the_ticks_are_muted_and_small_and_there_are_no_strokes():
    ax = marked()
    for label in [*ax.get_xticklabels(), *ax.get_yticklabels()]:
        assert (to_rgb(label.get_color()), label.get_size()) == (to_rgb(style.MUTED), letters.SMALL)
    assert {line.get_markersize() for side in (ax.xaxis, ax.yaxis) for line in side.get_ticklines()} == {0}


def test_a_map_has_no_frame_and_no_grid_and_other_panels_have_level_lines():
    flat, other = marked(inside=True), marked()
    assert not any(spine.get_visible() for spine in flat.spines.values())
    assert not any(line.get_visible() for line in [*flat.get_xgridlines(), *flat.get_ygridlines()])
    assert all(line.get_visible() for line in other.get_ygridlines())
    assert not any(line.get_visible() for line in other.get_xgridlines())
    assert [name for name, spine in other.spines.items() if spine.get_visible()] == ["bottom"]


@pytest.mark.parametrize(("reach", "aspect"), [(2, 1), (3.4, 1), (3.6, "auto")])
def test_units_are_equal_where_a_map_is_not_too_thin(reach, aspect):
    ax = marked(x=(0, reach), y=(0, 1), equal=True)
    assert ax.get_aspect() == aspect
    ax.figure.draw_without_rendering()
    if aspect == 1:
        ((left, bottom), (right, top)) = ax.transData.transform([(0, 0), (1, 1)])
        assert right - left == pytest.approx(top - bottom)
    assert marked(x=(0, 2), y=(0, 1)).get_aspect() == "auto"


def test_words_take_the_place_of_numbers_at_the_ticks():
    ax = marked(y=Axis(-1.25, 1.25, words={1: "all: 1", 0: "nothing: 0"}), x=Axis(0, 1, words={}))
    assert [text.get_text() for text in ax.get_yticklabels()] == ["all: 1", "nothing: 0"]
    assert ax.get_yticks().tolist() == [1, 0]
    assert ax.get_xticks().size == 0


def test_what_is_zero_lies_on_the_shelf_above_the_bottom_of_its_axis():
    ax = marked(Mark("dots", [0, 1, 2], [0, 1, -5], {"marker": "o"}), y=LOG)
    assert ax.get_ylim() == pytest.approx(LOG.ends)
    zero, one, below = ax.get_lines()[0].get_ydata()
    assert zero == below
    assert ax.get_ylim()[0] < zero < 0.01 < one
    named = dict(zip([text.get_text() for text in ax.get_yticklabels()], ax.get_yticks(), strict=True))
    assert named["≈ 0"] == pytest.approx(zero)
    track = Track("path", "here", np.arange(3.0), np.array([5.0, 0.5, 0.0]))
    shown = artist(track, ax, panel(y=LOG), (), 2)
    assert shown.get_ydata().tolist() == [5.0, 0.5, zero]
    arrow = Track("arrow", "here", [0.0], [5.0], {}, ([1.0], [0.0]))
    assert artist(arrow, ax, panel(y=LOG), (), 1).get_ydata().tolist() == [5.0, zero]


def test_a_line_goes_through_its_points_and_is_parted_where_there_is_none():
    ax = marked(Mark("line", [0, 1, np.nan, 3], [1, 2, 0, 4], RED | {"linewidth": 3, "linestyle": "--"}))
    (line,) = ax.get_lines()
    np.testing.assert_array_equal(line.get_xydata(), [[0, 1], [1, 2], [np.nan, 0], [3, 4]])
    assert (line.get_color(), line.get_linewidth(), line.get_linestyle()) == ("#c74700", 3, "--")
    assert marked(Mark("line", [0, 1], [0, 1])).get_lines()[0].get_linestyle() == "-"


def test_dots_and_a_spot_are_markers_without_a_line():
    ax = marked(Mark("dots", [0, 1], [2, 3], {"marker": "o", "alpha": 0.6}), Mark("spot", 4, 5, {"marker": "*"}))
    dots, spot = ax.get_lines()
    assert (dots.get_xydata().tolist(), dots.get_marker(), dots.get_alpha()) == ([[0, 2], [1, 3]], "o", 0.6)
    assert (spot.get_xydata().tolist(), spot.get_marker()) == ([[4, 5]], "*")
    assert {line.get_linestyle() for line in (dots, spot)} == {"None"}


def test_a_level_goes_right_across_wherever_it_begins():
    (line,) = marked(Mark("level", 3, 7, RED | {"linestyle": ":"})).get_lines()
    assert (line.get_xdata(), line.get_ydata()) == ([0, 1], [7, 7])
    assert line.get_transform() == line.axes.get_yaxis_transform(which="grid")
    assert line.get_linestyle() == ":"


def test_a_spot_without_a_marker_is_its_words_alone():
    ax = marked(Mark("spot", 1, 2, words="A"))
    assert len(ax.get_lines()) == 0
    assert [text.get_text() for text in ax.texts] == ["A"]


def test_marks_do_not_widen_the_axes():
    ax = marked(Mark("line", [-99, 99], [-99, 99]), Mark("level", 0, 1e9), Mark("dots", 77, 77, {"marker": "o"}))
    assert (ax.get_xlim(), ax.get_ylim()) == ((-1, 5), (-1, 17))


def placed(at, **where):
    """The letters of a mark, as they are drawn: their box, that of the axes, and where the mark is, in pixels."""
    ax = marked(Mark("line", [0, 2], [3, 8], RED, "words", at), **where)
    ax.figure.draw_without_rendering()
    (text,) = ax.texts
    return text.get_window_extent(), ax.bbox, ax.transData.transform((2, 8)), ax.transData.transform((0, 3)), text


def test_words_at_the_end_stand_in_the_margin_at_the_height_where_the_mark_ends():
    letters, box, (_, height), _, text = placed("end")
    assert box.x1 < letters.x0 < box.x1 + 10
    assert (letters.y0 + letters.y1) / 2 == pytest.approx(height, abs=2)
    assert letters.x1 <= text.figure.bbox.x1  # the layout has made room


def test_words_over_a_mark_stand_inside_just_above_its_height():
    letters, box, _, (_, height), _ = placed("over")
    assert box.x1 - 8 < letters.x1 < box.x1
    assert height < letters.y0 < height + 8


def test_words_beside_a_mark_stand_right_above_its_last_point():
    letters, _, (x, y), _, _ = placed("beside")
    assert x < letters.x0 < x + 14
    assert y < letters.y0 < y + 14


def test_words_at_the_top_stand_at_the_top_of_the_panel():
    letters, box, (x, _), _, text = placed("top")
    assert (letters.x0 + letters.x1) / 2 == pytest.approx(x, abs=2)
    assert box.y1 - 20 < letters.y1 < box.y1
    assert (text.get_fontweight(), text.get_color()) == ("bold", style.INK)


@pytest.mark.parametrize("at", ["end", "over", "beside", "top"])
def test_all_words_have_a_halo_of_paper_and_one_size(at):
    *_, text = placed(at)
    halo, _ = text.get_path_effects()
    assert (halo._gc["foreground"], halo._gc["linewidth"]) == (style.PAPER, 3)
    assert text.get_fontsize() == letters.SMALL
    assert text.get_color() == (style.INK if at == "top" else "#c74700")


def test_a_shelf_has_a_ground_of_its_own_from_the_lowest_number_down():
    (ground,) = paint([panel(y=LOG)]).axes[0].patches
    assert ground.get_bbox().intervaly == pytest.approx([LOG.ends[0], LOG.low])
    assert len(paint([panel(y=Axis(0.01, 100, "cost", "log"))]).axes[0].patches) == 0


def test_words_on_a_shelf_stand_there():
    ax = marked(Mark("level", 0, 0, RED, "nothing", "over"), y=LOG)
    (line,) = ax.get_lines()
    assert line.get_ydata()[0] == ax.texts[0].xy[1] == LOG.seen(0.0)


CELLS = np.array([[2.0, 40.0, np.inf], [np.nan, 7.0, 100.0]])


def shaded(cells=CELLS):
    borders = [np.arange(cells.shape[0] + 1.0), np.arange(cells.shape[1] + 1.0)]
    shades = Shades(borders, cells, [under_way("not arrived"), diverged()], "steps to arrive")
    return paint([panel(x=(0, 2), y=(0, 3), shades=shades)])


def test_each_cell_has_the_shade_of_its_number_few_steps_light():
    ax, bar = shaded().axes
    mesh, *_ = ax.collections
    drawn = mesh.get_array()
    np.testing.assert_array_equal(drawn.mask, ~np.isfinite(CELLS.T))
    np.testing.assert_array_equal(drawn.compressed(), CELLS.T[np.isfinite(CELLS.T)])
    assert (mesh.norm.vmin, mesh.norm.vmax) == (2, 100)
    light, dark = (to_rgb(style.SHADES[end]) for end in (0, -1))
    assert mesh.cmap(mesh.norm(2))[:3] == pytest.approx(light)
    assert mesh.cmap(mesh.norm(100))[:3] == pytest.approx(dark)
    assert bar.get_ylabel() == "steps to arrive"
    assert [text.get_text() for text in bar.get_yticklabels()] == ["3", "10", "30", "100"]


def test_no_lines_of_a_grid_cross_the_shades():
    assert not any(line.get_visible() for line in shaded().axes[0].get_ygridlines())


def test_cells_without_a_number_have_the_pattern_of_their_kind_and_the_key_says_which():
    figure = shaded()
    ax = figure.axes[0]
    hatched = {patch.get_hatch(): patch for patch in ax.patches}
    assert set(hatched) == {"..", "////"}
    for pattern, inside in (("..", (0.5, 2.5)), ("////", (1.5, 0.5))):
        path = hatched[pattern].get_path()
        middles = [(i + 0.5, j + 0.5) for i in range(2) for j in range(3)]
        assert [place for place in middles if path.contains_point(place)] == [inside]
    (key,) = figure.legends
    assert [text.get_text() for text in key.get_texts()] == ["not arrived", "diverged"]
    assert [patch.get_hatch() for patch in key.get_patches()] == ["..", "////"]


def test_where_all_cells_have_a_number_there_is_no_key_and_where_none_has_no_bar():
    assert shaded(np.array([[3.0, 4.0]])).legends == []
    nothing = shaded(np.array([[np.nan, np.inf]]))
    assert len(nothing.axes) == 1
    assert len(nothing.legends[0].get_texts()) == 2


NAMES = ["_hidden", "$x^2$", "{cost}", "%s", "a name that is far too long for a legend, really"]


def test_the_legend_shows_names_as_they_were_written_beside_their_lines():
    looks = {name: {"color": f"C{k}", "marker": "osD^v"[k]} for k, name in enumerate(NAMES)}
    (legend,) = paint([UNIT], looks).legends
    assert [text.get_text() for text in legend.get_texts()] == [*NAMES[:-1], f"{NAMES[-1][:31]}…"]
    assert {text.get_parse_math() for text in legend.get_texts()} == {False}
    assert [line.get_marker() for line in legend.get_lines()] == list("osD^v")
    assert [line.get_color() for line in legend.get_lines()] == [f"C{k}" for k in range(5)]


@pytest.mark.parametrize("count", [1, 5, 9])
@pytest.mark.parametrize("name", ["{}", "WWW MMM WWW MMM {}"])
def test_the_legend_stays_inside_the_picture_and_above_the_panels_which_keep_their_height(name, count):
    panels = [panel("one", title="one"), panel("two", title="two")]
    bare, named = paint(panels), paint(panels, {name.format(k): {"color": "k"} for k in range(count)})
    for figure in (bare, named):
        figure.draw_without_rendering()
    box = named.legends[0].get_window_extent()
    assert 0 <= box.x0 < box.x1 <= named.bbox.x1
    assert box.y1 <= named.bbox.y1
    assert box.y0 > max(ax.get_tightbbox().y1 for ax in named.axes) - 1
    heights = [figure.axes[0].get_window_extent().height for figure in (bare, named)]
    assert heights[1] == pytest.approx(heights[0], rel=0.04)


def test_a_projector_makes_letters_lines_and_room_larger(projected):
    panels = [panel(marks=[Mark("level", 0, 1, {}, "words", "over")], title="title", x=Axis(0, 1, "across"))]
    looks = {"one": {"color": "k"}}

    def sizes():
        figure = paint(panels, looks)
        (ax,) = figure.axes
        letters = [
            ax._left_title,
            ax.xaxis.label,
            ax.get_yticklabels()[0],
            ax.texts[0],
            figure.legends[0].get_texts()[0],
        ]
        room = figure.get_size_inches()[1] - painter.HEIGHT
        return [*(text.get_fontsize() for text in letters), ax.texts[0].get_path_effects()[0]._gc["linewidth"], room]

    large = sizes()
    style.projector(False)
    assert large == pytest.approx([1.35 * size for size in sizes()])


def test_the_pixels_are_one_and_a_half_a_point_on_paper():
    pixels = painter.pixels(paint([UNIT]))
    assert pixels.shape == (int(150 * painter.HEIGHT), int(150 * painter.WIDTH), 4)
    assert (pixels[[0, 0, -1, -1], [0, -1, 0, -1]] == 255).all()
