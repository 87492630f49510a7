"""From numbers and arrays to a grid of runs: every combination of the arrays, laid out flat."""

import inspect
import math
import sys
from functools import cached_property
from typing import Any

import numpy as np

from gdviz.border.answers import POINT, masked, real
from gdviz.border.written import shown
from gdviz.engine import signatures


class Grid:
    """The outer product of several starts, several seeds and every array in ``hyper``: one run for each combination.

    axes: {name: values}, in order. fixed: {name: value} of the hyperparameters that are the same in all runs. shape:
    of the grid. runs: how many. n: coordinates. start: of the first run. Nothing is laid out before ``starts``,
    ``seeds`` or ``settings`` is called, so that a grid that is too large can be refused first.
    """

    def __init__(self, f, start, seed, hyper):
        self._start, self._seed = _start(f, start), _seed(seed)
        self._hyper = {name: numbers(value, name) for name, value in hyper.items()}
        self.axes = {"start": self._start} if self._start.ndim == 2 else {}
        self.axes |= {"seed": self._seed} if self._seed.ndim == 1 else {}
        self.axes |= {name: value for name, value in self._hyper.items() if value.ndim == 1}
        self.fixed = {name: value.item() for name, value in self._hyper.items() if value.ndim == 0}
        self.shape = tuple(len(values) for values in self.axes.values())
        self.runs, self.n = math.prod(self.shape), self._start.shape[-1]
        self.start = self._start.reshape(-1, self.n)[0]

    def starts(self):
        """The start of each run, (runs, n)."""
        return self._flat("start", self._start)

    def seeds(self):
        """The seed of each run, (runs,)."""
        return self._flat("seed", self._seed)

    def settings(self):
        """The hyperparameters of each run, {name: (runs, 1)}."""
        return {name: self._flat(name, value)[:, None] for name, value in self._hyper.items()}

    def _flat(self, name, value):
        if name not in self.axes:
            return np.broadcast_to(value, (self.runs, *value.shape)).copy()
        each = value.shape[1:]
        place = [len(value) if axis == name else 1 for axis in self.axes]
        return np.broadcast_to(value.reshape(*place, *each), (*self.shape, *each)).reshape(self.runs, *each)


_SIZE_FIRST = ("random", "standard_normal", "standard_exponential")
_NO_SIZE = ("permutation", "permuted", "shuffle", "bytes", "spawn")
_OF_TABLES = ("choice", "multivariate_normal", "multivariate_hypergeometric")
_EACH_RUN = (
    "an argument is an array, a number for each run; draw standard numbers and scale them, "
    "as in delta * rng.normal(size=w.shape)."
)
_SAME = 1e-9  # a matrix product, @, rounds as it likes; what is further apart is another argument


class AskedOtherwise(Exception):  # noqa: N818 - it is told as another answer, see ``calls``
    """A step that is taken again draws with other arguments."""


