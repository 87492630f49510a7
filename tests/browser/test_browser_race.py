"""A race in a real JupyterLab: the browser runs it, so its axis, its sliders and its start need no Python."""

import ast

import numpy as np
import pytest
from helpers.browse import GONE
from helpers.pictures import Picture, rgb

import gdviz as gd

RACERS = {"plain": gd.gradient_descent, "heavy": gd.momentum, "batches": (gd.gradient_descent, {"batch": 40})}
COUNTED = """(canvas, [words, colour]) => { // pixels of a colour around words, and as far above them
    const { x, y, width, height } = canvas.gdviz.letters.find(({ text }) => text === words);
    const ratio = canvas.width / canvas.clientWidth, size = [width, height].map((v) => Math.round(v * ratio));
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    return [y, y - height - 6].map((top) => {
        const { data } = copy.getImageData(Math.round(x * ratio), Math.round(top * ratio), ...size);
        let count = 0;
        for (let k = 0; k < data.length; k += 4)
            count += colour.every((part, c) => Math.abs(part - data[k + c]) < 16);
        return count;
    });
}"""
CELL = """from gdviz import *
figure = race(two_features(), {"plain": gradient_descent, "heavy": momentum,
    "batches": (gradient_descent, {"batch": 40})}, steps=24, lr=[0.02, 0.04, 0.06], tol=0.4)
figure"""


@pytest.fixture
def twin():
    return gd.race(gd.two_features(), RACERS, steps=24, lr=[0.02, 0.04, 0.06], tol=0.4)


def follows(picture, axis=0, **positions):
    """Whether words and picture are those of the place where the start is, and of the controls."""
    said = picture.said(start=picture.begins(), axis_index=axis, lr_index=picture.position("lr"), step=24, **positions)
    assert picture.words.inner_text() == said
    for panel in (0, 2):  # beside them are the lanes
        seen = picture.races(panel)
        assert np.isfinite(seen).sum() >= 2
        assert np.nanmin(seen) == 1
    return said


def test_the_axis_is_switched_by_keyboard_and_picture_and_words_follow(desk, lab, twin):
    desk.open(lab.write("race.ipynb", CELL)).run_all()
    picture = Picture(desk, twin)
    menu = picture.root.locator("select[name=axis]")
    assert menu.locator("option").all_inner_texts() == ["steps", "gradient evaluations", "samples seen"]
    for axis, unit in ((0, "steps"), (1, "gradient evaluations"), (2, "samples")):
        assert menu.evaluate("(select) => select.selectedIndex") == axis
        assert f" {unit}; then " in follows(picture, axis)
        menu.focus()
        desk.page.keyboard.press("ArrowDown")
    twin.axis_index = 0
    assert picture.races(panel=2)[2] < 0.5  # batches of 40 have seen fewer samples
    picture.drag("lr", to=0)
    follows(picture, axis=2)
    twin.lr_index = 1
    assert np.nanmin(picture.races(panel=2)) < 0.5


def test_the_start_is_dragged_and_clicked_with_python_and_when_it_is_gone(desk, lab, twin):
    desk.open(lab.write("race.ipynb", CELL, "print([figure.start, figure.arrivals])")).run_all()
    picture = Picture(desk, twin)
    picture.take(3.0, 2.0)
    desk.frames()
    dragged = follows(picture)  # before the hand lets go
    desk.page.mouse.up()
    picture.rested()
    start, arrivals = ast.literal_eval(desk.run(1).replace("inf", "1e999"))
    assert start == picture.begins() == pytest.approx([3.0, 2.0], abs=0.02)
    assert arrivals == twin.arrivals
    desk.end_kernel()
    picture.take(0.5, 2.0)
    desk.frames()
    assert follows(picture) != dragged
    desk.page.mouse.up()
    desk.page.mouse.click(*picture.point(3.0, -1.0))
    desk.frames()
    follows(picture)
    assert np.allclose(picture.stands(), picture.point(*picture.begins()), atol=1)
    assert picture.begins() == pytest.approx([3.0, -1.0], abs=0.02)
    picture.drag("lr", to=2)
    follows(picture)
    assert picture.trouble.inner_text() == ""
    desk.forgive(GONE)


def test_no_walk_strikes_the_words_of_a_level_through(own_page):
    racers = {"one": (gd.gradient_descent, {"batch": 1}), "two": (gd.gradient_descent, {"batch": 2})}
    picture = own_page(gd.race(gd.two_features(), racers, steps=100, lr=0.1))
    canvas = picture.root.locator("[data-panel=cost] canvas")
    for racer in picture.twin.racers:
        among_letters, above = canvas.evaluate(COUNTED, ["cost of the truth", rgb(racer.paint.colour)])
        assert among_letters < above / 8
