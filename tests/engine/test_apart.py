"""A run of a sweep is the run alone: functions that mix the runs are found out, and all others are left in peace."""

import numpy as np
import pytest
from helpers.tables import assert_says
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import gdviz as gd

START, DOMAIN = (1.0, 2.0), [(-3, 3), (-3, 3)]


def height(w):
    return w[..., 0] ** 2 + 4 * w[..., 1] ** 2


def slope(w):
    return w * np.array([2.0, 8.0])


HILL = gd.Objective(height, slope, name="hill", start=START)
TWO_VALUES = lambda a, b: a**2 + 4 * b**2  # noqa: E731


@pytest.mark.parametrize("runs", range(1, 7))
@pytest.mark.parametrize("stacked", [lambda a, b: np.stack([2 * a, 8 * b], -1), lambda a, b: np.stack([2 * a, 8 * b])])
def test_a_pair_is_understood_along_the_first_and_along_the_last_axis(stacked, runs):
    lr = np.linspace(0.1, 0.2, runs)
    mine = gd.surface(TWO_VALUES, stacked, start=START, domain=DOMAIN)
    true = gd.surface(TWO_VALUES, lambda a, b: (2 * a, 8 * b), start=START, domain=DOMAIN)
    walk = gd.sweep(mine, gd.gradient_descent, lr=lr)
    np.testing.assert_array_equal(walk.w, gd.sweep(true, gd.gradient_descent, lr=lr).w)
    np.testing.assert_allclose(walk.w[-1], 0, atol=1e-9)
    square = np.arange(8.0).reshape(2, 2, 2)
    np.testing.assert_array_equal(mine.gradient(square), true.gradient(square))


MISTAKEN = {  # value, gradient: which of the two is wrong, and what the sentence shows
    "the first run for the first coordinate": (lambda w: w[0] ** 2 + w[1] ** 2, None, r"w\[\.\.\., 0\]"),
    "points in a row only": (lambda w: w[:, 0] ** 2, None, r"its value .*\(3, 5\) of them.*w\[\.\.\., 0\]"),
    "the second axis for the last": (lambda w: np.sum(w**2, axis=1), None, r"its value .*\(3, 5\) of them.*axis=-1"),
    "a gradient of columns": (height, lambda w: np.stack([2 * w[:, 0], 8 * w[:, 1]]), r"its gradient has shape \(2, "),
    "a gradient of two runs": (height, lambda w: np.array([2 * w[0], 8 * w[1]]), r"w\[\.\.\., 0\]"),
    "a matrix from the wrong side": (height, lambda w: (np.diag([2, 8]) @ w.T).T, r"its gradient .*\(3, 5\) of them"),
}


@pytest.mark.parametrize("lr", [0.1, [0.1, 0.2], [0.1, 0.2, 0.3]], ids=["one run", "two runs", "three runs"])
@pytest.mark.parametrize(("value", "gradient", "words"), MISTAKEN.values(), ids=MISTAKEN)
def test_runs_taken_for_coordinates_are_found_out_at_any_number_of_runs(value, gradient, words, lr):
    with pytest.raises(ValueError, match=f"^mine.*{words}"):
        gd.sweep(gd.Objective(value, gradient, name="mine", start=START), gd.gradient_descent, lr=lr)


@pytest.mark.parametrize("pair", [lambda a, b: np.array([2 * a, 8 * b]).T,
                                  lambda a, b: [(2 * x, 8 * y) for x, y in zip(a, b, strict=True)]])  # fmt: skip
def test_a_pair_for_each_point_of_a_surface_is_told_to_be_a_pair(pair):
    f = gd.surface(TWO_VALUES, pair, start=START)
    assert_says(ValueError, lambda: gd.sweep(f, gd.gradient_descent, lr=[0.1, 0.2]), ["its gradient", "expected 2"])


