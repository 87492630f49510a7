"""check: is an answer right? The verdict is a sentence that helps on, and does not give the answer away."""

import contextlib
import io
import warnings
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np

from gdviz import optimizers
from gdviz.border import answers
from gdviz.engine.grid import above_zero, whole_number
from gdviz.engine.runner import BLOWN, blown
from gdviz.engine.trajectory import Stop, Trajectory
from gdviz.objectives import Objective
from gdviz.regression import two_features
from gdviz.teaching import boxes, comparison, diagnosis
from gdviz.teaching.judging import GREEK, NOT_YET, Wrong, number, real, refuse, rising, setting, takes, told
from gdviz.tracebacks import brief


@dataclass(frozen=True, repr=False)
class Verdict:
    """What ``check`` found: ``right``, yes or no, and a ``sentence`` that says why. It counts as true where right."""

    right: bool
    sentence: str

    def __bool__(self):
        return self.right

    def __repr__(self):
        return f"{'✓' if self.right else '✗'} {self.sentence}"

    def _repr_html_(self):
        """The same in a box, where a notebook shows it."""
        unanswered = self.sentence.startswith("Not answered yet")
        return boxes.verdict("✓" if self.right else "○" if unanswered else "✗", self.sentence)


@brief
def check(
    answer: Any, expected: Any = None, *, on: Any = None, tol: float | None = None, at_most: int | None = None,
    target: Any = None, **hyper: Any,
) -> Verdict:  # fmt: skip
    """Is the answer right? As the last line of a cell it shows a sentence, with ✓ or ✗.

    What ``expected`` is decides what is judged:
    - a number: the answer is within ``tol`` of it (relative; 1 % if not given); whole numbers must be the same.
    - a word: capitals, spaces and hyphens do not count.
    - an Objective: the answer is its gradient, a function of a number, of several, or of a point.
    - a function: the answer gives the same values, ``on=(low, high)``, an array of places, or an Objective's domain.
    - a schedule (its first parameter is t): the answer gives the same rates for 200 steps.
    - a rule (its first two are w and g): the answer walks as it does ``on`` an Objective, by default two_features().
    - nothing: a Trajectory, or what a function of nothing returns, has arrived, in ``at_most`` so many steps, as its
      ``steps_to(target, tol)`` counts them, having begun ``on=(low, high)``; a rule of one's own is sound and goes
      down; a schedule is sound.

    hyper: hyperparameters of a rule or a schedule, by name; of a walk, what such a one must be, ``lr=0.1``, or between
    which two numbers it must lie, ``lr=(0, 1)``. What the answer prints or warns of is not shown. A function that
    calls the one with which it is compared is no answer.

    Returns a Verdict: true where the answer is right. Whatever an answer raises makes it a wrong one (an interrupt
    ends the cell), and ``...`` and None are not answered yet.
    Raises TypeError or ValueError where ``expected`` or a setting is at fault.
    """
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(action="ignore"), np.errstate(all="ignore"):
        judge = _judge(answer, expected, on, tol, at_most, target, hyper)
        try:
            refuse([(answer is None or answer is ..., NOT_YET)])
            return Verdict(True, str(judge()))
        except Wrong as wrong:
            return Verdict(False, str(wrong))


