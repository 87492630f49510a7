"""Runs that could not be less alike: those of a sweep may start alike, and differ in what matters too late."""

from functools import cache

import numpy as np

from gdviz.engine.alone import Moment, ask, compare, demand
from gdviz.engine.calls import Row, points, starting

_RANK = (np.arange(32) * 13 + 28) % 32  # in no order, the largest before the smallest
_SPAN = 0.7 * 2.0 ** (_RANK - 16)  # sizes of runs that could not be less alike
_TINY, _HUGE = int(np.argmin(_SPAN)), int(np.argmax(_SPAN))


def contrast(functions, given, hyper, rng, doubts):
    """Let rule and stopping rule meet runs that go from tiny to huge in all that they remember and see.

    The tiny one is the slowest, the huge one the fastest, and the schedule is asked for their last rates.
    """
    _, row, real_state, rate = given
    runs = (len(row.f) - 1) * _RANK // (len(_RANK) - 1)
    runs[[_TINY, _HUGE]] = ends_of(rate[:, 0])
    real = Moment(0, row, row, real_state, rate, hyper, rng.of(slice(None)))
    hyper, rng = {name: value[runs] for name, value in hyper.items()}, rng.of(runs)
    w = points(_far_apart(row.w.shape[1]))
    state = [starting(value, w, functions.rule.name) for value in functions.rule.state.values()]
    state = [points(s + (np.abs(w) if s.shape == w.shape else np.arange(len(s))[:, None])) for s in state]
    gone = _SPAN[::-1, None]
    before = Row(points(w + gone), _SPAN + gone[:, 0], points(-2 * w + gone)) if "stop" in doubts else None
    moment = Moment(functions.steps - 1, before, Row(w, _SPAN.copy(), points(-2 * w)), state, rate[runs], hyper, rng)
    now, answers = functions.f.draw(rng), {}
    for what in [what for what in ("rule", "rate", "stop") if what in doubts]:
        try:
            answers[what] = ask(what, functions, moment, now)
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


def sizes(vectors):
    """The largest number in each vector, (runs, n) -> (runs,)."""
    return np.max(np.abs(vectors), axis=-1)


def ends_of(numbers):
    """The runs in which an array (runs, ...) is smallest and largest: the first, and the last, of those that are."""
    size = np.abs(numbers) if numbers.ndim == 1 else sizes(numbers)
    return int(np.argmin(size)), len(size) - 1 - int(np.argmax(size[::-1]))
