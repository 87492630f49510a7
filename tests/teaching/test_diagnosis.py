"""Rules as students write them: the right ones pass however they are written, the wrong ones are told what helps."""

import numpy as np
import pytest
from helpers.tables import RULES, each_rule
from helpers.written import told, written
from hypothesis import given, settings
from hypothesis import strategies as st

import gdviz as gd
from gdviz import adagrad, adam, adaptive_restart, check, gradient_descent, momentum, nesterov, rmsprop
from gdviz.teaching import diagnosis
from gdviz.teaching.judging import number
from gdviz.teaching.references import speed_limit

DESCENT = "w, g, *, lr=0.1"
VELOCITY = "w, g, z=0.0, *, lr=0.1, mu=0.8"
AHEAD = "w, _, v=0.0, *, f, lr=0.1, mu=0.8"
SQUARES = "w, g, s=0.0, *, lr=0.05, rho=0.99, eps=1e-8"
TWO = "w, g, m=0.0, v=0.0, t=0, *, lr=0.1, beta1=0.9, beta2=0.999, eps=1e-8"
AVERAGES = "m = beta1 * m + (1 - beta1) * g; v = beta2 * v + (1 - beta2) * g**2; "


RIGHT = [
    (DESCENT, "return w - lr * g", gradient_descent),
    ("w, g, *, lr", "return -lr * g + w", gradient_descent),
    (DESCENT, "new = w.copy(); new[..., 0] -= lr[..., 0] * g[..., 0]; new[..., 1:] -= lr * g[..., 1:]; return new",
     gradient_descent),
    (VELOCITY, "z = mu * z + g; return w - lr * z, z", momentum),
    (VELOCITY, "z = mu * z + lr * g; return w - z, z", momentum),
    (VELOCITY, "z = mu * z - lr * g; new = w + z; return new, z", momentum),
    (VELOCITY, "z = mu * z - g; return w + lr * z, z", momentum),
    (VELOCITY, "new = w - lr * g + mu * z; return new, new - w", momentum),
    (VELOCITY, "z = mu * z + (1 - mu) * g; return w - lr / (1 - mu) * z, z", momentum),
    ("w, g, step=0, *, mu=0.3, lr=1", "step = mu * step - lr * g; return w + step, step", momentum),
    (AHEAD, "v = mu * v - lr * f.gradient(w + mu * v); return w + v, v", nesterov),
    (VELOCITY, "up = (z * g).sum(axis=-1, keepdims=True) < 0; z = np.where(up, g, mu * z + g); return w - lr * z, z",
     adaptive_restart),
    ("w, g, t=0, v=0.0, m=0.0, *, eps=1e-8, beta2=0.999, beta1=0.9, lr=0.1",
     "t = t + 1; v = v + (1 - beta2) * (g * g - v); m = m + (1 - beta1) * (g - m); "
     "return w - lr * (m / (1 - beta1**t)) / ((v / (1 - beta2**t)) ** 0.5 + eps), t, v, m", adam),
    ("w, g, s=0.0, *, lr=0.05, rho=0.99", "s = rho * s + (1 - rho) * g**2; return w - lr * g / np.sqrt(s), s", rmsprop),
]  # fmt: skip


@pytest.mark.parametrize(("head", "body", "expected"), RIGHT)
@pytest.mark.parametrize("on", [None, gd.bowl, gd.himmelblau], ids=lambda f: f.name if f else "default")
def test_a_right_rule_is_right_however_it_is_written(head, body, expected, on):
    verdict = check(written(head, body), expected, on=on)
    assert verdict, verdict
    assert verdict.sentence == f"Right: step for step the walk of {expected.__name__.replace('_', ' ')}."


@pytest.mark.parametrize("body", ["return w - lr * 2 * w", "return w - lr * (2 * w + 0 * g)"])
def test_a_rule_that_is_right_on_one_hill_alone_is_asked_for_g(body):
    verdict = check(written("w, g, *, lr=0.1", body), gradient_descent, on=gd.bowl)
    assert repr(verdict) == "✗ It walks right here, but elsewhere it would not: where does it use g?"


