"""The scene: what the browser is sent, and that nothing crosses twice."""

import json
import zlib

import numpy as np
import pytest
from helpers.panels import panel
from helpers.records import never
from helpers.wires import unpack

import gdviz as gd
from gdviz import LiveFigure, style
from gdviz.figures.areas import diverged, under_way
from gdviz.live import scene
from gdviz.live.channels import Channels
from gdviz.live.panel import Axis, Mark, Shades
from gdviz.live.scene import Handle, Slider
from gdviz.live.tracks import Track
from gdviz.live.words import Clause, Words

BIG = 4 * 2**20
KINDS = [under_way("not arrived"), diverged()]


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


def test_a_row_that_stands_still_is_not_read_as_a_row_that_moves():
    y = np.arange(5.0)
    figure = LiveFigure([panel()], [Track("path", "here", y, y), Track("point", "here", y[:1], y)])
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


def test_a_shape_with_parts_costs_its_weights_alone():
    weights, across = np.random.default_rng(0).normal(size=(2, 51, 20)), np.linspace(0, 1, 300)
    still = np.zeros((1, 1, 300))
    parts = [(weights[0], across), (weights[1], across**2)]
    figure = LiveFigure(
        [panel()],
        [Track("shape", "here", across.reshape(1, 1, -1), still, parts=parts)],
        [Slider("a", "a", ["0"] * 20)],
    )
    sizes = [int(np.prod(channel["shape"])) for channel in figure._scene["channels"]]
    assert sum(sizes) == 2 * 300 + 2 * 51 * 20
    told = figure._scene["tracks"][0]["parts"]
    assert [part["coefficients"] for part in told] == [across.tolist(), (across**2).tolist()]


def test_the_words_have_the_numbers_as_the_browser_has_them():
    far = 1e9 + np.array([0.0, 0.25])
    track = Track("point", "here", far, [0, 1])
    figure = LiveFigure([panel(x=(1e9 - 1, 1e9 + 1))], [track], words=Words([Clause(["{a}"])], {"a": track.x}))
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


@pytest.mark.parametrize(("place", "height"), [(1e6, 0.0), (-1e9, 0.0), (0.0, 1e7), (1e7, -1e8)])
def test_a_curve_far_from_zero_is_no_staircase(place, height):
    far = gd.curve(
        lambda w: height + (w - place) ** 2, lambda w: 2 * (w - place), domain=(place - 2, place + 2), start=place + 1
    )
    hill = gd.explore(far, gd.gradient_descent, steps=5)._scene["panels"][0]["faces"][0]["marks"][0]
    x, y = np.array(hill["x"]), np.array(hill["y"])
    assert len({*hill["x"]}) == len(x)
    assert y - height == pytest.approx((x - place) ** 2, abs=1e-4)


def test_a_handle_says_where_it_lives_and_how_it_moves():
    track = Track("point", "here", [0, 1], [0, 1])
    handles = [Handle("a", "this", "here", [0.5, 0.5]), Handle("b", "that", "there", [0.5], None, anywhere=True)]
    told = LiveFigure([panel(), panel("there")], [track], handles=handles)._scene["handles"]
    assert [(h["name"], h["label"], h["panel"], h["along"], h["anywhere"]) for h in told] == [
        ("a", "this", 0, None, False), ("b", "that", 1, None, True),
    ]  # fmt: skip


def test_a_track_says_in_which_panel_it_is():
    tracks = [Track("point", name, [0, 1], [0, 1]) for name in ("there", "here", "there")]
    live = LiveFigure([panel(), panel("there")], tracks)
    assert [track["panel"] for track in live._scene["tracks"]] == [1, 0, 1]
    assert [told["name"] for told in live._scene["panels"]] == ["here", "there"]


