"""Answers: what a function of yours returns, and what you pass, as real numbers, or a sentence that says what would do.

Every number that comes from outside goes through ``real``, every function from outside through ``call``.
"""

import inspect
import re

import numpy as np

from gdviz.border.written import shown

POINT = "Python writes 0.5 with a point, not with a comma."
KEPT = (
    "{name} {does} a traced number that it has kept from another call: what a rule remembers stands between g and *, "
    "as in z=0.0, not outside of the function."
)
_INSTEAD = [  # what Python or numpy says, and what is said instead; {runs}: how many points the function was given
    (
        "truth value of an array",
        "{name} asks one question of all runs at once, with if, and, or, min or max. Let each run answer for itself: "
        "np.where(condition, this, that) instead of if, np.maximum(0, x) instead of max(0, x).",
    ),
    (
        "only (0-dimensional|length-1|size-1|integer scalar) arrays|__(round|format)__|unhashable type: 'numpy"
        "|conversion from numpy.ndarray|argument should be a string or a (Rational|Number)",
        "{name} hands all runs at once, an array, to a function for one, such as math.sin, int, float, round or range: "
        "np.sin, np.sqrt, np.round and their like take an array, math.sqrt takes one number; a // b is whole without "
        "int. (To look at a number x on the way: print(x).)",
    ),
    (
        r"len\(\) of unsized|iteration over a 0-d",
        "{name} counts its argument, or goes through it, with len, for or sum, and one point alone is one number: "
        "np.sum(..., axis=-1) adds the coordinates, w.shape[-1] is how many there are.",
    ),
    (
        r"bitwise_xor|type\(s\) for \^",
        "{name}: ^ is no power in Python; write ** instead: w**2, not w^2.",
    ),
    (
        "out of bounds for axis 0 with size {runs}$",
        "{name} asks its argument for an entry that it does not have. "
        "To take all coordinates at once, write w, or g, alone. "
        "Each has a row for each walk, or run, even where there is but one: "
        "the first coordinate is w[..., 0], not w[0], and that of g is g[..., 0].",
    ),
    (
        "too many indices for array",
        "{name} asks its argument for an entry that it does not have. The runs come first, the coordinates last: "
        "the first coordinate of all runs is w[..., 0], not w[0]. "
        "(The arguments of a curve or a surface are one coordinate each, and need no index.)",
    ),
    (
        "^matmul: |not aligned|operand.* core dimension",
        "{name} multiplies as if there were one point, by @ or np.dot. There is one for each run, in rows: the product "
        "of two vectors is np.sum(a * b, axis=-1), that of a matrix and a vector, A @ w, is w @ A.T.",
    ),
    (
        r"values to unpack \(expected",
        "{name} takes apart what has another number of parts: {error}. An array of points comes apart into its runs, "
        "which come first; its coordinates are w1, w2 = w[..., 0], w[..., 1].",
    ),
    (
        "broadcast",
        "{name}: {error}. What is one number for each run must be a column to meet the points: "
        "np.sum(..., axis=-1, keepdims=True), np.linalg.norm(g, axis=-1, keepdims=True).{rng}",
    ),
    (
        "read-only",
        "{name} changes its argument in place, as w -= 1 and w[...] = 0 do: work on a copy, w = w.copy() or w = w - 1.",
    ),
]
RANDOM = " (And random numbers come as many as w has: rng.normal(size=w.shape).)"


def call(function, name, /, *arguments, **settings):
    """What the function returns. Where it is written for one run only, a sentence; its own errors come through."""
    try:
        value = function(*arguments, **settings)
    except (TypeError, ValueError, IndexError) as error:
        if hasattr(error, "of_traced") and not _traced(arguments):
            raise ValueError(KEPT.format(name=name, does="works with")) from error
        first = arguments[0]
        runs = str(len(first)) if isinstance(first, np.ndarray) and first.ndim else "no"
        for told, sentence in _INSTEAD:
            if re.search(told.replace("{runs}", runs), str(error)):
                kind = TypeError if isinstance(error, TypeError) else ValueError
                words = {"name": name, "error": str(error).strip().rstrip("."), "rng": RANDOM * ("rng" in settings)}
                raise kind(sentence.format(**words)) from error
        raise
    if _traced(value) and not _traced(arguments):
        raise ValueError(KEPT.format(name=name, does="returned"))
    return value


