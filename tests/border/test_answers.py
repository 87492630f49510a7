"""What functions return and what is passed: real numbers, or a sentence with the argument, the value, what would do."""

import math
import time
import warnings
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from helpers.tables import assert_says

import gdviz as gd
from gdviz.border.answers import real

ONE_NUMBER = ["f hands all runs at once", "np.sin", "math.sqrt takes one number"]
ONE_QUESTION = ["f asks one question of all runs at once", "np.where(condition, this, that)", "np.maximum(0, x)"]


def augmented(w):
    w -= 1
    return w**2


VALUES = {  # the value of a curve, and what is said of it
    "math.sin": (lambda w: math.sin(w), ONE_NUMBER),
    "math.exp": (lambda w: math.exp(-w) + w, ONE_NUMBER),
    "max": (lambda w: max(0, w), ONE_QUESTION),
    "if": (lambda w: w if w > 0 else -w, ONE_QUESTION),
    "round": (lambda w: round(w), [*ONE_NUMBER, "np.round"]),
    "a format": (lambda w: w + len(f"{w:.2f}"), [*ONE_NUMBER, "print(x)"]),
    "a key": (lambda w: {1.0: 2.0}[w], ONE_NUMBER),
    "min": (lambda w: w.min(), ["its value has shape ()", "np.minimum"]),
    "a constant": (lambda w: 3.0, ["its value has shape ()", "3 + 0 * w"]),
    "the last axis": (lambda w: w[..., 0], ["its value has shape ()", "need no index"]),
    "in place": (augmented, ["f changes its argument in place", "w.copy()"]),
    "a power": (lambda w: w ^ 2, ["^ is no power", "w**2"]),
    "an index": (lambda w: w[:, 0], ["f asks its argument for an entry", "w[..., 0]", "need no index"]),
    "nothing": (lambda w: None, ["its value is None", "return"]),
    "a complex number": (lambda w: w + 1j, ["its value is", "which is complex", "real numbers"]),
    "text": (lambda w: "abc", ["its value is 'abc'", "which is text"]),
    "masked": (lambda w: np.ma.masked_array(w, True), ["its value is", "which is masked"]),
}


@pytest.mark.parametrize("verb", [gd.descend, gd.sweep, gd.explore, lambda f, *_, **__: f(np.ones((4, 1)))])
@pytest.mark.parametrize(("value", "words"), VALUES.values(), ids=VALUES)
def test_a_value_that_is_no_real_number_for_each_run_is_told_so_by_every_verb(value, words, verb):
    f = gd.curve(value, start=1, domain=(-2, 2), name="f")
    with pytest.raises((TypeError, ValueError)) as error:
        verb(f, gd.gradient_descent, lr=0.1 if verb is gd.descend else [0.1, 0.2])
    assert [word for word in words if word not in str(error.value)] == [], str(error.value)


@pytest.mark.parametrize("mine", [ZeroDivisionError, KeyError, TypeError, IndexError, ValueError])
def test_an_error_of_ones_own_comes_through_as_it_is(mine):
    own = mine("mine")

    def raises(*_):
        raise own

    for arguments in ({"f": gd.curve(raises, start=1)}, {"rule": raises_in_a_rule(own)}):
        with pytest.raises(mine) as error:
            gd.sweep(**{"f": gd.bowl, "rule": gd.gradient_descent, "lr": [0.1, 0.2], **arguments})
        assert error.value is own


def raises_in_a_rule(own):
    def rule(w, g, *, lr=0.1):
        raise own

    return rule


def apart(w, g):
    w1, w2 = w
    return np.stack([w1, w2], axis=-1)


RULES = {
    "a list": (lambda w, g, z=0.0: [w, z], ["returned a list", "leave out the brackets", "return w, z."]),
    "complex": (lambda w, g: w - 1j * g, ["the w it returned", "which is complex"]),
    "a complex state": (lambda w, g, z=0.0: (w, z + 1j), ["the z it returned", "which is complex"]),
    "text": (lambda w, g: "w", ["the w it returned is 'w'", "text"]),
    "masked": (lambda w, g: np.ma.masked_array(w, True), ["the w it returned", "masked"]),
    "a size by place": (lambda w, g, *, rng: w + rng.normal(0, 1, len(w)), ["rng.normal(0, 1, 1)", "size=w.shape"]),
    "the first run": (lambda w, g: np.stack([w[0] - g[0], w[1] - g[1]]), ["an entry", "w[..., 0], not w[0]"]),
    "the only run": (lambda w, g: (w - g)[0], ["returned w of shape (2,)", "w[..., 0], not w[0]"]),
    "np.dot": (lambda w, g: w - g / np.dot(g, g), ["multiplies as if", "np.sum(a * b, axis=-1)"]),
    "g @ g": (lambda w, g: w - g / (g @ g), ["multiplies as if", "np.sum(a * b, axis=-1)"]),
    "a matrix": (lambda w, g: w - np.eye(2) @ g, ["multiplies as if", "w @ A.T"]),
    "two parts": (apart, ["values to unpack", "w1, w2 = w[..., 0], w[..., 1]"]),
    "a shape": (lambda w, g: w - np.ones(3), ["could not be broadcast", "(1,2) (3,)", "keepdims=True"]),
    "np.sin": (np.sin, ["sin does not say what it takes", "def sin(w, g, *, lr=0.1)"]),
}


