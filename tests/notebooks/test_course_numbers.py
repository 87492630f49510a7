"""The numbers that the course tells, each made again."""

import numpy as np
import pytest

import gdviz as gd

NEVER = np.inf
REGRESSION = gd.two_features()


@pytest.mark.parametrize(
    ("lr", "steps"),
    [
        (0.02, 108), (0.05, 42), (0.1, 20), (0.25, 7), (0.5, 1), (0.75, 7), (0.9, 20), (0.95, 42), (0.98, 108),
        (1.0, NEVER), (1.05, NEVER),
    ],
)  # fmt: skip
def test_how_long_the_bowl_takes(lr, steps):
    t = gd.descend(gd.bowl, gd.gradient_descent, steps=400, lr=lr)
    assert t.steps_to() == steps
    assert (t.stop is gd.Stop.DIVERGED) == (lr > 1)


def test_the_bowl_is_halved_crossed_and_bounced_over():
    path = {lr: gd.descend(gd.bowl, gd.gradient_descent, lr=lr).w[:4, 0].tolist() for lr in (0.25, 0.75, 1.0)}
    assert path == {0.25: [-4, -2, -1, -0.5], 0.75: [-4, 2, -1, 0.5], 1.0: [-4, 4, -4, 4]}


def test_the_curve_of_steps_over_the_rate_is_symmetric_about_one_half():
    lr = np.arange(1, 32) / 64  # exact in binary, and so are their mirror images
    left, right = (gd.sweep(gd.bowl, gd.gradient_descent, steps=400, lr=r).steps_to() for r in (lr, 1 - lr))
    np.testing.assert_array_equal(left, right)


def test_stopping_when_the_loss_hardly_changes_lies_both_ways():
    t = gd.sweep(gd.bowl, gd.gradient_descent, steps=5000, stop=gd.small_change, lr=[1.0, 0.001], tol=0.01)
    assert (t[0].n_steps, t[0].f[-1]) == (1, 16)
    assert t[1].w[-1, 0] == pytest.approx(-1.58, abs=0.005)


@pytest.mark.parametrize("lr", [0.1, 0.5, 0.9, 1.0])
def test_the_tangent_promises_more_than_the_step_delivers(lr):
    t = gd.descend(gd.bowl, gd.gradient_descent, steps=1, lr=lr)
    promised = lr * t.g[0, 0] ** 2
    assert (t.f[0] - t.f[1]) / promised == pytest.approx(1 - lr * gd.bowl.lipschitz / 2)


@pytest.mark.parametrize(
    ("lr", "steps"), [(0.75, 4), (0.95, 6), (1.0, 7), (1.1, 7), (1.5, 11), (0.25, 12), (0.02, NEVER)]
)
def test_how_long_the_bowl_takes_annealed(lr, steps):
    t = gd.descend(gd.bowl, gd.gradient_descent, steps=400, schedule=gd.exponential, lr=lr, decay=0.9)
    assert t.steps_to() == steps


def test_an_annealed_rate_of_002_has_only_02_to_walk_with():
    t = gd.descend(gd.bowl, gd.gradient_descent, steps=400, schedule=gd.exponential, lr=0.02, decay=0.9)
    assert np.sum(t.lr) == pytest.approx(0.2)


def test_which_starting_rates_arrive_within_thirty_steps():
    lr = np.arange(5, 3005, 5) / 1000
    plain = lr[gd.sweep(gd.bowl, gd.gradient_descent, steps=30, lr=lr).steps_to() <= 30]
    annealed = gd.sweep(gd.bowl, gd.gradient_descent, steps=30, schedule=gd.exponential, lr=lr, decay=0.9)
    assert (plain[0], plain[-1]) == (0.07, 0.93)
    arrived = lr[annealed.steps_to() <= 30]
    assert (arrived[0], arrived[-1]) == (0.205, 3.0)  # though on the way the cost rises to 10⁸ times the first


def test_two_valleys_are_as_described():
    f = gd.two_valleys
    left, right = f.minima[:, 0]
    assert (left, right) == pytest.approx((-1.796, 1.973), abs=5e-4)
    assert f(f.minima) == pytest.approx((-1.820, -0.861), abs=5e-4)
    h = 1e-5
    bend = [(f.gradient(w + h) - f.gradient(w - h))[0] / (2 * h) for w in (left, right)]
    assert 2 / np.array(bend) == pytest.approx((2.07, 0.183), abs=5e-3)
    between = np.linspace(left, right, 200_001)[:, None]
    assert between[np.argmax(f(between)), 0] == pytest.approx(1.262, abs=5e-4)


