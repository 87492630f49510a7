"""What is read from a signature, and what is said where it cannot be read."""

import functools

import numpy as np
import pytest
from helpers.tables import assert_says

import gdviz as gd
from gdviz.engine.signatures import read


def test_momentum_is_read_as_one_state_and_two_hyperparameters():
    signature = read(gd.momentum, "rule")
    assert signature.name == "momentum"
    assert signature.state == {"z": 0.0}
    assert signature.hyper == {"lr": 0.1, "mu": 0.8}
    assert signature.asks == ()
    assert signature.uses_gradient


def test_what_a_rule_asks_for_is_no_hyperparameter():
    signature = read(gd.random_search, "rule")
    assert signature.asks == ("f", "rng")
    assert signature.hyper == {"delta": 0.1}
    assert not signature.uses_gradient


def test_a_schedule_may_ask_for_the_number_of_steps():
    assert read(gd.cosine, "schedule").asks == ("steps",)
    assert list(read(gd.cosine, "schedule").hyper) == ["lr"]


def test_a_rule_with_some_knobs_turned_is_still_a_rule():
    heavy = functools.partial(gd.momentum, mu=0.5)
    t = gd.descend(gd.bowl, heavy, steps=5, lr=0.2)
    np.testing.assert_array_equal(t.w, gd.descend(gd.bowl, gd.momentum, steps=5, lr=0.2, mu=0.5).w)


def test_a_callable_object_is_a_rule():
    class Half:
        def __call__(self, w, g):
            return w / 2

    assert gd.descend(gd.bowl, Half(), steps=3).w[-1, 0] == -0.5


def test_hyperparameters_reach_the_rule_the_schedule_and_the_stopping_rule_by_name():
    t = gd.descend(
        gd.bowl,
        gd.momentum,
        steps=50,
        schedule=gd.exponential,
        stop=gd.small_gradient,
        decay=0.99,
        mu=0.1,
        tol=0.5,
        lr=0.2,
    )
    assert t.hyper == {"decay": 0.99, "mu": 0.1, "tol": 0.5, "lr": 0.2}
    assert t.stop is gd.Stop.CONVERGED
    assert 0.0 < np.max(np.abs(t.g[-1])) < 0.5 <= np.max(np.abs(t.g[t.n_steps - 1]))


def before_star(w, g, lr):
    return w - lr * g


def defaulted_before_star(w, g, lr=0.1):
    return w - lr * g


def no_gradient(w):
    return w


def starred(w, g, **hyper):
    return w


def empty_state(w, g, previous=None):
    return w, g


def borrowed_word(w, g, *, steps=10):
    return w


def no_default(w, g, *, kick):
    return w + kick


def keyword_free_schedule(t, lr):
    return lr


def paired(w, g, *, lr=0.1, betas=(0.9, 0.999)):
    return w - lr * g


def tabled(t, *, lr=0.1, milestones=[10, 20]):  # noqa: B006
    return lr * 0.5 ** sum(t >= m for m in milestones)


def doubted(row, before, *, tol=np.array([0.1])):  # noqa: B008
    return row.f < tol


