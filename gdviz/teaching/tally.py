"""tally: what a class guessed, from the lines of ``predictions`` that it has sent, as one live figure."""

import math
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np

from gdviz import style
from gdviz.live.figure import LiveFigure
from gdviz.live.panel import Axis, Panel
from gdviz.live.scene import Slider
from gdviz.live.tracks import Track
from gdviz.live.words import Clause, Words
from gdviz.teaching import chat, opinions
from gdviz.teaching.guesses import number_word
from gdviz.teaching.predict import _asked
from gdviz.tracebacks import brief

APART = 8  # numbers further apart than this factor stand on a logarithmic axis, as in ``line.js``
FAR = 1e30  # what is farther from zero, or nearer to it, is drawn there
TALL, WIDE = 160, 244  # points: the height and the width of a panel on a phone
CLOSE = 0.02  # of a panel: marks that are nearer to each other are stacked
LARGE, SMALL, EDGED = 11, 2.5, 5  # points: the largest and the smallest mark, and the smallest with an edge
STUDENTS, FEW = "students", 6  # an axis that counts them has room for so many, at least
ROOM = 0.08  # of a panel, for the number below a stack
LETTERS = 26  # of a choice beside a panel
NEVER = 0.97  # of the number line: there it stands
PASTE = "paste what print(predictions()) printed for the students, between three quotes."


@brief
def tally(text: str) -> LiveFigure:
    """What the class guessed: the lines that ``predictions`` printed, pasted from a chat, as one picture.

    Shows for each question a mark for each guess, and at the last step what it was; the sentence says what the
    commonest wrong idea was, and how much could not be read. Names, times, quotation marks and line breaks do not
    matter, and are not shown. Where a name stands in front, what was pasted twice counts once.

    text: all of it, between three quotes. What it was is known from the lines, or from this notebook's ``predict``.

    Returns a LiveFigure; ``tally(text).save("class.html")`` is a page for the projector. Nothing leaves the machine.
    Raises TypeError or ValueError, with a sentence that says what to paste.
    """
    if not isinstance(text, str):
        raise TypeError(f"text = {text!r} is no text; {PASTE}")
    if not text.strip():
        raise ValueError(f"text is empty; {PASTE}")
    found = chat.read(text, _asked)
    if not any(entry.guess for entry in found.entries):
        shown = " ".join(text.split())[: chat.LONGEST]
        raise ValueError(f"There is no guess in text = {shown!r}; {PASTE}")
    once = chat.once(found.entries)
    return _figure(opinions.gathered(once, _asked), _besides(len(found.entries) - len(once), found))


def _besides(twice, found):
    """What is said of the text as a whole: how much stood there twice, and what could not be read."""
    parts = [f"{twice} {'answers that stand' if twice > 1 else 'answer that stands'} there twice "
             f"{'count' if twice > 1 else 'counts'} once."] if twice else []  # fmt: skip
    if found.spoilt:
        quoted = opinions.quoted(found.spoilt)
        answers = f"{len(found.spoilt)} {'answers' if len(found.spoilt) > 1 else 'answer'} could not be read"
        parts.append(f"{answers}: {quoted}." if quoted else f"{answers}.")
    if found.others:
        parts.append(f"{found.others} {'lines hold' if found.others > 1 else 'line holds'} no answer.")
    return " ".join(parts)


def _figure(questions, besides):
    """The live figure: at step t the first t guesses, and at the last step what it was. besides: said of all."""
    most = max(1, *(len(each.guesses) for each in questions))
    steps, many = most + 2, len(questions)
    x, y = np.full((1, many, most), np.nan), np.full((steps, many, most), np.nan)
    apart = 1.0
    so_far, which = np.zeros((steps, many)), np.zeros((steps, many))
    line = np.full((2, steps, many, 2), np.nan)
    faces = []
    for k, each in enumerate(questions):
        face, places, truth, gap = _choices(each) if each.choices else _numbers(each)
        faces.append(face)
        apart = min(apart, gap)
        for nth, (across, up) in enumerate(places):
            x[0, k, nth], y[nth + 1 :, k, nth] = across, up
        line[:, -1, k] = truth
        so_far[:, k] = np.minimum(np.arange(steps), len(each.guesses))
        which[-1, k] = k + 1
    texts = ["{so_far} guesses so far.", *(each.sentence for each in questions)]
    if many == 1:  # without a slider
        x, y, so_far, which, line = x[:, 0], y[:, 0], so_far[:, 0], which[:, 0], line[:, :, 0]
    words = Words([Clause(texts, which), *([Clause([besides])] if besides else [])], {"so_far": so_far}, ("so_far",))
    size, (colour, marker) = style.scale(), style.OWN
    tallest = max(side.high for face in faces for side in (face.x, face.y) if side.label == STUDENTS)
    wide = max(SMALL, min(LARGE, TALL / tallest, WIDE * apart))
    guess = {"color": "none", "marker": marker, "markersize": wide * size, "markerfacecolor": colour,
             "markeredgecolor": style.PAPER if wide >= EDGED else "none"}  # fmt: skip
    rule = {"color": style.INK, "linewidth": 1.4 * size, "linestyle": ":"}
    diamond = {"marker": "D", "markersize": 8 * size}
    tracks = [
        Track("shape", "guesses", line[0], line[1], rule),
        Track("shape", "guesses", x, y, guess),
        Track("point", "guesses", line[0, ..., 0], line[1, ..., 0], rule | diamond | {"markeredgecolor": style.PAPER}),
    ]
    sliders = [Slider("question", "question", [f"{k + 1} of {many}" for k in range(many)])] if many > 1 else []
    asked = f"{many} questions" if many > 1 else "a question"
    return LiveFigure(
        [faces], tracks, sliders, words=words, legend={"a guess": guess, "what it was": rule | diamond},
        alt=f"What a class guessed at {asked}, a mark for each guess, and what it was.", title="What the class guessed",
    )  # fmt: skip