def face_of(one, tracks=None):
    """A panel as the browser is sent it; a figure of it must be plain JSON."""
    live = LiveFigure([one], tracks or [Track("point", one.name, [0, 1], [0, 1])])
    assert json.loads(json.dumps(live._scene, allow_nan=False))["panels"] == live._scene["panels"]
    (face,) = live._scene["panels"][0]["faces"]
    return face, live


def test_a_face_is_its_panel_as_plain_data():
    x, y = Axis(-1, 5, "w", whole=True), Axis(0.1, 10, "cost", "log", words={1: "one"}, shelf=True)
    face, _ = face_of(panel(x=x, y=y, title="a hill", note="w²", inside=True))
    assert {name: face[name] for name in ("title", "note", "inside", "shape", "scale", "marks")} == {
        "title": "a hill", "note": "w²", "inside": True, "shape": None, "scale": None, "marks": [],
    }  # fmt: skip
    assert face["x"] == {
        "label": "w", "low": -1, "high": 5, "scale": "linear", "whole": True, "words": None, "shelf": False,
        "grows": 0,
    }  # fmt: skip
    assert face["y"] == {
        "label": "cost", "low": 0.1, "high": 10, "scale": "log", "whole": False, "words": [[1, "one"]], "shelf": True,
        "grows": 0,
    }  # fmt: skip
    assert face_of(panel(x=Axis(0, 1, words={})))[0]["x"]["words"] == []  # no ticks, which is not: as usual
    assert face_of(panel(x=(0, 4), y=(0, 2), equal=True))[0]["shape"] == 2


def test_a_mark_crosses_with_its_look_and_null_where_a_line_is_parted():
    marks = [
        Mark("line", [0, np.nan, 1 / 3], [1, 2, np.inf], {"color": style.INK, "linewidth": 3.6}, "words", "end"),
        Mark("spot", 1, 2, {"marker": "*", "markersize": 7.2}),
    ]
    line, spot = face_of(panel(marks=marks))[0]["marks"]
    assert (line["kind"], line["x"], line["y"]) == ("line", [0, None, 0.3333333], [1, 2, None])
    assert (line["words"], line["at"], line["marker"]) == ("words", "end", None)
    assert (line["color"], line["width"]) == ([style.INK, style.DARK[style.INK]], pytest.approx(5))
    assert (spot["x"], spot["y"], spot["words"], spot["size"]) == ([1], [2], "", pytest.approx(10))
    assert spot["color"] == [style.MUTED, style.DARK[style.MUTED]]  # without a colour of its own
    assert len(spot["marker"]) > 9  # an outline


def test_shades_cross_as_numbers_with_their_scale_and_what_has_none():
    cells = np.array([[2.0, 40.0, np.inf], [np.nan, 7.0, 1e6]])
    shades = Shades([np.arange(3.0), np.arange(4.0)], cells, KINDS, "steps")
    face, live = face_of(panel(shades=shades))
    assert face["scale"] == {
        "colours": style.SHADES, "label": "steps", "low": 2, "high": 1e6,
        "scale": "log", "whole": False, "words": None, "shelf": False, "grows": 0,
    }  # fmt: skip
    told = live._scene["shades"]
    assert {name: told[name] for name in ("panel", "x", "y", "colours", "label", "low", "high")} == {
        "panel": 0, "x": [0, 1, 2], "y": [0, 1, 2, 3], "colours": style.SHADES, "label": "steps", "low": 2, "high": 1e6,
    }  # fmt: skip
    assert [(kind["named"][0], kind["pattern"]) for kind in told["kinds"]] == [
        ("not arrived", ".."),
        ("diverged", "////"),
    ]
    numbers = np.frombuffer(zlib.decompress(live._grounds[-1]), "<f4")
    np.testing.assert_array_equal(numbers, cells.ravel())


