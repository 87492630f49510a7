"""tuning: a map over two hyperparameters, by the steps to arrive."""

import itertools
import sys

import numpy as np
import pytest
from helpers.tables import assert_says

import gdviz as gd
from gdviz import (
    Objective,
    adam,
    bowl,
    descend,
    gradient_descent,
    momentum,
    nesterov,
    plateau,
    ravine,
    sweep,
    tuning,
    two_features,
    two_valleys,
    warm_restarts,
)

LR, MU = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]), np.array([0.0, 0.2, 0.4, 0.8])


@pytest.fixture(scope="module")
def settings():
    figure = tuning(two_features(), momentum, steps=60, lr=LR, mu=MU, tol=0.005)
    yield figure
    figure.close()


def test_the_cells_are_the_steps_of_the_course():
    """Arrived within 0.005 of least squares: the table of the course. Theory's best heavy ball takes 12, the map 8."""
    low, high = two_features().eigenvalues
    lr, mu = (2 / (high**0.5 + low**0.5)) ** 2, ((high**0.5 - low**0.5) / (high**0.5 + low**0.5)) ** 2
    rates, shares = [0.1, 0.476, 0.524, lr, 0.59], [0, mu, 0.25, 0.8]
    figure = tuning(two_features(), momentum, steps=150, lr=rates, mu=shares, tol=0.005)
    steps = {key: figure.cells[rates.index(key[0]), shares.index(key[1])] for key in itertools.product(rates, shares)}
    assert [steps[0.1, 0], steps[0.524, 0], steps[0.476, 0]] == [100, 99, 23]
    assert [steps[0.1, 0.8], steps[0.524, 0.8], steps[lr, mu], steps[0.59, 0.25]] == [51, 54, 12, 8]
    assert figure.said().endswith(
        "With α = 0.1, μ = 0.8 it arrives after 51 steps. Quickest: α = 0.59, μ = 0.25, 8 steps."
    )


def test_a_cell_is_what_the_run_alone_takes(settings):
    for (i, lr), (j, mu) in itertools.product(enumerate(LR), enumerate(MU)):
        run = descend(two_features(), momentum, steps=60, lr=lr, mu=mu)
        wanted = np.nan if run.stop.name == "DIVERGED" else run.steps_to(tol=0.005)
        np.testing.assert_equal(settings.cells[i, j], wanted)
    assert np.isnan(settings.cells).any()
    assert np.isinf(settings.cells).any()


def test_the_steps_are_the_same_however_few_runs_are_held_at_once(settings, monkeypatch):
    monkeypatch.setattr(sys.modules["gdviz.figures.tuning"], "AT_ONCE", 1)
    one_by_one = tuning(two_features(), momentum, steps=60, lr=LR, mu=MU, tol=0.005)
    np.testing.assert_array_equal(one_by_one.cells, settings.cells)


def test_a_map_starts_where_a_run_without_it_would(settings):
    assert settings.trajectory.hyper == {"lr": 0.1, "mu": 0.8}


def test_picking_a_cell_shows_its_run(settings):
    settings.setting = [0.52, 0.17]
    assert settings.setting == [0.5, 0.2]
    alone = descend(two_features(), momentum, steps=60, lr=0.5, mu=0.2)
    np.testing.assert_array_equal(settings.trajectory.w, alone.w)
    assert f"With α = 0.5, μ = 0.2 it arrives after {alone.steps_to(tol=0.005)} steps." in settings.said()
    ball = settings._now()[0][0]
    assert (ball.x, ball.y) == (0.5, 0.2)
    settings.setting = [0.7, 0.0]
    assert "With α = 0.7, μ = 0 it diverges at step " in settings.said()
    settings.setting = [0.5, 0.8]
    assert "it has not arrived after 60 steps" in settings.said() or "it arrives after" in settings.said()


