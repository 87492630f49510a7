"""Objectives: the hills that the course walks down. What is minimised, its slope, and what is known about it."""

import inspect
from functools import partial

import numpy as np

from gdviz.border.answers import answer, call, finite, functions, locked, misshapen, number, real
from gdviz.border.known import places, text, words
from gdviz.border.pickling import Picklable, findable
from gdviz.border.written import shown


class Objective(Picklable):
    """A function to minimise, with its gradient, and what is known about it.

        f(w)            (..., n) -> (...)      the cost
        f.gradient(w)   (..., n) -> (..., n)   the direction of steepest ascent

    value, gradient: functions of an array of shape ``(..., n)``; without a gradient, central differences are taken.
    name, formula: how to call it and how to write it. domain: the part of the space it is drawn on, a pair for each
    coordinate. start: where walks begin. minima: the points where it is lowest nearby. lipschitz: its largest
    curvature L, where known: gradient descent on a bowl converges for α < 2/L.

    Raises TypeError or ValueError where a value or a gradient has another shape, or is not made of real numbers.
    """

    keeps_apart = False  # True: tests say that it takes each point for itself, so that no walk has to ask

    def __init__(
        self, value, gradient=None, *, name=None, formula="", domain=None, start=None, minima=(), lipschitz=None
    ):
        functions("w", value=value, gradient=gradient)
        self._value, self._gradient = value, gradient
        self.name, self.formula = text(name or _name(value), "name"), text(formula, "formula")
        self.domain, self.start, self.minima, self.n = places(self.name, domain, start, minima)
        self.lipschitz = None if lipschitz is None else number(lipschitz, f"{self.name}: lipschitz =")

    @property
    def has_gradient(self):
        """Whether an exact gradient was given. Without one, each gradient costs 2n values."""
        return self._gradient is not None

    def __call__(self, w):
        """The cost at w: ``(..., n) -> (...)``."""
        w = self._point(w)
        return self._shaped(call(self._value, self.name, w), w.shape[:-1], "its value")

    def gradient(self, w):
        """The gradient at w, ``(..., n) -> (..., n)``; by central differences where none was given."""
        w = self._point(w)
        if self._gradient is None:
            return self._central_differences(w)
        return self._shaped(call(self._gradient, self.name, w), w.shape, "its gradient")

    def draw(self, rng):
        """The objective as one step sees it: itself, or with mini-batches the cost on a batch drawn from ``rng``."""
        return self

    def __repr__(self):
        """One line: the name, the formula and the number of coordinates."""
        formula = f": {self.formula}" if self.formula else ""
        return f"<{type(self).__name__} {self.name}{formula}>"

    def _point(self, w):
        w = real(w, f"{self.name} was given", "a point, or an array of points")
        if w.ndim == 0 and self.n == 1:
            w = w[None]
        if w.ndim == 0 or (self.n is not None and w.shape[-1] != self.n):
            raise ValueError(f"{self.name} takes points of shape (..., {self.n or 'n'}), not {w.shape}.")
        return locked(w)

    def _shaped(self, out, shape, what):
        out = answer(out, self.name, ": ", what)
        if out.shape != shape:
            each = "number" if what == "its value" else "vector"
            raise ValueError(misshapen(f"{self.name}: {what}", out.shape, shape, each))
        return out

    def _central_differences(self, w):
        g = np.empty_like(w)
        h = np.finfo(float).eps ** (1 / 3) * np.maximum(1.0, np.abs(w))
        for i in range(w.shape[-1]):
            ahead, behind = w.copy(order="K"), w.copy(order="K")
            ahead[..., i] += h[..., i]
            behind[..., i] -= h[..., i]
            g[..., i] = (self(ahead) - self(behind)) / (ahead[..., i] - behind[..., i])
        return g


def curve(value, derivative=None, **known):
    """An objective of one coordinate, from functions of a number: ``curve(lambda w: w**2, lambda w: 2 * w)``.

    The functions are given an array of numbers, and work on each of them (numpy's arithmetic does).
    ``known``: what ``Objective`` takes besides (name, formula, domain, start, minima, lipschitz).
    """
    functions("w", value=value, derivative=derivative)
    known = {"name": _name(value), **known}
    gradient = None if derivative is None else _slope(derivative, known["name"])
    return _of_dimension("curve", 1, lambda w: value(w[..., 0]), gradient, known)


def surface(value, gradient=None, **known):
    """An objective of two coordinates: ``surface(lambda w1, w2: w1**2 + 4 * w2**2, lambda w1, w2: (2 * w1, 8 * w2))``.

    The functions are given two arrays of numbers, and work on each of them; the gradient returns a pair.
    ``known``: what ``Objective`` takes besides (name, formula, domain, start, minima, lipschitz).
    """
    functions("w1, w2", value=value, gradient=gradient)
    known = {"name": _name(value), **known}
    pair = None if gradient is None else _slopes(gradient, known["name"])
    return _of_dimension("surface", 2, lambda w: value(w[..., 0], w[..., 1]), pair, known)


