"""Every live figure of every notebook of the course, opened in JupyterLab and moved; nothing is asked for elsewhere."""

import shutil
import urllib.parse
from pathlib import Path

import nbformat
import pytest
from helpers.pictures import in_sight

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
NAMES = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_the_notebook_moves(desk, lab, name):
    shutil.copy(NOTEBOOKS / name, lab.folder / name)
    asked = []
    log = {"request": lambda request: asked.append(request.url), "websocket": lambda socket: asked.append(socket.url)}
    for event, listener in log.items():
        desk.page.on(event, listener)
    desk.open(name).run_all().command("notebook:expand-all-headings")
    code = [cell for cell in nbformat.read(NOTEBOOKS / name, as_version=4).cells if cell.cell_type == "code"]
    stored = sum("alt=" in output.get("data", {}).get("text/html", "") for cell in code for output in cell.outputs)
    figures = desk.page.locator(".gdviz")
    assert figures.count() == stored > 0
    for nth in range(stored):
        picture = in_sight(desk, nth)
        pixels = picture.all_pixels()
        slider = picture.root.locator("input[type=range]").first
        at_end = slider.input_value() == slider.get_attribute("max")
        slider.focus()
        desk.page.keyboard.press("Home" if at_end else "End")
        assert picture.all_pixels() != pixels
    for event, listener in log.items():
        desk.page.remove_listener(event, listener)
    parts = [urllib.parse.urlsplit(url) for url in asked]
    assert any(part.scheme == "ws" for part in parts)  # the kernel's: the log is no empty one
    assert {part.netloc for part in parts if part.scheme not in ("blob", "data")} == {f"127.0.0.1:{lab.port}"}
    desk.tidy()
