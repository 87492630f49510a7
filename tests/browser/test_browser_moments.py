"""Moments of races and maps: a button takes the figure there, and on paper each has a picture of its own."""

import numpy as np
import pytest
from helpers.pictures import FOUND, expect, places, rgb

import gdviz as gd
from gdviz import style

RATES = np.array([0.01, 0.016, 0.02, 0.023])
MANY = {"lr": [0.02, 0.04, 0.06], "mu": [0, 0.4, 0.8]}
FIGURES = {
    "race": lambda: gd.race(
        gd.ravine, [gd.gradient_descent, gd.momentum], steps=20, lr=MANY["lr"],
        moments={"quick": {"lr": 0.06}, "from there": {"lr": 0.02, "start": (-1.0, 0.5)}},
    ),
    "basins": lambda: gd.basins(
        gd.himmelblau, gd.gradient_descent, lr=RATES, cells=21,
        moments={"from there": {"start": (-3, 2)}, "C gone": {"lr": 0.016}, "leaps": {"lr": 0.023, "start": (2, 2)}},
    ),
    "tuning": lambda: gd.tuning(
        gd.ravine, gd.momentum, steps=20, **MANY,
        moments={"plain": {"lr": 0.06, "mu": 0}, "heavy": {"lr": 0.06, "mu": 0.8}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FIGURES)
def test_a_button_takes_sliders_and_place_to_its_moment(own_page, name):
    figure = FIGURES[name]()
    picture = own_page(figure)
    figure.step = figure.last  # nothing moves by itself: the whole walk shows
    buttons = picture.root.locator("button[name=moment]")
    expect(buttons).to_have_text([moment.name for moment in figure.moments])
    for nth, moment in enumerate(figure.moments):
        buttons.nth(nth).click()
        expect(buttons.nth(nth)).to_have_attribute("aria-pressed", "true")
        for slider, at in moment.at.items():
            setattr(figure, f"{slider}_index", at)
        if moment.place:
            setattr(figure, figure.handles[0].name, moment.place)
        expect(picture.words).to_have_text(figure.said())


def on_paper(picture):
    picture.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    picture.page.emulate_media(media="print")
    shown = picture.page.locator(".gdviz-multiples figure")
    expect(shown).to_have_text([moment.name for moment in picture.twin.moments])
    return [shown.nth(k).locator("canvas") for k in range(shown.count())]


def test_on_paper_each_moment_of_a_map_of_starts_has_its_map(own_page):
    figure = FIGURES["basins"]()
    figure.lr_index = 0  # of the moment that sets the start alone
    x, y = (side.values[1:-1] for side in figure.sides)
    found = []
    for canvas, moment in zip(on_paper(own_page(figure)), figure.moments, strict=True):
        figure.lr_index = moment.at.get("lr", 0)
        cells = figure.cells
        around = [np.roll(cells, shift, axis) for axis in (0, 1) for shift in (-1, 1)]
        inside = np.all([cells == one for one in around], axis=0)[1:-1, 1:-1]  # and not at a border
        found.append([])
        for valley in range(4):
            across, up = np.nonzero(inside & (cells[1:-1, 1:-1] == valley))
            spots = [places(canvas, x[across], y[up]), rgb(style.BASINS[valley]), 220, 1]
            found[-1].append((len(across), np.mean(canvas.evaluate(FOUND, spots)) if len(across) else 0))
    assert all(share > 0.9 for one in found for count, share in one if count)  # walks and stars lie on some
    assert [[count > 20 for count, _ in one] for one in found] == [
        [True, True, True, True], [True, True, False, True], [True, True, False, False]
    ]  # fmt: skip


def test_on_paper_each_moment_of_a_map_of_settings_has_its_walk(own_page):
    figure = FIGURES["tuning"]()
    canvases, (colour, _), seen = on_paper(own_page(figure)), style.of(gd.momentum), []
    for moment in figure.moments:
        figure.setting = moment.place
        walk = figure.trajectory.w.T
        seen.append([np.mean(one.evaluate(FOUND, [places(one, *walk), rgb(colour), 220, 2])) for one in canvases])
    assert seen[0][0] == seen[1][1] == 1
    assert max(seen[0][1], seen[1][0]) < 0.7
