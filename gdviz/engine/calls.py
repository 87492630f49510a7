"""The functions of a walk: called for any number of runs as their signatures ask, their answers read and checked."""

from typing import Any, NamedTuple

import numpy as np

from gdviz.border.answers import answer, call, masked
from gdviz.border.written import shown
from gdviz.engine import signatures
from gdviz.engine.grid import AskedOtherwise


class Row(NamedTuple):
    """One row of the record, for all runs: the points (..., n), the cost there (...), the gradient there (..., n)."""

    w: np.ndarray
    f: np.ndarray
    g: np.ndarray

    def of(self, who):
        """The row of some of the runs; of a slice of them it is no copy."""
        return Row(self.w[who], self.f[who], self.g[who])

    def copy(self):
        """A copy, laid out as the record is."""
        return Row(points(self.w), self.f.copy(), points(self.g))


class Functions:
    """An objective, a rule, a schedule and a stopping rule (or None). Each method calls one, for all runs at once."""

    def __init__(self, f, rule, schedule, stop, steps):
        self.f, self._rule, self._schedule, self._stop, self.steps = f, rule, schedule, stop, steps
        self._counted = None
        self.rule, self.schedule, self.stop = signatures.read_all(rule, schedule, stop)
        own = ("gdviz.optimizers", "gdviz.schedules", "gdviz.engine.trajectory")  # tests say that these keep runs apart
        self.doubts_rule = getattr(rule, "__module__", "") not in own or "f" in self.rule.asks
        self.doubts_schedule = "lr" in self.rule.hyper and getattr(schedule, "__module__", "") not in own
        self.doubts_f = not f.keeps_apart
        self.doubts_stop = stop is not None and getattr(stop, "__module__", "") not in own

    def looked(self, now, w):
        """The row at w: the cost of f, and the gradient as this step sees it (``now``)."""
        return Row(w, self.f(w), points(now.gradient(w)))

    def satisfied(self, row, before, hyper):
        """The answers of the stopping rule, (runs,). Without one nobody stops, nor before the first step."""
        if self.stop is None or before is None:
            return False
        said = self.said(row, before, hyper)
        told = np.asarray(said)
        if told.shape != row.f.shape or told.dtype != bool or masked(said):
            plain = told.dtype.kind in "biufc" and not masked(said)
            came = f"{told.dtype} of shape {told.shape}" if plain else shown(said)
            raise ValueError(
                f"{self.stop.name} returned {came}, expected bool of shape {row.f.shape}: an answer for each run, "
                "as np.max(np.abs(row.g), axis=-1) < tol is."
            )
        return told

    def said(self, row, before, hyper):
        """What the stopping rule says, whatever it is."""
        asks: Any = self.stop
        tolerances = {name: value[:, 0] for name, value in _settings(asks, hyper).items()}
        return call(self._stop, asks.name, row, before, **tolerances)

    def rate(self, t, hyper):
        """The learning rate at step t, (runs, 1); NaN for a rule without one."""
        runs = len(next(iter(hyper.values()), [0]))
        rate = call(self._schedule, self.schedule.name, t, **_settings(self.schedule, hyper, steps=self.steps))
        rate = answer(rate, self.schedule.name, ": the rate it returned")
        if rate.shape == (runs, 1):
            return rate
        if rate.shape not in ((), (1,), (1, 1)):
            wrapped = ". Leave the brackets around it out" * (rate.shape[-2:] == (runs, 1))
            each = f"expected {(runs, 1)}: one for each run{wrapped}."
            raise ValueError(f"{self.schedule.name} returned a rate of shape {rate.shape}, {each}")
        return np.broadcast_to(rate, (runs, 1))

    def scheduled(self, hyper, run):
        """What the schedule is given of one run. It may be given so again and again: writing into it raises."""
        settings = {name: hyper[name][run : run + 1] for name in self.schedule.hyper}
        for value in settings.values():
            value.flags.writeable = False
        return settings | ({"steps": self.steps} if "steps" in self.schedule.asks else {})

    def said_rate(self, t, settings):
        """What the schedule says at step t of what it is given; one number, if it can be."""
        rate = self._schedule(t, **settings)
        return rate.item() if type(rate) is np.ndarray and rate.size == 1 else rate

    def demand_finite(self, rate, running, t, hyper):
        """A sentence where the rate of a running run is not finite: the step, and the settings that led to it."""
        finite = np.isfinite(rate)
        if finite.all() or finite[running].all():
            return
        run = int(np.argmax(running & ~finite[:, 0]))
        settings = ", ".join(f"{name} = {hyper[name][run, 0]:g}" for name in self.schedule.hyper)
        raise ValueError(
            f"{self.schedule.name} returned the rate {rate[run, 0]:g} at step {t}, with {settings}: "
            "does it divide by 0 there? Or does it grow without end? A learning rate is finite at every step."
        )

    def stepped(self, now, row, state, rate, hyper, rng):
        """Where the rule goes from a row: the new w, the new states, and what it asked for, ``paid``, (2, runs)."""
        asks = "f" in self.rule.asks
        if asks or self._counted is None:  # a rule that does not ask for f pays the same at each step
            self._counted = _Counted(now, row, self.rule.uses_gradient)
        return *self.moved(self._counted, row, state, rate, hyper, rng), self._counted.paid

    def moved(self, f, row, state, rate, hyper, rng):
        """The new w and the new states. f: as the rule sees it."""
        settings = _settings(self.rule, hyper, f=f, rng=rng)
        if "lr" in settings:
            settings["lr"] = rate.copy()
        # copies: a rule that changes its arguments in place must not change the record
        copies = [points(a) for a in (row.w, row.g, *state)]
        try:
            said = call(self._rule, self.rule.name, *copies, **settings)
        except AskedOtherwise:  # what it would do with other random numbers than before is another step
            return np.full_like(row.w, np.nan), state
        return _taken_apart(said, self.rule, row.w, state)


