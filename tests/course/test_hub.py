"""What deploy/ tells a school to set up: it agrees with the project, with itself, and with what was measured."""

import os
import re
import subprocess
import tomllib
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from gdviz.course import command

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TAG = f"v{PROJECT['version']}"
HUB = (ROOT / "deploy" / "hub.md").read_text(encoding="utf-8")
VALUES = yaml.safe_load((ROOT / "deploy" / "z2jh.yaml").read_text(encoding="utf-8"))
SERVER = VALUES["singleuser"]
HOOK = SERVER["lifecycleHooks"]["postStart"]["exec"]["command"]
UNITS = {"M": 1, "G": 1000}


def megabytes(text):
    return float(text[:-1]) * UNITS[text[-1]]


def links():
    return [line.strip() for line in HUB.splitlines() if line.startswith("    https://hub.example.org/")]


def told(setting):
    """What hub.md has TLJH set."""
    return re.search(rf"tljh-config set {re.escape(setting)} (\S+)", HUB)[1]


def measured(what):
    """The numbers in the row of hub.md's table that begins so."""
    row = re.search(rf"^\| {re.escape(what)} \| (.+) \|$", HUB, re.M)[1]
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", row)]


def test_a_version_named_anywhere_is_the_projects():
    assert SERVER["image"]["tag"] == TAG
    assert set(re.findall(r"v\d+\.\d+\.\d+", HUB)) == {TAG}
    assert f"Python {PROJECT['requires-python'].removeprefix('>=')}" in HUB


def test_the_image_that_is_built_is_the_one_that_is_used():
    image = f"{SERVER['image']['name']}:{SERVER['image']['tag']}"
    assert re.findall(r"--image-name (\S+)", HUB) == re.findall(r"docker push (\S+)", HUB) == [image]


@pytest.mark.parametrize("start", ["first", "second"])
def test_the_command_of_the_image_puts_the_first_page_where_the_server_opens_it(tmp_path, monkeypatch, start):
    monkeypatch.chdir(tmp_path)
    program, *words = HOOK[-1].removesuffix(" || true").split()
    assert program == next(iter(PROJECT["scripts"]))
    opened = tmp_path / SERVER["defaultUrl"].removeprefix("/lab/tree/")
    if start == "second":
        command.main(words)
        opened.write_text("mine")
    assert command.main(words) == 0
    assert opened.is_file()
    assert (opened.read_text() == "mine") == (start == "second")


def test_where_the_copy_fails_the_server_starts_all_the_same(tmp_path):
    program = tmp_path / "gdviz"
    program.write_text("#!/bin/sh\necho $@\nexit 1\n")
    program.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(HOOK, env=os.environ | {"PATH": path}, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("copy gdviz-course --without-solutions\n", 0)


def test_the_links_lead_to_a_notebook():
    course, pulled = map(urlsplit, links())
    assert course.path == f"/hub/user-redirect{SERVER['defaultUrl']}"
    query = {name: value for name, [value] in parse_qs(pulled.query, strict_parsing=True).items()}
    assert pulled.path == "/hub/user-redirect/git-pull"
    assert set(query) == {"repo", "branch", "urlpath"}
    folder = query["repo"].rpartition("/")[2]
    assert (ROOT / query["urlpath"].removeprefix(f"lab/tree/{folder}/")).is_file()
    assert query["branch"] != TAG  # nbgitpuller fails on a tag, at the second click


def test_both_ways_give_a_student_the_same():
    assert told("limits.memory") == SERVER["memory"]["limit"]
    assert int(told("services.cull.timeout")) == VALUES["cull"]["timeout"]
    assert f"gdviz copy /etc/skel/{SERVER['defaultUrl'].split('/')[3]} --without-solutions" in HUB
    assert [int(s) for s in re.findall(r"_timeout = (\d+)", HUB)] == [SERVER["startTimeout"]] * 2


def test_the_memory_that_is_kept_for_a_student_is_more_than_was_measured():
    (students,) = measured("students, each with a real page")
    usual, most = measured("memory of a student")
    assert students == 30
    assert usual <= most < megabytes(SERVER["memory"]["guarantee"]) < megabytes(SERVER["memory"]["limit"])
    together, rest = measured("memory of all, with hub and proxy")
    machine = float(re.search(r"a machine for 30 students (\d+) GB", HUB)[1])
    assert together == pytest.approx((students * usual + rest) / 1000, rel=0.1)
    assert together < students * megabytes(SERVER["memory"]["guarantee"]) / 1000 < machine


def test_nobody_gets_in_before_somebody_has_decided_who():
    assert VALUES["hub"]["config"]["JupyterHub"]["authenticator_class"] == "null"


def test_what_hub_md_points_to_is_there():
    for path in re.findall(r"\]\((?!https)(.+?)\)", HUB) + re.findall(r"`((?:tests|deploy)/\S+?)`", HUB):
        assert (ROOT / path).is_file() or (ROOT / "deploy" / path).is_file(), path