def _judge(answer, expected, on, tol, at_most, target, hyper):
    """A function that judges the answer, chosen by what is expected."""
    tol = None if tol is None else above_zero(tol, "tol")
    at_most = None if at_most is None else whole_number(at_most, "at_most")
    near = 0.05 if tol is None else tol
    if target is not None:
        setting(target, "target")
    names = [*takes(answer if expected is None else expected)[0], "", ""]
    a_walk = expected is None and names == ["", ""]  # or a function of nothing that takes one
    a_rule = (names[0] == "w" and names[1][:1] in ("g", "_")) or (expected is None and callable(answer) and not a_walk)
    for name, given in hyper.items() if names[0] == "t" or a_rule else ():
        _knob(given, name)
    if names[0] == "t":
        return lambda: comparison.schedule(answer, expected, hyper)
    if a_rule:
        f = two_features() if on is None else on
        if not isinstance(f, Objective):
            raise TypeError(f"check: on = {answers.shown(on)}; a rule is tried on an Objective.")
        if f.start is None:
            raise ValueError(f"check: on = {f!r} has no start, and a rule is tried from there; make it with start=...")
        if expected is None:
            return lambda: diagnosis.sound(answer, f, hyper, target, near)
        return lambda: diagnosis.rule(answer, expected, f, hyper)
    if expected is None:
        ranges = {name: rising(given, name) if np.ndim(given) else _knob(given, name) for name, given in hyper.items()}
        begin = None if on is None else rising(on, "on")
        return lambda: _walk(answer, at_most, target, near, begin, ranges)
    if hyper:
        raise TypeError(f"check: {next(iter(hyper))} = ... is for a rule, a schedule or a walk, and none is expected.")
    if at_most is not None or target is not None:
        raise TypeError("check: at_most and target are for a walk, with nothing expected besides.")
    if isinstance(expected, str):
        return lambda: _word(answer, expected)
    if callable(expected):
        return lambda: comparison.function(answer, expected, on, tol)
    with contextlib.suppress(Wrong):
        one = isinstance(expected, (int, float, np.number, np.ndarray)) and np.size(expected) == 1
        if one and not np.isnan(real(expected, "It is")).any():
            return lambda: _number(answer, expected, tol)
    what = answers.shown(expected)
    raise TypeError(f"check: expected = {what} is no number, word, Objective, function, rule or schedule.")


def _word(answer, expected):
    with told(answer, "answer"):
        refuse([(not isinstance(answer, str), 'A word is expected, in quotes: "like this".')])
        answer = str.__str__(answer)  # a class of one's own may raise whatever one asks of it
    given, wanted = ("".join(filter(str.isalnum, str(text).casefold())) for text in (answer, expected))
    said = f'It is not "{answer}"'
    refuse([
        (not given, NOT_YET),
        (wanted in given != wanted and len(answer.split()) > 1, "One word is expected, and nothing besides."),
        (get_close_matches(given, [wanted], cutoff=0.7) and given != wanted, f"{said}. Is it spelled right?"),
        (given != wanted, f'Another word than "{answer}" is expected.'),
    ])  # fmt: skip
    return "Right."


def _number(answer, expected, tol):
    with told(answer, "answer"):
        refuse([
            (isinstance(answer, Trajectory), "Your answer is a walk; a number is expected, such as its .steps_to()."),
            (callable(answer), "Your answer is a function; a number is expected, as it gives when it is called."),
        ])  # fmt: skip
        values, e = real(answer, "Your answer is"), np.float64(expected)
    comma = f" {answers.POINT}" * isinstance(answer, tuple)
    refuse([(values.size != 1, f"Your answer has {values.size} numbers; one is expected.{comma}")])
    a = values.ravel()[0]
    whole = (tol or 0) < 1e-6 and isinstance(expected, (int, np.integer))

    def near(value, within=0.01 if tol is None else tol):
        return np.isfinite(value) and abs(a - value) <= within * (abs(value) or 1)

    if whole:
        exact = isinstance(answer, (int, np.integer))
        right = answer == expected if exact else abs(a - e) <= min(1e-9 * (abs(e) or 1), 1e-4)
    else:
        right = a == e or near(e, tol or 0.01)
    if right:
        return "Right: never." if e == np.inf else f"Right: {_written(a)}."
    strict = min(tol or 0.003, 0.003)  # what is near by a wide tolerance has not come about that way
    side, rounded = (
        "large" if a > e else "small",
        "" if whole or tol is not None or not near(e, 0.02) else " Was it rounded?",
    )
    refuse([
        (np.isnan(a), "Your answer is NaN, not a number. Is there 0/0 or ∞ − ∞ on the way?"),
        (np.isinf(e), "Your answer is finite. Does it ever get there?"),
        (np.isinf(a), "Your answer is infinite. What is expected is finite."),
        (whole and abs(a - e) < 1 < e, "Nearly: a whole number is expected."),
        (e and near(-e), "Your answer has the right size and the wrong sign."),
        (e and near(2 * e), "Your answer is twice as large as it should be."),
        (e and near(e / 2), "Your answer is half as large as it should be."),
        (near(1 / e, strict), "Your answer is the reciprocal: one divided by what is expected."),
        (e and any(near(e * 10.0**k, strict) for k in range(-6, 7) if k), "Your answer is off by a power of ten."),
        (e and near(e**2, strict), "Your answer is the square of what is expected."),
        (e and near(abs(e) ** 0.5, strict), "Your answer is the square root of what is expected."),
        (whole and abs(a - e) == 1, f"Your answer is too {side}, by one."),
        (a * e < 0, "Your answer has the wrong sign, and another size."),
        (near(e, 0.05), f"Your answer is a little too {side}.{rounded}"),
        (True, f"Your answer is too {side}."),
    ])  # fmt: skip


