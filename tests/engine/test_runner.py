"""The loop: a grid equals its single runs, a run that has ended stays, and everything asked for is counted."""

import numpy as np
import pytest
from helpers.tables import LANDSCAPES, RULES, assert_says, each_landscape, each_rule, many_weights
from hypothesis import given, settings
from hypothesis import strategies as st

import gdviz as gd

WITHOUT_GRADIENT = gd.surface(
    lambda w1, w2: w1**4 + np.sin(w1 * w2) + w2**2, name="no gradient", domain=[(-2, 2), (-2, 2)], start=(1, 1)
)
SPACE = gd.quadratic([[2, 1, 0], [1, 3, 0.5], [0, 0.5, 1]], center=(1, 0, -1), name="space", start=(2, 2, 2))
HILLS = [
    *(landscape.f for landscape in LANDSCAPES),
    gd.two_features().minibatch(7),
    WITHOUT_GRADIENT,
    SPACE,
    many_weights(),
]


def assert_same(one, other):
    """Every array of two trajectories is equal, to the last bit; NaN equals NaN."""
    assert list(one.state) == list(other.state)
    pairs = [(getattr(one, name), getattr(other, name)) for name in ("w", "f", "g", "lr", "stop", "n_steps")]
    pairs += [(one.state[name], other.state[name]) for name in one.state] + list(
        zip(*map(tuple, (one.evaluations, other.evaluations)), strict=True)
    )
    for a, b in pairs:
        np.testing.assert_array_equal(a, b, strict=True)


def assert_sane(t):
    """A run that is not DIVERGED is finite in all its rows; one that is has a bad row, and only its last ones."""
    flat = t.f.reshape(len(t.f), -1)
    points = np.concatenate([t.w, t.g], axis=-1).reshape(len(t.f), flat.shape[1], -1)
    finite = np.isfinite(flat) & np.isfinite(points).all(axis=-1)
    rows, n_steps = np.arange(len(flat))[:, None], np.ravel(t.n_steps)
    high = np.abs(flat) / np.fmax(1, np.abs(flat[0]))
    climbed = (rows == t.steps) & (n_steps == t.steps) & ~(high < 1e3)
    bad = ~finite | ~(high < 1e12) | climbed
    diverged = np.ravel(np.asarray(t.stop) == gd.Stop.DIVERGED)
    np.testing.assert_array_equal(bad.any(axis=0), diverged)
    np.testing.assert_array_equal(bad, diverged & (rows >= n_steps))


@pytest.mark.parametrize("f", HILLS, ids=lambda f: f.name)
@each_rule
def test_a_grid_equals_its_single_runs_to_the_last_bit(rule, f):
    seeds = [3, 5] if "batches" in f.name or rule.price == (1, 0) else 3
    schedule = gd.exponential if "lr" in rule.grid else gd.constant
    starts = f.start + np.array([[0.0], [0.25]]) * (f.start < 1)
    common = {"steps": 40, "stop": gd.small_gradient, "schedule": schedule}
    hyper = {**rule.grid, "tol": [1e-12, 0.5]}
    grid = gd.sweep(f, rule.rule, starts, seed=seeds, **common, **hyper)
    assert_sane(grid)
    for index in np.ndindex(grid.shape):
        picked = dict(zip(grid.axes, index, strict=True))
        one = {name: values[picked[name]] for name, values in hyper.items()}
        seed = seeds[picked["seed"]] if "seed" in picked else 3
        assert_same(grid[index], gd.descend(f, rule.rule, starts[picked["start"]], seed=seed, **common, **one))


def test_the_grids_of_the_table_hold_runs_of_all_three_endings():
    for rule in RULES:
        endings = set()
        for f in HILLS:
            stops = gd.sweep(f, rule.rule, steps=40, stop=gd.small_gradient, tol=[1e-12, 0.5], **rule.grid).stop
            endings |= set(np.unique(stops).tolist())
        expected = {gd.Stop.MAX_STEPS, gd.Stop.CONVERGED, gd.Stop.DIVERGED}
        assert endings == expected - ({gd.Stop.DIVERGED} if rule.name == "random_search" else set())


@each_landscape
def test_a_row_holds_the_cost_and_the_gradient_of_its_point(landscape):
    t = gd.sweep(landscape.f, gd.momentum, steps=30, lr=[1e-4, 1e-3], mu=0.5)
    np.testing.assert_array_equal(t.f, landscape.f(t.w))
    np.testing.assert_array_equal(t.g, landscape.f.gradient(t.w))


