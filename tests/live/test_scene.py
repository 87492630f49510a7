"""The scene: what the browser is sent, and that nothing crosses twice."""

import json

import numpy as np
import pytest
from helpers.records import never
from helpers.wires import unpack
from matplotlib.figure import Figure

import gdviz as gd
from gdviz import LiveFigure
from gdviz.live import scene
from gdviz.live.channels import Channels
from gdviz.live.scene import Handle, Slider
from gdviz.live.tracks import Track
from gdviz.live.words import Clause, Words

BIG = 4 * 2**20


@pytest.fixture
def ax():
    return Figure(figsize=(4, 3)).subplots()


def rows(channels, *arrays):
    """Where arrays are found in the channels, added one after the other."""
    return [channels.add(array) for array in arrays]


def sent(figure):
    """The channels of a figure as the browser has them."""
    described = figure._scene["channels"]
    blocks = unpack(figure._numbers, [channel["shape"] for channel in described])
    return [block.astype(float) + channel["origin"] for block, channel in zip(blocks, described, strict=True)]


@pytest.mark.parametrize("order", ["C", "F"])
def test_rows_of_an_array_that_has_a_channel_share_it(order):
    w = np.asarray(np.random.default_rng(0).normal(size=(6, 3)), order=order)
    assert rows(Channels(1), w, w[:-1], w[1:], w[2:5]) == [(0, 0), (0, 0), (0, 1), (0, 2)]


@pytest.mark.parametrize("order", ["C", "F"])
def test_coordinates_of_one_array_have_channels_of_their_own_and_their_rows_share_them(order):
    w = np.asarray(np.random.default_rng(0).normal(size=(6, 3, 2)), order=order)
    shared = rows(Channels(1), w[..., 0], w[..., 1], w[:-1, :, 1], w[1:, :, 0], w[1:, :, 1])
    assert shared == [(0, 0), (1, 0), (1, 0), (0, 1), (1, 1)]


def test_unrelated_arrays_of_one_shape_do_not_share():
    a = np.zeros((6, 3))
    assert rows(Channels(1), a, a.copy(), np.zeros((6, 3)), a[::-1], a[:, ::-1]) == [(k, 0) for k in range(5)]
    assert rows(Channels(1), a[:3], a[2:], a) == [(0, 0), (1, 0), (2, 0)]  # only whole rows of a known array


def test_a_row_that_stands_still_is_not_read_as_a_row_that_moves(ax):
    y = np.arange(5.0)
    figure = LiveFigure(ax.figure, [Track("path", ax, y, y), Track("point", ax, y[:1], y)])
    (x, row), _ = figure._scene["tracks"][1]["ends"][0]
    assert (figure._scene["channels"][x]["shape"], row) == ([1], 0)


def test_the_rows_of_an_arrow_are_those_of_the_walk():
    figure = gd.explore(gd.ravine, gd.gradient_descent, lr=[0.01, 0.02], steps=6, stop=never)
    path, arrow = (next(t for t in figure._scene["tracks"] if t["kind"] == kind) for kind in ("path", "arrow"))
    (tail, tip), ((x, _), (y, _)) = arrow["ends"], path["ends"][0]
    assert tail == [(x, 0), (y, 0)]
    assert tip == [(x, 1), (y, 1)]


def test_what_crosses_is_every_number_of_every_track():
    figure = gd.explore(gd.rotated_bowl, gd.momentum, lr=[0.01, 0.05], mu=[0, 0.5, 0.9], steps=6, stop=never)
    channels = sent(figure)
    for track, told in zip(figure.tracks, figure._scene["tracks"], strict=True):
        sides = [(track.x, track.y), *([track.tip] if track.tip else [])]
        for (x, y), ((cx, rx), (cy, ry)) in zip(sides, told["ends"], strict=True):
            for values, channel, row in ((x, channels[cx], rx), (y, channels[cy], ry)):
                got = np.moveaxis(channel, -1, 0)[row : row + len(values)]
                np.testing.assert_allclose(got, values, rtol=1e-3, atol=1e-3)


