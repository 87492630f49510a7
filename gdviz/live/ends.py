"""The names of lines at their ends: in the margin at the right of a plot, each at the height at which its line is seen
last, moved apart where they would touch. A line that ends earlier, with room for its name, has it there. Of lines in
one colour each name has a piece of its line before it: those stay in the margin. The same names at the same places as
in ``ends.js``.
"""

from typing import NamedTuple

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from gdviz import style
from gdviz.live.letters import SMALL, halo, long

LINES = 2, 5  # so many of a panel, from and to, have their names there
QUARTER = 1 / 4  # of a picture's width, at most, for names
AFTER = 6  # points from a plot, or from a line that ends in it, to a name
SAMPLE, CLEAR = 15, 4  # points of a line before its name, and from there to the name, where lines have one colour
OVER, UNDER = 4, 3  # points that they may stand out above and below a plot


class End(NamedTuple):
    """A name at the end of a line: its text, where that is in the panel's numbers, its colour, how the line looks."""

    text: str
    height: float
    colour: str
    look: dict | None = None  # of a mark it is not told
    across: float = np.inf


def ends(panel, moving, index):
    """The names of the walks in a panel at a position of the sliders: of all that have one, or none.

    They stand where the lines end after the last step, whatever step shows.
    """
    lines = [t for t in moving if t.panel == panel.name and t.kind == "path" and t.label]
    if panel.inside or not LINES[0] <= len(lines) <= LINES[1]:
        return []
    found = []
    for track in lines:
        across, heights = track.at(index, len(track.y) - 1)
        known = np.flatnonzero(~np.isnan(heights))
        if len(known):
            x, y = (float(side.seen(at[known[-1]])) for side, at in ((panel.x, across), (panel.y, heights)))
            found.append(End(track.label, y, track.look.get("color", style.INK), track.look, x))
    return found


def fitting(names, wide):
    """The names, where they leave three quarters of a picture so many inches wide to its plot; else none."""
    before = AFTER + (SAMPLE + CLEAR) * alike(names)
    if names and before + max(long(end.text, SMALL * style.scale()) for end in names) > 72 * wide * QUARTER:
        return []
    return names


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


class Name(Text):
    """A name at the end of a line: where it stands depends on the others, and on the plot's size."""

    def __init__(self, ax, some, k):
        """some: all ``End`` there; k: which of them this one is."""
        how = {"color": some[k].colour, "fontsize": SMALL * style.scale(), "va": "center", "path_effects": halo()}
        super().__init__(0, 0, some[k].text, transform=IdentityTransform(), parse_math=False, clip_on=False, **how)
        self._ax, self._some, self._k = ax, some, k
        self._sample = some[k].look if alike(some) else None

    def settle(self):
        """Stand where there is room; whether there is."""
        box, point = self._ax.bbox, self._ax.figure.dpi / 72
        tall = 1.25 * SMALL * style.scale() * point
        finite = np.nan_to_num([(end.across, end.height) for end in self._some], posinf=1e300, neginf=-1e300)
        across, heights = (self._ax.transData.transform(finite) - (box.x0, box.y1)).T * [[1], [-1]]
        inside = np.clip(heights, 0, box.height)
        lefts, reach = self._lefts(across, box.width, point)
        walks = [k for k, end in enumerate(self._some) if end.look]
        marks = [k for k, end in enumerate(self._some) if not end.look and abs(inside[k] - heights[k]) <= 1]
        shown = walks + [k for k in marks if not self._said(k, inside, tall, walks)]
        places = {}
        for column in _columns(shown, lefts, reach):
            some = column[: int((box.height + (OVER + UNDER) * point) / tall)]
            middles = settled(inside[some], tall, -OVER * point, box.height + UNDER * point)
            places |= dict(zip(some, middles, strict=True))
        shift = (SAMPLE + CLEAR) * point if self._sample else 0
        self.set_position((box.x0 + lefts[self._k] + shift, box.y1 - places.get(self._k, inside[self._k])))
        return self._k in places

    def _lefts(self, across, width, point):
        """How far from the plot's left edge each name begins, and ends: where its line does, if there is room."""
        wide = [long(end.text, SMALL * style.scale()) * point for end in self._some]
        own, beside = np.maximum(across, 0) + AFTER * point, width + AFTER * point
        lefts = np.where((own + wide <= width) & (not alike(self._some)), own, beside)
        return lefts, lefts + wide

    def _said(self, k, heights, tall, walks):
        """Whether the names of walks say there what a mark's words, "w₁, w₂", would."""
        near = [self._some[j].text for j in walks if abs(heights[j] - heights[k]) < tall]
        return all(one in near for one in self._some[k].text.split(", "))

    def get_window_extent(self, renderer=None, dpi=None):
        """Where it stands."""
        self.settle()
        return super().get_window_extent(renderer, dpi)

    def draw(self, renderer):
        """Draw it, if there is room."""
        if not self.settle():
            return
        super().draw(renderer)
        if self._sample:
            point, y = self._ax.figure.dpi / 72, self.get_position()[1]
            x, look = self._ax.bbox.x1 + AFTER * point, self._sample | {"marker": ""}
            sample = Line2D((x, x + SAMPLE * point), (y, y), transform=IdentityTransform(), **look)
            sample.set_figure(self._ax.figure)
            sample.draw(renderer)


def _columns(names, lefts, reach):
    """Names in columns: those that begin where another one has not ended stand over each other."""
    found, ends = [], -np.inf
    for k in sorted(names, key=lambda k: lefts[k]):
        if lefts[k] >= ends:
            found.append([])
        found[-1].append(k)
        ends = max(ends, reach[k])
    return found
