"""LiveFigure: a matplotlib figure in which some lines move in the browser, without asking Python.

Matplotlib draws axes, contours and labels once, for a light and for a dark page. The lines that move (``Track``) cross
as numbers, for every position of the sliders and every step, and the browser draws them: a move costs one frame at any
distance from the kernel. Python hears where the sliders are when the hand rests.
"""

import base64
import html
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import anywidget
import numpy as np
import traitlets
from matplotlib import rcParams
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.markers import MarkerStyle

from gdviz import assets, style, wire

LARGEST = 4 * 2**20  # bytes of packed numbers; more than that keeps a slow line waiting
SCALE = 2  # pictures are drawn for screens of two pixels a point, and shrunk for others


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

    def at(self, index, step, last):
        """The line at one position of the sliders and one step."""
        numbers = {name: style.short(values[(step, *index)]) for name, values in self.numbers.items()}
        end = int(self.end[index])
        parts = [self.sentence.format(step=step, last=last, **numbers)]
        if self.endings and step >= end:
            parts.append(self.endings[int(self.ending[index])].format(end=end))
        return " ".join(part for part in parts if part)


class LiveFigure(anywidget.AnyWidget):
    """A matplotlib figure with tracks, sliders, a step slider and a play button, all of it in the browser.

    figure: a matplotlib Figure, drawn without the tracks. tracks: see ``gdviz.tracks.Track``. sliders: one for each
    slider axis of the tracks, in their order. words: the line below. alt: what the picture shows, in a sentence.

    Traits: ``step``, and ``<name>_index`` for each slider: the position of the control; both ways, and they can be
    linked (``ipywidgets.jslink``). Setting one in Python moves the picture.
    """

    _esm = assets.module()
    _css = assets.text("live.css")
    _scene = traitlets.Dict().tag(sync=True)
    _numbers = traitlets.Bytes().tag(sync=True)
    _light = traitlets.Bytes().tag(sync=True)
    _dark = traitlets.Bytes().tag(sync=True)
    step = traitlets.Int().tag(sync=True)

    def __init__(self, figure, tracks, sliders=(), *, words=None, alt=""):
        """Draw the figure and pack the tracks; see the class."""
        self.figure, self.tracks, self.sliders, self.words = figure, list(tracks), list(sliders), words or Words()
        self.last = max((len(t.x) if len(t.x) > 1 else len(t.y)) for t in self.tracks) - 1
        self.alt = alt
        self.add_traits(**{f"{s.name}_index": traitlets.Int(s.at).tag(sync=True) for s in self.sliders})
        figure.set_dpi(100 * SCALE)
        canvas = FigureCanvasAgg(figure)
        light = wire.png([_rendered(canvas)], style.PAPER, clear=True)
        figure.set_layout_engine("none")  # laid out once; the dark picture must have the same places
        with style.in_dark(figure):
            dark = wire.png([_rendered(canvas)], style.DARK[style.PAPER], clear=True)
        scene, numbers = self._packed()
        figure.set_canvas(FigureCanvasBase(figure))  # lets go of the pixels
        super().__init__(_scene=scene, _numbers=numbers, _light=light, _dark=dark, step=self.last)

    @property
    def index(self):
        """The positions of the sliders, one for each."""
        return tuple(getattr(self, f"{s.name}_index") for s in self.sliders)

    def png(self):
        """The picture at the present position of the sliders, as PNG bytes on a white page."""
        width, height = (int(side) for side in self.figure.bbox.size)
        renderer = RendererAgg(width, height, self.figure.dpi)
        for track in self.tracks:
            line = track.artist(self.index, self.step)
            line.set_figure(self.figure)
            line.draw(renderer)
        return wire.png([wire.pixels(self._light), np.asarray(renderer.buffer_rgba())], style.PAPER, colours=64)

    def said(self):
        """The line of words at the present position of the sliders."""
        return self.words.at(self.index, self.step, self.last)

    @property
    def description(self):
        """What the picture shows, and where the walk stands: the picture in words."""
        return f"{self.alt} {self.said()}".strip()

    def save(self, path):
        """Write the figure as one HTML file that needs neither Python nor the network: its sliders and Play still work.

        path: where to, "page.html". It opens from disk, from a school's learning platform, from any static host.
        """
        names = ["_scene", "_numbers", "_light", "_dark", "step", *(f"{s.name}_index" for s in self.sliders)]
        state = {name: getattr(self, name) for name in names}
        Path(path).write_text(assets.page(state, self.png(), self.alt, self.description), encoding="utf-8")

    def _repr_mimebundle_(self, **_):
        """The widget; and for where there is none, the picture with its words: HTML, PNG and plain text."""
        data, metadata = super()._repr_mimebundle_() or ({}, {})
        picture = base64.b64encode(self.png()).decode()
        width = int(self._scene["width"])
        alt = html.escape(self.description, quote=True)
        data["image/png"] = picture
        data["text/html"] = f'<img src="data:image/png;base64,{picture}" alt="{alt}" width="{width}">'
        data["text/plain"] = self.description
        return data, metadata | {"image/png": {"width": width}}

    def _packed(self):
        """The scene (what JSON can say) and the numbers (packed)."""
        figure, sliders = self.figure, self.sliders
        width, height = figure.get_size_inches() * 100
        axes = list(dict.fromkeys(track.ax for track in self.tracks))
        boxes = [_box(ax, width, height) for ax in axes]
        channels, digits = {}, {}

        def channel(values, seen):
            order = (*range(1, 1 + len(sliders)), 0, *range(1 + len(sliders), values.ndim))
            same = (values.ctypes.data, values.shape, values.strides)  # the same numbers cross once
            number, *_ = channels.setdefault(same, (len(channels), values.transpose(order), values))
            digits[number] = max(digits.get(number, 0), seen)
            return number

        tracks = []
        for track in self.tracks:
            which = axes.index(track.ax)
            _, _, w, h = boxes[which]
            look = track.artist((0,) * len(sliders), 0)
            tracks.append(
                {
                    "kind": track.kind,
                    "axes": which,
                    "x": channel(track.x, wire.digits_seen(track.ax, "x", w)),
                    "y": channel(track.y, wire.digits_seen(track.ax, "y", h)),
                    **_look(look),
                }
            )
        words = {
            "sentence": self.words.sentence,
            "numbers": {name: channel(values, 12) for name, values in self.words.numbers.items()},
            "endings": list(self.words.endings),
            "ending": channel(np.asarray(self.words.ending, dtype=float)[None], 24) if self.words.endings else None,
            "end": channel(np.asarray(self.words.end, dtype=float)[None], 24) if self.words.endings else None,
        }
        order = sorted(channels.values(), key=lambda entry: entry[0])
        numbers, shapes = wire.pack([entry[1] for entry in order], [digits[entry[0]] for entry in order])
        if len(numbers) > LARGEST:
            grid = " × ".join(str(len(s.values)) for s in sliders)
            raise ValueError(
                f"This figure is {len(numbers) / 2**20:.1f} MB to send ({grid} positions of the sliders × {self.last} "
                f"steps), and {LARGEST / 2**20:.0f} are the most: give the sliders fewer values, or take fewer steps."
            )
        scene = {
            "width": float(width),
            "height": float(height),
            "axes": [
                {"box": box, "x": wire.axis(ax, "x"), "y": wire.axis(ax, "y")}
                for ax, box in zip(axes, boxes, strict=True)
            ],
            "sliders": [asdict(s) | {"marks": [list(mark) for mark in s.marks]} for s in sliders],
            "last": self.last,
            "channels": shapes,
            "tracks": tracks,
            "words": words,
            "alt": self.alt,
        }
        return scene, numbers


