"""The course as JupyterLab opens it: trusted, and also where the home folder cannot be written."""

import json
import urllib.request
from pathlib import Path
from typing import ClassVar

import nbformat
import pytest
from helpers.browse import Server
from nbformat.sign import NotebookNotary

from gdviz.course import notebooks, opening, placing
from gdviz.course.command import main

NAMES = sorted(path.name for path in notebooks.paths())


@pytest.fixture
def notary(monkeypatch, tmp_path_factory):
    """A Jupyter of its own: what it trusts."""
    data = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(data))
    notary = NotebookNotary(data_dir=str(data))
    yield notary
    notary.store.close()


def test_jupyter_trusts_the_course_as_it_came_and_nothing_else(tmp_path, notary):
    assert main(["copy", str(tmp_path)]) == 0
    copies = sorted(tmp_path.glob("*.ipynb"))
    assert len(copies) == 13
    assert all(notary.check_signature(nbformat.read(copy, as_version=4)) for copy in copies)
    (tmp_path / placing.NOTES).unlink()  # who knows nothing of what came counts all that is there as the student's
    strange = nbformat.read(copies[0], as_version=4)
    strange.cells[1].source += "\nimport os"
    nbformat.write(strange, copies[0])
    assert main(["copy", str(tmp_path)]) == 0
    assert not notary.check_signature(strange)
    beside = nbformat.read(copies[0].with_name(f"{copies[0].stem}-2.ipynb"), as_version=4)
    assert notary.check_signature(beside)


def test_without_any_home_jupyter_keeps_its_things_elsewhere(monkeypatch):
    def homeless(*_):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(opening.os, "environ", {})
    monkeypatch.setattr(Path, "expanduser", homeless)
    assert not opening._at_home()
    opening._elsewhere("there")
    assert opening.os.environ["HOME"] == "there"


# A real JupyterLab, where the home folder cannot be written.


class Course(Server):
    """The course, as ``gdviz`` opens it."""

    command = ("gdviz", "--no-browser", "--allow-root", "--port={port}", "--ServerApp.port_retries=0")
    command += ("--ServerApp.ip=127.0.0.1", "--IdentityProvider.token={token}")
    homes: ClassVar[dict] = {}  # its own


def test_where_the_home_folder_cannot_be_written_the_course_opens_all_the_same(tmp_path, monkeypatch):
    for name in (*Server.homes, "MPLCONFIGDIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/dev/null")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    (tmp_path / "work").mkdir()
    course = Course(tmp_path / "work", tmp_path)
    try:
        assert {entry["name"] for entry in course.api("contents")["content"]} == set(NAMES)
        with urllib.request.urlopen(course.url("")) as answer:
            assert answer.url.split("?")[0].endswith("/lab/tree/00_start_here.ipynb")
        for path, said in (
            ("settings/@jupyterlab/apputils-extension:themes", {"raw": '{"theme": "JupyterLab Dark"}'}),
            ("workspaces/mine", {"data": {}, "metadata": {"id": "mine"}}),
        ):
            put = urllib.request.Request(course.url(f"lab/api/{path}"), json.dumps(said).encode(), method="PUT")
            with urllib.request.urlopen(put) as answer:
                assert answer.status == 204
        kernel = course.api("kernels", "POST")
        assert course.api(f"kernels/{kernel['id']}")["execution_state"] in ("starting", "busy", "idle")
    finally:
        course.stop()
    assert [path.name for path in tmp_path.glob("gdviz-*")] == []  # what Jupyter kept there is gone
