"""The proof of a program: each of its steps against one of a walk that was taken, from the very row where that began;
and of the heights of a landscape, at all points of a picture.

Some functions can be traced and yet compute something else from call to call: with a counter of their own, with
``np.random`` instead of ``rng``, by asking of what type a number is. They are found out here.
"""

import numpy as np

from gdviz.engine.tape import Untraceable
from gdviz.engine.trajectory import since

CLOSE = 1e-12  # so much, of the size of the numbers in it, a step may differ: logarithms and powers are not exact
RUNS = 24  # that are looked at, evenly chosen


def prove(program, walk, runs, member=0):
    """Compare the steps of a program with those of runs. Raises ``Untraceable`` where they differ.

    walk: the ``compile.Walk`` whose program it is. runs: a Trajectory, of one walk or a grid, on this member.
    """
    count = int(np.prod(runs.shape, dtype=int))
    for nth in np.unique(np.linspace(0, count - 1, RUNS).astype(int)):
        run = runs[tuple(int(i) for i in np.unravel_index(nth, runs.shape))] if runs.shape else runs
        _prove(program, walk, run, member)


def _prove(program, walk, run, member):
    rows, last = fields(walk, run), run.n_steps
    given = {f"setting.{name}": float(run.hyper[name]) for name in walk.hyper}
    case = {"member": member, "seed": walk.seeds.index(run.hyper.get("seed", walk.seeds[0]))}
    start = {f"start{i}": run.w[0, i] for i in range(walk.n)}
    _same(program, walk, program.run("begin", given | start, **case), rows, slice(0, 1))
    for t in _alike(program.segments["step"], last, case):
        before = {f"row.{name}": values[t] for name, values in rows.items()}
        outputs = program.run("step", given | before | {"t": t + 1.0}, **case, t=t)
        _same(program, walk, outputs, rows, t + 1)
    for t in _alike(program.segments["rate"], last, case) if "rate" in program.segments else []:
        here = {f"row.{name}": values[t] for name, values in rows.items()}
        _same(program, walk, program.run("rate", given | here, t=t), {"lr0": rows["lr0"]}, t, ["lr0"])


def prove_heights(program, points, heights, member=0):
    """Compare the heights that a program gives with those of its landscape. Raises ``Untraceable`` where they differ.

    points: (..., 2), as many as a picture shows. heights: what the landscape gave there, (...), NaN for all that is not
    finite.
    """
    (got,) = program.run("heights", {"w0": points[..., 0], "w1": points[..., 1]}, member=member)
    got, size = np.where(np.isfinite(got), got, np.nan), np.abs(heights[~np.isnan(heights)])
    if not np.all(_near(got, heights, np.max(size, initial=0.0))):
        raise Untraceable("the landscape gives other heights when it is asked again")


def _near(got, expected, scale):
    """Whether numbers are the same, but for rounding of numbers of this size."""
    with np.errstate(all="ignore"):
        return (np.abs(got - expected) <= CLOSE * scale) | (got == expected) | (np.isnan(got) & np.isnan(expected))


def _alike(segment, last, case):
    """The steps of a run, those together that have the same operations."""
    which = segment.which[np.broadcast_to(segment.case(**case, t=np.arange(last)), last)]
    return [np.flatnonzero(which == variant) for variant in np.unique(which)]


def fields(walk, run):
    """The rows of one run by the names of a program's fields, {field: (steps + 1,)}."""
    columns = {f"w{i}": run.w[:, i] for i in range(walk.n)} | {"f0": run.f}
    columns |= {f"g{i}": run.g[:, i] for i in range(walk.n)}
    for name in walk.state:
        numbers = run.state[name].reshape(len(run.f), -1)
        columns |= {f"s.{name}{k}": numbers[:, k] for k in range(numbers.shape[1])}
    t = np.arange(len(run.f))
    near = since(run, walk.targets, walk.tol)
    columns |= {f"since{k}": near[:, k] for k in range(len(walk.targets))}
    over = (t >= run.n_steps) & (run.stop > 0)  # a walk that took all its steps has not been stopped
    columns |= {"running0": 1.0 - over, "reason0": over * float(run.stop)}
    columns |= {"end0": np.where(over, float(run.n_steps), float(walk.steps))}
    return columns | {"top0": np.full(len(t), np.fmax(1.0, np.abs(run.f[0]))), "lr0": np.append(run.lr, run.lr[-1:])}


def _same(program, walk, outputs, rows, where, names=None):
    names = names or program.fields[:-1]  # the rate is a segment of its own
    sizes = np.abs([values[where] for name, values in rows.items() if name[0] in "wfgs" or name == "lr0"])
    scale = np.max(np.where(np.isfinite(sizes), sizes, 0.0), axis=0)
    for name, got in zip(names, outputs, strict=len(names) == 1):
        expected = rows[name][where]
        if not np.all(_near(got, expected, scale)):
            raise Untraceable(f"{walk.named} gives other numbers when a step is taken again")
