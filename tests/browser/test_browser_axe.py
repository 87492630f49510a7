"""For who cannot see the picture, or hold a mouse: axe-core finds nothing to mend, and every control obeys the keys."""

import numpy as np
import pytest
from helpers.access import Keyboard, complaints
from helpers.browse import THEMES, Desk
from helpers.own import save

import gdviz as gd

FIGURES = {  # a line added here is tested in JupyterLab and on a saved page
    "explore": "explore(ravine, momentum, steps=8, lr=np.linspace(0.01, 0.07, 7), mu=[0.5, 0.8])",
    "curve": "explore(two_valleys, gradient_descent, steps=8, lr=[0.01, 0.05, 0.1])",
    "family": "explore(two_features, momentum, steps=8, correlation=[0, 0.5, 0.9])",
    "race": "race(ravine, [gradient_descent, momentum, nesterov], steps=8)",
    "basins": "basins(himmelblau, momentum, (-3, 2), 60, lr=0.01, mu=0.8, cells=11)",
    "tuning": "tuning(ravine, momentum, steps=8, lr=np.linspace(0.01, 0.1, 5), mu=[0, 0.5, 0.9])",
    "blindfold on a curve": "blindfold(two_valleys)",
    "blindfold": "blindfold(himmelblau)",
}
BEHIND = "(node) => getComputedStyle(node).backgroundColor.match(/\\d+, \\d+, \\d+/)[0]"  # it may be transparent
SCREENS = [("Light", 900), ("Dark", 900), ("Dark", 320)]


@pytest.fixture(scope="module")
def tall_desk(chromium, lab):
    """A JupyterLab in which a notebook with all the figures was run, on a screen that has room for all of them."""
    desk = Desk(lab, chromium, viewport={"width": 1280, "height": 800 * len(FIGURES)})
    desk.open(lab.write("axe.ipynb", "import numpy as np\nfrom gdviz import *", *FIGURES.values())).run_all()
    desk.page.evaluate("document.body.style.height = '100vh'")  # it is 0, and axe believes that
    yield desk
    desk.tidy()
    desk.context.close()
    assert desk.complaints == []


@pytest.fixture(scope="module", params=THEMES)
def theme(request, tall_desk):
    """JupyterLab in a theme; the selector of a figure there."""
    tall_desk.command("apputils:change-theme", theme=f"JupyterLab {request.param}")
    tall_desk.page.locator("#jupyterlab-splash").wait_for(state="detached")  # it lies over all
    return THEMES[request.param]


@pytest.fixture(params=range(len(FIGURES)), ids=FIGURES)
def cell(request, tall_desk):
    """The output of a cell with a figure."""
    nth = 1 + request.param
    assert "Error" not in tall_desk.output(nth)
    tall_desk.page.evaluate("(nth) => (jupyterapp.shell.currentWidget.content.activeCellIndex = nth)", nth)
    output = tall_desk.page.locator(".jp-CodeCell").nth(nth).locator(".jp-OutputArea")
    output.locator(".gdviz-words", has_text=".").wait_for()
    output.evaluate("(output, nth) => (output.id = `output-${nth}`)", nth)
    return output


@pytest.fixture(scope="module", params=FIGURES)
def saved(request, chromium, tmp_path_factory):
    """A page with the figure and nothing else."""
    path = tmp_path_factory.mktemp("axe") / "page.html"
    names = {name: getattr(gd, name) for name in gd.__all__}
    save(eval(FIGURES[request.param], names | {"np": np}), path)
    context = chromium.new_context(offline=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(path.as_uri())
    page.locator(".gdviz-words", has_text=".").wait_for()
    yield page
    context.close()


def test_axe_finds_nothing_in_jupyterlab(theme, cell):
    cell.locator(theme).wait_for()
    selector = f"#{cell.get_attribute('id')} .gdviz"
    assert complaints(cell.page, selector, layers=["bgOverlap"]) == []  # the layers of JupyterLab confuse it


def test_keys_reach_and_move_every_control_in_jupyterlab(cell):
    Keyboard(cell).check()


def test_axe_finds_nothing_on_a_saved_page(saved):
    for theme, width in SCREENS:
        saved.set_viewport_size({"width": width, "height": 700})
        saved.emulate_media(color_scheme=theme.lower())
        saved.locator(THEMES[theme]).wait_for()
        assert complaints(saved, "html") == []


def test_keys_reach_and_move_every_control_of_a_saved_page(saved):
    Keyboard(saved.locator("body")).check()


def test_in_the_users_own_colours_a_button_shows_that_it_is_pressed(saved):
    saved.emulate_media(forced_colors="active")
    for button in saved.locator(".gdviz button[aria-pressed]").all():
        if button.get_attribute("name") == "swarm":
            continue  # it plays
        told = {}
        for _ in range(2):
            button.click()
            saved.mouse.move(0, 0)
            told[button.get_attribute("aria-pressed")] = button.evaluate(BEHIND)
        assert len(set(told.values())) == 2, told
    saved.emulate_media(forced_colors="none")
