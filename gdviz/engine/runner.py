"""The loop behind ``descend`` and ``sweep``: all runs side by side, one call of f and of the rule a step.

Inside, the grid of runs is flat: points have shape (runs, n) and hyperparameters (runs, 1), so that an array of
learning rates is never taken for a rate for each coordinate. A run has the same digits alone and in a grid: every
array that f and the rule see has the same layout in both, and numpy then adds in the same order. (A matrix product, @,
in a function of your own is the exception: it rounds as it likes.)
"""

from enum import IntEnum
from typing import Any, cast

import numpy as np

from gdviz import objectives
from gdviz.border.written import shown
from gdviz.engine import apart, signatures
from gdviz.engine.calls import Functions, Row, by_coordinate, points, starting
from gdviz.engine.grid import Generators, Grid, whole_number

LARGEST_RECORD = 2 * 2**30  # bytes; a bigger one makes a laptop swap
ENORMOUS = 1e12  # a cost that many times the first one (or 1, if that is more) ends a run: it has diverged
MOST_STEPS = 10**9  # more of them take hours, whatever is recorded
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
            Stop.DIVERGED: "diverged: the cost blew up, or is not a number",
        }[self]


BLOWN = (
    "the cost has blown up",
    "the cost is not a number",
    "the slope is not a finite number",
)


def blown(row):
    """Why a walk that ends in this row diverged, as a number of a sentence in ``BLOWN``. row: one, or all of a walk."""
    steep = np.isfinite(row.f) & ~np.all(np.isfinite(row.g), axis=-1)
    return np.where(np.isnan(row.f), 1.0, np.where(steep, 2.0, 0.0))


def run(f, rule, start, steps, schedule, stop, seed, every, hyper):
    """Walk down f: the fields of a Trajectory, as a dictionary. The arguments are those of ``descend``."""
    objectives.demand(f)
    steps, every = whole_number(steps, "steps"), whole_number(every, "every")
    if steps % every:
        raise ValueError(
            f"every = {shown(every)} does not divide steps = {shown(steps)}, so the last step would not be recorded."
        )
    functions = Functions(f, rule, schedule, stop, steps)
    asks = functions.rule
    grid = Grid(f, start, seed, signatures.settle(asks, functions.schedule, functions.stop, hyper))
    _refuse_if_too_large(steps, every, grid.runs, 2 * grid.n + 2 + grid.n * len(asks.state))

    record, ends = _Record(steps, every, grid.runs, grid.n), _Ends(grid.runs, steps)
    hyper, rng = grid.settings(), Generators(grid.seeds())
    w, row, paid = points(grid.starts()), None, np.zeros((2, grid.runs), dtype=int)
    state = [starting(value, w, asks.name) for value in asks.state.values()]
    t, rate, before, satisfied, running = 0, np.full((grid.runs, 1), np.nan), None, False, ends.running

    with np.errstate(all="ignore"):  # overflow and NaN are results here
        witness = apart.Witness(functions, hyper, rng)
        for t in range(steps + 1):
            rng.forget()
            now = f.draw(rng)
            before, row = row, ends.freeze(functions.looked(now, w), row)
            satisfied, running = functions.satisfied(row, before, hyper), ends.running
            ends.note(t, row, satisfied)
            record.write(t, row, state)
            if t == steps or not ends.left:
                break

            if "lr" in asks.hyper:
                new_rate = functions.rate(t, hyper)
                functions.demand_finite(new_rate, ends.running, t, hyper)
                rate = ends.keep(new_rate, rate).copy()
                record.write_rate(t, rate)
            new_w, new_state, asked = functions.stepped(now, row, state, rate, hyper, rng)
            given, came = (functions.doubts_stop and before, row, state, rate), (satisfied, new_w, new_state)
            witness.saw(t, ends.running, given, came)
            w = points(ends.keep(new_w, w))
            state = [points(ends.keep(new, old)) for new, old in zip(new_state, state, strict=True)]
            paid += asked * ends.running
        witness.leave(t, running, before, row, satisfied, record, ends)
        record.repeat_last(t, row, state, rate)

    return record.shaped(grid.shape, asks.state) | {
        "stop": np.array(Stop, dtype=object)[ends.reason].reshape(grid.shape),
        "n_steps": ends.n_steps.reshape(grid.shape), "evaluations": paid.reshape(2, *grid.shape),
        "axes": grid.axes, "hyper": grid.fixed, "every": every, "objective": f, "rule": rule,
    }  # fmt: skip


