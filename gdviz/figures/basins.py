"""basins: a map of starts, each in the colour of the valley where its walk ends."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdviz import style
from gdviz.border.written import shown
from gdviz.engine import signatures
from gdviz.engine.families import Family
from gdviz.engine.grid import above_zero, whole_number
from gdviz.engine.program import Case
from gdviz.engine.quiet import quietly
from gdviz.engine.trajectory import Stop, descend, sweep
from gdviz.figures import layout
from gdviz.figures.areas import DIVERGED, LETTERS, UNDER_WAY, Side, counted, kinds
from gdviz.figures.hills import hills
from gdviz.figures.landscape import along, landscape, window
from gdviz.figures.maps import Map, how, named
from gdviz.figures.rows import Taken, Traced, see
from gdviz.figures.walks import Walks
from gdviz.live.areas import Areas
from gdviz.live.panel import Mark
from gdviz.live.words import Clause
from gdviz.objectives import Objective
from gdviz.schedules import constant
from gdviz.tracebacks import brief

SIDES = {1: ["w"], 2: ["w₁", "w₂"]}
SEEN = 9  # so many starts along each side, and their square on a curve, give the panels beside the map their range


@brief
def basins(
    f: Objective, rule: Callable, start: ArrayLike | None = None, steps: int = 150, *,
    schedule: Callable = constant, stop: Callable | None = None, seed: int = 0, cells: int | None = None,
    tol: float | None = None, panels: Sequence[str] | str = ("cost",),
    moments: Mapping[str, Mapping[str, Any]] | None = None, **hyper: Any,
) -> Map:  # fmt: skip
    """A map of where walks end: every start has the colour of the valley that its walk settles in. Click one to see it.

    The arguments are those of ``descend``. One hyperparameter may be an array, ``lr=np.linspace(0.001, 0.03, 30)``: it
    becomes a slider over the map, which flows while it moves. Valleys are the minima that f knows, A, B, C, ... in
    their order; a walk has settled in one that it ends near to.

    start: which walk is shown first; each begins in the middle of a cell. cells: along each side of the map; without
    it 101, and 401 on a curve. tol: how near, in each coordinate; without it, a hundredth of the map's smaller side.
    panels: what to show beside the map, of the panels of ``explore``. moments: settings with names, as in ``explore``.

    Returns a Map: ``cells`` has for each start, in the order of w₁ and then w₂, the number of its valley from 0 on, −1
    where the walk has settled nowhere, −2 where it has diverged; with a slider, at its present value. The browser takes
    these walks itself, and more along the borders; for ``cells`` they are taken, as by ``sweep``, when you ask.
    Raises TypeError or ValueError, with a sentence that says what to change, and what a function of your own raises.
    """
    signatures.refuse_every(hyper)
    options: dict[str, Any] = {"schedule": schedule, "stop": stop, "seed": seed, **hyper}
    first = descend(f, rule, start, steps, **options)
    n, known, name = first.w.shape[-1], len(f.minima), _slider(f, first)
    if not 1 <= known <= len(LETTERS):
        what = f"has {known} minima, and there are colours for {len(LETTERS)}" if known else "knows no minima"
        raise ValueError(f"basins: {f.name} {what}; the valleys are told apart by what it is made with, minima=[...].")
    count = whole_number({1: 401, 2: 101}[n] if cells is None else cells, "cells")
    if count < 2:
        raise ValueError(f"cells = {cells}; a map needs at least 2 along each side.")
    edges = np.asarray(window(first))
    near = 0.01 * float(np.min(np.ptp(edges, axis=1))) if tol is None else above_zero(tol, "tol")
    sides = [Side.of(side, _even(edge, count)) for side, edge in zip(SIDES[n], edges, strict=True)]
    starts = np.stack(np.meshgrid(*(side.values for side in sides), indexing="ij"), axis=-1)
    few = np.unique(np.linspace(0, count - 1, SEEN ** (3 - n)).astype(int))
    sample, single = starts[np.ix_(*[few] * n)].reshape(-1, n), Family(None, None, [f])
    walks = Walks(single, rule, sample, steps, schedule, stop, seed, hyper, ["start"], (f.minima, near))
    if name and not walks.program:
        wanted = f"{name} = {shown(hyper[name])} is a slider over the map, for which the browser must take the walks"
        raise ValueError(f"basins: {wanted}. {walks.why} Pass one number.")

    def ends(settings):
        runs = sweep(f, rule, starts.reshape(-1, n), steps, every=steps, **options | settings)
        return valleys(Taken(runs).last, f.minima, near).reshape(starts.shape[:-1]).astype(int)

    def told(rows):
        kind, since = valleys(rows.last, f.minima, near), rows.last.since
        arrived = sum(np.where(kind == k, since[..., k], 0.0) for k in range(known))
        ends = ["diverges at step {end}", f"has settled in no valley after {counted(steps)}"]
        ends += [f"ends in valley {LETTERS[k]} after {{arrived}} step{s}" for k in range(known) for s in ("s", "")]
        which = np.where(kind < 0, kind - DIVERGED, 2.0 * kind - DIVERGED + (arrived == 1))
        point = ", ".join(f"{{from{i}}}" for i in range(n))
        where = point if n == 1 else f"({point})"
        numbers = {f"from{i}": rows.first.w[..., i] for i in range(n)} | {"arrived": arrived}
        return Clause([f"The walk from {where} {end}." for end in ends], which), numbers

    def panel(trajectory, clock):
        hill, follow = landscape(trajectory, clock, "map")
        letters = [
            Mark("spot", minimum[0], 0.0 if n == 1 else minimum[1], words=letter, at="top" if n == 1 else "beside")
            for letter, minimum in zip(LETTERS, f.minima, strict=False)  # at the top no walk hides it
        ]
        sides = [hill.x, hill.y]
        sides[:n] = [replace(side, low=low, high=high) for side, (low, high) in zip(sides, edges, strict=False)]
        lines = hill.hill and hill.hill._replace(bands=False)
        return replace(hill, x=sides[0], y=sides[1], marks=[*hill.marks, *letters], hill=lines), follow

    drawn = layout.arrange(walks.some[0], ("map", *named(panels)), more={"map": panel})
    there = kinds(known, steps)
    program = _seen(walks, f, near) if walks.program else None
    areas = Areas(there, "starts", program, None if program else ends({}))
    curve = [along(f, edges)] if n == 1 else None
    alt = f"A map of {f.name}: in which valley each start ends, by {how(rule, first.hyper)}. A walk has settled in a "
    alt += f"valley if it ends within {style.short(near)} of its minimum."
    place = first.w[0].reshape(-1, n)[0].tolist()
    how_to = {"title": f"Valleys of {f.name}", "along": curve, "areas": areas}
    beneath = hills([[panel] for panel in drawn[0]], [f])
    return Map("start", place, sides, walks, ends, told, drawn, alt, hills=beneath, named=moments, **how_to)


def _slider(f, first):
    """The name of the setting that is a slider over the map, or None; or a sentence about what is no map."""
    n, several = first.w.shape[-1], [name for name in first.axes if name in ("start", "seed")]
    if several or n > 2:
        what = f"{' and '.join(several)} must be one each, not several" if several else f"{f.name} has {n} coordinates"
        raise ValueError(f"basins: {what}: a map is of the starts in 1 or 2 coordinates, with all else the same.")
    if len(first.axes) > 1:
        arrays = " and ".join(first.axes)
        raise ValueError(f"basins: {arrays} are arrays; one setting can be, the slider over the map.")
    return next(iter(first.axes), None)


def _seen(walks, f, near):
    """The program that says of the last row of a walk what kind it is."""
    rows = Traced(Case(), 0, Taken(walks.some[0]), walks.walk, f, 1)
    with quietly():
        kind = valleys(rows.last, f.minima, near)
    return see({}, [rows.case.finish([kind])]).described()[0]


def _even(edge, count):
    """``count`` numbers from edge to edge, rid of the noise in their last digits: 0.3, not 0.30000000000000004."""
    low, high = edge
    digits = 12 - int(np.ceil(np.log10(high - low)))
    return np.clip(np.round(np.linspace(low, high, count), digits), low, high)


def valleys(last, minima, near):
    """For each last row of a run the number of the minimum that it is near to, or UNDER_WAY, or DIVERGED."""
    with np.errstate(all="ignore"):
        apart = np.max(np.abs(last.w[..., None, :] - minima), axis=-1)
    kinds, least = float(UNDER_WAY), near
    for k in range(len(minima)):
        nearer = apart[..., k] < least
        kinds, least = np.where(nearer, float(k), kinds), np.where(nearer, apart[..., k], least)
    return np.where(last.reason == float(Stop.DIVERGED), float(DIVERGED), kinds)