class _Counted:
    """The objective as a rule sees it, keeping count of what the rule asks for: ``paid``, (2, runs)."""

    def __init__(self, f, row, uses_gradient):
        self._f, self._row = f, row
        self._price = np.array([[0], [1]] if f.has_gradient else [[2 * row.w.shape[1]], [0]])
        self.paid = np.zeros((2, len(row.w)), dtype=int) + uses_gradient * self._price

    def __call__(self, w):
        points = np.size(w) // self._row.w.size
        known = np.all(w == self._row.w, axis=-1) if points == 1 else False  # the cost where it stands is free
        self.paid[0] += np.where(known, 0, points)
        return self._row.f.copy() if np.all(known) else np.where(known, self._row.f, self._f(w))

    def gradient(self, w):
        self.paid += np.size(w) // self._row.w.size * self._price
        return self._f.gradient(w)

    def __getattr__(self, name):
        raise AttributeError(f"a rule asks for f(place), the cost there, or f.gradient(place); there is no f.{name}")


def by_coordinate(n):
    """Points of up to two coordinates are stored a coordinate at a time, which numpy runs through 2 to 5 times faster
    than pairs; from three on its sums would then depend on the number of runs.
    """
    return n <= 2


def points(w):
    """A copy of the points w, (runs, n), laid out as the record is."""
    return np.array(w, order="F" if by_coordinate(w.shape[1]) else "C")


def starting(value: Any, w, name):
    """A state at the start: a float has the shape of w, a whole number (a counter) is one number for each run."""
    shape = (len(w), 1) if isinstance(value, (int, np.integer)) else w.shape
    first = answer(value, name, ": the starting value of its state")
    try:
        return np.broadcast_to(first, shape).copy()
    except ValueError:
        each = f" or from {w.shape[1]}, one for each coordinate" * (w.shape[1] > 1)
        raise ValueError(
            f"{name}: the starting value of its state is {shown(value)}; start from one number, as in z=0.0{each}."
        ) from None


def _settings(asks, hyper, **supplied):
    """What a function is called with by name: its own hyperparameters, and of what is ``supplied`` what it asks for."""
    return {name: hyper[name].copy() for name in asks.hyper} | {name: supplied[name] for name in asks.asks}


def _taken_apart(result, asks, w, state):
    """The new w and the new states out of what a rule returned, or a sentence about what is wrong with it."""
    parts = result if isinstance(result, tuple) else (result,)
    missing = any(part is None for part in parts)
    if len(parts) != 1 + len(state) or missing or isinstance(result, list):
        names = ", ".join(["w", *asks.state])
        if isinstance(result, list):
            raise ValueError(f"{asks.name} returned a list, {shown(result)}; leave out the brackets: return {names}.")
        came = f"{len(parts)} value{'s' * (len(parts) > 1)}{', one of them None' * missing}"
        came = "None (is the return missing?)" if result is None else came
        hint = ""
        if result is not None and len(parts) <= len(state):
            hint = f" If {', '.join(asks.state)} should be a setting, put it after the *."
        elif len(parts) > 1 + len(state):
            names += " alone, the new one" * (not state)
            hint = " (A rule that remembers something names it between g and *, as in z=0.0.)"
        raise ValueError(f"{asks.name} returned {came}, expected {1 + len(state)}: return {names}.{hint}")
    new_w, *new_state = (
        answer(part, asks.name, ": the ", name, " it returned")
        for part, name in zip(parts, ["w", *asks.state], strict=True)
    )
    if new_w.shape != w.shape:
        hint = "Is it a height, and no place? Or an entry? The first coordinate of all runs is w[..., 0], not w[0]."
        if "f" in asks.asks and new_w.shape == (len(w), len(w)):
            hint = "f(w) has one number for each run: f(w)[..., None] is a column, as w is."
        raise ValueError(
            f"{asks.name} returned w of shape {new_w.shape}, expected {w.shape}: (runs, coordinates). {hint}"
        )
    for i, (name, new) in enumerate(zip(asks.state, new_state, strict=True)):
        if new.shape not in ((), (len(w), 1), w.shape):
            raise ValueError(f"{asks.name} returned {name} of shape {new.shape}, expected {w.shape}, as w.")
        if new.shape != state[i].shape:
            new_state[i] = np.broadcast_to(new, np.broadcast_shapes(new.shape, state[i].shape))
    return new_w, new_state
