"""What goes wrong in a classroom, in a real JupyterLab: Python is killed, the server goes, a notebook is old."""

import os
import secrets
import signal
from contextlib import suppress

import nbformat
import numpy as np
import pytest
from helpers import browse
from helpers.browse import GONE, Desk, Lab
from helpers.hand import walks_from
from helpers.pictures import STICKING_OUT, Picture
from ipywidgets.embed import dependency_state
from nbformat.sign import NotebookNotary

import gdviz as gd
from gdviz.live import assets
from gdviz.live.picture import Module

RATES = np.linspace(0.002, 0.08, 40)
IMPORTS = "import os\nimport numpy as np\nfrom gdviz import *"
FIGURE = "figure = explore(ravine, momentum, steps=16, mu=0.5, lr=np.linspace(0.002, 0.08, 40))\nfigure"
PID = "print(os.getpid())"
MINE = "answer = 42  # by hand, and not saved"
DIED = "Connection lost, reconnecting"  # says JupyterLab
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
OLDER = ('className: "gdviz-words"', 'className: "gdviz-words", title: "older"')  # told apart by this in its program
KERNEL = "jupyterapp.shell.currentWidget.sessionContext.session?.kernel"


@pytest.fixture
def twin():
    return gd.explore(gd.ravine, gd.momentum, steps=16, mu=0.5, lr=RATES)


def walk(index):
    return gd.descend(gd.ravine, gd.momentum, steps=16, mu=0.5, lr=RATES[index])


def opened(desk, lab, twin, *cells):
    """A figure that is alive, in a notebook whose third cell prints the process of its kernel."""
    desk.open(lab.write("faults.ipynb", IMPORTS, FIGURE, PID, *cells)).run_all()
    return Picture(desk, twin)


def follows(picture, position):
    """Whether picture and words are those of a position of the slider."""
    said = picture.said(lr_index=position, step=16)
    return picture.shows(walk(position)) == 1 and picture.words.inner_text() == said


def killed(desk):
    """Kill the kernel, as a machine does that has run out of memory; JupyterLab knows of it, and says so."""
    desk.page.evaluate(f"{KERNEL}.statusChanged.connect((_, status) => (window.seen ??= []).push(status))")
    os.kill(int(desk.output(2)), signal.SIGKILL)
    desk.page.wait_for_function("() => window.seen?.includes('autorestarting')")


def alive_again(desk, twin):
    """The cells run again, in the kernel that JupyterLab has started anew: the figure of a fresh model."""
    desk.page.get_by_role("button", name="Ok", exact=True).click()  # JupyterLab has said that the kernel died
    desk._connected()
    old = desk.page.locator(".gdviz").element_handle()
    desk.run_all()
    desk.page.wait_for_function("(old) => !old.isConnected", arg=old)
    picture = Picture(desk, twin)
    picture.drag_start(2.5, -1.2)
    assert picture.trouble.inner_text() == ""
    picture.drag("lr", to=20)
    return picture


def test_python_is_killed_while_the_hand_holds_a_slider(desk, lab, twin):
    picture = opened(desk, lab, twin)
    picture.hold("lr", to=30)
    box = picture.slider("lr").bounding_box()
    killed(desk)
    for position in (33, 8, 36):  # the mouse button is still down
        desk.page.mouse.move(box["x"] + 8 + (box["width"] - 16) * position / 39, box["y"] + box["height"] / 2, steps=4)
        assert picture.position("lr") == position
        assert follows(picture, position)
    desk.page.mouse.up()
    picture.rested()
    assert picture.trouble.inner_text() == ""
    alive_again(desk, twin)
    desk.forgive(GONE, DIED)


def test_python_is_killed_while_the_hand_holds_the_start(desk, lab, twin):
    picture = opened(desk, lab, twin)
    stood = picture.stands()
    picture.handle().hover()
    desk.page.mouse.move(*stood)
    desk.page.mouse.down()
    killed(desk)
    desk.page.mouse.move(*picture.point(2.5, -1.2), steps=6)
    assert walks_from(picture, [2.5, -1.2])  # the browser takes the walk
    desk.page.mouse.up()
    assert picture.trouble.inner_text() == ""
    desk.page.get_by_role("button", name="Ok", exact=True).click()
    picture.drag("lr", to=33)
    assert walks_from(picture, [2.5, -1.2])
    desk.forgive(GONE, DIED)