def _traced(value):
    """Whether this is a traced number, see ``engine.tape``, or has some in it."""
    if type(value) is np.ndarray:
        return value.dtype == object and any(map(_traced, value.flat))
    return any(map(_traced, value)) if isinstance(value, (list, tuple)) else hasattr(value, "as_traced")


def real(value, what, wanted="real numbers") -> np.ndarray:
    """``value`` as an array of floats. TypeError, as in "lr = 'x'; it must be a number", where it is not all real.

    Complex numbers, masked ones, text and None are none, nor is what is too large for a float.
    """
    if type(value) is np.ndarray and value.dtype == float:
        return value
    if (traced := getattr(value, "as_traced", None)) is not None:  # it stands for real numbers, see ``engine.tape``
        return traced()
    try:
        kind = "masked" if masked(value) else "S" if isinstance(value, bytearray) else np.asarray(value).dtype.kind
        if kind == "O":  # fractions and the like; astype would take text for a number
            numbers = np.asarray(value)
            for traced in (v for v in numbers.ravel() if hasattr(v, "as_traced")):
                return traced.as_traced(numbers)
            if not any(isinstance(v, (str, bytes)) for v in numbers.ravel()):
                return np.array([float(v) for v in numbers.ravel()]).reshape(numbers.shape)
        if kind in "biuf":
            return np.asarray(value).astype(float)
    except (TypeError, ValueError, OverflowError):
        kind = "O"  # None, a list of lists of different lengths, 10**400
    why = {"c": ", which is complex", "U": ", which is text", "S": ", which is text", "masked": ", which is masked"}
    raise TypeError(f"{what} {shown(value)}{why.get(kind, '')}; it must be {wanted}.")


def finite(value, what, wanted):
    """``value`` as a new array of finite floats, or a sentence."""
    out = np.array(real(value, what, wanted))
    if not np.isfinite(out).all():
        raise ValueError(f"{what} {shown(value)}; it must be {wanted}, without NaN or infinity.")
    return out


def number(value, what):
    """``value`` as one finite float."""
    out = finite(value, what, "a number")
    if out.ndim:
        raise ValueError(f"{what} {shown(value)}; it must be a number, one alone.")
    return out.item()


def locked(array):
    """The array as functions of others are given it: who writes into it would move the walk itself."""
    if type(array) is np.ndarray:  # traced numbers are nobody's record
        array = array.view()
        array.flags.writeable = False
    return array


def answer(value, *what) -> np.ndarray:
    """What a function returned, as an array of floats. ``what`` came, in words: "bowl", ": its value"."""
    if type(value) is np.ndarray and value.dtype == float:
        return value  # as ``real`` would; the words are put together only where they are needed
    if value is None:
        raise ValueError(f"{''.join(what)} is None: is the return missing?")
    return real(value, f"{''.join(what)} is")


def misshapen(what, shape, expected, each):
    """The sentence for an answer of another shape than the ``expected``. each: what there is of it for a run."""
    hint = ""
    if shape == ():
        hint = " (One for all runs comes of min, max, if, len: np.minimum, np.where see each; a constant is 3 + 0 * w.)"
    return (
        f"{what} has shape {shape}, expected {expected}: one {each} for each run. Runs come first, coordinates last: "
        "w[..., 0] is the first coordinate of all runs, not w[0] or w[:, 0]; np.sum(..., axis=-1) is their sum. "
        f"The arguments of a curve or a surface are one coordinate each, and need no index.{hint}"
    )


def functions(example, **given):
    """Demands functions of as many arguments as the ``example``, "w1, w2"; all but ``value`` may be None."""
    given = {what: function for what, function in given.items() if what == "value" or function is not None}
    for what, function in given.items():
        if not callable(function):
            raise TypeError(f"{what} = {shown(function)} must be a function, such as lambda {example}: ...")
    for what, function in given.items():
        try:
            signature = inspect.signature(function)
        except ValueError:
            continue  # compiled, and does not say what it takes
        try:
            signature.bind(*example.split(", "))
        except TypeError:
            count = example.count(",") + 1
            raise TypeError(
                f"{what} = {getattr(function, '__name__', 'function')}{signature} must take "
                f"{count} argument{'s' * (count > 1)}: lambda {example}: ..."
            ) from None


def masked(value):
    """Whether numbers are masked, also inside of lists, where numpy forgets that they are."""
    entries = value.ravel().tolist() if isinstance(value, np.ndarray) and value.dtype == object else value
    return bool(np.ma.is_masked(value)) or (isinstance(entries, (list, tuple)) and any(map(masked, entries)))
