"""Rules of one's own: the unsound ones are told what helps, the sound ones how far they get."""

import pytest
from helpers.written import told

import gdviz as gd
from gdviz import check, gradient_descent, momentum

DESCENT = "w, g, *, lr=0.1"
VELOCITY = "w, g, z=0.0, *, lr=0.1, mu=0.8"


@pytest.mark.parametrize(
    ("head", "body", "hyper", "words"),
    [
        (DESCENT, "return w + lr * g", {}, "from 6.55 to 11.9, however small α is: is the sign right?"),
        (VELOCITY, "z = mu * z + g; return w - lr * z, z", {"mu": 1.2}, "It diverges: at step "),
        (DESCENT, "return w - lr * g", {"lr": 3.0}, "is α = 3 too large? 2/L is 0.539 here."),
        (DESCENT, "return w - lr * g", {"lr": 300.0}, "is α = 300 too large? 2/L is 0.539 here."),
        (DESCENT, "return w - lr * g", {"mu": 0.5}, "has no mu"),
        ("w, g, *, lr", "return w - lr * g", {}, "lr has no default and no value"),
        ("w, g", "return w + g", {}, "is the sign right?"),
        (DESCENT, "return w", {}, "does not move"),
        (DESCENT, "return w - 0.1 * g", {}, "whatever α is: where does it use lr?"),
        (DESCENT, "return w - lr * (w - np.array([2, 0.5]))", {}, "whatever the slope says: where does it use g?"),
        (DESCENT, "return w * np.nan", {}, "no finite number"),
        (DESCENT, "return w - lr * g + 0.3 * w**2", {}, "On level ground, where g is 0, it does not stay"),
        (DESCENT, "if w > 0:;   return w; return w - lr * g", {}, "np.where"),
        (DESCENT, "z = 1; return w - lr * zz", {}, "raised NameError in its line 3"),
        (DESCENT, "return ...", {}, "Not answered yet"),
        (
            "w, g, z=0.0, *, lr=0.1",
            "z = z + g; return w - lr * z, z",
            {"lr": 0.003},
            "the cost falls to 0.253, and climbs to 6.55.",
        ),
        ("w, g, z=0.0, *, lr=0.1", "z = z + g; return w - lr * z, z", {}, ", and climbs to 7.12."),
    ],
)
def test_an_unsound_rule_of_ones_own_is_told_what_helps(head, body, hyper, words):
    assert words in told(head, body, None, **hyper)


def test_what_counts_is_how_far_the_cost_has_fallen_and_not_how_high_the_landscape_lies():
    high = gd.surface(lambda a, b: a**2 + b**2 + 100, start=(1, 1), minima=[(0, 0)])
    for rule in (gradient_descent, lambda w, g, *, lr=0.1: w - lr * g):
        assert check(rule, on=high).sentence.startswith("A sound rule: it goes down on ")
    assert check(lambda w, g, *, lr=0.1: w - lr * g, lr=1e-5)  # slow, and down at every step


def test_a_sound_rule_of_ones_own_is_told_how_far_it_gets():
    steps = gd.descend(gd.two_features(), momentum, steps=200).steps_to(tol=0.005)
    assert (
        check(momentum, tol=0.005).sentence
        == f"A sound rule: it goes down on two features, and arrives after {steps} steps."
    )
    assert check(gradient_descent, lr=1e-4).sentence.startswith(
        "A sound rule: it goes down on two features, from 6.55 to "
    )
    assert check(gradient_descent, on=gd.ravine, lr=0.04)
    assert check(momentum, lr=0.01, mu=0.99)  # it swings widely, and settles late
    assert check(gradient_descent, on=gd.two_valleys, target=1.973)
