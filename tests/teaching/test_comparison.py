"""check: functions, gradients and schedules; what helps is said."""

import copy
import math

import numpy as np
import pytest
from helpers.tables import each_landscape, each_schedule

import gdviz as gd
from gdviz import bowl, check, ravine, two_features

REGRESSION = two_features()
X, Y = REGRESSION.X, REGRESSION.y


# Functions and gradients ---------------------------------------------------------------------------------------------


def by_differences(w, h=1e-4):
    return (bowl([w + h]) - bowl([w - h])) / (2 * h)


def with_if(w):
    return 2 * abs(w) if w > 0 else -2 * abs(w)


RIGHT = [
    (lambda w: 2 * w, bowl), (lambda w: 2 * w[0], bowl), (lambda w: 2 * w[..., :1], bowl), (by_differences, bowl),
    (with_if, bowl), (bowl.gradient, bowl),
    (lambda w1, w2: (w1, 25 * w2), ravine), (lambda w1, w2: [w1, 25 * w2], ravine),
    (lambda w: np.array([w[0], 25 * w[1]]), ravine), (lambda w: w * [1, 25], ravine),
    (lambda w: np.stack([w[..., 0], 25 * w[..., 1]], axis=-1), ravine),
    (lambda w: 2 * X.T @ (X @ w - Y) / len(Y), REGRESSION), (lambda w: X.T @ (X @ w - Y) / 100, REGRESSION),
    (lambda w: w * w, lambda w: w**2), (math.sin, lambda x: np.sin(x)), (np.cos, lambda x: math.cos(x)),
    (lambda a, b: b * a, lambda a, b: a * b), (lambda x, k=3: k * x, lambda x: 3 * x),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "expected"), RIGHT)
def test_a_right_function_is_right_however_it_is_written(answer, expected):
    assert check(answer, expected), check(answer, expected)


@each_landscape
def test_the_gradient_of_every_landscape_is_its_gradient(landscape):
    other = copy.copy(landscape.f)  # an answer may not call what it is compared with
    assert check(landscape.f.gradient, landscape.f)
    assert check(lambda w: other.gradient(w), landscape.f)
    assert "the wrong sign" in check(lambda w: -other.gradient(w), landscape.f).sentence
    assert "half as large" in check(lambda w: other.gradient(w) / 2, landscape.f).sentence


def cubes(w):
    w**3


quartic, hump = gd.curve(lambda w: w**4, domain=(-3, 3)), gd.curve(lambda w: w**4 + w, domain=(-3, 3))


def square(x):
    return x * x


@pytest.mark.parametrize(
    ("answer", "expected", "what"),
    [
        (lambda w: quartic.gradient(w), quartic, "Your gradient calls the gradient of"),
        (lambda w, g, z=0.0, *, lr=0.1, mu=0.9: gd.momentum(w, g, z, lr=lr, mu=mu), gd.momentum, "rule calls momentum"),
        (lambda t, *, lr=0.1, decay=0.9: gd.exponential(t, lr=lr, decay=decay), gd.exponential, "calls exponential"),
        (lambda x: square(x), square, "Your function calls square"),
    ],
)
def test_what_calls_that_with_which_it_is_compared_is_no_answer(answer, expected, what):
    verdict = check(answer, expected)
    assert not verdict
    assert what in verdict.sentence
    assert "write out yourself" in verdict.sentence
    assert check(expected.gradient if expected is quartic else expected, expected)


