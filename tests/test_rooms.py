"""The rooms of the house: which may use which. Read from the imports, of Python and of JavaScript."""

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "gdviz"
MAY_USE = {  # "ground" is what stands at the top of gdviz; a room may use itself
    "border": set(),
    "ground": {"border"},
    "engine": {"border", "ground"},
    "live": {"border", "ground"},
    "figures": {"border", "ground", "engine", "live"},
    "teaching": {"border", "ground", "engine", "live", "figures"},
    "course": {"border", "ground", "engine", "live", "figures", "teaching"},
}
DOORS = {"__init__.py", "__main__.py"}  # at the top: they lead in, and are part of no room
WHEN_CALLED = {"course/command.py", "course/grading.py"}  # imports inside a function, so that `gdviz list` is quick
FILES = [
    path.relative_to(PACKAGE).as_posix()
    for path in sorted(PACKAGE.rglob("*"))
    if path.suffix in (".py", ".js") and path.relative_to(PACKAGE).as_posix() not in DOORS
]


def room(file):
    return file.rpartition("/")[0] or "ground"


def file_of(module):
    """The file of a module of gdviz, or None where it is no module but a name in one."""
    path = module.replace(".", "/")
    return next((file for file in (f"{path}.py", f"{path}/__init__.py") if (PACKAGE.parent / file).exists()), None)


def imported(text, folder=""):
    """The files of gdviz that a source imports: (file, whether inside a function). Text of Python, or a path of one."""
    tree = ast.parse(text)
    inside = {id(node) for function in ast.walk(tree) if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
              for node in ast.walk(function)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            assert not node.level, "imports name gdviz in full"
            names = [f"{base}.{alias.name}" if file_of(f"{base}.{alias.name}") else base for alias in node.names]
        else:
            continue
        for name in names:
            if name.partition(".")[0] == "gdviz":
                yield (file_of(name) or "gdviz/__init__.py").removeprefix("gdviz/"), id(node) in inside


def scripts(text, folder):
    """The files that an ES module in a folder imports."""
    for name in re.findall(r"""^\s*(?:import|export)\b[^;]*?from\s+["'](\.[^"']+)["']""", text, re.MULTILINE):
        yield (PACKAGE / folder / name).resolve().relative_to(PACKAGE.resolve()).as_posix()


def uses(file):
    """What a file of gdviz imports of gdviz."""
    text = (PACKAGE / file).read_text(encoding="utf-8")
    if file.endswith(".js"):
        return set(scripts(text, (PACKAGE / file).parent))
    return {other for other, _ in imported(text)}


@pytest.mark.parametrize("file", FILES)
def test_a_room_uses_no_room_above_it(file):
    allowed = MAY_USE[room(file)] | {room(file)}
    assert {other: room(other) for other in uses(file) if room(other) not in allowed or other in DOORS} == {}


def test_nothing_goes_in_a_circle():
    """A room's own __init__ is no part of it: that only shows others what is inside."""
    graph = {file: {other for other in uses(file) if not other.endswith("__init__.py")} for file in FILES}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))
    assert set(order) == set(FILES)


@pytest.mark.parametrize("file", [file for file in FILES if file.endswith(".py")])
def test_gdviz_is_imported_at_the_top_of_a_file(file):
    text = (PACKAGE / file).read_text(encoding="utf-8")
    assert [other for other, inside in imported(text) if inside and file not in WHEN_CALLED] == []
    assert re.findall(r"\b(import_module|__import__)\b", text) == []  # no import that this file does not see


@pytest.mark.parametrize("name", sorted(MAY_USE.keys() - {"ground"}))
def test_a_room_says_at_its_door_what_it_is_for(name):
    first = ast.get_docstring(ast.parse((PACKAGE / name / "__init__.py").read_text(encoding="utf-8"))).splitlines()[0]
    assert first.lower().startswith(f"{name}: ")
    assert re.search(r"\buses?\b", first)


def test_contributing_draws_the_house_as_it_is():
    """From the top down, each room with all that it may use below it."""
    drawing = re.search(r"```text\n(.+?)```", (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.S)[1]
    drawn = [word for word in re.findall(r"^[\s↓]*(\w+)", drawing, re.M) if word in MAY_USE]
    assert sorted(drawn) == sorted(MAY_USE)
    below = {name: {*drawn[nth + 1 :]} for nth, name in enumerate(drawn)}
    assert below | {"live": below["live"] - {"engine"}} == MAY_USE
    modules = {path.stem for path in PACKAGE.glob("*.py") if path.name not in DOORS}
    listed = re.search(r"gdviz/: ([\w, \n]+)", drawing)[1]
    assert modules == {*re.findall(r"\w+", listed)}


TESTS = Path(__file__).parent


@pytest.mark.parametrize("path", sorted(TESTS.rglob("test_*.py")), ids=lambda path: path.relative_to(TESTS).as_posix())
def test_what_needs_a_browser_or_an_environment_of_its_own_is_where_the_quick_round_leaves_it_out(path):
    slow = {"desk", "new_desk", "lab", "chromium", "clean_environment", "pages", "lessons"}
    functions = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)]
    asked = {
        argument.arg for function in functions if function.name.startswith("test_") for argument in function.args.args
    }
    assert not asked & slow or path.parent.name == "browser" or path.name == "test_binder.py"


def test_the_readers_of_imports_see_what_they_should():
    """The tests above can fail: a back edge in either language, and an import in a function."""
    assert list(imported("from gdviz.live import wire, LiveFigure")) == [
        ("live/wire.py", False), ("live/__init__.py", False),
    ]  # fmt: skip
    assert list(imported("def f():\n    import gdviz.figures.race")) == [("figures/race.py", True)]
    assert list(imported("import gdviz")) == [("__init__.py", False)]
    assert list(imported("import numpy as np\nfrom matplotlib import style")) == []
    assert list(scripts('import { short } from "../live/draw.js";', PACKAGE / "figures")) == ["live/draw.js"]
