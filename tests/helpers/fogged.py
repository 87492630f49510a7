"""A blindfold on a page: what is pressed, what it says, and what its picture shows."""

import numpy as np
from helpers.own import save
from helpers.pictures import FOUND, pixels_of, reported

from gdviz import style

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
LIFT = """(root, parts) => {  // press "I am down", and note after each painted frame how far it has come
    const means = BLOCKS, halfway = (time) => time > 600 && time < 1400; // of two seconds: what parts look like then
    const canvas = root.querySelector("canvas"), caption = root.querySelector("figcaption"), began = performance.now();
    root.film = [];
    root.querySelector("button[name=down]").click();
    const shot = (now) => {
        const words = [caption.textContent, Number(caption.style.opacity)];
        const places = canvas.gdviz.letters.map(({ text, x, y }) => [text, x, y]);
        const seen = halfway(now - began) ? parts.map((part) => means(canvas, part)) : null;
        root.film.push([now - began, ...words, seen, places, canvas.gdviz.box]);
        if (!root.classList.contains("gdviz-clear")) requestAnimationFrame(shot);
    };
    requestAnimationFrame(shot);
}""".replace("BLOCKS", BLOCKS)

RACE = """(root, [places, colours]) => {  // the same, and note for each frame at which places there is a colour
    const found = FOUND, canvas = root.querySelector("canvas");
    root.film = [];
    root.querySelector("button[name=down]").click();
    const shot = () => {
        root.film.push(places.map((place, k) => found(canvas, [[place], colours[k], null, 2])[0]));
        if (!root.classList.contains("gdviz-clear")) requestAnimationFrame(shot);
    };
    requestAnimationFrame(shot);
}""".replace("FOUND", FOUND)


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
        inside = [(left + x, top + y, side, side) for x in np.arange(3, width - side - 3, side).tolist()
                  for y in np.arange(3, height - side - 3, side).tolist()]  # fmt: skip
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

    def down(self):
        """Whether the student has said so, and has seen or sees the fog lift."""
        return self.root.and_(self.page.locator(".gdviz-lifted")).count() == 1

    def clear(self):
        self.root.and_(self.page.locator(".gdviz-clear")).wait_for()

    def row(self, who):
        """What the table says of a walk: its steps, how high it ended, when it was as far as the student."""
        cells = self.root.locator("tbody tr", has=self.page.locator("th", has_text=who)).locator("td")
        return cells.all_inner_texts()


def saved(own_pages, tmp_path):
    """A function that saves a game and opens it from disk, with the network off; ``how``: see ``helpers.own``."""

    def opened(game, **how):
        save(game, tmp_path / "game.html")
        how = {"reduced_motion": "no-preference", "viewport": (800, 900)} | how
        return Game(own_pages.open(tmp_path / "game.html", **how), game)

    return opened