def test_the_map_is_shades_on_its_two_sides(settings):
    face = settings.faces[0]
    assert (face.name, face.title, face.shape) == ("map", "two features: steps to arrive", None)
    assert [(axis.label, axis.ends) for axis in (face.x, face.y)] == [
        (gd.style.label(side.name), (side.borders[0], side.borders[-1])) for side in settings.sides
    ]
    np.testing.assert_array_equal(face.shades.numbers, settings.cells)
    assert face.shades.label == "steps until within 0.005"
    drawn = settings.figure.axes[0].collections[0].get_array()
    np.testing.assert_array_equal(drawn.filled(np.nan), np.where(np.isfinite(settings.cells), settings.cells, np.nan).T)


def test_the_walk_beside_the_map_lies_on_its_hill_under_a_short_name(settings):
    face = settings.faces[1]
    assert (face.name, face.title, face.note) == ("landscape", "its walk", "")
    assert face.hill is not None


def test_the_best_cell_has_the_star(settings):
    (star,) = [line for line in settings.figure.axes[0].lines if line.get_marker() == "*"]
    i, j = np.unravel_index(np.nanargmin(settings.cells), settings.cells.shape)
    assert (star.get_xdata()[0], star.get_ydata()[0]) == (LR[i], MU[j])


def test_where_several_are_quickest_the_words_say_so():
    figure = tuning(bowl, momentum, steps=20, lr=[0.4, 0.5, 0.6], mu=[0.0, 0.001])
    quickest = int(np.min(figure.cells))
    others = int(np.sum(figure.cells == quickest)) - 1
    assert others > 0
    assert f"{quickest} steps, and {others} other setting" in figure.said().replace("1 step,", "1 steps,")


def test_where_none_arrives_there_is_no_star():
    figure = tuning(two_features(), momentum, steps=5, lr=[0.001, 0.002], mu=[0, 0.5])
    assert "None of the 4 settings arrives in 5 steps." in figure.said()
    assert [mark.kind for mark in figure.faces[0].marks] == ["line", "line"]  # the limit, on its halo
    assert not [line for line in figure.figure.axes[0].lines if line.get_marker() == "*"]
    assert len(figure.png()) > 1000


def test_a_side_whose_values_rise_by_a_factor_is_logarithmic():
    figure = tuning(ravine, adam, steps=10, lr=np.geomspace(0.001, 1, 7), beta1=np.linspace(0, 0.9, 4))
    ax = figure.figure.axes[0]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "linear")
    figure.setting = [0.002, 0.5]  # nearer to 0.00316 in steps, to 0.001 and 0.00316 the same in factors
    assert figure.setting == [pytest.approx(0.001 * 10**0.5), 0.6]
    figure.setting = [0.0017, 0.4]
    assert figure.setting == [pytest.approx(0.001), pytest.approx(0.3)]


def limit(figure):
    """The line that is drawn on the map beside the star, or None; dark on a light rim."""
    lines = [line for line in figure.figure.axes[0].lines if line.get_linestyle() == "--"]
    if not lines:
        assert "2(1 + μ)/L" not in [mark.words for mark in figure.faces[0].marks]
        return None
    rim, dark = [mark for mark in figure.faces[0].marks if mark.kind == "line"]
    np.testing.assert_array_equal([rim.x, rim.y], [dark.x, dark.y])
    assert rim.look["linewidth"] > dark.look["linewidth"]
    np.testing.assert_array_equal(np.column_stack([dark.x, dark.y]), lines[0].get_xydata())
    return lines[0].get_xydata()


def test_the_limit_of_heavy_ball_is_drawn_where_runs_begin_to_diverge():
    f = two_features()
    figure = tuning(f, momentum, steps=100, lr=LR, mu=MU)
    lr, mu = limit(figure).T
    np.testing.assert_allclose(lr, np.where(mu < 1, 2 * (1 + mu) / f.lipschitz, np.nan))
    beyond = LR[:, None] > 2 * (1 + MU) / f.lipschitz
    far = np.abs(LR[:, None] / (2 * (1 + MU) / f.lipschitz) - 1) > 0.1
    np.testing.assert_array_equal(np.isnan(figure.cells)[far], beyond[far])
    (name,) = [mark for mark in figure.faces[0].marks if mark.words == "2(1 + μ)/L"]
    assert [name.x[0], name.y[0]] in np.column_stack([lr, mu]).tolist()
    assert figure.faces[0].x.low < name.x[0] < figure.faces[0].x.high
    painted = figure.figure
    painted.draw_without_rendering()
    (letters,) = painted.axes[0].texts
    box = letters.get_window_extent()
    assert painted.axes[0].bbox.x0 < box.x0 < box.x1 < painted.axes[0].bbox.x1
    turned = limit(tuning(f, momentum, steps=10, mu=MU, lr=LR))
    np.testing.assert_array_equal(turned, np.stack([mu, lr], axis=-1))


