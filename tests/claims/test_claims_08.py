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
    says("08", "Across the valley the curvature is 7.6 times that along it.")
    says("08", "descent breaks at 2/L, here 0.539")
    says("08", "a walk took a hundred steps to a bottom that was only two units away")
    assert np.linalg.norm(DATA.best) == pytest.approx(2, abs=0.1)
    assert pytest.approx(7.6, abs=0.05) == STEEP / FLAT
    assert pytest.approx(0.539, abs=0.0005) == 2 / STEEP


def test_a_bigger_step():
    says("08", "With the cautious α = 0.1 this takes a hundred steps.")
    says("08", "It takes 99 steps, and cautious took a hundred.", "over five times the α, and nothing gained")
    assert 5 < 0.524 / 0.1 < 6
    says("TEACHING", "99 steps (98 turn back)")
    for alpha, count, back in [(0.1, 100, 0), (0.524, 99, 98)]:
        moves, angles = turns(0, alpha)
        assert (len(moves), np.sum(angles > 90)) == (count, back)


def test_the_jumps_hide_how_quickly_it_comes_along():
    says("08", "The jumps across hide how quickly it comes along the valley", "along it (dashed) it goes home quietly")
    left = {alpha: (1 - alpha * FLAT) ** 10 for alpha in (0.1, 0.524)}  # of the way along, after ten steps
    assert left == pytest.approx({0.1: 0.61, 0.524: 0.05}, abs=0.005)


def test_a_bowl_that_is_nearly_round():
    says("08", "- nearly round: a bowl, and nearly straight home.")
    flat, steep = plain.made(0).curvatures
    assert 1.2 < steep / flat < 1.3


def test_why_it_zigzags():
    says("08", "Two walks that look nothing alike are slow by nearly the same factor.")
    says("08", "the two are equally good: 0.768 and -0.767")
    assert pytest.approx(0.951, abs=0.0005) == 1 - 0.1 * FLAT
    assert pytest.approx(-0.945, abs=0.0005) == 1 - 0.524 * STEEP
    assert pytest.approx([0.768, -0.767], abs=0.0005) == [1 - 0.476 * FLAT, 1 - 0.476 * STEEP]


def test_the_best_rate_over_all_starts():
    says("08", "This α is 2/(L + ℓ), and from the worst start no other single α does better.")
    alphas = np.arange(0.3, 0.539, 0.001)
    worst = np.maximum(np.abs(1 - alphas * FLAT), np.abs(1 - alphas * STEEP))
    assert alphas[worst.argmin()] == pytest.approx(2 / (STEEP + FLAT), abs=0.001)


def test_momentum():
    says("08", "With μ = 0.8 momentum takes 51 steps where plain descent took a hundred: half the steps")
    says("08", "At the large α it takes 54 with μ = 0.8, and 9 with μ = 0.3.")
    says("08", "the hiker at a well-chosen α = 0.476 takes 23, and beats μ = 0.8 at both α")
    assert steps(plain.descent, alpha=0.476) == 23
    says("08", "a gradient that stays the same adds up to 1 + 0.8 + 0.64 + … = 5 times itself")
    assert [steps(plain.ball), steps(plain.ball, alpha=0.524), steps(plain.ball, alpha=0.524, mu=0.3)] == [51, 54, 9]
    assert sum(0.8**k for k in range(200)) == pytest.approx(5)


def test_where_momentum_breaks():
    says("08", "It breaks at 2/L; with more memory the cliff moves along the dashed line, which is 2(1 + μ)/L.")
    limit = 2 * 1.8 / STEEP
    ends = walk(DATA.slope, plain.ball, (0, 0), 3000, [0.99 * limit, 1.01 * limit])[-1]
    assert np.abs(ends[0] - DATA.best).max() < 1e-6
    assert not np.isfinite(ends[1]).all() or np.abs(ends[1]).max() > 1e6
    assert [np.isfinite(steps(plain.ball, alpha=0.62, mu=mu)) for mu in (0.3, 0)] == [True, False]


def test_the_ball_shoots_past_the_bottom_and_turns():
    says("08", "The ball overtakes the ghost, shoots past the bottom, turns, and spirals in.")
    path = walk(DATA.slope, plain.ball, (0, 0), 60)[:, 0]
    assert path[:, 0].max() > DATA.best[0] + 0.3
    spun = np.degrees(np.unwrap(np.arctan2(*(path - DATA.best).T)))
    assert np.abs(spun[-1] - spun[0]) > 360


def test_which_mu():
    says("08", "μ = 0.64 takes 25 steps, 0.8 takes 51 and 0.9 takes 110: slower than no momentum at all")
    says(
        "08",
        "rounded to α = 0.58 and μ = 0.22, takes 11. The star takes 9, from this start",
        "this α is beyond the 2/L of plain",
    )
    assert [steps(plain.ball, mu=mu) for mu in (0.64, 0.8, 0.9)] == [25, 51, 110]
    assert steps(plain.ball, alpha=0.58, mu=0.22) == 11
    assert 2 / STEEP < 0.58


