"""tuning: a map over two hyperparameters, each setting in the colour of the steps that it takes to arrive."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdviz import style
from gdviz.border.answers import finite
from gdviz.border.written import shown
from gdviz.engine import signatures
from gdviz.engine.families import Family
from gdviz.engine.grid import above_zero, defaults
from gdviz.engine.trajectory import Stop, sweep
from gdviz.figures import areas, layout
from gdviz.figures.areas import Side, counted
from gdviz.figures.hills import hills
from gdviz.figures.landscape import landscape, window
from gdviz.figures.maps import Map, how, named, setting
from gdviz.figures.valley import is_quadratic
from gdviz.figures.walks import Walks
from gdviz.live.panel import Axis, Panel
from gdviz.live.tracks import Track
from gdviz.live.words import Clause
from gdviz.objectives import Objective
from gdviz.optimizers import gradient_descent, momentum
from gdviz.schedules import constant
from gdviz.tracebacks import brief

SEEN = 9  # so many settings along each side give the panels beside the map their range
AT_ONCE = 300_000  # steps, of all runs together, that are held in memory at once


@brief
def tuning(
    f: Objective, rule: Callable, start: ArrayLike | None = None, steps: int = 150, *,
    schedule: Callable = constant, stop: Callable | None = None, seed: int = 0, target: ArrayLike | None = None,
    tol: float = 0.05, panels: Sequence[str] | str | None = None,
    moments: Mapping[str, Mapping[str, Any]] | None = None, **hyper: Any,
) -> Map:  # fmt: skip
    """A map over two hyperparameters: after how many steps each setting arrives. Click a cell to see its walk.

    The arguments are those of ``descend``; exactly two hyperparameters are arrays, across and up:
    ``tuning(two_features(), momentum, lr=np.linspace(0.01, 1, 100), mu=np.linspace(0, 0.99, 100))``. A side is
    logarithmic where its values rise by a constant factor (np.geomspace).

    target, tol: a walk has arrived when it stays within ``tol`` of ``target``, as in ``Trajectory.steps_to``; without a
    target, of the only minimum. panels: what to show beside the map, of the panels of ``explore``. moments: cells with
    names, as in ``explore``: ``{"quick": dict(lr=0.3, mu=0.2)}``. The line of 2(1 + μ)/L is drawn for momentum and
    gradient descent on a quadratic: beyond it walks are thrown out.

    Returns a Map: ``cells`` has the steps of each setting, infinity where it does not arrive, NaN where it diverges.
    The walks are taken side by side, as ``sweep`` takes them.
    Raises TypeError or ValueError, with a sentence that says what to change, and what a function of your own raises.
    """
    signatures.refuse_every(hyper)
    above_zero(tol, "tol")
    names = [name for name, values in hyper.items() if np.ndim(values)]
    if len(names) != 2:
        which = f"an array for {' and '.join(names)}" if names else "no arrays"
        raise ValueError(
            f"tuning: {which}; a map has two sides: pass two hyperparameters as arrays, no more and no less."
        )
    sides = [_side(name, hyper[name]) for name in names]
    options: dict[str, Any] = {"schedule": schedule, "stop": stop, "seed": seed, **hyper}

    def walks(across, up):
        return sweep(f, rule, start, steps, **options | {names[0]: across, names[1]: up})

    x, y = (side.values for side in sides)
    at_first = walks(x[0], y[0])
    if at_first.shape:
        many = " and ".join(at_first.axes)
        raise ValueError(f"tuning: {many} must be one each, not several: a map is of two hyperparameters.")
    if target is None and len(f.minima) != 1:
        raise ValueError(f"tuning: {f.name} has {len(f.minima)} known minima; say target=...")
    cells = arrivals(walks, x, y, steps, target, tol)
    best, quickest = _best(sides, cells, steps)
    some = [np.unique(np.linspace(0, len(side.values) - 1, SEEN).astype(int)) for side in sides]
    sample = dict(zip(names, (x[some[0]], y[some[1]]), strict=True))
    targets = f.minima if target is None else [target]
    how_taken = (Family(None, None, [f]), rule, start, steps, schedule, stop, seed, hyper | sample)
    taken = Walks(*how_taken, names, (targets, tol))

    def told(rows):
        last, since = rows.last, rows.last.since[..., 0]
        arrives = np.where(since <= last.end, 3.0 + (since == 1), 2.0)
        which = np.where(last.reason == float(Stop.DIVERGED), 1.0, arrives) - 1
        what = ["diverges at step {end}", f"has not arrived after {counted(steps)}"]
        what += [f"arrives after {{arrived}} step{s}" for s in ("s", "")]
        given = {f"setting{k}": rows.setting(name) for k, name in enumerate(names)}
        words = setting(dict(zip(names, map("{{{}}}".format, given), strict=True)), names)
        return Clause([f"With {words} it {end}." for end in what], which), given | {"arrived": since}

    def panel(trajectory, _clock):
        marks = [] if best is None else [areas.star(*best)]
        line = _limit(trajectory, schedule, sides)
        if line is not None:
            marks += areas.limit(*line, sides)
        x, y = (Axis(side.borders[0], side.borders[-1], style.label(side.name), side.scale) for side in sides)
        shades = areas.shades(sides, cells, f"steps until within {style.short(tol)}")
        look = {"color": style.of(rule)[0], "marker": "o", "markersize": 9 * style.scale()}
        look |= {"markeredgecolor": style.PAPER}

        def follow(rows, _paint=None, _x=None):
            across, up = map(rows.setting, names)
            return [Track("point", "map", across, up, look)]

        return Panel("map", x, y, marks, f"{f.name}: steps to arrive", shades=shades), follow

    n = at_first.w.shape[-1]
    usual = ("landscape", "cost") if n <= 2 else ("cost", "weights")
    panels = ("map", *named(usual if panels is None else panels))
    drawn = layout.arrange(taken.some[0], panels, more={"map": panel, "landscape": _walk})
    known = defaults(rule, schedule, stop)
    at = [side.values[np.argmin(np.abs(side.values - known.get(side.name, np.median(side.values))))] for side in sides]
    fixed = {name: value for name, value in at_first.hyper.items() if name not in names}
    alt = f"A map of {' and '.join(map(style.label, names))}: how many steps each setting takes to arrive on {f.name}, "
    alt += f"by {how(rule, fixed)}. It has arrived when w stays within {style.short(tol)} of the target."
    beneath = hills([[panel] for panel in drawn[0]], [f])
    title = f"Steps to arrive on {f.name}"
    how_to = {"about": quickest, "hills": beneath, "named": moments, "title": title}
    return Map("setting", at, sides, taken, lambda _: cells, told, drawn, alt, **how_to)


def _walk(trajectory, clock):
    """The landscape, under a short name: it is small, and the map has said what it is."""
    panel, follow = landscape(trajectory, clock)
    return replace(panel, title="its walk", note=""), follow


def _side(name, values):
    """The side of a map over a hyperparameter, or a sentence."""
    wanted = "the side of a map, a one-dimensional array of finite numbers"
    numbers = finite(values, f"{name} =", wanted)
    if numbers.ndim != 1:
        raise ValueError(f"{name} = {shown(values)}; it must be {wanted}.")
    numbers = np.unique(numbers)
    if len(numbers) < 2:
        raise ValueError(
            f"{name} = {shown(values)} has {len(numbers)} different values; the side of a map needs at least 2."
        )
    factors = numbers[1:] / numbers[:-1] if numbers[0] > 0 else np.array([])
    return Side.of(name, numbers, len(factors) > 1 and factors[0] > 1.01 and np.ptp(factors) < 1e-6 * factors[0])


def arrivals(walks, x, y, steps, target, tol):
    """The steps to arrive at each setting, (x, y): infinity where it does not, NaN where it diverges.

    walks: a function of two arrays of values that takes the walks. Some columns at a time: every step is looked at.
    """
    rows, columns = max(1, AT_ONCE // (steps * len(y))), []
    for i in range(0, len(x), rows):
        runs = walks(x[i : i + rows], y)
        columns.append(np.where(np.asarray(runs.stop) == Stop.DIVERGED, np.nan, runs.steps_to(target, tol)))
    return np.concatenate(columns)


def _best(sides, cells, steps):
    """The quickest cell (of several the one most in their middle; None if no walk arrives), and a sentence about it."""
    if not np.isfinite(cells).any():
        return None, f"None of the {cells.size} settings arrives in {counted(steps)}."
    quickest = int(np.nanmin(cells))
    ties = np.argwhere(cells == quickest)
    i, j = ties[np.argmin(np.sum((ties - ties.mean(axis=0)) ** 2, axis=1))]
    best = [sides[0].values[i], sides[1].values[j]]
    words = setting({side.name: value for side, value in zip(sides, best, strict=True)}, [side.name for side in sides])
    others = f", and {len(ties) - 1} other setting{'s' * (len(ties) > 2)}" if len(ties) > 1 else ""
    return best, f"Quickest: {words}, {counted(quickest)}{others}."


def _limit(runs, schedule, sides):
    """Where gradient descent and momentum stop converging on a quadratic, α = 2(1 + μ)/L, as a line over the two sides.

    None where that is not known, or not true. Polyak, "Some methods of speeding up the convergence of iteration
    methods", 1964.
    """
    f, names = runs.objective, [side.name for side in sides]
    if runs.rule not in (momentum, gradient_descent) or schedule is not constant or "lr" not in names:
        return None
    quadratic = len(f.minima) == 1 and type(f).draw is Objective.draw and is_quadratic(f, np.transpose(window(runs)))
    if not f.lipschitz or not quadratic:
        return None
    other = sides[1 - names.index("lr")]
    along = np.linspace(other.borders[0], other.borders[-1], 100)
    mu = along if other.name == "mu" else np.full(100, runs.hyper.get("mu", 0.0))
    line = {other.name: along, "lr": np.where(np.abs(mu) < 1, 2 * (1 + mu) / f.lipschitz, np.nan)}
    return line[names[0]], line[names[1]]
