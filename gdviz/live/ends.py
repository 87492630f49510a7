"""The names of lines at their ends: in the margin at the right of a plot, each at the height at which its line is seen
last, moved apart where they would touch; of lines in one colour with a piece of its line before each. The same names
at the same places as in ``ends.js``.
"""

from typing import NamedTuple

import numpy as np

from gdviz import style

LINES = 2, 5  # so many of a panel, from and to, have their names there
QUARTER = 1 / 4  # of a picture's width, at most, for names


class End(NamedTuple):
    """A name at the end of a line: its text, the height in the panel's numbers, its colour, and how the line looks."""

    text: str
    height: float
    colour: str
    look: dict | None = None  # of a mark it is not told


def ends(panel, moving, index):
    """The names of the walks in a panel at a position of the sliders: of all that have one, or none.

    They stand where the lines end after the last step, whatever step shows.
    """
    lines = [t for t in moving if t.panel == panel.name and t.kind == "path" and t.label]
    if panel.inside or not LINES[0] <= len(lines) <= LINES[1]:
        return []
    heights = [track.at(index, len(track.y) - 1)[1] for track in lines]
    known = [values[~np.isnan(values)] for values in heights]
    return [
        End(track.label, float(panel.y.seen(values[-1])), track.look.get("color", style.INK), track.look)
        for track, values in zip(lines, known, strict=True)
        if len(values)
    ]


def alike(some):
    """Whether names have a piece of their lines before them, which tells who is dashed: some lines have one colour."""
    colours = [end.colour for end in some if end.look]
    return len(set(colours)) < len(colours)


def settled(middles, tall, low, high):
    """Where the middles of texts so tall come to stand, from ``low`` to ``high``, in the same order, none on another:
    as near as can be to where they would.
    """
    order, blocks = np.argsort(middles, kind="stable"), []
    for place, k in enumerate(order):  # those that would touch make a block around what they want on average
        blocks.append((middles[k] - place * tall, 1))
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            (one, few), (other, more) = blocks.pop(), blocks.pop()
            blocks.append((one + other, few + more))
    wanted = [total / count for total, count in blocks for _ in range(count)]
    first, last, found = low + tall / 2, high + tall / 2 - len(middles) * tall, np.empty(len(middles))
    for place, k in enumerate(order):
        found[k] = max(first, min(last, wanted[place])) + place * tall
    return found.tolist()