def test_divergence_is_recorded_and_not_raised():
    t = gd.descend(gd.bowl, gd.gradient_descent, steps=60, lr=1.5)
    # w doubles and turns: (1 − 1.5·2)ᵗ·(−4) = −4·(−2)ᵗ, cost 16·4ᵗ; 16·4ᵗ ≥ 16·10¹² first at t = 20 (4²⁰ = 1.0995·10¹²)
    assert t.stop is gd.Stop.DIVERGED
    assert t.n_steps == 20
    assert t.w[20, 0] == -4 * 2**20
    np.testing.assert_array_equal(t.w[20:], np.full((41, 1), -4.0 * 2**20))
    assert t.evaluations == (0, 20)


def test_a_cost_that_is_not_a_number_at_the_start_has_diverged_at_step_0():
    f = gd.curve(lambda w: np.log(w), lambda w: 1 / w, start=-1)
    t = gd.descend(f, gd.gradient_descent, steps=5)
    assert (t.stop, t.n_steps, t.evaluations) == (gd.Stop.DIVERGED, 0, (0, 0))
    assert np.isnan(t.f).all()
    np.testing.assert_array_equal(t.w, np.full((6, 1), -1.0))


def test_a_large_cost_at_the_start_is_no_divergence():
    f = gd.curve(lambda w: 1e9 + w**2, lambda w: 2 * w, start=3)
    assert gd.descend(f, gd.gradient_descent, steps=5).stop is gd.Stop.MAX_STEPS


@pytest.mark.parametrize("f", [gd.ravine, gd.two_features().minibatch(3)], ids=lambda f: f.name)
def test_a_run_that_stopped_keeps_its_last_row_to_the_end(f):
    t = gd.sweep(
        f, gd.momentum, steps=60, schedule=gd.exponential, stop=gd.small_change, lr=[0.01, 0.02, 20.0], tol=0.05, mu=0.2
    )
    assert np.any(t.stop == gd.Stop.CONVERGED)
    assert np.any(t.stop == gd.Stop.DIVERGED)
    for i, last in enumerate(t.n_steps):
        for values in (t.w, t.f, t.g, t.state["z"]):
            np.testing.assert_array_equal(values[last:, i], np.broadcast_to(values[last, i], values[last:, i].shape))
        np.testing.assert_array_equal(t.lr[last:, i], np.full(60 - last, t.lr[last - 1, i]))


@each_rule
def test_recording_every_so_many_steps_keeps_those_rows_and_changes_nothing_else(rule):
    hyper = {"steps": 60, "stop": gd.small_gradient, "tol": 0.3, **rule.grid}
    schedule = gd.exponential if "lr" in rule.grid else gd.constant
    full = gd.sweep(gd.two_features(), rule.rule, schedule=schedule, **hyper)
    thin = gd.sweep(gd.two_features(), rule.rule, schedule=schedule, every=5, **hyper)
    assert (thin.every, thin.steps, len(thin.f)) == (5, 60, 13)
    for name in ("w", "f", "g", "lr"):
        np.testing.assert_array_equal(getattr(thin, name), getattr(full, name)[::5])
    for name, values in thin.state.items():
        np.testing.assert_array_equal(values, full.state[name][::5])
    np.testing.assert_array_equal(thin.n_steps, full.n_steps)
    np.testing.assert_array_equal(thin.stop, full.stop)
    np.testing.assert_array_equal(thin.evaluations, full.evaluations)


@each_rule
def test_each_step_is_charged_for_what_the_rule_asks(rule):
    values, gradients = rule.price
    t = gd.descend(gd.bowl, rule.rule, steps=12)
    assert t.evaluations == (12 * values, 12 * gradients)
    without = gd.descend(WITHOUT_GRADIENT, rule.rule, steps=12)
    assert without.evaluations == (12 * values + 12 * gradients * 2 * 2, 0)


def test_a_run_is_charged_until_it_stops_and_no_longer():
    t = gd.sweep(gd.bowl, gd.gradient_descent, steps=50, stop=gd.small_gradient, lr=[0.25, 1.5, 0.01], tol=0.01)
    assert list(t.stop) == [gd.Stop.CONVERGED, gd.Stop.DIVERGED, gd.Stop.MAX_STEPS]
    np.testing.assert_array_equal(t.evaluations.gradients, t.n_steps)
    assert t.evaluations.gradients[2] == 50


