"""The figures that the hand moves in a JupyterLab, and what they should show."""

import ast

import numpy as np
from playwright.sync_api import expect

import gdviz as gd

IMPORTS = "import numpy as np\nfrom pathlib import Path\nfrom gdviz import *"
RATES = {"ravine": np.linspace(0.002, 0.08, 40), "two_valleys": np.linspace(0.02, 0.8, 40)}
FIGURE = "figure = explore(ravine, momentum, steps=16, mu=0.5, lr=np.linspace(0.002, 0.08, 40))\nfigure"
CURVE = "curved = explore(two_valleys, momentum, steps=16, mu=0.5, lr=np.linspace(0.02, 0.8, 40))\ncurved"


def twin(name, **options):
    return gd.explore(getattr(gd, name), gd.momentum, steps=16, mu=0.5, lr=RATES[name], **options)


def opened(desk, lab, *cells):
    desk.open(lab.write("hand.ipynb", IMPORTS, *cells)).run_all()


def told(desk, cell):
    """The numbers that a cell prints."""
    return ast.literal_eval(desk.run(cell))


def walks_from(picture, start):
    """Whether picture, words and handle are those of the walk from a start."""
    figure = picture.twin
    figure.start = start
    step = picture.position("step")
    expect(picture.words).to_have_text(picture.said(lr_index=picture.position("lr"), step=step))
    assert np.allclose(picture.stands(), picture.point(*start), atol=1)
    run = figure.trajectory
    again = gd.descend(run.objective, gd.momentum, start, 16, **run.hyper)
    return picture.shows(again, step) == 1
