"""What notebook 4 says, computed again without gdviz."""

import numpy as np
from helpers.claims import arrives, path, says

T = np.arange(400)


def bowl(w):
    return 2 * w


def walk(rates):
    return path(bowl, -4.0, rates)


def steps(rates):
    return arrives(abs(walk(rates)))


def test_how_the_rate_falls():
    says("04", "With a decay of 0.9 each rate is nine tenths of the one before", "A simple one is called")
    assert np.allclose(0.9 ** T[1:] / 0.9 ** T[:-1], 0.9)


def test_started_too_boldly():
    says("04", "At α = 1.1 the factor is −1.2: with plain descent each jump ends a fifth further out than the last.")
    says(
        "04",
        "1.1 takes 7 steps, and is 0.0498 from the bottom then, just inside 0.05.",
        "so the cliff is at α = 1",
    )
    assert [steps([a] * 400) for a in (0.99, 1.0, 1.1)] == [217, np.inf, np.inf]
    assert np.allclose(abs(walk([1.1] * 5)[1:] / walk([1.1] * 5)[:-1]), 1.2)
    assert steps(1.1 * 0.9**T) == 7
    says("04", "The first factor is **-1.20**, and we land at **4.80**")
    says("04", "But then come **-0.98**, **-0.78**, **-0.60**, and the eighth is **-0.05**", "the rate is **0.53**")
    factors = 1 - 2.2 * 0.9 ** T[:8]
    assert np.round(factors, 2).tolist() == [-1.2, -0.98, -0.78, -0.6, -0.44, -0.3, -0.17, -0.05]
    assert np.allclose(-4 * np.cumprod(factors), walk(1.1 * 0.9 ** T[:8])[1:])
    assert round(1.1 * 0.9**7, 2) == 0.53
    says("04", "the higher α₀, the longer the detour. But the walk comes home, even from 2.")
    detours = [steps(a * 0.9**T) for a in np.arange(11, 21) / 10]
    assert max(detours) < np.inf
    assert detours == sorted(detours)


def test_a_guess_that_is_far_too_high():
    says("04", "with α₀ = 4 the cost rises to more than a million million times its first value")
    says("04", "the walk comes home, unless it is thrown out too far", "We never had to know where the good ones are.")
    assert max(walk(4 * 0.9**T) ** 2) > 1e12 * 16
    says("04", "(Left alone, this one would still come home, and one with α₀ = 6 would not.)")
    assert steps(4 * 0.9**T) == 31
    assert steps(6 * 0.9**T) == np.inf
    says("TEACHING", "With α₀ = 4 the walk is given up; with a decay of 0.8 one from 3.5 stops beside the bottom.")
    assert steps(3 * 0.8**T) < steps(3.5 * 0.8**T) == np.inf
    assert abs(walk(5 * 0.8**T)[-1]) > 1


def test_started_too_timidly():
    says("04", "After **2000** steps it stands at w = **-2.67**", "So S = 0.02 / (1 − 0.9) = **0.2**.")
    says("04", "Together that is at most twice the sum of the rates, 2 · 0.2 = 40 % of 4.", "we cannot get past −2.4")
    says("04", "So the first takes 4 % of 4, the second at most 3.6 %, the third at most 3.24 %, and so on.")
    says("04", "With α = 0.02 plain descent is slow but sure: it takes 108 steps.")
    assert np.allclose(2 * 0.02 * 0.9 ** T[:3], [0.04, 0.036, 0.0324])
    w = walk(0.02 * 0.9 ** np.arange(5000))
    assert round(float(w[2000]), 2) == -2.67
    assert abs(w[2000] - w[5000]) < 1e-12
    assert w.max() < -2.4 == -4 * 0.6
    assert abs(np.sum(0.02 * 0.9 ** np.arange(5000)) - 0.2) < 1e-12
    assert steps([0.02] * 400) == 108
    says("TEACHING", '"At 0.02 it is slow." It never arrives', "at least 0.6 of the way remains")


def test_the_second_figure():
    says(
        "04", "it gets further, but only 0.995 and 1 bring it home", "*plain*: it crawls, and arrives after 108 steps."
    )
    walks = {d: walk(0.02 * d ** np.arange(400)) for d in (0.9, 0.95, 0.98, 0.99, 0.995, 1)}
    assert [d for d, w in walks.items() if arrives(abs(w)) < np.inf] == [0.995, 1]
    ends = [w[-1] for w in walks.values()]
    assert ends == sorted(ends)


def test_the_window_of_rates():
    says("04", "Constant rates arrive within 30 steps from **0.07** to **0.93**.")
    says("04", "Annealed ones do from **0.205** to **3.765**.", "rises to nearly a million million times its first")
    says("04", "the largest good rate is **13** times the smallest, and **18** times when annealed")
    says("TEACHING", "from 0.07–0.93 to 0.205–3.765, as ratios 13 against 18")
    rates = np.arange(5, 5005, 5) / 1000
    for shape, low, high, ratio in ((np.ones(30), 0.07, 0.93, 13), (0.9 ** T[:30], 0.205, 3.765, 18)):
        kept = [a for a in rates if max(walk(a * shape) ** 2) <= 1e12 * 16]  # beyond, descend gives a walk up
        window = [a for a in kept if steps(a * shape) <= 30]
        assert (window[0], window[-1], round(window[-1] / window[0])) == (low, high, ratio)
        assert len(window) == round((high - low) / 0.005) + 1  # no gaps
    assert 0.9e12 < max(walk(3.765 * 0.9 ** T[:30]) ** 2) / 16 < 1e12


