"""Letters as matplotlib's painter writes them: their size, their halo, and how long a text is."""

from matplotlib.patheffects import AbstractPathEffect, Normal, Stroke
from matplotlib.textpath import TextPath

from gdviz import style

SMALL = 10  # points: letters that are not the first thing to read


def halo(width=0.0) -> list[AbstractPathEffect]:
    """What letters, and lines of a width, have on a picture: a rim of paper, beneath all of their dots."""
    return [Stroke(linewidth=width + 3 * style.scale(), foreground=style.PAPER, alpha=0.8), Normal()]


def long(text, size):
    """How long a text is, in points. (A "$" would be mathematics there.)"""
    return TextPath((0, 0), text.replace("$", "S"), size=size).get_extents().width
