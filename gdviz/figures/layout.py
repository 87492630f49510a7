"""Layout: the panels that are named, side by side in one figure; the same ones live and static."""

from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from gdviz import style
from gdviz.engine.trajectory import Trajectory
from gdviz.figures import panels as beside
from gdviz.figures.landscape import landscape
from gdviz.figures.rows import Taken
from gdviz.objectives import Objective

WIDTH, HEIGHT = 8.0, 4.3  # inches of 100 pixels
LEAST = 1.0  # inches for each of the panels that are stacked: with less, some have no room beside their letters

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
    """A matplotlib figure with the panels in it, the first one large, the others stacked beside it, and what moves.

    Returns the figure, and a function ``follow(run, paint=None, x=None)`` that gives the tracks of the walks in it: of
    a Trajectory, or of rows, see ``gdviz.figures.panels``. more: {name: function}, panels that only this figure has.

    Raises ValueError for a panel that does not exist, with the list of those that do.
    """
    panels, known = (panels,) if isinstance(panels, str) else tuple(panels), PANELS | (more or {})
    for name in panels:
        if name not in known:
            raise ValueError(f"panels: {name!r} is not a panel; valid names: {', '.join(PANELS)}.")
    if not panels or len(set(panels)) < len(panels):
        raise ValueError(f"panels = {panels!r}; name one or more of {', '.join(PANELS)}, each once.")
    first, *rest = panels
    mosaic: list[Any] = [[first, name] for name in rest] or [[first]]
    with rc_context(style.rc()):
        figure = Figure(figsize=(WIDTH, max(HEIGHT, LEAST * len(rest))), dpi=100, layout="constrained")
        axes = figure.subplot_mosaic(mosaic, width_ratios=[1.25, 1] if rest else [1])
        followers = [known[name](axes[name], trajectory, clock) for name in panels]
        timed = [name for name in rest if axes[name].get_xlabel() == (clock.label if clock else "step")]
        for name in timed[:-1]:  # stacked panels share their step axis
            axes[name].set_xlabel("")

    def follow(run, paint=None, x=None):
        rows = Taken(run) if isinstance(run, Trajectory) else run
        return [track for one in followers for track in one(rows, paint, x)]

    return figure, follow


def with_tracks(trajectory, panels):
    """A matplotlib figure with the panels in it, and the tracks of the trajectory; see ``arrange``."""
    figure, follow = arrange(trajectory, panels)
    return figure, follow(trajectory)


def demand_walk(walk, verb):
    """Raises TypeError or ValueError, with a sentence about what to pass, where this is not one walk."""
    if not isinstance(walk, Trajectory):
        raise TypeError(f"{verb} needs a walk, not {_short(walk)}: {_instead(walk, verb)}.")
    if walk.shape:
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
    words = " ".join(repr(given).split())
    return words if len(words) <= 60 else f"{words[:59]}…"


def usual_panels(trajectory):
    """The panels of a figure for which none are named."""
    usual = {1: ("landscape", "cost"), 2: ("landscape", "cost", "weights")}
    return usual.get(trajectory.w.shape[-1], ("cost", "weights"))
