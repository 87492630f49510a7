"""Keeping runs apart: a run must go where it would have gone alone, so functions that mix the runs are found out.

Three looks. ``probe`` asks an objective, once, about numbers and shapes of points that no walk may bring together.
A ``Witness`` has some of the runs step a second time, in a call of their own, and asks for value and gradient at points
of the whole walk side by side. ``contrast`` gives a rule and a stopping rule runs that could not be less alike, since
those of a sweep may start alike, and differ in what matters too late.
"""

from functools import cache
from typing import Any, NamedTuple, cast
from weakref import WeakKeyDictionary

import numpy as np

from gdviz.engine.calls import Row, points, starting
from gdviz.objectives import Objective

FEW = 8  # so many runs can all be looked at alone
ROUNDING = 1e-9  # a matrix product, @, rounds as it likes; what is further apart is another number
NOISE = 1e-12  # of the size of such numbers: what is left of it where they cancel
LONG = 500  # so many rows of a walk say enough of it
_RANK = (np.arange(32) * 13 + 28) % 32  # in no order, the largest before the smallest
_SPAN = 0.7 * 2.0 ** (_RANK - 16)  # sizes of runs that could not be less alike
_TINY, _HUGE = int(np.argmin(_SPAN)), int(np.argmax(_SPAN))
_SIZES = WeakKeyDictionary()  # {objective: {n: (size of its values, of its gradients)}}, those that were probed


class Mixes(ValueError):  # noqa: N818 - a sentence, as all ValueErrors are
    """One of the functions of a walk mixes the runs."""


class Restless(ValueError):  # noqa: N818
    """One of the functions of a walk does not return the same twice."""


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
        before, row = self.before and self.before.of(who), self.row.of(who)
        hyper = {name: value[who] for name, value in self.hyper.items()}
        return Moment(self.t, before, row, [s[who] for s in self.state], self.rate[who], hyper, self.rng.of(who))


def probe(f, start):
    """How large values, gradients and points are around a start (n,). A sentence where f mixes points up."""
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
        try:
            parts = [(slice(None), ask(w.reshape(*sides, n)).reshape(together.shape))]
            parts += [([one], ask(points(w[[one]]))) for one in _ends(together)]
        except Exception as error:
            raise ValueError(_fails(name, f"{len(w)} points in a row", f"one or {sides} of them", error)) from error
        if any(_differ(alone, together[part], size[what]) for part, alone in parts):
            if _differ(ask(w), together, size[what]):  # not the same twice: a sweep will say so
                continue
            raise Mixes(_mixed(name, what))
    sizes[n] = size | {"rule": max(*size.values(), np.max(np.abs(start)))}
    return sizes[n]


