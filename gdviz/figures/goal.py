"""The goal of a walk: the places where it may arrive, and how a picture shows how near it must come."""

from dataclasses import replace

import numpy as np

from gdviz import style
from gdviz.live.panel import Mark


def places(members):
    """The minima of landscapes, (m, n), or a sentence: they must be known, and on all landscapes the same."""
    first, *others = (f.minima for f in members)
    if not len(first):
        raise ValueError(f"arrive: {members[0].name} has no known minimum to arrive at; give it minima=[...].")
    if any(first.shape != other.shape or np.any(first != other) for other in others):
        raise ValueError("arrive: these landscapes have their minima at different places; leave it out.")
    return first


def marked(panel, f, targets, tol):
    """A panel that shows where a walk has arrived, on a landscape of one or two weights, and in its cost."""
    look = {"color": style.INK, "linewidth": 1.2 * style.scale(), "linestyle": ":"}
    if len(targets) and panel.name == "landscape":
        return replace(panel, marks=[*panel.marks, *(_gate(panel, target, tol, look) for target in targets)])
    if len(targets) and panel.name in ("cost", "linear cost") and targets.shape[-1] == 1:
        highest = max(float(np.max(f(target + tol * np.array([[-1], [1]])))) for target in targets)
        if panel.y.low <= highest <= panel.y.high:
            return replace(panel, marks=[*panel.marks, Mark("level", 0, highest, look, "arrived", "over")])
    return panel


def _gate(panel, target, tol, look):
    """Around a target: on a curve two posts, on a map a square."""
    x = target[0] + tol * np.array([-1, 1])
    if len(target) == 1:
        foot, top = panel.y.low, panel.y.low + 0.25 * (panel.y.high - panel.y.low)
        return Mark("line", [x[0], x[0], np.nan, x[1], x[1]], [foot, top, np.nan, foot, top], look)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)])
    x, y = (target + tol * corners).T
    return Mark("line", x, y, look)
