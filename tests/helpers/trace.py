"""A function of w as a program of one segment: what tracing made of it, computed in numpy or sent to the browser."""

import base64
import json

import numpy as np

from gdviz.engine import quiet
from gdviz.engine.program import Case, Program, assemble

SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, 1e300, -1e300, 5e-324, -1e-300, 1.0, -1.0, 0.5, 2.5, -3.5]


def program_of(function, n):
    """The program of a function of w (k, n), with a segment "begin" that gives what the function gives."""
    inputs = {f"w{i}": i for i in range(n)}
    program, case = Program(inputs, [], 0, {}, n), Case()
    with quiet.quietly():
        case.finish([function(case.input("w", (1, n)))])
    assemble(program, "begin", {}, [case])
    return program


def computed(program, points):
    """What the program gives at points (k, n): (k, outputs)."""
    values = program.run("begin", {f"w{i}": points[:, i] for i in range(points.shape[1])})
    return np.stack([np.broadcast_to(value, len(points)) for value in values], axis=-1)


def expected(function, points):
    """What the function gives at points (k, n): (k, outputs)."""
    with np.errstate(all="ignore"):
        return np.stack([np.ravel(np.asarray(function(point[None].copy()), dtype=float)) for point in points])


def points(n, count=60, seed=0):
    """Points (k, n): random ones, and special ones, of which the first two coordinates meet each other."""
    rng = np.random.default_rng(seed)
    drawn = np.concatenate([rng.normal(size=(count, n)), rng.normal(size=(count, n)) * 20])
    pairs = np.stack(np.meshgrid(SPECIAL, SPECIAL), axis=-1).reshape(-1, 2)
    special = rng.normal(size=(len(pairs), n))
    special[:, : min(n, 2)] = pairs[:, : min(n, 2)]
    return np.concatenate([drawn, special])


def same(got, wanted):
    """Whether numbers are the same to the last bit, also the sign of a zero."""
    return ((got == wanted) & (np.signbit(got) == np.signbit(wanted))) | (np.isnan(got) & np.isnan(wanted))


def near(got, wanted, close=1e-12, size=0.0):
    """Whether numbers are the same but for rounding, of themselves or of what they were computed from (``size``)."""
    with np.errstate(all="ignore"):
        close = np.abs(got - wanted) <= close * np.fmax(np.abs(wanted), size)
    return close | (got == wanted) | (np.isnan(got) & np.isnan(wanted))


def shown(function, n):
    """The program that shows of a row what a function of its point (k, n) gives."""
    names = [f"0.row.w{i}" for i in range(n)]
    program = Program({name: place for place, name in enumerate(names)}, [], 0, {}, len(names))
    with quiet.quietly():
        case = Case()
        assemble(program, "seen", {}, [case.finish([function(case.input("0.row.w", (1, n)))])])
    return program


def packed(numbers):
    """Numbers as they cross to JavaScript in a test: float64, as base64."""
    return base64.b64encode(np.asarray(numbers, dtype="<f8").tobytes()).decode()


def sent(program):
    """A program as it crosses in a test."""
    described, table = program.described()
    return {"described": json.loads(json.dumps(described, allow_nan=False)), "table": base64.b64encode(table).decode()}
