"""What notebook 12 says, recomputed without gdviz."""

import numpy as np
import pytest
from helpers import plain
from helpers.claims import says
from helpers.plain import arrival, walk

TURN = np.array([[np.cos(np.pi / 6), -np.sin(np.pi / 6)], [np.sin(np.pi / 6), np.cos(np.pi / 6)]])
BOWL = TURN @ np.diag([1, 4]) @ TURN.T
DATA = plain.Squares(*plain.table("two_features"))
LANDSCAPES = {
    "two features": (DATA.slope, (0, 0), DATA.best),
    "ravine": (plain.ravine, (-4, 1), (0, 0)),
    "plateau": (plain.plateau, (-2.5, 1.5), (0, 0)),
    "rotated bowl": (lambda w: w @ BOWL, (-3, 2), (0, 0)),
    "Beale": (plain.beale, (1, 1), (3, 0.5)),
    "Rosenbrock": (plain.rosenbrock, (-1.2, 1), (1, 1)),
}
RULES = {
    "descent": plain.descent, "momentum": plain.ball, "nesterov": plain.ahead, "restart": plain.restart,
    "adagrad": plain.adagrad, "rmsprop": plain.rmsprop, "adam": plain.adam,
}  # fmt: skip


def rates(count=41):
    return np.geomspace(0.001, 10, count)


def arrivals(rule, place="Rosenbrock", count=41, tol=0.05, steps=500, **knobs):
    slope, start, best = LANDSCAPES[place]
    return arrival(walk(slope, rule, start, steps, rates(count), **knobs), best, tol)


@pytest.fixture(scope="module")
def finest():
    """With 401 rates: (landscapes, rules and then the notebook's own, rates)."""
    return np.array([[arrivals(r, p, 401) for r in [*RULES.values(), plain.measured]] for p in LANDSCAPES])


def test_the_table():
    says("12", "In our table adaptive restart is first on three of the six, with 6 steps on our data")
    says("12", "So none of the seven is first everywhere.")
    says("12", "Adam wins nowhere in it, and on Rosenbrock misses by one step.")
    table = np.array([[arrivals(rule, place).min() for rule in RULES.values()] for place in LANDSCAPES])
    assert [list(RULES)[i] for i in table.argmin(axis=1)] == [
        "restart", "adagrad", "adagrad", "restart", "restart", "momentum",
    ]  # fmt: skip
    assert table.min(axis=1).tolist() == [6, 4, 7, 6, 27, 328]
    assert table[-1].tolist() == [np.inf, 328, np.inf, 393, np.inf, np.inf, 329]
    assert table[0, :2].tolist() == [13, 28]


def test_the_best_rates_on_rosenbrock():
    says("12", "Adam's best α is 300 times that of the others")
    says("12", "With 0.004 instead of 0.00316 momentum blows up.")
    best = {name: rates()[arrivals(rule).argmin()] for name, rule in RULES.items()}
    assert best["adam"] / best["momentum"] == pytest.approx(300, rel=0.1)
    assert best["momentum"] == best["restart"] == pytest.approx(0.00316, rel=0.01)
    assert not np.isfinite(walk(plain.rosenbrock, plain.ball, (-1.2, 1), 500, 0.004)[-1]).all()


def test_the_yardstick_decides():
    says("12", "Momentum wins by 328 to 329, and loses by 466 to 397.")
    says("12", "RMSProp needs 313 steps on our data instead of 83, and Adam 361 on Rosenbrock instead of 329")
    says("12", "only a small α passes the longer test")
    assert [arrivals(rule, tol=0.02).min() for rule in (plain.ball, plain.adam)] == [466, 397]
    longer = arrivals(plain.rmsprop, "two features", steps=1000)
    assert longer.min() == 313
    assert rates()[longer.argmin()] < rates()[arrivals(plain.rmsprop, "two features").argmin()]
    assert arrivals(plain.adam, steps=1000).min() == 361


