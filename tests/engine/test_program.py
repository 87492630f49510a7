"""The program of a walk, taken in numpy, against ``descend`` and ``sweep``."""

import json
import math

import numpy as np
import pytest
from helpers.tables import RULES, each_landscape, each_rule, each_schedule, many_weights, points_in
from helpers.walks import assert_same, rows_of, swept

import gdviz as gd
from gdviz.engine.program import MOST_BYTES, MOST_OPERATIONS
from gdviz.engine.proof import prove
from gdviz.engine.tape import Untraceable

STOPS = [None, gd.small_gradient, gd.small_change]
BY_RULE = {rule.name: rule for rule in RULES}


@each_rule
@each_landscape
def test_a_program_takes_the_walks_that_the_rule_takes_to_the_last_bit(rule, landscape):
    steps = 20 if rule.rule is gd.random_search else 60
    start = landscape.f.start + 0.01  # Beale's own one has a slope of 0, which a rounded power would turn over
    assert_same(*swept(landscape.f, rule.rule, start, steps=steps, **rule.grid))


@each_schedule
@pytest.mark.parametrize("stop", STOPS, ids=["no stop", "small_gradient", "small_change"])
@pytest.mark.parametrize("rule", ["gradient_descent", "momentum", "adam"])
def test_a_program_follows_every_schedule_and_stopping_rule(rule, schedule, stop):
    grid = BY_RULE[rule].grid | ({} if stop is None else {"tol": [1e-6, 1e-2, 3.0]})
    for f in (gd.two_valleys, gd.ravine):
        assert_same(*swept(f, BY_RULE[rule].rule, steps=40, schedule=schedule, stop=stop, **grid))


@each_rule
def test_a_walk_may_begin_anywhere(rule):
    steps = 10 if rule.rule is gd.random_search else 40
    f = gd.himmelblau
    assert_same(*swept(f, rule.rule, points_in(f, 9), steps=steps, stop=gd.small_change, tol=[1e-3, 0.1]))


def test_random_walks_are_those_of_their_seeds():
    assert_same(*swept(gd.beale, gd.random_search, steps=30, seed=[3, 0, 77], delta=[0.1, 0.5]))


def test_a_family_has_one_program_and_a_table():
    family = [gd.two_features(correlation=c) for c in (0.0, 0.3, 0.6, 0.9)]
    walk, program, _ = swept(family[0], gd.nesterov, family=family, steps=30, lr=[0.05, 0.3])
    assert [len(segment.variants) for segment in program.segments.values()] == [1, 1, 1]
    assert program.segments["step"].table.shape[0] == 4
    for member, f in enumerate(family):
        runs = gd.sweep(f, gd.nesterov, steps=30, lr=[0.05, 0.3])
        assert_same(walk, program, runs, member=member)


def test_a_landscape_of_many_coordinates_adds_in_numpys_order():
    assert_same(*swept(many_weights(23), gd.momentum, steps=30, lr=[0.01, 0.2], mu=[0.5, 0.9]))


def test_a_landscape_without_a_gradient_takes_central_differences():
    f = gd.surface(lambda a, b: np.sin(3 * a) + a**2 * b**2 + np.hypot(a, b), domain=[(-2, 2), (-2, 2)], start=(1, 0.5))
    assert_same(*swept(f, gd.adam, steps=40, lr=[0.01, 0.2]))
    along = gd.curve(lambda w: np.where(w > 0, w**2, np.abs(w)), domain=(-3, 3), start=2)
    assert_same(*swept(along, gd.momentum, steps=40, lr=[0.01, 0.2]))


RATES = np.linspace(0.3, 0.01, 30)


def halves(t, *, lr=0.1):
    return lr if t < 10 else lr / 2


def table(t, *, lr=1.0):
    return lr * RATES[t]


def cosines(t, *, steps, lr=0.2):
    return lr * (1.1 + math.cos(math.pi * t / steps))


def whatever(t, *, lr=0.2):
    return lr if t % 3 == 0 else np.minimum(lr, 0.1) if t % 3 == 1 else 0.05


