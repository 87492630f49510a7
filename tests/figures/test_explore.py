"""explore: its sliders, and the start that can be moved."""

from functools import partial

import numpy as np
import pytest
from helpers.records import never

from gdviz import (
    bowl,
    curve,
    descend,
    explore,
    gradient_descent,
    momentum,
    quadratic,
    random_search,
    rotated_bowl,
    small_gradient,
    two_features,
    two_valleys,
    warm_restarts,
)

RATES = np.linspace(0.1, 1.0, 10)


@pytest.fixture
def explorer():
    figure = explore(two_features(), momentum, steps=20, lr=RATES, mu=[0, 0.5, 0.8])
    yield figure
    figure.close()


def test_every_array_becomes_a_slider_and_a_number_does_not(explorer):
    assert [s.name for s in explorer.sliders] == ["lr", "mu"]
    assert [s.label for s in explorer.sliders] == ["learning rate α", "momentum μ"]
    assert explorer.sliders[1].values == ["0", "0.5", "0.8"]
    fixed = explore(bowl, gradient_descent, lr=0.3, steps=5)
    assert fixed.sliders == []
    assert fixed.trajectory.hyper == {"lr": 0.3}


def test_starts_and_seeds_become_sliders_too():
    figure = explore(two_features(), random_search, [(0, 0), (1, 2)], steps=5, seed=[0, 1, 2], delta=0.2)
    assert [(s.name, len(s.values)) for s in figure.sliders] == [("start", 2), ("seed", 3)]
    assert figure.sliders[0].values == ["(0, 0)", "(1, 2)"]


def test_the_sliders_begin_at_the_defaults_of_the_rule(explorer):
    assert explorer.trajectory.hyper == {"lr": pytest.approx(0.1), "mu": 0.8}


def test_the_learning_rate_slider_knows_the_landscape():
    """The bowl has L = 2, so that 1/L = 0.5 and 2/L = 1; on a slider from 0.25 to 1.25 they lie at 1/4 and 3/4."""
    linear = explore(bowl, gradient_descent, steps=3, lr=np.linspace(0.25, 1.25, 41)).sliders[0]
    assert [(sign.places, sign.label) for sign in linear.signs] == [(10, "1/L"), (30, "2/L")]
    assert (linear.signs[1].values, linear.signs[1].told[:8]) == (1, "2/L = {}")
    log = explore(bowl, gradient_descent, steps=3, lr=0.5 ** np.arange(4, -1, -1)).sliders[0]
    assert [sign.places for sign in log.signs] == [3, 4]


def test_signs_beyond_the_slider_and_on_unknown_ground_are_left_out():
    assert explore(bowl, gradient_descent, steps=3, lr=[0.1, 0.2, 0.3]).sliders[0].signs == ()
    assert explore(curve(lambda w: w**4, domain=(-1, 1), start=1), gradient_descent, lr=[0.1, 9]).sliders[0].signs == ()
    assert explore(bowl, momentum, steps=3, mu=[0, 0.5, 1.0]).sliders[0].signs == ()


def test_the_trajectory_is_the_run_that_the_sliders_show(explorer):
    explorer.lr_index, explorer.mu_index = 4, 1
    alone = descend(two_features(), momentum, steps=20, lr=RATES[4], mu=0.5)
    np.testing.assert_array_equal(explorer.trajectory.w, alone.w)
    assert explorer.sweep.shape == (10, 3)


def test_three_coordinates_are_explored_by_their_cost_and_weights():
    figure = explore(quadratic(np.diag([1.0, 2.0, 3.0])), momentum, [1.0, 1.0, 1.0], steps=10, mu=[0, 0.9])
    assert [face.title for face in figure.faces] == ["cost, logarithmic", "weights"]


def test_a_function_that_raises_is_not_swallowed():
    def broken(w, g, *, lr=0.1):
        raise ZeroDivisionError("in my rule")

    with pytest.raises(ZeroDivisionError, match="in my rule"):
        explore(bowl, broken)


