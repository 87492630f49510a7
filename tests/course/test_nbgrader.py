"""The course for nbgrader: its cells, and a class that the real nbgrader grades."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import nullcontext
from itertools import pairwise
from types import SimpleNamespace

import nbformat
import pytest

from gdviz import bowl
from gdviz.course import grading, notebooks, opening

NAMES = sorted(path.stem for path in notebooks.paths())
NAME = "01_blindfolded_hill"  # four exercises: a rule, a number, two functions
SOLUTION = re.compile(r"\n### BEGIN SOLUTION\n(.+)\n### END SOLUTION", re.DOTALL)
STUB = "# Run this cell, and then the next one: it judges your answer."


def read(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


def marks(cell):
    return cell.metadata.get("nbgrader", {})


def lines(source):
    """The lines of a source that say something, but for what they call their verdict."""
    return [line for line in source.replace("verdict = ", "").split("\n") if line]


def code(source, cell_id="a"):
    return {"cell_type": "code", "id": cell_id, "source": source, "metadata": {}, "outputs": []}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    notebooks.copy(folder, "nbgrader")
    return folder


def test_each_notebook_is_an_assignment_and_the_configuration_is_there(folder):
    placed = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("[!.]*.*"))
    assert placed == ["nbgrader_config.py", *(f"source/{name}/{name}.ipynb" for name in NAMES)]
    assert STUB in (folder / "nbgrader_config.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_each_exercise_is_an_answer_and_a_check_and_all_else_is_as_the_class_has_it(folder, name):
    course = read(notebooks.source() / f"{name}.ipynb")
    imports = next(cell.source for cell in course.cells if cell.cell_type == "code")
    bare = notebooks.without_solutions(json.loads((notebooks.source() / f"{name}.ipynb").read_text(encoding="utf-8")))
    exercises = {cell.id: cell.source for cell in course.cells if "exercise" in cell.metadata.get("tags", [])}
    cells = read(folder / "source" / name / f"{name}.ipynb").cells
    assert len({cell.id for cell in cells}) == len(cells)
    assert [cell.id for cell in cells if not cell.id.endswith("-check")] == [cell["id"] for cell in bare["cells"]]
    assert [cell.id for cell in cells if marks(cell)] == [i for each in exercises for i in (each, f"{each}-check")]
    for answer, check in pairwise(cell for cell in cells if marks(cell)):
        if answer.id not in exercises:
            continue
        assert answer.outputs == check.outputs == []
        common = {"schema_version": 3, "task": False}
        assert marks(answer) == common | {
            "grade_id": f"exercise-{answer.id}", "grade": False, "locked": False, "solution": True,
        }  # fmt: skip
        assert marks(check) == common | {
            "grade_id": f"check-{answer.id}", "grade": True, "locked": True, "solution": False, "points": 1,
        }  # fmt: skip
        *judges, shows, asserts = lines(check.source)
        verdict = shows.removeprefix("display(").removesuffix(")")
        assert asserts == f"assert {verdict}, {verdict}.sentence"
        told, asked = lines(SOLUTION.sub("", answer.source)), lines(exercises[answer.id])
        rest = [line for line in asked[len(told) :] if line != verdict]  # the course shows a verdict by its name
        again, judges = judges[: len(judges) - len(rest)], judges[len(judges) - len(rest) :]
        assert [*told, *judges] == [*told, *rest] == [line for line in asked if line != verdict]
        names = [name for line in again if "import " in line for name in line.split("import ")[1].split(", ")]
        assert "check" in names
        assert not {*names} - {*re.findall(r"\w+(?: as \w+)?", imports)}
        assert not {line.split("  #")[0] for line in again if "import " not in line} - {
            line.split("  #")[0] for line in told
        }  # what the exercise has made besides
        assert SOLUTION.search(answer.source)[1] not in "\n".join([*asked, *(c.source for c in course.cells[:3])])


def test_where_an_exercise_ends_in_no_check_or_its_solution_has_no_name_it_says_so():
    exercise, solution = code("lr = ...\ncheck(lr, 1)"), code("lr_solution = 1\nassert check(lr_solution, 1)", "b")
    answer, check = grading.cells(exercise, solution, "")
    assert "".join(answer["source"]) == "lr = ...\n### BEGIN SOLUTION\nlr = 1\n### END SOLUTION"
    assert "".join(check["source"]) == "verdict = check(lr, 1)\ndisplay(verdict)\nassert verdict, verdict.sentence"
    for broken in ("lr = 1\ncheck(lr, 1)", "lr = ...\nverdict = check(lr, 1)"):
        with pytest.raises(ValueError, match="cell a: in an exercise three dots stand for the answer"):
            grading.cells(code(broken), solution, "")
    with pytest.raises(ValueError, match=r"cell b: a solution of lr = \.\.\. must make lr_solution"):
        grading.cells(exercise, code("assert check(1, 1)", "b"), "")


def test_no_name_that_a_student_gives_away_changes_what_judges():
    imports = "import numpy as np\nfrom gdviz import bowl, check, descend\nfrom gdviz import gradient_descent"
    exercise = code(
        "start = -4\nlr = ...\nwalk = descend(bowl, gradient_descent, start, lr=lr)\ncheck(walk, at_most=1)"
    )
    _, judge = grading.cells(exercise, code("lr_solution = 0.5", "b"), imports)
    source = "".join(judge["source"])
    assert source.startswith("from gdviz import check, descend, gradient_descent\n\nstart = -4\n\nwalk = ")
    for lr, right in ((0.5, True), (0.1, False)):
        names = {"lr": lr, "start": 0, "display": str, "bowl": bowl}
        names |= dict.fromkeys(["check", "descend", "gradient_descent"], lambda *_, **__: True)
        with nullcontext() if right else pytest.raises(AssertionError, match="steps"):
            exec(source, names)


def test_what_a_teacher_has_changed_stays(tmp_path):
    notebooks.copy(tmp_path, "nbgrader")
    mine = [tmp_path / "nbgrader_config.py", tmp_path / "source" / NAME / f"{NAME}.ipynb"]
    for path in mine:
        path.write_text("mine", encoding="utf-8")
    assert sorted(what for _, what in notebooks.copy(tmp_path, "nbgrader")) == ["there already"] * 12 + ["yours"] * 2
    assert [path.read_text(encoding="utf-8") for path in mine] == ["mine", "mine"]


def test_jupyterlab_opens_the_folder_where_the_first_notebook_lies_deeper(folder, tmp_path, monkeypatch):
    asked = []
    lab = SimpleNamespace(launch_instance=lambda options: asked.append(options[1]))
    monkeypatch.setattr(opening, "_at_home", lambda: True)
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", SimpleNamespace(LabApp=lab))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "")
    (tmp_path / opening.FIRST).touch()
    for place in (folder, tmp_path):
        opening.in_jupyterlab(place)
    assert asked == ["--LabApp.default_url=/lab", "--LabApp.default_url=/lab/tree/00_start_here.ipynb"]


# The real nbgrader, from PyPI, in a folder of its own: installed as usual it puts extensions into every JupyterLab.


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """A function that runs Python in a folder, with nbgrader, and returns what it printed."""
    place = tmp_path_factory.mktemp("nbgrader")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", place / "packages"]
    subprocess.run([*install, "nbgrader>=0.9.6", "rapidfuzz"], check=True)  # JupyterHub has brought the rest
    path = os.pathsep.join([str(place / "packages"), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = os.environ | {"PYTHONPATH": path, "JUPYTER_CONFIG_DIR": str(place), "PYTHONWARNINGS": "ignore"}

    def run(folder, *arguments):
        done = subprocess.run(
            [sys.executable, *arguments], cwd=folder, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-3000:]
        return done.stdout

    return run


def test_nbgrader_finds_nothing_wrong_with_any_notebook(folder, python):
    program = """
