"""The notebooks as documents: what is stored, what the prose claims, and their budgets. nbval runs them."""

import re
import statistics

import nbformat
import pytest
from store_outputs import NOTEBOOKS, POSTER, WIDGET

from gdviz.course.notebooks import FOLDED

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
every_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)

CHECKED = "nbval-check-output"  # the tag by which nbval compares what a cell prints with what is stored


def cells(path, kind):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def code_lines(cell):
    return [line for line in cell.source.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def printed(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


def sections(path):
    """The cells from one heading of the second level to the next."""
    parts = [[]]
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            parts.append([])
        parts[-1].append(cell)
    return parts


def numbers(text):
    return [float(n.replace("−", "-")) for n in re.findall(r"(?<![\w.])[-−]?\d+(?:\.\d+)?", text)]


def unproved(section):
    """The bold numbers of a section that none of its checked cells prints."""
    proof = set()
    for cell in section:
        if CHECKED in cell.metadata.get("tags", []):
            proof.update(numbers(printed(cell)))
    bold = [b for cell in section if cell.cell_type == "markdown" for b in re.findall(r"\*\*(.+?)\*\*", cell.source)]
    return [n for text in bold for n in numbers(text) if n not in proof and text != "2/L"]


NAMES = [
    "00_start_here", "01_blindfolded_hill", "02_guess_or_slope", "03_learning_rate", "04_annealing",
    "05_local_and_global_minima", "06_restarts", "07_linear_regression", "08_zigzag_and_momentum", "09_unwinding",
    "10_mini_batches", "11_adaptive", "12_race_day",
]  # fmt: skip
TOPICS = {  # what a student looks for, and in which notebook it is found, under that name
    "training": 0, "objective function": 0,
    "blindfold": 1, "slope": 1, "derivative": 1, "gradient": 1, "steepest": 1, "unit": 1, "small enough": 1,
    "brute force": 2, "first-order": 2, "random": 2, "evaluations": 2,
    "learning rate": 3, "too small": 3, "too large": 3, "tangent": 3, "promise": 3, "2/L": 3, "stop when": 3,
    "annealing": 4, "schedule": 4,
    "local minim": 5, "global minim": 5, "saddle": 5, "stationary": 5,
    "restart": 6, "barrier": 6,
    "labelled data": 7, "features": 7, "weights": 7, "empirical risk": 7, "squared error": 7, "noise floor": 7,
    "cross-entropy": 7, "logistic regression": 7, "same machine, another loss": 7, "Gauss": 7,
    "zig-zag": 8, "momentum": 8, "condition number": 8, "adds up": 8,
    "unwind": 9, "Nesterov": 9,
    "mini-batch": 10, "stochastic": 10, "epoch": 10,
    "AdaGrad": 11, "RMSProp": 11, "Adam": 11, "second-order": 11, "Newton": 11,
    "distill.pub/2017/momentum": 12, "arxiv.org/abs/1609.04747": 12, "d2l.ai/chapter_optimization": 12,
}  # fmt: skip


def test_there_are_thirteen_notebooks():
    assert [path.stem for path in PATHS] == NAMES


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_found_by_name_in_its_notebook(topic):
    text = "\n".join(cell.source for cell in cells(NOTEBOOKS / f"{NAMES[TOPICS[topic]]}.ipynb", "markdown"))
    assert topic.lower() in text.lower()


@every_notebook
def test_a_notebook_opens_with_its_question_its_time_and_its_goals(path):
    number = int(path.stem[:2])
    title, *lines = nbformat.read(path, as_version=4).cells[0].source.splitlines()
    assert re.fullmatch(rf"# {number} · .+", title)
    assert any(MINUTES.match(line) for line in lines)
    assert "When you are done, you will be able to" in lines
    assert 2 <= sum(line.startswith("- ") for line in lines) <= 5


MINUTES = re.compile(r"\*About (\d+) minutes; (\d+) more for the exercises(?:; (\d+) for Further)?\.")
LIVE = re.compile(r"\b(explore|race|basins|tuning|blindfold)\(")


def needed(part):
    """The minutes that a first reader needs for cells: reading and thinking, code, figures to move, and guesses.

    The rates were found by trying the first seven notebooks, which took 25 to 95 minutes. Imports are run, not read.
    """
    text = "\n".join(cell.source for cell in part if cell.cell_type == "markdown")
    code = [cell for cell in part if cell.cell_type == "code" and "solution" not in cell.metadata.get("tags", [])]
    figures = sum(bool(LIVE.search(cell.source)) for cell in code)
    lines = sum(not line.startswith(("import ", "from ")) for cell in code for line in code_lines(cell))
    return len(text.split()) / 75 + lines / 4 + 2.5 * figures + 1.5 * text.count("**Predict.**")


def parts(path):
    """The cells of the core, of the exercises after it, and of what stands under Further."""
    found, now = {"core": [], "exercises": [], "further": []}, "core"
    for cell in nbformat.read(path, as_version=4).cells:
        heading = cell.source.split("\n")[0] if cell.cell_type == "markdown" else ""
        now = {"## Exercises": "exercises", "## Further": "further"}.get(heading, now)
        found[now].append(cell)
    return found


@every_notebook
def test_the_minutes_are_honest_and_the_core_fits_a_lesson(path):
    (promised,) = MINUTES.findall(nbformat.read(path, as_version=4).cells[0].source)
    core, _, further = (int(number or 0) for number in promised)
    assert 25 <= core <= 30
    assert abs(needed(parts(path)["core"]) - core) < 1
    assert abs(needed(parts(path)["further"]) - further) <= 5
    assert bool(further) == bool(parts(path)["further"])


@every_notebook
def test_the_minutes_that_a_teacher_is_told_add_up_to_those_of_the_notebook(path):
    title, *lines = nbformat.read(path, as_version=4).cells[0].source.splitlines()
    page = (NOTEBOOKS / "TEACHING.md").read_text(encoding="utf-8").partition(f"\n#{title}\n")[2].partition("\n## ")[0]
    (line,) = [line for line in page.splitlines() if line.startswith("**Time.**")]
    told = re.fullmatch(r"\*\*Time\.\*\* Core (\d+): (.+)\. Exercises (\d+)\. Further (\d+): (.+)\.", line).groups()
    assert (told[0], told[2], told[3]) == MINUTES.match(next(filter(MINUTES.match, lines))).groups()
    for whole, parts in ((told[0], told[1]), (told[3], told[4])):
        assert sum(int(part.rpartition(" ")[2]) for part in parts.split(" · ")) == int(whole)


@pytest.mark.parametrize("path", PATHS[:8], ids=lambda path: path.stem)
def test_a_beginner_can_read_the_code(path):
    hard = re.compile(r"None\]|keepdims|axis=|concatenate")
    assert [cell.source for cell in cells(path, "code") if hard.search(cell.source)] == []


@every_notebook
def test_the_student_predicts_before_and_sees_after(path):
    code = [cell.source for cell in cells(path, "code")]
    made = {name: i for i, source in enumerate(code) for name in re.findall(r"^(\w+) = predict\(", source, re.M)}
    revealed = {name: i for i, source in enumerate(code) for name in re.findall(r"^(\w+)\.reveal\(", source, re.M)}
    assert made.keys() == revealed.keys()
    assert all(revealed[name] > made[name] for name in made)
    assert len(made) >= (1 if path.stem == "00_start_here" else 2)
    assert code.count("print(predictions())") == 1


@every_notebook
def test_the_exercises_are_judged_at_once(path):
    exercises = [cell.source for cell in cells(path, "code") if "exercise" in cell.metadata.get("tags", [])]
    assert sum("check(" in source for source in exercises) >= len(exercises) - 1
    solutions = [cell.source for cell in cells(path, "code") if "solution" in cell.metadata.get("tags", [])]
    assert all(source.startswith("# Solution") and "assert " in source for source in solutions)


@every_notebook
def test_every_bold_number_is_printed_by_a_checked_cell_of_its_section(path):
    assert [number for section in sections(path) for number in unproved(section)] == []


def test_a_bold_number_that_no_cell_prints_is_found():
    claim = nbformat.v4.new_markdown_cell("It takes **7** steps, not **8**.")
    proof = nbformat.v4.new_code_cell("print(7)")
    proof.metadata.tags = [CHECKED]
    proof.outputs = [nbformat.v4.new_output("stream", text="7 steps, 18 others\n")]
    assert unproved([claim, proof]) == [8]
    proof.metadata.tags = []
    assert unproved([claim, proof]) == [7, 8]


@every_notebook
def test_what_is_stored_shows_without_a_kernel_and_without_an_error(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert "widgets" not in notebook.metadata
    outputs = [(cell, output) for cell in notebook.cells for output in cell.get("outputs", [])]
    assert all(output.output_type != "error" for _, output in outputs)
    pictures = [(cell, output.data) for cell, output in outputs if "image/png" in output.get("data", {})]
    assert pictures
    for cell, data in pictures:  # gdviz's bring their words; where matplotlib draws alone, the cell prints them
        assert WIDGET not in data
        assert data["text/html"].endswith(POSTER) if "text/html" in data else printed(cell)
        assert "alt=" in data.get("text/html", "alt=")


@every_notebook
def test_a_stored_question_is_the_one_that_its_cell_asks(path):
    asked, source = 0, "\n".join(cell.source for cell in cells(path, "code"))
    words = re.sub(r'"\s*\n\s*"', "", source)  # a long string is written in pieces
    for cell in cells(path, "code"):
        for output in cell.outputs:
            said = output.get("data", {}).get("text/plain", "")
            if "predict(" in cell.source and "Choose: " in said:
                question, choices = said.removesuffix(".").split(" Choose: ")
                parts = (question, *choices.split(" / "))
                assert [part for part in parts if part not in words and part.replace(" ", "_") not in words] == []
                asked += 1
    assert asked or path.stem[:2] == "00"


@every_notebook
def test_every_code_cell_has_been_run_in_order(path):
    counts = [cell.execution_count for cell in cells(path, "code")]
    assert counts == list(range(1, len(counts) + 1))


@every_notebook
def test_a_notebook_keeps_its_budgets(path):
    code, prose = cells(path, "code"), cells(path, "markdown")
    sizes = [len(code_lines(cell)) for cell in code]
    words = sum(len(cell.source.split()) for cell in prose)
    assert statistics.median(sizes) <= 4
    assert max(sizes) <= 20
    assert words >= 10 * sum(sizes)
    folds = sum(bool(cell.metadata.get(FOLDED)) for cell in prose)
    assert len(code) + len(prose) - folds <= 60
    assert path.stat().st_size < 1_000_000


@every_notebook
def test_the_first_code_cell_imports_and_no_other_does(path):
    first, *rest = cells(path, "code")
    assert len(code_lines(first)) <= 6
    assert all(line.startswith(("import ", "from ")) for line in code_lines(first))
    assert not any(re.search(r"^\s*(import|from) ", cell.source, re.M) for cell in rest)
    assert not any(bad in cell.source for cell in [first, *rest] for bad in ("sys.path", "!pip", "%pip", "import *"))


@every_notebook
def test_prose_has_one_sentence_a_line(path):
    lines = [line for cell in cells(path, "markdown") for line in cell.source.splitlines()]
    prose = [line.replace("**Predict.** ", "") for line in lines if not line.lstrip().startswith(("#", "-", "*"))]
    assert [line for line in prose if re.search(r"[.?!] [A-Z]", line)] == []


@every_notebook
def test_every_exercise_is_followed_by_a_solution_with_its_code_folded(path):
    code = cells(path, "code")
    tagged = [cell.metadata.get("tags", []) for cell in code]
    exercises = [i for i, tags in enumerate(tagged) if "exercise" in tags]
    assert 2 <= len(exercises) <= 4
    for i in exercises:
        assert "solution" in tagged[i + 1]
        assert code[i + 1].metadata["jupyter"]["source_hidden"]
