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


def test_the_ball_at_the_bottom():
    says("09", "With μ = 0.8 the ball is good for the first time at step 12.")
    says("09", "At step 12 the ball touches the bottom, and from step 26 on it stays")
    says(
        "09",
        "the 14 steps between are three runs out and back.",
    )
    says("09", "the gradient is only 0.11 long, and the velocity 3.28, about 30 times as much")
    says("09", "- At the bottom the velocity was 30 times the gradient.")
    says("09", "the walk stays good from step 26 on at μ = 0.8, and from 60 at 0.9")
    assert good(0.8) == (12, 26)
    near = DATA.cost(run()[:, 0]) - DATA.lowest < 0.01
    assert np.sum(near[12:-1] & ~near[13:]) == 3
    path = run()
    slopes = DATA.slope(path[:12, 0])
    z = sum(0.8 ** (11 - t) * slopes[t] for t in range(12))
    g = DATA.slope(path[12, 0])
    assert [np.linalg.norm(z), np.linalg.norm(g)] == pytest.approx([3.28, 0.11], abs=0.005)
    assert np.linalg.norm(z) / np.linalg.norm(g) == pytest.approx(30, abs=0.5)


def test_step_13_is_nearly_all_memory():
    says("09", "Step 12 ended next to the star, and here is step 13", "is too short to be seen.")
    path = run()
    kept = 0.8 * sum(0.8 ** (11 - t) * DATA.slope(path[t, 0]) for t in range(12))
    assert np.linalg.norm(kept) > 20 * np.linalg.norm(DATA.slope(path[12, 0]))
    assert np.linalg.norm(path[12, 0] - DATA.best) < 0.15


def test_how_far_it_gets_from_now_on():
    says("09", "At step 14 the ball is as far out as it will get from now on")
    far = np.linalg.norm(run()[12:, 0] - DATA.best, axis=1)
    assert far.argmax() == 14 - 12


@pytest.mark.parametrize(("mu", "half"), [(0.8, 3), (0.9, 7)])
def test_how_long_a_velocity_lasts(mu, half):
    says("09", "That is about 3 steps with μ = 0.8, and 7 with 0.9.")
    assert round(np.log(0.5) / np.log(mu)) == half
    assert mu**half == pytest.approx(0.5, abs=0.03)


def test_the_waste():
    says("09", "With μ = 0.6 it stays good from step 12 on, with 0.8 from 26, with 0.9 from 60, and with 0.95 from")
    says("09", "A swing shrinks by √μ a step, not by μ, so its half-life is twice the velocity's")
    says("09", "it is twice the memory.", "What counts is how far μ is from 1")
    assert pytest.approx(2 / (1 - 0.8)) == 1 / (1 - 0.9)
    assert [good(mu) for mu in (0.6, 0.9, 0.95)] == [(12, 12), (7, 60), (62, 126)]


def test_each_is_quiet_later_than_the_one_before():
    says("09", "one swing after the other, and the larger μ, the later they end")
    quiet = [good(mu)[1] for mu in (0.6, 0.8, 0.9, 0.95)]
    assert quiet == sorted(set(quiet))


def test_the_spring():
    says("09", "From μ = 0.306 on it crosses, says the trial")
    says("09", "20 steps without momentum, 11 at μ = 0.3, 7 at 0.4, and then up again, 36 at 0.8 and 167 at 0.95")
    says("09", "- a little loose: it crosses by so little that you hardly see it, and is the quickest of these.")
    assert 0 < bowl(0.4).max() < 0.1
    assert (1 - np.sqrt(0.2)) ** 2 == pytest.approx(0.306, abs=0.0005)
    assert [bowl(mu).max() > 0 for mu in (0, 0.3, 0.305, 0.306, 0.31)] == [False, False, False, True, True]
    counts = {mu: arrival(bowl(mu), 0)[0] for mu in np.round(np.arange(0, 0.96, 0.01), 2)}
    assert [counts[mu] for mu in (0, 0.3, 0.4, 0.8, 0.95)] == [20, 11, 7, 36, 167]
    assert min(counts, key=counts.get) == 0.4


@pytest.mark.parametrize("mu", [0.1, 0.3, 0.31, 0.8])
def test_the_equation_of_the_spring(mu):
    says("09", "This equation has two solutions, and a walk is a mixture of the two")
    says("09", "Where b² is at least 4μ, both are real numbers, and the walk crawls")
    b = 1 + mu - 0.1 * 2
    r = np.roots([1, -b, mu])
    assert np.allclose(r, (b + np.array([1, -1]) * np.sqrt(complex(b * b - 4 * mu))) / 2)
    assert (b * b >= 4 * mu) == (bowl(mu).max() <= 0) == (mu <= (1 - np.sqrt(0.2)) ** 2)
    path = bowl(mu, steps=30)[:, 0, 0]
    assert np.allclose(path[2:], path[1:-1] + mu * (path[1:-1] - path[:-2]) - 0.2 * path[1:-1])
    mixed = np.linalg.solve(np.array([[1, 1], r]), path[:2])
    assert np.allclose(mixed[0] * r[0] ** np.arange(31) + mixed[1] * r[1] ** np.arange(31), path)


