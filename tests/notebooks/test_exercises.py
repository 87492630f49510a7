"""Every exercise, done wrongly first: no ✓ for what is wrong, and a sentence that fits what the student did.

The tables stand in answers_*.py: ``ANSWERS = {("01", "1"): {"wrong": [(source, part of the sentence)], "right":
[source]}}``, where "01" is the notebook and "1" the exercise's number. A source is the student's line, ``h = 0.5``, or
function; it takes the place of what makes the same name in the exercise's cell.
"""

import functools
import json
import re
import runpy
from pathlib import Path

import pytest
from helpers.exercises import exercises, names_at, run, told
from helpers.image import ROOT

from gdviz.course import notebooks

HERE = Path(__file__).parent
ANSWERS = {}
for table in sorted(HERE.glob("answers_*.py")):
    ANSWERS |= runpy.run_path(str(table))["ANSWERS"]
NOTEBOOKS = sorted({notebook for notebook, _ in ANSWERS})


def each(kind):
    return [
        pytest.param(*where, *(answer if kind == "wrong" else [answer]), id=f"{'-'.join(where)}-{i}")
        for where, table in ANSWERS.items()
        for i, answer in enumerate(table[kind])
    ]


@pytest.mark.parametrize(("notebook", "exercise", "answer", "sentence"), each("wrong"))
def test_a_wrong_answer_gets_a_sentence_that_fits(notebook, exercise, answer, sentence):
    verdict = told(notebook, exercise, answer)
    assert not verdict, repr(verdict)
    assert sentence in verdict.sentence


@pytest.mark.parametrize(("notebook", "exercise", "answer"), each("right"))
def test_a_right_answer_passes_however_it_is_written(notebook, exercise, answer):
    assert told(notebook, exercise, answer)


@pytest.mark.parametrize(("notebook", "exercise"), ANSWERS)
def test_a_cell_that_nobody_has_touched_is_not_answered_yet(notebook, exercise):
    assert repr(told(notebook, exercise)).startswith("✗ Not answered yet")


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_exercise_has_a_table_of_three_wrong_answers_and_two_right_ones(notebook):
    tables = {exercise: table for (where, exercise), table in ANSWERS.items() if where == notebook}
    assert tables.keys() == exercises(notebook).keys()
    for table in tables.values():
        assert len(dict(table["wrong"])) >= 3
        assert len(set(table["right"])) >= 2


@functools.cache
def graded(notebook):
    """The exercises of a notebook as nbgrader gets them: {number: (the answer's cell, the cell that judges it)}."""
    (path,) = ROOT.glob(f"notebooks/{notebook}_*.ipynb")
    cells = notebooks.graded(json.loads(path.read_text(encoding="utf-8")))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if "nbgrader" in cell["metadata"]]
    return dict(zip(exercises(notebook), zip(sources[::2], sources[1::2], strict=True), strict=True))


def judge(notebook, exercise, answer):
    names = dict(names_at(notebook, exercise))
    run(answer, names)
    run(graded(notebook)[exercise][1], names)


@pytest.mark.parametrize(("notebook", "exercise"), ANSWERS)
def test_nbgrader_takes_the_answer_that_the_solution_gives_and_no_other(notebook, exercise):
    solved, _ = graded(notebook)[exercise]
    judge(notebook, exercise, solved)
    untouched = re.sub("### BEGIN SOLUTION.*### END SOLUTION", "", solved, flags=re.DOTALL)
    with pytest.raises(AssertionError, match="Not answered yet"):
        judge(notebook, exercise, untouched)
    answer, sentence = ANSWERS[notebook, exercise]["wrong"][0]
    with pytest.raises(AssertionError, match=re.escape(sentence)):
        judge(notebook, exercise, f"{untouched}\n{answer}")
