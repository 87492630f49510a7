"""Hills: the landscape of a live figure as the browser paints it, from a program or from a grid of heights."""

from dataclasses import replace

import numpy as np

from gdviz.engine import compile
from gdviz.engine.proof import prove_heights
from gdviz.engine.tape import Untraceable
from gdviz.figures import landscape
from gdviz.live.hill import Hill


def hills(figure, panels, runs, members):
    """The hill in the landscape panel of a figure; none without that panel, or on a curve, which is a line.

    runs: as the panel was drawn with. members: the landscapes, for a figure each, or one for all.
    """
    panels = [panels] if isinstance(panels, str) else list(panels)
    if "landscape" not in panels or runs.w.shape[-1] != 2:
        return []
    surveys = [landscape.ground(f, landscape.window(replace(runs, objective=f))) for f in members]
    ax, levels = figure.axes[panels.index("landscape")], [landscape.levels(heights) for _, heights in surveys]
    try:
        program = compile.heights(members)
        for member, (sides, heights) in enumerate(surveys):
            prove_heights(program, np.stack(np.meshgrid(*sides), axis=-1), heights, member)
    except Untraceable:
        return [Hill(ax, levels, grids=[heights for _, heights in surveys])]
    return [Hill(ax, levels, program.described())]
