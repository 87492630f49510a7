"""The panels beside the landscape: what their artists hold, not which pixels they paint."""

import re

import numpy as np
import pytest
from helpers.panels import arranged
from helpers.tables import each_rule

import gdviz as gd
from gdviz import bowl, descend, explore, gradient_descent, momentum, style, sweep, two_features
from gdviz.figures import layout, panels

FEATURE = np.array([0.0, 0.25, 1.0, 0.5, 0.75])


@pytest.fixture
def projected():
    gd.projector()
    yield
    gd.projector(False)


def alone(trajectory, panel):
    """The axes of a figure of one panel, and its lines."""
    (ax,) = gd.plot(trajectory, panel).axes
    return ax, ax.get_lines()


def fitted(X, y, w):
    """The line that the data panel draws for weights w, (points, 2), and its samples."""
    f = gd.LinearRegression(X, y)
    walk = descend(f, gradient_descent, w, 1, lr=0.0)
    ((panel,), (track,)) = arranged(walk, "data")
    (samples,) = panel.marks
    assert samples.kind == "dots"
    at = np.column_stack([samples.x, samples.y])
    np.testing.assert_array_equal(alone(walk, "data")[1][0].get_xydata(), at)
    return np.transpose(track.at((), 0)), at


def test_the_cost_is_drawn_against_the_step_on_a_logarithmic_axis():
    walk = descend(bowl, gradient_descent, lr=0.3, steps=6)
    ax, drawn = alone(walk, "cost")
    np.testing.assert_array_equal(drawn[-2].get_xydata(), np.column_stack([np.arange(7), walk.f]))
    assert ax.get_yscale() == "log"


def test_the_cost_is_drawn_on_a_linear_axis_where_that_is_asked_for():
    walk = descend(bowl, gradient_descent, lr=0.3, steps=6)
    ax, drawn = alone(walk, "linear cost")
    np.testing.assert_array_equal(drawn[-2].get_xydata(), np.column_stack([np.arange(7), walk.f]))
    assert ax.get_yscale() == "linear"
    assert ax.get_ylim()[0] < 0 < 16 < ax.get_ylim()[1]


def test_a_cost_below_zero_is_drawn_on_a_linear_axis():
    ax, _ = alone(descend(gd.two_valleys, gradient_descent, lr=0.1), "cost")
    assert ax.get_yscale() == "linear"


def test_the_cost_has_room_for_walks_that_start_elsewhere():
    """The walk begins at cost 1; another that is dragged to (−3) begins at 9."""
    for panel, highest in (("cost", 9), ("linear cost", 1.4)):
        ax, _ = alone(descend(bowl, gradient_descent, -1.0, lr=0.1, steps=5), panel)
        assert ax.get_ylim()[1] > highest
    low = alone(descend(gd.two_valleys, gradient_descent, 2.0, lr=0.01, steps=50), "cost")[0].get_ylim()[0]
    assert low < -1.8  # the other valley


def test_runs_that_blow_up_do_not_flatten_the_others():
    runs = sweep(bowl, gradient_descent, lr=[0.1, 5.0], steps=50)
    ((panel,), _) = arranged(runs, "cost")
    assert panel.y.high < 1e4


def test_costs_that_a_run_finds_before_it_blows_up_are_on_the_axis_and_not_on_its_shelf():
    """Himmelblau with the defaults: 170, 47.4, 760, and then out of the picture."""
    walk = descend(gd.himmelblau, gradient_descent)
    assert 47 < walk.f[1] < 48
    assert walk.f[3] > 1e6
    ((panel,), _) = arranged(walk, "cost")
    assert panel.y.low < walk.f[1]
    assert 760 < panel.y.high < 3e3


def test_the_cost_of_runs_that_stay_below_zero_is_in_the_picture():
    runs = sweep(gd.two_valleys, gradient_descent, -4, lr=[0.1, 0.2])
    ((panel,), _) = arranged(runs, "cost")
    assert (panel.y.scale, panel.y.shelf) == ("linear", False)
    assert panel.y.low < runs.f.min()
    assert runs.f.max() < panel.y.high