class Witness:
    """Sees every step of a walk, and has some of them done again. hyper, rng: of all runs."""

    def __init__(self, functions, hyper, rng):
        self._functions, self._hyper, self._rng = functions, hyper, rng
        self._draws = type(functions.f).draw is not Objective.draw
        self._size, self._kept, self._last = {}, [], cast(Any, None)

    def saw(self, t, running, given, came):
        """Step t. given: before, row, state, rate; came: the answers of the stopping rule, the new w, the new state."""
        self._last = (t, running, given, came, self._rng.drawn)
        if t & (t - 1):
            return
        if t == 0:
            self._size = probe(self._functions.f, given[1].w[0])
        if len(running) == 1:
            return  # there is nothing to mix
        # at steps 0, 1, 2, 4, 8, …: half of the running runs, the even and the odd ones in turn
        half, few = _parts(running, t.bit_length() % 2)
        self._again(half)
        self._kept.append(given[1].of(few))
        if t == 0:
            contrast(self._functions, given, self._hyper, self._rng)

    def leave(self, t, running, before, row, stop, record):
        """The walk is over, at this row. Where there are few runs, each takes the last step again, alone.

        Where there are many, the lowest and the highest do. The stopping rule is asked about the last row, too, the one
        that it may have ended the walk at.
        """
        if not self._kept:
            return
        alive = np.flatnonzero(running)
        if len(alive) > FEW:
            alive = alive[[*_ends(row.f[alive])]]
        last = Moment(t, before, row, [], row.f[:, None], self._hyper, self._rng.again(self._rng.drawn))
        for one in alive:
            self._again([one])
            if stop is not False:
                _compare(self._functions, last, {"stop": [stop]}, [one], {})
        finite = running & np.isfinite(row.f)
        self._kept += [row.of(_parts(finite)[1])] if finite.any() else []
        few = range(len(running)) if len(running) <= FEW else {*_ends(row.f)}
        rows = slice(None, None, 1 + len(record.f) // LONG)
        last = few if len(running) <= FEW else [min(few, key=row.f.__getitem__)]
        self._look([row.of([one]) for one in last] + [Row(*(part[rows, one] for part in record)) for one in few])

    def _look(self, alone):
        """Values and gradients hang on w alone, unless they are drawn: all points that were kept are asked at once.

        What lies beyond a threshold in one row does not in another, so a function that mixes them says something else.
        Then some are asked without the other runs: the different starts, the lowest of a late row, and ``alone``: the
        last points of a few, and all points of their walks.
        """
        f, rows = self._functions.f, self._kept
        many = 1 + (f.has_gradient and not self._draws)
        first, late = rows[0], rows[(2 * len(rows) - 1) // 3]
        starts = np.unique(first.f, return_index=True)[1] if (first.f != first.f[0]).any() else ()
        alone += [late.of([_ends(late.f)[0]]), *(first.of([one]) for one in starts)]
        for look in (Row(*map(np.concatenate, zip(*self._kept, strict=True))), *alone):
            w = points(look.w)
            for what, ask, known in (("value", f, look.f), ("gradient", f.gradient, look.g))[:many]:
                if _differ(ask(w), known, self._size[what]):
                    name = f"{f.name}: its {what}"
                    raise Restless(_restless(name)) if _differ(ask(w), ask(w)) else Mixes(_mixed(name, what))

    def _again(self, who):
        """These runs take the last step again, in a call of their own.

        Value and gradient hang on w alone unless they are drawn, and cost most: see ``probe``, ``_look``.
        """
        t, running, (before, row, old_state, rate), (stop, w, state), drawn = self._last
        if not running[who].any():
            return
        moment = Moment(t, before, row, old_state, rate, self._hyper, self._rng.again(drawn))
        answers = {"rule": [w, *state]}
        if stop is not False:
            answers["stop"] = [stop]
        if "lr" in self._functions.rule.hyper and not self._functions.knows_schedule:
            answers["rate"] = [rate]
        if self._draws:
            answers["gradient"] = [row.g]
        _compare(self._functions, moment, answers, who, self._size)


def contrast(functions, given, hyper, rng):
    """Let rule and stopping rule meet runs that go from tiny to huge in all that they remember and see.

    The tiny one is the slowest, the huge one the fastest, and the schedule is asked for their last rates.
    """
    _, row, real_state, rate = given
    runs = (len(row.f) - 1) * _RANK // (len(_RANK) - 1)
    runs[[_TINY, _HUGE]] = _ends(rate[:, 0])
    real = Moment(0, row, row, real_state, rate, hyper, rng.of(slice(None)))
    hyper, rng = {name: value[runs] for name, value in hyper.items()}, rng.of(runs)
    w = points(_far_apart(row.w.shape[1]))
    state = [starting(value, w, functions.rule.name) for value in functions.rule.state.values()]
    state = [points(s + (np.abs(w) if s.shape == w.shape else np.arange(len(s))[:, None])) for s in state]
    gone = _SPAN[::-1, None]
    before = Row(points(w + gone), _SPAN + gone[:, 0], points(-2 * w + gone)) if functions.stop else None
    moment = Moment(functions.steps - 1, before, Row(w, _SPAN.copy(), points(-2 * w)), state, rate[runs], hyper, rng)
    now, answers, scheduled = functions.f.draw(rng), {}, "lr" in functions.rule.hyper and not functions.knows_schedule
    for what, asked in {"rule": True, "rate": scheduled, "stop": functions.stop}.items():
        try:
            answers |= {what: _ask(what, functions, moment, now)} if asked else {}
        except Exception:  # these runs are made up: nobody's business, unless real ones raise it, too
            _ask(what, functions, real, functions.f.draw(real.rng))
            _demand(what, functions, real.of(runs), now, len(row.f))
    moment = moment._replace(rng=rng.again(rng.drawn))
    for one in (_TINY, _HUGE):
        _compare(functions, moment, answers, slice(one, one + 1), {"rule": _SPAN[one]})
    for one in range(len(_SPAN)) if "stop" in answers else ():  # a yes or no says less than a number
        _compare(functions, moment, {"stop": answers["stop"]}, slice(one, one + 1), {})


@cache
def _far_apart(n):
    """Points from tiny to huge, those two with all coordinates on one side, the others on both."""
    w = _SPAN[:, None] * np.cos(np.arange(len(_SPAN) * n)).reshape(len(_SPAN), -1)
    w[[_TINY, _HUGE]] = -np.abs(w[_TINY]), np.abs(w[_HUGE])
    return w


def _demand(what, functions, moment, now, runs):
    """What one of the functions says about these runs, see ``_ask``; or a sentence: it works with so many ``runs``."""
    try:
        return _ask(what, functions, moment, now)
    except Exception as error:
        raise ValueError(_fails(_name(functions, what), f"{runs} runs", f"{len(moment.row.f)}", error)) from error


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
    alone, runs = moment.of(who), len(moment.row.f)
    now = functions.f.draw(alone.rng)
    for what, together in answers.items():
        came = _demand(what, functions, alone, now, runs)
        if not any(_differ(a, b[who], size.get(what, 0.0)) for a, b in zip(came, together, strict=True)):
            continue
        everybody = moment.of(np.arange(runs))
        twice = _ask(what, functions, everybody, functions.f.draw(everybody.rng))
        if any(_differ(a, b, size.get(what, 0.0)) for a, b in zip(twice, together, strict=True)):
            raise Restless(_restless(_name(functions, what)))
        raise Mixes(_mixed(_name(functions, what), what))


def _name(functions, what):
    asks = {"stop": functions.stop, "rate": functions.schedule, "rule": functions.rule}
    return asks[what].name if what in asks else f"{functions.f.name}: its {what}"


def _fails(name, many, few, error):
    return (
        f"{name} works with {many}, but not with {few}: {str(error).strip().rstrip('.')}. "
        "It must take any number of runs, in an array of shape (..., n), and treat each for itself."
    )


def _restless(name):
    return (
        f"{name} is not the same twice: it draws random numbers of its own, or remembers "
        "something outside. A rule asks for rng, by name after the *; what it remembers stands between g and *."
    )


def _mixed(name, what):
    example = "np.linalg.norm(g, axis=-1, keepdims=True)" if what in ("rule", "rate") else "np.sum(..., axis=-1)"
    return (
        f"{name} mixes the runs: one of them goes elsewhere in a sweep than alone. "
        f"Add up, compare and sort along the coordinates only, as in {example}."
    )


def _parts(running, odd=0):
    """Half of the running runs, the even or the odd ones, and a few of them, all over."""
    count = np.count_nonzero(running)
    half, few = slice(odd, None, 2), slice(None, None, -(-count // FEW))
    if count == len(running):
        return half, few
    alive = np.flatnonzero(running)
    return alive[half], alive[few]


def _ends(numbers):
    """The runs in which an array (runs, ...) is smallest and largest: the first, and the last, of those that are."""
    size = np.abs(numbers) if numbers.ndim == 1 else np.abs(numbers).max(axis=-1)
    return int(np.argmin(size)), len(size) - 1 - int(np.argmax(size[::-1]))


def _differ(alone, together, size=0.0):
    """Whether two arrays differ by more than rounding does. size: of such numbers; tiny ones beside it may be noise."""
    if alone.shape == together.shape and not np.count_nonzero(alone != together):
        return False
    a, b = np.asarray(alone, dtype=float), np.asarray(together, dtype=float)
    scale = np.fmax(np.abs(a), np.abs(b))
    scale = np.max(scale, axis=-1, keepdims=True, initial=0.0) if a.ndim > 1 else scale
    near = (a == b) | (np.isnan(a) & np.isnan(b)) | (np.abs(a - b) <= ROUNDING * scale + NOISE * size)
    return not near.all()


def _spread(f, start, count):
    """Points (count, n) all over the domain of f, or around a start: no two alike in any coordinate."""
    share = np.outer(np.arange(1, count + 1), np.arange(1, len(start) + 1)) * 0.618034 % 1
    reach = 1 + np.abs(start)
    low, high = (start - reach, start + reach) if f.domain is None else f.domain.T
    return low + share * (high - low)
