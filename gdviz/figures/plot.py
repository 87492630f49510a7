"""plot: a walk as a picture that stands still."""

from collections.abc import Sequence

from IPython.core.getipython import get_ipython
from IPython.core.pylabtools import select_figure_formats
from matplotlib.figure import Figure

from gdviz.engine.trajectory import Trajectory
from gdviz.figures import layout
from gdviz.tracebacks import brief


@brief
def plot(walk: Trajectory, panels: Sequence[str] | str | None = None) -> Figure:
    """A static picture of one walk: a matplotlib Figure with the panels that are named.

    walk: one run, as ``descend`` returns it. panels: of "landscape", "cost", "linear cost", "weights", "schedule",
    "data" and "gap", the first one large; without it, what suits the coordinates.

    Raises TypeError or ValueError for what is not one walk, and for a panel that does not exist.
    """
    layout.demand_walk(walk, "plot")
    drawn, follow = layout.arrange(walk, layout.usual_panels(walk) if panels is None else panels)
    _taught(get_ipython())
    return layout.painted(drawn, follow(walk), walk.steps // walk.every)


def _taught(shell):
    """See to it that a notebook shows a Figure, as it else learns from the first one of pyplot. shell: IPython's."""
    if shell and Figure not in shell.display_formatter.formatters["image/png"]:
        select_figure_formats(shell, {"png"})
