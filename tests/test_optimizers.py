"""The rules against arithmetic done by hand, and against closed forms."""

import inspect

import numpy as np
import pytest
from helpers.tables import RULES, each_rule

import gdviz as gd
from gdviz.engine.signatures import read

# Every rule takes two steps on f = w² from w = 1, where the gradient is 2w. The arithmetic stands beside each number.
SQUARE = gd.curve(lambda w: w**2, lambda w: 2 * w, start=1)
BY_HAND = {
    # w: 1 − 0.1·2 = 0.8, then 0.8 − 0.1·1.6 = 0.64
    "gradient_descent": (gd.gradient_descent, {"lr": 0.1}, [0.8, 0.64]),
    # z = 2, w = 1 − 0.1·2 = 0.8; z = 0.5·2 + 1.6 = 2.6, w = 0.8 − 0.26 = 0.54
    "momentum": (gd.momentum, {"lr": 0.1, "mu": 0.5}, [0.8, 0.54]),
    # z = 0 + 2·1 = 2, w = 0.8; looks at 0.8 − 0.1·0.5·2 = 0.7, z = 0.5·2 + 1.4 = 2.4, w = 0.8 − 0.24 = 0.56
    "nesterov": (gd.nesterov, {"lr": 0.1, "mu": 0.5}, [0.8, 0.56]),
    # s = 2² = 4, w = 1 − 0.5·2/2 = 0.5; g = 1, s = 4 + 1 = 5, w = 0.5 − 0.5·1/√5
    "adagrad": (gd.adagrad, {"lr": 0.5, "eps": 0.0}, [0.5, 0.5 - 0.5 / 5**0.5]),
    # s = 0.25·4 = 1, w = 1 − 0.1·2/1 = 0.8; g = 1.6, s = 0.75·1 + 0.25·2.56 = 1.39, w = 0.8 − 0.16/√1.39
    "rmsprop": (gd.rmsprop, {"lr": 0.1, "rho": 0.75, "eps": 0.0}, [0.8, 0.8 - 0.16 / 1.39**0.5]),
    # m = 0.5·2 = 1, v = 0.25·4 = 1; m̂ = 1/0.5 = 2, v̂ = 1/0.25 = 4; w = 1 − 0.1·2/2 = 0.9
    # g = 1.8, m = 0.5·1 + 0.5·1.8 = 1.4, v = 0.75·1 + 0.25·3.24 = 1.56; m̂ = 1.4/0.75, v̂ = 1.56/0.4375
    "adam": (
        gd.adam,
        {"lr": 0.1, "beta1": 0.5, "beta2": 0.75, "eps": 0.0},
        [0.9, 0.9 - 0.1 * (1.4 / 0.75) / (1.56 / 0.4375) ** 0.5],
    ),
}


@pytest.mark.parametrize(("rule", "hyper", "expected"), BY_HAND.values(), ids=BY_HAND)
def test_two_steps_agree_with_arithmetic_by_hand(rule, hyper, expected):
    t = gd.descend(SQUARE, rule, steps=2, **hyper)
    np.testing.assert_allclose(t.w[1:, 0], expected, rtol=1e-15)


def test_adaptive_restart_drops_a_velocity_that_points_uphill():
    # from w = 1, α = 0.75, μ = 0.5: z = 2, w = 1 − 1.5 = −0.5; g = −1, z·g = −2 < 0, so z = 0 + (−1), w = −0.5 + 0.75
    t = gd.descend(SQUARE, gd.adaptive_restart, steps=2, lr=0.75, mu=0.5)
    np.testing.assert_array_equal(t.w[:, 0], [1, -0.5, 0.25])
    # without the restart z = 0.5·2 − 1 = 0, and the run stands still
    np.testing.assert_array_equal(gd.descend(SQUARE, gd.momentum, steps=2, lr=0.75, mu=0.5).w[:, 0], [1, -0.5, -0.5])


def test_adaptive_restart_judges_the_whole_gradient_and_not_each_coordinate():
    # z = (3, −1), g = (1, 1): z·g = 2 is not uphill though the second coordinate is; z = 0.5·z + g = (2.5, 0.5)
    w, z = gd.adaptive_restart(np.zeros((1, 2)), np.ones((1, 2)), np.array([[3.0, -1.0]]), lr=1.0, mu=0.5)
    np.testing.assert_array_equal(z, [[2.5, 0.5]])
    np.testing.assert_array_equal(w, [[-2.5, -0.5]])


def test_epsilon_stands_outside_the_root():
    g, w = np.array([[3.0]]), np.array([[0.0]])
    # √9 + 1 = 4, and √(9 + 1) is not; Adam's first m̂ is g and v̂ is g²
    assert gd.adagrad(w, g, np.zeros((1, 1)), lr=1.0, eps=1.0)[0] == -3 / 4
    assert gd.rmsprop(w, g, np.zeros((1, 1)), lr=1.0, rho=0.0, eps=1.0)[0] == -3 / 4
    adam = gd.adam(w, g, np.zeros((1, 1)), np.zeros((1, 1)), np.zeros((1, 1)), lr=1.0, eps=1.0)
    assert adam[0] == pytest.approx(-3 / 4)


