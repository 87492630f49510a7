"""The notebooks of the course as files: where they are, and copies of them for a class."""

import json
import symtable
from copy import deepcopy
from importlib import resources
from itertools import pairwise
from pathlib import Path

from gdviz.course import grading, placing

FOLDED = "jp-MarkdownHeadingCollapsed"  # by this in the metadata of a heading JupyterLab folds what follows it
KINDS = ("complete", "without solutions", "answers", "nbgrader")
UNTRUE = (  # what notebooks say of their solutions and results, and copies cannot: lines that begin like this
    "Below each exercise is a solution, folded away",
    "> The figures below are of an earlier run",
    "> Where one stands still, run its cell",
)


def source():
    """The folder that holds the notebooks: inside the package where it was installed, beside it in a clone."""
    inside = Path(str(resources.files("gdviz"))) / "notebooks"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "notebooks"


def paths():
    """The paths of the notebooks, in their order. Raises FileNotFoundError where there are none."""
    paths = sorted(source().glob("[0-9][0-9]_*.ipynb"))
    if not paths:
        raise FileNotFoundError(f"There are no notebooks in {source()}: is gdviz installed whole?")
    return paths


def titles():
    """What the notebooks ask, and how long they take: (name of the file, title, minutes), in their order."""
    found = []
    for path in paths():
        lines = _lines(json.loads(path.read_text(encoding="utf-8"))["cells"][0])
        about = next(line for line in lines if line.startswith("*About"))
        found.append((path.name, lines[0].removeprefix("# "), int(about.split()[1])))
    return found


def copy(folder, kind="complete"):
    """Copy the notebooks into a folder. What a student has changed there stays, whatever happens.

    folder: where to; it is made if need be. kind: "complete"; "without solutions", which leaves out the solutions and
    the stored results, so that a prediction is one; "answers": the exercises with their solutions, and TEACHING.md; or
    "nbgrader": a course for nbgrader, in which each notebook is an assignment.

    Returns a list of (path, what became of it): "new"; "there already"; "yours", as somebody has changed it since;
    "renewed", as nobody has, and the course is newer; or "beside" a file that was changed, as the course is newer, or
    beside one of another kind.
    Raises ValueError for another kind, FileNotFoundError without notebooks, and OSError where nothing can be written.
    """
    if kind not in KINDS:
        raise ValueError(f"kind = {kind!r}; valid kinds: {', '.join(KINDS)}.")
    made, folder = {}, Path(folder)
    for path in paths():
        notebook = json.loads(path.read_text(encoding="utf-8"))
        change = {"without solutions": without_solutions, "answers": answers, "nbgrader": graded}.get(kind)
        name = f"source/{path.stem}/{path.name}" if kind == "nbgrader" else path.name
        made[name] = text(change(notebook)) if change else path.read_text(encoding="utf-8")
    if kind == "answers":
        made["TEACHING.md"] = (source() / "TEACHING.md").read_text(encoding="utf-8")
    if kind == "nbgrader":
        made["nbgrader_config.py"] = grading.CONFIG
    return placing.place(folder, made, kind)


def kind_in(folder):
    """The kind of copy that a folder holds already: a class's copy keeps having no solutions. "complete" if none."""
    there = placing.kinds(Path(folder))
    return next((kind for kind in KINDS if kind in there), "complete")


def text(notebook):
    """A notebook as it is written to a file, as Jupyter does."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def without_solutions(notebook):
    """The notebook for the class: no solutions, nothing run yet."""
    notebook = deepcopy(notebook)
    notebook["cells"] = [_blank(cell) for cell in notebook["cells"] if "solution" not in _tags(cell)]
    return unfolded(notebook)


def answers(notebook):
    """The notebook for the teacher: title, exercises and solutions, and as much of the rest as these need."""
    notebook = deepcopy(notebook)
    cells = notebook["cells"]
    begin = _begins(cells, "## Exercises")
    ends = _begins(cells, "## Further")  # which has exercises, too, each under its text
    asked = {i for i, cell in enumerate(cells) if i > ends and "exercise" in _tags(cell)}
    solved = {i for i, cell in enumerate(cells) if i > ends and "solution" in _tags(cell)}
    kept = {0, *range(begin, ends)} | {i - 1 for i in asked} | asked | solved
    needed: set[str] = set()
    for i in reversed(range(len(cells))):  # a cell that makes a name that is needed may need others, made before it
        reads, makes = _names(cells[i])
        if i in kept or needed & makes:
            kept.add(i)
            needed = needed - makes | reads
    notebook["cells"] = [_blank(cells[i]) for i in sorted(kept)]
    return unfolded(notebook)


def graded(notebook):
    """The notebook for nbgrader: that for the class, with exercises that nbgrader shows, runs and gives points for."""
    after = {cell["id"]: solution for cell, solution in pairwise(notebook["cells"]) if "exercise" in _tags(cell)}
    notebook = without_solutions(notebook)
    imports = next("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    parts = [grading.cells(c, after[c["id"]], imports) if c["id"] in after else [c] for c in notebook["cells"]]
    return notebook | {"cells": [cell for part in parts for cell in part]}


def unfolded(notebook):
    """No cell is folded, and nothing says that one is."""
    for cell in notebook["cells"]:
        cell["metadata"].pop("jupyter", None)
        cell["source"] = [line for line in "".join(cell["source"]).splitlines(True) if not line.startswith(UNTRUE)]
    return notebook


def folds(cells):
    """What is folded in a notebook until the student opens it: slices of its cells.

    A fold begins with its heading, a cell of its own, and ends before the next heading that is no smaller.
    """
    found, levels = [], [_level(cell) for cell in cells]
    for i, cell in enumerate(cells):
        if cell["metadata"].get(FOLDED):
            ends = (k for k in range(i + 1, len(cells)) if 0 < levels[k] <= levels[i])
            found.append(slice(i, next(ends, len(cells))))
    return found


def _begins(cells, heading):
    """The number of the cell that begins with a heading, or how many cells there are."""
    return next((i for i, cell in enumerate(cells) if _lines(cell)[0] == heading), len(cells))


def _level(cell):
    """Of a cell that begins with a heading the number of its #, else 0."""
    first = _lines(cell)[0]
    return len(first) - len(first.lstrip("#")) if cell["cell_type"] == "markdown" else 0


def _blank(cell):
    """The cell without its results."""
    return cell | {"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else cell


def _tags(cell):
    return cell["metadata"].get("tags", [])


def _lines(cell):
    return "".join(cell["source"]).split("\n")


def _names(cell):
    """The names that a cell needs from others, and those that it makes."""
    if cell["cell_type"] != "code":
        return set(), set()
    top = symtable.symtable("".join(cell["source"]), "cell", "exec")
    symbols, inner = top.get_symbols(), list(top.get_children())
    makes = {symbol.get_name() for symbol in symbols if symbol.is_assigned() or symbol.is_imported()}
    reads = {symbol.get_name() for symbol in symbols if symbol.is_referenced()}
    while inner:
        scope = inner.pop()
        inner += scope.get_children()
        reads |= {symbol.get_name() for symbol in scope.get_symbols() if symbol.is_global()}
    return reads - makes, makes
