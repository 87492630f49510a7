"""The proof of a program: each of its steps against one of a walk that was taken, from the very row where that began;
and of the heights of a landscape, at all points of a picture.

Some functions can be traced and yet compute something else from call to call: with a counter of their own, with
``np.random`` instead of ``rng``, by asking of what type a number is. They are found out here.
"""

from typing import Any

import numpy as np

from gdviz.engine.program import flat
from gdviz.engine.tape import Untraceable
from gdviz.engine.trajectory import since

CLOSE = 1e-12  # so much, of the size of the numbers in it, a step may differ: logarithms and powers are not exact
DIFFERENCED = 1e-9  # and so much where the gradient is made of differences of costs, each of them rounded
RUNS = 24  # that are looked at, evenly chosen


def prove(program, walk, runs, member=0, rates=True):
    """Compare the steps of a program with those of runs. Raises ``Untraceable`` where they differ.

    walk: the ``compile.Walk`` whose program it is. runs: a Trajectory, of one walk or a grid, on this member; of walks
    that are shorter than the program's the last step is not looked at, whose end hangs on its being the last. rates:
    whether they have the program's schedule.
    """
    count, together = int(np.prod(runs.shape, dtype=int)), {}
    for nth in np.unique(np.linspace(0, count - 1, RUNS).astype(int)):
        run = runs[tuple(int(i) for i in np.unravel_index(nth, runs.shape))] if runs.shape else runs
        together.setdefault(walk.seeds.index(run.hyper.get("seed", walk.seeds[0])), []).append(run)
    for seed, some in together.items():
        _prove(program, walk, some, rates, {"member": member, "seed": seed})


def _prove(program, walk, some, rates, case):
    """The same for some runs of one seed, all their steps side by side."""
    close = CLOSE if walk.members[case["member"]].has_gradient else DIFFERENCED
    lasts = np.array([min(run.n_steps, run.steps - (run.steps < walk.steps)) for run in some])
    each, t = [fields(walk, run) for run in some], np.concatenate([np.arange(last) for last in lasts])
    settings = {
        name: np.array([float(run.hyper[name]) for run in some]) for name in walk.hyper if name in some[0].hyper
    }

    def laid(begin, ends):
        parts = list(zip(each, ends, strict=True))
        return {name: np.concatenate([rows[name][begin:end] for rows, end in parts]) for name in each[0]}

    def given(rows, repeats, at: Any = slice(None)):
        known = {f"setting.{name}": np.repeat(values, repeats)[at] for name, values in settings.items()}
        return known | {f"row.{name}": values[at] for name, values in rows.items()}

    first, before, after = laid(0, [1] * len(each)), laid(0, lasts), laid(1, lasts + 1)
    start = {f"start{i}": first[f"w{i}"] for i in range(walk.n)}
    _same(program, walk, program.run("begin", given({}, 1) | start, **case), first, slice(None), close)
    for at in _alike(program.segments["step"], t, case):
        outputs = program.run("step", given(before, lasts, at) | {"t": t[at] + 1.0}, **case, t=t[at])
        _same(program, walk, outputs, after, at, close)
    for at in _alike(program.segments["rate"], t, case) if rates and "rate" in program.segments else []:
        outputs = program.run("rate", given(before, lasts, at), t=t[at])
        _same(program, walk, outputs, {"lr0": before["lr0"]}, at, CLOSE, ["lr0"])


def prove_heights(program, points, heights, member=0):
    """Compare the heights that a program gives with those of its landscape. Raises ``Untraceable`` where they differ.

    points: (..., 2), as many as a picture shows. heights: what the landscape gave there, (...), NaN for all that is not
    finite.
    """
    (got,) = program.run("heights", {"w0": points[..., 0], "w1": points[..., 1]}, member=member)
    got, size = np.where(np.isfinite(got), got, np.nan), np.abs(heights[~np.isnan(heights)])
    if not np.all(_near(got, heights, np.max(size, initial=0.0))):
        raise Untraceable("the landscape computes something else than what can be traced")


def _near(got, expected, scale, close=CLOSE):
    """Whether numbers are the same, but for rounding of numbers of this size."""
    with np.errstate(all="ignore"):
        return (np.abs(got - expected) <= close * scale) | (got == expected) | (np.isnan(got) & np.isnan(expected))


def _alike(segment, t, case):
    """Which of these steps have the same operations."""
    which = segment.which[np.broadcast_to(segment.case(**case, t=t), len(t))]
    return [np.flatnonzero(which == variant) for variant in np.unique(which)]


def fields(walk, run):
    """The rows of one run by the names of a program's fields, {field: (steps + 1,)}."""
    columns = {f"w{i}": run.w[:, i] for i in range(walk.n)} | {"f0": run.f}
    columns |= {f"g{i}": run.g[:, i] for i in range(walk.n)}
    for name in walk.state:
        numbers = run.state[name].reshape(len(run.f), -1)
        columns |= dict(zip(flat(f"s.{name}", numbers.shape[1:]), numbers.T, strict=True))
    t = np.arange(len(run.f))
    near = since(run, walk.targets, walk.tol)
    columns |= {f"since{k}": near[:, k] for k in range(len(walk.targets))}
    over = (t >= run.n_steps) & (run.stop > 0)  # a walk that took all its steps has not been stopped
    columns |= {"running0": 1.0 - over, "reason0": over * float(run.stop)}
    columns |= {"end0": np.where(over, float(run.n_steps), float(walk.steps))}
    return columns | {"top0": np.full(len(t), np.fmax(1.0, np.abs(run.f[0]))), "lr0": np.append(run.lr, run.lr[-1:])}


def _same(program, walk, outputs, rows, where, close, names=None):
    who = f"`{walk.schedule_asks.name}`" if names else walk.named
    names = names or program.fields[:-1]  # the rate is a segment of its own
    sizes = np.abs([values[where] for name, values in rows.items() if name[0] in "wfgs" or name == "lr0"])
    scale = np.max(np.where(np.isfinite(sizes), sizes, 0.0), axis=0)
    for name, got in zip(names, outputs, strict=len(names) == 1):
        expected = rows[name][where]
        if not np.all(_near(got, expected, scale, close)):
            raise Untraceable(f"{who} computes something else than what can be traced")
