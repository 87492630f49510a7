"""What a page makes of the words of a notebook: what only a notebook can do is left out, headings have names."""

import re

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

APART = "notebook-only"  # the tag of a cell that a page leaves out
ORDERS = re.compile(  # by these words a sentence, which has a line of its own, orders what a page cannot do
    r"\bruns? (the|the next|a|its|both|this) cells?\b|\bthis cell\b|\bmade of cells\b|\bthe cell below, and press\b"
    r"|\bchange (the cell|them|`)|\buse the cell\b|\bthree dots\b|\bplace of the dots\b|\b(is|are) yours\b"
    r"|\bonce it is right, the cell\b|\bthe cell (tries it on|prints the limit)\b"
    r"|^menu \*|\bterminal\b|\bkernel\b|\bshift\W+(and\W+)?enter\b",
    re.IGNORECASE,
)


def told(source):
    """Markdown without the sentences that order what a page cannot do."""
    return "\n".join(line for line in source.split("\n") if not ORDERS.search(line))


def listed(cell):
    """Whether a cell says, in a list, what to see in the figure above it."""
    return cell.cell_type == "markdown" and not cell.source.startswith("#") and "\n- " in cell.source


def html(source, names):
    """Markdown as HTML, its formulas as MathML. names: the headings' names so far, see ``name``."""
    return MarkdownWithMath(renderer=Renderer(names)).render(source)


def name(heading, names):
    """The name by which an address finds a heading, the same in every build: "look-at", then "look-at-2"."""
    plain = re.sub(r"<[^>]*>", "", heading).lower()
    slug = re.sub(r"\W+", "-", plain).strip("-") or "part"
    names[slug] = names.get(slug, 0) + 1
    return slug if names[slug] == 1 else f"{slug}-{names[slug]}"


class Renderer(IPythonRenderer):
    """Markdown as HTML, formulas as MathML, headings with names."""

    def __init__(self, names):
        """names: of the headings so far."""
        super().__init__(escape=False, exclude_anchor_links=True)
        self._names = names

    def heading(self, text, level, **_):
        """A heading, with its name."""
        return f'<h{level} id="{name(text, self._names)}">{text}</h{level}>\n'

    def block_math(self, body):
        """A formula on lines of its own; where it has wide gaps, a narrow page breaks it there."""
        parts = [convert(part, display="block") for part in re.split(r"(?:\\qquad\s*)+", body)]
        return f'<div class="formula">{"".join(parts)}</div>\n'

    def inline_math(self, body):
        """A formula in a sentence."""
        return convert(body)
