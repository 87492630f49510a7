"""Linear regression: the bowl that data make, its batches, and the two data sets."""

from fractions import Fraction
from importlib import resources

import numpy as np
import pytest
from helpers.tables import assert_says

import gdviz as gd
from gdviz.engine.grid import Generators


def recipe():
    """The data of the course, made again as the head of the file says."""
    rng = np.random.default_rng(4)
    a = rng.normal(size=(200, 2))
    x1, x2 = a[:, 0], 0.75 * a[:, 0] + np.sqrt(1 - 0.75**2) * a[:, 1]
    return np.stack([x1, x2], axis=-1), 2 * x1 + 0.5 * x2 + 0.5 * rng.normal(size=200)


def test_the_file_holds_what_its_recipe_makes():
    x, y = recipe()
    f = gd.two_features()
    np.testing.assert_allclose(f.X, x, rtol=0, atol=1e-15)
    np.testing.assert_allclose(f.y, y, rtol=0, atol=1e-15)
    assert f.features == ["x1", "x2"]


def test_the_recipe_stands_in_the_file():
    text = resources.files("gdviz").joinpath("data", "two_features.csv").read_text(encoding="utf-8")
    for part in ("default_rng(4)", "size=(200, 2)", "sqrt(1 - 0.75**2)", "y = 2 * x1 + 0.5 * x2 + 0.5"):
        assert part in text


def test_the_course_numbers_of_the_data():
    f = gd.two_features()
    np.testing.assert_allclose(f.eigenvalues, [0.488, 3.711], atol=5e-4)
    assert f.lipschitz == f.eigenvalues[-1]
    assert 2 / f.lipschitz == pytest.approx(0.539, abs=5e-4)
    assert f.cost_at_truth == pytest.approx(0.24735, abs=5e-6)
    assert f(f.solution) == pytest.approx(0.24729, abs=5e-6)
    np.testing.assert_array_equal(f.truth, [2, 0.5])


def test_the_solution_solves_the_normal_equations():
    x, y = recipe()
    np.testing.assert_allclose(gd.two_features().solution, np.linalg.solve(x.T @ x, x.T @ y), rtol=1e-12)


def test_the_cost_is_the_mean_of_the_squared_residuals():
    x, y = recipe()
    f = gd.two_features()
    w = np.random.default_rng(0).normal(size=(50, 2))
    residual = w @ x.T - y
    np.testing.assert_allclose(f(w), np.mean(residual**2, axis=-1), rtol=1e-12)
    np.testing.assert_allclose(f.gradient(w), 2 * residual @ x / 200, rtol=1e-11, atol=1e-13)


def test_a_regression_by_hand():
    # residuals at w = 1: 1·1 − 3 = −2 and 2·1 − 4 = −2; J = (4 + 4)/2 = 4; ∇J = 2·(1·−2 + 2·−2)/2 = −6
    f = gd.LinearRegression([[1], [2]], [3, 4])
    assert f([1.0]) == pytest.approx(4)
    assert f.gradient([1.0]) == pytest.approx(-6)
    assert f.eigenvalues == pytest.approx(5)  # 2·(1² + 2²)/2
    assert f.solution == pytest.approx(11 / 5)  # (1·3 + 2·4)/(1² + 2²)
    assert f.cost_at_truth is None
    assert f.features == ["x1"]


def test_a_batch_of_all_samples_is_the_full_gradient():
    f = gd.two_features()
    w = np.array([[0.3, -1.0]])
    drawn = f.minibatch(200).draw(Generators(np.array([7])))
    np.testing.assert_allclose(drawn.gradient(w), f.gradient(w), rtol=1e-12)


def test_a_batch_gradient_is_that_of_its_samples():
    x, y = recipe()
    w = np.array([[0.3, -1.0], [2.0, 2.0]])
    drawn = gd.two_features().minibatch(3).draw(Generators(np.array([7, 8]))).gradient(w)
    for seed, point, g in zip((7, 8), w, drawn, strict=True):
        batch = np.random.default_rng(seed).choice(200, size=3, replace=False)
        np.testing.assert_allclose(g, 2 * x[batch].T @ (x[batch] @ point - y[batch]) / 3, rtol=1e-11)


