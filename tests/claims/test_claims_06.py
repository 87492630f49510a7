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


def test_random_restarts():
    says("06", "One start gets there with probability **0.63**, two with **0.86**, three with **0.948**, just short")
    says("06", "So **4** starts are enough.", "with one valley of four it takes **11** starts", "**299**")
    says("TEACHING", "(Three are just short: 0.948.)")
    p = np.mean(path(two_valleys, np.linspace(-5, 5, 2001), [0.1] * 300)[-1] < BARRIER)
    chances = [1 - (1 - p) ** n for n in (1, 2, 3, 4)]
    assert (round(chances[0], 2), round(chances[1], 2), round(chances[2], 3)) == (0.63, 0.86, 0.948)
    assert chances[2] < 0.95 < chances[3]
    assert [next(n for n in range(500) if 1 - (1 - q) ** n > 0.95) for q in (0.25, 0.01, 0.2)] == [11, 299, 14]
    says("06", "1 − 0.8¹³ is 0.945, 1 − 0.8¹⁴ is 0.956: fourteen.")
    assert (round(1 - 0.8**13, 3), round(1 - 0.8**14, 3)) == (0.945, 0.956)


def test_the_first_restart_stirs_and_the_second_escapes():
    says("06", "The *second* takes it over the barrier, and it stays on the left.", "no restart gets it out")
    says("06", "eight times the limit of that valley")
    assert 8 < 1.5 / (2 / bend(two_valleys, RIGHT)) < 9
    ends = [path(two_valleys, 4.0, cycles(140, peak))[60::20] < BARRIER for peak in (1.5, 0.15)]
    assert [some.tolist() for some in ends] == [[False, False, True, True, True], [False] * 5]
    says("06", "hardly any walk is out after the first restart, and nearly all are after the second")
    first, second, *_ = crowd(1.5, 20)
    assert first < 25
    assert second > 475


def test_with_40_plain_steps_the_first_is_enough_from_this_start():
    says("06", "*Settle 40*: now, from this start, the first restart is enough.", "a thousandth is left to work with")
    says("TEACHING", "then settle 40: from this start, the first restart is enough")
    walk = path(two_valleys, 4.0, cycles(140, settle=40))
    assert abs(walk[40] - RIGHT) < 0.0013
    assert walk[60] < BARRIER
    assert crowd(1.5, 20, 40)[0] < 250  # for most of the 500 it is not


def test_rounding_is_blown_up():
    says(
        "06", "by the factor αf″ − 1, up to 15 at the peak", "up by more than a hundred million million times, to a few"
    )
    factors = abs(1 - cycles(80)[60:] * bend(two_valleys, RIGHT))
    assert round(factors[0]) == 15
    assert np.prod(factors[factors > 1]) > 1e14
    walk = path(two_valleys, 4.0, cycles(80))
    assert abs(walk[60] - RIGHT) < 1e-14
    assert 0.001 < np.max(abs(walk[60:] - RIGHT)) < 0.1


def test_a_computer_with_a_hundred_digits_leaves_too():
    says("06", "a computer with a hundred digits would be much nearer after 60 steps, and would leave, too")
    says("06", "in the second cycle and some ten steps later")
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
        "gets **0.173** away",
        "At 0.5 it gets **0.674** away, and the barrier is at **0.71**.",
        "distance of **0.001**",
    )
    assert round(RIGHT - BARRIER, 2) == 0.71
    far = [RIGHT - path(two_valleys, 4.0, cycles(140, peak, settle=40))[40:].min() for peak in (0.15, 0.3, 0.5, 0.6)]
    assert np.round(far[:3], 3).tolist() == [0.001, 0.173, 0.674]
    assert far[3] > 3
    says("06", "In notebook 5 a *constant* 0.5 did escape")
    assert path(two_valleys, 4.0, [0.5] * 400)[-1] < BARRIER


def test_how_many_of_500_escape():
    says(
        "06",
        "With peaks of 0.15 and 0.5, **0** of **500** get away",
        "With 0.6 it is at least **450**.",
        "it is all **500**",
    )
    assert crowd(0.15, 20)[-1] == crowd(0.5, 20)[-1] == 0
    assert crowd(0.6, 40)[-1] >= 450
    assert crowd(1.5, 20)[-1] == 500


