"""What notebook 7 says, recomputed without gdviz."""

import numpy as np
import pytest
from helpers import plain
from helpers.claims import says
from helpers.plain import Squares, walk

DATA = Squares(*plain.table("two_features"))
TRUTH = np.array([2, 0.5])
TEACHING = "TEACHING"


def test_the_data_are_made_by_their_recipe():
    says("07", "x₁ and x₂ at random but correlated (mostly large together), y = 2x₁ + 0.5x₂, and")
    says("07", "their correlation is about 0.75", "the features were drawn with a correlation of 0.75")
    np.testing.assert_allclose(plain.made().X, DATA.X)
    np.testing.assert_allclose(plain.made().y, DATA.y)
    assert np.corrcoef(DATA.X.T)[0, 1] == pytest.approx(0.77, abs=0.005)


def test_what_knowing_nothing_costs():
    says("07", "Knowing nothing costs 6.55. The truth costs 0.247: this cost is called the noise floor")
    assert DATA.cost([0, 0]) == pytest.approx(6.55, abs=0.005)
    assert DATA.cost(TRUTH) == pytest.approx(0.247, abs=0.0005)


def test_one_weight():
    says("07", "the bowl of notebook 3, with the curvature L = 2 · mean x²", "the mean of parabolas is a parabola")
    says("07", "past the dots, back, past them again, and it settles")
    x, y = DATA.X[:, 0], DATA.y
    one = Squares(DATA.X[:, :1], y)
    assert one.curvatures[0] == pytest.approx(2 * np.mean(x**2))
    w = np.linspace(-1, 5, 7)
    cost = [np.mean((v * x - y) ** 2) for v in w]
    np.testing.assert_allclose(np.diff(cost, 3), 0, atol=1e-9)
    swings = walk(one.slope, plain.descent, (0,), 30, 0.8)[:, 0, 0] - one.best[0]
    assert np.all(swings[:-1] * swings[1:] < 0)
    assert abs(swings[-1]) < 0.01
    says("07", "The line of the first figure ended steeper than 2 for the same reason")
    says(TEACHING, "w₁ = 2.35 without x₂", "its limit 2/L is 0.890")
    assert one.best[0] == pytest.approx(2.35, abs=0.005)
    assert 2 / one.curvatures[0] == pytest.approx(0.890, abs=0.0005)


def test_least_squares_are_the_most_likely_weights_where_the_noise_is_gaussian():
    says("07", "Those with the smallest sum of squared errors.")

    def unlikely(w):
        return -np.sum(np.log(np.exp(-((DATA.X @ w - DATA.y) ** 2) / 2 / 0.25) / np.sqrt(2 * np.pi * 0.25)))

    around = DATA.best + np.random.default_rng(0).normal(size=(200, 2)) * 0.1
    assert all(unlikely(DATA.best) < unlikely(w) for w in around)


def test_one_bad_label_shouts_down_all_others():
    says("07", "It does not let one bad label shout down all others.")
    says("07", "one label reads 361.2 instead of 3.612")
    says(TEACHING, "(3.07, 2.70) becomes (2.00, 0.54)")
    typo = np.where(np.arange(200) == 1, 361.2, DATA.y)
    assert DATA.y[1] == pytest.approx(3.612, abs=0.0005)
    assert Squares(DATA.X, typo).best == pytest.approx([3.07, 2.70], abs=0.005)
    w = np.zeros(2)
    for t in range(300):
        w = w - 0.1 / (1 + 0.01 * t) * np.sign(DATA.X @ w - typo) @ DATA.X / 200
    assert w == pytest.approx([2.00, 0.54], abs=0.01)


def test_how_much_noise_is_within_one_two_and_three_spreads():
    says("07", "A bell curve of spread 0.5 promises 68, 95 and 99.7 %; our samples give 68, 94 and 100.")
    noise = np.abs(DATA.y - DATA.X @ TRUTH)
    assert [round(100 * np.mean(noise < k * 0.5)) for k in (1, 2, 3)] == [68, 94, 100]
    bell = np.abs(np.random.default_rng(0).normal(size=10**6))
    assert [100 * np.mean(bell < k) for k in (1, 2, 3)] == pytest.approx([68, 95, 99.7], abs=0.6)