WRONG = [
    (lambda w: -2 * w, bowl, "right size and the wrong sign"),
    (lambda w: w, bowl, "half as large as it should be, everywhere: is a factor 2 missing?"),
    (lambda w: 4 * w, bowl, "twice as large"),
    (lambda w: 6 * w, bowl, "3 times as large"),
    (lambda w: 2.008 * w, bowl, "is 1.004 times as large"),
    (lambda w: w**2, bowl, "the function, not its slope"),
    (lambda w: 2, bowl, "gives 2 at all places tried: does it use w?"),
    (lambda w: 2 * w + 1, bowl, "differs from the right one by a constant, 1."),
    (lambda w: 2 * w**3, bowl, "at w = −5 it gives −250, and should give −10"),
    (lambda w: w**3, gd.curve(lambda w: 1 - np.cos(w), np.sin, domain=(-3, 3)), "right at w = 0 alone"),
    (cubes, bowl, "returns None: is the return missing?"),
    (lambda w: ..., bowl, "Not answered yet"),
    (lambda w: None, bowl, "Not answered yet."),
    (lambda w: w ^ 2, bowl, "Your gradient raised TypeError. In Python a power is **, as in w**2; ^ is"),
    (lambda w: 1.5 ^ 2, bowl, "In Python a power is **"),
    (lambda w: cos(w), bowl, "name 'cos' is not defined. In numpy it is called np.cos."),  # noqa: F821
    (lambda w: cosine(w), bowl, "name 'cosine' is not defined."),  # noqa: F821
    (lambda w: w > 0, bowl, "returns True or False, as a question does; a number is expected."),
    (lambda w: (bowl(w + 1e-13) - bowl(w)) / 1e-13, bowl, "that is the computer's rounding."),
    (lambda w: (quartic(w + 1e-17) - quartic(w - 1e-17)) / 1e-17, hump, "is its step h far too small"),
    (np.sign, bowl, "at w = −5 it gives −1, and should give −10"),
    (lambda w: (quartic(w + 0.05) - quartic(w)) / 0.05, quartic, "the slope 0.025 to the right of w: does it feel to"),
    (lambda w: (quartic(w) - quartic(w - 0.05)) / 0.05, quartic, "the slope 0.025 to the left of w: does it feel to"),
    (lambda w: "steep", bowl, "returns a text; a number is expected"),
    (lambda w: math.log(w), bowl, "Your gradient raised ValueError: "),
    (lambda w: np.log(w), bowl, "no finite number"),
    (lambda w: 1 / w, bowl, "no finite number"),
    (lambda w: (w, w), bowl, "gives 2 numbers at a place; 1 expected"),
    (lambda w, b: w, bowl, "takes 2 arguments; 1 expected"),
    (3, bowl, "A function is expected, such as def mine(w)"),
    (lambda w1, w2: (25 * w2, w1), ravine, "changed places"),
    (lambda w1, w2: (w1, w2), ravine, "Component 2 is wrong, the rest is right: at w = ("),
    (lambda w1, w2: w1 + 25 * w2, ravine, "gives 1 number"),
    (lambda w: 2 * X.T @ (X @ w - Y), REGRESSION, "200 times as large"),
    (lambda w: X.T @ (X @ w - Y) / len(Y), REGRESSION, "half as large"),
    (lambda w: w**2 + 3, lambda w: w**2, "differs from the right one by a constant, 3."),
    (lambda x: x**4, lambda x: x**2, "the square of the right one"),
    (lambda x: abs(x), lambda x: x**2, "the square root of the right one"),
    (lambda x: np.maximum(x, 0), lambda x: x, "is right at 7 of 13 places"),
    (lambda x: typo * x, lambda x: x, "raised NameError: name 'typo' is not defined"),  # noqa: F821
]


@pytest.mark.parametrize(("answer", "expected", "words"), WRONG)
def test_a_wrong_function_is_told_what_helps(answer, expected, words):
    verdict = check(answer, expected)
    assert not verdict
    assert words in verdict.sentence


def test_where_functions_are_compared():
    assert check(abs, lambda x: x, on=(0, 3))
    assert not check(abs, lambda x: x)
    assert check(abs, lambda x: x, on=[1, 2, 30])
    assert check(lambda w: w @ w, lambda w: np.sum(w**2), on=[[1, 2], [3, 4]])
    assert check(lambda w: np.mean((X @ w - Y) ** 2), lambda w: REGRESSION(w), on=REGRESSION)
    assert "200 times" in check(lambda w: np.sum((X @ w - Y) ** 2), lambda w: REGRESSION(w), on=REGRESSION).sentence


def test_at_one_place_nothing_is_said_of_everywhere():
    slope = check(lambda w: (bowl(w + 0.001) - bowl(w)) / 0.001, bowl, on=[-4.0], tol=1e-4)
    assert slope.sentence.startswith(
        "Your gradient is not right yet: at w = −4 it gives −7.999, and should give −8. If it"
    )
    assert "so small that the computer's rounding shows?" in slope.sentence
    assert check(lambda w: 2 * w, bowl, on=[-4.0]).sentence == "Right, at w = −4."
    assert "the wrong sign" in check(lambda w: -2 * w, bowl, on=[-4.0]).sentence
    assert check(lambda w: 1.9999 * w, bowl, on=[-4.0], tol=6e-5)  # the tolerance is a share of what is expected
    assert not check(lambda w: 1.9999 * w, bowl, on=[-4.0], tol=4e-5)


# Schedules -----------------------------------------------------------------------------------------------------------


@each_schedule
def test_every_schedule_is_itself_and_sound(schedule):
    assert check(schedule, schedule)
    assert check(schedule).sentence.startswith("A sound schedule: it begins at")
    assert not check(schedule, gd.step_decay if schedule is gd.cosine else gd.cosine)


