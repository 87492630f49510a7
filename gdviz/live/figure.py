"""LiveFigure: a matplotlib figure in which some lines move in the browser, without asking Python.

Matplotlib draws axes and labels once, for a light and for a dark page; the browser paints the hills beneath them
(``hill.Hill``). The lines that move (``Track``) cross as a program that the browser runs, or as numbers for every
position of the sliders and every step: a move costs one frame at any distance from the kernel. Python hears where
sliders and handles are when the hand rests. Where there is no program, it is asked what follows when a ``Handle`` is
moved.
"""

import numpy as np
import traitlets
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_hex

from gdviz import style, tracebacks
from gdviz.live import assets, ground, scene, traits, wire
from gdviz.live.picture import Picture, on_both_pages
from gdviz.live.words import Words

SCALE = 2  # pictures are drawn for screens of two pixels a point, and shrunk for others
SHEETS = ("live/figure.css", "live/tools.css")


class LiveFigure(Picture):
    """A matplotlib figure with tracks, sliders, a step slider and playback, all of it in the browser.

    figures: a matplotlib Figure, drawn without the tracks; or a list of them, one for each position of the first
    slider, with the same axes. They are taken over (their resolution, layout and canvas).
    tracks: see ``tracks.Track``; they live in the axes of the first figure. sliders: a ``scene.Slider`` for each slider
    axis of the tracks, in their order. words: the line below, ``words.Words``. alt: what the picture shows, in a
    sentence. handles: places that the hand can move, ``scene.Handle``; a class that has some says in ``moved`` what
    then happens. hills, areas: what lies beneath the picture, ``hill.Hill`` and ``areas.Areas``. every: how many steps
    lie between two rows of the tracks.

    Traits: ``step`` (the row that shows), ``<name>_index`` for each slider, and ``<name>`` for each handle: both ways,
    and they can be linked (``ipywidgets.jslink``). Setting one in Python moves the picture. ``close()`` lets go of
    everything.

    Raises ValueError, with a sentence, for tracks that do not fit the sliders, and for a figure too large to send.
    """

    _program = traitlets.Unicode(assets.module("live/figure.js")).tag(sync=True)
    _css = "".join(map(assets.text, SHEETS))
    _numbers = traitlets.Bytes().tag(sync=True)
    _table = traitlets.Bytes().tag(sync=True)  # of a program: its numbers, float64
    _grounds = traitlets.List().tag(sync=True)  # the numbers of what lies beneath
    _pictures = traitlets.List().tag(sync=True)  # each for a light page, and the palette of a dark one
    _asked = traitlets.Dict().tag(sync=True)  # by the browser: {"id", "name", "to"}, a handle and its place
    _answered = traitlets.Unicode().tag(sync=True)  # the id of what was asked last, once it shows
    _error = traitlets.Unicode().tag(sync=True)  # what went wrong there, to be read
    step: int

    def __init__(
        self, figures, tracks, sliders=(), *, words=None, alt="", handles=(), hills=(), areas=None, every=1,
        program=None,
    ):  # fmt: skip
        """Draw the figures and pack the tracks; see the class."""
        self.figures = list(figures) if isinstance(figures, (list, tuple)) else [figures]
        self.sliders, self.handles, self.every, self.alt = list(sliders), list(handles), every, alt
        self._ran, self._hills, self._areas = program, list(hills), areas
        self.last = _fitting(tracks, self.sliders, self.figures, [h.name for h in self.handles], program) - 1
        controls = {f"{s.name}_index": traits.Position(s.at, min=0, max=len(s.values) - 1) for s in self.sliders}
        controls["step"] = traits.Position(self.last, min=0, max=self.last)
        places = {handle.name: traits.Place(handle.at) for handle in self.handles}
        # what the hand has set is not sent back: it would arrive while the hand has moved on
        self.add_traits(**{name: t.tag(sync=True, echo_update=False) for name, t in (controls | places).items()})
        drawn = _drawn(self.figures)
        pictures = [pages for nth, pages in enumerate(drawn) if pages not in drawn[:nth]]  # those that differ
        self._nth = [pictures.index(pages) for pages in drawn]
        beneath = [*self._hills, *([areas] if areas else [])]
        state = self._described(tracks, words) | {"_grounds": [each.numbers for each in beneath]}
        super().__init__(_pictures=pictures, _table=program[1] if program else b"", **state)
        if places:
            self.observe(self._place, list(places))

    @property
    def figure(self):
        """The matplotlib figure behind the picture that shows."""
        return self.figures[self._which]

    @property
    def _which(self):
        return self.index[0] if len(self.figures) > 1 else 0

    @property
    def _picture(self):
        return self._pictures[self._nth[self._which]]

    @property
    def index(self):
        """The positions of the sliders, one for each."""
        return tuple(getattr(self, f"{s.name}_index") for s in self.sliders)

    def show(self, tracks, words=None):
        """Show other tracks, of the same kinds in the same axes, with the words that belong to them."""
        rows = _fitting(tracks, self.sliders, self.figures, [], None)
        if rows != self.last + 1:
            raise ValueError(f"LiveFigure: these tracks have {rows} rows, those that show have {self.last + 1}.")
        state = self._described(tracks, words)
        with self.hold_sync():
            self.set_trait("_scene", state["_scene"])
            self.set_trait("_numbers", state["_numbers"])

    def moved(self, name, place):
        """Hear that a handle was moved to a place, and ``show`` what follows from it. What this raises is shown."""

    def _described(self, tracks, words):
        words = words or Words()
        described, numbers, channels = scene.describe(
            self.figures, tracks, self.sliders, words, self.handles, self._hills, self.alt, self.last, self.every
        )
        described["pictures"] = self._nth
        self.tracks, self.words, self._channels = list(tracks), words, channels
        described |= {"program": self._ran[0]} if self._ran else {}
        described |= {"areas": self._areas.described()} if self._areas else {}
        return {"_scene": described, "_numbers": numbers}

    def _now(self):
        """The tracks and the words as they show, and the position of the sliders for which they hold."""
        return self.tracks, self.words, self.index

    def _place(self, change):
        """A handle has a new place: show what follows; where that fails, it stays where it was."""
        try:
            self.moved(change.name, change.new)
        except Exception:
            self.unobserve(self._place, [change.name])
            self.set_trait(change.name, change.old)
            self.observe(self._place, [change.name])
            raise

    @traitlets.observe("_asked")
    def _hear(self, change):
        """The hand has moved a handle in the browser."""
        asked = change.new
        with self.hold_sync():
            self._error = ""
            try:
                handle = next(handle for handle in self.handles if handle.name == asked["name"])
                self.set_trait(handle.name, [float(v) for v in asked["to"]])
            except Exception as error:  # a function of the user's may raise anything; the figure shows what
                self._error = tracebacks.readable(error)
            self._answered = asked["id"]

    def png(self):
        """The picture at the present position of the sliders, as PNG bytes on a white page."""
        figure = self.figure
        picture = wire.pixels(self._picture[0])
        renderer = RendererAgg(picture.shape[1], picture.shape[0], figure.dpi)
        tracks, _, index = self._now()
        colours = {style.PAPER, *(to_hex(track.line().get_color()) for track in tracks)}
        for track in tracks:
            line = track.artist(index, self.step)
            ax = figure.axes[self.figures[0].axes.index(track.ax)]
            line.set_transform(ax.transData)
            line.set_clip_path(ax.patch)
            line.set_figure(figure)
            line.draw(renderer)
        layers = [*ground.layers(figure, picture.shape), picture, np.asarray(renderer.buffer_rgba())]
        return wire.png(layers, style.PAPER, keep=sorted(colours))

    def said(self):
        """The line of words at the present position of the sliders."""
        step, last = ((row, row * self.every) for row in (self.step, self.last))
        _, words, index = self._now()
        return words.at(index, step, last, *([] if self._ran else [self._channels.sent]))

    @property
    def description(self):
        """What the picture shows, and where the walk stands: the picture in words."""
        return f"{self.alt} {self.said()}".strip()

    def save(self, path):
        """Write the figure as one HTML file that needs neither Python nor the network: its sliders and Play still work.

        path: where to, "page.html". It opens from disk, from a school's learning platform, from any static host.
        Raises ValueError for another ending, FileNotFoundError where there is no such folder.
        """
        path = assets.destination(path, [".html"])
        names = ["_scene", "_numbers", "_table", "_grounds", "_pictures", "step"]
        names += [*(f"{s.name}_index" for s in self.sliders), *(h.name for h in self.handles)]
        state = {name: getattr(self, name) for name in names}
        page = assets.page(state, self.png(), self.alt, self.description, "live/figure.js", SHEETS)
        path.write_text(page, encoding="utf-8")


