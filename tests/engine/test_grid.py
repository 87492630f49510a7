"""From arrays to a grid of runs, and the starts, seeds and sizes that are refused."""

from fractions import Fraction

import numpy as np
import pytest
from helpers.tables import assert_says

import gdviz as gd
from gdviz.engine.grid import Generators, Grid


def test_every_combination_is_laid_out_in_the_order_of_the_keywords():
    grid = Grid(gd.ravine, [(1, 1), (2, 0)], 5, {"mu": [0.1, 0.2, 0.3], "lr": 7})
    assert list(grid.axes) == ["start", "mu"]
    assert grid.shape == (2, 3)
    assert grid.fixed == {"lr": 7.0}
    np.testing.assert_array_equal(grid.starts(), [(1, 1)] * 3 + [(2, 0)] * 3)
    np.testing.assert_array_equal(grid.settings()["mu"][:, 0], [0.1, 0.2, 0.3] * 2)
    np.testing.assert_array_equal(grid.settings()["lr"], np.full((6, 1), 7.0))
    np.testing.assert_array_equal(grid.seeds(), [5] * 6)


def test_starts_come_first_then_seeds_then_hyperparameters():
    t = gd.sweep(gd.ravine, gd.momentum, [(1, 1), (2, 0)], 3, mu=[0.1, 0.2, 0.3], seed=[1, 2, 3, 4], lr=[0.01] * 5)
    assert t.shape == (2, 4, 3, 5)
    assert list(t.axes) == ["start", "seed", "mu", "lr"]
    assert t.w.shape == (4, 2, 4, 3, 5, 2)


def test_a_rate_for_each_run_is_never_taken_for_a_rate_for_each_coordinate():
    t = gd.sweep(gd.ravine, gd.gradient_descent, (1, 1), 1, lr=[0.1, 0.01])
    # from (1, 1) the gradient is (1, 25): 1 − 0.1·(1, 25) and 1 − 0.01·(1, 25)
    np.testing.assert_allclose(t.w[1], [(0.9, -1.5), (0.99, 0.75)])


def test_one_run_has_no_axes():
    grid = Grid(gd.bowl, None, 0, {"lr": 0.1})
    assert (grid.shape, grid.runs, grid.n) == ((), 1, 1)
    np.testing.assert_array_equal(grid.starts(), [[-4]])


def test_a_number_is_a_start_in_one_dimension():
    np.testing.assert_array_equal(Grid(gd.bowl, 3, 0, {}).starts(), [[3]])
    np.testing.assert_array_equal(Grid(gd.bowl, [[3], [4]], 0, {}).starts(), [[3], [4]])


def test_fractions_and_whole_numbers_are_numbers():
    grid = Grid(gd.bowl, Fraction(1, 2), 0, {"lr": [Fraction(1, 4), Fraction(3, 4)], "mu": np.int8(1), "k": True})
    np.testing.assert_array_equal(grid.axes["lr"], [0.25, 0.75])
    assert grid.fixed == {"mu": 1.0, "k": 1.0}
    np.testing.assert_array_equal(grid.starts(), [[0.5], [0.5]])


def test_runs_of_one_seed_draw_the_same_numbers_as_numpy():
    rng = Generators(np.array([3, 8, 3]))
    drawn = rng.normal(size=(3, 2))
    np.testing.assert_array_equal(drawn[0], np.random.default_rng(3).normal(size=2))
    np.testing.assert_array_equal(drawn[1], np.random.default_rng(8).normal(size=2))
    np.testing.assert_array_equal(drawn[2], drawn[0])


def test_sizes_of_draws_follow_the_runs():
    rng = Generators(np.array([1, 2, 3]))
    assert rng.normal(size=(3, 2)).shape == (3, 2)  # w.shape
    assert rng.normal(0.0, 1.0, (3, 2)).shape == (3, 2)
    assert rng.random(size=(3,)).shape == (3,)  # f(w).shape
    assert rng.random().shape == (3, 1)
    assert rng.integers(0, 5, size=4).shape == (3, 4)
    assert rng.uniform(-1, 1, size=(3, 1)).shape == (3, 1)


def test_a_size_that_does_not_begin_with_the_runs_is_refused():
    with pytest.raises(ValueError, match=r"rng.normal: size = \(2,\) must begin with the 3 runs"):
        Generators(np.array([1, 2, 3])).normal(size=(2,))
    with pytest.raises(AttributeError, match=r"rng has no gauss; .*numpy.random.Generator"):
        Generators(np.array([1])).gauss()


def free():
    return gd.Objective(lambda w: np.sum(w**2, axis=-1), name="free")