def quadratic(A, center=None, offset=0.0, **known):
    """The bowl ``f(w) = ½(w − c)ᵀA(w − c) + offset`` with a symmetric matrix A of shape ``(n, n)`` and its centre c.

    The eigenvalues of A are its curvatures, the largest in size is L. Written coordinate by coordinate, so that a run
    gets the same digits alone and in a sweep (a matrix product would round differently).
    """
    A = finite(A, "quadratic: A =", "a symmetric matrix of finite numbers")
    if A.ndim != 2 or not A.size or A.shape[0] != A.shape[1] or not np.allclose(A, A.T):
        raise ValueError(f"quadratic: A must be a symmetric matrix of finite numbers, not {A.tolist()}.")
    offset = number(offset, "quadratic: offset =")
    center = np.zeros(len(A)) if center is None else finite(center, "quadratic: center =", "a point")
    if center.shape != (len(A),):
        raise ValueError(f"quadratic: center has shape {center.shape}, expected {(len(A),)}, as A has {len(A)} rows.")
    curvatures = np.linalg.eigvalsh(A)
    L = float(np.max(np.abs(curvatures)))
    known = {"name": "quadratic", "formula": "½(w − c)ᵀA(w − c)", "lipschitz": L} | known
    value, gradient = partial(_height, A, center, offset), partial(_steepness, A, center)
    known = {"minima": [center] if curvatures[0] > 0 else (), **known}
    f = _of_dimension("quadratic", len(A), value, gradient, known)
    f.keeps_apart = True
    return f


def _height(A, center, offset, w):
    """The value of a quadratic."""
    d, g = w - center, _steepness(A, center, w)
    return offset + 0.5 * sum(d[..., i] * g[..., i] for i in range(len(A)))


def _steepness(A, center, w):
    """The gradient of a quadratic."""
    d = (w - center).transpose(w.ndim - 1, *range(w.ndim - 1))  # the coordinates first
    columns = A.T.reshape(len(A), len(A), *[1] * (w.ndim - 1))
    g = columns[0] * d[0]
    for column, d_j in zip(columns[1:], d[1:], strict=True):
        g = g + column * d_j
    return g.transpose(*range(1, w.ndim), 0)


def demand(f):
    """f, which must be an Objective. Raises TypeError with a sentence that says how to get one."""
    if isinstance(f, Objective):
        return f
    if inspect.isfunction(f) and all(p.default is not p.empty for p in inspect.signature(f).parameters.values()):
        raise TypeError(f"f = {f.__name__} is a function that makes an Objective; call it: {f.__name__}().")
    raise TypeError(f"f = {shown(f)} is not an Objective; make one with curve(...), surface(...) or Objective(...).")


def _slope(derivative, name):
    """The gradient of a curve, (..., 1), from a function of a number; it may be a constant."""

    def gradient(w):
        slope = answer(derivative(w[..., 0]), name, ": its derivative")
        return (np.broadcast_to(slope, w.shape[:-1]) if slope.ndim == 0 else slope)[..., None]

    return gradient


def _slopes(gradient, name):
    """The gradient of a surface, (..., 2), from a function that returns a pair, or an array with one at either end."""

    def pair(w):
        slopes = gradient(w[..., 0], w[..., 1])
        if not isinstance(slopes, (tuple, list)):
            slopes = answer(slopes, name, ": its gradient")
            if slopes.shape == w.shape == (2, *w.shape[:-1]) and w.ndim > 1:
                return pair(np.concatenate([w, w[-1:]]))[:-1]  # two points look the same both ways: ask for three
            slopes = np.moveaxis(slopes, -1, 0) if slopes.shape == w.shape else slopes
        parts = 1 if isinstance(slopes, np.ndarray) and slopes.ndim < w.ndim else len(slopes)
        if parts != 2:
            raise ValueError(f"{name}: its gradient has {parts} part{'s' * (parts > 1)}, expected 2: a pair, (…, …).")
        g = np.empty_like(w, shape=(2, *w.shape[:-1]), order="C")
        for i, part in enumerate(slopes):
            what = (name, ": part ", str(i + 1), " of its gradient")
            slope = answer(part, *what)
            if slope.shape not in ((), w.shape[:-1]):
                raise ValueError(f"{''.join(what)} has shape {slope.shape}, expected {w.shape[:-1]}, as w1.")
            g[i] = slope
        return g.transpose(*range(1, w.ndim), 0)

    return pair


def _name(function):
    return getattr(function, "__name__", "f").replace("<lambda>", "f")


def _of_dimension(kind, n, value, gradient, known):
    words(kind, known)
    places(known["name"], n=n, **{what: known[what] for what in ("domain", "start", "minima") if what in known})
    f = Objective(value, gradient, **known)
    f.n = n
    return f


# The landscapes of the course ---------------------------------------------------------------------------------------

bowl = curve(
    lambda w: w**2,
    lambda w: 2 * w,
    name="bowl", formula="w²", domain=(-5, 5), start=-4, minima=[0], lipschitz=2.0,
)  # fmt: skip

