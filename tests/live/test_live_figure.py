"""The live figure without any descent: tracks, sliders, handles, and what Python and the browser tell each other."""

import base64
import json
import re

import numpy as np
import pytest
from matplotlib.figure import Figure
from traitlets import TraitError

from gdviz import LiveFigure, curve, explore, gradient_descent, momentum, two_features
from gdviz.live import wire
from gdviz.live.scene import Clause, Handle, Slider, Words
from gdviz.live.tracks import Track

RATES = np.linspace(0.1, 1.0, 10)
T = np.arange(5.0)


@pytest.fixture
def ax():
    ax = Figure(figsize=(4, 3)).subplots()
    ax.set(xlim=(-1, 5), ylim=(-1, 17))
    return ax


@pytest.fixture(scope="module")
def shared():
    figure = explore(two_features(), momentum, steps=20, lr=RATES, mu=[0, 0.5, 0.8])
    yield figure
    figure.close()


@pytest.fixture
def explorer(shared):
    shared.lr_index, shared.mu_index, shared.step = 0, 2, 20
    return shared


@pytest.fixture
def square(ax):
    """A line at the square of where a handle is; below zero that fails."""

    def at(x):
        if x < 0:
            raise ArithmeticError(f"no root of {x}")
        return [Track("path", ax, T, x**2 + 0 * T)], Words([Clause([f"At {x:g}."])])

    class Square(LiveFigure):
        def moved(self, name, place):
            self.show(*at(place[0]))

    tracks, words = at(2.0)
    handle = Handle("place", "place", ax, [2.0], anywhere=True)
    return Square(ax.figure, tracks, words=words, alt="A line.", handles=[handle])


@pytest.fixture
def messages(square, monkeypatch):
    """What is sent to the browser: a list of {trait: value}, one for each message."""
    sent = []
    monkeypatch.setattr(square, "_send", lambda message, buffers=None: sent.append((message["state"], buffers)))
    return sent


def height(figure):
    """The height of the line that shows."""
    (shown,) = set(figure.tracks[0].at((), figure.last)[1].tolist())
    return shown


def test_a_live_figure_needs_no_descent(ax):
    live = LiveFigure(ax.figure, [Track("path", ax, T, T**2, {"color": "#000000"})])
    assert (live.last, live.step, live.index) == (4, 4, ())
    assert live._scene["tracks"][0]["color"] == ["#000000", "#e8eaed"]
    assert live.said() == ""


def test_arrows_alone_have_steps_too(ax):
    assert LiveFigure(ax.figure, [Track("arrow", ax, T, T, {}, (T + 1, T))]).last == 5


def test_a_number_turns_into_the_pixel_that_matplotlib_gives_it(explorer):
    for track, sent in zip(explorer.tracks, explorer._scene["tracks"], strict=True):
        axes = explorer._scene["axes"][sent["axes"]]
        left, top, width, height = axes["box"]
        for corner in [(0.2, 0.3), (0.9, 0.7)]:
            data = track.ax.transData.inverted().transform(track.ax.transAxes.transform(corner))

            def share(value, side):
                turn = np.log10 if side["scale"] == "log" else float
                return (turn(value) - turn(side["low"])) / (turn(side["high"]) - turn(side["low"]))

            x, y = axes["x"][0], axes["y"][0]
            here = (left + width * share(data[0], x), top + height * (1 - share(data[1], y)))
            scale = explorer.figure.dpi / 100
            truth = track.ax.transData.transform(data) / scale
            assert here == pytest.approx((truth[0], explorer._scene["height"] - truth[1]), abs=0.01)


def test_where_there_is_no_widget_the_picture_and_its_words_show(explorer):
    data, metadata = explorer._repr_mimebundle_()
    assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/html", "image/png", "text/plain"}
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert metadata["image/png"] == {"width": 800}
    (alt,) = re.findall(r'alt="([^"]*)"', data["text/html"])
    assert alt == data["text/plain"] == explorer.description
    assert explorer.description.endswith(f"learning rate α = 0.1, momentum μ = 0.8. {explorer.said()}")
    assert "momentum" in alt


