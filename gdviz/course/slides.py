"""A lesson of five minutes, made of a notebook's own cells: which of them, and which of their sentences, are slides.

The rule. First the title, and what the notebook asks. Then its core, section by section: the first slide of a section
has its heading, its formulas, and its first two sentences; before a prediction, the last four, which lead to it.
Each figure has a slide of its own; so has each prediction, and the next one has its answer, with the figure that shows
it where there is one. The end is what we learnt. No word of a slide is written here.
"""

import re
from itertools import zip_longest

import nbformat

from gdviz.course import notebooks
from gdviz.course.pages import VIEW

KEPT = ("guess", "figure", "printed")  # what slides show of results
PREDICT = "> **Predict.** "
KINDS = {"heading": "#", "quote": ">", "list": r"- |\d+\. ", "formula": r"\$\$", "order": r".*\*\*[Ll]ook at\*\*"}
ELSEWHERE = re.compile(  # a sentence with such words speaks of what stands around it in the notebook
    r"\b(cells?|exercises|pictures?|[Cc]lick|[Pp]ress|[Hh]ere (is|are)|Printed is|need not read)\b|:$|`np\.|^\("
)
BACK = re.compile(r"(So|Here)\b|(\w+ ){0,2}(it|its|they|that|this|these)\b", re.IGNORECASE)  # about what came before
LEADS = 4


def slides(notebook):
    """The slides of a notebook that was run, in their order: each a list of cells, made of its own."""
    cells = core(notebook)
    made = [[_words("title", cells[0].source.split("\n")[0], notebook.metadata["gdviz"]["asks"])]]
    folds = {fold.start: cells[fold] for fold in notebooks.folds(cells)}
    inside = {id(cell) for fold in folds.values() for cell in fold}
    heading, said = "", []  # of the section: what no slide has yet
    for nth, cell in enumerate(cells[1:], 1):
        if nth in folds and cell.source.startswith("## "):
            made += [*_first(heading, said), *_learnt(folds[nth])]
            heading, said = "", []
        elif nth in folds:
            made += _opened(folds[nth])
        elif id(cell) in inside:
            continue
        elif guess := _shown(cell, "guess"):
            before, question = _asked(said)
            made.append([_words("predict", heading, *_leads(before), question), *guess])
            heading, said = "", []
        elif figure := _shown(cell, "figure"):
            made += [*_first(heading, said), *([each] for each in figure)]
            heading, said = "", []
        elif cell.cell_type == "markdown":
            blocks = list(_blocks(cell.source))
            if blocks[0][0] == "heading":
                made += _first(heading, said)
                heading, said = blocks.pop(0)[1], []
            said += blocks
    return [*made, *_first(heading, said)]


def core(notebook):
    """The cells of a notebook up to its exercises."""
    ends = next(k for k, cell in enumerate(notebook.cells) if cell.source.startswith("## Exercises"))
    return notebook.cells[:ends]


def _first(heading, said):
    """The first slide of a section, if it has none yet."""
    formulas = [text for kind, text in said if kind == "formula"]
    return [[_words("section", heading, *_sentences(said)[:2], *formulas)]] if heading else []


def _opened(fold):
    """The slides of what answers predictions: one for each, with the next of the sentences that follow. The first one
    has the figure that shows it, or else what was printed. Then come the other figures.
    """
    guesses, figures, printed = ([each for cell in fold for each in _shown(cell, what)] for what in KEPT)
    shown = figures[:1] or printed
    for figure in figures[1:]:
        figure.metadata["slide"] = "more"
    answered = next(nth for nth, cell in enumerate(fold) if _shown(cell, "guess"))
    after = [block for cell in fold[answered:] if cell.cell_type == "markdown" for block in _blocks(cell.source)]
    made = []
    for guess, sentence in zip_longest(guesses, _sentences(after)[: len(guesses)], fillvalue=""):
        made.append([_words("happened", fold[0].source, sentence), guess])
    made[0] += shown
    return made + [[figure] for figure in figures[1:]]


def _learnt(fold):
    """The last slide: the list of what we learnt, and what comes next."""
    blocks = [block for cell in fold[1:] if cell.cell_type == "markdown" for block in _blocks(cell.source)]
    return [[_words("learnt", fold[0].source, *(text for kind, text in blocks if kind in ("list", "quote")))]]


def _asked(said):
    """What stands before the last prediction in a section, and its question."""
    nth = max(nth for nth, (_, text) in enumerate(said) if text.startswith(PREDICT))
    return said[:nth], said[nth][1]


def _leads(blocks):
    """What leads to a question, in its order: the formulas, what is quoted, and the last four sentences of the prose.
    More where the first of them is about one before it, or a formula comes first.
    """
    leads = []
    for skipped in range(max(0, len(_sentences(blocks)) - LEADS), -1, -1):
        leads, early = [], skipped
        for block in blocks:
            sentences = _sentences([block])
            leads += [block[1]] if block[0] in ("formula", "quote") else sentences[max(0, early) :]
            early -= len(sentences)
        if leads and not BACK.match(leads[0]) and "$$" not in leads[0]:
            break
    return leads


def _blocks(source):
    """The paragraphs of a text, each with its kind: (kind, text). A formula has the sentence that leads to it, too."""
    before = ""
    for block in re.split(r"\n\s*\n", source.strip()):
        kind = next((kind for kind, begins in KINDS.items() if re.match(begins, block)), "prose")
        leads = before.split("\n")[-1] if kind == "formula" and before.endswith(":") else ""
        yield kind, f"{leads}\n\n{block}".strip()
        before = block


def _sentences(blocks):
    """The sentences of the prose in blocks that need nothing but themselves; a line of a notebook is a sentence."""
    lines = [line for kind, text in blocks if kind == "prose" for line in text.split("\n")]
    return [line for line in lines if not ELSEWHERE.search(line)]


def _words(kind, *parts):
    """A cell of text, made of a notebook's own. kind: what the slide is, "title", "section", ..."""
    return nbformat.v4.new_markdown_cell("\n\n".join(filter(None, parts)), metadata={"slide": kind})


def _shown(cell, what):
    """Of the results of a cell each that is a "guess", a "figure" or "printed", as a cell of its own."""
    kept = [output for output in cell.get("outputs", []) if _kind(output) == what]
    return [nbformat.v4.new_code_cell(outputs=[output], metadata={"slide": what}) for output in kept]


def _kind(output):
    data = output.get("data", {})
    return "figure" if "image/png" in data else "guess" if VIEW in data else "printed" if "text" in output else ""
