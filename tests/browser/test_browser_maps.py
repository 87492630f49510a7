"""The maps in a real JupyterLab: a click on a cell, by mouse, by finger and by key, shows the run of that cell."""

import numpy as np
import pytest
from helpers.browse import GONE
from helpers.pictures import PIXELS, Picture, places, reported
from helpers.records import never

import gdviz as gd
from gdviz import style

NEVER = """
def never(row, before):  # no program can have it
    return np.array([float(cost) < -np.inf for cost in row.f])
"""
IMPORTS = "import numpy as np\nfrom gdviz import *"
BASINS = "figure = basins(himmelblau, momentum, (-3, 2), 60, lr=0.01, mu=0.8, cells=21)\nfigure"
TUNING = (
    "figure = tuning(ravine, momentum, steps=60, lr=np.linspace(0.01, 0.1, 10), mu=np.linspace(0, 0.9, 10))\nfigure"
)


RATES = np.array([0.001, 0.005, 0.01, 0.015, 0.02])
FLOWING = "basins(himmelblau, momentum, (-3, 2), 60, lr=[0.001, 0.005, 0.01, 0.015, 0.02], mu=0.8, cells=51)"


@pytest.fixture(scope="module")
def flowing():
    return gd.basins(gd.himmelblau, gd.momentum, (-3, 2), 60, lr=RATES, mu=0.8, cells=51)


@pytest.fixture(scope="module")
def hills():
    return gd.basins(gd.himmelblau, gd.momentum, (-3, 2), 60, lr=0.01, mu=0.8, cells=21)


@pytest.fixture(scope="module")
def settings():
    return gd.tuning(gd.ravine, gd.momentum, steps=60, lr=np.linspace(0.01, 0.1, 10), mu=np.linspace(0, 0.9, 10))


def opened(desk, lab, twin, source, *cells):
    desk.open(lab.write("maps.ipynb", IMPORTS, source, *cells)).run_all()
    twin.step = twin.last  # nothing moves by itself: the whole walk shows
    return Picture(desk, twin)


def spot(picture, *place):
    """Where in the canvas a place of the map lies."""
    ((x, y),) = places(picture.canvas, *([value] for value in place))
    return {"x": x, "y": y}


def said(picture, name, place):
    """What the words should be once a cell is picked, waited for."""
    setattr(picture.twin, name, place)
    words = picture.twin.said()
    picture.words.filter(has_text=words).wait_for()
    return words


def walk(*start):
    return gd.descend(gd.himmelblau, gd.momentum, start, 60, lr=0.01, mu=0.8)


@pytest.fixture
def page(own_page):
    """A function that shows a figure in a page of its own, on a screen of so many pixels a point."""

    def shown(figure, **how):
        figure.step = 0
        picture = own_page(figure, **how)
        figure.step = figure.last  # as above
        return picture

    return shown


def at_rest(picture):
    """Wait until the picture has not changed for a while."""
    picture.page.wait_for_function(
        f"""(canvas) => {{
            const pixels = ({PIXELS})(canvas), now = performance.now();
            if (pixels !== canvas.pixels) Object.assign(canvas, {{ pixels, since: now }});
            return now - canvas.since > 700;
        }}""",
        arg=picture.canvas.element_handle(),
    )


