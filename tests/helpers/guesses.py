"""Predictions in JupyterLab, as their tests see them: the places, and what stands there."""

from helpers.access import AXE, OPTIONS
from helpers.pictures import expect

from gdviz import style

ASK = "guess = predict('How many steps?', unit='steps')"
CHOOSE = "pick = predict('And twice as far?', ['fewer steps', 'as many', 'more steps'])"
HINT = "A number, such as 12 or 0.5, or never. Enter locks it."
KNOWN = "What happened is known. Guess first: it is drawn as soon as you lock."
ABOVE = "What happened is known. Guess above, where you were asked."
SAID = "You said 12 steps; it was 7: 1.7 times as many."
IT_WAS = "It was 7 steps; your guess was 5 steps off."  # further down, where it is revealed
READ = """const { width, height } = canvas, copy = new OffscreenCanvas(width, height);
    const context = copy.getContext("2d", { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);"""
SPOTS = f"""(canvas, colour) => {{  // how far to the right the middle of a colour is, 0 to 1, or null
    {READ}
    const across = [];
    for (let i = 0; i < data.length; i += 4)
        if (data[i + 3] > 200 && colour.every((c, k) => Math.abs(c - data[i + k]) < 16)) across.push((i / 4) % width);
    return across.length ? (Math.min(...across) + Math.max(...across)) / 2 / width : null;
}}"""
EDGES = f"""(canvas) => {{  // whether anything is painted on the outermost pixels
    {READ}
    const painted = (x, y) => data[4 * (y * width + x) + 3] > 0;
    const across = [...Array(width).keys()], down = [...Array(height).keys()];
    return across.some((x) => painted(x, 0) || painted(x, height - 1))
        || down.some((y) => painted(0, y) || painted(width - 1, y));
}}"""


def found(page, root):
    """What axe says about a view; it must have looked at the words."""
    return unlike(page, root, 'class="gdviz-said"')


def unlike(page, root, text=""):
    """What axe says about a part of the page; it must have judged the contrast of what has the text in its HTML."""
    page.evaluate(AXE)
    said = page.evaluate("([root, options]) => axe.run(root, options)", [root, OPTIONS])
    passed = {(rule["id"], node["html"]) for rule in said["passes"] for node in rule["nodes"]}
    assert [html for rule, html in passed if rule == "color-contrast" and text in html]
    unsure = [rule for rule in said["incomplete"] if rule["id"] == "color-contrast"]
    nodes = [(rule["id"], node) for rule in said["violations"] + unsure for node in rule["nodes"]]
    beyond = [f"'messageKey': '{key}'" for key in ("bgOverlap", "nonBmp", "shortTextContent")]  # signs: test_boxes.py
    return [(rule, node["html"]) for rule, node in nodes if not any(key in str(node["any"]) for key in beyond)]


class View:
    """One of the places in which a prediction is shown."""

    def __init__(self, desk, nth=0):
        self.page = desk.page
        self.root = self.page.locator(".gdviz-predict").nth(nth)
        self.field, self.options = self.root.locator("input[type=text]"), self.root.locator("input[type=radio]")
        self.canvas, self.words = self.root.locator("canvas"), self.root.locator(".gdviz-said")
        self.lock, self.look = self.root.locator("button[name=lock]"), self.root.locator("button[name=look]")

    def says(self, text):
        expect(self.words).to_have_text(text)

    def asks(self):
        return self.lock.is_visible()

    def guess(self, text):
        """Type a guess, and press Enter."""
        self.field.fill(text)
        self.field.press("Enter")

    def spot(self, name, dark=False):
        """Where on the number line the mark of a colour is."""
        colour = style.DARK[name] if dark else name
        return self.canvas.evaluate(SPOTS, [int(colour[i : i + 2], 16) for i in (1, 3, 5)])

    def table(self):
        parts = "(items) => items.map((item) => [...item.children].map((part) => part.textContent).join('\\n'))"
        return self.root.locator("li").evaluate_all(parts)
