"""The parts of a map: its sides, the kinds of its cells, the colours of steps to arrive."""

from typing import NamedTuple

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from gdviz import style
from gdviz.live.areas import Kind, fill, key

UNDER_WAY, DIVERGED = -1, -2  # the kinds that are no valley; those count from 0
LETTERS = "ABCDEF"


def kinds(valleys, steps):
    """The kinds of cells of a map of starts with so many valleys, in the order in which they are told."""
    some = [
        Kind(k, (f"ends in {letter}", letter), (f"end in valley {letter}", f"in {letter}"), style.BASINS[k])
        for k, letter in enumerate(LETTERS[:valleys])
    ]
    late = f"have not settled after {counted(steps)}"
    return [*some, under_way("not settled", late), diverged("diverge")]


# The kinds that are no valley have a pattern, so that they can be told without colour.
def under_way(name, told=""):
    """The kind of cells whose walk has not come to an end."""
    return Kind(UNDER_WAY, (name, name), (told, told), style.PAPER, "..")


def diverged(told=""):
    """The kind of cells whose walk diverges."""
    return Kind(DIVERGED, ("diverged", "diverged"), (told, told), style.GRID, "////")


def counted(count):
    """A number of steps, in words."""
    return f"{int(count)} step{'s' * (count != 1)}"


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
    numbers = np.where(arrived, 0, np.where(np.isnan(cells), DIVERGED, UNDER_WAY))
    ax.set(
        xscale=x.scale, yscale=y.scale, xlabel=style.label(x.name), ylabel=style.label(y.name),
        xlim=x.borders[[0, -1]], ylim=y.borders[[0, -1]],
    )  # fmt: skip
    there = [kind for kind in (under_way("not arrived"), diverged()) if np.any(numbers == kind.number)]
    shapes, _ = fill(ax, [x.borders, y.borders], numbers, {kind: kind.named[0] for kind in there})
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
