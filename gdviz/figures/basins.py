"""basins: a map of starts, each in the colour of the valley where its walk ends."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdviz import style
from gdviz.engine import signatures
from gdviz.engine.families import Family
from gdviz.engine.grid import above_zero, whole_number
from gdviz.engine.trajectory import Stop, descend, sweep
from gdviz.figures import areas, layout
from gdviz.figures.areas import DIVERGED, LETTERS, UNDER_WAY, Side
from gdviz.figures.landscape import along, landscape, window
from gdviz.figures.maps import Map, counted, how, named
from gdviz.figures.rows import Taken
from gdviz.figures.walks import Walks
from gdviz.live.scene import Clause
from gdviz.objectives import Objective
from gdviz.schedules import constant
from gdviz.tracebacks import brief

SEEN = 9  # so many starts along each side, and their square on a curve, give the panels beside the map their range

BOLD = {"weight": "bold", "zorder": 3}


@brief
def basins(
    f: Objective, rule: Callable, start: ArrayLike | None = None, steps: int = 150, *,
    schedule: Callable = constant, stop: Callable | None = None, seed: int = 0, cells: int | None = None,
    tol: float | None = None, panels: Sequence[str] | str = ("cost",), **hyper: Any,
) -> Map:  # fmt: skip
    """A map of where walks end: every start has the colour of the valley that its walk settles in. Click one to see it.

    The arguments are those of ``descend``, all of them numbers. Valleys are the minima that f knows, A, B, C, ... in
    their order; a walk has settled in one that it ends near to.

    start: which walk is shown first; each begins in the middle of a cell. cells: along each side of the map; without
    it 101, and 401 on a curve. tol: how near, in each coordinate; without it, a hundredth of the map's smaller side.
    panels: what to show beside the map, of the panels of ``explore``.

    Returns a Map: ``cells`` has for each start, in the order of w₁ and then w₂, the number of its valley from 0 on, −1
    where the walk has settled nowhere, −2 where it has diverged. All walks are taken at once, as ``sweep`` does.
    Raises TypeError or ValueError, with a sentence that says what to change, and what a function of your own raises.
    """
    signatures.refuse_every(hyper)
    options: dict[str, Any] = {"schedule": schedule, "stop": stop, "seed": seed, **hyper}
    first = descend(f, rule, start, steps, **options)
    n, known = first.w.shape[-1], len(f.minima)
    if first.shape or n > 2:
        what = f"{f.name} has {n} coordinates"
        if first.shape:
            what = f"{' and '.join(first.axes)} must be one each, not several"
        raise ValueError(f"basins: {what}: a map is of the starts in 1 or 2 coordinates, with all else the same.")
    if not 1 <= known <= len(LETTERS):
        what = f"has {known} minima, and there are colours for {len(LETTERS)}" if known else "knows no minima"
        raise ValueError(f"basins: {f.name} {what}; the valleys are told apart by what it is made with, minima=[...].")
    count = whole_number({1: 401, 2: 101}[n] if cells is None else cells, "cells")
    if count < 2:
        raise ValueError(f"cells = {cells}; a map needs at least 2 along each side.")
    edges = np.asarray(window(first))
    near = 0.01 * float(np.min(np.ptp(edges, axis=1))) if tol is None else above_zero(tol, "tol")
    names = ["w"] if n == 1 else ["w₁", "w₂"]
    sides = [Side.of(name, _even(edge, count)) for name, edge in zip(names, edges, strict=True)]
    starts = np.stack(np.meshgrid(*(side.values for side in sides), indexing="ij"), axis=-1)
    ends = sweep(f, rule, starts.reshape(-1, n), steps, every=steps, **options)
    kinds = valleys(Taken(ends).last, f.minima, near).reshape(starts.shape[:-1]).astype(int)
    shares = _shares(kinds)
    said = _in_words(shares, kinds.size, steps)
    few = np.unique(np.linspace(0, count - 1, SEEN ** (3 - n)).astype(int))
    sample, single = starts[np.ix_(*[few] * n)].reshape(-1, n), Family(None, None, [f])
    walks = Walks(single, rule, sample, steps, schedule, stop, seed, hyper, ["start"], (f.minima, near))

    def told(rows):
        kind, since = valleys(rows.last, f.minima, near), rows.last.since
        arrived = sum(np.where(kind == k, since[..., k], 0.0) for k in range(known))
        ends = ["diverges: at step {end} the cost has blown up", f"has settled in no valley after {counted(steps)}"]
        ends += [f"ends in valley {LETTERS[k]} after {{arrived}} step{s}" for k in range(known) for s in ("s", "")]
        which = np.where(kind < 0, kind - DIVERGED, 2.0 * kind - DIVERGED + (arrived == 1))
        point = ", ".join(f"{{from{i}}}" for i in range(n))
        where = point if n == 1 else f"({point})"
        numbers = {f"from{i}": rows.first.w[..., i] for i in range(n)} | {"arrived": arrived}
        return Clause([f"The walk from {where} {end}." for end in ends], which), numbers

    def panel(ax, trajectory, clock):
        follow = landscape(ax, trajectory, clock)
        names = {
            kind: f"{'' if k else 'ends in ' * (kind >= 0)}{word}: {part}"
            for k, (kind, word, part) in enumerate(shares)
        }
        areas.key(ax.figure, areas.fill(ax, sides, kinds, names))
        for letter, minimum in zip(LETTERS, f.minima, strict=False):
            if n == 1:  # at the top, where no walk hides it
                ax.annotate(
                    letter, (minimum[0], 0.97), xycoords=ax.get_xaxis_transform(), ha="center", va="top", **BOLD
                )
            else:
                ax.annotate(letter, minimum, (8, 6), textcoords="offset points", **BOLD)
        return follow

    drawn = layout.arrange(walks.some[0], ("map", *named(panels)), more={"map": panel})
    curve = [along(f, edges)] if n == 1 else None
    alt = f"A map of {f.name}: in which valley each start ends, by {how(rule, first.hyper)}. A walk has settled in a "
    alt += f"valley if it ends within {style.short(near)} of its minimum."
    return Map("start", first.w[0].tolist(), sides, kinds, walks, told, said, drawn, alt, curve)


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


def _shares(kinds):
    """The kinds that there are, what to call them, and their share of all cells: [(kind, word, share)]."""
    words = dict(enumerate(LETTERS)) | {UNDER_WAY: "not settled", DIVERGED: "diverged"}
    counts = [(kind, word, int(np.sum(kinds == kind))) for kind, word in words.items()]
    return [(kind, word, areas.share(count, kinds.size)) for kind, word, count in counts if count]


def _in_words(shares, starts, steps):
    """What becomes of all starts: "Of 401 starts, 63 % end in valley A, 37 % in B."."""
    verbs, parts = {UNDER_WAY: f"have not settled after {counted(steps)}", DIVERGED: "diverge"}, []
    for kind, letter, part in shares:
        valley = f"in {letter}" if parts else f"end in valley {letter}"
        parts.append(f"{part} {verbs.get(kind, valley)}")
    return f"Of {starts} starts, {', '.join(parts)}."
