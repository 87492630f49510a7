"""What notebook 5 says, computed again without gdviz."""

import numpy as np
from helpers.claims import BARRIER, LEFT, RIGHT, arrives, bend, path, says, two_valleys

PLACES = np.linspace(-5, 5, 401)
STARTS = np.random.default_rng(0).uniform(1.3, 4.5, 500)


def height(w):
    return 0.05 * w**2 - 2 * np.exp(-((w + 2) ** 2) / 4.5) - np.exp(-((w - 2) ** 2) / 0.18)


def end(starts, lr=0.1, steps=150):
    return path(two_valleys, starts, [lr] * steps)[-1]


def test_the_three_stationary_places():
    says("05", "The left valley is wide and deep, the right one is narrow and shallow.", "Our three have names")
    says("05", "The lowest of all of them is the global minimum. Here it is the left one.")
    places = np.array([LEFT, BARRIER, RIGHT])
    assert np.round(places, 3).tolist() == [-1.796, 1.262, 1.973]
    signs = np.sign(two_valleys(np.linspace(-5, 5, 100_000)))
    assert np.sum(signs[1:] != signs[:-1]) == 3
    left, top, right = height(places)
    assert left < right < top


def test_each_valley_has_a_limit():
    says("05", "The wide valley bends gently: its limit is α = **2.07**.")
    says(
        "05",
        "The narrow one bends sharply: its limit is **0.183**.",
        "a limit of its own, 2/f″: compare your α with it",
    )
    wide, top, narrow = bend(two_valleys, np.array([LEFT, BARRIER, RIGHT]))
    assert (round(wide, 2), round(narrow, 2)) == (0.96, 10.91)
    assert top < 0
    assert (round(2 / wide, 2), round(2 / narrow, 3)) == (2.07, 0.183)


def test_the_start_decides():
    says("05", "Of **500** walks, **0** end in the deeper valley.")
    says("05", "with α = 0.1, which is small enough for both valleys")
    assert np.all(abs(end(STARTS) - RIGHT) < 0.01)
    says("05", "With an α as small as this one every step goes *down*, and is too short to leap across the barrier")
    walk = path(two_valleys, np.linspace(BARRIER + 0.001, 4.5, 3001), [0.1] * 300)
    assert np.all(walk > BARRIER)
    assert np.diff(height(walk), axis=0).max() < 1e-12


def test_the_map_of_starts():
    says("05", "The deeper valley has **63** of 100 places on our map.", "The colours meet at the barrier, and nowhere")
    ends = end(PLACES)
    left, right = (abs(ends - place) < 0.1 for place in (LEFT, RIGHT))
    assert (round(100 * left.mean()), round(100 * right.mean())) == (63, 37)
    np.testing.assert_array_equal(right, PLACES > BARRIER)


def test_large_steps_prefer_wide_valleys():
    says("05", "With α = 0.5 all **500** walks settle in the deeper valley")
    says("05", "with α = 0.2 they hop on the right, and none gets out")
    says("05", "Far beyond the limit the narrow valley throws every walk out, and the wide one holds it")
    assert np.all(abs(end(STARTS, 0.5) - LEFT) < 0.01)
    hops = path(two_valleys, STARTS, [0.2] * 400)
    assert np.all(hops > BARRIER)
    assert np.all(np.ptp(hops[-20:], axis=0) > 0.1)


def test_the_map_flows():
    says("05", "*α = 0.2*: the colour B disappears, and dots mark the walks that have settled nowhere.")
    says("05", "*α = 0.3*, and at 0.4, too: some places are coloured B. Those walks hop, too")
    says("05", "*α = 2.05*: from 0.5 to here all places belong to A.", "*α = 2.1*: beyond 2.07 not even the wide")
    right = PLACES > BARRIER
    for lr in (0.2, 0.3, 0.4):
        walk = path(two_valleys, PLACES, [lr] * 150)
        coloured = abs(walk[-1] - RIGHT) < 0.1
        assert np.all(abs(walk[-1, ~right] - LEFT) < 0.1)
        assert np.all(np.ptp(walk[-20:, right], axis=0) > 0.1)
        assert (0 < coloured.mean() < 0.2) == (lr > 0.2)
    for lr in np.arange(0.5, 2.06, 0.05):
        assert np.all(abs(end(PLACES, lr) - LEFT) < 0.1)
    assert np.mean(abs(end(PLACES, 2.1) - LEFT) < 0.1) < 0.02


def test_hold_tremble_rage():
    says("05", "*holds*: it settles on the right.", "still does not get over the barrier", "*is gone*: one of the hops")
    holds, trembles, rages, gone = path(two_valleys, np.full(4, 4.0), [np.array([0.15, 0.2, 0.4, 0.5])] * 100).T
    assert abs(holds[-20:] - RIGHT).max() < 0.01
    for hopping, least in ((trembles, 0.1), (rages, 0.5)):
        assert hopping.min() > BARRIER
        assert np.ptp(hopping[-20:]) > least
    assert height(trembles[-1]) > height(RIGHT) + 0.01
    assert abs(gone[-20:] - LEFT).max() < 0.01


