"""The proof: functions that can be traced and then compute something else are found out, wherever they stand."""

import re
import time

import numpy as np
import pytest
from helpers.walks import swept

import gdviz as gd
from gdviz.engine.proof import prove
from gdviz.engine.tape import Untraceable

STEPS = 12


class Lies:
    """Functions of a number that lie: what they give hangs on more than what they are given."""

    def __init__(self):
        self.calls, self.last = 0, None

    def counter(self, x):
        self.calls += 1
        return x + 0.01 * self.calls

    def randomness(self, x):
        return x + np.random.normal()

    def dtype(self, x):
        return x * 1.0 if x.dtype == float else x * 1.5

    def memory(self, x):
        if type(self.last) is not type(x) or np.shape(self.last) != np.shape(x):
            self.last = x
        last, self.last = self.last, x
        return x + 0.1 * last

    def clock(self, x):
        return x + time.perf_counter() * 1e4 % 7.0

    def kind(self, x):
        return x if isinstance(x, np.ndarray) and type(x) is np.ndarray else 2 * x

    def yes_and_no(self, x):
        return x * ((x > -99) + (x < 99))  # numpy: yes + yes is yes


LIES = ["counter", "randomness", "dtype", "memory", "clock", "kind", "yes_and_no"]


class Refuses:
    """Functions of a number that cannot be traced, and what is said of them."""

    def if_(self, x):
        return x if np.all(x > 0) else x * 1.0

    def float_(self, x):
        return x * float(np.ravel(x)[0] * 0 + 1)

    def sort(self, x):
        return np.sort(x, axis=-1)

    def python_max(self, x):
        return np.stack([max(number, -1e300) for number in x.ravel()]).reshape(x.shape)


PLACES = ["rule", "value", "gradient", "schedule", "stop"]


def walk_with(place, odd):
    """A walk, one of whose functions does something odd with a number."""

    def rule(w, g, *, lr=0.05):
        return w - lr * odd(g)

    def value(w):
        return odd(w**2)

    def gradient(w):
        return odd(2 * w)

    def schedule(t, *, lr=0.05):
        return odd(lr)

    def stop(row, before, *, tol=0.5):
        return odd(row.f) < tol

    mine = {"rule": rule, "value": value, "gradient": gradient, "schedule": schedule, "stop": stop}[place]
    known = {"name": "hill", "domain": (-5, 5), "start": 3.0}
    f = gd.curve(value if mine is value else lambda w: w**2, gradient if mine is gradient else lambda w: 2 * w, **known)
    chosen = {"rule": rule if mine is rule else gd.gradient_descent}
    chosen |= {"schedule": schedule if mine is schedule else gd.constant, "stop": stop if mine is stop else None}
    return f, chosen


SLIDERS = {"lr": [0.02, 0.05]}
CHANGE = ["counter", "randomness", "memory", "clock"]  # give something else each time that they are called


def tolerances(place):
    """Of a stopping rule only the answers are seen: many tolerances show more of them."""
    return [{"tol": tol} for tol in np.linspace(0.5, 8, 40)] if place == "stop" else [{}]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("lie", LIES)
def test_a_function_that_traces_and_lies_is_found_out(place, lie):
    f, chosen = walk_with(place, getattr(Lies(), lie))
    said = []
    for one in tolerances(place):
        try:
            walk, program, runs = swept(f, **chosen, steps=STEPS, lr=0.05, **one)  # alone, nothing is compared before
            prove(program, walk, runs)
        except (Untraceable, ValueError) as reason:  # a landscape is asked some things before any walk
            said.append(str(reason))
    assert said
    known = r"computes something else than what can be traced$|^(`\w+`|the landscape hill) [a-z]+ .+|mixes the runs"
    assert all(re.search(known, one) for one in said), said


@pytest.mark.parametrize("place", [place for place in PLACES if place != "stop"])
@pytest.mark.parametrize("lie", LIES)
def test_a_figure_of_a_function_that_lies_shows_the_walk_that_python_took_and_says_so(place, lie):
    f, chosen = walk_with(place, getattr(Lies(), lie))
    if lie == "memory" and place in ("value", "gradient"):
        with pytest.raises(ValueError, match="mixes the runs"):  # a landscape is asked some things before any walk
            gd.explore(f, **chosen, steps=STEPS, lr=0.05)
        return
    walks = gd.explore(f, **chosen, steps=STEPS, lr=0.05)._walks
    assert walks.program is None
    assert walks.why.endswith(": Python takes its walks.")


