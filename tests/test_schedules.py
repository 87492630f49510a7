"""Learning rates over time, against the formula worked out by hand."""

import inspect

import numpy as np
import pytest
from helpers.tables import SCHEDULES, each_schedule

import gdviz as gd

BY_HAND = [
    (gd.constant, {"lr": 0.3}, {0: 0.3, 7: 0.3, 1000: 0.3}),
    (gd.step_decay, {"lr": 0.8, "factor": 0.5, "period": 10}, {0: 0.8, 9: 0.8, 10: 0.4, 19: 0.4, 20: 0.2, 35: 0.1}),
    (gd.exponential, {"lr": 2.0, "decay": 0.5}, {0: 2, 1: 1, 2: 0.5, 5: 0.0625}),
    (gd.inverse_time, {"lr": 0.6, "decay": 0.5}, {0: 0.6, 1: 0.4, 2: 0.3, 10: 0.1}),
    # ½·2·(1 + cos(π·t/12)): cos 0 = 1, cos 60° = ½, cos 90° = 0, cos 180° = −1
    (gd.cosine, {"lr": 2.0, "steps": 12}, {0: 2, 4: 1.5, 6: 1, 12: 0}),
    (gd.warm_restarts, {"lr": 2.0, "period": 12}, {0: 2, 4: 1.5, 6: 1, 12: 2, 16: 1.5, 30: 1}),
]


@pytest.mark.parametrize(("schedule", "hyper", "rates"), BY_HAND, ids=lambda value: getattr(value, "__name__", ""))
def test_the_rate_is_the_formula_by_hand(schedule, hyper, rates):
    for t, rate in rates.items():
        assert schedule(t, **hyper) == pytest.approx(rate, abs=1e-15)


@each_schedule
def test_the_record_holds_the_rate_that_the_rule_saw(schedule):
    seen = []

    def spy(w, g, *, lr=0.05):
        seen.append(lr.item())
        return w - lr * g

    t = gd.descend(gd.bowl, spy, steps=25, schedule=schedule, lr=0.2)
    supplied = {"steps": 25} if "steps" in inspect.signature(schedule).parameters else {}
    expected = [schedule(k, lr=0.2, **supplied) for k in range(25)]
    np.testing.assert_allclose(seen, expected, rtol=1e-14)
    np.testing.assert_array_equal(t.lr, seen)


@each_schedule
def test_the_first_rate_is_the_one_that_was_set(schedule):
    assert gd.descend(gd.bowl, gd.gradient_descent, steps=3, schedule=schedule, lr=0.123).lr[0] == 0.123


@each_schedule
def test_the_knobs_of_a_schedule_can_be_swept(schedule):
    hyper = {
        name: [p.default, p.default * 0.7]
        for name, p in inspect.signature(schedule).parameters.items()
        if p.kind is p.KEYWORD_ONLY and p.default is not p.empty
    }
    grid = gd.sweep(gd.bowl, gd.gradient_descent, steps=30, schedule=schedule, **hyper)
    for index in np.ndindex(grid.shape):
        one = {name: values[i] for (name, values), i in zip(hyper.items(), index, strict=True)}
        alone = gd.descend(gd.bowl, gd.gradient_descent, steps=30, schedule=schedule, **one)
        np.testing.assert_array_equal(grid[index].lr, alone.lr)
        np.testing.assert_array_equal(grid[index].w, alone.w)


def test_without_a_rate_the_default_is_the_schedules_and_else_the_rules():
    assert gd.descend(gd.bowl, gd.gradient_descent, steps=1, schedule=gd.warm_restarts).lr[0] == 1.5
    assert gd.descend(gd.bowl, gd.adagrad, steps=1).lr[0] == 0.5


def test_a_schedule_for_a_rule_without_a_rate_is_refused():
    with pytest.raises(TypeError, match=r"random_search has no learning rate lr.*cosine"):
        gd.descend(gd.bowl, gd.random_search, schedule=gd.cosine)


def test_all_schedules_of_the_package_are_in_the_table():
    functions = {name for name, value in vars(gd.schedules).items() if inspect.isfunction(value)}
    assert functions == {schedule.__name__ for schedule in SCHEDULES}
