"""How the blindfold looks: fog without a form, light at the feet, which button asks for what, and how the fog lifts."""

import itertools

import numpy as np
import pytest
from helpers.fogged import LIFT, RACE, saved
from helpers.pictures import PIXELS, reported

import gdviz as gd
from gdviz import style

BOX = "(node) => { const b = node.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; }"
MARKS = {
    "you": style.OWN[0],
    "descent": style.RULES["gradient_descent"][0],
    "guessing": style.RULES["random_search"][0],
}


@pytest.fixture(scope="module")
def games():
    hills = {"valleys": gd.two_valleys, "rotated": gd.rotated_bowl, "himmelblau": gd.himmelblau}
    return {name: gd.blindfold(f) for name, f in hills.items()}


@pytest.fixture
def alone(own_pages, tmp_path):
    """Save a game and open it from disk; ``how``: see ``helpers.own``."""
    return saved(own_pages, tmp_path)


def still(game):
    """A number for the pixels of the picture, when they have come to rest."""
    game.page.wait_for_timeout(400)
    return game.canvas.evaluate(PIXELS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["valleys", "himmelblau"])
def test_the_fog_has_grain_and_no_form(alone, games, name, scheme):
    game = alone(games[name], color_scheme=scheme)
    squares = game.means(*game.away(24))
    assert len(squares) > 40
    assert np.ptp(squares[:, :3], axis=0).max() < 1.5  # of 255: nothing that is as large as a hill
    assert squares[:, 3].min() >= 2  # but each of them has grain
    assert squares[:, 3].max() < 20


def test_the_fog_drifts_while_it_is_seen_and_stands_still_where_motion_is_not_wanted(alone, games):
    game = alone(games["rotated"])
    first = game.canvas.evaluate(PIXELS)
    assert still(game) != first
    game.lift()
    assert still(game) == still(game)  # without fog nothing moves
    calm = alone(games["rotated"], reduced_motion="reduce")
    assert still(calm) == still(calm)


@pytest.mark.parametrize("name", ["valleys", "himmelblau"])
def test_the_light_is_where_the_feet_are_and_a_dark_page_is_night(alone, games, name):
    for scheme in ("light", "dark"):
        game = alone(games[name], color_scheme=scheme)
        x, y = game.place(games[name]._scene["start"])
        (lamp,) = game.means((x - 24, y + 14, 12, 6))[:, :3]
        fog = game.means(*game.away(24))[:, :3].mean(axis=0)
        assert lamp.sum() > fog.sum() + 60
        if scheme == "dark":
            assert fog.max() < 24
            assert lamp[0] > lamp[2] + 40  # warm
        else:
            assert fog.min() > 180


def test_each_place_where_one_stood_stays_dimly_lit_and_the_hint_says_what_the_lines_mean(alone, games):
    for scheme in ("light", "dark"):
        game = alone(games["rotated"], color_scheme=scheme)
        x, y = game.place(games["rotated"]._scene["start"])
        beside = (x - 14, y + 8, 12, 6)  # away from the path, which leads to the right
        (now,) = game.means(beside)[:, :3]
        game.press("+", *["ArrowUp"] * 4)
        (later,), fog = game.means(beside)[:, :3], game.means(*game.away(24, far=300))[:, :3].mean(axis=0)
        assert fog.sum() + 20 < later.sum() < now.sum() - 20
        assert "The lines in the light are level, and the closer they lie, the steeper it is there." in (
            game.root.locator(".gdviz-hint").inner_text()
        )


def test_the_button_for_the_next_step_is_filled_and_the_other_once_the_slope_is_small(alone, games):
    walked = alone(games["valleys"])
    assert walked.primary() == ["left", "right"]
    walked.press("ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft", "-", "-", "-")
    assert walked.primary() == ["left", "right"]
    walked.press("-", "ArrowLeft")  # w = 1.98, and the valley lies at 1.973: there is no shorter step
    assert walked.primary() == ["left", "right", "down"]
    filled, outlined = ("(node) => getComputedStyle(node).backgroundColor", "rgba(0, 0, 0, 0)")
    assert walked.button("down").evaluate(filled) == walked.button("left").evaluate(filled) != outlined
    assert walked.button("back").evaluate(filled) == outlined
    walked.click("down")  # it asks nothing there
    walked.clear()
    assert walked.said().startswith("You took 5 steps and are in a valley, but not in the deepest")


