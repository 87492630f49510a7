"""Lessons: which of a notebook's cells and sentences are slides; the exit questions. See test_browser_slides.py."""

import re
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from helpers.html import Read

from gdviz.course import lesson, notebooks
from gdviz.course.command import main
from gdviz.course.lesson import Lessons, exit_questions, title
from gdviz.course.pages import VIEW
from gdviz.course.slides import _blocks, _leads, core, slides

TEACHING = (notebooks.source() / "TEACHING.md").read_text(encoding="utf-8")
ASKED = exit_questions(TEACHING)


def stored(path):
    """A notebook of the course as if it had just run: its predictions, too, are widgets."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output.data[VIEW] = {"model_id": cell.id}
    return notebook


NOTEBOOKS = {path.stem[:2]: stored(path) for path in notebooks.paths()}
every_notebook = pytest.mark.parametrize("number", NOTEBOOKS)


def kinds(slide):
    return [cell.metadata["slide"] for cell in slide]


def small(source):
    """A notebook with a text, and a figure after it."""
    cells = [nbformat.v4.new_markdown_cell(source) for source in ("# 1 · A question?", source)]
    data = {"image/png": "", "text/plain": "a hill"}
    cells.append(nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", data)]))
    cells.append(nbformat.v4.new_markdown_cell("## Exercises"))
    return nbformat.v4.new_notebook(cells=cells, metadata={"gdviz": {"asks": "What is it?"}})


@every_notebook
def test_a_lesson_has_six_to_ten_slides(number):
    assert 6 <= len(slides(NOTEBOOKS[number])) <= 10


@every_notebook
def test_every_word_of_the_slides_is_the_notebooks_own(number):
    notebook = NOTEBOOKS[number]
    own = {line for cell in notebook.cells for line in cell.source.split("\n")} | {notebook.metadata["gdviz"]["asks"]}
    for slide in slides(notebook):
        for cell in slide:
            if cell.cell_type == "markdown":
                assert not {*cell.source.split("\n")} - own


@every_notebook
def test_a_lesson_begins_with_the_question_and_ends_with_what_we_learnt(number):
    first, *_, last = slides(NOTEBOOKS[number])
    assert first[0].source == f"# {title(NOTEBOOKS[number])}\n\n{NOTEBOOKS[number].metadata['gdviz']['asks']}"
    assert last[0].source.startswith("## What we learnt\n\n- ")


@every_notebook
def test_every_section_every_figure_and_every_prediction_of_the_core_has_its_slide(number):
    made, cells = slides(NOTEBOOKS[number]), core(NOTEBOOKS[number])
    words = "\n".join(cell.source for slide in made for cell in slide)
    headings = re.findall(r"^## .+", "\n".join(cell.source for cell in cells), re.M)
    assert re.findall(r"^## .+", words, re.M) == headings
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    figures = [output for output in outputs if "image/png" in output.get("data", {})]
    shown = [cell.outputs[0] for slide in made for cell in slide if cell.metadata["slide"] in ("figure", "more")]
    assert shown == figures
    asked = [cell for cell in cells if ".**" in cell.source and "> **Predict.**" in cell.source]
    assert words.count("**Predict.**") == len(asked) == sum("predict" in kinds(slide) for slide in made)
    assert len(asked) == sum("happened" in kinds(slide) for slide in made) > 0


@every_notebook
def test_after_a_prediction_comes_its_answer_or_what_one_does_to_find_it(number):
    for slide, after in pairwise(slides(NOTEBOOKS[number])):
        if "predict" in kinds(slide):
            assert kinds(slide) == ["predict", "guess"]
            assert kinds(after)[0] in ("happened", "predict", "figure")
        if kinds(slide)[0] == "happened":
            assert kinds(slide)[1] == "guess"
            assert slide[0].source.startswith("### What happened\n\n")


def test_a_section_shows_its_first_two_sentences_and_its_formula_with_what_leads_to_it():
    text = "## A hill\n\nOne.\nTwo.\nThree.\n\nSo it goes:\n\n$$w$$"
    _, (words,), (figure,) = slides(small(text))
    assert words.source == "## A hill\n\nOne.\n\nTwo.\n\nSo it goes:\n\n$$w$$"
    assert figure.metadata["slide"] == "figure"


@pytest.mark.parametrize(
    "sentence",
    ["The cell shows it.", "The picture below is a map.", "Click on it.", "Here is a hill.", "It is one of these:",
     "(An aside.)", "`np.where` picks this.", "The exercises say which line is yours."],
)  # fmt: skip
def test_a_sentence_that_speaks_of_what_stands_around_it_is_left_out(sentence):
    _, (words,), _ = slides(small(f"## A hill\n\n{sentence}\nIt is high.\n\n**Look at**\n\n- this"))
    assert words.source == "## A hill\n\nIt is high."


@pytest.mark.parametrize(
    ("prose", "leads"),
    [
        ("One.\nTwo.\nThree.\nFour.\nFive.", "Two. Three. Four. Five."),
        ("One.\nHere each has its own.\nThree.\nFour.\nFive.", "One. Here each has its own. Three. Four. Five."),
        ("One.\nSo there.\nThat is it.\nThree.\nFour.\nFive.", "One. So there. That is it. Three. Four. Five."),
        ("It is high.\nTwo.", "It is high. Two."),
        ("One.\n\nSo it goes:\n\n$$w$$\n\n1.\n2.\n3.\n4.", "One. So it goes: $$w$$ 1. 2. 3. 4."),
    ],
)
def test_what_leads_to_a_question_begins_with_what_needs_nothing_before_it(prose, leads):
    assert " ".join(" ".join(_leads([*_blocks(prose)])).split()) == leads


def test_every_notebook_has_five_exit_questions_with_answers_in_a_sentence():
    assert [*ASKED] == [title(notebook) for notebook in NOTEBOOKS.values()]
    for questions in ASKED.values():
        assert len(questions) == 5
        for question, answer in questions:
            assert question.endswith(("?", "."))
            assert answer.endswith((".", "…"))
            assert len(answer.split()) <= 30
    assert len({question for questions in ASKED.values() for question, _ in questions}) == 65


def numbers(text):
    """The numbers of a text, without their signs: a minus has several looks."""
    return {float(number) for number in re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d) (?=000)", "", text))}


@every_notebook
def test_every_number_of_an_exit_question_stands_in_the_core_or_was_printed_there(number):
    cells = core(NOTEBOOKS[number])
    printed = [output.get("text", "") for cell in cells for output in cell.get("outputs", [])]
    known = numbers(" ".join([*(cell.source for cell in cells), *printed]))
    for question, answer in ASKED[title(NOTEBOOKS[number])]:
        assert not numbers(f"{question} {answer}") - known, question


def test_the_command_says_what_it_does_and_what_to_open(monkeypatch, capsys):
    monkeypatch.setattr(lesson, "build", lambda folder: Path(folder, "index.html"))
    assert main(["slides", "lessons"]) == 0
    assert f"minute or two.\nOpen {Path('lessons', 'index.html')} in a browser.\n" in capsys.readouterr().out


def test_lessons_of_a_run_alone_are_written_and_written_anew(tmp_path, monkeypatch):
    first = notebooks.paths()[0]
    monkeypatch.setattr(notebooks, "paths", lambda: [first])
    for _ in range(2):
        index = lesson.build(tmp_path, say=lambda _: None)
    names = {f"00_{kind}.html" for kind in ("slides", "handout", "exit", "teacher")}
    assert {path.name for path in tmp_path.iterdir()} == {*names, "index.html"}
    links = [link["href"] for link in Read(index.read_text(encoding="utf-8")).all("a")]
    assert names == {link for link in links if not link.startswith("https:")}


def test_an_index_that_is_somebody_elses_stays(tmp_path):
    (tmp_path / "index.html").write_text("<title>My school</title>", encoding="utf-8")
    with pytest.raises(FileExistsError, match="does not lead to lessons of gdviz"):
        Lessons(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