def test_a_batch_gradient_of_several_points_a_run_and_of_more_coordinates():
    rng = np.random.default_rng(0)
    x, y, w = rng.normal(size=(50, 4)), rng.normal(size=50), rng.normal(size=(3, 2, 4))
    drawn = gd.LinearRegression(x, y).minibatch(7).draw(Generators(np.array([3, 4])))
    for k, seed in enumerate((3, 4)):
        batch = np.random.default_rng(seed).choice(50, size=7, replace=False)
        right = 2 * (w[:, k] @ x[batch].T - y[batch]) @ x[batch] / 7
        np.testing.assert_allclose(drawn.gradient(w)[:, k], right, rtol=1e-11)


def test_data_without_noise_leave_no_slope_at_their_solution_for_any_batch():
    x = np.random.default_rng(0).normal(size=(50, 2)) + 1e4
    f = gd.LinearRegression(x, x @ [2.0, 0.5]).minibatch(5)
    drawn = f.draw(Generators(np.arange(4)))
    np.testing.assert_allclose(drawn.gradient(np.tile(f.solution, (4, 1))), 0, atol=1e-3)  # 1e8 at a distance of 1


def test_a_step_looks_at_a_batch_once_for_each_seed_and_never_for_a_run():
    f = gd.two_features().minibatch(100)
    drawn = f.draw(Generators(np.repeat([3, 4], 400)))
    w = np.random.default_rng(0).normal(size=(800, 2))
    before = drawn.gradient(w)
    f._samples[:] = np.nan  # nobody looks at them any more
    np.testing.assert_array_equal(drawn.gradient(w), before)

    asked = []
    Generators(np.repeat([3, 4], 400)).each(lambda generator: asked.append(generator) or 0.0, "a batch")
    assert len(asked) == 2


def test_batches_average_to_the_full_gradient():
    f = gd.two_features()
    w = np.zeros((4000, 2))
    g = f.minibatch(10).draw(Generators(np.arange(4000))).gradient(w)
    error = np.std(g, axis=0) / np.sqrt(4000)
    assert np.all(np.abs(np.mean(g, axis=0) - f.gradient([0.0, 0.0])) < 4 * error)


def test_the_cost_of_a_batch_regression_is_that_of_all_data():
    f = gd.two_features()
    t = gd.descend(f.minibatch(5), gd.gradient_descent, steps=20)
    np.testing.assert_array_equal(t.f, f(t.w))
    assert "batches of 5" in f.minibatch(5).name


