"""Walks without gdviz, for the tests that recompute what the course says: its hills, its data, its rules, once more.

A walk has the shape (steps + 1, runs, 2). α is one number, or one for each run.
"""

from pathlib import Path

import numpy as np

DATA = Path(__file__).parents[2] / "gdviz" / "data"


def table(name):
    """The features and the labels of a data file."""
    lines = [line for line in (DATA / f"{name}.csv").read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    numbers = np.array([[float(n) for n in line.split(",")] for line in lines[1:]])
    return numbers[:, :-1], numbers[:, -1]


class Squares:
    """The mean squared error of a linear model."""

    def __init__(self, X, y):
        self.X, self.y = X, y
        self.best = np.linalg.solve(X.T @ X, X.T @ y)
        self.curvatures = np.linalg.eigvalsh(2 * X.T @ X / len(y))
        self.lowest = self.cost(self.best)

    def cost(self, w):
        return np.mean((np.asarray(w) @ self.X.T - self.y) ** 2, axis=-1)

    def slope(self, w):
        return 2 * (np.asarray(w) @ self.X.T - self.y) @ self.X / len(self.y)


def made(correlation=0.75):
    """The course's data as its recipe makes them, with any correlation."""
    rng = np.random.default_rng(4)
    a = rng.normal(size=(200, 2))
    x2 = correlation * a[:, 0] + np.sqrt(1 - correlation**2) * a[:, 1]
    X = np.column_stack([a[:, 0], x2])
    return Squares(X, X @ [2, 0.5] + 0.5 * rng.normal(size=200))


def stack(*parts):
    return np.stack(parts, axis=-1)


def ravine(w):
    return w * [1, 25]


def plateau(w):
    return w * np.exp(-0.5 * np.sum(w**2, axis=-1, keepdims=True))


def rosenbrock(w):
    x, y = w[..., 0], w[..., 1]
    return stack(2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x))


def beale(w):
    x, y = w[..., 0], w[..., 1]
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
    return stack(2 * (a * (y - 1) + b * (y**2 - 1) + c * (y**3 - 1)), 2 * x * (a + 2 * b * y + 3 * c * y**2))


def saddle(w):
    return stack(w[..., 0], w[..., 1] ** 3 - w[..., 1])


def descent(w, slope, kept, a):
    return w - a * slope(w)


def ball(w, slope, kept, a, mu=0.8):
    kept["z"] = mu * kept.get("z", 0) + slope(w)
    return w - a * kept["z"]


def ahead(w, slope, kept, a, mu=0.8):
    z = kept.get("z", 0)
    kept["z"] = mu * z + slope(w - a * mu * z)
    return w - a * kept["z"]


def restart(w, slope, kept, a, mu=0.8):
    g, z = slope(w), kept.get("z", 0 * w)
    kept["z"] = mu * z * (np.sum(z * g, axis=-1, keepdims=True) >= 0) + g
    return w - a * kept["z"]


def adagrad(w, slope, kept, a):
    g = slope(w)
    kept["s"] = kept.get("s", 0) + g * g
    return w - a * g / (np.sqrt(kept["s"]) + 1e-8)


def rmsprop(w, slope, kept, a, rho=0.99):
    g = slope(w)
    kept["s"] = rho * kept.get("s", 0) + (1 - rho) * g * g
    return w - a * g / (np.sqrt(kept["s"]) + 1e-8)


def adam(w, slope, kept, a, b1=0.9, b2=0.999):
    g, t = slope(w), kept.get("t", 0) + 1
    m = b1 * kept.get("m", 0) + (1 - b1) * g
    v = b2 * kept.get("v", 0) + (1 - b2) * g * g
    kept.update(t=t, m=m, v=v)
    return w - a * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + 1e-8)


def measured(w, slope, kept, a):
    """The rule of notebook 12: Barzilai and Borwein's step, and α where it measures no curvature."""
    g = slope(w)
    step, change = kept.get("step", 0 * w), g - kept.get("g", 0)
    rate = np.sum(step * change, axis=-1, keepdims=True) / np.sum(change**2, axis=-1, keepdims=True)
    kept.update(g=g, step=-np.where(rate > 0, rate, a) * g)
    return w + kept["step"]


def walk(slope, rule, start, steps=100, alpha=0.1, **knobs):
    """Where a rule goes: (steps + 1, runs, n), a run for each α."""
    alpha = np.reshape(alpha, (-1, 1))
    kept, path = {}, np.empty((steps + 1, len(alpha), len(start)))
    path[0] = start
    with np.errstate(all="ignore"):
        for t in range(steps):
            path[t + 1] = rule(path[t], slope, kept, alpha, **knobs)
    return path


def since(inside):
    """From which step on something holds to the end, for each run; infinity where it does not hold at the end."""
    inside = np.asarray(inside)
    outside = np.where(inside.all(axis=0), 0, len(inside) - np.argmin(inside[::-1], axis=0))
    return np.where(inside[-1], outside, np.inf)


def arrival(path, target, tol=0.05):
    """From which step on all coordinates are within tol of the target, for each run."""
    with np.errstate(all="ignore"):
        return since(np.all(np.abs(path - target) < tol, axis=-1))
