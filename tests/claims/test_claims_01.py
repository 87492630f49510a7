"""What notebook 1 says, computed again without gdviz."""

import numpy as np
from helpers.claims import arrives, path, says, towards

TURN = np.array([[np.cos(np.pi / 6), -np.sin(np.pi / 6)], [np.sin(np.pi / 6), np.cos(np.pi / 6)]])
A = TURN @ np.diag([1.0, 4.0]) @ TURN.T
HERE = np.array([-3.0, 2.0])
G = A @ HERE
TURN_90 = np.array([[0.0, 1.0], [-1.0, 0.0]])


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


def test_where_the_feet_point_and_where_the_bottom_lies():
    says("01", "towards 307°, down the page and to the right")
    says("01", "The bottom lies at **326**°, and your feet said **307**°: they were **19.3**° off.")
    says(
        "01",
        "At (−3, 2) on the hill in the fog they feel about −7.8 and 10.4",
        "The two slopes that they felt, −7.8 and 10.4,",
    )
    assert np.round(G, 2).tolist() == [-7.85, 10.4]
    felt = [(height(HERE + 0.001 * np.array(side)) - height(HERE)) / 0.001 for side in ([1, 0], [0, 1])]
    assert np.round(felt, 1).tolist() == [-7.8, 10.4]
    assert np.round([towards(-HERE), towards(-G)]).tolist() == [326, 307]
    assert round(towards(-HERE) - towards(-G), 1) == 19.3


def test_slopes_that_are_felt_settle_down_to_the_derivative():
    says("01", "so you feel a slope of −7", "With steps of 0.1 and 0.01 you feel −7.9 and −7.99.", "settle down to −8")
    says("01", "The slopes **−7.000**, **−7.900**, **−7.990**, **−7.999** settle down to −8, the derivative")
    assert [round(felt(h), 3) for h in (1, 0.1, 0.01, 0.001)] == [-7, -7.9, -7.99, -7.999]


def test_the_magnified_hill():
    """The line with the slope −8 at −4, and how far the hill leaves it: h, where a step of 1 lands."""
    says("01", "the height where it lands, divided by 1, is the slope that you feel")
    says(
        "01",
        "the ball lands at height −4 of the picture, and the line is at −8 there;",
        "With a *short step* the hill looks straight, and the dashed line lies on it.",
    )
    w = np.linspace(0, 1, 101)
    for h in (4, 0.1):
        seen = ((-4 + h * w) ** 2 - 16) / h
        assert abs(seen[-1] - felt(h)) < 1e-12
        assert np.all(np.diff(seen + 8 * w) > 0)
        assert abs(seen[-1] + 8 - h) < 1e-9


def test_how_short_the_step_of_exercise_4_must_be():
    says("01", "so h must be no larger.", "below about 1e-12 the computer's rounding is larger")
    says("TEACHING", "4. any h up to 0.0008 (not below about 1e-12)", "at 1e-13 rounding spoils it")
    good = [abs(felt(h) + 8) < 0.0008 for h in (0.00081, 0.00079, 1e-9, 1e-12, 7e-13, 1e-13)]
    assert good == [False, True, True, True, False, False]
    assert felt(1e-16) == 0


def test_a_slope_felt_with_two_feet_is_better_and_exact_on_the_bowl():
    says("01", "On the bowl it is exact, however wide you stand: # (w + h)² − (w − h)² is 4wh.")
    assert ((2.3 + 5) ** 2 - (2.3 - 5) ** 2) / 10 == 4.6
    says("01", "You feel the slope better with one foot a little to the left of w and one a little to the right")
    w, h = np.linspace(-5, 5, 1001), 0.1
    hill, slope = (lambda w: np.cosh(0.6 * w - 1.1)), 0.6 * np.sinh(0.6 * w - 1.1)
    one, two = (hill(w + h) - hill(w)) / h, (hill(w + h) - hill(w - h)) / (2 * h)
    assert np.all(abs(two - slope) < abs(one - slope))


def test_the_first_steps():
    says("01", "from −4, the first step is 0.1 · 8 = 0.8 long, and the second, from −3.2, 0.1 · 6.4 = 0.64.")
    says("01", "You needn't shorten the steps: the hill does it.")
    w = path(lambda w: 2 * w, -4, [0.1] * 40)
    assert np.round([w[1], 2 * w[1], w[1] - w[0], w[2] - w[1]], 9).tolist() == [-3.2, -6.4, 0.8, 0.64]
    assert np.all(np.diff(np.diff(w)) < 0)


def test_the_step_with_pairs_of_numbers():
    says("01", "leads to (−3, 2) − 0.1 · (−7.8, 10.4) = (−2.22, 0.96): each number for itself.")
    assert np.round(HERE - 0.1 * np.array([-7.8, 10.4]), 9).tolist() == [-2.22, 0.96]
    assert np.round(HERE - 0.1 * G, 2).tolist() == [-2.22, 0.96]


def along(degrees, distance):
    return height(HERE + np.multiply.outer(distance, unit(degrees)))


