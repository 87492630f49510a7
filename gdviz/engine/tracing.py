"""Tracing: what a function of numpy computes, written down as a list of operations on single numbers.

A function is called once with traced numbers in place of numbers, see ``gdviz.engine.tape``. Numpy itself does shapes,
views, indexing, stacking and matrix products: its arrays of objects work with whatever has + and ×. Only what looks at
a whole array is done here: functions such as ``np.exp`` and ``np.where``, sums and norms.
"""

import contextlib
import functools
import io
from typing import Any

import numpy as np

from gdviz.engine.sums import reduced
from gdviz.engine.tape import NAMES, Number, Untraceable, is_answer, operate


def _each(ufunc, operation):
    return np.frompyfunc(lambda *arguments: operate(operation, ufunc, *arguments), ufunc.nin, 1)


EACH = {ufunc: _each(ufunc, name) for ufunc, name in NAMES.items()}
COUNTED = np.frompyfunc(lambda a: a * 1.0 if is_answer(a) else a, 1, 1)  # yes and no as 1 and 0
WHERE = np.frompyfunc(lambda c, a, b: c.tape.write("where", c, a, b) if isinstance(c, Number) else a if c else b, 3, 1)


def _logaddexp(a, b):
    high, low = np.maximum(a, b), np.minimum(a, b)
    return np.where(a == b, a + np.log(2.0), high + np.log1p(np.exp(low - high)))


MADE_OF = {  # functions that are made of others
    np.square: lambda a: a * a,
    np.positive: lambda a: a,
    np.conjugate: lambda a: a,
    np.reciprocal: lambda a: 1.0 / a,
    np.radians: lambda a: a * (np.pi / 180.0),
    np.deg2rad: lambda a: a * (np.pi / 180.0),
    np.degrees: lambda a: a * (180.0 / np.pi),
    np.rad2deg: lambda a: a * (180.0 / np.pi),
    np.logaddexp: _logaddexp,
    np.heaviside: lambda a, b: np.where(a == 0, b, np.where(a > 0, 1.0, np.where(a < 0, 0.0, a))),
    np.copysign: lambda a, b: np.where(np.signbit(b), -np.abs(a), np.abs(a)),
    np.logical_xor: lambda a, b: (a != 0) != (b != 0),
    np.divmod: lambda a, b: (np.floor_divide(a, b), np.remainder(a, b)),
    np._core.umath.clip if hasattr(np, "_core") else np.core.umath.clip: (  # type: ignore[attr-defined]
        lambda a, low, high: np.minimum(np.maximum(a, low), high)
    ),
}


def _lifted(value):
    """A traced number as an array without axes, alone or in a list; anything else as it is."""
    if isinstance(value, Number):
        return traced(value)
    return type(value)(map(_lifted, value)) if type(value) in (list, tuple) else value


