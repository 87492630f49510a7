"""The blindfold in a browser: played by keys, by mouse and by finger, in JupyterLab and in a page of its own."""

import json

import numpy as np
import pytest
from helpers.browse import GONE
from helpers.fogged import Game, saved

import gdviz as gd
from gdviz import style

IMPORTS = "import json\nfrom gdviz import *"
READ = "print(json.dumps([game.path, game.n_steps, game.down]))"
RATIO = "(canvas) => canvas.width / canvas.getBoundingClientRect().width"


@pytest.fixture(scope="module")
def valleys():
    return gd.blindfold(gd.two_valleys)


@pytest.fixture(scope="module")
def rotated():
    return gd.blindfold(gd.rotated_bowl)


def opened(desk, lab, twin, call, *cells):
    desk.open(lab.write("blindfold.ipynb", IMPORTS, f"game = {call}\ngame", READ, *cells)).run_all()
    return Game(desk.page, twin)


def known(desk):
    """What Python knows of the game: path, n_steps, down."""
    desk.run(2)  # a widget keeps its news back until its last message is answered: now it is
    return json.loads(desk.run(2))


def test_a_game_in_one_dimension_is_played_by_keys_and_python_knows_the_path(desk, lab, valleys):
    game = opened(desk, lab, valleys, "blindfold(two_valleys)")
    assert game.said().startswith("You are on a hill, blindfolded, and want to get down. You stand at w = 4.")
    game.press("ArrowLeft", "ArrowLeft", "+", "ArrowLeft", "-", "-", "ArrowRight")
    assert known(desk) == [[[4.0], [3.5], [3.0], [2.0], [2.2]], 4, False]
    f = gd.two_valleys
    slope, rise = f.gradient(np.array([2.2]))[0], f(np.array([2.2])) - f(np.array([2.0]))
    assert game.said() == (
        f"Step 4. You stand at w = 2.2. The ground falls to the left, slope {style.short(slope)}. "
        f"Your last step took you up by {style.short(rise)}."
    )
    assert game.root.locator("[role=status]").inner_text() == game.said()
    game.press("+", *["ArrowRight"] * 7)  # the map ends at 5
    assert game.said().endswith("You cannot go there: the map ends. Turn, or take a shorter step.")
    assert known(desk)[0][-1] == [4.7]
    game.click("back")
    assert known(desk) == [[[4.0]], 0, False]


def test_the_fog_hides_the_hill_until_the_student_is_down(desk, lab, valleys):
    game = opened(desk, lab, valleys, "blindfold(two_valleys)")
    game.press(*["ArrowLeft"] * 4)
    hidden = game.hill(4, 3.5, 3, 2.5, 2)
    assert len(hidden) > 20
    assert game.contrast(hidden).max() < 20  # the grain of the fog
    words = game.root.evaluate("(root) => root.outerHTML + root.querySelector('canvas').getAttribute('aria-label')")
    for secret in ("two valleys", "exp", "−1.8", "1.97", "bottom lies"):
        assert secret not in words
    game.lift()
    assert game.shows(hidden, style.MUTED).mean() > 0.95
    assert game.contrast(hidden).min() > 60
    assert game.said().startswith("You took 4 steps and are in a valley, but not in the deepest: the bottom lies ")
    assert known(desk)[2] is True
    game.press("ArrowLeft")  # now it is too late
    assert known(desk)[1] == 4
    game.click("down")  # "Play again"
    assert known(desk) == [[[4.0]], 0, False]
    assert game.contrast(hidden).max() < 20  # the grain of the fog


def test_a_game_in_two_dimensions_is_played_from_python_and_by_mouse_and_compared_with_descent(desk, lab, rotated):
    moves = "game.path, game.down = [[-3, 2], [-1, 0], [0.01, 0.02]], True"
    game = opened(desk, lab, rotated, "blindfold(rotated_bowl)", moves)
    assert game.said().startswith("You took 2 steps and are down, ")  # Python has moved the student there
    assert "descent (α = 0.25) needed 13" in game.said()
    game.click("down")  # "Play again"
    game.root.locator("input[name=length]").press("End")  # the longest step: 1
    game.canvas.click(position=game.spot([-1, 0]))
    game.canvas.click(position=game.spot([-1, -0.5]))
    path = np.array(known(desk)[0])
    assert np.linalg.norm(np.diff(path, axis=0), axis=-1) == pytest.approx([1, 1])
    assert path[1] == pytest.approx(np.array([-3, 2]) + np.array([1, -1]) / np.sqrt(2), abs=0.02)
    assert path[2] == pytest.approx(path[1] + ([-1, -0.5] - path[1]) / np.linalg.norm([-1, -0.5] - path[1]), abs=0.02)
    game.press("ArrowLeft", "ArrowLeft", "ArrowUp")  # by keys, turned by 30°
    last = np.array(known(desk)[0])
    before, after = last[2] - last[1], last[3] - last[2]
    assert np.degrees(np.arccos(before @ after)) == pytest.approx(30, abs=0.01)
    assert before[0] * after[1] > before[1] * after[0]  # to the left
    game.root.locator("input[name=direction]").press("Home")
    game.click("step")
    assert known(desk)[0][4] == pytest.approx(last[3] + [1, 0])
    game.lift()
    descent = gd.descend(gd.rotated_bowl, gd.gradient_descent, steps=100, lr=0.25)
    mine, arrived = gd.rotated_bowl(last[3] + [1, 0]), np.argmax(np.linalg.norm(descent.w, axis=-1) < 0.05)
    asfar = np.argmax(descent.f <= mine)
    assert game.row("descent") == [str(arrived), style.short(descent.f[arrived]), str(asfar)]
    assert game.row("you")[:2] == ["4", style.short(mine)]
    assert f"descent (α = 0.25) needed {asfar}," in game.said()
    assert game.shows([game.place(w) for w in descent.w[1:4]], style.RULES["gradient_descent"][0]).all()


