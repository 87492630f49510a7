"""Copies of the course: whole, for the class, for the teacher."""

import json
import re

import nbformat
import pytest

from gdviz.course import notebooks

NAMES = sorted(path.name for path in notebooks.source().glob("[0-9][0-9]_*.ipynb"))


def tags(cell):
    return cell.metadata.get("tags", [])


def read(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    for kind in notebooks.KINDS:
        notebooks.copy(folder / kind, kind)
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_what_copies_leave_out_is_what_every_notebook_says_in_the_same_words(name):
    told = "\n".join(cell.source for cell in read(notebooks.source() / name).cells)
    assert [told.count(said) for said in notebooks.UNTRUE] == [1] * len(notebooks.UNTRUE)
    assert re.findall(r"\bfolded\b", told) == ["folded", "folded"]


def test_a_complete_copy_is_the_course_to_the_last_byte(copies):
    assert sorted(path.name for path in (copies / "complete").glob("[!.]*")) == NAMES
    for name in NAMES:
        assert (copies / "complete" / name).read_bytes() == (notebooks.source() / name).read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_the_copy_for_the_class_has_every_cell_but_the_solutions_and_no_result(copies, name):
    whole, bare = read(notebooks.source() / name).cells, read(copies / "without solutions" / name).cells
    solutions = [cell for cell in whole if "solution" in tags(cell)]
    assert len(solutions) >= 2
    assert [cell.id for cell in bare] == [cell.id for cell in whole if cell not in solutions]
    assert not any(cell.outputs or cell.execution_count for cell in bare if cell.cell_type == "code")
    told = "\n".join(cell.source for cell in bare)
    assert not any(cell.source in told for cell in solutions)
    assert "# Solution" not in told
    assert not any(said in told for said in notebooks.UNTRUE)


@pytest.mark.parametrize("name", NAMES)
def test_the_copy_for_the_teacher_has_the_exercises_with_their_solutions_and_they_run(copies, name):
    whole, told = read(notebooks.source() / name).cells, read(copies / "answers" / name).cells
    headings = [cell.source.split("\n")[0] for cell in whole]
    begin, ends = headings.index("## Exercises"), [*headings, "## Further"].index("## Further")
    wanted = [cell.id for cell in whole[begin:ends]]
    wanted += [cell.id for cell in whole[ends:] if {*tags(cell)} & {"exercise", "solution"}]
    assert [cell.id for cell in told if cell.id in wanted] == wanted
    assert told[0].source.splitlines()[0] == whole[0].source.splitlines()[0]
    assert len(told) < len(whole)
    assert not any("jupyter" in cell.metadata for cell in told)
    names = {"__name__": "answers"}
    for cell in told:
        if cell.cell_type == "code":
            exec(compile(cell.source, f"{name} {cell.id}", "exec"), names)


def test_the_teacher_gets_the_guide_and_the_class_does_not(copies):
    assert (copies / "answers" / "TEACHING.md").read_bytes() == (notebooks.source() / "TEACHING.md").read_bytes()
    assert not list((copies / "without solutions").glob("*.md"))


def test_what_a_student_has_changed_is_theirs(tmp_path):
    notebooks.copy(tmp_path)
    (tmp_path / NAMES[0]).write_text("mine", encoding="utf-8")
    assert [what for _, what in notebooks.copy(tmp_path)] == ["yours", *["there already"] * 12]
    assert (tmp_path / NAMES[0]).read_text(encoding="utf-8") == "mine"


def test_a_folder_tells_which_kind_of_copy_it_holds(tmp_path):
    assert notebooks.kind_in(tmp_path / "not there") == "complete"
    for kind in notebooks.KINDS:
        notebooks.copy(tmp_path / kind, kind)
        assert notebooks.kind_in(str(tmp_path / kind)) == kind


def test_a_copy_for_the_class_is_not_replaced_by_the_whole_course(tmp_path):
    bare = {path: path.read_bytes() for path, _ in notebooks.copy(tmp_path, "without solutions")}
    assert {what for _, what in notebooks.copy(tmp_path)} == {"beside"}
    assert {path: path.read_bytes() for path in bare} == bare


def test_the_titles_are_the_notebooks_questions_with_their_minutes():
    titles = notebooks.titles()
    assert [name for name, _, _ in titles] == NAMES
    assert titles[3][1:] == ("3 · How big a step?", 30)


def test_what_is_not_a_kind_of_copy_is_refused(tmp_path):
    with pytest.raises(ValueError, match="valid kinds: complete, without solutions, answers, nbgrader"):
        notebooks.copy(tmp_path, "solutions")
    assert not list(tmp_path.iterdir())


def test_without_notebooks_there_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(notebooks, "source", lambda: tmp_path)
    with pytest.raises(FileNotFoundError, match="There are no notebooks in"):
        notebooks.copy(tmp_path / "copy")


def test_names_that_a_solution_needs_are_traced_back():
    def code(source, *tagged):
        return {"cell_type": "code", "source": source, "metadata": {"tags": list(tagged)}, "outputs": []}

    def text(source):
        return {"cell_type": "markdown", "source": source, "metadata": {}}

    cells = [
        text("# Title"), code("import math"), code("a = math.pi"), code("unused = f = 1"),
        code("def f(x):\n    b = a * x\n    return b"),
        text("## Exercises"), code("guess = 1", "exercise"), code("assert f(1) > 3", "solution"),
        text("## Further"), text("tells"), code("needless = 2"), code("c = 4"), text("4: asks"),
        code("guess = 2", "exercise"), code("assert c > 3", "solution"),
    ]  # fmt: skip
    kept = json.dumps(notebooks.answers({"cells": cells})["cells"])
    wanted = ("def f", "math.pi", "import math", "c = 4", "4: asks", "guess = 1", "guess = 2")
    assert all(each in kept for each in wanted)
    assert not any(needless in kept for needless in ("unused", "needless", "tells"))