@pytest.mark.parametrize(("start", "lr", "end"), [(4, 0.1, 1), (-4, 0.1, 0), (4, 0.5, 0), (4, 1.0, 0)])
def test_in_which_valley_a_walk_ends(start, lr, end):
    t = gd.descend(gd.two_valleys, gd.gradient_descent, start, 400, lr=lr)
    side = t.w[-100:, 0] > 1.262
    assert np.all(side == bool(end))


def test_on_the_right_it_settles_after_40_steps_and_at_02_never():
    right = gd.two_valleys.minima[1]
    t = gd.sweep(gd.two_valleys, gd.gradient_descent, 4, 400, lr=[0.1, 0.2])
    np.testing.assert_array_equal(t.steps_to(right, tol=0.01), [40, NEVER])
    assert np.all(t[1].w[:, 0] > 1.262)


def after_settling(t, *, lr=1.5, period=20, settle=60):
    """A plain rate of 0.1 until it has settled, then restarts."""
    return np.where(t >= settle, gd.warm_restarts(t - settle, lr=lr, period=period), 0.1)


@pytest.mark.parametrize(("peak", "right"), [(1.5, [True, False, False, False]), (0.15, [True] * 4), (0.5, [True] * 4)])
def test_the_first_restart_only_stirs_and_the_second_escapes(peak, right):
    t = gd.descend(gd.two_valleys, gd.gradient_descent, 4, 140, schedule=after_settling, lr=peak)
    assert t.w[60, 0] > 1.262
    assert (t.w[80::20, 0] > 1.262).tolist() == right


@pytest.mark.parametrize(
    ("peak", "period", "low", "high"), [(0.15, 20, 0, 0), (0.5, 20, 0, 0), (0.6, 40, 0.94, 0.99), (1.5, 20, 1, 1)]
)
def test_how_many_of_500_starts_on_the_right_escape(peak, period, low, high):
    starts = np.random.default_rng(0).uniform(1.3, 4.5, size=(500, 1))
    steps = 60 + 5 * period
    hyper = {"schedule": after_settling, "lr": peak, "period": period}
    t = gd.sweep(gd.two_valleys, gd.gradient_descent, starts, steps, **hyper)
    assert low <= np.mean(t.w[-1, :, 0] < 1.262) <= high
    plain = gd.sweep(gd.two_valleys, gd.gradient_descent, starts, steps, lr=0.1)
    assert np.all(plain.w[-1] > 1.262)


def weights(steps=600, rule=gd.momentum, f=REGRESSION, **hyper):
    return gd.descend(f, rule, steps=steps, **hyper)


@pytest.mark.parametrize(
    ("rule", "hyper", "steps"),
    [
        (gd.gradient_descent, {"lr": 0.1}, 100),
        (gd.gradient_descent, {"lr": 0.524}, 99),
        (gd.gradient_descent, {"lr": 0.476}, 23),
        (gd.momentum, {"lr": 0.1, "mu": 0.8}, 51),
        (gd.momentum, {"lr": 0.524, "mu": 0.8}, 54),
        (gd.nesterov, {"lr": 0.1, "mu": 0.8}, 37),
        (gd.adaptive_restart, {"lr": 0.1, "mu": 0.8}, 29),
        (gd.adam, {"lr": 0.1}, 127),
        (gd.adam, {"lr": 0.2}, 107),
    ],
)
def test_how_long_the_regression_takes(rule, hyper, steps):
    assert weights(rule=rule, **hyper).steps_to(tol=0.005) == steps


def test_the_rates_that_theory_calls_best_take_23_and_12():
    low, high = REGRESSION.eigenvalues
    assert weights(mu=0, lr=2 / (low + high)).steps_to(tol=0.005) == 23
    lr, mu = (2 / (high**0.5 + low**0.5)) ** 2, ((high**0.5 - low**0.5) / (high**0.5 + low**0.5)) ** 2
    assert (lr, mu) == pytest.approx((0.58, 0.22), abs=0.005)
    assert weights(lr=lr, mu=mu).steps_to(tol=0.005) == 12


