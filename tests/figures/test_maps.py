"""What both kinds of map have in common."""

import numpy as np
import pytest

from gdviz import (
    basins,
    himmelblau,
    momentum,
    tuning,
    two_features,
)

LR, MU = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]), np.array([0.0, 0.2, 0.4, 0.8])


@pytest.fixture(scope="module")
def hills():
    figure = basins(himmelblau, momentum, (-3, 2), 60, lr=0.01, mu=0.8, cells=21)
    yield figure
    figure.close()


@pytest.fixture(scope="module")
def settings():
    figure = tuning(two_features(), momentum, steps=60, lr=LR, mu=MU, tol=0.005)
    yield figure
    figure.close()


@pytest.mark.parametrize(
    ("place", "words"),
    [([6, 0], "on the map"), *((place, "2 numbers are expected") for place in ([0], [0, np.nan], [0, 0, 0]))],
)
def test_a_place_off_the_map_is_refused_and_the_picture_stays(hills, place, words):
    start, said = hills.start, hills.said()
    with pytest.raises(ValueError, match=words):
        hills.start = place
    assert (hills.start, hills.said()) == (start, said)


def test_what_a_map_says_of_itself(hills, settings):
    assert repr(hills).startswith("<Map of 21 × 21 runs; picked: <momentum on Himmelblau")
    assert "\n" not in repr(hills) + repr(settings)
    assert "Himmelblau" in hills.alt
    assert "momentum, α = 0.01, μ = 0.8" in hills.alt
    assert "within 0.1 of its minimum" in hills.alt
    assert "learning rate α and momentum μ" in settings.alt
    assert "within 0.005 of the target" in settings.alt


def test_the_browser_is_told_how_far_an_arrow_key_goes(hills):
    (handle,) = hills._scene["handles"]
    assert handle["anywhere"]
    assert handle["keys"] == pytest.approx([21, 21], rel=1e-6)
