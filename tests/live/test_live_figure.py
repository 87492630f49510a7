"""The live figure without any descent: tracks, sliders, handles, and what Python and the browser tell each other."""

import base64
import json
import re

import numpy as np
import pytest
from helpers.panels import panel
from traitlets import TraitError

from gdviz import LiveFigure, curve, explore, gradient_descent, momentum, two_features
from gdviz.live import assets, wire
from gdviz.live.panel import BELOW, SHELF, Axis
from gdviz.live.scene import Handle, Slider
from gdviz.live.tracks import Track
from gdviz.live.words import Clause, Words

RATES = np.linspace(0.1, 1.0, 10)
T = np.arange(5.0)


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
def square():
    """A line at the square of where a handle is; below zero that fails."""

    def at(x):
        if x < 0:
            raise ArithmeticError(f"no root of {x}")
        return [Track("path", "here", T, x**2 + 0 * T)], Words([Clause([f"At {x:g}."])])

    class Square(LiveFigure):
        def moved(self, name, place):
            self.show(*at(place[0]))

    tracks, words = at(2.0)
    handle = Handle("place", "place", "here", [2.0], anywhere=True)
    return Square([panel()], tracks, words=words, alt="A line.", handles=[handle])


@pytest.fixture
def messages(square, monkeypatch):
    """What is sent to the browser: a list of {trait: value}, one for each message."""
    sent = []

    def send(message, buffers=()):
        there = {name: bytes(buffer) for (name,), buffer in zip(message["buffer_paths"], buffers, strict=True)}
        sent.append(message["state"] | there)

    monkeypatch.setattr(square, "_send", send)
    return sent


def height(figure):
    """The height of the line that shows."""
    (shown,) = set(figure.tracks[0].at((), figure.last)[1].tolist())
    return shown


def test_a_live_figure_needs_no_descent():
    live = LiveFigure([panel()], [Track("path", "here", T, T**2, {"color": "#000000"})])
    assert (live.last, live.step, live.stands, live.index) == (4, 0, 4, ())
    assert live._scene["tracks"][0]["color"] == ["#000000", "#e8eaed"]
    assert live.said() == ""


def test_arrows_alone_have_steps_too():
    assert LiveFigure([panel()], [Track("arrow", "here", T, T, {}, (T + 1, T))]).last == 5


def share(value, side):
    """How far along an axis a number lies, from 0 to 1, by nothing but its description, as the browser has it."""
    turn = np.log10 if side["scale"] == "log" else float
    low, high = side["low"], side["high"]
    bottom = low * (low / high) ** BELOW if side["shelf"] else low
    value = low * (low / high) ** SHELF if side["shelf"] and value < low else value
    return (turn(value) - turn(bottom)) / (turn(high) - turn(bottom))


def demand_places_of_matplotlib(figure):
    """Each point of a figure's tracks lies in its panel where matplotlib draws it."""
    painted, (tracks, _, index) = figure.figure, figure._now()
    for track, sent in zip(tracks, figure._scene["tracks"], strict=True):
        if figure._scene["panels"][sent["panel"]]["behind"]:
            continue  # matplotlib does not paint it
        k, face = sent["panel"], figure.faces[sent["panel"]]
        told, ax = figure._scene["panels"][k]["faces"][0], painted.axes[k]
        assert (face.name, figure._scene["panels"][k]["name"]) == (track.panel, track.panel)
        for x, y in np.transpose(track.at(index, figure.last)):
            here = ax.transLimits.transform(ax.transScale.transform((face.x.seen(x), face.y.seen(y))))
            assert (share(x, told["x"]), share(y, told["y"])) == pytest.approx(tuple(here), abs=1e-9)


def test_a_number_lies_where_matplotlib_puts_it_by_what_is_sent_alone(explorer):
    demand_places_of_matplotlib(explorer)


def test_a_cost_of_zero_lies_on_the_shelf_of_both_painters():
    down = LiveFigure([panel(y=Axis(0.01, 100, scale="log", shelf=True))], [Track("path", "here", T, [10, 1, 0, 5, 0])])
    demand_places_of_matplotlib(down)
    told = down._scene["panels"][0]["faces"][0]["y"]
    assert 0 < share(0.0, told) < share(0.01, told)


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
    explorer.step = 1
    fewer = np.abs(wire.pixels(explorer.png()).astype(int)[..., :3] - [0x00, 0x64, 0xBF]).sum(axis=-1) < 30
    assert fewer.sum() < blue.sum() / 2


def test_positions_beyond_the_ends_of_a_slider_are_refused(explorer):
    for name, value in [("mu_index", 3), ("lr_index", -1), ("step", 21)]:
        with pytest.raises(TraitError):
            setattr(explorer, name, value)


def test_tracks_that_do_not_fit_are_refused_with_a_sentence():
    path = Track("path", "here", [0, 1, 2], [0, 1, 4])
    arrow = Track("arrow", "here", [0, 1, 2], [0, 1, 4], {}, ([1, 2, 3], [1, 4, 9]))  # a row too many
    with pytest.raises(ValueError, match="tracks is empty"):
        LiveFigure([panel()], [])
    with pytest.raises(ValueError, match="panels is empty"):
        LiveFigure([], [path])
    with pytest.raises(ValueError, match=r"shape \(3,\), expected \(3, 2\)"):
        LiveFigure([panel()], [path], [Slider("a", "a", ["0", "1"])])
    with pytest.raises(ValueError, match=r"arrow has numbers of shape \(3,\), expected \(2,\)"):
        LiveFigure([panel()], [path, arrow])
    with pytest.raises(ValueError, match="a track is in the panel 'here', and there is none"):
        LiveFigure([panel("elsewhere")], [path])


