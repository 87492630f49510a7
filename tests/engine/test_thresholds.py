"""What mixes the runs, and matters only somewhere on the way, such as a threshold over all of them: it is found out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdviz as gd

START = (1.0, 2.0)


def height(w):
    return w[..., 0] ** 2 + 4 * w[..., 1] ** 2


def slope(w):
    return w * np.array([2.0, 8.0])


QUANTITIES = {
    "first": lambda w: np.abs(w[..., 0]),
    "second": lambda w: np.abs(w[..., 1]),
    "height": height,
    "slope": lambda w: np.max(np.abs(slope(w)), axis=-1),
}
AMONG = {
    "any below": lambda q, limit: np.any(q < limit),
    "all below": lambda q, limit: np.all(q < limit),
    "any above": lambda q, limit: np.any(q > limit),
    "all above": lambda q, limit: np.all(q > limit),
}
STARTS = {"alike": None, "two": [(1, 2), (2.5, -1)], "three": [(1, 2), (0.5, 0.4), (-2, 1)]}
RATES = {"few": [0.03, 0.05, 0.1], "many": np.linspace(0.005, 0.2, 30)}


def changed(place, quantity, among, limit):
    """A hill whose value or gradient is another one where any or all of the points are below or above a limit."""

    def mixed(w, out):
        return np.where(among(QUANTITIES[quantity](w), limit), 0.9 * out, out)

    value, gradient = (lambda w: mixed(w, height(w))), (lambda w: mixed(w, slope(w)))
    value, gradient = (value, slope) if place == "value" else (height, gradient)
    return gd.Objective(value, gradient, name="hill", start=START)


@pytest.mark.parametrize("runs", RATES)
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("limit", [0.3, 0.1])
@pytest.mark.parametrize("among", AMONG)
@pytest.mark.parametrize("quantity", QUANTITIES)
@pytest.mark.parametrize("place", ["value", "gradient"])
def test_a_threshold_that_the_runs_pass_on_their_way_is_found_out(place, quantity, among, limit, start, runs):
    f = changed(place, quantity, AMONG[among], limit)
    for every in (1, 40):
        with pytest.raises(ValueError, match=f"hill: its {place} mixes the runs"):
            gd.sweep(f, gd.gradient_descent, STARTS[start], 40, lr=RATES[runs], every=every)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(
    st.sampled_from(["value", "gradient"]), st.sampled_from(sorted(QUANTITIES)), st.sampled_from(sorted(AMONG)),
    st.floats(0.1, 1), st.lists(st.floats(0.03, 0.2), min_size=2, max_size=30, unique=True),
    st.none() | st.lists(st.tuples(st.floats(0.5, 3), st.floats(-3, -0.5)), min_size=2, max_size=3),
    st.integers(40, 60),
)  # fmt: skip
def test_a_threshold_on_the_way_down_is_found_out_or_nobody_passes_it(place, quantity, among, limit, lr, start, steps):
    f = changed(place, quantity, AMONG[among], limit)
    try:
        grid = gd.sweep(f, gd.gradient_descent, start, steps, lr=lr)
    except ValueError as error:
        assert "mixes the runs" in str(error)  # noqa: PT017
        return
    for index in np.ndindex(grid.shape):
        alone = gd.descend(f, gd.gradient_descent, None if start is None else start[index[0]], steps, lr=lr[index[-1]])
        np.testing.assert_array_equal(grid[index].w, alone.w)
        np.testing.assert_array_equal(grid[index].f, alone.f)


@pytest.mark.parametrize("runs", [3, 40])
@pytest.mark.parametrize("among", AMONG)
@pytest.mark.parametrize("place", ["the rates of a rule", "another setting of it", "a schedule", "a schedule, late"])
def test_a_threshold_over_the_settings_of_all_runs_is_found_out(place, among, runs):
    def slower(setting, limit):
        return np.where(AMONG[among](setting, limit), 0.9, 1.0)

    def rule(w, g, z=0.0, *, lr=0.1, mu=0.5):
        z = mu * z + g
        share = {"the rates of a rule": (lr, 0.1), "another setting of it": (mu, 0.5)}.get(place)
        return w - lr * z * (slower(*share) if share else 1.0), z

    def schedule(t, *, lr=0.1):
        return lr * (slower(lr, 0.1) if place == "a schedule" or (place == "a schedule, late" and t > 9) else 1.0)

    hill = gd.Objective(height, slope, name="hill", start=START)
    who = "schedule" if "schedule" in place else "rule"
    lr = np.roll(np.linspace(0.02, 0.2, runs), runs // 2)  # the slowest and the fastest are neither first nor last
    with pytest.raises(ValueError, match=f"{who} mixes the runs"):
        gd.sweep(hill, rule, steps=12, schedule=schedule, lr=lr, mu=[0.1, 0.4, 0.9])


OTHERS = {  # of a number for each run
    "sum": lambda x: x + np.sum(x),
    "mean": lambda x: x - 0.5 * np.mean(x),
    "median": lambda x: x - 0.3 * np.median(x),
    "max": lambda x: x / (1 + np.max(np.abs(x))),
    "min": lambda x: x * (1 + np.min(x)) / 2,
    "range": lambda x: np.where(np.ptp(x) > 0.5, 0.9 * x, x),
    "any": lambda x: np.where(np.any(x < 0.3), 0.9 * x, x),
    "all": lambda x: np.where(np.all(x < 3), 0.9 * x, x),
    "cumsum": np.cumsum,
    "sort": np.sort,
    "how many": lambda x: x * (0.9 if len(x) > 1 else 1),
    "alike": lambda x: x * (1 if len(np.unique(x)) == len(x) else 0.9),
}
GRIDS = {
    "two": {"lr": [0.05, 0.1]},
    "six": {"start": [(1, 2), (2.5, -1)], "lr": [0.03, 0.1, 0.15]},
    "many": {"lr": np.linspace(0.005, 0.2, 30)},
}


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("seen", ["cost", "slope", "change"])
def test_a_stopping_rule_that_looks_at_other_runs_is_found_out_or_ends_each_where_it_would_alone(seen, other, grid):
    def mine(row, before, *, tol=0.5):
        slope = np.max(np.abs(row.g), axis=-1)
        return OTHERS[other]({"cost": row.f, "slope": slope, "change": np.abs(row.f - before.f)}[seen]) < tol

    hill, given = gd.Objective(height, slope, name="hill", start=START), GRIDS[grid]
    for steps in (7, 40):
        try:
            walks = gd.sweep(hill, gd.gradient_descent, steps=steps, stop=mine, **given)
        except ValueError as error:
            assert "mine mixes the runs" in str(error)  # noqa: PT017
            continue
        for index in np.ndindex(walks.shape):
            own = {name: walks.axes[name][i] for name, i in zip(walks.axes, index, strict=True)}
            alone = gd.descend(hill, gd.gradient_descent, steps=steps, stop=mine, **own)
            assert (walks[index].n_steps, walks[index].stop) == (alone.n_steps, alone.stop)


@pytest.mark.parametrize("grid", GRIDS)
def test_a_rule_that_looks_at_other_runs_only_on_the_way_is_found_out(grid):
    def hasty(w, g, *, lr=0.1):  # once the runs have parted: while they are alike, and of made-up ones, it does nothing
        near = np.abs(g - np.mean(g, axis=0)) < 1e-3
        return w - lr * g * np.where(np.all(near), 0.9, 1.0)

    def counting(w, g, k=0, *, lr=0.1):
        k = k + 1
        return w - lr * np.where(k == 6, np.mean(g, axis=0), g), k  # no step that is taken twice

    hill = gd.Objective(height, slope, name="hill", start=START)
    for rule in (hasty, counting):
        with pytest.raises(ValueError, match=f"{rule.__name__} mixes the runs"):
            gd.sweep(hill, rule, steps=20, **GRIDS[grid])


@pytest.mark.parametrize("runs", [2, 40])
def test_a_schedule_that_mixes_the_runs_at_one_step_or_now_and_then_is_found_out(runs):
    hill, lr = gd.Objective(height, slope, name="hill", start=START), np.linspace(0.02, 0.2, runs)
    for one in range(30):

        def once(t, *, lr=0.1):
            return np.mean(lr) + 0 * lr if t == one else lr  # noqa: B023

        with pytest.raises(ValueError, match="once mixes the runs"):
            gd.sweep(hill, gd.gradient_descent, steps=30, schedule=once, lr=lr)
    for each in (3, 10, 16):

        def now_and_then(t, *, lr=0.1):
            return np.mean(lr) + 0 * lr if t % each == each - 1 else lr  # noqa: B023

        with pytest.raises(ValueError, match="now_and_then mixes the runs"):
            gd.sweep(hill, gd.gradient_descent, steps=151, schedule=now_and_then, lr=lr)
