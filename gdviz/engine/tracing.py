"""Tracing: what a function of numpy computes, written down as a list of operations on single numbers.

A function is called once with traced numbers in place of numbers, see ``gdviz.engine.tape``. Numpy itself does shapes,
views, indexing, stacking and matrix products: its arrays of objects work with whatever has + and ×. Only what looks at
a whole array is done here: functions such as ``np.exp`` and ``np.where``, sums and norms.
"""

import functools
import inspect
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
        if method == "reduce" and np.dtype(keywords.get("dtype")).kind in "iu":  # each is a whole number before
            arguments = (_plain(traced(arguments[0]).astype(int)), *arguments[1:])
        else:
            _demand_real(keywords.get("dtype"), f"np.{ufunc.__name__}")
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
                nothing = keywords.get("initial") if ufunc.identity is None else ufunc.identity
                first = np.asarray(_plain(_where(where, first, nothing)), dtype=object)
            return reduced(EACH[ufunc], ufunc, first, axis, keywords)
        name = ufunc.__name__ if hasattr(np, ufunc.__name__) else "vectorize"
        raise Untraceable(f"uses np.{name}{'' if method == '__call__' else '.' + method}")

    def __array_function__(self, function, types, arguments, keywords):
        if function in FUNCTIONS:
            ours = FUNCTIONS[function]
            try:
                given = SIGNATURES[ours].bind(*arguments, **keywords)
            except TypeError:
                more = ", ".join(f"{name}=" for name in keywords if name not in SIGNATURES[ours].parameters)
                raise Untraceable(f"uses np.{function.__name__} with {more or 'more than can be traced'}") from None
            return ours(*given.args, **given.kwargs)
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
        _demand_real(None if np.dtype(dtype).kind in "iu" else dtype, "astype")
        counted = traced(COUNTED(_plain(self)))
        return np.trunc(counted) if np.dtype(dtype).kind in "iu" else counted

    def mean(self, axis=None, dtype=None, out=None, keepdims=False, **how):
        """The mean along some axes, or of all."""
        if out is not None or how.get("where", True) is not True:
            raise Untraceable(f"uses np.mean with {'where=' if out is None else 'out='}")
        total = np.sum(self, axis=axis, keepdims=keepdims)
        return total / (self.size / max(1, np.size(total)))

    def item(self, *place):
        """The one number of an array that has one, or the one at a place."""
        return _plain(self).item(*place)

    def tolist(self):
        """Lists of traced numbers."""
        return _plain(self).tolist()


def _demand_real(dtype, what):
    if dtype is not None and np.dtype(dtype).kind not in "bO" and np.dtype(dtype) != float:
        raise Untraceable(f"uses {what} with {np.dtype(dtype).name}")


def _where(condition, *values):
    if len(values) != 2:
        raise Untraceable("uses np.where with one argument")
    return traced(WHERE(*(_plain(_lifted(value)) for value in (condition, *values))))


def _select(condlist, choicelist, default: Any = 0):
    for condition, choice in reversed([*zip(condlist, choicelist, strict=True)]):
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
    mended = _where(np.isnan(x), nan, _where(x == np.inf, high, _where(x == -np.inf, low, x)))
    if copy:
        return mended
    x[...] = mended
    return x


def _isclose(a, b, rtol=1e-5, atol=1e-8, equal_nan=False):
    a, b = traced(a), traced(b)
    near = (np.abs(a - b) <= atol + rtol * np.abs(b)) & np.isfinite(b) | (a == b)
    return near | np.isnan(a) & np.isnan(b) if equal_nan else near


def _average(a, axis=None, weights=None, *, keepdims=False):
    if weights is None:
        return traced(a).mean(axis, keepdims=keepdims)
    a, weights = traced(a), traced(weights)
    if weights.shape != a.shape:  # a weight for each place along one axis
        weights = weights.reshape([-1 if k == (axis or 0) % a.ndim else 1 for k in range(a.ndim)])
        weights = weights * np.ones(a.shape)
    return np.sum(a * weights, axis=axis, keepdims=keepdims) / np.sum(weights, axis=axis, keepdims=keepdims)


def _reduce(ufunc, a, axis, keepdims, where):
    return ufunc.reduce(traced(a), axis=axis, keepdims=keepdims, where=where)


def _like(a, value, dtype, shape):
    full = np.full(np.shape(a) if shape is None else shape, value, dtype=object)
    return traced(full) if dtype is None else traced(full).astype(dtype)


ANY: Any = np.logical_or
ALL: Any = np.logical_and
FUNCTIONS = {
    np.where: _where,
    np.linalg.norm: _norm,
    np.mean: lambda a, axis=None, dtype=None, *, keepdims=False: traced(a).mean(axis, keepdims=keepdims),
    np.average: _average,
    np.select: _select,
    np.isclose: _isclose,
    np.allclose: lambda a, b, rtol=1e-5, atol=1e-8, equal_nan=False: np.all(_isclose(a, b, rtol, atol, equal_nan)),
    np.any: lambda a, axis=None, *, keepdims=False, where=True: _reduce(ANY, a, axis, keepdims, where),
    np.all: lambda a, axis=None, *, keepdims=False, where=True: _reduce(ALL, a, axis, keepdims, where),
    np.nan_to_num: _nan_to_num,
    np.zeros_like: lambda a, dtype=None, order="K", subok=True, shape=None: _like(a, 0.0, dtype, shape),
    np.ones_like: lambda a, dtype=None, order="K", subok=True, shape=None: _like(a, 1.0, dtype, shape),
    np.full_like: lambda a, fill_value, dtype=None, order="K", subok=True, shape=None: _like(
        a, fill_value, dtype, shape
    ),
    np.array_equal: lambda a1, a2: np.all(np.equal(a1, a2)) if np.shape(a1) == np.shape(a2) else False,
}
SIGNATURES = {ours: inspect.signature(ours) for ours in FUNCTIONS.values()}


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
