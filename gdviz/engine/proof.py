"""The proof of a program: each of its steps against one of a walk that was taken, from the very row where that began.

Some functions can be traced and yet compute something else from call to call: with a counter of their own, with
``np.random`` instead of ``rng``, by asking of what type a number is. They are found out here.
"""

import numpy as np

from gdviz.engine.tape import Untraceable

CLOSE = 1e-12  # so much, of the size of the numbers in it, a step may differ: logarithms and powers are not exact
RUNS, STEPS = 24, 40  # so many are looked at, evenly chosen; where steps differ, a quarter as many of each


def prove(program, walk, runs, member=0):
    """Compare the steps of a program with those of runs. Raises ``Untraceable`` where they differ.

    walk: the ``compile.Walk`` whose program it is. runs: a Trajectory, of one walk or a grid, on this member.
    """
    steps_differ = program.segments["step"].over["t"] > 1
    for nth in _some(int(np.prod(runs.shape, dtype=int)), RUNS // 4 if steps_differ else RUNS):
        run = runs[tuple(int(i) for i in np.unravel_index(nth, runs.shape))] if runs.shape else runs
        _prove(program, walk, run, member, steps_differ)


def _some(count, most):
    """At most so many of the numbers below ``count``, the first and the last among them."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(int))


def _prove(program, walk, run, member, steps_differ):
    rows, last = fields(walk, run), run.n_steps
    given = {f"setting.{name}": float(run.hyper[name]) for name in walk.hyper}
    case = {"member": member, "seed": walk.seeds.index(run.hyper.get("seed", walk.seeds[0]))}
    start = {f"start{i}": run.w[0, i] for i in range(walk.n)}
    _same(program, walk, program.run("begin", given | start, **case), rows, slice(0, 1))
    chunks = [slice(t, t + 1) for t in _some(last, STEPS // 4)] if steps_differ else [slice(0, last)]
    for chunk in chunks if last else []:
        before = {f"row.{name}": values[chunk] for name, values in rows.items()}
        t = np.arange(chunk.start, chunk.stop) + 1.0
        outputs = program.run("step", given | before | {"t": t}, **case, t=chunk.start)
        _same(program, walk, outputs, rows, slice(chunk.start + 1, chunk.stop + 1))
    for t in _some(last, STEPS) if "rate" in program.segments else []:
        here = {f"row.{name}": values[t] for name, values in rows.items()}
        _same(program, walk, program.run("rate", given | here, t=t), {"lr0": rows["lr0"]}, slice(t, t + 1), ["lr0"])


def fields(walk, run):
    """The rows of one run by the names of a program's fields, {field: (steps + 1,)}."""
    columns = {f"w{i}": run.w[:, i] for i in range(walk.n)} | {"f0": run.f}
    columns |= {f"g{i}": run.g[:, i] for i in range(walk.n)}
    for name in walk.state:
        numbers = run.state[name].reshape(len(run.f), -1)
        columns |= {f"s.{name}{k}": numbers[:, k] for k in range(numbers.shape[1])}
    t = np.arange(len(run.f))
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
        with np.errstate(all="ignore"):
            near = (np.abs(got - expected) <= CLOSE * scale) | (got == expected) | (np.isnan(got) & np.isnan(expected))
        if not np.all(near):
            raise Untraceable(f"{walk.named} gives other numbers when a step is taken again")
