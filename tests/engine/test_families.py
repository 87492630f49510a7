"""Families of landscapes, and explore over one: a slider that changes the ground."""

import functools

import numpy as np
import pytest

import gdviz as gd
from gdviz.engine import families
from gdviz.figures import landscape
from gdviz.live import painter, wire

SIZES = [5, 50, 200]
CORRELATIONS = [0, 0.5, 0.9]


def batches(size):
    return gd.two_features().minibatch(size)


@pytest.fixture(scope="module")
def explorer():
    figure = gd.explore(gd.two_features, gd.momentum, steps=12, correlation=CORRELATIONS, lr=[0.05, 0.2], mu=0.5)
    yield figure
    figure.close()


def test_a_landscape_alone_is_a_family_of_one():
    name, values, members = families.family(gd.bowl, {"lr": [0.1, 0.2]})[0]
    assert (name, values, members) == (None, None, [gd.bowl])


def test_what_the_function_asks_for_by_name_is_its_own_and_the_rest_goes_on():
    made, rest = families.family(gd.two_features, {"lr": [0.1, 0.2], "correlation": CORRELATIONS, "mu": 0.5})
    assert (made.name, made.values.tolist()) == ("correlation", CORRELATIONS)
    assert rest == {"lr": [0.1, 0.2], "mu": 0.5}
    for rho, member in zip(CORRELATIONS, made.members, strict=True):
        np.testing.assert_array_equal(member.X, gd.two_features(rho).X)


def test_whole_numbers_stay_whole():
    made, _ = families.family(batches, {"size": np.array(SIZES)})
    assert [(member.size, type(member.size)) for member in made.members] == [(size, int) for size in SIZES]
    kinds = []

    def watch(depth):
        kinds.append(type(depth))
        return gd.bowl

    families.family(watch, {"depth": SIZES})
    families.family(watch, {"depth": [0.5, 1]})
    assert kinds == [int] * 3 + [float] * 2


def test_a_function_whose_arguments_are_numbers_makes_one_landscape():
    made, rest = families.family(gd.two_features, {"correlation": 0.5, "lr": 0.1})
    assert (made.name, len(made.members), rest) == (None, 1, {"lr": 0.1})
    np.testing.assert_array_equal(made.members[0].X, gd.two_features(0.5).X)
    assert len(families.family(gd.two_features, {})[0].members) == 1


def test_two_arrays_are_one_slider_too_many():
    def tilted(a, b):
        return gd.quadratic(np.diag([a, b]))

    with pytest.raises(ValueError, match="a and b are arrays; one of the landscape's arguments can be"):
        families.family(tilted, {"a": [1.0, 2.0], "b": [1.0, 2.0]})


@pytest.mark.parametrize("values", [[[1, 2], [3, 4]], [], ["a", "b"], [True, False]])
def test_values_that_are_no_row_of_numbers_are_refused(values):
    with pytest.raises(ValueError, match=r"size = .*it must be a number or a one-dimensional array of numbers"):
        families.family(batches, {"size": values})


def test_a_setting_that_both_the_landscape_and_the_rule_would_take_is_refused():
    def steep(mu):
        return gd.quadratic([[1, 0], [0, 1 + mu]], start=(3, 2))

    def hill(lr):
        return gd.curve(lambda w: lr * w**2, start=1.0)

    for make, rule, name in ((steep, gd.momentum, "mu"), (hill, gd.gradient_descent, "lr")):
        for value in (0.5, [0.1, 0.5]):
            with pytest.raises(TypeError, match=f"{name} = .*: {make.__name__} has an argument {name}, and so has"):
                gd.explore(make, rule, **{name: value})
    assert gd.explore(steep, gd.gradient_descent, mu=[0.0, 0.5]).sliders[0].name == "mu"  # this rule takes none
    assert gd.explore(hill, gd.random_search, lr=[0.1, 0.5]).sliders[0].name == "lr"  # nor has this one a rate


def test_landscapes_of_different_spaces_are_no_family():
    with pytest.raises(ValueError, match=r"n = \[1, 2, 3\]: the landscapes have 1, 2, 3 coordinates"):
        gd.explore(lambda n: gd.quadratic(np.eye(n), start=np.ones(n)), gd.gradient_descent, n=[1, 2, 3])


def test_a_function_that_makes_no_objective_is_refused_by_its_name():
    def squares(a):
        return a**2

    for a in (2, [1, 2]):
        with pytest.raises(TypeError, match=r"squares returned \d, not an Objective; make one with curve"):
            families.family(squares, {"a": a})
    with pytest.raises(TypeError, match="f returned 4"):  # a partial has no name
        families.family(functools.partial(squares), {"a": 2})


def test_each_landscape_has_the_runs_that_descend_takes_on_it(explorer):
    assert [s.name for s in explorer.sliders] == ["correlation", "lr"]
    for i, rho in enumerate(CORRELATIONS):
        for j, lr in enumerate([0.05, 0.2]):
            explorer.correlation_index, explorer.lr_index = i, j
            alone = gd.descend(gd.two_features(rho), gd.momentum, steps=12, lr=lr, mu=0.5)
            for row in ("w", "f", "g"):
                np.testing.assert_array_equal(getattr(explorer.trajectory, row), getattr(alone, row))
            assert explorer.trajectory.objective.name == alone.objective.name
            assert explorer.sweep.shape == (2,)
            (path, *_), _, index = explorer._now()
            path = path.at(index, 12)
            np.testing.assert_array_equal(np.transpose(path), alone.w)


