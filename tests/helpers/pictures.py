"""What a live figure on a page shows, and what it should show: each panel reports where its plot is, and its axes."""

import numpy as np
from helpers.browse import PATIENCE
from playwright.sync_api import expect

from gdviz import style

expect.set_options(timeout=1000 * PATIENCE)

REACH = 2  # CSS pixels: how far from where it should be a dot may be found
APART = 8  # CSS pixels: places nearer to each other than this count once

FOUND = """(canvas, [places, colour, width, reach]) => {
    width ??= canvas.clientWidth;
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const ratio = canvas.width / width, r = Math.round(reach * ratio), side = 2 * r + 1;
    return places.map(([x, y]) => {
        const { data } = copy.getImageData(Math.round(x * ratio) - r, Math.round(y * ratio) - r, side, side);
        for (let i = 0; i < data.length; i += 4)
            if (data[i + 3] > 200 && colour.every((c, k) => Math.abs(c - data[i + k]) < 16)) return true;
        return false;
    });
}"""

PIXELS = """(canvas, area) => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    let hash = 0;
    const [left, top, right, bottom] = area ?? [0, 0, 1, 1], { width, height } = canvas;
    const box = [left * width, top * height, (right - left) * width, (bottom - top) * height].map(Math.round);
    for (const v of new Uint32Array(copy.getImageData(...box).data.buffer))
        hash = (Math.imul(hash, 31) + v) | 0;
    return hash;
}"""

STICKING_OUT = """(root) => {
    const area = root.closest(".jp-OutputArea-output");
    const right = area.getBoundingClientRect().right + 0.5;
    const wide = [...root.querySelectorAll("*")].filter((node) => !node.matches(".gdviz-heard"));
    return wide.filter((node) => node.getBoundingClientRect().right > right).map((node) => node.outerHTML)
        .concat(area.scrollWidth > area.clientWidth ? ["the output scrolls"] : [])
        .concat(root.scrollWidth > root.clientWidth ? ["the figure scrolls"] : []);
}"""


def along(axis, from_, to):
    """The map from numbers to pixels along an axis, as a panel reports it: {scale, low, high, shelf}."""
    turn = np.log10 if axis["scale"] == "log" else np.asarray
    low, high = axis["low"], axis["high"]
    bottom = low * (low / high) ** 0.12 if axis.get("shelf") else low
    begin, end = turn(bottom), turn(high)

    def pixel(values):
        values = np.asarray(values, dtype=float)
        if axis.get("shelf"):
            values = np.where(values < low, low * (low / high) ** 0.07, values)
        with np.errstate(all="ignore"):
            return from_ + (turn(values) - begin) / (end - begin) * (to - from_)

    return pixel


def reported(canvas):
    """What a panel reports: {"box", "x", "y", "letters"}, in CSS pixels of its canvas."""
    return canvas.evaluate("(canvas) => canvas.gdviz")


def pixels_of(canvas, x, y):
    """Where a panel shows numbers, in CSS pixels of its canvas: (k, 2)."""
    panel = reported(canvas)
    left, top, width, height = panel["box"]
    return np.column_stack(
        [along(panel["x"], left, left + width)(x), along(panel["y"], top + height, top)(y)]
    )  # fmt: skip


def places(canvas, x, y):
    """The same of those that lie inside its plot, each place once."""
    left, top, width, height = reported(canvas)["box"]
    kept = []
    for u, v in pixels_of(canvas, x, y).tolist():
        inside = left <= u <= left + width and top <= v <= top + height
        if inside and all(np.hypot(u - a, v - b) > APART for a, b in kept):
            kept.append((u, v))
    return kept


def between(line, count=20):
    """Points of a line, (k, 2), that lie closer to each other than its own do."""
    share = np.linspace(0, 1, count)[:, None, None]
    return (line[:-1] + share * (line[1:] - line[:-1])).reshape(-1, 2)


def rgb(colour):
    """A colour, "#rrggbb", as three numbers."""
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


SEEN = """(root) => { // JupyterLab lays out a cell when it comes near the window, and others then move
    root.scrollIntoView({ block: "center" });
    return root.querySelector(".gdviz-words")?.innerText.includes(".");
}"""


