"""A chat, read: the lines that ``predictions`` printed, as they come back from where students have pasted them.

A line is a row of entries, "Q: How many steps? A: 12 steps (it was 7)", and an entry has marks at its beginning, in its
middle and at its end. So it does not matter how the text was wrapped, quoted, numbered or run together.
"""

import math
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

LONGEST = 48  # letters of a line that is quoted

SAME = {"“”„‟«»″": '"', "‘’‚‛′": "'", "•∙‧⋅・●▪◦‣": "·", "‐‑‒–—―−﹣－": "-", "：": ":", "？": "?", "*`": ""}
TABLE = {ord(sign): to for signs, to in SAME.items() for sign in signs} | {ord("😎"): "8)"}  # so chats mend "it was 8)"
Q, A = (rf"(?<![^\W_]){mark}\s?:" for mark in "QA")
END = r"\(\s*(?:right|not\s+revealed|it\s+was)\b"  # of an entry, as far as what it was
TRUTH = r"(?:(?<=it\swas)(?P<truth>(?:[^()]|\([^()]*\))+)|\W*)\)"  # it may have brackets, too
QUESTION, GUESS = rf"(?P<question>(?:(?!{END}).){{1,400}})", r"(?P<guess>.{1,200}?)"
ENTRY = re.compile(
    rf"{QUESTION}(?:{A}|(?<=[?…]))[\s\"']*(?:no\s+guess\b|{GUESS}\s*{END}{TRUTH})",
    re.S | re.I,
)
TIME = r"\b\d{1,2}[:h]\d{2}(?::\d{2})?\b(?:\s?[ap]\.?m\b\.?)?"
WHEN = rf"{TIME}|\b\d{{1,4}}([./-])\d{{1,2}}\1\d{{1,4}}\b|^\W*\d+[.)]\s"  # or a date, or the number of an item
DIGITS = r"[1-9]\d{0,2}(?:[ ',]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?|[.,]\d+"  # "1,234.5", "0,64"
NUMBER = re.compile(rf"(-?)\s?({DIGITS})(?:e\s?([-+]?\d+))?(?!\d)\s*(\D*)", re.I)


class Entry(NamedTuple):
    """A question, with the guess and the truth as words, None where there is none. who: what stood in front of it."""

    who: str
    question: str
    guess: str | None
    truth: str | None


def read(text: str, known: Iterable[str] = ()) -> tuple[list[Entry], list[str]]:
    """The entries in a text, and the lines in which none was found, as they can be quoted.

    known: questions that are found without their marks, too.
    """
    text = cleaned(text)
    asked = [found.question for found, _ in map(_entry, _pieces(text)[1:]) if found]
    gap, *pieces = _pieces(_marked(text, {*map(cleaned, known), *asked}))
    entries, unread, who, seen, gap = [], [], "", set(), f"\n{gap}"
    for piece in pieces:
        front, others = _between(gap)
        entry, gap = _entry(piece)
        unread += others if entry else [*others, quoted("Q: " + piece.partition("\n")[0])]
        question = key(entry.question) if entry else None
        if front or question in seen:  # somebody else
            who, seen = front, set()
        if entry:
            entries.append(entry._replace(who=who))
            seen.add(question)
    return entries, unread + _between(f"{gap}\nend")[1]


def once(entries: list[Entry]) -> list[Entry]:
    """The entries without those that stand there twice: each guess of somebody with a name counts once.

    A name under which there are different guesses for one question is none: the guess of a student is locked.
    """
    under: dict[str, dict[str, list[Entry]]] = {}
    for entry in entries:
        under.setdefault(entry.who, {}).setdefault(key(entry.question), []).append(entry)
    kept = []
    for who, questions in under.items():
        several = any(len({key(each.guess) for each in same if each.guess}) > 1 for same in questions.values())
        for same in questions.values():  # the one that says most
            kept += same if several or not who else [max(same, key=_told)]
    return kept


def _told(entry):
    """How much an entry says."""
    return entry.guess is not None, entry.truth is not None


