"""program.js by node's test runner: its operations against numpy's, its walks against those that Python takes."""

from pathlib import Path

import numpy as np
from helpers import trace
from helpers.functions import CLOSE, EXACT
from helpers.tables import LANDSCAPES, RULES, SCHEDULES, points_in
from helpers.walks import ROUNDED, program_of, rounds, until

import gdviz as gd
from gdviz.engine import compile, tape
from gdviz.engine.program import RUN, Case
from gdviz.figures.rows import see

STEPS = 60
ROWS = ["row", "before", "first", "last"]


def operations():
    """Every operation on a table of numbers, special ones too, and what numpy gives."""
    at = trace.points(3, count=10)
    for name, run in RUN.items():
        count = 3 if name == "where" else next(ufunc.nin for ufunc, symbol in tape.NAMES.items() if symbol == name)

        def apply(w, name=name, count=count):
            return w[..., 0].item().tape.write(name, *[w[..., k].item() for k in range(count)])

        with np.errstate(all="ignore"):
            wanted = np.asarray(run(*at.T[:count]), dtype=float)
        yield case(name, trace.shown(apply, 3), at, [wanted], name not in ROUNDED)


def functions():
    """Every function that can be traced, and what it gives."""
    at = trace.points(3, count=10)
    for name, function in (EXACT | CLOSE).items():
        wanted = trace.expected(function, at)
        yield case(name, trace.shown(function, 3), at, wanted.T, name in EXACT)


def case(name, program, at, wanted, exact):
    wanted = [trace.packed(column) for column in wanted]
    return trace.sent(program) | {"name": name, "start": [*map(trace.packed, at.T)], "wanted": wanted, "exact": exact}


def traced(f, rule, schedule=gd.constant, stop=None, seeds=(0,), steps=STEPS, **hyper):
    """The program of walks."""
    members = f if isinstance(f, list) else [f]
    run = gd.descend(members[0], rule, steps=2, schedule=schedule, stop=stop, **hyper)
    walk, program = program_of(members[0], rule, steps, schedule, stop, seeds, members, run, **hyper)
    return walk, program, {name: float(value) for name, value in run.hyper.items()}


def walks(name, walk, program, settings, start, **which):
    """Walks with settings {name: (k,)} from starts (k, n), as Python takes them, and until which row they compare."""
    rows = compile.taken(program, walk, settings, start, **which)
    end = until(program, walk, rows, settings, start, **which)
    told = {"settings": {k: trace.packed(v) for k, v in settings.items()}, "start": [*map(trace.packed, start.T)]}
    fields = {field: trace.packed(rows[field]) for field in program.fields}
    return trace.sent(program) | told | {
        "name": name, "fields": fields, "until": end.tolist(), "which": which, "exact": not rounds(program),
        "looks": trace.sent(looks(program.fields)),
    }  # fmt: skip


def looks(fields):
    """The program that shows all there is in a row, in the row before, and in the first and the last one."""
    case = Case()
    return see({}, [case.finish([case.input(f"0.{which}.{name}") for which in ROWS for name in fields])])


def beside():
    """A program that looks at two walks: how far apart they are, and their rates."""
    case = Case()
    apart = [case.input(f"1.{what}") - case.input(f"0.{what}") for what in ("row.w0", "setting.lr")]
    told = trace.sent(see({}, [case.finish(apart)]))
    return {"seen": told["described"], "table": told["table"]}


def chosen(walk, hyper, grid, count=7):
    """Settings and starts for some walks, at random."""
    rng = np.random.default_rng(1)
    settings = {name: np.full(count, value) for name, value in hyper.items()}
    settings |= {name: rng.choice(values, count) for name, values in grid.items()}
    return settings, points_in(walk.members[0], count)


def every_walk():
    """Walks of every rule on every landscape, with every schedule, on a family, with seeds."""
    for rule in RULES:
        for landscape in LANDSCAPES:
            stop = gd.small_change if rule.rule in (gd.momentum, gd.adam) else None
            steps = 20 if rule.rule is gd.random_search else STEPS
            walk, program, hyper = traced(landscape.f, rule.rule, stop=stop, steps=steps)
            yield walks(f"{rule.name} on {landscape.name}", walk, program, *chosen(walk, hyper, rule.grid))
    for schedule in SCHEDULES:
        walk, program, hyper = traced(gd.ravine, gd.momentum, schedule)
        yield walks(schedule.__name__, walk, program, *chosen(walk, hyper, {"lr": [0.01, 0.05, 1.0]}))
    family = [gd.two_features(correlation=c) for c in (0.0, 0.5, 0.9)]
    walk, program, hyper = traced(family, gd.nesterov)
    for member in range(3):
        settings, start = chosen(walk, hyper, {"lr": [0.01, 0.3]})
        yield walks(f"member {member}", walk, program, settings, start, member=member)
    walk, program, hyper = traced(gd.himmelblau, gd.random_search, seeds=(4, 0, 9), steps=20)
    for seed in range(3):
        yield walks(f"seed {seed}", walk, program, *chosen(walk, hyper, {"delta": [0.1, 1.0]}), seed=seed)


def test_programs_compute_in_javascript_what_they_compute_in_python(node_tests):
    cases = {"functions": [*functions()], "operations": [*operations()], "walks": [*every_walk()], "beside": beside()}
    assert {each["name"] for each in cases["operations"]} == set(RUN)
    assert {each["exact"] for each in cases["walks"]} == {True, False}
    whole = [np.mean(np.array(each["until"]) > len(each["start"])) for each in cases["walks"]]
    assert np.mean(whole) > 0.9  # most walks are compared
    node_tests(Path(__file__).with_name("program.test.mjs"), cases, 11)