def test_at_the_cliff_the_sign_flips():
    says("09", "at the cliff it flips its sign at every step, r = −1: put it in, and you find the 2(1 + μ)/L")
    assert np.roots([1, -(1 + 0.8 - 3.6), 0.8]).min() == pytest.approx(-1)


def test_a_swing_shrinks_by_the_root_of_mu():
    says(
        "09",
        "so where the walk swings, a step multiplies the swing by √μ",
    )
    assert max(CRITICAL) < 0.9  # with μ = 0.9 the ball swings along the valley and across
    assert round(np.log(0.5) / np.log(0.9**0.5)) == 13
    assert round(np.log(0.5) / np.log(0.9)) == 7
    far = np.abs(bowl(0.8)[:, 0, 0])
    peaks = [far[t : t + 40].max() for t in (0, 200)]
    assert (peaks[1] / peaks[0]) ** (1 / 200) == pytest.approx(np.sqrt(0.8), rel=0.002)


def test_beyond_1_plain_descent_crosses_at_every_step():
    says("09", "(for αL below 1; above it even plain descent crosses the bottom at every step)")
    path = bowl(0, alpha=0.6, steps=10)[:, 0, 0]
    assert np.all(path[1:] * path[:-1] < 0)


def test_two_critical_mu():
    says("09", "the critical μ is 0.607")
    says("09", "The quickest μ of the 96 that we tried is 0.64, with 25 steps")
    says("09", "At α = 0.1 it is critical for a floor nearly twenty times flatter than ours.")
    says(
        "09", "That is quicker than both brakes at μ = 0.8; with a μ chosen for them, too, Nesterov takes 19 steps, and"
    )
    chosen = [min(count(rule, mu=mu) for mu in np.arange(60, 80) / 100) for rule in (plain.ahead, plain.restart)]
    assert chosen == [19, 18]
    assert min(count(rule) for rule in (plain.ahead, plain.restart)) > 25
    assert pytest.approx([0.607, 0.153], abs=0.0005) == CRITICAL
    counts = [count(steps=400, mu=mu) for mu in np.linspace(0, 0.95, 96)]
    assert (np.argmin(counts), min(counts)) == (64, 25)
    assert FLOOR / ((1 - np.sqrt(0.9)) ** 2 / 0.1) == pytest.approx(19, abs=1)


def test_nesterov_is_momentum_with_a_smaller_mu():
    says("09", "On the bowl it acts like 0.8 · (1 − 0.2) = 0.64, step for step.")
    says("09", "it acts like 0.76 along the valley and 0.5 across")
    ahead = walk(lambda w: 2 * w, plain.ahead, (-4,), 100, 0.1)
    np.testing.assert_allclose(ahead, bowl(0.64, steps=100), atol=1e-12)
    assert [0.8 * (1 - 0.1 * c) for c in DATA.curvatures] == pytest.approx([0.76, 0.50], abs=0.005)


def test_three_contestants():
    says(
        "09",
        "with μ = 0.8 momentum takes 51 steps, and with restarts 29.",
        "With μ = 0.9 momentum takes 110.",
    )
    says("09", "With restarts it takes 31 steps at μ = 0.9, and 40 at 0.95: too much memory costs little.")
    says("09", "Nesterov, with 37 steps at 0.8 and 62 at 0.9, is in between.")
    rules = (plain.ball, plain.ahead, plain.restart)
    assert [count(rule) for rule in rules] == [51, 37, 29]
    assert [count(rule, mu=0.9) for rule in rules] == [110, 62, 31]
    assert [count(rule, mu=0.95) for rule in rules] == [227, 90, 40]


def test_the_brakes_at_a_large_rate():
    says("09", "where plain descent zig-zags and takes 99 steps, and momentum with μ = 0.8 takes 54")
    says("09", "With restarts it takes 99, exactly as many as plain descent.")
    says("09", "the brake is pressed at every step, and no momentum is ever left")
    rules = (plain.ball, plain.restart, plain.descent)
    assert [count(rule, alpha=0.524) for rule in rules] == [54, 99, 99]
    np.testing.assert_allclose(run(plain.restart, 99, 0.524), run(plain.descent, 99, 0.524))


def test_where_they_break():
    says("09", "so it breaks at 2(1 + μ)/((1 + 2μ)L), here 0.373, earlier than plain descent at 0.539")
    says("09", "much earlier than momentum at 0.97.", "Put the one into the other: αL = 2(1 + μ − μαL)")
    reach = 2 * 1.8 / 2.6  # αL at which momentum with μ(1 − αL) is at its own limit
    assert reach == pytest.approx(2 * (1 + 0.8 * (1 - reach)))
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
    says("TEACHING", "replacing the long z by 4g takes 25. 3: 0.468.")
    assert (1 - np.sqrt(0.05 * 2)) ** 2 == pytest.approx(0.468, abs=0.0005)
    assert [bowl(mu, 0.05).max() > 0 for mu in (0.467, 0.469)] == [False, True]


def test_the_slips_of_the_speed_limit():
    says("TEACHING", "limiting the step but returning the long z (42 steps); replacing the long z by 4g takes 25")

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