def test_two_weights():
    says("07", "At step 7 w₂ stands at 0.959, which is 1.92 times the truth.")
    says("TEACHING", "at step 7 the cost is 0.371 and w₂ twice too large")
    path = walk(DATA.slope, plain.descent, (0, 0))[:, 0]
    assert path[:, 1].argmax() == 7
    assert path[7, 1] == pytest.approx(0.959, abs=0.0005)
    assert path[7, 1] / 0.5 == pytest.approx(1.92, abs=0.005)
    assert path[100] == pytest.approx([1.989, 0.504], abs=0.0005)
    assert DATA.cost(path[7]) == pytest.approx(0.371, abs=0.0005)


def test_the_cost_hardly_changes_after_ten_steps_and_the_weights_do():
    says("07", "within ten steps the net has tilted, and the cost has fallen nearly all the way")
    says("07", "w₂ has overshot")
    path = walk(DATA.slope, plain.descent, (0, 0))[:, 0]
    fallen = (6.55 - DATA.cost(path[10])) / (6.55 - DATA.lowest)
    assert fallen > 0.98
    assert path[10, 1] - path[100, 1] > 0.3


def test_only_the_difference_tells_the_two_apart():
    says("07", "only the difference of x₁ and x₂ tells the two weights apart.")
    says("07", "when one weight is traded for the other, the cost hardly changes")
    along, across = np.array([1, 1]) / 2**0.5, np.array([1, -1]) / 2**0.5
    bends = [side @ DATA.X.T @ DATA.X @ side * 2 / 200 for side in (along, across)]
    assert bends[0] > 5 * bends[1]
    path = walk(DATA.slope, plain.descent, (0, 0))[:, 0]
    assert abs(path[7].sum() - 2.5) < 0.1  # their sum is about right, their difference is not
    assert abs(path[7, 0] - path[7, 1] - 1.5) > 0.5


@pytest.mark.parametrize(("correlation", "highest"), [(0, 0.50), (0.25, 0.54), (0.5, 0.73), (0.75, 0.96), (0.95, 1.17)])
def test_the_detour_grows_with_the_correlation(correlation, highest):
    says("07", "The highest w₂ is 0.50, the end itself: no detour.")
    says("07", "w₂ goes up to 1.17. The valley is long and narrow.")
    similar = plain.made(correlation)
    path = walk(similar.slope, plain.descent, (0, 0), 2000)[:, 0]
    assert path[:, 1].max() == pytest.approx(highest, abs=0.005)
    assert np.abs(path[100] - similar.best).max() > 0.2 or correlation < 0.9


def test_features_that_are_nearly_alike_share_one_job():
    says("07", "w₂ rose to 0.959 on its way to 0.5", "each weight walks almost straight to its own truth")
    says(
        "07", "From (0, 0) each takes nearly half of it first, so w₂ rises towards 1.25.", "The valley is nearly round."
    )
    ways = [walk(plain.made(c).slope, plain.descent, (0, 0), 100)[:, 0] for c in (0.95, 0.99, 0.999)]
    tops = [way[:, 1].max() for way in ways]
    assert tops == sorted(tops)
    assert tops[-1] == pytest.approx((2 + 0.5) / 2, abs=0.03)
    for way in ways:
        assert way[way[:, 1].argmax(), 0] == pytest.approx(1.25, abs=0.15)
    flat, steep = plain.made(0).curvatures
    assert 1.2 < steep / flat < 1.3
    straight = walk(plain.made(0).slope, plain.descent, (0, 0))[:, 0]
    end = straight[-1] / np.linalg.norm(straight[-1])
    assert np.abs(straight @ [-end[1], end[0]]).max() < 0.1  # how far it strays from the straight line


def test_below_the_truth():
    says("07", "On all 200 the truth costs 0.24735, the best weights 0.24729")
    says("07", "the walk is below the truth from step 83 on")
    says("07", "On its own samples the best fit costs less than the truth")
    cost = DATA.cost(walk(DATA.slope, plain.descent, (0, 0))[:, 0])
    assert DATA.cost(TRUTH) == pytest.approx(0.24735, abs=5e-6)
    assert DATA.lowest == pytest.approx(0.24729, abs=5e-6)
    assert np.flatnonzero(cost < DATA.cost(TRUTH)).tolist() == list(range(83, 101))


