"""What all checks share: how a wrong answer is told, and how a student's function is called without coming to harm."""

import functools
import inspect
import traceback
from contextlib import contextmanager

import numpy as np

from gdviz.style import short

HINTS = {  # what an error often means in a rule
    "can be converted to": "It gets whole arrays: np.sqrt and its like take them, math.sqrt takes one number.",
    "broadcast": "Does a sum or a norm lose its axis? axis=-1, keepdims=True keeps it.",
    "matmul": "For A @ B the last axis of A must be as long as the first of B.",
    "out of bounds": "w holds many walks at once, one in each row: work on the whole of w.",
}


class Wrong(Exception):  # noqa: N818 - it is no error
    """An answer is not right, and why: a sentence."""


def refuse(ideas):
    """Raise the sentence of the first idea that holds. ideas: pairs, whether it holds and what to say."""
    for holds, sentence in ideas:
        if holds:
            raise Wrong(sentence.strip())


def number(value):
    """A number as a student reads it, or a point with its coordinates."""
    values = np.ravel(value)
    return short(values[0]) if len(values) == 1 else f"({', '.join(map(short, values))})"


@contextmanager
def told(function, noun, first=""):
    """Inside, whatever a student's function raises, or gdviz about it, becomes ``Wrong`` with a sentence."""
    try:
        yield
    except Wrong:
        raise
    except Exception as error:
        frames = list(traceback.walk_tb(error.__traceback__))
        code = getattr(inspect.unwrap(function), "__code__", told.__code__)
        lines = [line - code.co_firstlineno + 1 for frame, line in frames if frame.f_code is code]
        text = str(error).split("\n")[0].rstrip(".")
        if not lines and frames[-1][0].f_globals.get("__name__", "").startswith("gdviz."):
            raise Wrong(f"{first}{text}.") from None  # gdviz's own sentence about what the function takes or returns
        where = f" in its line {lines[-1]}" if lines and len({n for *_, n in code.co_lines()} - {None}) > 1 else ""
        hint = next((f" {hint}" for words, hint in HINTS.items() if words in text), "")
        raise Wrong(f"{first}Your {noun} raised {type(error).__name__}{where}: {text}.{hint}") from None


def takes(function):
    """The names of what a plain function takes, and of what it cannot do without; none for anything else."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return [], ["x"]
    needed = [p.name for p in parameters if p.default is p.empty and p.kind <= p.POSITIONAL_OR_KEYWORD]
    return [p.name for p in parameters], needed or ["x"]


def watched(function, noun):
    """The function, which says so when it returns nothing; and which of its arguments it changes in place, a set."""
    changed = set()

    @functools.wraps(function)
    def watching(*arguments, **settings):
        before = [np.array(a) for a in arguments]
        result = function(*arguments, **settings)
        changed.update(i for i, a in enumerate(arguments) if not np.array_equal(a, before[i], equal_nan=True))
        dots = any(part is ... for part in (result if isinstance(result, tuple) else (result,)))
        refuse([(dots, f"Not answered yet: your {noun} returns three dots.")])
        refuse([(result is None, f"Your {noun} returns None: is the return missing?")])
        return result

    return watching, changed


def same(path, right):
    """Whether two paths agree to 8 digits of how far they reach; what is not finite must be so in both."""
    reach = np.maximum.accumulate(np.nan_to_num(np.abs(right), posinf=0.0))
    near = np.abs(path - right) <= 1e-8 * np.maximum(reach, 1e-3)
    return bool(np.all(near | (path == right) | (np.isnan(path) & np.isnan(right))))
