"""What stands in a box of its own: the verdict of ``check``, and the record of all predictions.

HTML with inline styles and no script, for a light page and a dark one. GitHub drops the styles: the words suffice.
"""

import html
import math
from typing import Any, NamedTuple

GREEN, AMBER, GREY = "#3f7d20", "#c77700", "#6b7280"  # 3 to 1 or more, on white and on black
TONES = {"✓": (GREEN, "#ffffff"), "✗": (AMBER, "#000000"), "○": (GREY, "#ffffff")}
TEXT = "font: 14px/1.45 var(--jp-ui-font-family, system-ui, sans-serif); color: inherit"
BOX = f"border-left: 4px solid {{}}; max-width: 960px; margin: 4px 0; {TEXT}"
EXACT = "-webkit-print-color-adjust: exact; print-color-adjust: exact"  # paper shows it, too


def verdict(sign, sentence):
    """A verdict: its sign, a key of ``TONES``, on a round badge, and its sentence, behind a bar of the same colour."""
    tone, ink = TONES[sign]
    badge = f"display: inline-block; flex: none; width: 24px; height: 24px; border-radius: 12px; background: {tone}"
    badge += f"; color: {ink}; font-size: 16px; font-weight: 700; line-height: 24px; text-align: center; {EXACT}"
    tint = f"background: {tone}1a; display: flex; align-items: flex-start; padding: 8px 12px"
    said = "padding: 2px 0 0 10px; white-space: pre-wrap; overflow-wrap: anywhere"
    return (
        f'<div style="{BOX.format(tone)}; {tint}"><span style="{badge}">{sign}</span> '
        f'<span style="{said}">{html.escape(sentence)}</span></div>'
    )


class Row(NamedTuple):
    """A prediction in words; ``you`` and ``it`` are None as long as there is none. numbers: (guess, truth), or None."""

    question: str
    you: str | None
    it: str | None
    off: str
    numbers: Any

    def html(self):
        """The question, what was said, what it was, how far off, and both marks on a small number line."""
        said = [f"you: <b>{html.escape(self.you)}</b>" if self.you is not None else "no guess"]
        said += [f"it was: <b>{html.escape(self.it)}</b>"] if self.it is not None else []
        said += [html.escape(self.off)] if self.off else []
        row = "display: flex; flex-wrap: wrap; gap: 0 16px; align-items: center; padding: 3px 0"
        line = _line(*self.numbers) if self.numbers else ""
        return (
            f'<div style="{row}"><div style="flex: 3 1 260px">{html.escape(self.question)} </div>'
            f'<div style="flex: 2 1 220px">{" · ".join(said)}</div><div style="flex: 0 0 144px">{line}</div></div>'
        )


class Record(str):
    """A text of predictions, which is a picture with a row for each where a notebook shows it."""

    rows: list[Row]

    @classmethod
    def of(cls, text, rows):
        """text: all in one line. rows: one for each question."""
        self = cls(text)
        self.rows = rows
        return self

    def _repr_html_(self):
        """One row a question."""
        rows = "".join(row.html() for row in self.rows) or html.escape(self)
        return f'<div style="{BOX.format(GREEN)}; padding: 2px 2px 2px 12px">{rows}</div>'


def _line(guess, truth):
    """A small number line, a hexagon for the guess above it and a diamond for the truth below it."""
    you, it = _places(guess, truth)
    return (
        f'<svg width="144" height="28" viewBox="-12 -14 144 28" aria-hidden="true" style="display: block">'
        f'<path d="M-8 0H128" stroke="{GREY}"/><path d="M{you} 0H{it}" stroke="{GREEN}" stroke-width="3"/>'
        f'<path d="M{you} -13l5.2 3v6l-5.2 3l-5.2 -3v-6z" fill="{GREEN}"/>'
        f'<path d="M{it} 1l6 6l-6 6l-6 -6z" fill="currentColor"/></svg>'
    )


def _places(guess, truth):
    """Where they are on a line from 0 to 120: as in ``line.js``, powers of ten where they are far apart."""
    finite = [max(-1e300, min(1e300, value)) for value in (guess, truth) if value != math.inf]
    room = 120 if len(finite) == 2 else 94  # "never" has a place of its own at the end
    powers = len(finite) == 2 and min(finite) > 1e-300 and max(finite) / min(finite) > 8
    low, high = min([0.0, *finite]), max([0.0, *finite])
    if powers:
        low, high = math.floor(math.log10(min(finite))), math.ceil(math.log10(max(finite)))

    def place(value):
        if value == math.inf or high == low:
            return 120 if value == math.inf else 0
        value = max(-1e300, min(1e300, value))
        return round(room * ((math.log10(value) if powers else value) - low) / (high - low), 1)

    return place(guess), place(truth)
