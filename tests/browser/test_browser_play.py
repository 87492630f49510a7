"""Playback, arrows, landscapes on a slider, marks and large type, on a live figure in a real JupyterLab."""

import io

import numpy as np
import pytest
from helpers.browse import GONE
from helpers.pictures import Picture
from PIL import Image
from playwright.sync_api import expect

import gdviz as gd
from gdviz import style

IMPORTS = "import numpy as np\nfrom gdviz import *"
RAVINE = "figure = explore(ravine, momentum, steps=16, lr=np.linspace(0.002, 0.08, 40))\nfigure"
RATES = np.linspace(0.002, 0.08, 40)
FAMILY = "explore(two_features, gradient_descent, steps=16, correlation=[0, 0.5, 0.95], lr=np.geomspace(0.02, 2, 33))"
CORRELATIONS, LOG_RATES = [0, 0.5, 0.95], np.geomspace(0.02, 2, 33)
LARGE = f"projector()\n{RAVINE}\nprojector(False)\nfigure"
ACTIVE = "jupyterapp.shell.currentWidget.content.activeCellIndex"


@pytest.fixture(scope="module")
def twin():
    return gd.explore(gd.ravine, gd.momentum, steps=16, lr=RATES)


def opened(desk, lab, *cells):
    desk.open(lab.write("play.ipynb", IMPORTS, *cells)).run_all()


def test_buttons_and_keys_go_a_step_on_and_back(desk, lab, twin):
    opened(desk, lab, RAVINE, "'the last cell'")
    picture = Picture(desk, twin)
    picture.press("step", "Home", "ArrowRight", "ArrowRight", "ArrowRight")
    active = desk.page.evaluate(ACTIVE)
    forward, back = (picture.root.get_by_role("button", name=f"One step {way}") for way in ("forward", "back"))
    run = gd.descend(gd.ravine, gd.momentum, steps=16, lr=RATES[picture.position("lr")])
    for act, step in [(forward.click, 4), (forward.click, 5), (back.click, 4)]:
        act()
        assert picture.position("step") == step
    for key, step in [(".", 5), (".", 6), (".", 7), (",", 6)]:
        desk.page.keyboard.press(key)
        assert picture.position("step") == step
    assert picture.shows(run, 6) == 1
    assert picture.shows(run, slice(7, None)) < 0.5
    assert picture.words.inner_text() == picture.said(lr_index=picture.position("lr"), step=6)
    picture.press("lr", "End", ".")
    assert (picture.position("lr"), picture.position("step")) == (39, 7)
    picture.press("step", "Home", ",", "End", ".")
    assert picture.position("step") == 16
    assert desk.page.evaluate(ACTIVE) == active


def test_keys_after_a_click_on_the_picture_are_for_the_figure_and_none_reaches_jupyterlab(desk, lab, twin):
    opened(desk, lab, RAVINE, "explore(two_features(), momentum, start=[(0, 0), (1, 1)], steps=5)", "'the last cell'")
    picture, cells = Picture(desk, twin), "jupyterapp.shell.currentWidget.content.widgets.length"
    before = desk.page.evaluate(cells)
    for nth in (0, 1):  # one with a start that a click takes, one without
        canvas = Picture(desk, None, nth).canvas
        canvas.click(position={"x": 200, "y": 150})
        active = desk.page.evaluate(ACTIVE)
        for key in "xabdd0my.,":
            desk.page.keyboard.press(key)
        assert desk.page.evaluate(cells) == before
        assert desk.page.evaluate(ACTIVE) == active
    desk.page.keyboard.press("?")
    dialog = desk.page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    desk.page.keyboard.press(".")
    desk.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    picture.press("step", "Home", "f")
    desk.page.wait_for_function("() => document.fullscreenElement?.matches('.gdviz')")
    desk.page.keyboard.press(".")
    assert picture.position("step") == 1
    picture.root.get_by_role("button", name="Leave the whole screen").click()
    desk.page.wait_for_function("() => document.fullscreenElement === null")
    assert picture.words.inner_text().startswith("Step 1 of 16: ")


@pytest.mark.parametrize("key", [" ", "k"])
def test_a_key_plays_and_holds(desk, lab, twin, key):
    opened(desk, lab, RAVINE, "'the last cell'")
    picture = Picture(desk, twin)
    picture.root.get_by_label("speed").select_option("½×")
    picture.press("step", "Home")
    active = desk.page.evaluate(ACTIVE)
    desk.page.keyboard.press(key)
    expect(picture.play).to_have_accessible_name("Pause")
    desk.page.wait_for_function("(input) => input.valueAsNumber > 1", arg=picture.slider("step").element_handle())
    desk.page.keyboard.press(key)
    expect(picture.play).to_have_accessible_name("Play")
    step = picture.position("step")
    desk.frames(30)
    assert picture.position("step") == step
    assert 1 < step < 16
    assert picture.words.inner_text() == picture.said(lr_index=picture.position("lr"), step=step)
    assert desk.page.evaluate(ACTIVE) == active