def test_ann_and_ben():
    says(
        "01",
        "Ann stands lower, at **11.1** against **11.6**.",
        "to 5, a distance of 1, as each step is 0.2 long.",
    )
    assert [round(along(degrees, 1.0), 1) for degrees in (307, 326)] == [11.1, 11.6]
    says(
        "01",
        "her path misses the star, and in the end she climbs again.",
        "Ann's ghost is the lower curve; and in the end?",
    )
    ann, ben = (along(degrees, 0.2 * np.arange(21)) for degrees in (307, 326))
    assert ann[-1] > ann[-2] > ann.min() > 0.7
    assert np.all(ann[1:12] < ben[1:12])
    assert np.all(ann[15:] > ben[15:])
    assert ben.min() < 0.001
    says(
        "01",
        "*Here*, no direction is steeper than that of your feet",
        "the steepest way leads to the long line in its middle, the *floor*",
    )
    assert np.argmin(G @ unit(np.arange(360)).T) == 307
    across = unit(120)  # the floor leads towards 30°
    assert np.sign((HERE + 3.3 * unit(307)) @ across) != np.sign(HERE @ across)


def test_where_ann_should_stop():
    says(
        "01",
        "Her cost is lowest at step 16, and each step is 0.2 long; between # the steps it is a little lower still.",
        "(Ben is down after 3.6, where Ann is",
    )
    says("TEACHING", "2. 3.3 (3.14 to 3.46 pass)")
    stops = np.arange(4001) / 1000
    assert abs(stops[np.argmin(along(307, stops))] - 3.3) < 0.03
    assert np.argmin(along(307, 0.2 * np.arange(21))) == 16
    assert along(307, 3.3) < along(307, 3.2)
    assert round(np.linalg.norm(HERE), 1) == 3.6
    assert along(307, 3.7) > along(307, 3.6) > along(307, 3.5)


def test_the_path_of_descent():
    says("01", "*short steps*: the path sets out at a right angle to the line of equal height, bends, and")
    w = path(lambda w: w @ A, HERE, [0.02] * 100)
    across, far = abs(w @ unit(120)), abs(w @ unit(30))
    assert abs((w[1] - w[0]) @ (G @ TURN_90)) < 1e-12
    assert across[-1] < 0.02 * far[-1]
    says("01", "*long steps*: it jumps across the floor and back, and still comes down.")
    w = path(lambda w: w @ A, HERE, [0.4] * 100)
    assert np.all((w[:20] @ unit(120))[1:] * (w[:20] @ unit(120))[:-1] < 0)
    assert np.all(np.diff(height(w[:40])) < 0)


def test_which_step_leads_down_the_most():
    says("01", "The curve is lowest at step 31, near the arrow at your feet, and highest half a turn before it.")
    round_trip = height(HERE + 0.8 * unit(10 * np.arange(37)))
    assert (np.argmin(round_trip), np.argmax(round_trip)) == (31, 13)
    says("01", "We tried 360 directions, one degree apart.")
    says("01", "A step of 0.8 leads down the most at **309**°, and a step of 0.1 at **307**°, just where −g points.")
    angles = np.arange(360)
    best = [angles[np.argmin(height(HERE + s * unit(angles)))] for s in (0.8, 0.1)]
    assert best == [309, 307]


def test_the_slope_off_the_steepest_way():
    says("01", "The steepest slope is **−13.0**, and 13.0 is the length of the gradient.")
    says("01", "At **60**° off it is **−6.5**, half as steep", "And at **20**° off it is still **−12.2**")
    slopes = G @ unit(towards(-G) + np.array([0, 20, 60, 90, 180])).T
    assert (np.round(slopes, 1) + 0.0).tolist() == [-13, -12.2, -6.5, 0, 13]
    assert round(np.linalg.norm(G), 1) == 13


def test_the_twelve_places():
    says("01", "In four: those where you look along the valley, or at a right angle to it.")
    says("01", "In the others it is **21.8**° or **36.6**° off.", "On a round bowl it is never off")
    hours = off_course(np.arange(0, 360, 30))
    assert sum(hours < 0.01) == 4
    assert np.flatnonzero(hours < 0.01).tolist() == [1, 4, 7, 10]  # 30° along the valley, 120° across it
    assert set(np.round(hours[hours > 0.01], 1)) == {21.8, 36.6}
    round_bowl = 3 * unit(np.arange(360))
    np.testing.assert_allclose(towards(-2 * round_bowl), towards(-round_bowl))


def test_the_game_with_two_directions():
    says("TEACHING", "the bottom is at 1.83, and descent takes 16 steps")
    bottom = 1.1 / 0.6
    assert round(bottom, 2) == 1.83
    assert arrives(abs(path(lambda w: 0.6 * np.sinh(0.6 * w - 1.1), -4, [0.5] * 100) - bottom)) == 16


def test_a_small_enough_step_goes_down():
    says("01", "What the hill does besides, by bending, shrinks with the *square* of α")
    rest = [height(HERE - a * G) - height(HERE) + a * G @ G for a in (0.02, 0.01)]
    assert rest[0] / rest[1] > 3.999
