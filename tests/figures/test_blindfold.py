"""The blindfold, without a browser: what it computes beforehand, what it gives away, and what it refuses."""

import base64
import re

import numpy as np
import pytest
import traitlets

import gdviz as gd
from gdviz import style
from gdviz.figures import fog
from gdviz.live import painter, wire

wavy = gd.surface(lambda a, b: np.sin(a) * b + 0.1 * b**2, name="wavy", domain=[(-2, 2), (-1, 3)], start=(1, 1))
hole = gd.curve(lambda w: np.where(np.abs(w) < 1, np.nan, w**2), name="hole", domain=(-3, 3), start=-2)
valley = gd.curve(lambda w: (w - 1.2) ** 2, name="valley", domain=(-2, 3), start=-1)  # nothing else is known of it


@pytest.fixture(scope="module")
def drawn():
    hills = {"bowl": gd.bowl, "rotated": gd.rotated_bowl, "valleys": gd.two_valleys, "valley": valley}
    return {name: gd.blindfold(f) for name, f in hills.items()}


@pytest.fixture
def games(drawn):
    """A game in one dimension, one in two, one with two valleys, one of which nothing is known; at their starts."""
    for game in drawn.values():
        game.down, game.path = False, [game._scene["start"]]
    return drawn


def test_the_game_begins_at_the_start_in_the_fog(games):
    assert games["bowl"].path == [[-4.0]]
    assert games["rotated"].path == [[-3.0, 2.0]]
    assert gd.blindfold(gd.bowl, 3).path == [[3.0]]
    assert not games["bowl"].down
    assert games["bowl"].n_steps == 0


def test_in_the_fog_nothing_that_is_said_gives_the_hill_away(games):
    for game, f in [(games["bowl"], gd.bowl), (games["valleys"], gd.two_valleys), (games["rotated"], gd.rotated_bowl)]:
        data = game._repr_mimebundle_()[0]
        html = re.sub('src="[^"]*"', "", data["text/html"])
        said = " ".join([data["text/plain"], html, game._scene["alt"], repr(game)])
        (hidden, hill), fogged = game._views, game._scene["faces"][0]
        assert (hidden.title, hidden.note, list(hidden.marks), hidden.hill) == ("A hill in the fog", "", [], None)
        assert (fogged["title"], fogged["note"], fogged["marks"]) == ("A hill in the fog", "", [])
        assert (hill.title, hill.note) == (f.name, f.formula if len(f.name) + len(f.formula) <= 40 else "")
        numbers = [style.short(x) for x in f.minima.ravel() if x]
        for secret in [f.name, f.formula.split(",")[0], "minimum", "valley", *numbers]:
            assert secret not in said
        game.down = True
        assert f.name in game.description


def test_the_stored_picture_of_the_fog_is_the_same_all_over_the_map(games):
    for name in ("bowl", "rotated"):
        game, seen = games[name], []
        for game.down in (False, True):
            pixels = wire.pixels(game.png())
            height, width = pixels.shape[:2]
            seen.append(pixels[int(0.4 * height) : int(0.85 * height), int(0.4 * width) : int(0.9 * width)])
        fogged, hill = (np.ascontiguousarray(part).view("<u4") for part in seen)  # far from the start, inside the axes
        assert len(np.unique(fogged)) == 1
        assert len(np.unique(hill)) > 3


def test_the_vertical_axis_of_the_fog_does_not_depend_on_where_the_bottom_lies():
    for start in (-4, 1):
        height, (fogged, _) = gd.bowl(np.array([start])), gd.blindfold(gd.bowl, start)._scene["faces"]
        assert 0.5 * (fogged["y"]["low"] + fogged["y"]["high"]) == pytest.approx(height)
        assert fogged["y"]["high"] - height > 25
        assert (fogged["y"]["words"], fogged["y"]["label"]) == ([], "height")  # no numbers
    (ax,) = painter.paint(gd.blindfold(gd.bowl)._views[:1]).axes
    assert ax.get_yticks().size == 0


def test_the_hill_has_the_sides_that_the_fog_had(games):
    for game in games.values():
        fogged, hill = game._scene["faces"]
        assert fogged["x"] == hill["x"]
        assert fogged["y"] | {"words": None} == hill["y"]
        assert (fogged["shape"], fogged["inside"]) == (hill["shape"], hill["inside"])


def test_no_picture_is_sent(games):
    for game in games.values():
        state = game.get_state()
        assert sorted(name for name in state if name.startswith("_") and not name.startswith(("_view", "_model"))) == [
            "_anywidget_id", "_dom_classes", "_esm", "_grounds", "_numbers", "_program", "_scene",
        ]  # fmt: skip


