"""A cell that is run again lets go of the figures that only it had shown: in ipywidgets, and in what IPython keeps."""

import gc
import sys
from types import ModuleType

import pytest
from helpers.shell import Notebook, figures
from ipywidgets.widgets import widget
from traitlets.config import Config

from gdviz.live import cells

MAKE = "LiveFigure([panel()], [Track('path', 'here', [0, 1], [0, 1])])"
SETUP = """
import ipywidgets
from IPython.display import display
from helpers.panels import panel
from gdviz import LiveFigure
from gdviz.live.tracks import Track
"""


@pytest.fixture
def notebook(monkeypatch, tmp_path):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setitem(sys.modules, "cells of a test", None)
    shell = Notebook.instance(
        config=Config(HistoryManager={"enabled": False}), user_module=ModuleType("cells of a test")
    )
    shell.history_manager.outputs.clear()  # one for all shells
    widget.Widget.close_all()  # what other tests have left
    gc.freeze()  # what is there already takes no time to look through
    shell.run(SETUP)
    yield shell
    gc.unfreeze()
    widget.Widget.close_all()
    Notebook.clear_instance()
    shell.restore_sys_module_state()


@pytest.mark.parametrize("code", [MAKE, f"figure = {MAKE}\nfigure", f"display({MAKE})", f"display({MAKE}, {MAKE})"])
def test_a_cell_that_runs_again_frees_the_figures_of_before(notebook, code):
    widgets = None
    for _ in range(4):
        made = notebook.run(code, "a")
        assert len(made) == code.count(MAKE)
        assert {*figures()} == {figure() for figure in made}
        assert len(widget._instances) == (widgets or len(widget._instances))
        widgets = len(widget._instances)
    gone = [*made]
    notebook.run("figure = 1", "a")
    assert [figure() for figure in gone] == [None] * len(gone)
    assert figures() == []


def test_the_history_keeps_the_last_figure_and_nothing_of_the_others(notebook):
    for _ in range(4):
        (made,) = notebook.run(MAKE, "a")
    assert list(notebook.user_ns["Out"].values()) == [made()]
    assert [number for number, outputs in notebook.history_manager.outputs.items() if outputs] == list(
        notebook.user_ns["Out"]
    )
    assert notebook.user_ns["_"] is made()
    notebook.run("1 + 1", "b")
    assert (notebook.user_ns["_"], notebook.user_ns["__"]) == (2, made())
    notebook.run("'other'", "a")
    assert [notebook.user_ns[name] for name in ("_", "__", "___")] == ["other", 2, ""]


def test_one_figure_shown_again_and_again_by_a_cell_leaves_one_picture_in_the_history(notebook):
    (made,) = notebook.run(f"figure = {MAKE}")
    for _ in range(4):
        notebook.run("figure", "a")
        assert made().comm is not None
    assert sum(map(bool, notebook.history_manager.outputs.values())) == 1


def test_a_figure_that_another_cell_shows_too_stays(notebook):
    (first,) = notebook.run(f"figure = {MAKE}\nfigure", "a")
    notebook.run("figure", "b")
    (second,) = notebook.run(f"figure = {MAKE}\nfigure", "a")
    assert first().comm is not None
    notebook.run("figure", "b")
    assert first() is None
    assert second().comm is not None


def test_a_figure_that_the_same_execution_shows_again_stays(notebook):
    one, two = notebook.run(f"one, two = {MAKE}, {MAKE}")
    for code in ("display(one); display(two)", "display(two); display(one)", "display(one, two, one)"):
        notebook.run(code, "a")
        assert one().comm is not None
        assert two().comm is not None


def test_a_figure_that_a_variable_holds_keeps_its_numbers_and_comes_back_when_it_is_shown(notebook):
    (held,) = notebook.run(f"figure = {MAKE}\nfigure", "a")
    model = held().model_id
    notebook.run("1 / 0", "a")
    assert held().comm is None
    assert held().layout.comm is None
    assert held().png()
    notebook.run("figure", "a")
    assert (held().model_id, held().layout.comm is None) == (model, False)
    notebook.run("del figure\n1", "a")
    assert held() is None


def test_a_figure_in_a_box_stays(notebook):
    (boxed,) = notebook.run(f"figure = {MAKE}\nbox = ipywidgets.VBox([figure])\nfigure", "a")
    notebook.run("figure = None", "a")
    assert boxed().comm is not None
    notebook.run("box.close()\nbox = None", "b")
    assert boxed() is None


@pytest.mark.parametrize("cell", [None, "a"])
def test_what_is_shown_where_no_cell_is_known_stays(notebook, cell):
    (shown,) = notebook.run(f"figure = {MAKE}\nfigure", cell)
    notebook.run("figure")  # as from a callback of a button
    notebook.run("figure = None", cell)
    notebook.run("1", cell)
    notebook.run("1")
    assert shown().comm is not None


def test_a_figure_that_was_closed_by_hand_stays_closed(notebook):
    (closed,) = notebook.run(f"figure = {MAKE}\nfigure", "a")
    notebook.run("figure.close()", "b")
    notebook.run("figure", "a")
    assert closed().comm is None
    notebook.run("1", "a")
    assert "_repr_mimebundle_" in vars(closed())  # it was not brought back


def test_close_frees_a_figure_from_the_history_too(notebook):
    (closed,) = notebook.run(f"figure = {MAKE}\nfigure", "a")
    widgets = len(widget._instances)
    notebook.run("figure.close()\ndel figure", "b")
    assert closed() is None
    assert len(widget._instances) == widgets - 2  # its layout too
    assert not any(notebook.history_manager.outputs.values())
    notebook.run("figure = 1", "a")


def test_without_ipython_a_figure_works_and_close_frees_it(notebook, monkeypatch):
    monkeypatch.setattr(cells, "get_ipython", lambda: None)
    (made,) = notebook.run(f"figure = {MAKE}")
    assert made()._repr_mimebundle_()[0]["image/png"]
    notebook.run("figure.close()\ndel figure")
    assert made() is None
