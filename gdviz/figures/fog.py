"""The map behind a blindfold: the ground as a grid of numbers, and its picture with the fog and without."""

from dataclasses import replace

import numpy as np

from gdviz import style
from gdviz.border.written import shown
from gdviz.engine.trajectory import sweep
from gdviz.figures import layout
from gdviz.live import painter, wire
from gdviz.live.panel import Axis
from gdviz.live.tracks import Track
from gdviz.live.traits import finite
from gdviz.optimizers import gradient_descent

TITLE = "A hill in the fog"  # the name and the formula of the hill would give it away
COUNTS = {1: (1001,), 2: (161, 161)}  # of the grid
SIZES = {1: (8.0, 4.0), 2: (5.4, 5.2)}  # inches


def ground(f, window):
    """Heights and slopes on a grid over the window: shapes (*counts) and (*counts, n), with counts[i] along w_i.

    Raises ValueError where the cost is finite nowhere.
    """
    sides = [np.linspace(low, high, count) for (low, high), count in zip(window, COUNTS[len(window)], strict=True)]
    points = np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1)
    with np.errstate(all="ignore"):
        heights, slopes = f(points), f.gradient(points)
    if not np.isfinite(heights).any():
        raise ValueError(f"blindfold: {f.name} is finite nowhere on the map, w in {np.asarray(window).tolist()}.")
    return np.where(np.isfinite(heights), heights, np.nan), slopes


def minima(f, window, heights, rest):
    """The minima on the map, (k, n). Where none are known: the lowest point of the grid, and ``rest``, which may be
    one: where descent has come to rest, (k, n).
    """
    low, high = np.transpose(window)
    known = f.minima.reshape(-1, len(low))
    known = known[np.all((known >= low) & (known <= high), axis=-1)]
    if len(known):
        return known
    rest = rest[np.all((rest >= low) & (rest <= high), axis=-1)]
    lowest = np.array(np.unravel_index(np.nanargmin(heights), heights.shape))
    lowest = low + (high - low) * lowest / (np.array(heights.shape) - 1)
    return np.concatenate([lowest[None], rest])


def near(w, places, tol):
    """Which of the points w, (..., n), lie nearer than ``tol`` to one of the places, (k, n)."""
    return np.any(np.linalg.norm(w[..., None, :] - places, axis=-1) < tol, axis=-1)


def first(reached):
    """The first row that has been reached, for each run; one row too many where none has."""
    return np.where(reached.any(axis=0), np.argmax(reached, axis=0), len(reached)).tolist()


def round_numbers(low, high):
    """The numbers 1, 2 and 5, times any power of ten, that lie between."""
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    return [float(f"{m}e{power}") for power in powers for m in (1, 2, 5) if low <= float(f"{m}e{power}") <= high]


def nearest(numbers, wanted):
    """The number whose ratio to the wanted one is nearest to 1."""
    return min(numbers, key=lambda number: abs(np.log(number / wanted)))


def check(name, point, edges):
    """The point, as an array of floats, if it is on the map; or a sentence."""
    at = finite(point)
    at = None if at is None else np.atleast_1d(at)
    low, high = edges.T
    rounding = 1e-9 * (high - low)
    if at is None or at.shape != low.shape or not np.all((low - rounding <= at) & (at <= high + rounding)):
        sides = " × ".join(f"{style.short(a)} … {style.short(b)}" for a, b in edges)
        raise ValueError(f"{name} = {shown(point)} is not on the map, which is {sides}.")
    return at


def rate(f, walk, reach):
    """A learning rate for descent: 1/L where the largest curvature is known; or else the round one whose walk is
    lowest on average. walk: one from the start. reach: how wide the map is.
    """
    slope = float(np.linalg.norm(walk.g[0]))
    if f.lipschitz or not 0 < slope < np.inf:
        return 1 / f.lipschitz if f.lipschitz else 0.1
    rates = round_numbers(1e-4 * reach / slope, reach / slope)
    runs = sweep(f, gradient_descent, walk.w[0], 200, lr=np.array(rates))
    return rates[int(np.argmin(np.nan_to_num(np.minimum(runs.f, walk.f[0]), nan=walk.f[0]).mean(axis=0)))]


def views(descent):
    """The panel of the landscape in the fog, and without it, with the same sides: only the fog goes.

    In one dimension the vertical axis has the height of the start in its middle, and reaches as far up and down as the
    whole hill is high: so it says nothing about where the bottom lies. In the fog it has no numbers.
    """
    (panel,), _ = layout.arrange(descent, "landscape")
    hidden = replace(panel, title=TITLE, note="", marks=[], hill=None)
    if descent.w.shape[-1] == 1:
        middle, reach = float(descent.f[0]), (panel.y.high - panel.y.low) or 1.0
        up = Axis(middle - reach, middle + reach, "height")
        panel, hidden = replace(panel, y=up), replace(hidden, y=replace(up, words={}))
    return [hidden, panel]


def drawn(view, f, walks, slope):
    """A panel with walks on it, and an arrow downhill from where the last of them ends, as PNG bytes.

    walks: for each its points, and as matplotlib takes them the marker, its size, the colour and the line style.
    """
    figure = painter.paint([view])
    figure.set_size_inches(SIZES[walks[0][0].shape[-1]])
    (ax,), tracks = figure.axes, []
    if view.title == TITLE:
        ax.set_facecolor(style.GRID)
    steep, here = float(np.linalg.norm(slope)), walks[-1][0][-1]
    if 0 < steep < np.inf:
        step = 0.1 * np.ptp(ax.get_xlim()) / steep * slope
        foot, tip = _seen(here[None], f(here)), _seen((here - step)[None], f(here) - step @ slope)
        look = {"color": style.INK, "linewidth": 2, "marker": ">"}
        tracks.append(Track("arrow", view.name, *foot.T, look=look, tip=(*tip.T,)))
    for w, marker, size, colour, line in walks:
        look = {"color": colour, "marker": marker, "markersize": size, "markeredgecolor": style.PAPER, "linewidth": 1.5}
        look["linestyle"] = "none" if w.shape[-1] == 1 else line
        tracks.append(Track("path", view.name, *_seen(w, f(w)).T, look=look))
    for track in tracks:
        ax.add_artist(painter.artist(track, ax, view, (), len(track.x)))
    return wire.png(painter.last_pixels(figure), style.PAPER)


def _seen(w, height):
    """Where points are in the picture, in the axes' own numbers: from the side in one dimension, from above in two."""
    return np.column_stack([w, height]) if w.shape[-1] == 1 else w
