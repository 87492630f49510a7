"""A hill: what crosses to the browser, what matplotlib draws, and hill.js by node's test runner."""

import base64
import json
from pathlib import Path

import contourpy
import numpy as np
import pytest
from helpers import trace
from helpers.tables import LANDSCAPES
from helpers.walks import rounds
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure

import gdviz as gd
from gdviz import LiveFigure, style
from gdviz.engine import compile
from gdviz.figures import landscape
from gdviz.live import ground, hill, wire
from gdviz.live.tracks import Track

PLANES = [each.f for each in LANDSCAPES if each.f.n == 2]
X, Y = np.linspace(-2, 2, 41), np.linspace(-1, 1, 31)
U, V = np.meshgrid(X, Y)
LEVELS = np.array([0.0, 0.5, 1.0, 2.0, 5.0])


@pytest.fixture
def ax():
    ax = Figure(figsize=(4, 3), facecolor="none").subplots()
    ax.set(xlim=(-2, 2), ylim=(-1, 1), facecolor="none")
    return ax


def surface(f):
    """The heights of a landscape on the grid of its picture, and their levels."""
    _, heights = landscape.ground(f, f.domain)
    return heights, landscape.levels(heights)


def stands():
    """Where heights stand among levels, those that are none nowhere."""
    for f in PLANES:
        heights, levels = surface(f)
        some = np.concatenate([heights.ravel()[::97], levels, levels[:1] - 1, levels[-1:] + 1])
        wanted = np.interp(some, levels, np.arange(len(levels)))
        yield {"levels": levels.tolist(), "heights": trace.packed(some), "stands": trace.packed(wanted)}


def packed():
    """Two grids with their levels, one with a hole, as they cross."""
    grids, levels = [U**2 + V**2, np.where(U < -1, np.nan, 100 * U**2 + V)], [LEVELS, LEVELS * 90 - 1]
    told = [np.interp(*each, np.arange(5)) for each in zip(grids, levels, strict=True)]
    block = base64.b64encode(hill.packed(grids, levels)).decode()
    wanted = [trace.packed(each.ravel()) for each in told]
    return {"packed": block, "shape": U.shape, "levels": len(LEVELS), "stands": wanted}


def heights():
    """Programs of landscapes and of families, and heights at points whose number is no multiple of a block."""
    rng = np.random.default_rng(3)
    family = [gd.two_features(correlation=c) for c in (0.0, 0.5, 0.9)]
    odd = gd.surface(lambda a, b: np.sqrt(a) + 1 / b, name="odd")
    flat = gd.surface(lambda a, b: 7.0 + 0 * a, name="flat")
    for members in [*([f] for f in PLANES), family, [odd], [flat]]:
        w = rng.uniform(-4, 4, (1300, 2))
        w[:3] = [[0, 0], [1, 0], [-1, 2]]
        with np.errstate(all="ignore"):
            wanted = [trace.packed(f(w)) for f in members]
        program = compile.heights(members)
        told = trace.sent(program) | {"name": members[0].name, "heights": wanted}
        yield told | {"w0": trace.packed(w[:, 0]), "w1": trace.packed(w[:, 1]), "exact": not rounds(program)}


def lines():
    """The lines of Himmelblau's function, as contourpy finds them for matplotlib, counted in nodes."""
    whole, levels = surface(gd.himmelblau)
    at = np.interp(whole, levels, np.arange(len(levels))).astype("f4").astype(float)
    wanted = []
    for level in range(1, len(levels) - 1):
        found = contourpy.contour_generator(z=at).lines(level)
        x, y = np.concatenate(found).T
        wanted.append({"lines": len(found), "points": [trace.packed(x), trace.packed(y)]})
    rows, columns = at.shape
    packed = {"stands": trace.packed(at.ravel()), "rows": rows, "columns": columns}
    return packed | {"count": len(levels) - 1, "wanted": wanted}


