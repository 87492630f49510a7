"""What notebook 8 says, recomputed without gdviz."""

import numpy as np
import pytest
from helpers import plain
from helpers.claims import says
from helpers.plain import Squares, arrival, walk

DATA = Squares(*plain.table("two_features"))
FLAT, STEEP = DATA.curvatures


def steps(rule, table=DATA, limit=1000, alpha=0.1, tol=0.005, **knobs):
    return arrival(walk(table.slope, rule, (0, 0), limit, alpha, **knobs), table.best, tol)[0]


def turns(mu, alpha=0.524):
    """The moves of a walk until it arrives, and the angles between one and the next."""
    path = walk(DATA.slope, plain.ball, (0, 0), 200, alpha, mu=mu)[:, 0]
    moves = np.diff(path[: int(arrival(path[:, None], DATA.best, 0.005)[0]) + 1], axis=0)
    length = np.linalg.norm(moves, axis=1)
    cosine = np.sum(moves[1:] * moves[:-1], axis=1) / length[1:] / length[:-1]
    return moves, np.degrees(np.arccos(np.clip(cosine, -1, 1)))


def test_the_valley():
    says("08", "The valley is 7.6 times as curved across as along.")
    says("08", "descent breaks at 0.539")
    assert pytest.approx(7.6, abs=0.05) == STEEP / FLAT
    assert pytest.approx(0.539, abs=0.0005) == 2 / STEEP


def test_a_bigger_step():
    says("08", "At α = 0.1 the walk takes 100 steps and never turns back.")
    says("08", "At α = 0.524 it takes 99, and 98 of them turn back on the step before.")
    for alpha, count, back in [(0.1, 100, 0), (0.524, 99, 98)]:
        moves, angles = turns(0, alpha)
        assert (len(moves), np.sum(angles > 90)) == (count, back)


def test_why_it_zigzags():
    says("08", "Two walks that look nothing alike are slow by the same factor.")
    says("08", "the two factors are 0.768 and -0.767, equally good")
    assert pytest.approx(0.951, abs=0.0005) == 1 - 0.1 * FLAT
    assert pytest.approx(-0.945, abs=0.0005) == 1 - 0.524 * STEEP
    assert pytest.approx([0.768, -0.767], abs=0.0005) == [1 - 0.476 * FLAT, 1 - 0.476 * STEEP]


def test_the_best_rate_over_all_starts():
    says("08", "Over all starting points no single α does better; it is 2/(L + ℓ).")
    says("08", "(From our start a smaller one, such as 0.45, happens to be two steps quicker.)")
    alphas = np.arange(0.3, 0.539, 0.001)
    worst = np.maximum(np.abs(1 - alphas * FLAT), np.abs(1 - alphas * STEEP))
    assert alphas[worst.argmin()] == pytest.approx(2 / (STEEP + FLAT), abs=0.001)
    counts = arrival(walk(DATA.slope, plain.descent, (0, 0), 300, alphas), DATA.best, 0.005)
    assert counts.min() == steps(plain.descent, alpha=0.45) == steps(plain.descent, alpha=0.476) - 2


def test_momentum():
    says("08", "With μ = 0.8 momentum takes 51 steps where plain descent took a hundred, and 54 at the large α")
    says("08", "With μ = 0.3 at the large α it takes 9.")
    says("08", "a gradient that stays the same adds up to 1 + 0.8 + 0.64 + … = 5 times itself")
    assert [steps(plain.ball), steps(plain.ball, alpha=0.524), steps(plain.ball, alpha=0.524, mu=0.3)] == [51, 54, 9]
    assert sum(0.8**k for k in range(200)) == pytest.approx(5)


def test_where_momentum_breaks():
    says("08", "with momentum, descent breaks only at 2(1 + μ)/L")
    limit = 2 * 1.8 / STEEP
    ends = walk(DATA.slope, plain.ball, (0, 0), 3000, [0.99 * limit, 1.01 * limit])[-1]
    assert np.abs(ends[0] - DATA.best).max() < 1e-6
    assert not np.isfinite(ends[1]).all() or np.abs(ends[1]).max() > 1e6


@pytest.mark.parametrize(("mu", "long", "turn"), [(0, 63.5, 180), (0.3, 7.4, None), (0.8, 22.4, 90)])
def test_how_long_the_way_is(mu, long, turn):
    says("08", "The zig-zag covers a path 63.5 long and turns by 180 degrees a step, in the mean.")
    says("08", "With μ = 0.8 the path is 22.4 long, a third, and the mean turn is 90 degrees; with μ = 0.3 it is 7.4.")
    moves, angles = turns(mu)
    assert np.linalg.norm(moves, axis=1).sum() == pytest.approx(long, abs=0.05)
    assert turn is None or angles.mean() == pytest.approx(turn, abs=0.5)


