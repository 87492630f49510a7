"""Every live figure of every notebook of the course, opened in JupyterLab, and moved."""

import shutil
from pathlib import Path

import nbformat
import pytest
from pictures import Picture

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
NAMES = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_the_notebook_moves(desk, lab, name):
    shutil.copy(NOTEBOOKS / name, lab.folder / name)
    desk.open(name).run_all()
    code = [cell for cell in nbformat.read(NOTEBOOKS / name, as_version=4).cells if cell.cell_type == "code"]
    stored = sum("image/png" in output.get("data", {}) for cell in code for output in cell.outputs)
    figures = desk.page.locator(".gdviz")
    assert figures.count() == stored > 0
    for nth in range(stored):
        picture = Picture(desk, None, nth)
        pixels = picture.pixels()
        slider = picture.root.locator("input[type=range]").first
        at_end = slider.input_value() == slider.get_attribute("max")
        slider.focus()
        desk.page.keyboard.press("Home" if at_end else "End")
        assert picture.pixels() != pixels
    desk.tidy()
