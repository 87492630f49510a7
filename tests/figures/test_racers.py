"""Who races: settings handed out, sliders shared, and looks that tell the racers apart."""

import numpy as np
import pytest
from helpers.tables import RULES, assert_says

import gdviz as gd
from gdviz import style
from gdviz.figures.race import race

ALL = [entry.rule for entry in RULES]


def mine(w, g, *, lr=0.05):
    return w - lr * g


def test_a_racer_is_what_descend_gives():
    figure = race(gd.two_features(), ALL, steps=30, lr=[0.02, 0.1], mu=[0, 0.5, 0.8], seed=[3, 4])
    assert [s.name for s in figure.sliders] == ["axis", "seed", "lr", "mu"]
    figure.seed_index, figure.lr_index, figure.mu_index = 1, 0, 1
    for (name, run), rule in zip(figure.trajectories.items(), ALL, strict=True):
        knows = {key: value for key, value in {"lr": 0.02, "mu": 0.5}.items() if key in run.hyper}
        alone = gd.descend(gd.two_features(), rule, steps=30, seed=4, **knows)
        np.testing.assert_array_equal(run.w, alone.w, err_msg=name)
        np.testing.assert_array_equal(run.f, alone.f, err_msg=name)
    assert figure.trajectories["momentum"].hyper == {"mu": 0.5, "lr": 0.02, "seed": 4}


def test_a_rule_can_race_itself_and_each_racer_looks_different():
    figure = race(gd.bowl, {f"{k}": (gd.momentum, {"lr": k / 10}) for k in range(1, 10)}, steps=8)
    looks = [(racer.paint.colour, racer.paint.marker) for racer in figure.racers]
    assert looks[0] == style.RULES["momentum"]
    assert len({colour for colour, _ in looks}) == len({marker for _, marker in looks}) == 9
    np.testing.assert_array_equal(figure.trajectories["3"].w, gd.descend(gd.bowl, gd.momentum, steps=8, lr=3 / 10).w)


def test_a_rule_keeps_its_own_look_whoever_is_named_before_it():
    figure = race(gd.bowl, {"a": mine, "b": gd.adam, "c": mine, "d": gd.momentum}, steps=3)
    looks = [(racer.paint.colour, racer.paint.marker) for racer in figure.racers]
    assert [looks[0], looks[1], looks[3]] == [style.OWN, style.RULES["adam"], style.RULES["momentum"]]


def test_arrays_of_one_racer_become_sliders_that_others_may_share():
    a, b = (gd.momentum, {"mu": [0.5, 0.8, 0.9], "lr": [0.01, 0.1]}), (gd.nesterov, {"lr": [0.01, 0.1]})
    figure = race(gd.two_features(), {"b": b, "a": a}, steps=5)
    assert [(s.name, len(s.values)) for s in figure.sliders[1:]] == [("lr", 2), ("mu", 3)]
    figure.lr_index, figure.mu_index = 0, 1
    alone = gd.descend(gd.two_features(), gd.momentum, steps=5, lr=0.01, mu=0.8)
    np.testing.assert_array_equal(figure.trajectories["a"].w, alone.w)
    tracks, _, _ = figure._now()
    np.testing.assert_array_equal([track.x for track in tracks if track.panel == "landscape"][1], alone.w[:, 0])
    np.testing.assert_array_equal(tracks[0].x, figure.sweeps["b"].w[:, 0, 0])
    assert [runs.shape for runs in figure.sweeps.values()] == [(2,), (3, 2)]


def test_a_racer_may_have_a_schedule_of_its_own():
    figure = race(
        gd.bowl, {"a": gd.gradient_descent, "b": (gd.gradient_descent, {"schedule": gd.exponential, "lr": 1.1})}
    )
    np.testing.assert_array_equal(
        figure.trajectories["b"].w, gd.descend(gd.bowl, gd.gradient_descent, schedule=gd.exponential, lr=1.1).w
    )
    shared = race(gd.bowl, [gd.gradient_descent, gd.random_search], schedule=gd.cosine, steps=9, lr=0.3)
    np.testing.assert_array_equal(
        shared.trajectories["gradient descent"].w,
        gd.descend(gd.bowl, gd.gradient_descent, schedule=gd.cosine, steps=9, lr=0.3).w,
    )


def test_a_slider_begins_where_the_first_racer_that_it_moves_would_have_been():
    rates = [0.05, 0.1, 0.5]
    assert race(gd.ravine, [gd.adagrad, gd.adam], steps=3, lr=rates).lr_index == 2
    assert race(gd.ravine, {"own": (gd.adagrad, {"lr": 0.01}), "b": gd.adam}, steps=3, lr=rates).lr_index == 1
    signs = race(gd.bowl, [gd.gradient_descent], steps=3, lr=np.linspace(0.25, 1.25, 41)).sliders[1].signs
    assert [(sign.places, sign.label) for sign in signs] == [(10, "1/L"), (30, "2/L")]


@pytest.mark.parametrize(
    ("kind", "arguments", "options", "words"),
    [
        (TypeError, (gd.two_features, [gd.momentum]), {}, ["makes an Objective; call it: two_features()"]),
        (TypeError, (gd.bowl, gd.momentum), {}, ["rules = <function momentum", "give a list of rules"]),
        (TypeError, (gd.bowl, {"a": (gd.momentum, 0.3)}), {}, ["rules['a']", "neither a rule nor"]),
        (TypeError, (gd.bowl, {"a": 3}), {}, ["rule = 3 is not a function"]),
        (ValueError, (gd.bowl, []), {}, ["0 are to race; 1 to 9 can"]),
        (ValueError, (gd.bowl, dict.fromkeys("abcdefghij", gd.momentum)), {}, ["10 are to race; 1 to 9 can"]),
        (ValueError, (gd.bowl, [gd.momentum, gd.momentum]), {}, ["2 racers are called 'momentum'", "{name: (rule,"]),
        (TypeError, (gd.bowl, [gd.momentum]), {"delta": 0.1}, ["delta = 0.1 is for none", "valid names: lr, mu"]),
        (TypeError, (gd.bowl, {"a": (gd.momentum, {"mu": 0.1})}), {"mu": [0, 1]}, ["mu = [0, 1] is for none"]),
        (
            TypeError,
            (gd.bowl, {"a": (gd.momentum, {"speed": 1})}),
            {},
            ["speed = 1 is not a hyperparameter of momentum"],
        ),
        (TypeError, (gd.bowl, {"a": (gd.momentum, {"batch": 5})}), {}, ["a: batch = 5, but bowl has no samples"]),
        (ValueError, (gd.two_features(), {"a": (gd.momentum, {"batch": 0})}), {}, ["size = 0", "from 1 to 200"]),
        (
            ValueError,
            (gd.bowl, {"a": (gd.momentum, {"mu": [0, 0.5]}), "b": gd.momentum}),
            {"mu": [0, 0.9]},
            ["b: mu = [0.0, 0.9], but another racer has [0.0, 0.5]"],
        ),
        (ValueError, (gd.bowl, [gd.momentum]), {"tol": 0}, ["tol = 0; it must be a number above 0"]),
        (ValueError, (gd.ravine, [gd.momentum]), {"target": 3.0}, ["target has shape (), expected (2,)"]),
        (ValueError, (gd.bowl, [gd.momentum]), {"panels": "cots"}, ["'cots' is not a panel"]),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(kind, arguments, options, words):
    assert_says(kind, lambda: race(*arguments, **{"steps": 5, **options}), words)
