"""check: numbers, words and walks; what helps is said, and nothing leaks."""

import math
import re
import warnings
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdviz as gd
from gdviz import bowl, check, descend, gradient_descent, momentum, two_features

REGRESSION = two_features()
X, Y = REGRESSION.X, REGRESSION.y
NOWHERE = gd.Objective(lambda w: np.sum(w**2, axis=-1), lambda w: 2 * w, name="nowhere")


def test_a_verdict_is_a_truth_and_a_sentence():
    right, wrong = check(0.1, 0.1), check(-0.1, 0.1)
    assert right
    assert right.right is True
    assert repr(right) == f"✓ {right.sentence}" == "✓ Right: 0.1."
    assert not wrong
    assert repr(wrong) == f"✗ {wrong.sentence}" == "✗ Your answer has the right size and the wrong sign."
    with pytest.raises(AttributeError):
        wrong.right = True  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("answer", [..., None])
@pytest.mark.parametrize("expected", [3, "saddle", bowl, lambda w: w, gradient_descent, gd.cosine, None])
def test_an_exercise_that_nobody_has_begun_is_not_answered_yet(answer, expected):
    assert repr(check(answer, expected)) == "✗ Not answered yet."


# Numbers and words ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (0.1, 0.1), (0.1004, 0.1), ([0.1], 0.1), (np.float32(0.1), 0.1), (7, 7), (7.0, 7), (7 + 1e-12, 7), (20, 20.0),
        (0, 0), (0.005, 0.0), (np.inf, np.inf), (math.inf, np.inf), (-1.58, -1.5811), (True, 1), (1e300, 1e300),
        (11**30, 11**30), (Fraction(1, 10), 0.1), (np.ma.array([7, 8], mask=[0, 1])[:1], 7),
    ],
)  # fmt: skip
def test_a_right_number(answer, expected):
    assert check(answer, expected)


@pytest.mark.parametrize(
    ("answer", "expected", "words"),
    [
        (-0.3, 0.3, "right size and the wrong sign"), (0.6, 0.3, "twice as large"), (0.15, 0.3, "half as large"),
        (1 / 0.3, 0.3, "reciprocal"), (30, 0.3, "power of ten"), (0.003, 0.3, "power of ten"),
        (0.09, 0.3, "the square of"), (0.3**0.5, 0.3, "the square root of"),
        (0.305, 0.3, "a little too large. Was it rounded?"), (0.28, 0.3, "too small."),
        (-5, 0.3, "wrong sign, and another size"), (8, 7, "too large, by one"), (101, 100, "too large, by one"),
        (13.43, 14, "Nearly: a whole number"), (10**9 + 1, 10**9, "too large, by one"),
        (10**12 + 1, 10**12, "too large, by one"), (1e9 + 0.9, 10**9, "Nearly: a whole number"),
        (98, 100, "a little too small."), (50, 30, "too large."), (0.02, 0, "too large."), (np.nan, 1, "NaN"),
        (5, np.inf, "Your answer is finite"), (np.inf, 5, "Your answer is infinite"), ("0.3", 0.3, "a text"),
        ([1, 2, 3], 2, "3 numbers; one"), ((0, 5), 0.5, "with a point, not with a comma"),
        ([[1], [2, 3]], 2, "is a list"), ([], 2, "0 numbers"),
        (1 + 2j, 2, "a complex number; a real one"), (np.array([9 + 100j]), 9.0, "a complex number; a real one"),
        (np.array([9 + 0j]), 9.0, "a complex number"), ([9, Fraction(1), 1j], 9.0, "a complex number"),
        (["9"], 9, "a text; a number is expected, without quotes"), (b"9", 9, "a text"), (np.array("9"), 9, "a text"),
        (np.array(["9"], dtype=object), 9, "a text"), (np.ma.array([9.0], mask=True), 9.0, "is masked, which stands"),
        (np.ma.masked, 0.0, "is masked"), (np.datetime64("2007-11-11"), 13828, "is a datetime64; a number"),
        ([np.ma.masked_array([9], [True])], 9.0, "is masked"), ([np.ma.masked], 9.0, "is masked"),
        ([None], 9.0, "is None; a number"), (bytearray(b"9"), 57.0, "a text"),
        (10**400, 9, "a number that is too large"), ((9 for _ in range(1)), 9, "is a generator; a number"),
        (np.array([lambda: 9]), 9, "is a ndarray; a number"), (object(), 9, "is a object; a number"),
        ({"a": 1}, 2, "is a dict"), (lambda: 3, 3, "is a function"),
        (descend(bowl, gradient_descent), 3, "is a walk"), (1e300, 1e200, "too large"),
    ],
)  # fmt: skip
def test_a_wrong_number_is_told_what_helps(answer, expected, words):
    verdict = check(answer, expected)
    assert not verdict
    assert words in verdict.sentence