def test_the_map_of_all_pairs():
    says("08", "straight up from α = 0.1 the cells get lighter first, then darker again.")
    says("08", "- The quickest walk of all is marked by the star. Its μ is small.")
    column = [steps(plain.ball, mu=mu) for mu in (0, 0.3, 0.6, 0.75, 0.9)]
    assert np.argmin(column) == 2
    assert column == sorted(column[:3], reverse=True) + sorted(column[3:])
    alphas, memories = np.linspace(0.02, 1.06, 53), np.linspace(0, 0.96, 49)
    quickest = [
        arrival(walk(DATA.slope, plain.ball, (0, 0), 150, alphas, mu=mu), DATA.best, 0.005).min() for mu in memories
    ]
    assert 0.1 < memories[np.argmin(quickest)] < 0.35
    assert min(quickest) == 9


def test_the_valley_for_which_09_is_right():
    says("08", "a valley whose curvature across is some 1400 times that along it")
    root = (1 + np.sqrt(0.9)) / (1 - np.sqrt(0.9))
    assert root**2 == pytest.approx(1400, rel=0.05)


def test_how_narrow():
    says("08", "Plain descent goes from 26 steps to 529, five times what it was at 0.75.")
    says("08", "The ball with μ = 0.8 goes from 51 to 82.")
    says("08", "In the nearly round bowl it takes twice as long as plain descent")
    plainly = [steps(plain.descent, plain.made(c)) for c in (0, 0.75, 0.95)]
    assert plainly == [26, 100, 529]
    assert [steps(plain.ball, plain.made(c)) for c in (0, 0.95)] == [51, 82]


def tuned(table):
    """What it takes with theory's best settings: plain descent, momentum."""
    low, high = np.sqrt(table.curvatures)
    ball = {"alpha": 4 / (high + low) ** 2, "mu": ((high - low) / (high + low)) ** 2}
    return steps(plain.descent, table, alpha=2 / (low**2 + high**2)), steps(plain.ball, table, **ball)


def test_the_law_behind_the_fame():
    says("08", "That costs plain descent six times the steps, 137 instead of 23, and momentum not quite three times")
    says("08", "the steps of well-set plain descent grow like κ, those of well-set momentum like √κ")
    says("08", "From 7.6 to 45.6 κ gets six times as large; on the map the valley gets √6 times as narrow.")
    says("08", "on the map it is √κ times as long as it is wide")
    for table in (DATA, plain.made(0.95)):  # how far one can go along and across, for the same rise of the cost
        _, (along, across) = np.linalg.eigh(table.X.T @ table.X)[0], np.linalg.eigh(table.X.T @ table.X)[1].T
        far = [0.1 / np.sqrt(table.cost(table.best + 0.1 * side) - table.lowest) for side in (along, across)]
        assert far[0] / far[1] == pytest.approx(np.sqrt(table.curvatures[1] / table.curvatures[0]))
    flat, steep = plain.made(0.95).curvatures
    assert steep / flat / (STEEP / FLAT) == pytest.approx(6, abs=0.05)
    assert [tuned(plain.made(c)) for c in (0.75, 0.95)] == [(23, 12), (137, 33)]
    factors = []
    for narrow in (1e3, 1e5):  # the factor by which a step shrinks the distance, far out in the narrow valleys
        root = np.sqrt(narrow)
        factors.append((-1 / np.log((narrow - 1) / (narrow + 1)), -1 / np.log((root - 1) / (root + 1))))
    (slow, quick), (slower, less_quick) = factors
    assert slower / slow == pytest.approx(100, rel=0.01)
    assert less_quick / quick == pytest.approx(10, rel=0.01)


def test_the_penguins():
    says("08", "The curvature across the valley is 2593 times that along it, and descent breaks at 0.0000235.")
    says("08", "Plain descent takes 8528 steps, μ = 0.8 takes 1685, and μ = 0.95 takes 292")
    says("08", "Flippers are around 200 mm, bills around 44 mm")
    X, mass = plain.table("penguins")
    raw = Squares(X, mass)
    assert X.mean(axis=0) == pytest.approx([200, 44], abs=1)
    assert raw.curvatures[1] / raw.curvatures[0] == pytest.approx(2593, abs=0.5)
    assert 2 / raw.curvatures[1] == pytest.approx(0.0000235, abs=5e-8)
    counts = [steps(plain.ball, raw, 10000, 2e-5, 0.05, mu=mu) for mu in (0, 0.8, 0.95)]
    assert counts == [8528, 1685, 292]


def test_a_mean_bird_is_guessed_at_zero():
    says("08", "a bird of mean flipper and bill now has two zeros, for which the model guesses 0")
    X, _ = plain.table("penguins")
    assert (X.mean(axis=0) - X.mean(axis=0)) / X.std(axis=0) @ [676, 33] == 0


def test_the_penguins_standardized():
    says("08", "The same birds, and κ is only 4.8.")
    says("08", "Plain descent gets there in 21 steps; μ = 0.8 takes 64")
    X, mass = plain.table("penguins")
    tidy = Squares((X - X.mean(axis=0)) / X.std(axis=0), mass - mass.mean())
    assert tidy.curvatures[1] / tidy.curvatures[0] == pytest.approx(4.8, abs=0.05)
    says("08", "Subtracting alone brings κ to 13.")
    centred = Squares(X - X.mean(axis=0), mass - mass.mean())
    assert centred.curvatures[1] / centred.curvatures[0] == pytest.approx(13, abs=0.5)
    assert [steps(plain.ball, tidy, alpha=0.4, tol=0.5, mu=mu) for mu in (0, 0.8)] == [21, 64]


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
    says("08", "At α = 0.1 and μ = 0.8 it arrives in fewer than 30 steps;")
    assert steps(plain.restart) == 29
