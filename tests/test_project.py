"""The project as a whole: what its files promise to each other."""

import ast
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
MODULES = {path.stem: path for path in (ROOT / "gdviz").glob("*.py")}
SOURCES = [
    path for part in ("gdviz/*.py", "gdviz/static/*", "tests/*.py", "benchmarks/*.py") for path in ROOT.glob(part)
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


def test_it_is_one_version_everywhere():
    version = PYPROJECT["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert str(citation["version"]) == version
    assert {"cff-version", "message", "title", "authors", "date-released", "license"} <= citation.keys()
    assert f"## {version} · {citation['date-released']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"Version {version}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_lists_every_notebook_with_its_title_its_finding_and_its_minutes():
    rows = re.findall(
        r"^\| \[(.+?)\]\(notebooks/(.+?)\) \| (.+) \| (\d+) \|$", (ROOT / "README.md").read_text("utf-8"), re.M
    )
    told = []
    for path in sorted(ROOT.glob("notebooks/*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        first, finding = "".join(notebook["cells"][0]["source"]), notebook["metadata"]["gdviz"]["finding"]
        told.append((first.splitlines()[0][2:], path.name, finding, re.findall(r"About (\d+) minutes", first)[0]))
    assert rows == told


WHEN_CALLED = {
    "trajectory": {"animation"},
    "command": {"machine", "opening", "pages"},
}  # imports inside a function, for what most who import the module never need


def imported(nodes):
    """The modules of gdviz that the import statements among these nodes name."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gdviz"):
            found |= {node.module.split(".")[1]} if "." in node.module else {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize(
    ("module", "may_import"),
    [
        ("optimizers", set()),
        ("schedules", set()),
        ("objectives", set()),
        ("signatures", set()),
        ("style", set()),
        ("tracks", {"style"}),
        ("wire", set()),
        ("regression", {"objectives"}),
        ("grid", set()),
        ("runner", {"grid", "objectives", "signatures"}),
        ("tracebacks", set()),
        ("trajectory", {"objectives", "runner", "schedules", "tracebacks"}),
        ("steps", {"scene"}),
        ("landscape", {"optimizers", "steps", "style", "tracks"}),
        ("panels", {"landscape", "steps", "style", "tracks", "trajectory"}),
        ("figures", {"landscape", "objectives", "panels", "style"}),
        ("families", {"objectives"}),
        ("scene", {"style", "tracks", "wire"}),
        ("assets", set()),
        (
            "blindfold",
            {
                "assets",
                "fog",
                "landscape",
                "objectives",
                "optimizers",
                "picture",
                "style",
                "tracebacks",
                "trajectory",
                "wire",
            },
        ),
        ("fog", {"figures", "optimizers", "picture", "style", "trajectory", "wire"}),
        ("cells", set()),
        ("picture", {"assets", "cells", "style", "wire"}),
        ("live", {"assets", "cells", "picture", "scene", "style", "tracebacks", "wire"}),
        (
            "explore",
            {
                *("families", "figures", "landscape", "live", "objectives", "scene", "schedules", "signatures"),
                *("steps", "style", "tracebacks", "trajectory"),
            },
        ),
        ("areas", {"style"}),
        ("maps", {"explore", "live", "scene", "style"}),
        *(
            (verb, {"areas", "figures", "grid", "landscape", "maps", "objectives", "schedules", "style", *more})
            for verb, more in [
                ("basins", {"signatures", "tracebacks", "trajectory"}),
                ("tuning", {"optimizers", "signatures", "tracebacks", "tracks", "trajectory"}),
            ]
        ),
        ("placing", set()),
        ("course", {"placing"}),
        ("opening", set()),
        ("machine", set()),
        ("pages", {"assets", "course"}),
        ("command", {"course"}),
        ("predict", {"assets", "cells", "picture", "style", "tracebacks"}),
        ("progress", set()),
        ("judging", {"style"}),
        ("comparison", {"judging", "objectives", "signatures", "trajectory"}),
        ("diagnosis", {"judging", "objectives", "optimizers", "schedules", "signatures", "trajectory"}),
        (
            "checks",
            {
                *("comparison", "diagnosis", "judging", "objectives", "optimizers", "regression", "tracebacks"),
                "trajectory",
            },
        ),
        ("animation", {"explore", "figures", "live", "progress", "style"}),
        ("racers", {"objectives", "regression", "schedules", "signatures", "style"}),
        ("finish", {"regression", "scene", "trajectory"}),
        (
            "race",
            {
                *("explore", "families", "figures", "finish", "grid", "live", "objectives", "panels", "racers"),
                *("scene", "schedules", "signatures", "style", "tracebacks", "trajectory"),
            },
        ),
    ],
)
def test_imports_run_one_way(module, may_import):
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    at_once = imported(tree.body)
    assert at_once <= may_import
    assert imported(ast.walk(tree)) - at_once == WHEN_CALLED.get(module, set())


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_a_file_can_be_read_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_all_public_names_are_there_and_documented():
    import gdviz

    assert sorted(gdviz.__all__) == gdviz.__all__
    for name in gdviz.__all__:
        assert getattr(gdviz, name).__doc__, name


def test_importing_gdviz_imports_no_pyplot_and_no_notebook_server():
    code = "import sys, gdviz; print([m for m in ('matplotlib.pyplot', 'jupyterlab', 'scipy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
