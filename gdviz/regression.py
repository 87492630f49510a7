"""Linear regression: from a table of numbers to a landscape, and the data sets of the course."""

from importlib import resources
from numbers import Real
from typing import Any, NamedTuple

import numpy as np

from gdviz.border.answers import masked, number
from gdviz.border.known import point
from gdviz.border.written import shown
from gdviz.objectives import Objective, quadratic

NUMBERS: Any = (Real, np.bool_)
LARGEST = float(np.finfo(float).max)


class LinearRegression(Objective):
    """The mean squared error of a linear model, as a function of its weights.

        J(w) = mean (Xw − y)²      ∇J(w) = 2·Xᵀ(Xw − y) / m

    X: features, shape (m, n), a row for each sample; or a DataFrame. y: labels, shape (m,). truth: the weights behind
    the data, where known, shape (n,). features: what the columns are called; those of a DataFrame know it. The cost is
    a quadratic bowl about the least-squares solution, and is computed as one: its cost and its gradient do not depend
    on how many samples there are.

    ``solution``: the least-squares weights. ``eigenvalues``: of the Hessian 2XᵀX/m, rising; the last one is L.
    ``cost_at_truth``: J(truth), what the noise in the labels leaves (None where the truth is not known).
    Raises TypeError or ValueError, with a sentence that names the entry, for what is no table of real numbers.
    Legendre, 1805; Gauss, 1809.
    """

    def __init__(self, X, y, truth=None, *, name="linear regression", features=None, domain=None, start=None):
        self.X, self.y = _table(X, 2, "X"), _table(y, 1, "y")
        m, n = self.X.shape
        if len(self.y) != m:
            raise ValueError(f"LinearRegression: X has {m} rows and y has {len(self.y)}; each sample needs its label.")
        self.features = _names(getattr(X, "columns", None) if features is None else features, n)
        self.solution = np.linalg.lstsq(self.X, self.y, rcond=None)[0]
        self.truth = None if truth is None else _table(truth, 1, "truth")
        if self.truth is not None and len(self.truth) != n:
            raise ValueError(
                f"truth = {shown(truth)}: {_count(len(self.truth), 'weight')}, and X has {_count(n, 'column')}."
            )
        with np.errstate(over="ignore"):
            self.hessian = 2 * self.X.T @ self.X / m
        if not np.isfinite(self.hessian).all():
            raise ValueError(f"X has entries up to {np.abs(self.X).max():.1e}, whose squares are no numbers: scale it.")
        self.eigenvalues = np.linalg.eigvalsh(self.hessian)
        floor = float(np.mean((self.X @ self.solution - self.y) ** 2))
        cost = quadratic(self.hessian, self.solution, floor)
        start = np.zeros(n) if start is None else point(start, f"{name}: start =")
        if len(start) != n:
            raise ValueError(
                f"{name}: start = {shown(start)}: {_count(len(start), 'weight')}, and X has {_count(n, 'column')}."
            )
        if domain is None:
            reach = 1.6 * np.max(np.abs(start - self.solution)) or 1.0
            domain = np.stack([self.solution - reach, self.solution + reach], axis=-1)
        super().__init__(
            cost, cost.gradient, name=name, formula="mean (Xw − y)²",
            domain=domain, start=start, minima=[self.solution], lipschitz=float(self.eigenvalues[-1]),
        )  # fmt: skip
        self.cost_at_truth = None if self.truth is None else float(self(self.truth))
        self.keeps_apart = type(self) is LinearRegression

    def minibatch(self, size):
        """The same cost, whose gradient looks at ``size`` samples only, drawn afresh for every step."""
        return MiniBatch(self, size)


class MiniBatch(Objective):
    """A linear regression whose gradient is taken on a random batch of the samples, a new one at every step.

        ∇J(w) ≈ 2·X_bᵀ(X_b·w − y_b) / size      b: ``size`` samples drawn without replacement

    The batches come from the run's seed, so that all runs of a sweep see the same ones. The cost is that of all the
    data. ``size``: samples a batch, 1 to m. Robbins and Monro, "A stochastic approximation method", 1951.
    """

    def __init__(self, regression, size):
        m = len(regression.y)
        if isinstance(size, bool) or not (isinstance(size, (int, np.integer)) and 1 <= size <= m):
            raise ValueError(
                f"minibatch: size = {shown(size)}; it must be a whole number from 1 to {m}, the samples there are."
            )
        super().__init__(
            regression, regression.gradient, name=f"{regression.name}, batches of {size}", formula=regression.formula,
            domain=regression.domain, start=regression.start, minima=regression.minima, lipschitz=regression.lipschitz,
        )  # fmt: skip
        self.regression, self.size, self.truth = regression, int(size), regression.truth
        self.solution, self.cost_at_truth = regression.solution, regression.cost_at_truth
        X, y = regression.X, regression.y
        self._samples = np.column_stack([X, y - X @ self.solution])  # features, and what the solution leaves of y

    def draw(self, rng):
        """The cost whose gradient is that of one batch for each run: ``rng`` picks the samples.

        It is that of a quadratic, A(w − solution) − b, whose numbers A and b are the same for all runs with one seed.
        """
        m, n = len(self._samples), len(self.solution)

        def quadratic(generator):
            batch = self._samples[generator.choice(m, size=self.size, replace=False)]
            return 2 / self.size * batch[:, :n].T @ batch  # A, (n, n), and beside it b

        def gradient(w):
            d = w - self.solution
            return sum(A_b[..., j] * d[..., j, None] for j in range(n)) - A_b[..., n]

        A_b = np.asarray(rng.each(quadratic, "a batch"), order="F")  # (runs, n, n + 1), laid out as points are
        return Objective(self.regression, gradient, name=self.name)


