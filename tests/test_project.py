"""The project as a whole: what its files promise to each other."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SOURCES = [
    path
    for folder in ("gdviz", "tests", "benchmarks")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".js", ".mjs", ".css")
]


def commands():
    return re.findall(r"```sh\n(.+?)\n```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)


def test_the_readme_has_two_commands_one_to_open_and_one_to_test():
    opens, tests = commands()
    assert opens.endswith("&& gdviz")
    assert "pytest" in tests
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert '`uvx --from ".[lab]" gdviz`' in readme
    assert '`pipx run --spec ".[lab]" gdviz`' in readme


def test_the_five_doors_stand_in_their_order():
    doors = re.findall(r"^\*\*(\d) · (.+?)\.\*\*", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert doors == [*zip("12345", ["Look", "Click", "Binder", "Your machine", "Your class"], strict=True)]


def test_the_six_lines_are_six_and_do_what_they_say():
    (code,) = re.findall(r"```python\n(.+?)\n```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    lines = [line for line in code.splitlines() if line]
    assert len(lines) == 6
    names = {}
    exec(compile("\n".join(lines[:-2]), "README.md", "exec"), names)
    shown, steps = (eval(line, names) for line in lines[-2:])
    assert [(slider.name, len(slider.values)) for slider in shown.sliders] == [("lr", 7), ("mu", 4)]
    assert str(steps) == lines[-1].rpartition("# ")[2]


def test_it_is_one_version_everywhere():
    version = PYPROJECT["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert str(citation["version"]) == version
    assert {"cff-version", "message", "title", "authors", "date-released", "license"} <= citation.keys()
    assert f"## {version} · {citation['date-released']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"Version {version}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_lists_every_notebook_with_its_title_what_it_asks_and_its_minutes():
    rows = re.findall(
        r"^\| \[(.+?)\]\(notebooks/(.+?)\) \| (.+) \| (\d+) \|$", (ROOT / "README.md").read_text("utf-8"), re.M
    )
    told = []
    for path in sorted(ROOT.glob("notebooks/*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        first, asks = "".join(notebook["cells"][0]["source"]), notebook["metadata"]["gdviz"]["asks"]
        told.append((first.splitlines()[0][2:], path.name, asks, re.findall(r"About (\d+) minutes", first)[0]))
    assert rows == told


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_can_be_read_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_the_oldest_versions_that_are_tried_are_those_that_pyproject_allows():
    lines = (ROOT / "tests" / "oldest.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line.replace("==", ">=") for line in lines if "==" in line and not line.startswith("#")]
    assert pinned == PYPROJECT["project"]["dependencies"]


def test_all_public_names_are_there_and_documented():
    import gdviz

    assert sorted(gdviz.__all__) == gdviz.__all__
    for name in gdviz.__all__:
        assert getattr(gdviz, name).__doc__, name


def test_importing_gdviz_imports_no_pyplot_and_no_notebook_server():
    code = "import sys, gdviz; print([m for m in ('matplotlib.pyplot', 'jupyterlab', 'scipy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_command_waits_for_nothing_that_it_does_not_need():
    """``gdviz list`` is there at once: what computes and draws takes ten times as long to import."""
    code = "import sys; from gdviz.course.command import main; main(['list']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 13
    loaded = {name for name in done.stderr.split() if name.startswith("gdviz.")}
    course = ("command", "grading", "notebooks", "placing")
    assert loaded == {"gdviz.course", *(f"gdviz.course.{name}" for name in course)}
    assert not {"numpy", "matplotlib", "IPython", "traitlets", "asyncio"} & {*done.stderr.split()}