def test_a_rule_that_fails_with_another_slope_has_looked_at_it():
    def careful(w, g, *, lr=0.1):
        if np.max(np.abs(g)) > 20:
            raise RuntimeError("too steep")
        return w - lr * g

    assert check(careful, gradient_descent, on=gd.bowl)


@each_rule
def test_every_rule_is_itself_and_sound(rule):
    assert check(rule.rule, rule.rule)
    assert check(rule.rule).sentence.startswith("A sound rule: it goes down")


@pytest.mark.parametrize("k", range(len(RULES)))
def test_no_rule_is_another(k):
    assert not check(RULES[k].rule, RULES[k - 1].rule)


@settings(max_examples=15, deadline=None)
@given(a=st.floats(0.01, 100), b=st.floats(-10, 10).filter(lambda b: abs(b) > 0.01), mu=st.floats(0.05, 0.95))
def test_momentum_is_right_in_any_units_of_its_velocity(a, b, mu):
    assert check(written(VELOCITY, f"z = mu * z + {a} * {b} * lr * g; return w - z / {a} / {b}, z"), momentum, mu=mu)
    assert "an average" in told(VELOCITY, "z = mu * z + (1 - mu) * g; return w - lr * z, z", momentum, mu=mu)


MOMENTUM = {
    "z = mu * z + g; return w + lr * z, z": "Each step goes uphill instead of downhill: is the sign right?",
    "w = w - lr * z; z = mu * z + g; return w, z": "It is one step late",
    "return w - lr * z, mu * z + g": "It is one step late",
    "z = mu * z + (1 - mu) * g; return w - lr * z, z": "This is an average, and not a sum",
    "z = mu * z + g; return w - z, z": "is the learning rate missing?",
    "z = mu * z + lr * g; return w - lr * z, z": "does the learning rate come in twice?",
    "z = mu * z + g; return w - 2 * lr * z, z": "is there a factor 2 too many?",
    "z = mu * z + g; return w - lr / 2 * z, z": "is a factor 2 missing?",
    "z = z + g; return w - lr * z, z": "is μ missing?",
    "z = g; return w - lr * z, z": "as if μ were 0: is the old velocity unused, or a condition turned round?",
    "z = z + mu * g; return w - lr * z, z": "μ multiplies the gradient instead of the old velocity",
    "z = mu * (z + g); return w - lr * z, z": "μ multiplies the gradient or the step",
    "z = (1 - mu) * z + mu * g; return w - lr * z, z": "Have μ and 1 − μ changed places?",
    "z = (1 - mu) * z + g; return w - lr * z, z": "Have μ and 1 − μ changed places?",
    "z = g - mu * z; return w - lr * z, z": "taken away instead of added",
    "new = mu * z + g; return w - lr * new, z": "Its z stays what it was",
    "z = mu * z + g; return z, w - lr * z": "another order: return w, z",
    "z = mu * z + g; return lr * z, z": "It returns the step alone",
    "z = mu * z + g; return -lr * z, z": "It returns the step alone",
    "z = 0.8 * z + g; return w - lr * z, z": "It is right with μ = 0.8, and not with μ = 0.56: where is mu used?",
    "z = (1.6 - mu) * z + g; return w - lr * z, z": "and not with μ = 0.56: is mu used in the right place?",
    "z = mu * np.clip(z, -1, 1) + g; return w - lr * z, z": "The first step is right; then from w = (",
    "z = mu * z + g; return w - 1.5 * lr * z, z": "The first step is 1.5 times as long as it should be",
    "z = mu * z + g; return w - lr * z": "mine returned 1 value, expected 2: return w, z",
    "z = mu * z + g; w = w - lr * z": "Your rule returns None: is the return missing?",
    "z = mun * z + g; return w - lr * z, z": "Your rule raised NameError in its line 2: name 'mun' is not defined.",
    "z = mu * z + g; return ..., z": "Not answered yet: your rule returns three dots.",
    "return w - lr * (mu * z + g), mu * z + g, 1": "returned 3 values, expected 2",
}


