"""What the words of a page may not say, and the names of its headings."""

import re

import nbformat
import pytest

from gdviz.course import notebooks, prose

PATHS = notebooks.paths()
ONLY = re.compile(  # words that may ask for a notebook: a sentence that has one is read by somebody, and listed below
    r"\b(cells?|code|kernel|terminal|python|run (it|them))\b|^\W*(run|change|type|replace|import|print|open)\b", re.I
)
HARMLESS = (  # they say something, or ask for what a page can do
    "(A number in **bold** was computed in a cell", "The next cell makes the funnel",
    "(In Python a power is", "The next cell has a helper",
    "- compute the rate at which descent breaks, before you run it", "The number α is the **learning rate**",
    "In Python that is `lr * decay**t`", "Each cell of the map", "Light cells arrive", "Click a cell, and you see",
    "The cell prints the two minima", "where α is the peak",
    "In the code `np.logaddexp",
    "- The words below the figure end with a note", "The cell finds it by trial", "On our data we can try them all",
    "- Click on a cell to see its walk", "- *μ = 0*, *μ = 0.64*",
    "The next cells draw the first batch",
    "So let the rule measure this α", "When you drag a slider", "The browser repeats that", "- The lines down to w2′",
    "- Aston Zhang and others",
)  # fmt: skip


def shown(path):
    """The words of a notebook that its page shows."""
    words = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    words = [cell for cell in words if prose.APART not in cell.metadata.get("tags", [])]
    return [line for cell in words for line in prose.told(cell.source).split("\n")]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_page_orders_nothing_that_it_cannot_do(path):
    assert [line for line in shown(path) if ONLY.search(line) and not line.startswith(HARMLESS)] == []


def test_what_is_called_harmless_is_said_somewhere():
    said = [line for path in PATHS for line in shown(path)]
    assert [begin for begin in HARMLESS if not any(line.startswith(begin) for line in said)] == []


@pytest.mark.parametrize(
    "order",
    [
        "> The pictures below are those of an earlier run: run a cell with Shift+Enter, and its figure moves.",
        "Put your answer in the place of the three dots, run the cell, read what it says.",
        "Change the cell, run it, read what it says.", "Click on the cell below, and press *Shift* and *Enter*.",
        "Put the brake in the place of the dots.", "Put it in place of the three dots.",
        "- Change `data` to `rosenbrock`: the cost leaps up.",
        "Menu *Run*, *Run All Cells* brings everything back.", "Open a terminal, and type `gdviz check`.",
        "Once it is right, the cell prints how much lower it is.", "The cell prints the limit 2/f″ of each.",
        "The exercises say which line is yours.", "You may use the cell to compute.",
    ],
)  # fmt: skip
def test_an_order_is_left_out_and_its_neighbours_stay(order):
    assert prose.told(f"Before it.\n{order}\nAfter it.") == "Before it.\nAfter it."


@pytest.mark.parametrize(
    "line",
    [
        "- Press `c`: the dots stay, and the line, too.", "Click a cell, and you see its walk.",
        "Set the menu *horizontal axis* to *evaluations*.", "compute the rate before you run it",
    ],
)  # fmt: skip
def test_what_a_page_can_do_stays(line):
    assert prose.told(line) == line


def test_headings_have_names_and_the_second_of_its_name_a_number():
    told = prose.html("# 3 · How big a step?\n\n## Is *1* the limit?\n\n### What happened\n\n### What happened", {})
    assert re.findall(r'id="(.*?)"', told) == ["3-how-big-a-step", "is-1-the-limit", "what-happened", "what-happened-2"]


def test_a_formula_breaks_where_it_has_a_wide_gap():
    told = prose.html(r"$$z \leftarrow \mu z \qquad\qquad w \leftarrow w - z$$", {})
    assert told.count("<math") == 2
    assert "μ" in told or "&#x003BC;" in told