@pytest.mark.parametrize("schedule", [halves, table, cosines, whatever], ids=lambda schedule: schedule.__name__)
def test_a_schedule_may_do_with_the_step_what_it_likes(schedule):
    walk, program, runs = swept(gd.ravine, gd.momentum, steps=30, schedule=schedule, lr=[0.05, 0.2], mu=[0.5, 0.8])
    assert_same(walk, program, runs)
    assert len(program.segments["rate"].variants) == {"halves": 2, "whatever": 3}.get(schedule.__name__, 1)


def in_place(w, g, z=0.0, *, lr=0.1, mu=0.8):
    z *= mu
    z += g
    w -= lr * z
    return w, z


def widens(w, g, z=0, *, lr=0.1, mu=0.8):
    z = mu * z + g
    return w - lr * z, z


def overwrites(w, g, s=0.0, *, lr=0.1):
    g[..., 0] = 0.5 * g[..., 0]
    s[...] = np.maximum(s, g * g)
    return w - lr * g / (np.sqrt(s) + 1e-8), s


def counts(w, g, k=0, best=0.0, *, lr=0.1):
    k = k + 1
    best = np.where(k == 1, w, np.minimum(best, w))
    return w - lr / np.sqrt(k) * g, k, best


def clipped(w, g, *, lr=0.1, most=1.0):
    n = np.sqrt(np.sum(g * g, axis=-1, keepdims=True))
    return w - lr * np.where(n > most, g * most / n, g)


def signed(w, g, *, lr=0.05):
    return w - lr * np.sign(g)


def fresh(w, g, v=0.0, *, lr=0.1, rho=0.9):
    out = np.empty_like(w)
    out[...] = rho * v + (1 - rho) * g**2
    return w - lr * g / (np.sqrt(out) + 1e-8), out


def normed(w, g, *, lr=0.1):
    return w - lr * g / np.linalg.norm(g, axis=-1, keepdims=True)


def one_by_one(w, g, *, lr=0.1):
    return np.stack([w[..., i] - lr[..., 0] * g[..., i] / (i + 1) for i in range(w.shape[-1])], axis=-1)


def looks_twice(w, g, *, f, lr=0.1):
    there = w - lr * g
    better = f(there) < f(w)
    return np.where(better[..., None], there, w - 0.5 * lr * f.gradient(there))


def noisy(w, g, *, rng, lr=0.1, noise=0.1):
    return w - lr * (g + noise * rng.normal(size=w.shape))


def drops(w, g, *, rng, lr=0.1):
    return w - lr * g * (rng.random() < 0.5)


def whole(w, g, *, lr=0.1):
    return np.round(w - lr * g, 2)


def capped(w, g, *, lr=0.1):
    g[g > 1] = 1.0
    return np.clip(w - lr * g, -1.5, 1.5)


OWN = [in_place, widens, overwrites, counts, clipped, signed, fresh, normed, one_by_one, looks_twice, noisy, drops]
OWN += [whole, capped]


