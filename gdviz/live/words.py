"""Words: the line under a picture, as data. The same small grammar in Python and in the browser (``live/words.js``).

A text has names in braces. A name stands for a number, for one of several texts, or for a list of those for whom
something holds: "Lowest: {leaders}, {lowest}." Which text, which names and which numbers hangs on the place, and
so comes from arrays, or from a program.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from gdviz import style
from gdviz.live import tracks


@dataclass(frozen=True)
class Clause:
    """A part of the words: at each place one of ``texts``, the one whose number ``which`` has there.

    texts: with the names of numbers and parts in braces, and {step} and {last}; "" says nothing.
    which: whole numbers, of shape (steps + 1, *sliders); an axis of length 1 stands still. None: always the first.
    """

    texts: Sequence[str]
    which: np.ndarray | None = None


@dataclass(frozen=True)
class Listed:
    """Names in an order: those whose number is finite, the lowest first, those with the same number together.

    names: as they stand. order: an array for each, as ``Clause.which``. texts: for those who come first, for those who
    come second, and so on; the last one for all that follow. In it {names} is "a, b and c", and {number} what ``told``
    says, a text for each name: that of the first of them.
    """

    names: Sequence[str]
    order: Sequence[np.ndarray]
    told: Sequence[str] = ()
    texts: Sequence[str] = ("{names}",)


@dataclass(frozen=True)
class Words:
    """What the line under the picture says: the clauses, one after the other.

    numbers: {name: array}, each of shape (steps + 1, *sliders) or with axes of length 1; those in ``whole`` count
    something, and are written out to the last digit; those in ``summed`` are added up over all steps so far; those in
    ``units`` lie on an axis, see ``style.unit``. parts: {name: Clause or Listed} that other texts name.
    """

    clauses: Sequence[Clause] = ()
    numbers: Mapping[str, np.ndarray] = field(default_factory=dict)
    whole: Sequence[str] = ()
    parts: Mapping[str, Clause | Listed] = field(default_factory=dict)
    summed: Sequence[str] = ()
    units: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def arrays(self):
        """All arrays that hang on the place."""
        found = []
        for part in (*self.clauses, *self.parts.values()):
            found += part.order if isinstance(part, Listed) else [] if part.which is None else [part.which]
        return [*found, *self.numbers.values()]

    def at(self, index, step, last, sent=lambda values, number: number, clauses=None):
        """The line at one position of the sliders and one step. sent: a number of an array as the browser has it.
        clauses: others than its own.

        step, last: what {step} and {last} say may count otherwise than the rows: pass pairs (row, what to say).
        """
        (row, step), (_, last) = (pair if isinstance(pair, tuple) else (pair, pair) for pair in (step, last))

        def read(values, row=row):
            return sent(values, float(tracks.picked(values, index, row)[0]))

        def fill(text, **known):
            return re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], name(*found.group(1, 0))), text)

        def name(what, otherwise):
            if what in ("step", "last"):
                return str(step if what == "step" else last)
            if what in self.numbers:
                rows = range(row + 1) if what in self.summed else [row]
                number = sum(read(self.numbers[what], row) for row in rows)
                if what in self.whole and np.isfinite(number):
                    return f"{number:.0f}"
                return style.short(number, *self.units.get(what, ()))
            return part(self.parts[what]) if what in self.parts else otherwise

        def part(one):
            if isinstance(one, Clause):
                return fill(one.texts[0 if one.which is None else int(read(one.which))])
            order, groups = [read(values) for values in one.order], []
            for number in sorted({n for n in order if np.isfinite(n)}):
                those = [who for who, n in zip(one.names, order, strict=True) if n == number]
                told = fill(one.told[order.index(number)]) if one.told else ""
                text = one.texts[min(len(groups), len(one.texts) - 1)]
                groups.append(fill(text, names=listed(those), number=told))
            return "; ".join(groups)

        return " ".join(text for text in map(part, self.clauses if clauses is None else clauses) if text)

    def described(self, channel):
        """The words as JSON carries them. channel: a function that gives an array its number."""

        def part(one):
            if isinstance(one, Clause):
                return {"texts": list(one.texts), "which": None if one.which is None else channel(one.which)}
            order = [channel(values) for values in one.order]
            return {"names": list(one.names), "order": order, "told": list(one.told), "texts": list(one.texts)}

        how = {name: [name in self.whole, name in self.summed, *self.units.get(name, ())] for name in self.numbers}
        numbers = {name: [channel(values), *how[name]] for name, values in self.numbers.items()}
        parts = {name: part(one) for name, one in self.parts.items()}
        return {"clauses": [part(clause) for clause in self.clauses], "numbers": numbers, "parts": parts}


def listed(names):
    """Names in a sentence: "a, b and c"."""
    *rest, last = names
    return f"{', '.join(rest)} and {last}" if rest else last
