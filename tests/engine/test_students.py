"""Functions as students write them: each run goes where it would go alone, or a sentence says what mends it."""

from itertools import product

import numpy as np
import pytest

import gdviz as gd

norm, START = np.linalg.norm, (1.0, 2.0)


def height(w):
    return w[..., 0] ** 2 + 4 * w[..., 1] ** 2


def slope(w):
    return w * np.array([2.0, 8.0])


def hill(value=height, gradient=slope):
    return gd.Objective(value, gradient, name="hill", start=START, domain=[(-3, 3)] * 2)


def unless(mixed, then, otherwise):
    return then if mixed else otherwise


STEPS = {  # the length or the direction of a step, of (w, g, lr)
    "norm": lambda w, g, lr: lr * g / norm(g),
    "norm, lost axis": lambda w, g, lr: lr * g / norm(g, axis=-1),
    "norm of axis 0": lambda w, g, lr: lr * g / norm(g, axis=0),
    "sum": lambda w, g, lr: lr * g / (1 + np.abs(g).sum()),
    "np.max": lambda w, g, lr: lr * g / max(1, np.max(np.abs(g))),
    "np.nanmax": lambda w, g, lr: lr * g / (1 + np.nanmax(np.abs(g))),
    "vdot": lambda w, g, lr: lr * g / (1 + np.vdot(g, g)),
    "np.dot": lambda w, g, lr: lr * g / np.dot(g, g),
    "g @ g": lambda w, g, lr: lr * g / np.sqrt(g @ g),
    "A @ g": lambda w, g, lr: lr * (np.diag([1, 0.5]) @ g),
    "einsum": lambda w, g, lr: lr * g / (1 + np.einsum("ij,ij->", g, g)),
    "ravel": lambda w, g, lr: lr * g / np.sqrt(1 + np.sum(g.ravel() ** 2)),
    "mean": lambda w, g, lr: lr * (g - 0.1 * g.mean()),
    "w - w.mean()": lambda w, g, lr: lr * g + 0.1 * (w - w.mean()),
    "swarm": lambda w, g, lr: lr * g - 0.01 * (np.mean(w, axis=0) - w),
    "std": lambda w, g, lr: lr * g / (1 + g.std()),
    "median": lambda w, g, lr: lr * np.minimum(g, np.median(g) + 3),
    "len(w)": lambda w, g, lr: lr * g / len(w),
    "w.size": lambda w, g, lr: lr * g / w.size,
    "unique": lambda w, g, lr: lr * g / len(np.unique(np.round(g, 9), axis=0)),
    "g[0]": lambda w, g, lr: lr * g[0],
    "g[0], g[1]": lambda w, g, lr: lr * np.array([g[0], g[1]]),
    "w[-1, 0]": lambda w, g, lr: lr * g * (1 + 0.1 * (w[-1, 0] > 0)),
    "cumsum": lambda w, g, lr: lr * np.cumsum(g, axis=0) / 5,
    "sort": lambda w, g, lr: lr * np.sort(g, axis=0),
    "sort, coordinates": lambda w, g, lr: lr * np.sort(g),
    "roll": lambda w, g, lr: lr * np.roll(g, 1, axis=0),
    "if any": lambda w, g, lr: unless(np.any(np.abs(g) > 1), lr * np.sign(g), lr * g),
    "if all": lambda w, g, lr: unless(np.all(np.abs(g) > 1), lr * np.sign(g), lr * g),
    "if norm": lambda w, g, lr: unless(norm(g) < 0.1, 0.0 * g, lr * g),
    "if max of w": lambda w, g, lr: unless(np.abs(w).max() > 0.3, lr * g, 0.1 * lr * g),
    "if near": lambda w, g, lr: unless(np.allclose(w, 0, atol=0.05), 0.0 * g, lr * g),
    "if g > 1": lambda w, g, lr: unless(g > 1, lr, 0.5 * lr) * g,
    "the largest rate": lambda w, g, lr: np.max(lr) * g,
    "lr.mean()": lambda w, g, lr: lr.mean() * g,
    "lr[0]": lambda w, g, lr: lr[0] * g,
}
SCHEDULES = {
    "max": lambda t, lr: np.max(lr) / (1 + t / 10),
    "below the mean": lambda t, lr: np.minimum(lr, lr.mean()),
    "sort": lambda t, lr: np.sort(lr, axis=0),
    "turned": lambda t, lr: lr[::-1],
    "len": lambda t, lr: lr / len(lr),
    "late": lambda t, lr: unless(t > 7 and np.any(lr > 0.06), lr / 2, lr),
}
STOPS = {
    "norm": lambda row, before: np.full(row.f.shape, norm(row.g) < 0.1),
    "np.max": lambda row, before: np.max(np.abs(row.g)) < 0.1,
    "max of axis 0": lambda row, before: np.max(np.abs(row.g), axis=0) < 0.1,
    "the first": lambda row, before: np.broadcast_to(row.f[0] < 0.1, row.f.shape),
    "w[0]": lambda row, before: row.w[0] < 3,
    "the mean": lambda row, before: row.f < 0.1 * row.f.mean(),
    "the best": lambda row, before: row.f <= row.f.min(),
    "up": lambda row, before: np.full(len(row.f), np.any(row.f > before.f)),
    "allclose": lambda row, before: np.full(len(row.f), np.allclose(row.w, before.w, atol=0.01)),
    "a band": lambda row, before: np.full(len(row.f), np.any(np.abs(row.f - 3.7) < 0.2)),
    "sort": lambda row, before: np.sort(row.f) < 0.1,
}
PLACES = {  # what a value or a gradient makes of x, (runs,) or (runs, 2)
    "norm": lambda x: x / (1 + norm(x)),
    "mean": lambda x: x - 0.1 * x.mean(),
    "max": lambda x: np.minimum(x, 2 + 0.5 * x.max()),
    "len": lambda x: x / len(x),
    "first": lambda x: x + 0.01 * x[0],
    "any above": lambda x: x * unless(np.any(np.abs(x) > 1), 0.9, 1),
    "any below": lambda x: x * unless(np.any(np.abs(x) < 0.05), 0.9, 1),
    "all above": lambda x: x * unless(np.all(np.abs(x) > 0.3), 0.9, 1),
    "all below": lambda x: x * unless(np.all(np.abs(x) < 0.2), 0.9, 1),
    "a band": lambda x: x * unless(np.any(np.abs(np.abs(x) - 0.31) < 0.02), 0.9, 1),
}
SAID = ("mixes the runs", "works with", "has shape", "returned", "asks one question", "multiplies", "column", "entry")
STARTS = (None, [(1, 2), (2, 1)], [(1, 2), (2, 1), (-1, 0.5)], [(0.1, 0.1), (2.9, -2.9)])
RATES = ([0.05, 0.1], [0.15, 0.02], [0.02, 0.05, 0.1], np.linspace(0.01, 0.2, 7), np.linspace(0.005, 0.12, 30))


