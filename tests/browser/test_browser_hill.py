"""The hill as the browser paints it: its colours are those of its bands, in both themes, for each landscape."""

import numpy as np
import pytest
from helpers.pictures import expect, pixels_of
from matplotlib.colors import LinearSegmentedColormap

import gdviz as gd
from gdviz import style
from gdviz.figures import landscape

READ = """(canvas, [places, width]) => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const ratio = canvas.width / (width ?? canvas.clientWidth);
    return places.map(([x, y]) => [...copy.getImageData(Math.floor(x * ratio), Math.floor(y * ratio), 1, 1).data]);
}"""


def steep(a, b):
    """Heights that cannot be traced: they cross as a grid."""
    return a**2 + 3 * b**2 if np.all(a < 9) else a


def places(f, count=40):
    """Points of a map that lie well inside a band, and not where marks are: (count, 2), and the number of each band."""
    _, heights = landscape.ground(f, f.domain)
    levels = landscape.levels(heights)
    w = np.random.default_rng(0).uniform(*np.transpose(f.domain) * 0.98, (4000, 2))
    around = np.ptp(f.domain, axis=1) * 0.008 * np.stack(np.meshgrid([-1, 0, 1], [-1, 0, 1]), -1).reshape(-1, 1, 2)
    stands = np.interp(f(w + around), levels, np.arange(len(levels)))
    inside = np.all(np.floor(stands) == np.floor(stands[4]), axis=0)
    marks = [f.start, *f.minima]
    free = np.all([np.max(np.abs(w - mark) / np.ptp(f.domain, axis=1), axis=-1) > 0.08 for mark in marks], axis=0)
    clear = free & inside & (w[:, 1] > np.mean(f.domain[1]))  # the key to the arrows stands below
    return w[clear][:count], stands[4][clear][:count].astype(int), levels


def read(picture, w):
    """The pixels at points of the first panel, (points, 4)."""
    return np.array(picture.canvas.evaluate(READ, [pixels_of(picture.canvas, *np.transpose(w)).tolist(), None]))


def demand_bands(pixels, band, levels, dark):
    """Each pixel has the colour of its band, from light to dark by as much as the light from the side may change it."""
    ramp = LinearSegmentedColormap.from_list("", style.SLOPES[dark], N=4096)
    wanted = 255 * ramp(np.asarray(band) / (len(levels) - 2))[:, :3]
    share = np.asarray(pixels)[:, :3] / wanted
    assert np.all(np.ptp(share, axis=1) < 0.05)  # lighter or darker, and no other colour
    assert np.all((share > 0.86) & (share < 1.14))


@pytest.mark.parametrize(
    "f",
    [gd.himmelblau, gd.rosenbrock, gd.surface(steep, domain=[(-2, 2), (-2, 2)], start=(1, 1), name="grid")],
    ids=lambda f: f.name,
)
def test_each_point_has_the_colour_of_its_band_on_a_light_page_and_on_a_dark_one(own_page, f):
    figure = gd.explore(f, gd.gradient_descent, steps=3, lr=[1e-4, 2e-4])
    figure.step = 0
    assert bool(figure._scene["hills"][0]["program"]) == (f.name != "grid")
    picture, (w, band, levels) = own_page(figure), places(f)
    assert len(w) >= 20
    assert len(np.unique(band)) >= 6
    for dark, scheme in ((False, "light"), (True, "dark"), (False, "light")):
        picture.page.emulate_media(color_scheme=scheme)
        expect(picture.page.locator(".gdviz-dark")).to_have_count(int(dark))
        demand_bands(read(picture, w), band, levels, dark)


def test_the_hill_changes_with_the_slider_of_a_family_and_comes_back(own_page):
    members = [gd.two_features(correlation=c) for c in (0.0, 0.5, 0.9)]
    figure = gd.explore(gd.two_features, gd.gradient_descent, steps=3, correlation=[0.0, 0.5, 0.9], lr=0.001)
    figure.step = 0
    picture, seen = own_page(figure), []
    for to in (0, 1, 2, 0):
        picture.drag("correlation", to=to)
        w, band, levels = places(members[to])
        demand_bands(read(picture, w), band, levels, False)
        seen.append(read(picture, places(members[0])[0]))
    assert (seen[0] == seen[3]).all()
    assert (seen[0] != seen[1]).any()
    assert (seen[1] != seen[2]).any()


def test_the_hill_fills_its_panel_to_the_border(own_page):
    hole = gd.surface(lambda a, b: np.sqrt(a + 1) + b**2, domain=[(-2, 2), (-2, 2)], start=(1, 1), name="hole")
    figure = gd.explore(hole, gd.gradient_descent, steps=3, lr=0.001, panels="landscape")
    figure.step = 0
    picture = own_page(figure)
    edge = np.linspace(-1.9, 1.9, 39)
    sides = [np.column_stack([0 * edge + 1.995, edge]), np.column_stack([edge, 0 * edge + 1.995])]
    for inside in [*sides, [(-1.5, 0.3), (-1.01, -1.5), (-1.9, 1.9)]]:
        assert (read(picture, inside)[:, 3] == 255).all()  # where it is not known, too
    levels = landscape.levels(landscape.ground(hole, hole.domain)[1])
    demand_bands(read(picture, [(-1.5, 0.3)]), [13], levels, False)


def test_under_the_blindfold_the_hill_shows_when_the_fog_has_lifted(own_page):
    figure = gd.blindfold(gd.himmelblau, (-4.0, -4.0))
    picture, (w, _, _) = own_page(figure), places(gd.himmelblau)
    far = np.max(np.abs(w + 4), axis=-1) > 2.5
    fogged = read(picture, w[far])
    for _ in range(2):  # it is steep there: it asks back
        picture.root.get_by_role("button", name="I am down").click()
    picture.page.wait_for_function("() => document.querySelector('.gdviz-clear')")
    clear = read(picture, w[far])
    assert np.mean((clear != fogged).any(axis=-1)) > 0.9
    assert np.mean(np.abs(fogged - clear).max(axis=-1) <= 1) < 0.2
