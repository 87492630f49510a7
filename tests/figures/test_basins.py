"""basins: a map of starts, in the colours of the valleys where their walks end."""

import itertools
import json
import re
import zlib

import numpy as np
import pytest
from helpers.tables import assert_says
from matplotlib.colors import to_rgb

from gdviz import (
    basins,
    bowl,
    curve,
    descend,
    gradient_descent,
    himmelblau,
    momentum,
    quadratic,
    random_search,
    small_gradient,
    style,
    two_valleys,
    warm_restarts,
)
from gdviz.figures.areas import DIVERGED, UNDER_WAY


@pytest.fixture(scope="module")
def hills():
    figure = basins(himmelblau, momentum, (-3, 2), 60, lr=0.01, mu=0.8, cells=21)
    yield figure
    figure.close()


def deciding(w, g, *, lr=0.1):
    return w if float(np.max(g)) > 1e9 else w - lr * g


def area(figure, words):
    """The shape on the map whose entry in the key has these words."""
    (shape,) = [patch for patch in figure.figure.axes[0].patches if words in patch.get_label()]
    return shape


def test_a_cell_is_where_the_walk_from_its_middle_ends(hills):
    x, y = (side.values for side in hills.sides)
    for i, j in [(0, 0), (4, 17), (20, 3), (10, 10), (20, 20)]:
        run = descend(himmelblau, momentum, (x[i], y[j]), 60, lr=0.01, mu=0.8)
        apart = np.max(np.abs(run.w[-1] - himmelblau.minima), axis=-1)
        valley = hills.cells[i, j]
        if run.stop.name == "DIVERGED":
            assert valley == DIVERGED
        else:
            assert valley == (np.argmin(apart) if np.min(apart) < 0.1 else UNDER_WAY)
    assert {0, 1, 2, 3} <= set(hills.cells.ravel())


def test_a_cell_has_the_colour_of_its_valley_at_its_place(hills):
    shapes = {kind: area(hills, f"{letter}: ") for kind, letter in enumerate("ABCD")}
    assert len({shape.get_facecolor() for shape in shapes.values()}) == 4
    x, y = (side.values for side in hills.sides)
    for i, j in itertools.product(range(21), range(21)):
        inside = {kind for kind, shape in shapes.items() if shape.get_path().contains_point((x[i], y[j]))}
        assert inside == ({hills.cells[i, j]} & set(shapes))


def test_the_shares_are_those_of_the_cells_and_no_rounding_makes_them_untrue(hills):
    counted = [100 * np.mean(hills.cells == kind) for kind in range(4)]
    told = re.search(
        r"Of 441 starts, (\d+) % end in valley A, (\d+) % in B, (\d+) % in C, (\d+) % in D\.", hills.said()
    )
    percents = [int(percent) for percent in told.groups()]
    assert sum(percents) == 100
    np.testing.assert_allclose(percents, counted, rtol=0, atol=1)
    for percent, letter in zip(percents, "ABCD", strict=True):
        assert f"{letter}: {percent} %" in area(hills, f"{letter}: ").get_label()


def test_the_run_that_shows_is_the_one_that_coloured_the_cell(hills):
    hills.start = [2.6, -4.3]
    assert hills.start == [2.5, -4.5]  # the middle of the cell
    alone = descend(himmelblau, momentum, (2.5, -4.5), 60, lr=0.01, mu=0.8)
    np.testing.assert_array_equal(hills.trajectory.w, alone.w)
    np.testing.assert_array_equal(hills._now()[0][0].x, alone.w[:, 0])
    valley = hills.cells[15, 1]
    steps = alone.steps_to(himmelblau.minima[valley], 0.1)
    assert f"The walk from (2.5, −4.5) ends in valley {'ABCD'[valley]} after {steps} steps." in hills.said()


def test_the_places_of_a_map_are_round_numbers_with_the_edges_among_them():
    values = basins(himmelblau, momentum, steps=2, lr=0.01, mu=0.8).sides[0].values
    assert len(values) == 101
    assert values.tolist() == [float(f"{-5 + k / 10:.1f}") for k in range(101)]


def test_axes_and_scales_stay_where_they_are_when_another_start_is_picked(hills):
    before, sent = hills.faces, hills._scene["panels"]
    hills.start = [-5, 5]
    assert hills.faces == before
    assert hills._scene["panels"] == sent
    limits = [(ax.get_xlim(), ax.get_ylim()) for ax in hills.figure.axes]
    assert limits == [(pytest.approx(face.x.ends), pytest.approx(face.y.ends)) for face in before]
    for axis, side in zip((before[0].x, before[0].y), hills.sides, strict=True):
        assert axis.ends == (side.values[0], side.values[-1])
    highest = np.max([descend(himmelblau, momentum, p, 1, lr=0.01).f[0] for p in [(-5, -5), (-5, 5), (5, 5)]])
    assert before[1].y.high > highest


