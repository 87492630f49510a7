"""LiveFigure: panels in which some lines move in the browser, without asking Python.

What stands still crosses as a description (``panel.Panel``), and the browser paints it. The lines that move (``Track``)
cross as a program that the browser runs, or as numbers for every position of the sliders and every step: a move costs
one frame at any distance from the kernel. Python hears where sliders and handles are when the hand rests. Where there
is no program, it is asked what follows when a ``Handle`` is moved.
"""

import traitlets
from matplotlib import rc_context
from matplotlib.colors import to_hex

from gdviz import style, tracebacks
from gdviz.border.written import shown
from gdviz.live import assets, painter, scene, traits, wire
from gdviz.live.ends import ends
from gdviz.live.panel import Panel
from gdviz.live.picture import Picture
from gdviz.live.tracks import held
from gdviz.live.words import Clause, Words


class LiveFigure(Picture):
    """Panels with tracks, sliders, a step slider and playback, all of it in the browser.

    panels: each a ``panel.Panel``, the first one large; or a list of its faces, one for each value of the first slider.
    tracks: see ``tracks.Track``. sliders: a ``scene.Slider`` for each slider axis of the tracks, in their order. words:
    the line below, ``words.Words``. alt: what the picture shows, in a sentence. handles: places that the hand can move,
    ``scene.Handle``; a class that has some says in ``moved`` what then happens. hills, areas: what lies beneath,
    ``hill.Hill`` and ``areas.Areas``. legend: who is who, {name: look}. moments: settings with a
    name, ``scene.Moment``. title: of a page of its own, a few words. every: how many steps lie between two rows of
    the tracks.

    Traits: ``step`` (the row that shows, 0 at first), ``<name>_index`` for each slider, and ``<name>`` for each handle:
    both ways, and they can be linked (``ipywidgets.jslink``). Setting one in Python moves the picture. ``close()`` lets
    go of everything.

    Raises ValueError, with a sentence, for tracks that do not fit the sliders, and for a figure too large to send.
    """

    MODULE, SHEETS = "live/figure.js", ("live/figure.css", "live/panels.css", "live/tools.css")
    _scene = traitlets.Dict().tag(sync=True, to_json=lambda scene, _: assets.packed(scene))
    _numbers = traitlets.Bytes().tag(sync=True)
    _table = traitlets.Bytes().tag(sync=True)  # of a program: its numbers, float64
    _grounds = traitlets.List().tag(sync=True)  # the numbers of what lies beneath
    _asked = traitlets.Dict().tag(sync=True)  # by the browser: {"id", "name", "to"}, a handle and its place
    _answered = traitlets.Unicode().tag(sync=True)  # the id of what was asked last, once it shows
    _error = traitlets.Unicode().tag(sync=True)  # what went wrong there, to be read
    step: int

    def __init__(
        self, panels, tracks, sliders=(), *, words=None, alt="", handles=(), hills=(), areas=None, legend=None,
        moments=(), title="", every=1, program=None,
    ):  # fmt: skip
        """Describe the panels and pack the tracks; see the class."""
        self.panels = [[panel] if isinstance(panel, Panel) else list(panel) for panel in panels]
        self.sliders, self.handles, self.every, self.alt = list(sliders), list(handles), every, alt
        self._ran, self.hills, self._areas = program, list(hills), areas
        self.legend, self.moments, self.title = legend or {}, list(moments), title or alt
        self.last = _fitting(tracks, self.sliders, self.panels, [h.name for h in self.handles], program) - 1
        controls = {f"{s.name}_index": traits.Position(s.at, min=0, max=len(s.values) - 1) for s in self.sliders}
        controls["step"] = traits.Position(0, min=0, max=self.last)
        places = {handle.name: traits.Place(handle.at) for handle in self.handles}
        # what the hand has set is not sent back: it would arrive while the hand has moved on
        self.add_traits(**{name: t.tag(sync=True, echo_update=False) for name, t in (controls | places).items()})
        beneath = [each.numbers for each in [*self.hills, *([areas] if areas else [])]]
        beneath += [faces[0].shades.sent for faces in self.panels if faces[0].shades]
        state = self._described(tracks, words) | {"_grounds": beneath}
        super().__init__(_table=program[1] if program else b"", **state)
        if places:
            self.observe(self._place, list(places))

    def __setattr__(self, name, value):
        """As always; but a slider is not moved by its name."""
        made = "tracks" in vars(self) and not hasattr(self, name)
        if made and any(name == slider.name for slider in self.sliders):
            raise AttributeError(f"{name} = {shown(value)}: a slider moves by its position, figure.{name}_index = 0.")
        super().__setattr__(name, value)

    @property
    def faces(self):
        """The panels as they show: their axes hold the walks."""
        moving, _, index = self._now()
        shown = [faces[self.index[0] if len(faces) > 1 else 0] for faces in self.panels]
        return [held(face, moving, index, self.last) for face in shown]

    @property
    def figure(self):
        """The panels as matplotlib paints them, without what moves: a new matplotlib Figure."""
        faces, (moving, _, index) = self.faces, self._now()
        return painter.paint(faces, self.legend, {face.name: ends(face, moving, index) for face in faces})

    @property
    def width(self):
        """How wide the picture is where it stands still, in CSS pixels."""
        return int(100 * painter.WIDTH)

    @property
    def index(self):
        """The positions of the sliders, one for each."""
        return tuple(getattr(self, f"{s.name}_index") for s in self.sliders)

    def show(self, tracks, words=None):
        """Show other tracks, of the same kinds in the same axes, with the words that belong to them."""
        rows = _fitting(tracks, self.sliders, self.panels, [], None)
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
        described, numbers, self._channels = scene.describe(self, tracks, words)
        self.tracks, self.words = list(tracks), words
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
        figure, faces = self.figure, self.faces
        tracks, words, index = self._now()
        names = [face.name for face in faces]
        with rc_context(style.rc()):
            for track in tracks:
                k = names.index(track.panel)
                if faces[k].behind:
                    continue
                note = self._words(words, index, self.stands, [Clause([track.label])]) if track.kind == "note" else ""
                figure.axes[k].add_artist(painter.artist(track, figure.axes[k], faces[k], index, self.stands, note))
        colours = {style.PAPER, *(to_hex(track.look.get("color", style.INK)) for track in tracks)}
        return wire.png(painter.last_pixels(figure), style.PAPER, keep=sorted(colours))

    @property
    def stands(self):
        """The row that a picture without a browser shows: that of ``step``; before anything moved, the whole walk."""
        return self.step or self.last

    def said(self, row=None):
        """The line of words at the present position of the sliders. row: without it, the one where it ``stands``."""
        _, words, index = self._now()
        return self._words(words, index, self.stands if row is None else row)

    def _words(self, words, index, row, clauses=None):
        step, last = ((one, one * self.every) for one in (row, self.last))
        return words.at(index, step, last, clauses=clauses, **({} if self._ran else {"sent": self._channels.sent}))

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
        names = ["_scene", "_numbers", "_table", "_grounds", "step"]
        names += [*(f"{s.name}_index" for s in self.sliders), *(h.name for h in self.handles)]
        state = {name: getattr(self, name) for name in names}
        small, _ = wire.shrunk(self.png(), 560)
        page = assets.page(state, small, self.title, self.description, self.MODULE, self.SHEETS)
        path.write_text(page, encoding="utf-8")


def _fitting(tracks, sliders, panels, handles, program):
    """The number of rows of the tracks, or a sentence about what does not fit."""
    for name, some, what in (("panels", panels, "one to show"), ("tracks", tracks, "one line that moves")):
        if not some:
            raise ValueError(f"LiveFigure: {name} is empty; it needs at least {what}.")
    names = [*(s.name for s in sliders), *handles]
    if len(set(names)) < len(names) or "step" in names:
        raise ValueError(f"LiveFigure: the sliders are called {names}; each needs a name of its own, other than step.")
    shown = {len(faces) for faces in panels}
    if shown != {1} and (not sliders or shown - {1} != {len(sliders[0].values)}):
        several = max(shown)
        raise ValueError(
            f"LiveFigure: {several} faces of a panel; give one, or one for each value of the first slider."
        )
    missing = {track.panel for track in tracks} - {faces[0].name for faces in panels}
    if missing:
        raise ValueError(f"LiveFigure: a track is in the panel {min(missing)!r}, and there is none.")
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