def test_the_title_says_whether_the_axis_is_logarithmic():
    walk, below = descend(bowl, gradient_descent, steps=3), descend(gd.two_valleys, gradient_descent, lr=0.1)
    for run, name, title in (
        (walk, "cost", "cost, logarithmic"), (walk, "linear cost", "cost"), (below, "cost", "cost"),
    ):  # fmt: skip
        ((panel,), _) = arranged(run, name)
        assert (panel.name, panel.title, panel.note) == (name, title, "")


def test_a_cost_that_can_fall_below_its_axis_finds_a_shelf_there():
    """The bowl's cost falls to 0, that of two features no lower than 0.245; an axis goes down to 1e−8 of its top."""
    ((bowls,), _), ((features,), _) = (
        arranged(descend(f, gradient_descent, lr=0.3, steps=200), "cost") for f in (bowl, two_features())
    )
    assert (bowls.y.scale, bowls.y.shelf) == (features.y.scale, not features.y.shelf) == ("log", True)
    assert bowls.y.ends[0] < bowls.y.seen(0.0) < bowls.y.low
    unknown = gd.curve(lambda w: w**2, lambda w: 2 * w, domain=(-5, 5), start=1.0)  # no minimum is known
    ((panel,), _) = arranged(descend(unknown, gradient_descent, lr=0.5, steps=3), "cost")
    assert panel.y.shelf  # it gets to 0
    ((panel,), _) = arranged(descend(unknown, gradient_descent, lr=0.1, steps=3), "cost")
    assert not panel.y.shelf


def test_the_floor_of_the_data_is_drawn_where_it_is_in_the_picture():
    ax, drawn = alone(descend(two_features(), gradient_descent, lr=0.3), "cost")
    floors = [line.get_ydata()[0] for line in drawn if line.get_linestyle() == "--"]
    assert floors == [two_features().cost_at_truth]
    assert [text.get_text() for text in ax.texts] == ["cost of the truth"]
    assert not alone(descend(two_features(), gradient_descent, lr=1e-9), "linear cost")[0].texts


def test_the_weights_have_dotted_truths_and_names():
    walk = descend(two_features(), momentum, steps=20)
    ax, drawn = alone(walk, "weights")
    truths = {line.get_ydata()[0] for line in drawn if len(line.get_xdata()) == 2 and line.get_linestyle() == ":"}
    assert truths == {2.0, 0.5}
    ax.figure.draw_without_rendering()
    named = [(text.get_text(), np.mean(text.get_window_extent().intervaly)) for text in ax.texts]
    ends = [("w₁", walk.w[-1, 0]), ("w₂", walk.w[-1, 1]), ("w₂", 0.5), ("w₁", 2.0)]  # of the walk, and of the truths
    wanted = [(name, pytest.approx(ax.transData.transform((0, height))[1], abs=2)) for name, height in ends]
    assert named == wanted
    ((panel,), _) = arranged(walk, "weights")
    assert {(mark.words, mark.y[0], mark.kind, mark.at) for mark in panel.marks} == {
        ("w₁", 2, "level", "end"), ("w₂", 0.5, "level", "end"),
    }  # fmt: skip
    np.testing.assert_array_equal([drawn[-4].get_ydata(), drawn[-2].get_ydata()], walk.w.T)


def test_the_schedule_shows_the_rate_of_every_step():
    walk = descend(bowl, gradient_descent, schedule=gd.exponential, lr=1.0, decay=0.5, steps=3)
    _, drawn = alone(walk, "schedule")
    assert drawn[-2].get_ydata().tolist() == [1.0, 0.5, 0.25, 0.25]


def test_the_schedule_of_a_rule_without_a_learning_rate_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="random_search has no learning rate to show"):
        gd.plot(descend(bowl, gd.random_search), "schedule")


