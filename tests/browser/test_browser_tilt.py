"""A map of valleys on a page of its own, tipped over, and with a swarm on it: its colours, the hand, the slider."""

import re

import numpy as np
import pytest
from helpers.pictures import expect, reported

import gdviz as gd
from gdviz import style

# How many pixels of the map have each of the colours, [red, green, blue], in the light or in the shadow of the hill.
COUNTED = """(canvas, colours) => {
    const ratio = canvas.width / canvas.clientWidth;
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(...canvas.gdviz.box.map((v) => Math.round(v * ratio)));
    const counts = colours.map(() => 0);
    for (let k = 0; k < data.length; k += 4) {
        const off = colours.map((colour) => {
            const sum = (of) => colour.reduce((all, part, c) => all + part * of(c), 0);
            const lit = Math.max(0.8, Math.min(1.1, sum((c) => data[k + c]) / sum((c) => colour[c])));
            return Math.max(...colour.map((part, c) => Math.abs(data[k + c] - lit * part)));
        });
        const least = Math.min(...off);
        if (least < 6) counts[off.indexOf(least)]++;
    }
    return counts;
}"""
RATES = [0.002, 0.01, 0.018]
STILL = 600  # milliseconds: a map gets its fine borders within them


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def opened(request, own_page):
    """A function that shows a figure on a page, and gives it with a function that counts the pixels of its valleys."""

    def shown(figure):
        picture = own_page(figure, color_scheme="dark" if request.param else "light")
        faces = [style.DARK[face] if request.param else face for face in style.BASINS[:4]]
        colours = [[int(face[k : k + 2], 16) for k in (1, 3, 5)] for face in faces]

        def counted():
            picture.page.wait_for_timeout(STILL)
            return np.array(picture.canvas.evaluate(COUNTED, colours))

        return picture, counted

    return shown


def valleys(**rates):
    return gd.basins(gd.himmelblau, gd.gradient_descent, steps=80, **{"lr": 0.01} | rates)


def tip(picture):
    picture.root.locator("button[name=tilt]").click()


def test_valleys_keep_their_colours_when_the_map_tips_over_and_back(opened):
    picture, counted = opened(valleys())
    flat = counted()
    assert np.all(flat > 1000)
    tip(picture)
    tipped = counted()
    assert reported(picture.canvas)["degrees"] < 60
    assert np.all(tipped > flat / 4)  # some of it lies behind the hill
    assert not np.array_equal(tipped, flat)
    tip(picture)
    assert np.array_equal(counted(), flat)


def test_a_click_on_the_tipped_map_picks_the_start_that_is_seen_there(opened):
    figure = valleys(cells=25)
    picture, _ = opened(figure)
    west, north, width, height = reported(picture.canvas)["box"]
    side, shares = figure.sides[0], np.array([0.15, 0.3, 0.7])

    def picked():
        """The starts that clicks on one row of the picture pick."""
        for share in shares:
            picture.canvas.click(position={"x": west + share * width, "y": north + 0.5 * height})
            point = re.search(r"walk from \((\S+), (\S+)\)", picture.words.inner_text())
            yield [float(part.rstrip(",").replace("−", "-")) for part in point.groups()]

    flat = np.array(list(picked()))
    tip(picture)
    tipped = np.array(list(picked()))
    columns = [side.values[side.cell(10 * share - 5)] for share in shares]  # the sides go from −5 to 5
    assert flat[:, 0] == pytest.approx(columns, abs=0.01)
    assert tipped[:, 0] == pytest.approx(columns, abs=0.01)
    assert np.ptp(flat[:, 1]) == 0
    assert np.ptp(tipped[:, 1]) > 0  # where the ground is high, what is seen there lies nearer


def test_the_slider_changes_the_map_while_it_is_tipped(opened):
    picture, counted = opened(valleys(lr=np.array(RATES)))
    tip(picture)
    before = counted()
    picture.drag("lr", to=0)
    after = counted()
    assert not np.array_equal(after, before)
    tip(picture)
    tip(picture)
    assert np.array_equal(counted(), after)


def test_of_a_swarm_on_the_valleys_some_walk_into_each(opened):
    figure = valleys()
    picture, _ = opened(figure)
    colour, _ = style.of(gd.gradient_descent)
    minima = np.transpose(gd.himmelblau.minima)
    dark = picture.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    colour = style.DARK[colour] if dark else colour
    picture.press("step", "End")
    assert np.sum(picture.has(colour, *minima)) <= 1
    picture.root.locator("button[name=swarm]").click()
    expect(picture.play).to_have_attribute("aria-label", "Play again", timeout=20_000)  # when all of them are at rest
    assert np.all(picture.has(colour, *minima))


def stay(w, g, *, lr=0.1):
    return w + 0 * lr * g


def scattered(picture, many):
    """The first of thirty starts, as they lie on the map that shows."""
    (left, right), (low, high) = ((axis["low"], axis["high"]) for axis in map(reported(picture.canvas).get, "xy"))
    k = np.arange(many)
    return left + k * 0.6180339887498949 % 1 * (right - left), low + (k + 0.5) / many * (high - low)


def test_a_swarm_sets_out_all_over_the_landscape_that_shows(opened):
    def hill(width=1.0):
        domain = [(-3 * width, 3 * width)] * 2
        return gd.surface(lambda a, b: (a**2 + b**2) / width**2, domain=domain, start=(2 * width, width))

    figure = gd.explore(hill, stay, steps=5, width=[1.0, 100.0])
    picture, _ = opened(figure)
    dark = picture.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    colour, _ = style.of(stay)
    for at in (1, 0, 1):
        picture.drag("width", to=at)
        if at and picture.root.locator("button[name=swarm]").get_attribute("aria-pressed") == "false":
            picture.root.locator("button[name=swarm]").click()
        picture.press("step", "End")
        assert np.sum(picture.has(style.DARK[colour] if dark else colour, *scattered(picture, 30))) >= 28


def test_in_a_race_every_rule_sets_out_from_the_other_starts_too(opened):
    rules = {"plain": (gd.gradient_descent, {"lr": 0.01}), "stay": (stay, {})}
    figure = gd.race(gd.himmelblau, rules, steps=80)
    picture, _ = opened(figure)
    dark = picture.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    plain, still = (style.DARK[one.paint.colour] if dark else one.paint.colour for one in figure.racers)
    starts = scattered(picture, 15)
    picture.press("step", "End")
    assert not np.any(picture.has(still, *starts))
    picture.root.locator("button[name=swarm]").click()
    expect(picture.play).to_have_attribute("aria-label", "Play again", timeout=20_000)
    assert np.all(picture.has(plain, *np.transpose(gd.himmelblau.minima)))
    assert np.sum(picture.has(still, *starts)) >= 14  # one may lie beneath the walk of the other