@pytest.mark.parametrize("sliders", [[], [Slider("a", "a", ["0", "1", "2"])], [Slider("a", "a", ["0"])]])
def test_so_many_faces_of_a_panel_are_one_or_one_for_each_value_of_the_first_slider(sliders):
    flat = np.zeros((3, *[1] * len(sliders)))
    for panels in ([[panel(), panel()]], [panel("other"), [panel(), panel()]]):
        with pytest.raises(ValueError, match="2 faces of a panel; give one, or one for each value of the first slider"):
            LiveFigure(panels, [Track("path", "here", flat, flat)], sliders)


@pytest.mark.parametrize("names", [(["step"], []), (["a", "a"], []), (["a"], ["a"]), ([], ["step"])])
def test_every_control_needs_a_name_of_its_own(names):
    sliders = [Slider(name, name, ["0"]) for name in names[0]]
    track = Track("path", "here", np.zeros((3, *[1] * len(sliders))), np.zeros((3, *[1] * len(sliders))))
    with pytest.raises(ValueError, match="each needs a name of its own"):
        LiveFigure([panel()], [track], sliders, handles=[Handle(name, name, "here", [0.0]) for name in names[1]])


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
    tracks = [Track("path", "here", T, 5 + 0 * T)]
    square.show(tracks, Words([Clause(["Five."])]))
    (state,) = messages
    assert assets.unpacked(state["_scene"])["words"]["clauses"][0]["texts"] == ["Five."]
    assert state["_numbers"] == square._numbers


def test_an_answer_and_its_picture_cross_in_one_message(square, messages):
    square._asked = {"id": "me 7", "name": "place", "to": [3]}
    (with_answer,) = [state for state in messages if "_answered" in state]
    assert with_answer["_answered"] == "me 7"
    assert {"_scene", "place"} <= set(with_answer)
    assert [state for state in messages if "_scene" in state] == [with_answer]


def test_tracks_that_do_not_fit_the_figure_that_shows_are_refused(square):
    for tracks, what in (
        ([], "tracks is empty"),
        ([Track("path", "here", T[:4], T[:4])], "these tracks have 4 rows, those that show have 5"),
        ([Track("path", "nowhere", T, T)], "a track is in the panel 'nowhere', and there is none"),
        ([Track("path", "here", T[:, None], T[:, None])], r"shape \(5, 1\), expected \(5,\)"),
    ):
        with pytest.raises(ValueError, match=what):
            square.show(tracks)
    assert height(square) == 4


def test_a_panel_with_several_faces_shows_that_of_the_first_slider():
    one = panel(title="one", y=(-1, 5))
    other = panel(title="two", x=(-10, 50), y=Axis(0.1, 100, "height", "log"))
    track = Track("path", "here", T[:, None], 1 + T[:, None] + np.zeros((1, 2)))
    beside = panel("beside", title="always")
    live = LiveFigure([[one, other], beside], [track], [Slider("which", "which", ["a", "b"])])
    faces, still = (told["faces"] for told in live._scene["panels"])
    assert [face["title"] for face in faces] == ["one", "two"]
    assert [face["x"]["high"] for face in faces] == [5, 50]
    assert [face["y"]["scale"] for face in faces] == ["linear", "log"]
    assert [face["title"] for face in still] == ["always"]
    for at, face in enumerate([one, other]):
        live.which_index = at
        assert live.faces == [face, beside]
        shown, second = live.figure.axes
        assert (shown.get_title(loc="left"), second.get_title(loc="left")) == (face.title, "always")
        assert (shown.get_xlim(), shown.get_yscale()) == (face.x.ends, face.y.scale)
    assert live.panels == [[one, other], [beside]]


def test_a_figure_is_painted_anew_each_time_without_what_moves():
    live = LiveFigure([panel()], [Track("path", "here", T, T)])
    first = live.figure
    first.axes[0].plot([0, 1], [0, 1])
    assert live.figure is not first
    assert live.figure.axes[0].get_lines()[:] == []


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
    assert set(state) == {"_scene", "_numbers", "_table", "_grounds", "step", "lr_index", "start"}
    assert (state["start"], state["lr_index"], state["step"]) == ([-1.5], 1, 2)
    assert base64.b64decode(state["_numbers"]["base64"]) == figure._numbers
    assert base64.b64decode(state["_table"]["base64"]) == figure._table
    assert [base64.b64decode(ground["base64"]) for ground in state["_grounds"]] == figure._grounds
    assert state["_scene"] == json.loads(json.dumps(figure._scene))
    assert page.count("</script>") == 2
    assert figure.said() in page


def test_each_handle_has_a_trait():
    handles = [Handle("a", "a", "here", [1.0]), Handle("b", "b", "here", [2, 3])]
    live = LiveFigure([panel()], [Track("path", "here", T, T)], handles=handles)
    assert (live.a, live.b) == ([1.0], [2.0, 3.0])
    live.b = [0.0, 0.0]  # a class without ``moved`` takes note, and no more
    assert (live.a, live.b) == ([1.0], [0.0, 0.0])