def test_the_game_goes_on_when_the_kernel_is_gone(desk, lab, valleys):
    game = opened(desk, lab, valleys, "blindfold(two_valleys)")
    lab.api(f"kernels/{desk.kernel()}", "DELETE")
    game.click("left")
    game.click("left")
    game.click("right")
    assert game.said().startswith("Step 3. You stand at w = 3.5.")
    game.lift()
    assert game.said().startswith("You took 3 steps and are 2.")
    assert game.shows(game.hill(4), style.MUTED).mean() > 0.95
    desk.forgive(GONE)


@pytest.fixture
def alone(own_pages, tmp_path):
    """Save a game and open it from disk; ``how``: see ``helpers.own``."""
    return saved(own_pages, tmp_path)


def test_in_a_dark_and_narrow_window_of_fine_pixels_nothing_sticks_out(alone, valleys, rotated):
    sticking_out = """(root) => [...root.querySelectorAll("*")].filter((node) => !node.matches(".gdviz-heard")
        && node.getBoundingClientRect().right > root.getBoundingClientRect().right + 0.5).map((node) => node.outerHTML)
        .concat(document.documentElement.scrollWidth > innerWidth ? ["the page scrolls"] : [])"""
    screen = {"viewport": (460, 900), "device_scale_factor": 2, "color_scheme": "dark"}
    for twin in (valleys, rotated):
        game = alone(twin, **screen)
        assert game.root.evaluate(sticking_out) == []
        assert game.canvas.evaluate(RATIO) == pytest.approx(2, abs=0.01)
        assert game.shows([game.place(twin._scene["start"])], style.OWN[0], dark=True).all()
        game.lift()
        assert game.root.evaluate(sticking_out) == []
        if twin is valleys:
            assert game.shows(game.hill(4), style.MUTED, dark=True).mean() > 0.95


def test_a_saved_page_is_played_by_finger_without_python(alone, rotated):
    game = alone(rotated, has_touch=True)
    assert game.page.title() == "A hill in the fog"
    game.canvas.tap(position=game.spot([3, 2]))
    assert game.said().startswith("Step 1. You stand at w = (−2.5, 2).")
    game.canvas.tap(position=game.spot([-2.5, -3]))
    assert game.said().startswith("Step 2. You stand at w = (−2.5, 1.5).")
    game.lift()
    assert game.said().startswith("You took 2 steps and are ")
    assert game.row("descent")[0] == "13"


def test_the_fog_goes_at_once_where_motion_is_not_wanted(alone, valleys):
    game = alone(valleys, reduced_motion="reduce")
    hidden = game.hill(4, 3.5)
    game.press("ArrowLeft")
    assert game.contrast(hidden).max() < 20  # the grain of the fog
    game.click("down")
    game.click("down")  # it is steep there
    assert game.shows(hidden, style.MUTED).mean() > 0.95


def test_a_link_opens_a_game_where_it_stood(alone, valleys):
    game = alone(valleys)
    game.press("ArrowLeft", "ArrowLeft", "+", "ArrowLeft")
    game.root.get_by_role("button", name="Copy a link").click()
    link, said = game.page.url, game.said()
    assert link.endswith("#path=4,3.5,3,2&down=false")
    game.page.goto("about:blank")
    game.page.goto(link)
    game.words.filter(has_text="Step 3").wait_for()
    assert game.said() == said
    game.page.evaluate("location.hash = '#path=4,3.5&down=true'")  # others may be followed from the page itself
    game.words.filter(has_text="You took 1 step ").wait_for()
    assert game.root.evaluate("(root) => root.classList.contains('gdviz-lifted')")
    game.page.evaluate("location.hash = '#path=4,9&down=false'")  # it leads off the map
    assert game.said().startswith("You took 1 step ")
    game.page.goto("about:blank")
    game.page.goto(link.replace("false", "true"))
    game.words.filter(has_text="You took 3 steps").wait_for()