@pytest.mark.parametrize("place", [place for place in PLACES if place != "stop"])
@pytest.mark.parametrize("lie", LIES)
def test_with_sliders_a_lie_is_refused_or_recorded(place, lie):
    f, chosen = walk_with(place, getattr(Lies(), lie))
    if lie in CHANGE:
        with pytest.raises(ValueError, match=r"is not the same twice|mixes the runs"):
            gd.explore(f, **chosen, steps=STEPS, **SLIDERS)
        return
    figure = gd.explore(f, **chosen, steps=STEPS, **SLIDERS)
    figure.lr_index = 1
    assert figure._walks.program is None
    assert np.array_equal(figure.trajectory.w, gd.descend(f, **chosen, steps=STEPS, lr=0.05).w)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("odd", "words"), [("if_", "asks for"), ("float_", "asks for"), ("python_max", "asks for")])
def test_what_cannot_be_traced_is_said_of_the_function_that_does_it(place, odd, words):
    def harmless(x):
        return x * float(np.size(x) > 0)

    f, chosen = walk_with(place, getattr(Refuses(), odd) if place != "schedule" else harmless)
    figure = gd.explore(f, **chosen, steps=STEPS, **SLIDERS)
    expected = gd.descend(f, **chosen, steps=STEPS, lr=0.02)
    figure.lr_index = 0
    assert np.array_equal(figure.trajectory.w, expected.w)
    if place != "schedule":  # it is traced once for each step, with numbers
        who = {"rule": "`rule`", "stop": "`stop`"}.get(place, "The landscape hill")
        assert figure._walks.program is None
        assert figure._walks.why.startswith(f"{who} {words}")
        assert figure._walks.why in figure.said()


@pytest.mark.parametrize("start", [3.0, -4.5, 0.001])
def test_what_neither_lies_nor_refuses_is_taken_by_the_program(start):
    f, chosen = walk_with("rule", np.abs)
    walk, program, runs = swept(f, **chosen, start=start, steps=STEPS, lr=[0.01, 0.05])
    prove(program, walk, runs)


def test_a_walk_that_differs_in_the_last_step_alone_is_found_out():
    walk, program, runs = swept(gd.ravine, gd.momentum, steps=STEPS, lr=[0.01, 0.05])
    prove(program, walk, runs)
    for row in (0, 5, STEPS):
        runs.w[row, 1, 0] *= 1 + 1e-9
        with pytest.raises(Untraceable, match="computes something else"):
            prove(program, walk, runs)
        runs.w[row, 1, 0] /= 1 + 1e-9


DATA = np.random.default_rng(0).normal(size=(30, 2))
LEAN = np.array([[2.0, 0.3], [-0.7, 1.0]])
UNEVEN = {
    "a mean of data": lambda w: np.mean((w @ DATA.T - DATA @ [1.0, 2.0]) ** 2, axis=-1),
    "a matrix": lambda w: np.sum((w @ LEAN) ** 2, axis=-1),
    "a mean without @": lambda w: np.mean((np.sum(w[..., None, :] * DATA, axis=-1) - 1.0) ** 2, axis=-1),
    "a norm": lambda w: np.linalg.norm(w[..., None, :] * DATA, axis=(-2, -1)),
    "a logistic loss": lambda w: np.mean(np.log1p(np.exp(-(w @ DATA.T))), axis=-1),
}


@pytest.mark.parametrize("what", UNEVEN)
def test_a_cost_whose_sums_round_otherwise_is_no_lie_though_differences_of_it_make_the_gradient(what):
    f = gd.Objective(UNEVEN[what], start=(2.0, -1.0), domain=[(-3, 3)] * 2)
    walks = gd.explore(f, gd.momentum, steps=STEPS, **SLIDERS)._walks
    assert walks.program, walks.why


def test_it_is_said_of_a_schedule_that_it_lies_and_not_of_the_rule():
    calls = []

    def counting(t, *, lr=0.1):
        calls.append(t)
        return lr / (1 + len(calls) % 7)

    walk, program, runs = swept(gd.bowl, gd.gradient_descent, steps=9, schedule=counting)
    with pytest.raises(Untraceable, match=r"^`counting` computes something else than what can be traced$"):
        prove(program, walk, runs)