@settings(max_examples=60, deadline=None)
@given(expected=st.floats(-1e6, 1e6).filter(lambda e: abs(e) > 1e-6), within=st.floats(-0.0099, 0.0099))
def test_a_number_is_right_within_a_hundredth_and_wrong_beyond(expected, within):
    assert check(expected * (1 + within), expected)
    assert not check(expected * 1.011, expected)
    assert check(expected * 1.011, expected, tol=0.02)


@pytest.mark.parametrize("answer", ["saddle point", " Saddle-Point ", "SADDLEPOINT"])
def test_a_word_is_right_in_any_dress(answer):
    assert check(answer, "saddle point")


def test_a_wrong_word():
    said = {
        "summit": 'Another word than "summit" is expected.',
        "sadle": "Is it spelled right?",
        3: "A word is expected",
        " ": "Not answered",
    }
    for answer, words in said.items():
        assert words in check(answer, "saddle").sentence


# Walks ---------------------------------------------------------------------------------------------------------------


LOGARITHM = gd.curve(lambda w: w - np.log(w), lambda w: 1 - 1 / w, domain=(-5, 5), start=3.0, minima=[1.0])


def walk(lr, rule=gradient_descent, f=bowl, **more):
    return descend(f, rule, lr=lr, **more)


@pytest.mark.parametrize(
    ("run", "settings", "words"),
    [
        (walk(0.02), {}, "has not arrived after 100 steps. It never turns back, and crawls"),
        (walk(0.1), {"at_most": 10}, "arrives after 20 steps; at most 10 are allowed. It never turns back"),
        (walk(0.9), {"at_most": 10}, "It bounces, and turns back 19 times: is α too large?"),
        (walk(1.0), {}, "It bounces"),
        (walk(1.5), {}, "It diverges: at step 20 the cost has blown up. α = 1.5 is beyond 2/L = 1."),
        (walk(5.0, f=LOGARITHM), {}, "It diverges: at step 1 the cost is not a number."),
        (walk(1.7, momentum, mu=0.8, steps=500), {"at_most": 3}, "It is there at step 13, late already, and leaves."),
        (descend(gd.two_valleys, gradient_descent, lr=0.1), {"target": -1.796}, "It rests at 1.97, on flat"),
        (walk(2.5, momentum, mu=0.8), {}, "α = 2.5 is beyond 2(1 + μ)/L = 1.8."),
        (walk(1.5, lambda w, g, *, lr: w - lr * g), {}, "the cost has blown up."),
        (walk(0.05, momentum, mu=0.9, steps=60), {}, "It is there at step 34, and leaves."),
        (descend(bowl, lambda w, g: w), {}, "It does not move"),
        (walk(0.1), {"at_most": 1}, "at most 1 is allowed"),
        (descend(gd.ravine, momentum, lr=0.1, mu=0.3), {"at_most": 5}, "times: does it need another α or μ?"),
        (walk(0.001, momentum, mu=0.5), {}, "and crawls: does it need another α or μ?"),
        (descend(gd.ravine, gd.adagrad, lr=0.5), {"at_most": 5}, "at most 5 are allowed: does it need another α?"),
        (walk(-0.001), {}, "α = −0.001 goes uphill: is the sign right?"),
        (walk(0.02, schedule=gd.exponential, decay=0.9), {}, "w = −2.67. Its learning rate has fallen to almost 0"),
        (walk(0.5, f=gd.two_valleys, steps=85, schedule=gd.warm_restarts), {"target": -1.796}, "turns back 51 times."),
        (walk(0.5, f=gd.two_valleys, schedule=gd.warm_restarts), {"target": -1.796}, "100 steps. It ends at w = 1.97."),
        (walk(0.98, schedule=gd.inverse_time, decay=0.0001), {"at_most": 5}, "It bounces, and turns back 88 times."),
        (descend(bowl, gd.random_search, steps=60, delta=1.5), {"tol": 0.5}, "60 steps. It ends at w = 0.5."),
        (gd.sweep(bowl, gradient_descent, lr=[0.1, 0.2]), {}, "setting. Python writes 0.5 with a point"),
        (gd.sweep(bowl, gradient_descent, lr=[0.1, 0.2, 0.3]), {}, "These are 3 walks; one is expected"),
        (descend(gd.curve(lambda w: w**2), gradient_descent, 1.0), {}, "does not say where it is lowest"),
        (walk(0.05, momentum, mu=0.9, steps=44), {}, "inside at its last step, 44, and was so before, at step 34"),
        (walk(0.05, momentum, mu=0.9, steps=75), {}, "inside at its last step, 75, and was so before, at step 34"),
        (walk(0.25), {"lr": (0.3, 1)}, "α is 0.25; a number between 0.3 and 1 is asked for."),
        (walk(0.25), {"lr": 0.2}, "α is 0.25; 0.2 is asked for."),
        (walk(0.25), {"lr": (0, 0.25)}, "a number between 0 and 0.25 is asked for, and the two ends do not count."),
        (walk(0.5, schedule=gd.exponential, decay=0.9), {"decay": (0, 0.8)}, "decay is 0.9; a number between 0"),
        (walk(0.25), {"decay": (0, 0.8)}, "decay is not a number; a number between 0 and 0.8"),
        (walk(0.25), {"on": (0, 5)}, "It begins at −4; each coordinate between 0 and 5 is asked for."),
        (descend(gd.ravine, gradient_descent, lr=0.1), {"on": (0, 9)}, "each coordinate between 0 and 9 is asked for."),
        (7, {"at_most": 7}, "A walk is expected"),
        (7, {}, "A walk is expected"),
    ],
)
def test_a_walk_that_has_not_arrived_is_told_why(run, settings, words):
    verdict = check(run, **settings)
    assert not verdict
    assert words in verdict.sentence


