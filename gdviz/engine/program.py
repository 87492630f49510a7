"""The program: what each step of a walk computes, as plain data that a browser can run.

A rule, a landscape, a schedule and a stopping rule are functions of one step. ``gdviz.engine.tracing`` writes down what
they compute; here that becomes a few lists of operations on registers, one for each segment of a walk:

    begin   settings, start                     -> the first row
    rate    settings, the row                   -> the learning rate of the step that follows
    step    settings, the row, t                -> the next row
    seen    rows of one walk or several         -> what pictures and words show of them, in a program of its own

Nothing here knows what descent is: how a walk ends is part of what ``step`` computes. The same data run in Python
(``run``), where registers are arrays of many walks, and in the browser (``live/program.js``).
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from gdviz.engine import tape, tracing
from gdviz.engine.listing import listing

STILL = {"setting", "first", "last"}  # parts of the names of inputs that no step changes
MOST_OPERATIONS, MOST_BYTES = 1500, 200_000  # beyond that, a step is quicker looked up than computed


RUN = {symbol: ufunc for ufunc, symbol in reversed(tape.NAMES.items())} | {
    "where": lambda c, a, b: np.where(c, a, b),
}
CODES = {name: code for code, name in enumerate(RUN)}  # the same in program.js, which is told of them


@dataclass
class Variant:
    """One list of operations. lines: (operation, register, *registers of its arguments), first the ``once`` that hang
    on settings and constants alone. constants: {register: value}. columns: registers that a table fills.
    outputs: the registers of what it gives.
    """

    lines: list
    once: int
    constants: dict
    columns: list
    outputs: list


@dataclass
class Segment:
    """A part of a walk. over: what it differs by, {"member": 3, "seed": 1, "t": 150}, a case for each combination.

    variants: the lists of operations that there are. which: for each case the number of its variant.
    table: for each case what fills the columns of its variant, padded with zeros: (cases, columns).
    """

    over: dict
    variants: list[Variant]
    which: np.ndarray
    table: np.ndarray

    def case(self, **now):
        """The number of the case for a member, a seed and a step, or the numbers for an array of steps."""
        place = 0
        for name, count in self.over.items():
            place = place * count + np.minimum(now.get(name, 0), count - 1)
        return place

    @property
    def operations(self):
        """How many operations its longest variant has."""
        return max(len(variant.lines) for variant in self.variants)


@dataclass
class Program:
    """What a walk computes. inputs: {name: register}, of settings, start, t, and the fields of the rows, "row.w0".

    fields: of a row, in order. segments: by name. steps: how many. outputs: what ``seen`` gives.
    """

    inputs: dict
    fields: list
    steps: int
    segments: dict = field(default_factory=dict)
    registers: int = 0

    def run(self, name, values, **case):
        """What a segment computes, a list of arrays. values: {input: array}. case: the numbers of member, seed and t,
        which may be an array of steps that share a variant.
        """
        segment = self.segments[name]
        nth = segment.case(**case)
        variant = segment.variants[np.ravel(segment.which[nth])[0]]
        register = {self.inputs[name]: value for name, value in values.items()}
        register |= {place: np.float64(value) for place, value in variant.constants.items()}
        register |= {place: segment.table[nth, k] for k, place in enumerate(variant.columns)}
        with np.errstate(all="ignore"):
            for operation, out, *arguments in variant.lines:
                register[out] = np.asarray(RUN[operation](*(register[a] for a in arguments)), dtype=float)
        return [register[place] for place in variant.outputs]

    @property
    def operations(self):
        """How many operations a step has."""
        return sum(segment.operations for name, segment in self.segments.items() if name != "begin")

    @property
    def table_bytes(self):
        """How large its tables are."""
        return sum(segment.table.size * 8 for segment in self.segments.values())

    def described(self):
        """The program as JSON can carry it, and its tables as bytes, float64, one after the other."""
        segments = {}
        for name, segment in self.segments.items():
            variants = []
            for variant in segment.variants:
                code = [place for op, *places in variant.lines for place in (CODES[op], *places, 0, 0)[:5]]
                constants = [[place, told(value)] for place, value in variant.constants.items()]
                parts = {"code": code, "once": variant.once, "constants": constants}
                variants.append(parts | {"columns": variant.columns, "outputs": variant.outputs})
            segments[name] = {
                "over": list(segment.over.items()), "variants": variants,
                "which": [] if len(variants) == 1 else segment.which.tolist(), "table": list(segment.table.shape),
            }  # fmt: skip
        table = b"".join(segment.table.astype("<f8").tobytes() for segment in self.segments.values())
        head = {"codes": list(CODES), "inputs": self.inputs, "fields": self.fields, "steps": self.steps}
        return head | {"registers": self.registers, "segments": segments}, table

    def __repr__(self):
        """What the rule became, in the words of its formula."""
        return listing(self)


def flat(name, shape):
    """The names of the numbers of an array, one after the other: those of "w" are w0, w1, and of "s.m1" s.m1.0, s.m1.1,
    since s.m11 is the second one of "s.m".
    """
    dot = "." if name[-1].isdigit() else ""
    return [f"{name}{dot}{k}" for k in range(int(np.prod(shape, dtype=int)))]


def told(value):
    """A number as JSON can carry it."""
    return float(value) if np.isfinite(value) else str(value)


class Case:
    """One traced segment: a tape whose inputs come by name, and what it gives."""

    def __init__(self):
        self.tape, self.known = tape.Tape(), {}

    def input(self, name, shape=()):
        """Traced numbers of a shape: "w" of shape (1, 2) are the inputs w0 and w1, of shape () it is w."""
        names = [name] if shape == () else flat(name, shape)
        numbers = np.empty(len(names), dtype=object)
        for k, each in enumerate(names):
            if each not in self.known:
                self.known[each] = self.tape.input(each)
            numbers[k] = self.known[each]
        return numbers.reshape(shape).view(tracing.Traced)

    def finish(self, outputs):
        """What the segment gives, arrays of traced numbers or numbers, one after the other."""
        self.outputs = [place for values in outputs for place in tracing.places(values, self.tape)]
        return self

    def used(self):
        """The names of the inputs that what it gives hangs on."""
        needed = set(self.outputs)
        for place in range(len(self.tape.lines) - 1, -1, -1):
            operation, *arguments = self.tape.lines[place]
            if place in needed and operation not in ("number", "input"):
                needed.update(arguments)
        places = {self.tape.lines[place][1] for place in needed if self.tape.lines[place][0] == "input"}
        return [name for name in self.known if name in places]

    def differs(self, other):
        """How many of the numbers of two cases with the same operations differ."""
        pairs = zip(self.tape.lines, other.tape.lines, strict=False)
        return len({(a[1], b[1]) for a, b in pairs if a[0] == b[0] == "number" and a[1] != b[1]})

    @cached_property
    def shape(self):
        """What two cases have in common whose operations are the same: all but the numbers."""
        lines = tuple(("number",) if line[0] == "number" else line for line in self.tape.lines)
        return lines, tuple(self.outputs)


def assemble(program, name, over, cases):
    """Make traced cases a segment of a program: those with the same operations share them, numbers that differ become
    a table. over: {what they differ by: how many}, in the order of the cases.
    """
    groups = {}
    for nth, case in enumerate(cases):
        groups.setdefault(case.shape, []).append(nth)
    which, variants, tables = np.zeros(len(cases), dtype=int), [], []
    for k, members in enumerate(groups.values()):
        which[members] = k
        variant, table = _variant(program, [cases[nth] for nth in members])
        variants.append(variant)
        tables.append((members, table))
    whole = np.zeros((len(cases), max(table.shape[1] for _, table in tables)))
    for members, table in tables:
        whole[members, : table.shape[1]] = table
    program.segments[name] = Segment(dict(over), variants, which, whole)


def _variant(program, cases):
    """The operations that these cases share, each once and none for nothing; and their numbers, (cases, columns)."""
    first = cases[0]
    at = [k for k, line in enumerate(first.tape.lines) if line[0] == "number"]
    values = np.array([[case.tape.lines[k][1] for k in at] for case in cases]).reshape(len(cases), len(at))
    column = dict(zip(at, values.T, strict=True))
    seen, same, kept = {}, {}, []  # what a line computes -> its place; each place -> the first with the same value
    for k, (operation, *arguments) in enumerate(first.tape.lines):
        if operation == "number":
            key = ("number", column[k].tobytes())
        elif operation == "input":
            key = (operation, arguments[0])
        else:
            key = (operation, *(same[a] for a in arguments))
        same[k] = seen.setdefault(key, k)
        if same[k] == k:
            kept.append((k, key))
    needed, outputs = set(), [same[place] for place in first.outputs]
    needed.update(outputs)
    for k, key in reversed(kept):
        if k in needed and key[0] not in ("number", "input"):
            needed.update(key[1:])
    place, constants, columns, table, lines, moving = {}, {}, [], [], [], set()
    for k, key in kept:
        if k not in needed:
            continue
        if key[0] == "input":
            place[k] = program.inputs[key[1]]
            if not STILL.intersection(key[1].split(".")):
                moving.add(k)
            continue
        place[k] = program.registers
        program.registers += 1
        if key[0] != "number":
            lines.append((k, key))
            if moving.intersection(key[1:]):
                moving.add(k)
        elif np.all(column[k].view("u8") == column[k].view("u8")[0]):
            constants[place[k]] = float(column[k][0])
        else:
            moving.add(k)
            columns.append(place[k])
            table.append(column[k])
    ordered = sorted(lines, key=lambda line: line[0] in moving)
    listed = [(key[0], place[k], *(place[a] for a in key[1:])) for k, key in ordered]
    once = sum(k not in moving for k, _ in lines)
    table = np.array(table).T if table else np.zeros((len(cases), 0))
    return Variant(listed, once, constants, columns, [place[k] for k in outputs]), table
