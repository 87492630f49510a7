"""Keeping runs apart: a run must go where it would have gone alone, so functions that mix the runs are found out.

Three looks. ``probe`` asks an objective, once, about numbers and shapes of points that no walk may bring together.
A ``Witness`` has some of the runs step a second time, in a call of their own. ``contrast`` gives a rule and a stopping
rule runs that could not be less alike, since those of a sweep may start alike, and differ in what matters too late.
"""

from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from gdviz.engine.calls import Row, points, starting
from gdviz.objectives import Objective

ROUNDING = 1e-9  # a matrix product, @, rounds as it likes; what is further apart is another number
_SIZES = WeakKeyDictionary()  # {objective: {n: (size of its values, of its gradients)}}, those that were probed


class Moment(NamedTuple):
    """A step of all runs: what their functions were given. A run has a row in each array."""

    t: int
    before: Any  # the row before; None where nobody asks for it
    row: Row
    state: list[np.ndarray]
    rate: np.ndarray
    hyper: dict[str, np.ndarray]
    rng: Any

    def of(self, who):
        """The moment of these runs alone, with the same random numbers."""
        before, row = (
            one and Row(points(one.w[who]), one.f[who], points(one.g[who])) for one in (self.before, self.row)
        )
        hyper = {name: value[who] for name, value in self.hyper.items()}
        return Moment(self.t, before, row, [s[who] for s in self.state], self.rate[who], hyper, self.rng.of(who))


def probe(f, start):
    """The sizes of the values and gradients of f, around a start (n,). A sentence where it mixes points up."""
    sizes, n = _SIZES.setdefault(f, {}), len(start)
    if n in sizes:
        return sizes[n]
    sides = next((a, b) for a, b in ((3, 5), (3, 7), (5, 7)) if n not in (a, b, a * b))
    size = {"value": 0.0, "gradient": 0.0}
    for what, ask in (("value", f), ("gradient", f.gradient))[: 1 + f.has_gradient]:
        w = points(_spread(f, start, sides[0] * sides[1]))
        try:
            together = ask(w)
        except Exception:  # it may not be defined everywhere; what it says at the start counts, and comes through
            w = points(np.broadcast_to(start, w.shape))
            together = ask(w)
        size[what] = np.max(np.abs(together), initial=0.0, where=np.isfinite(together))
        name = f"{f.name}: its {what}"
        folded = _tried(name, ask, w.reshape(*sides, n), f"{len(w)} points", f"an array of points of shape {sides}")
        parts = [(slice(None), folded.reshape(together.shape))]
        parts += [([one], _tried(name, ask, points(w[[one]]), f"{len(w)} points", "one")) for one in _ends(together)]
        if any(_differ(alone, together[part], size[what]) for part, alone in parts):
            if _differ(ask(w), together, size[what]):  # not the same twice: a sweep will say so
                continue
            raise ValueError(_mixed(name, what))
    sizes[n] = size
    return size


class Witness:
    """Sees every step of a walk, and has some of them done again. hyper, rng: of all runs."""

    def __init__(self, functions, hyper, rng):
        self._functions, self._hyper, self._rng = functions, hyper, rng
        self._first: Any = None
        self._last: Any = None
        self._draws = type(functions.f).draw is not Objective.draw  # else ``probe`` and ``leave`` look at f

    def saw(self, t, running, given, came):
        """Step t. given: before, row, state, rate; came: the answers of the stopping rule, the new w, the new state."""
        if len(running) == 1:
            return  # there is nothing to mix
        self._last = (t, running, given, came, self._rng.drawn)
        if t == 0:
            self._first = given[1]
        if t & (t - 1) == 0:  # 0, 1, 2, 4, 8, …: half of the running runs, the even and the odd ones in turn
            half = t.bit_length() % 2
            self._again(slice(half, None, 2) if running.all() else np.flatnonzero(running)[half::2])
        if t == 0:
            contrast(self._functions, given, self._hyper, self._rng)

    def leave(self):
        """The walk is over: the slowest and the fastest of its runs take the last step again, each alone."""
        if self._last is None:
            return
        _, running, (_, row, _, rate), *_ = self._last
        alive = np.flatnonzero(running)
        for one in set(_ends((rate if "lr" in self._functions.rule.hyper else row.g)[alive])):
            self._again(alive[one : one + 1])
        # value and gradient where the walk was lowest and highest: each must be the same beside the other
        f, low, high = self._functions.f, _ends(row.f)[0], _ends(self._first.f)[1]
        two = points(np.stack([row.w[low], self._first.w[high]]))
        for what, ask in (("value", f), ("gradient", f.gradient))[: 1 + f.has_gradient]:
            alone = np.concatenate([ask(points(two[:1])), ask(points(two[1:]))])
            if _differ(alone, ask(two), probe(f, row.w[0])[what]):
                raise ValueError(_mixed(f"{f.name}: its {what}", what))

    def _again(self, who):
        """These runs take the last step again, in a call of their own."""
        t, running, given, (stop, w, state), drawn = self._last
        if not running[who].any():
            return
        before, row, before_state, rate = given
        moment = Moment(t, before, row, before_state, rate, self._hyper, self._rng.again(drawn))
        answers: dict = {"rule": [w, *state]} | ({} if stop is False else {"stop": [stop]})
        answers |= {"rate": [moment.rate]} if "lr" in self._functions.rule.hyper else {}
        answers |= {"value": [moment.row.f], "gradient": [moment.row.g]} if self._draws else {}
        _compare(self._functions, moment, answers, who, probe(self._functions.f, row.w[0]))


