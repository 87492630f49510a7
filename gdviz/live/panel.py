"""A panel: what one picture of a figure shows, as data. How it looks is left to two painters.

``panel.js`` paints it in the browser, at the size, the pixels and the theme that it finds there; ``painter.py`` by
matplotlib, for ``plot``, ``animate``, and where there is no browser. Neither knows what a panel means.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from gdviz import style

KINDS = ("line", "dots", "level", "spot")
SHELF, BELOW = 0.07, 0.12  # of a log axis' reach: how far below it the shelf lies, and where it then ends
NEAR = 1e-6  # of an axis' length: so far beyond its end is no farther than that, as numbers cross in few digits
SIX = 6  # labels of a log axis, at most
STRETCHED = 3.5  # a map with sides of a larger ratio is too thin to look at: its units are not equal
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Axis:
    """One side of a panel: what it counts, and from where to where.

    scale: "linear" or "log". whole: ticks at whole numbers only. words: {number: text}, ticks in place of others.
    shelf: of a log axis: what lies below it, such as 0, lies on a shelf beneath, so that it is not lost.
    grows: how far beyond its ends a walk may go for it to hold it: so many times its length, or on a log axis so many
    times the number at its end. What goes farther leaves by the edge.
    """

    low: float
    high: float
    label: str = ""
    scale: str = "linear"
    whole: bool = False
    words: Mapping[float, str] | None = None
    shelf: bool = False
    grows: float = 0.0

    def __post_init__(self):
        """Refuse a scale that nobody paints."""
        if self.scale not in ("linear", "log"):
            raise ValueError(f"Axis {self.label!r}: scale = {self.scale!r}; valid scales: linear, log.")

    @property
    def ends(self):
        """From where to where it is painted, the shelf included."""
        return (self.low * (self.low / self.high) ** BELOW if self.shelf else self.low), self.high

    def seen(self, values):
        """Where numbers lie on it: those below a log axis on its shelf."""
        if not self.shelf:
            return values
        return np.where(values < self.low, self.low * (self.low / self.high) ** SHELF, values)

    def holding(self, walks):
        """The axis that holds walks, too, each an array of numbers: it grows in steps, the same as in ``axes.js``.

        On a log axis a walk that goes too far at one end is held at the other.
        """
        beyond = np.zeros(2)
        for values in walks if self.grows else ():
            ends = self._beyond(np.min(values), np.max(values))
            if np.isfinite(values).all() and np.max(ends) <= self.grows:
                beyond = np.maximum(beyond, ends)
        down, up = (float(_step(end)) for end in beyond)
        if not down and not up:
            return self
        if self.scale == "log":
            return replace(self, low=self.low / max(1.0, down), high=self.high * max(1.0, up))
        length = self.high - self.low
        return replace(self, low=self.low - down * length, high=self.high + up * length)

    def _beyond(self, lowest, highest):
        """How far beyond its ends numbers go, below and above, as ``grows`` counts it; 0 where they stay inside.

        On a log axis also 0 where they go too far.
        """
        with np.errstate(all="ignore"):
            if self.scale == "log":
                ends = 0.0 if self.shelf else self.low / np.maximum(lowest, 0.0), highest / self.high
                return np.where((np.array(ends) > 1) & (np.array(ends) <= self.grows), ends, 0.0)
            return np.maximum(0.0, np.array([self.low - lowest, highest - self.high]) / (self.high - self.low))

    @property
    def origin(self):
        """Where its numbers are counted from when they are sent: zero, or its lower end where that lies far from it."""
        far = self.scale == "linear" and min(abs(self.low), abs(self.high)) > 8 * abs(self.high - self.low)
        return float(self.low) if far else 0.0

    def described(self):
        """The axis as plain JSON."""
        words = None if self.words is None else [[float(value), text] for value, text in self.words.items()]
        ends = {"low": float(self.low), "high": float(self.high), "grows": float(self.grows)}
        return {
            "label": self.label, "scale": self.scale, "whole": self.whole, "words": words, "shelf": self.shelf, **ends
        }  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """Something that stands still in a panel.

    kind: "line", through points, parted by NaN; "dots", one at each point; "level", a line right across, at y;
    "spot", a single point. look: how it looks, as a ``tracks.Track`` says it. words: written beside it. at: where:
    "end", in the margin at the right; "over" and "under", inside, just above and below its right end; "beside", right
    above the point; "above", from above the point on; "top", at the top of the panel. only: the name of a panel that
    stands behind another one: the mark shows while that panel does.
    """

    kind: str
    x: Any
    y: Any
    look: dict[str, Any] = field(default_factory=dict)
    words: str = ""
    at: str = "beside"
    only: str = ""

    def __post_init__(self):
        """Take numbers for arrays, and refuse a kind that does not exist."""
        if self.kind not in KINDS:
            raise ValueError(f"Mark: kind = {self.kind!r}; valid kinds: {', '.join(KINDS)}.")
        for name in ("x", "y"):
            object.__setattr__(self, name, np.atleast_1d(np.asarray(getattr(self, name), dtype=float)))


class Ground(NamedTuple):
    """The heights that a hill in a panel has: at places along its two sides, (up, across), and its rising levels.

    bands: whether there are colours between its contour lines, or only the lines, on something else.
    """

    sides: Sequence[np.ndarray]
    heights: np.ndarray
    levels: np.ndarray
    bands: bool = True


class Shades(NamedTuple):
    """Cells of a panel, each in a shade of its number, light where it is small; on a logarithmic scale.

    borders: of the cells, across and up. numbers: (across, up). kinds: what infinity is and what NaN is, each an
    ``areas.Kind`` with a pattern. label: of the bar of colours.
    """

    borders: Sequence[np.ndarray]
    numbers: np.ndarray
    kinds: Sequence[Any]
    label: str

    @property
    def axis(self):
        """The bar of colours; None where there is no number."""
        there = self.numbers[np.isfinite(self.numbers)]
        if not there.size:
            return None
        low = max(1.0, float(np.min(there)))
        return Axis(low, max(1.5 * low, float(np.max(there))), self.label, "log")

    @property
    def there(self):
        """Of each cell the number of its kind, 0 where it has a shade; and the kinds that there are."""
        late, lost = self.kinds
        cells = np.where(np.isfinite(self.numbers), 0, np.where(np.isnan(self.numbers), lost.number, late.number))
        return cells, [kind for kind in self.kinds if np.any(cells == kind.number)]

    def described(self, panel):
        """The cells as plain JSON. panel: the number of the panel that they are in."""
        ends = {"low": self.axis.low, "high": self.axis.high} if self.axis else {"low": 1.0, "high": 10.0}
        x, y = ([float(f"{value:.12g}") for value in side] for side in self.borders)
        kinds = [kind._asdict() | {"face": [kind.face, style.DARK[kind.face]]} for kind in self.there[1]]
        return {"panel": panel, "x": x, "y": y, "colours": style.SHADES, "kinds": kinds, "label": self.label, **ends}

    @property
    def sent(self):
        """The numbers, column by column, float32, deflated."""
        return zlib.compress(np.ascontiguousarray(self.numbers, dtype="<f4").tobytes(), 9)


@dataclass(frozen=True)
class Panel:
    """A picture of a figure. name: by which tracks and handles find it. x, y: its sides. marks: what stands still.

    behind: the name of another panel in whose place this one shows when it is asked for.
    title: two to six words; note: beside it, smaller. inside: it is a map, and fills its picture, with letters inside;
    equal: one unit is as long on both sides. hill, shades: what lies beneath. rows: how many names it has one above the
    other, each with something beneath: it is high enough for them, and stands close to the large panel.
    """

    name: str
    x: Axis
    y: Axis
    marks: Sequence[Mark] = ()
    title: str = ""
    note: str = ""
    inside: bool = False
    equal: bool = False
    hill: Ground | None = None
    shades: Shades | None = None
    behind: str = ""
    rows: int = 0

    @property
    def shape(self):
        """Width by height of a plot on which units are equal; None where that is not wanted, or too thin."""
        (left, right), (bottom, top) = self.x.ends, self.y.ends
        ratio = (right - left) / (top - bottom)
        return ratio if self.equal and 1 / STRETCHED <= ratio <= STRETCHED else None

    @property
    def remark(self):
        """The note, and a word where a map is too thin for equal units."""
        stretched = self.equal and self.shape is None
        return " · ".join(text for text in (self.note, "not to scale" if stretched else "") if text)


def ticks(axis, most):
    """Where an axis has ticks, and their texts, at most so many and a few: the same as in ``axes.js``.

    Numbers at even distances of 1, 2 or 5 times a power of ten; on a log axis the first of these that are at least
    three: powers of ten; 1 and 3 times these; 1, 2 and 5 times these; even distances.
    """
    if axis.words is not None:
        return [(value, text) for value, text in axis.words.items()]
    if axis.scale == "linear":
        values = _even(axis.low, axis.high, most, axis.whole)
        three = all(float(f"{value:.2e}") == value for value in values)  # digits tell them apart
        return [(value, style.short(value) if three else _long(value)) for value in values]
    apart = (axis.high / axis.low) ** SHELF if axis.shelf else 1.0  # nearer to the shelf their letters would touch
    few = min(most, SIX - 1 - axis.shelf)
    found = [(value, _power(value)) for value in _powers(axis.low * apart, axis.high, few)]
    return [(axis.low / apart, "≈ 0"), *found] if axis.shelf else found


def _step(beyond):
    """How far an axis goes: 1, 2 or 5 times a power of ten, at least a fifth; not at all where nothing is beyond it."""
    far = max(0.2, beyond) * (1 - NEAR)
    power = 10.0 ** np.floor(np.log10(far))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= far) if beyond > NEAR else 0.0


def _even(low, high, most, whole):
    rough = abs(high - low) / most
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * (1 - 1e-9))
    step = max(1.0, step) if whole else step
    first, last = (round_(end / step, 1e-9) for end, round_ in ((min(low, high), _up), (max(low, high), _down)))
    return [float(f"{k * step:.12g}") for k in range(first, last + 1)]


def _long(value):
    mantissa, power = f"{abs(value):.11e}".split("e")
    plain = value == 0 or -4 <= int(power) < 12
    text = f"{abs(value):.12g}" if plain else f"{float(mantissa):.12g}e{int(power)}".replace("-", "−")
    return ("−" if value < 0 else "") + text


def _up(value, near):
    return int(np.ceil(value - near))


def _down(value, near):
    return int(np.floor(value + near))


def _powers(low, high, few):
    first, last = _up(np.log10(low), 1e-9), _down(np.log10(high), 1e-9)
    for times in ((1,), (1, 3), (1, 2, 5)):
        values = [float(f"{m}e{k}") for k in range(first - 1, last + 1) for m in times]
        values = [value for value in values if low * (1 - 1e-9) <= value <= high * (1 + 1e-9)]
        if len(values) >= 3:
            apart = max(1, -(-(len(values) - 1) // few))  # of powers; the others are few
            return values if len(times) > 1 else values[::apart]
    return _even(low, high, few, whole=False)


def _power(value):
    exponent = _down(np.log10(value), 1e-9)
    if abs(exponent) <= 3:
        return style.short(value)
    times = style.short(value / 10.0**exponent)
    return ("" if times == "1" else f"{times}·") + "10" + str(exponent).translate(SUPERSCRIPT)
