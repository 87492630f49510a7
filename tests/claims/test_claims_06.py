"""What notebook 6 says, computed again without gdviz."""

import functools
from decimal import Decimal, getcontext

import numpy as np
from helpers.claims import BARRIER, LEFT, RIGHT, arrives, bend, path, root, says, two_valleys

STARTS = np.random.default_rng(0).uniform(1.3, 4.5, 500)


def cycles(steps, peak=1.5, period=20, settle=60):
    t = np.arange(steps)
    return np.where(t < settle, 0.1, 0.5 * peak * (1 + np.cos(np.pi * ((t - settle) % period) / period)))


@functools.cache
def crowd(peak, period, settle=60):
    """How many of the 500 are out at the end of each of five cycles."""
    walk = path(two_valleys, STARTS, cycles(settle + 5 * period, peak, period, settle))
    return np.sum(walk[settle + period :: period] < BARRIER, axis=1)


def test_the_wide_valley_holds_the_walk_through_the_restarts():
    says("06", "the wide valley holds a walk up to α = 2.07, and the peak is 1.5")
    says("06", "The narrow valley holds one only up to 2/f″ = 0.183.", "eight times what this valley can hold")
    assert (round(2 / bend(two_valleys, LEFT), 2), round(2 / bend(two_valleys, RIGHT), 3)) == (2.07, 0.183)
    assert 8 < 1.5 / (2 / bend(two_valleys, RIGHT)) < 9
    walk = path(two_valleys, -4.0, cycles(140))
    assert walk.max() <= 0
    assert np.all(abs(walk[80:] - LEFT) < 0.01)


def test_the_first_restart_stirs_and_the_second_escapes():
    says("06", "The *second* restart takes it over.")
    ends = [path(two_valleys, 4.0, cycles(140, peak))[60::20] < BARRIER for peak in (1.5, 0.15)]
    assert [some.tolist() for some in ends] == [[False, False, True, True, True], [False] * 5]
    says("06", "Hardly any walk is out after the first restart, and all are out after the second.")
    first, second, *_ = crowd(1.5, 20)
    assert first < 25
    assert second == 500


def test_how_far_from_the_minimum():
    says("06", "each step makes the distance *larger*")
    says("06", "at the peak 1 − 1.5 · 10.9 ≈ −15.")
    assert round(bend(two_valleys, RIGHT), 1) == 10.9
    says("06", "the ball is 2 · 10⁻¹⁶ from the minimum (≈ 0), as near as 16 digits allow.")
    factors = abs(1 - cycles(80)[60:] * bend(two_valleys, RIGHT))
    assert round(factors[0]) == 15
    walk = path(two_valleys, 4.0, cycles(80))
    assert abs(walk[60] - RIGHT) < 1e-14
    assert 0.001 < np.max(abs(walk[60:] - RIGHT)) < 0.1
    says("06", "In the first cycle, steps 60 to 80, it hops by 0.026 at most, too little to see.")
    assert round(float(np.max(abs(np.diff(walk[60:81])))), 3) == 0.026
    says("06", "- *The second cycle* ends in the left minimum, 3.77 away.")
    assert round(abs(path(two_valleys, 4.0, cycles(100))[100] - RIGHT), 2) == 3.77
    says(
        "06",
        "*settle = 40*: a distance of a thousandth is left, and the first restart",
    )
    says("TEACHING", "*settle* = 40: from this start the first restart is enough")
    walk = path(two_valleys, 4.0, cycles(140, settle=40))
    assert 0.0005 < abs(walk[40] - RIGHT) < 0.0015
    assert walk[60] < BARRIER
    says("TEACHING", "from this start the first restart is enough (of the 500, for fewer than half)")
    assert crowd(1.5, 20, 40)[0] < 250


def test_a_computer_with_a_hundred_digits_leaves_too():
    says("06", "The nearer a walk has come to the minimum, the longer it takes to leave.")
    getcontext().prec = 100

    def slope(w):
        wide, narrow = w + 2, w - 2
        return (
            w / 10
            + 4 * wide / Decimal("4.5") * (-wide * wide / Decimal("4.5")).exp()
            + 2 * narrow / Decimal("0.18") * (-narrow * narrow / Decimal("0.18")).exp()
        )

    w, gone, away = Decimal(4), None, None
    low, high = Decimal("1.9"), Decimal("2.1")
    for _ in range(340):
        middle = (low + high) / 2
        low, high = (low, middle) if slope(middle) > 0 else (middle, high)
    for step, rate in enumerate(cycles(140)):
        away = abs(w - low) if step == 60 else away
        gone = step if gone is None and w < Decimal(BARRIER) else gone
        w -= Decimal(float(rate)) * slope(w)
    double = int(np.argmax(path(two_valleys, 4.0, cycles(140)) < BARRIER))
    assert away < Decimal("1e-18")
    assert 80 < double < gone < 100
    assert 5 <= gone - double <= 15


