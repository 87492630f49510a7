"""From numbers and arrays to a grid of runs: every combination of the arrays, laid out flat."""

from typing import Any, NamedTuple

import numpy as np


class Grid(NamedTuple):
    """A grid of runs. axes: {name: values}, in order. fixed: {name: value} of the rest. start: (runs, n).
    seeds: (runs,). hyper: {name: (runs, 1)}, for all hyperparameters.
    """  # noqa: D205

    axes: dict[str, Any]
    fixed: dict[str, Any]
    start: np.ndarray
    seeds: np.ndarray
    hyper: dict[str, np.ndarray]


def lay_out(f, start, seed, hyper):
    """The grid of runs on f: the outer product of several starts, several seeds and every array in ``hyper``."""
    start, seed = _start(f, start), _seed(seed)
    hyper = {name: _numbers(value, name) for name, value in hyper.items()}
    axes = {"start": start} if start.ndim == 2 else {}
    axes |= {"seed": seed} if seed.ndim == 1 else {}
    axes |= {name: value for name, value in hyper.items() if value.ndim == 1}
    shape = tuple(len(values) for values in axes.values())
    order = list(axes)

    def flat(name, value):
        if name not in axes:
            return np.broadcast_to(value, (max(1, int(np.prod(shape))), *value.shape)).copy()
        index = np.indices(shape)[order.index(name)].ravel()
        return value[index]

    return Grid(
        axes,
        {name: value.item() for name, value in hyper.items() if value.ndim == 0},
        np.array(flat("start", start), order="F" if start.shape[-1] <= 2 else "C"),
        flat("seed", seed),
        {name: flat(name, value)[:, None] for name, value in hyper.items()},
    )


class Generators:
    """Random numbers for all runs: as numpy's ``Generator``, with one for each distinct seed.

    Runs with the same seed see the same numbers, so that they differ by nothing but what is swept. A draw of
    ``size=w.shape`` has w's shape; without a size it is one number for each run, (runs, 1).
    """

    def __init__(self, seeds):
        distinct, self._which = np.unique(seeds, return_inverse=True)
        self._generators = [np.random.default_rng(int(seed)) for seed in distinct]
        self.shape = np.shape(seeds)

    def __getattr__(self, name):
        if not callable(getattr(np.random.Generator, name, None)):
            raise AttributeError(f"rng has no {name}; it has what numpy.random.Generator has.")

        def draw(*args, size=None, **keywords):
            args = list(args)
            for i, argument in enumerate(args):
                if isinstance(argument, tuple):
                    size = args.pop(i)
                    break
            size = (1,) if size is None else (size,) if isinstance(size, int) else tuple(size)
            if len(size) > 1 and size[0] == self.shape[0]:
                size = size[1:]
            draws = [getattr(g, name)(*args, size=size, **keywords) for g in self._generators]
            return np.stack(draws)[self._which]

        return draw


def whole_number(value, name):
    """``value`` as an int of at least 1, or a sentence."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise (ValueError if isinstance(value, (int, float)) else TypeError)(
            f"{name} = {value!r}; it must be a whole number, 1 or more."
        )
    return int(value)


def _numbers(value, name):
    try:
        out = np.asarray(value)
        out = out.astype(float) if out.dtype != object else np.array([float(v) for v in value])
    except (TypeError, ValueError):
        raise TypeError(f"{name} = {value!r}; it must be a number or an array of numbers.") from None
    if out.ndim > 1 or out.size == 0:
        raise ValueError(f"{name} has shape {out.shape}; it must be a number or a one-dimensional array with entries.")
    return out


def _seed(seed):
    out = np.asarray(seed)
    if out.dtype.kind not in "iu" or out.ndim > 1 or out.size == 0 or np.any(out < 0):
        raise ValueError(f"seed = {seed!r}; it must be a whole number from 0 on, or an array of them.")
    return out


def _start(f, start):
    """The start as (n,) or (k, n)."""
    if start is None:
        if f.start is None:
            raise ValueError(f"{f.name} has no start of its own: pass start=...")
        return f.start
    try:
        out = np.asarray(start, dtype=float)
    except (TypeError, ValueError):
        raise TypeError(f"start = {start!r}; it must be a point: {f.n or 'n'} numbers.") from None
    out = out[None] if out.ndim == 0 else out
    n = f.n or out.shape[-1]
    if out.ndim > 2 or out.size == 0 or out.shape[-1] != n:
        raise ValueError(
            f"start has shape {np.shape(start)}; {f.name} has {n} coordinate{'s' * (n > 1)}, "
            f"so it must be ({n},) for one run, or (k, {n}) for k of them."
        )
    inside = np.isfinite(out) if f.domain is None else (out >= f.domain[:, 0]) & (out <= f.domain[:, 1])
    if not inside.all():
        point = out.reshape(-1, n)[np.argmin(inside.reshape(-1, n).all(axis=-1))]
        space = "a finite point" if f.domain is None else f"the domain {f.domain.tolist()}"
        raise ValueError(f"start = {point.tolist()} lies outside the space of {f.name}: it must be in {space}.")
    return out
