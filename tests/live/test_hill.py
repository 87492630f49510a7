"""A hill: what crosses to the browser, what matplotlib draws, and hill.js by node's test runner."""

import base64
import json
from pathlib import Path

import contourpy
import numpy as np
import pytest
from helpers import trace
from helpers.panels import panel
from helpers.tables import LANDSCAPES
from helpers.walks import rounds
from helpers.wires import heights as unpacked
from matplotlib.colors import LinearSegmentedColormap

import gdviz as gd
from gdviz import LiveFigure, style
from gdviz.engine import compile
from gdviz.figures import landscape
from gdviz.live import hill, painter, wire
from gdviz.live.panel import Axis, Ground
from gdviz.live.tracks import Track

PLANES = [each.f for each in LANDSCAPES if each.f.n == 2]
X, Y = np.linspace(-2, 2, 41), np.linspace(-1, 1, 31)
U, V = np.meshgrid(X, Y)
LEVELS = np.array([0.0, 0.5, 1.0, 2.0, 5.0])


def on(ground):
    """A panel, without a letter, that shows a hill."""
    bare = {"words": {}}
    return panel(x=Axis(-2, 2, **bare), y=Axis(-1, 1, **bare), inside=True, hill=ground)


def ramp(shares):
    """The light ramp at shares of the way up, (n, 3), from 0 to 1."""
    return LinearSegmentedColormap.from_list("", style.SLOPES[0])(shares)[:, :3]


def inside(figure):
    """What matplotlib paints inside the axes of a figure, (height, width, 3)."""
    pixels = painter.pixels(figure)
    left, bottom, width, height = (int(side) for side in figure.axes[0].bbox.bounds)
    return pixels[len(pixels) - bottom - height + 4 : len(pixels) - bottom - 4, left + 4 : left + width - 4, :3]


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


def test_the_bands_go_up_the_ramp_in_even_steps_from_its_one_end_to_the_other():
    heights, levels = surface(gd.himmelblau)
    ground = Ground([np.linspace(-2, 2, 161), np.linspace(-1, 1, 161)], heights, levels)
    (ax,) = painter.paint([on(ground)]).axes
    filled, drawn = ax.collections
    np.testing.assert_array_equal(filled.levels, levels)
    np.testing.assert_allclose(filled.get_facecolor()[:, :3], ramp(np.linspace(0, 1, len(levels) - 1)))
    np.testing.assert_array_equal(drawn.levels, levels)
    bare = painter.paint([on(ground._replace(bands=False))]).axes[0].collections
    assert [each.filled for each in bare] == [False]  # on something else, as the areas of a map


def test_of_four_contour_lines_one_is_stronger():
    (_, drawn) = painter.paint([on(Ground([X, Y], U**2 + V**2, np.linspace(0, 5, 11)))]).axes[0].collections
    widths = drawn.get_linewidth()
    assert len(widths) == 11
    assert [k for k, width in enumerate(widths) if width == max(widths)] == [0, 4, 8]
    assert len(set(widths)) == 2
    assert drawn.get_edgecolor()[0] == pytest.approx([0x14 / 255, 0x2D / 255, 0x37 / 255, 0.5])


def test_a_hill_leaves_no_hole_where_it_is_not_known():
    heights = np.where(U < 0, np.nan, U + V + 1)
    painted = inside(painter.paint([on(Ground([X, Y], heights, np.linspace(0, 4, 9)))]))
    unknown = painted[:, : painted.shape[1] * 19 // 40 - 4].reshape(-1, 3)  # a node to the left of the known ones
    top = np.round(255 * ramp([1.0]))  # as high as it gets; and no line in it
    np.testing.assert_allclose(np.unique(unknown, axis=0), top, atol=1)
    assert len(np.unique(painted[:, painted.shape[1] // 2 :].reshape(-1, 3), axis=0)) > 6


def test_what_lies_above_and_below_the_levels_has_the_colour_of_the_last_band():
    heights = np.where(U < 0, -1e300, 1e300)
    painted = inside(painter.paint([on(Ground([X, Y], heights, LEVELS))]))
    for edge, share in ((painted[:, :40], 0.0), (painted[:, -40:], 1.0)):
        np.testing.assert_allclose(edge.reshape(-1, 3), np.tile(255 * ramp([share]), (edge[..., 0].size, 1)), atol=1)


def walk():
    return Track("path", "here", np.arange(3.0), np.zeros(3), {"color": "#c74700"})


def test_the_hill_crosses_as_heights_and_the_picture_that_is_stored_has_it():
    ground = Ground([X, Y], U**2 + V**2, LEVELS)
    figure = LiveFigure([panel("beside"), on(ground)], [walk()], hills=[hill.Hill("here", [ground])])
    (told,) = figure._scene["hills"]
    assert told["panel"] == 1
    (given,) = unpacked(figure._grounds[0], told["grid"], told["levels"])
    np.testing.assert_allclose(given, U**2 + V**2, atol=1e-3)
    alone = LiveFigure([on(ground)], [walk()], hills=[hill.Hill("here", [ground])])
    stored = wire.pixels(alone.png())[..., :3].astype(int)
    for share in np.linspace(0, 1, 4):  # each of its bands
        apart = np.abs(stored - np.round(255 * ramp([share]))).max(axis=-1)
        assert np.mean(apart <= 6) > 0.05


@pytest.mark.parametrize("bands", [True, False])
def test_a_hill_is_plain_data(bands):
    described = hill.Hill("here", [Ground([X, Y], U**2 + V**2, LEVELS, bands)]).described(3)
    assert json.loads(json.dumps(described)) == {
        "panel": 3, "levels": [[0.0, 0.5, 1.0, 2.0, 5.0]], "ramp": [*map(list, style.SLOPES)], "bands": bands,
        "line": {"color": list(style.CONTOUR), "width": 0.8, "alpha": 0.5, "stronger": 4},
        "program": None, "grid": [31, 41],
    }  # fmt: skip


def test_each_face_has_its_heights_and_levels_or_all_have_one():
    one, other = Ground([X, Y], U**2 + V**2, LEVELS), Ground([X, Y], 9 * U**2, LEVELS * 9)
    both = hill.Hill("here", [one, other])
    told = both.described(0)
    assert told["levels"] == [LEVELS.tolist(), (LEVELS * 9).tolist()]
    grids = unpacked(both.numbers, told["grid"], told["levels"])
    np.testing.assert_allclose(grids, [one.heights, np.minimum(other.heights, 45)], atol=0.01)


def test_a_grid_of_heights_packs_to_about_a_byte_a_number():
    heights, levels = surface(gd.rosenbrock)
    assert len(hill.packed([heights], [levels])) < 1.3 * heights.size