class Generators:
    """Random numbers for all runs: as numpy's ``Generator``, with one for each distinct seed.

    Runs with the same seed see the same numbers, so that they differ by nothing but what is swept. A draw of
    ``size=w.shape`` has w's shape, one of ``size=f(w).shape`` a number for each run; without a size it is one number
    for each run as a column, (runs, 1), and with a whole number k it is k of them, (runs, k).
    """

    def __init__(self, seeds):
        self._seeds, self.shape, self.drawn = seeds, np.shape(seeds), []

    @cached_property
    def _which(self):
        """Which of the distinct seeds each run has."""
        return np.unique(self._seeds, return_inverse=True)[1]

    @cached_property
    def _generators(self):
        return [np.random.default_rng(int(seed)) for seed in np.unique(self._seeds)]

    def __getattr__(self, name):
        if not callable(getattr(np.random.Generator, name, None)) or name in _NO_SIZE:
            raise AttributeError(f"rng has no {name}; it has what numpy.random.Generator draws with a size.")

        def draw(*args, size=None, **keywords):
            if args and (
                name in _SIZE_FIRST or (isinstance(args[-1], tuple) and not (name == "choice" and len(args) == 1))
            ):
                args, size = ((), args[0]) if name in _SIZE_FIRST else (args[:-1], args[-1])
            asked = (*args, *keywords.values())
            if name not in _OF_TABLES and any(np.ndim(a) == 2 and len(a) == self.shape[0] for a in asked):
                raise ValueError(f"rng.{name}: {_EACH_RUN}")
            sized, size = size is not None, self._of_one(name, size)
            one = None if (name, size) == ("choice", ()) else size  # older numpy takes no row of a table as size ()
            try:
                return self.each(
                    lambda generator: getattr(generator, name)(*args, size=one, **keywords),
                    (name, size, len(args), *keywords),
                    asked,
                )
            except (TypeError, ValueError) as error:
                said = f"rng.{name}({', '.join(map(shown, args))})"
                if isinstance(error, ValueError):
                    theirs = any(np.shape(a) == self.shape for a in asked)
                    named = ", or say the size by its name, as in size=w.shape" * (not sized)
                    hint = f"rng.{name}: {_EACH_RUN}" if theirs else f"{said}: {error}; pass others{named}."
                    raise ValueError(hint) from error
                if "multiple values" not in str(error):
                    raise
                raise TypeError(
                    f"{said}: say the size by its name, as in "
                    f"rng.{name}(..., size=w.shape); it must begin with the runs, as w.shape does."
                ) from error

        return draw

    def each(self, draw, what, asked=()):
        """What ``draw`` makes of a numpy Generator, for each run, (runs, ...): it is called once for each seed.

        what: says what is drawn, asked: with which arguments; the same again when the same step is taken again.
        """
        return self._draws(draw, what, asked)[self._which]

    def _draws(self, draw, what, asked):
        """What is drawn, (seeds, ...)."""
        draws = np.stack([draw(generator) for generator in self._generators])
        kept = [a.copy() if isinstance(a, np.ndarray) else a for a in asked]
        self.drawn.append((what, kept, draws))
        return draws

    def forget(self):
        """What is ``drawn`` from now on is that of a new step."""
        self.drawn = []

    def again(self, drawn):
        """Generators that draw once more what was ``drawn`` in a step."""
        return Again(drawn, self)

    def of(self, who):
        """Generators of some of the runs, from the beginning."""
        return Generators(self._seeds[who])

    def _of_one(self, name, size):
        """What one run draws, of a size for all runs."""
        if size is None or isinstance(size, (int, np.integer)):
            return (1 if size is None else size,)
        if tuple(size[:1]) != self.shape:
            raise ValueError(
                f"rng.{name}: size = {shown(size)} must begin with the {self.shape[0]} runs, as w.shape does; "
                "for k numbers in each run, pass the whole number k."
            )
        return tuple(size[1:])


class Again(Generators):
    """Draws in the same order what was ``drawn`` before, for some of the runs that it was drawn for (``who``)."""

    def __init__(self, drawn, generators, who=slice(None)):
        self.drawn, self._of, self._who, self._next = drawn, generators, who, 0
        self.shape = np.shape(generators._seeds[who])

    @cached_property
    def _which(self):
        return self._of._which[self._who]

    def of(self, who):
        """The same for some of the runs, from the first draw on."""
        return Again(self.drawn, self._of, who)

    def _draws(self, draw, what, asked):
        drawn, self._next = self.drawn[self._next : self._next + 1], self._next + 1
        name = what[0] if isinstance(what, tuple) else what
        if not drawn or drawn[0][0] != what:
            raise ValueError(f"rng.{name} is asked for other numbers when there are fewer runs; say size=w.shape.")
        _, before, draws = drawn[0]
        if not all(map(_alike, asked, before)):
            raise AskedOtherwise(f"rng.{name} is given other arguments when there are fewer runs.")
        return draws


