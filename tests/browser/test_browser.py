"""A live figure in a real JupyterLab: its sliders by mouse and by key, playback, links, and what Python hears of it."""

import numpy as np
import pytest
from helpers.browse import GONE
from helpers.pictures import Picture

import gdviz as gd

IMPORTS = "import numpy as np\nfrom gdviz import *"
RATES = np.linspace(0.002, 0.08, 40)
FIGURE = "figure = explore(ravine, momentum, steps={steps}, lr=np.linspace(0.002, 0.08, 40))\nfigure"
STEPS = 16


@pytest.fixture(scope="module")
def twin():
    return gd.explore(gd.ravine, gd.momentum, steps=STEPS, lr=RATES)


def walk(index):
    """The run that the slider shows at a position, computed for itself."""
    return gd.descend(gd.ravine, gd.momentum, steps=STEPS, lr=RATES[index])


def opened(desk, lab, twin, *cells, nth=0):
    """The live figure of a new notebook, run."""
    desk.open(lab.write("live.ipynb", IMPORTS, FIGURE.format(steps=STEPS), *cells)).run_all()
    return Picture(desk, twin, nth)


def test_the_picture_follows_the_mouse_while_it_drags_the_slider(desk, lab, twin):
    picture = opened(desk, lab, twin)
    before = picture.pixels()
    for position in (8, 35):
        picture.hold("lr", to=position)
        assert picture.shows(walk(position)) == 1
        assert picture.shows(walk(43 - position)) < 0.5
        assert picture.words.inner_text() == picture.said(lr_index=position, step=STEPS)
        desk.page.mouse.up()
    assert picture.pixels() != before


def test_arrow_keys_move_the_slider_and_not_the_notebook(desk, lab, twin):
    picture = opened(desk, lab, twin, "'the last cell'")
    cell = "jupyterapp.shell.currentWidget.content.activeCellIndex"
    picture.press("lr", "Home")
    active = desk.page.evaluate(cell)
    assert picture.position("lr") == 0
    assert picture.shows(walk(0)) == 1
    picture.press("lr", *["PageUp"] * 3, *["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowRight", "ArrowDown"])
    position = picture.position("lr")
    assert position == 3 * 4 + 1
    assert picture.shows(walk(position)) == 1
    picture.press("lr", "ArrowRight")
    assert picture.position("lr") == position + 1
    assert picture.words.inner_text() == picture.said(lr_index=position + 1, step=STEPS)
    picture.press("lr", "End")
    assert picture.shows(walk(39)) == 1
    assert picture.shows(walk(position)) < 0.5
    assert desk.page.evaluate(cell) == active


def test_the_step_slider_draws_the_path_up_to_its_step(desk, lab, twin):
    picture = opened(desk, lab, twin)
    picture.drag("lr", to=30)
    picture.press("step", "Home", *["ArrowRight"] * 5)
    assert picture.position("step") == 5
    assert picture.shows(walk(30), 5) == 1
    assert picture.shows(walk(30), slice(6, None)) < 0.5
    assert picture.words.inner_text() == picture.said(lr_index=30, step=5)


def test_play_walks_to_the_last_step_and_pause_holds_it(desk, lab, twin):
    picture = opened(desk, lab, twin)
    picture.drag("lr", to=30)
    step = "(input) => input.valueAsNumber"
    picture.play.click()
    assert picture.play.get_attribute("aria-label") == "Pause"
    desk.page.wait_for_function("(input) => input.valueAsNumber >= 4", arg=picture.slider("step").element_handle())
    picture.play.click()
    paused, pixels = picture.slider("step").evaluate(step), picture.pixels()
    assert 4 <= paused < STEPS
    assert picture.shows(walk(30), paused) == 1
    desk.frames(12)
    assert picture.slider("step").evaluate(step) == paused
    assert picture.pixels() == pixels
    picture.play.press("Space")
    picture.root.get_by_role("button", name="Pause").wait_for()
    picture.root.get_by_role("button", name="Play").wait_for()
    assert picture.position("step") == STEPS
    assert picture.shows(walk(30)) == 1
    assert picture.words.inner_text() == picture.said(lr_index=30, step=STEPS)