class Traced(np.ndarray):
    """An array of traced numbers, and of numbers among them."""

    def as_traced(self):
        """What takes arrays of real numbers lets these pass."""
        return self.astype(float)

    def __array_ufunc__(self, ufunc, method, *arguments, out=None, **keywords):
        arguments = tuple(map(_plain, arguments))
        if keywords.get("where", True) is not True and method != "reduce":
            raise Untraceable(f"uses np.{ufunc.__name__} with where=")
        keywords = {name: value for name, value in keywords.items() if name not in ("dtype", "casting", "subok")}
        result = self._computed(ufunc, method, arguments, keywords)
        if isinstance(result, tuple):
            return tuple(map(traced, result))
        if out is None:
            return traced(result)
        _plain(out[0])[...] = _plain(traced(result))
        return out[0]

    def _computed(self, ufunc, method, arguments, keywords):
        if method == "__call__":
            if ufunc in MADE_OF:
                return MADE_OF[ufunc](*map(traced, arguments))
            if ufunc is np.matmul:
                return np.matmul(*(np.asarray(a, dtype=object) for a in arguments))
            if ufunc in EACH:
                return EACH[ufunc](*arguments)
        elif ufunc in EACH and method in ("reduce", "accumulate", "outer"):
            first = np.asarray(arguments[0], dtype=object)
            if ufunc in (np.add, np.multiply) and method != "outer":  # which count yes and no
                first = np.asarray(COUNTED(first), dtype=object)
            if method == "outer":
                return EACH[ufunc].outer(*arguments)
            where = keywords.pop("where", True)
            axis = keywords.get("axis", arguments[1] if len(arguments) > 1 else 0)
            if method == "accumulate":
                return EACH[ufunc].accumulate(first, axis=axis or 0)
            if where is not True:  # what is left out counts as nothing
                first = np.asarray(_plain(_where(where, first, keywords.get("initial", ufunc.identity))), dtype=object)
            return reduced(EACH[ufunc], ufunc, first, axis, keywords)
        raise Untraceable(f"uses np.{ufunc.__name__}{'' if method == '__call__' else '.' + method}")

    def __array_function__(self, function, types, arguments, keywords):
        if function in FUNCTIONS:
            return FUNCTIONS[function](*arguments, **keywords)
        if function is np.einsum and all(is_answer(v) for a in arguments[1:] for v in np.asarray(_plain(a)).flat):
            raise Untraceable("uses np.einsum of yes and no, such as w > 1, alone: write (w > 1) * 1.0")
        try:
            result = super().__array_function__(function, types, arguments, keywords)
        except (TypeError, AttributeError) as error:  # Untraceable is a TypeError
            raise Untraceable(f"uses np.{function.__name__}") from error
        objects = isinstance(result, Number) or (isinstance(result, np.ndarray) and result.dtype == object)
        return traced(result) if objects else result  # numpy drops the class here and there

    def __getitem__(self, place):
        if any(isinstance(part, (Traced, Number)) for part in (place if isinstance(place, tuple) else [place])):
            raise Untraceable("picks numbers by a condition on them, as in w[w > 0]; np.where does what can be traced")
        return super().__getitem__(place)

    def __setitem__(self, place, value):
        if isinstance(place, Traced) and not np.ndim(value):  # w[w > 1] = 1
            mask = place.reshape(place.shape + (1,) * (self.ndim - place.ndim))
            place, value = ..., np.where(mask, value, self)
        super().__setitem__(place, value)

    def astype(self, dtype, *_, **__):
        """The same numbers: yes and no are 1 and 0 here."""
        if np.dtype(dtype).kind == "b":
            return np.not_equal(self, 0)
        counted = traced(COUNTED(_plain(self)))
        return np.trunc(counted) if np.dtype(dtype).kind in "iu" else counted

    def mean(self, axis=None, dtype=None, out=None, keepdims=False, **how):
        """The mean along some axes, or of all."""
        if how.get("where", True) is not True:
            raise Untraceable("uses np.mean with where=")
        total = np.sum(self, axis=axis, keepdims=keepdims)
        return total / (self.size / max(1, np.size(total)))

    def item(self, *place):
        """The one number of an array that has one, or the one at a place."""
        return _plain(self).item(*place)

    def tolist(self):
        """Lists of traced numbers."""
        return _plain(self).tolist()


def _where(condition, *values):
    if len(values) != 2:
        raise Untraceable("uses np.where with one argument")
    return traced(WHERE(*(_plain(_lifted(value)) for value in (condition, *values))))


def _select(conditions, choices, default: Any = 0):
    for condition, choice in reversed([*zip(conditions, choices, strict=True)]):
        default = _where(condition, choice, default)
    return default


def _norm(x, ord=None, axis=None, keepdims=False):
    x = np.abs(traced(x))
    if ord in (None, 2) and (ord is None or axis is not None or x.ndim == 1):
        return np.sqrt(np.sum(x * x, axis=axis, keepdims=keepdims))
    if ord == 1 and (axis is not None or x.ndim == 1):
        return np.sum(x, axis=axis, keepdims=keepdims)
    if ord == np.inf and (axis is not None or x.ndim == 1):
        return np.max(x, axis=axis, keepdims=keepdims)
    raise Untraceable(f"uses np.linalg.norm with ord={ord!r}")


def _nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None):
    high, low = np.finfo(float).max if posinf is None else posinf, np.finfo(float).min if neginf is None else neginf
    return _where(np.isnan(x), nan, _where(x == np.inf, high, _where(x == -np.inf, low, x)))


def _isclose(a, b, rtol=1e-5, atol=1e-8, equal_nan=False):
    return np.abs(traced(a) - b) <= atol + rtol * np.abs(b)


