"""predict: a question that is answered before the facts are in, and a guess that is then drawn next to them.

The guess is locked in the browser, which asks nothing of Python: a notebook that runs from top to bottom never waits
for one. Where no guess was locked, the facts stay hidden until there is one, or until the student asks for them.
"""

import contextlib
import html
import math
import re
import uuid
from collections.abc import Sequence
from typing import Any

import anywidget
import numpy as np
import traitlets
from IPython.core.getipython import get_ipython
from IPython.display import display, update_display
from matplotlib.markers import MarkerStyle

from gdviz import style
from gdviz.border.answers import masked
from gdviz.border.written import shown
from gdviz.live import cells
from gdviz.live.picture import Picture
from gdviz.teaching import boxes, chat, kept
from gdviz.teaching.guesses import number_word, off, quantity, same, verdict
from gdviz.tracebacks import brief

COLOURS = {"you": style.OWN[0], "ink": style.INK, "muted": style.MUTED}

_asked: dict[str, "Prediction"] = {}  # by question, in the order in which they were first asked


def _sent(value, _):
    """A guess or a truth as it crosses to the browser: JSON has no infinity."""
    return "inf" if value == math.inf else value


def _received(value, prediction):
    """The same on its way back. Among choices, "inf" is a word like any other."""
    if prediction.choices or not isinstance(value, int | float | str):
        return value
    return math.inf if value == "inf" else value


ACROSS: dict[str, Any] = {"sync": True, "to_json": _sent, "from_json": _received}


def _rule(choice):
    """How a rule of the course looks, where a choice is the name of one: its marker's outline and its colours."""
    name = "_".join(choice.casefold().split())
    if name not in style.RULES:
        return None
    colour, marker = style.of(name)
    path = MarkerStyle(marker)
    (outline,) = path.get_path().transformed(path.get_transform()).to_polygons()
    outline = 7 * np.asarray(outline) / np.abs(outline).max() * [1, -1]
    return {"outline": outline.round(2).tolist(), "colours": [colour, style.DARK[colour]]}


