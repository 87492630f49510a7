"""A scene: everything that the browser needs to draw a live figure. Plain JSON, and the numbers in one packed block."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
from matplotlib import rcParams
from matplotlib.colors import to_hex, to_rgba
from matplotlib.markers import MarkerStyle

from gdviz import style, wire

LARGEST = 4 * 2**20  # bytes of packed numbers; more than that keeps a slow line waiting
POINT = 100 / 72  # CSS pixels, as the figure is drawn at 100 of them to the inch


@dataclass(frozen=True)
class Slider:
    """A slider over the values of one axis of the tracks. name: of the control and, with "_index", of the trait.

    label: what stands beside it. values: as words, one for each position. at: the position it starts from.
    marks: places worth knowing, (position, label, what it means), the position anywhere between the first and the last.
    """

    name: str
    label: str
    values: list[str]
    at: int = 0
    marks: Sequence[Sequence] = ()


@dataclass(frozen=True)
class Words:
    """What the line under the picture says, made from the numbers.

    sentence: with the names of ``numbers`` in braces, and {step} and {last}. numbers: {name: array}, each of shape
    (steps + 1, *sliders). endings: a sentence for each way to end, "" for none. ending: which one, of shape (*sliders);
    end: from which step on, (*sliders), also {end} in the sentence.
    """

    sentence: str = ""
    numbers: dict[str, np.ndarray] = field(default_factory=dict)
    endings: tuple[str, ...] = ()
    ending: np.ndarray = field(default_factory=lambda: np.zeros(()))
    end: np.ndarray = field(default_factory=lambda: np.zeros(()))

    def at(self, index, step, last, sent=lambda values, number: number):
        """The line at one position of the sliders and one step. sent: a number of an array as the browser has it."""
        numbers = {name: style.short(sent(values, values[(step, *index)])) for name, values in self.numbers.items()}
        parts = [self.sentence.format(step=step, last=last, **numbers)]
        if self.endings and step >= self.end[index]:
            parts.append(self.endings[int(self.ending[index])].format(end=int(self.end[index])))
        return " ".join(part for part in parts if part)


class Channels:
    """Arrays of numbers on their way to the browser. The same array crosses once, however many tracks and words use it.

    A channel has an origin, from which its numbers are counted where an axis lies far from zero, and as many binary
    digits as can be seen on any of the axes that use it.
    """

    def __init__(self, sliders):
        self._sliders, self._arrays, self._uses = sliders, {}, {}

    def add(self, values, *uses):
        """The number of an array's channel. uses: axes that show it, each (ax, "x" or "y", its pixels)."""
        key = _same(values)
        self._arrays.setdefault(key, values)
        self._uses.setdefault(key, []).extend(uses)
        return list(self._arrays).index(key)

    def sent(self, values, number):
        """A number of an array as the browser has it: rounded to what can be seen."""
        origin, digits = self._scale(_same(values))
        return origin + float(wire.rounded(np.array([number - origin]), digits)[0])

    def pack(self):
        """All channels as one block, and for each its shape and its origin. Steps come after the sliders."""
        scales = [self._scale(key) for key in self._arrays]
        order = (*range(1, 1 + self._sliders), 0)
        arrays = [
            a.transpose(*order, *range(len(order), a.ndim)) - origin
            for a, (origin, _) in zip(self._arrays.values(), scales, strict=True)
        ]
        block, shapes = wire.pack(arrays, [digits for _, digits in scales])
        return block, [{"shape": s, "origin": o} for s, (o, _) in zip(shapes, scales, strict=True)]

    def _scale(self, key):
        origins = {wire.origin(ax, which) for ax, which, _ in self._uses[key]}
        origin = origins.pop() if len(origins) == 1 else 0.0
        digits = [wire.digits_seen(ax, which, pixels, origin) for ax, which, pixels in self._uses[key]]
        return origin, max(digits, default=24)


