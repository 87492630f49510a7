"""No answer before the guess: each *Predict.* has a lock; what answers it is folded, and told nowhere before."""

import json
import re

import nbformat
import pytest
from store_outputs import NOTEBOOKS

from gdviz.course.notebooks import FOLDED, folds, without_solutions
from gdviz.course.pages import FRONT

ROOT = NOTEBOOKS.parent
PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
every_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
ASKS = re.compile(r"^(\w+) = predict\(", re.M)
REVEALS = re.compile(r"^(\w+)\.reveal\(", re.M)


def opened(path):
    return nbformat.read(path, as_version=4).cells


def folded(cells):
    """The numbers of the cells that are folded, their headings not."""
    return {i for fold in folds(cells) for i in range(len(cells))[fold][1:]}


def shown(cell):
    """All that a cell shows when nothing is folded: its source, what it printed, and a figure's words."""
    texts = [cell.source]
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        texts += [output.get("text", ""), *(data.get(kind, "") for kind in ("text/plain", "text/html"))]
    return "\n".join(texts)


def told(text, tells):
    """Those of the strings that stand in a text, as words of their own."""
    return [one for one in tells if re.search(rf"(?<![\w.,−-]){re.escape(one)}(?!\w|[.,]\d)", text, re.IGNORECASE)]


def asked(cells):
    """The numbers of the cells that ask for a guess."""
    return [i for i, cell in enumerate(cells) if cell.cell_type == "code" and ASKS.search(cell.source)]


def answers_seen(cells, front=""):
    """Where an answer can be read before its guess: (question's cell, cell or "headings" or "front", string).

    Looked through: what is not folded, from the top to the next question; all headings, as the table of contents shows
    them; and front, what other pages say of the notebook. The question itself may name its choices.
    """
    hidden, questions, seen = folded(cells), asked(cells), []
    headings = "\n".join(re.findall(r"^#+ .*$", "\n".join(c.source for c in cells if c.cell_type == "markdown"), re.M))
    for i, after in zip(questions, [*questions[1:], len(cells)], strict=True):
        tells = cells[i].metadata["gdviz"]["tells"]
        learnt = [k for k in range(i, after) if cells[k].source.startswith("## What we learnt")]
        open_ = [k for k in range(min([after, *learnt])) if k != i and k not in hidden]
        seen += [(i, k, one) for k in open_ for one in told(shown(cells[k]), tells)]
        seen += [(i, "headings", one) for one in told(headings, tells)]
        seen += [(i, "front", one) for one in told(front, tells)]
    return seen


def front(path):
    """What README and the pages' index say of a notebook."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (row,) = [line for line in readme.splitlines() if line.startswith("|") and path.name in line]
    return f"{row}\n{nbformat.read(path, as_version=4).metadata['gdviz']['asks']}"


@every_notebook
def test_every_predict_has_a_lock_and_what_answers_it_is_folded(path):
    cells = opened(path)
    hidden = folded(cells)
    places = [i for i, cell in enumerate(cells) if "**Predict.**" in cell.source]
    assert places
    for place, after in zip(places, [*places[1:], len(cells)], strict=True):
        source = cells[place].source
        assert source.count("**Predict.**") == 1, source
        assert place not in hidden, "a question in a fold is not seen"
        asks = [i for i in range(place + 1, after) if cells[i].cell_type == "code" and ASKS.search(cells[i].source)]
        assert asks, f"no lock: {source}"
        names = {name for i in asks for name in ASKS.findall(cells[i].source)}
        reveals = {name: i for i, cell in enumerate(cells) for name in REVEALS.findall(cell.source) if i > place}
        assert names <= reveals.keys()
        assert all(reveals[name] in hidden for name in names), f"revealed in the open: {source}"


@every_notebook
def test_a_fold_is_a_heading_in_a_cell_of_its_own(path):
    cells = opened(path)
    for fold in folds(cells):
        heading, *inside = cells[fold]
        assert re.fullmatch(r"#{3,4} What happened|## What we learnt", heading.source)
        assert inside
        assert not any(cell.metadata.get(FOLDED) for cell in inside)


def test_the_figure_in_front_of_the_course_answers_nothing_either():
    ((path, figure),) = [(path, c) for path in PATHS for c in opened(path) if FRONT in c.metadata.get("tags", [])]
    cells = opened(path)
    assert [one for i in asked(cells) for one in told(shown(figure), cells[i].metadata["gdviz"]["tells"])] == []


@every_notebook
def test_the_figure_that_opens_a_page_answers_nothing_there(path):
    tag, cells = f"opens-{path.stem[:2]}", opened(path)
    figures = [c for other in PATHS for c in opened(other) if tag in c.metadata.get("tags", [])]
    assert len(figures) == 1
    words = "".join(output.data["text/plain"] for figure in figures for output in figure.outputs)
    assert [one for i in asked(cells) for one in told(words, cells[i].metadata["gdviz"]["tells"])] == []


@every_notebook
def test_no_answer_can_be_read_before_its_guess(path):
    cells = opened(path)
    for i in asked(cells):
        tells = cells[i].metadata["gdviz"]["tells"]
        assert tells
        assert all(isinstance(one, str) and one.strip() for one in tells)
    assert answers_seen(cells, front(path)) == []


@every_notebook
def test_what_tells_an_answer_is_what_the_notebook_tells(path):
    """Strings that stand nowhere guard nothing: each stands in what the question's fold shows, or what follows it."""
    cells = opened(path)
    for i in asked(cells):
        rest = "\n".join(map(shown, cells[i + 1 :]))
        tells = cells[i].metadata["gdviz"]["tells"]
        assert told(rest, tells) == tells, (i, tells)


def example(*cells):
    """Cells of a notebook from texts: markdown; code begins with a %, and a fold's heading with ###."""
    made = []
    for text in cells:
        new = nbformat.v4.new_code_cell(text[1:]) if text[0] == "%" else nbformat.v4.new_markdown_cell(text)
        new.metadata |= {FOLDED: True} if text.startswith("###") else {}
        new.metadata |= {"gdviz": {"tells": ["7 steps"]}} if "predict(" in text else {}
        made.append(new)
    return made


def test_an_answer_in_the_open_is_found():
    ask, fold, end = '%n = predict("How many?")', "### What happened", "## What we learnt\nIt takes 7 steps."
    assert answers_seen(example("It does.", ask, fold, "It took 7 steps.", end)) == []
    assert answers_seen(example("17 steps, 0.7 steps, 7 stepstones.", ask, fold, end)) == []
    assert answers_seen(example("It takes 7 steps.", ask, fold, end)) == [(1, 0, "7 steps")]
    assert answers_seen(example(ask, "It takes 7 Steps.", fold, end)) == [(0, 1, "7 steps")]
    assert answers_seen(example(ask, fold, "It.", "## Why 7 steps", end)) == [
        (0, 3, "7 steps"),
        (0, "headings", "7 steps"),
    ]
    assert answers_seen(example(ask, fold, end), "It takes 7 steps.") == [(0, "front", "7 steps")]
    printing = example('%n = predict("How many?")', "%print(steps)", fold, end)
    printing[1].outputs = [nbformat.v4.new_output("stream", text="after 7 steps\n")]
    assert answers_seen(printing) == [(0, 1, "7 steps")]


def test_a_class_s_copy_is_folded_too():
    for path in PATHS:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert len(folds(without_solutions(notebook)["cells"])) == len(folds(notebook["cells"])) > 0
