"""The words of a walk: the line under its picture."""

import itertools
import re

import numpy as np
import pytest

from gdviz import (
    adam,
    bowl,
    curve,
    descend,
    explore,
    exponential,
    gradient_descent,
    momentum,
    race,
    ravine,
    rotated_bowl,
    small_gradient,
    style,
    surface,
    two_valleys,
)


def test_the_words_say_where_the_walk_is_and_how_it_ended():
    figure = explore(bowl, gradient_descent, steps=40, lr=[0.25, 5.0])
    figure.lr_index, figure.step = 0, 1
    assert figure.said() == "Step 1 of 40: w = −2, cost 4. The slope was −8: times −α, a step of 2."
    assert figure.said(0) == "Step 0 of 40: w = −4, cost 16."
    figure.lr_index, figure.step = 1, 40
    end = descend(bowl, gradient_descent, steps=40, lr=5.0).n_steps
    assert figure.said().endswith(f"It has diverged: at step {end} the cost has blown up.")
    assert "slope" not in figure.said()  # no step leads here
    figure.step = end - 1
    assert "diverged" not in figure.said()
    assert "The step ended higher." in figure.said()


@pytest.mark.parametrize(
    ("f", "slope", "told"),
    [
        (lambda w: w - np.log(w), lambda w: 1 - 1 / w, "It has diverged: at step 1 the cost is not a number."),
        (
            lambda w: np.maximum(w, 0),
            lambda w: 1 / np.maximum(np.sign(w), 0),
            "It has diverged: at step 1 the slope is not a finite number.",
        ),
    ],
)
def test_a_walk_that_leaves_where_there_is_a_cost_or_a_slope_did_not_blow_up(f, slope, told):
    figure = explore(curve(f, slope, domain=(-3, 4), start=0.5), lambda w, g, *, lr: w - lr, steps=9, lr=1.0)
    figure.step = 1
    assert figure.said().endswith(told)


def test_the_words_say_that_a_walk_has_left_the_map_while_it_is_outside():
    handed = surface(lambda x, y: x**2 + y**2, domain=[(-2, 2), (-3, 3)], start=(1, 1))
    asked = surface(lambda x, y: x**2 + y**2 if np.all(x < 1e99) else x, domain=[(-2, 2), (-3, 3)], start=(1, 1))
    for f in (handed, asked):
        figure = explore(f, gradient_descent, steps=3, lr=[0.25, 1.2])
        assert (figure.program is None) == (f is asked)
        left = "It has left the map."
        for at, out in ((0, [0, 0, 0, 0]), (1, [0, 0, 0, 1])):  # each coordinate times 0.5, or times −1.4
            figure.lr_index = at
            assert [left in figure.said(t) for t in range(4)] == out
        figure.start = [-1.9, -1.0]
        assert [left in figure.said(t) for t in range(4)] == [0, 1, 1, 1]
    figure = explore(surface(lambda x, y: x**2 + y**2, start=(1, 1)), gradient_descent, steps=3, lr=1.2)
    figure.start = [99.0, 0.0]  # it has never been there
    assert not any(left in figure.said(t) for t in range(4))


def test_the_words_say_when_the_stopping_rule_ended_it():
    figure = explore(bowl, gradient_descent, steps=40, lr=[0.25], stop=small_gradient, tol=1.0)
    assert figure.said().endswith("The stopping rule ended it at step 4.")  # slopes −8, −4, −2, −1, −½
    figure.step = 3
    assert "ended" not in figure.said()
    figure.close()


def test_where_the_landscape_is_not_shown_the_words_do_not_say_so():
    assert explore(ravine, momentum, steps=3).description.startswith("A walk seen from above, on the contours")
    assert explore(ravine, momentum, steps=3, panels="cost").description.startswith("A walk on ravine by")


def test_a_rate_below_zero_walks_uphill_and_nothing_else_is_said_of_it():
    def told(f, rule):
        figure = explore(f, rule, steps=5, lr=-0.2)
        figure.step = 1
        return figure.said()

    assert "along the gradient, uphill. The step ended higher." in told(rotated_bowl, gradient_descent)
    assert "−8: times −α, a step of −1.6." in told(bowl, gradient_descent)
    assert "descent" not in told(rotated_bowl, momentum)
    assert "by more than 1 times α" in told(bowl, adam)


def clipped(w, g, *, lr=0.1, most=3.0):
    return w - lr * np.clip(g, -most, most)


def rolling(w, g, z=0.0, *, lr=0.1, mu=0.5):
    z = mu * z + np.clip(g, -3, 3)
    return w - lr * z, z


