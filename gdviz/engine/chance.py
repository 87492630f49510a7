"""A step that draws random numbers, traced once for all steps and seeds: what it draws stands on its tape as numbers,
and what another step draws takes their places.
"""

from copy import copy

import numpy as np

from gdviz.engine.grid import Generators
from gdviz.engine.program import Case
from gdviz.engine.tape import Number, Tape, Untraceable


class Drawing(Generators):
    """Generators of one seed whose numbers are traced: ``case`` is what they are drawn for."""

    def __init__(self, seed):
        super().__init__(np.array([seed]))
        self.case, self.calls = Case(), []

    def _draws(self, draw, what, asked):
        draws, tape = super()._draws(draw, what, asked), self.case.tape
        if draws.dtype.kind not in "if":
            raise Untraceable("draws what is no number")
        places = [tape.place(value) for value in draws.ravel()]
        self.calls.append((draw, what, asked, places))
        numbers = np.empty(draws.size, dtype=object)
        for k, place in enumerate(places):
            numbers[k] = Number(tape, place)
        return numbers.reshape(draws.shape)

    def another(self, rng):
        """The case with what ``rng`` draws next, where this one has drawn."""
        other, tape = copy(self.case), Tape()
        tape.lines = list(self.case.tape.lines)
        for draw, what, asked, places in self.calls:
            for place, value in zip(places, rng.each(draw, what, asked).ravel(), strict=True):
                tape.lines[place] = ("number", float(value))
        other.tape = tape
        return other
