"""Arrival: where a picture shows that a walk has arrived, and after how many steps the words say so; the cost of the
truth, to which no walk needs to come."""

import numpy as np
import pytest
from helpers.panels import arranged

from gdviz import (
    LinearRegression,
    bowl,
    curve,
    descend,
    explore,
    gradient_descent,
    himmelblau,
    momentum,
    two_features,
)

BOWL_STEPS = {0.02: "108 steps", 0.1: "20 steps", 0.25: "7 steps", 0.5: "1 step", 0.75: "7 steps", 0.98: "108 steps"}


def shown(lr, **how):
    figure = explore(bowl, gradient_descent, steps=120, lr=[*BOWL_STEPS, 1.0, 1.05], arrive=0.05, **how)
    figure.lr_index = [*BOWL_STEPS, 1.0, 1.05].index(lr)
    return figure


@pytest.mark.parametrize("lr", BOWL_STEPS)
def test_the_words_count_the_steps_to_arrive(lr):
    assert shown(lr).said().endswith(f"It arrived after {BOWL_STEPS[lr]}.")
    assert str(shown(lr).trajectory.steps_to(tol=0.05)) in BOWL_STEPS[lr].split()


def test_before_it_arrives_nothing_is_said_of_it_and_at_the_end_that_it_has_not():
    figure = shown(0.25)
    assert [("arrived" in figure.said(row)) for row in (0, 6, 7, 8)] == [False, False, True, True]
    assert shown(1.0).said().endswith("It has not arrived.")
    assert "arrived" not in shown(1.05).said()  # it has diverged


def test_a_walk_that_python_takes_says_the_same():
    def mine(w, g, *, lr=0.1):
        return w - lr * g * (1 + 0 * float(np.max(w)))

    figure = explore(bowl, mine, steps=20, lr=0.25, arrive=0.05)
    assert figure.program is None
    assert "It arrived after 7 steps." in figure.said()


def marks(figure, panel):
    (face,) = [faces[0] for faces in figure.panels if faces[0].name == panel]
    return [mark for mark in face.marks if mark.look.get("linestyle") == ":"]


def test_a_curve_has_two_posts_and_the_cost_a_line():
    figure = shown(0.25)
    (posts,) = marks(figure, "landscape")
    assert set(posts.x[np.isfinite(posts.x)]) == {-0.05, 0.05}
    (line,) = [mark for mark in marks(figure, "cost") if mark.words == "arrived"]
    assert line.y == pytest.approx(0.0025)


def test_a_map_has_a_square_about_each_minimum():
    squares = marks(explore(himmelblau, momentum, steps=9, lr=[0.001, 0.01], arrive=0.1), "landscape")
    assert len(squares) == 4
    for square, minimum in zip(squares, himmelblau.minima, strict=True):
        assert [square.x.min(), square.x.max(), square.y.min(), square.y.max()] == pytest.approx(
            [minimum[0] - 0.1, minimum[0] + 0.1, minimum[1] - 0.1, minimum[1] + 0.1]
        )


def test_without_it_nothing_is_marked():
    figure = explore(bowl, gradient_descent, lr=[0.1, 0.25])
    assert marks(figure, "landscape") == []
    assert "arrived" not in figure.said()


@pytest.mark.parametrize(
    ("arrive", "sentence"),
    [
        (-1, "arrive = -1"),
        (0, "arrive = 0"),
        (float("nan"), "arrive = nan"),
        (True, "arrive = True"),
        ("a", "arrive = 'a'"),
    ],
)
def test_how_near_is_a_number_above_zero(arrive, sentence):
    with pytest.raises((TypeError, ValueError), match=sentence):
        explore(bowl, gradient_descent, arrive=arrive)


def test_there_must_be_somewhere_to_arrive():
    with pytest.raises(ValueError, match="no known minimum"):
        explore(curve(lambda w: w**2, start=1.0), gradient_descent, arrive=0.1)
    with pytest.raises(ValueError, match="at different places"):
        explore(two_features, gradient_descent, correlation=[0, 0.5], arrive=0.1)


def test_the_words_of_the_floor_stand_on_the_side_where_no_walk_ends():
    """The whole data are fitted hardly better than by the truth, ten samples of it much better."""
    every = two_features()
    few = LinearRegression(every.X[:10], every.y[:10], every.truth)
    logs, plain = ("cost", np.log), ("linear cost", float)
    for f, (name, turn), at in [(every, logs, "under"), (few, logs, "over"), (every, plain, "under")]:
        walk = descend(f, gradient_descent, lr=0.1)
        ((panel,), _) = arranged(walk, name)
        (mark,) = panel.marks
        end, floor, low, high = map(turn, (walk.f[-1], mark.y[0], panel.y.low, panel.y.high))
        below = (floor - end) / (high - low)
        assert mark.at == at
        assert below > 0.03 if at == "over" else abs(below) < 0.01
        room = (floor - low if at == "under" else high - floor) / (high - low)
        assert room >= 0.175  # a line of letters on a plot of 80 pixels


def test_a_walk_whose_cost_gets_to_zero_is_below_the_cost_of_the_truth():
    few = LinearRegression([[1.0], [2.0]], [1.0, 2.0], [1.5])
    ((panel,), _) = arranged(descend(few, gradient_descent, lr=0.5 / few.lipschitz, steps=100), "cost")
    assert [mark.at for mark in panel.marks] == ["over"]