@pytest.mark.parametrize(
    ("mine", "expected", "words"),
    [
        (lambda t, *, lr=0.1, decay=0.9: lr * decay ** (t + 1), gd.exponential, "one step early"),
        (lambda t, *, lr=0.1, decay=0.9: lr * decay ** max(t - 1, 0), gd.exponential, "one step late"),
        (lambda t, *, lr=0.1, decay=0.9: 3 * lr * decay**t, gd.exponential, "shape, but it begins at 0.3, not 0.1"),
        (lambda t, *, lr=0.1, decay=0.9: 0.1 * decay**t, gd.exponential, "where does it use lr?"),
        (lambda t, *, lr=0.1, decay=0.9: lr * decay, gd.exponential, "at every step: does it use t?"),
        (lambda t, *, lr=0.1, decay=0.9: lr / decay**t, gd.exponential, "It never falls"),
        (lambda t, *, lr=0.1, decay=0.9: lr * (1 - decay * t), gd.exponential, "not negative"),
        (lambda t, *, lr=0.1, decay=0.9: 0.1 / t, gd.exponential, "raised ZeroDivisionError"),
        (lambda t, *, lr=0.1, decay=0.9: None, gd.exponential, "Not answered yet."),
        (lambda t, *, lr=0.1, factor=0.5, period=20: lr * factor ** (t // period) if lr > 0 else lr, gd.step_decay,
         "one walk, and not for several"),
        (lambda t, *, lr=0.1: lr * 0.9**t, gd.exponential, "has no decay"),
        (lambda t, *, lr=0.1, decay=0.9: lr * decay ** min(t, 8), gd.exponential, "nearly 0 at t = 49"),
        (lambda t, *, steps, lr=1.5, period=20: lr - t / steps / 9, gd.warm_restarts, "right at t = 0; at t = 1"),
        (lambda t, *, lr=1.5, period=20: lr * np.cos(np.pi / 2 * np.minimum(t, period) / period) ** 2, gd.warm_restarts,
         "It does not jump back to the start at t = 20."),
        (lambda t, *, lr=0.1, factor=0.5, period=20: lr * factor if t >= 1 / lr else lr, gd.step_decay,
         "It runs for one walk, where it is wrong already, and not for several"),
        (lambda t, *, lr=0.1, factor=0.5, period=20: lr * factor ** (t // 30), gd.step_decay, "right before t = 20"),
        (lambda t, *, lr=0.1, decay=0.01: lr / (1 + decay * np.minimum(t, 199)), gd.inverse_time,
         "It is right at each of 200 steps, but at t = 250 it gives 0.0334, and should give 0.0286."),
        (lambda t, *, lr=0.1, decay=0.01: lr / (1 + decay * range(200)[t]), gd.inverse_time,
         "It is right at each of 200 steps, but not at t = 250. Your schedule raised IndexError"),
        (lambda t, *, lr=0.1, factor=0.5, period=20: lr * factor**t, gd.step_decay, "It is right at t = 0; at t = 1"),
        (lambda t, *, lr=0.1, factor=0.5, period=20: lr * factor ** (t // period) + 1e-5 * t, gd.step_decay,
         "It is nearly right before t = "),
        (lambda t, *, lr=0.1, factor=0.5, period=20: lr * (1 - factor) ** (t // period), gd.step_decay,
         "not with factor = 0.35: at t = 20 it gives 0.065, and should give 0.035."),
        (3, gd.exponential, "is not a function"),
        (lambda t, lr: lr, gd.constant, "must stand after the *"),
        (lambda t, *, lr=0.1: lr * np.nan, None, "A learning rate is finite"),
        (lambda t, *, lr=0.1: 0.3, None, "where does it use lr?"),
        (lambda t, *, lr=0.1: lr * T, None, "raised NameError"),  # noqa: F821
    ],
)  # fmt: skip
def test_a_wrong_schedule_is_told_what_helps(mine, expected, words):
    verdict = check(mine, expected)
    assert not verdict
    assert words in verdict.sentence


def test_a_schedule_with_settings():
    assert check(lambda t, *, lr, decay: lr * decay**t, gd.exponential, lr=2.0, decay=0.5)
    assert not check(lambda t, *, lr, decay: lr * 0.9**t, gd.exponential, lr=2.0, decay=0.5)


@pytest.mark.parametrize(
    ("mine", "expected", "words"),
    [
        (lambda t, *, lr=0.1, factor=0.5, period=20: lr * 0.5 ** (t // period), gd.step_decay, "where is factor used?"),
        (lambda t, *, lr=0.1, factor=0.5, period=20: lr * factor ** (t // 20), gd.step_decay, "where is period used?"),
        (lambda t, *, lr=0.1, decay=0.9: lr * 0.9**t, gd.exponential, "right with decay = 0.9, and not with"),
    ],
)
def test_a_schedule_that_ignores_a_knob_is_found_out(mine, expected, words):
    assert words in check(mine, expected).sentence