def describe(figure, tracks, sliders, words, alt, last):
    """The scene of a figure, its packed numbers, and its channels.

    Raises ValueError where there are more numbers than a slow line should carry, or an axis that is not linear or log.
    """
    width, height = (float(side) * 100 for side in figure.get_size_inches())
    axes = list(dict.fromkeys(track.ax for track in tracks))
    boxes = [_box(ax, width, height) for ax in axes]
    channels = Channels(len(sliders))
    _refuse_if_too_large(
        sum({_same(a): a.size for track in tracks for a in (track.x, track.y)}.values()), sliders, last
    )
    sent_tracks = []
    for track in tracks:
        which = axes.index(track.ax)
        _, _, wide, high = boxes[which]
        x, y = channels.add(track.x, (track.ax, "x", wide)), channels.add(track.y, (track.ax, "y", high))
        look = _look(track.artist((0,) * len(sliders), 0))
        sent_tracks.append({"kind": track.kind, "axes": which, "x": x, "y": y, **look})
    ends = {"ending": words.ending, "end": words.end} if words.endings else {}
    sent_words = {
        "sentence": words.sentence,
        "numbers": {name: channels.add(values) for name, values in words.numbers.items()},
        "endings": list(words.endings),
        **{name: channels.add(np.asarray(values, dtype=float)[None]) for name, values in ends.items()},
    }
    numbers, described = channels.pack()
    _refuse_if_too_large(len(numbers), sliders, last)
    scene = {
        "width": width,
        "height": height,
        "axes": [
            {"box": box, "x": wire.axis(ax, "x"), "y": wire.axis(ax, "y")} for ax, box in zip(axes, boxes, strict=True)
        ],
        "sliders": [asdict(s) | {"marks": [list(mark) for mark in s.marks]} for s in sliders],
        "last": last,
        "channels": described,
        "tracks": sent_tracks,
        "words": sent_words,
        "alt": alt,
    }
    return scene, numbers, channels


def _same(values):
    """What tells whether two arrays are the same numbers."""
    return values.ctypes.data, values.shape, values.strides


def _refuse_if_too_large(size, sliders, last):
    if size > LARGEST:
        grid = " × ".join(str(len(s.values)) for s in sliders)
        raise ValueError(
            f"This figure is {size / 2**20:.1f} MB to send, or more ({grid} positions of the sliders × {last} steps), "
            f"and {LARGEST / 2**20:.0f} are the most: give the sliders fewer values, or take fewer steps."
        )


def _box(ax, width, height):
    """The axes in the picture, from its top left corner, in CSS pixels: left, top, width, height."""
    place = ax.get_window_extent().transformed(ax.figure.transFigure.inverted())
    return [place.x0 * width, (1 - place.y1) * height, place.width * width, place.height * height]


def _look(line):
    """A line's style as the browser needs it; colours for a light and a dark page, sizes in CSS pixels."""
    patterns = {
        "--": rcParams["lines.dashed_pattern"],
        "-.": rcParams["lines.dashdot_pattern"],
        ":": rcParams["lines.dotted_pattern"],
    }
    width, marker = line.get_linewidth() * POINT, line.get_marker()
    return {
        "color": _on_both_pages(line.get_color()),
        "fill": _on_both_pages(line.get_markerfacecolor()),
        "edge": _on_both_pages(line.get_markeredgecolor()),
        "width": width,
        "dash": [dash * width for dash in patterns.get(line.get_linestyle(), ())],
        "marker": None if marker in ("None", "none", "", None) else _marker(marker, line.get_markersize() * POINT),
        "size": line.get_markersize() * POINT,
        "alpha": 1.0 if line.get_alpha() is None else line.get_alpha(),
    }


def _on_both_pages(colour):
    if isinstance(colour, str) and colour.lower() == "none":
        return ["transparent", "transparent"]
    light = to_hex(colour, keep_alpha=to_rgba(colour)[3] < 1)
    return [light, style.DARK.get(to_hex(colour), light)]


def _marker(name, size):
    """The outline of a marker in CSS pixels, or "o" for a circle."""
    if name == "o":
        return "o"
    marker = MarkerStyle(name)
    outlines = marker.get_path().transformed(marker.get_transform()).to_polygons()
    if len(outlines) != 1:
        raise ValueError(f"marker = {name!r} has no outline to fill; take one that has, such as 'o', 's', '^' or 'D'.")
    return (np.asarray(outlines[0]) * [size, -size]).round(2).tolist()
