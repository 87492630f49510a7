"""A scene: everything that the browser needs to draw a live figure. Plain JSON, and the numbers in one packed block."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from matplotlib import rcParams
from matplotlib.colors import to_hex, to_rgba
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle

from gdviz import style
from gdviz.live import tracks
from gdviz.live.channels import Channels

LARGEST = 4 * 2**20  # bytes of packed numbers; more than that keeps a slow line waiting
POINT = 100 / 72  # CSS pixels, as the figure is drawn at 100 of them to the inch


class Sign(NamedTuple):
    """A place worth knowing on a slider. label: what stands there. told: what it means, with the value in braces.

    values: what it is, and places: where, anywhere between the first position and the last, NaN where it is not on the
    slider; each a number, or an array with an axis for each of the sliders named in ``over``, with which it moves.
    """

    label: str
    told: str
    values: Any
    places: Any
    over: Sequence[str] = ()

    def described(self):
        """The sign as plain JSON."""
        values, places = (_or_none(each, self.places).tolist() for each in (self.values, self.places))
        return {"label": self.label, "told": self.told, "values": values, "places": places, "over": list(self.over)}


class Moment(NamedTuple):
    """Settings with a name: for sliders of these names the position, and the place of the first handle, or None."""

    name: str
    at: Mapping[str, int]
    place: list[float] | None = None


def _or_none(values, places) -> np.ndarray:
    """The values as objects, None where there is no place: JSON has no NaN."""
    return np.where(np.isfinite(places), np.asarray(values, dtype=object), np.array(None))


@dataclass(frozen=True)
class Slider:
    """A slider over the values of one axis of the tracks. name: of the control and, with "_index", of the trait.

    label: what stands beside it. values: as words, one for each position. at: the position it starts from.
    signs: places worth knowing on it. choice: a menu of the values instead of a rail.
    """

    name: str
    label: str
    values: list[str]
    at: int = 0
    signs: Sequence[Sign] = ()
    choice: bool = False


@dataclass(frozen=True)
class Handle:
    """A place in a panel that the hand can move: by dragging, by the arrow keys, and with ``anywhere`` by a click.

    name: of the trait that has the place, a list of one number (on a curve) or two. label: what it is. panel: its name.
    at: where it is. along: the curve on which the handle stays, (x, y) with rising x, one, or one for each face.
    cells: rising values for each side, the only ones that it takes; an arrow key goes from one to the next.
    """

    name: str
    label: str
    panel: str
    at: Sequence[float]
    along: Sequence[tuple[np.ndarray, np.ndarray]] | None = None
    anywhere: bool = False
    cells: Sequence[Sequence[float]] | None = None


def computed(moving, words):
    """What of tracks and words a program gives, in one order."""
    arrays = [array for track in moving for array in track.arrays]
    return [a for a in [*arrays, *words.arrays] if tracks.computed(a)]


def describe(figure, moving, words):
    """The scene of a ``LiveFigure``, its packed numbers, and its channels. moving: its tracks.

    Raises ValueError where there are more numbers than a slow line should carry.
    """
    names = [faces[0].name for faces in figure.panels]
    channels = Channels(len(figure.sliders), computed(moving, words))

    def pair(track, x, y):
        faces = figure.panels[names.index(track.panel)]
        return [channels.add(values, *(getattr(face, side) for face in faces)) for values, side in ((x, "x"), (y, "y"))]

    sent_tracks = []
    for track in moving:
        ends = [pair(track, track.x, track.y)] + ([pair(track, *track.tip)] if track.tip else [])
        if track.kind == "arrow" and tracks.computed(track.x):  # a program gives it at the row to which it leads
            ends = [[[channel, 1] for channel, _ in end] for end in ends]
        parts = [{"channel": channels.add(a)[0], "coefficients": c.tolist()} for a, c in track.parts]
        what = {"kind": track.kind, "panel": names.index(track.panel), "label": track.label}
        sent_tracks.append(what | {"ends": ends, "parts": parts} | _look(track.look))
    said = words.described(lambda values: channels.add(values)[0])
    _refuse_if_too_large(channels.size // 8, figure)  # not worth packing
    numbers, described = channels.pack()
    _refuse_if_too_large(len(numbers), figure)
    shades = [(k, faces[0].shades) for k, faces in enumerate(figure.panels) if faces[0].shades]
    scene = {
        "large": style.scale(), "last": figure.last, "every": figure.every,
        "panels": [
            {
                "name": faces[0].name, "behind": faces[0].behind, "rows": faces[0].rows,
                "faces": [face(each) for each in faces],
            }
            for faces in figure.panels
        ],
        "sliders": [vars(s) | {"signs": [sign.described() for sign in s.signs]} for s in figure.sliders],
        "handles": [_handle(handle, names.index(handle.panel)) for handle in figure.handles],
        "hills": [hill.described(names.index(hill.panel)) for hill in figure.hills],
        "shades": next((each.described(k) for k, each in shades), None),
        "moments": [moment._asdict() for moment in figure.moments],
        "legend": [{"name": name} | _look(look) for name, look in figure.legend.items()],
        "channels": described,
        "tracks": sent_tracks,
        "words": said,
        "alt": figure.alt,
    }  # fmt: skip
    return scene, numbers, channels


def face(panel):
    """A panel as plain JSON, but for what lies beneath."""
    marks = [
        {"kind": mark.kind, "x": _numbers(mark.x, panel.x), "y": _numbers(mark.y, panel.y)}
        | {"words": mark.words, "at": mark.at}
        | ({"only": mark.only} if mark.only else {})
        | _look({"marker": "None", "color": style.MUTED} | mark.look)
        for mark in panel.marks
    ]
    scale = panel.shades and panel.shades.axis
    return {
        "title": panel.title, "note": panel.remark, "x": panel.x.described(), "y": panel.y.described(), "marks": marks,
        "shape": panel.shape, "inside": panel.inside,
        "scale": scale and {"colours": style.SHADES, **scale.described()},
    }  # fmt: skip


def _numbers(values, axis):
    """Numbers as a list, to seven digits of what the axis shows; null where there is none: JSON has no NaN."""
    length = abs(axis.high - axis.low) or 1.0
    far = max(abs(axis.low), abs(axis.high)) / length if axis.scale == "linear" else 1.0
    digits = 7 + math.ceil(math.log10(min(max(1.0, far), 1e9)))
    return [float(f"{value:.{digits}g}") if np.isfinite(value) else None for value in values]


def _handle(handle, panel):
    along = handle.along and [_curve(*curve) for curve in handle.along]
    how = {"along": along, "anywhere": handle.anywhere, "cells": handle.cells}
    return {"name": handle.name, "label": handle.label, "panel": panel, **how}


def _curve(x, y):
    """A curve as lists of numbers, straight on where its height is not known: JSON has no NaN."""
    known = np.isfinite(y)
    return [[float(f"{v:.12g}") for v in side] for side in (x, np.interp(x, x[known], y[known]))]


def _refuse_if_too_large(size, figure):
    if size > LARGEST:
        grid = " × ".join(str(len(s.values)) for s in figure.sliders)
        raise ValueError(
            f"This figure is {size / 2**20:.1f} MB to send, or more ({grid} positions of the sliders × {figure.last} "
            f"steps), and {LARGEST / 2**20:.0f} are the most: give the sliders fewer values, or take fewer steps."
        )


def _look(look):
    """A look as the browser needs it; colours for a light and a dark page, sizes in CSS pixels."""
    line: Any = Line2D((), (), **look)
    dashed, dotted = rcParams["lines.dashed_pattern"], rcParams["lines.dotted_pattern"]
    patterns = {"--": dashed, "-.": rcParams["lines.dashdot_pattern"], ":": dotted}
    width, marker = line.get_linewidth() * POINT, line.get_marker()
    return {
        "color": _on_both_pages(line.get_color()),
        "fill": _on_both_pages(line.get_markerfacecolor()),
        "edge": _on_both_pages(line.get_markeredgecolor()),
        "width": round(width, 3),
        "dash": [round(dash * width, 3) for dash in patterns.get(line.get_linestyle(), ())],
        "marker": None if marker in ("None", "none", "", None) else _marker(marker, line.get_markersize() * POINT),
        "size": round(line.get_markersize() * POINT, 3),
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