def test_ten_samples():
    says("07", "the best fit costs 0.257, and the truth 0.339")
    says("07", "On the other 190 the two change places: the fit costs 0.340, the truth 0.243.")
    says(TEACHING, "wait until the curve crosses the dashed line (step 12)")
    ten, others = Squares(DATA.X[:10], DATA.y[:10]), Squares(DATA.X[10:], DATA.y[10:])
    assert [ten.lowest, ten.cost(TRUTH)] == pytest.approx([0.257, 0.339], abs=0.0005)
    assert [others.cost(ten.best), others.cost(TRUTH)] == pytest.approx([0.340, 0.243], abs=0.0005)
    says("07", "On samples that the fit has not seen, the truth is, on average, not beaten.")
    fresh = np.random.default_rng(1).normal(size=(10**6, 2)) @ np.linalg.cholesky([[1, 0.75], [0.75, 1]]).T
    labels = fresh @ TRUTH + 0.5 * np.random.default_rng(2).normal(size=10**6)
    assert Squares(fresh, labels).cost(TRUTH) < Squares(fresh, labels).cost(DATA.best) < 0.26
    assert ten.best[1] == pytest.approx(0.15, abs=0.005)
    cost = ten.cost(walk(ten.slope, plain.descent, (0, 0))[:, 0])
    assert np.argmax(cost < ten.cost(TRUTH)) == 12


def birds():
    X, mass = plain.table("penguins")
    return (X - X.mean(axis=0)) / X.std(axis=0), mass > np.median(mass)


def mistakes(X, heavy):
    return lambda w: (1 / (1 + np.exp(-(w @ X.T))) - heavy) @ X / len(heavy)


def test_yes_or_no():
    says("07", "At the start 176 birds are right (a tie counts as light), after training 296, or 87 %")
    says("07", "in the first step it jumps to 0.91, and it ends at -0.26")
    says("07", "The figure opens at α = 4, and even 8 does not break it")
    X, heavy = birds()
    path = walk(mistakes(X, heavy), plain.descent, (0, 0), 1000, 4)[:, 0]
    right = [np.sum((X @ w > 0) == heavy) for w in path[[0, 1000]]]
    assert right == [176, 296]
    assert round(100 * 296 / 342) == 87
    assert [path[:, 1].max(), path[1, 1], path[-1, 1]] == pytest.approx([0.91, 0.91, -0.26], abs=0.005)
    eight = walk(mistakes(X, heavy), plain.descent, (0, 0), 60, 8)[-1, 0]
    assert eight == pytest.approx(path[-1], abs=1e-3)


def test_the_slope_of_one_bird_is_its_error():
    says("07", "both are probability minus label: the bird's error", "for a no it is 1 − p = 1 / (1 + e^(score))")
    s, h = np.linspace(-4, 4, 9), 1e-6
    p = 1 / (1 + np.exp(-s))
    np.testing.assert_allclose(1 - p, 1 / (1 + np.exp(s)))
    for sign, label in [(1, 1), (-1, 0)]:
        part = [np.log(1 + np.exp(-sign * (s + step))) for step in (h, -h)]
        np.testing.assert_allclose((part[0] - part[1]) / (2 * h), p - label, atol=1e-8)


def test_a_straight_rope_never_runs_below_the_hill_of_the_birds():
    says("07", "a straight rope between any two of its points never runs below the ground")
    X, heavy = birds()
    places = np.random.default_rng(0).uniform(-5, 5, (2, 1000, 2))
    cost = [
        np.mean(np.logaddexp(0, -np.where(heavy, 1, -1) * (w @ X.T)), axis=-1) for w in (*places, places.mean(axis=0))
    ]
    assert np.all(cost[2] <= (cost[0] + cost[1]) / 2)


def test_judged_on_birds_that_it_has_not_seen():
    says("07", "ten times in turn, the model nearly always gets between 293 and 297 right")
    X, heavy = birds()
    counts = []
    for seed in range(24):
        right = 0
        for part in np.array_split(np.random.default_rng(seed).permutation(342), 10):
            rest = np.setdiff1d(np.arange(342), part)
            w = walk(mistakes(X[rest], heavy[rest]), plain.descent, (0, 0), 100, 4)[-1, 0]
            right += np.sum((X[part] @ w > 0) == heavy[part])
        counts.append(right)
    assert np.mean([293 <= right <= 297 for right in counts]) > 0.9


def test_the_rate_that_fits_the_other_weight_in_one_step():
    says(TEACHING, "α = 1/L = 0.512 (0.501 to 0.524 pass)")
    other = Squares(DATA.X[:, 1:], DATA.y)
    inside = [a for a in np.arange(0.49, 0.54, 0.001) if abs(-a * other.slope([0.0])[0] - other.best[0]) < 0.05]
    assert 1 / other.curvatures[0] == pytest.approx(0.512, abs=0.0005)
    assert [inside[0], inside[-1]] == pytest.approx([0.501, 0.524])
