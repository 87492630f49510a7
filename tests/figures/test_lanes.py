"""The lanes of a race: how far each racer has come, and the places that are written where they arrive."""

import itertools

import numpy as np
import pytest
from helpers.panels import notes

import gdviz as gd
from gdviz.engine.trajectory import Stop
from gdviz.figures.race import race
from gdviz.live import painter, wire

ORDINALS = ["1st", "2nd", "3rd", "4th", "5th"]


def come(figure):
    """How far each racer has come in each step."""
    tracks, _, index = figure._now()
    lanes = [track for track in tracks if track.kind == "path" and track.panel == "lanes"]
    return [track.at(index, figure.last)[0] for track in lanes]


def wanted(figure, row, units=("step", "steps"), prices=None):
    """What should stand there: from the walks and their arrivals alone."""
    prices = prices or [1] * len(figure.racers)
    paid = [arrived * price for arrived, price in zip(figure.arrivals.values(), prices, strict=True)]
    said = []
    for (name, run), mine in zip(figure.trajectories.items(), paid, strict=True):
        if figure.arrivals[name] <= row:
            said.append(f"{ORDINALS[sum(other < mine for other in paid)]} · {mine} {units[mine != 1]}")
        elif np.isinf(mine) and run.n_steps <= row:
            said.append("left the hill" if run.stop == Stop.DIVERGED else "not arrived")
        else:
            said.append("")
    return said


def asks(w, g, *, lr=0.05):
    return w - lr * g if np.max(g) < 1e9 else w


@pytest.mark.parametrize("mine", [gd.gradient_descent, asks], ids=["program", "record"])
def test_each_place_is_that_of_the_arrivals_and_stands_there_from_that_step_on(mine):
    """With noise, runs that diverge, and a tie; at every position of the sliders."""
    f, seen = gd.two_features(), set()
    rules = {"all": mine, "twin": gd.gradient_descent, "ten": (gd.momentum, {"batch": 10}), "guess": gd.random_search}
    figure = race(f, rules, steps=40, lr=[0.01, 0.2, 0.6], mu=[0, 0.8], seed=[1, 2], tol=0.2)
    units = [("step", "steps"), ("evaluation", "evaluations"), ("sample", "samples")]
    for place in np.ndindex(3, 2, 3, 2):
        figure.axis_index, figure.seed_index, figure.lr_index, figure.mu_index = place
        at = {0, 40, *(int(step) for step in figure.arrivals.values() if np.isfinite(step))}
        for row in sorted(at | {max(0, step - 1) for step in at}):
            prices = [200, 200, 10, 200] if place[0] == 2 else None
            told = notes(figure, row)
            assert told == wanted(figure, row, units[place[0]], prices)
            seen |= set(" ".join(told).replace("·", "").split())
    assert {"1st", "3rd", "hill", "arrived", "samples"} <= seen


def test_a_tie_shares_a_place_and_the_next_place_stays_free():
    rules = {"a": gd.gradient_descent, "slow": (gd.gradient_descent, {"lr": 0.05}), "b": gd.gradient_descent}
    figure = race(gd.bowl, rules, steps=100, lr=0.5)
    assert [note.split(" · ")[0] for note in notes(figure)] == ["1st", "3rd", "1st"]
    assert notes(figure, 1) == ["1st · 1 step", "", "1st · 1 step"]
    assert notes(figure, 0) == ["", "", ""]


def test_nobody_arrives_and_one_leaves_the_hill():
    figure = race(
        gd.bowl, {"slow": (gd.gradient_descent, {"lr": 1e-3}), "wild": (gd.gradient_descent, {"lr": 5.0})}, steps=60
    )
    assert notes(figure) == ["not arrived", "left the hill"]
    ended = figure.trajectories["wild"].n_steps
    assert ended < 60
    assert [notes(figure, row) for row in (ended - 1, ended)] == [["", ""], ["", "left the hill"]]


def test_a_stopping_rule_ends_a_walk_that_has_not_arrived():
    figure = race(gd.bowl, {"early": (gd.gradient_descent, {"tol": 1.0})}, steps=60, stop=gd.small_gradient, tol=0.01)
    ended = figure.trajectories["early"].n_steps
    assert notes(figure, ended - 1) + notes(figure, ended) == ["", "not arrived"]


def test_a_racer_is_at_the_finish_line_exactly_while_it_is_near():
    f, tol = gd.two_features(), 0.05
    figure = race(f, [gd.gradient_descent, gd.momentum, gd.adam], steps=100, tol=tol, mu=0.9)
    for run, x in zip(figure.trajectories.values(), come(figure), strict=True):
        away = np.max(np.abs(run.w - f.solution), axis=-1)
        assert x[0] == 0
        np.testing.assert_array_equal(x == 1, away < tol)
        between = (away >= tol) & (x > -0.03)
        np.testing.assert_allclose(x[between], np.log(away[0] / away[between]) / np.log(away[0] / tol), atol=1e-12)
    swings = come(figure)[1]  # momentum comes by, goes away, and comes back
    assert np.any(np.diff((swings == 1).astype(int)) < 0)
    assert swings[-1] == 1