def test_an_objective_is_probed_once_and_nobody_pays_for_it():
    points = []

    def value(w):
        points.append(w.shape[:-1])
        return height(w)

    f = gd.Objective(value, slope, start=START)
    assert gd.descend(f, gd.gradient_descent, steps=4).evaluations == (0, 4)
    assert sorted(shape for shape in points if shape != (1,)) == [(3, 5), (15,)]
    points.clear()
    gd.descend(f, gd.gradient_descent, steps=4)
    assert points == [(1,)] * 5


def test_a_function_that_is_not_defined_everywhere_is_probed_where_it_is():
    def root(w):
        if np.any(w < 0.9):
            raise ZeroDivisionError("mine")
        return w

    f = gd.curve(root, start=1.0, domain=(-5, 5))
    with pytest.raises(ZeroDivisionError, match="mine"):
        gd.descend(f, gd.gradient_descent, lr=1.0)
    assert gd.descend(f, gd.gradient_descent, steps=3, lr=0.01).n_steps == 3
    log = gd.curve(np.log, lambda w: 1 / w, start=1.0, domain=(-5, 5))
    assert gd.sweep(log, gd.gradient_descent, lr=[0.01, 2.0], steps=3).stop[1] == gd.Stop.DIVERGED


MIXES = {
    "sum": lambda x: x / np.sum(x, axis=0, keepdims=True),
    "mean": lambda x: x - 0.5 * np.mean(x, axis=0),
    "max": lambda x: x / (1 + np.max(np.abs(x))),
    "any": lambda x: np.where(np.any(np.abs(x) > 1), 0.5 * x, x),
    "all": lambda x: np.where(np.all(np.abs(x) > 0.5), 0.5 * x, x),
    "cumsum": lambda x: np.cumsum(x, axis=0),
    "sort": lambda x: np.sort(x, axis=0),
    "turned": lambda x: x[::-1],
    "norm": lambda x: x / np.linalg.norm(x),
}


def broken(place, mix):
    """The arguments of a sweep in which one function mixes the runs."""

    def stepping(w, g, *, lr=0.1):
        return w - lr * mix(g)

    def placing(w, g, *, lr=0.1):
        return mix(w) - lr * g

    def remembering(w, g, z=0.0, *, lr=0.1, mu=0.8):
        z = mu * mix(z) + g
        return w - lr * z, z

    def scheduled(t, *, lr=0.1):
        return mix(lr)

    def scheduled_late(t, *, lr=0.1):
        return mix(lr) if t > 2 else lr

    def counting(w, g, n=0, *, lr=0.1):
        return w - lr * np.where(n == 7, mix(g), g), n + 1

    def scheduled_once(t, *, lr=0.1):
        return np.where(t == 7, mix(lr), lr)

    def scheduled_if(t, *, lr=0.1):
        return mix(lr) if t == 7 else lr

    def low(row, before, *, tol=0.5):
        return np.broadcast_to(np.abs(mix(row.f)) < tol, row.f.shape)

    def flat(row, before, *, tol=0.5):
        return np.broadcast_to(mix(np.max(np.abs(row.g), axis=-1)) < tol, row.f.shape)

    kept = {"f": HILL, "rule": gd.gradient_descent}
    return kept | {
        "rule, once": {"rule": counting}, "schedule, once": {"schedule": scheduled_once},
        "schedule, if": {"schedule": scheduled_if},
        "rule, g": {"rule": stepping}, "rule, w": {"rule": placing}, "rule, z": {"rule": remembering},
        "schedule": {"schedule": scheduled}, "schedule, late": {"schedule": scheduled_late},
        "stop, f": {"stop": low}, "stop, g": {"stop": flat},
        "value": {"f": gd.Objective(lambda w: mix(height(w)), slope, name="hill", start=START)},
        "gradient": {"f": gd.Objective(height, lambda w: mix(slope(w)), name="hill", start=START)},
    }[place]  # fmt: skip


PLACES = ["rule, g", "rule, w", "rule, z", "schedule", "schedule, late", "stop, f", "stop, g", "value", "gradient"]
ONCE = ["rule, once", "schedule, once", "schedule, if"]  # at one step of all
numbers = st.floats(0.01, 0.3).map(lambda x: round(x, 3))


