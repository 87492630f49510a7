"""The sentences of the course, for the tests that recompute them without gdviz: ``claim("07", "the sentence")``."""

import functools
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]


def claim(page, sentence):
    """Fail unless the page says the sentence. Bold and italic marks, backticks, and where lines end do not count.

    page: a notebook by its number, "07", of which the markdown is read; or a file, "notebooks/TEACHING.md".
    """
    assert plain(sentence) in text(page), f"{page} does not say: {sentence}"


@functools.cache
def text(page):
    """What a page says, on one line and without marks."""
    if not page.isdigit():
        return plain((ROOT / page).read_text(encoding="utf-8"))
    (path,) = (ROOT / "notebooks").glob(f"{page}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    return plain("\n".join(cell.source for cell in cells if cell.cell_type == "markdown"))


def plain(words):
    """Words without the marks of Markdown and of quotes in code, one space between them."""
    return " ".join(words.translate(dict.fromkeys(map(ord, "*`>\"'"))).split())
