"""A chat, read: the lines that ``predictions`` printed, as they come back from where students have pasted them.

A line is a row of entries, "Q: How many steps? A: 12 steps (it was 7)", and an entry has marks at its beginning, in its
middle and at its end. So it does not matter how the text was wrapped, quoted, numbered or run together.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from itertools import takewhile
from typing import NamedTuple

LONGEST, SOME = 48, 8  # letters of a question that is quoted: at most, and at least

SAME = {"“”„‟«»″": '"', "‘’‚‛′": "'", "•∙‧⋅・●▪◦‣": "·", "‐‑‒–—―−﹣－": "-", "：": ":", "？": "?"}
TABLE = {ord(sign): to for signs, to in SAME.items() for sign in signs} | {ord("😎"): "8)"}  # so chats mend "it was 8)"
COLOUR = r"\x1b\[[\d;]*m"  # of a terminal
UNSEEN = ("Cf", "Me")  # kinds of signs: marks of direction, what is around a keycap
FACES = r"[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]"  # what changes the look of an emoji
MARKED = r"[*_`]"  # what stands around words in bold
Q, A = (rf"(?:(?<![^\W_])|(?<=no\sguess))(?i:{mark}){MARKED}*\s?:(?:{MARKED}+(?=\s))?" for mark in "QA")
END = r"\(\s*(?:right|not\s+revealed|it\s+was)\b"  # of an entry, as far as what it was
NESTED = ROUND = ""
for _ in range(4):  # what it was may have brackets, too, and those of an interval
    NESTED, ROUND = rf"(?:[^()\[\]]|[(\[]{NESTED}[)\]])*", rf"(?:[^()]|\({ROUND}\))*"
TRUTH = rf"(?:(?<=it\swas)(?P<truth>(?=[^)]){NESTED}(?=\))|(?=[^)]){ROUND}(?=\))|[^)]{{1,200}})|\W*)\)"
ANSWER = rf"(?:[\s\"']*no\s+guess\b|\s*(?P<guess>.{{1,200}}?)\s*{END}{TRUTH})"
ASKED = rf"(?P<question>(?:(?!{END}).){{1,400}}"
ENTRIES = [  # the answer begins after the first question mark with its "A:"; or after the last "A:"; or without one
    re.compile(rf"{ASKED}{middle}{ANSWER}", re.S | re.I)
    for middle in (rf"?[?…])[\s\"'*_`]*{A}", rf")(?<!\bA:)(?<!\bA:\s){A}", r")(?<=[?…])")
]
TICKS = re.compile(r"(?<=.)\s*[✓✔✗✘✅❌☑☒]+$")
TIME = r"\b\d{1,2}[:h]\d{2}(?::\d{2})?\b(?:\s?[ap]\.?m\b\.?)?"
ITEM = r"^\W*(?:\d+[.)]|[a-z]\))\s|^\W*(?:(?:in|out)\s?)?\[\d+\]:?"  # or of a notebook's cell
WHEN = rf"\(edited[^()]*\)|{TIME}|\b\d{{1,4}}([./-])\d{{1,2}}\1\d{{1,4}}\b|{ITEM}"
NOBODY = r"(?:from)?(?:anonymous|guest)?(?:user)?(?:to)?(?:everyone)?|.*predictions"  # stands in front and is no name
DIGITS = r"[1-9]\d{0,2}(?:[ ',]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?|[.,]\d+"  # "1,234.5", "0,64"
UNIT = r"(?:\D|(?<=[^\W\d])\d+|(?<=\^)\d+|(?<=\^-)\d+|(?<=[^\W\d]-)\d+|(?<=[^\W\d]/)\d+)*"  # "kg CO2", "m s^-2"
NUMBER = re.compile(rf"(-?)\s?({DIGITS})(?:e\s?([-+]?\d+))?(?!\d|\s?[x×·*^]\s?\d)\s*({UNIT})", re.I)


class Entry(NamedTuple):
    """A question, with the guess and the truth as words, None where there is none. who: what stood in front of it.

    tail: where more brackets close than what it was has opened, "b) Adam)", all of it, as far as the last of them.
    echo: it stands in quotation marks after somebody's words, as in a reaction: Liked "Q: ...".
    """

    who: str
    question: str
    guess: str | None
    truth: str | None
    tail: str = ""
    echo: bool = False


class Chat(NamedTuple):
    """A chat, read: its entries; the questions whose entries are spoilt, as they can be quoted; how many other lines.

    A quotation is cut from a question that others have, or is "": so nothing that somebody wrote is in it, and no name.
    """

    entries: list[Entry]
    spoilt: list[str]
    others: int


def read(text: str, known: Iterable[str] = ()) -> Chat:
    """The entries in a text, and what else was there.

    known: questions that are found without their marks, too.
    """
    text = cleaned(text)
    questions = {*map(cleaned, known)} | {found.question for found, _ in map(_entry, _pieces(text)[1:]) if found}
    gap, *pieces = _pieces(_marked(text, questions))
    entries, spoilt, others, who, echo, seen, gap = [], [], 0, "", False, set(), f"\n{gap}"
    for piece in pieces:
        front, lines, quotes = _between(gap)
        echo = echo if "·" in gap else quotes
        entry, gap = _entry(piece)
        question = spelling(entry.question) if entry else None
        if front or question in seen:  # somebody else
            who, seen = "" if re.fullmatch(NOBODY, front) else front, set()
        if entry:
            entries.append(entry._replace(who=who, echo=echo))
            seen.add(question)
        elif not echo and re.search(r"\w", piece):
            spoilt.append(_beginning(piece, questions))
        others += lines + (entry is None and echo)
    return Chat(entries, spoilt, others + _between(f"{gap}\nend")[1])


def once(entries: list[Entry]) -> list[Entry]:
    """The entries without those that stand there twice: each guess of somebody with a name counts once.

    A name under which there are different guesses for one question is none: the guess of a student is locked. Nor is
    one that stands there more than twice with each of its questions: it stood in front of everybody's.
    What is a quotation of another line does not count, either.
    """
    said = {(spelling(entry.question), entry.guess) for entry in entries if not entry.echo}
    under: dict[str, dict[str, list[Entry]]] = {}
    for entry in entries:
        if not (entry.echo and (spelling(entry.question), entry.guess) in said):
            under.setdefault(entry.who, {}).setdefault(spelling(entry.question), []).append(entry)
    kept = []
    for who, questions in under.items():
        several = any(len({spelling(each.guess) for each in same if each.guess}) > 1 for same in questions.values())
        several = several or not who or min(map(len, questions.values())) > 2
        for same in questions.values():  # the one that says most
            kept += same if several else [max(same, key=_told)]
    return kept


def _told(entry):
    """How much an entry says."""
    return entry.guess is not None, entry.truth is not None


def mended(text):
    """A text with one spelling for what chats spell in several ways, and without what nobody sees."""
    text = unicodedata.normalize("NFC", re.sub(COLOUR, "", text)).translate(TABLE).replace("...", "…")
    text = re.sub(rf":[a-z][\w+-]*:(?!\w)|{FACES}", " ", text)  # ":tada:"
    return "".join(c for c in text if unicodedata.category(c) not in UNSEEN)


def cleaned(text):
    """A mended text whose lines begin without quotation bars, and without lines that say how many liked another."""
    lines = []
    for line in mended(text).splitlines():
        words = " ".join(re.sub(r"^[\s>|]+", "", line).split())
        bare = _undecorated(words)
        lines.append("" if bare != words and bare.strip().isdigit() else words)  # "👍 2"
    return "\n".join(lines)


def spaced(words):
    """Words with single spaces, and the minus of numbers as it is printed."""
    return re.sub(r"(?<![\w)])-(?=[\d.])", "−", " ".join(words.split()))


def spelling(words):
    """What copies of the same words have in common: every sign, but for spaces and for marks around all of them."""
    words = "".join(mended(words).split())
    while found := re.fullmatch(r"([\"'*_`])(.+)\1", words):
        words = found[2]
    return words


def among(texts: Iterable[str]) -> Callable[[str], str | None]:
    """A function that tells which of some texts words are: None where that is none, or in doubt.

    Texts that are the same but for a case, emoji and punctuation are told apart by them; others need not have them.
    """
    finds: list[tuple[Callable[[str], str], dict[str, list[str]]]] = [(spelling, {}), (_loosely, {})]
    for text in texts:
        for spelt, found in finds:
            found.setdefault(spelt(text), []).append(text)

    def which(words):
        for spelt, found in finds:
            if spelt(words) in found:
                (first, *more) = found[spelt(words)]
                return None if more or not spelt(words) else first
        return None

    return which


def _loosely(words):
    """A spelling without case, emoji, signs for bold letters, and punctuation that is not in a number."""
    return re.sub(r"[*_`\"!?;…]|(?<!\d)[.,:]|[.,:](?!\d)", "", _undecorated(spelling(words)).casefold())


def number(words):
    """A number with its unit, (12.0, "steps"), (inf, "") for "never"; None where that is none."""
    words = " ".join(_undecorated(words).split()).replace("−", "-").strip(" \"'·:;*_`")
    if words.casefold() in ("never", "inf", "∞"):
        return math.inf, ""
    if not (found := NUMBER.fullmatch(words)):
        return None
    sign, digits, power, unit = found.groups()
    if re.match(r"[1-9]\d{0,2}([ ',]\d{3})+(\.|$)", digits):
        digits = re.sub("[ ',]", "", digits)
    return float(f"{sign}{digits.replace(',', '.')}e{power or 0}"), unit.strip(" .,;")


def _undecorated(words):
    """Words without emoji and ticks."""
    return "".join(c for c in words if c == "°" or unicodedata.category(c) != "So")


def _pieces(text):
    """What lies before the first question, and then what begins with each."""
    return re.split(Q, text)


def _entry(piece):
    """The entry with which a piece begins, and what follows it; where it is none, None and what follows its line."""
    found = next(filter(None, (entry.match(piece) for entry in ENTRIES)), None)
    if not found:
        return None, "\n" + piece.partition("\n")[2]
    question = spaced(found["question"]).strip(" \"':·*_`")
    guess, truth = (spaced(found[name] or "").strip(" ·") for name in ("guess", "truth"))
    if not question:
        return None, "\n" + piece.partition("\n")[2]
    if truth and not TICKS.search(truth):
        guess = TICKS.sub("", guess)
    right = re.search(r"\(\s*right\W*$", found[0], re.I)
    longer = re.match(r"[^\n·]*\)", piece[found.start("truth") :]) if truth else None
    tail = spaced(longer[0]).strip() if longer and longer.end() > len(found["truth"]) + 1 else ""
    return Entry("", question, guess or None, truth or (guess if right else None) or None, tail), piece[found.end() :]


def _beginning(piece, questions):
    """As much of a question as a spoilt entry begins with, to be quoted: the question's own words."""
    spoilt, most = spaced(piece), ""
    for question in map(spaced, questions):
        same = takewhile(lambda pair: pair[0] == pair[1], zip(question, spoilt, strict=False))
        most = max(most, "".join(letter for letter, _ in same), key=len)
    return f"Q: {most[:LONGEST].strip()} …" if len(most) >= SOME else ""