BAD = {
    "text for a number": ({"lr": "0.1"}, TypeError, ["lr = '0.1'", "a number or an array of numbers"]),
    "text among numbers": ({"lr": [0.1, "big"]}, TypeError, ["lr = [0.1, 'big']", "numbers"]),
    "nothing for a number": ({"lr": None}, TypeError, ["lr = None", "number"]),
    "a complex number": ({"lr": 1j}, TypeError, ["lr = 1j", "number"]),
    "a ragged list": ({"lr": [[1, 2], [3]]}, TypeError, ["lr = [[1, 2], [3]]"]),
    "a function for a number": ({"lr": gd.cosine}, TypeError, ["lr = <function cosine", "number"]),
    "an empty array": ({"lr": []}, ValueError, ["lr has shape (0,)", "entries"]),
    "a table of rates": ({"lr": [[0.1, 0.2]]}, ValueError, ["lr has shape (1, 2)", "one-dimensional"]),
    "a start in another space": ({"start": (1, 2)}, ValueError, ["shape (2,)", "bowl has 1 coordinate,", "(k, 1)"]),
    "starts in another space": (
        {"f": gd.ravine, "start": [(1, 2, 3)]},
        ValueError,
        ["(1, 3)", "2 coordinates", "(2,)"],
    ),
    "a start outside": ({"start": 6}, ValueError, ["[6.0]", "bowl", "[[-5.0, 5.0]]"]),
    "one of several starts outside": (
        {"f": gd.ravine, "start": [(1, 1), (1, 3)]},
        ValueError,
        ["start = [1.0, 3.0]", "ravine", "[-2.0, 2.0]"],
    ),
    "a start that is no number": ({"start": np.nan}, ValueError, ["[nan]", "domain"]),
    "a start at infinity": ({"f": free(), "start": (1, np.inf)}, ValueError, ["[1.0, inf]", "finite"]),
    "no start": ({"f": free()}, ValueError, ["free has no start", "start=..."]),
    "an empty start": ({"f": free(), "start": []}, ValueError, ["shape (0,)", "(n,)"]),
    "a start in words": ({"start": "top"}, TypeError, ["start = 'top'", "a point: 1 number."]),
    "no steps": ({"steps": 0}, ValueError, ["steps = 0", "1 or more"]),
    "steps backwards": ({"steps": -3}, ValueError, ["steps = -3", "1 or more"]),
    "half a step": ({"steps": 2.5}, ValueError, ["steps = 2.5", "whole number"]),
    "steps in words": ({"steps": "ten"}, TypeError, ["steps = 'ten'", "whole number"]),
    "several numbers of steps": ({"steps": [10, 20]}, TypeError, ["steps = [10, 20]", "whole number"]),
    "an interval that does not fit": ({"steps": 100, "every": 30}, ValueError, ["every = 30", "steps = 100"]),
    "no interval": ({"every": 0}, ValueError, ["every = 0", "1 or more"]),
    "a seed below zero": ({"seed": -1}, ValueError, ["seed = -1", "from 0 on"]),
    "a seed in words": ({"seed": "lucky"}, ValueError, ["seed = 'lucky'", "whole number"]),
    "no seed": ({"seed": None}, ValueError, ["seed = None", "whole number"]),
}


@pytest.mark.parametrize(("arguments", "kind", "words"), BAD.values(), ids=BAD)
def test_a_value_that_cannot_be_used_is_named_with_what_can(arguments, kind, words):
    assert_says(kind, lambda: gd.descend(**{"f": gd.bowl, "rule": gd.gradient_descent, **arguments}), words)


@pytest.mark.parametrize(
    "draw",
    [
        lambda rng, w: rng.normal(0, 0.1, w.shape),
        lambda rng, w: rng.uniform(-1, 1, size=w.shape),
        lambda rng, w: rng.random(w.shape),
        lambda rng, w: rng.standard_normal(size=w.shape),
        lambda rng, w: rng.choice((-1, 1), size=w.shape),
    ],
)
def test_a_draw_has_the_shape_it_is_asked_for_and_the_numbers_of_its_seed(draw):
    w = np.zeros((3, 2))
    both, alone = draw(Generators(np.array([7, 7, 8])), w), draw(Generators(np.array([8])), w[:1])
    assert both.shape == w.shape
    np.testing.assert_array_equal(both[0], both[1])
    np.testing.assert_array_equal(both[2], alone[0])


def test_a_draw_that_depends_on_a_hyperparameter_of_each_run_says_how_to_scale_it():
    rng = Generators(np.array([0, 0]))
    with pytest.raises(ValueError, match=r"delta \* rng\.normal\(size=w\.shape\)"):
        rng.normal(0, np.array([[0.1], [0.2]]), size=(2, 2))
    with pytest.raises(AttributeError, match="rng has no permutation"):
        rng.permutation(3)