def contrived(question, low, width):
    """What mixes the runs only where their numbers lie in a band, which they do at few steps or at none."""

    def mix(x):
        if question in ("all", "any"):
            inside = getattr(np, question)((low < x) & (x < low + width))
        else:
            inside = (low < getattr(np, question)(x)) & (getattr(np, question)(x) < low + width)
        return np.where(inside, 0.5 * x, x)

    return mix


bands = st.builds(
    contrived, st.sampled_from(["all", "any", "max", "mean", "sum"]), st.floats(-3, 3), st.floats(0.01, 3)
)


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(
    st.sampled_from(PLACES + ONCE), st.sampled_from(sorted(MIXES)) | bands,
    st.lists(numbers, min_size=2, max_size=6, unique=True),
    st.none() | st.lists(st.tuples(st.floats(-3, 3), st.floats(-3, 3)), min_size=2, max_size=3), st.integers(1, 30),
)  # fmt: skip
@example("schedule", "mean", [0.05, 0.1, 0.2], [(1, 2), (2, 1)], 1)  # the even runs have the mean of all
@example("schedule, late", "turned", [0.05, 0.1, 0.2], None, 5)  # the even runs, turned, are the even ones of all
@example("rule, z", "sort", [0.1, 0.2], [(1, 2), (2, 1)], 2)  # there is nothing to sort before the second step
@example("rule, g", contrived("all", 0.3, 0.3), [0.05, 0.06], None, 30)  # between two powers of two
@example("schedule, if", contrived("all", 0.0625, 0.125), [0.25, 0.125, 0.062], None, 8)  # only the middle one
@example("gradient", "any", [0.01, 0.3, 0.02, 0.1, 0.05], [(3, 1), (0.1, 0.2), (1, 1)], 5)
def test_a_function_that_mixes_the_runs_is_found_out_or_walks_right(place, mix, lr, start, steps):
    arguments = broken(place, MIXES[mix] if isinstance(mix, str) else mix) | {"steps": steps}
    try:
        grid = gd.sweep(start=start, lr=lr, **arguments)
    except ValueError as error:
        assert "mixes the runs" in str(error) or "works with" in str(error)  # noqa: PT017
        return
    for index in np.ndindex(grid.shape):
        own = None if start is None else start[index[0]]
        try:
            alone = gd.descend(start=own, lr=lr[index[-1]], **arguments)
        except ValueError:
            assume(False)
        np.testing.assert_array_equal(grid[index].w, alone.w)
        assert grid[index].n_steps == alone.n_steps


def test_values_and_gradients_that_are_not_the_same_twice_are_told_so():
    rng = np.random.default_rng(0)
    noisy = {
        "value": gd.Objective(lambda w: height(w) + rng.normal(), slope, name="hill", start=START),
        "gradient": gd.Objective(height, lambda w: slope(w) + rng.normal(), name="hill", start=START),
    }
    for place, f in noisy.items():
        assert_says(ValueError, lambda f=f: gd.sweep(f, gd.gradient_descent, lr=[0.1, 0.2]), [place, "the same twice"])


def test_most_of_the_broken_functions_are_told_what_mends_them():
    def normalised(w, g, *, lr=0.1):
        return w - lr * g / np.linalg.norm(g)

    words = ["normalised mixes the runs", "axis=-1, keepdims=True"]
    assert_says(ValueError, lambda: gd.sweep(gd.ravine, normalised, lr=[0.1, 0.2]), words)
    gd.descend(gd.ravine, normalised)  # one run has nothing to mix
    for place in PLACES:
        with pytest.raises(ValueError, match=r"mixes the runs: .* axis=-1"):
            gd.sweep(lr=[0.01, 0.1, 0.2], steps=20, **broken(place, MIXES["sum"]))


