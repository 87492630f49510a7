"""The bar of a longer job: what a terminal and a notebook show while it runs, and that nothing stays."""

import io
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from gdviz.figures.progress import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True

    @property
    def lines(self):
        """What has stood in the line, one after the other."""
        return self.getvalue().split("\r")[1:]

    @property
    def line(self):
        """What stands in the line now: each text is written over the one before."""
        line = ""
        for text in self.lines:
            line = text + line[len(text) :]
        return line.strip()


@pytest.fixture
def terminal(monkeypatch):
    """A function that puts a terminal in place of stderr (pytest puts its own there before each test)."""

    def make(columns=80):
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr(sys, "stderr", Terminal())
        return sys.stderr

    return make


def test_a_terminal_shows_one_line_that_fills_up_and_goes(terminal):
    screen = terminal()
    with progress("Writing walk.gif", 4) as moved:
        assert screen.line == f"Writing walk.gif [{'.' * 30}] 0 of 4"
        moved()
        assert screen.line == f"Writing walk.gif [{'#' * 7}{'.' * 23}] 1 of 4"
        for _ in range(3):
            moved()
        assert screen.line == f"Writing walk.gif [{'#' * 30}] 4 of 4"
    assert screen.line == ""
    assert "\n" not in screen.getvalue()


def fails_with(error):
    with progress("Writing walk.gif", 4) as moved:
        moved()
        raise error


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_the_line_goes_when_something_goes_wrong(terminal, error):
    screen = terminal()
    with pytest.raises(error):
        fails_with(error)
    assert "1 of 4" in screen.getvalue()
    assert screen.line == ""


def test_a_narrow_terminal_does_not_break_the_line(terminal):
    screen = terminal(columns=20)
    with progress("Writing walk.gif", 4):
        pass
    assert max(map(len, screen.lines)) == 19


@pytest.mark.parametrize("stream", [io.StringIO(), None])
def test_where_nobody_looks_nothing_is_written(stream, monkeypatch):
    monkeypatch.setattr(sys, "stderr", stream)
    with progress("Writing walk.gif", 4) as moved:
        moved()
    assert stream is None or stream.getvalue() == ""


ANIMATE = """
from gdviz import *
animate(descend(bowl, gradient_descent, lr=0.3, steps=3), "walk.gif", "cost")
"""
FAIL = """
from gdviz.figures.progress import progress
with progress("Writing", 4) as moved:
    raise KeyboardInterrupt
"""


def test_a_notebook_stores_no_widget_that_is_gone(tmp_path):
    cells = [nbformat.v4.new_code_cell(source) for source in (ANIMATE, FAIL)]
    cells[1].metadata.tags = ["raises-exception"]
    book = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(book, resources={"metadata": {"path": tmp_path}}, kernel_name="python3").execute()
    bar, path = cells[0].outputs
    assert bar.data == {"text/plain": ""}
    assert "walk.gif" in path.data["text/plain"]
    bar, error = cells[1].outputs
    assert bar.data == {"text/plain": ""}
    assert error.ename == "KeyboardInterrupt"
