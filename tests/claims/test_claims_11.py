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


def test_two_slopes():
    says("11", "the small slope, -4, and the other one shouts: 25")
    says("11", "sets the limit, 0.08, and even with an α just below it descent takes 61 steps")
    assert plain.ravine(np.array([-4, 1])).tolist() == [-4, 25]
    assert in_the_ravine(plain.descent, 0.07) == 61
    assert in_the_ravine(plain.descent, 0.0799) < np.inf == in_the_ravine(plain.descent, 0.0801)


def test_adagrad_in_the_ravine():
    says("11", "To -3.5 and 0.5: each coordinate has moved by α")
    says("11", "With a good α AdaGrad takes 4 steps in the ravine, where descent takes sixty.")
    says("11", "At α = 0.1 it would take more than 1600 steps in the ravine.")
    assert walk(plain.ravine, plain.adagrad, (-4, 1), 1, 0.5)[1, 0] == pytest.approx([-3.5, 0.5])
    assert in_the_ravine(plain.adagrad, 3.5) == 4
    assert in_the_ravine(plain.adagrad, 0.1) > 1600


def test_who_comes_to_rest():
    says("11", "AdaGrad is not there yet and hardly moves, by 0.001 a step.")
    says("11", "RMSProp was near after 24 steps, and does not come to rest: at step 900 its steps are up to 0.070")
    says("11", "Adam was near after 58 and has come to rest.")
    came, moves = {}, {}
    for name, rule in ADAPTIVE.items():
        path = walk(plain.ravine, rule, (-4, 1), 900)[:, 0]
        near = np.max(np.abs(path), axis=1) < 0.05
        came[name], moves[name] = np.argmax(near) if near.any() else None, np.abs(np.diff(path[-20:], axis=0)).max()
    assert came == {"adagrad": None, "rmsprop": 24, "adam": 58}
    assert list(moves.values()) == pytest.approx([0.001, 0.070, 0], abs=0.0005)


def test_the_first_step_of_rmsprop():
    says("11", "RMSProp's very first step is ten times α long")
    step = walk(plain.ravine, plain.rmsprop, (-4, 1), 1)[1, 0] - [-4, 1]
    assert np.abs(step) == pytest.approx([1, 1], rel=1e-6)


def test_in_other_units():
    says("11", "Adam takes 70 steps on the quiet cost and 70 on the loud one")
    says("11", "With the cost × 10⁻⁸ it takes 101 steps, with 10⁻⁹ 461.")
    counts = [on_the_data(plain.adam, tol=0.1, factor=k) for k in (1e-9, 1e-8, 1e-3, 1, 1000, 1e6)]
    assert counts == [461, 101, 70, 70, 70, 70]


def test_how_long_the_steps_of_adam_are():
    says("11", "Its first step is α long in each coordinate, whatever the slope.")
    says("11", "0.38 α at step 20, 0.16 at step 50, 0.01 at step 100")
    says(TEACHING, "the first is; step 50 is 0.16 α")
    says("11", "about the most that you would like a weight to move in a step")
    moves = np.abs(np.diff(walk(DATA.slope, plain.adam, (0, 0), 200)[:, 0], axis=0)) / 0.1
    assert moves[0] == pytest.approx([1, 1], rel=1e-6)
    assert moves.max(axis=1)[[19, 49, 99]] == pytest.approx([0.38, 0.16, 0.01], abs=0.005)
    assert moves.max() < 1.1


@pytest.mark.parametrize(("start", "counts"), [((-2.5, 1.5), [147, 57, 159, 71]), ((-3.5, 2), [2480, 538, 195, 80])])
def test_the_plateau(start, counts):
    says("11", "From our start momentum is first, with 57 steps; Adam takes 71, descent 147, and AdaGrad")
    says("11", "descent takes 2480, momentum 538, AdaGrad 195 and Adam 80")
    says("11", "with α = 1.5 it arrives from the first start in 10")
    rules = (plain.descent, plain.ball, plain.adagrad, plain.adam)
    assert [arrival(walk(plain.plateau, rule, start, 2500), 0)[0] for rule in rules] == counts
    assert arrival(walk(plain.plateau, plain.descent, (-2.5, 1.5), 300, 1.5), 0)[0] == 10


