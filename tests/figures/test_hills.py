"""The hill of a live figure: from which heights the browser draws it, and that these are those of the landscape."""

import numpy as np
import pytest
from helpers.panels import arranged
from helpers.records import never
from helpers.tables import LANDSCAPES
from helpers.wires import heights as unpacked

import gdviz as gd
from gdviz.engine import compile
from gdviz.engine.proof import prove_heights
from gdviz.engine.tape import Untraceable
from gdviz.figures import landscape
from gdviz.figures.hills import hills

PLANES = [each.f for each in LANDSCAPES if each.f.n == 2]
SQUARE = {"domain": [(-2, 2), (-2, 2)], "start": (1, 1)}


def hill_of(f, panels=("landscape", "cost"), rule=gd.gradient_descent, **options):
    """The hill of a figure as it crosses, and its numbers; None without one."""
    figure = gd.explore(f, rule, steps=3, lr=[0.001, 0.002], panels=panels, **options)
    told = figure._scene["hills"]
    assert len(told) == len(figure._grounds) <= 1
    return (told[0], figure._grounds[0]) if told else None


def grid_of(f):
    """The points of a picture, and the heights there."""
    sides, heights = landscape.ground(f, f.domain)
    return np.stack(np.meshgrid(*sides), axis=-1), heights


@pytest.mark.parametrize("f", PLANES, ids=lambda f: f.name)
def test_the_heights_of_every_landscape_are_a_program(f):
    told, table = hill_of(f)
    assert told["grid"] is None
    assert len(table) == 0
    assert list(told["program"]["segments"]) == ["heights"]
    points, heights = grid_of(f)
    (given,) = compile.heights([f]).run("heights", {"w0": points[..., 0], "w1": points[..., 1]})
    np.testing.assert_allclose(given, heights, rtol=1e-12)
    np.testing.assert_array_equal(told["levels"], [landscape.levels(heights)])


def test_the_hill_of_a_record_is_a_program_too():
    told, _ = hill_of(gd.ravine, stop=never)
    assert told["program"]


def test_a_family_is_one_program_with_a_row_of_its_table_for_each_landscape():
    correlation = np.array([0.0, 0.5, 0.9])
    figure = gd.explore(gd.two_features, gd.momentum, steps=3, correlation=correlation, lr=[0.1, 0.2])
    (told,) = figure._scene["hills"]
    (segment,) = told["program"]["segments"].values()
    assert segment["over"] == [("member", 3)]
    assert segment["table"][0] == 3
    assert len(segment["variants"]) == 1
    assert len(figure._grounds[0]) == 8 * np.prod(segment["table"])
    for member, c in enumerate(correlation):
        points, heights = grid_of(gd.two_features(correlation=c))
        np.testing.assert_array_equal(told["levels"][member], landscape.levels(heights))
        program = compile.heights([gd.two_features(correlation=each) for each in correlation])
        prove_heights(program, points, heights, member)
        with pytest.raises(Untraceable, match="computes something else"):
            prove_heights(program, points, heights, (member + 1) % 3)


def lies(a, b):
    return a**2 + b**2 if type(a) is np.ndarray else a**2 + 1.01 * b**2


def branches(a, b):
    return a**2 + b**2 if np.all(a < 9) else a


def long(a, b):
    total = 0.0 * a
    for k in range(120):
        total = total + np.cos(k * a) * b
    return total


@pytest.mark.parametrize("cost", [branches, long, lies])
def test_heights_that_are_no_program_cross_as_a_grid(cost):
    told, numbers = hill_of(gd.surface(cost, **SQUARE))
    assert told["program"] is None
    assert told["grid"] == (161, 161)
    (given,) = unpacked(numbers, told["grid"], told["levels"])
    true, (levels,) = cost(*np.meshgrid(*2 * [np.linspace(-2, 2, 161)])), told["levels"]
    part = (len(levels) - 1) / 65534  # of a band
    off = np.abs(given - true) / np.diff(levels)[np.clip(np.searchsorted(levels, true) - 1, 0, len(levels) - 2)]
    assert np.max(off) <= 0.51 * part
    assert (levels[0], levels[-1]) == (np.min(true), pytest.approx(np.max(true)))


def test_a_family_of_which_one_cannot_be_traced_crosses_as_grids():
    def make(size):
        return gd.surface(branches if size == 2 else (lambda a, b: a**2 + size * b**2), **SQUARE)

    figure = gd.explore(make, gd.gradient_descent, steps=3, size=[1, 2, 3], lr=0.1)
    (told,) = figure._scene["hills"]
    grids = unpacked(figure._grounds[0], told["grid"], told["levels"])
    assert [round(float(grid[0, 0]), 2) for grid in grids] == [8, 8, 16]


def test_why_heights_are_no_program_is_said_in_words():
    for cost, words in ((branches, r"asks for the value of a number"), (long, r"needs \d+ operations for a point")):
        with pytest.raises(Untraceable, match=f"^the landscape {cost.__name__} .*{words}"):
            compile.heights([gd.surface(cost, **SQUARE)])