def tints():
    """The colours of the bands, as matplotlib fills them: even steps, whatever the levels."""
    for f in PLANES:
        _, levels = surface(f)
        shares = np.linspace(0, 1, len(levels) - 1)
        for stops in style.SLOPES:
            colours = LinearSegmentedColormap.from_list("", stops, N=4096)(shares)[:, :3] * 255
            yield {"levels": levels.tolist(), "stops": stops, "colours": colours.tolist()}


def test_bands_lines_and_heights_in_javascript_are_those_of_python_and_matplotlib(node_tests):
    cases = {"stands": [*stands()], "packed": packed(), "heights": [*heights()], "lines": lines(), "tints": [*tints()]}
    node_tests(Path(__file__).with_name("hill.test.mjs"), cases, 12)


def test_what_is_filled_by_matplotlib_has_the_same_colours(ax):
    heights, levels = surface(gd.himmelblau)
    hill.contours(ax, np.linspace(-2, 2, 161), np.linspace(-1, 1, 161), heights, levels)
    filled, _ = ax.collections
    middles = Normalize(levels[0], levels[-1])((levels[1:] + levels[:-1]) / 2)
    ax.figure.canvas.draw()
    np.testing.assert_allclose(filled.get_facecolor(), style.HILL(middles))


def test_a_hill_leaves_no_hole_where_it_is_not_known(ax):
    heights = np.where(U < 0, np.nan, U + V + 1)
    hill.contours(ax, X, Y, heights, np.linspace(0, 4, 9))
    layers = ground.layers(ax.figure, (300, 400, 4))
    left, bottom, width, height = (int(side) for side in ax.bbox.bounds)
    inside = np.s_[300 - bottom - height + 3 : 300 - bottom - 3, left + 3 : left + width - 3]
    assert (layers[0][inside][..., 3] == 255).all()
    unknown = layers[0][inside][:, : width // 2 - 12, :3].reshape(-1, 3)
    np.testing.assert_array_equal(np.unique(unknown, axis=0), [np.round(255 * np.array(style.HILL(15 / 16)[:3]))])
    assert not layers[1][inside][:, : width // 2 - 12, 3].any()  # nor a line in it


def walk(ax):
    return Track("path", ax, np.arange(3.0), np.zeros(3), {"color": "#c74700"})


def test_the_picture_that_is_sent_has_no_hill_and_the_one_that_is_stored_has(ax):
    hill.contours(ax, X, Y, U**2 + V**2, LEVELS)
    figure = LiveFigure(ax.figure, [walk(ax)], hills=[hill.Hill(ax, [LEVELS], grids=[U**2 + V**2])])
    left, top, width, height = (round(2 * side) for side in figure._scene["axes"][0]["box"])
    inside = np.s_[top + 4 : top + height - 4, left + 4 : left + width - 4]
    for page in (figure._pictures[0][0], wire.in_dark(*figure._pictures[0])):
        assert not wire.pixels(page)[inside][..., 3].any()
        assert wire.pixels(page)[..., 3].any()  # ticks and their numbers
    stored = wire.pixels(figure.png())[inside][..., :3].reshape(-1, 3)
    corner = np.round(255 * np.array(style.HILL(0.7)[:3]))  # 3.5 of 5, where 5 is reached
    assert np.abs(stored[4].astype(int) - corner).max() <= 4
    assert all(artist.get_visible() for artist in ax.collections)  # for savefig


def test_a_hill_is_plain_data(ax):
    described = hill.Hill(ax, [LEVELS], grids=[U**2 + V**2]).described(3)
    assert json.loads(json.dumps(described)) == {
        "axes": 3, "levels": [[0.0, 0.5, 1.0, 2.0, 5.0]], "colours": [*map(list, style.SLOPES)],
        "line": {"color": ["#555b66", "#a9b0bb"], "width": pytest.approx(0.8333, abs=1e-3), "alpha": 0.7},
        "program": None, "grid": [31, 41],
    }  # fmt: skip


def test_a_grid_of_heights_packs_to_about_a_byte_a_number():
    heights, levels = surface(gd.rosenbrock)
    assert len(hill.packed([heights], [levels])) < 1.3 * heights.size
