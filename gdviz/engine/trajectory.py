"""Walking downhill and writing it down: ``descend`` takes one walk, ``sweep`` a grid of them, at once."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdviz.border.answers import number, real
from gdviz.border.pickling import Picklable
from gdviz.border.written import shown
from gdviz.engine.grid import above_zero
from gdviz.engine.runner import Stop, run
from gdviz.objectives import Objective
from gdviz.schedules import constant
from gdviz.tracebacks import brief


class Evaluations(NamedTuple):
    """What a rule asked for until it stopped: values of f, and gradients. Whole numbers, one of each for a run.

    A gradient by central differences is paid in values, 2n each. Looking at the cost to record it is free.
    """

    values: Any
    gradients: Any


def small_gradient(row, before, *, tol=1e-3):
    """Stop where the ground is flat: every slope is smaller than ``tol``."""
    return np.max(np.abs(row.g), axis=-1) < tol


def small_change(row, before, *, tol=1e-2):
    """Stop when the cost hardly changes: by less than ``tol`` in the last step. Popular, and easily fooled."""
    return np.abs(row.f - before.f) < tol


@dataclass(frozen=True, repr=False, eq=False)
class Trajectory(Picklable):
    """What happened on a walk, or on a grid of walks. Row t belongs together: w[t], f[t], g[t].

    w: the points, shape (T+1, ..., n). f: the cost there, (T+1, ...). g: the gradient there, (T+1, ..., n).
    lr: the learning rate of the step from t to t+1, (T, ...); NaN for a rule without one.
    stop: why each run ended, (...), see ``Stop``. n_steps: after how many steps, (...). A run that stopped keeps its
    last row to the end. state: what the rule remembered, {name: (T+1, ...)}. axes: {name: values}, an entry for each
    batch axis. hyper: {name: value}, what is the same in all runs. evaluations: see
    ``Evaluations``. every: the rows are this many steps apart. objective, rule: what was walked down, and how.
    """

    w: np.ndarray
    f: np.ndarray
    g: np.ndarray
    lr: np.ndarray
    stop: Any
    n_steps: Any
    state: dict = field(default_factory=dict)
    axes: dict = field(default_factory=dict)
    hyper: dict = field(default_factory=dict)
    evaluations: Evaluations = field(default=Evaluations(0, 0))
    every: int = 1
    objective: Any = None
    rule: Any = None

    @property
    def shape(self):
        """The shape of the grid of runs; () for one run."""
        return self.f.shape[1:]

    @property
    def steps(self):
        """The number of steps that the rows span."""
        return (len(self.f) - 1) * self.every

    def __getitem__(self, index):
        """Pick from the grid: ``trajectory[i, j]`` is one run, ``trajectory[:, j]`` a row of them."""
        index = index if isinstance(index, tuple) else (index,)
        if any(isinstance(i, bool) or not isinstance(i, (int, np.integer, slice)) for i in index):
            raise TypeError(f"trajectory[{shown(index)}]: pick runs with whole numbers or slices.")
        if len(index) > len(self.shape):
            raise IndexError(
                f"trajectory[{shown(index)}]: this grid has {len(self.shape)} axes: {', '.join(self.axes) or 'none'}."
            )
        for (name, values), i in zip(self.axes.items(), index, strict=False):
            if not isinstance(i, slice) and not -len(values) <= i < len(values):
                raise IndexError(f"trajectory[{shown(i)}]: {name} has {len(values)} values, 0 to {len(values) - 1}.")
        index = index + (slice(None),) * (len(self.shape) - len(index))
        axes, hyper = {}, dict(self.hyper)
        for (name, values), i in zip(self.axes.items(), index, strict=True):
            (axes if isinstance(i, slice) else hyper)[name] = values[i]
        rows, one = (slice(None), *index), not axes
        stop, n_steps = np.asarray(self.stop)[index], np.asarray(self.n_steps)[index]
        return replace(
            self,
            w=self.w[rows], f=self.f[rows], g=self.g[rows], lr=self.lr[rows],
            stop=Stop(stop) if one else stop,
            n_steps=int(n_steps) if one else n_steps,
            state={name: values[rows] for name, values in self.state.items()},
            axes=axes, hyper=hyper,
            evaluations=Evaluations(*(int(e[index]) if one else e[index] for e in map(np.asarray, self.evaluations))),
        )  # fmt: skip

    def steps_to(self, target=None, tol=0.05, *, cost=None):
        """The first step after which the run stays within ``tol`` of ``target``; infinity if it never does.

        target: a point, shape (n,) or a number in one dimension; without it, the objective's only minimum. Within:
        each coordinate differs by less than ``tol``. Or give a ``cost``: then the cost differs from it by less.
        Returns a number for one run, an array of the grid's shape for a sweep.
        """
        tol = above_zero(tol, "tol")
        if cost is not None:
            near = np.abs(self.f - number(cost, "cost =")) < tol
        else:
            near = np.max(np.abs(self.w - self._target(target)), axis=-1) < tol
        stays = np.flip(np.logical_and.accumulate(np.flip(near, 0), axis=0), 0)
        steps = np.where(stays[-1], np.argmax(stays, axis=0) * float(self.every), np.inf)
        return steps if self.shape else _number(steps)

    def _target(self, target):
        if target is None:
            minima = self.objective.minima
            if len(minima) != 1:
                raise ValueError(f"steps_to: {self.objective.name} has {len(minima)} known minima; say target=...")
            return minima[0]
        return point(target, self.w.shape[-1])

    def __repr__(self):
        """One readable line."""
        rule, hill = getattr(self.rule, "__name__", "a rule"), getattr(self.objective, "name", "an objective")
        settings = "".join(f", {name} = {_short(value)}" for name, value in self.hyper.items())
        if self.shape:
            grid = " × ".join(f"{len(values)} {name}" for name, values in self.axes.items())
            ends = ", ".join(f"{np.sum(self.stop == s)} {s.name}" for s in Stop if np.any(self.stop == s))
            return f"<{grid} runs of {rule} on {hill}{settings}: {self.steps} steps; {ends}>"
        return (
            f"<{rule} on {hill}{settings}: {self.n_steps} steps, w = {_short(self.w[-1])}, "
            f"cost {self.f[-1]:.4g}, {self.stop.name}>"
        )


def since(runs, targets, tol):
    """Since which step runs have been near each of the targets (m, n), (rows, ..., m): as the row knows it that has not
    seen what comes, so it is the step after this one where they are not near. After the end nothing changes.
    """
    t = runs.every * np.arange(len(runs.f), dtype=float).reshape(-1, *[1] * len(runs.shape), 1)
    with np.errstate(all="ignore"):
        near = np.max(np.abs(runs.w[..., None, :] - targets), axis=-1) < tol
    over = t > np.asarray(runs.n_steps)[..., None]
    return np.maximum.accumulate(np.where(near | over, 0.0, t + 1.0))


@brief
def descend(
    f: Objective, rule: Callable, start: ArrayLike | None = None, steps: int = 100, *,
    schedule: Callable = constant, stop: Callable | None = None, seed: ArrayLike = 0, every: int = 1, **hyper: Any,
) -> Trajectory:  # fmt: skip
    """Walk down f by a rule, and write down every step.

    f: an Objective. rule: a plain function, see ``gdviz.optimizers``. start: a point, shape (n,), or a number in one
    dimension; without it, the objective's own. steps: how many to take at most. schedule: how the learning rate
    changes, see ``gdviz.schedules``. stop: a stopping rule, ``small_gradient``, ``small_change``, one of your own, or
    None. seed: of the random numbers that a rule or a mini-batch draws. every: record every so many steps only.
    hyper: the hyperparameters of the rule, the schedule and the stopping rule, by name.

    Returns a Trajectory. A value that is not finite or enormous is a result: DIVERGED (a cost that reaches 10¹²
    times the first, or ends at a thousand times).
    Pass an array where a number is expected, and you get a sweep.

    Raises TypeError or ValueError, with a sentence that says what to change.
    """
    return _trajectory(run(f, rule, start, steps, schedule, stop, seed, every, hyper))


@brief
def sweep(
    f: Objective, rule: Callable, start: ArrayLike | None = None, steps: int = 100, *,
    schedule: Callable = constant, stop: Callable | None = None, seed: ArrayLike = 0, every: int = 1, **hyper: Any,
) -> Trajectory:  # fmt: skip
    """Walk down f many times at once: a run for every combination of the arrays that are passed.

    As ``descend``, with arrays for any of the hyperparameters: ``sweep(f, momentum, lr=np.linspace(.01, 1, 41),
    mu=[0, .5, .8])`` has the batch shape (41, 3). The axes stand in the order of the keywords. Starts of shape
    (k, n) add a leading axis, and so does an array of seeds. Every run is the same, to the last digit, as ``descend``
    would have taken it alone.
    """
    return _trajectory(run(f, rule, start, steps, schedule, stop, seed, every, hyper))


def together(name, values, trajectories):
    """Grids of runs with the same axes as one, with a new first axis: ``name``, with a value for each trajectory.

    What is not the same in all of them (objective, rule, state of another name) is that of the first.
    """
    first = trajectories[0]

    def stacked(parts, axis):
        return np.stack(np.broadcast_arrays(*parts), axis)

    rows = {row: stacked([getattr(one, row) for one in trajectories], 1) for row in ("w", "f", "g", "lr")}
    ends = {end: stacked([getattr(one, end) for one in trajectories], 0) for end in ("stop", "n_steps")}
    common = [kept for kept in first.state if all(kept in one.state for one in trajectories)]
    paid = (stacked([one.evaluations[k] for one in trajectories], 0) for k in (0, 1))
    return replace(
        first, **rows, **ends, state={kept: stacked([one.state[kept] for one in trajectories], 1) for kept in common},
        axes={name: np.asarray(values), **first.axes}, evaluations=Evaluations(*paid),
    )  # fmt: skip


def point(target, n):
    """A target as an array, a point of n coordinates, or a number where there is one; or a sentence."""
    target = real(target, "target =", "a point")
    if target.shape not in ((), (n,)) or (target.ndim == 0 and n != 1):
        raise ValueError(f"target has shape {target.shape}, expected ({n},): a point.")
    return target


def _trajectory(fields):
    trajectory = Trajectory(**fields | {"evaluations": Evaluations(*fields["evaluations"])})
    return trajectory if trajectory.shape else trajectory[()]


def _number(value):
    return int(value) if np.isfinite(value) else float(value)


def _short(value):
    """A number, or the first few of several, with 4 digits."""
    if np.ndim(value) == 0:
        return f"{value:.4g}"
    few = ", ".join(_short(v) for v in value[:4])
    return f"[{few}]" if len(value) <= 4 else f"[{few}, … {len(value)} in all]"