def test_where_a_landscape_is_not_finite_its_program_gives_no_height_either():
    half = gd.surface(lambda a, b: np.sqrt(a) + 1 / (b - 0.5), **SQUARE)
    told, _ = hill_of(half)
    assert told["program"]
    assert np.all(np.isfinite(told["levels"]))
    nowhere = gd.surface(lambda a, b: a * np.nan, **SQUARE)
    points, heights = grid_of(nowhere)
    assert not heights.any()
    with pytest.raises(Untraceable):  # flat is what it is drawn as
        prove_heights(compile.heights([nowhere]), points, heights)


def test_levels_rise_on_flat_ground_and_beside_a_needle():
    needle = np.full((50, 50), 1e3)
    needle[25, 25] += 1
    for height in [needle, needle * 0, needle * 0 + 1e20, needle * 0 - 1e20, needle * 0 + 1e-300, 1 + 1e-11 * needle]:
        assert np.all(np.diff(landscape.levels(height)) > 0)
    spike = gd.surface(lambda a, b: 1e3 + np.exp(-100 * (a**2 + b**2)), **SQUARE)
    assert len(gd.plot(gd.descend(spike, gd.gradient_descent, steps=2), "landscape").axes) == 1


def test_a_curve_and_a_figure_without_the_landscape_have_no_hill():
    assert hill_of(gd.bowl) is None
    assert hill_of(gd.ravine, panels="cost") is None
    assert hill_of(gd.ravine, panels="landscape")


def test_every_verb_with_a_landscape_of_two_weights_has_its_hill():
    race = gd.race(gd.ravine, [gd.momentum, gd.adam], steps=3, lr=0.01)
    assert len(race.panels[0]) > 1
    grid = {"lr": np.linspace(0.01, 0.05, 4), "mu": np.linspace(0, 0.5, 3)}
    tuning = gd.tuning(gd.ravine, gd.momentum, steps=20, **grid)
    basins = gd.basins(gd.himmelblau, gd.gradient_descent, steps=9, lr=0.01, cells=5)
    blind = gd.blindfold(gd.rotated_bowl)
    for figure, place, bands in ((race, 0, True), (tuning, 1, True), (basins, 0, False), (blind, 0, True)):
        (told,) = figure._scene["hills"]
        assert (len(told["levels"]), told["panel"], bool(told["program"])) == (1, place, True)
        assert told["bands"] == bands
        assert figure._grounds[0] == b""
    assert [len(figure._grounds) for figure in (race, tuning, basins, blind)] == [1, 2, 2, 1]
    assert gd.blindfold(gd.bowl)._scene["hills"] == []


def test_what_is_painted_and_what_is_sent_is_one_hill():
    figure = gd.explore(gd.ravine, gd.momentum, steps=3, lr=0.01)
    filled, lines = figure.figure.axes[0].collections
    (told,) = figure._scene["hills"]
    np.testing.assert_array_equal(filled.levels, told["levels"][0])
    np.testing.assert_array_equal(lines.levels, told["levels"][0])
    np.testing.assert_array_equal(figure.faces[0].hill.levels, told["levels"][0])


def test_landscapes_of_one_name_are_faces_of_their_own():
    def make(size):
        return gd.surface(lambda a, b: a**2 + size * b**2, name="bowl", minima=[(0, 0)], **SQUARE)

    figure = gd.explore(make, gd.gradient_descent, steps=3, size=[1, 2, 3], lr=0.1, panels="landscape")
    (told,) = figure._scene["panels"]
    assert [face["title"] for face in told["faces"]] == ["bowl"] * 3
    named = gd.explore(gd.two_features, gd.momentum, steps=3, correlation=[0, 0.5, 0.9], panels="landscape")
    assert len({face["title"] for face in named._scene["panels"][0]["faces"]}) == 3  # each says its correlation
    figure.size_index, one = 2, figure.png()
    figure.size_index = 0
    assert figure.png() != one


def test_the_hill_of_a_window_without_a_domain_fills_its_axes():
    f = gd.surface(lambda a, b: a**2 + b**2, minima=[(0, 0)])
    walk = gd.descend(f, gd.gradient_descent, (3.0, 1.0), steps=2)
    (drawn, _), window = arranged(walk, "landscape"), landscape.window(walk)
    (hill,) = hills([drawn], [f])
    (panel,) = drawn
    assert (hill.panel, panel.title) == ("landscape", f.name)
    np.testing.assert_allclose([panel.x.ends, panel.y.ends], window)
    (ground,) = hill.grounds
    np.testing.assert_allclose([[side[0], side[-1]] for side in ground.sides], window)
    corners = np.array(np.meshgrid(*window)).reshape(2, -1)
    assert ground.levels[-1] == pytest.approx(np.max(np.sum(corners**2, axis=0)))