def test_python_hears_where_the_slider_is_when_the_hand_rests(desk, lab, twin):
    picture = opened(desk, lab, twin, "print(figure.lr_index, figure.step, figure.trajectory.hyper['lr'])")
    picture.drag("lr", to=7)
    picture.press("step", "Home", "ArrowRight")
    picture.rested()
    heard = f"7 1 {RATES[7]}"
    for _ in range(50):  # the kernel takes messages of widgets and of cells side by side
        if desk.run(2).strip() == heard:
            break
    assert desk.output(2).strip() == heard
    assert float(heard.split()[2]) == walk(7).hyper["lr"]


def test_setting_the_trait_in_python_moves_the_picture(desk, lab, twin):
    picture = opened(desk, lab, twin, "figure.lr_index = 33; figure.step = 9")
    said = picture.said(lr_index=33, step=9)
    picture.words.filter(has_text=said).wait_for()
    assert picture.position("lr") == 33
    assert picture.shows(walk(33), 9) == 1
    assert picture.shows(walk(33), slice(10, None)) < 0.5


def test_a_slider_of_the_teachers_own_moves_the_picture_by_a_link(desk, lab, twin):
    linked = (
        "from ipywidgets import IntSlider, jslink\nown = IntSlider(max=39)\nlink = jslink((own, 'value'), "
        "(figure, 'lr_index'))\nown"
    )
    picture = opened(desk, lab, twin, linked)
    own = desk.page.locator(".widget-slider .noUi-handle")
    picture.drag("lr", to=20)
    own.focus()
    for _ in range(3):
        desk.page.keyboard.press("ArrowRight")
    wanted = int(float(own.get_attribute("aria-valuenow")))
    assert wanted == 23
    desk.page.wait_for_function(
        "([input, wanted]) => input.valueAsNumber === wanted", arg=[picture.slider("lr").element_handle(), wanted]
    )
    assert picture.shows(walk(wanted)) == 1
    picture.drag("lr", to=35)
    assert int(float(own.get_attribute("aria-valuenow"))) == 35


def test_two_figures_do_not_move_each_other(desk, lab, twin):
    first = opened(desk, lab, twin, FIGURE.replace("figure", "another").format(steps=STEPS))
    second = Picture(desk, twin, nth=1)
    pixels, position = second.pixels(), second.position("lr")
    first.drag("lr", to=35)
    assert first.shows(walk(35)) == 1
    assert (second.pixels(), second.position("lr")) == (pixels, position)
    second.press("lr", "Home")
    assert second.shows(walk(0)) == 1
    assert first.shows(walk(35)) == 1
    assert first.position("lr") == 35


def test_two_views_of_one_figure_show_the_same(desk, lab, twin):
    first = opened(desk, lab, twin, "figure")
    second = Picture(desk, twin, nth=1)
    first.drag("lr", to=35)
    assert second.position("lr") == 35
    assert second.shows(walk(35)) == first.shows(walk(35)) == 1
    assert second.words.inner_text() == first.words.inner_text()


def test_the_figure_goes_on_working_when_the_kernel_is_gone(desk, lab, twin):
    picture = opened(desk, lab, twin)
    desk.end_kernel()
    picture.drag("lr", to=30)
    assert picture.shows(walk(30)) == 1
    picture.press("lr", "ArrowRight")
    assert picture.shows(walk(31)) == 1
    picture.rested()
    picture.play.click()
    desk.page.wait_for_function(
        "(input) => input.valueAsNumber > 2 && input.valueAsNumber < +input.max",
        arg=picture.slider("step").element_handle(),
    )
    picture.root.get_by_role("button", name="Play").wait_for()
    assert picture.position("step") == STEPS
    assert picture.shows(walk(31)) == 1
    desk.forgive(GONE)