class _Ends:
    """Which runs are still ``running``, how many are ``left``; when (``n_steps``) and why (``reason``) others ended."""

    def __init__(self, runs, steps):
        self.running, self.left = np.ones(runs, dtype=bool), runs
        self.reason, self.n_steps = np.full(runs, Stop.MAX_STEPS), np.full(runs, steps)
        self._steps, self._first, self._enormous = steps, cast(Any, None), cast(Any, None)

    def keep(self, new, old):
        """The new points or numbers of the runs that are running, the old ones of the others."""
        return new if self.left == len(self.running) else np.where(self.running[:, None], new, old)

    def freeze(self, row, before):
        """The row, in which a run that has stopped keeps its last one, whatever batch is drawn now."""
        if self.left == len(self.running):
            return row
        return Row(row.w, np.where(self.running, row.f, before.f), points(self.keep(row.g, before.g)))

    def note(self, t, row, satisfied):
        """End the runs whose row t is not finite or enormous, and those whose stopping rule is ``satisfied``."""
        if self._first is None:
            self._first = np.fmax(1.0, np.abs(row.f))
            self._enormous = ENORMOUS * self._first
        diverged = ~(np.abs(row.f) < self._enormous) | ~np.isfinite(row.w + row.g).all(axis=-1)
        if t == self._steps:
            diverged |= row.f > CLIMBED * self._first
        ended = self.running & (diverged | satisfied)
        if not ended.any():
            return
        self.reason[ended] = np.where(diverged, Stop.DIVERGED, Stop.CONVERGED)[ended]
        self.n_steps[ended] = t
        self.running = self.running & ~ended
        self.left = np.count_nonzero(self.running)

    @property
    def diverged(self):
        """The runs that diverged, (runs,). Nobody listens to the stopping rule then."""
        return self.reason == Stop.DIVERGED

    @property
    def satisfied(self):
        """The runs that their stopping rule ended, (runs,)."""
        return self.reason == Stop.CONVERGED


class _Record:
    """The rows of all runs, ``every`` steps apart, laid out as ``points`` are."""

    def __init__(self, steps, every, runs, n):
        self.every, self.rows, self.runs, self.n = every, steps // every + 1, runs, n
        self.w, self.g = self._empty(n), self._empty(n)
        self.f, self.lr = np.empty((self.rows, runs)), np.full((self.rows - 1, runs), np.nan)
        self.state = []

    def _empty(self, n):
        if by_coordinate(self.n):
            return np.empty((self.rows, n, self.runs)).swapaxes(1, 2)
        return np.empty((self.rows, self.runs, n))

    def write(self, t, row, state):
        """Write the row of step t, if it is one to keep."""
        k, between = divmod(t, self.every)
        if between:
            return
        self.w[k], self.f[k], self.g[k] = row
        self._write_state(k, k, state)

    def rows_of(self, who, k):
        """Rows k of one run, or of as many runs as rows, as if each were a run."""
        return Row(self.w[k, who], self.f[k, who], self.g[k, who]).copy()

    def states_of(self, who, k):
        """What the rule remembered there."""
        return [points(s[k, who]) for s in self.state]

    def rates_of(self, who, t):
        """The rate of step t there, where every row is recorded."""
        return self.lr[t, who][:, None]

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


def _refuse_if_too_large(steps, every, runs, numbers):
    """A sentence where the record would not fit. numbers: in a row of one run."""
    if steps > MOST_STEPS:
        raise ValueError(
            f"steps = {shown(steps)}; no walk ends that takes so many: take fewer steps, {MOST_STEPS:,} at most."
        )
    each, rows = 8 * runs * numbers, steps // every + 1
    if each * rows <= LARGEST_RECORD:
        return
    fitting = LARGEST_RECORD // each - 1  # so many rows besides the first
    least = -(-steps // fitting) if fitting > 0 else steps + 1
    near = (k for k in range(least, min(steps, least + 1000)) if steps % k == 0)  # a divisor; steps itself is one
    fewer = f"take fewer steps or runs, or with descend or sweep record every={next(near, steps)} steps"
    raise ValueError(
        f"{runs:,} run{'s' * (runs > 1)} of {rows - 1:,} recorded steps would take {each * rows / 2**30:,.1f} GiB, "
        f"the limit is {LARGEST_RECORD / 2**30:.0f}: {fewer if fitting >= 1 else 'pass fewer values'}."
    )