def test_the_gap_shows_what_each_step_delivered_of_its_promise():
    """On w² that is 1 − α, at every step."""
    ax, drawn = alone(descend(bowl, gradient_descent, lr=0.25, steps=5), "gap")
    assert drawn[-2].get_ydata()[1:] == pytest.approx([0.75] * 5)
    low, high = ax.get_ylim()
    assert low < 0 < 1 < high
    assert [line.get_ydata()[0] for line in drawn if line.get_linestyle() == "--"] == [1, 0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["all: 1", "nothing: 0", "uphill: −1"]


def test_the_words_of_the_gap_name_the_share_or_nothing():
    figure = explore(bowl, gradient_descent, lr=[0.25, 0.5], steps=5, panels=("landscape", "gap"))
    figure.lr_index, figure.step = 0, 3
    assert re.search(r"It delivered 75\s% of what the slope promised\.", figure.said())
    for lr, step in ((0, 0), (1, 3)):  # at the start, and at the bottom
        figure.lr_index = lr
        assert "delivered" not in figure.said(step)


def test_one_feature_is_fitted_by_a_line_through_the_origin():
    line, samples = fitted(FEATURE[:, None], 3 * FEATURE, [3.0])
    assert line.tolist() == [[0, 0], [1, 3]]
    np.testing.assert_array_equal(samples, np.column_stack([FEATURE, 3 * FEATURE]))
    assert fitted(FEATURE[:, None], 3 * FEATURE, [-1.0])[0].tolist() == [[0, 0], [1, -1]]


@pytest.mark.parametrize("ones_first", [True, False])
def test_a_column_of_ones_is_the_intercept_of_the_line(ones_first):
    columns = [np.ones(5), FEATURE] if ones_first else [FEATURE, np.ones(5)]
    w = [2.0, 3.0] if ones_first else [3.0, 2.0]
    line, _ = fitted(np.column_stack(columns), 2 + 3 * FEATURE, w)
    assert line.tolist() == [[0, 2], [1, 5]]


@pytest.mark.parametrize("intercept", [False, True])
def test_two_features_are_fitted_by_a_plane_whose_wires_run_through_samples_without_noise(intercept):
    """The samples stand where the wires cross: seen the same way, they coincide."""
    places = np.stack(np.meshgrid(np.linspace(-2, 2, 5), np.linspace(10, 30, 5)), axis=-1).reshape(-1, 2)
    X = np.column_stack([np.ones(25), places]) if intercept else places
    w = [4.0, -1.0, 0.5] if intercept else [-1.0, 0.5]
    plane, samples = fitted(X, X @ w, w)
    ends = plane[np.isfinite(plane).all(axis=1)]
    assert len(ends) == 2 * 2 * 5
    for corner in samples.reshape(5, 5, 2)[[0, 0, -1, -1], [0, -1, 0, -1]]:
        assert np.min(np.abs(ends - corner).max(axis=1)) < 1e-9
    strokes = np.array([plane[k : k + 2] for k in range(0, len(plane), 3)])
    for sample in samples:  # each lies on two wires
        tail, tip = strokes[:, 0], strokes[:, 1]
        along = tip - tail
        off = along[:, 0] * (sample[1] - tail[:, 1]) - along[:, 1] * (sample[0] - tail[:, 0])
        assert np.sum(np.abs(off) < 1e-9) >= 2
    other, _ = fitted(X, X @ w, [v + 1 for v in w])
    assert np.nanmax(other[:, 1] - plane[:, 1]) == pytest.approx(2 + 30 + intercept)  # at (2, 30)
    assert np.nanmin(other[:, 1] - plane[:, 1]) == pytest.approx(-2 + 10 + intercept)


def test_the_fit_moves_with_the_walk():
    f = gd.LinearRegression(FEATURE[:, None], 3 * FEATURE)
    walk = sweep(f, gradient_descent, [0.0], 4, lr=[0.1, 0.5])
    _, (track,) = arranged(walk, "data")
    for i in range(2):
        for step in range(5):
            assert track.at((i,), step)[1].tolist() == [0, walk.w[step, i, 0]]


def test_batches_show_all_of_the_data():
    _, drawn = alone(descend(two_features().minibatch(10), gradient_descent, steps=2), "data")
    assert len(drawn[0].get_xdata()) == 200


@pytest.mark.parametrize(
    ("f", "what"),
    [
        (bowl, "bowl has no data to show; this panel is for a LinearRegression"),
        (gd.LinearRegression(np.random.default_rng(0).normal(size=(9, 3)), np.arange(9.0)), "has 3 features"),
        (gd.LinearRegression(np.ones((4, 1)), np.arange(4.0)), "has 0 features; a picture has room for a line or"),
    ],
)
def test_what_has_no_data_or_too_much_of_it_is_refused_with_a_sentence(f, what):
    with pytest.raises(ValueError, match=what):
        gd.plot(descend(f, gradient_descent, steps=1), "data")


def test_a_clock_says_what_the_horizontal_axis_counts():
    walk = descend(bowl, gradient_descent, steps=4, lr=0.1)
    drawn, follow = layout.arrange(walk, ("landscape", "cost", "weights"), panels.Clock("samples", 40))
    assert [panel.x.label for panel in drawn] == ["w", "", "samples"]  # the stacked ones share it
    assert [(panel.x.high, panel.x.whole) for panel in drawn[1:]] == [(pytest.approx(40.8), True)] * 2
    tracks = follow(walk, style.Paint("#123456", "D", 2), 10 * np.arange(5.0))
    assert {track.look["color"] for track in tracks} == {"#123456"}
    paths = [track for track in tracks if track.kind == "path" and track.panel != "landscape"]
    assert len(paths) == 2
    assert all(track.at((), 4)[0].tolist() == [0, 10, 20, 30, 40] for track in paths)


ALL = ("landscape", "cost", "linear cost", "weights", "schedule", "data", "gap")


@each_rule
def test_every_rule_can_be_shown_in_every_panel(rule):
    assert set(ALL) == set(layout.PANELS)
    shown = [name for name in ALL if not (name == "schedule" and rule.rule is gd.random_search)]
    run = descend(two_features(), rule.rule, steps=8)
    still = gd.plot(run, shown)
    still.canvas.draw()
    live = explore(two_features(), rule.rule, steps=8, panels=shown, **rule.grid)
    for figure in (still, live.figure):
        assert len(figure.axes) == len(shown)
    behind = ["valley"]  # in the place of the weights, when it is asked for
    assert [face.name for face in live.faces] == shown + behind
    assert {track.panel for track in live.tracks} == {*shown, *behind}
    assert len(live.png()) > 10_000
    live.close()


def test_a_projector_makes_letters_lines_and_dots_larger(projected):
    run = descend(two_features(), momentum, steps=5)
    large, tracks = arranged(run, ALL)
    letters = [(ax._left_title.get_fontsize(), ax.xaxis.label.get_fontsize()) for ax in layout.painted(large, ()).axes]
    gd.projector(False)
    usual, others = arranged(run, ALL)
    for (title, label), ax in zip(letters, layout.painted(usual, ()).axes, strict=True):
        assert title == pytest.approx(1.35 * ax._left_title.get_fontsize())
        assert label == pytest.approx(1.35 * ax.xaxis.label.get_fontsize())
    looks = [(track.look, other.look) for track, other in zip(tracks, others, strict=True)]
    marks = [[mark for panel in drawn for mark in panel.marks] for drawn in (large, usual)]
    looks += [(mark.look, other.look) for mark, other in zip(*marks, strict=True)]
    for look, other in looks:
        assert look["linewidth" if "linewidth" in look else "markersize"] > 0
        for what in {"linewidth", "markersize"} & set(look):
            assert look[what] == pytest.approx(1.35 * other[what])


def test_a_projector_tells_the_browser(projected):
    assert explore(bowl, gradient_descent, steps=1)._scene["large"] == 1.35
    gd.projector(False)
    assert explore(bowl, gradient_descent, steps=1)._scene["large"] == 1
