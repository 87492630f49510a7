"""Binder: what repo2docker makes of the repository, and the course in an environment like that of its image."""

import json
import re
import subprocess
import sys
import tomllib
import urllib.parse
import urllib.request

import pytest
import yaml
from helpers.browse import Desk, Lab, Notebook, Tab
from helpers.image import ROOT, asked_for, clone
from helpers.pictures import Picture
from packaging.requirements import Requirement
from packaging.version import Version

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FLOORS = {"jupyterlab": "4.6.2", "notebook": "7.6", "jupyter_server": "2.20"}  # below them are known holes
FIRST = "lab/tree/notebooks/00_start_here.ipynb"
MADE = {"python": ["3.12"], "environment": ["environment.yml"], "pip": [], "runs": ["./postBuild"]}


def made(folder):
    """What repo2docker would make of a repository: versions, files and scripts, from the Dockerfile that it writes."""
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--user-id=1000", "--user-name=student", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return {
        "python": re.findall(r"environment for python=(\S+)", done.stderr),
        "environment": re.findall(r'env update .* --file "(.+?)"', done.stdout),
        "pip": re.findall(r"pip install .*", done.stdout),
        "runs": re.findall(r"^RUN (\S+)$", done.stdout, re.M),
    }, done.stdout


@pytest.fixture
def repository(git, tmp_path):
    return clone(tmp_path / "repository")


def test_repo2docker_takes_environment_yml_and_postbuild_and_nothing_else(repository):
    told, dockerfile = made(repository)
    assert told == MADE
    steps = ["COPY --chown=1000:1000 src/ ", "env update ", "RUN ./postBuild"]  # gdviz is installed from the copy
    assert sorted(steps, key=dockerfile.index) == steps
    assert "ENV NB_PYTHON_PREFIX=" in dockerfile


def a_range(folder):
    file = folder / "environment.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("python=3.12", "python>=3.12,<3.13"), encoding="utf-8")


def a_folder_that_hides(folder):
    (folder / "binder").mkdir()
    (folder / "binder" / "environment.yml").write_text("dependencies: [python=3.12]\n", encoding="utf-8")


def no_environment(folder):
    (folder / "environment.yml").unlink()


@pytest.mark.parametrize(
    ("mistake", "differs"),
    [(a_range, {"python"}), (a_folder_that_hides, {"environment", "runs"}), (no_environment, {"environment", "pip"})],
)
def test_a_mistake_would_be_seen(repository, mistake, differs):
    mistake(repository)
    told, _ = made(repository)
    assert differs <= {what for what in MADE if told[what] != MADE[what]}


def test_environment_yml_asks_for_what_pyproject_asks_for():
    wanted = {*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["lab"]}
    assert sorted(asked_for()) == sorted(wanted)
    *entries, last = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert {"python=3.12", "pip"} <= {*entries}
    assert last == {"pip": ["."]}


@pytest.mark.parametrize("name", FLOORS)
def test_what_has_known_holes_is_too_old(name):
    floors = [*{wanted.name: wanted.specifier for wanted in map(Requirement, asked_for())}[name]]
    assert [floor.operator for floor in floors] == [">="]
    assert Version(floors[0].version) >= Version(FLOORS[name])


def test_the_badge_opens_the_first_notebook_of_this_version():
    links = re.findall(r"https://mybinder\.org/v2/[^)\s]+", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert {*links} == {f"https://mybinder.org/v2/gh/gdviz/gdviz/v{PROJECT['version']}?urlpath={FIRST}"}
    assert (ROOT / FIRST.removeprefix("lab/tree/")).is_file()


def test_gdviz_is_installed_there_and_not_linked(clean_environment):
    code = "import gdviz; from gdviz.course import notebooks as n; print(gdviz.__version__, gdviz.__file__, n.source())"
    version, *places = clean_environment.run("python", "-c", code, folder=clean_environment.prefix).split()
    assert version == PROJECT["version"]
    assert [place.startswith(f"{clean_environment.prefix}/lib") for place in places] == [True, True]


def test_the_list_of_fonts_is_made_before_anyone_waits_for_it(clean_environment):
    code = "import matplotlib, pathlib; print(*pathlib.Path(matplotlib.get_cachedir()).glob('fontlist-*.json'))"
    assert len(clean_environment.run("python", "-c", code).split()) == 1


def test_the_extensions_that_show_widgets_are_enabled(clean_environment):
    told = clean_environment.run("jupyter", "labextension", "list")
    plain = re.sub(r"\x1b\[\d+m", "", told)
    assert re.findall(r"(anywidget|jupyterlab-manager) v\S+ enabled OK", plain) == ["anywidget", "jupyterlab-manager"]


@pytest.fixture
def serve(clean_environment, monkeypatch, tmp_path):
    """A function that starts a server of one kind in that environment, for the repository there."""
    servers = []

    def start(kind):
        with monkeypatch.context() as patch:
            patch.setattr(sys, "executable", str(clean_environment.python))  # a server is run by this
            servers.append(kind(clean_environment.folder, tmp_path))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.mark.parametrize("kind", [Lab, Notebook])
def test_a_server_opens_the_course_and_keeps_its_news_to_itself(serve, kind):
    server = serve(kind)
    with urllib.request.urlopen(server.url("")) as answer:
        assert urllib.parse.urlsplit(answer.url).path == f"/{FIRST}"
    settings = json.loads(server.ask("lab/api/settings/@jupyterlab/apputils-extension:notification"))
    usual = {name: value["default"] for name, value in settings["schema"]["properties"].items()}
    assert usual["fetchNews"] == "false"
    assert usual["checkForUpdates"] is False


class Door(Desk):
    """A page with what the server opens by itself, which should be the first notebook."""

    def __init__(self, lab, browser):
        Tab.__init__(self, browser)
        self.page.goto(lab.url(""))
        self._started()
        path = FIRST.removeprefix("lab/tree/")
        self.page.wait_for_function("(path) => jupyterapp.shell.currentWidget?.context?.path === path", arg=path)
        self._connected()


def test_the_first_thing_that_is_seen_is_the_first_notebook_and_its_figures_move(serve, chromium):
    door = Door(serve(Lab), chromium).run_all()
    picture = Picture(door, None)
    before = picture.pixels()
    picture.root.locator("input[type=range]").first.press("End")
    assert picture.pixels() != before
    door.context.close()
    assert door.complaints == []