def test_where_no_cell_has_a_number_there_is_no_scale_and_the_kinds_are_those_that_there_are():
    shades = Shades([np.arange(3.0), np.arange(2.0)], np.array([[np.nan], [np.nan]]), KINDS, "steps")
    face, live = face_of(panel(shades=shades))
    assert face["scale"] is None
    assert [kind["pattern"] for kind in live._scene["shades"]["kinds"]] == [diverged().pattern]
    assert live._scene["shades"]["low"] < live._scene["shades"]["high"]


def test_the_legend_says_who_is_who():
    looks = {"one": {"color": "#0064bf", "marker": "s"}, "$x^2$": {"color": "k", "linestyle": "--"}}
    live = LiveFigure([panel()], [Track("point", "here", [0, 1], [0, 1])], legend=looks)
    one, other = live._scene["legend"]
    assert (one["name"], one["color"][0], other["name"], other["marker"]) == ("one", "#0064bf", "$x^2$", None)
    assert len(one["marker"]) >= 4
    assert other["dash"]
    assert LiveFigure([panel()], [Track("point", "here", [0, 1], [0, 1])])._scene["legend"] == []


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
    blocks = [figure._numbers, figure._table, *figure._grounds]
    return sum(map(len, blocks)) + len(json.dumps(figure._scene))


def test_a_figure_of_two_sliders_is_small_and_one_of_four_no_larger():
    sliders = {"lr": np.linspace(0.01, 1, 41), "mu": np.linspace(0, 0.98, 21)}
    figure = gd.explore(gd.two_features(), gd.momentum, steps=150, **sliders)
    assert figure.every == 1
    assert crossing(figure) <= 45_000
    data, _ = figure._repr_mimebundle_()
    assert crossing(figure) + len(json.dumps(data)) <= 155_000  # with the picture that its output stores
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


def test_a_figure_too_large_to_send_says_what_to_change():
    values = [str(k) for k in range(2900)]
    track = Track("path", "here", np.zeros((4, 1, 1)), np.zeros((4, 2900, 2900)))
    sliders = [Slider("a", "a", values), Slider("b", "b", values)]
    with pytest.raises(ValueError, match=r"MB to send, or more \(2900 × 2900 positions.*× 3 steps\).*fewer values"):
        LiveFigure([panel()], [track], sliders)


def test_a_sketch_of_many_random_numbers_is_refused_when_it_has_been_packed(monkeypatch):
    monkeypatch.setattr(scene, "LARGEST", 9000)
    y = np.random.default_rng(0).normal(size=8000)
    with pytest.raises(ValueError, match="MB to send"):
        LiveFigure([panel(y=Axis(0.01, 100, scale="log"))], [Track("path", "here", np.zeros(1), np.exp(y))])


def test_colours_cross_as_css_however_matplotlib_was_told_them():
    looks = [{"color": "C0"}, {"color": (0, 0, 1)}, {"color": "k", "markerfacecolor": "none", "marker": "s"}]
    live = LiveFigure([panel()], [Track("path", "here", [0, 1], [0, 1], look) for look in looks])
    told = live._scene["tracks"]
    assert [track["color"][0] for track in told] == ["#1f77b4", "#0000ff", "#000000"]
    assert told[2]["fill"] == ["transparent", "transparent"]


def test_lengths_cross_in_css_pixels():
    look = {"linewidth": 3.6, "linestyle": "--", "marker": "o", "markersize": 7.2, "markevery": 4, "alpha": 0.5}
    (told,) = LiveFigure([panel()], [Track("path", "here", [0, 1], [0, 1], look)])._scene["tracks"]
    assert (told["width"], told["size"], told["every"], told["alpha"]) == (pytest.approx(5), pytest.approx(10), 4, 0.5)
    assert told["dash"] == pytest.approx([3.7 * 5, 1.6 * 5])


def test_a_marker_without_an_outline_is_refused():
    with pytest.raises(ValueError, match="marker = '\\+' has no outline"):
        LiveFigure([panel()], [Track("point", "here", [0, 1], [0, 1], {"marker": "+"})])
