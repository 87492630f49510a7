"""A race in a real JupyterLab: its horizontal axis is switched by keyboard, and the picture and the words follow."""

import numpy as np
import pytest
from helpers.pictures import FOUND, REACH, Picture

import gdviz as gd

RACERS = {"plain": gd.gradient_descent, "heavy": gd.momentum, "batches": (gd.gradient_descent, {"batch": 40})}
CELL = """from gdviz import *
figure = race(two_features(), {"plain": gradient_descent, "heavy": momentum,
    "batches": (gradient_descent, {"batch": 40})}, steps=24, lr=[0.02, 0.04, 0.06], tol=0.4)
figure"""


@pytest.fixture(scope="module")
def twin():
    return gd.race(gd.two_features(), RACERS, steps=24, lr=[0.02, 0.04, 0.06], tol=0.4)


def found(picture, axis, lr, panel):
    """For each racer, which share of its markers is seen where matplotlib puts them at a position of the controls."""
    twin = picture.twin
    figure, shares = twin.figures[axis], []
    height, scale = 100 * figure.get_size_inches()[1], 100 / figure.dpi
    for track in (t for t in twin.tracks if t.kind == "path" and t.ax is twin.figures[0].axes[panel]):
        x, y = (values[2 :: track.look["markevery"]] for values in track.at((axis, lr), twin.last))
        rgb = [int(track.look["color"][i : i + 2], 16) for i in (1, 3, 5)]
        pixels = figure.axes[panel].transData.transform(np.column_stack([x, y])) * scale
        places = [(u, height - v) for u, v in pixels]
        shares.append(np.mean(picture.canvas.evaluate(FOUND, [places, rgb, 100 * figure.get_size_inches()[0], REACH])))
    return np.array(shares)


def test_the_axis_is_switched_by_keyboard_and_picture_and_words_follow(desk, lab, twin):
    desk.open(lab.write("race.ipynb", CELL)).run_all()
    picture = Picture(desk, twin)
    menu = picture.root.locator("select[name=axis]")
    assert menu.locator("option").all_inner_texts() == ["steps", "gradient evaluations", "samples seen"]
    begin = twin.lr_index
    for axis, unit in ((0, "steps"), (1, "gradient evaluations"), (2, "samples")):
        assert menu.evaluate("(select) => select.selectedIndex") == axis
        assert picture.words.inner_text() == picture.said(axis_index=axis, lr_index=begin)
        assert f" {unit}; then " in picture.words.inner_text()
        assert found(picture, axis, begin, panel=0).min() > 0.5
        assert found(picture, axis, begin, panel=1).min() > 0.8
        menu.focus()
        desk.page.keyboard.press("ArrowDown")
    assert found(picture, 0, begin, panel=1)[2] < 0.5  # batches of 40 have seen fewer samples
    assert found(picture, 2, begin, panel=1)[2] > 0.5
    picture.drag("lr", to=0)
    assert picture.words.inner_text() == picture.said(axis_index=2, lr_index=0)
    assert found(picture, 2, 0, panel=1).min() > 0.8
    assert found(picture, 2, begin, panel=1).min() < 0.5
