"""Keeping runs apart: a run must go where it would have gone alone, so functions that mix the runs are found out.

Three looks. ``probe`` asks an objective, once, about numbers and shapes of points that no walk may bring together.
A ``Witness`` has some of the runs step a second time, in a call of their own, and asks again about points and steps of
whole walks, side by side. ``contrast`` gives a rule and a stopping rule runs that could not be less alike, since those
of a sweep may start alike, and differ in what matters too late.
"""

from functools import cache
from typing import Any, cast
from weakref import WeakKeyDictionary

import numpy as np

from gdviz.engine.alone import Mixes, Moment, Restless, ask, compare, demand, differ, fails, mixed, restless, same
from gdviz.engine.calls import Row, points, starting
from gdviz.objectives import Objective

FEW = 8  # so many runs can all be looked at alone
LONG = 500  # so many rows of a walk say enough of it
_RANK = (np.arange(32) * 13 + 28) % 32  # in no order, the largest before the smallest
_SPAN = 0.7 * 2.0 ** (_RANK - 16)  # sizes of runs that could not be less alike
_TINY, _HUGE = int(np.argmin(_SPAN)), int(np.argmax(_SPAN))
_SIZES = WeakKeyDictionary()  # {objective: {n: (size of its values, of its gradients)}}, those that were probed


def probe(f, start):
    """How large values, gradients and points are around a start (n,). A sentence where f mixes points up."""
    sizes, n = _SIZES.setdefault(f, {}), len(start)
    if n in sizes:
        return sizes[n]
    sides = next((a, b) for a, b in ((3, 5), (3, 7), (5, 7)) if n not in (a, b, a * b))
    size = {"value": 0.0, "gradient": 0.0}
    for what, at in (("value", f), ("gradient", f.gradient))[: 1 + f.has_gradient]:
        w = points(_spread(f, start, sides[0] * sides[1]))
        try:
            together = at(w)
        except Exception:  # it may not be defined everywhere; what it says at the start counts, and comes through
            w = points(np.broadcast_to(start, w.shape))
            together = at(w)
        size[what] = np.max(np.abs(together), initial=0.0, where=np.isfinite(together))
        name = f"{f.name}: its {what}"
        try:
            parts = [(slice(None), at(w.reshape(*sides, n)).reshape(together.shape))]
            parts += [([one], at(points(w[[one]]))) for one in _ends(together)]
        except Exception as error:
            raise ValueError(fails(name, f"{len(w)} points in a row", f"one or {sides} of them", error)) from error
        if any(differ(alone, together[part], size[what]) for part, alone in parts):
            if differ(at(w), together, size[what]):  # not the same twice: a sweep will say so
                continue
            raise Mixes(mixed(name, what))
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

    def leave(self, t, running, before, row, stop, record, ends):
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
                compare(self._functions, last, {"stop": [stop]}, [one], {})
        finite = running & np.isfinite(row.f)
        self._kept += [row.of(_parts(finite)[1])] if finite.any() else []
        few = range(len(running)) if len(running) <= FEW else {*_ends(row.f)}
        past = record.until(t)
        rows = slice(None, None, 1 + len(past.f) // LONG)
        last = few if len(running) <= FEW else [min(few, key=row.f.__getitem__)]
        self._look([row.of([one]) for one in last] + [Row(*(part[rows, one] for part in past)) for one in few])
        if record.every > 1:
            return
        for one in few:
            self._walked(one, record, ends)
        if self._functions.stop:
            self._ended(record, ends)

    def _walked(self, one, record, ends):
        """A run's own steps, side by side as if each were a run: rule and stopping rule must say what they said then.

        Where it ends hangs on the last two answers of the stopping rule; those are asked for alone, too.
        """
        f, steps = self._functions, ends.n_steps[one]
        t = np.arange(steps - 1, -1, -1 - steps // LONG)[::-1]
        if not len(t):
            return
        row, state, rate, after, after_state = record.steps_of(one, t)
        hyper = {name: np.repeat(value[[one]], len(t), axis=0) for name, value in self._hyper.items()}
        if "rng" not in f.rule.asks and not (self._draws and "f" in f.rule.asks):
            same(f, Moment(0, None, row, state, rate, hyper, None), "rule", [after.w, *after_state], self._size["rule"])
        if f.stop and not ends.diverged[one]:
            said = np.append(np.zeros(len(t) - 1, dtype=bool), ends.satisfied[one])
            for part in (slice(None), slice(-1, None), slice(-2, -1)):
                own = {name: value[part] for name, value in hyper.items()}
                if said[part].size:
                    same(f, Moment(0, row.of(part), after.of(part), [], rate, own, None), "stop", [said[part]])

    def _ended(self, record, ends):
        """Where a run ends hangs on two answers of the stopping rule: yes, and no before. Those that were closest are
        asked for alone: the largest cost, slope and change of a yes, the smallest of a no.
        """
        for yes, furthest in ((True, np.argmax), (False, np.argmin)):
            who = np.flatnonzero(ends.satisfied if yes else ~ends.diverged)
            t = ends.n_steps[who] - 1 - (not yes) * ends.satisfied[who]
            who, t = who[t >= 0], t[t >= 0]
            if not len(who):
                continue
            before, _, _, row, _ = record.steps_of(who, t)
            sizes = row.f, np.max(np.abs(row.g), axis=-1), np.abs(row.f - before.f)
            for one in {int(furthest(size)) for size in sizes}:
                hyper = {name: value[who[[one]]] for name, value in self._hyper.items()}
                moment = Moment(0, before.of([one]), row.of([one]), [], row.f[[one]], hyper, None)
                same(self._functions, moment, "stop", [np.array([yes])])

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
            for what, at, known in (("value", f, look.f), ("gradient", f.gradient, look.g))[:many]:
                if differ(at(w), known, self._size[what]):
                    name = f"{f.name}: its {what}"
                    raise Restless(restless(name)) if differ(at(w), at(w)) else Mixes(mixed(name, what))

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
        compare(self._functions, moment, answers, who, self._size)


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
            answers |= {what: ask(what, functions, moment, now)} if asked else {}
        except Exception:  # these runs are made up: nobody's business, unless real ones raise it, too
            ask(what, functions, real, functions.f.draw(real.rng))
            demand(what, functions, real.of(runs), now, len(row.f))
    moment = moment._replace(rng=rng.again(rng.drawn))
    for one in (_TINY, _HUGE):
        compare(functions, moment, answers, slice(one, one + 1), {"rule": _SPAN[one]})
    for one in range(len(_SPAN)) if "stop" in answers else ():  # a yes or no says less than a number
        compare(functions, moment, {"stop": answers["stop"]}, slice(one, one + 1), {})


@cache
def _far_apart(n):
    """Points from tiny to huge, those two with all coordinates on one side, the others on both."""
    w = _SPAN[:, None] * np.cos(np.arange(len(_SPAN) * n)).reshape(len(_SPAN), -1)
    w[[_TINY, _HUGE]] = -np.abs(w[_TINY]), np.abs(w[_HUGE])
    return w


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


def _spread(f, start, count):
    """Points (count, n) all over the domain of f, or around a start: no two alike in any coordinate."""
    share = np.outer(np.arange(1, count + 1), np.arange(1, len(start) + 1)) * 0.618034 % 1
    reach = 1 + np.abs(start)
    low, high = (start - reach, start + reach) if f.domain is None else f.domain.T
    return low + share * (high - low)
