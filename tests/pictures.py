"""What a live figure on a page shows, and what it should show, by matplotlib's own map from numbers to pixels."""

import numpy as np

from gdviz import style

REACH = 2  # CSS pixels: how far from where it should be a dot may be found
APART = 8  # CSS pixels: places nearer to each other than this count once

FOUND = """(canvas, [places, colour, width, reach]) => {
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

PIXELS = """(canvas) => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    let hash = 0;
    for (const v of new Uint32Array(copy.getImageData(0, 0, canvas.width, canvas.height).data.buffer))
        hash = (Math.imul(hash, 31) + v) | 0;
    return hash;
}"""


def places(figure, x, y):
    """Where the first axes of a figure show numbers, in CSS pixels from the top left: those inside, each place once."""
    ax = figure.axes[0]
    pixels = ax.transData.transform(np.column_stack([x, y]))
    inside = [p for p in pixels if ax.bbox.contains(*p)]
    scale = 100 / figure.dpi
    height = figure.get_size_inches()[1] * 100
    kept = []
    for u, v in inside:
        place = (u * scale, height - v * scale)
        if all(np.hypot(place[0] - a, place[1] - b) > APART for a, b in kept):
            kept.append(place)
    return kept


class Picture:
    """A live figure on a page. ``twin``: the same figure, made by the test, which knows what it should show."""

    def __init__(self, desk, twin, nth=0):
        self.page, self.twin = desk.page, twin
        self.root = desk.page.locator(".gdviz").nth(nth)
        self.canvas = self.root.locator("canvas.gdviz-canvas")
        self.words = self.root.locator(".gdviz-words")
        self.play = self.root.locator("button[name=play]")
        self.words.filter(has_text=".").wait_for()

    def slider(self, name):
        return self.root.locator(f"input[name={name}]")

    def position(self, name):
        return int(self.slider(name).input_value())

    def said(self, **positions):
        """What the words should be with the sliders at these positions."""
        with self.twin.hold_trait_notifications():
            for name, position in positions.items():
                setattr(self.twin, name, position)
        return self.twin.said()

    def shows(self, run, steps=None, dark=False):
        """Which share of a run's iterates, up to a step or for a slice of steps, has a dot where it should be."""
        steps = steps if isinstance(steps, slice) else slice(None if steps is None else steps + 1)
        w = run.w[steps]
        x, y = (w[:, 0], run.f[steps]) if w.shape[-1] == 1 else w.T
        figure = self.twin.figure
        wanted = places(figure, x, y)
        assert len(wanted) >= 3, "too few places to tell one path from another"
        colour, _ = style.of(run.rule)
        colour = style.DARK[colour] if dark else colour
        rgb = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        return float(np.mean(self.canvas.evaluate(FOUND, [wanted, rgb, figure.get_size_inches()[0] * 100, REACH])))

    def pixels(self):
        """A number that changes when a pixel does."""
        return self.canvas.evaluate(PIXELS)

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