def test_a_norm_that_lost_its_axis_is_found_out_where_there_are_as_many_runs_as_coordinates():
    def lost(w, g, *, lr=0.1):
        return w - lr * g / np.linalg.norm(g, axis=-1)

    with pytest.raises(ValueError, match=r"lost works with 2 runs, but not with 32.*axis=-1, keepdims=True"):
        gd.sweep(gd.ravine, lost, lr=[0.1, 0.2])
    with pytest.raises(ValueError, match=r"^lost: .*broadcast.*axis=-1, keepdims=True"):
        gd.sweep(gd.ravine, lost, lr=[0.1, 0.2, 0.3])


def test_what_remembers_outside_or_draws_for_itself_is_told_so():
    memory = {"z": 0.0}

    def forgetful(w, g, *, lr=0.1):
        memory["z"] = 0.8 * memory["z"] + g[:1]
        return w - lr * memory["z"]

    def noisy(w, g, *, lr=0.1):
        return w - lr * g + np.random.normal(size=w.shape)

    for rule in (forgetful, noisy):
        words = [f"{rule.__name__} is not the same twice", "rng", "between g and *"]
        assert_says(ValueError, lambda rule=rule: gd.sweep(HILL, rule, [(1, 1), (2, 1)]), words)


def test_draws_that_hang_on_the_number_of_runs_are_found_out():
    def shaken(w, g, *, rng, lr=0.1):
        return w - lr * g + 0.01 * rng.normal(size=len(w))

    assert_says(ValueError, lambda: gd.sweep(HILL, shaken, lr=[0.1, 0.2]), ["shaken", "2 runs", "size=w.shape"])


def test_a_matrix_product_may_round_as_it_likes():
    A = np.random.default_rng(0).normal(size=(6, 6))
    A = A @ A.T / 10
    f = gd.Objective(lambda w: 0.5 * np.sum((w @ A) * w, axis=-1), lambda w: w @ A, start=np.arange(6.0))
    for rule in (gd.gradient_descent, gd.nesterov, gd.adam):
        for start in (None, np.zeros(6), np.full(6, 1e-9)):
            gd.sweep(f, rule, start, 400, lr=np.linspace(0.01, 0.3, 37))


def test_as_many_draws_as_runs_are_told_how_many_there_are():
    def shaken(w, g, *, rng, lr=0.1):
        return w - lr * g + rng.standard_normal(len(w))

    words = ["shaken", "broadcast", "rng.normal(size=w.shape)"]
    assert_says(ValueError, lambda: gd.sweep(HILL, shaken, lr=[0.1, 0.2, 0.3]), words)


def test_a_schedule_that_keeps_the_runs_apart_is_left_in_peace_when_some_of_them_have_ended():
    def mine(t, *, lr=0.1, decay=0.1):
        return lr / (1 + decay * t)

    walks = gd.sweep(HILL, gd.gradient_descent, steps=150, schedule=mine, lr=[3.0, 0.1, 0.001], decay=[0, 0.1])
    assert {*walks.stop.ravel()} == {gd.Stop.DIVERGED, gd.Stop.MAX_STEPS}


def test_a_run_that_diverges_where_it_starts_leaves_the_others_in_peace():
    hill = gd.Objective(lambda w: np.where(w[..., 0] > 5, np.nan, height(w)), slope, start=START)
    walks = gd.sweep(hill, gd.gradient_descent, [(9, 9), (1, 2)], stop=gd.small_gradient, lr=0.1)
    np.testing.assert_array_equal(walks.n_steps[0], 0)
    assert walks.stop[1] == gd.Stop.CONVERGED


@pytest.mark.parametrize("stop", [gd.small_gradient, gd.small_change])
def test_the_stopping_rules_of_gdviz_keep_the_runs_apart_so_nobody_asks_them_again(stop):
    given = {"steps": 60, "stop": stop, "tol": 0.1}
    grid = gd.sweep(HILL, gd.momentum, lr=np.linspace(0.001, 0.3, 30), **given)
    assert len({*grid.n_steps}) > 9
    for n_steps, lr in zip(grid.n_steps, grid.axes["lr"], strict=True):
        assert gd.descend(HILL, gd.momentum, lr=lr, **given).n_steps == n_steps
