"""Every live figure of every notebook of the course, opened in JupyterLab and moved, as it came and when it has run.

Nothing is asked for elsewhere.
"""

import shutil
import urllib.parse
from pathlib import Path

import nbformat
import pytest
from helpers.pictures import in_sight

from gdviz.course import opening

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
NAMES = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))


RESTORED = """() => [...document.querySelectorAll(".gdviz-poster")].every((poster) => {
    const widget = poster.closest(".jp-OutputArea-child").nextElementSibling;
    return widget.querySelector(".gdviz-words") || widget.textContent.startsWith("Error displaying widget");
})"""


def moves(desk, nth):
    """Whether a figure shows something else when its first slider is at its other end."""
    picture = in_sight(desk, nth)
    pixels = picture.all_pixels()
    slider = picture.root.locator("input[type=range]").first
    at_end = slider.input_value() == slider.get_attribute("max")
    slider.focus()
    desk.page.keyboard.press("Home" if at_end else "End")
    return picture.all_pixels() != pixels


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_the_notebook_moves(desk, lab, name, monkeypatch):
    shutil.copy(NOTEBOOKS / name, lab.folder / name)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(lab.data))
    opening.trust(lab.folder)
    asked = []
    log = {"request": lambda request: asked.append(request.url), "websocket": lambda socket: asked.append(socket.url)}
    for event, listener in log.items():
        desk.page.on(event, listener)
    desk.forgive("widget model not found")  # a busy JupyterLab may not find the state: then the pictures show
    desk.open(name).command("notebook:expand-all-headings")
    code = [cell for cell in nbformat.read(NOTEBOOKS / name, as_version=4).cells if cell.cell_type == "code"]
    stored = sum("alt=" in output.get("data", {}).get("text/html", "") for cell in code for output in cell.outputs)
    figures = desk.page.locator(".gdviz")
    posters = desk.page.locator(".gdviz-poster")
    posters.nth(stored - 1).wait_for(state="attached")
    desk.page.wait_for_function(RESTORED)  # no cell has run
    assert (posters.count(), figures.count()) in ((stored, stored), (stored, 0))
    alive, hidden = figures.count(), posters.locator("visible=false")
    assert hidden.count() == alive
    assert desk.page.get_by_text("Error displaying widget").locator("visible=true").count() == 0
    assert not alive or moves(desk, 0)
    desk.run_all()
    posters.first.wait_for(state="detached")
    assert figures.count() == stored
    for nth in range(stored):
        assert moves(desk, nth)
    for event, listener in log.items():
        desk.page.remove_listener(event, listener)
    parts = [urllib.parse.urlsplit(url) for url in asked]
    assert any(part.scheme == "ws" for part in parts)  # the kernel's: the log is no empty one
    assert {part.netloc for part in parts if part.scheme not in ("blob", "data")} == {f"127.0.0.1:{lab.port}"}
    desk.tidy()
