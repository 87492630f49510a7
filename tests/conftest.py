"""What tests share: a JupyterLab, a Chromium, a desk for notebooks, node. Where CI is set, nothing is skipped."""

import json
import os
import re
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest
from helpers.browse import FLAGS, THEMES, Desk, Lab, chromium_path
from helpers.forked import Forked
from helpers.image import ROOT, Image
from helpers.own import Pages, save
from helpers.pictures import Picture
from helpers.shared import once
from ipywidgets.widgets import widget
from playwright.sync_api import sync_playwright

LONGEST = [  # of the files with browser tests, by how long they take
    *(f"test_browser_{name}.py" for name in ["pages", "figures", "course", "axe", "hub", "faults", "sight", "rot"]),
    *(f"test_browser_{name}.py" for name in ["line", "fog", "slides", "elsewhere", "maps", "hand", "tilt"]),
    "test_binder.py",
]
IN_CI = bool(os.environ.get("CI"))


def missing(what, how):
    """Skip the test that needs ``what``; where CI is set, fail it."""
    (pytest.fail if IN_CI else pytest.skip)(f"This test needs {what}: {how}.")


def pytest_collection_modifyitems(items):
    """Files with browser tests come last, and those last in them: they take long, and leave an event loop running.

    The longest of these files come first, so that no worker sits over one while the other has nothing left to do.
    """

    def browses(item):
        return "chromium" in getattr(item, "fixturenames", ())

    late = {item.path for item in items if browses(item)}
    order = {path: (path.name not in LONGEST, LONGEST.index(path.name) if path.name in LONGEST else 0, path)
             for path in late}  # fmt: skip
    items.sort(key=lambda item: (item.path in late, order.get(item.path, ()), browses(item)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Where CI is set, a skipped test has failed."""
    return not_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """Where CI is set, a skipped file has failed."""
    return not_skipped((yield))


def not_skipped(report):
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{reason}\nWhere CI is set, nothing may be skipped."
    return report


@pytest.fixture(autouse=True)
def figures_go():
    """ipywidgets keeps every widget until it is closed: close those that a test has made."""
    before = set(widget._instances)
    yield
    for made in set(widget._instances) - before:
        if made in widget._instances:  # a figure closes its layout, too
            widget._instances[made].close()


@pytest.fixture(scope="session")
def node():
    """The path of node."""
    return shutil.which("node") or missing("node", "apt install nodejs")


@pytest.fixture
def run_node(node, tmp_path):
    """A function that runs node in a folder in which the package's scripts are ES modules, in their rooms."""
    (tmp_path / "package.json").write_text('{"type": "module"}')
    for script in (ROOT / "gdviz").glob("*/*.js"):
        copy = tmp_path / script.relative_to(ROOT / "gdviz")
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(script, copy)

    def run(*arguments, **environment):
        env = {name: value for name, value in os.environ.items() if not name.startswith("NODE_")} | environment
        command = [node, *map(str, arguments)]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60)

    return run


@pytest.fixture
def node_tests(run_node, tmp_path):
    """A function that has node run a file of tests on cases: so many must pass, and there are no others."""

    def run(tests, cases, passes):
        file = tmp_path / "cases.json"
        file.write_text(json.dumps(cases, allow_nan=False))
        ran = run_node("--test", "--test-reporter=tap", tests, GDVIZ_CASES=str(file), GDVIZ_SCRIPTS=str(tmp_path))
        assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr
        counts = dict(re.findall(r"^# (\w+) (\d+)$", ran.stdout, re.MULTILINE))
        assert int(counts["pass"]) == passes
        assert counts["fail"] == counts["skipped"] == counts["todo"] == "0"

    return run


@pytest.fixture(autouse=True)
def variables():
    """A test leaves the environment's variables as they were: every server that is started later has them."""
    theirs = dict.fromkeys(["PYTEST_CURRENT_TEST", "TORCHINDUCTOR_CACHE_DIR"])  # pytest's and PyTorch's own
    before = {**os.environ} | theirs
    yield
    assert {**os.environ} | theirs == before


@pytest.fixture(scope="session")
def git():
    """Without git, nobody knows what belongs to the repository."""
    if not (shutil.which("git") and (ROOT / ".git").exists()):
        missing("git, and a clone", "apt install git, and git clone the repository")


@pytest.fixture(scope="session")
def clean_environment(git, tmp_path_factory):
    """An environment like that of Binder's image: nothing but what environment.yml asks for. All workers share it."""
    return Image(once(tmp_path_factory, "image", lambda place: Image(place).make()))


@pytest.fixture(scope="session")
def written(clean_environment, tmp_path_factory):
    """The folders of the pages and of the lessons, made in that environment: every notebook has run there, once."""

    def make(folder):
        clean_environment.run("python", "-m", "pip", "install", "--quiet", "latex2mathml")
        clean_environment.run("gdviz", "pages", folder / "pages", "--slides", folder / "lessons")

    return once(tmp_path_factory, "pages", make)


@pytest.fixture(scope="session")
def pages(written):
    """The folder of the pages that need no server."""
    return written / "pages"


@pytest.fixture(scope="session")
def lessons(written):
    """The folder of the slides, handouts and exit questions."""
    return written / "lessons"


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium, driven by Playwright."""
    path = chromium_path() or missing("Chromium", "apt install chromium, or set GDVIZ_CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def tab(chromium):
    """A page of Chromium without a network: it must ask for nothing but files, and complain of nothing."""
    context = chromium.new_context(offline=True, reduced_motion="reduce")
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if request.url[:5] not in ("file:", "data:") else None)
    yield page
    context.close()
    assert said == []


@pytest.fixture(scope="session")
def all_pages(chromium):
    return Pages(chromium)


@pytest.fixture
def own_pages(all_pages):
    """``open(file)`` shows a saved file on a page of its own, without a network; see ``helpers.own``."""
    yield all_pages
    assert all_pages.close() == []


@pytest.fixture
def own_page(own_pages, tmp_path):
    """A function that shows a figure on a page of its own, and gives its Picture."""

    def show(figure, **how):
        save(figure, tmp_path / "page.html")
        return Picture(SimpleNamespace(page=own_pages.open(tmp_path / "page.html", **how)), figure)

    return show


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A JupyterLab on loopback, with kernels that start at once; ``lab.folder`` is what it serves."""
    kernels = Forked() if sys.platform == "linux" else None
    paths = {"JUPYTER_PATH": str(kernels.path)} if kernels else {}
    try:
        lab = Lab(tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("jupyter"), **paths)
        yield lab
        lab.stop()
    finally:
        if kernels:
            kernels.stop()


@pytest.fixture(scope="session")
def shared_desk(chromium, lab):
    desk = Desk(lab, chromium)
    yield desk
    desk.context.close()


@pytest.fixture
def desk(shared_desk):
    """A page with JupyterLab in it, the same for all tests. It must not complain, nor ask for anything elsewhere."""
    yield shared_desk
    shared_desk.page.emulate_media(media="screen", reduced_motion="reduce")  # as the next test expects it
    shared_desk.tidy()
    said, shared_desk.complaints, shared_desk.forgiven = shared_desk.complaints, [], []
    assert said == []


@pytest.fixture
def new_desk(chromium, lab):
    """A function that makes a page of another kind (viewport, device_scale_factor, ...), under the same conditions."""
    desks = []

    def make(**context):
        desks.append(Desk(lab, chromium, **context))
        return desks[-1]

    yield make
    for desk in desks:
        desk.context.close()
    assert [complaint for desk in desks for complaint in desk.complaints] == []


@pytest.fixture
def opened(desk, lab):
    """A function that opens a notebook with cells in it, and runs it, or only some of its cells."""

    def open_and_run(*cells, only=None):
        desk.open(lab.write("predict.ipynb", "from gdviz import *", *cells))
        if only is None:
            desk.run_all()
        for cell in only or ():
            desk.run(cell)
        return desk

    return open_and_run


@pytest.fixture(params=THEMES)
def theme(request, desk):
    """JupyterLab in a theme; the selector of a widget there."""
    desk.command("apputils:change-theme", theme=f"JupyterLab {request.param}")
    yield THEMES[request.param].removeprefix(".gdviz")
    desk.command("apputils:change-theme", theme="JupyterLab Light")
    desk.page.locator("#jupyterlab-splash").wait_for(state="detached")
