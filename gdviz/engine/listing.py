"""A program as text: what a rule became, in the words of its formula.

A line gives a name to a number. An operation whose result is used once stands inside the line that uses it, while that
stays short: ``z1′ = μ·z1 + g1``; with ``inside=0`` each operation has a line of its own. A number of the next row has a
prime, and coordinates count from 1. What only keeps the books, when a walk ends and why, is counted, not listed.
"""

from collections import Counter
from itertools import count

from gdviz import style

INSIDE = 60  # characters; a longer formula has a line and a name of its own
BINDS = {"or": 1, "and": 2, "<": 3, "<=": 3, ">": 3, ">=": 3, "==": 3, "!=": 3, "+": 4, "-": 4}
BINDS |= {"*": 5, "/": 5, "%": 5, "//": 5, "neg": 6, "pow": 7}
ALONE = 9  # how tightly a name holds together
BOOKS = ("running", "reason", "end", "top", "since")  # the fields of a row that no formula has
SIGNS = {"-": " − ", "*": "·", "/": " / "}
LETTERS = "abcdehijklnopq"
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def listing(program, inside=INSIDE):
    """The segments of a program as lines of text."""
    lines = []
    for name in ("rate", "step"):
        variants = program.segments[name].variants if name in program.segments else []
        if name == "rate" and not _scheduled(program):
            continue
        for k, variant in enumerate(variants):
            part = f", {k + 1} of {len(variants)}" if len(variants) > 1 else ""
            lines += _Lines(program, name, variant, inside).text(f"{name}{part}")
    return "\n".join(lines)


class _Lines:
    """The lines of one list of operations."""

    def __init__(self, program, name, variant, inside):
        self.inside, self.lines, self.count = inside, [], len(variant.lines)
        self.makes = {line[1]: (line[0], line[2:]) for line in variant.lines}
        self.known = {place: (_number(value), ALONE) for place, value in variant.constants.items()}
        self.known |= {place: (f"table[{k}]", ALONE) for k, place in enumerate(variant.columns)}
        self.known |= {place: (said, ALONE) for said, place in _inputs(program)}
        fields = ["lr0"] if name == "rate" else program.fields
        self.running = program.inputs.get("row.running0")
        self.gives = {}  # {place: its names}, of what the formulas give; the others keep the books
        for field, place in zip(fields, variant.outputs, strict=True):
            if name == "rate" or not field.startswith((*BOOKS, "lr")):
                self.gives.setdefault(self._moved(place), []).append(_said(field, program) + "′" * (name == "step"))
        self.needed = self._needed()
        self.uses = Counter(a for place in self.needed if place in self.makes for a in self._arguments(place))
        taken = {said for said, _ in self.known.values()}.union(*self.gives.values())
        free = (letter + str(turn or "") for turn in count() for letter in LETTERS)
        self.letters = (letter for letter in free if not taken & {letter, f"{letter}′"})

    def _moved(self, place):
        """The number that a walk which has not ended gets: without the choice between it and the old one."""
        operation, arguments = self.makes.get(place, ("", ()))
        return self._moved(arguments[1]) if operation == "where" and arguments[0] == self.running else place

    def _arguments(self, place):
        return [self._moved(a) for a in self.makes[place][1]]

    def _needed(self):
        needed, open_ = set(), list(self.gives)
        while open_:
            place = open_.pop()
            if place not in needed:
                needed.add(place)
                open_ += self._arguments(place) if place in self.makes else []
        return needed

    def text(self, title):
        """The lines, with a title before them."""
        for place in self.makes:
            if place in self.needed:
                self._write(place)
        for place, names in self.gives.items():
            self.lines += [f"  {name} = {self.known[place][0]}" for name in names if name != self.known[place][0]]
        books = self.count - sum(place in self.makes for place in self.needed)
        kept = f", {books} of them to tell whether the walk goes on" if books else ""
        return [f"{title}: {self.count} operation{'s' * (self.count != 1)}{kept}", *self.lines]

    def _write(self, place):
        formula, binds = self._formula(place)
        name = self.gives.get(place, [None])[0]
        if name is None and self.uses[place] == 1 and len(formula) <= self.inside:
            self.known[place] = formula, binds
            return
        if name is None:
            name = next(self.letters)
        self.lines.append(f"  {name} = {formula}")
        self.known[place] = name, ALONE

    def _formula(self, place):
        operation, binds = self.makes[place][0], BINDS.get(self.makes[place][0], ALONE)
        words = [self.known[a] for a in self._arguments(place)]
        if operation == "neg":
            return f"−{_held(words[0], binds)}", binds
        if operation == "pow":
            return f"{_held(words[0], binds + 1)}**{_held(words[1], binds)}", binds
        if operation in BINDS:
            sign = SIGNS.get(operation, f" {operation} ")
            return f"{_held(words[0], binds)}{sign}{_held(words[1], binds + 1)}", binds
        return f"{operation}({', '.join(said for said, _ in words)})", ALONE


def _held(word, binds):
    """An operand, in brackets where it would fall apart."""
    return word[0] if word[1] >= binds else f"({word[0]})"


def _number(value):
    return f"{value:.6g}".replace("-", "−")


def _scheduled(program):
    """Whether the rate of a step may be another than the one that was set."""
    if "rate" not in program.segments:
        return False
    as_set = [program.inputs.get(name) for name in ("row.running0", "setting.lr", "row.lr0")]
    return any(variant.lines != [("where", *variant.outputs, *as_set)] for variant in program.segments["rate"].variants)


def _inputs(program):
    for name, place in program.inputs.items():
        which, _, rest = name.partition(".")
        yield _symbol(rest) if which == "setting" else _said(rest, program) if which == "row" else name, place


def _symbol(name):
    """A hyperparameter as it stands in the formula of a rule: μ for mu."""
    sign = style.LABELS.get(name, "").rpartition(" ")[2]
    return sign if sign and not sign.isascii() else name


def _said(field, program):
    """A field of a row as a student knows it: "s.z0" is z1, the first coordinate of z, and "s.m1.0" is m1₁."""
    if field == "lr0":
        return "αₜ" if _scheduled(program) else "α"
    name = field.rstrip("0123456789")
    number, own = int(field[len(name) :]), name.removeprefix("s.").rstrip(".")
    if name + "1" not in program.fields:
        return _symbol(own)
    return f"{own}{number + 1}" if own[-1].isalpha() else own + str(number + 1).translate(LOWERED)