def test_which_mu():
    says("08", "μ = 0.6 takes 30 steps, 0.8 takes 51 and 0.9 takes 110: slower than no momentum at all")
    says("08", "Plain descent with a well-chosen α takes 23, and beats all three.")
    says("08", "takes 11 (unrounded 12, as you will see), and note that this α is beyond the 2/L of plain descent")
    assert [steps(plain.ball, mu=mu) for mu in (0.6, 0.8, 0.9)] == [30, 51, 110]
    assert steps(plain.descent, alpha=0.476) == 23
    assert steps(plain.ball, alpha=0.58, mu=0.22) == 11
    assert 2 / STEEP < 0.58


def test_the_valley_for_which_09_is_right():
    says("08", "for one that is some 1400 times as curved across as along")
    root = (1 + np.sqrt(0.9)) / (1 - np.sqrt(0.9))
    assert root**2 == pytest.approx(1400, rel=0.05)


def test_how_narrow():
    says("08", "Plain descent goes from 26 steps to 529, five times what it was at 0.75.")
    says("08", "51 at no correlation, 52 at 0.9; then 82 at 0.95")
    says("08", "at correlation 0, momentum takes twice as long as plain descent")
    plainly = [steps(plain.descent, plain.made(c)) for c in (0, 0.75, 0.95)]
    assert plainly == [26, 100, 529]
    assert [steps(plain.ball, plain.made(c)) for c in (0, 0.9, 0.95)] == [51, 52, 82]


def tuned(table):
    """What it takes with theory's best settings: plain descent, momentum."""
    low, high = np.sqrt(table.curvatures)
    ball = {"alpha": 4 / (high + low) ** 2, "mu": ((high - low) / (high + low)) ** 2}
    return steps(plain.descent, table, alpha=2 / (low**2 + high**2)), steps(plain.ball, table, **ball)


def test_the_law_behind_the_fame():
    says("08", "It costs plain descent six times the steps, 137 instead of 23, and momentum not quite three times")
    says("08", "the steps of well-set plain descent grow like κ, those of well-set momentum like √κ")
    assert [tuned(plain.made(c)) for c in (0.75, 0.95)] == [(23, 12), (137, 33)]
    factors = []
    for narrow in (1e3, 1e5):  # the factor by which a step shrinks the distance, far out in the narrow valleys
        root = np.sqrt(narrow)
        factors.append((-1 / np.log((narrow - 1) / (narrow + 1)), -1 / np.log((root - 1) / (root + 1))))
    (slow, quick), (slower, less_quick) = factors
    assert slower / slow == pytest.approx(100, rel=0.01)
    assert less_quick / quick == pytest.approx(10, rel=0.01)


def test_the_penguins():
    says("08", "A valley 2593 times as curved across as along, and descent that breaks at 0.0000235.")
    says("08", "Plain descent takes 8528 steps, μ = 0.8 takes 1685, and μ = 0.95 takes 292")
    says("08", "Flippers are around 200 mm, bills around 44 mm")
    says("08", "From κ = 2593 to 13.4 by one subtraction, and plain descent takes 37 steps")
    says("08", "its lowest cost is half as high")
    X, mass = plain.table("penguins")
    raw, centred = Squares(X, mass), Squares(X - X.mean(axis=0), mass - mass.mean())
    assert X.mean(axis=0) == pytest.approx([200, 44], abs=1)
    assert raw.curvatures[1] / raw.curvatures[0] == pytest.approx(2593, abs=0.5)
    assert 2 / raw.curvatures[1] == pytest.approx(0.0000235, abs=5e-8)
    counts = [steps(plain.ball, raw, 10000, 2e-5, 0.05, mu=mu) for mu in (0, 0.8, 0.95)]
    assert counts == [8528, 1685, 292]
    assert centred.curvatures[1] / centred.curvatures[0] == pytest.approx(13.4, abs=0.05)
    assert steps(plain.descent, centred, alpha=0.004, tol=0.05) == 37
    assert centred.lowest / raw.lowest == pytest.approx(0.5, abs=0.01)


def test_the_penguins_standardized():
    says("08", "The same birds, and κ is only 4.8.")
    says("08", "Plain descent gets there in 21 steps, and μ = 0.2 in 13; μ = 0.8 takes 64")
    X, mass = plain.table("penguins")
    tidy = Squares((X - X.mean(axis=0)) / X.std(axis=0), mass - mass.mean())
    assert tidy.curvatures[1] / tidy.curvatures[0] == pytest.approx(4.8, abs=0.05)
    assert [steps(plain.ball, tidy, alpha=0.4, tol=0.5, mu=mu) for mu in (0, 0.2, 0.8)] == [21, 13, 64]


def test_sum_or_average():
    says("08", "With the same α = 0.1 and μ = 0.8 it takes 78 steps.")
    says("08", "Our z is a sum of past gradients, as in PyTorch.")

    def average(w, slope, kept, a):
        kept["z"] = 0.8 * kept.get("z", 0) + 0.2 * slope(w)
        return w - a * kept["z"]

    assert steps(average) == 78
    paths = [walk(DATA.slope, rule, (0, 0), 100, a) for rule, a in [(average, 0.5), (plain.ball, 0.1)]]
    np.testing.assert_allclose(*paths, atol=1e-12)


def test_the_brake():
    says("08", "At α = 0.1 and μ = 0.8 it arrives in fewer than 30 steps.")
    assert steps(plain.restart) == 29