def test_a_name_given_by_a_user_stays_text_in_the_html():
    evil = curve(lambda w: w**2, name='<img src=x onerror="alert(1)">', domain=(-2, 2), start=1.0)
    data, _ = explore(evil, gradient_descent, steps=3)._repr_mimebundle_()
    assert data["text/html"].count("<") == 1
    assert "&lt;img src=x" in data["text/html"]


def test_the_static_picture_shows_the_path_in_its_colour(explorer):
    explorer.step = 20
    pixels = wire.pixels(explorer.png()).astype(int)
    blue = np.abs(pixels[..., :3] - [0x00, 0x64, 0xBF]).sum(axis=-1) < 30
    assert blue.mean() > 0.002
    explorer.step = 0
    fewer = np.abs(wire.pixels(explorer.png()).astype(int)[..., :3] - [0x00, 0x64, 0xBF]).sum(axis=-1) < 30
    assert fewer.sum() < blue.sum() / 2


def test_positions_beyond_the_ends_of_a_slider_are_refused(explorer):
    for name, value in [("mu_index", 3), ("lr_index", -1), ("step", 21)]:
        with pytest.raises(TraitError):
            setattr(explorer, name, value)


def test_tracks_that_do_not_fit_are_refused_with_a_sentence(ax):
    path = Track("path", ax, [0, 1, 2], [0, 1, 4])
    arrow = Track("arrow", ax, [0, 1, 2], [0, 1, 4], {}, ([1, 2, 3], [1, 4, 9]))  # a row too many
    with pytest.raises(ValueError, match="tracks is empty"):
        LiveFigure(ax.figure, [])
    with pytest.raises(ValueError, match=r"shape \(3,\), expected \(3, 2\)"):
        LiveFigure(ax.figure, [path], [Slider("a", "a", ["0", "1"])])
    with pytest.raises(ValueError, match=r"arrow has numbers of shape \(3,\), expected \(2,\)"):
        LiveFigure(ax.figure, [path, arrow])
    with pytest.raises(ValueError, match="2 figures; give one, or one for each value of the first slider"):
        LiveFigure([ax.figure, Figure()], [path])


@pytest.mark.parametrize("names", [(["step"], []), (["a", "a"], []), (["a"], ["a"]), ([], ["step"])])
def test_every_control_needs_a_name_of_its_own(ax, names):
    sliders = [Slider(name, name, ["0"]) for name in names[0]]
    track = Track("path", ax, np.zeros((3, *[1] * len(sliders))), np.zeros((3, *[1] * len(sliders))))
    with pytest.raises(ValueError, match="each needs a name of its own"):
        LiveFigure(ax.figure, [track], sliders, handles=[Handle(name, name, ax, [0.0]) for name in names[1]])


def test_a_handle_moved_from_python_shows_what_follows(square):
    assert height(square) == 4
    square.place = [3.0]
    assert height(square) == 9
    assert square.said() == "At 3."


def test_a_handle_that_cannot_be_there_goes_back_and_the_picture_stays(square):
    numbers, scene = square._numbers, square._scene
    with pytest.raises(ArithmeticError, match="no root of -1"):
        square.place = [-1.0]
    assert square.place == [2.0]
    assert (square._numbers, square._scene, height(square), square.said()) == (numbers, scene, 4, "At 2.")
    square.place = [1.0]  # and it can still be moved
    assert height(square) == 1


def test_the_browser_is_answered_when_the_picture_is_there(square):
    square._asked = {"id": "me 1", "name": "place", "to": [3]}
    assert (square._answered, square._error, square.place, height(square)) == ("me 1", "", [3.0], 9)


def test_the_browser_is_told_what_went_wrong_and_keeps_the_picture(square):
    square._asked = {"id": "me 1", "name": "place", "to": [-1]}
    assert square._answered == "me 1"
    assert square._error.endswith("ArithmeticError: no root of -1.0")
    assert "test_live_figure.py" in square._error
    assert "gdviz/live" not in square._error
    assert (square.place, height(square)) == ([2.0], 4)
    square._asked = {"id": "me 2", "name": "place", "to": [1]}
    assert (square._answered, square._error, height(square)) == ("me 2", "", 1)