@pytest.mark.parametrize(
    ("f", "rule", "options"),
    [
        (plateau, momentum, {"lr": LR, "mu": MU}),  # curvature known, but no quadratic
        (two_features(), nesterov, {"lr": LR, "mu": MU}),
        (two_features(), gradient_descent, {"lr": LR, "period": [3, 5], "schedule": warm_restarts}),
        (two_features().minibatch(20), momentum, {"lr": LR, "mu": MU}),
        (ravine, adam, {"beta1": MU, "beta2": [0.9, 0.99]}),
    ],
)
def test_the_limit_is_drawn_only_where_it_is_true(f, rule, options):
    assert limit(tuning(f, rule, steps=10, **options)) is None


def test_tuning_takes_a_target_where_there_are_several_minima():
    words = ["tuning: two valleys has 2 known minima", "target"]
    assert_says(ValueError, lambda: tuning(two_valleys, momentum, steps=5, lr=LR, mu=MU), words)
    figure = tuning(two_valleys, momentum, 4.0, 150, lr=[0.05, 0.1], mu=[0, 0.9], target=two_valleys.minima[1])
    runs = sweep(two_valleys, momentum, 4.0, 150, lr=[0.05, 0.1], mu=[0, 0.9])
    np.testing.assert_array_equal(figure.cells, runs.steps_to(two_valleys.minima[1]))


def test_tuning_refuses_what_is_no_map_with_a_sentence():
    for make, words in [
        (lambda: tuning(bowl, momentum, lr=0.1), ["no arrays", "two"]),
        (lambda: tuning(bowl, momentum, lr=[0.1, 0.2]), ["an array for lr", "two"]),
        (lambda: tuning(bowl, adam, lr=LR, beta1=MU, beta2=MU), ["lr and beta1 and beta2", "two"]),
        (lambda: tuning(bowl, momentum, lr=[0.1, 0.1], mu=MU), ["lr = ", "at least 2"]),
        (lambda: tuning(bowl, momentum, lr=[0.1, np.inf], mu=MU), ["lr = ", "finite"]),
        (lambda: tuning(bowl, momentum, lr=[[0.1, 0.2]], mu=MU), ["lr = [[0.1, 0.2]]", "one-dimensional"]),
        (lambda: tuning(bowl, momentum, [(1,), (2,)], lr=LR, mu=MU), ["start must be one"]),
        (lambda: tuning(bowl, momentum, lr=LR, mu=MU, seed=[1, 2]), ["seed must be one"]),
    ]:
        assert_says(ValueError, make, words)
    for lr, why in (([0.1, 0.2j], "complex"), (np.ma.array([0.1, 0.2, 0.3], mask=[0, 1, 0]), "masked"),
                    (["0.1", "0.2"], "text"), ([0.1, 10**400], "about 10^400")):  # fmt: skip
        assert_says(TypeError, lambda lr=lr: tuning(bowl, momentum, lr=lr, mu=MU), ["lr = ", why, "the side of a map"])


def test_more_coordinates_than_two_are_shown_by_their_cost():
    f = Objective(lambda w: np.sum(w**2, axis=-1), lambda w: 2 * w, start=(1, 2, 3), minima=[(0, 0, 0)])
    figure = tuning(f, momentum, steps=10, lr=LR, mu=MU)
    assert [face.title for face in figure.faces[1:]] == ["cost, logarithmic", "weights"]
