"""Areas: the cells of a map that are of one kind, as one shape; the borders between kinds; the key to them."""

from typing import NamedTuple

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LogNorm
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from gdviz import style

UNDER_WAY, DIVERGED = -1, -2  # the kinds that are no valley; those count from 0
LETTERS = "ABCDEF"
# The kinds that are no valley have a pattern, so that they can be told without colour.
LOOKS = {UNDER_WAY: (style.PAPER, "..", style.MUTED), DIVERGED: (style.GRID, "////", style.MUTED)}


class Side(NamedTuple):
    """One side of a map: what it counts, the value of each cell, the borders between them, and how it is scaled."""

    name: str
    values: np.ndarray
    borders: np.ndarray
    scale: str = "linear"

    @classmethod
    def of(cls, name, values, log=False):
        """The side whose rising values are in the middle of its cells."""
        turned = np.log(values) if log else values
        middles = (turned[1:] + turned[:-1]) / 2
        borders = np.concatenate([[2 * turned[0] - middles[0]], middles, [2 * turned[-1] - middles[-1]]])
        return cls(name, values, np.exp(borders) if log else borders, "log" if log else "linear")

    def cell(self, place):
        """The number of the cell that a place lies in, or a sentence."""
        low, high = self.borders[[0, -1]]
        if not low <= place <= high:
            ends = " to ".join(style.short(value) for value in self.values[[0, -1]])
            raise ValueError(f"{self.name} = {place} is not on the map, which goes from {ends}.")
        return int(np.clip(np.searchsorted(self.borders, place, "right") - 1, 0, len(self.values) - 1))


def fill(ax, sides, kinds, names):
    """Fill the cells of each kind in its colour, with a line between kinds.

    sides: one, of bands as high as the axes, or two. kinds: whole numbers, a cell each. names: {kind: its words}.
    Returns the shapes, as handles for a legend.
    """
    x, y = [side.borders for side in sides] if len(sides) == 2 else [sides[0].borders, np.array([0.0, 1.0])]
    kinds = kinds.reshape(len(x) - 1, len(y) - 1)
    transform = ax.transData if len(sides) == 2 else ax.get_xaxis_transform()
    shapes = []
    for kind, words in names.items():
        face, hatch, ink = LOOKS.get(kind) or (style.BASINS[kind], None, None)
        shapes.append(
            PathPatch(
                _outline(x, y, kinds == kind), facecolor=face, hatch=hatch, edgecolor=ink or face, linewidth=0,
                antialiased=False, transform=transform, zorder=1.5, label=words,
            )
        )  # fmt: skip
        ax.add_artist(shapes[-1])
    lines = LineCollection(
        list(_between(x, y, kinds)),
        colors=style.MUTED,
        linewidths=0.5,
        transform=transform,
        zorder=1.6,
        capstyle="butt",
    )
    ax.add_artist(lines)
    return shapes


def key(figure, shapes):
    """Say below the panels which colour is which."""
    figure.legend(
        handles=shapes, loc="outside lower left", ncols=len(shapes), frameon=False, handlelength=1.5, handleheight=1.1,
        columnspacing=1.4, fontsize=(11 if len(shapes) < 7 else 9) * style.scale(),
    )  # fmt: skip


def share(count, total):
    """How many percent, in words that are true of a few and of all but a few."""
    percent = round(100 * count / total)
    if percent == 0 or (percent == 100 and count < total):
        return "under 1 %" if percent == 0 else "over 99 %"
    return f"{percent} %"


def _outline(x, y, chosen):
    """The chosen cells as one path: neighbours along y are one rectangle."""
    steps = np.diff(np.pad(chosen, ((0, 0), (1, 1))).astype(int), axis=1)
    i, low = np.nonzero(steps == 1)
    high = np.nonzero(steps == -1)[1]
    left, right, low, high = x[i], x[i + 1], y[low], y[high]
    corners = np.stack([left, low, right, low, right, high, left, high, left, low], axis=-1).reshape(-1, 2)
    codes = np.tile([Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY], len(i))
    return Path(corners, codes)


def _between(x, y, kinds):
    """The lines between cells of different kinds, (lines, 2, 2)."""
    i, j = np.nonzero(kinds[1:] != kinds[:-1])
    upright = np.stack([x[i + 1], y[j], x[i + 1], y[j + 1]], axis=-1)
    i, j = np.nonzero(kinds[:, 1:] != kinds[:, :-1])
    level = np.stack([x[i], y[j + 1], x[i + 1], y[j + 1]], axis=-1)
    return np.concatenate([upright, level]).reshape(-1, 2, 2)


# On the colours of the steps, which are the same on both pages, lines must not be repainted.
LIGHT, BLACK = "#fdfdfd", "#101010"


def steps(ax, sides, cells, best, label):
    """Colour each cell by its number of steps, light where it is few; a star at the best one; the two other kinds."""
    x, y = sides
    arrived = np.isfinite(cells)
    if arrived.any():
        low = max(1.0, float(np.min(cells[arrived])))
        high = max(1.5 * low, float(np.max(cells[arrived])))
        mesh = ax.pcolormesh(
            x.borders, y.borders, np.ma.masked_where(~arrived, np.maximum(cells, low)).T,
            cmap="cividis_r", norm=LogNorm(low, high), zorder=1,
        )  # fmt: skip
        bar = ax.figure.colorbar(mesh, ax=ax, label=label, pad=0.02, aspect=30)
        bar.ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: style.short(value)))
        bar.ax.yaxis.set_minor_locator(NullLocator())
        bar.outline.set_visible(False)
        ax.plot(*best, marker="*", markersize=13 * style.scale(), color=BLACK, markeredgecolor=LIGHT, zorder=3)
    kinds = np.where(arrived, 0, np.where(np.isnan(cells), DIVERGED, UNDER_WAY))
    ax.set(
        xscale=x.scale, yscale=y.scale, xlabel=style.label(x.name), ylabel=style.label(y.name),
        xlim=x.borders[[0, -1]], ylim=y.borders[[0, -1]],
    )  # fmt: skip
    names = {UNDER_WAY: "not arrived", DIVERGED: "diverged"}
    shapes = fill(ax, sides, kinds, {kind: words for kind, words in names.items() if np.any(kinds == kind)})
    if shapes:
        key(ax.figure, shapes)


def limit(ax, x, y):
    """The line beyond which walks diverge, with its name."""
    halo = withStroke(linewidth=3.5 * style.scale(), foreground=LIGHT)
    ax.plot(
        x,
        y,
        "--",
        color=BLACK,
        linewidth=1.6 * style.scale(),
        path_effects=[halo],
        zorder=2.5,
        scalex=False,
        scaley=False,
    )
    ax.annotate(
        "2(1 + μ)/L",
        (x[60], y[60]),
        (-6, 2),
        textcoords="offset points",
        ha="right",
        color=BLACK,
        path_effects=[halo],
        zorder=3,
    )
