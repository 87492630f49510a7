"""The loop behind ``descend`` and ``sweep``: all runs side by side, one call of f and of the rule a step.

Inside, the grid of runs is flat: points have shape (runs, n) and hyperparameters (runs, 1), so that an array of
learning rates is never taken for a rate for each coordinate. A run has the same digits alone and in a grid: every
array that f and the rule see has the same layout in both, and numpy then adds in the same order.
"""

from typing import NamedTuple

import numpy as np

from gdviz import signatures
from gdviz.grid import Generators, lay_out, whole_number
from gdviz.objectives import Objective

LARGEST_RECORD = 2 * 2**30  # bytes; a bigger one makes a laptop swap
ENORMOUS = 1e6  # a cost that many times the first one (or 1, if that is more) has diverged
MAX_STEPS, CONVERGED, DIVERGED = range(3)


class Row(NamedTuple):
    """One row of the record, for all runs: the points (..., n), the cost there (...), the gradient there (..., n)."""

    w: np.ndarray
    f: np.ndarray
    g: np.ndarray


def run(f, rule, start, steps, schedule, stop, seed, every, hyper):
    """Walk down f: the fields of a Trajectory, as a dictionary. The arguments are those of ``descend``."""
    if not isinstance(f, Objective):
        raise TypeError(f"f = {f!r} is not an Objective; make one with curve(...), surface(...) or Objective(...).")
    steps, every = whole_number(steps, "steps"), whole_number(every, "every")
    if steps % every:
        raise ValueError(f"every = {every} does not divide steps = {steps}, so the last step would not be recorded.")
    asks = signatures.read(rule, "rule")
    schedule_asks = signatures.read(schedule, "schedule")
    stop_asks = signatures.read(stop, "stop") if stop is not None else None
    hyper = signatures.settle(asks, schedule_asks, stop_asks, hyper)
    grid = lay_out(f, start, seed, hyper)
    w, hyper, runs, n = grid.start, grid.hyper, *grid.start.shape
    _refuse_if_too_large(steps // every + 1, runs, 2 * n + 2 + n * len(asks.state), steps)

    record = _Record(steps // every + 1, runs, n)
    rng = Generators(grid.seeds)
    state = [_starting(value, w) for value in asks.state.values()]
    running = np.ones(runs, dtype=bool)
    reason, n_steps = np.full(runs, MAX_STEPS), np.full(runs, steps)
    paid = np.zeros((2, runs), dtype=int)
    row = limit = None

    with np.errstate(all="ignore"):  # overflow and NaN are results here
        for t in range(steps + 1):
            now = f.draw(rng)
            before, row = row, Row(w, f(w), record.points(now.gradient(w)))
            if not running.all():  # a run that has stopped keeps its last row, whatever batch is drawn now
                g = record.points(np.where(running[:, None], row.g, before.g))
                row = Row(w, np.where(running, row.f, before.f), g)
            limit = ENORMOUS * np.fmax(1.0, np.abs(row.f)) if before is None else limit
            diverged = ~(np.abs(row.f) < limit) | ~np.isfinite(row.w + row.g).all(axis=-1)
            ended = diverged.copy()
            if stop is not None and before is not None:
                tolerances = {name: value[:, 0] for name, value in _settings(stop_asks, hyper).items()}
                ended |= _stopped(stop(row, before, **tolerances), runs, stop_asks.name)
            ended &= running
            reason[ended] = np.where(diverged, DIVERGED, CONVERGED)[ended]
            n_steps[ended] = t
            running &= ~ended
            if t % every == 0:
                record.write(t // every, row, state)
            if t == steps or not running.any():
                break

            settings = _settings(asks, hyper)
            if "lr" in settings:
                supplied = {"steps": steps} if "steps" in schedule_asks.asks else {}
                rate = schedule(t, **_settings(schedule_asks, hyper), **supplied)
                settings["lr"] = _rate(rate, runs, schedule_asks.name)
                if t % every == 0:
                    record.lr[t // every] = settings["lr"][:, 0]
            counted = _Counted(now, row)
            settings |= {name: {"f": counted, "rng": rng}[name] for name in asks.asks}
            # copies: a rule that changes its arguments in place must not change the record
            result = rule(w.copy("K"), row.g.copy("K"), *(s.copy("K") for s in state), **settings)
            new_w, new_state = _taken_apart(result, asks, w, state)
            paid[:, running] += counted.paid + asks.uses_gradient * counted.price
            keep = running[:, None]
            w = record.points(np.where(keep, new_w, w))
            state = [record.points(np.where(keep, new, old)) for new, old in zip(new_state, state, strict=True)]
        record.repeat_last(t // every + 1, row, state)

    shape = tuple(len(values) for values in grid.axes.values())
    return record.shaped(shape, asks.state) | {
        "stop": reason.reshape(shape), "n_steps": n_steps.reshape(shape), "axes": grid.axes, "hyper": grid.fixed,
        "evaluations": paid.reshape(2, *shape), "every": every, "objective": f, "rule": rule,
    }  # fmt: skip


class _Record:
    """The rows of all runs. Points of up to two coordinates are stored a coordinate at a time, which numpy runs
    through 2 to 5 times faster than pairs; from three on its sums would then depend on the number of runs.
    """

    def __init__(self, rows, runs, n):
        self.by_coordinate = n <= 2
        self.rows, self.runs, self.n = rows, runs, n
        self.w, self.g = self._empty(n), self._empty(n)
        self.f, self.lr = np.empty((rows, runs)), np.full((rows - 1, runs), np.nan)
        self.state = None

    def _empty(self, n):
        shape = (self.rows, n, self.runs) if self.by_coordinate else (self.rows, self.runs, n)
        return np.empty(shape).swapaxes(1, 2) if self.by_coordinate else np.empty(shape)

    def points(self, w):
        """A copy of w, shape (runs, n), in the layout of the record."""
        return np.array(w, order="F" if self.by_coordinate else "C")

    def write(self, k, row, state):
        """Write row k. A state's record takes the shape it has after the first step; before, it is broadcast."""
        self.w[k], self.f[k], self.g[k] = row.w, row.f, row.g
        if k == 0:
            self._first_state = state
            return
        if self.state is None:
            self._allocate(state)
        for values, s in zip(self.state, state, strict=True):
            values[k] = s

    def _allocate(self, state):
        self.state = [self._empty(s.shape[1]) for s in state]
        for values, s in zip(self.state, self._first_state, strict=True):
            values[0] = s

    def repeat_last(self, k, row, state):
        """Fill the rows from k on with the last one: all runs have stopped."""
        if self.state is None:
            self._allocate(state)
        rest = slice(k, None)
        self.w[rest], self.f[rest], self.g[rest] = row.w, row.f, row.g
        self.lr[max(k - 1, 0) :] = self.lr[max(k - 2, 0)] if len(self.lr) and k > 1 else np.nan
        for values, s in zip(self.state, state, strict=True):
            values[rest] = s

    def shaped(self, shape, names):
        """The record as a Trajectory wants it: the flat runs folded into the grid."""

        def fold(a):
            return a.reshape(len(a), *shape, *a.shape[2:])

        state = {}
        for name, values in zip(names, self.state, strict=True):
            state[name] = fold(values if values.shape[2] == self.n else values[..., 0])
        return {"w": fold(self.w), "f": fold(self.f), "g": fold(self.g), "lr": fold(self.lr), "state": state}


class _Counted:
    """The objective as a rule sees it, keeping count of what the rule asks for."""

    def __init__(self, f, row):
        self.f, self.row = f, row
        self.price = np.array([[0], [1]] if f.has_gradient else [[2 * row.w.shape[1]], [0]])
        self.paid = np.array([[0], [0]])

    def __call__(self, w):
        if np.array_equal(w, self.row.w):
            return self.row.f  # known already, and so free
        self.paid = self.paid + [[1], [0]]
        return self.f(w)

    def gradient(self, w):
        self.paid = self.paid + self.price
        return self.f.gradient(w)


def _starting(value, w):
    """A state at the start: a float has the shape of w, a whole number (a counter) is one number for each run."""
    if isinstance(value, (int, np.integer)):
        return np.full((len(w), 1), float(value))
    return np.broadcast_to(np.asarray(value, dtype=float), w.shape).copy()


def _settings(asks, hyper):
    return {name: hyper[name] for name in asks.hyper}


def _taken_apart(result, asks, w, state):
    """The new w and the new states out of what a rule returned, or a sentence about what is wrong with it."""
    parts = result if isinstance(result, tuple) else (result,)
    if len(parts) != 1 + len(state) or parts[0] is None:
        names = ", ".join(["w", *asks.state])
        came = "None (is the return missing?)" if result is None else f"{len(parts)} value{'s' * (len(parts) > 1)}"
        hint = (
            f" If {', '.join(asks.state)} should be a hyperparameter, put it after the *."
            if len(parts) == 1 and asks.state
            else ""
        )
        raise ValueError(f"{asks.name} returned {came}, expected {1 + len(state)}: return {names}.{hint}")
    new_w, *new_state = (np.asarray(part, dtype=float) for part in parts)
    if new_w.shape != w.shape:
        raise ValueError(f"{asks.name} returned w of shape {new_w.shape}, expected {w.shape}: (runs, coordinates).")
    for i, (name, new, old) in enumerate(zip(asks.state, new_state, state, strict=True)):
        shape = np.broadcast_shapes(new.shape, old.shape) if new.ndim <= 2 else None
        if shape not in (w.shape, (len(w), 1)):
            raise ValueError(f"{asks.name} returned {name} of shape {new.shape}, expected {w.shape}, as w.")
        new_state[i] = np.broadcast_to(new, shape)
    return new_w, new_state


def _rate(rate, runs, name):
    rate = np.asarray(rate, dtype=float)
    if rate.shape not in ((), (1,), (1, 1), (runs, 1)):
        raise ValueError(f"{name} returned a rate of shape {rate.shape}, expected {(runs, 1)}: one for each run.")
    return np.broadcast_to(rate, (runs, 1))


def _stopped(answer, runs, name):
    answer = np.asarray(answer)
    if answer.shape != (runs,) or answer.dtype != bool:
        raise ValueError(
            f"{name} returned {answer.dtype} of shape {answer.shape}, expected bool of shape {(runs,)}: an answer a run."
        )
    return answer


def _refuse_if_too_large(rows, runs, numbers, steps):
    size = 8 * rows * runs * numbers
    if size <= LARGEST_RECORD:
        return
    fits = [k for k in range(2, steps + 1) if steps % k == 0 and size * (steps // k + 1) <= LARGEST_RECORD * rows]
    advice = f"record every={fits[0]} steps" if fits else "pass fewer values"
    raise ValueError(
        f"{runs:,} runs of {rows - 1:,} recorded steps would take {size / 2**30:.1f} GiB, "
        f"the limit is {LARGEST_RECORD / 2**30:.0f}: {advice}, or take fewer steps or runs."
    )
