"""What notebook 10 says, recomputed without gdviz. Where chance is in it, other random numbers than the notebook's."""

import numpy as np
import pytest
from helpers import plain
from helpers.claims import says
from helpers.plain import Squares, arrival, since, walk

DATA = Squares(*plain.table("two_features"))
RUNS = 300


def opinions(w):
    return 2 * (DATA.X @ w - DATA.y)[:, None] * DATA.X


def drawn(size, seed=0):
    """The slope for a batch of its own for each run."""
    rng = np.random.default_rng(seed)

    def slope(w):
        i = rng.random((len(w), 200)).argpartition(size - 1)[:, :size]
        return 2 * np.mean((np.einsum("rsn,rn->rs", DATA.X[i], w) - DATA.y[i])[..., None] * DATA.X[i], axis=1)

    return slope


def gaps(size, steps=400, rate=lambda t: 0.1, runs=RUNS):
    slope, w, out = drawn(size), np.zeros((runs, 2)), []
    for t in range(steps + 1):
        out.append(DATA.cost(w) - DATA.lowest)
        w = w - rate(t) * slope(w)
    return np.array(out)


@pytest.fixture(scope="module")
def walks():
    return {size: gaps(size) for size in (1, 10, 50)}


def test_two_hundred_opinions():
    says("10", "At the start, (0, 0), 183 of the 200 samples agree with the mean.")
    says("10", "At the start nearly all agree, and a mini-batch takes")
    says("10", "Near the bottom 98 of 200 agree: a sample picked at random is no better than a coin.")
    for w, agree in [((0, 0), 183), (DATA.best + np.array([0.05, 0]), 98)]:
        assert np.sum(opinions(np.array(w)) @ DATA.slope(w) > 0) == agree
    np.testing.assert_allclose(opinions(np.zeros(2)).mean(axis=0), DATA.slope([0, 0]))


def test_the_two_clouds():
    says("10", "- Left, at the start: nearly all of the cloud lies on one side of 0.")
    says("10", "- Right, near the bottom: it lies all around 0, and the star is lost in it.")
    says("10", "At the bottom the mean of the opinions is zero, and the single opinions are not.")
    start, near = opinions(np.zeros(2)), opinions(DATA.best + np.array([0.05, 0]))
    assert np.mean(np.all(start < 0.5, axis=1)) > 0.8
    quarters = [np.mean((near[:, 0] > 0) == a) for a in (True, False)]
    assert min(quarters) > 0.4
    assert np.linalg.norm(near.mean(axis=0)) < 0.2 * np.linalg.norm(near, axis=1).mean()
    bottom = opinions(DATA.best)
    assert np.abs(bottom.mean(axis=0)).max() < 1e-12 < 0.01 < np.linalg.norm(bottom, axis=1).min() + 0.01
    assert np.linalg.norm(bottom, axis=1).mean() > 0.9


def test_the_hills_of_the_batches():
    says("10", "- From the start all of these walks set out to the right and up. They differ at the end.")
    first = -opinions(np.zeros(2)).reshape(20, 10, 2).mean(axis=1)
    assert np.all((first[:, 0] > 0.2) & (first[:, 1] > 0.2))
    bottoms = [Squares(DATA.X[k : k + 10], DATA.y[k : k + 10]).best for k in range(0, 200, 10)]
    assert np.std(bottoms, axis=0).min() > 0.2


def test_across_the_valley_a_walk_from_farther_out_is_straighter():
    says("10", "- Drag the start out across the valley: the farther out, the straighter they go.")
    _, sides = np.linalg.eigh(DATA.X.T @ DATA.X)
    detours = []
    for far in (0.5, 1, 2, 3.5):
        slope, walks = drawn(10, seed=round(10 * far)), [np.tile(DATA.best - far * sides[:, 1], (RUNS, 1))]
        for _ in range(10):
            walks.append(walks[-1] - 0.1 * slope(walks[-1]))
        long = np.linalg.norm(np.diff(walks, axis=0), axis=-1).sum(axis=0)
        detours.append(np.median(long / np.linalg.norm(walks[-1] - walks[0], axis=-1)))
    assert detours == sorted(detours, reverse=True)
    assert detours[0] > 1.2 > 1.06 > detours[-1]


def test_the_mean_of_the_batches_is_the_gradient():
    says("10", "The gradient of one batch is wrong, and the mean of the 20 is the full gradient to the last digit")
    batches = opinions(np.zeros(2)).reshape(20, 10, 2).mean(axis=1)
    np.testing.assert_allclose(batches.mean(axis=0), DATA.slope([0, 0]), rtol=1e-14)