@pytest.mark.parametrize(("body", "words"), MOMENTUM.items())
def test_a_wrong_momentum_is_told_what_helps(body, words):
    assert words in told(VELOCITY, body, momentum)


@pytest.mark.parametrize(("body", "words"), list(MOMENTUM.items())[:19:2])
@pytest.mark.parametrize("mu", [0.5, 0.9])
def test_a_diagnosis_does_not_hang_on_the_setting_nor_on_the_landscape(body, words, mu):
    assert words in told(VELOCITY, body, momentum, mu=mu, lr=0.03, on=gd.rotated_bowl)
    assert words in told(VELOCITY, body, momentum, mu=mu, lr=0.03, on=gd.bowl)


def test_a_walk_is_told_from_a_start_from_which_it_differs():
    hill = gd.curve(lambda w: np.cosh(w - 1), start=-4, domain=(-5, 3))  # from −4 both walk to the right for 12 steps
    said = check(lambda w, g, *, lr=0.3: w - lr * np.sign(w), lambda w, g, *, lr=0.3: w - lr * np.sign(g), on=hill)
    assert said.sentence.startswith("The first 2 steps are right; then from w = 1 it goes to 0.7, and should go to 1.")


@pytest.mark.parametrize(
    ("point", "told"),
    [((2.21e-13, 0.002), "(0, 0.002)"), ((1e-5, 3.0), "(1e−5, 3)"), ((0.0, np.inf), "(0, ∞)"), (2.21e-13, "2.21e−13")],
)
def test_a_coordinate_that_nobody_could_see_beside_another_is_told_as_0(point, told):
    assert number(point) == told


def test_a_step_that_differs_is_told_with_its_numbers():
    said = told(DESCENT, "return w - lr * (g + w)", gradient_descent, on=gd.bowl, lr=0.1)
    # at −4 the slope is −8, so −4 + 0.8; with g + w = −12 it is −4 + 1.2
    assert (
        said
        == "The first step is 1.5 times as long as it should be: from w = −4 it goes to −2.8, and should go to −3.2."
    )
    said = told(DESCENT, "return w - lr * np.clip(g, -6, 8)", gradient_descent, on=gd.bowl)
    assert said.startswith("The first step is 0.75 times as long")
    said = told(DESCENT, "return w - lr * np.where(w < -3.5, g, g + 1)", gradient_descent, on=gd.bowl, lr=0.1)
    # −3.2 + 0.64 = −2.56; with g + 1 = −5.4 it is −3.2 + 0.54
    said_after = "from w = −3.2 it goes to −2.66, and should go to −2.56. What is different at step 2?"
    assert said == f"The first step is right; then {said_after}"


