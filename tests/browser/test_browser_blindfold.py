"""The blindfold in a browser: played by keys, by mouse and by finger, in JupyterLab and in a page of its own."""

import json

import numpy as np
import pytest
from helpers.browse import GONE
from helpers.pictures import FOUND, PIXELS, pixels_of, reported

import gdviz as gd
from gdviz import style

IMPORTS = "import json\nfrom gdviz import *"
READ = "print(json.dumps([game.path, game.n_steps, game.down]))"
RATIO = "(canvas) => canvas.width / canvas.getBoundingClientRect().width"
NEAR = 130  # CSS pixels to the left and right of the feet in which there is something to see in the fog
CONTRAST = """(canvas, places) => {  // how much a column of pixels around each place differs in itself
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const ratio = canvas.width / canvas.clientWidth, r = Math.round(7 * ratio);
    return places.map(([x, y]) => {
        const { data } = copy.getImageData(Math.round(x * ratio), Math.round(y * ratio) - r, 1, 2 * r + 1);
        const column = data.filter((_, i) => i % 4 === 3 || i % 4 === 1);
        const [light, clear] = [column.filter((_, i) => i % 2 === 0), column.filter((_, i) => i % 2 === 1)];
        return [light, clear].reduce((most, v) => Math.max(most, Math.max(...v) - Math.min(...v)), 0);
    });
}"""


BLOCKS = """(canvas, [x, y, width, height]) => {  // the mean red, green and blue of a part, and how much pixels differ
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const ratio = canvas.width / canvas.clientWidth, box = [x, y, width, height].map((v) => Math.round(v * ratio));
    const { data } = copy.getImageData(...box), count = data.length / 4, means = [0, 0, 0];
    let [low, high] = [255, 0];
    for (let k = 0; k < data.length; k += 4) {
        for (const c of [0, 1, 2]) means[c] += data[k + c] / count;
        [low, high] = [Math.min(low, data[k + 1]), Math.max(high, data[k + 1])];
    }
    return [...means, high - low];
}"""
LIFT = """(root) => {  // press "I am down", and note after each painted frame how far it has come
    const canvas = root.querySelector("canvas"), caption = root.querySelector("figcaption"), began = performance.now();
    root.film = [];
    root.querySelector("button[name=down]").click();
    const shot = (now) => {
        const words = [caption.textContent, Number(caption.style.opacity)];
        const places = canvas.gdviz.letters.map(({ text, x, y }) => [text, x, y]);
        root.film.push([now - began, ...words, places, canvas.gdviz.box]);
        if (!root.classList.contains("gdviz-clear")) requestAnimationFrame(shot);
    };
    requestAnimationFrame(shot);
}"""


class Game:
    """A game on a page. ``twin``: the same game, made by the test, which knows the hill."""

    def __init__(self, page, twin, nth=0):
        self.page, self.twin = page, twin
        self.root = page.locator(".gdviz-blindfold").nth(nth)
        self.canvas = self.root.locator("canvas.gdviz-canvas")
        self.words = self.root.locator(".gdviz-words")
        self.words.filter(has_text=".").wait_for()

    def said(self):
        return self.words.inner_text()

    def press(self, *keys):
        """Press keys with the picture in focus."""
        self.canvas.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def click(self, name):
        self.root.locator(f"button[name={name}]").click()

    def place(self, w, height=None):
        """Where a point of the map is, in CSS pixels of the picture; in one dimension on the hill, or at a height."""
        if len(w) == 1:
            w = (w[0], float(self.twin.descent.objective(np.array(w))) if height is None else height)
        ((x, y),) = pixels_of(self.canvas, [w[0]], [w[1]]).tolist()
        return x, y

    def spot(self, w):
        """The same as where to click."""
        return dict(zip("xy", self.place(w), strict=True))

    def means(self, *parts):
        """Of parts of the picture (x, y, width, height) the mean red, green, blue, and how much pixels differ."""
        return np.array([self.canvas.evaluate(BLOCKS, list(part)) for part in parts])

    def away(self, side, far=130):
        """Squares of the plot that lie away from the feet at the start."""
        left, top, width, height = reported(self.canvas)["box"]
        x0, y0 = self.place(self.twin._scene["start"])
        inside = [(left + x, top + y, side, side) for x in np.arange(3, width - side - 3, side)
                  for y in np.arange(3, height - side - 3, side)]  # fmt: skip
        if reported(self.canvas)["x"]["label"] == "w₁":  # letters lie along two edges of a map
            inside = [(x, y, *s) for x, y, *s in inside if x > left + 40 and y < top + height - 30 - side]
        return [(x, y, *s) for x, y, *s in inside if np.hypot(x + side / 2 - x0, y + side / 2 - y0) > far + side]

    def button(self, name):
        return self.root.locator(f"button[name={name}]")

    def primary(self):
        """The names of the buttons that are filled: what to do next."""
        return self.root.locator("button.gdviz-next").evaluate_all("(all) => all.map((node) => node.name)")

    def shows(self, points, colour, dark=False, reach=2):
        """Which of the places in the picture have a colour near them."""
        colour = style.DARK[colour] if dark else colour
        rgb = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        return np.array(self.canvas.evaluate(FOUND, [points, rgb, None, reach]))

    def contrast(self, places):
        """How much there is to see at places in the picture: 0, nothing, to 255."""
        return np.array(self.canvas.evaluate(CONTRAST, places))

    def hill(self, *walked):
        """Places on the curve of the hill that lie away from where the student has walked."""
        f, (low, high) = self.twin.descent.objective, self.twin.map[0]
        w = np.linspace(low, high, 60)[2:-2, None]
        places = [self.place(point, height) for point, height in zip(w, f(w), strict=True)]
        walked = [self.place([w])[0] for w in walked]
        return [p for p in places if min(np.abs(np.subtract(walked, p[0]))) > NEAR]

    def lift(self):
        """Say "I am down", twice where it asks back, and wait until the fog has gone."""
        self.click("down")
        if "Really?" in self.said():
            self.click("down")
        self.clear()

    def clear(self):
        self.root.and_(self.page.locator(".gdviz-clear")).wait_for()

    def row(self, who):
        """What the table says of a walk: its steps, how high it ended, when it was as far as the student."""
        cells = self.root.locator("tbody tr", has=self.page.locator("th", has_text=who)).locator("td")
        return cells.all_inner_texts()


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
    desk.complaints = [said for said in desk.complaints if GONE not in said]


@pytest.fixture
def alone(chromium, tmp_path):
    """Save a game and open it from disk, with the network off; ``context``: of Playwright."""
    contexts, said = [], []

    def opened(game, **context):
        contexts.append(chromium.new_context(**{"offline": True, "viewport": {"width": 800, "height": 900}, **context}))
        page = contexts[-1].new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda asked: asked.url.startswith(("file:", "blob:", "data:")) or said.append(asked.url))
        game.save(tmp_path / "game.html")
        page.goto((tmp_path / "game.html").as_uri())
        return Game(page, game)

    yield opened
    for context in contexts:
        context.close()
    assert said == []


def test_in_a_dark_and_narrow_window_of_fine_pixels_nothing_sticks_out(alone, valleys, rotated):
    sticking_out = """(root) => [...root.querySelectorAll("*")].filter((node) => !node.matches(".gdviz-heard")
        && node.getBoundingClientRect().right > root.getBoundingClientRect().right + 0.5).map((node) => node.outerHTML)
        .concat(document.documentElement.scrollWidth > innerWidth ? ["the page scrolls"] : [])"""
    screen = {"viewport": {"width": 460, "height": 900}, "device_scale_factor": 2, "color_scheme": "dark"}
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
