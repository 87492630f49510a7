"""The loop behind ``descend`` and ``sweep``: all runs side by side, one call of f and of the rule a step.

Inside, the grid of runs is flat: points have shape (runs, n) and hyperparameters (runs, 1), so that an array of
learning rates is never taken for a rate for each coordinate. A run has the same digits alone and in a grid: every
array that f and the rule see has the same layout in both, and numpy then adds in the same order. (A matrix product, @,
in a function of your own is the exception: it rounds as it likes.)
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from gdviz import objectives
from gdviz.engine import signatures
from gdviz.engine.grid import Generators, Grid, whole_number

LARGEST_RECORD = 2 * 2**30  # bytes; a bigger one makes a laptop swap
ENORMOUS = 1e12  # a cost that many times the first one (or 1, if that is more) ends a run: it has diverged
CLIMBED = 1e3  # one that took all its steps, and ends that many times as high, has diverged too


class Stop(IntEnum):
    """Why a run ended; ``.sentence`` says it in words."""

    MAX_STEPS = 0
    CONVERGED = 1
    DIVERGED = 2

    @property
    def sentence(self):
        """The reason in words."""
        return {
            Stop.MAX_STEPS: "took all its steps",
            Stop.CONVERGED: "stopped by its stopping rule",
            Stop.DIVERGED: "diverged: the cost blew up",
        }[self]


class Row(NamedTuple):
    """One row of the record, for all runs: the points (..., n), the cost there (...), the gradient there (..., n)."""

    w: np.ndarray
    f: np.ndarray
    g: np.ndarray


def run(f, rule, start, steps, schedule, stop, seed, every, hyper):
    """Walk down f: the fields of a Trajectory, as a dictionary. The arguments are those of ``descend``."""
    objectives.demand(f)
    steps, every = whole_number(steps, "steps"), whole_number(every, "every")
    if steps % every:
        raise ValueError(f"every = {every} does not divide steps = {steps}, so the last step would not be recorded.")
    asks, schedule_asks = signatures.read(rule, "rule"), signatures.read(schedule, "schedule")
    stop_asks = signatures.read(stop, "stop") if stop is not None else None
    grid = Grid(f, start, seed, signatures.settle(asks, schedule_asks, stop_asks, hyper))
    _refuse_if_too_large(steps // every + 1, grid.runs, 2 * grid.n + 2 + grid.n * len(asks.state), steps)

    record, ends = _Record(steps, every, grid.runs, grid.n), _Ends(grid.runs, steps)
    hyper, rng = grid.settings(), Generators(grid.seeds())
    t, w, row, paid = 0, _points(grid.starts()), None, np.zeros((2, grid.runs), dtype=int)
    state, rate = [_starting(value, w) for value in asks.state.values()], np.full((grid.runs, 1), np.nan)

    with np.errstate(all="ignore"):  # overflow and NaN are results here
        for t in range(steps + 1):
            now = f.draw(rng)
            before, row = row, ends.freeze(_looked(f, now, w), row)
            ends.note(t, row, _satisfied(stop, stop_asks, hyper, row, before))
            record.write(t, row, state)
            if t == steps or not ends.running.any():
                break

            keep = ends.running[:, None]
            counted = _Counted(now, row, asks.uses_gradient)
            settings = _settings(asks, hyper, f=counted, rng=rng)
            if "lr" in settings:
                rate = np.where(keep, _rate(schedule, schedule_asks, hyper, t, steps), rate)
                settings["lr"] = rate.copy()
                record.write_rate(t, rate)
            # copies: a rule that changes its arguments in place must not change the record
            copies = [a.copy("K") for a in (w, row.g, *state)]
            result = signatures.call(rule, asks.name, *copies, **settings)
            new_w, new_state = _taken_apart(result, asks, w, state)
            w = _points(np.where(keep, new_w, w))
            state = [_points(np.where(keep, new, old)) for new, old in zip(new_state, state, strict=True)]
            paid += counted.paid * ends.running
        record.repeat_last(t, row, state, rate)

    return record.shaped(grid.shape, asks.state) | {
        "stop": np.array(Stop, dtype=object)[ends.reason].reshape(grid.shape),
        "n_steps": ends.n_steps.reshape(grid.shape), "evaluations": paid.reshape(2, *grid.shape),
        "axes": grid.axes, "hyper": grid.fixed, "every": every, "objective": f, "rule": rule,
    }  # fmt: skip


class _Ends:
    """Which runs are still running; when (``n_steps``) and why (``reason``) the others ended."""

    def __init__(self, runs, steps):
        self.running = np.ones(runs, dtype=bool)
        self.reason, self.n_steps = np.full(runs, Stop.MAX_STEPS), np.full(runs, steps)
        self._steps, self._first = steps, None

    def freeze(self, row, before):
        """The row, in which a run that has stopped keeps its last one, whatever batch is drawn now."""
        if self.running.all():
            return row
        g = np.where(self.running[:, None], row.g, before.g)
        return Row(row.w, np.where(self.running, row.f, before.f), _points(g))

    def note(self, t, row, satisfied):
        """End the runs whose row t is not finite or enormous, and those whose stopping rule is ``satisfied``."""
        if self._first is None:
            self._first = np.fmax(1.0, np.abs(row.f))
        diverged = ~(np.abs(row.f) < ENORMOUS * self._first) | ~np.isfinite(row.w + row.g).all(axis=-1)
        if t == self._steps:
            diverged |= row.f > CLIMBED * self._first
        ended = self.running & (diverged | satisfied)
        self.reason[ended] = np.where(diverged, Stop.DIVERGED, Stop.CONVERGED)[ended]
        self.n_steps[ended] = t
        self.running = self.running & ~ended


class _Record:
    """The rows of all runs, ``every`` steps apart, laid out as ``_points`` are."""

    def __init__(self, steps, every, runs, n):
        self.every, self.rows, self.runs, self.n = every, steps // every + 1, runs, n
        self.w, self.g = self._empty(n), self._empty(n)
        self.f, self.lr = np.empty((self.rows, runs)), np.full((self.rows - 1, runs), np.nan)
        self.state = []

    def _empty(self, n):
        if _by_coordinate(self.n):
            return np.empty((self.rows, n, self.runs)).swapaxes(1, 2)
        return np.empty((self.rows, self.runs, n))

    def write(self, t, row, state):
        """Write the row of step t, if it is one to keep."""
        k, between = divmod(t, self.every)
        if between:
            return
        self.w[k], self.f[k], self.g[k] = row
        self._write_state(k, k, state)

    def write_rate(self, t, rate):
        """Write the rate of the step from t on, if its row is one to keep."""
        if t % self.every == 0:
            self.lr[t // self.every] = rate[:, 0]

    def repeat_last(self, t, row, state, rate):
        """Fill the rows after step t, where all runs have ended, with the last one."""
        rest = slice(t // self.every + 1, None)
        self.w[rest], self.f[rest], self.g[rest] = row
        self.lr[-(-t // self.every) :] = rate[:, 0]
        self._write_state(rest, rest.start, state)

    def _write_state(self, rows, written, state):
        for i, s in enumerate(state):
            if i == len(self.state):
                self.state.append(self._empty(s.shape[1]))
            if s.shape[1] > self.state[i].shape[2]:  # z=0 looked like a counter, and turned out to be a vector
                narrow, self.state[i] = self.state[i], self._empty(s.shape[1])
                self.state[i][:written] = narrow[:written]
            self.state[i][rows] = s

    def shaped(self, shape, names):
        """The record as a Trajectory wants it: the flat runs folded into the grid."""

        def fold(a):
            return a.reshape(len(a), *shape, *a.shape[2:])

        state = {}
        for name, values in zip(names, self.state, strict=True):
            state[name] = fold(values if values.shape[2] == self.n else values[..., 0])
        return {"w": fold(self.w), "f": fold(self.f), "g": fold(self.g), "lr": fold(self.lr), "state": state}


class _Counted:
    """The objective as a rule sees it, keeping count of what the rule asks for: ``paid``, (2, runs)."""

    def __init__(self, f, row, uses_gradient):
        self._f, self._row = f, row
        self._price = np.array([[0], [1]] if f.has_gradient else [[2 * row.w.shape[1]], [0]])
        self.paid = np.zeros((2, len(row.w)), dtype=int) + uses_gradient * self._price

    def __call__(self, w):
        points = np.size(w) // self._row.w.size
        known = np.all(w == self._row.w, axis=-1) if points == 1 else False  # the cost where it stands is free
        self.paid[0] += np.where(known, 0, points)
        return self._row.f.copy() if np.all(known) else self._f(w)

    def gradient(self, w):
        self.paid += np.size(w) // self._row.w.size * self._price
        return self._f.gradient(w)


def _looked(f, now, w):
    """The row at w: the cost of f, and the gradient as this step sees it (``now``)."""
    return Row(w, signatures.call(f, f.name, w), _points(signatures.call(now.gradient, f.name, w)))


def _by_coordinate(n):
    """Points of up to two coordinates are stored a coordinate at a time, which numpy runs through 2 to 5 times faster
    than pairs; from three on its sums would then depend on the number of runs.
    """
    return n <= 2


def _points(w):
    """A copy of the points w, (runs, n), laid out as the record is."""
    return np.array(w, order="F" if _by_coordinate(w.shape[1]) else "C")


def _starting(value, w):
    """A state at the start: a float has the shape of w, a whole number (a counter) is one number for each run."""
    if isinstance(value, (int, np.integer)):
        return np.full((len(w), 1), float(value))
    return np.broadcast_to(np.asarray(value, dtype=float), w.shape).copy()


def _settings(asks, hyper, **supplied):
    """What a function is called with by name: its own hyperparameters, and of what is ``supplied`` what it asks for."""
    return {name: hyper[name].copy() for name in asks.hyper} | {name: supplied[name] for name in asks.asks}


def _taken_apart(result, asks, w, state):
    """The new w and the new states out of what a rule returned, or a sentence about what is wrong with it."""
    parts = result if isinstance(result, tuple) else (result,)
    missing = any(part is None for part in parts)
    if len(parts) != 1 + len(state) or missing:
        names = ", ".join(["w", *asks.state])
        came = f"{len(parts)} value{'s' * (len(parts) > 1)}{', one of them None' * missing}"
        came = "None (is the return missing?)" if result is None else came
        hint = ""
        if result is not None and len(parts) <= len(state):
            hint = f" If {', '.join(asks.state)} should be a hyperparameter, put it after the *."
        elif len(parts) > 1 + len(state):
            hint = " What a rule remembers stands between g and *, with a starting value: z=0.0."
        raise ValueError(f"{asks.name} returned {came}, expected {1 + len(state)}: return {names}.{hint}")
    new_w, *new_state = (np.asarray(part, dtype=float) for part in parts)
    if new_w.shape != w.shape:
        raise ValueError(f"{asks.name} returned w of shape {new_w.shape}, expected {w.shape}: (runs, coordinates).")
    for i, (name, new) in enumerate(zip(asks.state, new_state, strict=True)):
        if new.shape not in ((), (len(w), 1), w.shape):
            raise ValueError(f"{asks.name} returned {name} of shape {new.shape}, expected {w.shape}, as w.")
        new_state[i] = np.broadcast_to(new, np.broadcast_shapes(new.shape, state[i].shape))
    return new_w, new_state


def _rate(schedule, asks, hyper, t, steps):
    """The learning rate at step t, (runs, 1)."""
    rate = signatures.call(schedule, asks.name, t, **_settings(asks, hyper, steps=steps))
    rate = np.asarray(rate, dtype=float)
    runs = len(hyper["lr"])
    if rate.shape not in ((), (1,), (1, 1), (runs, 1)):
        raise ValueError(f"{asks.name} returned a rate of shape {rate.shape}, expected {(runs, 1)}: one for each run.")
    return np.broadcast_to(rate, (runs, 1))


def _satisfied(stop, asks, hyper, row, before):
    """The answers of a stopping rule, (runs,). Without one nobody stops, nor before the first step."""
    if stop is None or before is None:
        return False
    tolerances = {name: value[:, 0] for name, value in _settings(asks, hyper).items()}
    answer = np.asarray(signatures.call(stop, asks.name, row, before, **tolerances))
    if answer.shape != row.f.shape or answer.dtype != bool:
        raise ValueError(
            f"{asks.name} returned {answer.dtype} of shape {answer.shape}, expected bool of shape {row.f.shape}: "
            "an answer for each run."
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