def test_a_shape_with_parts_costs_its_weights_alone(ax):
    weights, across = np.random.default_rng(0).normal(size=(2, 51, 20)), np.linspace(0, 1, 300)
    still = np.zeros((1, 1, 300))
    parts = [(weights[0], across), (weights[1], across**2)]
    figure = LiveFigure(
        ax.figure, [Track("shape", ax, across.reshape(1, 1, -1), still, parts=parts)], [Slider("a", "a", ["0"] * 20)]
    )
    sizes = [int(np.prod(channel["shape"])) for channel in figure._scene["channels"]]
    assert sum(sizes) == 2 * 300 + 2 * 51 * 20
    told = figure._scene["tracks"][0]["parts"]
    assert [part["coefficients"] for part in told] == [across.tolist(), (across**2).tolist()]


def test_the_words_have_the_numbers_as_the_browser_has_them(ax):
    far = 1e9 + np.array([0.0, 0.25])
    ax.set_xlim(1e9 - 1, 1e9 + 1)
    track = Track("point", ax, far, [0, 1])
    figure = LiveFigure(ax.figure, [track], words=Words([Clause(["{a}"])], {"a": track.x}))
    assert sent(figure)[0] == pytest.approx(far, abs=0.01)
    assert figure.said() == "1e9"
    assert figure._channels.sent(track.x, far[1]) == pytest.approx(far[1], abs=0.01)


def test_a_scene_is_plain_json_where_the_ground_is_not_known():
    half = gd.curve(lambda w: w - np.log(w), lambda w: 1 - 1 / w, domain=(-0.5, 5), start=4.0)
    figure = gd.explore(half, gd.gradient_descent, lr=[0.1, 9.0], steps=5)
    text = json.dumps(figure._scene, allow_nan=False)
    assert json.loads(text)["last"] == 5
    (x, y), *_ = figure._scene["handles"][0]["along"]
    known = np.array(x) > 0.1
    assert np.array(y)[known] == pytest.approx(np.array(x)[known] - np.log(np.array(x)[known]), rel=1e-6)


def test_a_handle_far_from_zero_keeps_its_digits():
    far = gd.curve(lambda w: (w - 1e7) ** 2, lambda w: 2 * (w - 1e7), domain=(1e7 - 5, 1e7 + 5), start=1e7 - 4)
    (x, y), *_ = gd.explore(far, gd.gradient_descent, steps=5)._scene["handles"][0]["along"]
    assert np.array(y) == pytest.approx((np.array(x) - 1e7) ** 2, abs=0.2)


def test_a_handle_says_where_it_lives_and_how_it_moves(ax):
    track, other = Track("point", ax, [0, 1], [0, 1]), Figure(figsize=(4, 3))
    handles = [Handle("a", "this", ax, [0.5, 0.5]), Handle("b", "that", ax, [0.5], None, anywhere=True)]
    told = LiveFigure(ax.figure, [track], handles=handles)._scene["handles"]
    assert [(h["name"], h["label"], h["axes"], h["along"], h["anywhere"]) for h in told] == [
        ("a", "this", 0, None, False), ("b", "that", 0, None, True),
    ]  # fmt: skip
    assert other.axes == []


def test_a_long_sweep_is_no_larger_than_a_short_one_but_its_record_is_refused():
    rates = np.linspace(0.01, 0.9, 500)
    figure = gd.explore(gd.bowl, gd.momentum, lr=rates, mu=[0, 0.9], steps=1000)  # a program sends no runs
    assert (figure.every, figure.last) == (1, 1000)
    assert crossing(figure) < 60_000
    with pytest.raises(ValueError, match=r"MB to send.*500 × 2 positions of the sliders × 1000 steps.*fewer values"):
        gd.explore(gd.bowl, gd.momentum, lr=rates, mu=[0, 0.9], steps=1000, stop=never)
    assert gd.explore(gd.bowl, gd.gradient_descent, lr=[0.1, 0.2], steps=1000, stop=never).every == 1


