"""For who cannot see the picture, or hold a mouse: axe-core finds nothing to mend, and every control obeys the keys."""

from importlib import resources

import numpy as np
import pytest
from browse import Desk

import gdviz as gd

FIGURES = {  # a line added here is tested in JupyterLab and on a saved page
    "explore": "explore(ravine, momentum, steps=8, lr=np.linspace(0.01, 0.07, 7), mu=[0.5, 0.8])",
    "curve": "explore(two_valleys, gradient_descent, steps=8, lr=[0.01, 0.05, 0.1])",
    "family": "explore(two_features, momentum, steps=8, correlation=[0, 0.5, 0.9])",
    "race": "race(ravine, [gradient_descent, momentum, nesterov], steps=8)",
    "basins": "basins(himmelblau, momentum, (-3, 2), 60, lr=0.01, mu=0.8, cells=11)",
    "tuning": "tuning(ravine, momentum, steps=8, lr=np.linspace(0.01, 0.1, 5), mu=[0, 0.5, 0.9])",
    "blindfold on a curve": "blindfold(two_valleys)",
    "blindfold": "blindfold(himmelblau)",
}
AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
OPTIONS = {"rules": {"target-size": {"enabled": True}}}  # every other rule is on from the start
THEMES = {"Dark": ".gdviz.gdviz-dark", "Light": ".gdviz:not(.gdviz-dark)"}
SCREENS = [("Light", 900), ("Dark", 900), ("Dark", 320)]
KEYS = {  # for each role, keys of which one at least must do something
    "application": ["ArrowUp", "ArrowRight"],
    "button": ["Space"],
    "combobox": ["ArrowDown", "ArrowUp"],
    "slider": ["ArrowLeft", "ArrowRight"],
}

CONTROLS = """(root) => {
    const all = root.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']");
    root.controls = [...all].filter((node) => !node.disabled && node.checkVisibility());
    for (const node of root.controls)
        for (const event of ["click", "input", "change"]) node.addEventListener(event, () => (node.obeyed = true));
    return root.controls.length;
}"""
AROUND = """(root, nth) => {
    const { x, y, width, height } = root.controls[nth].getBoundingClientRect();
    return { x: x - 6, y: y - 6, width: width + 12, height: height + 12 };
}"""


def complaints(page, root, layers=()):
    """What axe says about a part of the page: the rule, the element, how to mend it. It must have looked at the words.

    Where it cannot tell a contrast, it complains, too; but for reasons in ``layers``.
    """
    page.evaluate(AXE)
    said = page.evaluate("([root, options]) => axe.run(root, options)", [root, OPTIONS])
    looked = {(rule["id"], node["html"]) for rule in said["passes"] + said["violations"] for node in rule["nodes"]}
    assert [html for rule, html in looked if rule == "color-contrast" and 'class="gdviz-words"' in html]
    assert {"aria-valid-attr", "label", "target-size"} <= {rule for rule, _ in looked}
    unsure = [rule for rule in said["incomplete"] if rule["id"] == "color-contrast"]
    return [
        f"{rule['id']}: {node['html']}\n{node.get('failureSummary')}"
        for rule in said["violations"] + unsure
        for node in rule["nodes"]
        if not any(f"'messageKey': '{reason}'" in str(node["any"]) for reason in layers)
    ]


