"""Tracks: the lines of a figure that move. What they show at every slider position and step, and how they look."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D


@dataclass(frozen=True)
class Track:
    """A line that moves, in the axes it lives in.

    kind: "path", drawn from the first step to the current one, a dot for each; "point", the current one alone; or
    "shape", a whole line that changes with the step. x, y: data coordinates. For a path and a point of shape
    (steps + 1, *sliders), for a shape (steps + 1, *sliders, points); an axis of length 1 stands still.
    look: how matplotlib's Line2D takes it (color, linewidth, linestyle, marker, markersize, markerfacecolor, ...).
    """

    kind: str
    ax: Axes
    x: np.ndarray
    y: np.ndarray
    look: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self):
        """Take lists for arrays, and refuse a kind that does not exist."""
        if self.kind not in ("path", "point", "shape"):
            raise ValueError(f"Track: kind = {self.kind!r}; valid kinds: path, point, shape.")
        object.__setattr__(self, "x", np.asarray(self.x, dtype=float))
        object.__setattr__(self, "y", np.asarray(self.y, dtype=float))

    def at(self, index, step):
        """The line's data at one position of the sliders and one step: x and y, each of shape (points,)."""
        return np.broadcast_arrays(*(self._values(values, index, step) for values in (self.x, self.y)))

    def _values(self, values, index, step):
        def pick(axis, i):
            return i if values.shape[axis] > 1 else 0

        where = tuple(pick(axis + 1, i) for axis, i in enumerate(index))
        if self.kind == "path":
            return values[(slice(0, step + 1), *where)]
        return np.atleast_1d(values[(pick(0, step), *where)])

    def artist(self, index, step):
        """The line as matplotlib draws it, in its axes' coordinates."""
        x, y = self.at(index, step)
        line = Line2D(x, y, transform=self.ax.transData, **self.look)
        line.set_clip_path(self.ax.patch)
        return line