FUNCTIONS = {
    np.where: _where,
    np.linalg.norm: _norm,
    np.mean: lambda a, axis=None, **more: traced(a).mean(axis, **more),
    np.average: lambda a, axis=None, weights=None: (
        traced(a).mean(axis) if weights is None else np.sum(a * weights, axis=axis) / np.sum(weights, axis=axis)
    ),
    np.select: _select,
    np.isclose: _isclose,
    np.allclose: lambda a, b, **how: np.all(_isclose(a, b, **how)),
    np.any: lambda a, axis=None, keepdims=False, **more: ANY.reduce(traced(a), axis=axis, keepdims=keepdims, **more),
    np.all: lambda a, axis=None, keepdims=False, **more: ALL.reduce(traced(a), axis=axis, keepdims=keepdims, **more),
    np.nan_to_num: _nan_to_num,
    np.zeros_like: lambda a, *_, **__: traced(np.full(np.shape(a), 0.0, dtype=object)),
    np.ones_like: lambda a, *_, **__: traced(np.full(np.shape(a), 1.0, dtype=object)),
    np.full_like: lambda a, value, *_, **__: traced(np.full(np.shape(a), value, dtype=object)),
    np.array_equal: lambda a, b, **_: np.all(np.equal(a, b)) if np.shape(a) == np.shape(b) else False,
}


def traced(value):
    """Anything as an array of traced numbers."""
    if isinstance(value, Number):
        alone = np.empty((), dtype=object)
        alone[()] = value
        return alone.view(Traced)
    return value if isinstance(value, Traced) else np.asarray(value, dtype=object).view(Traced)


def _plain(value):
    if isinstance(value, Number):
        value = traced(value)
    return value.view(np.ndarray) if isinstance(value, Traced) else value


def places(values, tape):
    """The places of an array's numbers on the tape, flat; numbers that are none of its own are written down first."""
    return [tape.place(value) for value in np.asarray(_plain(values), dtype=object).ravel()]


# A traced number alone is to numpy an array without axes; and numpy calls a method of an object of its own, such as
# ``exp``, where it meets it in a plain array of objects.
Number.__array_ufunc__ = lambda self, ufunc, method, *arguments, **keywords: (  # type: ignore[attr-defined]
    getattr(ufunc, method)(*map(_lifted, arguments), **keywords)
)
Number.__array_function__ = lambda self, function, types, arguments, keywords: (  # type: ignore[attr-defined]
    function(*map(_lifted, arguments), **{name: _lifted(value) for name, value in keywords.items()})
)
Number.as_traced = lambda self, among=None: traced(self if among is None else among)  # type: ignore[attr-defined]
for _name in ("radians", "degrees", "square", "reciprocal"):
    setattr(Number, _name, functools.partialmethod(lambda self, of: of(self), MADE_OF[getattr(np, _name)]))


def _among(values):
    """Whether traced numbers are among them."""
    if isinstance(values, np.ndarray):
        return values.dtype == object and any(isinstance(value, Number) for value in values.flat)
    return isinstance(values, Number) or (isinstance(values, (list, tuple)) and any(map(_among, values)))


def _made(make):
    """A function that makes an array of what it is given, such as np.array. Numpy would forget that it is traced."""

    def made(values, *more, **how):
        if not _among(values):
            return make(values, *more, **how)
        dtype = more[0] if more else how.pop("dtype", None)
        if dtype is object:
            return make(values, dtype=dtype)
        array = traced(values if make is np.asarray else make(values, dtype=object))
        return array if dtype is None else array.astype(dtype)

    return made


def _of_lists(function):
    """A function that numpy does not hand over to ``Traced`` where it is given a list of traced arrays."""
    return lambda a, *more, **how: function(
        traced(a) if isinstance(a, (list, tuple)) and _among(a) else a, *more, **how
    )


ANY: Any = np.logical_or
ALL: Any = np.logical_and
MAKE = {name: _made(getattr(np, name)) for name in ("array", "asarray", "ascontiguousarray")}
MAKE |= {name: _of_lists(getattr(np, name)) for name in ("max", "min", "amax", "amin", "any", "all", "clip")}


@contextlib.contextmanager
def quietly():
    """While functions are traced, what they print is not shown, what numpy warns of neither, and np.array, np.max and
    some others know traced numbers. (np.zeros does not: numpy's random numbers are made with it, in C, and must stay
    floats.)
    """
    was = {name: getattr(np, name) for name in MAKE}
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        np.errstate(all="ignore"),
    ):
        try:
            for name, make in MAKE.items():
                setattr(np, name, make)
            yield
        finally:
            for name, make in was.items():
                setattr(np, name, make)
