"""The finish of a race: who arrives first, by which count, and the words that say so."""

import numpy as np
import pytest

import gdviz as gd
from gdviz import style
from gdviz.figures.race import race
from gdviz.live.words import listed

FIVE = {
    "descent": gd.gradient_descent,
    "momentum": gd.momentum,
    "Nesterov": gd.nesterov,
    "restart": gd.adaptive_restart,
    "Adam": gd.adam,
}


def costs(figure):
    """The tracks of the costs where the sliders stand, one for each racer."""
    tracks, _, _ = figure._now()
    return [track for track in tracks if track.kind == "path" and track.panel == "cost"]


@pytest.fixture(scope="module")
def regression():
    """The race of COURSE.md: α = 0.1 and μ = 0.8 are the defaults."""
    figure = race(gd.two_features(), FIVE, (0, 0), steps=150, tol=0.005)
    yield figure
    figure.close()


def test_the_arrivals_of_the_course(regression):
    assert regression.arrivals == {"descent": 100, "momentum": 51, "Nesterov": 37, "restart": 29, "Adam": 127}


@pytest.mark.parametrize(
    ("axis", "ending"),
    [
        (0, "restart, after 29 steps; then Nesterov, 37; momentum, 51; descent, 100; Adam, 127."),
        (1, "restart, after 29 gradient evaluations; then Nesterov, 37; momentum, 51; descent, 100; Adam, 127."),
        (2, "restart, after 5800 samples; then Nesterov, 7400; momentum, 10200; descent, 20000; Adam, 25400."),
    ],
)
def test_the_finish_is_told_in_the_unit_of_the_axis(regression, axis, ending):
    regression.axis_index, regression.step = axis, 150
    assert regression.said().endswith(f"First to arrive: {ending}")


def test_on_the_way_the_words_say_who_leads_and_who_is_there(regression):
    for step in (0, 28, 29, 60, 149):
        costs = {name: run.f[step] for name, run in regression.trajectories.items()}
        lowest = [name for name in FIVE if costs[name] <= min(costs.values()) * (1 + 1e-9)]
        there = [name for name in FIVE if regression.arrivals[name] <= step]
        said = [f"Step {step} of 150."]
        said += [f"Lowest cost now: {listed(lowest)}, {style.short(min(costs.values()))}."] if step else []
        said += [f"Arrived so far: {listed(there)}."] if there else []
        assert regression.said(step) == " ".join(said)


def test_every_position_says_what_is_true():
    """Noise, a stopping rule, diverging runs, ties: at each position the words are made anew, from its runs alone."""
    f = gd.two_features()
    rules = {
        "all": gd.gradient_descent,
        "twin": gd.gradient_descent,
        "ten": (gd.momentum, {"batch": 10}),
        "guess": gd.random_search,
    }
    figure = race(f, rules, steps=40, lr=[0.01, 0.2, 0.6], mu=[0, 0.8], seed=[1, 2], tol=0.2)
    kinds = set()
    for place in np.ndindex(3, 2, 3, 2):
        figure.axis_index, figure.seed_index, figure.lr_index, figure.mu_index = place
        arrived = {name: run.steps_to(f.solution, 0.2) for name, run in figure.trajectories.items()}
        assert figure.arrivals == arrived
        price = [{}, {}, {"all": 200, "twin": 200, "ten": 10, "guess": 200}][place[0]]
        paid = {name: steps * price.get(name, 1) for name, steps in arrived.items() if np.isfinite(steps)}
        order = [[n for n in rules if paid.get(n) == count] for count in sorted(set(paid.values()))]
        told = [f"{listed(names)}, {'after ' * (k == 0)}{paid[names[0]]}" for k, names in enumerate(order)]
        told[:1] = [f"First to arrive: {told[0]} {['steps', 'evaluations', 'samples'][place[0]]}"] if told else []
        told[1:2] = [f"then {told[1]}"] if told[1:] else []
        blown = [n for n, run in figure.trajectories.items() if n not in paid and run.stop == gd.Stop.DIVERGED]
        late = [n for n in rules if n not in paid and n not in blown and paid]
        said = [f"{'; '.join(told)}." if told else "Nobody has arrived."]
        said += [f"Not arrived: {listed(late)}."] if late else []
        said += [f"Diverged: {listed(blown)}."] if blown else []
        assert figure.said().endswith(f". {' '.join(said)}")
        kinds |= {("late", bool(late)), ("blown", bool(blown)), ("nobody", not paid)}
    assert {("late", True), ("blown", True)} <= kinds


def test_batches_get_as_far_with_fewer_samples():
    """Of 30 seeds each: to within 0.05 of the lowest cost, a tenth of the samples or less."""
    f = gd.two_features()
    rules = {"all": gd.gradient_descent, "ten": (gd.gradient_descent, {"batch": 10})}
    figure = race(f, rules, (0, 0), steps=60, seed=np.arange(30))
    assert [s.values for s in figure.sliders[:1]] == [["steps", "gradient evaluations", "samples seen"]]
    runs = figure.sweeps["ten"]
    np.testing.assert_array_equal(
        runs.w, gd.sweep(f.minibatch(10), gd.gradient_descent, steps=60, seed=np.arange(30)).w
    )
    floor, samples = f(f.solution), {name: [] for name in rules}
    figure.axis_index = 2
    for figure.seed_index in range(30):
        for name, track in zip(rules, costs(figure), strict=True):
            near = track.y - floor < 0.05
            assert near.any()
            samples[name].append(track.x[np.argmax(near)])
    assert max(samples["ten"]) * 10 <= min(samples["all"])


