"""Keeping runs apart: a run must go where it would have gone alone, so functions that mix the runs are found out.

``probe`` asks an objective, once, about numbers and shapes of points that no walk may bring together. A ``Witness`` has
some of the runs take the first two steps and the last one a second time, in a call of their own; and it has each
function followed, see ``gdviz.engine.entangled``. Only those about which that says nothing are doubted further: they
are asked again at later steps, about points and steps of whole walks, side by side, and a schedule at every step.
``gdviz.engine.contrast`` gives them runs that could not be less alike.
"""

from typing import Any, cast
from weakref import WeakKeyDictionary

import numpy as np

from gdviz.engine.alone import (
    Mixes,
    Moment,
    Restless,
    compare,
    differ,
    fails,
    mixed,
    name_of,
    restless,
    same,
)
from gdviz.engine.calls import Row, points
from gdviz.engine.contrast import contrast, ends_of, sizes
from gdviz.engine.entangled import entangled
from gdviz.objectives import Objective

FEW = 8  # so many runs can all be looked at alone
LONG = 500  # so many rows of a walk say enough of it
OPERATIONS, SHARE = 400, 300  # so many are followed, and one more for so many steps of a run: that is quick
HELD = 10**6  # so many rates are kept, to be asked about together
RATES = 40  # at so many steps a third run's rate is asked for again, at all where there are fewer
_GOLDEN = (5**0.5 - 1) / 2  # its multiples go all over the place, in no rhythm
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
            parts += [([one], at(points(w[[one]]))) for one in ends_of(together)]
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
        self._size, self._kept, self._last, self._widths = {}, [], cast(Any, None), None
        self._rates = []  # (t, running, rate) of the last steps, where the schedule is asked about each of them
        asked = {"rule": functions.doubts_rule, "rate": functions.doubts_schedule, "stop": functions.doubts_stop,
                 "value": functions.doubts_f,
                 "gradient": functions.doubts_f and functions.f.has_gradient and not self._draws}  # fmt: skip
        self._asked = {what for what, whether in asked.items() if whether}
        self._doubts = self._asked.copy()  # those that may mix the runs

    def saw(self, t, running, given, came):
        """Step t. given: before, row, state, rate; came: the answers of the stopping rule, the new w, the new state."""
        self._last = (t, running, given, came, self._rng.drawn)
        if t == 0:
            self._size = probe(self._functions.f, given[1].w[0])
        if len(running) == 1:
            return  # there is nothing to mix
        if "rate" in self._doubts:
            self._rates.append((t, running, given[3]))
            if len(self._rates) * len(running) > HELD:
                self._rated()
        widths = [values.shape[1] for values in given[2]]
        if t & (t - 1) and widths == self._widths:
            return
        # at steps 0, 1, 2, 4, 8, …: half of the running runs, the even and the odd ones in turn
        half, few = _parts(running, t.bit_length() % 2)
        self._again(half, (self._asked if t < 2 else self._doubts) - {"value", "gradient"})
        if widths != self._widths:  # at step 0, or where what the rule remembers has become a vector
            self._widths = widths
            self._follow(t, given)
        if t == 0 and self._doubts & {"rule", "rate", "stop"}:
            contrast(self._functions, given, self._hyper, self._rng, self._doubts)
        if self._doubts & {"value", "gradient"}:
            self._kept.append(given[1].of(few).copy())

    def _follow(self, t, given):
        """Do not doubt any more what keeps the runs apart by all that it computes. The rule is followed again."""
        f, (_, row, state, rate) = self._functions, given
        moment = Moment(t, None, row, state, rate, self._hyper, None)
        drawn = "rng" in f.rule.asks or (self._draws and "f" in f.rule.asks)
        most = OPERATIONS + len(row.f) * f.steps // SHARE
        for what in sorted(self._doubts) if t == 0 else self._asked & {"rule"}:
            mixes = None if what == "rule" and drawn else entangled(what, f, moment, most)
            if mixes:
                raise Mixes(mixed(name_of(f, what), what))
            (self._doubts.add if mixes is None else self._doubts.discard)(what)

    def _rated(self):
        """A schedule that cannot be followed may mix the runs at any one step: where there are few, each of them is
        asked about alone at each step. Else the slowest and the fastest are; at some steps, so is a third, as only
        those between may change places. Many steps are asked about at once, which takes less time.
        """
        if not self._rates:
            return
        functions, alone, few = self._functions, {}, max(1, self._functions.steps // RATES)
        rates = np.array([rate[:, 0] for _, _, rate in self._rates])
        asked = zip(rates.argmin(axis=1).tolist(), rates.argmax(axis=1).tolist(), strict=True)
        for k, ((t, running, rate), who) in enumerate(zip(self._rates, asked, strict=True)):
            some = who if k % few else (*who, int(t * _GOLDEN % 1 * len(rate)))
            for run in some if len(rate) > FEW else range(len(rate)):
                run = run if running[run] else int(running.argmax())
                if run not in alone:
                    alone[run] = functions.scheduled(self._hyper, run)
                try:
                    right = bool(functions.said_rate(t, alone[run]) == rate.item(run))
                except Exception:  # ``same`` says what is wrong
                    right = False
                if not right:
                    one = slice(run, run + 1)
                    hyper = {name: value[one] for name, value in self._hyper.items()}
                    moment = Moment(t, None, self._last[2][1].of(one), [], rate[one], hyper, None)
                    same(functions, moment, "rate", [rate[one]])
        self._rates = []

    def leave(self, t, running, before, row, stop, record, ends):
        """The walk is over, at this row. Where there are few runs, each takes the last step again, alone.

        Where there are many, the lowest and the highest do. The stopping rule is asked about the last row, too, the one
        that it may have ended the walk at. Then their whole walks are looked at.
        """
        if self._widths is None:
            return
        self._rated()
        alive = np.flatnonzero(running)
        if len(alive) > FEW or (len(alive) and not self._doubts):
            alive = alive[[*ends_of(row.f[alive])]]
        last = Moment(t, before, row, [], row.f[:, None], self._hyper, self._rng.again(self._rng.drawn))
        for one in alive:
            self._again([one], self._asked)
            if self._functions.doubts_stop and stop is not False:
                compare(self._functions, last, {"stop": [stop]}, [one], {})
        if not self._doubts - {"rate"}:
            return
        finite = running & np.isfinite(row.f)
        self._kept += [row.of(_parts(finite)[1]).copy()] if finite.any() else []
        few = np.arange(len(running)) if len(running) <= FEW else np.unique(ends_of(row.f))
        lowest = few if len(few) == len(running) else [np.argmin(row.f)]
        who, t = _walks(few, ends.n_steps - ends.diverged, record.every)  # nobody listens where a run diverges
        walked = record.rows_of(who, t // record.every)
        if self._kept:
            self._look([walked, row.of(few)], [row.of([one]) for one in lowest])
        if record.every > 1:
            return
        if len(t):
            self._walked(who, t, walked, record, ends)
        if "stop" in self._doubts:
            self._ended(row, record, ends)

    def _walked(self, who, t, row, record, ends):
        """Steps t of some runs, side by side as if each were a run, must end where they did then, and stop or not."""
        f, rate, after = self._functions, record.rates_of(who, t), record.rows_of(who, t + 1)
        hyper = {name: value[who] for name, value in self._hyper.items()}
        moment = Moment(0, row, after, [], rate, hyper, None)
        if "rule" in self._doubts and "rng" not in f.rule.asks and not (self._draws and "f" in f.rule.asks):
            again = moment._replace(row=row, state=record.states_of(who, t))
            same(f, again, "rule", [after.w, *record.states_of(who, t + 1)], self._size["rule"])
        if "stop" in self._doubts:
            same(f, moment, "stop", [ends.satisfied[who] & (t + 1 == ends.n_steps[who])])

    def _ended(self, last, record, ends):
        """Where a run ends hangs on two answers of the stopping rule: yes, and no before. They are asked for alone.

        Of many runs, those are that were closest: the largest cost, slope and change of a yes, the smallest of a no.
        """
        for yes, furthest in ((True, np.argmax), (False, np.argmin)):
            who = np.flatnonzero(ends.satisfied if yes else ~ends.diverged)
            t = ends.n_steps[who] - 1 - (not yes) * ends.satisfied[who]
            who, t = who[t >= 0], t[t >= 0]
            if not len(who):
                continue
            row = last.of(who) if yes else record.rows_of(who, t + 1)
            close = row.f, sizes(row.g), np.abs(row.f - record.f[t, who])
            for nth in range(len(who)) if len(who) <= FEW else {int(furthest(size)) for size in close}:
                one, at = who[[nth]], t[[nth]]
                hyper, rate = {name: value[one] for name, value in self._hyper.items()}, record.rates_of(one, at)
                moment = Moment(0, record.rows_of(one, at), row.of([nth]), [], rate, hyper, None)
                same(self._functions, moment, "stop", [np.array([yes])])

    def _look(self, walked, alone):
        """Values and gradients hang on w alone, unless they are drawn: all points that were kept are asked at once.

        So are those of the walks of a few runs (``walked``). What lies beyond a threshold in one row does not in
        another, so a function that mixes them says something else. Then some are asked alone: the different starts, the
        lowest of a late row, and the last points of a few (``alone``).
        """
        f, rows = self._functions.f, self._kept
        first, late = rows[0], rows[(2 * len(rows) - 1) // 3]
        starts = np.unique(first.f, return_index=True)[1] if (first.f != first.f[0]).any() else ()
        alone += [late.of([ends_of(late.f)[0]]), *(first.of([one]) for one in starts)]
        for look in (Row(*map(np.concatenate, zip(*self._kept, *walked, strict=True))), *alone):
            w = points(look.w)
            for what, at, known in (("value", f, look.f), ("gradient", f.gradient, look.g)):
                if what in self._doubts and differ(at(w), known, self._size[what]):
                    name = f"{f.name}: its {what}"
                    raise Restless(restless(name)) if differ(at(w), at(w)) else Mixes(mixed(name, what))

    def _again(self, who, doubts):
        """These runs take the last step again, in a call of their own.

        Value and gradient hang on w alone unless they are drawn, and cost most: see ``probe``, ``_look``.
        """
        t, running, (before, row, old_state, rate), (stop, w, state), drawn = self._last
        if not (doubts or self._draws) or not running[who].any():
            return
        moment = Moment(t, before, row, old_state, rate, self._hyper, self._rng.again(drawn))
        answers = {"rule": [w, *state], "stop": [stop], "rate": [rate], "value": [row.f], "gradient": [row.g]}
        asked = doubts - {"stop"} if stop is False else doubts
        answers = {what: answers[what] for what in answers if what in asked or (what == "gradient" and self._draws)}
        compare(self._functions, moment, answers, who, self._size)


def _parts(running, odd=0):
    """Half of the running runs, the even or the odd ones, and a few of them, all over."""
    count = np.count_nonzero(running)
    half, few = slice(odd, None, 2), slice(None, None, -(-count // FEW))
    if count == len(running):
        return half, few
    alive = np.flatnonzero(running)
    return alive[half], alive[few]


def _walks(few, steps, every):
    """All steps of these runs, or ``LONG`` of each, one run after the other: whose they are, and which."""
    t = [np.arange(0, steps[one], every * (1 + max(steps[one], 0) // every // LONG)) for one in few]
    return np.repeat(few, [len(part) for part in t]), np.concatenate(t)


def _spread(f, start, count):
    """Points (count, n) all over the domain of f, or around a start: no two alike in any coordinate."""
    share = np.outer(np.arange(1, count + 1), np.arange(1, len(start) + 1)) * _GOLDEN % 1
    reach = 1 + np.abs(start)
    low, high = (start - reach, start + reach) if f.domain is None else f.domain.T
    return low + share * (high - low)
