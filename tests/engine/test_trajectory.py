"""What comes back from a walk: rows, picking, arrival, and one line of text."""

import numpy as np
import pytest
from helpers.tables import each_rule, many_weights

import gdviz as gd
from gdviz.engine.trajectory import together


@pytest.fixture
def grid():
    return gd.sweep(gd.ravine, gd.momentum, [(1, 1), (2, 0)], 20, lr=[0.01, 0.02, 0.3], mu=[0.1, 0.5], seed=4)


def test_the_shapes_are_steps_then_grid_then_coordinates(grid):
    assert grid.shape == (2, 3, 2)
    assert (grid.w.shape, grid.f.shape, grid.g.shape) == ((21, 2, 3, 2, 2), (21, 2, 3, 2), (21, 2, 3, 2, 2))
    assert grid.lr.shape == (20, 2, 3, 2)
    assert grid.state["z"].shape == grid.w.shape
    assert grid.stop.shape == grid.n_steps.shape == grid.evaluations.gradients.shape == grid.shape
    assert {name: len(values) for name, values in grid.axes.items()} == {"start": 2, "lr": 3, "mu": 2}
    assert grid.steps == 20


def test_one_run_is_picked_by_whole_numbers(grid):
    one = grid[1, 0, -1]
    alone = gd.descend(gd.ravine, gd.momentum, (2, 0), 20, lr=0.01, mu=0.5)
    assert one.shape == ()
    np.testing.assert_array_equal(one.w, alone.w)
    assert one.stop is gd.Stop.MAX_STEPS
    assert type(one.n_steps) is int
    assert one.hyper["lr"] == 0.01
    assert one.hyper["mu"] == 0.5
    np.testing.assert_array_equal(one.hyper["start"], [2, 0])
    assert one.axes == {}
    assert one.evaluations == (0, 20)


def test_slices_keep_their_axes(grid):
    some = grid[:, 1:, 0]
    assert some.shape == (2, 2)
    assert list(some.axes) == ["start", "lr"]
    np.testing.assert_array_equal(some.axes["lr"], [0.02, 0.3])
    assert some.hyper == {"mu": 0.1}
    np.testing.assert_array_equal(some.f, grid.f[:, :, 1:, 0])
    np.testing.assert_array_equal(some.state["z"], grid.state["z"][:, :, 1:, 0])
    np.testing.assert_array_equal(some.stop, grid.stop[:, 1:, 0])


def test_picking_in_steps_is_picking_at_once(grid):
    np.testing.assert_array_equal(grid[1][2][0].w, grid[1, 2, 0].w)
    np.testing.assert_array_equal(grid[1, 2, 0][()].w, grid[1, 2, 0].w)
    assert grid[0].shape == (3, 2)


def test_picking_too_deep_or_with_words_is_answered_in_a_sentence(grid):
    with pytest.raises(IndexError, match="this grid has 3 axes: start, lr, mu"):
        grid[0, 0, 0, 0]
    with pytest.raises(IndexError, match="0 axes: none"):
        grid[0, 0, 0][0]
    with pytest.raises(TypeError, match="whole numbers or slices"):
        grid[True]
    with pytest.raises(IndexError, match=r"trajectory\[0\]: start has 0 values"):
        grid[:0][0]
    with pytest.raises(IndexError, match=r"has \d values, 0 to"):
        grid[5]
    for index in ("lr", 0.5, [0, 1]):
        with pytest.raises(TypeError, match="whole numbers or slices"):
            grid[index]


def test_a_trajectory_cannot_be_changed_by_accident_and_two_can_be_compared(grid):
    with pytest.raises(AttributeError):
        grid.w = 0
    assert grid == grid
    assert grid != grid[0]


def test_the_row_of_a_step_belongs_together():
    t = gd.descend(gd.bowl, gd.gradient_descent, steps=3, schedule=gd.exponential, lr=0.5, decay=0.5)
    # w = −4, g = −8, α = ½: w = 0; then it stays
    np.testing.assert_array_equal(t.w[:2, 0], [-4, 0])
    np.testing.assert_array_equal(t.f[:2], [16, 0])
    np.testing.assert_array_equal(t.g[:2, 0], [-8, 0])
    np.testing.assert_array_equal(t.lr, [0.5, 0.25, 0.125])