def test_two_steps_sold_as_one():
    says("12", "`twice` takes 50 steps and beats momentum, 51.")

    def twice(w, slope, kept, a):
        return plain.descent(plain.descent(w, slope, kept, a), slope, kept, a)

    counts = [arrival(walk(DATA.slope, rule, (0, 0), 200), DATA.best, 0.005)[0] for rule in (twice, plain.ball)]
    assert counts == [50, 51]
    assert arrival(walk(DATA.slope, plain.descent, (0, 0), 200), DATA.best, 0.005)[0] == 100


def test_whoever_tunes_more_wins():
    says("12", "With a second setting Nesterov is, 167; it was not even at home before.")
    says("12", "With a third Adam is, 108, and it had 820 tries for that, where momentum had 41.")
    mus, firsts, seconds = [*np.arange(10) / 10, 0.95], [0.5, 0.7, 0.8, 0.9, 0.95], [0.5, 0.9, 0.99, 0.999]
    two = [min(arrivals(rule, mu=mu).min() for mu in mus) for rule in (plain.ball, plain.ahead, plain.restart)]
    adams = {(b, c): arrivals(plain.adam, b1=b, b2=c).min() for b in firsts for c in seconds}
    assert two == [178, 167, 171]
    assert min(adams[b, 0.999] for b in firsts) == 242
    assert min(adams.values()) == 108
    assert len(adams) * 41 == 820


def test_ones_own_rule():
    says("12", "2 steps instead of 6 on our data, 2 instead of 4 in the ravine, and on Rosenbrock 11 instead of 328")
    says("12", "Only 20 of the 41 values of α bring it home, and 12 do so in 100 steps.")
    says("12", "If nobody ended them, 39 of the 41 would come home within the 500 steps, many after a leap far out.")
    assert [arrivals(plain.measured, place).min() for place in LANDSCAPES] == [2, 2, 5, 2, 19, 11]
    path = walk(plain.rosenbrock, plain.measured, (-1.2, 1), 500, rates())
    home, cost = arrival(path, (1, 1)), height(path)
    ended = cost.max(axis=0) >= 1e12 * cost[0]
    assert np.sum(home <= 500) == 39
    assert (np.sum(~ended & (home <= 500)), np.sum(~ended & (home <= 100))) == (20, 12)


def height(path):
    return (1 - path[..., 0]) ** 2 + 100 * (path[..., 1] - path[..., 0] ** 2) ** 2


def test_ones_own_rule_leaps_and_comes_back():
    says("12", "with this α three of the others are thrown out at once")
    says("12", "the cost of `mine` leaps up to a million million, and comes back down")
    cost = height(walk(plain.rosenbrock, plain.measured, (-1.2, 1), 60)[:, 0])
    assert 1e12 <= cost.max() < 1e13
    assert cost[-1] < cost[0]
    for rule in (plain.descent, plain.ball, plain.restart):
        assert not np.isfinite(walk(plain.rosenbrock, rule, (-1.2, 1), 60)[-1]).all()


def test_where_it_loses():
    says("12", "Adam takes 63 steps, AdaGrad 4 (this bowl lies along the axes")
    says("12", "so remember notebook 11), and ours 119.")
    says("12", "Momentum with its μ of 0.8 takes 180.")
    curved = np.geomspace(1, 1000, 50)
    for rule, steps in [(plain.adam, 63), (plain.adagrad, 4), (plain.measured, 119), (plain.ball, 180)]:
        path = walk(lambda w: w * curved, rule, np.linspace(1, 2, 50), 300, np.geomspace(1e-5, 10, 61))
        assert arrival(path, 0).min() == steps


def test_one_sample_at_a_time():
    """With other random numbers than the notebook's, twelve times."""
    says("12", "With its best α plain descent ends 0.013 above, Adam 0.017 and ours 0.067.")
    says("12", "With other seeds ours ends anywhere between 0.05 and 0.35, the other two nearly where they did.")
    says("12", "Adam would have looked four times as good as descent, 0.04 against 0.16")
    alphas, runs = [0.01, 0.02, 0.03, 0.05, 0.1], 30

    def gaps(rule, seed):
        rng = np.random.default_rng(seed)

        def slope(w):
            i = np.tile(rng.integers(200, size=runs), len(alphas))
            return 2 * (np.sum(w * DATA.X[i], axis=1) - DATA.y[i])[:, None] * DATA.X[i]

        path = walk(slope, rule, (0, 0), 400, np.repeat(alphas, runs))[200:]
        return (DATA.cost(path) - DATA.lowest).reshape(-1, len(alphas), runs).mean(axis=(0, 2))

    descent, adam, own = (
        np.array([gaps(rule, seed) for seed in range(12)]) for rule in (plain.descent, plain.adam, plain.measured)
    )
    assert np.abs(descent.min(axis=1) - 0.013).max() < 0.003
    assert np.abs(adam.min(axis=1) - 0.017).max() < 0.005
    best = own.min(axis=1)
    assert 0.04 < best.min() < 0.055
    assert 0.3 < best.max() < 0.36
    assert (descent[:, -1] / adam[:, -1]).mean() == pytest.approx(4, abs=0.6)


