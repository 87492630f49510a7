"""The names of lines at their ends, in Chromium: who has them, where, and when the legend stays; and those of marks."""

import itertools

import numpy as np
import pytest
from helpers.measured import MOUSE, hops, measured

import gdviz as gd

LONG = "gradient descent"
NAMES = """(root) => {
    const found = {};
    for (const canvas of root.querySelectorAll("canvas.gdviz-canvas")) {
        if (!canvas.gdviz) continue; // it stands behind another one
        const { letters, box: [left, , width] } = canvas.gdviz;
        const beside = letters.filter(({ x }) => [8, 33].some((beside) => Math.abs(x - left - width - beside) < 0.01));
        found[canvas.closest("figure").dataset.panel] = beside.map(({ text, y, height }) => [text, y + height / 2]);
    }
    return found;
}"""


@pytest.fixture
def shown(own_page):
    """A function that shows a figure in a page of its own: the page, and the figure's node."""

    def shown(figure, width):
        picture = own_page(figure, viewport=(width, 1600))
        return picture.page, picture.root

    return shown


def race(**more):
    rules = {"plain": gd.gradient_descent, "heavy": gd.momentum, "adam": gd.adam}
    return gd.race(gd.rosenbrock, rules, steps=80, panels=("landscape", "cost", "schedule"), lr=[0.0002, 0.002], **more)


def heights(root, panel="cost"):
    return dict(root.evaluate(NAMES)[panel])


def test_names_stand_in_the_order_of_the_ends_and_move_with_the_sliders_but_not_with_the_step(shown):
    figure = race()
    (page, root), seen = shown(figure, 1000), []
    for position in (0, 1):
        root.locator("input[name=lr]").fill(str(position))
        figure.lr_index = position
        found = heights(root)
        ends = {name: run.f[-1] for name, run in figure.trajectories.items()}
        assert sorted(found, key=found.get) == sorted(ends, key=ends.get, reverse=True)
        assert root.evaluate(NAMES)["landscape"] == []
        for step in (3, 40, 80):
            root.locator("input[name=step]").fill(str(step))
            assert heights(root) == found
        seen.append(found)
    box = root.locator("canvas.gdviz-canvas").first.bounding_box()
    page.mouse.click(box["x"] + 60, box["y"] + 60)
    seen.append(heights(root))
    assert all(one != other for one, other in itertools.combinations(seen, 2))


def test_the_legend_stays_where_names_would_take_more_than_a_quarter_of_the_width(shown):
    short, rules = race(), {LONG: gd.adam, "momentum": gd.momentum}
    long = gd.race(gd.rosenbrock, rules, steps=9, panels=("landscape", "cost"), lr=0.0002)
    for width in (1400, 1000, 700, 390, 360):
        page, root = shown(short, width)
        assert len(heights(root)) == 3
        assert not root.locator(".gdviz-legend").is_visible()
        assert measured(page, root.element_handle(), MOUSE) + hops(root.element_handle()) == []
    page, root = shown(long, 390)
    assert heights(root) == {}
    assert root.locator(".gdviz-legend").inner_text().split("\n") == [LONG, "momentum"]
    page.set_viewport_size({"width": 640, "height": 1600})  # one below the other: the curves have the whole width
    page.wait_for_function("(node) => !node.checkVisibility()", arg=root.locator(".gdviz-legend").element_handle())
    assert set(heights(root)) == {LONG, "momentum"}
    assert measured(page, root.element_handle(), MOUSE) == []


def test_who_stops_early_has_its_name_where_its_line_ends_as_soon_as_it_has_come_there(shown):
    rates = {"fast": (gd.gradient_descent, {"lr": 0.2}), "slow": (gd.gradient_descent, {"lr": 0.02})}
    panels, near = ("landscape", "linear cost"), {"stop": lambda now, before: now.f < 0.5}
    figure = gd.race(gd.bowl, rates, steps=60, panels=panels, **near)
    arrived = {name: int(run.n_steps) for name, run in figure.trajectories.items()}
    assert 0 < arrived["fast"] < arrived["slow"] < 45
    for width in (1400, 390):
        page, root = shown(figure, width)
        for step in (arrived["fast"] - 1, arrived["fast"], 60):
            root.locator("input[name=step]").fill(str(step))
            canvas = root.locator("[data-panel='linear cost'] canvas").evaluate("({ gdviz }) => gdviz")
            (left, _, wide, _), x = canvas["box"], canvas["x"]
            there = {letters["text"]: letters["x"] for letters in canvas["letters"]}
            for name, end in arrived.items():
                at = (end - x["low"]) / (x["high"] - x["low"]) if step >= end else 1
                assert there[name] == pytest.approx(left + at * wide + 8, abs=0.01), (name, step)
        assert measured(page, root.element_handle(), MOUSE) == []


def test_six_racers_and_lanes_have_no_names_at_their_curves(shown):
    many = gd.race(gd.bowl, {f"r{k}": gd.adam for k in range(6)}, steps=9, panels=("landscape", "cost"))
    _, root = shown(many, 1000)
    assert heights(root) == {}
    assert root.locator(".gdviz-legend").is_visible()
    _, root = shown(gd.race(gd.bowl, [gd.adam, gd.momentum], steps=9), 1000)
    assert heights(root) == {}


def test_weights_are_named_where_they_end_and_their_targets_where_that_is_elsewhere(shown):
    panels, slow = ("landscape", "weights"), 1e-5
    figure = gd.explore(gd.two_features(), gd.momentum, (3.0, -1.0), steps=60, lr=[slow, 0.1], panels=panels)
    for position, names in ((1, ["w₁", "w₂"]), (0, ["w₁", "w₁", "w₂", "w₂"])):
        _, root = shown(figure, 1000)
        root.locator("input[name=lr]").fill(str(position))
        assert sorted(text for text, _ in root.evaluate(NAMES)["weights"]) == names


def test_the_words_of_two_marks_never_touch(shown):
    rates = np.arange(5, 215, 5) / 100
    figure = gd.basins(gd.two_valleys, gd.gradient_descent, steps=20, lr=rates)
    for width in (1000, 390, 360):
        page, root = shown(figure, width)
        assert root.locator(".gdviz-mark:visible").count() == 2
        assert measured(page, root.element_handle(), MOUSE) == []
