"""The course as a JupyterLab without a server (deploy/lite): what is in the site, and what runs in a real Chromium.

Whatever is asked for beyond loopback is refused and noted. To try the kernel, a stand-in answers for Pyodide's
distribution with what the package registries have of it, see ``standin``; numpy and matplotlib are not among it.
"""

import json
import os
import subprocess
import sys
import zipfile
from copy import deepcopy
from pathlib import Path
from urllib.parse import unquote

import anywidget
import numpy as np
import pytest
from conftest import missing
from helpers.browse import Desk, Server, Tab
from helpers.pictures import Picture, expect

import gdviz
from gdviz.live import assets

standin = pytest.importorskip("standin", reason="JupyterLite is not installed: python -m pip install '.[lite]'")

ROOT = Path(__file__).parents[2]
NOTEBOOKS = [path.name for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))]
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
TYPES = {".mjs": "text/javascript", ".json": "application/json", ".wasm": "application/wasm"}

# what a student's kernel cannot do here, for want of numpy: importing what computes, and computing
PURE = """
import base64, json, sys
from importlib import util
spec = util.find_spec("gdviz.live")
sys.modules["gdviz.live"] = util.module_from_spec(spec)  # the room, without what its __init__ imports
from gdviz.course import notebooks
from gdviz.engine import signatures
def mine(w, g, z=0.0, *, lr=0.1, mu=0.8): ...
read = signatures.read(mine, "rule")
print(sys.platform, read.state, read.hyper, len(notebooks.paths()))
"""
SHOW = """
import anywidget, traitlets
from gdviz.live import assets
synced = json.loads({state!r}, object_hook=lambda d: base64.b64decode(d["base64"]) if set(d) == {{"base64"}} else d)
packed = assets.packed([assets.module("live/figure.js"), assets.text("live/figure.css")])
traits = {{"_esm": "export default {{}};", "packed": traitlets.Bytes(packed).tag(sync=True)}}
shared = type("Module", (anywidget.AnyWidget,), traits)()
synced["_program"] = f"IPY_MODEL_{{shared.model_id}}"
traits = {{name: traitlets.Any(value).tag(sync=True) for name, value in synced.items()}}
figure = type("Shown", (anywidget.AnyWidget,), {{"_esm": assets.text("live/load.js")}} | traits)()
figure
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built as README says."""
    folder = tmp_path_factory.mktemp("lite") / "site"
    command = [sys.executable, ROOT / "deploy/lite/build.py", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def settings(site):
    return json.loads((site / "jupyter-lite.json").read_text(encoding="utf-8"))["jupyter-config-data"]


class Host(Server):
    """A static host, the one that README names."""

    command = ("http.server", "--bind", "127.0.0.1", "--directory", "{folder}", "{port}")
    ready = "index.html"


@pytest.fixture(scope="module")
def host(site, tmp_path_factory):
    host = Host(site, tmp_path_factory.mktemp("host"))
    yield host
    host.stop()


class LiteDesk(Desk):
    """A page with JupyterLite in it. ``asked``: the addresses beyond loopback, answered from ``files`` or refused."""

    def __init__(self, host, browser, settings, files):
        Tab.__init__(self, browser)
        self.asked, self.files = [], files
        said = {"jupyter-config-data": settings | {"exposeAppInBrowser": True}}
        self.context.route(host.url("jupyter-lite.json").split("?")[0], lambda route: route.fulfill(json=said))
        self.context.route(lambda url: not url.startswith("http://127.0.0.1:"), self._answer)
        self.page.goto(host.url("lab/index.html"))
        self._started()

    def _answer(self, route):
        url = route.request.url
        self.asked.append(url)
        name = unquote(url.removeprefix(standin.CDN))
        if name not in self.files:
            return route.abort()
        kind = TYPES.get(Path(name).suffix, "application/octet-stream")
        route.fulfill(body=self.files[name], headers={"Content-Type": kind, "Access-Control-Allow-Origin": "*"})

    def _asked(self, url):
        """What is asked for is noted by ``_answer``."""

    def execute(self, cell, code):
        """Put code into a cell, run it, and return the text that it puts out."""
        self.page.evaluate(
            "([n, code]) => jupyterapp.shell.currentWidget.content.widgets[n].model.sharedModel.setSource(code)",
            [cell, code],
        )
        return self.run(cell)


@pytest.fixture
def new_desk(chromium, host):
    """A function that makes a page with the site in it, with these settings and files of Pyodide's distribution."""
    desks = []

    def make(settings, files):
        desks.append(LiteDesk(host, chromium, settings, files))
        return desks[-1]

    yield make
    for desk in desks:
        desk.context.unroute_all(behavior="ignoreErrors")  # the page may be asking still
        desk.context.close()


def test_the_site_holds_the_course_the_wheels_and_the_widgets(site, settings):
    assert len(NOTEBOOKS) == 13
    assert [path.name for path in sorted((site / "files").iterdir())] == NOTEBOOKS
    listed = json.loads((site / "api/contents/all.json").read_text(encoding="utf-8"))["content"]
    assert sorted(file["name"] for file in listed) == NOTEBOOKS
    with zipfile.ZipFile(site / f"pypi/gdviz-{gdviz.__version__}-py3-none-any.whl") as wheel:
        packed = {f"gdviz/{name}" for name in ("live/load.js", "live/figure.css", *assets.files("live/figure.js"))}
        assert packed | {f"gdviz/notebooks/{name}" for name in NOTEBOOKS} <= set(wheel.namelist())
    names = {extension["name"] for extension in settings["federated_extensions"]}
    assert names == {KERNEL.split(":")[0], "@jupyter-widgets/jupyterlab-manager", "anywidget"}
    for extension in settings["federated_extensions"]:
        assert (site / "extensions" / extension["name"] / extension["load"]).is_file()


def test_the_kernel_is_told_to_load_every_wheel_of_the_site_and_nothing_from_elsewhere(site, settings):
    kernel = settings["litePluginSettings"][KERNEL]
    wheels = sorted((site / "pypi").glob("*.whl"))
    assert [path.name.split("-")[0] for path in wheels] == ["anywidget", "comm", "gdviz", "ipywidgets", "psygnal"]
    worker = next((site / f"extensions/{KERNEL.split(':')[0]}/static").glob("comlink.worker.*.js"))
    told = [name for name in kernel["loadPyodideOptions"]["packages"] if name.endswith(".whl")]
    assert sorted((worker.parent / name).resolve() for name in told) == [path.resolve() for path in wheels]
    assert kernel["disablePyPIFallback"] is True
    assert "pyodideUrl" not in kernel  # Pyodide's own distribution, of the version that this kernel wants


def test_without_the_network_the_course_can_be_read_and_pyodide_alone_is_asked_for(new_desk, settings):
    desk = new_desk(settings, {})
    with desk.page.expect_event("pageerror", lambda error: standin.CDN in str(error)):  # what the kernel says
        desk.command("docmanager:open", path=NOTEBOOKS[0], factory="Notebook")
        heading = desk.page.locator(".jp-RenderedMarkdown h1").first
        assert heading.inner_text().startswith("0 · How does this work?")
        picture = desk.page.locator(".jp-OutputArea-output img").first
        picture.scroll_into_view_if_needed()
        desk.page.wait_for_function("(img) => img.complete && img.naturalWidth > 100", arg=picture.element_handle())
    assert set(desk.asked) == {f"{standin.CDN}pyodide.mjs"}


def test_the_kernel_of_the_browser_runs_gdviz_as_far_as_it_needs_no_numpy(new_desk, settings):
    how = "python tests/standin.py FOLDER, then set GDVIZ_STANDIN to that folder"
    files = standin.distribution(os.environ.get("GDVIZ_STANDIN") or missing("parts of Pyodide", how))
    settings = deepcopy(settings)
    settings["litePluginSettings"][KERNEL]["loadPyodideOptions"]["packages"].remove("matplotlib")
    desk = new_desk(settings, files)
    desk.open(NOTEBOOKS[0])
    first, second, third = 1, 3, 6  # cells of code
    assert "No module named 'numpy'" in desk.run(first)  # as it stands in the notebook
    assert desk.execute(first, PURE) == "emscripten {'z': 0.0} {'lr': 0.1, 'mu': 0.8} 13\n"

    grid = np.linspace(0.05, 0.9, 4)
    asked = (gdviz.bowl, gdviz.gradient_descent, None, 20)
    runs, twin = gdviz.sweep(*asked, lr=grid), gdviz.explore(*asked, lr=grid, panels="landscape")
    names = {*twin.keys} - {*anywidget.AnyWidget().keys, *("_esm", "_program")}
    desk.execute(second, SHOW.format(state=assets.told(twin.get_state(names))))
    figure = Picture(desk, twin)
    figure.drag("lr", 3)
    expect(figure.words).to_have_text(figure.said(lr_index=3))
    assert figure.shows(runs[3]) == 1
    assert figure.shows(runs[0]) < 0.5
    figure.rested()
    assert desk.execute(third, "print(figure.lr_index)") == "3\n"

    beyond = {url for url in desk.asked if url.removeprefix(standin.CDN) not in files}
    assert {url.removeprefix(standin.CDN).split("-")[0] for url in beyond} == {"numpy"}