def _marked(text, known):
    """The text with marks around the known questions, where they are missing."""
    words = [r"\s+".join(map(re.escape, question.replace("−", "-").split())) for question in known if question.strip()]
    if not words:
        return text
    anyone = "|".join(sorted(words, key=len, reverse=True))
    return re.sub(rf"(?:{Q}\s*)?(?P<known>{anyone})(?:[\s\"'*_`]*{A})?", r"Q: \g<known> A: ", text, flags=re.I)


def _between(gap):
    """What stands between two entries: who comes next, "" where that is not said; how many other lines; and whether
    the next one stands in quotation marks after words: somebody quotes it.
    """
    _, *lines = gap.split("\n")
    front = lines.pop() if lines else gap  # what is on the line of the next entry
    quotes = bool(re.search(r"\w\s?[\"']+\s?$", _untimed(front)))
    said = [line for line in lines if re.search(r"\w", _untimed(line))]
    if not re.search(r"\w", _untimed(front)) and said and _is_name(said[-1]):
        front = said.pop()
    goes_on = front.rstrip(" \"'").endswith("·")
    return "" if goes_on else re.sub(r"[\W_]", "", _untimed(front)).casefold(), len(said), quotes


def _untimed(line):
    return re.sub(WHEN, " ", line, flags=re.I)


def _is_name(line):
    """Whether a line above an entry says who wrote it: a time, or a few words, and if there is a number, "Team 3"."""
    *front, last = line.split()
    few = len(front) <= 3 and "?" not in line
    plain = not any(map(number, [*front, last])) or (front and all(word[0].isupper() for word in front))
    return _untimed(line) != line or (few and plain)
