"""The maps in a real JupyterLab: a click on a cell, by mouse, by finger and by key, shows the run of that cell."""

from types import SimpleNamespace

import numpy as np
import pytest
from helpers.browse import GONE
from helpers.pictures import Picture, places
from helpers.records import never

import gdviz as gd

NEVER = """
def never(row, before):  # no program can have it
    return np.array([float(cost) < -np.inf for cost in row.f])
"""
IMPORTS = "import numpy as np\nfrom gdviz import *"
BASINS = "figure = basins(himmelblau, momentum, (-3, 2), 60, lr=0.01, mu=0.8, cells=21)\nfigure"
TUNING = (
    "figure = tuning(ravine, momentum, steps=60, lr=np.linspace(0.01, 0.1, 10), mu=np.linspace(0, 0.9, 10))\nfigure"
)


@pytest.fixture(scope="module")
def hills():
    return gd.basins(gd.himmelblau, gd.momentum, (-3, 2), 60, lr=0.01, mu=0.8, cells=21)


@pytest.fixture(scope="module")
def settings():
    return gd.tuning(gd.ravine, gd.momentum, steps=60, lr=np.linspace(0.01, 0.1, 10), mu=np.linspace(0, 0.9, 10))


def opened(desk, lab, twin, source, *cells):
    desk.open(lab.write("maps.ipynb", IMPORTS, source, *cells)).run_all()
    return Picture(desk, twin)


def spot(picture, *place):
    """Where in the canvas a place of the map lies."""
    ((x, y),) = places(picture.twin.figure, *([value] for value in place))
    width = picture.twin.figure.get_size_inches()[0] * 100
    ratio = picture.canvas.bounding_box()["width"] / width
    return {"x": x * ratio, "y": y * ratio}


def said(picture, name, place):
    """What the words should be once a cell is picked, waited for."""
    setattr(picture.twin, name, place)
    words = picture.twin.said()
    picture.words.filter(has_text=words).wait_for()
    return words


def walk(*start):
    return gd.descend(gd.himmelblau, gd.momentum, start, 60, lr=0.01, mu=0.8)


def test_a_click_on_a_start_shows_its_walk_and_keys_go_cell_by_cell(desk, lab, hills):
    picture = opened(desk, lab, hills, BASINS, "print(figure.start)")
    assert picture.shows(walk(-3, 2)) == 1
    picture.canvas.click(position=spot(picture, -4.4, -2.1))
    assert "The walk from (−4.5, −2) ends in valley" in said(picture, "start", [-4.5, -2.0])
    assert picture.shows(walk(-4.5, -2)) == 1
    assert picture.shows(walk(-3, 2)) < 0.5
    for key, place in [("ArrowRight", [-4.0, -2.0]), ("ArrowUp", [-4.0, -1.5]), ("ArrowLeft", [-4.5, -1.5])]:
        desk.page.keyboard.press(key)
        said(picture, "start", place)
    assert picture.shows(walk(-4.5, -1.5)) == 1
    picture.rested()
    assert desk.run(2).strip() == "[-4.5, -1.5]"


def test_the_handle_is_dragged_from_start_to_start(desk, lab, hills):
    picture = opened(desk, lab, hills, BASINS)
    handle = picture.root.locator("button.gdviz-handle")
    handle.hover()
    box, to = picture.canvas.bounding_box(), spot(picture, 2.1, 4.4)
    desk.page.mouse.down()
    desk.page.mouse.move(box["x"] + to["x"], box["y"] + to["y"], steps=8)
    desk.page.mouse.up()
    said(picture, "start", [2.0, 4.5])
    assert picture.shows(walk(2, 4.5)) == 1


def test_a_click_on_a_setting_shows_its_walk(desk, lab, settings):
    picture = opened(desk, lab, settings, TUNING, "print(figure.setting == [0.05, 0.5], figure.trajectory.n_steps)")
    picture.canvas.click(position=spot(picture, 0.052, 0.47))
    settings.setting = [0.05, 0.5]
    assert "With α = 0.05, μ = 0.5 it arrives after" in said(picture, "setting", settings.setting)
    before = picture.pixels()
    desk.page.keyboard.press("ArrowUp")
    up = settings.sides[1].values[6]
    assert "With α = 0.05, μ = 0.6" in said(picture, "setting", [settings.setting[0], up])
    assert picture.pixels() != before


def test_a_finger_picks_a_start(new_desk, lab, hills):
    desk = new_desk(has_touch=True)
    picture = opened(desk, lab, hills, BASINS)
    picture.canvas.tap(position=spot(picture, 4.4, -4.6))
    said(picture, "start", [4.5, -4.5])
    assert picture.shows(walk(4.5, -4.5)) == 1
    desk.tidy()


def test_with_the_kernel_dead_a_click_shows_a_walk_of_either_map(desk, lab, hills, settings):
    picture = opened(desk, lab, hills, BASINS, TUNING)
    chart = Picture(desk, settings, nth=1)
    lab.api(f"kernels/{desk.kernel()}", "DELETE")
    desk.page.wait_for_function("jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status !== 'idle'")
    picture.canvas.click(position=spot(picture, 1.4, -3.1))
    said(picture, "start", [1.5, -3.0])
    assert picture.shows(walk(1.5, -3)) == 1
    chart.canvas.click(position=spot(chart, 0.079, 0.22))
    assert "With α = 0.08, μ = 0.2 it arrives after" in said(chart, "setting", [0.08, 0.2])
    assert picture.trouble.inner_text() == chart.trouble.inner_text() == ""
    desk.complaints = [said for said in desk.complaints if GONE not in said]


@pytest.mark.parametrize("program", [True, False])
def test_a_map_in_a_page_of_its_own_shows_the_walk_of_a_click_if_it_has_a_program(chromium, tmp_path, hills, program):
    twin = hills if program else gd.basins(gd.himmelblau, gd.momentum, (-3, 2), 60, lr=0.01, cells=21, stop=never)
    twin.start = [-3, 2]
    twin.save(tmp_path / "map.html")
    page = chromium.new_context(offline=True, viewport={"width": 900, "height": 800}).new_page()
    page.goto((tmp_path / "map.html").as_uri())
    picture = Picture(SimpleNamespace(page=page), twin)
    picture.canvas.click(position=spot(picture, -4.4, -2.1))
    assert ("needs Python" in picture.trouble.inner_text()) is not program
    if program:
        said(picture, "start", [-4.5, -2.0])
        assert picture.shows(walk(-4.5, -2)) == 1
        page.keyboard.press("Shift+ArrowRight")
        said(picture, "start", [-2.0, -2.0])
    else:
        assert picture.words.inner_text() == twin.said()
    page.context.close()


def test_where_there_is_no_program_python_takes_the_walk_of_a_cell(desk, lab):
    twin = gd.basins(gd.himmelblau, gd.momentum, (-3, 2), 60, lr=0.01, cells=21, stop=never)
    picture = opened(desk, lab, twin, NEVER + BASINS.replace("cells=21", "cells=21, stop=never"))
    picture.canvas.click(position=spot(picture, -4.4, -2.1))
    assert "`never` asks for the value of a number" in said(picture, "start", [-4.5, -2.0])
    assert picture.shows(walk(-4.5, -2)) == 1