def shows_map(picture, dark=False):
    """Whether the map has the colours of its valleys: in the cells whose neighbours are like them."""
    cells, sides = picture.twin.cells, picture.twin.sides
    wide = np.lib.stride_tricks.sliding_window_view(cells, (5, 5))
    found, right = 0, True
    picture.press("step", "Home")  # what made a step is drawn over the map
    for kind in range(4):
        inside = np.argwhere(np.all(wide == kind, axis=(2, 3))) + 2
        inside = inside[:: max(1, len(inside) // 40)]
        face = style.BASINS[kind]
        places = [side.values[each] for side, each in zip(sides, inside.T, strict=True)]
        seen = picture.has(style.DARK[face] if dark else face, *places)
        found += len(seen)
        right = right and np.mean(seen) > 0.9  # a letter may hide one
    picture.press("step", "End")
    return right and found > 60


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
    assert picture.shows(walk(2, 4.5)) > 0.9  # what made the step lies over one


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
    chart, settings.step = Picture(desk, settings, nth=1), settings.last
    desk.end_kernel()
    picture.canvas.click(position=spot(picture, 1.4, -3.1))
    said(picture, "start", [1.5, -3.0])
    assert picture.shows(walk(1.5, -3)) == 1
    chart.canvas.click(position=spot(chart, 0.079, 0.22))
    assert "With α = 0.08, μ = 0.2 it arrives after" in said(chart, "setting", [0.08, 0.2])
    assert picture.trouble.inner_text() == chart.trouble.inner_text() == ""
    chart.rested()  # what it tells Python, who is gone, is complained of then
    desk.forgive(GONE)


def test_with_the_kernel_dead_the_slider_changes_the_map(desk, lab, flowing):
    picture = opened(desk, lab, flowing, f"figure = {FLOWING}\nfigure")
    desk.end_kernel()
    for to in (2, 0, 3):
        picture.drag("lr", to=to)
        words = picture.said(lr_index=to)
        assert "Of 2601 starts, " in words
        picture.words.filter(has_text=words).wait_for()
        assert shows_map(picture)
    picture.rested()
    desk.forgive(GONE)


@pytest.mark.parametrize("dark", [False, True])
def test_in_a_page_of_its_own_the_slider_changes_the_map_and_a_click_the_walk(page, flowing, dark):
    flowing.lr_index, flowing.start = 4, [-3, 2]
    picture = page(flowing, color_scheme="dark" if dark else "light")
    picture.words.filter(has_text=flowing.said()).wait_for()
    seen = []
    for to in (1, 3):
        picture.drag("lr", to=to)
        picture.words.filter(has_text=picture.said(lr_index=to)).wait_for()
        assert shows_map(picture, dark)
        seen.append(picture.pixels([0.05, 0.02, 0.5, 0.75]))
    assert seen[0] != seen[1]
    picture.canvas.click(position=spot(picture, -4.38, -2.22))
    said(picture, "start", [-4.4, -2.2])
    run = gd.descend(gd.himmelblau, gd.momentum, [-4.4, -2.2], 60, lr=RATES[3], mu=0.8)
    assert picture.shows(run, dark=dark) == 1
    assert shows_map(picture, dark)


def test_under_the_hand_the_map_is_coarse_and_says_of_how_many_starts_it_speaks(page):
    figure = gd.basins(gd.himmelblau, gd.adam, (-3, 2), 400, lr=np.linspace(0.02, 0.3, 15), cells=151)
    picture = page(figure)
    picture.words.filter(has_text="Of 22801 starts").wait_for()
    picture.film()
    picture.hold("lr", to=10)
    coarse = picture.words.inner_text()
    picture.page.mouse.up()
    picture.words.filter(has_text=picture.said(lr_index=10)).wait_for()
    assert "Of 22801 starts" not in coarse
    assert len({pixels for _, pixels in picture.cut()}) >= 3  # it has flowed


def test_a_border_across_the_cells_is_a_clean_line(page):
    minima = np.outer([1, -1], [5**-0.5, 2 * 5**-0.5])
    where = {"start": (-2.0, -1.0), "domain": [(-3, 3), (-3, 3)], "minima": minima}
    two = gd.surface(lambda a, b: ((a + 2 * b) ** 2 / 5 - 1) ** 2 + (2 * a - b) ** 2 / 5, **where)
    figure = gd.basins(two, gd.gradient_descent, steps=200, lr=0.01, cells=15)  # each has 25 pixels
    for ratio in (1, 2):
        picture = page(figure, device_scale_factor=ratio)
        picture.words.filter(has_text=figure.said()).wait_for()
        at_rest(picture)
        along = np.linspace(-1.2, 1.2, 60)  # the border: w1 = -2 w2
        unit = 6 / reported(picture.canvas)["box"][2]  # of a CSS pixel
        off = 4 * unit * np.array([1, 2]) / 5**0.5
        for side, kind in ((1, 0), (-1, 1)):
            assert np.mean(picture.has(style.BASINS[kind], -2 * along + side * off[0], along + side * off[1])) == 1
            assert np.mean(picture.has(style.BASINS[1 - kind], -2 * along + side * off[0], along + side * off[1])) < 0.3


def test_a_map_without_a_program_has_its_colours_too_and_says_in_a_page_that_it_needs_python(page):
    figure = gd.basins(gd.himmelblau, gd.momentum, (-3, 2), 60, lr=0.01, cells=51, stop=never)
    picture = page(figure)
    assert shows_map(picture)
    picture.canvas.click(position=spot(picture, -4.4, -2.1))
    assert "needs Python" in picture.trouble.inner_text()
    assert picture.words.inner_text() == figure.said()


def test_where_there_is_no_program_python_takes_the_walk_of_a_cell(desk, lab):
    twin = gd.basins(gd.himmelblau, gd.momentum, (-3, 2), 60, lr=0.01, cells=21, stop=never)
    picture = opened(desk, lab, twin, NEVER + BASINS.replace("cells=21", "cells=21, stop=never"))
    picture.canvas.click(position=spot(picture, -4.4, -2.1))
    assert "`never` asks for the value of a number" in said(picture, "start", [-4.5, -2.0])
    assert picture.shows(walk(-4.5, -2)) == 1