@pytest.mark.parametrize("rule", OWN, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("f", [gd.two_valleys, gd.saddle, gd.rosenbrock, gd.two_features()], ids=lambda f: f.name)
def test_a_rule_of_ones_own_becomes_a_program(rule, f):
    grid = {"lr": [0.001, 0.05]} | ({"seed": [0, 5]} if rule in (noisy, drops) else {})
    assert_same(*swept(f, rule, steps=25, **grid))


def test_a_stopping_rule_of_ones_own_becomes_part_of_the_program():
    def low(row, before, *, enough=0.5):
        return (row.f < enough) & (np.abs(row.w[..., 0] - before.w[..., 0]) < 0.5)

    runs = swept(gd.ravine, gd.momentum, steps=40, stop=low, lr=[0.01, 0.05, 1.0], enough=[0.01, 0.5, 9.0])
    assert {*np.unique(runs[2].stop)} == {*gd.Stop}
    assert_same(*runs)


@pytest.mark.parametrize("stop", [None, gd.small_change])
def test_a_row_knows_since_when_the_walk_has_been_near_each_target(stop):
    targets, tol = np.array([[3.0, 2.0], [0.0, 0.0], [-2.81, 3.13]]), 0.3
    arrive = {"lr": [0.001, 0.01, 0.02, 0.1], "mu": [0.0, 0.8, 0.95], "arrive": (targets, tol)}
    walk, program, runs = swept(gd.himmelblau, gd.momentum, (0.1, -0.2), steps=80, stop=stop, **arrive)
    assert_same(walk, program, runs)  # w, f, when it ends
    rows, until = rows_of(walk, program, runs)
    for k, target in enumerate(targets):
        since, wanted = rows[f"since{k}"][-1], np.ravel(runs.steps_to(target, tol))
        assert np.isfinite(wanted).any() == (k != 1)
        np.testing.assert_array_equal(np.where(since <= rows["end0"][-1], since, np.inf), wanted)
    assert (until > 80).all()
    prove(program, walk, runs)


@pytest.mark.parametrize("start", [(1e200, 1.0), (np.nextafter(4, 5), 0.0)])
def test_a_walk_that_diverges_at_once_has_diverged_in_the_program_too(start):
    f = gd.surface(lambda a, b: a**2 + b**2, lambda a, b: (2 * a, 2 * b), start=(1, 1))
    assert_same(*swept(f, gd.momentum, [start, (1.0, 2.0)], steps=10, lr=[0.1, 1e200]))


def test_an_operation_is_done_once_and_none_for_nothing():
    def twice(w, g, *, lr=0.1):
        unused = np.exp(w) * 3
        return w - (lr * g + lr * g) + 0 * (unused.shape[0] - 1)

    _, program, _ = swept(gd.bowl, twice, steps=5)
    operations = [line[0] for line in program.segments["step"].variants[0].lines]
    assert "exp" not in operations
    lr, g = program.inputs["row.lr0"], program.inputs["row.g0"]
    assert sum(line[0] == "*" and {*line[2:]} == {lr, g} for line in program.segments["step"].variants[0].lines) == 1


def test_numbers_that_differ_from_step_to_step_become_a_table_and_others_do_not():
    _, program, _ = swept(gd.bowl, noisy, steps=20, lr=[0.1], seed=[0, 1])
    segment = program.segments["step"]
    assert segment.over == {"member": 1, "seed": 2, "t": 20}
    assert segment.table.shape == (40, 1)
    draws = [np.random.default_rng(seed).normal(size=20) for seed in (0, 1)]
    assert np.array_equal(segment.table[:, 0], np.concatenate(draws))


def test_what_hangs_on_settings_alone_is_computed_once_a_walk():
    def rule(w, g, *, lr=0.1, mu=0.5):
        return w - lr * g * np.exp(-mu) * (1 - mu)

    _, program, _ = swept(gd.bowl, rule, steps=5)
    variant = program.segments["step"].variants[0]
    assert [line[0] for line in variant.lines[: variant.once]] == ["neg", "exp", "-"]


def test_a_step_of_too_many_operations_is_refused_with_the_number():
    with pytest.raises(Untraceable, match=r"`adam` on many weights needs [\d,]{5,} computations a step, too many"):
        swept(many_weights(300), gd.adam, steps=3)
    assert swept(many_weights(30), gd.gradient_descent, steps=3)[1].operations < MOST_OPERATIONS


def test_tables_that_are_too_large_are_refused_with_their_size():
    def many(w, g, *, rng, lr=0.1):
        return w - lr * np.sum(w[..., None] * rng.normal(size=(*w.shape, 20)), axis=-1)

    with pytest.raises(Untraceable, match=r"`many` on ravine needs \d+ kB of numbers"):
        swept(gd.ravine, many, steps=700)
    assert swept(gd.ravine, many, steps=30)[1].table_bytes < MOST_BYTES


def test_a_program_is_a_few_kilobytes():
    _, program, _ = swept(gd.rosenbrock, gd.adam, steps=150)
    assert len(json.dumps(program.described()[0], separators=(",", ":"))) < 8000


def test_states_whose_names_end_in_digits_are_kept_apart_in_any_number_of_coordinates():
    def rule(w, g, z=0.0, z1=1.0, *, lr=0.02):
        z, z1 = 0.5 * z + g, 0.9 * z1 - g
        return w - lr * (z - z1), z, z1

    far = gd.quadratic(np.diag(np.arange(1.0, 13)))
    assert_same(*swept(far, rule, np.linspace(1, 2, 12), steps=30, lr=[0.01, 0.02]))