BAD = {
    "a hyperparameter that no one has": (
        {"rule": gd.momentum, "beta": 0.5},
        ["beta = 0.5", "momentum", "valid names: lr, mu"],
    ),
    "a misspelt one, with a schedule": (
        {"rule": gd.momentum, "schedule": gd.exponential, "learning_rate": 0.5},
        ["learning_rate = 0.5", "momentum or exponential", "lr", "mu", "decay"],
    ),
    "one for a rule that has none": ({"rule": lambda w, g: w, "lr": 0.5}, ["lr = 0.5", "valid names: none"]),
    "a hyperparameter before the star": ({"rule": before_star, "lr": 1}, ["before_star: lr", "state", "after the *"]),
    "one with a default before the star": (
        {"rule": defaulted_before_star, "lr": 0.5},
        ["lr stands before the * in defaulted_before_star", "after the *", "*, lr=..."],
    ),
    "setting a state": ({"rule": gd.momentum, "z": 1.0}, ["z stands before the * in momentum", "state"]),
    "a rule without a gradient": ({"rule": no_gradient}, ["no_gradient takes 1 positional", "def no_gradient(w, g, *"]),
    "keywords without names": ({"rule": starred}, ["starred", "**kwargs", "one by one"]),
    "a state that starts as None": ({"rule": empty_state}, ["previous=None", "previous=0.0"]),
    "a word of descend": ({"rule": borrowed_word}, ["borrowed_word: steps", "another name"]),
    "a knob without a value": ({"rule": no_default}, ["kick has no default", "kick=..."]),
    "a rule that is a name": (
        {"rule": "momentum"},
        ["rule = 'momentum'", "not a function", "leave out the quotation marks", "def mine(w, g, *"],
    ),
    "a pair as a default": (
        {"rule": paired},
        ["paired: betas = (0.9, 0.999)", "is one number", "beta1=..., beta2=..."],
    ),
    "a table in a schedule": (
        {"rule": gd.momentum, "schedule": tabled},
        ["tabled: milestones = [10, 20]", "is one number", "milestone1=...", "outside of the function"],
    ),
    "an array in a stopping rule": ({"rule": gd.momentum, "stop": doubted}, ["doubted: tol = array([0.1])"]),
    "several rules": ({"rule": [gd.momentum, gd.nesterov]}, ["not a function", "race(f, rules)"]),
    "a rule that numpy compiled": ({"rule": max}, ["max", "plain function"]),
    "a schedule that is a number": ({"rule": gd.momentum, "schedule": 0.1}, ["schedule = 0.1", "def mine(t, *"]),
    "a schedule without a star": (
        {"rule": gd.momentum, "schedule": keyword_free_schedule},
        ["keyword_free_schedule: lr", "after the *"],
    ),
    "a stopping rule that is a number": ({"rule": gd.momentum, "stop": 1e-3}, ["stop = 0.001", "row, before"]),
    "a function that makes an objective": ({"f": gd.two_features, "rule": gd.momentum}, ["call it: two_features()"]),
    "an objective that is a function": ({"f": abs, "rule": gd.momentum}, ["f = <built-in", "curve(...)"]),
}


@pytest.mark.parametrize(("arguments", "words"), BAD.values(), ids=BAD)
def test_a_call_that_cannot_be_understood_is_answered_in_a_sentence(arguments, words):
    assert_says(TypeError, lambda: gd.descend(**{"f": gd.bowl, **arguments}), words)


def test_an_array_from_the_caller_stays_a_sweep():
    assert gd.sweep(gd.bowl, gd.adam, steps=3, beta1=[0.8, 0.9]).shape == (2,)
    assert gd.descend(gd.bowl, gd.momentum, steps=3, mu=(0.8, 0.9)).shape == (2,)


def test_a_hyperparameter_may_have_any_name_but_those_that_gdviz_hands_over():
    walk = gd.descend(gd.bowl, gd.gradient_descent, steps=4, lr=0.1)
    named = gd.descend(gd.bowl, lambda w, g, *, name=0.1: w - name * g, steps=4)
    halved = gd.descend(gd.bowl, gd.gradient_descent, steps=4, schedule=lambda t, *, lr=0.2, function=2: lr / function)
    for other in (named, halved):
        np.testing.assert_array_equal(other.w, walk.w)
    for rule in (lambda w, g, *, f=0.1: w - f * g, lambda w, g, *, rng=0.1: w - rng * g):
        with pytest.raises(TypeError, match=r"(f|rng) = 0.1; gdviz hands \1 over itself"):
            gd.descend(gd.bowl, rule)


@pytest.mark.parametrize("value", [[0, 0, 0], []])
def test_a_state_that_has_neither_one_number_nor_one_for_each_coordinate_is_refused(value):
    def rolling(w, g, z=value, *, lr=0.1):
        return w - lr * g, z

    with pytest.raises(ValueError, match=r"rolling: the starting value of its state is .*; start from one number"):
        gd.descend(gd.ravine, rolling)
