"""A figure on the whole screen, as a projector shows it: all of it is seen, without scrolling."""

import numpy as np
import pytest
from helpers.browse import Tab

import gdviz as gd

SIZES = [(1280, 720), (1400, 900)]
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