def _written(value):
    """A number with few digits; a whole one with all of them."""
    return f"{value:.0f}".replace("-", "−") if value == np.rint(value) and abs(value) < 1e15 else number(value)


def _exact(value):
    """A number with so many digits that it is not taken for a limit that it is near to."""
    return f"{value:.7g}".replace("-", "−") if np.isfinite(value) else number(value)


def _knob(given, name):
    """A setting: one number; it may be infinite."""
    value = answers.real(given, f"check: {name} =", "a number")
    if value.ndim or np.isnan(value):
        raise ValueError(f"check: {name} = {answers.shown(given)}; it must be a number, one alone.")
    return value


def _between(what, given, low, high):
    """What is asked for in the place of a number, or numbers, that do not lie between two others."""
    ends = ", and the two ends do not count" * bool(np.any((given == low) | (given == high)))
    return f"{what} between {number(low)} and {number(high)} is asked for{ends}."


def _walk(walk: Any, at_most, target, tol, begin, ranges):
    """Has the walk arrived, and soon enough? begin: where it must begin; ranges: where its settings must lie."""
    with told(walk, "answer"):
        walk = walk() if callable(walk) else walk  # one that is taken here may fail here, and is told
        refuse([(not isinstance(walk, Trajectory), "A walk is expected, as descend(...) returns it.")])
        walks = f"These are {np.size(walk.n_steps)} walks; one is expected: a number for each setting."
        alone = "This is one walk in a list: leave the brackets around its setting, or its start, out."
        refuse([(walk.shape == (1,), alone), (walk.shape == (2,), f"{walks} {answers.POINT}"), (walk.shape, walks)])
        for name, wanted in ranges.items():
            value, low, high = walk.hyper.get(name, np.nan), np.min(wanted), np.max(wanted)
            asked = _between("a number", value, low, high) if np.ndim(wanted) else f"{number(wanted)} is asked for."
            fits = low < value < high if np.ndim(wanted) else value == wanted
            refuse([(not fits, f"{GREEK.get(name, name)} is {_exact(value)}; {asked}")])
        low, high = (-np.inf, np.inf) if begin is None else begin
        inside = np.all((low < walk.w[0]) & (walk.w[0] < high))
        asked = _between("each coordinate", walk.w[0], low, high)
        refuse([(not inside, f"It begins at {number(walk.w[0])}; {asked}")])
    if target is not None:
        walk.steps_to(target, tol)  # where the target is at fault, this says so
    with told(walk, "walk"):
        free = {"lr", "mu"} & {*walk.hyper} - {name for name, wanted in ranges.items() if not np.ndim(wanted)}
        return _arrived(walk, at_most, walk.objective.minima if target is None else [target], tol, free)


