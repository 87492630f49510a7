"""Layout: the panels that are named, side by side in one figure; the same ones live and static."""

from dataclasses import replace

import numpy as np

from gdviz.border.written import shown
from gdviz.engine.trajectory import Trajectory
from gdviz.figures import panels as beside
from gdviz.figures.landscape import landscape
from gdviz.figures.rows import Taken
from gdviz.live import painter
from gdviz.live.ends import ends
from gdviz.objectives import Objective

PANELS = {
    "landscape": landscape,
    "cost": beside.cost,
    "linear cost": beside.linear_cost,
    "weights": beside.weights,
    "schedule": beside.schedule,
    "data": beside.data,
    "gap": beside.gap,
}


def arrange(trajectory, panels, clock=None, more=None):
    """The panels that are named, and what moves in them.

    Returns a list of Panels, the first one to be large, and a function ``follow(run, paint=None, x=None)`` that gives
    the tracks of the walks in them: of a Trajectory, or of rows, see ``gdviz.figures.panels``. more: {name: function},
    panels that only this figure has.

    Raises ValueError for a panel that does not exist, with the list of those that do.
    """
    panels, known = named(panels), PANELS | (more or {})
    valid = ", ".join(PANELS | {name: None for name in more or {} if name not in panels})
    for name in panels:
        if not isinstance(name, str) or name not in known:
            raise ValueError(f"panels: {shown(name)} is not a panel; valid names: {valid}.")
    if not panels or len(set(panels)) < len(panels):
        raise ValueError(f"panels = {panels!r}; name one or more of {valid}, each once.")
    drawn, followers = map(list, zip(*(known[name](trajectory, clock) for name in panels), strict=True))
    label = clock.label if clock else "step"
    timed = [k for k, panel in enumerate(drawn) if k and panel.x.label == label and not panel.behind]
    for k in timed[:-1]:  # stacked panels share their step axis
        drawn[k] = replace(drawn[k], x=replace(drawn[k].x, label=""))

    def follow(run, paint=None, x=None):
        rows = Taken(run) if isinstance(run, Trajectory) else run
        return [track for one in followers for track in one(rows, paint, x)]

    return drawn, follow


def named(panels):
    """The names of panels, of which one may stand alone."""
    if not np.iterable(panels):
        raise TypeError(f"panels = {shown(panels)}; a list of names is expected, of {', '.join(PANELS)}.")
    return (panels,) if isinstance(panels, str) else tuple(panels)


def painted(panels, tracks, row=None):
    """A matplotlib figure of panels, with the tracks of one walk as they stand at a row; without one, their names."""
    figure = painter.paint(panels, named={panel.name: ends(panel, tracks, ()) for panel in panels})
    for track in tracks if row is not None else ():
        figure.axes[_place(panels, track)].add_artist(artist(figure, panels, track, row))
    return figure


def artist(figure, panels, track, row):
    """A track of one walk, as matplotlib draws it in a figure of the panels."""
    k = _place(panels, track)
    return painter.artist(track, figure.axes[k], panels[k], (), row)


def _place(panels, track):
    return [panel.name for panel in panels].index(track.panel)


def demand_walk(walk, verb):
    """Raises TypeError or ValueError, with a sentence about what to pass, where this is not one walk."""
    if not isinstance(walk, Trajectory):
        raise TypeError(f"{verb} needs a walk, not {_short(walk)}: {_instead(walk, verb)}.")
    if walk.shape:
        if 0 in walk.shape:
            raise ValueError(f"{verb} draws one run, and there is none: trajectory.shape is {walk.shape}.")
        first = ", ".join("0" * len(walk.shape))
        raise ValueError(f"{verb} draws one run; pick one of {walk.shape}, as in trajectory[{first}].")


def _instead(given, verb):
    """What to pass to a verb that needs a walk, in the place of what was given."""
    if hasattr(given, "trajectory"):
        return f"{verb}(figure.trajectory), the walk that the figure shows"
    if hasattr(given, "trajectories"):
        first, *_ = names = list(given.trajectories)
        return f"{verb}(figure.trajectories[{first!r}]), one of the walks that the figure shows: {', '.join(names)}"
    if hasattr(given, "descent"):
        return f"{verb}(figure.descent), the walk that yours is compared with"
    if isinstance(given, (list, tuple)) and any(isinstance(one, Trajectory) for one in given):
        return f"pick one of the {len(given)}, as in {verb}(walks[0])"
    if isinstance(given, Objective):
        return f"this is a hill without a walk; {verb}(descend(f, gradient_descent))"
    if callable(given):
        return f"a walk is what descend returns; {verb}(descend(f, rule))"
    return f"{verb}(descend(...))"


def _short(given):
    """What was given, in some 60 letters at most: a list of walks would fill the screen."""
    words = shown(given)
    return words if len(words) <= 60 else f"{words[:59]}…"


def usual_panels(trajectory):
    """The panels of a figure for which none are named."""
    usual = {1: ("landscape", "cost"), 2: ("landscape", "cost", "weights")}
    return usual.get(trajectory.w.shape[-1], ("cost", "weights"))