def test_looking_twice_and_looking_at_many_points_is_counted():
    def curious(w, g, *, f, lr=0.1):
        f(w)  # known already: free
        f(w + 1)
        f(np.stack([w, w + 1, w + 2]))
        f.gradient(w)
        return w - lr * g

    assert gd.descend(gd.bowl, curious, steps=10).evaluations == (10 * 4, 10 * 2)


def test_a_rule_that_writes_into_its_arguments_does_not_change_the_record():
    def careless(w, g, z=0.0, *, lr=0.1, mu=0.8):
        z *= mu
        z += g
        g[:] = 7.0
        w -= lr * z
        lr *= 0.5
        mu *= 0.5
        return w, z

    def short(row, before, *, tol=0.2):
        return np.max(np.abs(row.w - before.w), axis=-1) < tol

    hyper = {"steps": 20, "lr": [0.01, 0.02, 0.1], "stop": short}
    grid = gd.sweep(gd.ravine, careless, **hyper)
    assert len(set(grid.n_steps)) == 3
    assert_same(grid, gd.sweep(gd.ravine, gd.momentum, **hyper))


def test_a_state_that_starts_at_a_whole_number_may_become_a_vector():
    def mine(w, g, z=0, n=0, *, lr=0.1, mu=0.8):
        z = mu * z + g
        return w - lr * z, z, n + 1

    t = gd.sweep(gd.ravine, mine, steps=20, lr=[0.01, 0.02])
    same = gd.sweep(gd.ravine, gd.momentum, steps=20, lr=[0.01, 0.02])
    np.testing.assert_array_equal(t.w, same.w)
    np.testing.assert_array_equal(t.state["z"], same.state["z"])
    np.testing.assert_array_equal(t.state["n"], np.stack([np.arange(21), np.arange(21)], axis=-1))
    early = gd.descend(gd.ravine, mine, steps=20, lr=100, every=10)
    assert early.n_steps < 10
    np.testing.assert_array_equal(early.state["z"][0], [0, 0])
    assert np.all(early.state["z"][1:] != 0)


WRONG_RETURNS = {
    "nothing": (lambda w, g: None, ["returned None", "is the return missing?", "return w."]),
    "only w": (lambda w, g, z=0.0: w, ["returned 1 value, expected 2", "return w, z.", "a setting, put it after"]),
    "too much": (lambda w, g: (w, g), ["returned 2 values, expected 1: return w alone, the new one."]),
    "a state that is None": (lambda w, g, z=0.0: (w, None), ["2 values, one of them None"]),
    "one number": (lambda w, g: np.sum(w), ["returned w of shape ()", "expected (1, 2)", "(runs, coordinates)"]),
    "a state of another shape": (lambda w, g, z=0.0: (w, np.ones(5)), ["returned z of shape (5,)", "expected (1, 2)"]),
}


@pytest.mark.parametrize(("rule", "words"), WRONG_RETURNS.values(), ids=WRONG_RETURNS)
def test_a_rule_that_returns_the_wrong_thing_is_told_what_to_return(rule, words):
    assert_says(ValueError, lambda: gd.descend(gd.ravine, rule), words)


def test_a_stopping_rule_and_a_schedule_of_the_wrong_shape_are_told_so():
    with pytest.raises(ValueError, match=r"returned float64 of shape \(1, 2\), expected bool of shape \(1,\)"):
        gd.descend(gd.ravine, gd.momentum, stop=lambda row, before: row.w)
    with pytest.raises(ValueError, match=r"returned a rate of shape \(3,\), expected \(1, 1\)"):
        gd.descend(gd.ravine, gd.momentum, schedule=lambda t, *, lr: np.ones(3))


def test_a_function_that_decides_for_all_runs_at_once_is_told_how_not_to():
    def clipped(w, g, *, lr=0.1, most=1.0):
        return w - (most if lr > most else lr) * g

    def late(t, *, lr=0.1, after=3):
        return 0 if t < after else lr

    def rich(row, before, *, tol=1.0):
        return row.f < tol and row.f > -tol

    for hyper in ({"rule": clipped}, {"schedule": late, "after": [1, 2]}, {"stop": rich}):
        guilty = next(value for value in hyper.values() if callable(value)).__name__
        with pytest.raises(ValueError, match=rf"{guilty} asks one question of all runs .* np.where\(condition"):
            gd.sweep(**{"f": gd.bowl, "rule": gd.gradient_descent, "lr": [0.1, 0.2], **hyper})