class Data(NamedTuple):
    """A table: features X of shape (m, n), labels y of shape (m,), and what the columns are called."""

    X: np.ndarray
    y: np.ndarray
    features: list[str]
    label: str


def two_features(correlation=0.75):
    """The course's own data: two correlated features, 200 samples, y = 2·x₁ + 0.5·x₂ + noise.

    As a LinearRegression that knows its truth. ``correlation``: of the features, in [0, 1). The data file has 0.75;
    any other comes from the same random numbers, x₂ = ρ·a₁ + √(1 − ρ²)·a₂, so that nothing else changes.
    """
    correlation = number(correlation, "two_features: correlation =")
    if not 0 <= correlation < 1:
        raise ValueError(f"two_features: correlation = {correlation!r}; it must be at least 0 and less than 1.")
    X, y, features, _ = _load("two_features.csv")
    if correlation != 0.75:
        truth = np.array([2.0, 0.5])
        noise = y - X @ truth
        a2 = (X[:, 1] - 0.75 * X[:, 0]) / np.sqrt(1 - 0.75**2)
        X = np.column_stack([X[:, 0], correlation * X[:, 0] + np.sqrt(1 - correlation**2) * a2])
        y = X @ truth + noise
    name = "two features" if correlation == 0.75 else f"two features, correlation {correlation:g}"
    return LinearRegression(X, y, (2.0, 0.5), name=name, features=features, domain=[(-0.5, 3.5), (-1.5, 2.5)])


def penguins():
    """342 penguins: flipper length (mm), bill length (mm), and the label, body mass (g).

    Gorman, Williams and Fraser, "Ecological sexual dimorphism and environmental variability within a community of
    Antarctic penguins", 2014; collected at Palmer Station LTER; CC0.
    """
    return _load("penguins.csv")


def standardize(X):
    """Each column minus its mean, divided by its standard deviation: features of one size, (m, n) -> (m, n)."""
    X = _table(X, 2, "X")
    spread = X.std(axis=0)
    if not spread.all():
        raise ValueError(f"standardize: column {np.argmin(spread)} of X is the same in all rows; leave it out.")
    return (X - X.mean(axis=0)) / spread


def _load(file):
    lines = resources.files("gdviz").joinpath("data", file).read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if not line.startswith("#")]
    *features, label = rows[0].split(",")
    table = np.loadtxt(rows[1:], delimiter=",")
    return Data(table[:, :-1], table[:, -1], features, label)


def _names(features, n):
    """What the n columns are called: the names that are given, or x1, x2, ..."""
    if features is None:
        return [f"x{i + 1}" for i in range(n)]
    if isinstance(features, (str, bytes, bytearray, set, frozenset)) or not hasattr(features, "__iter__"):
        raise TypeError(f"features = {shown(features)}; it must be a list of names, one for each column of X.")
    names = [str(name) for name in features]
    if len(names) != n:
        raise ValueError(f"features = {names}: {_count(len(names), 'name')}, and X has {_count(n, 'column')}.")
    return names


def _table(values, ndim, name):
    """Values, or a DataFrame's, as floats in so many dimensions; or a sentence that names what is wrong."""
    given = values.to_numpy() if hasattr(values, "to_numpy") else values
    if masked(values) and not isinstance(values, np.ndarray):
        raise ValueError(f"{name} must be an array of numbers; {shown(values)} holds a masked entry.")
    try:
        out = np.asarray(given)
        if out.dtype.kind not in "biuf":  # then each entry as it was given
            out = np.array(given, dtype=object)
    except ValueError:
        raise ValueError(f"{name} must be an array of numbers, its rows equally long, not {shown(values)}.") from None
    if not out.ndim:
        raise ValueError(f"{name} = {shown(values)}; it must be an array of numbers.")
    if out.ndim != ndim or not out.size:
        mends = {1: ".ravel()" if out.size == max(out.shape, default=0) else "", 2: "[:, None]" * (out.ndim == 1)}
        array = name if isinstance(values, np.ndarray) else f"np.array({name})"
        advice = f": pass {array}{mends[ndim]}" if out.size and mends[ndim] else ""
        raise ValueError(
            f"{name} has shape {out.shape}; it must have {_count(ndim, 'dimension')} and at least one entry{advice}."
        )
    known = np.vectorize(_real, otypes=[bool])(out) if out.dtype == object else np.isfinite(out)
    gaps = np.ma.getmaskarray(given)
    if np.any(gaps | ~known):
        place = tuple(int(i) for i in np.argwhere(gaps | ~known)[0])
        names = list(getattr(values, "columns", range(out.shape[-1])))
        where = f"row {place[0]}" + f", column {names[place[-1]]!r}" * (ndim == 2)
        held = "a masked entry" if gaps[place] else shown(out.item(place))
        raise ValueError(
            f"{name} must be an array of numbers, no NaN and no infinity; {where}, counted from 0, holds {held}."
        )
    return out.astype(float)


def _real(entry):
    """Whether an entry of a table is a finite real number; a text that looks like one is not."""
    return isinstance(entry, NUMBERS) and bool(abs(entry) <= LARGEST)


def _count(how_many, noun):
    return f"{how_many} {noun}{'s' * (how_many != 1)}"