@pytest.mark.parametrize(("name", "rate"), [("bowl", 0.5), ("rotated", 0.25), ("valleys", 1 / 11.05598696690868)])
def test_descent_takes_one_over_the_largest_curvature_where_it_is_known(games, name, rate):
    assert games[name].descent.hyper["lr"] == pytest.approx(rate)


@pytest.mark.parametrize("f", [gd.himmelblau, gd.rosenbrock, gd.beale, gd.saddle, wavy, valley], ids=lambda f: f.name)
def test_where_nothing_is_known_descent_takes_a_rate_that_leads_down(f):
    descent = gd.blindfold(f).descent
    assert np.isfinite(descent.f).all()
    assert descent.f[-1] < descent.f[0]


def test_a_hill_without_known_minima_has_its_bottom_where_it_is_lowest(games):
    assert games["valley"].bottom == pytest.approx(0, abs=1e-5)
    assert np.abs(np.array(games["valley"]._scene["minima"]) - 1.2).max() < 0.01


def test_the_course_s_number_descent_on_the_rotated_bowl_arrives_in_13(games):
    game = games["rotated"]
    game.path = [[-3, 2], [0.01, 0.01]]
    assert game.needed()["descent"] == 13


def test_the_slider_of_lengths_goes_by_round_numbers(games):
    assert games["bowl"]._scene["lengths"] == [0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0]
    assert games["bowl"]._scene["lengths"][games["bowl"]._scene["at"]] == 0.5
    at_first = gd.blindfold(gd.bowl, length=0.1)._scene
    assert at_first["lengths"][at_first["at"]] == 0.1


def test_guessing_takes_the_length_of_the_students_steps_or_the_one_given(games):
    game = games["bowl"]
    for length, path in [(0.1, [[-4], [-3.9], [-3.8]]), (1.0, [[-4], [-3], [-2], [-1.9]])]:
        game.path = path
        assert game.guessing.axes["delta"][game._rival()] == length
    assert gd.blindfold(gd.bowl, delta=0.3).guessing.axes["delta"].tolist() == [0.3]


def test_the_path_can_be_set_and_read_as_numbers_or_points(games):
    game = games["bowl"]
    game.path = [-4, [-3.5], np.array([-3.0])]
    assert game.path == [[-4.0], [-3.5], [-3.0]]
    assert game.n_steps == 2
    assert "after 2 steps" in game.description


@pytest.mark.parametrize("path", [[], [[9.0]], [[-4.0], [1.0, 2.0]], [[np.nan]]])
def test_a_path_off_the_map_is_refused_and_the_old_one_stays(games, path):
    game = games["valleys"]
    game.path = [[4.0], [3.0]]
    with pytest.raises((traitlets.TraitError, ValueError), match=r"path"):
        game.path = path
    assert game.path == [[4.0], [3.0]]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"f": gd.quadratic(np.eye(3)), "start": (1, 1, 1)}, "has 3 coordinates; a picture has room for 1 or 2"),
        ({"f": gd.bowl, "start": 7}, r"start = \[7.0\] lies outside the space of bowl"),
        ({"f": hole, "start": 0.5}, "not finite there; start where it is"),
        ({"f": gd.bowl, "length": -1}, "length = -1; it must be a number above 0"),
        ({"f": gd.bowl, "lr": [0.1, 0.2]}, r"lr = \[0.1, 0.2\]; it must be a number"),
        ({"f": gd.bowl, "tol": 0}, "tol = 0; it must be"),
        ({"f": lambda w: w**2}, "is not an Objective"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(arguments, sentence):
    with pytest.raises((TypeError, ValueError), match=sentence):
        gd.blindfold(**arguments)


def test_the_stored_picture_shows_the_walk_and_after_the_fog_the_hill(games):
    game = games["rotated"]
    shown = [game.png()]
    game.path = [[-3, 2], [-2, 1], [-1, 0]]
    shown.append(game.png())
    game.down = True
    shown.append(game.png())
    game.down = False
    assert len(set(shown)) == 3
    data, metadata = game._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]) == shown[1]
    assert metadata["image/png"]["width"] == 540
    assert f'alt="{game.description}"' in data["text/html"]


def test_a_name_given_by_a_user_stays_text(games):
    evil = '"><img src=x onerror=alert(1)>'
    game = gd.blindfold(gd.curve(lambda w: w**2, name=evil, formula=evil, domain=(-2, 2), start=1.0))
    game.down = True
    html = game._repr_mimebundle_()[0]["text/html"]
    assert html.count("<") == 1


def test_a_rate_that_throws_the_walk_out_is_shown_as_such():
    game = gd.blindfold(gd.bowl, lr=1.05)
    game.path, game.down = [[-4], [-2]], True
    assert game.needed()["descent"] is None
    assert "needed more than 500" in game.description
    assert game.png()


def test_round_numbers_are_one_two_and_five():
    assert fog.round_numbers(0.03, 6) == [0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0]