@pytest.fixture
def own_lab(tmp_path, monkeypatch):
    """A function that starts a JupyterLab for one folder: each time at the same port, with the same token."""
    port, token, labs = browse.free_port(), secrets.token_hex(16), []
    monkeypatch.setattr(browse, "free_port", lambda: port)
    monkeypatch.setattr(browse.secrets, "token_hex", lambda _: token)
    (tmp_path / "notebooks").mkdir()

    def start():
        labs.append(Lab(tmp_path / "notebooks", tmp_path / f"private {len(labs)}"))
        return labs[-1]

    yield start
    for lab in labs:
        lab.stop()


def test_the_server_goes_and_comes_back(chromium, own_lab, twin):
    lab = own_lab()
    desk = Desk(lab, chromium)
    picture = opened(desk, lab, twin, "")
    desk.page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex = 3")
    desk.page.locator(".jp-CodeCell").nth(3).locator(".cm-content").click()
    desk.page.keyboard.type(MINE)
    kernel = int(desk.output(2))
    lab.process.kill()
    lab.process.wait()
    with suppress(ProcessLookupError):  # it may have ended by itself meanwhile
        os.kill(kernel, signal.SIGKILL)
    gone = desk.page.get_by_role("dialog", name="Server Connection Error")
    gone.get_by_role("checkbox").check()  # else JupyterLab says it again, in front of the figure
    gone.get_by_role("button", name="Close", exact=True).click()
    picture.drag("lr", to=30)
    assert follows(picture, 30)
    lab = own_lab()
    assert MINE not in (lab.folder / "faults.ipynb").read_text()
    desk.command("docmanager:save")
    assert nbformat.read(lab.folder / "faults.ipynb", 4).cells[3].source == MINE
    desk.page.reload()
    desk._started()
    desk.open("faults.ipynb").run_all()
    assert desk.output(3) == ""
    picture = Picture(desk, twin)
    picture.drag("lr", to=20)
    assert follows(picture, 20)
    desk.context.close()


def test_a_notebook_that_a_jupyterlab_of_somebody_else_saved_is_alive_when_it_is_opened_again(desk, lab, twin):
    """Its setting says that no widgets are saved."""
    opened(desk, lab, twin).drag("lr", to=12)
    desk.command("docmanager:save")
    stored = nbformat.read(lab.folder / "faults.ipynb", 4)
    data = stored.cells[1].outputs[0].data
    assert {VIEW, "image/png", "text/html", "text/plain"} == set(data)
    assert data["text/plain"] == twin.description
    desk.tidy()
    (lab.folder / "faults.ipynb").rename(lab.folder / "saved.ipynb")  # no kernel knows it
    desk.open("saved.ipynb")
    picture = Picture(desk, twin)
    assert follows(picture, 12)
    picture.drag("lr", to=30)
    assert follows(picture, 30)
    old = picture.root.element_handle()
    desk.run_all()
    desk.page.wait_for_function("(old) => !old.isConnected", arg=old)
    picture = Picture(desk, twin)
    picture.drag("lr", to=20)
    assert follows(picture, 20)
    desk.command("docmanager:save")
    desk.tidy()


def test_a_notebook_without_figures_is_saved_as_the_setting_says(desk, lab):
    desk.open(lab.write("plain.ipynb", "import ipywidgets\nipywidgets.IntSlider()")).run_all()
    desk.page.locator(".widget-slider").wait_for()
    desk.command("docmanager:save")
    assert "widgets" not in nbformat.read(lab.folder / "plain.ipynb", 4).metadata


def test_figures_of_two_versions_live_side_by_side(desk, lab, twin):
    """As in a page that is left open while gdviz is upgraded, and its kernel restarted."""
    older = f"""other = explore(ravine, momentum, steps=16, mu=0.5, lr=np.linspace(0.002, 0.08, 40))
from gdviz.live import assets; from gdviz.live.picture import Module
module, style = assets.unpacked(other._program.packed)
other._program = Module(packed=assets.packed([module.replace(*{OLDER}), style]))
other"""
    first = opened(desk, lab, twin, older)
    second = Picture(desk, twin, nth=1)
    assert [picture.words.get_attribute("title") for picture in (first, second)] == [None, "older"]
    second.drag("lr", to=30)
    assert follows(second, 30)
    first.drag("lr", to=8)
    assert follows(first, 8)
    assert follows(second, 30)


