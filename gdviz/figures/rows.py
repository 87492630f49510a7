"""Rows: what a picture or a sentence may know of a step, of walks that were taken or of one that is being traced.

Panels and captions are written once, as functions of the row where the walk stands, the row before it, and the first
one. With ``Taken`` they work on the arrays of a trajectory, all rows and all runs at once; with ``Traced`` on a single
traced row, which makes them a part of the program that the browser runs.
"""

from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np

from gdviz.engine.compile import Walk
from gdviz.engine.program import Case, Program, assemble
from gdviz.engine.trajectory import Trajectory, since
from gdviz.objectives import Objective


class Row(NamedTuple):
    """A row of a walk, or many: w (..., n), f (...), g (..., n), lr (...) of the step that follows, state {name: ...}.

    running: whether a step follows. reason: why the walk has ended by then, a ``Stop``, 0 before. end: after how many
    steps. since: for each target (..., m), since which step the walk has been near.
    """

    w: Any
    f: Any
    g: Any
    lr: Any
    state: dict
    running: Any
    reason: Any
    end: Any
    since: Any


class Taken:
    """The rows of a trajectory: ``row`` all of them, ``before`` and ``after`` the two ends of each step, ``first``."""

    def __init__(self, walk: Trajectory, targets: Any = (), tol: float = 0.0):
        """targets, tol: what the rows say they have been near to, see ``compile.Walk``."""
        self.walk, self.every, self._arrive = walk, walk.every, (targets, tol)
        self.objective, self.rule, self.n = walk.objective, walk.rule, walk.w.shape[-1]
        self.known = walk.state.keys() | {*walk.hyper, *walk.axes}  # the names of state and settings
        self.has_rate = not np.isnan(walk.lr).all()

    @cached_property
    def t(self):
        """The step of each row, (rows, 1, ...)."""
        return counted(self.walk.steps, self.every, len(self.walk.shape))

    @cached_property
    def row(self):
        """All rows."""
        w, done = self.walk, np.asarray(self.walk.n_steps)
        reason = np.where(self.t >= done, np.asarray(w.stop, dtype=float), 0.0)
        lr = np.concatenate([w.lr, w.lr[-1:]])
        near = since(w, np.reshape(self._arrive[0], (-1, self.n)), self._arrive[1])
        return Row(w.w, w.f, w.g, lr, w.state, self.t < done, reason, done[None].astype(float), near)

    def _some(self, rows):
        row = self.row
        state = {name: values[rows] for name, values in row.state.items()}
        changing = {name: getattr(row, name)[rows] for name in ("w", "f", "g", "lr", "running", "reason", "since")}
        return row._replace(state=state, **changing)

    @cached_property
    def first(self):
        """The first row."""
        return self._some(slice(0, 1))

    @cached_property
    def last(self):
        """The last row."""
        return self._some(slice(-1, None))

    @cached_property
    def before(self):
        """The row from which each step was taken."""
        return self._some(slice(0, -1))

    @cached_property
    def after(self):
        """The row to which it led."""
        return self._some(slice(1, None))

    def setting(self, name):
        """A hyperparameter of each run, (1, ...), with axes of length 1 where it is the same along them."""
        if name in self.walk.hyper:
            return np.full((1,) * self.walk.f.ndim, self.walk.hyper[name], dtype=float)
        place = [len(values) if axis == name else 1 for axis, values in self.walk.axes.items()]
        return np.asarray(self.walk.axes[name], dtype=float).reshape(1, *place)

    def arrived(self, values, at_first=0.0):
        """Numbers of the steps as numbers of the rows where they end; the first row has none of its own."""
        values = np.asarray(values, dtype=float)
        return np.concatenate([np.full_like(values[:1], at_first), values])

    def pair(self, values):
        """An array with a last axis, laid out as the points of a walk are."""
        return np.asfortranarray(values.T).T

    def still(self, values):
        """Numbers that no step changes, with the axes of the rows before theirs."""
        return np.reshape(values, (*[1] * self.walk.f.ndim, *np.shape(values)))


class Traced:
    """One traced row of a walk, with the one before it, the first and the last one: as ``Taken``, with traced numbers.

    case: of the program that looks at it, at several walks perhaps. who: the number of this one.
    """

    every = 1

    def __init__(self, case: Case, who: int, like: Taken, walk: Walk, objective: Objective, still: int):
        """like: rows that the same functions took. still: how many axes stand before a picture's own numbers."""
        self.case, self._who, self._walk, self._still, self.like = case, who, walk, still, like
        self.objective, self.rule, self.n = objective, like.rule, like.n
        self.known, self.has_rate = like.known, like.has_rate
        self.t = self.case.input("t")
        self.first, self.last, self.before, self.row = map(self._row, ("first", "last", "before", "row"))
        self.after = self.row

    def _row(self, which):
        read = {}
        for name, shape in self._walk.shapes.items():
            number = self.case.input(f"{self._who}.{which}.{name}", shape)
            read[name] = number.reshape(shape[1:] if shape != (1, 1) else ())
        state = {name: read[f"s.{name}"].reshape(shape) for name, shape in self._walk.state.items()}
        w, g = (read[name].reshape(self.n) for name in ("w", "g"))
        near = read["since"].reshape(len(self._walk.targets))
        running, reason, end = (read[name] for name in ("running", "reason", "end"))
        return Row(w, read["f"], g, read["lr"], state, running, reason, end, near)

    def setting(self, name):
        """A hyperparameter."""
        return self.case.input(f"{self._who}.setting.{name}")

    def arrived(self, values, at_first=0.0):
        """A number of the step that led here; at the first row there is none."""
        return np.where(self.t > 0, values, at_first)

    def pair(self, values):
        """As it is."""
        return values

    def still(self, values):
        """Numbers that no step changes."""
        return np.reshape(values, (*[1] * self._still, *np.shape(values)))


def arrival(rows):
    """The step since which each run stays near one of its targets; infinity where it does not."""
    last = rows.last
    return np.min(np.where(last.since <= last.end[..., None], last.since, np.inf), axis=-1)


@cache
def counted(steps, every, axes):
    """The steps along an axis: one array for all panels, so that it crosses to the browser once."""
    return np.arange(0, steps + 1, every, dtype=float).reshape(-1, *[1] * axes)


def nothing(rows):
    """How low a cost reads as 0: 1e-12 of that at the landscape's own start, or else at the highest of those known."""
    f = rows.objective
    with np.errstate(all="ignore"):
        first = np.abs(getattr(rows, "like", rows).first.f if f.start is None else f(f.start))
    return 1e-12 * float(np.max(first, where=np.isfinite(first), initial=0.0))


def see(over: dict[str, int], cases: list[Case]) -> Program:
    """The program of what pictures and words show of a row. over: what its cases differ by, {"member": 3}."""
    names = dict.fromkeys(name for case in cases for name in case.used())
    program = Program({name: place for place, name in enumerate(names)}, [], 0, {}, len(names))
    assemble(program, "seen", over, cases)
    return program