def crossing(figure):
    """The bytes of a figure on the wire, but for the module that draws it."""
    blocks = [figure._numbers, figure._table, *figure._grounds, *(png for pair in figure._pictures for png in pair)]
    return sum(map(len, blocks)) + len(json.dumps(figure._scene))


def test_a_figure_of_two_sliders_is_small_and_one_of_four_no_larger():
    sliders = {"lr": np.linspace(0.01, 1, 41), "mu": np.linspace(0, 0.98, 21)}
    figure = gd.explore(gd.two_features(), gd.momentum, steps=150, **sliders)
    assert figure.every == 1
    assert crossing(figure) <= 45_000
    data, _ = figure._repr_mimebundle_()
    assert crossing(figure) + len(json.dumps(data)) <= 155_000  # with the two pictures that its output stores
    more = {"tol": np.geomspace(1e-6, 1, 41), "decay": np.linspace(0.9, 1, 41)}
    options = {"stop": gd.small_gradient, "schedule": gd.exponential}
    large = gd.explore(gd.two_features(), gd.momentum, steps=150, **sliders, **more, **options)
    assert [len(slider.values) for slider in large.sliders] == [41, 21, 41, 41]
    assert crossing(large) <= crossing(figure) + 10_000


def test_a_record_of_two_sliders_can_be_sent():
    sliders = {"lr": np.linspace(0.01, 1, 41), "mu": np.linspace(0, 0.98, 21)}
    figure = gd.explore(gd.two_features(), gd.momentum, steps=150, stop=never, **sliders)
    assert figure.every == 1
    assert crossing(figure) <= BIG


def test_a_figure_too_large_to_send_says_what_to_change(ax):
    values = [str(k) for k in range(2900)]
    track = Track("path", ax, np.zeros((4, 1, 1)), np.zeros((4, 2900, 2900)))
    sliders = [Slider("a", "a", values), Slider("b", "b", values)]
    with pytest.raises(ValueError, match=r"MB to send, or more \(2900 × 2900 positions.*× 3 steps\).*fewer values"):
        LiveFigure(ax.figure, [track], sliders)


def test_a_sketch_of_many_random_numbers_is_refused_when_it_has_been_packed(ax, monkeypatch):
    monkeypatch.setattr(scene, "LARGEST", 9000)
    y = np.random.default_rng(0).normal(size=8000)
    ax.set_yscale("log")
    with pytest.raises(ValueError, match="MB to send"):
        LiveFigure(ax.figure, [Track("path", ax, np.zeros(1), np.exp(y))])


def test_colours_cross_as_css_however_matplotlib_was_told_them(ax):
    looks = [{"color": "C0"}, {"color": (0, 0, 1)}, {"color": "k", "markerfacecolor": "none", "marker": "s"}]
    live = LiveFigure(ax.figure, [Track("path", ax, [0, 1], [0, 1], look) for look in looks])
    told = live._scene["tracks"]
    assert [track["color"][0] for track in told] == ["#1f77b4", "#0000ff", "#000000"]
    assert told[2]["fill"] == ["transparent", "transparent"]


def test_lengths_cross_in_css_pixels(ax):
    look = {"linewidth": 3.6, "linestyle": "--", "marker": "o", "markersize": 7.2, "markevery": 4, "alpha": 0.5}
    (told,) = LiveFigure(ax.figure, [Track("path", ax, [0, 1], [0, 1], look)])._scene["tracks"]
    assert (told["width"], told["size"], told["every"], told["alpha"]) == (pytest.approx(5), pytest.approx(10), 4, 0.5)
    assert told["dash"] == pytest.approx([3.7 * 5, 1.6 * 5])


def test_a_marker_without_an_outline_is_refused(ax):
    with pytest.raises(ValueError, match="marker = '\\+' has no outline"):
        LiveFigure(ax.figure, [Track("point", ax, [0, 1], [0, 1], {"marker": "+"})])