def test_walks_that_diverge_or_stand_nowhere_are_told_apart_without_colour():
    figure = basins(bowl, gradient_descent, steps=40, lr=0.97, cells=11)
    assert set(figure.cells) == {UNDER_WAY, 0}  # the start at the minimum is there
    assert "The walk from −4 has settled in no valley after 40 steps." in figure.said()
    thrown = basins(bowl, gradient_descent, steps=40, lr=1.5, cells=11)
    assert set(thrown.cells) == {DIVERGED, 0}
    end = descend(bowl, gradient_descent, steps=40, lr=1.5).n_steps
    assert f"The walk from −4 diverges at step {end}." in thrown.said()
    assert area(figure, "not settled").get_hatch() != area(thrown, "diverged").get_hatch()
    assert area(figure, "A").get_hatch() is None


def test_the_valleys_have_their_letters_at_their_minima(hills):
    placed = {text.get_text(): tuple(text.xy) for text in hills.figure.axes[0].texts}
    told = {mark.words: (mark.x[0], mark.y[0], mark.at) for mark in hills.faces[0].marks if mark.words}
    for letter, minimum in zip("ABCD", himmelblau.minima, strict=True):
        assert placed[letter] == pytest.approx(minimum)
        assert told[letter] == (*minimum, "beside")


def test_on_the_areas_of_a_map_the_hill_is_its_lines_alone(hills):
    assert not hills.faces[0].hill.bands
    lines, *areas = hills.figure.axes[0].collections
    assert (lines.filled, len(areas)) == (False, 1)  # the lines between the areas
    assert lines.get_zorder() > max(patch.get_zorder() for patch in hills.figure.axes[0].patches)
    (told,) = hills._scene["hills"]
    assert (told["panel"], told["bands"], bool(told["program"])) == (0, False, True)


def test_on_a_curve_the_starts_are_bands_and_the_handle_stays_on_the_curve():
    figure = basins(two_valleys, gradient_descent, lr=0.1)
    (handle,) = figure.handles
    w, height = handle.along[0]
    np.testing.assert_allclose(height, two_valleys(w[:, None]))
    assert (w[0], w[-1]) == (-5, 5)
    assert handle.anywhere
    marks = [(mark.words, mark.x[0], mark.at) for mark in figure.faces[0].marks if mark.words]
    assert marks == [(letter, minimum[0], "top") for letter, minimum in zip("AB", two_valleys.minima, strict=True)]
    assert figure._scene["hills"] == []
    assert figure.start == [4.0]
    figure.start = [-4.01]
    assert figure.start == [-4.0]
    assert "The walk from −4 ends in valley A" in figure.said()


def test_where_there_is_no_curve_the_handle_crosses_and_the_walk_has_diverged():
    half = curve(np.sqrt, minima=[0.0], domain=(-1, 4), start=-0.5)
    figure = basins(half, gradient_descent, lr=0.1, cells=11, steps=5)
    assert np.isfinite(figure.handles[0].along).all()
    assert "The walk from −0.5 diverges at step 0." in figure.said()


def test_the_course_on_the_two_valleys():
    """Right of the barrier at 1.262 every start ends right; with restarts, peak 1.5, every start gets left."""
    plain = basins(two_valleys, gradient_descent, lr=0.1, steps=200)
    starts = plain.sides[0].values
    np.testing.assert_array_equal(plain.cells, np.where(starts > 1.262, 1, 0))
    restarts = basins(two_valleys, gradient_descent, schedule=warm_restarts, lr=1.5, period=20, steps=140)
    assert not restarts.cells[(starts >= 1.3) & (starts <= 4.5)].any()


def test_random_rules_and_stopping_rules_make_maps_too():
    figure = basins(bowl, random_search, steps=100, seed=3, delta=0.2, cells=21, tol=0.2)
    assert not figure.cells.any()
    stopped = basins(two_valleys, gradient_descent, stop=small_gradient, lr=0.1, cells=21)
    assert stopped.trajectory.stop.name == "CONVERGED"