@pytest.mark.parametrize(
    ("f", "rule", "options", "begins"),
    [
        (two_valleys, gradient_descent, {"lr": [0.1, 0.75, 1.5], "schedule": warm_restarts}, {"lr": 1.5}),
        (two_valleys, gradient_descent, {"period": [5, 10, 20, 40, 80], "schedule": warm_restarts}, {"period": 20}),
        (bowl, partial(gradient_descent, lr=0.3), {"lr": [0.1, 0.2, 0.3]}, {"lr": 0.3}),
        (bowl, gradient_descent, {"tol": [0.1, 0.01, 0.001], "stop": small_gradient}, {"tol": 0.001}),
        (bowl, random_search, {"seed": [0, 1, 2]}, {}),
    ],
)
def test_a_slider_begins_where_a_run_without_it_would(f, rule, options, begins):
    figure = explore(f, rule, steps=10, **options)
    alone = {name: value for name, value in options.items() if name in ("schedule", "stop")}
    np.testing.assert_array_equal(figure.trajectory.w, descend(f, rule, steps=10, **alone).w)
    assert {name: figure.trajectory.hyper[name] for name in begins} == begins


def test_slider_values_that_three_digits_do_not_tell_apart_get_more():
    near, far = [0.0999, 0.1001, 0.9999, 1.0001], np.geomspace(0.01, 1, 5)
    assert explore(bowl, gradient_descent, lr=near).sliders[0].values == ["0.0999", "0.1001", "0.9999", "1.0001"]
    assert explore(bowl, gradient_descent, lr=far).sliders[0].values == ["0.01", "0.0316", "0.1", "0.316", "1"]


def test_the_same_numbers_cross_once():
    """w₁, w₂, where the velocity leads (2), the cost, the steps; for the words whether a step was taken, whether it
    climbed, has left the map, how it ended and when, and μ: however many panels and words use them."""
    figure = explore(two_features(), momentum, steps=20, lr=RATES, mu=[0, 0.5, 0.8], stop=never)
    assert len(figure._scene["channels"]) == 15  # those of the valley's own axes, too


def test_a_program_computes_the_same_number_once(explorer):
    """What the record of the same figure sends, and the two ends of a step that it reads from other rows."""
    (variant,) = explorer._ran[0]["seen"]["segments"]["seen"]["variants"]
    operations = [tuple(line[:1] + line[2:]) for line in np.reshape(variant["code"], (-1, 5)).tolist()]
    assert len(operations) == len(set(operations)) > 5
    assert len(set(variant["outputs"])) == 17
    assert explorer._scene["channels"] == []


def test_a_domain_far_from_zero_keeps_its_digits():
    far = curve(lambda w: (w - 1e9) ** 2, lambda w: 2 * (w - 1e9), domain=(1e9 - 5, 1e9 + 5), start=1e9 - 4)
    figure = explore(far, gradient_descent, steps=5, lr=[0.25], stop=never)
    path = figure.tracks[0]
    seen = [figure._channels.sent(path.x, value) - 1e9 for value in path.x[:, 0]]
    np.testing.assert_allclose(seen, [-4, -2, -1, -0.5, -0.25, -0.125], atol=1e-3)
    path, *_ = explore(far, gradient_descent, steps=5, lr=[0.25])._now()[0]  # a program rounds nothing
    np.testing.assert_array_equal(path.x - 1e9, [-4, -2, -1, -0.5, -0.25, -0.125])


def shown(figure):
    """All that a figure shows: the runs, and the numbers of its tracks and its words."""
    now, words, _ = figure._now()
    tracks = [array for track in now for array in track.arrays]
    return [figure.sweep.w, figure.sweep.f, *tracks, *words.numbers.values()]


