"""What notebook 9 says, recomputed without gdviz."""

import numpy as np
import pytest
from helpers import plain
from helpers.claims import says
from helpers.plain import Squares, arrival, since, walk

DATA = Squares(*plain.table("two_features"))
FLOOR, WALL = DATA.curvatures
CRITICAL = [(1 - np.sqrt(0.1 * curvature)) ** 2 for curvature in (FLOOR, WALL)]


def run(rule=plain.ball, steps=600, alpha=0.1, table=DATA, **knobs):
    return walk(table.slope, rule, (0, 0), steps, alpha, **knobs)


def count(*arguments, **knobs):
    return arrival(run(*arguments, **knobs), DATA.best, 0.005)[0]


def good(mu):
    """The first step within 0.01 of the lowest cost, and the first from which on it stays."""
    near = DATA.cost(run(mu=mu)) - DATA.lowest < 0.01
    return np.argmax(near), since(near)[0]


def bowl(mu, alpha=0.1, steps=400):
    return walk(lambda w: 2 * w, plain.ball, (-4,), steps, alpha, mu=mu)


def long(path, end):
    return np.linalg.norm(np.diff(path[: int(end) + 1, 0], axis=0), axis=1).sum()


def test_the_ball_at_the_bottom():
    says("09", "At step 12 it touches the bottom, and from step 26 it stays: 14 steps are spent")
    says("09", "the velocity is 3.28 long, 30 times as much")
    says("09", "(At step 7 it comes close; that is not yet good.)")
    assert good(0.8) == (12, 26)
    path = run()
    slopes = DATA.slope(path[:12, 0])
    z = sum(0.8 ** (11 - t) * slopes[t] for t in range(12))
    g = DATA.slope(path[12, 0])
    assert [np.linalg.norm(z), np.linalg.norm(g)] == pytest.approx([3.28, 0.11], abs=0.005)
    assert np.linalg.norm(z) / np.linalg.norm(g) == pytest.approx(30, abs=0.5)
    assert 0.01 < DATA.cost(path[7, 0]) - DATA.lowest < 0.02


def test_how_far_it_gets_from_now_on():
    says("09", "At step 14 it is out on the wall, as far as it will get from now on")
    far = np.linalg.norm(run()[12:, 0] - DATA.best, axis=1)
    assert far.argmax() == 14 - 12


@pytest.mark.parametrize(("mu", "half", "thirtieth"), [(0.8, 3.1, 15), (0.9, 6.6, 32)])
def test_how_long_a_velocity_lasts(mu, half, thirtieth):
    says("09", "the half-life is 3.1 steps with μ = 0.8 and 6.6 with 0.9, and a thirtieth is left after 15 and 32")
    assert mu**half == pytest.approx(0.5, abs=0.01)
    assert mu**thirtieth == pytest.approx(1 / 30, rel=0.06)


def test_the_waste():
    says("09", "Wasted are 14 and 53")
    says("09", "the first touch comes early, at step 7")
    says("09", "is good for the first time at step 62, and wastes 64 more")
    says("09", "With μ = 0.6 it wastes 0: it comes, and stays.")
    touched = {mu: good(mu) for mu in (0.6, 0.9, 0.95)}
    assert {mu: (a, b - a) for mu, (a, b) in touched.items()} == {0.6: (12, 0), 0.9: (7, 53), 0.95: (62, 64)}


def test_how_long_z_may_get():
    says("09", "up to 1/(1 − μ) times as long as the longest gradient in it, five times for μ = 0.8")
    slopes = np.random.default_rng(0).normal(size=(50, 2))
    slopes /= np.linalg.norm(slopes, axis=1, keepdims=True)
    for given in (slopes, np.ones((50, 2)) / np.sqrt(2)):
        z = sum(0.8 ** (49 - t) * given[t] for t in range(50))
        assert np.linalg.norm(z) <= 5
    assert np.linalg.norm(z) > 4.99


def test_the_spring():
    says("09", "The formula says 0.306, and so does the trial")
    says("09", "20 steps without momentum, 11 at μ = 0.3, 7 at 0.4, and then up again, 36 at 0.8 and 167 at 0.95")
    says("09", "μ = 0.4: quickest of these.")
    assert (1 - np.sqrt(0.2)) ** 2 == pytest.approx(0.306, abs=0.0005)
    assert [bowl(mu).max() > 0 for mu in (0, 0.3, 0.305, 0.306, 0.31)] == [False, False, False, True, True]
    counts = {mu: arrival(bowl(mu), 0)[0] for mu in np.round(np.arange(0, 0.96, 0.01), 2)}
    assert [counts[mu] for mu in (0, 0.3, 0.4, 0.8, 0.95)] == [20, 11, 7, 36, 167]
    assert min(counts, key=counts.get) == 0.4


def test_a_swing_shrinks_by_the_root_of_mu():
    says("09", "so where it swings, it shrinks by √μ a step")
    far = np.abs(bowl(0.8)[:, 0, 0])
    peaks = [far[t : t + 40].max() for t in (0, 200)]
    assert (peaks[1] / peaks[0]) ** (1 / 200) == pytest.approx(np.sqrt(0.8), rel=0.002)


def test_beyond_1_plain_descent_crosses_at_every_step():
    says("09", "(This is for αL below 1; above it, even plain descent crosses the bottom at every step.)")
    path = bowl(0, alpha=0.6, steps=10)[:, 0, 0]
    assert np.all(path[1:] * path[:-1] < 0)