def test_a_walk_without_a_steady_rate_is_not_told_that_its_rate_is_wrong():
    adaptive = (descend(gd.ravine, rule, lr=0.001, steps=50) for rule in (gd.adagrad, gd.rmsprop, gd.adam))
    for run in (walk(0.02, schedule=gd.exponential), descend(bowl, gd.random_search, steps=20), *adaptive):
        assert "α" not in check(run).sentence


def test_a_walk_that_check_takes_itself_may_fail():
    def walk(start):
        return lambda: gd.descend(gd.himmelblau, gd.gradient_descent, start, 200, lr=0.01)

    assert gd.check(walk((3.5, 2)), target=(3, 2), on=(-5, 5))
    for start, words in (((-6, -6), "lies outside the space"), (-1, "has 2 coordinates"), (..., "Not answered yet")):
        verdict = gd.check(walk(start), target=(3, 2), on=(-5, 5))
        assert not verdict
        assert words in verdict.sentence
    assert gd.check(lambda: 3).sentence == "A walk is expected, as descend(...) returns it."


def test_a_walk_that_arrives():
    assert check(walk(0.25)).sentence == "Right: it arrives after 7 steps."
    assert check(walk(0.5), at_most=1).sentence == "Right: it arrives after 1 step."
    assert check(walk(0.25), at_most=7, lr=(0, 1), on=(-5, 0))
    assert not check(walk(0.25), at_most=6)
    assert check(walk(0.25), at_most=4, tol=0.5)
    assert check(descend(gd.two_valleys, gradient_descent, lr=0.1))  # in either of them
    assert not check(descend(gd.two_valleys, gradient_descent, lr=0.1), target=-1.796)
    assert check(descend(gd.two_valleys, gradient_descent, -4.0, lr=0.1), target=-1.796)


# What never happens --------------------------------------------------------------------------------------------------


def noisy(w, g, *, lr=0.1):
    print("here")
    warnings.warn("there", stacklevel=1)
    return w - lr * g


