"""What tests of predictions share: notebooks that ask, in either theme."""

import pytest
from helpers.access import THEMES


@pytest.fixture
def opened(desk, lab):
    """A function that opens a notebook with cells in it, and runs it, or only some of its cells."""

    def open_and_run(*cells, only=None):
        desk.open(lab.write("predict.ipynb", "from gdviz import *", *cells))
        if only is None:
            desk.run_all()
        for cell in only or ():
            desk.run(cell)
        return desk

    return open_and_run


@pytest.fixture(params=THEMES)
def theme(request, desk):
    """JupyterLab in a theme; the selector of a widget there."""
    desk.command("apputils:change-theme", theme=f"JupyterLab {request.param}")
    yield THEMES[request.param].removeprefix(".gdviz")
    desk.command("apputils:change-theme", theme="JupyterLab Light")
    desk.page.locator("#jupyterlab-splash").wait_for(state="detached")