def test_whoever_is_down_where_it_is_steep_is_asked_back_once(alone, games):
    for name, slope, step in (("valleys", "0.402", "left"), ("rotated", "13", "step")):
        game = alone(games[name], reduced_motion="reduce")
        lifted = game.root.and_(game.page.locator(".gdviz-lifted"))
        question = f"It still falls here: the slope is {slope}. Really?"
        game.click("down")
        assert game.said() == question == game.root.locator("[role=status]").inner_text()
        assert lifted.count() == 0
        game.click(step)  # no, not really
        assert game.said().startswith("Step 1.")
        game.click("down")
        assert game.said().startswith("It still falls here: ")
        assert lifted.count() == 0
        game.click("down")
        assert lifted.count() == 1
        assert game.said().startswith("You took 1 step and are ")
        game.click("down")  # "Play again": it asks again
        game.click("down")
        assert (game.said(), lifted.count()) == (question, 0)


@pytest.mark.parametrize("name", ["valleys", "rotated"])
def test_the_fog_lifts_in_two_seconds_from_the_left_while_all_axes_stay_and_words_give_way_to_words(alone, games, name):
    game = alone(games[name])
    before, hill = reported(game.canvas), games[name].descent.objective.name
    game.click("down")  # it asks back
    left, top, width, _ = before["box"]
    game.root.evaluate(LIFT, [(left + share * width, top + 3, 30, 30) for share in (0.9, 0.05)])
    game.clear()
    film = game.root.evaluate("(root) => root.film")
    halfway = [np.subtract(fogged[:3], clear[:3]) for fogged, clear in filter(None, (frame[3] for frame in film))]
    assert np.abs(halfway).max() > 8  # the hill shows on the left, and the fog on the right
    times = [frame[0] for frame in film]
    assert times[-1] > 1900  # a machine that is busy takes longer
    assert len(film) > 10
    for (at, said, seen, *_), (soon, then, *_) in itertools.pairwise(film):
        assert said == then or seen < 0.2 or soon - at > 60  # nobody reads two titles at once; a late frame hides it
    assert film[0][1] == "A hill in the fog"
    assert film[-1][1].startswith(hill)
    kept = [[letter["text"], letter["x"], letter["y"]] for letter in before["letters"]]
    for *_, letters, box in film:
        assert box == before["box"]
        assert all(letter in letters for letter in kept)
    assert reported(game.canvas)["x"] == before["x"]


def test_all_walks_lie_on_the_curve_and_the_others_have_lanes_below_the_axis(alone):
    game = alone(gd.blindfold(gd.bowl, lr=0.1), reduced_motion="reduce")
    game.press("ArrowRight", "ArrowRight")
    game.lift()
    path = [[-4], [-3.5], [-3]]
    assert game.shows([game.place(w) for w in path], MARKS["you"]).all()
    descent = [[-4 * 0.8**step] for step in range(2, 9)]  # each more than the width of a dot from the next
    assert game.shows([game.place(w) for w in descent], MARKS["descent"]).all()
    seen = reported(game.canvas)
    lanes = {letter["text"]: letter for letter in seen["letters"] if letter["text"] in MARKS}
    assert list(lanes) == list(MARKS)
    axis = max(letter["y"] + letter["height"] for letter in seen["letters"] if letter["text"] == "w")
    for name, walk in (("you", path), ("descent", descent)):
        middle = lanes[name]["y"] + lanes[name]["height"] / 2
        assert middle > axis  # below the axis and its numbers
        ticks = [(game.place(w)[0], middle) for w in walk]
        assert game.shows(ticks, MARKS[name]).all()
        assert lanes[name]["x"] + lanes[name]["width"] < seen["box"][0]


def test_the_others_race_in_while_the_fog_lifts_and_who_needs_fewer_steps_is_there_first(alone, games):
    game, twin = alone(games["rotated"]), games["rotated"]
    descent, guessing = twin.descent.w, twin.guessing[twin._rival()].w
    late = next(k for k in range(20, 500) if np.linalg.norm(guessing[k] - guessing[:k], axis=-1).min() > 0.05)
    places = [game.place(w) for w in (descent[1], descent[3], guessing[late])]
    colours = [[int(MARKS[name][i : i + 2], 16) for i in (1, 3, 5)] for name in ("descent", "descent", "guessing")]
    game.click("down")  # it asks back
    game.root.evaluate(RACE, [places, colours])
    game.clear()
    film = game.root.evaluate("(root) => root.film")
    assert not any(film[0])
    assert all(film[-1])
    soon, later, last = (next(frame for frame, found in enumerate(film) if found[k]) for k in range(3))
    assert 0 < soon < later < last