@pytest.mark.parametrize("lr", [0.01, 0.05, 0.079])
def test_descent_on_a_quadratic_shrinks_each_coordinate_by_its_own_factor(lr):
    t = gd.descend(gd.ravine, gd.gradient_descent, steps=80, lr=lr)
    k = np.arange(81)[:, None]
    np.testing.assert_allclose(t.w, gd.ravine.start * (1 - lr * np.array([1, 25])) ** k, rtol=1e-10)


def test_descent_on_a_rotated_quadratic_shrinks_along_its_axes():
    t = gd.descend(gd.rotated_bowl, gd.gradient_descent, steps=60, lr=0.3)
    u = np.array([[np.cos(np.pi / 6), np.sin(np.pi / 6)], [-np.sin(np.pi / 6), np.cos(np.pi / 6)]])
    expected = (u @ gd.rotated_bowl.start) * (1 - 0.3 * np.array([1, 4])) ** np.arange(61)[:, None]
    np.testing.assert_allclose(t.w @ u.T, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("mu", [0.0, 0.3, 0.9])
@pytest.mark.parametrize(("rule", "ahead"), [(gd.momentum, False), (gd.nesterov, True)])
def test_momentum_on_a_quadratic_is_a_power_of_a_matrix(rule, ahead, mu):
    lr, steps = 0.03, 60
    t = gd.descend(gd.ravine, rule, steps=steps, lr=lr, mu=mu)
    for i, curvature in enumerate([1, 25]):
        # (z, w) → (z', w'): z' = μz + λ(w − αμz if it looks ahead), w' = w − αz'
        keep = mu - ahead * lr * mu * curvature
        matrix = np.array([[keep, curvature], [-lr * keep, 1 - lr * curvature]])
        path = [np.linalg.matrix_power(matrix, k) @ [0, gd.ravine.start[i]] for k in range(steps + 1)]
        np.testing.assert_allclose(t.w[:, i], np.array(path)[:, 1], rtol=0, atol=1e-11)
        np.testing.assert_allclose(t.state["z"][:, i], np.array(path)[:, 0], rtol=0, atol=1e-10)


@pytest.mark.parametrize("rule", [gd.momentum, gd.nesterov, gd.adaptive_restart])
def test_momentum_that_keeps_nothing_is_gradient_descent(rule):
    plain = gd.descend(gd.himmelblau, gd.gradient_descent, steps=50, lr=0.01)
    np.testing.assert_allclose(gd.descend(gd.himmelblau, rule, steps=50, lr=0.01, mu=0).w, plain.w, rtol=1e-14)


def test_adam_takes_first_steps_of_length_lr_whatever_the_slope():
    for scale in (1e-3, 1.0, 1e3):
        f = gd.quadratic(np.diag([scale, 2 * scale]), start=(1, 1))
        t = gd.descend(f, gd.adam, steps=1, lr=0.1, eps=0.0)
        np.testing.assert_allclose(t.w[1], [0.9, 0.9], rtol=1e-12)


def test_random_search_never_climbs_and_never_steps_further_than_delta():
    t = gd.descend(gd.himmelblau, gd.random_search, steps=300, delta=0.2, seed=3)
    assert np.all(np.diff(t.f) <= 0)
    lengths = np.linalg.norm(np.diff(t.w, axis=0), axis=-1)
    taken = lengths > 0
    assert 0 < np.sum(taken) < 300
    np.testing.assert_allclose(lengths[taken], 0.2, rtol=1e-9)
    np.testing.assert_array_equal(taken, np.diff(t.f) < 0)


def test_random_search_proposes_directions_of_all_angles():
    w = np.zeros((5000, 2))
    rng = np.random.default_rng(0)
    new = gd.random_search(w, None, f=lambda w: -np.sum(w**2, axis=-1), rng=rng, delta=1.0)
    angle = np.arctan2(new[:, 1], new[:, 0])
    counts = np.histogram(angle, bins=10, range=(-np.pi, np.pi))[0]
    assert np.all(np.abs(counts - 500) < 100)  # about 4.7 standard deviations


@each_rule
def test_a_rule_shows_its_update_its_knobs_and_its_source(rule):
    text = inspect.getdoc(rule.rule)
    assert [name for name in read(rule.rule, "rule").hyper if f"{name}:" not in text and f"{name}," not in text] == []
    assert any(line.startswith("    ") and ("←" in line) for line in text.splitlines())
    assert any(year in text for year in map(str, range(1800, 2026)))


@each_rule
def test_a_rule_leaves_its_arguments_alone(rule):
    w = np.array([[1.0, -2.0], [0.5, 3.0]])
    g, signature = 2 * w, read(rule.rule, "rule")
    state = [np.full(w.shape, value + 1.0) for value in signature.state.values()]
    supplied = {"f": gd.quadratic(2 * np.eye(2)), "rng": np.random.default_rng(0)}
    asks = {name: supplied[name] for name in signature.asks}
    before = [a.copy() for a in (w, g, *state)]
    rule.rule(w, g, *state, **asks)
    for a, b in zip((w, g, *state), before, strict=True):
        np.testing.assert_array_equal(a, b)


def test_all_rules_of_the_package_are_in_the_table():
    functions = {name for name, value in vars(gd.optimizers).items() if inspect.isfunction(value)}
    assert functions == {rule.name for rule in RULES}
