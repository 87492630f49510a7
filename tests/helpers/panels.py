"""A small panel, for tests of what is shown in one."""

from gdviz.figures import layout
from gdviz.live.panel import Axis, Panel
from gdviz.live.words import Clause


def panel(name="here", x=(-1, 5), y=(-1, 17), **more):
    """A panel with linear sides from where to where; or with other sides, an Axis each."""
    sides = [side if isinstance(side, Axis) else Axis(*side) for side in (x, y)]
    return Panel(name, *sides, **more)


def notes(figure, row=None):
    """What the notes of a figure say at a row, where the sliders are."""
    tracks, words, index = figure._now()
    labels = [track.label for track in tracks if track.kind == "note"]
    return [figure._words(words, index, figure.last if row is None else row, [Clause([label])]) for label in labels]


def arranged(run, names):
    """The panels of a figure of a run, or of several, and the tracks in them."""
    drawn, follow = layout.arrange(run, names)
    return drawn, follow(run)