def test_the_wall_in_the_map():
    says("06", "There is a wall between 0.5 and 0.6, and it stands almost upright.", "whether it does is not")
    says("TEACHING", "point at 0.183, then at the wall between 0.5 and 0.6")
    peaks = np.arange(5, 205, 5) / 100
    for period in range(5, 65, 5):
        shape = cycles(360, 1.0, period)
        rates = (np.where(t < 60, 0.1, peaks * shape[t]) for t in range(360))
        off = abs(path(two_valleys, np.full(len(peaks), 4.0), rates) - LEFT)
        arrived = np.array([arrives(off[:, k]) < np.inf for k in range(len(peaks))])
        assert 0.495 < peaks[arrived].min() < 0.605
        assert np.all(arrived[peaks > 0.605])


def test_the_border_is_gone():
    says("06", "Drag the peak down to 0.5, and the border is back", "at 0.55 most starts on the right have not settled")
    starts = np.linspace(-5, 5, 401)
    settled = {}
    for peak in (1.5, 0.5, 0.55):
        end = path(two_valleys, starts, cycles(160, peak))[-1]
        settled[peak] = [np.mean(abs(end - place) < 0.1) for place in (LEFT, RIGHT)]
    assert settled[1.5] == [1, 0]
    assert np.round(settled[0.5], 2).tolist() == [0.63, 0.37]
    assert sum(settled[0.55]) < 0.63 + 0.37 / 2


def test_hot_and_cold():
    says("06", "it hops between **-0.79** and **-2.53**, for ever", "The walk with cycles stands at **-1.80**")
    hot = path(two_valleys, 4.0, [0.1] * 60 + [2.5] * 940)
    assert np.round(hot[-4:], 2).tolist() == [-0.79, -2.53, -0.79, -2.53]
    assert round(float(path(two_valleys, 4.0, cycles(260, 2.5))[-1]), 2) == -1.8
    assert 2 / bend(two_valleys, LEFT) < 2.5


def needle(w):
    return (
        0.1 * w
        + 2 * (w + 2) / 4.5 * np.exp(-((w + 2) ** 2) / 4.5)
        + 4 * (w - 2) / 0.18 * np.exp(-((w - 2) ** 2) / 0.18)
    )


def test_the_needle():
    says(
        "06",
        "at 7 peaks, **0** are in the deep valley",
        "A rate that is bold enough to leave the wide valley is far too bold",
    )
    says("06", "and a rate below its 2/f″, which is 0.09", "the walk has settled in the wide one")
    wide, narrow = root(needle, -3, -1), root(needle, 1.8, 2.5)
    holds = [2 / bend(needle, w) for w in (wide, narrow)]
    assert round(holds[1], 2) == 0.09
    assert holds[0] > 40 * holds[1]
    for peak in np.arange(5, 505, 5) / 100:  # not the seven alone
        assert np.all(path(needle, -4.0, cycles(460, peak))[80::20] < 1.2)
    found = path(needle, np.linspace(-5, 5, 501), [0.04] * 1000)[-1]
    assert np.mean(abs(found - narrow) < 0.05) > 0.3
    assert np.mean(abs(path(needle, np.linspace(-5, 5, 501), [0.1] * 1000)[-1] - narrow) < 0.05) == 0


def test_exercises():
    says("06", "0.6 is over the wall, but late. With 0.8 it is out in the third cycle, and has time to settle.")
    says("TEACHING", "1. from 0.6 on (0.8: 121 steps)", "4. shallow (0.98 against 0.49)")
    counts = {peak: arrives(abs(path(two_valleys, 4.0, cycles(160, peak)) - LEFT)) for peak in (0.5, 0.55, 0.6, 0.8)}
    assert counts == {0.5: np.inf, 0.55: np.inf, 0.6: 149, 0.8: 121}
    out = int(np.argmax(path(two_valleys, 4.0, cycles(160, 0.8)) < BARRIER))
    assert 100 < out <= 120

    def equal(w):
        return 0.1 * w + 4 * (w + 2) * np.exp(-((w + 2) ** 2)) + 2 * (w - 2) * np.exp(-((w - 2) ** 2))

    holds = [2 / bend(equal, root(equal, *side)) for side in ((-3, -1), (1.5, 2.5))]
    assert np.round(holds, 2).tolist() == [0.49, 0.98]
