"""What all checks share: how a wrong answer is told, and how a student's function is called without coming to harm."""

import dis
import functools
import inspect
import re
import sys
import traceback
from contextlib import contextmanager
from numbers import Complex, Real

import numpy as np

from gdviz.border.answers import masked
from gdviz.border.written import shown
from gdviz.style import short

NOT_YET = "Not answered yet."
GREEK = {"lr": "α", "mu": "μ", "rho": "ρ", "beta1": "β₁", "beta2": "β₂", "eps": "ε", "delta": "δ"}
POWER = "In Python a power is **, as in w**2; ^ is something else."
HINTS = {  # what an error often means in a rule
    r"shapes \((\d\d+),\) \(\1,\d+\)": "Is a sum over all samples meant? a @ b multiplies and adds up.",
    r"for \^": POWER,
    "bitwise_xor": POWER,
    "can be converted to": "It gets whole arrays: np.sqrt and its like take them, math.sqrt takes one number.",
    "broadcast": "Does a sum or a norm lose its axis? axis=-1, keepdims=True keeps it.",
    r"dtype\('<U": "Is a number in quotes? Then it is text, and cannot be reckoned with.",
    "matmul": "For A @ B the last axis of A must be as long as the first of B.",
    "out of bounds": "w holds many walks at once, one in each row: work on the whole of w.",
}
NOTHING = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}  # all that a function does whose body is pass


class Wrong(Exception):  # noqa: N818 - it is no error
    """An answer is not right, and why: a sentence."""


def refuse(ideas):
    """Raise the sentence of the first idea that holds. ideas: pairs, whether it holds and what to say."""
    for holds, sentence in ideas:
        if holds:
            raise Wrong(sentence.strip())


def number(value):
    """A number as a student reads it, or a point: of its coordinates, one that nobody could see beside another is 0."""
    values = np.ravel(value)
    largest = np.max(np.abs(values[np.isfinite(values)]), initial=0.0)
    values = np.where(np.abs(values) < 1e-6 * largest, 0.0, values)
    return short(values[0]) if len(values) == 1 else f"({', '.join(map(short, values))})"


def times(factor):
    """A factor as a student reads it, with more digits where three do not show that it is not 1."""
    digits = (f"{factor:.{n}g}" for n in (4, 7))
    return number(factor) if abs(factor - 1) > 0.05 else next((text for text in digits if text != "1"), "1")


@contextmanager
def told(function, noun, first=""):
    """Inside, whatever a student's function raises, or gdviz about it, becomes ``Wrong`` with a sentence.

    Exits and all that is no ``Exception`` count as well; an interrupt alone passes: it is meant for the cell.
    """
    try:
        yield
    except (Wrong, KeyboardInterrupt):
        raise
    except BaseException as error:
        try:
            sentence = _sentence(error, function, noun)
        except KeyboardInterrupt:
            raise
        except BaseException:  # what is a student's own may raise whatever one asks of it, its __str__ too
            sentence = f"Your {noun} raised {type(error).__name__}."
        raise Wrong(first + sentence) from None


def _sentence(error, function, noun):
    """What was raised, in which line, and what that often means."""
    if isinstance(error, NotImplementedError):
        return NOT_YET
    frames = list(traceback.walk_tb(error.__traceback__))
    code = getattr(inspect.unwrap(function), "__code__", told.__code__)
    lines = [line - code.co_firstlineno + 1 for frame, line in frames if frame.f_code is code]
    text = str(error).split("\n")[0].rstrip(". ")
    if "ellipsis" in text.lower():
        return f"Not answered yet: three dots still stand in your {noun}."
    if not lines and frames[-1][0].f_globals.get("__name__", "").startswith("gdviz."):
        return text if text.endswith(".)") else f"{text}."  # gdviz's own sentence about what it takes or returns
    where = f" in its line {lines[-1]}" if lines and len({n for *_, n in code.co_lines()} - {None}) > 1 else ""
    hint = next((f" {hint}" for words, hint in HINTS.items() if re.search(words, text)), "")
    if noun == "function" and "out of bounds" in text:
        hint = " Axes and entries count from 0; from entry k on is x[k:], with a colon."
    if isinstance(error, NameError) and hasattr(np, error.name or ""):
        hint = f" In numpy it is called np.{error.name}."
        if (error.name, noun) == ("gradient", "rule"):
            f = "f" in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]  # it may ask about other places
            hint = " The gradient at w is g, at another place f.gradient(place)." * f
            hint = hint or " The gradient is handed to your rule: it is g."
    text = f": {text}" if text and POWER not in hint else ""  # what numpy says of ^ is long, and no help
    return f"Your {noun} raised {type(error).__name__}{where}{text}.{hint}"


