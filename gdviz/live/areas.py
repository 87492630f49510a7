"""Areas: a panel of cells, each of one kind, and what is said of how many there are of each.

They have two painters: ``fill`` and ``key``, by matplotlib, and ``areas.js``, in the browser, beneath the rest. The
browser finds the kinds with a program, as many as it has pixels for, or is sent those of the cells.
"""

import zlib
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from gdviz import style

LETTERS = 11  # points: of the key, where there are five kinds; smaller if there are more


class Kind(NamedTuple):
    """A kind of cell. number: how cells say it. named: its words in the key, where it is the first there and where it
    is not. told: those in the sentence, likewise. face: its colour; pattern: None, or what tells it without colour, as
    matplotlib writes it, ".." or "////".
    """

    number: int
    named: tuple[str, str]
    told: tuple[str, str]
    face: str
    pattern: str | None = None


@dataclass(frozen=True)
class Areas:
    """The kinds of the cells that the first handle of a figure can pick, beneath all else in the panel that it is in.

    kinds: in the order in which they are told. of: what they are, "starts". program: a description of the program whose
    segment ``seen`` gives the kind of a walk, of the first program of the figure, in which the handle sets the start.
    Without it, cells: the kind of each, (across, up).
    """

    kinds: list[Kind]
    of: str
    program: dict[str, Any] | None = None
    cells: np.ndarray | None = None

    def described(self):
        """The areas as plain JSON."""
        ink = {name: [colour, style.DARK[colour]] for name, colour in (("ink", style.INK), ("line", style.MUTED))}
        kinds = [kind._asdict() | {"face": [kind.face, style.DARK[kind.face]]} for kind in self.kinds]
        return {"kinds": kinds, "of": self.of, "program": self.program} | ink

    @property
    def numbers(self):
        """The kinds of the cells, column by column, as places in the list of kinds: a byte each, deflated."""
        numbers = [kind.number for kind in self.kinds]
        places = [] if self.cells is None else [numbers.index(number) for number in self.cells.ravel()]
        return zlib.compress(bytes(places), 9)

    def sentence(self, cells):
        """What becomes of all: "Of 401 starts, 63 % end in valley A, 37 % in B."."""
        there = self._shares(cells)
        parts = [f"{part} {kind.told[k > 0]}" for k, (kind, part) in enumerate(there)]
        return f"Of {cells.size} {self.of}, {', '.join(parts)}."

    def names(self, cells):
        """The kinds that there are, each with its words in the key: {kind: "B: 37 %"}."""
        return {kind: f"{kind.named[k > 0]}: {part}" for k, (kind, part) in enumerate(self._shares(cells))}

    def _shares(self, cells):
        counts = [(kind, int(np.sum(cells == kind.number))) for kind in self.kinds]
        there = [(kind, count) for kind, count in counts if count]
        return list(zip([kind for kind, _ in there], shares([count for _, count in there]), strict=True))


def shares(counts):
    """How many percent each of the parts of a whole is, in words that are true of a few and of all but a few.

    They add up to 100: what rounding down leaves goes to the largest remainders, but to none below half a percent.
    """
    total = sum(counts)
    percents, rests = zip(*(divmod(100 * count, total) for count in counts), strict=True)
    order = [k for k in sorted(range(len(counts)), key=lambda k: -rests[k]) if 200 * counts[k] >= total]
    more = order[: 100 - sum(percents)]
    return [_percent(percent + (k in more), counts[k] == total) for k, percent in enumerate(percents)]


def _percent(percent, everything):
    if percent == 0 or (percent == 100 and not everything):
        return "under 1 %" if percent == 0 else "over 99 %"
    return f"{percent} %"


def key(figure, shapes):
    """Say below the panels which colour is which; returns the legend."""
    return figure.legend(
        handles=shapes, loc="outside lower left", ncols=len(shapes), frameon=False, handlelength=1.5, handleheight=1.1,
        columnspacing=1.4, fontsize=LETTERS * min(1.0, 5.3 / len(shapes)) * style.scale(),
    )  # fmt: skip


def fill(ax, borders, cells, names):
    """Fill the cells of each kind in its colour, with a line between kinds.

    borders: of the cells, across, and up unless they are bands as high as the axes. cells: the kind of each, a number.
    names: {kind: its words}. Returns the shapes, as handles for a key, and the lines.
    """
    x, y = borders if len(borders) == 2 else [borders[0], np.array([0.0, 1.0])]
    cells = cells.reshape(len(x) - 1, len(y) - 1)
    where: dict[str, Any] = {"transform": ax.transData if len(borders) == 2 else ax.get_xaxis_transform()}
    shapes = []
    for kind, words in names.items():
        ink = style.MUTED if kind.pattern else kind.face
        shape = PathPatch(_outline(x, y, cells == kind.number), facecolor=kind.face, hatch=kind.pattern, edgecolor=ink)
        shape.set(linewidth=0, antialiased=False, zorder=1.5, label=words, **where)
        ax.add_artist(shape)
        shapes.append(shape)
    lines = LineCollection(list(_between(x, y, cells)), colors=style.MUTED, linewidths=0.5, zorder=1.6, **where)
    lines.set_capstyle("butt")
    ax.add_artist(lines)
    return shapes, lines


def _outline(x, y, chosen):
    """The chosen cells as one path: neighbours along y are one rectangle."""
    steps = np.diff(np.pad(chosen, ((0, 0), (1, 1))).astype(int), axis=1)
    i, low = np.nonzero(steps == 1)
    high = np.nonzero(steps == -1)[1]
    left, right, low, high = x[i], x[i + 1], y[low], y[high]
    corners = np.stack([left, low, right, low, right, high, left, high, left, low], axis=-1).reshape(-1, 2)
    codes = np.tile([Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY], len(i))
    return Path(corners, codes)


def _between(x, y, cells):
    """The lines between cells of different kinds, (lines, 2, 2)."""
    i, j = np.nonzero(cells[1:] != cells[:-1])
    upright = np.stack([x[i + 1], y[j], x[i + 1], y[j + 1]], axis=-1)
    i, j = np.nonzero(cells[:, 1:] != cells[:, :-1])
    level = np.stack([x[i], y[j + 1], x[i + 1], y[j + 1]], axis=-1)
    return np.concatenate([upright, level]).reshape(-1, 2, 2)