def _numbers(each):
    """The panel of a question for a number; where its guesses stand, and the line of the truth, (x, y); and how near
    to each other, as a share of the panel, the stacks of guesses are.
    """
    finite = [_seen(value) for value in [*each.guesses, each.truth] if value not in (None, math.inf)]
    never = math.inf in [*each.guesses, each.truth]
    axis = _axis(finite or [0.0, 1.0], each.unit, never)
    end = _along(axis, NEVER)

    def where(value):
        return end if value == math.inf else _seen(value)

    told = [each.truth] if each.truth is not None else []
    stacks: dict[
        float, float
    ] = {}  # of what it was, and of what was said, the commonest first: {share of the panel: x}
    named: dict[float, str] = {}  # the same, as far as there is room for words
    for value in [*told, *(guess for guess, _ in Counter(each.guesses).most_common())]:
        share = _share(axis, where(value))
        if all(abs(share - other) >= CLOSE for other in stacks):
            stacks[share] = where(value)
        if all(abs(share - _share(axis, other)) > ROOM for other in named):
            named[where(value)] = number_word(value)
    places = _stacked(min(stacks, key=lambda share: abs(share - _share(axis, where(guess)))) for guess in each.guesses)
    up = _students(up for _, up in places)
    truth: Any = [[math.nan] * 2] * 2 if each.truth is None else [[where(each.truth)] * 2, [0, up.high]]
    gap = min(np.diff(sorted(stacks)), default=1.0)
    panel = Panel("guesses", replace(axis, words=named), up, title=each.question)
    return panel, [(stacks[share], up) for share, up in places], truth, gap


def _choices(each):
    """The panel of a question with choices: a row for each, the first one at the top. And the rest, as for a number."""
    rows = {choice: len(each.choices) - k for k, choice in enumerate(each.choices)}
    places = [(nth, row) for row, nth in _stacked(rows[guess] for guess in each.guesses)]
    named = {float(row): text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}…" for text, row in rows.items()}
    across, up = _students(nth for nth, _ in places), Axis(0.4, len(rows) + 0.6, words=named)
    truth: Any = [[math.nan] * 2] * 2 if each.truth is None else [[0, across.high], [rows[each.truth]] * 2]
    return Panel("guesses", across, up, title=each.question), places, truth, 1.0


def _stacked(stacks):
    """For each guess its stack, and the how many-th it is in it."""
    counts = Counter()
    places = []
    for stack in stacks:
        counts[stack] += 1
        places.append((stack, counts[stack]))
    return places


def _students(counts):
    """The axis that counts students."""
    most = max([FEW, *counts])
    return Axis(-0.05 * most, most + 0.7, STUDENTS, whole=True)


def _seen(value):
    """A number where it can be drawn."""
    if value == 0:
        return 0.0
    return math.copysign(min(max(abs(value), 1 / FAR), FAR), value)


def _axis(values, unit, never):
    """A number line for values; with room for "never" at its end."""
    low, high = min(values), max(values)
    positive = [value for value in values if value > 0]
    if low >= 0 and positive and high / min(positive) > APART:
        room = (high / min(positive)) ** 0.06
        axis = Axis(min(positive) / room, high * room, f"{unit}, logarithmic".strip(", "), "log", shelf=low == 0)
    else:
        room = 0.08 * (high - low) or max(1.0, abs(high) / 2)
        axis = Axis(low - room, high + room, unit)
    return replace(axis, high=_along(axis, 1.16)) if never else axis


def _along(axis, share):
    """The number so far along an axis."""
    if axis.scale == "log":
        return axis.low * (axis.high / axis.low) ** share
    return axis.low + share * (axis.high - axis.low)


def _share(axis, value):
    """How far along an axis a number is."""
    if axis.scale == "log":
        return math.log(axis.seen(value) / axis.low) / math.log(axis.high / axis.low)
    return (value - axis.low) / (axis.high - axis.low)