def test_the_arrows_of_a_step_are_where_velocity_and_gradient_point(desk, lab, twin):
    opened(desk, lab, RAVINE)
    picture = Picture(desk, twin)
    picture.drag("lr", to=30)
    run = gd.descend(gd.ravine, gd.momentum, steps=16, lr=RATES[30])
    mu, lr = run.hyper["mu"], RATES[30]
    picture.press("step", "Home", *["ArrowRight"] * 4)
    for step in (4, 3):
        tail, tip = run.w[step - 1], run.w[step]
        middle = tail - lr * mu * run.state["z"][step - 1]
        on_velocity = tail + np.linspace(0.4, 0.9, 5)[:, None] * (middle - tail)
        on_gradient = middle + np.linspace(0.1, 0.7, 5)[:, None] * (tip - middle)
        assert np.allclose(tip, middle - lr * run.g[step - 1])
        assert picture.has(style.RULES["momentum"][0], *on_velocity.T) == [True] * 5
        assert picture.has(style.RULES["gradient_descent"][0], *on_gradient.T) == [True] * 5
        other = run.w[step] - lr * mu * run.state["z"][step]
        beyond = run.w[step] + np.linspace(0.4, 0.9, 5)[:, None] * (other - run.w[step])
        assert sum(picture.has(style.RULES["momentum"][0], *beyond.T)) <= 1
        assert picture.words.inner_text() == picture.said(lr_index=30, step=step)
        assert "made this step, and the" in picture.words.inner_text()
        desk.page.keyboard.press(",")
    picture.press("step", "Home")
    assert picture.has(style.RULES["gradient_descent"][0], *on_gradient.T) == [False] * 5
    assert "velocity" not in picture.words.inner_text()


def thumb(picture, name):
    """The middle of a slider's thumb on the page, by its pixels: what is dark higher up than the rail."""
    slider = picture.slider(name)
    seen = np.asarray(Image.open(io.BytesIO(slider.screenshot())).convert("RGB")).astype(int)
    above = seen[len(seen) // 2 - 7 : len(seen) // 2 - 4]
    dark = np.flatnonzero(np.any(above.max(axis=-1) < 100, axis=0))
    assert 4 < np.ptp(dark) < 16
    return slider.bounding_box()["x"] + dark.mean() + 0.5


def test_a_slider_over_landscapes_moves_contours_walk_and_marks_at_once_even_without_python(desk, lab):
    opened(desk, lab, FAMILY)
    family = gd.explore(gd.two_features, gd.gradient_descent, steps=16, correlation=CORRELATIONS, lr=LOG_RATES)
    picture = Picture(desk, family)
    marks = picture.root.locator(".gdviz-mark")
    corner = {}

    def right_at(k):
        f = gd.two_features(correlation=CORRELATIONS[k])
        at = picture.position("lr")
        assert picture.words.inner_text() == picture.said(correlation_index=k, lr_index=at, step=16)
        assert picture.shows(gd.descend(f, gd.gradient_descent, steps=16, lr=LOG_RATES[at])) == 1
        corner.setdefault(k, set()).add(picture.pixels([0.3, 0.1, 0.4, 0.2]))
        for nth, share in enumerate((1, 2)):
            place = np.log(share / f.lipschitz / 0.02) / np.log(100) * 32
            assert marks.nth(nth).is_visible() == (place <= 32)
            low = int(place)
            picture.drag("lr", to=low)
            left = thumb(picture, "lr")
            picture.press("lr", "ArrowRight")
            wanted = left + (place - low) * (thumb(picture, "lr") - left)
            box = marks.nth(nth).bounding_box()
            assert abs(box["x"] + box["width"] / 2 - wanted) < 2
        picture.drag("lr", to=at)

    picture.drag("lr", to=8)
    picture.drag("correlation", to=2)
    right_at(2)
    desk.end_kernel()
    for k in (0, 1, 2):
        picture.drag("correlation", to=k)
        right_at(k)
    assert [len(pixels) for pixels in corner.values()] == [1, 1, 1]
    assert len(set.union(*corner.values())) == 3
    desk.forgive(GONE)


def test_the_mark_of_momentum_moves_with_its_velocity_and_leaves_the_rail_with_it(desk, lab):
    opened(desk, lab, "explore(ravine, momentum, steps=16, lr=np.linspace(0.01, 0.11, 41), mu=[0, 0.2, 0.9])")
    picture = Picture(desk, None)
    mark, rates = picture.root.locator(".gdviz-mark"), np.linspace(0.01, 0.11, 41)
    picture.drag("lr", to=0)
    first = thumb(picture, "lr")
    picture.drag("lr", to=40)
    last = thumb(picture, "lr")
    for k, mu in enumerate([0, 0.2, 0.9]):
        picture.drag("mu", to=k)
        limit = 2 * (1 + mu) / gd.ravine.lipschitz
        assert mark.is_visible() == (limit <= rates[-1])
        if mark.is_visible():
            box, share = mark.bounding_box(), (limit - rates[0]) / np.ptp(rates)
            assert abs(box["x"] + box["width"] / 2 - first - share * (last - first)) < 2
            assert f"2(1 + μ)/L = {limit:.3g}: beyond it" in mark.get_attribute("title")


def test_on_a_projector_the_type_is_larger_and_in_a_narrow_window_nothing_sticks_out(new_desk, lab, twin):
    desk = new_desk(viewport={"width": 600, "height": 800})
    opened(desk, lab, RAVINE, LARGE)
    usual, large = Picture(desk, twin), Picture(desk, twin, nth=1)
    size = "(words) => parseFloat(getComputedStyle(words).fontSize)"
    assert large.words.evaluate(size) == pytest.approx(1.35 * usual.words.evaluate(size))
    assert large.pixels() != usual.pixels()
    assert large.sticking_out() == usual.sticking_out() == []
    large.drag("lr", to=30)
    assert large.position("lr") == 30
    desk.tidy()