def test_the_state_of_a_row_is_what_the_rule_remembered_there():
    t = gd.descend(gd.bowl, gd.momentum, steps=2, lr=0.25, mu=0.5)
    # z: 0, then −8, then w = −4 + 2 = −2, g = −4: ½·(−8) − 4 = −8
    np.testing.assert_array_equal(t.state["z"][:, 0], [0, -8, -8])
    adam = gd.descend(gd.ravine, gd.adam, steps=4)
    np.testing.assert_array_equal(adam.state["t"], [0, 1, 2, 3, 4])
    assert list(adam.state) == ["m", "v", "t"]


def test_a_rule_without_a_rate_records_none():
    assert np.isnan(gd.descend(gd.bowl, gd.random_search, steps=5).lr).all()


def swinging(points):
    """A trajectory through the given points, whatever the rule."""

    def follow(w, _, k=0, *, f):
        k = k + 1
        return np.array(points, dtype=float)[k.astype(int).ravel()][:, None], k

    return gd.descend(gd.curve(lambda w: w**2, minima=[0]), follow, points[0], len(points) - 1)


def test_steps_to_counts_from_when_a_run_stays():
    t = swinging([3, 0.01, 2, 0.04, -0.04, 0.01])
    assert t.steps_to() == 3
    assert type(t.steps_to()) is int
    assert t.steps_to(tol=0.02) == 5
    assert t.steps_to(tol=10) == 0
    assert t.steps_to(0, tol=2.5) == 1
    assert t.steps_to(cost=9, tol=8.5) == np.inf  # the cost ends at 0.0001, which is 9 away
    assert t.steps_to(cost=0.0, tol=0.001) == 5  # costs 9, 0.0001, 4, 0.0016, 0.0016, 0.0001


def test_steps_to_is_infinite_for_a_run_that_never_stays():
    assert swinging([3, 0.01, 2]).steps_to() == np.inf
    assert gd.descend(gd.bowl, gd.gradient_descent, lr=1.0).steps_to() == np.inf
    assert gd.descend(gd.bowl, gd.gradient_descent, lr=1.5).steps_to() == np.inf


def test_the_edge_of_the_tolerance_is_outside():
    assert swinging([3, 0.5, 0.5]).steps_to(tol=0.5) == np.inf
    assert swinging([3, 0.5, 0.5]).steps_to(tol=0.500001) == 1


def test_steps_to_looks_at_every_coordinate():
    t = gd.descend(gd.ravine, gd.gradient_descent, (4, 0.04), 200, lr=0.05)
    # 4·0.95ᵗ < 0.05 first at t = 86, as ln 80/−ln 0.95 = 85.4; the other is inside from the start
    assert t.steps_to() == 86
    assert t.steps_to((0, 0)) == 86


def test_steps_to_of_a_grid_has_its_shape_and_counts_steps_not_rows():
    t = gd.sweep(gd.bowl, gd.gradient_descent, steps=200, lr=[0.1, 0.25, 1.0], every=2)
    np.testing.assert_array_equal(t.steps_to(), [20, 8, np.inf])  # 0.25 arrives at 7, and is first seen there at 8


def test_a_target_that_is_no_point_is_answered_in_a_sentence():
    t = gd.descend(gd.two_valleys, gd.gradient_descent, steps=3)
    with pytest.raises(ValueError, match=r"two valleys has 2 known minima; say target="):
        t.steps_to()
    with pytest.raises(ValueError, match=r"target has shape \(2,\), expected \(1,\)"):
        t.steps_to((1, 2))
    with pytest.raises(ValueError, match=r"target has shape \(\), expected \(2,\)"):
        gd.descend(gd.ravine, gd.gradient_descent, steps=3, lr=0.01).steps_to(3)


def test_a_run_stops_where_the_ground_is_flat():
    t = gd.descend(gd.bowl, gd.gradient_descent, stop=gd.small_gradient, lr=0.25, tol=0.1)
    # the slope is 8·2⁻ᵗ: 0.125 at t = 6, 0.0625 at t = 7
    assert (t.stop, t.n_steps) == (gd.Stop.CONVERGED, 7)