def _alike(a, b):
    """Whether two arguments of a draw are the same, but for rounding."""
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape or {a.dtype.kind, b.dtype.kind} - set("biuf"):
        return np.array_equal(a, b)
    return np.allclose(a, b, rtol=_SAME, atol=0, equal_nan=True)


def whole_number(value, name):
    """``value`` as an int of at least 1, or a sentence."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise (ValueError if isinstance(value, (int, float)) else TypeError)(
            f"{name} = {shown(value)}; it must be a whole number, 1 or more."
        )
    return int(value)


def above_zero(value, name):
    """``value`` as a float above 0, or a sentence."""
    one = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    if not one or not 0 < value <= sys.float_info.max:  # a whole number may be larger than any float
        kind = ValueError if isinstance(value, (int, float)) else TypeError
        raise kind(
            f"{name} = {shown(value)}; it must be a number above 0{' that is finite' * bool(one and value > 0)}."
        )
    return float(value)


def defaults(rule, schedule, stop):
    """{name: number} of every hyperparameter of these functions (stop may be None) that has one as its default."""
    known = signatures.known(*signatures.read_all(rule, schedule, stop))
    given = {name: numbers(value, name) for name, value in known.items() if value is not inspect.Parameter.empty}
    return {name: value.item() for name, value in given.items() if value.ndim == 0}


def numbers(value, name):
    """The values of a hyperparameter, one or several in a row, as floats; or a sentence."""
    wanted = "a number or an array of numbers"
    out = real(value, f"{name} =", wanted)
    if out.ndim > 1 or out.size == 0:
        raise ValueError(f"{name} has shape {out.shape}; it must be a number or a one-dimensional array with entries.")
    if np.isnan(out).any() or (name == "lr" and np.isinf(out).any()):  # other knobs may be infinite: clip=np.inf
        raise ValueError(f"{name} = {shown(value)}; it must be {wanted}, without NaN{' or infinity' * (name == 'lr')}.")
    return out


def _seed(seed):
    wanted = f"seed = {shown(seed)}; it must be a whole number from 0 on, below 2**64, or an array of them."
    if masked(seed):
        raise ValueError(wanted)
    try:
        out = np.asarray(seed)
    except ValueError:  # rows of different lengths
        raise ValueError(wanted) from None
    if out.dtype.kind not in "iu" or out.ndim > 1 or out.size == 0 or np.any(out < 0):
        raise ValueError(wanted)
    return out


def _start(f: Any, start: Any) -> np.ndarray:
    """The start as (n,) or (k, n)."""
    if start is None:
        if f.start is None:
            raise ValueError(f"{f.name} has no start of its own: pass start=...")
        return f.start
    out = np.atleast_1d(real(start, "start =", f"a point: {f.n or 'n'} number{'s' * (f.n != 1)}"))
    n = f.n or (out.shape[-1] if out.size else "n")
    if np.ndim(start) == 0 and n != 1:
        raise ValueError(f"start = {shown(start)} is one number; {f.name} has {n} coordinates: give {n} numbers.")
    comma = f" {POINT}" * (np.shape(start) == (2 * n,))
    if out.ndim > 2 or out.size == 0 or out.shape[-1] != n:
        raise ValueError(
            f"start has shape {np.shape(start)}; {f.name} has {n} coordinate{'s' * (n != 1)}, "
            f"so it must be ({n},) for one run, or (k, {n}) for k of them.{comma}"
        )
    inside = np.isfinite(out) if f.domain is None else (out >= f.domain[:, 0]) & (out <= f.domain[:, 1])
    if not inside.all():
        first = np.argmin(np.atleast_2d(inside).all(axis=-1))
        point = np.atleast_2d(out)[first]
        space = "a finite point" if f.domain is None else f"the domain {f.domain.tolist()}"
        raise ValueError(f"start = {point.tolist()} lies outside the space of {f.name}: it must be in {space}.")
    return out