def cleaned(text):
    """A text with one spelling for what chats spell in several ways, and without emoji, ticks, and quotation bars."""
    text = unicodedata.normalize("NFC", text).translate(TABLE).replace("...", "…")
    text = re.sub(r":[a-z][\w+-]*:(?!\w)", " ", text)  # ":tada:"
    kinds = {c: unicodedata.category(c) for c in {*text} - {"°"}}
    signs = {c for c, kind in kinds.items() if kind in ("So", "Sk", "Cf", "Mn", "Me")}
    lines = []
    for line in text.splitlines():
        words = " ".join(re.sub(r"^[\s>|]+", "", "".join(c for c in line if c not in signs)).split())
        liked = words.isdigit() and any(kinds.get(c) == "So" for c in line)  # "👍 2"
        lines.append("" if liked else words)
    return "\n".join(lines)


def spaced(words):
    """Words with single spaces, and the minus of numbers as it is printed."""
    return re.sub(r"(?<![\w)])-(?=[\d.])", "−", " ".join(words.split()))


def key(words):
    """What spellings of the same words have in common: letters, digits, and signs that make a difference."""
    words = unicodedata.normalize("NFKC", cleaned(words)).casefold()
    return re.sub(r"(?<!\d)\.|\.(?!\d)|-(?!\d)|[^\w.<=>≤≥+×/%-]|_", "", words)


def quoted(line):
    """A line as it stands in a sentence: the beginning of it, without whoever wrote it; "" where it is only a name."""
    if not line.startswith("Q:"):
        line = re.sub(r"^\W*[^:?]{1,40}:\s+(?=\S)", "", _untimed(line))
    line = " ".join(line.split())
    if re.fullmatch(r"(?:[A-Z][^\W\d]*[.,:]?\s?){1,4}", line):
        return ""
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def number(words):
    """A number with its unit, (12.0, "steps"), (inf, "") for "never"; None where that is none."""
    words = " ".join(words.split()).replace("−", "-").strip(" \"'·:;")
    if words.casefold() in ("never", "inf", "∞"):
        return math.inf, ""
    if not (found := NUMBER.fullmatch(words)):
        return None
    sign, digits, power, unit = found.groups()
    if re.match(r"[1-9]\d{0,2}([ ',]\d{3})+(\.|$)", digits):
        digits = re.sub("[ ',]", "", digits)
    return float(f"{sign}{digits.replace(',', '.')}e{power or 0}"), unit.strip(" .,;")


def _pieces(text):
    """What lies before the first question, and then what begins with each."""
    return re.split(Q, text)


def _entry(piece):
    """The entry with which a piece begins, and what follows it; where it is none, None and what follows its line."""
    if not (found := ENTRY.match(piece)):
        return None, "\n" + piece.partition("\n")[2]
    question, guess, truth = (spaced(found[name] or "").strip(" \"':·") for name in ("question", "guess", "truth"))
    right = re.search(r"\(\s*right\W*$", found[0], re.I)
    return Entry("", question, guess or None, truth or (guess if right else None) or None), piece[found.end() :]


def _marked(text, known):
    """The text with marks around the known questions, where they are missing."""
    words = [r"\s+".join(map(re.escape, question.replace("−", "-").split())) for question in known if question.strip()]
    if not words:
        return text
    anyone = "|".join(sorted(words, key=len, reverse=True))
    return re.sub(rf"(?:{Q}\s*)?(?P<known>{anyone})(?:[\s\"']*{A})?", r"Q: \g<known> A: ", text, flags=re.I)


def _between(gap):
    """What stands between two entries: who comes next, "" where that is not said; and other lines, as quoted."""
    _, *lines = gap.split("\n")
    front = lines.pop() if lines else gap  # what is on the line of the next entry
    said = [line for line in lines if re.search(r"\w", _untimed(line))]
    if not re.search(r"\w", _untimed(front)) and said and _is_name(said[-1]):
        front = said.pop()
    goes_on = front.rstrip(" \"'").endswith("·")
    return "" if goes_on else key(_untimed(front)), [*map(quoted, said)]


def _untimed(line):
    return re.sub(WHEN, " ", line, flags=re.I)


def _is_name(line):
    """Whether a line above an entry says who wrote it: a time, or a few words, and if there is a number, "Team 3"."""
    *front, last = line.split()
    few = len(front) <= 3 and "?" not in line
    plain = not any(map(number, [*front, last])) or (front and all(word[0].isupper() for word in front))
    return _untimed(line) != line or (few and plain)