def test_a_figure_that_an_older_version_stored_with_its_state_is_alive_until_the_cell_runs_with_the_newer(
    desk, lab, twin
):
    older = gd.explore(gd.ravine, gd.momentum, steps=16, mu=0.5, lr=RATES)
    module, style = assets.unpacked(older._program.packed)
    older._program = Module(packed=assets.packed([module.replace(*OLDER), style]))
    name = lab.write("older.ipynb", IMPORTS, FIGURE)
    notebook = nbformat.read(lab.folder / name, 4)
    notebook.cells[1].outputs = [nbformat.v4.new_output("display_data", data=older._repr_mimebundle_()[0])]
    state = dependency_state([older], drop_defaults=False)
    notebook.metadata.widgets = {STATE: {"version_major": 2, "version_minor": 0, "state": state}}
    nbformat.write(notebook, lab.folder / name)
    notary = NotebookNotary(data_dir=str(lab.data))
    notary.sign(notebook)  # as JupyterLab does with what its user has run
    notary.store.close()
    desk.open(name)
    picture = Picture(desk, twin)
    assert picture.words.get_attribute("title") == "older"
    picture.drag("lr", to=30)
    assert follows(picture, 30)
    desk.run_all()
    desk.page.wait_for_function("() => !document.querySelector('.gdviz-words[title]')")
    picture = Picture(desk, twin)
    picture.drag("lr", to=8)
    assert follows(picture, 8)
    desk.forgive(GONE)


ZOOMED = """
from IPython.display import display
display(
    explore(two_features(), momentum, steps=20, lr=np.linspace(0.02, 0.5, 49), mu=[0, 0.5, 0.9]),
    explore(two_features, momentum, steps=20, correlation=[0, 0.5, 0.9]),
    race(two_features(), [gradient_descent, momentum, adam]),
    blindfold(ravine),
    predict("How many steps does it take?"),
)
"""
LAID_OUT = """(root) => {
    const shown = (node) => node.checkVisibility() && !node.matches(".gdviz-heard");
    const all = (what) => [...root.querySelectorAll(what)].filter(shown);
    const trouble = [];
    for (const node of all("button, input, select")) {
        const target = node.type === "radio" ? node.closest("label") : node; // its words can be clicked, too
        if (target.getBoundingClientRect().height < 24) trouble.push(`${node.outerHTML} is too low`);
        node.scrollIntoView({ block: "center" });
        const { left, top, width, height } = node.getBoundingClientRect();
        const hit = document.elementFromPoint(left + width / 2, top + height / 2);
        if (!node.contains(hit)) trouble.push(`${node.outerHTML} lies under ${hit?.outerHTML.slice(0, 80)}`);
    }
    const speaks = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    const texts = all("*").filter((node) => speaks(node) && !node.matches("option, .gdviz-choice span")).map((node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return [node, range.getBoundingClientRect()];
    });
    for (const [one, a] of texts)
        for (const [other, b] of texts) {
            if (one === other || one.contains(other) || other.contains(one)) continue;
            const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (across > 1 && down > 4) trouble.push(`${one.textContent} lies over ${other.textContent}`);
        }
    return trouble;
}"""


def test_at_a_zoom_of_two_hundred_percent_every_figure_can_be_used(new_desk, lab, twin):
    desk = new_desk(viewport={"width": 640, "height": 500}, device_scale_factor=2)
    picture = opened(desk, lab, twin, ZOOMED)
    desk.page.locator(".gdviz-predict").wait_for()
    roots = desk.page.locator(".gdviz, .gdviz-predict")
    assert roots.count() == 6
    for nth in range(6):
        root = roots.nth(nth)
        assert root.evaluate(STICKING_OUT) == []
        assert root.evaluate(LAID_OUT) == []
    picture.drag("lr", to=30)
    assert follows(picture, 30)
    picture.drag_start(2.5, -1.2)
    assert picture.words.inner_text() != picture.said(lr_index=30, step=16)
    desk.tidy()
