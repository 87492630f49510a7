"""The valley's own axes: where they lie on the map, and by how much a step of plain descent multiplies along them."""

import numpy as np
import pytest
from matplotlib.text import Text

import gdviz as gd
from gdviz.figures import valley
from gdviz.figures.rows import Taken


def axes(figure, face=0):
    """{name: points} of the two lines on the map, to the edges of it, and the place of the name."""
    marks = [mark for mark in figure.panels[0][face].marks if mark.only]
    assert [mark.only for mark in marks] == ["valley", "valley"]
    return {mark.words: np.column_stack([mark.x, mark.y]) for mark in marks}


def test_on_a_ravine_they_are_the_axes_of_the_map():
    figure = gd.explore(gd.ravine, gd.gradient_descent, steps=5)  # ½(w₁² + 25w₂²)
    (west, east), (south, north) = gd.ravine.domain
    (low, high, _, name), (left, right, _, beside) = (axes(figure)[which] for which in ("across", "along"))
    np.testing.assert_allclose([low, high], [(0, south), (0, north)], atol=1e-9)
    np.testing.assert_allclose([left, right], [(west, 0), (east, 0)], atol=1e-9)
    assert 0 < name[1] < north
    assert 0 < beside[0] < east


def test_they_go_through_the_bottom_of_each_landscape_and_stay_on_its_map():
    figure = gd.explore(gd.two_features, gd.gradient_descent, steps=5, correlation=[0.5, 0.9])
    for k, f in enumerate(figure._family.members):
        for a, b, _, name in axes(figure, k).values():
            away = [np.subtract(end, f.minima[0]) for end in (a, b, name)]
            np.testing.assert_allclose([np.linalg.det([away[0], each]) for each in away[1:]], 0, atol=1e-9)
            for w in (a, b, name):
                assert np.all((w >= f.domain[:, 0] - 1e-9) & (w <= f.domain[:, 1] + 1e-9))


@pytest.mark.parametrize("lr", [0.05, 0.3])
def test_each_step_of_plain_descent_multiplies_what_is_left_by_what_it_says(lr):
    f = gd.two_features()
    walk = gd.descend(f, gd.gradient_descent, steps=30, lr=lr)
    ways = {name: np.subtract(b, a) for name, (a, b, *_) in axes(gd.explore(f, gd.gradient_descent, lr=lr)).items()}
    for name, factor in valley.factors(Taken(walk)).items():
        left = (walk.w - f.minima[0]) @ ways[name]
        np.testing.assert_allclose(left[1:], factor[:-1] * left[:-1], atol=1e-9)
        assert 1 - factor[0] == pytest.approx(
            lr * np.linalg.norm(f.gradient(f.minima[0] + ways[name])) / np.linalg.norm(ways[name])
        )


def test_of_a_rule_that_remembers_or_of_ones_own_no_factor_is_said():
    def mine(w, g, *, lr=0.1):
        return w - lr * g

    for rule in (gd.momentum, gd.adam, mine):
        assert valley.factors(Taken(gd.descend(gd.ravine, rule, steps=3, lr=0.01))) == {}
        notes = [track for track in gd.explore(gd.ravine, rule, steps=3, lr=0.01).tracks if track.kind == "note"]
        assert notes == []
    told = [t.label for t in gd.explore(gd.ravine, gd.gradient_descent, steps=3).tracks if t.kind == "note"]
    assert told == ["across: × {across} a step", "along: × {along} a step"]


def test_a_picture_that_stands_still_shows_the_weights_and_no_axes():
    plain = gd.explore(gd.ravine, gd.gradient_descent, steps=3)
    texts = [text.get_text() for text in plain.figure.findobj(Text)]
    assert "w₁" in texts
    assert not {"across", "along"} & {*texts}