from pathlib import Path
from nbgrader.nbgraderformat import read
for path in sorted(Path("source").glob("*/*.ipynb")):
    with path.open(encoding="utf-8") as file:
        print(path.stem, sum("nbgrader" in cell.metadata for cell in read(file, 4).cells))
"""
    told = dict(line.split() for line in python(folder, "-c", program).splitlines())
    assert list(told) == NAMES
    assert all(int(cells) >= 4 for cells in told.values())


WRONG = {  # what Ben hands in, and what he must be told
    "exercise-c58": ("def mine(w, g, *, lr=0.1):\n    return w + lr * g", "uphill instead of downhill"),
    "exercise-e01": ("distance = 0.7", "Your answer is too small."),
    "exercise-c52": ("", "Not answered yet"),
    "exercise-c49": ("check = lambda *_, **__: True\nh = 0.1", "it gives −7.9, and should give −8"),
}


def hand_in(folder, student, change):
    """Hand in what students have been given, with a change in each of nbgrader's cells."""
    notebook = read(folder / "release" / NAME / f"{NAME}.ipynb")
    for cell in notebook.cells:
        if marks(cell):
            cell.source = change(marks(cell).grade_id, cell.source)
    place = folder / "submitted" / student / NAME
    place.mkdir(parents=True)
    nbformat.write(notebook, place / f"{NAME}.ipynb")


def test_a_class_is_graded_with_the_reasons_of_check_as_feedback(folder, python):
    guide = (notebooks.source() / "TEACHING.md").read_text(encoding="utf-8")
    release_it, grade, tell = (["-m", *line.split()] for line in re.findall(r"^nbgrader .+$", guide, re.M))
    python(folder, *release_it)
    source, release = (read(folder / kind / NAME / f"{NAME}.ipynb").cells for kind in ("source", "release"))
    for given, told in zip(source, release, strict=True):
        assert told.source == SOLUTION.sub(f"\n{STUB}", given.source)
    solved = {marks(cell).grade_id: SOLUTION.search(cell.source)[1] for cell in source if marks(cell).get("solution")}
    assert solved.keys() == WRONG.keys()

    def right(grade_id, cell):
        return f"{cell}\n{solved[grade_id]}" if grade_id in solved else cell

    def wrong(grade_id, cell):  # the last check he would rather do without
        return f"{cell}\n{WRONG[grade_id][0]}" if grade_id in WRONG else cell.replace("assert", "0, ")

    hand_in(folder, "ada", right)
    hand_in(folder, "ben", wrong)
    python(folder, *grade)
    with sqlite3.connect(folder / "gradebook.db") as book:
        points = book.execute(
            "select student_id, name, auto_score, max_score, needs_manual_grade from grade "
            "join grade_cells on grade_cells.id = cell_id join base_cell on base_cell.id = cell_id "
            "join submitted_notebook on submitted_notebook.id = grade.notebook_id "
            "join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id"
        ).fetchall()
    checks = [grade_id.replace("exercise", "check") for grade_id in WRONG]
    assert sorted(points) == sorted((who, name, won, 1, 0) for who, won in (("ada", 1), ("ben", 0)) for name in checks)

    python(folder, *tell)
    feedback = {who: (folder / "feedback" / who / NAME / f"{NAME}.html").read_text("utf-8") for who in ("ada", "ben")}
    assert f"{NAME} (Score: 4.0 / 4.0)" in feedback["ada"]
    assert f"{NAME} (Score: 0.0 / 4.0)" in feedback["ben"]
    for _, sentence in WRONG.values():
        assert feedback["ben"].count(sentence) == 2  # in the box of the verdict, and where the check has failed
        assert sentence not in feedback["ada"]
