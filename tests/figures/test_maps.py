"""What both kinds of map have in common."""

import numpy as np
import pytest

import gdviz as gd
from gdviz import basins, himmelblau, momentum, tuning, two_features

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


def test_the_browser_is_told_which_places_can_be_picked(hills, settings):
    for figure in (hills, settings):
        (handle,) = figure._scene["handles"]
        assert handle["anywhere"]
        assert handle["cells"] == [side.values.tolist() for side in figure.sides]


def deciding(w, g, *, lr=0.1, mu=0.5):
    if float(np.max(g)) > 1e9:
        return w
    return w - lr * g * (1 - mu)


WHY = (
    "`deciding` asks for the value of a number (with `if`, `float()` or a function of `math`): Python takes its walks."
)


@pytest.mark.parametrize(
    ("make", "name", "place", "words"),
    [
        (lambda rule: basins(himmelblau, rule, steps=60, lr=0.01, cells=21), "start", [2.0, 1.5], "ends in valley A"),
        (lambda rule: tuning(gd.bowl, rule, steps=60, lr=LR, mu=MU), "setting", [0.5, 0.2], "it arrives after"),
    ],
)
def test_a_map_is_a_program_and_what_can_be_none_says_why_python_takes_its_walks(make, name, place, words):
    figure, asked = make(momentum), make(deciding)
    assert figure._walks.program
    assert "Python takes" not in figure.said()
    assert len(figure._numbers) < 20  # of the walk that is picked no number is sent
    before = figure._scene
    setattr(figure, name, place)
    assert figure._scene is before
    assert WHY in asked.said()
    setattr(asked, name, place)
    assert words in figure.said()
    assert words in asked.said()
    assert WHY in asked.said()
    run = gd.descend(
        asked.trajectory.objective, deciding, steps=60, **asked.trajectory.hyper, start=asked.trajectory.w[0]
    )
    np.testing.assert_array_equal(asked.trajectory.w, run.w)
    np.testing.assert_array_equal(asked._scene["handles"][0]["cells"][0], figure.sides[0].values)


@pytest.mark.parametrize("lr", [0.01, 0.02, 0.5])
def test_the_words_say_of_each_start_what_descend_says(lr):
    figure = basins(himmelblau, momentum, steps=60, lr=lr, cells=11)
    for x in figure.sides[0].values:
        figure.start = [x, 1.0]
        run = gd.descend(himmelblau, momentum, (x, 1.0), 60, lr=lr, mu=0.8)
        steps = [run.steps_to(minimum, 0.1) for minimum in himmelblau.minima]
        k = int(np.argmin(steps))
        what = f"ends in valley {'ABCD'[k]} after {steps[k]} step{'s' * (steps[k] != 1)}."
        if run.stop.name == "DIVERGED":
            what = f"diverges at step {run.n_steps}."
        elif not np.isfinite(steps[k]):
            what = "has settled in no valley after 60 steps."
        assert f"The walk from ({gd.style.short(x)}, 1) {what}" in figure.said()
