"""What notebook 2 says, computed again without gdviz."""

import functools

import numpy as np
from helpers.claims import says


@functools.cache
def guessing(n, seeds=100, length=0.1):
    """From a distance of 4 to a cost below 0.2501 on the round bowl: guesses, and those taken, of many walks.

    The bowl looks the same in all directions: only the distance counts, and how far a step goes outwards.
    """
    rng = np.random.default_rng(n)
    cost, guesses, taken = np.full(seeds, 16.0), np.zeros(seeds), np.zeros(seeds)
    while (on := np.flatnonzero(cost >= 0.2501)).size:
        along = rng.normal(size=on.size)
        outwards = along / np.sqrt(along**2 + (rng.chisquare(n - 1, size=on.size) if n > 1 else 0))
        new = cost[on] + 2 * np.sqrt(cost[on]) * length * outwards + length**2
        guesses[on] += 1
        lower = new < cost[on]
        cost[on[lower]] = new[lower]
        taken[on[lower]] += 1
    return guesses, taken


def test_brute_force():
    says(
        "02", "Two knobs take **10201** points, three take **1030301**, about a second.", "With six it is **12** days."
    )
    says(
        "02", "the number of points has **201** digits", "Every knob multiplies the work by 101.", "takes 10201 points"
    )
    assert [101**2, 101**3, round(101**6 / 1e6 / 86400), len(str(101**100))] == [10201, 1030301, 12, 201]
    says("02", "11 to the power of 6, or 1771561")
    assert 11**6 == 1771561


def test_one_dimension_is_the_toss_of_a_coin():
    says("02", "Along the slope it is **39** steps, by guessing **78**: **2.0** times as many.")
    says(
        "02",
        "it is 40 and 80",
        "even the luckiest of **2000** walks took **54** guesses",
        "two dimensions it is **3.3** times",
    )
    assert round((4 - 0.1) / 0.1) == 39
    coins = np.random.default_rng(0).negative_binomial(39, 0.5, size=(100, 2000)) + 39
    assert abs(coins.mean() - 78) < 0.1
    assert 45 < np.median(coins.min(axis=1)) < 56  # how many the luckiest of 2000 takes


def test_how_many_guesses_replace_35_steps():
    says("02", "It is **8.7** times as many in ten dimensions, and **39** times in a hundred.")
    says("02", 'others who do this find "about 9" and "about 40"', "it is 35 steps of length 0.1, from 4 to 0.5")
    says("TEACHING", "114 ± 12, 306 ± 29, 1374 ± 71 guesses, for 39, 35, 35, 35 steps")
    for n, mean, spread in ((2, 114, 12), (10, 306, 29), (100, 1374, 71)):
        guesses = guessing(n)[0]
        assert abs(guesses.mean() - mean) < 0.03 * mean
        assert abs(guesses.std() - spread) < 0.3 * spread
    says("02", "by about a tenth of it in ten dimensions and a twentieth in a hundred")


def test_a_thousand_dimensions():
    says("02", "in a thousand dimensions it takes about 100 000 guesses, nearly three thousand times as many as steps")
    says("02", "In a thousand it is more than five hundred times.", "There the guesses need about 100 000 heights")
    says("TEACHING", "is ahead again at a thousand (70 000 against about 100 000)")
    guesses = guessing(1000, seeds=30)[0]
    assert 85_000 < guesses.mean() < 110_000
    assert 2500 < guesses.mean() / 35 < 3000
    assert guesses.mean() / (5 * 35) > 500
    assert guesses.mean() > 35 * 2 * 1000 == 70_000


def test_fewer_than_half_of_the_guesses_are_taken():
    says(
        "02",
        "so fewer than half of the guesses are taken",
        "it is about a third of them, in a thousand about one in fifty",
    )
    for n, share in ((100, 0.36), (1000, 1 / 48)):
        guesses, taken = guessing(n, **({"seeds": 30} if n == 1000 else {}))
        assert abs(np.sum(taken) / np.sum(guesses) - share) < 0.1 * share
    near, far = guessing(100), guessing(100, length=0.025)
    assert np.mean(far[1] / far[0]) > np.mean(near[1] / near[0])  # a shorter step is taken more often


def test_how_much_of_a_random_direction_lies_along_the_slope():
    says("02", "In a hundred dimensions it is **0.08**, and the angle to the slope is **85**°", "about two thirds")
    says(
        "02", "in n dimensions it is about 1/√n", "(The mean is a little less than that, 0.8 of it", "25 times as many"
    )
    for n, part, angle in ((2, 0.64, 45), (10, 0.26, 75), (100, 0.08, 85)):
        u = np.random.default_rng(1).normal(size=(20_000, n))
        along = abs(u[:, 0]) / np.linalg.norm(u, axis=1)
        assert abs(along.mean() - part) < 0.01
        assert abs(np.degrees(np.arccos(along)).mean() - angle) < 0.6
        assert abs(np.mean(along**2) - 1 / n) < 0.03 / n
    assert abs(along.mean() * 10 - 0.8) < 0.01
    assert round(2 / 0.08) == 25


def test_heights_asked_for():
    says(
        "02",
        "the slope costs **7000** heights, and guessing about **1370**",
        "In ten it is **700** against about **310**",
    )
    says(
        "02",
        "even in two **140** against about **110**",
        "**105** in two dimensions",
        "**385** in ten, and **3535** in",
    )
    assert [35 * 2 * n for n in (2, 10, 100)] == [140, 700, 7000]
    assert [35 * (n + 1) for n in (2, 10, 100)] == [105, 385, 3535]
    says("02", "guessing costs **0.7** times as much in two dimensions", "In ten it is **1.7** times", "**7.9** times")
    ratios = [guessing(n)[0].mean() / 175 for n in (2, 10, 100)]
    np.testing.assert_allclose(ratios, [0.65, 1.74, 7.9], rtol=0.04)


def test_longer_steps_along_the_slope_take_three():
    says("02", "Now it takes **3** steps in any number of dimensions", "**600** heights, or **303** felt to one side")
    says("TEACHING", "with α = 0.25 the slope takes 3 steps, and 303 to 600 heights in a hundred dimensions")
    distance = 4 * 0.5 ** np.arange(5)  # 1 − 2 · 0.25 at each step
    steps = int(np.argmax(distance**2 < 0.2501))
    assert (steps, steps * 2 * 100, steps * 101) == (3, 600, 303)


def test_bolder_guesses():
    says("02", "0.8 will do, or 1. With 1.5 the walk goes to −2.5, −1 and 0.5, and is # stuck: from 0.5")
    says("TEACHING", "2. 0.6 to 1.4, 1.8 to 2.2, 3.5 to 4.4; 1.5 and 3 get stuck.")

    def guesses(delta):
        rng, w, count = np.random.default_rng(0), -4.0, 0
        while abs(w) >= 0.5 and count < 60:
            new = w + delta * np.sign(rng.normal())
            w, count = (new if new**2 < w**2 else w), count + 1
        return count

    good = [d for d in np.arange(2, 60) / 10 if guesses(d) <= 15]
    assert good == [0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.8, 1.9, 2.0, 2.1, 2.2, *np.arange(36, 45) / 10]
    assert guesses(1.5) == guesses(3) == 60


def test_a_mirrored_guess_is_the_walk_along_the_slope_in_one_dimension():
    says("02", "In one dimension one of the two leads down, until the bottom is near.")
    for w in (-4, -1.3, 0.06, 0.2):
        assert min((w - 0.1) ** 2, (w + 0.1) ** 2) < w**2
    assert min((0.04 - 0.1) ** 2, (0.04 + 0.1) ** 2) > 0.04**2
