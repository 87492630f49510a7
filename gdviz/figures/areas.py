"""The parts of a map: its sides, the kinds of its cells, the colours of steps to arrive."""

from typing import NamedTuple

import numpy as np

from gdviz import style
from gdviz.live.areas import Kind
from gdviz.live.panel import Mark, Shades

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


# On the shades of the steps, which are the same on both pages, lines must not be repainted.
LIGHT, BLACK = "#fdfdfd", "#101010"


def shades(sides, cells, label):
    """Each cell in the shade of its number of steps; infinity is a walk that has not arrived, NaN one that diverged."""
    return Shades([side.borders for side in sides], cells, [under_way("not arrived"), diverged()], label)


def star(x, y):
    """The best cell."""
    look = {"marker": "*", "markersize": 13 * style.scale(), "color": BLACK, "markeredgecolor": LIGHT}
    return Mark("spot", x, y, look)


def limit(x, y, sides):
    """The line beyond which walks diverge, with its name."""
    there = [(low <= values) & (values <= high) for values, (low, high) in zip((x, y), ends(sides), strict=True)]
    named = np.flatnonzero(there[0] & there[1])
    look = {"color": BLACK, "linestyle": "--", "linewidth": 1.6 * style.scale()}
    light = {"color": LIGHT, "linewidth": 4 * style.scale(), "alpha": 0.8}
    lines = [Mark("line", x, y, light), Mark("line", x, y, look)]
    k = named[len(named) // 5] if len(named) else 0  # where there is room at its right
    return lines + [Mark("spot", x[k], y[k], {"color": BLACK}, "2(1 + μ)/L")] * bool(len(named))


def ends(sides):
    """From where to where each side goes."""
    return [(side.borders[0], side.borders[-1]) for side in sides]
