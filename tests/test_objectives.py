"""The landscapes are what they say they are, and a wrong function is told so in a sentence."""

import numpy as np
import pytest
from helpers.tables import assert_says, each_landscape, hessian, points_in

import gdviz as gd


@each_landscape
def test_the_gradient_agrees_with_central_differences(landscape):
    f = landscape.f
    w, h = points_in(f, 200), 1e-5
    for i, e in enumerate(np.eye(f.n)):
        slope = (f(w + h * e) - f(w - h * e)) / (2 * h)
        np.testing.assert_allclose(f.gradient(w)[:, i], slope, rtol=1e-6, atol=1e-6)


@each_landscape
def test_the_ground_is_flat_at_a_minimum_and_rises_around_it(landscape):
    f = landscape.f
    for minimum in f.minima:
        np.testing.assert_allclose(f.gradient(minimum), 0.0, atol=1e-11)
        assert np.linalg.eigvalsh(hessian(f, minimum))[0] > 0.01
        around = minimum + 0.01 * np.random.default_rng(1).normal(size=(100, f.n))
        assert np.all(f(around) > f(minimum))


@each_landscape
def test_the_values_at_the_minima_are_the_known_ones(landscape):
    assert len(landscape.lowest) == len(landscape.f.minima)
    np.testing.assert_allclose(landscape.f(landscape.f.minima), landscape.lowest, atol=5e-4)


@each_landscape
def test_the_start_and_the_minima_lie_in_the_domain(landscape):
    f = landscape.f
    for point in [f.start, *f.minima]:
        assert np.all((f.domain[:, 0] <= point) & (point <= f.domain[:, 1]))


@each_landscape
def test_l_is_the_largest_curvature_in_the_domain(landscape):
    f = landscape.f
    if f.lipschitz is None:  # curvature that grows without bound
        corners = np.array([hessian(f, f.domain[:, 1] * scale) for scale in (1, 10)])
        assert np.linalg.eigvalsh(corners[1])[-1] > 50 * np.linalg.eigvalsh(corners[0])[-1]
        return
    sample = np.concatenate([points_in(f, 2000), np.linspace(*f.domain.T, 10_001), f.minima])
    curvature = max(np.linalg.eigvalsh(hessian(f, w))[-1] for w in sample)
    assert curvature == pytest.approx(f.lipschitz, rel=1e-5)


@each_landscape
def test_many_points_at_once_have_the_values_of_single_ones(landscape):
    f = landscape.f
    w = points_in(f, 12).reshape(3, 4, f.n)
    assert f(w).shape == (3, 4)
    assert f.gradient(w).shape == (3, 4, f.n)
    assert f(w)[2, 1] == f(w[2, 1])
    np.testing.assert_array_equal(f.gradient(w)[2, 1], f.gradient(w[2, 1]))


@each_landscape
def test_the_name_the_formula_and_a_line_of_text_are_there(landscape):
    f = landscape.f
    assert f.formula
    assert f.name in repr(f)
    assert "\n" not in repr(f)


def test_a_quadratic_is_the_formula_written_out():
    f = gd.quadratic([[2, 1], [1, 4]], center=(1, -1), offset=3)
    # d = (2, 1): Ad = (5, 6), so f = ½(2·5 + 1·6) + 3 = 11
    assert f([3, 0]) == 11
    np.testing.assert_array_equal(f.gradient([3, 0]), [5, 6])
    assert f.lipschitz == pytest.approx(3 + np.sqrt(2))  # (2 + 4)/2 + √(1² + 1²)
    assert f.n == 2


def test_a_flat_quadratic_knows_its_coordinates_but_no_single_minimum():
    f = gd.quadratic(np.diag([1.0, 0.0]))
    assert f.n == 2
    assert len(f.minima) == 0


def test_without_a_gradient_differences_are_taken():
    f = gd.curve(lambda w: w**3)
    assert not f.has_gradient
    assert gd.bowl.has_gradient
    np.testing.assert_allclose(f.gradient([[2.0], [-1.0], [0.0]]), [[12], [3], [0]], atol=1e-8)
    g = gd.surface(lambda w1, w2: w1**2 * w2)
    np.testing.assert_allclose(g.gradient([3.0, 5.0]), [30, 9], rtol=1e-9)


def test_a_constant_slope_is_the_same_everywhere():
    f = gd.surface(lambda w1, w2: 3 * w1 + w2**2, lambda w1, w2: (3, 2 * w2))
    np.testing.assert_array_equal(f.gradient(np.ones((4, 2))), [[3, 2]] * 4)
    slope = gd.curve(lambda w: 3 * w, lambda w: 3)
    np.testing.assert_array_equal(slope.gradient(np.ones((4, 1))), [[3]] * 4)


def test_a_curve_takes_plain_numbers():
    assert gd.bowl(3) == 9
    np.testing.assert_array_equal(gd.bowl.gradient(3), [6])


WRONG = {
    "a value summed over all axes": (
        lambda: gd.Objective(lambda w: np.sum(w**2))(np.ones((5, 3))),
        ["shape ()", "expected (5,)", "axis=-1"],
    ),
    "a value for each coordinate": (
        lambda: gd.Objective(lambda w: w**2, name="mine")(np.ones((5, 3))),
        ["mine", "its value", "(5, 3)", "expected (5,)"],
    ),
    "a value without return": (lambda: gd.curve(lambda w: None)(1.0), ["its value is None", "return"]),
    "a gradient of another shape": (
        lambda: gd.Objective(lambda w: w[..., 0], lambda w: w[..., 0]).gradient(np.ones((5, 3))),
        ["its gradient", "(5,)", "expected (5, 3)"],
    ),
    "a surface with one slope": (
        lambda: gd.surface(lambda a, b: a + b, lambda a, b: 2 * a + b).gradient(np.ones((2, 2))),
        ["its gradient has 1 part,", "expected 2"],
    ),
    "a surface with three slopes": (
        lambda: gd.surface(lambda a, b: a + b, lambda a, b: (a, b, a)).gradient(np.ones(2)),
        ["3 parts", "expected 2"],
    ),
    "a point of the wrong length": (lambda: gd.ravine([1.0, 2.0, 3.0]), ["ravine", "(..., 2)", "(3,)"]),
    "a start and a domain that disagree": (
        lambda: gd.surface(lambda a, b: a + b, start=(1, 2), domain=(-1, 1)),
        ["domain = (-1, 1) has 1 coordinate, not 2"],
    ),
    "a curve with a start of two numbers": (
        lambda: gd.curve(abs, start=(1, 2)),
        ["abs: start = (1, 2) has 2", "not 1"],
    ),
    "a matrix that is not symmetric": (lambda: gd.quadratic([[1, 2], [0, 1]]), ["symmetric", "[0.0, 1.0]"]),
    "a centre of the wrong length": (lambda: gd.quadratic(np.eye(2), center=(1, 2, 3)), ["(3,)", "expected (2,)"]),
}


@pytest.mark.parametrize(("make", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_shape_is_named_with_the_one_expected(make, words):
    assert_says(ValueError, make, words)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: gd.Objective(3), "value = 3"),
        (lambda: gd.Objective(abs, 3), "gradient = 3"),
        (lambda: gd.curve("w**2"), "value = 'w**2'"),
        (lambda: gd.curve(abs, 5), "derivative = 5"),
        (lambda: gd.surface(7), "value = 7"),
        (lambda: gd.surface(abs, (1, 2)), "gradient = (1, 2)"),
    ],
)
def test_what_is_not_a_function_is_refused_at_once(make, name):
    assert_says(TypeError, make, [name, "must be a function"])