AVERAGE = written(VELOCITY, "z = mu * z + (1 - mu) * g; return w - lr * z, z")
UPHILL = "np.sum(z * g, axis=-1, keepdims=True) < 0"
OTHERS = [
    (DESCENT, "return w + lr * g", gradient_descent, "is the sign right?"),
    (DESCENT, "return w - g", gradient_descent, "is the learning rate missing?"),
    (DESCENT, "return w - lr * lr * g", gradient_descent, "come in twice"),
    (DESCENT, "return g", gradient_descent, "It returns the gradient itself"),
    (VELOCITY, "z = mu * z + g; return z, z", gd.momentum, "It returns z itself: return the new place, w − α·z."),
    (VELOCITY, "z = mu * z + g; return g, z", gd.momentum, "It returns the gradient itself"),
    (DESCENT, "return lr * g", gradient_descent, "It returns the step alone"),
    (DESCENT, "return w", gradient_descent, "It does not move"),
    (DESCENT, "return ...", gradient_descent, "Not answered yet"),
    (VELOCITY, "z = mu * np.where(z * g < 0, 0.0, z) + g; return w - lr * z, z", gd.adaptive_restart,
     "It brakes each coordinate by itself"),
    (VELOCITY, f"z = mu * z + g; z = np.where({UPHILL}, 0.0, z); return w - lr * z, z", gd.adaptive_restart,
     "It brakes after the gradient is added"),
    (DESCENT, "w = ...; return w - lr * g", gradient_descent, "Not answered yet: three dots still stand in your rule."),
    (DESCENT, "...", gradient_descent, "Not answered yet."),
    (DESCENT, "pass", gradient_descent, "Not answered yet."),
    (DESCENT, "raise NotImplementedError", gradient_descent, "Not answered yet."),
    (DESCENT, "w - lr * g", gradient_descent, "is the return missing?"),
    (DESCENT, "return w > lr * g", gradient_descent, "True or False, as a question does"),
    (DESCENT, "return np.sum(w - lr * g)", gradient_descent, "returned w of shape (), expected (1, 2)"),
    (DESCENT, "return 'w'", gradient_descent, "returns a text; a number is expected"),
    (DESCENT, "return w - lr * g / 0", gradient_descent, "At step 1 it gives no finite number"),
    (DESCENT, "return w - lr * g(w)", gradient_descent, "raised TypeError in its line 2: "),
    (DESCENT + ", f", "return w - lr * f.gradient(w - lr * g)", gradient_descent, "at the new place, after the step"),
    (DESCENT, "if g > 0:;   return w - lr * g; return w - lr * g", gradient_descent, "np.where(condition, this, that)"),
    (DESCENT, "lr = lr[..., 0]; return np.stack([w[..., 0] - lr * g[..., 0], w[..., 1] - lr * g[..., 1]], -1)",
     gradient_descent, "or a coordinate? Your rule raised IndexError in its line 3"),
    ("w, g, lr=0.1", "return w - lr * g", gradient_descent, "lr stands where memory stands: put it after the *"),
    ("w, g, z=0.0, *, lr=0.1", "return w - lr * g, z", momentum, "Your rule has no mu: put it after the *, as in def "
     "mine(w, g, z=0.0, *, mu=...)."),
    ("w", "return w", gradient_descent, "a rule looks like def"),
    ("w, g, s=0.0, *, lr=0.5, eps=1e-8", "s = s + g**2; return w - lr * g / (math.sqrt(s) + eps), s", adagrad,
     "math.sqrt takes one number"),
    (VELOCITY, "z = mu * z + g; return w - lr * z, z", AVERAGE,
     "This is a sum: an average gives"),
    (AHEAD, "v = mu * v + f.gradient(w); return w - lr * v, v", nesterov, "just as plain momentum does"),
    (AHEAD, "v = mu * v + f.gradient(w - lr * v); return w - lr * v, v", nesterov, "by the whole velocity"),
    (AHEAD, "v = mu * v + f.gradient(w + lr * mu * v); return w - lr * v, v", nesterov, "It looks back"),
    (AHEAD, "v = mu * v + f.gradient(w - mu * v); return w - lr * v, v", nesterov, "too far ahead"),
    (SQUARES, "s = rho * s + (1 - rho) * g; return w - lr * g / (s**0.5 + eps), s", rmsprop, "is a square missing?"),
    (SQUARES, "s = rho * s + (1 - rho) * abs(g); return w - lr * g / (s**0.5 + eps), s", rmsprop, "a square missing?"),
    (SQUARES, "s = rho * s + (1 - rho) * g**2; return w - lr * g / (s + eps), s", rmsprop, "is the root missing?"),
    (SQUARES, "s = rho * s + (1 - rho) * g**2; return w - lr * g / np.sqrt(s + eps), s", rmsprop, "belongs outside"),
    (SQUARES, "s = (1 - rho) * s + rho * g**2; return w - lr * g / (s**0.5 + eps), s", rmsprop, "ρ and 1 − ρ changed"),
    (SQUARES, "s = rho * s + g**2; return w - lr * g / (np.sqrt(s) + eps), s", rmsprop, "Is a factor 1 − ρ missing?"),
    (SQUARES, "s = s + g**2; return w - lr * g / (np.sqrt(s) + eps), s", rmsprop, "It walks just as adagrad does."),
    (TWO, AVERAGES + "return w - lr * m / (np.sqrt(v) + eps), m, v, t + 1", adam, "are they divided by 1 − β₁ᵗ"),
    (TWO, AVERAGES + "return w - lr * m / (1 - beta1**t) / ((v / (1 - beta2**t)) ** 0.5 + eps), m, v, t + 1", adam,
     "At step 1 it gives no finite number. Is there a division by 0, or a root of a negative number?"),
    (TWO, AVERAGES + "t = t + 1; return w - lr * m / (1 - beta1**t) / ((v / (1 - beta2**t))**0.5 + eps), v, m, t", adam,
     "another order: return w, m, v, t"),
    (TWO, AVERAGES.replace("beta1", "beta2") + "t = t + 1; return w - lr * m / (1 - beta1**t) / "
     "((v / (1 - beta2**t)) ** 0.5 + eps), m, v, t", adam, "The first step is 0.01 times"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "body", "expected", "words"), OTHERS)
