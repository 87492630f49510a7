"""A rule that draws random numbers is traced once for all steps and seeds, unless it decides by what it draws."""

import numpy as np
import pytest
from helpers.walks import assert_same, swept

import gdviz as gd
from gdviz.engine import compile


def noisy(w, g, *, rng, lr=0.05):
    return w - lr * (g + 0.1 * rng.normal(size=w.shape))


def hops(w, g, *, rng, lr=0.05):
    side = rng.choice([-1, 1], size=w.shape)
    return w - lr * g + 0.01 * side * rng.uniform(0.5, 1.0)


def with_memory(w, g, z=0.0, *, rng, lr=0.05):
    z = 0.8 * z + g * (1 + 0.1 * rng.standard_normal(size=w.shape))
    return w - lr * z, z


def by_index(w, g, *, rng, lr=0.05):
    """Looks its factor up: the place in the table cannot be a traced number."""
    return w - lr * g * np.array([0.5, 1.0, 1.5])[rng.integers(3, size=w.shape)]


def by_answer(w, g, *, rng, lr=0.05):
    """What it draws is yes or no."""
    return w - lr * g * np.where(rng.choice([True, False], size=w.shape), 1.0, 0.5)


@pytest.fixture
def steps_traced(monkeypatch):
    """A list that gets an entry whenever a step is traced."""
    traced, step = [], compile.Walk._step
    monkeypatch.setattr(compile.Walk, "_step", lambda self, *given: traced.append(1) or step(self, *given))
    return traced


@pytest.mark.parametrize("rule", [noisy, hops, with_memory, gd.random_search], ids=lambda rule: rule.__name__)
def test_its_step_is_traced_twice_however_many_there_are(rule, steps_traced):
    assert_same(*swept(gd.ravine, rule, steps=40, seed=[0, 1, 5]))
    assert len(steps_traced) == 2  # once with its numbers, and once to compare


@pytest.mark.parametrize("rule", [by_index, by_answer], ids=lambda rule: rule.__name__)
def test_where_it_decides_by_what_it_draws_each_step_is_traced(rule, steps_traced):
    assert_same(*swept(gd.ravine, rule, steps=20, seed=[0, 1]))
    assert len(steps_traced) >= 40


def test_each_seed_has_the_walk_that_it_has_alone():
    walk, program, _ = swept(gd.ravine, hops, steps=20, seed=[4, 9])
    ends = []
    for nth, seed in enumerate(walk.seeds):
        rows = compile.taken(program, walk, {"lr": np.array([0.05])}, gd.ravine.start[None], seed=nth)
        run = gd.descend(gd.ravine, hops, steps=20, seed=seed)
        np.testing.assert_array_equal(rows["w0"][:, 0], run.w[:, 0])
        ends.append(run.w[-1, 0])
    assert ends[0] != ends[1]


def test_a_step_that_computes_otherwise_than_with_its_numbers_is_not_taken_for_all(steps_traced):
    def rounded(w, g, *, rng, lr=0.05):
        noise = rng.normal(size=w.shape)
        return w - lr * g * (0.5 if noise.dtype == float else 1.0)  # a traced number is no float

    assert_same(*swept(gd.ravine, rounded, steps=10))
    assert len(steps_traced) >= 10


def asking(w, g, *, f, lr=0.05):
    return w - lr * f.gradient(w - 0.01 * g)


@pytest.mark.parametrize("f", [gd.two_features().minibatch(1), gd.two_features().minibatch(20)], ids=lambda f: f.name)
def test_a_step_by_a_batch_is_traced_twice_however_many_there_are(f, steps_traced):
    assert_same(*swept(f, gd.momentum, steps=40, seed=[0, 1, 5]))
    assert len(steps_traced) == 2


def test_a_rule_that_asks_for_f_sees_the_batch_of_the_step_before_so_each_step_is_traced(steps_traced):
    assert_same(*swept(gd.two_features().minibatch(5), asking, steps=20, seed=[0, 1]))
    assert len(steps_traced) == 40