def test_the_spread_halves_for_four_times_the_samples():
    says("10", "The spread is halved when the batch gets four times as large: 7.5, 3.9, 1.9.")
    says("10", "A batch of 64 costs sixty-four times as much as a single sample, and is less than ten times as exact.")
    one = opinions(np.zeros(2))[:, 0].std()
    exact = {size: one / np.sqrt(size) * np.sqrt((200 - size) / 199) for size in (1, 4, 16, 64, 200)}
    felt = drawn(4)(np.zeros((20000, 2)))[:, 0].std()
    assert felt == pytest.approx(exact[4], rel=0.02)
    assert list(exact.values()) == pytest.approx([7.5, 3.9, 1.9, 0.8, 0], abs=0.25)
    assert 9 < exact[1] / exact[64] < 10


def test_the_full_batch():
    says("10", "The full batch takes 32 steps, so it has looked at 6400 samples.")
    cost = DATA.cost(walk(DATA.slope, plain.descent, (0, 0), 60)[:, 0])
    assert since(cost - DATA.lowest < 0.01) == 32


def test_how_soon_a_walk_in_batches_touches(walks):
    says("10", "All 100 walks touch the mark, after 20 to 51 steps")
    says("10", "and the middle one, the median, after 33")
    says("10", "330 samples instead of 6400.")
    first = {size: np.argmax(gap < 0.01, axis=0) for size, gap in walks.items()}
    assert np.median(first[10]) == pytest.approx(33, abs=1)
    assert np.mean((first[10] >= 20) & (first[10] <= 51)) > 0.97
    assert np.all(np.min(walks[10], axis=0) < 0.01)
    assert np.median(first[50]) == pytest.approx(32, abs=1)


def test_the_plateau(walks):
    says("10", "None of them: 0 of 100.")
    says("10", "trembles there: 78 % of the time below the mark, its mean *gap* to the lowest cost 0.0067, but now and")
    says("10", "and then it is kicked higher")
    late = {size: gap[200:] for size, gap in walks.items()}
    stay = {size: np.mean(np.all(gap < 0.01, axis=0)) for size, gap in late.items()}
    assert stay[1] == stay[10] == 0
    assert late[10].mean() == pytest.approx(0.0067, rel=0.05)
    assert np.mean(late[10] < 0.01) == pytest.approx(0.78, abs=0.01)
    assert late[10].max() > 0.02


def test_a_rate_that_falls_lowers_the_plateau():
    says("10", "For each of ten walks the gap, averaged over the last 500 steps, is 16 to 34 times lower.")
    high, low = (
        gaps(10, 2000, rate, 40)[1500:].mean(axis=0) for rate in (lambda t: 0.1, lambda t: 0.1 / (1 + 0.01 * t))
    )
    assert np.all(low < high / 10)
    assert np.median(high / low) > 16


def test_half_the_rate_half_the_plateau():
    says("10", "with a constant α the walk trembles on a plateau")
    says(
        "10",
        "# The height of the plateau is roughly proportional to α: # half the α, half the plateau, and twice the time",
    )
    high = {alpha: gaps(10, 900, lambda t, a=alpha: a, 100)[500:].mean() for alpha in (0.02, 0.04, 0.1)}
    assert high[0.04] / high[0.02] == pytest.approx(2, abs=0.15)
    assert high[0.1] / high[0.02] == pytest.approx(6, abs=0.7)  # a little more than five


def test_the_mean_of_a_drunkards_walk():
    says("10", "how much lower the mean gap is there than where the walks end: about 19 times")
    slope, w, total = drawn(10), np.zeros((RUNS, 2)), 0
    for t in range(401):
        total = total + w * (t >= 200)
        w_last, w = w, w - 0.1 * slope(w)
    gap = np.mean(DATA.cost(total / 201) - DATA.lowest)
    assert gap == pytest.approx(0.00022, abs=0.00006)  # of theirs; their last step is a lucky one, 0.0041
    assert np.mean(DATA.cost(w_last) - DATA.lowest) / gap > 10


def test_the_rate_of_the_exercise():
    says("TEACHING", "2: α of about 0.02 to 0.03 (about 0.017 to 0.033 pass).")
    says("10", "# nearly every walk passes at 0.02, and only about half at 0.04.")
    inside = {}
    for alpha in (0.008, 0.02, 0.03, 0.04, 0.1):
        came = arrival(walk(drawn(10), plain.descent, (0, 0), 1000, np.full(40, alpha)), DATA.best, 0.1)
        inside[alpha] = np.mean(came <= 300)
    assert inside[0.02] > 0.85
    assert inside[0.03] > 0.75
    assert 0.3 < inside[0.04] < 0.7
    assert max(inside[0.008], inside[0.1]) < 0.1