def test_a_wrong_rule_is_told_what_helps(head, body, expected, words):
    assert words in told(head, body, expected)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        ("np.linalg.norm(g)", diagnosis.MIXED),
        (
            "np.linalg.norm(g, axis=-1)",
            "It runs for one walk, and not for several side by side. mine: operands could not be broadcast",
        ),
    ],
)
def test_a_rule_that_mixes_walks_is_told_so(length, words):
    each = written(DESCENT, "return w - lr * g / np.linalg.norm(g, axis=-1, keepdims=True)")
    assert check(each, each)
    assert words in told(DESCENT, f"return w - lr * g / {length}", each)
    assert words in told(DESCENT, f"return w - lr * g / {length}", None)


def test_a_rule_that_is_wrong_for_one_walk_already_is_told_so():
    said = told("w, g, z=0.0, *, f, lr, mu", "z = mu * z + f(w - lr * mu * z); return w - lr * z, z", gd.nesterov)
    assert "It takes a height for a slope: f(place) is the height there" in said


def test_random_numbers_come_from_rng():
    body = "return w + delta * np.random.default_rng().normal(size=w.shape)"
    assert "draw its numbers from rng?" in told("w, _, *, delta=0.1", body, gd.random_search)


@pytest.mark.parametrize("answer", [3, "momentum", [1, 2]])
def test_what_is_no_function_is_no_rule(answer):
    assert "is not a function" in check(answer, momentum).sentence


def test_a_change_in_place_of_what_others_hold_is_told_and_of_its_own_memory_is_let_pass():
    in_place = written(DESCENT, "w -= lr * g; return w")
    for verdict in (check(in_place, gradient_descent), check(in_place)):
        assert not verdict
        assert "The walk is right, but it changes w in place: w = w - ... makes" in verdict.sentence
    assert "changes g in place" in told(DESCENT, "g *= lr; return w - g", gradient_descent)
    memory = check(written(VELOCITY, "z *= mu; z += g; return w - lr * z, z"), momentum)
    assert memory
    assert "It changes z in place: harmless here, on a copy" in memory.sentence
    assert "is the return missing?" in told(DESCENT, "w -= lr * g", gradient_descent)
    # as for descend, whose record of a rule that works in place is right
    np.testing.assert_array_equal(gd.descend(gd.bowl, in_place).w, gd.descend(gd.bowl, gradient_descent).w)


def test_where_a_right_rule_divides_by_zero_is_told():
    norms = "size, most = (np.linalg.norm(v, axis=-1, keepdims=True) for v in (z, 4 * g)); "
    body = "z = mu * z + g; " + norms + "z = z * np.minimum(1, most / {}); return w - lr * z, z"
    said = " But from a start where g is 0 it divides by 0."
    verdict = check(written(VELOCITY, body.format("size")), speed_limit)
    assert verdict
    assert verdict.sentence.endswith(said)
    assert said not in check(written(VELOCITY, body.format("np.maximum(size, 1e-12)")), speed_limit).sentence
