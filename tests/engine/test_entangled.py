"""What is shown to keep the runs apart is hardly asked again; what is not, as often as ever."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.engine import apart
from gdviz.engine.alone import Moment
from gdviz.engine.calls import Functions, Row
from gdviz.engine.entangled import entangled

START = (1.0, 2.0)


def height(w):
    return w[..., 0] ** 2 + 4 * w[..., 1] ** 2


def slope(w):
    return w * np.array([2.0, 8.0])


HILL = gd.Objective(height, slope, name="hill", start=START)


def test_the_runs_are_stepped_again_at_powers_of_two_and_the_few_alone_at_the_end(monkeypatch):
    seen = []
    compare = apart.compare
    monkeypatch.setattr(apart, "contrast", lambda *_: None)
    monkeypatch.setattr(
        apart, "compare", lambda f, moment, a, who, s: (seen.append((moment.t, who)), compare(f, moment, a, who, s))
    )
    never = lambda row, before: row.f < 0  # noqa: E731

    def untold(w, g, *, lr=0.1):
        assert float(w[0, 0]) < 9  # so it cannot be followed
        return w - lr * g

    for runs, stop, alone, last in (
        (10, None, [0, 9], []), (10, never, [0, 9], [0, 9]), (3, None, [0, 1, 2], []), (2, never, [0, 1], [0, 1]),
    ):  # fmt: skip
        gd.sweep(HILL, untold, steps=20, lr=np.linspace(0.01, 0.03, runs), stop=stop)
        halves = [(t, who.start) for t, who in seen if isinstance(who, slice)]
        assert halves == [(0, 0), (1, 1), (2, 0), (4, 1), (8, 0), (16, 1)]
        wanted = [(19, one) for one in alone] + [(20, one) for one in last]  # the stopping rule sees the last row, too
        assert sorted((t, *who) for t, who in seen if not isinstance(who, slice)) == wanted
        seen.clear()
    gd.descend(HILL, untold)
    assert seen == []


def test_what_is_followed_is_stepped_again_at_the_first_two_steps_and_at_the_last(monkeypatch):
    seen, compare = [], apart.compare
    monkeypatch.setattr(
        apart, "compare", lambda f, moment, a, who, s: (seen.append((moment.t, {*a})), compare(f, moment, a, who, s))
    )

    def mine(w, g, z=0, *, lr=0.1):  # z begins as a number, and becomes a vector: it is followed again
        return w - lr * (z + g), 0.5 * z + g

    known = {"value", "gradient"}
    for rule, all_ in ((mine, {"rule"}), (gd.gradient_descent, set())):
        gd.sweep(HILL, rule, steps=20, lr=np.linspace(0.01, 0.03, 10))
        assert seen == [(0, all_), (1, all_)] * bool(all_) + [(19, all_ | known)] * 2
        seen.clear()


def test_what_mixes_the_runs_later_than_it_is_followed_is_found_out_at_the_last_step():
    calls = {"now": 0}

    def lying(w, g, *, lr=0.1):
        calls["now"] += 1
        return w - lr * (g if calls["now"] < 15 else np.mean(g, axis=0))

    def late(w):
        calls["now"] += 1
        return slope(w) if calls["now"] < 15 else slope(w)[::-1]

    for f, rule in ((HILL, lying), (gd.Objective(height, late, name="hill", start=START), gd.gradient_descent)):
        calls["now"] = 0
        with pytest.raises(ValueError, match="mixes the runs"):
            gd.sweep(f, rule, steps=30, lr=[0.01, 0.05, 0.1])


def test_a_function_that_is_long_is_not_followed():
    functions = Functions(HILL, lambda w, g, *, lr=0.1: w - lr * g, gd.schedules.constant, None, 10)
    row = Row(np.ones((4, 2)), np.ones(4), np.ones((4, 2)))
    moment = Moment(0, None, row, [], np.ones((4, 1)), {"lr": np.ones((4, 1))}, None)
    assert entangled("rule", functions, moment, 100) is False
    assert entangled("rule", functions, moment, 20) is None


def test_a_schedule_that_asks_if_about_all_rates_is_asked_about_the_slowest_and_the_fastest_run_alone():
    def mine(t, *, lr=0.1):
        rate = lr * 1.2**t
        return np.minimum(rate / 2 if np.any(rate < 0.1) else rate, 0.1)

    starts = np.linspace(-3, 3, 17)[:, None]
    with pytest.raises(ValueError, match="mine mixes the runs"):
        gd.sweep(gd.bowl, gd.gradient_descent, starts, 5, schedule=mine, lr=np.logspace(-4, -1, 5))


@pytest.mark.parametrize("steps", [40, 1000])
@pytest.mark.parametrize("at", [3, 29, 31])
@pytest.mark.parametrize("mix", [np.max, np.min, np.mean, np.sum, lambda lr: 2 * np.any(lr > 0.28), np.median])
def test_a_schedule_that_mixes_the_runs_at_a_single_step_is_found_out(mix, at, steps):
    def mine(t, *, lr=0.1):
        return lr * (1 + mix(lr)) if t == at else lr

    with pytest.raises(ValueError, match="mine mixes the runs"):
        gd.sweep(HILL, gd.gradient_descent, steps=steps, schedule=mine, lr=np.linspace(0.001, 0.29, 30))


def test_a_schedule_that_fails_alone_at_a_single_step_is_told_so():
    def mine(t, *, lr=0.1):
        return lr * np.ones((3, 1)) if t == 29 else lr

    with pytest.raises(ValueError, match=r"mine works with .* runs, but not with"):
        gd.sweep(HILL, gd.gradient_descent, steps=40, schedule=mine, lr=[0.01, 0.02, 0.03])


HILLS = [f for f in vars(gd.objectives).values() if isinstance(f, gd.Objective)]


@pytest.mark.parametrize("f", [*HILLS, gd.two_features(), gd.two_features().minibatch(5), gd.penguins()], ids=repr)
def test_the_hills_of_gdviz_keep_the_points_apart_so_nobody_asks_them(f):
    if not isinstance(f, gd.Objective):
        f = gd.LinearRegression(gd.standardize(f.X), f.y)
    assert f.keeps_apart == (type(f).__name__ != "MiniBatch")
    n = len(f.start)
    row = Row(*(np.random.default_rng(0).normal(size=shape) for shape in ((4, n), 4, (4, n))))
    moment = Moment(0, None, row, [], np.ones((4, 1)), {"lr": np.ones((4, 1))}, None)
    functions = Functions(f, lambda w, g, *, lr=0.1: w - lr * g, gd.schedules.constant, None, 10)
    for what in ("value", "gradient"):
        assert entangled(what, functions, moment, 5000) is False


def test_a_regression_of_ones_own_is_asked():
    class Mine(gd.LinearRegression):
        def gradient(self, w):
            return super().gradient(w) - np.mean(w, axis=0) * (len(w) > 1)

    with pytest.raises(ValueError, match="mixes"):
        gd.sweep(Mine([[1.0, 2.0], [3.0, 1.0], [1.0, 1.0]], [1.0, 2.0, 3.0]), gd.gradient_descent, lr=[0.01, 0.02])