def test_of_a_rule_of_ones_own_nothing_is_said_that_is_not_so_of_the_step_that_shows():
    for rule, says in ((clipped, "The gradient was"), (rolling, "There is no velocity: this step is plain descent.")):
        figure = explore(rotated_bowl, rule, (0.3, 0.2), steps=20, lr=[0.05, 0.1])
        assert figure.program is not None
        figure.step = 1
        assert says in figure.said()  # nothing is clipped here
        figure.start = [3.6, 3.6]
        assert says not in figure.said()


def test_what_is_said_of_a_step_does_not_hang_on_the_other_positions_of_the_sliders():
    figure = explore(rotated_bowl, clipped, (-3, 2), steps=20, most=[3.0, 20.0])
    (texts,) = ([*clause["texts"]] for clause in figure._scene["words"]["clauses"][1:2])
    assert any(text.startswith("The gradient was") for text in texts)  # the browser may need it
    figure.step = 1
    assert "The gradient was" not in figure.said()
    figure.most_index = 1
    assert "The gradient was 13 long: times α, a step of 1.3 straight against it." in figure.said()


def test_who_rolls_over_a_top_did_not_overshoot_the_bottom():
    walk = descend(two_valleys, momentum, steps=60, lr=0.024, mu=0.95)
    figure = explore(two_valleys, momentum, steps=60, lr=0.024, mu=0.95)
    line = np.linspace(0, 1, 101)[:, None, None]
    heights = two_valleys(walk.w[:-1] + line * np.diff(walk.w, axis=0))
    ends = np.maximum(heights[0], heights[-1]) + 1e-12
    through, over = heights.min(axis=0) < np.minimum(heights[0], heights[-1]) - 1e-12, heights.max(axis=0) > ends
    told = np.array(["It overshot the bottom" in figure.said(t) for t in range(1, 61)])
    assert np.any(over & ~through)
    assert not np.any(told & over & ~through)
    assert np.any(told & through)


def test_a_walk_far_from_zero_moves_as_one_that_is_near():
    for far in (0.0, 1e6):
        valley = curve(lambda w, far=far: (w - far) ** 2, lambda w, far=far: 2 * (w - far), domain=(far - 10, far + 10))
        figure = explore(valley, gradient_descent, far - 8.0, steps=20, lr=0.3)
        assert "It hardly moves." not in figure.said(1)
        assert "a step of 4.8." in figure.said(1)


def test_who_stands_still_rests_only_where_the_slope_has_gone_too():
    figure = explore(bowl, gradient_descent, steps=300, schedule=exponential, lr=0.02, decay=0.9)
    assert abs(figure.trajectory.g[-1, 0]) > 1
    assert "It hardly moves." in figure.said(300)
    top = explore(two_valleys, gradient_descent, two_valleys.minima[0] + 1e-9, steps=3, lr=0.1)
    assert "It hardly moves." in top.said(2)  # its first slope was as small
    down = explore(two_valleys, gradient_descent, steps=300, lr=0.1)
    told = [next((text for text in ("rests", "hardly") if text in down.said(t)), "") for t in range(301)]
    assert [text for text, _ in itertools.groupby(told)] == ["", "hardly", "rests"]


@pytest.mark.parametrize("high", [0.0, 1e-20, 1e20])
def test_a_cost_as_good_as_none_reads_as_0_by_that_of_the_start(high):
    size = high or 1.0
    f = curve(lambda w: size * w**2, lambda w: 2 * size * w, domain=(-5, 5), start=4)
    figure = explore(f, lambda w, g, *, lr: w - lr / size * g, steps=60, lr=0.25)
    costs = [re.search(r"cost (\S+)\. ", f"{figure.said(t)} ")[1] for t in range(61)]
    known = figure.trajectory.f > 1.6e-11 * size
    assert 0 < known.sum() < 40
    assert "0" not in np.array(costs)[known]
    assert set(np.array(costs)[figure.trajectory.f < 1.59e-11 * size]) == {"0"}


def test_a_race_is_a_tie_among_those_whose_cost_is_as_good_as_none():
    figure = race(bowl, {"slow": (gradient_descent, {"lr": 0.3}), "quick": (gradient_descent, {"lr": 0.4})}, steps=30)
    low = {name: run.f[-1] for name, run in figure.trajectories.items()}
    assert 0 < low["quick"] < low["slow"] < 1e-12
    assert "Lowest cost now: slow and quick, 0." in figure.said(30)
    assert "Lowest cost now: quick, 6.55e−8." in figure.said(6)


def test_of_a_walk_that_has_diverged_that_alone_is_said():
    figure = explore(ravine, gradient_descent, steps=200, lr=0.1)
    end = int(figure.trajectory.n_steps)
    assert "It has left the map." in figure.said(end - 1)
    assert "The step ended higher." in figure.said(end - 1)
    for t in (end, 200):
        place = figure.said(t).split(", cost ")[0]
        cost = style.short(figure.trajectory.f[-1])
        assert figure.said(t) == f"{place}, cost {cost}. It has diverged: at step {end} the cost has blown up."
