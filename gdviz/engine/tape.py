"""The tape: what is computed with traced numbers, an operation a line.

A traced number has no value. Code that asks for one (``if w > 0``, ``float(w)``, ``math.sin(w)``) cannot be traced,
and raises ``Untraceable``.
"""

import dis
import numbers
import sys

import numpy as np

MOST_LINES = 20_000  # what is longer than that is longer than any program; following it to its end takes seconds


KEPT = (
    "this is a traced number: it stood for a number while gdviz looked at what a function computes, and that has "
    "kept it. The numbers of a walk are in what descend returns, as in walk.w."
)


class Untraceable(TypeError):  # noqa: N818
    """A function did something with a traced number that is no operation on numbers."""

    of_traced = True  # so that the border knows it


class Tape:
    """What was computed: ``lines``, each (operation, *places of its arguments). Inputs and constants are lines, too.

    answers: the places of what is yes or no: numpy computes otherwise with these than with 1 and 0.
    """

    looking = 0  # how many times over functions are being traced now

    def __init__(self):
        self.lines, self.answers = [], set()

    def write(self, operation, *arguments):
        """Write a line, and return the traced number that it stands for."""
        chosen = arguments[1:] if operation == "where" else arguments
        if operation in ANSWERS or (operation in OF_ANSWERS and all(map(is_answer, chosen))):
            self.answers.add(len(self.lines) + sum(not isinstance(a, Number) for a in arguments))
        places = [self.place(argument) for argument in arguments]
        if len(self.lines) > MOST_LINES:
            raise Untraceable(f"needs more than {MOST_LINES:,} computations, too many for the browser")
        self.lines.append((operation, *places))
        return Number(self, len(self.lines) - 1)

    def input(self, name):
        """A traced number that comes from outside."""
        self.lines.append(("input", name))
        return Number(self, len(self.lines) - 1)

    def place(self, value):
        """The line of a number; one that is not traced gets a line of its own."""
        if isinstance(value, Number):
            if value.tape is not self:
                raise Untraceable("has kept a traced number from an earlier call" if Tape.looking else KEPT)
            return value.place
        self.lines.append(("number", _real(value)))
        return len(self.lines) - 1


def _real(value):
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if not isinstance(value, (numbers.Real, np.bool_)):
        raise Untraceable(f"works with {value!r}, which is no real number")
    return float(value)


def _doing():
    """What the function does that asks for the value of a traced number: the name of Python's instruction."""
    frame = sys._getframe(2)
    return dis.opname[frame.f_code.co_code[frame.f_lasti]]


class Number:
    """One traced number: a place on a tape."""

    __slots__ = ("place", "tape")

    def __init__(self, tape, place):
        self.tape, self.place = tape, place

    def __repr__(self):
        return "<a traced number: it stands for a number while gdviz looks at what a function computes>"

    def __format__(self, spec):  # printing it, with however many digits, is harmless
        return repr(self)

    def _no_value(self, *_):
        if not Tape.looking:
            raise Untraceable(KEPT)
        if _doing().startswith("STORE"):
            raise Untraceable("writes into an array of np.zeros or np.empty: that of np.zeros_like(w) can be traced")
        raise Untraceable("asks for the value of a number (with `if`, `float()` or a function of `math`)")

    def __bool__(self):
        if Tape.looking and "CALL" in _doing():  # or PRECALL
            how = "`max`, `min`, `bool()`, or a function of numpy that is given a list, which np.stack makes an array"
            raise Untraceable(f"asks for the value of a number (with {how})")
        self._no_value()

    def __deepcopy__(self, _):
        return self

    __float__ = __int__ = __index__ = __complex__ = __round__ = __trunc__ = __floor__ = __ceil__ = _no_value
    __hash__ = object.__hash__


# What an operation on single numbers is called on the tape; numpy has the same as a function of arrays. ---------------

