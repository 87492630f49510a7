"""What README and the docstrings of the hills, rules, schedules and data say, computed again without gdviz."""

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
    says("objectives", "gradient descent on a bowl converges for α < 2/L", "the largest in size is L")
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


def test_what_the_rules_remember():
    says("optimizers", "smaller where the gradients have been large", "so that its steps do not shrink to nothing")
    says("optimizers", "both averages corrected for having started at zero", "μ = 0 is gradient descent")
    g = np.full(2000, 3.0)  # a slope that stays the same
    total, kept = np.cumsum(g**2), np.zeros(2001)
    for t in range(2000):
        kept[t + 1] = 0.99 * kept[t] + 0.01 * g[t] ** 2
    sums, averages = g / np.sqrt(total), g / np.sqrt(kept[1:])
    assert np.all(np.diff(sums) < 0)
    assert sums[-1] < 0.03
    assert abs(averages[-1] - 1) < 1e-6
    m, v = 0.0, 0.0
    for t in range(1, 50):
        m, v = 0.9 * m + 0.1 * 3, 0.999 * v + 0.001 * 9
        np.testing.assert_allclose((m / (1 - 0.9**t), v / (1 - 0.999**t)), (3, 9), rtol=1e-9)


def test_a_mean_of_squares_is_a_bowl_however_many_samples_there_are():
    says("regression", "J(w) = mean (Xw − y)² ∇J(w) = 2·Xᵀ(Xw − y) / m", "The cost is a quadratic bowl")
    says("regression", "of the Hessian 2XᵀX/m, rising; the last one is L")
    table = data("two_features")
    X, y = table[:, :-1], table[:, -1]
    best = np.linalg.lstsq(X, y, rcond=None)[0]
    H, floor = 2 * X.T @ X / len(y), np.mean((X @ best - y) ** 2)
    for w in np.random.default_rng(1).normal(size=(20, 2)):
        bowl, slope = floor + 0.5 * (w - best) @ H @ (w - best), H @ (w - best)
        np.testing.assert_allclose(bowl, np.mean((X @ w - y) ** 2), rtol=1e-9)
        np.testing.assert_allclose(slope, 2 * X.T @ (X @ w - y) / len(y), atol=1e-9)
    assert np.linalg.eigvalsh(H)[0] > 0


def test_the_data_sets_are_what_they_are_said_to_be():
    says("regression", "two correlated features, 200 samples, y = 2·x₁ + 0.5·x₂ + noise", "The data file has 0.75")
    says("regression", "x₂ = ρ·a₁ + √(1 − ρ²)·a₂, so that nothing else changes")
    x1, x2, y = data("two_features").T
    noise, a2 = y - 2 * x1 - 0.5 * x2, (x2 - 0.75 * x1) / np.sqrt(1 - 0.75**2)
    parts = np.array([x1, a2, noise / 0.5])
    assert len(y) == 200
    assert np.all(abs(parts.mean(axis=1)) < 3 / np.sqrt(200))  # three standard errors
    assert np.all(abs(parts.std(axis=1) - 1) < 3 / np.sqrt(400))
    assert np.all(abs(np.corrcoef(parts) - np.eye(3)) < 3 / np.sqrt(200))
    says("regression", "342 penguins: flipper length (mm), bill length (mm), and the label, body mass (g)")
    flipper, bill, mass = data("penguins").T
    assert len(mass) == 342
    assert ((flipper > 150) & (flipper < 250)).all()
    assert ((bill > 30) & (bill < 65)).all()
    assert ((mass > 2500) & (mass < 6500)).all()
