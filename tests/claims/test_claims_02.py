"""What notebook 2 says, computed again without gdviz."""

import functools

import numpy as np
from helpers.claims import says


@functools.cache
def guessing(n, seeds=100, length=0.1, until=0.501):
    """From a distance of 4 to one below ``until`` on the funnel: guesses, and those taken, of many walks.

    The funnel looks the same in all directions: only the distance counts, and how far a step goes outwards.
    """
    rng = np.random.default_rng(n)
    cost, guesses, taken = np.full(seeds, 16.0), np.zeros(seeds), np.zeros(seeds)
    while (on := np.flatnonzero(cost >= until**2)).size:
        along = rng.normal(size=on.size)
        outwards = along / np.sqrt(along**2 + (rng.chisquare(n - 1, size=on.size) if n > 1 else 0))
        new = cost[on] + 2 * np.sqrt(cost[on]) * length * outwards + length**2
        guesses[on] += 1
        lower = new < cost[on]
        cost[on[lower]] = new[lower]
        taken[on[lower]] += 1
    return guesses, taken


def test_brute_force():
    says("02", "each further knob multiplies the work by 101", "a second for three knobs, and 12 days for six")
    says(
        "02", "With a hundred knobs the number of points has 201 digits.", "From −5 to 5 in steps of 0.1 there are 101"
    )
    assert len(np.linspace(-5, 5, 101)) == 101 == round(10 / 0.1) + 1
    assert [round(101**3 / 1e6), round(101**6 / 1e6 / 86400), len(str(101**100))] == [1, 12, 201]
    says("02", "11 to the power of 6, or 1771561")
    assert 11**6 == 1771561


def test_the_funnel_is_equally_steep_everywhere():
    says(
        "02",
        "One step of length 1 straight outwards raises you by 1, wherever you are.",
        "So the gradient, an arrow, is 1 long everywhere but at the bottom, and each step is α long.",
        "the slope still takes 35 steps",
    )
    for n in (1, 2, 100):
        w = np.random.default_rng(n).normal(size=n)
        h = 1e-6 * np.eye(n)
        g = [(np.linalg.norm(w + step) - np.linalg.norm(w - step)) / 2e-6 for step in h]
        assert abs(np.linalg.norm(g) - 1) < 1e-6
    assert round((4 - 0.5) / 0.1) == 35


def test_guessing_goes_down_the_bowl_as_it_goes_down_the_funnel():
    says("02", "it is lower in the same places, so guessing takes the same walks as on the funnel")
    w = np.random.default_rng(0).normal(size=(2, 1000, 5))
    far, near = np.linalg.norm(w, axis=-1)
    assert np.array_equal(far < near, far**2 < near**2)


def test_one_knob_is_the_toss_of_a_coin():
    says("02", "It takes **70** guesses on average, **2.0** times as many as steps along the slope.")
    says(
        "02",
        "Half of the throws win, so on average you need two for each win.",
        "the luckiest of **2000** walks took **47** guesses",
    )
    coins = np.random.default_rng(0).negative_binomial(35, 0.5, size=(100, 2000)) + 35
    assert abs(coins.mean() - 70) < 0.1
    assert 40 < np.median(coins.min(axis=1)) < 50  # how many the luckiest of 2000 takes
    assert 95 < np.median(coins.max(axis=1)) < 115
    assert np.mean(abs(coins - 70) < 26) > 0.99
    says("02", "some walks are luckier, but none is very different", "falls about half as fast")


def test_how_many_guesses_replace_35_steps():
    says("02", "With two knobs it is **3.3** times as many, with ten **8.7** times, and with a hundred **39** times.")
    says("TEACHING", "70 ± 8, 114 ± 12, 306 ± 29, 1373 ± 70 guesses, for 35 steps", "then write 18 for 35")
    assert np.ceil((4 - 0.501) / 0.1) == 35
    assert np.ceil((4 - 0.501) / 0.2) == 18
    for n, mean, spread in ((1, 70, 8.4), (2, 114, 12), (10, 306, 29), (100, 1373, 70)):
        guesses = guessing(n)[0]
        assert abs(guesses.mean() - mean) < 0.03 * mean
        assert abs(guesses.std() - spread) < 0.3 * spread


def test_towards_the_end_guessing_gets_slower_still():
    says("02", "Guessing does get down. It never goes up; it is only slow, and towards the end it gets slower still.")
    near = guessing(100)[0].mean()
    far = guessing(100, until=2.25)[0].mean()
    assert near - far > 1.5 * far  # the second half of the way


def test_a_thousand_knobs():
    says("02", "about an eighth of what guesses take, with a thousand less than a five-hundredth")
    says("TEACHING", "is ahead at a thousand (70 000 against about 100 000)")
    guesses = guessing(1000, seeds=30)[0]
    assert 85_000 < guesses.mean() < 110_000
    assert guesses.mean() / (5 * 35) > 500
    assert guesses.mean() > 35 * 2 * 1000 == 70_000


