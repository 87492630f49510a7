"""The ground: what lies beneath a live picture, such as a hill.

The browser paints it, so it is no part of the picture that is sent. Where there is no browser, matplotlib draws it: an
artist that is ``lay``ed as ground is left out of the first and drawn by the second.
"""

from contextlib import contextmanager

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg

MARK = "ground"


def lay(*artists):
    """These artists are ground: the browser paints what they show."""
    for artist in artists:
        artist.set_gid(MARK)


def _artists(figure):
    return sorted(figure.findobj(lambda artist: artist.get_gid() == MARK), key=lambda artist: artist.get_zorder())


@contextmanager
def without(figure):
    """The figure has no ground while the block runs."""
    shown = [artist for artist in _artists(figure) if artist.get_visible()]
    for artist in shown:
        artist.set_visible(False)
    try:
        yield
    finally:
        for artist in shown:
            artist.set_visible(True)


def layers(figure, shape):
    """The ground of a figure, layers of pixels of shape (height, width, 4), that of its picture."""
    height, width, _ = shape
    drawn = []
    for artist in _artists(figure):
        renderer = RendererAgg(width, height, figure.dpi)
        artist.draw(renderer)
        drawn.append(np.asarray(renderer.buffer_rgba()))
    return drawn
