"""A scene: everything that the browser needs to draw a live figure. Plain JSON, and the numbers in one packed block."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgba
from matplotlib.markers import MarkerStyle

from gdviz import style
from gdviz.live import tracks, wire
from gdviz.live.channels import SAID, Channels

LARGEST = 4 * 2**20  # bytes of packed numbers; more than that keeps a slow line waiting
POINT = 100 / 72  # CSS pixels, as the figure is drawn at 100 of them to the inch


@dataclass(frozen=True)
class Slider:
    """A slider over the values of one axis of the tracks. name: of the control and, with "_index", of the trait.

    label: what stands beside it. values: as words, one for each position. at: the position it starts from.
    marks: places worth knowing, (position, label, what it means), the position anywhere between the first and the last;
    where there is a picture for each position of the first slider, both may be lists, one for each (None: no mark).
    choice: a menu of the values instead of a rail.
    """

    name: str
    label: str
    values: list[str]
    at: int = 0
    marks: Sequence[Sequence] = ()
    choice: bool = False


@dataclass(frozen=True)
class Clause:
    """A part of the words under a picture: at each place one of ``texts``, the one whose number ``which`` has there.

    texts: with the names of ``Words.numbers`` in braces, and {step} and {last}; "" says nothing.
    which: whole numbers, of shape (steps + 1, *sliders); an axis of length 1 stands still. None: always the first.
    """

    texts: Sequence[str]
    which: np.ndarray | None = None


@dataclass(frozen=True)
class Words:
    """What the line under the picture says, made from the numbers: the clauses, one after the other.

    numbers: {name: array}, each of shape (steps + 1, *sliders) or with axes of length 1; those in ``whole`` count
    something, and are written out to the last digit.
    """

    clauses: Sequence[Clause] = ()
    numbers: dict[str, np.ndarray] = field(default_factory=dict)
    whole: Sequence[str] = ()

    def at(self, index, step, last, sent=lambda values, number: number):
        """The line at one position of the sliders and one step. sent: a number of an array as the browser has it.

        step, last: what {step} and {last} say may count otherwise than the rows: pass pairs (row, what to say).
        """
        (row, step), (_, last) = (pair if isinstance(pair, tuple) else (pair, pair) for pair in (step, last))
        said: dict[str, Any] = {"step": step, "last": last}
        for name, values in self.numbers.items():
            number = sent(values, float(tracks.picked(values, index, row)[0]))
            said[name] = f"{number:.0f}" if name in self.whole and np.isfinite(number) else style.short(number)
        texts = [
            clause.texts[0 if clause.which is None else int(tracks.picked(clause.which, index, row)[0])]
            for clause in self.clauses
        ]
        return " ".join(text.format(**said) for text in texts if text)


@dataclass(frozen=True)
class Handle:
    """A place in an axes that the hand can move: by dragging, by the arrow keys, and with ``anywhere`` by a click.

    name: of the trait that has the place, a list of one number (on a curve) or two. label: what it is.
    at: where it is. along: the curve on which the handle stays, (x, y) with rising x, one for each figure.
    cells: rising values for each side, the only ones that it takes; an arrow key goes from one to the next.
    """

    name: str
    label: str
    ax: Axes
    at: Sequence[float]
    along: Sequence[tuple[np.ndarray, np.ndarray]] | None = None
    anywhere: bool = False
    cells: Sequence[Sequence[float]] | None = None


def computed(moving, words):
    """What of tracks and words a program gives, in one order."""
    arrays = [array for track in moving for array in track.arrays]
    arrays += [clause.which for clause in words.clauses if clause.which is not None]
    return [a for a in [*arrays, *words.numbers.values()] if tracks.computed(a)]


def describe(figures, moving, sliders, words, handles, alt, last, every):
    """The scene of a figure, its packed numbers, and its channels. moving: its tracks.

    figures: one, or one for each position of the first slider, with the same axes in the same places.
    Raises ValueError where there are more numbers than a slow line should carry, or an axis that is not linear or log.
    """
    figure = figures[0]
    width, height = (float(side) * 100 for side in figure.get_size_inches())
    axes = list(dict.fromkeys([*(track.ax for track in moving), *(handle.ax for handle in handles)]))
    twins = [[other.axes[figure.axes.index(ax)] for other in figures] for ax in axes]
    boxes = [_box(ax, width, height) for ax in axes]
    channels = Channels(len(sliders), computed(moving, words))

    def pair(track, x, y):
        where = axes.index(track.ax)
        _, _, wide, high = boxes[where]
        return [
            channels.add(values, *((ax, which, pixels) for ax in twins[where]))
            for values, which, pixels in ((x, "x", wide), (y, "y", high))
        ]

    sent_tracks = []
    for track in moving:
        ends = [pair(track, track.x, track.y)] + ([pair(track, *track.tip)] if track.tip else [])
        if track.kind == "arrow" and tracks.computed(track.x):  # a program gives it at the row to which it leads
            ends = [[[channel, 1] for channel, _ in end] for end in ends]
        parts = [{"channel": channels.add(a)[0], "coefficients": c.tolist()} for a, c in track.parts]
        what = {"kind": track.kind, "axes": axes.index(track.ax), "ends": ends, "parts": parts}
        sent_tracks.append(what | _look(track.line()))
    clauses = [
        {"texts": list(c.texts), "which": None if c.which is None else channels.add(c.which)[0]} for c in words.clauses
    ]
    said = {name: [channels.add(values, SAID)[0], name in words.whole] for name, values in words.numbers.items()}
    _refuse_if_too_large(channels.size // 8, sliders, last)  # not worth packing
    numbers, described = channels.pack()
    _refuse_if_too_large(len(numbers), sliders, last)
    size = {"width": width, "height": height, "large": style.scale(), "last": last, "every": every}
    scene = size | {
        "axes": [
            {"box": box, "x": [wire.axis(ax, "x") for ax in twin], "y": [wire.axis(ax, "y") for ax in twin]}
            for box, twin in zip(boxes, twins, strict=True)
        ],
        "sliders": [vars(s) | {"marks": [list(mark) for mark in s.marks]} for s in sliders],
        "handles": [_handle(handle, axes.index(handle.ax)) for handle in handles],
        "channels": described,
        "tracks": sent_tracks,
        "words": {"clauses": clauses, "numbers": said},
        "alt": alt,
    }
    return scene, numbers, channels


def _handle(handle, where):
    along = handle.along and [_curve(*curve) for curve in handle.along]
    how = {"along": along, "anywhere": handle.anywhere, "cells": handle.cells}
    return {"name": handle.name, "label": handle.label, "axes": where, **how}


def _curve(x, y):
    """A curve as lists of numbers, straight on where its height is not known: JSON has no NaN."""
    known = np.isfinite(y)
    return [[float(f"{v:.12g}") for v in side] for side in (x, np.interp(x, x[known], y[known]))]


def thinning(moving, words):
    """How many steps must lie between two rows, so that tracks and words are not too large to send; most often one.

    Estimated from a few positions of the sliders: noise takes more bytes a number than a smooth walk.
    """
    arrays = [*(a for track in moving for a in track.arrays), *(c.which for c in words.clauses if c.which is not None)]
    size = 0.0
    for array in {_same(a): a for a in [*arrays, *words.numbers.values()]}.values():
        some = array[(slice(None), *(slice(None, None, -(-side // 5)) for side in array.shape[1:]))]
        size += len(wire.pack([some], [16])[0]) * array.size / some.size
    return int(np.ceil(size / (0.8 * LARGEST)))


def _same(values):
    """What tells whether two arrays are the same numbers, but for their first or last row."""
    base = values if values.base is None else values.base
    return id(base), values.ctypes.data % (values.strides[0] or 1), values.shape[1:], values.strides


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
    dashed, dotted = rcParams["lines.dashed_pattern"], rcParams["lines.dotted_pattern"]
    patterns = {"--": dashed, "-.": rcParams["lines.dashdot_pattern"], ":": dotted}
    width, marker = line.get_linewidth() * POINT, line.get_marker()
    return {
        "color": _on_both_pages(line.get_color()),
        "fill": _on_both_pages(line.get_markerfacecolor()),
        "edge": _on_both_pages(line.get_markeredgecolor()),
        "width": width,
        "dash": [dash * width for dash in patterns.get(line.get_linestyle(), ())],
        "marker": None if marker in ("None", "none", "", None) else _marker(marker, line.get_markersize() * POINT),
        "size": line.get_markersize() * POINT,
        "every": line.get_markevery() or 1,
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
