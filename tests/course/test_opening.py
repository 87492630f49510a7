"""The course as JupyterLab opens it, where the home folder cannot be written."""

import json
import urllib.request
from pathlib import Path
from typing import ClassVar

from helpers.browse import Server

from gdviz.course import notebooks, opening

NAMES = sorted(path.name for path in notebooks.paths())


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