def test_two_critical_mu():
    says("09", "the critical μ is 0.607")
    says("09", "The quickest μ of the 96 that we tried is 0.64, with 25 steps")
    says("09", "μ = 0.9 is critical for a curvature nearly twenty times smaller than that along our floor")
    says("09", "Across our valley the walk swings for any μ above 0.153.")
    assert pytest.approx([0.607, 0.153], abs=0.0005) == CRITICAL
    counts = [count(steps=400, mu=mu) for mu in np.linspace(0, 0.95, 96)]
    assert (np.argmin(counts), min(counts)) == (64, 25)
    assert FLOOR / ((1 - np.sqrt(0.9)) ** 2 / 0.1) == pytest.approx(19, abs=1)


def test_nesterov_is_momentum_with_a_smaller_mu():
    says("09", "On the bowl it acts like 0.8 · (1 − 0.2) = 0.64, step for step.")
    says("09", "it acts like 0.76 along the valley and 0.50 across")
    ahead = walk(lambda w: 2 * w, plain.ahead, (-4,), 100, 0.1)
    np.testing.assert_allclose(ahead, bowl(0.64, steps=100), atol=1e-12)
    assert [0.8 * (1 - 0.1 * c) for c in DATA.curvatures] == pytest.approx([0.76, 0.50], abs=0.005)


def test_three_contestants():
    says("09", "Momentum arrives after 51 steps, Nesterov after 37, and with restarts it takes 29.")
    says("09", "At μ = 0.9 it is 110, 62 and 31")
    says("09", "at μ = 0.64 momentum alone took 25 steps, fewer than any of these")
    rules = (plain.ball, plain.ahead, plain.restart)
    assert [count(rule) for rule in rules] == [51, 37, 29]
    assert [count(rule, mu=0.9) for rule in rules] == [110, 62, 31]


def test_fewer_steps_are_not_a_smoother_way():
    says("09", "Of momentum's 51 steps 21 went uphill, and its path is 7.26 long, where plain descent walked 2.48")
    says("09", "Nesterov's path is 3.27 long.")
    assert np.sum(np.diff(DATA.cost(run()[:52, 0])) > 0) == 21
    assert [long(run(), 51), long(run(plain.ahead), 37), long(run(plain.descent), 100)] == pytest.approx(
        [7.26, 3.27, 2.48], abs=0.005
    )


def test_the_brakes_at_a_large_rate():
    says("09", "Momentum takes 54 steps, as in notebook 8. With restarts it takes 99, exactly as many")
    says("09", "the brake is pressed at every step and no momentum is ever left")
    rules = (plain.ball, plain.restart, plain.descent)
    assert [count(rule, alpha=0.524) for rule in rules] == [54, 99, 99]
    np.testing.assert_allclose(run(plain.restart, 99, 0.524), run(plain.descent, 99, 0.524))


def test_where_they_break():
    says("09", "it breaks at 2(1 + μ)/((1 + 2μ)L), here 0.373, earlier than plain descent at 0.539")
    says("09", "much earlier than momentum at 0.970")
    for rule, limit in [(plain.ahead, 0.373), (plain.descent, 0.539), (plain.ball, 0.970)]:
        ends = np.abs(run(rule, 20000, [0.998 * limit, 1.005 * limit])[-1] - DATA.best).max(axis=1)
        assert ends[0] < 0.001
        assert not ends[1] < 1e6
    assert pytest.approx(0.373, abs=0.0005) == 2 * 1.8 / 2.6 / WALL


def limit(w, slope, kept, a):
    g = slope(w)
    z = 0.8 * kept.get("z", 0) + g
    kept["z"] = z * min(1, 4 * np.linalg.norm(g) / np.linalg.norm(z))
    return w - a * kept["z"]


def test_a_speed_limit():
    says("09", "On our data it takes 22 steps.")
    says("TEACHING", "22 steps here, 135 in the narrower valley")
    narrow = plain.made(0.95)
    assert count(limit) == 22
    assert arrival(run(limit, table=narrow), narrow.best, 0.005)[0] == 135
    assert arrival(run(table=narrow), narrow.best, 0.005)[0] == 82


def test_the_critical_mu_of_the_exercise():
    says("TEACHING", "Exercise 1: 0.468.")
    assert (1 - np.sqrt(0.05 * 2)) ** 2 == pytest.approx(0.468, abs=0.0005)
    assert [bowl(mu, 0.05).max() > 0 for mu in (0.467, 0.469)] == [False, True]


def test_the_slips_of_the_speed_limit():
    says("TEACHING", "limiting the step but returning the long z (42 steps); replacing z by 4g takes 25")

    def forgetful(w, slope, kept, a):
        g = slope(w)
        kept["z"] = 0.8 * kept.get("z", 0) + g
        return w - a * kept["z"] * min(1, 4 * np.linalg.norm(g) / np.linalg.norm(kept["z"]))

    def replacing(w, slope, kept, a):
        g = slope(w)
        z = 0.8 * kept.get("z", 0) + g
        kept["z"] = 4 * g if np.linalg.norm(z) > 4 * np.linalg.norm(g) else z
        return w - a * kept["z"]

    assert [count(forgetful), count(replacing)] == [42, 25]