class Keyboard:
    """Somebody with a keyboard before a figure. Its controls have numbers, in the order of the page."""

    def __init__(self, part):
        """part: of a page, with one figure in it."""
        self.page, self.root = part.page, part.locator(".gdviz, .gdviz-predict")
        self.cdp = self.page.context.new_cdp_session(self.page)
        self.count = self.root.evaluate(CONTROLS)

    def focus(self, nth):
        self.root.evaluate("(root, nth) => root.controls[nth].focus()", nth)

    def tab(self, key="Tab"):
        """Go on to the next: its number, or None outside the figure."""
        self.page.keyboard.press(key)
        nth = self.root.evaluate("(root) => root.controls.indexOf(document.activeElement)")
        return None if nth < 0 else nth

    def heard(self):
        """What a screen reader is told of the control in focus: its role and its name."""
        node = self.cdp.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]
        tree = self.cdp.send("Accessibility.getPartialAXTree", {"objectId": node["objectId"], "fetchRelatives": False})
        return tree["nodes"][0]["role"]["value"], tree["nodes"][0]["name"]["value"]

    def marked(self, nth):
        """Whether there is something to see that goes when the focus goes."""
        box = self.root.evaluate(AROUND, nth)
        with_it = self.page.screenshot(clip=box)
        self.page.evaluate("document.activeElement.blur()")
        without = self.page.screenshot(clip=box)
        self.focus(nth)
        return with_it != without

    def obeys(self, nth, keys):
        """Whether a control is moved by keys, or says something else."""
        self.focus(nth)
        said = self.root.inner_text()
        for key in keys:
            self.page.keyboard.press(key)
        return self.root.evaluate("(root, nth) => root.controls[nth].obeyed", nth) or self.root.inner_text() != said

    def check(self):
        """Tab reaches all controls in their order, each says what it is and shows that it is meant, and obeys keys."""
        self.focus(0)
        assert self.tab("Shift+Tab") in (None, self.count - 1)  # where there is nothing else, Tab goes round
        reached, roles = [], []
        for _ in range(self.count):
            reached.append(self.tab())
            roles.append(self.heard())
            assert roles[-1][1].strip(), f"the {roles[-1][0]} at {reached} has no name"
            assert self.marked(reached[-1]), f"{roles[-1]} does not show that it has the focus"
        assert reached == list(range(self.count))
        assert self.tab() in (None, 0)
        assert [said for nth, said in enumerate(roles) if not self.obeys(nth, KEYS[said[0]])] == []


@pytest.fixture(scope="module")
def tall_desk(chromium, lab):
    """A JupyterLab in which a notebook with all the figures was run, on a screen that has room for all of them."""
    desk = Desk(lab, chromium, viewport={"width": 1280, "height": 800 * len(FIGURES)})
    desk.open(lab.write("axe.ipynb", "import numpy as np\nfrom gdviz import *", *FIGURES.values())).run_all()
    desk.page.evaluate("document.body.style.height = '100vh'")  # it is 0, and axe believes that
    yield desk
    desk.tidy()
    desk.context.close()
    assert desk.complaints == []


@pytest.fixture(scope="module", params=THEMES)
def theme(request, tall_desk):
    """JupyterLab in a theme; the selector of a figure there."""
    tall_desk.command("apputils:change-theme", theme=f"JupyterLab {request.param}")
    tall_desk.page.locator("#jupyterlab-splash").wait_for(state="detached")  # it lies over all
    return THEMES[request.param]


@pytest.fixture(params=range(len(FIGURES)), ids=FIGURES)
def cell(request, tall_desk):
    """The output of a cell with a figure."""
    nth = 1 + request.param
    assert "Error" not in tall_desk.output(nth)
    tall_desk.page.evaluate("(nth) => (jupyterapp.shell.currentWidget.content.activeCellIndex = nth)", nth)
    output = tall_desk.page.locator(".jp-CodeCell").nth(nth).locator(".jp-OutputArea")
    output.locator(".gdviz-words", has_text=".").wait_for()
    output.evaluate("(output, nth) => (output.id = `output-${nth}`)", nth)
    return output


@pytest.fixture(scope="module", params=FIGURES)
def saved(request, chromium, tmp_path_factory):
    """A page with the figure and nothing else."""
    path = tmp_path_factory.mktemp("axe") / "page.html"
    eval(FIGURES[request.param], vars(gd) | {"np": np}).save(path)
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    page.locator(".gdviz-words", has_text=".").wait_for()
    yield page
    context.close()


def test_axe_finds_nothing_in_jupyterlab(theme, cell):
    cell.locator(theme).wait_for()
    selector = f"#{cell.get_attribute('id')} .gdviz"
    assert complaints(cell.page, selector, layers=["bgOverlap"]) == []  # the layers of JupyterLab confuse it


def test_keys_reach_and_move_every_control_in_jupyterlab(cell):
    Keyboard(cell).check()


def test_axe_finds_nothing_on_a_saved_page(saved):
    for theme, width in SCREENS:
        saved.set_viewport_size({"width": width, "height": 700})
        saved.emulate_media(color_scheme=theme.lower())
        saved.locator(THEMES[theme]).wait_for()
        assert complaints(saved, "html") == []


def test_keys_reach_and_move_every_control_of_a_saved_page(saved):
    Keyboard(saved.locator("body")).check()