class Prediction(Picture):
    """A question with the student's guess and what happened: what ``predict`` returns.

    Traits: ``guess`` and ``truth``, numbers (inf: never) or choices, None as long as there is none; ``locked``, whether
    the guess stands; ``shown``, whether the student wanted to see what happened without a guess.
    """

    MODULE, SHEETS = "teaching/predict.js", ("live/figure.css", "teaching/predict.css")
    _draft = traitlets.Unicode().tag(sync=True)  # what is being typed, in all views of it
    guess = traitlets.Any().tag(**ACROSS)
    truth = traitlets.Any().tag(**ACROSS)
    locked = traitlets.Bool(False).tag(sync=True)
    shown = traitlets.Bool(False).tag(sync=True)

    def __init__(self, question, choices, unit):
        """question, unit: texts. choices: a list of texts, empty where the answer is a number."""
        self.question, self.choices, self.unit = question, choices, unit
        self._place, self._display = None, ("", {})  # by which execution it was shown last, and what was sent
        colours = {name: [colour, style.DARK[colour]] for name, colour in COLOURS.items()}
        scene = {"question": question, "choices": choices, "unit": unit, "colours": colours, "large": style.scale()}
        scene["rules"] = [_rule(choice) for choice in choices]
        self._file = None
        super().__init__(_scene=scene)
        self._recall(kept.place())

    def _recall(self, file):
        """Lock the guess that was locked another day; and keep the one that will be locked. file: None for neither."""
        if file is not None:
            guess = _received(kept.read(file).get(kept.notebook(), {}).get(self.question), self)
            with contextlib.suppress(TypeError, ValueError):  # the question stays, but its choices are others today
                if guess is not None:
                    self.lock(guess)
        self._file = file

    @traitlets.observe("locked")
    def _keep(self, change):
        if change.new and self._file is not None:
            kept.write(self._file, self.question, _sent(self.guess, self))

    @traitlets.validate("guess", "truth")
    def _fits(self, proposal):
        value = proposal.value
        try:
            return None if value is None else self._answer(proposal.trait.name, value)
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error)) from None

    @brief
    def reveal(self, truth) -> "Prediction":
        """Say what happened: it is drawn next to the guess, or waits until there is one.

        truth: a number, inf for "never"; or one of the choices. One that is computed stays right when things change.

        Returns the same Prediction, and shows it.
        Raises TypeError or ValueError, with a sentence that says what would do.
        """
        self.truth = self._answer("truth", truth)
        self._ipython_display_()
        return self

    @brief
    def lock(self, guess) -> "Prediction":
        """Lock a guess from Python: that of a class, say, which a teacher has asked. It cannot be changed afterwards.

        guess: a number, inf for "never"; or one of the choices.

        Returns the same Prediction.
        Raises TypeError or ValueError, with a sentence that says what would do.
        """
        guess = self._answer("guess", guess)
        if self.locked and guess != self.guess:
            raise ValueError(f"guess = {shown(guess)}: {self._word(self.guess)} is locked already, and a guess stands.")
        with self.hold_sync():
            self.guess, self.locked = guess, True
        return self

    def _answer(self, name, value):
        """An answer that fits the question, or a sentence that says what would fit."""
        if self.choices:
            if value not in [*self.choices]:
                kind = ValueError if isinstance(value, str) else TypeError
                raise kind(f"{name} = {shown(value)} is none of the choices: {', '.join(map(repr, self.choices))}.")
            return str(value)
        given, wanted = value, f'a number is asked for by "{self.question}", inf for "never".'
        value = value.item() if isinstance(value, np.ndarray | np.generic) and np.size(value) == 1 else value
        if isinstance(value, bool | str | bytes) or masked(given) or not hasattr(value, "__float__"):
            raise TypeError(f"{name} = {shown(given)}: {wanted}")
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{name} = {shown(value)}: {wanted}") from None
        if math.isnan(number) or number == -math.inf:
            raise ValueError(f"{name} = {shown(number)}: {wanted}")
        return number

    def _word(self, value) -> str:
        """An answer as it stands in a sentence: "7 steps", "never", "as many"."""
        return value if self.choices else quantity(value, self.unit)

    def said(self):
        """What is known so far, in words; nothing, as long as nothing is."""
        if self.truth is None:
            return f"You said {self._word(self.guess)}." if self.locked else ""
        if not self.locked:
            return f"It was{':' * (self.truth == math.inf)} {self._word(self.truth)}."
        return verdict(self.guess, self.truth, self.unit)

    def _blank(self):
        """A line to write on, where a question is printed."""
        return f"Your guess: {'_' * 16} {self.unit}".strip()

    def _entry(self):
        """The question with the guess and how it went: what ``predictions`` says of it, and ``tally`` reads."""
        if not self.locked:
            return f"Q: {self.question} A: no guess"
        exactly = "right" if same(self.guess, self.truth) else f"it was {self._bare(self.truth)}"
        known = exactly if self.truth is not None else "not revealed"
        return f"Q: {self.question} A: {self._word(self.guess)} ({known})"

    def _bare(self, value):
        return value if self.choices or value is None else number_word(value)

    def _row(self):
        """The same in parts: question, guess, truth, how far off; and guess and truth where both are numbers."""
        guess, truth = self.guess if self.locked else None, self.truth
        you, it = (None if value is None else self._word(value) for value in (guess, truth))
        known = guess is not None and truth is not None
        far = off(guess, truth, self.unit) if known else ""
        return boxes.Row(self.question, you, it, far, (guess, truth) if known and not self.choices else None)

    @property
    def description(self):
        """The question, its choices, and what is known so far."""
        choices = f"Choose: {' / '.join(self.choices)}." if self.choices and self.truth is None else ""
        return " ".join(filter(None, (self.question, choices, self.said())))

    def close(self):
        """Let go of the widget. Where nobody has locked a guess, the question counts as never asked."""
        if not self.locked and _asked.get(self.question) is self:
            del _asked[self.question]
        super().close()

    def _repr_mimebundle_(self, **_):
        """The widget; and for where there is none, the question and what happened, in words."""
        cells.shown(self)
        data, metadata = anywidget.AnyWidget._repr_mimebundle_(self) or ({}, {})
        choices = "".join(f"<li>{html.escape(choice)}</li>" for choice in self.choices)
        parts = [f"<p><strong>{html.escape(self.question)}</strong></p>"]
        parts += [f"<ul>{choices}</ul>"] * bool(choices) + [f"<p>{html.escape(self.said() or self._blank())}</p>"]
        data["text/plain"], data["text/html"] = self.description, "".join(parts)
        return data, metadata

    def _ipython_display_(self):
        """Show it below the cell that runs: once, however often the cell asks for it."""
        shell = get_ipython()
        if shell is None or self._repr_mimebundle_ is None:  # no notebook, or closed by hand
            return
        parent = getattr(shell, "get_parent", dict)() or {}
        place = shell.execution_count, parent.get("header", {}).get("msg_id")
        data, metadata = self._repr_mimebundle_()
        if place != self._place:
            self._place, self._display = place, (uuid.uuid4().hex, data)
            display(data, metadata=metadata, raw=True, display_id=self._display[0])
        elif data != self._display[1]:  # revealed by the cell that asks
            self._display = self._display[0], data
            update_display(data, metadata=metadata, raw=True, display_id=self._display[0])

    def __repr__(self):
        """One readable line."""
        return f"<Prediction: {self.description}>"