def test_fewer_than_half_of_the_guesses_are_taken():
    says(
        "02",
        "So fewer than half of the guesses are taken: with a hundred knobs about a third, with a thousand about one",
    )
    says("02", "a step of 0.1 that goes sideways ends a little higher, so fewer than half of the guesses are taken.")
    assert all(np.hypot(far, 0.1) > far for far in (4, 0.5))
    says("02", "Near the bottom it is fewer still, because a step of 0.1 is too long there.")
    for n, share in ((100, 0.36), (1000, 1 / 48)):
        guesses, taken = guessing(n, **({"seeds": 30} if n == 1000 else {}))
        assert abs(np.sum(taken) / np.sum(guesses) - share) < 0.1 * share
    near, far = guessing(100), guessing(100, length=0.025)
    assert np.mean(far[1] / far[0]) > np.mean(near[1] / near[0])  # a shorter step is taken more often
    early, late = guessing(100, until=2.25), guessing(100)
    assert (late[1] - early[1]).sum() / (late[0] - early[0]).sum() < early[1].sum() / early[0].sum()


def test_about_half_of_all_directions_lead_down():
    says("02", "With many knobs, too, about half of all directions lead down, but hardly any leads *straight* down.")
    for n in (2, 100):
        u = np.random.default_rng(n).normal(size=(20_000, n))
        u /= np.linalg.norm(u, axis=1)[:, None]
        assert abs(np.mean(u[:, 0] < 0) - 0.5) < 0.01
    assert np.mean(u[:, 0] < -0.5) < 1e-4  # with a hundred knobs, less than 60 degrees off straight down


def test_how_much_of_a_random_direction_lies_along_the_slope():
    says(
        "02",
        "With a hundred knobs the angle is **85**° on average, and only **0.08** of the step goes along the slope.",
    )
    says("02", "with n knobs, about 1/√n", "The mean is a little less, 0.8 of it", "that makes 25 times as many")
    says("02", "With two knobs every angle between them is equally likely, and the mean is 45°.")
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
        "02", "the guesses take about **1373** heights, and slopes that are felt **3535**", "each asks for 101 heights"
    )
    says("02", "**114** for the guesses, **105** and **175** for the slopes", "n + 1 heights", "2n heights")
    assert [35 * 2 * n for n in (2, 10, 100)] == [70 * 2, 70 * 10, 7000]
    assert [35 * (n + 1) for n in (2, 10, 100)] == [105, 385, 3535]
    assert guessing(2)[0].mean() < 140  # to both sides: seen in the first figure
    says("02", "about five at most", "Slopes that are computed take **175**, however many knobs there are.")
    assert 35 * 5 == 175
    ratios = [guessing(n)[0].mean() / 175 for n in (2, 10, 100)]
    np.testing.assert_allclose(ratios, [0.65, 1.74, 7.9], rtol=0.04)


def test_longer_steps_along_the_slope_take_three():
    says("02", "Now it takes **3** steps, however many knobs there are.")
    says("02", "that is **303** heights even where the slope is felt, and guessing took about 1370.")
    says(
        "TEACHING",
        "on the round bowl, α = 0.25, the slope takes 3 steps, 303 to 600 heights with a hundred knobs",
    )
    distance = 4 * 0.5 ** np.arange(5)  # 1 − 2 · 0.25 at each step
    steps = int(np.argmax(distance**2 < 0.2501))
    assert (steps, steps * 2 * 100, steps * 101) == (3, 600, 303)


def test_bolder_guesses():
    says("02", "0.8 will do, or 1. With 1.5 the walk goes to −2.5, −1 and 0.5, and is # stuck: from 0.5")
    says("TEACHING", "2. 0.51 to 1.12, 1.17 to 1.49, 1.76 to 2.24, 3.51 to 4.49; between them they get stuck.")

    def guesses(delta):
        rng, w, count = np.random.default_rng(0), -4.0, 0
        while abs(w) >= 0.5 and count < 60:
            new = w + delta * np.sign(rng.normal())
            w, count = (new if new**2 < w**2 else w), count + 1
        return count

    good, parts = [k for k in range(20, 600) if guesses(k / 100) <= 15], ((51, 112), (117, 149), (176, 224), (351, 449))
    assert good == [k for low, high in parts for k in range(low, high + 1)]
    assert all(guesses(k / 100) == 60 for k in range(51, 450) if k not in good)


def test_a_mirrored_guess_is_the_walk_along_the_slope_in_one_dimension():
    says("02", "In one dimension one of the two leads down, until the bottom is near.")
    for w in (-4, -1.3, 0.06, 0.2):
        assert min((w - 0.1) ** 2, (w + 0.1) ** 2) < w**2
    assert min((0.04 - 0.1) ** 2, (0.04 + 0.1) ** 2) > 0.04**2
