"""A hill: heights over an axes, seen from above as bands of colour with contour lines between them.

It has two painters: ``contours``, by matplotlib, and ``hill.js``, in the browser, at the size and the pixels that it
finds there. The browser computes the heights with a program, or is sent them.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from gdviz import style
from gdviz.live import ground

COLOUR, WIDTH, ALPHA = style.MUTED, 0.6, 0.7  # of the line between two bands; its width in points
UNKNOWN = 65535  # of 16 bits, where a height is not known


@dataclass(frozen=True)
class Hill:
    """A hill that the browser paints beneath the picture.

    ax: the axes that it fills. levels: rising heights, where one band ends and the next begins; for each figure, or
    once for all of them. program: a description and its table, whose segment ``heights`` gives the height at (w0, w1),
    with a case for each of the levels. Without it, grids: for each of the levels the heights at even distances over the
    axes, (rows, columns), from the lower left corner on, NaN where they are not known; all of one shape.
    """

    ax: Axes
    levels: Sequence[np.ndarray]
    program: tuple[dict, bytes] | None = None
    grids: Sequence[np.ndarray] = ()

    def described(self, axes):
        """The hill as plain JSON. axes: the number of its axes in the scene."""
        line = {"color": [COLOUR, style.DARK[COLOUR]], "width": WIDTH * 100 / 72, "alpha": ALPHA}
        return {
            "axes": axes, "levels": [np.asarray(levels).tolist() for levels in self.levels], "colours": style.SLOPES,
            "line": line, "program": self.program and self.program[0], "grid": self.grids and self.grids[0].shape,
        }  # fmt: skip

    @property
    def numbers(self):
        """The table of the program; or the heights, one grid after the other, see ``packed``."""
        return self.program[1] if self.program else packed(self.grids, self.levels)


def packed(grids, levels):
    """Heights as 16 bits each, deflated. They say where a height stands among the levels, in equal parts of each band,
    so that they are fine where levels are close; and by how much it differs from its neighbour, which packs well.
    """
    even = [np.linspace(0, UNKNOWN - 1, len(steps)) for steps in levels]
    stands = [np.interp(*each) for each in zip(grids, levels, even, strict=True)]
    whole = np.round(np.ravel(stands))
    whole = np.where(np.isnan(whole), UNKNOWN, whole).astype("<u2")
    apart = np.diff(whole, prepend=whole[:1] * 0)
    return zlib.compress(apart.view(np.uint8).reshape(-1, 2).T.tobytes(), 9)


def contours(ax, x, y, heights, levels):
    """Draw a hill by matplotlib. Where a height is not known the ground is as high as it gets, as in the browser."""
    known = np.clip(heights, levels[0], levels[-1])
    filled = ax.contourf(x, y, np.where(np.isnan(known), levels[-1], known), levels=levels, cmap=style.HILL)
    lines = ax.contour(x, y, known, levels=levels, colors=COLOUR, linewidths=WIDTH, alpha=ALPHA)
    ground.lay(filled, lines)