def test_two_conditions():
    says(
        "06",
        "a peak of 0.5 carries the walk from 4 only **0.674** left of its minimum;",
        "the barrier is **0.71** away,",
        "away, and with 0.6 it is out.",
    )
    says("06", "a peak of 0.5, nearly three times the limit")
    assert round(RIGHT - BARRIER, 2) == 0.71
    assert 2.5 < 0.5 / (2 / bend(two_valleys, RIGHT)) < 3
    far = [RIGHT - path(two_valleys, 4.0, cycles(140, peak, settle=40))[40:].min() for peak in (0.15, 0.3, 0.5, 0.6)]
    assert np.round(far[:3], 3).tolist() == [0.001, 0.173, 0.674]
    assert far[3] > 3
    says("06", "# after 40 plain steps, not 60: more is left to stir")
    assert RIGHT - path(two_valleys, 4.0, cycles(160, 0.3))[60:].min() < 0.001


def test_how_many_of_500_escape():
    says(
        "06",
        "and a *constant* 0.5 took all out in notebook 5: here the rate falls again too soon.",
    )
    assert crowd(0.15, 20)[-1] == crowd(0.5, 20)[-1] == 0
    assert crowd(1.5, 20)[-1] == 500


def test_the_wall_in_the_map():
    says("06", "There is a wall near 0.5, and it is almost upright.", "*whether* it does is certain here")
    peaks = np.arange(5, 205, 5) / 100
    for period in range(5, 65, 5):
        shape = cycles(360, 1.0, period, 40)
        rates = (np.where(t < 40, 0.1, peaks * shape[t]) for t in range(360))
        off = abs(path(two_valleys, np.full(len(peaks), 4.0), rates) - LEFT)
        arrived = np.array([arrives(off[:, k]) < np.inf for k in range(len(peaks))])
        assert 0.445 < peaks[arrived].min() < 0.605
        assert np.all(arrived[peaks > 0.605])


def test_the_border_is_gone():
    says("06", "Only two places get out, beyond our last start, 4.5.")
    starts = np.linspace(-5, 5, 401)
    right = starts > BARRIER
    end = path(two_valleys, starts, cycles(160, 0.5))[-1]
    assert np.mean(abs(end[~right] - LEFT) < 0.1) == 1
    assert np.all(abs(end[right & (starts < 4.75)] - RIGHT) < 0.1)
    assert np.all((abs(end[right] - RIGHT) < 0.1) | (end[right] < BARRIER))
    assert (starts[right & (end < BARRIER)] > 4.89).tolist() == [True, True]
    says("06", "*From 0.8 on*: one colour, but for a speck at 0.9.")
    for peak in np.arange(16, 41) / 20:
        elsewhere = np.sum(abs(path(two_valleys, starts, cycles(160, peak))[-1] - LEFT) > 0.1)
        assert elsewhere == (1 if peak == 0.9 else 0), peak


def test_hot_and_cold():
    says("06", "it hops between **-0.79** and **-2.53**", "the walk ends at **-1.80**, in the minimum")
    hot = path(two_valleys, 4.0, [2.5] * 100)
    assert np.round(hot[-4:], 2).tolist() == [-0.79, -2.53, -0.79, -2.53]
    assert round(float(path(two_valleys, 4.0, cycles(260, 2.5))[-1]), 2) == -1.8
    assert 2 / bend(two_valleys, LEFT) < 2.5
    says("06", "*less hot*: the wide valley can hold it, and it settles.")
    assert abs(path(two_valleys, 4.0, [1.5] * 100)[-1] - LEFT) < 0.001


def test_random_restarts():
    says("06", "One start gets there with probability **0.63**, two with **0.863**, three with **0.949**, just short")
    says("06", "So **4** starts are enough.", "with one valley of four it takes **11** starts", "**299**")
    says("TEACHING", "three are just short: 0.949")
    p = np.mean(path(two_valleys, np.linspace(-5, 5, 401), [0.1] * 300)[-1] < BARRIER)
    assert round(p, 2) == 0.63
    chances = [1 - (1 - 0.63) ** n for n in (1, 2, 3, 4)]
    assert np.round(chances[:3], 3).tolist() == [0.63, 0.863, 0.949]
    assert chances[2] < 0.95 < chances[3]
    assert [next(n for n in range(500) if 1 - (1 - q) ** n > 0.95) for q in (0.25, 0.01, 0.2)] == [11, 299, 14]
    says("06", "1 − 0.8¹³ is 0.945, 1 − 0.8¹⁴ is 0.956: fourteen.")
    assert (round(1 - 0.8**13, 3), round(1 - 0.8**14, 3)) == (0.945, 0.956)


