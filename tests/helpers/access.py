"""For who cannot see the picture, or hold a mouse: axe-core, and somebody with a keyboard."""

from importlib import resources

from playwright.sync_api import TimeoutError

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


OPTIONS = {"rules": {"target-size": {"enabled": True}}}  # every other rule is on from the start


TOOLBAR = 9  # what there may be to press in it, and the cell itself


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


OBEYED = "([root, nth, said]) => root.controls[nth].obeyed || root.innerText !== said"
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
        self.root.locator(".gdviz-words, .gdviz-said").first.wait_for()  # it is there, whole
        self.count = self.root.evaluate(CONTROLS)

    def focus(self, nth):
        self.root.evaluate("(root, nth) => root.controls[nth].focus()", nth)

    def tab(self, key="Tab"):
        """Go on to the next: its number, or None outside the figure."""
        self.page.keyboard.press(key)
        nth = self.root.evaluate("(root) => root.controls.indexOf(document.activeElement)")
        return None if nth < 0 else nth

    def enter(self):
        """Go on until the figure has the focus: JupyterLab's toolbar of a cell comes and goes before it."""
        return next((nth for nth in (self.tab() for _ in range(TOOLBAR)) if nth is not None), None)

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
        """Whether a control is moved by keys, or says something else. What it opens is closed again."""
        self.focus(nth)
        before = [self.root.element_handle(), nth, self.root.inner_text()]
        for key in keys:
            self.page.keyboard.press(key)
        try:
            self.page.wait_for_function(OBEYED, arg=before)  # a map takes a while to be walked
            obeyed = True
        except TimeoutError:
            obeyed = False
        self.page.keyboard.press("Escape")
        if self.root.evaluate("(root, nth) => root.controls[nth].name === 'full'", nth):
            self.page.wait_for_function("() => document.fullscreenElement !== null")  # it takes a while to come
            self.page.evaluate("document.exitFullscreen()")
            self.page.wait_for_function("() => document.fullscreenElement === null")
        return obeyed

    def check(self):
        """Tab reaches all controls in their order, each says what it is and shows that it is meant, and obeys keys."""
        self.focus(0)
        assert self.tab("Shift+Tab") in (None, self.count - 1)  # where there is nothing else, Tab goes round
        reached, roles = [], []
        for nth in range(self.count):
            reached.append(self.tab() if nth else self.enter())
            roles.append(self.heard())
            assert roles[-1][1].strip(), f"the {roles[-1][0]} at {reached} has no name"
            assert self.marked(reached[-1]), f"{roles[-1]} does not show that it has the focus"
        assert reached == list(range(self.count))
        assert self.tab() in (None, 0)
        assert [said for nth, said in enumerate(roles) if not self.obeys(nth, KEYS[said[0]])] == []