@pytest.mark.parametrize(
    ("f", "rule", "start", "options"),
    [
        (bowl, gradient_descent, [-1.25], {"lr": [0.1, 0.9]}),
        (rotated_bowl, momentum, [0.5, 3.0], {"lr": [0.01, 0.05], "mu": [0, 0.5]}),
        (two_features().minibatch(10), momentum, [1.0, 1.0], {"seed": [0, 1, 2]}),
        (rotated_bowl, random_search, [3.0, 3.0], {}),
        (rotated_bowl, momentum, [0.5, 3.0], {"lr": [0.01, 0.05], "mu": [0, 0.5], "stop": never}),
    ],
)
def test_a_start_that_is_set_shows_what_explore_would_show_from_there(f, rule, start, options):
    moved = explore(f, rule, steps=15, **options)
    moved.step = 7
    moved.start = start
    fresh = explore(f, rule, start, steps=15, **options)
    fresh.step = 7
    for got, want in zip(shown(moved), shown(fresh), strict=True):
        np.testing.assert_array_equal(got, want)
    assert moved.said() == fresh.said()
    np.testing.assert_array_equal(moved.trajectory.w[0], start)
    assert moved.step == 7


def test_the_figure_stays_where_it_is_when_the_start_moves():
    figure = explore(rotated_bowl, momentum, steps=5)
    scene, faces = figure._scene, figure.faces
    figure.start = [1.0, 1.0]
    assert figure._scene is scene
    assert figure.faces == faces
    limits = [(ax.get_xlim(), ax.get_ylim()) for ax in figure.figure.axes]
    shown = [face for face in faces if not face.behind]
    assert limits == [(pytest.approx(face.x.ends), pytest.approx(face.y.ends)) for face in shown]


def test_a_start_where_a_function_fails_goes_back_and_says_why():
    def careful(w, g, *, lr=0.1):
        if np.any(w < -4.5):
            raise FloatingPointError("over the cliff")
        return w - lr * g

    figure = explore(bowl, careful, steps=5)
    runs, said = figure.sweep, figure.said()
    with pytest.raises(FloatingPointError, match="over the cliff"):
        figure.start = [-4.75]
    assert (figure.start, figure.sweep, figure.said()) == ([-4.0], runs, said)
    figure._asked = {"id": "me 1", "name": "start", "to": [-4.75]}
    assert figure._answered == "me 1"
    assert figure._error.endswith("FloatingPointError: over the cliff")
    assert "in careful" in figure._error
    assert "runner.py" not in figure._error
    assert (figure.start, figure.sweep, figure.said()) == ([-4.0], runs, said)


@pytest.mark.parametrize("start", [[1.0, 2.0], [float("nan")], [], ["here"]])
def test_a_start_that_is_no_place_is_refused(start):
    figure = explore(bowl, gradient_descent, steps=3)
    with pytest.raises((TypeError, ValueError), match="start"):
        figure.start = start
    assert figure.start == [-4.0]


def test_the_start_can_be_dragged_where_there_is_a_landscape_and_one_start():
    def handles(*arguments, **options):
        return [(handle.name, list(handle.at)) for handle in explore(*arguments, steps=3, **options).handles]

    assert handles(bowl, gradient_descent) == [("start", [-4.0])]
    assert handles(rotated_bowl, gradient_descent, [1, 2], panels=("cost", "landscape")) == [("start", [1.0, 2.0])]
    assert handles(rotated_bowl, gradient_descent, panels="landscape") == [("start", [-3.0, 2.0])]
    assert handles(rotated_bowl, gradient_descent, panels=("cost", "weights")) == []
    assert handles(rotated_bowl, gradient_descent, [(1, 2), (2, 1)]) == []
    assert handles(quadratic(np.eye(3)), gradient_descent, [1.0, 2.0, 3.0]) == []


def test_the_handle_lives_in_the_landscape_and_on_the_curve():
    figure = explore(bowl, gradient_descent, steps=3, panels=("cost", "landscape"))
    (handle,), ((x, y),) = figure.handles, figure.handles[0].along
    assert (handle.panel, figure.faces[1].name) == ("landscape", "landscape")
    np.testing.assert_allclose(y, x**2)
    assert explore(rotated_bowl, gradient_descent, steps=3).handles[0].along is None


def test_its_text_is_one_line(explorer):
    assert repr(explorer).startswith("<Explorer of <10 lr × 3 mu runs of momentum on two features")
    assert "\n" not in repr(explorer)
