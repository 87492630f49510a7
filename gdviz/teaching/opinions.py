"""What a class thinks of a question: its guesses, what it was, and both in a sentence."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gdviz.live.words import listed
from gdviz.teaching.chat import Entry, among, mended, number, spelling
from gdviz.teaching.guesses import number_word, quantity

NEAR = 0.1  # of the truth: a guess so far from it is no wrong idea
MOST = 6  # choices, as many as ``predict`` takes


@dataclass(frozen=True)
class Opinions:
    """What a class thinks of a question.

    choices: texts, none where numbers are asked for, which count ``unit``. guesses, in the order of the text, and
    truth (None: nobody knows): numbers (inf: never), or choices. others: {what it was for others: for how many}.
    without: how many made no guess. unread: what stood in place of an answer.
    """

    question: str
    choices: Sequence[str]
    unit: str
    guesses: Sequence[Any]
    truth: Any
    others: Mapping[Any, int]
    without: int
    unread: Sequence[str]

    @property
    def sentence(self):
        """What the class said and what it was, with the commonest wrong idea."""
        n, parts = len(self.guesses), [self._commonest(), self._right()]
        if self.others and self.truth is not None:
            told = [f"for {count} it was {self.word(truth)}" for truth, count in self.others.items()]
            parts.append(f"Not all had the same answer: {listed(told)}.")
        parts += [f"{self.without} made no guess."] if self.without and n else []
        parts += [f"No answer: {quoted(self.unread)}."] if self.unread else []
        return " ".join(filter(None, parts))

    def word(self, value):
        """An answer in a sentence: "7 steps", "never", "“as many”"."""
        return f"“{value}”" if self.choices else quantity(value, self.unit)

    def near(self, guess):
        """Whether a guess is right, or a number within a tenth of it."""
        if self.choices or self.truth is None or math.inf in (guess, self.truth):
            return guess == self.truth
        return abs(guess - self.truth) <= NEAR * abs(self.truth) * (1 + 1e-9)

    def _commonest(self):
        """The commonest guess that is not near the truth."""
        n, it = len(self.guesses), "" if self.truth is None else f" (it was {self._bare(self.truth)})"
        if not n:
            return "Nobody made a guess." if not it else f"Nobody made a guess; it was {self.word(self.truth)}."
        counts = Counter(guess for guess in self.guesses if not self.near(guess))
        if not counts:
            return f"It was {self.word(self.truth)}."
        most = max(counts.values())
        those = [self.word(guess) for guess, count in counts.items() if count == most]
        what = "answer" if self.choices else "guess"
        other = what if self.truth is None else f"other {what}"
        if len(those) > 3 or (most == 1 and n > 1 and len(counts) > 1):
            known = f"It was {self.word(self.truth)}; the" if it else "The"
            return f"{known} {other}{'e' * (what == 'guess')}s differ, none has more than {most} of {n}."
        if len(those) == 1:
            return f"{most} of {n} said {those[0]}{it}: the commonest {other}."
        return f"{listed(those)} were said by {most} of {n} each{it}: the commonest {other}{'e' * (what == 'guess')}s."

    def _right(self):
        """How many were right, or nearly."""
        if self.truth is None:
            return "What it was is in none of the lines."
        n, exact = len(self.guesses), sum(guess == self.truth for guess in self.guesses)
        near = sum(map(self.near, self.guesses))
        if not n:
            return ""
        if self.choices or self.truth in (0, math.inf):
            return f"{exact or 'None'} of {n} {'was' if exact == 1 else 'were'} right."
        return f"{near or 'None'} of {n} within 10 %" + (f", {exact} of them exactly." if exact else ".")

    def _bare(self, value):
        return self.word(value) if self.choices else number_word(value)


def gathered(entries: Sequence[Entry], asked: Mapping[str, Any]) -> list[Opinions]:
    """What a class thinks of each question.

    asked: the predictions of this notebook, {question: Prediction}, whose questions come first, and who know better
    than the lines what can be said, and what it was.
    """
    known = among(asked)
    under: dict[str, list[Entry]] = {spelling(one): [] for one in asked}
    for entry in entries:
        under.setdefault(spelling(known(entry.question) or entry.question), []).append(entry)
    predictions = {spelling(one): prediction for one, prediction in asked.items()}
    return [_opinions(same, predictions.get(one)) for one, same in under.items() if same]


def _opinions(entries, prediction):
    said = [entry.guess for entry in entries if entry.guess]
    answers = {spelling(text): text for text in (prediction.choices if prediction else said)}
    entries = [entry._replace(truth=_whole(entry, answers)) for entry in entries]
    told = [entry.truth for entry in entries if entry.truth]
    question = Counter(entry.question for entry in entries).most_common(1)[0][0]
    choices, unit = (prediction.choices, prediction.unit) if prediction else _kind(entries)
    value = among(choices) if choices else _counting(unit)
    guesses = [(words, value(words)) for words in said]
    truths = Counter(it for it in map(value, told) if it is not None)
    truth = prediction.truth if prediction and prediction.truth is not None else None
    truth = truth if choices or truth is None else value(number_word(truth))  # as it is printed
    truth = truths.most_common(1)[0][0] if truth is None and truths else truth
    return Opinions(
        prediction.question if prediction else question, choices, unit,
        [guess for _, guess in guesses if guess is not None], truth,
        {it: count for it, count in truths.most_common() if it != truth}, len(entries) - len(said),
        [words for words, guess in guesses if guess is None],
    )  # fmt: skip


def _whole(entry, answers):
    """What it was, as one of the answers says it, {its spelling: an answer}: with all its brackets."""
    tail = spelling(entry.tail)
    whole = [words for words in answers if entry.tail and tail.startswith(f"{words})")]
    if whole:
        return answers[max(whole, key=len)]
    item = r"\w\)[^()]+"  # "b) Adam", where the guess is one, too
    listed = re.match(item, entry.guess or "") and re.match(rf"({item})\)", entry.tail)
    return listed[1] if listed else entry.truth


def _kind(entries):
    """The choices, and what numbers count, by what was said: a few texts, or numbers of something."""
    words = [text for entry in entries for text in (entry.guess, entry.truth) if text]
    numbers = [*filter(None, map(number, words))]
    spelt = Counter(map(spelling, words))
    told = [number(entry.truth) for entry in entries if entry.truth and entry.truth != entry.guess]
    chosen = any(unit for _, unit in filter(None, told))  # what it was, if it is a number, is printed without its unit
    if not chosen and (len(numbers) == len(words) or (len(spelt) > MOST and 2 * len(numbers) > len(words))):
        units = Counter(unit for _, unit in numbers if unit)
        return [], units.most_common(1)[0][0] if units else ""
    return [next(text for text in words if spelling(text) == one) for one, _ in spelt.most_common()], ""


def _counting(unit):
    """A function that takes words for a number of something, None where they are none."""
    end = re.compile(rf"\s*{re.escape(mended(unit))}$")

    def value(words):
        found = number(words) or number(end.sub("", words))
        return None if found is None else found[0]

    return value


def quoted(texts):
    """Texts in quotation marks, the first two of them: each once."""
    different = [*dict.fromkeys(filter(None, texts))]
    return ", ".join(f"“{text}”" for text in different[:2]) + ", …" * (len(different) > 2)
