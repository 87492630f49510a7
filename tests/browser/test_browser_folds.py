"""A fold: what answers a guess is not seen before it is opened, by a click, in JupyterLab and in Notebook 7."""

import nbformat
from helpers.browse import Desk7, Notebook
from helpers.pictures import Picture, expect

from gdviz.course.notebooks import FOLDED

HEADING = "### What happened"
CELLS = [
    "from gdviz import *", 'steps = predict("How many steps?", unit="steps")', HEADING,
    "explore(bowl, gradient_descent, steps=12, lr=[0.1, 0.25, 0.75])", "steps.reveal(7)", "print('It took 7 steps.')",
    "## And now",
]  # fmt: skip


def folded(folder):
    """A notebook with a fold in it."""
    notebook = nbformat.v4.new_notebook()
    for text in CELLS:
        make = nbformat.v4.new_markdown_cell if text.startswith("#") else nbformat.v4.new_code_cell
        notebook.cells.append(make(text))
        if text == HEADING:
            notebook.cells[-1].metadata[FOLDED] = True
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "folded.ipynb")
    return "folded.ipynb"


def opens(desk):
    """Run all of it, see nothing of the answer, open the fold by a click, and see the figure move."""
    desk.run_all()
    page = desk.page
    guess = page.locator(".gdviz-predict").first
    expect(guess).to_be_visible()
    expect(page.get_by_role("heading", name="And now")).to_be_visible()
    assert page.locator(".gdviz:visible").count() == 0
    printed = page.get_by_text("It took 7 steps.", exact=True)
    assert not printed.is_visible()
    assert "7" not in page.locator(".jp-Notebook").inner_text()
    guess.locator("input[type=text]").fill("12")
    guess.get_by_role("button", name="Lock my guess").click()
    expect(guess.locator(".gdviz-said")).to_have_text("Locked: 12 steps. What happened comes next.")
    assert "7" not in page.locator(".jp-Notebook").inner_text()
    page.get_by_role("button", name="3 cells hidden").click()
    expect(printed).to_be_visible()
    picture = Picture(desk, None, 0)
    expect(picture.root).to_be_visible()
    assert picture.root.bounding_box()["width"] > 400
    before = picture.all_pixels()
    picture.press("lr", "End")
    assert picture.all_pixels() != before
    assert not picture.sticking_out()
    expect(page.locator(".gdviz-predict .gdviz-said").first).to_contain_text("You said 12 steps; it was 7")


def test_in_jupyterlab(desk, lab):
    opens(desk.open(folded(lab.folder)))


def test_in_notebook_7(chromium, tmp_path):
    (tmp_path / "notebooks").mkdir()
    server = Notebook(tmp_path / "notebooks", tmp_path / "private")
    desk = Desk7(server, chromium)
    try:
        opens(desk.open(folded(server.folder)))
    finally:
        desk.tidy()
        desk.context.close()
        server.stop()
