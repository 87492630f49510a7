"""What notebook 3 says, computed again without gdviz."""

import numpy as np
from helpers.claims import arrives, data, path, says


def bowl(w):
    return 2 * w


def steps(lr, slope=bowl, most=6000):
    return arrives(abs(path(slope, -4, [lr] * most)))


def test_the_first_points():
    says("03", "the step is 0.25 · 8 = 2, to the right, and we land on −2", "The next one leads to −1")
    says("03", "each step halves the distance", "The sentence below counts the steps: 7.", "divides the cost by 4")
    assert path(bowl, -4, [0.25] * 3).tolist() == [-4, -2, -1, -0.5]
    assert (path(bowl, -4, [0.25] * 3) ** 2).tolist() == [16, 4, 1, 0.25]
    assert steps(0.25) == 7


def test_the_same_numbers_come_back():
    says("03", "So α = 0.02 needs **108** steps, 0.1 needs **20**, 0.25 needs **7**, and 0.5 just **1**.")
    says("03", "0.75 takes **7**, 0.9 takes **20**, 0.98 takes **108**", "Too small and too large can be equally slow.")
    rates = (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98, 1.0, 1.05)
    assert [steps(lr) for lr in rates] == [108, 20, 7, 1, 7, 20, 108, np.inf, np.inf]
    assert [steps(k / 64) for k in range(1, 32)] == [steps(1 - k / 64) for k in range(1, 32)]


def test_the_ghost_is_as_high():
    says("03", "Each dot lies as high as one of the ghost's.")
    np.testing.assert_array_equal(path(bowl, -4, [0.25] * 9) ** 2, path(bowl, -4, [0.75] * 9) ** 2)


def test_factors():
    says(
        "03",
        "For 0.25 it is **0.50**, and for 0.75 it is **-0.50**: both halve the distance",
        "At α = 1 it is **-1.00**",
    )
    assert [round(1 - 2 * lr, 2) for lr in (0.25, 0.5, 0.75, 1)] == [0.5, 0, -0.5, -1]
    says("03", "each jump ends higher than it began. The walk *diverges*", "*for ever*: from −4 to 4, and back to −4")
    assert np.all(np.diff(abs(path(bowl, -4, [1.05] * 20))) > 0)
    assert path(bowl, -4, [1.0] * 3).tolist() == [-4, 4, -4, 4]


def test_where_descent_breaks():
    says("03", "On our bowl the limit is **1**, by accident; on the flat bowl it is **20**.", "twenty times flatter")
    says("03", "*flat, α = 20*: it bounces for ever. With 21 it climbs out.")
    says("03", 'the "largest allowed" rate is timid on a bowl twenty times flatter')
    says(
        "03", "A bowl with curvature L, f(w) = ½Lw², has the slope Lw, and each step multiplies w by the factor 1 − αL."
    )
    flat = [steps(lr, lambda w: 0.1 * w, 400) for lr in (10, 19.9, 20, 21)]
    assert (flat[0], flat[2], flat[3]) == (1, np.inf, np.inf)
    assert steps(1, lambda w: 0.1 * w) > 40
    says("03", "At the first the walk takes one step; from the second on it never arrives.", "So the best α is 1/L")
    for L in (0.5, 1, 2):  # powers of two, in which nothing is rounded
        assert [steps(lr / L, lambda w, L=L: L * w) for lr in (1, 2, 2.1)] == [1, np.inf, np.inf]


def test_the_limit_on_the_data():
    says("03", "On the data the limit is **0.539**.", "L is the *largest* curvature, that of the direction in which")
    X = data("two_features")[:, :-1]
    L = np.linalg.eigvalsh(2 * X.T @ X / len(X))[-1]
    assert (len(X), round(2 / L, 3)) == (200, 0.539)
    for factor, grows in ((0.999, False), (1.001, True)):
        w = path(lambda w: w @ (2 * X.T @ X / len(X)), [1.0, 1.0], [factor * 2 / L] * 9000)
        assert (np.linalg.norm(w[-1]) > 1) == grows


def test_the_unit_of_the_rate():
    says("03", "So for the same walk α must be a million times larger.")
    metres = path(lambda w: 2 * w, -4, [0.1] * 5)
    small = path(lambda v: 2 * (v / 1000) / 1000, -4000, [0.1e6] * 5)
    np.testing.assert_allclose(small, 1000 * metres)


def test_what_the_slope_promises_and_the_step_delivers():
    says("03", "At α = 0.01 the step delivers **0.99** of the promise, at 0.25 it is **0.75**", "only half: **0.50**")
    says("03", "At α = 1 the hill promised **64** and delivered **0**.", "the ratio of the two is 1 − αL/2")
    says("03", "the share is −30 %", "a fifth of the promise is lost", "on a bowl the share stays the same")
    for lr in (0.01, 0.05, 0.2, 0.25, 0.5, 1, 1.3):
        for w in (-4, 0.7):
            share = (w**2 - (w - lr * 2 * w) ** 2) / (lr * (2 * w) ** 2)
            assert abs(share - (1 - lr)) < 1e-9


def test_on_a_hill_that_bends_no_more_each_step_delivers_that_share_or_more():
    says("03", "each step delivers at least the share 1 − αL/2, so every α below 2/L goes down.")
    w = np.linspace(-3, 3, 401)  # −cos bends by 1 at most
    for lr in (0.1, 1.0, 1.9):
        gain = -np.cos(w) + np.cos(w - lr * np.sin(w))
        assert np.all(gain >= (1 - lr / 2) * lr * np.sin(w) ** 2 - 1e-12)


def test_stopping_rules():
    says(
        "03", "At α = 1 it stops at step **1**, at a cost of **16.00**", "At α = 0.001 the rule stops at w = **-1.58**"
    )
    for lr, step, where in ((1.0, 1, 4.0), (0.001, 465, -1.58)):
        w = path(bowl, -4, [lr] * 2500)
        stop = int(np.argmax(abs(np.diff(w**2)) < 0.01)) + 1
        assert (stop, round(float(w[stop]), 2)) == (step, where)
    says("03", "all **2500** steps, at w = **-4.00**", "it is slow, **2189** steps, and honest: w = **-0.05**")
    assert path(bowl, -4, [1.0] * 2500)[-1] == -4
    w = path(bowl, -4, [0.001] * 2500)
    stop = int(np.argmax(abs(2 * w) < 0.1))
    assert (stop, round(float(w[stop]), 2)) == (2189, -0.05)
    says("03", "on the flat bowl the slope is small long before the bottom")
    assert 0.1 * 0.99 < 0.1  # at w = 0.99, twenty times as far off as "arrived"


def test_exercises():
    says("03", "1/L = 1/0.4 = 2.5: the factor 1 − αL is zero.", "L = 20 and descent breaks at 2/20 = 0.1")
    says("TEACHING", "1. α = 2.5, which is 1/L.", "it ends hopping across the bottom, α wide")

    assert steps(2.5, lambda w: 0.4 * w) == 1

    def steep(w):
        return 20 * w

    assert steps(0.099, steep) == 217
    assert abs(path(steep, -4, [0.101] * 500)[-1]) > 4
    w = path(np.sign, -4, [0.3] * 30)
    np.testing.assert_allclose(w[-4:], [-0.1, 0.2, -0.1, 0.2], atol=1e-12)
