"""An afternoon with a figure: moving sliders and running cells again leaves nothing behind, here and in the browser."""

import time

import numpy as np
import psutil
import pytest
from helpers.browse import PATIENCE
from helpers.pictures import Picture

import gdviz as gd

IMPORTS = "import ctypes, gc, os, weakref\nimport numpy as np\nfrom gdviz import *"
FIGURE = "explore(ravine, momentum, steps=16, lr=np.linspace(0.002, 0.08, 40))"
SMALL = "explore(bowl, gradient_descent, steps=4, lr=[0.1, 0.2], panels='cost')"
RATES = np.linspace(0.002, 0.08, 40)
COLLECTED = """
gc.collect()
ctypes.CDLL(None).malloc_trim(0)  # what is free goes back to the system
print(len([o for o in gc.get_objects() if isinstance(o, LiveFigure)]), os.getpid())
"""
FLAT = 1.1
OUTSIDE = 1 << 20  # bytes beyond the heap (pictures) that the browser may keep for each time that a cell has run

ASK = """async (code) => { // not by a cell: each time that another one is active, JupyterLab keeps 500 nodes
    const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session, said = [];
    const asked = kernel.requestExecute({ code, store_history: false });
    asked.onIOPub = ({ content }) => said.push(content.text ?? "");
    await asked.done;
    return said.join("");
}"""

RUN = """async ([cell, times]) => {
    window.roots ??= [];
    const { content } = jupyterapp.shell.currentWidget;
    const roots = () => [...content.widgets[cell].node.querySelectorAll(".gdviz")];
    const fresh = (root) => !window.roots.some((one) => one.deref() === root);
    const done = (root) => fresh(root) && root.querySelector(".gdviz-words").textContent;
    for (let n = 0; n < times; n++) {
        content.activeCellIndex = cell;
        await jupyterapp.commands.execute("notebook:run-cell");
        while (!(roots().length && roots().every(done))) await new Promise(requestAnimationFrame);
        window.roots.push(...roots().map((root) => new WeakRef(root)));
    }
}"""


@pytest.fixture(scope="module")
def twin():
    return gd.explore(gd.ravine, gd.momentum, steps=16, lr=RATES)


def walk(index):
    return gd.descend(gd.ravine, gd.momentum, steps=16, lr=RATES[index])


class Gauge:
    """Measures what a figure takes: in the browser's heap, in the rest of its process, and in the kernel."""

    def __init__(self, desk):
        self.desk = desk
        self.page = desk.context.new_cdp_session(desk.page)
        self.browser = desk.context.browser.new_browser_cdp_session()
        self.page.send("Performance.enable")
        self.page.send("HeapProfiler.enable")

    def collect(self):
        self.page.send("HeapProfiler.collectGarbage")
        self.desk.frames()

    def read(self):
        """{what: how much} in the browser and in the kernel, after the garbage is gone."""
        self.collect()
        figures, pid = map(int, self.desk.page.evaluate(ASK, COLLECTED).split())
        found = {entry["name"]: entry["value"] for entry in self.page.send("Performance.getMetrics")["metrics"]}
        read = {name: found[name] for name in ("JSHeapUsedSize", "Nodes", "JSEventListeners")}
        return read | {"figures": figures, "kernel": psutil.Process(pid).memory_info().rss}

    def outside(self):
        """The bytes of the processes that draw pages."""
        processes = self.browser.send("SystemInfo.getProcessInfo")["processInfo"]
        return sum(psutil.Process(p["id"]).memory_full_info().uss for p in processes if p["type"] == "renderer")

    def run_again(self, cell, times):
        """Run a cell a number of times, each time until its figures show; then wait until those of before are gone."""
        self.desk.page.evaluate(RUN, [cell, times])
        self.gone()

    def gone(self, count=0):
        """Collect garbage until no figure of ``run_again`` is left that is not on the page."""
        left = "window.roots.filter((s) => s.deref() && !s.deref().isConnected).length"
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.collect()
            if self.desk.page.evaluate(left) == count:
                return
        raise AssertionError(f"{self.desk.page.evaluate(left)} of {self.desk.page.evaluate('seen.length')} remain")


def grown(before, after):
    """What has grown by more than a tenth."""
    return {name: (before[name], after[name]) for name in before if after[name] > FLAT * before[name]}


def opened(desk, lab, *cells):
    return desk.open(lab.write("rot.ipynb", IMPORTS, *cells)).run_all()


def test_a_cell_that_runs_again_leaves_nothing_behind(desk, lab):
    gauge = Gauge(opened(desk, lab, f"figure = {SMALL}\nfigure"))  # a name holds it, and so does IPython
    gauge.run_again(1, 10)
    before, outside = gauge.read(), gauge.outside()
    gauge.run_again(1, 50)
    after = gauge.read()
    assert after["figures"] == before["figures"] == 1
    assert grown(before, after) == {}
    assert gauge.outside() - outside < 50 * OUTSIDE


def test_moving_sliders_leaves_nothing_behind(desk, lab, twin):
    gauge = Gauge(opened(desk, lab, FIGURE))
    picture = Picture(desk, twin)

    def move(times):
        for _ in range(times // 50):
            picture.press("lr", "Home", *["ArrowRight"] * 34)
            picture.press("step", "Home", *["ArrowRight"] * 14)
        picture.rested()

    move(100)
    before = gauge.read()
    move(500)
    after = gauge.read()
    picture.press("step", "End")
    assert picture.shows(walk(34)) == 1
    assert grown(before, after) == {}


def test_close_frees_a_figure_in_python_and_in_the_browser(desk, lab):
    make, close = f"figure = {SMALL}\nfigure", "gone = weakref.ref(figure)\nfigure.close()\ndel figure"
    gauge = Gauge(opened(desk, lab, make, close, "gc.collect()\nprint(gone())"))
    gauge.run_again(1, 1)
    desk.run(2)
    assert desk.run(3) == "None\n"
    desk.page.locator(".gdviz").wait_for(state="detached")
    gauge.gone()
    assert gauge.read()["figures"] == 0


def test_a_figure_that_has_gone_and_is_still_held_comes_back_where_it_is_displayed(desk, lab, twin):
    desk = opened(desk, lab, f"figure = {FIGURE}\nshow = True", "if show: display(figure)", "show = not show")
    Picture(desk, twin).drag("lr", to=30)
    desk.run(2)
    desk.page.locator(".gdviz").wait_for(state="detached")
    desk.run(3)
    desk.run(2)
    picture = Picture(desk, twin)
    picture.drag("lr", to=35)
    assert picture.shows(walk(35)) == 1
    picture.rested()


def test_after_a_restart_of_the_kernel_the_cells_run_as_before(desk, lab, twin):
    desk = opened(desk, lab, f"figure = {FIGURE}\nfigure", "figure.lr_index")
    Picture(desk, twin).drag("lr", to=30)
    desk.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    desk.run_all()
    desk.forgive("Connection lost, reconnecting")
    assert desk.page.locator(".gdviz").count() == 1
    picture = Picture(desk, twin)
    picture.drag("lr", to=35)
    assert picture.shows(walk(35)) == 1
    assert picture.words.inner_text() == picture.said(lr_index=35, step=16)
    picture.rested()
    for _ in range(50):  # the kernel takes messages of widgets and of cells side by side
        if desk.run(2) == "35":
            break
    assert desk.output(2) == "35"