def test_the_horizontal_axis_counts_what_was_asked_for():
    slope_free = gd.surface(lambda a, b: a**2 + 2 * b**2, start=(2, 1), minima=[(0, 0)], domain=[(-3, 3), (-3, 3)])
    for f, rules, label, prices in [
        (gd.ravine, [gd.gradient_descent, gd.nesterov], "gradient evaluations", (1, 1)),
        (gd.ravine, [gd.gradient_descent, gd.random_search], "evaluations of cost or gradient", (1, 1)),
        (slope_free, [gd.gradient_descent, gd.random_search], "evaluations of the cost", (4, 1)),
    ]:
        figure = race(f, rules, steps=6)
        assert figure.sliders[0].values == ["steps", label]
        assert figure.sliders[0].choice
        for figure.axis_index in (0, 1):
            for track, price in zip(costs(figure), prices, strict=True):
                np.testing.assert_array_equal(track.x, np.arange(7) * (price if figure.axis_index else 1))
        faces = figure.panels[2]
        assert [face.x.label for face in faces] == ["steps", label]
        assert [face.x.high for face in faces] == pytest.approx([1.02 * 6, 1.02 * 6 * max(prices)])
        for figure.axis_index, face in enumerate(faces):
            assert figure.faces[2].x is face.x
            assert figure.figure.axes[2].get_xlabel() == face.x.label


def test_a_cost_looks_at_all_samples_and_a_gradient_at_those_of_its_batch():
    rules = {"guess": gd.random_search, "ten": (gd.momentum, {"batch": 10}), "all": gd.nesterov}
    for f, whole in ((gd.two_features(), 200), (gd.two_features().minibatch(50), 50)):
        figure = race(f, rules, steps=4)
        assert figure.sliders[0].values == ["steps", "evaluations of cost or gradient", "samples seen"]
        paid = []
        for figure.axis_index in range(3):
            paid.append([track.x[4] for track in costs(figure)])
        assert paid == [[4, 4, 4], [4, 4, 4], [800, 40, 4 * whole]]


def test_a_run_that_has_stopped_pays_no_more():
    figure = race(gd.bowl, {"a": gd.gradient_descent, "b": (gd.gradient_descent, {"lr": 0.25, "tol": 1.0})}, steps=40,
                  stop=gd.small_gradient)  # fmt: skip
    a, b = costs(figure)
    assert [np.max(a.x), np.max(b.x)] == [figure.trajectories["a"].n_steps, 4]
    assert figure.trajectories["b"].n_steps == 4


def test_a_rule_whose_steps_differ_in_price_is_said_to_pay_about_that_much():
    def sometimes(w, g, t=0, *, f, lr=0.1):
        return w - lr * (f.gradient(w) if float(t.flat[0]) % 3 == 0 else g), t + 1

    figure = race(gd.bowl, [sometimes], steps=40)
    figure.axis_index = 1
    paid = figure.trajectories["sometimes"].evaluations.gradients / 40
    assert paid == pytest.approx(54 / 40)
    assert f"after about {round(20 * paid)} gradient evaluations." in figure.said()


def test_one_of_something_is_not_several():
    figure = race(gd.bowl, {"a": (gd.gradient_descent, {"lr": 0.5})}, steps=3)
    assert figure.said() == "Step 3 of 3. Lowest cost now: a, 0. First to arrive: a, after 1 step."


def test_any_minimum_counts_unless_there_is_a_target():
    rules = {"right": (gd.gradient_descent, {"lr": 0.1}), "left": (gd.gradient_descent, {"lr": 0.5})}
    free = race(gd.two_valleys, rules, steps=100)
    assert np.isfinite(list(free.arrivals.values())).all()
    left = race(gd.two_valleys, rules, steps=100, target=gd.two_valleys.minima[0])
    assert left.arrivals == {"right": np.inf, "left": free.arrivals["left"]}
    assert left.said().endswith("Not arrived: right.")


def test_where_no_minimum_is_known_the_lowest_is_named_and_nobody_arrives():
    nowhere = gd.curve(lambda w: w**4, domain=(-2, 2), start=1.5)
    figure = race(nowhere, [gd.gradient_descent, gd.momentum], steps=5)
    lowest = min(figure.trajectories, key=lambda name: figure.trajectories[name].f[-1])
    cost = style.short(figure.trajectories[lowest].f[-1])
    assert figure.said() == f"Step 5 of 5. Lowest cost now: {lowest}, {cost}."
    assert set(figure.arrivals.values()) == {np.inf}
    low = race(
        nowhere,
        {"a": (gd.gradient_descent, {"lr": 0.05}), "b": (gd.gradient_descent, {"lr": 0.02})},
        steps=30,
        stop=lambda now, _: now.f < 0.05,
    )
    ends = {name: run.n_steps for name, run in low.trajectories.items()}
    first, later = sorted(ends, key=lambda name: ends[name])
    assert ends[first] < ends[later] < 30
    assert low.said().endswith(f"First to stop: {first}, after {ends[first]} steps; then {later}, {ends[later]}.")
    assert "stop" not in race(nowhere, [gd.gradient_descent], steps=2, stop=lambda now, _: now.f < 0).said()
