"""What README and the docstrings of objectives and schedules say, computed again without gdviz."""

import numpy as np
from helpers.claims import LEFT, RIGHT, arrives, bend, data, path, says, two_valleys


def test_the_six_lines_of_readme_take_17_steps():
    says("README", "descend(two_features(), mine, lr=0.2, mu=0.5).steps_to(tol=0.005) # 17")
    table = data("two_features")
    X, y = table[:, :-1], table[:, -1]
    w, z, walk = np.zeros(2), np.zeros(2), []
    for _ in range(400):
        walk.append(w)
        z = 0.5 * z + 2 * X.T @ (X @ w - y) / len(y)
        w = w - 0.2 * z
    best = np.linalg.lstsq(X, y, rcond=None)[0]
    assert arrives(np.max(abs(np.array(walk) - best), axis=1), 0.005) == 17


def test_what_is_known_of_the_two_valleys():
    says("objectives", "minima=[-1.796066457370837, 1.9726026853776526], lipschitz=11.05598696690868")
    np.testing.assert_allclose((LEFT, RIGHT), (-1.796066457370837, 1.9726026853776526), rtol=1e-12)
    w = np.linspace(1.8, 2.2, 400_001)
    assert abs(np.max(abs(bend(two_valleys, w))) - 11.05598696690868) < 1e-6
    assert np.max(abs(bend(two_valleys, np.linspace(-5, 5, 100_001)))) < 11.056


def test_the_largest_curvatures():
    says("objectives", "gradient descent on a quadratic converges for α < 2/L", "the largest in size is L")
    says("objectives", "start=(-2.5, 1.5), minima=[(0, 0)], lipschitz=1.0")
    r = np.linspace(0, 6, 60_001)
    radial, across = (1 - r**2) * np.exp(-(r**2) / 2), np.exp(-(r**2) / 2)
    assert max(abs(radial).max(), abs(across).max()) == 1  # of 1 − exp(−½r²)
    for lr, comes in ((0.0799, True), (0.0801, False)):  # the ravine, L = 25
        w = path(lambda w: w * (1, 25), (-4.0, 1.0), [lr] * 4000)
        assert (np.max(abs(w[-1])) < 0.05) == comes


def test_the_minima_of_the_classic_landscapes():
    says(
        "objectives", "start=(-1.2, 1), minima=[(1, 1)]", "start=(1, 1), minima=[(3, 0.5)]", "minima=[(0, -1), (0, 1)]"
    )
    a, b = 1.0, 1.0
    assert (1 - a) ** 2 + 100 * (b - a**2) ** 2 == 0
    a, b = 3.0, 0.5
    assert (1.5 - a + a * b) ** 2 + (2.25 - a + a * b**2) ** 2 + (2.625 - a + a * b**3) ** 2 == 0
    for w2 in (-1, 1):
        assert w2**3 - w2 == 0


def test_sums_of_rates():
    says("schedules", "The steps sum to infinity and their squares do not, as noisy gradients ask.")
    t = np.arange(4_000_000)
    rates = 0.1 / (1 + 0.01 * t)
    halves = [np.sum(rates[: len(t) // k]) for k in (4, 2, 1)]
    assert abs((halves[2] - halves[1]) / (halves[1] - halves[0]) - 1) < 0.01  # each doubling adds as much
    assert np.sum(rates[10_000:] ** 2) < 0.01
    says(
        "schedules",
        "Glide from α to 0 along half a cosine",
        "Cut the rate every few steps: α_t = α·factor^⌊t / period⌋.",
    )
    assert [0.5 * (1 + np.cos(np.pi * s)) for s in (0, 1)] == [1, 0]
    assert [0.5 ** (t // 20) for t in (19, 20, 39, 40)] == [1, 0.5, 0.5, 0.25]