def in_sight(desk, nth):
    """A live figure that may stand in a fold that was opened just now: it is drawn when it is seen."""
    desk.page.wait_for_function(SEEN, arg=desk.page.locator(".gdviz").nth(nth).element_handle())
    return Picture(desk, None, nth)


class Picture:
    """A live figure on a page. ``twin``: the same figure, made by the test, which knows what it should show."""

    def __init__(self, desk, twin, nth=0):
        self.page, self.twin, self.row = desk.page, twin, None
        self.root = desk.page.locator(".gdviz").nth(nth)
        self.canvas = self.root.locator("canvas.gdviz-canvas").first
        self.words = self.root.locator(".gdviz-words")
        self.trouble = self.root.locator(".gdviz-trouble")
        self.play = self.root.locator("button[name=play]")
        self.words.filter(has_text=".").wait_for()

    def slider(self, name):
        return self.root.locator(f"input[name={name}]")

    def position(self, name):
        return int(self.slider(name).input_value())

    def said(self, **positions):
        """What the words should be with the sliders at these positions; without a step, at that of the last time."""
        self.row = positions.get("step", self.row)
        with self.twin.hold_trait_notifications():
            for name, position in positions.items():
                setattr(self.twin, name, position)
        return self.twin.said(self.row)

    def shows(self, run, steps=None, dark=False):
        """Which share of a run's iterates, up to a step or for a slice of steps, has a dot where it should be."""
        steps = steps if isinstance(steps, slice) else slice(None if steps is None else steps + 1)
        w = run.w[steps]
        x, y = (w[:, 0], run.f[steps]) if w.shape[-1] == 1 else w.T
        wanted = places(self.canvas, x, y)
        assert len(wanted) >= 3, "too few places to tell one path from another"
        colour, _ = style.of(run.rule)
        colour = style.DARK[colour] if dark else colour
        return float(np.mean(self.canvas.evaluate(FOUND, [wanted, rgb(colour), None, REACH])))

    def panel(self, nth):
        """The canvas of a panel."""
        return self.root.locator("canvas.gdviz-canvas").nth(nth)

    def letters(self, panel):
        """The texts in a panel, in the order in which they were written."""
        return [letter["text"] for letter in self.panel(panel).evaluate("(canvas) => canvas.gdviz.letters")]

    def races(self, panel=0):
        """For each racer of the twin, as it stands, which share of its markers is seen where the panel has them.

        Of those that no later one hides; NaN where there are none.
        """
        twin, canvas, shares = self.twin, self.panel(panel), []
        tracks, _, _ = twin._now()
        paths = [t for t in tracks if t.kind == "path" and t.panel == twin.faces[panel].name]
        lines = [pixels_of(canvas, *track.at((), twin.last)) for track in paths]
        for k, track in enumerate(paths):
            balls = [line[-1:] for line in lines[: k + 1]]
            later = np.concatenate([[(np.inf, np.inf)], *balls, *map(between, lines[k + 1 :])])
            every = track.look["markevery"]
            spots = lines[k][every::every].tolist()
            free = [spot for spot in spots if np.nanmin(np.hypot(*(later - spot).T)) > APART]
            seen = canvas.evaluate(FOUND, [free, rgb(track.look["color"]), None, REACH])
            shares.append(np.mean(seen) if seen else np.nan)
        return np.array(shares)

    def all_pixels(self):
        """A number for each panel, which changes when a pixel of it does."""
        return [canvas.evaluate(PIXELS, None) for canvas in self.root.locator("canvas.gdviz-canvas:visible").all()]

    def pixels(self, area=None):
        """A number that changes when a pixel does, of the canvas or of an area (left, top, right, bottom; 0 to 1)."""
        return self.canvas.evaluate(PIXELS, area)

    def has(self, colour, x, y):
        """Whether there is a colour, "#rrggbb", at places of the first panel: a list of booleans."""
        spots = pixels_of(self.canvas, x, y).tolist()
        return self.canvas.evaluate(FOUND, [spots, rgb(colour), None, REACH])

    def sticking_out(self):
        """What of the figure lies to the right of the output that it is in."""
        return self.root.evaluate(STICKING_OUT)

    def hold(self, name, to):
        """Take the handle of a slider with the mouse and drag it to a position, without letting go."""
        slider = self.slider(name)
        slider.hover()  # waits until it is in view and stands still
        box, last = slider.bounding_box(), int(slider.get_attribute("max"))

        def place(position):
            return box["x"] + 8 + (box["width"] - 16) * position / last, box["y"] + box["height"] / 2

        self.page.mouse.move(*place(self.position(name)))
        self.page.mouse.down()
        self.page.mouse.move(*place(to), steps=5)
        assert self.position(name) == to, f"the mouse has missed the handle of {name}"

    def drag(self, name, to):
        self.hold(name, to)
        self.page.mouse.up()

    def press(self, name, *keys):
        """Press keys with the slider in focus."""
        self.slider(name).focus()
        for key in keys:
            self.page.keyboard.press(key)

    def rested(self):
        """Wait until the hand has rested, and Python has been told."""
        texts = [self.root.locator(f".gdviz-{what}").element_handle() for what in ("heard", "words")]
        self.page.wait_for_function("([heard, words]) => heard.textContent === words.textContent", arg=texts)

    def handle(self, name="start"):
        return self.root.locator(f"button.gdviz-handle[name={name}]")

    def point(self, *place):
        """Where on the page the first panel shows a place, (w1, w2) or on a curve (w,)."""
        place = place if len(place) == 2 else (*place, float(self.twin.trajectory.objective(np.array(place))))
        ((x, y),) = pixels_of(self.canvas, *([value] for value in place)).tolist()
        box = self.canvas.bounding_box()
        return box["x"] + x, box["y"] + y

    def stands(self, name="start"):
        """Where on the page the middle of a handle is."""
        box = self.handle(name).bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def take(self, *place, name="start", moves=6):
        """Take a handle with the mouse and drag it to a place, without letting go."""
        self.handle(name).hover()
        self.page.mouse.move(*self.stands(name))
        self.page.mouse.down()
        self.page.mouse.move(*self.point(*place), steps=moves)

    def drag_start(self, *place, by="mouse"):
        """Drag the start to a place with the mouse or with a finger, and wait until Python has heard, or answered."""
        if by == "mouse":
            self.take(*place)
            self.page.mouse.up()
        else:
            self.handle().scroll_into_view_if_needed()
            finger = self.page.context.new_cdp_session(self.page)
            ends = np.array([self.stands(), self.point(*place)])
            moves = [ends[0] + share * (ends[1] - ends[0]) for share in np.linspace(0, 1, 7)]
            for kind, at in [("touchStart", moves[0]), *(("touchMove", at) for at in moves), ("touchEnd", None)]:
                points = [] if at is None else [{"x": float(at[0]), "y": float(at[1])}]
                finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        if self.twin._ran:
            self.rested()
        self.answered()

    def begins(self):
        """The place that the handle says it is at."""
        said = self.handle().get_attribute("title").removeprefix("start: ").strip("()")
        return [float(number.replace("−", "-")) for number in said.split(", ")]

    def answered(self):
        """Wait until nothing is asked of Python any more."""
        self.page.wait_for_function(
            "(root) => !root.classList.contains('gdviz-waiting')", arg=self.root.element_handle()
        )

    def film(self):
        """Note, after each painted frame from now on, the words and a number for the pixels; see ``cut``."""
        self.root.evaluate(
            f"""(root) => {{
            const pixels = {PIXELS}, canvas = root.querySelector("canvas"), words = root.querySelector(".gdviz-words");
            root.film = [];
            const shot = () => root.film?.push([words.textContent, pixels(canvas)]) && requestAnimationFrame(shot);
            requestAnimationFrame(shot);
        }}"""
        )

    def cut(self):
        """The frames of the film: a list of [words, pixels]."""
        return self.root.evaluate("(root) => { const film = root.film; root.film = null; return film; }")