@brief
def predict(question: str, choices: Sequence[str] | None = None, *, unit: str = "") -> Prediction:
    """Ask for a guess before the facts are in; ``reveal`` then draws it next to what happened.

    Shows the question with a field for a number (inf, written "never", is one), or with the choices. The student locks
    the guess, and it stands: where the cell runs again, the same question is the same Prediction. So ask each question
    in words of its own.

    question: what to guess, a text. choices: 2 to 6 different texts, none with "Q:"; without them, a number is wanted.
    unit: what the number counts, "steps".

    Returns a Prediction; ``guess.reveal(truth)`` says what happened, ``guess.lock(guess)`` locks a guess from Python.
    Raises TypeError or ValueError, with a sentence that says what would do.
    """
    for name, text in {"question": question, "unit": unit}.items():
        if not isinstance(text, str):
            raise TypeError(f'{name} = {shown(text)} is no text; predict wants one, like "How many?".')
    question, unit = " ".join(question.split()), " ".join(unit.split())
    if not question:
        raise ValueError("question is empty; ask something.")
    if isinstance(choices, str):
        raise TypeError(f"choices = {shown(choices)} is one text; a list of 2 to 6 would do, or unit={shown(choices)}.")
    texts = [] if choices is None else [*choices]
    if wrong := [text for text in texts if not isinstance(text, str)]:
        raise TypeError(f"choices: {shown(wrong[0])} is no text; a list of 2 to 6 different texts would do.")
    texts = [str(text) for text in texts]
    if choices is not None and not (2 <= len({text.strip() for text in texts} - {""}) == len(texts) <= 6):
        raise ValueError(f"choices = {shown(texts)}; a list of 2 to 6 different texts would do.")
    if marked := [text for text in texts if re.search(chat.Q, text)]:
        raise ValueError(f'choices: {marked[0]!r} has a "Q:", which begins a question in predictions(); leave it out.')
    if texts and unit:
        raise ValueError(f"unit = {shown(unit)} belongs to a number; with choices, leave it out.")
    prediction = _asked.get(question)
    if prediction is None or (prediction.choices, prediction.unit) != (texts, unit):
        prediction = _asked[question] = Prediction(question, texts, unit)
    prediction._ipython_display_()
    return prediction


def predictions() -> str:
    """All predictions of this notebook in one line, in the order of first appearance: print it, copy it, hand it in.

    "Q: How many steps? A: 12 steps (it was 7) · Q: And twice? A: no guess": ``tally`` reads the lines of a class.

    Returns a text, with "no guess" where none was locked. As the last line of a cell it shows a picture, too.
    """
    text = " · ".join(prediction._entry() for prediction in _asked.values()) or "No predictions yet."
    return boxes.Record.of(text, [prediction._row() for prediction in _asked.values()])


def forget_guesses() -> None:
    """Forget all guesses of this folder's notebooks: the file that keeps them goes, and those of this notebook unlock.

    A guess that you lock is kept in a hidden file beside the notebook, so that it stands the next day. It never leaves
    your machine.
    """
    for prediction in _asked.values():
        with prediction.hold_sync():
            prediction.guess, prediction.locked, prediction.shown = None, False, False
    if file := kept.place():
        file.unlink(missing_ok=True)
