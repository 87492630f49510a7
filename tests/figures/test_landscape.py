"""The landscape panel: what its artists hold, not which pixels they paint."""

import numpy as np
import pytest
from helpers.panels import arranged
from matplotlib.patches import FancyArrowPatch

import gdviz as gd
from gdviz import bowl, curve, descend, explore, gradient_descent, himmelblau, momentum, style
from gdviz.figures import landscape


def drawn(trajectory):
    """The axes of a figure of the landscape alone, and its lines."""
    (ax,) = gd.plot(trajectory, "landscape").axes
    return ax, ax.get_lines()


def arrows(trajectory, step):
    """The arrows of a step: (colour, tail, tip) in data."""
    _, tracks = arranged(trajectory, "landscape")
    moving = [track for track in tracks if track.kind == "arrow"]
    return [(track.look["color"], *np.transpose(track.at((), step)).tolist()) for track in moving]


def test_a_walk_on_a_curve_lies_on_the_curve():
    walk = descend(bowl, gradient_descent, lr=0.3, steps=6)
    ax, lines = drawn(walk)
    hill, path, ball = lines[0], *[line for line in lines if line.get_marker() == "o"]
    np.testing.assert_allclose(hill.get_ydata(), hill.get_xdata() ** 2)
    np.testing.assert_array_equal(path.get_xydata(), np.column_stack([walk.w[:, 0], walk.f]))
    np.testing.assert_array_equal(ball.get_xydata(), [[walk.w[-1, 0], walk.f[-1]]])
    assert ax.get_xlim() == (-5, 5)
    assert ax.get_title(loc="left") == "bowl: w²"
    ((panel,), _) = arranged(walk, "landscape")
    assert (panel.title, panel.note, panel.x.label, panel.x.ends) == ("bowl", "w²", "w", (-5, 5))
    assert (panel.inside, panel.shape, panel.hill) == (False, None, None)
    assert panel.y.low < 0 < 25 < panel.y.high


def test_a_walk_on_a_surface_is_seen_from_above():
    walk = descend(himmelblau, gradient_descent, lr=0.01, steps=9)
    ax, lines = drawn(walk)
    path, ball = [line for line in lines if line.get_marker() == "o"]
    np.testing.assert_array_equal(path.get_xydata(), walk.w)
    np.testing.assert_array_equal(ball.get_xydata(), walk.w[-1:])
    stars = [line.get_xydata()[0].tolist() for line in lines if line.get_marker() == "*"]
    assert stars == himmelblau.minima.tolist()
    assert ax.get_aspect() == 1  # as wide as high, so that directions are true
    ((panel,), _) = arranged(walk, "landscape")
    assert (panel.inside, panel.equal, panel.shape) == (True, True, 1)
    assert [(axis.label, axis.ends) for axis in (panel.x, panel.y)] == [("w₁", (-5, 5)), ("w₂", (-5, 5))]
    assert [(mark.kind, mark.x[0], mark.y[0]) for mark in panel.marks] == [("spot", *at) for at in himmelblau.minima]
    sides, heights = landscape.ground(himmelblau, himmelblau.domain)
    np.testing.assert_array_equal(panel.hill.heights, heights)
    np.testing.assert_array_equal(panel.hill.sides, sides)
    np.testing.assert_array_equal(panel.hill.levels, landscape.levels(heights))


def test_a_name_and_a_formula_that_are_long_are_not_said_together():
    for name, formula, title, note in (
        ("short", "w²", "short", "w²"),
        ("n" * 30, "f" * 10, "n" * 30, "f" * 10),
        ("n" * 30, "f" * 11, "n" * 30, ""),
        ("n" * 41, "f", "n" * 39 + "…", ""),
        ("bare", "", "bare", ""),
    ):
        f = gd.curve(lambda w: w**2, name=name, formula=formula, start=1.0)
        ((panel,), _) = arranged(descend(f, gradient_descent, steps=1), "landscape")
        assert (panel.title, panel.note) == (title, note)


def test_a_map_that_is_too_thin_for_equal_units_says_so():
    for wide, said in ((6, "f"), (8, "f · not to scale")):
        f = gd.surface(lambda a, b: a**2 + b**2, domain=[(0, wide), (0, 2)], start=(1, 1), name="long", formula="f")
        figure = gd.explore(f, gradient_descent, steps=1, lr=[0.1])
        assert [panel["note"] for panel in figure._scene["panels"][0]["faces"]] == [said]
        walk = descend(f, gradient_descent, steps=1)
        assert gd.plot(walk, panels="landscape").axes[0].get_title(loc="left") == f"long: {said}"


def test_the_ball_lies_on_top():
    _, tracks = arranged(descend(himmelblau, momentum, lr=0.01), "landscape")
    assert [track.kind for track in tracks] == ["path", "arrow", "arrow", "point"]


def test_contours_lie_closer_where_more_of_the_ground_is():
    height = np.geomspace(1, 1000, 101)
    levels = landscape.levels(height)
    assert levels[0] == 1
    assert levels[-1] == pytest.approx(1000)
    middle = np.interp(0.5, np.linspace(0, 1, len(levels)), levels)
    assert middle == pytest.approx(np.median(height), rel=0.2)