def contrast(functions, given, hyper, rng):
    """Let the rule and the stopping rule meet runs that go from tiny to huge in all that they remember and see."""
    _, row, _, rate = given
    size = 0.7 * 2.0 ** (np.arange(32) * 13 % 32 - 16)  # in no order
    runs = np.arange(len(size)) % len(row.f)
    hyper, rng = {name: value[runs] for name, value in hyper.items()}, rng.afresh(runs)
    w = points(size[:, None] * np.cos(np.arange(len(size) * row.w.shape[1])).reshape(len(size), -1))
    state = [starting(value, w, functions.rule.name) for value in functions.rule.state.values()]
    state = [points(s + (np.abs(w) if s.shape == w.shape else np.arange(len(s))[:, None])) for s in state]
    here = Row(w, size, points(-2 * w))
    gone = size[::-1]
    before = Row(points(w + gone[:, None]), size + gone, points(-2 * w + gone[:, None]))
    moment = Moment(0, before, here, state, rate[runs], hyper, rng)
    try:
        now = functions.f.draw(rng)
        answers = {what: _ask(what, functions, moment, now) for what in ("rule", "stop")[: 2 if functions.stop else 1]}
    except Exception:  # these runs are made up, so what is raised about them is nobody's business
        return
    moment = moment._replace(rng=rng.again(rng.drawn))
    for what, answer in answers.items():
        for one in range(len(size)) if what == "stop" else _ends(size):  # a yes or no says less than a number
            _compare(functions, moment, {what: answer}, slice(one, one + 1), {})


def _ask(what, functions, moment, now):
    """What one of the functions says: a list of arrays, with a row for each run."""
    if what in ("value", "gradient"):
        return [functions.f(moment.row.w) if what == "value" else now.gradient(moment.row.w)]
    if what == "stop":
        return [functions.satisfied(moment.row, moment.before, moment.hyper)]
    if what == "rate":
        return [functions.rate(moment.t, moment.hyper)]
    w, state, _ = functions.stepped(now, moment.row, moment.state, moment.rate, moment.hyper, moment.rng)
    return [w, *state]


def _compare(functions, moment, answers, who, size):
    """A sentence where these runs (``who``) answer otherwise in a call of their own than they did among all."""
    f, rule, schedule, stop = functions.f.name, functions.rule, functions.schedule, functions.stop
    names = {"value": f"{f}: its value", "gradient": f"{f}: its gradient", "stop": stop and stop.name,
             "rate": schedule.name, "rule": rule.name}  # fmt: skip
    runs = len(moment.row.f)
    alone = moment.of(who)
    now = functions.f.draw(alone.rng)
    for what, together in answers.items():
        came = _tried(
            names[what], lambda one, what=what, now=now: _ask(what, functions, one, now), alone,
            f"{runs} runs", f"{len(alone.row.f)} of them",
        )  # fmt: skip
        if not any(_differ(a, b[who], size.get(what, 0.0)) for a, b in zip(came, together, strict=True)):
            continue
        everybody = moment.of(np.arange(runs))
        twice = _ask(what, functions, everybody, functions.f.draw(everybody.rng))
        if any(_differ(a, b, size.get(what, 0.0)) for a, b in zip(twice, together, strict=True)):
            raise ValueError(
                f"{names[what]} is not the same twice: it draws random numbers of its own, or remembers something "
                "outside. A rule asks for rng, by name after the *; what it remembers stands between g and *."
            )
        raise ValueError(_mixed(names[what], what))


def _mixed(name, what):
    example = "np.linalg.norm(g, axis=-1, keepdims=True)" if what in ("rule", "rate") else "np.sum(..., axis=-1)"
    return (
        f"{name} mixes the runs: one of them goes elsewhere in a sweep than alone. "
        f"Add up, compare and sort along the coordinates only, as in {example}."
    )


def _ends(numbers):
    """The runs in which an array (runs, ...) is smallest and largest."""
    size = np.abs(numbers) if numbers.ndim == 1 else np.abs(numbers).max(axis=-1)
    return int(np.argmin(size)), int(np.argmax(size))


def _tried(name, ask, part, many, few):
    """``ask(part)``; a sentence where that fails, though asking about more went well."""
    try:
        return ask(part)
    except Exception as error:
        raise ValueError(
            f"{name} works with {many}, but not with {few}: {error} "
            "It must take any number of runs, in an array of shape (..., n), and treat each for itself."
        ) from error


def _differ(alone, together, size=0.0):
    """Whether two arrays differ by more than rounding does. size: of such numbers; tiny ones beside it may be noise."""
    if alone.shape == together.shape and (alone == together).all():
        return False
    a, b = np.asarray(alone, dtype=float), np.asarray(together, dtype=float)
    scale = np.fmax(np.abs(a), np.abs(b))
    scale = np.max(scale, axis=-1, keepdims=True, initial=1e-3 * size) if a.ndim > 1 else np.fmax(scale, 1e-3 * size)
    near = (a == b) | (np.isnan(a) & np.isnan(b)) | (np.abs(a - b) <= ROUNDING * scale)
    return not near.all()


def _spread(f, start, count):
    """Points (count, n) all over the domain of f, or around a start: no two alike in any coordinate."""
    share = np.random.default_rng(0).uniform(size=(count, len(start)))
    low, high = (
        (start - 0.5 * (1 + np.abs(start)), start + 0.5 * (1 + np.abs(start))) if f.domain is None else f.domain.T
    )
    return low + share * (high - low)