def test_what_it_costs():
    says("04", "From 0.25 it takes **12** steps instead of 7: if you had guessed well, annealing costs you.")
    assert (steps(0.25 * 0.9**T), steps([0.25] * 400)) == (12, 7)
    says("04", "the lowest row: the budget is little more than three times the first rate")
    assert 3 < 1 / (1 - 0.7) < 3.4
    says("04", "The column at α = 0.5 is light all the way up: one step is enough there")
    assert all(steps(0.25 * 1.05**14 * d ** T[:30]) == 1 for d in np.linspace(0.7, 1, 61))


def test_four_ways_to_fall():
    says("04", "*α = 1.1*: the constant rate explodes, the other four arrive.")
    says("04", "*α = 0.1*: the constant rate is first, and three of the others do not arrive in these 40 steps.")
    t = T[:40]
    shapes = [np.ones(40), 0.9**t, 0.5 ** (t // 8), 1 / (1 + 0.1 * t), 0.5 * (1 + np.cos(np.pi * t / 40))]
    says("04", "*The cosine* stays above half of its first rate for half of the walk, and saves its small rates")
    assert np.flatnonzero(shapes[4] > 0.5 + 1e-9).tolist() == list(range(20))
    bold, timid = ([steps(a * shape) for shape in shapes] for a in (1.1, 0.1))
    assert bold[0] == np.inf > max(bold[1:])
    assert timid[0] == min(timid)
    assert sum(np.isinf(timid[1:])) == 3


def test_budgets():
    says("04", "has spent its whole budget of **1.0**", "goes on growing, from **7.0** to **11.6**", "without end")
    says("04", "The cosine is another matter: it stretches with the walk, so a longer walk gets a larger sum.")
    says("04", "The stairs have a budget as well.", "One budget has no end.")
    t = np.arange(1_000_000)
    inverse = np.cumsum(0.1 / (1 + 0.1 * t))
    assert [round(float(inverse[k - 1]), 1) for k in (10_000, 1_000_000)] == [7.0, 11.6]
    assert round(float(np.sum(0.1 * 0.9**t)), 1) == 1.0
    assert abs(np.sum(0.1 * 0.5 ** (t // 8)) - 0.1 * 8 / (1 - 0.5)) < 1e-9  # stairs have a budget, too
    assert [round(float(np.sum(0.5 * (1 + np.cos(np.pi * t[:n] / n))))) for n in (40, 400)] == [20, 200]
    says("04", "On this hill such a walk gets there from any first rate below the cliff")
    w = path(bowl, np.full(3, -4.0), (np.array([0.1, 0.5, 0.99]) / (1 + 0.1 * k) for k in range(3000)))
    assert np.all(abs(w[-1]) < 0.05)


def test_stopping_rules():
    says("04", "stops after **40** steps, content with a cost of **7.21**", "uses all **5000** steps")
    w = walk(0.02 * 0.9 ** np.arange(5000))
    assert int(np.argmax(abs(np.diff(w**2)) < 0.01)) + 1 == 40
    assert round(float(w[40] ** 2), 2) == 7.21
    assert abs(2 * w).min() > 0.1
    says("04", "a rate with a budget lets the walk come to a stop sooner or later, at the bottom or anywhere else")


def test_a_shaky_foot():
    says("04", "it is about **0.6** for the luckiest seed, and more for all others", "it is at most **0.2**")
    says(
        "04",
        "or where the cost is **1.0**",
        "Near the bottom a step is α times the error, about 0.8, and it never gets shorter",
    )
    errors = 4 * np.stack([np.random.default_rng(seed).normal(size=300) for seed in range(100)])
    t, late = np.arange(300), []
    for rates in (np.full(300, 0.2), 0.2 / (1 + 0.1 * t), 0.2 * 0.9**t):
        w, cost = np.full(100, -4.0), []
        for rate, error in zip(rates, errors.T, strict=True):
            w = w - rate * (2 * w + error)
            cost.append(w**2)
        late.append(np.mean(cost[-100:], axis=0))
    constant, inverse, exponential = late
    assert round(constant.min(), 1) == 0.6
    assert np.max(inverse) < 0.2
    assert round(exponential.max(), 1) == 1.0
    assert exponential.min() < 1e-3
    assert 0.2 * 4 == 0.8


def test_the_mean_of_the_places_settles_too():
    says("04", "There is another way: let it hop, and take the mean of the places.")
    rng, w, places = np.random.default_rng(0), np.full(200, -4.0), []
    for _ in range(2000):
        w = w - 0.2 * (2 * w + 4 * rng.normal(size=200))
        places.append(w)
    assert np.mean(w**2) > 0.7
    assert np.mean(np.mean(places[100:], axis=0) ** 2) < 0.02


def test_exercises():
    says("04", "0.04 / (1 − 0.95) = 0.8", "With 0.991 the budget is just enough", "412 steps to arrive")
    says("TEACHING", "2. From about 0.9911 (375 steps; 0.991 takes 412).")
    assert abs(np.sum(0.04 * 0.95**T) - 0.8) < 1e-6
    assert [steps(0.02 * d**T) for d in (0.99, 0.991, 0.9911)] == [np.inf, np.inf, 375]
    assert steps(0.02 * 0.991 ** np.arange(2000)) == 412
    assert 0.02 / (1 - 0.991) > 2.2
