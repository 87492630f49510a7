"""What an answer hangs on: a function of a walk is traced for a few runs at once, and each answer followed back.

An answer of one run that hangs on a number of another mixes the runs, whatever the numbers are. Where none does, and
all runs are computed alike, and as one run alone is, they are kept apart for good, and few questions are left. What
cannot be traced (``if``, ``math``, another library) is not known here; and what traces and says something else (a
counter, the type of a number) is found out by asking again, see ``gdviz.engine.apart``.
"""

from typing import Any

import numpy as np

from gdviz.engine import quiet, tracing
from gdviz.engine.calls import Row, points
from gdviz.engine.tape import Number, Tape, Untraceable

RUNS = 3  # the fewest of which one is neither the first nor the last


def entangled(what, functions, moment, most):
    """Whether one of the functions of a walk mixes the runs. None: that cannot be said.

    what: "rule", "rate", "stop", "value" or "gradient". moment: one of the walk, of which the shapes count. most: so
    many operations on single numbers are looked at.
    """
    known = {}  # {what an operation computes: its number}

    def followed():
        answers = _traced(what, functions, moment, most, known, RUNS)
        alike = all(hangs == 1 << run or not hangs for run, own in enumerate(answers) for _, hangs in own)
        first, *others = [[number for number, _ in own] for own in answers]
        if not alike or any(numbers != first for numbers in others):
            return False, answers
        if what in ("value", "gradient"):  # which ``apart.probe`` has asked about one point alone
            return True, answers
        alone = [number for number, _ in _traced(what, functions, moment, most, known, 1)[0]]
        return alone == first, [first, alone]  # what hangs on how many runs there are is another alone

    try:
        with quiet.quietly():
            apart, answers = followed()
            if apart:
                return False
            _, again = followed()
    except Exception:  # it cannot be traced, or not for so few runs: then its numbers tell
        return None
    return True if again == answers else None  # it draws numbers, or counts


def _traced(what, functions, moment, most, known, runs):
    """For each run all numbers that it is answered: which one it is, and the runs that it hangs on, as bits."""
    tape = _Tape(most, known, runs)

    def row(name, of):
        return Row(tape.inputs(f"{name}.w", of.w), tape.inputs(f"{name}.f", of.f),
                   tape.inputs(f"{name}.g", of.g))  # fmt: skip

    def settings(asks):
        return {name: tape.inputs(name, moment.hyper[name]) for name in asks.hyper}

    answers: Any
    if what == "rule":
        state = [tape.inputs(f"state.{k}", values) for k, values in enumerate(moment.state)]
        rate = tape.inputs("rate", moment.rate)
        w, state = functions.moved(functions.f, row("row", moment.row), state, rate, settings(functions.rule), None)
        answers = [w, *state]
    elif what == "rate":
        answers = [functions.rate(tape.put(("t", 0), 0), settings(functions.schedule))]
    elif what == "stop":
        seen, before = row("row", moment.row), row("before", moment.row)
        answers = [functions.said(seen, before, settings(functions.stop))]
    else:
        w = tape.inputs("w", moment.row.w)
        answers = [functions.f(w) if what == "value" else functions.f.gradient(w)]
    answers = [np.broadcast_to(tracing.traced(one), (runs, *np.shape(one)[1:])) for one in answers]
    places = [[place for one in answers for place in tracing.places(one[run], tape)] for run in range(runs)]
    return [[tape.lines[place] for place in own] for own in places]


class _Tape(Tape):
    """A tape of the numbers of several runs. A line is what it computes, as a number, and the runs that it hangs on.

    most: so many lines fit on it. known: {what is computed: its number}; runs that compute the same have one.
    """

    def __init__(self, most, known, runs):
        super().__init__()
        self._most, self._known, self._runs = most, known, runs

    def inputs(self, name, values):
        """Traced numbers in the place of an array of all runs."""
        each = values[0].size
        numbers = [self.put((name, k), 1 << run) for run in range(self._runs) for k in range(each)]
        numbers = tracing.traced(numbers).reshape(self._runs, *values.shape[1:])
        return points(numbers) if numbers.ndim > 1 else numbers

    def put(self, computed, hangs):
        """A new line, and the traced number that it stands for."""
        if len(self.lines) >= self._most:
            raise Untraceable("is long")
        self.lines.append((self._known.setdefault(computed, len(self._known)), hangs))
        return Number(self, len(self.lines) - 1)

    def write(self, operation, *arguments):
        """Write a line, and return the traced number that it stands for."""
        computed, hangs = [operation], 0
        for argument in arguments:
            number, runs = self.lines[self.place(argument)]
            computed.append(number)
            hangs |= runs
        return self.put(tuple(computed), hangs)

    def place(self, value):
        """The line of a number; one that is not traced gets a line of its own."""
        place = super().place(value)
        if self.lines[place][0] == "number":
            self.lines[place] = self._known.setdefault(self.lines[place], len(self._known)), 0
        return place
