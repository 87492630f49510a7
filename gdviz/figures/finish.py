"""The finish of a race: what its steps have cost, and the words that say who leads and who was first."""

from typing import NamedTuple

import numpy as np

from gdviz.engine.trajectory import Stop
from gdviz.live.scene import Clause, Words
from gdviz.regression import LinearRegression


class Unit(NamedTuple):
    """What can be counted in a race. one, many: of it, in words. prices: what a step costs each racer, (...) each."""

    label: str
    one: str
    many: str
    prices: list[np.ndarray]


def units(f, runs):
    """What can be counted in a race on f: steps, evaluations, and where f knows its data, samples. runs: grids."""
    paid = [[paid / np.maximum(run.n_steps, 1) for paid in run.evaluations] for run in runs]
    values, gradients = (any(np.any(one[k]) for one in paid) for k in (0, 1))
    label = many = "gradient evaluations"
    if values:
        label, many = f"evaluations of {'cost or gradient' if gradients else 'the cost'}", "evaluations"
    found = [
        Unit("steps", "step", "steps", [np.ones_like(values) for values, _ in paid]),
        Unit(label, many.removesuffix("s"), many, [values + gradients for values, gradients in paid]),
    ]
    data = getattr(f, "regression", f)
    if isinstance(data, LinearRegression):
        m = len(data.y)  # a cost looks at all samples, a gradient at those of its batch
        prices = [v * m + g * getattr(run.objective, "size", m) for run, (v, g) in zip(runs, paid, strict=True)]
        found.append(Unit("samples seen", "sample", "samples", prices))
    return found


def words(names, counted, runs, arrivals, targeted, every):
    """The line under a race: who leads, who has arrived by this step; at the last one, who was first.

    names: of the racers. counted: the units, one for each position of the first slider. runs: a grid for each racer,
    over the sliders that follow. arrivals: the steps after which each has arrived, (...) or infinity. targeted: whether
    there is anywhere to arrive. every: how many steps lie between two rows of the picture.
    """
    names = [name.replace("{", "(").replace("}", ")") for name in names]  # braces stand around numbers
    row = rows(runs[0])[::every, None]
    last = row == row[-1]
    cost = _together(run.f[::every, None] for run in runs)  # (racers, rows, 1, ...)
    lowest = np.min(cost, axis=0, where=np.isfinite(cost), initial=np.inf)
    with np.errstate(invalid="ignore"):
        leads = np.isfinite(cost) & (cost - lowest <= 1e-9 * np.abs(lowest))  # nearer than that is rounding
    steps = _together(arrivals)
    diverged = _together(run.stop == Stop.DIVERGED for run in runs)
    counts = np.stack([_counts(unit, steps) for unit in counted], axis=1)  # (racers, units, ...)
    clauses = [
        Clause(["Step {step} of {last}."]),
        _who(leads, names, "Lowest cost: {}, {{lowest}}."),
        _who((steps[:, None, None] <= row) & ~last, names, "Arrived so far: {}."),
    ]
    if targeted:
        texts, which = _finishes(counted, names, counts, diverged)
        clauses.append(Clause(["", *texts], np.where(last, 1.0 + which, 0.0)))
    if every > 1:
        clauses.append(Clause([f"Of {every} steps, one is drawn."]))
    numbers = {f"count{k}": count[None] for k, count in enumerate(counts)}
    return Words(clauses, {"lowest": lowest} | numbers, list(numbers))


def rows(run):
    """The step of each row, (rows, 1, ...)."""
    return np.arange(len(run.f)).reshape(-1, *[1] * len(run.shape))


def listed(names):
    """Names in a sentence: "a, b and c"."""
    *rest, last = names
    return f"{', '.join(rest)} and {last}" if rest else last


def _together(arrays):
    return np.stack(np.broadcast_arrays(*arrays))


def _counts(unit, steps):
    """What so many steps (racers, ...) have cost each: whole numbers, or infinity."""
    with np.errstate(invalid="ignore"):
        return np.where(np.isfinite(steps), np.round(steps * _together(unit.prices)), np.inf)


def _who(which, names, text):
    """A clause that lists the racers for whom ``which`` (racers, ...) holds; where it is nobody, it says nothing."""
    code = np.tensordot(2 ** np.arange(len(names)), which, 1)
    codes, inverse = np.unique(code, return_inverse=True)
    texts = [text.format(listed([n for k, n in enumerate(names) if one >> k & 1])) if one else "" for one in codes]
    return Clause(texts, inverse.reshape(code.shape).astype(float))


def _finishes(counted, names, counts, diverged):
    """The sentences about the finish, and which of them is true where. They tell order, ties and divergence alone."""
    where = counts.shape[1:]
    unit = np.broadcast_to(np.arange(len(counted)).reshape(-1, *[1] * (len(where) - 1)), where)
    rank = np.sum(counts[:, None] > counts[None], axis=1)
    diverged = np.broadcast_to(diverged[:, None], counts.shape)
    about = np.concatenate([unit[None], rank, counts == 1, np.isfinite(counts), diverged]).reshape(-1, unit.size)
    _, first, which = np.unique(about, axis=1, return_index=True, return_inverse=True)
    places = [np.unravel_index(k, where) for k in first]
    texts = [_finish(counted[place[0]], names, counts[:, *place], diverged[:, *place]) for place in places]
    return texts, which.reshape(where)


def _finish(unit, names, counts, diverged):
    """Who has arrived, after how much; and who has not. counts, diverged: a number for each racer."""
    said, rest = [], ~np.isfinite(counts)
    for count in np.unique(counts[~rest]):
        those = np.flatnonzero(counts == count)
        about = "" if all(np.all(unit.prices[k] % 1 == 0) for k in those) else "about "  # its steps differ in price
        who, number = listed([names[k] for k in those]), f"{about}{{count{those[0]}}}"
        first = f"First to arrive: {who}, after {number} {unit.one if count == 1 else unit.many}"
        said.append([first, f"then {who}, {number}", f"{who}, {number}"][min(len(said), 2)])
    sentences = ["; ".join(said) or "Nobody has arrived"]
    groups = {"Not arrived": rest & ~diverged & bool(said), "Diverged": rest & diverged}
    for what, those in groups.items():
        if those.any():
            sentences.append(f"{what}: {listed([names[k] for k in np.flatnonzero(those)])}")
    return ". ".join(sentences) + "."
