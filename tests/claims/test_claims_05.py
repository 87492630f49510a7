"""What notebook 5 says, computed again without gdviz."""

import numpy as np
from helpers.claims import BARRIER, LEFT, RIGHT, arrives, bend, path, says, two_valleys


def height(w):
    return 0.05 * w**2 - 2 * np.exp(-((w + 2) ** 2) / 4.5) - np.exp(-((w - 2) ** 2) / 0.18)


def end(starts, lr=0.1, steps=300):
    return path(two_valleys, starts, [lr] * steps)[-1]


def test_minima_barrier_and_limits():
    says("05", "The left minimum, at **-1.796**, is the global one: its cost is **-1.820**.")
    says("05", "The right one, at **1.973**, is only local, and costs **-0.861**.", "the barrier, at **1.262**")
    says(
        "05",
        "(f″ = **0.96**) and can hold a walk up to α = **2.07**",
        "(f″ = **10.91**) and can hold it only up to **0.183**",
    )
    places = np.array([LEFT, BARRIER, RIGHT])
    assert np.round(places, 3).tolist() == [-1.796, 1.262, 1.973]
    assert np.round(height(places), 3).tolist() == [-1.82, -0.157, -0.861]
    wide, top, narrow = bend(two_valleys, places)
    assert (round(wide, 2), round(narrow, 2)) == (0.96, 10.91)
    assert top < 0
    assert (round(2 / wide, 2), round(2 / narrow, 3)) == (2.07, 0.183)
    says("05", "(In rare cases it is zero, as for w⁴ at w = 0, and says nothing.)")
    assert bend(lambda w: 4 * w**3, 0) < 1e-9
    assert min(0.1**4, (-0.1) ** 4) > 0


def test_the_start_decides():
    says("05", "Of **500** walks, **0** end in the deeper valley.", "of **3001** starts spread evenly")
    drawn = end(np.random.default_rng(0).uniform(1.3, 4.5, 500))
    every = end(np.linspace(BARRIER + 0.001, 4.5, 3001))
    assert np.all(drawn > BARRIER)
    assert np.all(abs(every - RIGHT) < 0.001)
    says("05", "every step goes *down* (notebook 3), and is too short to leap to the far side of the barrier")
    walk = path(two_valleys, np.linspace(BARRIER + 0.001, 4.5, 3001), [0.1] * 300)
    assert np.all(walk > BARRIER)
    assert np.diff(height(walk), axis=0).max() < 1e-12


def test_the_map_of_starts():
    says(
        "05",
        "The deeper valley gets **63** of 100 starts, the other **37**.",
        "The colours meet at the barrier, and nowhere",
    )
    starts = np.linspace(-5, 5, 401)
    left, right = (abs(end(starts, steps=150) - place) < 0.1 for place in (LEFT, RIGHT))
    assert (round(100 * left.mean()), round(100 * right.mean())) == (63, 37)
    np.testing.assert_array_equal(right, starts > BARRIER)


def four(w):
    a, b = w[..., 0] ** 2 + w[..., 1] - 11, w[..., 0] + w[..., 1] ** 2 - 7
    return np.stack([4 * w[..., 0] * a + 2 * b, 2 * a + 4 * w[..., 1] * b], axis=-1)


def test_four_valleys():
    says("05", "Each valley gets about a quarter: **26**, **26**, **24** and **25** of 100", "all of the same depth")
    says("05", "All four colours meet near (−0.3, −0.9): there is the hilltop")
    minima = np.array([(3, 2), (-2.805118, 3.131313), (-3.779310, -3.283186), (3.584428, -1.848127)])
    side = np.linspace(-5, 5, 101)
    ends = path(four, np.stack(np.meshgrid(side, side), axis=-1), [0.01] * 100)[-1]
    assert [round(100 * np.mean((abs(ends - m) < 0.1).all(axis=-1))) for m in minima] == [26, 26, 24, 25]
    assert abs(four(minima)).max() < 1e-3
    depth = (minima[:, 0] ** 2 + minima[:, 1] - 11) ** 2 + (minima[:, 0] + minima[:, 1] ** 2 - 7) ** 2
    assert depth.max() < 1e-9
    top = path(lambda w: -four(w), (-0.3, -0.9), [0.001] * 3000)[-1]
    assert np.round(top, 1).tolist() == [-0.3, -0.9]
    around = np.radians(np.arange(0, 360, 2))
    ends = path(four, top + 0.1 * np.stack([np.cos(around), np.sin(around)], axis=-1), [0.01] * 300)[-1]
    assert len({tuple(np.round(place, 1)) for place in ends}) == 4
    says("TEACHING", "1. for example (−0.25, −0.5)")
    np.testing.assert_allclose(path(four, (-0.25, -0.5), [0.01] * 200)[-1], (3, 2))