two_valleys = curve(
    lambda w: 0.05 * w**2 - 2 * np.exp(-((w + 2) ** 2) / 4.5) - np.exp(-((w - 2) ** 2) / 0.18),
    lambda w: (
        0.1 * w
        + 2 * (w + 2) / 2.25 * np.exp(-((w + 2) ** 2) / 4.5)
        + (w - 2) / 0.09 * np.exp(-((w - 2) ** 2) / 0.18)
    ),
    name="two valleys", formula="0.05w² − 2exp(−(w + 2)² / 4.5) − exp(−(w − 2)² / 0.18)",
    domain=(-5, 5), start=4, minima=[-1.796066457370837, 1.9726026853776526], lipschitz=11.05598696690868,
)  # fmt: skip

_turn = np.array([[np.cos(np.pi / 6), -np.sin(np.pi / 6)], [np.sin(np.pi / 6), np.cos(np.pi / 6)]])

rotated_bowl = quadratic(
    _turn @ np.diag([1.0, 4.0]) @ _turn.T,
    name="rotated bowl", formula="½wᵀAw, A = R(30°)·diag(1, 4)·R(30°)ᵀ",
    domain=[(-4, 4), (-4, 4)], start=(-3, 2),
)  # fmt: skip

ravine = surface(
    lambda w1, w2: 0.5 * (w1**2 + 25 * w2**2),
    lambda w1, w2: (w1, 25 * w2),
    name="ravine", formula="½(w₁² + 25w₂²)",
    domain=[(-5, 5), (-2, 2)], start=(-4, 1), minima=[(0, 0)], lipschitz=25.0,
)  # fmt: skip

saddle = surface(
    lambda w1, w2: 0.5 * w1**2 - 0.5 * w2**2 + 0.25 * w2**4,
    lambda w1, w2: (w1, w2**3 - w2),
    name="saddle", formula="½w₁² − ½w₂² + ¼w₂⁴",
    domain=[(-2, 2), (-2, 2)], start=(-1.5, 0.001), minima=[(0, -1), (0, 1)],
)  # fmt: skip

plateau = surface(
    lambda w1, w2: 1 - np.exp(-0.5 * (w1**2 + w2**2)),
    lambda w1, w2: (w1 * np.exp(-0.5 * (w1**2 + w2**2)), w2 * np.exp(-0.5 * (w1**2 + w2**2))),
    name="plateau", formula="1 − exp(−½(w₁² + w₂²))",
    domain=[(-4, 4), (-4, 4)], start=(-2.5, 1.5), minima=[(0, 0)], lipschitz=1.0,
)  # fmt: skip

rosenbrock = surface(
    lambda w1, w2: (1 - w1) ** 2 + 100 * (w2 - w1**2) ** 2,
    lambda w1, w2: (-2 * (1 - w1) - 400 * w1 * (w2 - w1**2), 200 * (w2 - w1**2)),
    name="Rosenbrock", formula="(1 − w₁)² + 100(w₂ − w₁²)²",
    domain=[(-2, 2), (-1, 3)], start=(-1.2, 1), minima=[(1, 1)],
)  # fmt: skip

himmelblau = surface(
    lambda w1, w2: (w1**2 + w2 - 11) ** 2 + (w1 + w2**2 - 7) ** 2,
    lambda w1, w2: (
        4 * w1 * (w1**2 + w2 - 11) + 2 * (w1 + w2**2 - 7),
        2 * (w1**2 + w2 - 11) + 4 * w2 * (w1 + w2**2 - 7),
    ),
    name="Himmelblau", formula="(w₁² + w₂ − 11)² + (w₁ + w₂² − 7)²",
    domain=[(-5, 5), (-5, 5)], start=(0, 0),
    minima=[
        (3, 2), (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170), (3.584428340330492, -1.848126526964404),
    ],
)  # fmt: skip

beale = surface(
    lambda w1, w2: (1.5 - w1 + w1 * w2) ** 2 + (2.25 - w1 + w1 * w2**2) ** 2 + (2.625 - w1 + w1 * w2**3) ** 2,
    lambda w1, w2: (
        2 * (1.5 - w1 + w1 * w2) * (w2 - 1)
        + 2 * (2.25 - w1 + w1 * w2**2) * (w2**2 - 1)
        + 2 * (2.625 - w1 + w1 * w2**3) * (w2**3 - 1),
        2 * (1.5 - w1 + w1 * w2) * w1
        + 4 * (2.25 - w1 + w1 * w2**2) * w1 * w2
        + 6 * (2.625 - w1 + w1 * w2**3) * w1 * w2**2,
    ),
    name="Beale", formula="(1.5 − w₁ + w₁w₂)² + (2.25 − w₁ + w₁w₂²)² + (2.625 − w₁ + w₁w₂³)²",
    domain=[(-4.5, 4.5), (-4.5, 4.5)], start=(1, 1), minima=[(3, 0.5)],
)  # fmt: skip

_landscapes = {name: f for name, f in globals().items() if isinstance(f, Objective)}
findable(_landscapes, "_value", "_gradient")
for _landscape in _landscapes.values():
    _landscape.keeps_apart = True