def test_the_saddle():
    says("11", "Descent takes 67 steps until w₂ has come from 0.001 to half of the way out, momentum 28, Adam 6.")
    says("11", "Adam, which overshoots, arrives after momentum")
    says("11", "AdaGrad has left early and is still on its way at the end of the race")
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
    says("11", "Adam takes 127 steps, and 107 with twice the α: slower than plain descent.")
    says("11", "RMSProp does not arrive at all, as it never rests.")
    assert [on_the_data(plain.adam), on_the_data(plain.adam, 0.2)] == [127, 107]
    assert on_the_data(plain.descent) == 100
    assert on_the_data(plain.rmsprop) == np.inf


def test_which_coordinates():
    says("11", "From 4 steps to 86: the whole advantage is gone, and plain descent, with 56, is ahead.")
    says("11", '(from 61 to 56, because "arrived" is measured along the axes)')
    counts = []
    for degrees in (0, 45, 90):
        slope, start = turned(degrees)
        pairs = [(plain.adagrad, 3.5), (plain.descent, 0.07)]
        counts.append([arrival(walk(slope, rule, start, 200, a), 0)[0] for rule, a in pairs])
    assert counts == [[4, 61], [86, 56], [4, 61]]


def test_at_45_degrees_both_rates_are_much_the_same():
    says("11", "The rates of w₁ and w₂ come out much the same")
    for degrees, low, high in [(0, 5, np.inf), (45, 0.8, 1.25)]:
        slope, start = turned(degrees)
        s = np.sum(slope(walk(slope, plain.adagrad, start, 60, 3.5)[:-1, 0]) ** 2, axis=0)
        assert low < np.sqrt(s[1] / s[0]) < high


def test_metres_and_centimetres():
    says("11", "In metres (x₂ × 1) descent takes 8 steps, momentum 6, AdaGrad 10 and Adam 52.")
    says("11", "281 for descent, 36 for momentum, 45 for AdaGrad, 52 still for Adam")
    says("11", "descent does not get there in 1000 steps, momentum takes 373, AdaGrad 438, and Adam")
    says("11", "Then it is 9 steps for descent, in centimetres and in any other unit.")
    rates, found = np.geomspace(1e-5, 10, 61), {}

    def steps(table, rule, **knobs):
        cost = table.cost(walk(table.slope, rule, (0, 0), 1000, rates, **knobs))
        return since(cost - table.lowest < 0.01).min()

    with np.errstate(all="ignore"):
        for factor in (1, 10, 100):
            table = Squares(DATA.X * [1, factor], DATA.y)
            ball = min(steps(table, plain.ball, mu=mu) for mu in (0.2, 0.8, 0.9, 0.98))
            found[factor] = [steps(table, plain.descent), ball, steps(table, plain.adagrad), steps(table, plain.adam)]
        tidy = (DATA.X - DATA.X.mean(axis=0)) / DATA.X.std(axis=0)
        assert steps(Squares(tidy, DATA.y - DATA.y.mean()), plain.descent) == 9
    assert found == {1: [8, 6, 10, 52], 10: [281, 36, 45, 52], 100: [np.inf, 373, 438, 84]}


def test_newton():
    says("11", "1 step: on a bowl Newton needs no more, from everywhere, in any unit and at any angle.")
    says("11", "Descent ends in the valley, at a cost of -0.25; Newton runs to the top of the pass, cost 0.00")
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
    says("11", "From (−1.5, 0.3) the walk then arrives in the valley at (0, 1), in 5 steps.")
    says(TEACHING, "Plain descent with α = 1 gets there, too, as all curvatures of this saddle are about 1")
    path = walk(plain.saddle, lambda w, slope, kept, a: w - slope(w) / np.abs(
        np.stack([np.ones(len(w)), 3 * w[:, 1] ** 2 - 1], axis=-1)), (-1.5, 0.3), 50)  # fmt: skip
    assert arrival(path, [0, 1])[0] == 5
    assert arrival(walk(plain.saddle, plain.descent, (-1.5, 0.3), 50, 1), [0, 1])[0] <= 10


def test_the_rates_of_the_exercise():
    says(TEACHING, "1: any α from about 1.15.")
    alphas = np.linspace(1.12, 30, 500)
    came = arrival(walk(plain.ravine, plain.adagrad, (-2, 1), 100, alphas), 0)
    assert np.all(came[alphas > 1.17] <= 5)
    assert in_the_ravine(plain.adagrad, 1.1, start=(-2, 1)) > 5