@pytest.mark.parametrize(("rule", "words"), RULES.values(), ids=RULES)
def test_a_rule_that_returns_no_real_numbers_is_told_so(rule, words):
    with pytest.raises((TypeError, ValueError)) as error:
        gd.descend(gd.ravine, rule)
    assert [word for word in words if word not in str(error.value)] == [], str(error.value)


def hill(gradient):
    return {"f": gd.surface(lambda a, b: a**2 + b**2, gradient, start=(1, 2))}


def period(schedule):
    return {"schedule": schedule, "period": 0}


REFUSED = {
    "no rate": (ValueError, {"schedule": lambda t, *, lr: None}, ["rate it returned is None", "return"]),
    "a complex rate": (TypeError, {"schedule": lambda t, *, lr: 1j * lr}, ["rate", "complex"]),
    "a pole on the way": (ValueError, {"schedule": lambda t, *, lr: lr / (3 - t)}, ["inf at step 3", "lr = 0.5"]),
    "restarts without a period": (ValueError, period(gd.warm_restarts), ["nan at step 0", "period = 0", "finite"]),
    "steps without a period": (ValueError, period(gd.step_decay), ["step_decay", "nan at step 0", "period = 0"]),
    "a rate that is NaN": (ValueError, {"lr": np.nan}, ["lr = nan", "without NaN or infinity"]),
    "a rate that is infinite": (ValueError, {"lr": [0.1, np.inf]}, ["lr = [0.1, inf]", "without NaN or infinity"]),
    "a knob that is NaN": (ValueError, {"rule": gd.momentum, "mu": np.nan}, ["mu = nan", "without NaN"]),
    "a rate too large for a float": (TypeError, {"lr": 10**400}, ["lr = about 10^400", "a number"]),
    "a rate that is text": (TypeError, {"lr": [0.1, "0.2"]}, ["lr = [0.1, '0.2'], which is text"]),
    "text among objects": (TypeError, {"lr": np.array(["1", 2], dtype=object)}, ["lr = "]),
    "a complex rate that is set": (TypeError, {"lr": 1j}, ["lr = 1j, which is complex"]),
    "a masked rate": (TypeError, {"lr": np.ma.masked_array([0.1, 0.2], [0, 1])}, ["lr = ", "masked"]),
    "a start that is text": (TypeError, {"start": "3"}, ["start = '3', which is text", "a point"]),
    "a stop that says nothing": (ValueError, {"stop": lambda row, before: None}, ["returned None", "expected bool"]),
    "a masked stop": (ValueError, {"stop": lambda row, _: np.ma.masked_array(row.f < 1, True)}, ["masked"]),
    "a gradient without return": (ValueError, hill(lambda a, b: None), ["its gradient is None", "return"]),
    "half a gradient": (ValueError, hill(lambda a, b: (a, None)), ["part 2 of its gradient is None"]),
    "a complex gradient": (TypeError, hill(lambda a, b: (a, 1j * b)), ["part 2 of its gradient", "complex"]),
    "a derivative without return": (
        ValueError, {"f": gd.curve(lambda w: w**2, lambda w: None, start=1)}, ["its derivative is None", "return"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "arguments", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_number_is_refused_with_its_name_and_its_value(kind, arguments, words):
    arguments = {"f": gd.bowl, "rule": gd.gradient_descent, **arguments}
    if "schedule" in arguments and "period" not in arguments:
        arguments |= {"lr": 0.5}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_says(kind, lambda: gd.descend(**arguments), words)


PAIR = ["it must be a pair (low, high)", "low < high", "(-5, 5)"]
MADE = {
    "a number": (lambda: gd.curve(abs, domain=5), ["domain = 5", *PAIR]),
    "turned round": (lambda: gd.curve(abs, domain=(5, -5)), ["domain = (5, -5)", *PAIR]),
    "empty": (lambda: gd.curve(abs, domain=(1, 1)), ["domain = (1, 1)", *PAIR]),
    "infinite": (lambda: gd.curve(abs, domain=(-np.inf, 1)), ["domain = (-inf, 1)", *PAIR, "infinity"]),
    "NaN": (lambda: gd.curve(abs, domain=(np.nan, 1)), ["domain = (nan, 1)", *PAIR]),
    "text": (lambda: gd.curve(abs, domain="ab"), ["domain = 'ab'", *PAIR]),
    "three ends": (lambda: gd.curve(abs, domain=(1, 2, 3)), ["domain = (1, 2, 3)", *PAIR]),
    "a start of text": (lambda: gd.curve(abs, start="a"), ["start = 'a'", "a point"]),
    "a complex minimum": (lambda: gd.curve(abs, minima=[1j]), ["minima is 1j", "a point"]),
    "a curvature of text": (lambda: gd.curve(abs, lipschitz="a"), ["lipschitz = 'a'", "a number"]),
    "two curvatures": (lambda: gd.curve(abs, lipschitz=[1, 2]), ["lipschitz = [1, 2]", "a number, one alone"]),
    "two offsets": (lambda: gd.quadratic(np.eye(2), offset=[1, 2]), ["offset = [1, 2]", "a number, one alone"]),
    "a target of text": (
        lambda: gd.descend(gd.bowl, gd.gradient_descent).steps_to("x"), ["target = 'x'", "which is text", "a point"],
    ),
    "a ragged matrix": (lambda: gd.quadratic([[1, 2], [3]]), ["A = [[1, 2], [3]]", "symmetric matrix"]),
    "a surface of one": (lambda: gd.surface(lambda w: w), ["value = <lambda>(w)", "2 arguments", "lambda w1, w2"]),
    "a curve of two": (lambda: gd.curve(lambda a, b: a), ["value = <lambda>(a, b)", "1 argument: lambda w"]),
    "a gradient of one": (lambda: gd.surface(lambda a, b: a, lambda w: w), ["gradient = ", "2 arguments"]),
    "text for a point": (lambda: gd.bowl("a"), ["bowl was given 'a', which is text"]),
}  # fmt: skip


@pytest.mark.parametrize(("make", "words"), MADE.values(), ids=MADE)
def test_what_an_objective_cannot_be_made_of_is_named_with_what_would_do(make, words):
    with pytest.raises((TypeError, ValueError)) as error:
        make()
    assert [word for word in words if word not in str(error.value)] == [], str(error.value)


@pytest.mark.parametrize(("steps", "words"), [
    (10**9, "record every=16 steps"), (999_999_937, "record every=999999937 steps"),
    (10**30, "take fewer steps, 1,000,000,000 at most"), (10**5000, "steps = about 10"),
], ids=["a round number", "a prime number", "more than a walk can take", "more than can be written"])  # fmt: skip
def test_far_too_many_steps_are_refused_at_once(steps, words):
    begin = time.process_time()
    assert_says(ValueError, lambda: gd.descend(gd.bowl, gd.gradient_descent, steps=steps), [words])
    assert time.process_time() - begin < 1


def test_numbers_of_all_kinds_are_numbers():
    assert real([Fraction(1, 2), Decimal("0.25"), True, np.float32(2)], "x =").tolist() == [0.5, 0.25, 1.0, 2.0]
    assert gd.curve(abs, minima=0).minima.tolist() == [[0.0]]
    assert np.isinf(gd.sweep(gd.bowl, gd.adagrad, steps=2, eps=[1e-8, np.inf]).axes["eps"][1])


HUGE = {
    "a tolerance of check": (lambda: gd.check(9, 9.0, tol=10**400), "tol = about 10^400"),
    "a tolerance of a walk": (lambda: WALK.steps_to(tol=10**400), "tol = about 10^400"),
    "a target": (lambda: gd.check(WALK, target=10**400), "target = about 10^400"),
    "a state": (lambda: gd.descend(gd.bowl, huge), "its state is about 10^400"),
    "a seed": (lambda: gd.descend(gd.bowl, gd.momentum, seed=10**400), "seed = about 10^400"),
    "a seed that is too large": (lambda: gd.descend(gd.bowl, gd.momentum, seed=2**64), "from 0 on, below 2**64"),
    "a batch": (lambda: gd.two_features().minibatch(10**400), "size = about 10^400"),
    "a setting": (lambda: gd.explore(gd.bowl, gd.momentum, tol=10**400), "tol = about 10^400"),
    "a start": (lambda: setattr(gd.explore(gd.bowl, gd.momentum), "start", [10**400]), "start = [about 10^400]"),
    "a matrix": (lambda: gd.quadratic([[-(10**5000)]]), "A = [[about -10^5000]]"),
    "a panel": (lambda: gd.plot(WALK, panels=10**400), "panels = about 10^400; a list of names"),
    "a length": (lambda: gd.blindfold(gd.bowl, length=10**400), "length = about 10^400"),
    "a truth": (lambda: gd.predict("How huge?").reveal(10**400), "truth = about 10^400"),
    "an entry": (lambda: gd.LinearRegression([[10**400]], [1]), "holds about 10^400"),
}
WALK = gd.descend(gd.bowl, gd.momentum)


def huge(w, g, z=10**400, *, lr=0.1):
    return w - lr * g, z


@pytest.mark.parametrize(("make", "words"), HUGE.values(), ids=HUGE)
def test_a_number_too_large_for_a_float_is_told_by_its_size(make, words):
    with pytest.raises((TypeError, ValueError)) as error:
        make()
    assert words in str(error.value)
    assert len(str(error.value)) < 250


GAP = np.ma.masked_array([1, 2], [True, False])
MASKED = {
    "a seed": lambda: gd.sweep(gd.bowl, gd.random_search, seed=[GAP[0], 2]),
    "a start that is moved": lambda: setattr(gd.explore(gd.bowl, gd.momentum), "start", [GAP[:1]]),
    "landscapes": lambda: gd.explore(gd.two_features, gd.momentum, correlation=GAP / 4),
    "rows of a table": lambda: gd.LinearRegression([[1, 2], GAP], [1, 2]),
    "columns to scale": lambda: gd.standardize([[1, 2], [3, GAP[0]]]),
    "a truth": lambda: gd.predict("How many are missing?").reveal(GAP[0]),
    "answers of a stopping rule": lambda: gd.sweep(
        gd.bowl, gd.momentum, lr=[0.1, 0.2], stop=lambda row, _: [GAP < 2] * 2
    ),
}


@pytest.mark.parametrize("make", MASKED.values(), ids=MASKED)
def test_a_number_that_is_missing_is_none(make):
    with pytest.raises((TypeError, ValueError), match="mask"):
        make()


ONE_BY_ONE = {
    "len": (lambda w: len(w) + 0 * w, "with len, for or sum"),
    "sum": (sum, "with len, for or sum"),
    "Decimal": (Decimal, "to a function for one"),
    "Fraction": (Fraction, "to a function for one"),
}


@pytest.mark.parametrize(("value", "words"), ONE_BY_ONE.values(), ids=ONE_BY_ONE)
def test_a_curve_that_works_for_one_number_alone_is_told_so(value, words):
    f = gd.curve(lambda w: value(w), name="hill")
    for ask in (lambda: f(3.0), lambda: f.gradient([3.0])):
        assert_says(TypeError, ask, ["hill", words])


def keeping(w, g, *, lr=0.05):
    KEPT["z"] = 0.8 * KEPT["z"] + g
    return w - lr * KEPT["z"]


def listing(w, g, *, lr=0.05):
    KEPT.setdefault("list", []).append(g.copy())
    return w - lr * np.mean(KEPT["list"][-5:], axis=0)


def asking(w, g, *, lr=0.05):
    KEPT["z"] = 0.8 * KEPT["z"] + g
    return w - lr * g if np.all(KEPT["z"] > -1e9) else w


def stateful(w, g, z=0.0, *, lr=0.05):
    KEPT["z"] = 0.8 * KEPT["z"] + g
    return w - lr * g, KEPT["z"]


KEPT = {}


@pytest.mark.parametrize("verb", [gd.descend, gd.sweep, gd.explore])
@pytest.mark.parametrize("rule", [keeping, listing, asking, stateful])
def test_a_rule_that_has_kept_a_traced_number_is_told_where_it_remembers(rule, verb):
    KEPT.clear()
    KEPT["z"] = 0.0
    gd.explore(gd.bowl, rule, steps=5)
    assert_says(
        ValueError, lambda: verb(gd.bowl, rule, steps=5),
        [rule.__name__, "a traced number that it has kept from another call: what a rule remembers stands"],
    )  # fmt: skip
    KEPT.clear()
    KEPT["z"] = 0.0
    gd.descend(gd.bowl, rule, steps=5)
