"""The walk that shows: the program takes it as ``descend`` would have, with the settings of the sliders."""

import itertools

import numpy as np
import pytest

import gdviz as gd

FAMILY = {"correlation": [0, 0.5, 0.9], "lr": [0.05, 0.2]}


def leaning(correlation):
    return gd.quadratic([[1, correlation], [correlation, 1]], start=(4 - correlation, 1 + correlation))


FIGURES = {
    "two sliders": (gd.two_features(), gd.momentum, {"lr": np.linspace(0.1, 1, 4), "mu": [0, 0.5, 0.8]}),
    "no slider": (gd.bowl, gd.gradient_descent, {}),
    "a rate that is too large": (gd.bowl, gd.gradient_descent, {"lr": [0.1, 5.0]}),
    "a start without a cost": (gd.curve(lambda w: 1 / w**2, domain=(-1, 1), start=0.0), gd.gradient_descent, {}),
    "starts and seeds": (
        gd.two_features(),
        gd.random_search,
        {"start": [(0, 0), (1, 2)], "seed": [0, 1], "delta": 0.2},
    ),
    "a stopping rule": (gd.bowl, gd.gradient_descent, {"stop": gd.small_gradient, "tol": [1.0, 0.1, 1e-9]}),
    "a schedule": (gd.two_valleys, gd.gradient_descent, {"schedule": gd.warm_restarts, "period": [5, 10]}),
    "landscapes": (gd.two_features, gd.momentum, FAMILY),
    "landscapes, each with a start of its own": (leaning, gd.adagrad, FAMILY),
    "two memories": (gd.rosenbrock, gd.adam, {"lr": [0.1, 0.5]}),
    "ten coordinates": (gd.quadratic(np.eye(10)), gd.momentum, {"start": np.ones(10), "mu": [0, 0.5]}),
    "no gradient": (gd.surface(lambda a, b: a**2 + 3 * b**2, start=(1.0, 2.0)), gd.adagrad, {"lr": [0.1, 1.0]}),
    "whole numbers": (gd.rotated_bowl, gd.gradient_descent, {"start": [-3, 2], "lr": [0, 1]}),
}


def alone(f, rule, options, hyper):
    """The walk with the settings of the sliders, as ``descend`` takes it."""
    f = f if isinstance(f, gd.Objective) else f(hyper.pop("correlation"))
    given = {name: value for name, value in options.items() if name in ("stop", "schedule", "start")}
    return gd.descend(f, rule, steps=20, **given | hyper)


@pytest.mark.parametrize("what", FIGURES)
def test_the_walk_that_shows_is_that_of_descend_to_the_last_bit(what):
    f, rule, options = FIGURES[what]
    figure = gd.explore(f, rule, steps=20, **options)
    assert figure._walks.program, figure._walks.why
    names = [slider.name for slider in figure.sliders]
    for index in itertools.product(*(range(len(slider.values)) for slider in figure.sliders)):
        for name, at in zip(names, index, strict=True):
            setattr(figure, f"{name}_index", at)
        hyper = {name: options[name][at] for name, at in zip(names, index, strict=True)}
        hyper |= {name: options[name] for name in options if name in ("delta",)}
        one, shown = alone(f, rule, options, dict(hyper)), figure.trajectory
        swept = index[1:] if "correlation" in names else index
        run = figure.sweep[swept] if swept else figure.sweep
        for rows in ("w", "f", "g", "lr"):
            np.testing.assert_array_equal(getattr(shown, rows), getattr(one, rows))
            np.testing.assert_array_equal(getattr(run, rows), getattr(one, rows))
        assert list(shown.state) == list(one.state)
        for name, values in one.state.items():
            np.testing.assert_array_equal(shown.state[name], values)
        assert (shown.stop, shown.n_steps, shown.evaluations) == (one.stop, one.n_steps, one.evaluations)
        assert (shown.axes, shown.steps, shown.rule) == ({}, one.steps, one.rule)
        assert repr(shown) == repr(run)
        assert {name: shown.hyper[name] for name in one.hyper} == pytest.approx(one.hyper, nan_ok=True)
        assert set(shown.hyper) == set(one.hyper) | ({"start", "seed"} & set(names))