def test_a_run_stops_where_the_cost_hardly_changes():
    t = gd.descend(gd.bowl, gd.gradient_descent, stop=gd.small_change, lr=1.0)
    # −4 and 4 cost the same: the popular rule stops at once, with cost 16
    assert (t.stop, t.n_steps, t.f[-1]) == (gd.Stop.CONVERGED, 1, 16)


def test_a_stopping_rule_of_ones_own_has_knobs():
    def low(row, before, *, level=1.0):
        return row.f < level

    t = gd.sweep(gd.bowl, gd.gradient_descent, stop=low, lr=0.25, level=[4, 0.5])
    np.testing.assert_array_equal(t.n_steps, [2, 3])  # costs 16, 4, 1, 0.25


def test_every_reason_to_stop_has_its_own_sentence():
    assert len({s.sentence for s in gd.Stop}) == 3
    assert all(s.sentence for s in gd.Stop)


def test_passing_an_array_to_descend_makes_a_sweep():
    assert gd.descend(gd.bowl, gd.gradient_descent, lr=[0.1, 0.2]).shape == (2,)
    assert gd.sweep(gd.bowl, gd.gradient_descent, lr=0.1).shape == ()


def test_the_text_of_one_run_says_how_it_ended():
    text = repr(gd.descend(gd.bowl, gd.momentum, steps=8, lr=0.25, mu=0))
    assert text == "<momentum on bowl, lr = 0.25, mu = 0: 8 steps, w = [-0.01562], cost 0.0002441, MAX_STEPS>"  # −4/2⁸
    assert "eps = 1e-08" in repr(gd.descend(gd.bowl, gd.adam, steps=1))


def test_the_text_of_a_grid_says_what_it_holds(grid):
    text = repr(grid)
    for part in ("2 start × 3 lr × 2 mu", "momentum", "ravine", "20 steps", "MAX_STEPS", "DIVERGED"):
        assert part in text


@each_rule
def test_the_text_is_one_line_however_many_weights_and_runs(rule):
    for f in (gd.bowl, gd.two_features(), many_weights(), many_weights(2000)):
        for t in (gd.descend(f, rule.rule, steps=2), gd.sweep(f, rule.rule, steps=2, **rule.grid)):
            assert "\n" not in repr(t)
            assert len(repr(t)) < 250


def test_grids_of_runs_stand_together_with_an_axis_in_front():
    grids = [gd.sweep(gd.two_features(rho), gd.momentum, steps=9, lr=[0.05, 0.3, 2.0], mu=0.9) for rho in (0, 0.9)]
    both = together("correlation", [0, 0.9], grids)
    assert both.shape == (2, 3)
    assert list(both.axes) == ["correlation", "lr"]
    assert both.hyper == grids[0].hyper
    for i, grid in enumerate(grids):
        for row in ("w", "f", "g", "lr"):
            np.testing.assert_array_equal(getattr(both[i], row), getattr(grid, row))
        np.testing.assert_array_equal(both[i].state["z"], grid.state["z"])
        np.testing.assert_array_equal(both[i].stop, grid.stop)
        np.testing.assert_array_equal(both[i].n_steps, grid.n_steps)
        np.testing.assert_array_equal(both[i].evaluations.gradients, grid.evaluations.gradients)
        assert both[i].hyper["correlation"] == [0, 0.9][i]


def test_single_runs_and_runs_of_several_rules_can_stand_together():
    runs = [gd.descend(gd.ravine, rule, steps=5, lr=0.01) for rule in (gd.momentum, gd.adam, gd.nesterov)]
    both = together("racer", ["a", "b", "c"], runs)
    assert both.shape == (3,)
    assert both.state == {}  # a velocity is not what all of them remember
    for i, run in enumerate(runs):
        np.testing.assert_array_equal(both[i].w, run.w)
        assert (both[i].stop, both[i].n_steps, both[i].steps) == (run.stop, run.n_steps, 5)
