"""Tracks: the lines of a figure that move. What they show at every slider position and step, and how they look."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from gdviz import style


@dataclass(frozen=True)
class Track:
    """A line that moves, in a panel.

    panel: the name of the panel that it is in.
    kind: "path", drawn from the first step to the current one, a dot for each; "point", the current one alone;
    "shape", a whole line that changes with the step; "arrow", from (x, y) to ``tip``: what the current step did; or
    "note", words above the current point, ending there.
    x, y: data coordinates. For a path and a point of shape (steps + 1, *sliders), for a shape (steps + 1, *sliders,
    points), for an arrow (steps, *sliders), row t for the step from t to t + 1; an axis of length 1 stands still.
    look: how matplotlib's Line2D takes it (color, linewidth, linestyle, marker, markersize, markerfacecolor, ...); an
    arrow has a head if it has a marker.
    tip: of an arrow, (x, y). parts: of a shape, pairs of an array (steps + 1, *sliders) and its coefficients (points,);
    their products are added to y, so that a fitted line costs no more than its weights.
    label: of an arrow, what it is, where that does not go without saying; of a path its name, which stands at its end;
    of a note its words, a text that names parts and numbers of the figure's ``words.Words`` in braces.
    In place of an array may stand an array of objects without axes: a number of each row that a program computes.
    """

    kind: str
    panel: str
    x: np.ndarray
    y: np.ndarray
    look: dict[str, Any] = field(default_factory=dict)
    tip: tuple[np.ndarray, np.ndarray] | None = None
    parts: Sequence[tuple[np.ndarray, np.ndarray]] = ()
    label: str = ""

    def __post_init__(self):
        """Take lists for arrays, and refuse a kind that does not exist."""
        if self.kind not in ("path", "point", "shape", "arrow", "note"):
            raise ValueError(f"Track: kind = {self.kind!r}; valid kinds: path, point, shape, arrow, note.")
        if (self.kind == "arrow") != (self.tip is not None):
            raise ValueError(f"Track: {'an arrow needs a' if self.kind == 'arrow' else f'a {self.kind} has no'} tip.")
        object.__setattr__(self, "x", _numbers(self.x))
        object.__setattr__(self, "y", _numbers(self.y))
        if self.tip is not None:
            object.__setattr__(self, "tip", tuple(map(_numbers, self.tip)))
        parts = [tuple(map(_numbers, part)) for part in self.parts]
        object.__setattr__(self, "parts", parts)

    @property
    def arrays(self):
        """All arrays that change with the step or the sliders."""
        return (self.x, self.y, *(self.tip or ()), *(array for array, _ in self.parts))

    def at(self, index, step):
        """The line's data at one position of the sliders and one step: x and y, each of shape (points,)."""
        if self.kind == "arrow":
            row = step - 1
            if row < 0:
                return np.empty(0), np.empty(0)
            ends = zip((self.x, self.y), self.tip or (), strict=True)
            return tuple(np.concatenate([picked(tail, index, row), picked(tip, index, row)]) for tail, tip in ends)
        x, y = (self._values(values, index, step) for values in (self.x, self.y))
        y = y + sum(self._values(values, index, step) * coefficients for values, coefficients in self.parts)
        return np.broadcast_arrays(x, y)

    def _values(self, values, index, step):
        if self.kind == "path":
            where = tuple(i if values.shape[axis + 1] > 1 else 0 for axis, i in enumerate(index))
            return values[(slice(0, step + 1), *where)]
        return picked(values, index, step)


def held(panel, moving, index, last):
    """A panel whose axis holds the walks among tracks, at one position of the sliders, up to a row."""
    walks = [track.at(index, last)[1] for track in moving if track.kind == "path" and track.panel == panel.name]
    y = panel.y.holding(walks)
    return panel if y is panel.y else replace(panel, y=y)


def computed(values):
    """Whether these are numbers that a program will compute, and no numbers yet: an object without axes."""
    return np.ndim(values) == 0 and np.asarray(values).dtype == object


def _numbers(values):
    values = np.asanyarray(values)
    return values if computed(values) else values.astype(float, copy=False)


def picked(values, index, row):
    """The values at one position of the sliders and one row, (points,)."""
    where = (row, *index)
    return np.atleast_1d(values[tuple(i if values.shape[axis] > 1 else 0 for axis, i in enumerate(where))])


def walk(panel, x, y, paint, dots=2.5, ball=7, linestyle="-", label=""):
    """The tracks of a walk: the path with a dot for each iterate (none where dots = 0), and the ball where it stands.

    paint: a ``style.Paint``. label: its name.
    """
    size, colour = style.scale(), paint.colour
    path = {"color": colour, "linewidth": 1.5 * size, "linestyle": linestyle, "markersize": dots * size}
    path |= {"marker": paint.marker if dots else "None", "markevery": paint.every}
    ball *= 1.8 if paint.marker == "." else 1  # which is drawn at half of its size
    point = {"color": colour, "marker": paint.marker, "markersize": ball * size, "markeredgecolor": style.PAPER}
    return [Track("path", panel, x, y, path, label=label), Track("point", panel, x, y, point)]
