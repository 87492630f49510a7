"""A hill: heights in a panel, seen from above as bands of colour with contour lines between them.

The browser computes the heights with a program, or is sent them, and paints them at the pixels that it finds, see
``hill.js``. Where there is no browser ``painter.py`` paints those of ``panel.Ground``.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gdviz import style
from gdviz.live.panel import Ground

STRONGER = 4  # of so many contour lines one is
UNKNOWN = 65535  # of 16 bits, where a height is not known


@dataclass(frozen=True)
class Hill:
    """A hill that the browser paints in a panel.

    panel: its name. grounds: the heights in each face of the panel, or once for all of them. program: a description and
    its table, whose segment ``heights`` gives the height at (w0, w1), with a case for each of the grounds. Without it
    the heights of the grounds are sent, at even distances, NaN where they are not known; all of one shape.
    """

    panel: str
    grounds: Sequence[Ground]
    program: tuple[dict, bytes] | None = None

    def described(self, panel):
        """The hill as plain JSON. panel: the number of its panel in the scene."""
        line = {"color": list(style.CONTOUR), "width": 0.8, "alpha": 0.5, "stronger": STRONGER}
        look = {"ramp": style.SLOPES, "bands": self.grounds[0].bands, "line": line}
        return {
            "panel": panel, "levels": [np.asarray(ground.levels).tolist() for ground in self.grounds],
            "program": self.program and self.program[0], **look,
            "grid": None if self.program else self.grounds[0].heights.shape,
        }  # fmt: skip

    @property
    def numbers(self):
        """The table of the program; or the heights, one ground after the other, see ``packed``."""
        if self.program:
            return self.program[1]
        return packed([ground.heights for ground in self.grounds], [ground.levels for ground in self.grounds])


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