def test_batches_of_several_sizes_are_the_runs_of_each_size():
    figure = gd.explore(batches, gd.gradient_descent, steps=6, size=SIZES, lr=0.1, seed=3)
    for i, size in enumerate(SIZES):
        figure.size_index = i
        alone = gd.descend(batches(size), gd.gradient_descent, steps=6, lr=0.1, seed=3)
        np.testing.assert_array_equal(figure.trajectory.w, alone.w)
    assert figure.sliders[0].values == ["5", "50", "200"]


def test_each_landscape_is_a_face_of_every_panel(explorer):
    assert [[face.name for face in faces] for faces in explorer.panels] == [
        3 * [name] for name in ("landscape", "cost", "weights", "valley")
    ]
    told = explorer._scene["panels"][0]["faces"]
    for i, rho in enumerate(CORRELATIONS):
        f = gd.two_features(rho)
        explorer.correlation_index = i
        assert explorer.faces == [faces[i] for faces in explorer.panels]
        assert told[i]["title"] == explorer.figure.axes[0].get_title(loc="left").split(":")[0]
        _, heights = landscape.ground(f, f.domain)
        np.testing.assert_array_equal(explorer.faces[0].hill.heights, heights)
        np.testing.assert_array_equal(explorer._scene["hills"][0]["levels"][i], landscape.levels(heights))


def test_the_marks_of_the_learning_rate_belong_to_each_landscape():
    figure = gd.explore(gd.two_features, gd.gradient_descent, correlation=CORRELATIONS, lr=np.linspace(0, 0.8, 5))
    signs = figure.sliders[1].signs
    assert [sign.label for sign in signs] == ["1/L", "2/L"]
    for k, sign in enumerate(signs, 1):
        wanted = np.array([k / gd.two_features(rho).lipschitz for rho in CORRELATIONS])
        np.testing.assert_allclose(sign.values, wanted)
        np.testing.assert_allclose(sign.places, np.where(wanted > 0.8, np.nan, wanted / 0.2))  # rates lie 0.2 apart
        assert (sign.over, sign.told[:8]) == (["correlation"], f"{k}/L = {{}}")
    assert np.isnan(signs[1].places).any()
    assert not np.isnan(signs[0].places).any()


def test_the_png_has_the_background_and_the_walk_of_its_landscape():
    def shifted(c):
        return gd.curve(lambda w: (w - c) ** 2, lambda w: 2 * (w - c), domain=(c - 5, c + 5), start=c - 4.0)

    figure = gd.explore(shifted, gd.gradient_descent, steps=4, c=[0.0, 3.0], lr=0.2, panels="landscape")
    numbers = []
    for figure.c_index in range(2):
        painted = figure.figure
        numbers.append(painter.pixels(painted)[..., :3].astype(int))
    below = np.s_[len(numbers[0]) - int(painted.axes[0].bbox.y0) + 12 :]  # where the axis has its numbers
    for i, c in enumerate([0.0, 3.0]):
        figure.c_index = i
        picture = wire.pixels(figure.png())[..., :3].astype(int)
        apart = [np.mean(np.abs(picture[below] - one[below]) > 60) for one in numbers]
        assert apart[i] < 0.05 * apart[1 - i]
        assert figure.faces[0].x.ends == (c - 5, c + 5)
        painted = figure.figure
        painter.pixels(painted)  # lays it out
        ax = painted.axes[0]
        assert ax.get_xlim() == (c - 5, c + 5)
        x, y = (ax.transData.transform((figure.trajectory.w[-1, 0], figure.trajectory.f[-1]))).astype(int)
        assert picture[picture.shape[0] - y, x].tolist() == pytest.approx([0xC7, 0x47, 0x00], abs=30)  # the ball


def test_the_words_and_the_picture_in_words_follow_the_landscape(explorer):
    explorer.correlation_index, explorer.lr_index = 2, 0
    cost = gd.two_features(0.9)([0, 0])
    assert f"cost {gd.style.short(cost)}." in explorer.said(0)
    assert explorer.alt.startswith("Momentum on 3 landscapes that differ in correlation, seen from above")
    assert "correlation 0.9" in explorer.description


def test_the_headline_is_true_of_every_landscape():
    two, seven = gd.two_features(0.5), [gd.curve(lambda w, c=c: c * w**2, start=1, name=f"c = {c}") for c in range(7)]
    for f, rule, own, title in (
        (gd.two_features, gd.momentum, {"correlation": CORRELATIONS}, "Momentum on two features"),
        (two.minibatch, gd.gradient_descent, {"size": [1, 5]}, "Gradient descent on two features, correlation 0.5"),
        (lambda c: seven[c], gd.momentum, {"c": range(7)}, "Momentum on 7 landscapes"),
        (two, gd.momentum, {}, "Momentum on two features, correlation 0.5"),
    ):
        assert gd.explore(f, rule, steps=2, lr=0.1, **own).title == title


def test_a_start_moves_the_walks_on_every_landscape():
    figure = gd.explore(gd.two_features, gd.momentum, steps=5, correlation=CORRELATIONS, lr=0.1)
    figure.start = [3.0, -1.0]
    for i, rho in enumerate(CORRELATIONS):
        figure.correlation_index = i
        alone = gd.descend(gd.two_features(rho), gd.momentum, (3, -1), 5, lr=0.1)
        np.testing.assert_array_equal(figure.trajectory.w, alone.w)