@pytest.mark.parametrize("name", ["valleys", "himmelblau"])
def test_letters_are_as_large_at_any_width_and_none_covers_another(alone, games, name):
    for width in (1400, 1000, 700, 390):
        game = alone(games[name], viewport=(width, 800), reduced_motion="reduce")
        for _ in range(2):  # in the fog, and without it
            seen = reported(game.canvas)
            size = game.canvas.evaluate("(canvas) => [canvas.clientWidth, canvas.clientHeight]")
            assert len(seen["letters"]) > 6
            for letter in seen["letters"]:
                assert letter["size"] >= 11
                for at, long, room in (("x", "width", size[0]), ("y", "height", size[1])):
                    assert letter[at] >= -0.5
                    assert letter[at] + letter[long] <= room + 0.5
            for a, b in itertools.combinations(seen["letters"], 2):
                apart = a["x"] >= b["x"] + b["width"] or b["x"] >= a["x"] + a["width"]
                assert apart or a["y"] >= b["y"] + b["height"] or b["y"] >= a["y"] + a["height"], (a, b)
            if not game.down():
                game.lift()


def test_a_map_has_its_controls_beside_it_down_to_600_pixels_and_fits_into_a_notebook(alone, games):
    for width in (632, 700, 1100, 1400):  # of the window: a page has 32 less
        game = alone(games["himmelblau"], viewport=(width, 800), reduced_motion="reduce")
        for _ in range(2):
            plot, side = (game.root.locator(what).evaluate(BOX) for what in (".gdviz-plot", ".gdviz-side"))
            assert plot[2] >= 320
            assert side[2] >= 249
            assert side[0] >= plot[0] + plot[2] + 10
            assert game.root.bounding_box()["height"] < 680
            if not game.down():
                game.lift()
    narrow = alone(games["himmelblau"], viewport=(390, 800))
    plot, side = (narrow.root.locator(what).evaluate(BOX) for what in (".gdviz-plot", ".gdviz-side"))
    assert side[1] > plot[1] + plot[3]
    for width in (700, 1100, 1400):
        curve = alone(games["valleys"], viewport=(width, 800), reduced_motion="reduce")
        assert curve.root.bounding_box()["height"] < 680
        curve.lift()
        assert curve.root.bounding_box()["height"] < 680


def test_a_wide_map_has_the_whole_width_and_fits_into_a_notebook_too(alone):
    for width in (700, 1100):
        game = alone(gd.blindfold(gd.ravine), viewport=(width, 800), reduced_motion="reduce")
        plot, side, root = (game.root.locator(what).evaluate(BOX) for what in (".gdviz-plot", ".gdviz-side", "xpath=."))
        assert plot[2] == pytest.approx(root[2], abs=5)
        assert side[1] >= plot[1] + plot[3]
        assert root[3] < 680
        game.lift()
        assert game.root.bounding_box()["height"] < 680


@pytest.mark.parametrize("name", ["valleys", "himmelblau", "ravine"])
def test_on_the_whole_screen_the_hill_is_larger_and_all_of_it_shows(alone, games, name):
    figure = games.get(name) or gd.blindfold(gd.ravine)
    game = alone(figure, viewport=(1400, 900), reduced_motion="reduce")
    _, _, wide, tall = game.root.locator(".gdviz-plot").evaluate(BOX)
    game.press("f")
    game.page.wait_for_function("() => document.fullscreenElement?.matches('.gdviz-blindfold')")
    _, _, wider, taller = game.root.locator(".gdviz-plot").evaluate(BOX)
    assert wider * taller > 1.4 * wide * tall
    assert game.root.evaluate("(root) => [root.scrollWidth, root.scrollHeight]") == [1400, 900]
    game.press("f")
    game.page.wait_for_function("() => document.fullscreenElement === null")


@pytest.mark.parametrize(("name", "what"), [("valleys", "a step to the left, to the right"), ("himmelblau", "turn")])
def test_its_keys_are_listed(alone, games, name, what):
    game = alone(games[name])
    game.press("?")
    listed = game.root.get_by_role("dialog", name="Keys")
    assert listed.locator("dt").all_inner_texts()[-3:] == ["+ −", "f", "?"]
    assert listed.locator("dd").first.inner_text() == what
    listed.get_by_role("button", name="Close").click()
    assert not listed.is_visible()