def test_the_grid_was_the_culprit(finest):
    says("12", "Momentum takes 328, 366, 328 and 203 steps; Adam 329, 193, 298 and 71; and AdaGrad")
    says("12", "The 401 rates contain our 41")
    for name, counts in {"momentum": [328, 366, 328], "adam": [329, 193, 298]}.items():
        assert [arrivals(RULES[name], count=count).min() for count in (41, 61, 81)] == counts
    assert finest[-1, [1, 6, 4]].min(axis=1).tolist() == [203, 71, 7]
    np.testing.assert_allclose(rates(401)[::10], rates(41))


def test_the_best_of_many_tries_is_luck(finest):
    says("12", "with the next larger one it takes 373 steps, and with the other three it does not")
    says("12", "Of 401 rates, 2 bring it home.")
    says("12", "On Rosenbrock it is 18 for momentum, 15 for restart, and 91 for Adam.")
    lucky = finest[-1, 4].argmin()
    assert finest[-1, 4, lucky - 2 : lucky + 3].tolist() == [np.inf, np.inf, 7, 373, np.inf]
    count = np.sum(finest[:, :7] <= 500, axis=-1)
    assert count[-1, [4, 1, 3, 6]].tolist() == [2, 18, 15, 91]


def test_adam_forgives_most(finest):
    says("12", "By this yardstick Adam is first on five of the six landscapes, and momentum on one.")
    says("12", "That `mine` beats all seven on all six landscapes is still true with 401 rates")
    firsts = np.sum(finest[:, :7] <= 500, axis=-1).argmax(axis=1)
    assert sorted(list(RULES)[i] for i in firsts) == ["adam"] * 5 + ["momentum"]
    best = finest.min(axis=-1)
    assert np.all(best[:, 7] < best[:, :7].min(axis=1))


def test_ones_own_rule_is_first_on_our_data_wherever_it_starts():
    says("TEACHING", "`mine` was first from each of 40 random starts that we tried")
    for start in np.random.default_rng(0).uniform([-0.5, -1.5], [3.5, 2.5], (40, 2)):
        counts = [
            arrival(walk(DATA.slope, rule, start, 60), DATA.best, 0.005)[0]
            for rule in (plain.measured, plain.descent, plain.ball, plain.restart, plain.adam)
        ]
        assert counts[0] < min(counts[1:])


def test_the_exercises():
    says("TEACHING", "restart with α = 0.0025, μ = 0.92: 131 steps; momentum with μ = 0.95 at that α: 146")
    says("TEACHING", "1: μ 0.5 to 0.55.")
    says("12", "# Adaptive restart with a larger μ: 131 steps. # (The rule above, with a good α, takes 11.)")
    says("12", "In the table momentum takes 32 steps in the ravine, with the μ of 0.8 that it was given.")
    for rule, mu, steps in [(plain.restart, 0.92, 131), (plain.ball, 0.95, 146)]:
        assert arrival(walk(plain.rosenbrock, rule, (-1.2, 1), 1000, 0.0025, mu=mu), (1, 1))[0] == steps
    mus = np.round(np.arange(0, 1, 0.01), 2)
    counts = np.array([arrival(walk(plain.ravine, plain.ball, (-4, 1), 100, 0.1, mu=mu), 0)[0] for mu in mus])
    assert mus[counts <= 14].tolist() == [0.5, 0.51, 0.52, 0.53, 0.54, 0.55]
    assert arrivals(plain.ball, "ravine").min() == 32