def real(values, said):
    """Values as an array of floats; ``Wrong`` where they are no real numbers, but text, complex, masked or none.

    said: how the sentence begins, "Your answer is" or "Your rule returns".
    """
    try:
        given = np.asarray(bytes(values) if isinstance(values, bytearray) else values)
        entries = given.ravel().tolist() if given.dtype == object else [given.dtype.type()]
        refuse([
            (masked(values), f"{said} masked, which stands for a number that is missing."),
            (any(isinstance(e, str | bytes) for e in entries), f"{said} a text; a number is expected, without quotes."),
            (any(e is None for e in entries), f"{said} None; a number is expected."),
            (any(isinstance(e, Complex) and not isinstance(e, Real) for e in entries),
             f"{said} a complex number; a real one is expected. Is there a root of something negative on the way?"),
            (given.dtype.kind not in "biufO", f"{said} a {type(values).__name__}; a number is expected."),
        ])  # fmt: skip
        return given.astype(float)
    except OverflowError:
        raise Wrong(f"{said} a number that is too large.") from None
    except (TypeError, ValueError):
        raise Wrong(f"{said} a {type(values).__name__}; a number is expected.") from None


def setting(value, name):
    """Finite real numbers that a teacher gives, as an array of floats; TypeError or ValueError for anything else."""
    try:
        numbers = real(value, "It is")
    except Wrong as wrong:
        raise TypeError(f"check: {name} = {shown(value)}. {wrong}") from None
    if not numbers.size or not np.isfinite(numbers).all():
        raise ValueError(f"check: {name} = {shown(value)}; finite numbers are expected, at least one.")
    return numbers


def rising(given, name, instead=""):
    """Two numbers that rise, a range; or a sentence. instead: what else one may pass."""
    low_high = setting(given, name)
    if low_high.shape != (2,) or low_high[0] >= low_high[1]:
        raise ValueError(f"check: {name} = {shown(given)}; a range is (low, high), two numbers that rise.{instead}")
    return low_high


def takes(function):
    """The names of what a plain function takes, and of what it cannot do without; none for anything else."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except KeyboardInterrupt:
        raise
    except BaseException:  # no function, or one that does not say; an object of a student's own may raise anything
        return [], ["x"]
    needed = [p.name for p in parameters if p.default is p.empty and p.kind <= p.POSITIONAL_OR_KEYWORD]
    return [p.name for p in parameters], needed or ["x"]


@contextmanager
def by_oneself(answer, noun, expected):
    """Inside, the answer may not call what it is compared with (of an Objective its gradient): that is no answer."""
    code = getattr(inspect.unwrap(getattr(expected, "gradient", expected)), "__code__", None)
    if code is None or code is getattr(inspect.unwrap(answer), "__code__", None):
        yield
        return
    called, before = [], sys.getprofile()

    def seen(frame, event, _):
        if event == "call" and frame.f_code is code and frame.f_locals.get("self", expected) is expected:
            called.append(True)

    sys.setprofile(seen)
    try:
        yield
    finally:
        sys.setprofile(before)
    name = getattr(expected, "name", getattr(expected, "__name__", "it"))
    calls = f"the gradient of {name}" if hasattr(expected, "gradient") else name
    refuse([(called, f"Your {noun} calls {calls}, with which it is compared: write out yourself what that does.")])


def watched(function, noun, expected=None):
    """The function, which says so when it returns nothing, no real numbers, or what the ``expected`` one gave it; and
    which of its arguments it changes in place, a set.
    """
    changed = set()
    code = getattr(inspect.unwrap(function), "__code__", told.__code__)
    empty = {step.opname for step in dis.get_instructions(code)} <= NOTHING

    @functools.wraps(function)
    def watching(*arguments, **settings):
        before = [np.array(a) for a in arguments]
        with by_oneself(function, noun, expected):
            result = function(*arguments, **settings)
        changed.update(i for i, a in enumerate(arguments) if not np.array_equal(a, before[i], equal_nan=True))
        parts = result if isinstance(result, tuple) else (result,)
        dots = any(part is ... for part in parts)
        refuse([(dots, f"Not answered yet: your {noun} returns three dots.")])
        refuse([(result is None and empty, NOT_YET)])
        refuse([(result is None, f"Your {noun} returns None: is the return missing?")])
        for part in parts:
            if part is not None:  # the runner says which one is missing
                real(part, f"Your {noun} returns")
                truth = np.asarray(part).dtype == bool
                refuse([(truth, f"Your {noun} returns True or False, as a question does; a number is expected.")])
        return result

    return watching, changed


class _Unlucky:
    """A generator whose draws are all NaN."""

    def __init__(self, rng):
        self._rng = rng

    def __getattr__(self, name):
        return lambda *arguments, **settings: np.nan * getattr(self._rng, name)(*arguments, **settings)


def unlucky(rule):
    """A rule for which all that is drawn is NaN."""

    @functools.wraps(rule)
    def without_luck(*arguments, rng, **settings):
        return rule(*arguments, rng=_Unlucky(rng), **settings)

    return without_luck


def same(path, right, within=1e-8):
    """Whether two paths agree to so much of how far they reach; what is not finite must be so in both."""
    reach = np.maximum.accumulate(np.nan_to_num(np.abs(right), posinf=0.0))
    near = np.abs(path - right) <= within * np.maximum(reach, 1e-3)
    return bool(np.all(near | (path == right) | (np.isnan(path) & np.isnan(right))))