def saddle(w):
    return np.array([w[0], w[1] ** 3 - w[1]])


def test_how_long_it_stays_on_the_saddle():
    says("05", "it takes **35** steps to the valley, from 0.001 it takes **83**, from a millionth **155**")
    says("05", "To grow tenfold takes 24 steps, so each zero after the decimal point costs 24 steps more.")
    says(
        "05",
        "From the ridge itself it never gets there.",
        "the curvature is 1), along w₂ you are on a top (the curvature is −1)",
    )
    says("05", "from 83 to 155, and so from 155 to about 227")
    says("TEACHING", "2. 228 (155 + 72 = 227 counts)")
    walks = [path(saddle, (-1.5, w2), [0.1] * 400) for w2 in (0.1, 0.001, 1e-6, 1e-9, 0)]
    counts = [arrives(np.max(abs(w - (0, 1)), axis=1)) for w in walks]
    assert counts == [35, 83, 155, 228, np.inf]
    np.testing.assert_allclose(walks[-1][-1], 0, atol=1e-12)
    assert round(np.log(10) / np.log(1.1)) == 24
    says(
        "05",
        "stops after **26** steps beside the saddle, at a cost of **0.005**",
        "The valley, at **-0.250**, was 57 steps away.",
    )
    slopes = np.array([saddle(w) for w in walks[1]])
    stop = int(np.argmax(np.max(abs(slopes), axis=1) < 0.1))
    w1, w2 = walks[1][stop]
    assert (stop, counts[1] - stop, round(w1**2 / 2 - w2**2 / 2 + w2**4 / 4, 3)) == (26, 57, 0.005)
    assert -1 / 2 + 1 / 4 == -0.25


def test_a_valley_too_narrow():
    says("05", "*α up to 0.18*: it settles on the right.", "bounces to and fro on the right", "*α = 0.5 and more*")
    says(
        "05",
        "With α = 0.1 it has settled on the right after **40** steps.",
        "With **0.5** and with **1.0** it is thrown over",
    )
    for steps in (80, 400):
        rates = np.arange(5, 105) / 100
        walks = path(two_valleys, np.full(100, 4.0), [rates] * steps)
        settled = abs(walks[-20:] - RIGHT).max(axis=0) < 0.02
        escaped = abs(walks[-20:] - LEFT).max(axis=0) < 0.02
        hops = (abs(walks[-20:] - RIGHT).max(axis=0) > 0.02) & (walks[-1] > BARRIER)
        assert np.all(settled[(rates > 0.065) & (rates < 0.185)])  # below that it takes more than 80 steps
        assert np.all(escaped[rates > 0.495])
        assert np.all(hops[(rates > 0.195) & (rates < 0.405)])
    assert arrives(abs(path(two_valleys, 4.0, [0.1] * 400) - RIGHT), 0.01) == 40
    for lr in (0.5, 1.0):
        assert round(float(end(4.0, lr, 400)), 1) == -1.8
    says("05", "the largest curvature of the whole hill, which is very nearly that of the narrow valley")
    assert 1 < np.max(bend(two_valleys, np.linspace(-5, 5, 20_001))) / bend(two_valleys, RIGHT) < 1.02


def test_a_stationary_place_that_curves_down_somewhere_is_no_minimum():
    says("05", "If a stationary place curves down in *one* direction only, it is no minimum")
    assert -0.5 * 0.1**2 + 0.25 * 0.1**4 < 0  # a little beside the saddle it is lower


def test_two_valleys_of_your_own():
    says("05", "Its derivative 12w² − 4 is −4 at 0, a top, and 8 in both valleys.")
    says("TEACHING", "4. 2/8 = 0.25")

    def slope(w):
        return 4 * w**3 - 4 * w

    np.testing.assert_allclose([slope(w) for w in (-1, 0, 1)], 0)
    np.testing.assert_allclose([bend(slope, w) for w in (-1, 0, 1)], [8, -4, 8], atol=1e-4)
    assert abs(path(slope, 1.01, [0.24] * 500)[-1] - 1) < 1e-6
    assert abs(path(slope, 1.01, [0.26] * 500)[-1] - 1) > 0.01