def test_the_sweep_is_all_runs_from_where_the_start_is_now():
    rates = np.linspace(0.01, 1, 41)
    figure = gd.explore(gd.two_features(), gd.momentum, steps=5, lr=rates, mu=rates)
    assert figure._walks.some[0].shape < (41, 41)  # Python took some, to choose ranges by
    assert figure.sweep.shape == (41, 41)
    figure.start = [1.0, 1.0]
    assert figure.sweep.shape == (41, 41)
    np.testing.assert_array_equal(figure.sweep.w[0, 3, 4], [1.0, 1.0])
    np.testing.assert_array_equal(
        figure.sweep.w, gd.sweep(gd.two_features(), gd.momentum, [1, 1], 5, lr=rates, mu=rates).w
    )


def test_a_start_may_be_anywhere_on_one_of_the_landscapes():
    def wide(c):
        return gd.surface(lambda a, b: a**2 + c * b**2, start=(0.5, 0.5), domain=[(-c, c)] * 2)

    figure = gd.explore(wide, gd.momentum, steps=5, c=[1.0, 8.0], lr=0.01)
    figure.c_index = 1
    figure.start = [5.0, -6.0]
    np.testing.assert_array_equal(figure.trajectory.w, gd.descend(wide(8.0), gd.momentum, (5, -6), 5, lr=0.01).w)
    with pytest.raises(ValueError, match="outside the space"):
        figure.start = [5.0, -8.1]
    assert figure.start == [5.0, -6.0]


def mine(w, g, *, lr=0.1):
    if float(np.max(g)) > 1e9:
        return w
    return w - lr * g


def test_a_figure_says_why_python_takes_its_walks():
    figure = gd.explore(gd.bowl, mine, steps=3, lr=[0.1, 0.2])
    said = (
        "`mine` asks for the value of a number (with `if`, `float()` or a function of `math`): Python takes its walks."
    )
    assert figure._walks.program is None
    assert figure.said().endswith(said)
    assert "Python" not in gd.explore(gd.bowl, gd.gradient_descent, steps=3, lr=[0.1, 0.2]).said()


def test_a_function_that_counts_its_calls_is_found_out():
    calls = []

    def counting(w, g, *, lr=0.1):
        calls.append(w)
        return w - lr * g / len(calls)

    figure = gd.explore(gd.bowl, counting, steps=5, lr=0.1)
    assert figure.said().endswith(
        "`counting` on bowl computes something else than what can be traced: Python takes its walks."
    )
    with pytest.raises(ValueError, match="counting is not the same twice"):
        gd.explore(gd.bowl, counting, steps=5, lr=[0.1, 0.2])


def test_what_is_too_large_for_the_browser_says_how_large_it_is():
    wide = gd.quadratic(np.cov(np.random.default_rng(0).normal(size=(40, 99))))
    figure = gd.explore(wide, gd.gradient_descent, np.ones(40), 3, lr=[0.1, 0.2], panels="cost")
    assert "`gradient_descent` on quadratic needs " in figure.said()
    assert " computations a step, too many for the browser: Python takes its walks." in figure.said()
    drawing = gd.explore(gd.rotated_bowl, gd.random_search, steps=5000, seed=[1, 2, 3, 4])
    assert "kB of numbers, more than should be sent: Python takes its walks." in drawing.said()


def clipped_where_traced(w, g, *, lr=0.1):
    return w - lr * g if w.dtype == float else w - lr * np.clip(g, -2, 2)


def jumping(a, b):
    return a * a + b * b if a.dtype == float else np.where(a > 1, 0, a * a) + b * b