def test_an_objective_of_the_wrong_shape_is_told_so_by_the_run():
    with pytest.raises(ValueError, match=r"its value has shape \(\), expected \(3,\)"):
        gd.sweep(gd.Objective(lambda w: np.sum(w**2), start=(1, 2)), gd.gradient_descent, lr=[1, 2, 3])


def test_a_grid_too_large_is_refused_before_it_takes_memory():
    with pytest.raises(ValueError, match=r"10,000 runs of 10,000 recorded steps .* GiB, the limit is 2") as error:
        gd.sweep(gd.ravine, gd.gradient_descent, steps=10_000, lr=np.linspace(0, 1, 10_000))
    # 6 numbers of 8 bytes, 10⁴ runs: 480 kB a row, so 4473 rows fit: every third does not divide 10⁴, every 4th does
    assert "every=4 steps" in str(error.value)
    with pytest.raises(ValueError, match=r"1,000,000,000,000 runs .* fewer values"):
        gd.sweep(gd.ravine, gd.momentum, lr=np.zeros(10**6), mu=np.zeros(10**6))


def test_the_advice_on_a_large_grid_works(monkeypatch):
    monkeypatch.setattr("gdviz.engine.runner.LARGEST_RECORD", 20_000)
    lr = np.linspace(0, 1, 50)
    with pytest.raises(ValueError, match="record every=10 steps"):
        gd.sweep(gd.bowl, gd.gradient_descent, steps=100, lr=lr)
    assert gd.sweep(gd.bowl, gd.gradient_descent, steps=100, lr=lr, every=10).w.shape == (11, 50, 1)


def hypers(rule):
    """Any numbers for the hyperparameters of a rule: sensible, tiny, enormous, negative, infinite (but for lr)."""

    def number(name):
        anything = st.floats(allow_nan=False, allow_infinity=name != "lr")
        return st.one_of(st.floats(0, 2), anything, st.sampled_from([0.0, 1.0, -1.0, 1e-300, 1e300]))

    return st.fixed_dictionaries({name: st.lists(number(name), min_size=1, max_size=3) for name in rule.grid})


@each_rule
@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_nothing_raises_or_warns_and_only_diverged_runs_are_not_finite(rule, data):
    f = data.draw(st.sampled_from(HILLS))
    start = f.start
    if f.domain is not None:
        start = [data.draw(st.floats(low, high)) for low, high in f.domain]
    hyper = data.draw(hypers(rule))
    t = gd.sweep(f, rule.rule, start, 25, seed=data.draw(st.integers(0, 2**32)), **hyper)
    assert t.shape == tuple(len(values) for values in hyper.values())
    assert_sane(t)
    assert "\n" not in repr(t)
    assert t.steps_to(f.start, tol=1.0).shape == t.shape


def test_a_run_that_ends_a_thousand_times_as_high_has_diverged_and_one_that_comes_back_has_not():
    """On the bowl a step multiplies the cost by (1 − 2α)²: 1.21 at α = 1.05, and 1.21³⁶ = 956, 1.21³⁷ = 1156."""
    for steps, stop in [(36, gd.Stop.MAX_STEPS), (37, gd.Stop.DIVERGED)]:
        assert gd.descend(gd.bowl, gd.gradient_descent, lr=1.05, steps=steps).stop is stop
    there_and_back = gd.descend(gd.bowl, gd.gradient_descent, schedule=gd.exponential, lr=3.0, decay=0.9, steps=30)
    assert there_and_back.f.max() > 1e8 * there_and_back.f[0]
    assert there_and_back.stop is gd.Stop.MAX_STEPS


def test_an_objective_that_decides_by_if_is_told_how_not_to():
    hinge = gd.curve(lambda w: w if w > 0 else -w)
    with pytest.raises(ValueError, match=r"f asks one question of all runs at once.*np\.where"):
        gd.sweep(hinge, gd.gradient_descent, 1.0, lr=[0.1, 0.2])


def test_a_cost_that_falls_very_far_has_not_diverged():
    deep = gd.quadratic(np.eye(1), offset=-5000.0)
    assert gd.descend(deep, gd.gradient_descent, 100.0, lr=0.5).stop is gd.Stop.MAX_STEPS
