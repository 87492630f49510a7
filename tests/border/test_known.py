"""What is known of a landscape fits together, or a sentence says what does not, with its value and what would do."""

import numpy as np
import pytest
from helpers.tables import assert_says

import gdviz as gd

BOX = [(-3, 3), (-3, 3)]


def hill(**known):
    return gd.surface(lambda w1, w2: w1**2 + w2**2, **known)


def valley(**known):
    return gd.curve(lambda w: w**2, **known)


BAD = {
    "the domain of a curve": (
        hill,
        {"domain": (-3, 3)},
        ["domain = (-3, 3)", "1 coordinate, not 2", "[(-3, 3), (-3, 3)]"],
    ),
    "a minimum without its list": (
        hill,
        {"minima": (0, 0)},
        ["minima = (0, 0)", "1 coordinate, not 2", "minima=[(0, 0)]"],
    ),
    "the same in a box": (hill, {"minima": (0, 0), "domain": BOX}, ["minima = (0, 0)", "minima=[(0, 0)]"]),
    "half a start": (hill, {"start": 1}, ["start = 1 has 1 coordinate, not 2", "start=(1, 1)"]),
    "too long a start": (hill, {"start": (1, 2, 3), "domain": BOX}, ["start = (1, 2, 3)", "3 coordinates, not 2"]),
    "minima of two lengths": (hill, {"minima": [(0, 0), (1,)]}, ["minima = [(0, 0), (1,)]", "1 coordinate, not 2"]),
    "a point for a curve": (valley, {"minima": [(0, 1)]}, ["minima = [(0, 1)]", "2 coordinates, not 1", "minima=[1]"]),
    "several starts": (hill, {"start": [[1, 2], [2, 3]]}, ["start = [[1, 2], [2, 3]]", "one point alone"]),
    "one start in two brackets": (valley, {"start": [[1]]}, ["start = [[1]]", "a point"]),
    "too wide a domain": (valley, {"domain": (-1e308, 1e308)}, ["domain = (-1e+308, 1e+308)", "too wide"]),
    "a start outside": (valley, {"start": 9, "domain": (-5, 5)}, ["start = 9", "outside", "[[-5.0, 5.0]]"]),
    "an endless curvature": (
        gd.quadratic,
        {"A": [[1, np.inf], [np.inf, 1]]},
        ["A = [[1, inf], [inf, 1]]", "symmetric"],
    ),
    "no curvature": (gd.quadratic, {"A": np.empty((0, 0))}, ["A must be a symmetric matrix"]),
    "a start for a quadratic": (
        gd.quadratic,
        {"A": [[1]], "start": (1, 2)},
        ["start = (1, 2)", "2 coordinates, not 1"],
    ),
}
NO_WORD = {
    "a slip": (hill, {"domains": BOX}, ["surface: domains = [(-3, 3), (-3, 3)]", "domain, start"]),
    "a number as its name": (valley, {"name": 5}, ["name = 5", "a text"]),
    "a number as its formula": (valley, {"formula": 5}, ["formula = 5", "a text"]),
}


@pytest.mark.parametrize(("make", "known", "words"), BAD.values(), ids=BAD)
def test_what_does_not_fit_is_named_with_its_value_and_what_would_do(make, known, words):
    assert_says(ValueError, lambda: make(**known), words)


@pytest.mark.parametrize(("make", "known", "words"), NO_WORD.values(), ids=NO_WORD)
def test_a_word_that_is_none_is_named(make, known, words):
    assert_says(TypeError, lambda: make(**known), words)


def test_what_fits_is_taken_as_it_was():
    assert hill(domain=BOX, start=(1, 2), minima=[(0, 0)]).n == 2
    assert valley(domain=(-5, 5), start=5, minima=0).minima.tolist() == [[0.0]]
    assert valley(minima=(-1, 1)).minima.tolist() == [[-1.0], [1.0]]
    assert gd.Objective(lambda w: np.sum(w**2, axis=-1)).n is None