NAMES = {
    np.add: "+", np.subtract: "-", np.multiply: "*", np.divide: "/", np.remainder: "%", np.floor_divide: "//",
    np.fmod: "fmod",
    np.less: "<", np.less_equal: "<=", np.greater: ">", np.greater_equal: ">=", np.equal: "==", np.not_equal: "!=",
    np.logical_and: "and", np.logical_or: "or", np.logical_not: "not",
    np.bitwise_and: "and", np.bitwise_or: "or", np.bitwise_xor: "!=", np.invert: "not",
    np.negative: "neg", np.absolute: "abs", np.fabs: "abs", np.sign: "sign", np.maximum: "max", np.minimum: "min",
    np.fmax: "fmax", np.fmin: "fmin", np.floor: "floor", np.ceil: "ceil", np.trunc: "trunc", np.rint: "rint",
    np.sqrt: "sqrt", np.cbrt: "cbrt", np.exp: "exp", np.exp2: "exp2", np.expm1: "expm1", np.log: "log",
    np.log2: "log2", np.log10: "log10", np.log1p: "log1p", np.sin: "sin", np.cos: "cos", np.tan: "tan",
    np.arcsin: "asin", np.arccos: "acos", np.arctan: "atan", np.sinh: "sinh", np.cosh: "cosh", np.tanh: "tanh",
    np.arcsinh: "asinh", np.arccosh: "acosh", np.arctanh: "atanh", np.arctan2: "atan2", np.hypot: "hypot",
    np.power: "pow", np.float_power: "pow", np.isfinite: "isfinite", np.isnan: "isnan", np.isinf: "isinf",
    np.signbit: "signbit",
}  # fmt: skip
ANSWERS = {"<", "<=", ">", ">=", "==", "!=", "and", "or", "not", "isfinite", "isnan", "isinf", "signbit"}
OF_ANSWERS = {"*", "abs", "max", "min", "fmax", "fmin", "where"}  # of yes and no they make yes or no
SYMBOLS = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "mod": "%", "floordiv": "//", "pow": "pow",
    "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!=", "and": "and", "or": "or", "xor": "!=",
}  # fmt: skip


def is_answer(value):
    """Whether this is yes or no, traced or not."""
    return value.place in value.tape.answers if isinstance(value, Number) else isinstance(value, (bool, np.bool_))


def operate(operation, ufunc, *arguments):
    """One operation: on the tape where a traced number takes part, else its value."""
    if operation not in ANSWERS and operation not in OF_ANSWERS and operation != "/" and all(map(is_answer, arguments)):
        raise Untraceable(f"uses np.{ufunc.__name__} of yes and no, such as w > 1, alone: write (w > 1) * 1.0")
    tape = next((a.tape for a in arguments if isinstance(a, Number)), None)
    if tape is None:
        return ufunc(*map(_real, arguments))
    if operation == "pow" and not isinstance(arguments[1], Number):
        base, exponent = arguments[0], _real(arguments[1])  # as numpy does it
        if exponent in (1.0, 2.0):
            return base if exponent == 1.0 else tape.write("*", base, base)
        if exponent in (0.5, -1.0):
            return tape.write("sqrt", base) if exponent == 0.5 else tape.write("/", 1.0, base)
    return tape.write(operation, *arguments)


def _method(name):
    ufunc = {symbol: ufunc for ufunc, symbol in reversed(NAMES.items())}[SYMBOLS[name]]

    def forward(self, other):
        return ufunc(self, other) if isinstance(other, np.ndarray) else operate(SYMBOLS[name], ufunc, self, other)

    def backward(self, other):
        return ufunc(other, self) if isinstance(other, np.ndarray) else operate(SYMBOLS[name], ufunc, other, self)

    return forward, backward


for _name in SYMBOLS:
    _forward, _backward = _method(_name)
    setattr(Number, f"__{_name}__", _forward)
    if SYMBOLS[_name] not in ("<", "<=", ">", ">=", "==") and _name != "ne":
        setattr(Number, f"__r{_name}__", _backward)
for _name, _ufunc in {"neg": np.negative, "abs": np.absolute, "invert": np.invert}.items():
    setattr(Number, f"__{_name}__", lambda self, _u=_ufunc: operate(NAMES[_u], _u, self))
Number.__pos__ = lambda self: self  # type: ignore[attr-defined]
Number.conjugate = lambda self: self  # type: ignore[attr-defined]
for _ufunc, _name in NAMES.items():  # numpy calls a method of an object's where it meets a plain array of objects
    if _ufunc.nin == 1:
        setattr(Number, _ufunc.__name__, lambda self, _u=_ufunc: operate(NAMES[_u], _u, self))
