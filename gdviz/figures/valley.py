"""The valley's own axes: a panel with a walk in them, across the valley and along it, and the axes on the map.

They are the eigenvectors of the curvature. There each coordinate goes its own way: plain descent multiplies it by
1 − αλ in each step, λ the curvature in its direction.
"""

from dataclasses import replace

import numpy as np

from gdviz import style
from gdviz.figures import steps
from gdviz.figures.landscape import window
from gdviz.figures.panels import timed, upright
from gdviz.live.panel import Mark, Panel
from gdviz.live.tracks import Track, walk

LINES = {"across": "-", "along": "--"}
HIGH = 0.8  # of the panel: so far up, and down, it says by how much each step multiplies
WITHIN = 0.85  # of an axis from the minimum to the edge of the map: there stands its name


def valley(trajectory, clock=None):
    """How far a walk is from the bottom across the valley, and along it. It takes the place of the weights."""
    bottom, (_, axes) = trajectory.objective.minima[0], _curvature(trajectory.objective)
    corners = np.stack(np.meshgrid(*np.asarray(window(trajectory))), axis=-1).reshape(-1, 2) - bottom
    reach = 0.8 * float(np.max(np.abs(corners @ axes)))

    def follow(rows, paint=None, x=None):
        paint = paint or style.Paint.of(rows.rule)
        bottom, (_, axes) = rows.objective.minima[0], _curvature(rows.objective)
        away = [rows.row.w[..., i] - bottom[i] for i in (0, 1)]
        tracks = []
        for k, line in enumerate(reversed(LINES.values())):
            with np.errstate(all="ignore"):  # of what has gone to infinity
                y = away[0] * axes[0, k] + away[1] * axes[1, k]
            tracks = walk("valley", rows.t if x is None else x, y, paint, 0, linestyle=line) + tracks
        if factors(rows):
            look, last = {"color": paint.colour}, rows.still(float(trajectory.steps))
            for name, at in zip(LINES, (HIGH, -HIGH), strict=True):
                label = f"{name}: × {{{name}}} a step"
                tracks.append(Track("note", "valley", last, rows.still(at * reach), look, label=label))
        return tracks  # which both end at 0: names there would not tell which is which

    level = Mark("level", 0, 0, {"color": style.MUTED, "linestyle": ":", "linewidth": 1.6 * style.scale()})
    title = "across (solid) and along (dashed)"
    return Panel("valley", timed(trajectory, clock), upright(-reach, reach), [level], title, behind="weights"), follow


def factors(rows):
    """By how much a step of plain descent multiplies what is left, {"across": number, "along": number}; else {}."""
    if rows.rule is None or not steps.known(rows.rule) or not steps.plain(rows):
        return {}
    curved, _ = _curvature(rows.objective)
    with np.errstate(all="ignore"):
        return {name: 1 - rows.row.lr * float(each) for name, each in zip(LINES, reversed(curved), strict=True)}


def turned(panel, f):
    """The map with the two axes on it, which show while the panel does."""
    (low, high), (bottom, (_, axes)) = np.transpose([panel.x.ends, panel.y.ends]), (f.minima[0], _curvature(f))
    marks = []
    for name, way in zip(LINES, reversed(axes.T), strict=True):
        way = way if way[np.argmax(np.abs(way))] > 0 else -way
        with np.errstate(all="ignore"):
            ends = [np.min(np.where(s * way > 0, high - bottom, bottom - low) / np.abs(way)) for s in (1, -1)]
        x, y = (bottom + np.outer([-ends[1], ends[0], np.nan, WITHIN * ends[0]], way)).T
        look = {"color": style.INK, "linestyle": LINES[name], "linewidth": 1.2 * style.scale()}
        marks.append(Mark("line", x, y, look, name, only="valley"))
    return replace(panel, marks=[*panel.marks, *marks])


def is_valley(members):
    """Whether landscapes have a valley's own axes: quadratics of two weights, one of them steeper one way by half."""
    if not all(len(f.minima) == 1 and f.minima.shape[-1] == 2 and not hasattr(f, "size") for f in members):
        return False
    curved = [_curvature(f)[0] if is_quadratic(f, f.minima[0] + [[-2, -2], [2, 2]]) else np.zeros(2) for f in members]
    return all(c[0] > 0 for c in curved) and any(c[1] >= 1.5 * c[0] for c in curved)


def is_quadratic(f, corners):
    """Whether the gradient halfway between two places, anywhere in a box (low, high), is the mean of theirs."""
    p, q = np.random.default_rng(0).uniform(*corners, size=(2, 20, len(corners[0])))
    with np.errstate(all="ignore"):
        middle, mean = f.gradient((p + q) / 2), (f.gradient(p) + f.gradient(q)) / 2
        return bool(np.allclose(middle, mean, rtol=1e-6, atol=1e-6 * np.max(np.abs(mean))))


def _curvature(f):
    """Of a quadratic the curvatures, rising, and their directions, as columns."""
    bent = np.stack([f.gradient(f.minima[0] + side) - f.gradient(f.minima[0]) for side in np.eye(2)])
    return np.linalg.eigh((bent + bent.T) / 2)