def _drawn(figures):
    """The pictures of the figures, see ``wire.pages``. All get the places that the first one was given."""
    pictures, first = [], figures[0]
    for figure in figures:
        figure.set_dpi(100 * SCALE)
        if figure is not first:
            figure.set_layout_engine("none")
            for ax, place in zip(figure.axes, first.axes, strict=True):
                ax.set_aspect("auto")  # tracks cross once for all figures: every axes has one place
                ax.set_position(place.get_position())
        pictures.append(on_both_pages(figure))
    return pictures


def _fitting(tracks, sliders, figures, handles, program):
    """The number of rows of the tracks, or a sentence about what does not fit."""
    if not tracks:
        raise ValueError("LiveFigure: tracks is empty; at least one line has to move.")
    names = [*(s.name for s in sliders), *handles]
    if len(set(names)) < len(names) or "step" in names:
        raise ValueError(f"LiveFigure: the sliders are called {names}; each needs a name of its own, other than step.")
    if len(figures) > 1 and (not sliders or len(sliders[0].values) != len(figures)):
        raise ValueError(f"LiveFigure: {len(figures)} figures; give one, or one for each value of the first slider.")
    if program:
        return program[0]["steps"] + 1
    resting = [track for track in tracks if track.kind != "arrow"]  # an arrow has a row less
    rows = max(len(values) for track in resting or tracks for values in track.arrays) + (not resting)
    grid = [len(s.values) for s in sliders]
    for track in tracks:
        full = (rows - (track.kind == "arrow"), *grid)
        for values in track.arrays:
            points = track.kind == "shape" and values.ndim > len(full)
            fits = values.ndim == len(full) + points
            if not fits or any(got not in (1, most) for got, most in zip(values.shape, full, strict=False)):
                raise ValueError(f"LiveFigure: a {track.kind} has numbers of shape {values.shape}, expected {full}.")
    return rows