def _arrived(walk, at_most, places, tol, free):
    """Has it, near one of the places? free: which of its α and μ (``lr``, ``mu``) the student may choose."""
    refuse([(not len(places), f"{walk.objective.name} does not say where it is lowest: give it minima=[...].")])
    steps = min(walk.steps_to(place, tol) for place in places)
    visits = np.any([np.max(np.abs(walk.w - place), axis=-1) < tol for place in np.asarray(places, float)], axis=0)
    first, merely = np.argmax(visits) * walk.every, f"It is inside at its last step, {walk.n_steps}, and was so before"
    lately = first < steps and 0 <= walk.n_steps - steps < 0.05 * walk.n_steps  # it may well leave again
    refuse([(lately, f"{merely}, at step {first}, and left: that is not arriving yet.")])
    if steps <= (np.inf if at_most is None else at_most) and np.isfinite(steps):
        return f"Right: it arrives after {_steps(steps)}."
    late = f"It arrives after {_steps(steps)}; at most {at_most} {'is' if at_most == 1 else 'are'} allowed."
    late = late if np.isfinite(steps) else f"It has not arrived after {_steps(walk.n_steps)}."
    thrown = f"It diverges: at step {walk.n_steps} {BLOWN[int(blown(walk)[-1])]}."
    late = thrown if walk.stop == Stop.DIVERGED else late
    moves = np.diff(walk.w[: int(min(steps, walk.n_steps)) // walk.every + 1], axis=0)
    against = moves[1:] * moves[:-1]
    turns, steep = np.sum(np.sum(against, axis=-1) < 0), np.max(np.abs(walk.g[-1]))
    crawls = [] if np.any(against < 0) else ["never turns back"]  # in no coordinate
    crawls += ["crawls"] * bool(steps > 10)
    L, mu = walk.objective.lipschitz or np.nan, walk.hyper.get("mu", 0.0)
    limits = {optimizers.gradient_descent: ("2/L", 2 / L), optimizers.momentum: ("2(1 + μ)/L", 2 * (1 + mu) / L)}
    name, limit = limits.get(walk.rule, ("", np.inf))
    beyond = f"α = {number(walk.lr[0])} is beyond {name} = {number(limit)}." if np.all(walk.lr > limit) else ""
    never = steps == np.inf
    tardy = " late already," * bool(at_most is not None and first > at_most)
    steady = not np.ptp(walk.lr) and (not walk.state or "mu" in walk.hyper)  # no rate is NaN; others scale their steps
    another = f"does it need another {' or '.join(GREEK[name] for name in sorted(free))}?"
    ask = f": {another if 'mu' in walk.hyper else 'is α too {}?'}" if free else "."
    fallen = never and walk.lr[-1] < 0.001 * walk.lr.max()
    settles = never and np.max(np.abs(moves[-3:]), initial=0.0) < 0.01 * np.max(np.abs(moves), initial=0.0)
    bounces = f"{late} It bounces, and turns back {turns} times{ask.format('large') if steady else '.'}"
    ends = f"{late} It ends at w = {number(walk.w[-1])}."
    refuse([
        (np.any(walk.lr < 0), f"{late} α = {number(walk.lr.min())} goes uphill: is the sign right?"),
        (walk.stop == Stop.DIVERGED, f"{thrown} {beyond}"),
        (not moves.any(), f"{late} It does not move."),
        (never and steep < 1e-3, f"{late} It rests at {number(walk.w[-1])}, on flat ground."),
        (visits.any() and first < steps, f"{late} It is there at step {first},{tardy} and leaves."),
        (settles and not fallen, ends),
        (2 * turns > len(moves), bounces),
        (fallen, f"{ends} Its learning rate has fallen to almost 0 by then."),
        (steady and not turns and crawls, f"{late} It {', and '.join(crawls)}{ask.format('small')}"),
        (never, ends),
        (True, f"{late[:-1]}: {another}" if free else late),
    ])  # fmt: skip


def _steps(count):
    return f"{count:.0f} step{'s' * (count != 1)}"
