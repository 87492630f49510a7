"""What notebook 1 says, computed again without gdviz."""

import numpy as np
from helpers.claims import arrives, path, says, towards

TURN = np.array([[np.cos(np.pi / 6), -np.sin(np.pi / 6)], [np.sin(np.pi / 6), np.cos(np.pi / 6)]])
A = TURN @ np.diag([1.0, 4.0]) @ TURN.T
HERE = np.array([-3.0, 2.0])
G = A @ HERE


def height(w):
    return 0.5 * np.sum(w * (w @ A), axis=-1)


def unit(degrees):
    return np.stack([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))], axis=-1)


def off_course(degrees):
    place = 3 * unit(degrees)
    off = abs(towards(-place @ A) - towards(-place))
    return np.minimum(off, 360 - off)


def felt(h):
    return ((-4 + h) ** 2 - 16) / h


def test_slopes_that_are_felt_settle_down_towards_the_derivative():
    says("01", "The long step felt **-7.000**", "Shorter steps feel **-7.900**, **-7.990**, **-7.999**", "towards −8")
    assert [round(felt(h), 3) for h in (1, 0.1, 0.01, 0.001)] == [-7, -7.9, -7.99, -7.999]


def test_how_short_the_step_of_exercise_1_must_be():
    says("01", "so h must be smaller than that.", "from about 1e-13 on, the computer's rounding is larger")
    says("TEACHING", "1. any h below 0.0008 (not below about 1e-12)", "at 1e-13 rounding spoils it")
    good = [abs(felt(h) + 8) < 0.0008 for h in (0.00081, 0.00079, 1e-9, 1e-12, 1e-13)]
    assert good == [False, True, True, True, False]
    assert felt(1e-16) == 0


def test_a_slope_felt_with_two_feet_is_exact_on_the_bowl():
    says("01", "On the bowl it is exact, however wide you stand: # (w + h)² − (w − h)² is 4wh.")
    assert ((2.3 + 5) ** 2 - (2.3 - 5) ** 2) / 10 == 4.6


def test_the_first_steps():
    says("01", "The step is 0.1 · 8 = **0.8** to the right, so we land on **-3.2**", "the next step is **0.64** long")
    w = path(lambda w: 2 * w, -4, [0.1] * 2)
    assert np.round([w[1], w[1] - w[0], w[2] - w[1]], 9).tolist() == [-3.2, 0.8, 0.64]


def test_the_first_game():
    says("TEACHING", "First game: the bottom is at 1.83, and descent takes 16 steps.")
    bottom = 1.1 / 0.6
    assert round(bottom, 2) == 1.83
    assert arrives(abs(path(lambda w: 0.6 * np.sinh(0.6 * w - 1.1), -4, [0.5] * 100) - bottom)) == 16


def test_where_the_feet_point_and_where_the_bottom_lies():
    says("01", "The bottom lies at 326°, and your feet had said 307°.", "No careful feeling will mend these **19.3**°.")
    says("01", "the ground falls, with slope **-7.85**; upwards it rises, with slope **10.40**")
    assert np.round(G, 2).tolist() == [-7.85, 10.4]
    assert np.round([towards(-HERE), towards(-G)]).tolist() == [326, 307]
    assert round(towards(-HERE) - towards(-G), 1) == 19.3


def test_which_step_leads_down_the_most():
    says(
        "01",
        "We tried 360 directions, one degree apart.\nThe best is **308**°",
        "With steps of 0.1 the best direction is 307°.",
    )
    angles = np.arange(360)
    best = [angles[np.argmin(height(HERE + s * unit(angles)))] for s in (0.5, 0.1)]
    assert best == [308, 307]
    says("01", "Straight to the right, 0°, goes down, but not as far as it could.", "Compare 308° with 324°.")
    right, star, down = height(HERE + 0.5 * unit(np.array([0, 324, 308])))
    assert down < star < right < height(HERE)


def test_the_slope_off_the_steepest_way():
    says("01", "The steepest slope is **-13.0**: the gradient is 13.0 long, and we walk against it.")
    says("01", "At **60**° off it is **-6.5**, just half", "And look at **20**° off: **-12.2** is still nearly all.")
    slopes = G @ unit(towards(-G) + np.array([0, 20, 60, 90, 180])).T
    assert (np.round(slopes, 1) + 0.0).tolist() == [-13, -12.2, -6.5, 0, 13]
    assert round(np.linalg.norm(G), 1) == 13


def test_the_twelve_hours_and_the_worst_place():
    says("01", "From four: those where you look along the valley, or square across it.", "by **21.8**° or by **36.6**°")
    hours = off_course(np.arange(0, 360, 30))
    assert sum(hours < 0.01) == 4
    assert set(np.round(hours[hours > 0.01], 1)) == {21.8, 36.6}
    says("01", "57 degrees, or 3, or half a turn further", "find a whole number of degrees that is a little worse")
    says("TEACHING", "3. 57 or 3 (4 and 56 pass, too): 36.87°")
    worst = off_course(np.arange(360))
    assert round(worst.max(), 2) == 36.87
    assert np.flatnonzero(worst > 0.999 * worst.max()).tolist() == [3, 4, 56, 57, 183, 184, 236, 237]
    round_bowl = 3 * unit(np.arange(360))
    np.testing.assert_allclose(towards(-2 * round_bowl), towards(-round_bowl))  # there the two agree


def test_how_long_descent_takes():
    says("01", "in **32** steps at α = 0.1, in **12** at 0.25, in **9** at 0.4", "At α = 0.49 it takes **99**")
    says("01", "Measured along the straight line it takes up to four steps more.")
    rates, each, line = (0.1, 0.25, 0.4, 0.49, 0.51), [], []
    for lr in rates:
        w = path(lambda w: w @ A, HERE, [lr] * 200)
        each.append(arrives(np.max(abs(w), axis=1)))
        line.append(arrives(np.linalg.norm(w, axis=1)))
    assert each == [32, 12, 9, 99, np.inf]
    assert [b - a for a, b in zip(each[:4], line[:4], strict=True)] == [1, 1, 0, 4]


def test_a_small_enough_step_goes_down():
    says("01", "What the hill does besides, by bending, shrinks with the *square* of α")
    rest = [height(HERE - a * G) - height(HERE) + a * G @ G for a in (0.02, 0.01)]
    assert rest[0] / rest[1] > 3.999