def ruled(step):
    def rule(w, g, *, lr=0.1):
        return w - step(w, g, lr)

    return rule


def scheduled(rate):
    def schedule(t, *, lr=0.1):
        return rate(t, lr)

    return schedule


def walked(start, lr, **arguments):
    """Take the walks side by side; where nothing is said, each must be the one that is taken alone."""
    try:
        grid = gd.sweep(start=start, lr=lr, **arguments)
    except (ValueError, TypeError) as error:
        assert any(words in str(error) for words in SAID), error  # noqa: PT017
        return
    for index in np.ndindex(grid.shape):
        own, one = None if start is None else start[index[0]], grid[index]
        alone = gd.descend(start=own, lr=lr[index[-1]], **arguments)
        assert (alone.n_steps, alone.stop) == (one.n_steps, one.stop)
        for part in ("w", "f", "g"):
            np.testing.assert_allclose(getattr(one, part), getattr(alone, part), rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize(("start", "lr"), [*product(STARTS, RATES)])
@pytest.mark.parametrize("steps", [1, 7, 60])
def test_what_a_student_writes_walks_as_it_would_alone_or_is_told_what_would(steps, start, lr):
    usual = {"f": hill(), "rule": gd.gradient_descent, "steps": steps}
    for step in STEPS.values():
        walked(start, lr, **usual | {"rule": ruled(step)})
    for rate in SCHEDULES.values():
        walked(start, lr, schedule=scheduled(rate), **usual)
    for stop in STOPS.values():
        walked(start, lr, stop=stop, **usual)
    for mix in PLACES.values():
        walked(start, lr, **usual | {"f": hill(lambda w, mix=mix: mix(height(w)))})
        walked(start, lr, **usual | {"f": hill(height, lambda w, mix=mix: mix(slope(w)))})