def needle(w):
    return (
        0.1 * w
        + 2 * (w + 2) / 4.5 * np.exp(-((w + 2) ** 2) / 4.5)
        + 4 * (w - 2) / 0.18 * np.exp(-((w - 2) ** 2) / 0.18)
    )


def test_the_needle():
    says("06", "with eight peaks up to 7, **0** of 160 ends of cycles are in the needle, within 0.3 of its minimum.")
    says("06", "With higher peaks, up to 20, fewer than one end in a hundred is.")
    says("06", "A rate that is bold enough to leave the wide valley is far too bold for the narrow one.")
    says("06", "and a rate below its 2/f″, which is 0.09", "up to 2/f″ = 3.97")
    wide, narrow = root(needle, -3, -1), root(needle, 1.8, 2.5)
    holds = [2 / bend(needle, w) for w in (wide, narrow)]
    assert np.round(holds, 2).tolist() == [3.97, 0.09]
    low, high = np.arange(0.05, 7.01, 0.05), np.arange(7.05, 20.01, 0.05)
    shape, t = cycles(460, 1.0), range(460)
    ends = [
        path(needle, np.full(len(peaks), -4.0), (np.where(k < 60, 0.1, peaks * shape[k]) for k in t))[80::20]
        for peaks in (low, high)
    ]
    assert np.all(ends[0] < 1.2)
    assert 0 < np.mean(abs(ends[1] - narrow) < 0.3) < 0.01
    says("06", "*cannot carry*: it hops in the wide valley, and slides back.")
    says("06", "flies far past the needle, over and over. At the end of no cycle is it near the needle's minimum.")
    hops, flies = (path(needle, -4.0, cycles(460, peak)) for peak in (6, 12))
    assert -3 < hops[60:].min() < wide - 0.5
    assert hops.max() < 1.2
    assert np.sum(flies > narrow + 1) > 10
    assert np.all(abs(flies[80::20] - narrow) > 1)
    says("06", "When it has fallen so far that the needle could hold the walk, the walk is nearly always elsewhere.")
    says("06", "a walk that starts in the needle only hops there at α = 0.1, until the first restart throws it out.")
    assert np.all(abs(path(needle, 2.2, cycles(460))[80::20] - wide) < 0.1)
    before = path(needle, 2.2, cycles(460))[20:60]
    assert np.all(np.diff(before)[1:] * np.diff(before)[:-1] < 0)
    assert np.all(abs(np.diff(before)) > 0.2)
    assert path(needle, 2.2, cycles(460))[61] < -1.9
    found = path(needle, np.linspace(-5, 5, 501), [0.04] * 1000)[-1]
    assert np.mean(abs(found - narrow) < 0.05) > 0.3
    assert np.all((abs(found - narrow) < 0.05) | (abs(found - wide) < 0.05))


def test_exercises():
    says("06", "# Around 0.6 it is luck; from 0.65 on nearly every peak will do.")
    says("06", "With 0.8 the walk is out in the third cycle")
    says("TEACHING", "1. from 0.65 on nearly all (0.8: 121 steps)", "4. shallow (0.98 against 0.49)")
    counts = {peak: arrives(abs(path(two_valleys, 4.0, cycles(160, peak)) - LEFT)) for peak in (0.5, 0.55, 0.6, 0.8)}
    assert counts == {0.5: np.inf, 0.55: np.inf, 0.6: 149, 0.8: 121}
    says("TEACHING", "below it is luck: 0.6 and 0.63 pass, 0.61, 0.62 and 0.64 don't.")
    came = {p: arrives(abs(path(two_valleys, 4.0, cycles(160, p)) - LEFT)) < np.inf for p in np.arange(60, 100) / 100}
    assert [p for p, there in came.items() if not there] == [0.61, 0.62, 0.64]
    out = int(np.argmax(path(two_valleys, 4.0, cycles(160, 0.8)) < BARRIER))
    assert 100 < out <= 120

    def equal(w):
        return 0.1 * w + 4 * (w + 2) * np.exp(-((w + 2) ** 2)) + 2 * (w - 2) * np.exp(-((w - 2) ** 2))

    holds = [2 / bend(equal, root(equal, *side)) for side in ((-3, -1), (1.5, 2.5))]
    assert np.round(holds, 2).tolist() == [0.49, 0.98]