def test_basins_refuse_what_is_no_map_with_a_sentence():
    deep = quadratic(np.eye(3), start=(1, 1, 1))
    many = curve(np.cos, minima=[(2 * k + 1) * np.pi for k in range(7)], domain=(0, 50), start=1)
    unknown = curve(lambda w: w**2, domain=(-1, 1), start=0.5)
    for make, words in [
        (lambda: basins(deep, momentum), ["3 coordinates", "1 or 2"]),
        (lambda: basins(bowl, momentum, lr=[0.1, 0.2], mu=[0, 0.5]), ["lr and mu are arrays", "one setting can be"]),
        (lambda: basins(bowl, momentum, seed=[1, 2]), ["seed must be one"]),
        (lambda: basins(bowl, momentum, [(1,), (2,)], lr=[0.1, 0.2]), ["start must be one"]),
        (
            lambda: basins(bowl, deciding, lr=[0.1, 0.2]),
            ["lr = [0.1, 0.2] is a slider", "`deciding` asks", "one number"],
        ),
        (lambda: basins(bowl, momentum, [(1,), (2,)]), ["start must be one"]),
        (lambda: basins(unknown, momentum), ["knows no minima", "minima=[...]"]),
        (lambda: basins(many, momentum), ["7 minima", "6"]),
        (lambda: basins(bowl, momentum, cells=1), ["cells = 1", "at least 2"]),
        (lambda: basins(bowl, momentum, cells=1.5), ["cells = 1.5", "whole number"]),
        (lambda: basins(bowl, momentum, panels=("cost", "cost")), ["each once"]),
        (lambda: basins(bowl, momentum, panels=("cost", "map")), ["'map' is not a panel"]),
    ]:
        assert_says(ValueError, make, words)


def test_a_dark_page_gets_dark_valleys_and_a_light_one_light_ones(hills):
    told = hills._scene["areas"]["kinds"][:4]
    assert [kind["face"] for kind in told] == [[face, style.DARK[face]] for face in style.BASINS[:4]]
    (shape,) = [patch for patch in hills.figure.axes[0].patches if "A: " in patch.get_label()]
    assert to_rgb(shape.get_facecolor()) == to_rgb(style.BASINS[0])


RATES = np.array([0.001, 0.01, 0.03])


@pytest.fixture(scope="module")
def flowing():
    figure = basins(himmelblau, momentum, (-3, 2), 60, lr=RATES, mu=0.8, cells=21)
    yield figure
    figure.close()


def test_an_array_is_a_slider_over_the_map_and_the_cells_are_those_of_its_value(flowing):
    (slider,) = flowing.sliders
    assert (slider.name, slider.values, slider.at) == ("lr", ["0.001", "0.01", "0.03"], 2)  # the rule's own is 0.1
    seen = []
    for at, lr in enumerate(RATES):
        flowing.lr_index = at
        alone = basins(himmelblau, momentum, flowing.start, 60, lr=lr, mu=0.8, cells=21)
        np.testing.assert_array_equal(flowing.cells, alone.cells)
        np.testing.assert_array_equal(flowing.trajectory.w, alone.trajectory.w)
        assert flowing.said() == alone.said()
        named = [[patch.get_label() for patch in figure.figure.axes[0].patches] for figure in (flowing, alone)]
        assert named[0] == named[1] == [*flowing._areas.names(flowing.cells).values()]
        seen.append(flowing.png())
        assert f"α = {style.short(lr)}." in flowing.description
    assert len(set(seen)) == 3


def test_a_slider_over_the_map_moves_the_walk_and_a_click_does_not_move_the_map(flowing):
    flowing.lr_index, flowing.start = 1, [2.6, -4.3]
    before = flowing.cells
    assert flowing.trajectory.hyper == {"lr": 0.01, "mu": 0.8}
    flowing.start = [-3, 2]
    assert flowing.cells is before
    flowing.lr_index = 0
    assert flowing.trajectory.hyper == {"lr": 0.001, "mu": 0.8}


def test_the_scales_beside_the_map_are_those_of_all_values_of_its_slider():
    slow, all_ = (basins(bowl, gradient_descent, steps=10, lr=lr, cells=11) for lr in (0.001, [0.001, 0.3]))
    assert all_.faces[1].y.low < slow.faces[1].y.low


def test_any_setting_can_be_the_slider_and_marks_are_those_of_explore():
    period = basins(two_valleys, gradient_descent, steps=40, schedule=warm_restarts, lr=1.5, period=[5, 10], cells=11)
    assert [slider.name for slider in period.sliders] == ["period"]
    rates = basins(two_valleys, gradient_descent, steps=40, lr=np.linspace(0.01, 0.5, 50), cells=11)
    assert [sign.label for sign in rates.sliders[0].signs] == ["1/L", "2/L"]


def test_of_a_map_the_browser_is_told_a_program_or_a_byte_for_each_cell():
    program = basins(himmelblau, momentum, steps=60, lr=[0.01, 0.02])
    assert len(json.dumps(program._scene | {"panels": []})) < 17_000
    assert len(json.dumps(program._scene["panels"])) < 4000
    assert len(program._grounds) == 2  # the hill's, which has no table, and that of the areas
    assert (program._grounds[0], len(program._grounds[1]) < 20) == (b"", True)
    record = basins(himmelblau, deciding, steps=60, lr=0.01)
    assert len(record._grounds[1]) < 2000
    told = np.frombuffer(zlib.decompress(record._grounds[1]), dtype=np.uint8)
    numbers = np.array([kind["number"] for kind in record._scene["areas"]["kinds"]])
    np.testing.assert_array_equal(numbers[told].reshape(101, 101), record.cells)
