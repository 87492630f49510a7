"""Walks that a program takes, beside those of ``sweep``; and how far two walks can be compared at all."""

from unittest import mock

import numpy as np
from helpers import trace

import gdviz as gd
from gdviz.engine import compile, signatures
from gdviz.engine.program import RUN, flat

ROUNDED = {
    "cbrt", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan",
    "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "atan2", "hypot", "pow",
}  # fmt: skip


def rounds(program):
    """Whether a program has operations whose last digit is not the same everywhere."""
    variants = [variant for segment in program.segments.values() for variant in segment.variants]
    return any(line[0] in ROUNDED for variant in variants for line in variant.lines)


def until(program, walk, rows, settings, start, **which):
    """The first row of each walk that cannot be compared: where one from 1e-15 beside, or one whose exp and log are a
    last digit off, is 1e-7 off. A program of + − × ÷ √ and comparisons can be compared to the end.
    """
    end = np.full(len(start), walk.steps + 1)
    if not rounds(program):
        return end
    others = [compile.taken(program, walk, settings, start * (1 + 1e-15) + 1e-15, **which)]
    for way in (np.inf, -np.inf):
        with mock.patch.dict(RUN, {name: _off(RUN[name], way) for name in ROUNDED}):
            others.append(compile.taken(program, walk, settings, start, **which))
    size = np.max([np.fmax(1.0, np.abs(rows[f"w{k}"])) for k in range(walk.n)], axis=0)
    for field in program.fields:
        off = np.any([~trace.near(rows[field], other[field], 1e-7, size) for other in others], axis=0)
        end = np.minimum(end, np.where(off.any(axis=0), np.argmax(off, axis=0), end))
    return end


def _off(run, way):
    return lambda *arguments: np.nextafter(run(*arguments), way)


def program_of(
    f, rule, steps, schedule=gd.constant, stop=None, seeds=(0,), family=None, runs=None, arrive=((), 0), **hyper
):
    """The Walk of some functions, and its program."""
    runs = gd.descend(f, rule, steps=2, schedule=schedule, stop=stop, **hyper) if runs is None else runs
    names = [*signatures.settle(*_asks(rule, schedule, stop), hyper)]
    state = {name: values.shape[1 + len(runs.shape) :] for name, values in runs.state.items()}
    walk = compile.Walk(family or [f], rule, schedule, stop, steps, seeds, runs.w.shape[-1], state, names, *arrive)
    return walk, walk.program()


def _asks(rule, schedule, stop):
    kinds = (rule, "rule"), (schedule, "schedule"), (stop, "stop")
    return [None if function is None else signatures.read(function, kind) for function, kind in kinds]


def swept(f, rule, start=None, *, steps, schedule=gd.constant, stop=None, seed=0, family=None, arrive=((), 0), **hyper):
    """The Walk, its program, and the runs of ``sweep``."""
    runs = gd.sweep(f, rule, start, steps=steps, schedule=schedule, stop=stop, seed=seed, **hyper)
    return *program_of(f, rule, steps, schedule, stop, np.atleast_1d(seed), family, runs, arrive, **hyper), runs


def rows_of(walk, program, runs, member=0):
    """The rows of all runs as the program takes them, {field: (steps + 1, runs)}; and until which they compare."""
    count = int(np.prod(runs.shape, dtype=int))
    mesh = np.meshgrid(*[np.arange(size) for size in runs.shape], indexing="ij")
    at = {name: index.ravel() for name, index in zip(runs.axes, mesh, strict=True)}
    settings = {name: np.full(count, float(runs.hyper.get(name, np.nan))) for name in walk.hyper}
    settings |= {name: np.asarray(runs.axes[name], dtype=float)[at[name]] for name in walk.hyper if name in at}
    start = runs.w[0].reshape(count, -1)
    rows, end = {name: np.empty((walk.steps + 1, count)) for name in program.fields}, np.zeros(count, dtype=int)
    for nth in range(len(walk.seeds)):
        some = at["seed"] == nth if "seed" in at else np.full(count, True)
        these = {name: values[some] for name, values in settings.items()}
        taken = compile.taken(program, walk, these, start[some], seed=nth, member=member)
        for name, values in taken.items():
            rows[name][:, some] = values
        end[some] = until(program, walk, taken, these, start[some], seed=nth, member=member)
    return rows, end


def assert_same(walk, program, runs, member=0):
    """The program takes these runs: each row, when they end and why; to the last bit where nothing is rounded
    otherwise, else while they are not chaotic.
    """
    rows, end = rows_of(walk, program, runs, member)
    count, close = len(end), 1e-5 * rounds(program)
    size = np.max([np.fmax(1.0, np.abs(rows[f"w{k}"])) for k in range(walk.n)], axis=0)
    assert np.mean(end) > 0.3 * walk.steps  # a good part is compared

    def same(fields, wanted):
        wanted = np.asarray(wanted, dtype=float)
        for k, field in enumerate(fields):
            expected = wanted.reshape(len(wanted), count, -1)[..., k]
            got = rows[field][: len(expected)]
            fits = trace.near(got, expected, close, size[: len(expected)])
            fits |= np.arange(len(expected))[:, None] >= end
            assert fits.all(), (field, np.argwhere(~fits)[0], got[~fits][0], expected[~fits][0])

    n = walk.n
    same([f"w{k}" for k in range(n)], runs.w)
    same(["f0"], runs.f)
    same([f"g{k}" for k in range(n)], runs.g)
    same(["lr0"], runs.lr)
    for name, shape in walk.state.items():
        same(flat(f"s.{name}", shape), runs.state[name])
    whole = end > walk.steps
    assert np.array_equal(rows["end0"][-1][whole], np.ravel(runs.n_steps)[whole])
    assert np.array_equal(rows["reason0"][-1][whole], np.ravel(runs.stop).astype(float)[whole])
