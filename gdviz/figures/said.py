"""The words of a walk: the line under its picture, which says where it stands and what happened; title and alt text."""

import numpy as np

from gdviz import style
from gdviz.engine.runner import BLOWN, Stop, blown
from gdviz.figures import steps, valley
from gdviz.figures.rows import arrival, nothing
from gdviz.live.words import Clause, Words

ENDINGS = ["", "The stopping rule ended it at step {end}."]  # by ``Stop``; the third one says why
DIVERGED = [f"It has diverged: at step {{end}} {what}." for what in BLOWN]
ARRIVED = ["", "It arrived after {arrived} step.", "It arrived after {arrived} steps.", "It has not arrived."]


def titled(rule, where):
    """A title of a few words: "Momentum on two features"."""
    name = style.label(getattr(rule, "__name__", "a rule"))
    return f"{name[0].upper()}{name[1:]} on {where}"


def common(landscapes):
    """What landscapes are called together: what their names, "two features, correlation 0.9", have in common."""
    first, *others = (f.name.split(", ") for f in landscapes.members)
    parts = [part for part in first if all(part in other for other in others)]
    return ", ".join(parts) or f"{len(landscapes.members)} landscapes"


def stands(rows):
    """Where the walk stands: a clause, the numbers that it names, and the units of those on an axis."""
    names = {1: ["w"], 2: ["w1", "w2"]}.get(rows.n, [])
    place = {1: "w = {w}, ", 2: "w = ({w1}, {w2}), "}.get(rows.n, "")
    numbers = {name: rows.row.w[..., i] for i, name in enumerate(names)} | {"cost": rows.row.f}
    sides = [] if rows.objective.domain is None else rows.objective.domain
    sized = [(name, style.unit(*side)) for name, side in zip(names, sides, strict=False)]
    units = dict(sized) | {f"from{i}": size for i, (_, size) in enumerate(sized)}  # and where it began
    units["cost"] = 1e4 * nothing(rows), 0.0
    return Clause([f"Step {{step}} of {{last}}: {place}cost {{cost}}."]), numbers, units


def words(rows, panels, box=()):
    """The line under the picture: where the walk stands, what the step did, and how the walk ended.

    box: of a map, (low, high) for each side: the walk may leave it.
    """
    row, (first, numbers, units), (told, further, summed) = rows.row, stands(rows), steps.caption(rows)
    diverged = row.reason == float(Stop.DIVERGED)
    clauses = [first, *told]
    if "gap" in panels:
        share = 100 * steps.delivered(rows)
        texts = [
            "",
            "It delivered {share} % of what the slope promised.",
            "It lost far more than the slope promised to win.",
        ]
        clauses.append(Clause(texts, np.where(share < -999, 2.0, np.isfinite(share))))
        further = further | {"share": share}
    if np.shape(row.since)[-1]:
        arrived = arrival(rows)
        late = np.where((rows.t < rows.last.end) | diverged, 0.0, 3.0)
        clauses.append(Clause(ARRIVED, np.where(arrived <= rows.t, np.where(arrived == 1, 1.0, 2.0), late)))
        further = further | {"arrived": arrived}
    if len(box):
        left = _within(rows.first.w, box) * (1.0 - _within(row.w, box)) * (1.0 - diverged)
        clauses.append(Clause(["", "It has left the map."], left))
    ending = np.where(diverged, len(ENDINGS) + blown(row), row.reason)
    clauses.append(Clause([*ENDINGS, *DIVERGED], ending))
    if rows.every > 1:
        clauses.append(Clause([f"Of {rows.every} steps, one is drawn."]))
    numbers |= {**further, "end": row.end, **(valley.factors(rows) if "valley" in panels else {})}
    return Words(clauses, numbers, ("end", "arrived", *summed), summed=summed, units=units)


def _within(w, box):
    """Whether points are on a map: 1.0 or 0.0."""
    low, high = np.transpose(box)
    return np.where(np.all((w >= low) & (w <= high), axis=-1), 1.0, 0.0)


def alt(shown, panels, landscapes=None):
    """What a picture of walks shows, in a sentence. landscapes: of a figure, where it may have several."""
    settings = {name: value for name, value in shown.hyper.items() if np.ndim(value) == 0}
    fixed = "".join(f", {style.label(name)} = {style.short(value)}" for name, value in settings.items())
    if landscapes and landscapes.name:
        where = f"{len(landscapes.members)} landscapes that differ in {style.label(landscapes.name)}"
        above = ", seen from above" if "landscape" in panels and shown.w.shape[-1] == 2 else ""
        return f"{titled(shown.rule, where)}{above}{fixed}."
    rule = style.label(getattr(shown.rule, "__name__", "a rule"))
    seen = {1: "A walk on the curve of", 2: "A walk seen from above, on the contours of"}
    what = seen.get(shown.w.shape[-1] if "landscape" in panels else 0, "A walk on")
    return f"{what} {shown.objective.name} by {rule}{fixed}."