def test_other_tracks_cross_in_one_message_with_the_words_that_belong_to_them(square, messages):
    tracks = [Track("path", square.tracks[0].ax, T, 5 + 0 * T)]
    square.show(tracks, Words([Clause(["Five."])]))
    ((state, buffers),) = messages
    assert state["_scene"]["words"]["clauses"][0]["texts"] == ["Five."]
    assert square._numbers in [bytes(buffer) for buffer in buffers]


def test_an_answer_and_its_picture_cross_in_one_message(square, messages):
    square._asked = {"id": "me 7", "name": "place", "to": [3]}
    (with_answer,) = [state for state, _ in messages if "_answered" in state]
    assert with_answer["_answered"] == "me 7"
    assert {"_scene", "place"} <= set(with_answer)
    assert [state for state, _ in messages if "_scene" in state] == [with_answer]


def test_tracks_that_do_not_fit_the_figure_that_shows_are_refused(square):
    ax = square.tracks[0].ax
    for tracks, what in (
        ([], "tracks is empty"),
        ([Track("path", ax, T[:4], T[:4])], "these tracks have 4 rows, those that show have 5"),
        ([Track("path", ax, T[:, None], T[:, None])], r"shape \(5, 1\), expected \(5,\)"),
    ):
        with pytest.raises(ValueError, match=what):
            square.show(tracks)
    assert height(square) == 4


def test_several_figures_have_their_own_axes_and_one_place(ax):
    other = Figure(figsize=(4, 3)).subplots()
    other.set(xlim=(-10, 50), ylim=(0.1, 100), yscale="log", ylabel="a label that needs room", title="two\nlines")
    track = Track("path", ax, T[:, None], 1 + T[:, None] + np.zeros((1, 2)))
    live = LiveFigure([ax.figure, other.figure], [track], [Slider("which", "which", ["a", "b"])])
    (axes,) = live._scene["axes"]
    assert [side["high"] for side in axes["x"]] == [5, 50]
    assert [side["scale"] for side in axes["y"]] == ["linear", "log"]
    assert other.get_position().bounds == ax.get_position().bounds
    assert live.figure is ax.figure
    live.which_index = 1
    assert live.figure is other.figure


def state_of(page):
    (text,) = re.findall(r'<script type="application/json" id="state">(.*?)</script>', page, re.DOTALL)
    return json.loads(text)


def test_a_saved_page_has_the_state_that_shows(tmp_path):
    evil = curve(lambda w: w**2, name="</script><b>", domain=(-2, 2), start=1.0)
    figure = explore(evil, gradient_descent, steps=3, lr=[0.1, 0.2])
    figure.start, figure.lr_index, figure.step = [-1.5], 1, 2
    figure.save(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    state = state_of(page)
    assert set(state) == {"_scene", "_numbers", "_table", "_grounds", "_pictures", "step", "lr_index", "start"}
    assert (state["start"], state["lr_index"], state["step"]) == ([-1.5], 1, 2)
    assert base64.b64decode(state["_numbers"]["base64"]) == figure._numbers
    assert base64.b64decode(state["_table"]["base64"]) == figure._table
    assert [[base64.b64decode(png["base64"]) for png in pair] for pair in state["_pictures"]] == figure._pictures
    assert state["_scene"] == json.loads(json.dumps(figure._scene))
    assert page.count("</script>") == 2
    assert figure.said() in page


def test_each_handle_has_a_trait(ax):
    handles = [Handle("a", "a", ax, [1.0]), Handle("b", "b", ax, [2, 3])]
    live = LiveFigure(ax.figure, [Track("path", ax, T, T)], handles=handles)
    assert (live.a, live.b) == ([1.0], [2.0, 3.0])
    live.b = [0.0, 0.0]  # a class without ``moved`` takes note, and no more
    assert (live.a, live.b) == ([1.0], [0.0, 0.0])
