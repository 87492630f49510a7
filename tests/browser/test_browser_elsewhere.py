"""A live figure outside JupyterLab: in Notebook 7, and in Voilà, which shows no code."""

import numpy as np
import pytest
from helpers.browse import Desk7, Notebook, Tab, Voila
from helpers.pictures import Picture

import gdviz as gd

FIGURE = [
    "import numpy as np\nfrom gdviz import *",
    "explore(ravine, momentum, steps=16, lr=np.linspace(0.002, 0.08, 40))",
]
PLAIN = ["import ipywidgets", "ipywidgets.IntSlider()"]
RATES = np.linspace(0.002, 0.08, 40)
STEPS = 16
ICONS = "/npm/@fortawesome/"  # from elsewhere: Voilà's own page asks for them, whatever it shows


@pytest.fixture(scope="module")
def notebook(chromium, tmp_path_factory):
    """A Notebook 7 on loopback. ``usual``: what its page complains of where there is nothing of ours in it."""
    server = Notebook(tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("jupyter"))
    try:
        desk = Desk7(server, chromium).open(server.write("plain.ipynb", *PLAIN)).run_all()
        desk.page.locator(".widget-slider").wait_for()
        desk.tidy()
        desk.context.close()
        server.usual = {*desk.complaints}
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def voila(chromium, tmp_path_factory):
    """A Voilà on loopback. ``usual``: what its page complains of where there is nothing of ours in it."""
    server = Voila(tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("jupyter"))
    try:
        tab = without_icons(Tab(chromium))
        tab.page.goto(server.url(f"voila/render/{server.write('plain.ipynb', *PLAIN)}"))
        tab.page.locator(".widget-slider").wait_for()
        tab.context.close()
        server.usual = {*tab.complaints}
        yield server
    finally:
        server.stop()


def without_icons(tab):
    tab.context.route(f"**{ICONS}**", lambda route: route.fulfill(content_type="text/css", body=""))
    return tab


def complaints(tab, server):
    """What a page with a figure complains of that it should not."""
    asked = {said for said in server.usual if said.startswith("asked") and ICONS not in said}
    return asked | {*tab.complaints} - server.usual


@pytest.fixture
def desk(chromium, notebook):
    desk = Desk7(notebook, chromium)
    yield desk
    desk.tidy()
    desk.context.close()
    assert complaints(desk, notebook) == set()


@pytest.fixture
def tab(chromium, voila):
    tab = without_icons(Tab(chromium))
    yield tab
    tab.context.close()
    assert complaints(tab, voila) == set()


@pytest.fixture(scope="module")
def twin():
    return gd.explore(gd.ravine, gd.momentum, steps=STEPS, lr=RATES)


def walk(index):
    """The run that the slider shows at a position, computed for itself."""
    return gd.descend(gd.ravine, gd.momentum, steps=STEPS, lr=RATES[index])


def check(picture):
    """The picture follows the mouse and the keys, and plays."""
    picture.drag("lr", to=35)
    assert picture.shows(walk(35)) == 1
    assert picture.shows(walk(8)) < 0.5
    assert picture.words.inner_text() == picture.said(lr_index=35, step=STEPS)
    picture.press("lr", "Home", "ArrowRight", "ArrowRight", "PageUp", "ArrowLeft")
    position = picture.position("lr")
    assert position == 2 + 4 - 1
    assert picture.shows(walk(position)) == 1
    picture.drag("lr", to=30)
    picture.press("step", "Home", *["ArrowRight"] * 5)
    assert picture.shows(walk(30), 5) == 1
    assert picture.shows(walk(30), slice(6, None)) < 0.5
    picture.play.click()
    picture.root.get_by_role("button", name="Pause").wait_for()
    picture.root.get_by_role("button", name="Play").wait_for()
    assert picture.position("step") == STEPS
    assert picture.shows(walk(30)) == 1
    assert picture.words.inner_text() == picture.said(lr_index=30, step=STEPS)


def test_a_figure_works_in_notebook_7(desk, notebook, twin):
    desk.open(notebook.write("live.ipynb", *FIGURE)).run_all()
    check(Picture(desk, twin))


def test_notebook_7_saves_a_notebook_with_its_figures_and_opens_it_alive(desk, notebook, twin):
    desk.open(notebook.write("saved.ipynb", *FIGURE)).run_all()
    Picture(desk, twin).drag("lr", to=35)
    desk.command("docmanager:save")
    desk.tidy()
    (notebook.folder / "saved.ipynb").rename(notebook.folder / "again.ipynb")  # no kernel knows it
    desk.open("again.ipynb")
    check(Picture(desk, twin))


def test_a_stored_notebook_shows_its_picture_in_notebook_7_before_anything_is_run(desk, notebook, twin):
    bundle = dict(twin._repr_mimebundle_()[0])
    del bundle["application/vnd.jupyter.widget-view+json"]
    png = {"image/png": bundle["image/png"], "text/plain": bundle["text/plain"]}
    desk.open(notebook.write("stored.ipynb", "figure", "figure", outputs=[bundle, png]))
    pictures = desk.page.locator(".jp-OutputArea-output img")
    pictures.nth(1).wait_for()
    for nth in (0, 1):
        assert pictures.nth(nth).evaluate("(img) => img.decode().then(() => img.naturalWidth)") == 1200
    assert pictures.first.get_attribute("alt") == bundle["text/plain"]
    assert " ".join(desk.page.locator(".jp-OutputArea").all_inner_texts()).strip() == ""


def test_a_figure_works_in_voila(tab, voila, twin):
    tab.page.goto(voila.url(f"voila/render/{voila.write('live.ipynb', *FIGURE)}"))
    check(Picture(tab, twin))
    assert tab.page.locator("text=explore(").count() == 0
