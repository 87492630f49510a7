"""The next day: a notebook that was saved is opened again, and is alive before a cell has run."""

import json

import nbformat
import numpy as np
import pytest
from helpers.browse import Desk, Lab
from helpers.guesses import ASK, SAID, View
from helpers.pictures import Picture

import gdviz as gd
from gdviz.course import opening

FIGURE = "figure = explore(ravine, momentum, steps=16, mu=0.5, lr=np.linspace(0.002, 0.08, 40))\nfigure"
CELLS = (
    "import numpy as np\nfrom gdviz import *",
    ASK,
    "guess.reveal(7)",
    FIGURE,
    "explore(bowl, gradient_descent, lr=[0.1, 0.5])",
)
CELLS += ("print([guess.guess, guess.locked])", "later = predict('And how many the day after?')")


@pytest.fixture
def day(tmp_path, monkeypatch, chromium):
    """A function that begins a day: JupyterLab as ``gdviz`` starts it, and its desk; what ran before is shut down."""
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(opening.SETTINGS))
    (tmp_path / "notebooks").mkdir()
    open_now = []

    def end():
        for desk, lab in open_now:
            desk.context.close()
            lab.stop()
        said = [complaint for desk, _ in open_now for complaint in desk.complaints]
        open_now.clear()
        return said

    def begin():
        assert end() == []
        lab = Lab(tmp_path / "notebooks", tmp_path / "jupyter")  # which trusts what its user has run
        open_now.append((Desk(lab, chromium), lab))
        return open_now[-1]

    yield begin
    assert end() == []


def test_a_saved_notebook_is_alive_the_next_day_and_a_guess_stands_even_when_all_is_run_again(day):
    desk, lab = day()
    desk.open(lab.write("walk.ipynb", *CELLS)).run_all()
    View(desk).guess("12")
    View(desk).says(SAID)
    twin = gd.explore(gd.ravine, gd.momentum, steps=16, mu=0.5, lr=np.linspace(0.002, 0.08, 40))
    picture = Picture(desk, twin)
    picture.drag("lr", to=30)
    picture.rested()
    desk.command("docmanager:save")

    saved = nbformat.read(lab.folder / "walk.ipynb", 4)
    states = saved.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"].values()
    modules = [state for state in states if "packed" in str(state.get("buffers"))]
    assert len(modules) == 2  # of figures and of predictions: once, however many there are
    assert sum("lr_index" in state["state"] for state in states) == 2
    assert len(json.dumps(saved)) < 500_000

    desk, lab = day()
    desk.open("walk.ipynb")
    picture = Picture(desk, twin)
    assert picture.position("lr") == 30  # where it stood
    View(desk).says(SAID)
    View(desk, 2).guess("9")
    View(desk, 2).says("Python does not hear this box: run its cell, and lock your guess then.")
    picture.drag("lr", to=8)
    twin.lr_index = 8
    assert picture.words.inner_text() == twin.said()
    desk.run_all()
    View(desk).says(SAID)  # of the file now, as the kernel is another
    assert desk.run(5).strip() == "[12.0, True]"
    View(desk, 2).guess("9")
    View(desk, 2).says("Locked: 9. What happened comes next.")
