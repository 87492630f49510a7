"""What notebook 11 says, recomputed without gdviz."""

import numpy as np
import pytest
from helpers import plain
from helpers.claims import says
from helpers.plain import Squares, arrival, since, walk

DATA = Squares(*plain.table("two_features"))
ADAPTIVE = {"adagrad": plain.adagrad, "rmsprop": plain.rmsprop, "adam": plain.adam}
TEACHING = "TEACHING"


def in_the_ravine(rule, alpha, steps=2000, start=(-4, 1)):
    return arrival(walk(plain.ravine, rule, start, steps, alpha), 0)[0]


def on_the_data(rule, alpha=0.1, tol=0.005, factor=1, steps=2000):
    return arrival(walk(lambda w: factor * DATA.slope(w), rule, (0, 0), steps, alpha), DATA.best, tol)[0]


def turned(degrees):
    """The slope of the ravine, turned, and the start in it."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[c, -s], [s, c]])
    A = turn @ np.diag([1, 25]) @ turn.T
    return lambda w: w @ A, turn @ [-4, 1]


def in_the_turned_ravine(degrees, rule, alpha, steps=200):
    slope, start = turned(degrees)
    return arrival(walk(slope, rule, start, steps, alpha), 0)


def test_two_slopes():
    says("11", "where the two slopes are −4 and 25.")
    says("11", "the other shouts, and sets the limit, 2/L = 0.08. With α = 0.07 descent needs 61 steps")
    assert plain.ravine(np.array([-4, 1])).tolist() == [-4, 25]
    assert in_the_ravine(plain.descent, 0.07) == 61
    assert in_the_ravine(plain.descent, 0.0799) < np.inf == in_the_ravine(plain.descent, 0.0801)


def test_adagrad_in_the_ravine():
    says("11", "timid: the first step goes off at 45°, whatever the contours say: both coordinates move by α.")
    says("11", "4 steps, where descent takes 61, and 55 at its best.")
    says("11", "bold: far over the mark, and then the walk calms down.")
    assert walk(plain.ravine, plain.adagrad, (-4, 1), 1, 0.5)[1, 0] == pytest.approx([-3.5, 0.5])
    assert in_the_ravine(plain.adagrad, 3.5) == 4
    assert min(in_the_ravine(plain.descent, alpha) for alpha in np.arange(60, 80) / 1000) == 55
    bold = walk(plain.ravine, plain.adagrad, (-4, 1), 100, 8)[:, 0]
    assert bold[1] == pytest.approx([4, -7])  # across the bottom both ways, and still on the map
    assert in_the_ravine(plain.adagrad, 8) == 6
    assert np.abs(bold[10:]).max() < 0.05


def test_three_ways_to_remember():
    """All with α = 0.2, and ρ = 0.9."""
    says("11", "The sum gets tired, and is still on its way at the end.")
    says("11", "The average is there first, and does not stay", "from then on it hops about (play it).")
    says(
        "11",
        "One of the three still leaps about at the end, after 150 steps.",
        "AdaGrad's sum only grows, so its rates only shrink.",
    )
    says("11", "Two averages overshoots, swings, and settles.")
    near, moves = {}, {}
    for name, rule in ADAPTIVE.items():
        path = walk(plain.ravine, rule, (-4, 1), 900, 0.2, **{"rho": 0.9} if name == "rmsprop" else {})[:, 0]
        near[name] = np.argmax(np.max(np.abs(path), axis=1) < 0.05)
        moves[name] = np.abs(np.diff(path[800:], axis=0)).max()
        assert (np.abs(path[150] - path[149]).max() > 0.1) == (name == "rmsprop")
    assert near["rmsprop"] < near["adam"] < 150 < near["adagrad"]
    assert moves["rmsprop"] == pytest.approx(0.2, abs=0.05)
    assert max(moves["adagrad"], moves["adam"]) < 0.001
    says("11", "its slope changes sign: in its average the two cancel.")
    says("11", "And its divisor forgets slowly: each step keeps 0.999 of it.")

    def span(rule, **memory):
        return np.ptp(walk(plain.ravine, rule, (-4, 1), 150, 0.2, **memory)[-30:, 0], axis=0).max()

    assert min(span(plain.rmsprop, rho=0.9), span(plain.adam, b1=0, b2=0.9)) > 0.2
    assert max(span(plain.adam, b2=0.9), span(plain.adam, b1=0), span(plain.rmsprop, rho=0.999)) < 0.1
    adam = walk(plain.ravine, plain.adam, (-4, 1), 150, 0.2)[:, 0]
    assert adam[:, 0].max() > 0.1  # over the mark
    assert adam[:, 1].min() < -0.1


def test_adam_in_full():
    says("11", "In the first step m̂ is g and v̂ is g²: a step of length α in each coordinate.")
    says("11", "with ρ = 0.9 s begins as g²/10, and the step is √10 α long")
    says("11", "in the straight ravine, with α = 3.5, it arrives after 81 steps, stays for more")
    first = walk(plain.ravine, plain.adam, (-4, 1), 1)[1, 0] - [-4, 1]
    assert np.abs(first) == pytest.approx([0.1, 0.1], rel=1e-6)
    first = walk(plain.ravine, plain.rmsprop, (-4, 1), 1, rho=0.9)[1, 0] - [-4, 1]
    assert np.abs(first) == pytest.approx(np.full(2, 0.1 * 10**0.5), rel=1e-6)
    path = walk(plain.ravine, plain.adam, (-4, 1), 2000, 3.5)[:, 0]
    near = np.max(np.abs(path), axis=1) < 0.05
    assert arrival(path[:1000, None], 0)[0] == 81
    assert near[81:1100].all()
    assert not near[1100:].all()


def louder(factor, rule=plain.adam, alpha=0.1, steps=600):
    return walk(lambda w: factor * plain.ravine(w), rule, (-4, 1), steps, alpha)


def test_in_other_units():
    says("11", "92 steps and 92, through the same places")
    says("11", "with the cost × 10⁻⁹ it takes 488 steps.")
    says("11", "with α = 0.07 it blows up here")
    assert [arrival(louder(k), 0)[0] for k in (1e-9, 1e-3, 1, 1000, 1e6)] == [488, 92, 92, 92, 92]
    assert louder(1000)[:150] == pytest.approx(louder(1)[:150], abs=1e-6)
    assert not np.isfinite(louder(1000, plain.descent, 0.07)).all()


def test_how_long_the_steps_of_adam_are():
    says("11", "the first step moves each weight by α, whatever the slope, and here no later one is longer")
    says("11", "Adam's later steps shrink")
    moves = np.abs(np.diff(louder(1)[:, 0], axis=0)).max(axis=1) / 0.1
    assert moves[0] == pytest.approx(1, rel=1e-6)
    assert moves.max() < 1 + 1e-6
    assert moves[[9, 29, 49, 99]] == pytest.approx([0.97, 0.73, 0.33, 0.03], abs=0.005)
    says(TEACHING, "the first is; in the ravine, at α = 0.1, step 50 moves w₁ by a third of α")


@pytest.mark.parametrize(("start", "counts"), [((-2.5, 1.5), [147, 57, 159, 71]), ((-3.5, 2), [2480, 538, 195, 80])])
def test_the_plateau(start, counts):
    says("11", "From (−2.5, 1.5), with α = 0.1, descent takes 147 steps, momentum 57, and Adam 71.")
    says("11", "2480 steps, and momentum takes 538, AdaGrad 195, Adam 80.")
    says("11", "with α = 1.5 it arrives from the first start in 10")
    rules = (plain.descent, plain.ball, plain.adagrad, plain.adam)
    assert [arrival(walk(plain.plateau, rule, start, 2500), 0)[0] for rule in rules] == counts
    assert arrival(walk(plain.plateau, plain.descent, (-2.5, 1.5), 300, 1.5), 0)[0] == 10


def test_the_saddle():
    says("11", "After 6 steps w₂ is half of the way out.")
    says("11", "It takes 67 steps to be half of the way out, momentum 28.")
    says("11", "Adam overshoots, and arrives after momentum")
    paths = {
        name: walk(plain.saddle, rule, (-1.5, 0.001), 100)
        for name, rule in {"descent": plain.descent, "momentum": plain.ball, **ADAPTIVE}.items()
    }
    out = {name: np.argmax(path[:, 0, 1] > 0.5) for name, path in paths.items()}
    assert out == {"descent": 67, "momentum": 28, "adagrad": 7, "rmsprop": 1, "adam": 6}
    came = {name: arrival(path, [0, 1])[0] for name, path in paths.items()}
    assert came["momentum"] < came["adam"] < came["descent"] < came["adagrad"] == np.inf
    assert paths["adam"][:, 0, 1].max() > 1.1


def test_back_to_the_data():
    says("11", "plain descent takes 100 steps at α = 0.1, momentum 51, and Adam 127")
    assert [on_the_data(rule) for rule in (plain.descent, plain.ball, plain.adam)] == [100, 51, 127]


def test_which_coordinates():
    says("11", "From 4 steps to 86: plain descent, with 56, is ahead.")
    says("11", "(Descent's path is only turned; but the 0.05 is asked of w₁ and of w₂, which do not turn with it.)")
    turn, w, v = np.array([[1, -1], [1, 1]]) / 2**0.5, np.array([-4.0, 1.0]), np.array([-5.0, -3.0]) / 2**0.5
    for _ in range(61):
        w, v = w - 0.07 * np.array([1, 25]) * w, v - 0.07 * (turn @ np.diag([1, 25]) @ turn.T @ v)
        np.testing.assert_allclose(v, turn @ w, atol=1e-12)
    says("11", "Drag angle: 5° nearly treble the steps.")
    pairs = [(plain.adagrad, 3.5), (plain.descent, 0.07)]
    counts = [[in_the_turned_ravine(degrees, *pair)[0] for pair in pairs] for degrees in (0, 5, 45, 90)]
    assert counts == [[4, 61], [11, 61], [86, 56], [4, 61]]


def test_adam_hardly_minds_the_turn():
    says("11", "at its best it takes about 70 steps, straight or diagonal, more than plain descent.")
    alphas = np.geomspace(0.01, 30, 200)
    best = [in_the_turned_ravine(degrees, plain.adam, alphas, 500).min() for degrees in (0, 15, 45)]
    assert best == pytest.approx([70, 70, 70], abs=2.5)
    assert all(in_the_turned_ravine(degrees, plain.descent, 0.07)[0] < 65 for degrees in (0, 15, 45))


def test_at_45_degrees_both_rates_are_much_the_same():
    says("11", "At 45° AdaGrad's two are much alike.")
    for degrees, low, high in [(0, 5, np.inf), (45, 0.8, 1.25)]:
        slope, start = turned(degrees)
        s = np.sum(slope(walk(slope, plain.adagrad, start, 60, 3.5)[:-1, 0]) ** 2, axis=0)
        assert low < np.sqrt(s[1] / s[0]) < high


def test_metres_and_centimetres():
    says("11", "Adam's column changes least, from 52 to 84. The slowest of all in metres is the quickest")
    says("11", "Descent's column goes from 8 to 281 in decimetres; in centimetres it takes more than 1000 steps.")
    says("11", "Momentum and AdaGrad end at 373 and 438.")
    says("11", "From row to row the dark moves from the right to the left.")
    says("11", "In centimetres the valley lies nearly along an axis, turned by half a degree.")
    says("11", "its first step along w₂ is far too long, and makes the slope along w₁ 46 for a moment, where it was 5.")
    says("11", "Its sum keeps that for ever", "Adam's average lets it fade.")
    wide = Squares(DATA.X * [1, 100], DATA.y)
    tilt = np.linalg.eigh(wide.X.T @ wide.X)[1][:, 1]
    assert np.degrees(np.arctan2(abs(tilt[0]), abs(tilt[1]))) == pytest.approx(0.5, abs=0.05)
    slopes = {}
    for rule, alpha in [(plain.adagrad, 10**-0.5), (plain.adam, 10**-1.2)]:  # each one's best of the 61
        path = walk(wide.slope, rule, (0, 0), 438, alpha)[:, 0]
        slopes[rule] = np.abs(wide.slope(path)[:, 0])
    assert slopes[plain.adagrad][:2] == pytest.approx([5.3, 46], abs=0.5)
    assert np.sum(slopes[plain.adagrad][:2] ** 2) / np.sum(slopes[plain.adagrad] ** 2) > 0.85
    faded = [np.sqrt(np.mean(slopes[plain.adam][:t] ** 2)) for t in (2, 84)]  # nearly what Adam divides by
    assert faded[1] < faded[0] / 2
    says("11", "Then it is 9 steps for descent, in centimetres and in any other unit.")
    rates, found = np.geomspace(1e-5, 10, 61), {}

    def steps(table, rule, **knobs):
        cost = table.cost(walk(table.slope, rule, (0, 0), 1000, rates, **knobs))
        return since(cost - table.lowest < 0.01).min()

    with np.errstate(all="ignore"):
        for factor in (1, 3.28, 10, 100):
            table = Squares(DATA.X * [1, factor], DATA.y)
            ball = min(steps(table, plain.ball, mu=mu) for mu in (0.2, 0.8, 0.9, 0.98))
            found[factor] = [steps(table, plain.descent), ball, steps(table, plain.adagrad), steps(table, plain.adam)]
        tidy = (DATA.X - DATA.X.mean(axis=0)) / DATA.X.std(axis=0)
        assert steps(Squares(tidy, DATA.y - DATA.y.mean()), plain.descent) == 9
    assert {k: row for k, row in found.items() if k != 3.28} == {
        1: [8, 6, 10, 52], 10: [281, 36, 45, 52], 100: [np.inf, 373, 438, 84],
    }  # fmt: skip
    assert [int(np.argmax(row)) for row in found.values()] == [3, 3, 0, 0]


def test_newton():
    says("11", "1 step: on a bowl Newton needs no more, from everywhere, in any unit and at any angle.")
    says("11", "plain descent goes to the valley at (0, 1), and Newton to the top of the pass at (0, 0)")
    rng = np.random.default_rng(0)
    for _ in range(20):
        A, (best, start) = rng.normal(size=(2, 2)) * [1, 100], rng.normal(size=(2, 2))
        H = A.T @ A
        assert start - np.linalg.solve(H, H @ (start - best)) == pytest.approx(best, rel=1e-4, abs=1e-4)
    w = np.array([-1.5, 0.3])
    for _ in range(100):
        w = w - plain.saddle(w) / [1, 3 * w[1] ** 2 - 1]
    assert w == pytest.approx([0, 0], abs=1e-12)
    assert walk(plain.saddle, plain.descent, (-1.5, 0.3), 200)[-1, 0] == pytest.approx([0, 1], abs=1e-3)


def test_newton_with_a_sign():
    says("11", "From (−1.5, 0.3) your walk then reaches the valley at (0, 1) in 5 steps.")
    says(TEACHING, "Plain descent with α = 1 gets there, too, as the curvatures near its valleys are 1 and 2")
    path = walk(plain.saddle, lambda w, slope, kept, a: w - slope(w) / np.abs(
        np.stack([np.ones(len(w)), 3 * w[:, 1] ** 2 - 1], axis=-1)), (-1.5, 0.3), 50)  # fmt: skip
    assert arrival(path, [0, 1])[0] == 5
    assert arrival(walk(plain.saddle, plain.descent, (-1.5, 0.3), 50, 1), [0, 1])[0] <= 10


def test_the_rates_of_the_exercise():
    says(TEACHING, "1: α from about 1.15 to 2.")
    says("11", "Beyond 2 AdaGrad arrives as soon: after a leap over the mark both")
    alphas = np.linspace(1.12, 30, 500)
    came = arrival(walk(plain.ravine, plain.adagrad, (-2, 1), 100, alphas), 0)
    assert np.all(came[alphas > 1.17] <= 5)
    assert in_the_ravine(plain.adagrad, 1.1, start=(-2, 1)) > 5