def test_the_second_weight_overshoots_and_the_cost_ends_below_the_truth():
    t = weights(mu=0, lr=0.1)
    assert np.argmax(t.w[:, 1]) == 7
    assert t.w[7, 1] == pytest.approx(0.959, abs=5e-4)
    assert t.w[7, 1] / REGRESSION.truth[1] == pytest.approx(1.92, abs=0.005)
    below = t.f < REGRESSION.cost_at_truth
    assert np.argmax(below) == 83
    assert np.all(below[83:])


def turns(t, until):
    """The angles between one step and the next, in degrees, over the first steps; and the length of that path."""
    step = np.diff(t.w[: until + 1], axis=0)
    length = np.linalg.norm(step, axis=1)
    cosine = np.sum(step[1:] * step[:-1], axis=1) / (length[1:] * length[:-1])
    return np.degrees(np.arccos(np.clip(cosine, -1, 1))), np.sum(length)


def test_the_large_rate_zigzags_and_momentum_turns_half_as_sharply():
    plain, long = turns(weights(mu=0, lr=0.524), 99)
    heavy, short = turns(weights(mu=0.8, lr=0.524), 54)
    assert np.sum(plain > 90) == 98
    assert np.mean(plain) > 170
    assert np.mean(heavy) == pytest.approx(90, abs=10)
    assert short / long == pytest.approx(1 / 3, abs=0.06)


def correlated(c):
    """The regression of the course with another correlation of its two features."""
    rng = np.random.default_rng(4)
    a = rng.normal(size=(200, 2))
    x = np.stack([a[:, 0], c * a[:, 0] + np.sqrt(1 - c**2) * a[:, 1]], axis=-1)
    return gd.LinearRegression(x, 2 * x[:, 0] + 0.5 * x[:, 1] + 0.5 * rng.normal(size=200), truth=(2, 0.5))


def test_momentum_does_not_mind_correlated_features_and_descent_does():
    c = np.array([0, 0.25, 0.5, 0.75, 0.9, 0.95])
    plain, heavy = (
        np.array([weights(800, f=correlated(k), lr=0.1, mu=mu).steps_to(tol=0.005) for k in c]) for mu in (0, 0.8)
    )
    assert (plain[0], plain[-1]) == (26, 529)
    assert np.all(np.diff(plain) > 0)
    assert np.all(np.abs(heavy[:-1] - 51) <= 6)
    assert heavy[-1] == 82
    assert heavy[0] > plain[0]


def test_the_overshoot_of_the_second_weight_vanishes_without_correlation():
    f = correlated(0)
    assert np.max(weights(f=f, mu=0, lr=0.1).w[:, 1]) < f.solution[1] + 0.01
    assert correlated(0.75).solution == pytest.approx(REGRESSION.solution)


@pytest.mark.parametrize(("mu", "touches", "wasted"), [(0.8, 12, 14), (0.9, None, 53)])
def test_the_velocity_carries_the_walk_out_of_the_bottom_again(mu, touches, wasted):
    t = weights(lr=0.1, mu=mu)
    floor = REGRESSION(REGRESSION.solution)
    first = int(np.argmax(t.f - floor < 0.01))
    assert t.steps_to(cost=floor, tol=0.01) - first == wasted
    if touches is not None:
        assert first == touches
        assert np.linalg.norm(t.state["z"][first]) == pytest.approx(3.28, abs=0.005)
        assert np.linalg.norm(t.g[first]) == pytest.approx(0.11, abs=0.005)


def averaged(w, g, z=0.0, *, lr=0.1, mu=0.8):
    z = mu * z + (1 - mu) * g
    return w - lr * z, z


def test_momentum_as_an_average_is_the_same_path_at_a_rescaled_rate():
    np.testing.assert_allclose(
        weights(rule=averaged, lr=0.1 / (1 - 0.8), mu=0.8).w, weights(lr=0.1, mu=0.8).w, rtol=1e-9
    )
    assert weights(rule=averaged, lr=0.1, mu=0.8).steps_to(tol=0.005) == 78


@pytest.mark.parametrize(("lr", "steps"), [(0.1, 33), (0.25, 13), (0.4, 9), (0.49, 103), (0.51, NEVER)])
def test_how_long_the_rotated_bowl_takes_to_be_within_005_of_the_bottom(lr, steps):
    t = gd.descend(gd.rotated_bowl, gd.gradient_descent, steps=400, lr=lr)
    outside = np.flatnonzero(np.linalg.norm(t.w, axis=-1) >= 0.05)
    assert (outside[-1] + 1 if outside[-1] < 400 else NEVER) == steps
    assert (t.stop is gd.Stop.DIVERGED) == (lr > 0.5)
