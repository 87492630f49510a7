"""What a rule hands to rng must not mix the runs, either."""

import numpy as np
import pytest
from helpers.tables import assert_says

import gdviz as gd
from gdviz.engine.grid import Generators

MIXING = {
    "the norm of all gradients": lambda rng, w, g, lr: rng.normal(scale=np.linalg.norm(g), size=w.shape),
    "the spread of all": lambda rng, w, g, lr: rng.normal(0, np.std(g), size=w.shape),
    "the largest of all, twice": lambda rng, w, g, lr: rng.uniform(-abs(g).max(), abs(g).max(), size=w.shape),
    "the mean of all": lambda rng, w, g, lr: rng.laplace(0, np.mean(np.abs(g)), size=w.shape),
    "the largest rate": lambda rng, w, g, lr: rng.normal(0, lr.max(), size=w.shape),
    "the first run's rate": lambda rng, w, g, lr: rng.normal(0, lr[0, 0], size=w.shape),
    "one of all gradients": lambda rng, w, g, lr: rng.choice(g.ravel(), size=w.shape),
    "how many runs, as a mean": lambda rng, w, g, lr: rng.normal(len(w)),
    "how many runs, as a scale": lambda rng, w, g, lr: rng.exponential(len(w)),
    "how many runs, as an end": lambda rng, w, g, lr: rng.integers(len(w)),
    "another run": lambda rng, w, g, lr: g[rng.integers(0, len(w), size=(len(w),))],
}
APART = {
    "standard numbers": lambda rng, w, g, lr: lr * rng.normal(size=w.shape),
    "a scale of its own": lambda rng, w, g, lr: rng.normal(0, 0.1, size=w.shape),
    "a coordinate": lambda rng, w, g, lr: np.arange(2) == rng.integers(w.shape[-1], size=(len(w), 1)),
    "signs": lambda rng, w, g, lr: rng.choice([-1.0, 1.0], size=w.shape),
    "directions from a table": lambda rng, w, g, lr: rng.choice(np.eye(2), size=(len(w),), axis=0),
    "ellipses": lambda rng, w, g, lr: rng.multivariate_normal(np.zeros(2), np.diag([1.0, 2.0]), size=(len(w),)),
    "with a name": lambda rng, w, g, lr: rng.standard_exponential(w.shape, method="inv"),
    "a table that rounds": lambda rng, w, g, lr: rng.normal(0, 0.1 + 1e-17 * np.sum(w), size=w.shape),
}


def shaken(draw):
    def shaky(w, g, *, rng, lr=0.1):
        return w - lr * (g + draw(rng, w, g, lr))

    return shaky


@pytest.mark.parametrize("draw", MIXING.values(), ids=MIXING)
def test_a_draw_whose_arguments_mix_the_runs_is_found_out(draw):
    for lr in ([0.05, 0.1, 0.3], np.linspace(0.01, 0.4, 41)):
        with pytest.raises(ValueError, match=r"^shaky mixes the runs"):
            gd.sweep(gd.ravine, shaken(draw), steps=20, lr=lr)


@pytest.mark.parametrize("draw", APART.values(), ids=APART)
def test_a_draw_whose_arguments_are_those_of_any_run_goes_where_it_goes_alone(draw):
    for lr in ([0.01, 0.02], [0.01, 0.02, 0.03]):  # as many runs as coordinates, and more
        grid = gd.sweep(gd.ravine, shaken(draw), steps=20, lr=lr)
        for run, rate in enumerate(lr):
            np.testing.assert_allclose(grid[run].w, gd.descend(gd.ravine, shaken(draw), steps=20, lr=rate).w, 1e-9)


def test_a_live_figure_takes_no_draws_that_mix_the_runs():
    noisy = shaken(MIXING["the norm of all gradients"])
    for figure in (
        lambda: gd.explore(gd.bowl, noisy, lr=[0.05, 0.1, 0.3]),
        lambda: gd.race(gd.bowl, {"noisy": (noisy, {"lr": [0.05, 0.1]})}),
        lambda: gd.basins(gd.two_valleys, noisy),
    ):
        with pytest.raises(ValueError, match="mixes the runs"):
            figure()


def test_arguments_that_are_not_the_same_twice_are_told_so():
    own = np.random.default_rng(0)
    restless = shaken(lambda rng, w, g, lr: rng.normal(0, own.random(), size=w.shape))
    assert_says(ValueError, lambda: gd.sweep(gd.ravine, restless, lr=[0.01, 0.02]), ["shaky is not the same twice"])


def test_arguments_are_kept_as_they_were_when_the_rule_drew():
    def reuses(w, g, *, rng, lr=0.1):
        odds = np.array([0.5, 0.5])
        side = rng.choice(2, p=odds, size=(len(w), 1))
        odds[:] = np.sum(w)  # its own array, which it may use again
        return w - lr * g * (side == np.arange(2))

    gd.sweep(gd.ravine, reuses, steps=20, lr=[0.01, 0.02, 0.03])


@pytest.mark.parametrize("n", [1, 2])
def test_a_number_for_each_run_as_an_argument_says_how_to_scale(n):
    def scaled(w, g, *, f, rng, lr=0.1):
        return w - lr * g + rng.normal(0, 0.01 * f(w), size=w.shape)

    words = ["rng.normal: an argument is an array, a number for each run", "delta * rng.normal(size=w.shape)"]
    f = (gd.bowl, gd.ravine)[n - 1]
    assert_says(ValueError, lambda: gd.sweep(f, scaled, lr=[0.01, 0.1, 0.3]), words)


def test_what_numpy_cannot_draw_is_told_with_the_call():
    rng, w = Generators(np.array([0, 1, 2])), np.zeros((3, 2))
    assert_says(ValueError, lambda: rng.uniform(len(w)), ["rng.uniform(3): ", "size=w.shape"])
    assert_says(ValueError, lambda: rng.normal(0, -1, size=w.shape), ["rng.normal(0, -1): scale < 0; pass others."])
