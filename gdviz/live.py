"""LiveFigure: a matplotlib figure in which some lines move in the browser, without asking Python.

Matplotlib draws axes, contours and labels once, for a light and for a dark page. The lines that move (``Track``) cross
as numbers, for every position of the sliders and every step, and the browser draws them: a move costs one frame at any
distance from the kernel. Python hears where the sliders are when the hand rests.
"""

import base64
import html
from pathlib import Path

import anywidget
import numpy as np
import traitlets
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg

from gdviz import assets, scene, style, wire

SCALE = 2  # pictures are drawn for screens of two pixels a point, and shrunk for others


class LiveFigure(anywidget.AnyWidget):
    """A matplotlib figure with tracks, sliders, a step slider and a play button, all of it in the browser.

    figure: a matplotlib Figure, drawn without the tracks; it is taken over (its resolution, layout and canvas).
    tracks: see ``gdviz.tracks.Track``. sliders: a ``gdviz.scene.Slider`` for each slider axis of the tracks, in their
    order. words: the line below, ``gdviz.scene.Words``. alt: what the picture shows, in a sentence.

    Traits: ``step``, and ``<name>_index`` for each slider: the position of the control; both ways, and they can be
    linked (``ipywidgets.jslink``). Setting one in Python moves the picture. ``close()`` lets go of everything.

    Raises ValueError, with a sentence, for tracks that do not fit the sliders, and for a figure too large to send.
    """

    _esm = assets.module()
    _css = assets.text("live.css")
    _scene = traitlets.Dict().tag(sync=True)
    _numbers = traitlets.Bytes().tag(sync=True)
    _light = traitlets.Bytes().tag(sync=True)
    _dark = traitlets.Bytes().tag(sync=True)
    step: int

    def __init__(self, figure, tracks, sliders=(), *, words=None, alt=""):
        """Draw the figure and pack the tracks; see the class."""
        self.figure, self.tracks, self.sliders = figure, list(tracks), list(sliders)
        self.words, self.alt = words or scene.Words(), alt
        self.last = _fitting(self.tracks, self.sliders) - 1
        controls = {f"{s.name}_index": traitlets.Int(s.at, min=0, max=len(s.values) - 1) for s in self.sliders}
        controls["step"] = traitlets.Int(self.last, min=0, max=self.last)
        self.add_traits(**{name: trait.tag(sync=True) for name, trait in controls.items()})
        figure.set_dpi(100 * SCALE)
        canvas = FigureCanvasAgg(figure)
        light = wire.png([_rendered(canvas)], style.PAPER, clear=True)
        figure.set_layout_engine("none")  # laid out once; the dark picture must have the same places
        with style.in_dark(figure):
            dark = wire.png([_rendered(canvas)], style.DARK[style.PAPER], clear=True)
        described, numbers, self._channels = scene.describe(
            figure, self.tracks, self.sliders, self.words, self.alt, self.last
        )
        figure.set_canvas(FigureCanvasBase(figure))  # lets go of the pixels
        super().__init__(_scene=described, _numbers=numbers, _light=light, _dark=dark)

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
        return self.words.at(self.index, self.step, self.last, self._channels.sent)

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


def _rendered(canvas):
    with np.errstate(all="ignore"):  # a landscape may be drawn where it is not finite
        canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


def _fitting(tracks, sliders):
    """The number of rows of the tracks, or a sentence about what does not fit."""
    if not tracks:
        raise ValueError("LiveFigure: tracks is empty; at least one line has to move.")
    names = [s.name for s in sliders]
    if len(set(names)) < len(names) or "step" in names:
        raise ValueError(f"LiveFigure: the sliders are called {names}; each needs a name of its own, other than step.")
    rows = max(len(values) for track in tracks for values in (track.x, track.y))
    grid = (rows, *(len(s.values) for s in sliders))
    for track in tracks:
        for values in (track.x, track.y):
            fits = values.ndim == len(grid) + (track.kind == "shape")
            if not fits or any(got not in (1, full) for got, full in zip(values.shape, grid, strict=False)):
                raise ValueError(f"LiveFigure: a {track.kind} has numbers of shape {values.shape}, expected {grid}.")
    return rows
