"""A walk that is kept, to compare: what is said of it, on a page of its own."""

import numpy as np
import pytest
from helpers.pictures import expect

import gdviz as gd
from gdviz.style import short

RATES = [0.02, 0.04, 0.06]


@pytest.fixture
def kept(own_page):
    """A function that opens a figure and keeps its walk."""

    def opened(figure):
        picture = own_page(figure)
        picture.root.locator("button[name=keep]").click()
        return picture

    return opened


def test_it_is_told_with_its_settings_and_after_a_drag_with_where_it_began(kept):
    picture = kept(gd.explore(gd.ravine, gd.momentum, steps=9, lr=RATES, mu=[0, 0.8]))
    run = gd.descend(gd.ravine, gd.momentum, steps=9, lr=0.04, mu=0.8)  # the best of these: it shows first
    cost = short(run.f[-1])
    expect(picture.words).to_contain_text(f"Kept (α = 0.04, μ = 0.8): cost {cost} at this step.")
    picture.drag("lr", to=0)
    expect(picture.words).to_contain_text(f"Kept (α = 0.04, μ = 0.8): cost {cost} at this step.")
    picture.take(2.5, -1.2)
    picture.page.mouse.up()
    begin = f"({short(run.w[0, 0])}, {short(run.w[0, 1])})"
    expect(picture.words).to_contain_text(f"Kept (α = 0.04, μ = 0.8, from {begin}): cost {cost} at this step.")


def test_on_a_curve_a_beginning_is_one_number(kept):
    picture = kept(gd.explore(gd.two_valleys, gd.gradient_descent, steps=9))
    picture.take(3.4)
    picture.page.mouse.up()
    expect(picture.words).to_contain_text(f"Kept (from {short(gd.two_valleys.start[0])}): cost")


def test_of_a_map_of_settings_it_is_told_with_those_of_its_cell(kept):
    figure = gd.tuning(gd.ravine, gd.momentum, steps=20, lr=np.array(RATES), mu=np.array([0, 0.4, 0.8]))
    figure.setting = (0.055, 0.1)
    picture = kept(figure)
    expect(picture.words).to_contain_text("Kept (α = 0.06, μ = 0): cost")
