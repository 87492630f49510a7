"""The one table of rules and the one of landscapes. A line added here is tested wherever rules or landscapes are."""

from typing import Any, NamedTuple

import numpy as np
import pytest

import gdviz as gd


class Rule(NamedTuple):
    """A rule, a small grid that reaches from too cautious to diverging, and what a step costs: (values, gradients)."""

    rule: Any
    grid: dict
    price: tuple = (0, 1)

    @property
    def name(self):
        return self.rule.__name__


RULES = [
    Rule(gd.gradient_descent, {"lr": [1e-3, 0.02, 0.3, 1.1]}),
    Rule(gd.momentum, {"lr": [1e-3, 0.02, 1.1], "mu": [0.0, 0.9]}),
    Rule(gd.nesterov, {"lr": [1e-3, 0.02, 1.1], "mu": [0.0, 0.9]}),
    Rule(gd.adaptive_restart, {"lr": [1e-3, 0.02, 1.1], "mu": [0.5, 0.95]}),
    Rule(gd.adagrad, {"lr": [0.05, 0.5, 1e9], "eps": [1e-8, 0.1]}),
    Rule(gd.rmsprop, {"lr": [0.01, 0.3], "rho": [0.9, 0.999, 2.0]}),
    Rule(gd.adam, {"lr": [0.01, 0.5, 1e9], "beta1": [0.0, 0.9], "beta2": [0.99]}),
    Rule(gd.random_search, {"delta": [0.0, 0.1, 1.0]}, price=(1, 0)),
]


class Landscape(NamedTuple):
    """An objective of the course, and the values at its ``minima``, in their order."""

    f: Any
    lowest: list

    @property
    def name(self):
        return self.f.name


LANDSCAPES = [
    Landscape(gd.bowl, [0.0]),
    Landscape(gd.two_valleys, [-1.82, -0.861]),
    Landscape(gd.rotated_bowl, [0.0]),
    Landscape(gd.ravine, [0.0]),
    Landscape(gd.saddle, [-0.25, -0.25]),
    Landscape(gd.plateau, [0.0]),
    Landscape(gd.rosenbrock, [0.0]),
    Landscape(gd.himmelblau, [0.0, 0.0, 0.0, 0.0]),
    Landscape(gd.beale, [0.0]),
    Landscape(gd.two_features(), [0.24729]),
]

SCHEDULES = [gd.constant, gd.step_decay, gd.exponential, gd.inverse_time, gd.cosine, gd.warm_restarts]

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
each_landscape = pytest.mark.parametrize("landscape", LANDSCAPES, ids=lambda landscape: landscape.name)
each_schedule = pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda schedule: schedule.__name__)


def points_in(f, count, seed=0):
    """Points drawn evenly from the domain of f, (count, n)."""
    low, high = f.domain.T
    return np.random.default_rng(seed).uniform(low, high, size=(count, f.n))


def many_weights(n=23):
    """A bowl of n coordinates whose value is a sum over the last axis, where numpy's order of adding could show."""
    curvature = np.linspace(0.5, 3.0, n)
    return gd.Objective(
        lambda w: np.sum(curvature * w**2 + 0.1 * np.cos(3 * w), axis=-1),
        lambda w: 2 * curvature * w - 0.3 * np.sin(3 * w),
        name="many weights", start=np.linspace(-1.0, 1.3, n),
    )  # fmt: skip


def hessian(f, w):
    """The matrix of second derivatives at w, by central differences of the gradient: (n, n)."""
    h = 1e-5
    return np.stack([(f.gradient(w + h * e) - f.gradient(w - h * e)) / (2 * h) for e in np.eye(len(w))])


def assert_says(kind, make, words):
    """``make()`` raises an error of this kind, with a sentence that has all the words in it."""
    with pytest.raises(kind) as error:
        make()
    assert [word for word in words if word not in str(error.value)] == [], str(error.value)