def test_a_start_without_a_domain_gets_a_window_with_room():
    walk = descend(gd.curve(lambda w: (w - 3) ** 2), gradient_descent, -1.0)
    (low, high), *_ = landscape.window(walk)
    assert low < -1 < high
    np.testing.assert_array_equal(landscape.window(descend(bowl, gradient_descent)), bowl.domain)


def test_the_window_without_a_domain_holds_every_start_and_minimum():
    known = gd.surface(lambda a, b: a**2 + b**2, minima=[(10, 0)])
    sides = landscape.window(gd.sweep(known, gradient_descent, [(0, 0), (3, -7)], 2, lr=0.1))
    for point in [(0, 0), (3, -7), (10, 0)]:
        assert np.all(sides[:, 0] < point)
        assert np.all(point < sides[:, 1])


def test_ground_that_is_not_finite_is_not_known_and_flat_where_nothing_is():
    half = gd.curve(np.sqrt, lambda w: 0.5 / np.sqrt(w), domain=(-1, 1), start=0.5)
    (w,), height = landscape.ground(half, half.domain)
    np.testing.assert_array_equal(np.isnan(height), w < 0)
    nowhere = gd.curve(lambda w: w * np.nan, domain=(-1, 1), start=0.5)
    assert not landscape.ground(nowhere, nowhere.domain)[1].any()


def test_the_arrow_of_gradient_descent_lies_level_with_where_the_step_began():
    """On w² from −4, slope −8, with α = ¼: to −2; the tangent promises 16 less."""
    (grey, *tangent), (colour, *step) = arrows(descend(bowl, gradient_descent, steps=1, lr=0.25), 1)
    assert (grey, tangent) == (style.MUTED, [[-4, 16], [-2, 0]])
    assert (colour, step) == (style.RULES["gradient_descent"][0], [[-4, 16], [-2, 16]])


def test_a_rule_without_a_rate_has_the_tangent_alone_and_one_that_asks_for_no_slope_has_nothing():
    assert arrows(descend(bowl, lambda w, g: w + 1, steps=1), 1) == [(style.MUTED, [-4, 16], [-3, 8])]
    assert arrows(descend(bowl, gd.random_search, steps=1), 1) == []


def curves(*curvatures):
    def bowl(curvature=1.0):
        return curve(lambda w: curvature * w**2 / 2, lambda w: curvature * w, domain=(-5, 5), start=-4)

    faces = explore(bowl, gradient_descent, steps=5, curvature=list(curvatures)).panels[0]
    return [(face.y.low, face.y.high) for face in faces]


def test_a_flat_bowl_looks_flat_beside_a_steep_one():
    flat, steep = curves(0.1, 2.0)
    assert flat == steep
    assert steep[1] >= 25 > 24 > 2 * 0.1 * 5**2 / 2  # the height of the steep one at the edge, and that of the flat one
    assert curves(0.1) != curves(2.0)
    least, _, most = curves(0.001, 0.1, 100.0)  # nobody would see the first of these beside the last
    assert least[1] < 0.02
    assert most[1] > 1000


def test_the_arrows_of_momentum_go_from_the_last_place_over_the_velocity_to_the_new_one():
    walk = descend(gd.ravine, momentum, steps=5, lr=0.02, mu=0.5)
    (blue, tail, middle), (orange, begin, tip) = arrows(walk, 3)
    assert (blue, orange) == (style.RULES["momentum"][0], style.RULES["gradient_descent"][0])
    assert (tail, middle, tip) == (walk.w[2].tolist(), begin, walk.w[3].tolist())
    assert middle == pytest.approx(walk.w[2] - 0.02 * 0.5 * walk.state["z"][2])
    assert arrows(walk, 0) == [(blue,), (orange,)]


def test_no_letters_lie_on_a_hill():
    for rule in (momentum, gradient_descent):
        assert not drawn(descend(gd.ravine, rule, lr=0.01))[0].texts


def test_the_static_picture_has_the_arrows_of_the_last_step():
    ax, _ = drawn(descend(gd.ravine, momentum, steps=4, lr=0.02))
    assert len([patch for patch in ax.get_children() if isinstance(patch, FancyArrowPatch)]) == 2


def test_three_coordinates_have_no_landscape_and_say_what_to_show_instead():
    walk = descend(gd.quadratic(np.eye(3)), gradient_descent, [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match=r"3 coordinates; a picture has room for 2. Use panels"):
        gd.plot(walk, "landscape")


def test_maps_of_which_one_goes_much_higher_say_how_high_each_goes():
    def scaled(factor):
        return gd.surface(
            lambda a, b: factor * (a**2 + b**2), domain=[(-3, 3), (-3, 3)], start=(2, 1), name=f"× {factor:g}"
        )

    def notes(*factors):
        return [face.note for face in explore(scaled, gradient_descent, lr=0.01, factor=list(factors)).panels[0]]

    assert notes(0.01, 1, 1000) == ["cost up to 0.2", "cost up to 20", "cost up to 20,000"]
    assert notes(1, 2, 4) == [""] * 3
