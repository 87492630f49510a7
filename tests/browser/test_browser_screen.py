"""A figure on the whole screen, as a projector shows it: all of it is seen, without scrolling."""

import numpy as np
import pytest
from helpers.browse import Tab

import gdviz as gd

SIZES = [(1280, 720), (1400, 900), (1920, 1080)]
RATES = np.arange(2, 25) / 1000
BESIDE = {f"α = {lr}": {"lr": lr} for lr in (0.1, 0.2, 0.3, 0.4)}
FIGURES = {
    "moments": lambda: gd.explore(
        gd.two_features(), gd.momentum, steps=20, lr=np.linspace(0.1, 0.6, 6), mu=[0.5, 0.76, 0.9],
        panels=("landscape", "data"), moments=BESIDE,
    ),
    "legend": lambda: gd.basins(gd.himmelblau, gd.gradient_descent, lr=RATES, cells=21),
    "race": lambda: gd.race(gd.ravine, {"descent": gd.gradient_descent, "Adam": gd.adam}, steps=20, lr=0.04),
    "curve": lambda: gd.explore(gd.bowl, gd.gradient_descent, steps=20, lr=[0.1, 0.4, 0.9]),
}  # fmt: skip
OVER = """([height, body]) => {
    const root = document.fullscreenElement, words = root.querySelector(".gdviz-words").getBoundingClientRect();
    return [root.scrollHeight - root.clientHeight, words.bottom - height,
            root.querySelector(body).getBoundingClientRect().height / height];
}"""  # how far it can be scrolled, how far its last words lie below the screen, and how much of it is the picture


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}".format)
@pytest.mark.parametrize("name", FIGURES)
def test_on_the_whole_screen_nothing_lies_below_its_edge(chromium, tmp_path, name, size):
    figure = FIGURES[name]()
    if name == "legend":
        figure.lr_index = len(RATES) - 1  # its legend has two lines there
    figure.save(tmp_path / "figure.html")
    tab = Tab(chromium, offline=True, viewport={"width": size[0], "height": size[1]})
    tab.page.set_content((tmp_path / "figure.html").read_text())
    tab.page.get_by_role("button", name="The whole screen").click()
    tab.page.wait_for_function("() => document.fullscreenElement?.matches('.gdviz')")
    tab.frames()
    scrolls, below, share = tab.page.evaluate(OVER, [size[1], ".gdviz-body"])
    assert scrolls == 0
    assert below <= 0
    assert share > 0.5
    tab.page.get_by_role("button", name="Leave the whole screen").click()
    tab.page.wait_for_function("() => document.fullscreenElement === null")
    tab.frames()  # the page hears of it with its next frame
    assert tab.page.evaluate("document.querySelector('.gdviz').style.getPropertyValue('--less')") == ""
    tab.context.close()
    assert tab.complaints == []


def test_on_a_large_screen_letters_are_larger_and_the_hand_finds_its_place(chromium, tmp_path):
    gd.explore(gd.two_features(), gd.momentum, steps=20, lr=[0.1, 0.2]).save(tmp_path / "figure.html")
    tab = Tab(chromium, offline=True, viewport={"width": 1920, "height": 1080})
    tab.page.set_content((tmp_path / "figure.html").read_text())
    handle, canvas = tab.page.locator(".gdviz-handle"), tab.page.locator(".gdviz-canvas").first
    look = "(canvas) => [canvas.gdviz.box, canvas.gdviz.letters]"

    def taken(across, up):
        """Where a click puts the start, and where its ring then is, from the corner of the map."""
        box, _ = canvas.evaluate(look)
        zoom = canvas.evaluate("(canvas) => Number(canvas.closest('.gdviz').style.getPropertyValue('--zoom')) || 1")
        at = [zoom * (box[0] + across * box[2]), zoom * (box[1] + up * box[3])]
        canvas.click(position={"x": at[0], "y": at[1]})
        tab.frames()
        ring, corner = handle.bounding_box(), canvas.bounding_box()
        middle = [ring["x"] + ring["width"] / 2 - corner["x"], ring["y"] + ring["height"] / 2 - corner["y"]]
        np.testing.assert_allclose(middle, at, atol=2.0)
        return stands()

    def stands():
        return [float(number) for number in handle.get_attribute("title").replace("−", "-")[8:-1].split(",")]

    near, far = taken(0.2, 0.3), taken(0.7, 0.6)
    tab.page.get_by_role("button", name="The whole screen").click()
    tab.page.wait_for_function("() => document.fullscreenElement?.matches('.gdviz')")
    tab.frames(4)
    zoom = tab.page.evaluate("Number(document.querySelector('.gdviz').style.getPropertyValue('--zoom'))")
    assert zoom == 1.35  # of 800 pixels
    assert min(each["size"] for each in canvas.evaluate(look)[1]) * zoom > 14
    name = tab.page.locator(".gdviz-controls label").first
    assert name.evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)") > 15
    np.testing.assert_allclose([taken(0.2, 0.3), taken(0.7, 0.6)], [near, far], atol=0.025)
    handle.hover()
    tab.page.mouse.down()
    box, (inner, _) = canvas.bounding_box(), canvas.evaluate(look)
    tab.page.mouse.move(
        box["x"] + zoom * (inner[0] + 0.2 * inner[2]), box["y"] + zoom * (inner[1] + 0.3 * inner[3]), steps=5
    )
    tab.page.mouse.up()
    np.testing.assert_allclose(stands(), near, atol=0.025)
    tab.page.get_by_role("button", name="Leave the whole screen").click()
    tab.page.wait_for_function("() => document.fullscreenElement === null")
    tab.frames(4)
    np.testing.assert_allclose([taken(0.7, 0.6), taken(0.2, 0.3)], [far, near], atol=0.025)
    tab.context.close()
    assert tab.complaints == []