def test_nothing_is_printed_and_nobody_is_warned(capsys):
    assert check(noisy, gradient_descent)
    assert check(noisy)
    assert not check(lambda w, g, *, lr=0.1: w - g * 1e200, gradient_descent)
    assert not check(lambda w: np.log(w) / 0, bowl)
    assert capsys.readouterr() == ("", "")
    assert np.geterr()["divide"] == "warn"


@pytest.mark.parametrize(
    ("arguments", "settings", "words"),
    [
        ((3, {}), {}, "is no number, word"), ((3, [1, 2]), {}, "is no number, word"), ((3, np.nan), {}, "is no number"),
        ((3, walk(0.1)), {}, "is no number"), ((3, 3), {"lr": 0.1}, "lr = ... is for a rule, a schedule or a walk"),
        ((3, 3), {"at_most": 3}, "at_most and target are for a walk"),
        ((gradient_descent, gradient_descent), {"mu": 1}, "mu = 1 is not a hyperparameter"),
        ((gradient_descent, gradient_descent), {"on": 3}, "a rule is tried on an Objective"),
        ((gd.cosine, gd.cosine), {"decay": 1}, "decay = 1 is not a hyperparameter"),
        ((walk(0.1),), {"target": (1, 2)}, "target has shape"),
        ((walk(0.1),), {"lr": (1,)}, "lr = (1,); a range is (low, high), two numbers that rise"),
        ((walk(0.1),), {"on": (1, 0)}, "on = (1, 0); a range is (low, high)"),
        ((walk(0.1),), {"target": "bottom"}, "target = 'bottom'. It is a text"),
        ((walk(0.1),), {"target": np.nan}, "target = nan; finite numbers are expected"),
        ((walk(0.1),), {"at_most": -1}, "at_most = -1; it must be a whole number, 1 or more"),
        ((walk(0.1),), {"at_most": 2.5}, "at_most = 2.5; it must be a whole number"),
        ((walk(0.1),), {"at_most": "x"}, "at_most = 'x'; it must be a whole number"),
        *(((3, 3), {"tol": tol}, f"tol = {tol!r}; it must be a number above 0") for tol in (-1, 0, "x", np.nan, [1])),
        ((gd.cosine, gd.cosine), {"tol": -1}, "tol = -1"),
        ((3, 10**400), {}, "is no number, word"),
        ((3, 3 + 1j), {}, "is no number, word"), ((3, np.array([3 + 1j])), {}, "is no number, word"),
        ((3, np.ma.masked), {}, "is no number, word"), ((3, np.array(["3"])), {}, "is no number, word"),
        ((gradient_descent, gradient_descent), {"on": NOWHERE}, "nowhere> has no start, and a rule is tried from"),
        ((gradient_descent,), {"on": NOWHERE}, "has no start"),
        ((np.sin, np.sin), {"on": NOWHERE}, "has no domain and no start, so where?"),
        ((NOWHERE.gradient, NOWHERE), {}, "has no domain and no start"),
        ((np.sin, np.sin), {"on": []}, "on = []; finite numbers are expected, at least one"),
        ((np.sin, np.sin), {"on": ()}, "on = (); finite numbers"),
        ((np.sin, np.sin), {"on": 3}, "on = 3; a range (low, high), a list of places"),
        ((np.sin, np.sin), {"on": "3"}, "on = '3'. It is a text"),
        ((np.sin, np.sin), {"on": (1, 2, 3)}, "on = (1, 2, 3); a range is (low, high)"),
        ((np.sin, np.sin), {"on": (3, -3)}, "on = (3, -3); a range is (low, high), two numbers that rise"),
        ((np.sin, np.sin), {"on": (0, np.inf)}, "on = (0, inf); finite numbers"),
        ((np.sin, np.sin), {"on": [1j]}, "on = [1j]. It is a complex number"),
        ((min, lambda a, b: a), {"on": [[1, 2, 3]]}, "places of shape (3,), and expected takes 2 numbers"),
        ((min, lambda a, b: a), {"on": bowl}, "places of shape (1,), and expected takes 2 numbers"),
        ((np.sin, lambda x: x + 1j), {}, "It gives a complex number"),
    ],
)  # fmt: skip
def test_a_fault_of_the_teacher_is_an_error(arguments, settings, words):
    with pytest.raises((TypeError, ValueError), match=re.escape(words)):
        check(*arguments, **settings)