@pytest.mark.parametrize("steps", [1, 3, 30])
@pytest.mark.parametrize("what", ["a rule", "a landscape", "a curve", "a schedule of many steps", "one in a family"])
def test_a_function_that_lies_elsewhere_than_where_walks_begin_is_found_out_and_its_walks_are_right(what, steps):
    near = gd.surface(lambda a, b: a * a + b * b, lambda a, b: (2 * a, 2 * b), start=(0.5, 0.6), domain=[(-3, 3)] * 2)
    low = gd.curve(lambda w: w**2, lambda w: 2 * w, start=0.5, domain=(-3, 3))
    f, rule, options = {
        "a rule": (near, clipped_where_traced, {}),
        "a landscape": (
            gd.surface(jumping, lambda a, b: (2 * a, 2 * b), start=(0.5, 0.5), domain=[(-3, 3)] * 2),
            gd.gradient_descent, {},
        ),
        "a curve": (low, clipped_where_traced, {}),
        "a schedule of many steps": (near, clipped_where_traced, {"schedule": gd.cosine, "stop": gd.small_gradient}),
        "one in a family": (lambda c: near, clipped_where_traced, {"c": [1.0, 2.0]}),
    }[what]  # fmt: skip
    figure = gd.explore(f, rule, steps=steps, lr=[0.01, 0.1], **options)
    assert figure._walks.program is None
    assert "computes something else than what can be traced: Python takes its walks." in figure.said()
    figure.start = [2.8] if what == "a curve" else [2.8, 2.0]
    figure.lr_index = 1
    options.pop("c", None)
    own = near if what == "one in a family" else f
    expected = gd.descend(own, rule, np.array(figure.start), steps, lr=0.1, **options)
    np.testing.assert_array_equal(figure.trajectory.w, expected.w)


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 40])
@pytest.mark.parametrize("schedule", [gd.constant, gd.cosine, gd.warm_restarts])
def test_first_steps_from_everywhere_prove_what_is_right_however_it_ends(steps, schedule):
    climbing = gd.explore(gd.beale, gd.gradient_descent, steps=steps, schedule=schedule, lr=[0.1, 0.5, 5.0])
    alone = gd.explore(gd.bowl, of_one, steps=steps, schedule=schedule)
    drawing = gd.explore(gd.two_features().minibatch(4), gd.momentum, steps=steps, seed=[3, 1], schedule=schedule)
    for figure in (climbing, alone, drawing):
        assert figure._walks.program, figure._walks.why


def of_one(w, g, *, lr=0.1):
    return w - lr * g / np.max(1 + np.abs(g))  # of all runs together


def test_a_function_that_raises_elsewhere_leaves_the_walks_to_python():
    def fussy(w, g, *, lr=0.1):
        if w.dtype == float and np.any(np.abs(w) > 4.5):
            raise ValueError("too far out")
        return w - lr * g

    figure = gd.explore(gd.bowl, fussy, steps=5, lr=[0.1, 0.2])
    assert "raises ValueError from elsewhere: too far out: Python takes its walks." in figure.said()


@pytest.mark.parametrize("starts", [[[1.0, 2.0]], [[1.0, 2.0], [1.0, 2.0]]])
def test_one_start_in_a_list_or_the_same_one_twice_is_a_slider_as_several_are(starts):
    for figure in (
        gd.explore(gd.himmelblau, gd.momentum, starts, lr=0.001),
        gd.race(gd.himmelblau, [gd.adam, gd.momentum], starts, lr=0.001),
    ):
        assert not figure.handles
        assert [len(slider.values) for slider in figure.sliders if slider.name == "start"] == [len(starts)]
        figure.start_index = len(starts) - 1
        walks = figure.trajectories.values() if hasattr(figure, "trajectories") else [figure.trajectory]
        assert all(walk.w[0].tolist() == [1.0, 2.0] for walk in walks)


def test_where_python_cannot_take_so_many_walks_it_is_said_why_it_would_have_to():
    def sorts(w, g, *, lr=0.1, a=1.0):
        return w - lr * a * np.sort(g)

    many = {"lr": np.linspace(0.01, 0.1, 900), "a": np.linspace(0, 1, 900)}
    with pytest.raises(
        ValueError, match=r"^`sorts` uses np\.sort: Python takes its walks\. 810,000 runs .* the limit is"
    ):
        gd.explore(gd.himmelblau, sorts, steps=900, **many)