def test_who_goes_away_waits_behind_the_start_and_never_gets_lost():
    figure = race(gd.bowl, {"wild": (gd.gradient_descent, {"lr": 5.0})}, steps=700)
    (x,) = come(figure)
    assert np.all(x[1:] == -0.03)


def test_who_starts_at_the_finish_has_arrived():
    figure = race(gd.bowl, {"there": gd.gradient_descent}, [0.01], steps=5)
    assert notes(figure, 0) == ["1st · 0 steps"]
    assert come(figure)[0].tolist() == [1.0] * 6


def test_any_minimum_is_a_finish_unless_there_is_a_target():
    rules = {"right": (gd.gradient_descent, {"lr": 0.1}), "left": (gd.gradient_descent, {"lr": 0.5})}
    free = race(gd.two_valleys, rules, steps=100)
    assert [x[-1] for x in come(free)] == [1, 1]
    assert free.faces[1].title == "distance to a minimum, logarithmic"
    left = race(gd.two_valleys, rules, steps=100, target=gd.two_valleys.minima[0])
    assert come(left)[0][-1] < 1 == come(left)[1][-1]
    assert left.faces[1].title == "distance to the target, logarithmic"


@pytest.mark.parametrize("mine", [gd.gradient_descent, asks], ids=["program", "record"])
def test_another_start_is_another_race(mine):
    figure = race(gd.two_features(), {"mine": mine, "heavy": gd.momentum}, steps=120, lr=[0.02, 0.1])
    before = notes(figure)
    figure.start = [3.0, 2.0]
    other = race(gd.two_features(), {"mine": mine, "heavy": gd.momentum}, [3.0, 2.0], steps=120, lr=[0.02, 0.1])
    for figure.lr_index in range(2):
        other.lr_index = figure.lr_index
        assert notes(figure) == notes(other) == wanted(figure, 120) != before
        np.testing.assert_allclose(come(figure), come(other), rtol=1e-12)
        assert [x[0] for x in come(figure)] == [0, 0]


def test_a_rule_whose_steps_differ_in_price_is_said_to_pay_about_that_much():
    def sometimes(w, g, t=0, *, f, lr=0.1):
        return w - lr * (f.gradient(w) if float(t.flat[0]) % 3 == 0 else g), t + 1

    figure = race(gd.bowl, [sometimes], steps=40)
    figure.axis_index = 1
    assert notes(figure) == ["1st · about 27 evaluations"]


def test_without_a_place_to_arrive_there_are_no_lanes():
    nowhere = gd.curve(lambda w: w**4, domain=(-2, 2), start=1.5)
    figure = race(nowhere, [gd.gradient_descent, gd.momentum], steps=5)
    assert [face.name for face in figure.faces] == ["landscape", "cost"]
    assert list(figure.legend) == ["gradient descent", "momentum"]
    with pytest.raises(
        ValueError, match=r"^lanes: no minimum of .* is known, so there is nowhere to arrive; pass a target"
    ):
        race(nowhere, [gd.gradient_descent], steps=5, panels=["cost", "lanes"])
    with pytest.raises(ValueError, match=r"'lane' is not a panel; valid names: landscape, .*, lanes\.$"):
        race(gd.bowl, [gd.gradient_descent], steps=5, panels="lane")
    target = race(nowhere, [gd.gradient_descent], steps=5, target=[0.0])
    assert [face.name for face in target.faces] == ["landscape", "lanes", "cost"]


def test_matplotlib_writes_names_and_places(monkeypatch):
    figure, written = race(gd.bowl, {"$a$": gd.gradient_descent, "b": gd.momentum}, steps=100), []
    drawn = figure.figure
    assert figure.legend == {}  # the lanes say who is who
    assert [text.get_text() for text in drawn.axes[1].texts] == ["$a$", "b"]
    look = lambda figure: written.extend(figure.axes[1].texts) or np.zeros((1, 1, 4))  # noqa: E731
    monkeypatch.setattr(painter, "last_pixels", look)
    monkeypatch.setattr(wire, "png", lambda *_, **__: b"")
    for figure.step in (0, 5, 100):  # 0: as it stands where nothing moves
        written.clear()
        figure.png()
        assert [text.get_text() for text in written[2:]] == wanted(figure, figure.step or 100)
    assert len({text.get_window_extent().x1 for text in written[2:]}) == 1


def test_the_panel_is_high_enough_for_nine_lanes():
    names = [f"number {k}" for k in range(9)]
    figure = race(gd.ravine, dict.fromkeys(names, gd.momentum), steps=3).figure
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in figure.axes[1].texts]
    assert len(boxes) == 9
    assert min(above.y0 - below.y1 for above, below in itertools.pairwise(boxes)) > 8  # pixels: for a ball in between