def test_the_same_seed_draws_the_same_batches():
    f = gd.two_features().minibatch(5)
    a, b, c = (gd.descend(f, gd.gradient_descent, steps=20, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(a.w, b.w)
    assert np.all(a.w[1:] != c.w[1:])


@pytest.mark.parametrize("size", [0, 201, 2.5, "all", -1])
def test_a_batch_of_an_impossible_size_is_refused(size):
    with pytest.raises(ValueError, match="from 1 to 200") as error:
        gd.two_features().minibatch(size)
    assert f"size = {size!r}" in str(error.value)


def test_the_penguins_are_all_there():
    data = gd.penguins()
    assert data.X.shape == (342, 2)
    assert data.features == ["flipper length (mm)", "bill length (mm)"]
    assert data.label == "body mass (g)"
    assert np.all((data.y > 2500) & (data.y < 6500))
    assert np.all((data.X > [170, 30]) & (data.X < [235, 60]))


def test_standardized_features_have_mean_zero_and_size_one():
    z = gd.standardize(gd.penguins().X)
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(z.std(axis=0), 1, rtol=1e-12)
    # column (1, 3): mean 2, deviation 1
    np.testing.assert_array_equal(gd.standardize([[1, 10], [3, 30]]), [[-1, -1], [1, 1]])


class Frame:
    """As much of a pandas DataFrame, or with one column of a Series, as is used: names, and the numbers as an array."""

    def __init__(self, values, columns=None, dtype=None):
        self._values = np.array(values, dtype=dtype)
        if columns is not None:
            self.columns = np.array(columns, dtype=object)  # its truth value is ambiguous, as that of an Index

    def to_numpy(self):
        return self._values

    def __array__(self, dtype=None, copy=None):
        return np.array(self._values, dtype=dtype)

    def __repr__(self):
        return "a table"


def test_a_dataframe_brings_the_names_of_its_features():
    data = gd.penguins()
    f = gd.LinearRegression(Frame(data.X, ["flipper", "bill"]), Frame(data.y))
    assert f.features == ["flipper", "bill"]
    same = gd.LinearRegression(data.X, data.y, features=Frame(data.X, ["flipper", "bill"]).columns)
    assert same.features == ["flipper", "bill"]
    np.testing.assert_array_equal(f.solution, same.solution)
    own = gd.LinearRegression(Frame(data.X, ["flipper", "bill"]), data.y, features=("a", "b"))
    assert own.features == ["a", "b"]
    assert gd.LinearRegression(Frame([[1], [2]], [0]), [3, 4]).features == ["0"]
    np.testing.assert_array_equal(gd.standardize(Frame(data.X, ["flipper", "bill"])), gd.standardize(data.X))


def test_columns_of_yes_and_no_and_of_other_numbers_are_numbers():
    f = gd.LinearRegression(Frame([[True, 1.5], [False, Fraction(1, 2)]], ["female", "bill"], object), [3, 4])
    np.testing.assert_array_equal(f.X, [[1, 1.5], [0, 0.5]])


BILLS = ["flipper", "bill"]
GAPS = np.ma.array([[1.0, 2.0], [3.0, 4.0]], mask=[[0, 0], [1, 0]])
WRONG = {
    "labels that do not match": (lambda: gd.LinearRegression(np.ones((3, 2)), [1, 2]), ["3 rows", "y has 2"]),
    "a flat X": (lambda: gd.LinearRegression([1, 2, 3], [1, 2, 3]), ["X has shape (3,)", "2 dimensions"]),
    "one feature": (lambda: gd.LinearRegression(np.arange(3), [1, 2, 3]), ["X has shape (3,)", "pass X[:, None]."]),
    "a Series": (lambda: gd.LinearRegression(Frame([1, 2]), [1, 2]), ["(2,)", "pass np.array(X)[:, None]."]),
    "labels as a column": (lambda: gd.LinearRegression(np.ones((3, 2)), np.ones((3, 1))), ["y", "pass y.ravel()."]),
    "labels as a table": (
        lambda: gd.LinearRegression(np.ones((2, 2)), Frame([[1], [2]], ["mass"])), ["y", "np.array(y).ravel()."]
    ),
    "labels side by side": (
        lambda: gd.LinearRegression(np.ones((2, 2)), np.ones((2, 2))), ["y has shape (2, 2)", "1 dimension and"]
    ),
    "nothing": (lambda: gd.LinearRegression(np.ones((0, 2)), []), ["X has shape (0, 2)", "at least one entry"]),
    "a gap": (lambda: gd.LinearRegression([[1.0], [np.nan]], [1, 2]), ["X", "row 1, column 0", "nan", "NaN"]),
    "a gap in a table": (
        lambda: gd.LinearRegression(Frame([[1, 2], [3, np.nan]], BILLS), [1, 2]), ["row 1, column 'bill'", "nan"]
    ),
    "nobody knows": (
        lambda: gd.LinearRegression(Frame([[1, None], [3, 4]], BILLS, object), [1, 2]), ["row 0", "'bill'", "None"]
    ),
    "infinity": (lambda: gd.LinearRegression([[1.0], [2.0]], [1, np.inf]), ["y must", "row 1, counted", "inf"]),
    "too large": (lambda: gd.LinearRegression([[1], [10**400]], [1, 2]), ["X must", "row 1, column 0"]),
    "a masked entry": (lambda: gd.LinearRegression(GAPS, [1, 2]), ["row 1, column 0", "a masked entry"]),
    "a complex entry": (lambda: gd.LinearRegression([[1], [2j]], [1, 2]), ["X must be", "row 1, column 0", "2j"]),
    "complex numbers": (lambda: gd.LinearRegression(np.ones((2, 1)) + 0j, [1, 2]), ["row 0, column 0", "(1+0j)"]),
    "numbers as text": (lambda: gd.LinearRegression([[1], [2]], ["3", "4"]), ["y must be", "row 0", "'3'"]),
    "one text": (
        lambda: gd.LinearRegression(Frame([[1.0, 2.0], [3.0, "n/a"]], BILLS, object), [1, 2]),
        ["row 1, column 'bill'", "'n/a'"],
    ),
    "bytes": (lambda: gd.LinearRegression([[b"1"]], [1]), ["X must be an array of numbers", "b'1'"]),
    "a date": (lambda: gd.LinearRegression(np.array([["2007-11-11"]], "M8[D]"), [1]), ["X must", "date(2007, 11, 11)"]),
    "rows of several lengths": (lambda: gd.LinearRegression([[1, 2], [3]], [1, 2]), ["X must be", "equally long"]),
    "too few names": (
        lambda: gd.LinearRegression(np.ones((3, 2)), [1, 2, 3], features=["bill"]),
        ["features = ['bill']: 1 name, and X has 2 columns."],
    ),
    "too many names": (
        lambda: gd.LinearRegression(np.ones((3, 1)), [1, 2, 3], features=BILLS), ["2 names, and X has 1 column."]
    ),
    "no names": (lambda: gd.LinearRegression(np.ones((3, 1)), [1, 2, 3], features=[]), ["0 names"]),
    "one text for a list": (lambda: gd.LinearRegression([[1]], [1], features="bill"), ["features = 'bill'", "a list"]),
    "bytes for a list": (lambda: gd.LinearRegression(np.ones((2, 2)), [1, 2], features=b"uv"), ["features = b'uv'"]),
    "a set of names": (lambda: gd.LinearRegression(np.ones((2, 1)), [1, 2], features={"u"}), ["features = {'u'}"]),
    "a text for labels": (lambda: gd.LinearRegression([[1]], "abc"), ["y = 'abc'; it must be an array of numbers"]),
    "a number for a list": (lambda: gd.LinearRegression([[1]], [1], features=1), ["features = 1;", "a list"]),
    "a truth of too few": (
        lambda: gd.LinearRegression(np.ones((3, 2)), [1, 2, 3], [1]), ["truth = [1]: 1 weight, and X has 2 columns."]
    ),
    "squares too large": (
        lambda: gd.LinearRegression([[1e200], [2e200]], [1, 2]), ["X has entries up to 2.0e+200", "scale it"]
    ),
    "a correlation in words": (lambda: gd.two_features("high"), ["two_features: correlation = 'high'", "a number"]),
    "two correlations": (lambda: gd.two_features([0.1, 0.9]), ["correlation = [0.1, 0.9]", "one alone"]),
    "a batch of True": (lambda: gd.two_features().minibatch(True), ["size = True", "from 1 to 200"]),
    "a constant column": (lambda: gd.standardize([[1, 5], [2, 5]]), ["column 1", "same in all rows"]),
    "text": (lambda: gd.LinearRegression([["long"]], [1]), ["X must be an array of numbers", "long"]),
}  # fmt: skip


@pytest.mark.parametrize(("make", "words"), WRONG.values(), ids=WRONG)
def test_data_that_cannot_be_used_are_refused_in_words(make, words):
    assert_says((TypeError, ValueError), make, words)


@pytest.mark.parametrize("start", ["x", (1, 2, 3), [None], np.nan])
def test_a_start_that_is_no_place_is_refused_by_its_name(start):
    with pytest.raises((TypeError, ValueError), match=r"linear regression: start = .*(a point|and X has 2 columns)"):
        gd.LinearRegression([[1, 2], [2, 1]], [1, 2], start=start)