def four(w):
    a, b = w[..., 0] ** 2 + w[..., 1] - 11, w[..., 0] + w[..., 1] ** 2 - 7
    return np.stack([4 * w[..., 0] * a + 2 * b, 2 * a + 4 * w[..., 1] * b], axis=-1)


MINIMA = np.array([(3, 2), (-2.805118, 3.131313), (-3.779310, -3.283186), (3.584428, -1.848127)])


def ends_of_four(lr):
    """For each place of the map the number of its valley, and -1 where there is none."""
    side = np.linspace(-5, 5, 101)
    last = path(four, np.stack(np.meshgrid(side, side), axis=-1), [lr] * 150)[-1]
    near = np.stack([(abs(last - m) < 0.1).all(axis=-1) for m in MINIMA])
    return np.where(near.any(axis=0), near.argmax(axis=0), -1)


def test_four_valleys():
    says("05", "With α = 0.01 each valley gets about a quarter.", "all of the same depth")
    says("05", "All four colours meet near (−0.3, −0.9). There is the hilltop")
    assert [round(100 * np.mean(ends_of_four(0.01) == k)) for k in range(4)] == [26, 26, 24, 25]
    assert abs(four(MINIMA)).max() < 1e-3
    depth = (MINIMA[:, 0] ** 2 + MINIMA[:, 1] - 11) ** 2 + (MINIMA[:, 0] + MINIMA[:, 1] ** 2 - 7) ** 2
    assert depth.max() < 1e-9
    top = path(lambda w: -four(w), (-0.3, -0.9), [0.001] * 3000)[-1]
    assert np.round(top, 1).tolist() == [-0.3, -0.9]
    around = np.radians(np.arange(0, 360, 2))
    ends = path(four, top + 0.1 * np.stack([np.cos(around), np.sin(around)], axis=-1), [0.01] * 300)[-1]
    assert len({tuple(np.round(place, 1)) for place in ends}) == 4
    says(
        "05",
        "*α = 0.016*: the colour C is gone, and at *α = 0.02* so is D, because each valley has a limit of its own.",
        "*α = 0.023*: most of the lower left turns to B.",
    )
    shares = {lr: [np.mean(ends_of_four(lr) == k) for k in range(4)] for lr in (0.014, 0.016, 0.018, 0.02, 0.022)}
    assert min(*shares[0.014], *shares[0.016][:2], shares[0.018][3], *shares[0.02][:2]) > 0.2
    assert max(shares[0.016][2], shares[0.018][2], *shares[0.02][2:], *shares[0.022][2:]) < 0.02
    low = np.linspace(-5, 5, 101) < 0
    turned = [np.mean(ends_of_four(lr).reshape(101, 101)[np.ix_(low, low)] == 1) for lr in (0.022, 0.023)]
    assert turned[0] < 0.2 < 0.8 < turned[1]
    says("TEACHING", "3. for example (−0.25, −0.5)")
    np.testing.assert_allclose(path(four, (-0.25, -0.5), [0.01] * 200)[-1], (3, 2))


def saddle(w):
    return np.array([w[0], w[1] ** 3 - w[1]])


def test_how_long_it_stays_on_the_saddle():
    says("05", "it takes **35** steps to the valley, from 0.001 it takes **83**, from a millionth **155**")
    says("05", "To grow tenfold that way takes 24 steps, so each zero after the decimal point costs 24 steps more.")
    says("05", "From the ridge itself it never gets there. So the saddle is one more kind of stationary place.")
    says("05", "The line w₂ = 0 is the *ridge*: to both sides of it the ground falls.")
    w = np.stack(np.meshgrid(np.linspace(-2, 2, 41), [-0.9, -0.1, 0.1, 0.9]))
    assert np.all(saddle(w)[1] * w[1] < 0)
    says("05", "(differentiate the formula above the map twice, moving w₁ alone) is 1, as in a valley;")
    says("05", "along w₂ it is −1, as on a top.")
    says("05", "from 83 to 155, and so from 155 to about 227")
    says("TEACHING", "4. 228 (155 + 72 = 227 counts)")
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


def test_a_stationary_place_that_curves_down_somewhere_is_no_minimum():
    says("05", "One single direction that curves down is enough to make a stationary place no minimum")
    assert -0.5 * 0.1**2 + 0.25 * 0.1**4 < 0  # a little beside the saddle it is lower


def test_two_valleys_of_your_own():
    says("05", "Its derivative 12w² − 4 is −4 at 0, a top, and 8 in both valleys.")
    says("TEACHING", "2. 2/8 = 0.25")

    def slope(w):
        return 4 * w**3 - 4 * w

    np.testing.assert_allclose([slope(w) for w in (-1, 0, 1)], 0)
    np.testing.assert_allclose([bend(slope, w) for w in (-1, 0, 1)], [8, -4, 8], atol=1e-4)
    assert abs(path(slope, 1.01, [0.24] * 500)[-1] - 1) < 1e-6
    assert abs(path(slope, 1.01, [0.26] * 500)[-1] - 1) > 0.01