def _rendered(canvas):
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


def _box(ax, width, height):
    """The axes in the picture, from its top left corner, in CSS pixels: left, top, width, height."""
    place = ax.get_window_extent().transformed(ax.figure.transFigure.inverted())
    return [place.x0 * width, (1 - place.y1) * height, place.width * width, place.height * height]


def _look(line):
    """A line's style as the browser needs it; colours for a light and a dark page, sizes in CSS pixels."""
    point = 100 / 72
    width = line.get_linewidth() * point
    patterns = {
        "--": rcParams["lines.dashed_pattern"],
        "-.": rcParams["lines.dashdot_pattern"],
        ":": rcParams["lines.dotted_pattern"],
    }
    pattern = patterns.get(line.get_linestyle(), ())

    def both(colour):
        return [colour, style.DARK.get(colour, colour)]

    return {
        "color": both(line.get_color()),
        "fill": both(line.get_markerfacecolor()),
        "edge": both(line.get_markeredgecolor()),
        "width": width,
        "dash": [dash * width for dash in pattern],
        "marker": _marker(line.get_marker(), line.get_markersize() * point),
        "size": line.get_markersize() * point,
        "alpha": 1.0 if line.get_alpha() is None else line.get_alpha(),
    }


def _marker(name, size):
    """The outline of a marker in CSS pixels, or "o" for a circle, or None."""
    if name in ("None", "none", "", None):
        return None
    if name == "o":
        return "o"
    marker = MarkerStyle(name)
    (outline,) = marker.get_path().transformed(marker.get_transform()).to_polygons()
    return (np.asarray(outline) * [size, -size]).round(2).tolist()
