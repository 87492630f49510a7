"""What is wrong with a student's rule? Runs it, and finds a sentence that helps on.

A wrong walk is compared with that of the expected rule with one thing changed: the sign of lr, a step of delay, 1 − μ
for μ. Walks are compared and never code, so that a right rule may be written in any way.
"""

import inspect
from contextlib import suppress
from itertools import permutations

import numpy as np

from gdviz.engine import signatures
from gdviz.engine.alone import Mixes, Restless
from gdviz.engine.runner import BLOWN, blown
from gdviz.engine.trajectory import Stop, descend
from gdviz.objectives import bowl, two_valleys
from gdviz.schedules import constant
from gdviz.teaching.ideas import CHANGES, OTHERS
from gdviz.teaching.judging import GREEK, Wrong, number, refuse, same, times, told, unlucky, watched

ENOUGH = 1e-5  # a guard against a division by 0 changes a sixth digit
STEPS, PATIENCE = 12, 200  # enough to tell rules apart before rounding does, and for one's own to get somewhere
MIXED = (
    "It mixes walks that run side by side, each in a row of w and g. "
    "Write w and g without an index such as [0]. Or is there a sum or a norm without axis=-1, keepdims=True?"
)
SMALL = (1e-2, 1e-4, 1e-6, -1e-2, -1e-4, -1e-6)  # of a rate: with one of them a sound rule goes down, or a wrong one
UNDEFINED = "Is there a division by 0, or a root of a negative number?"
DEAF = "It goes where it goes whatever the slope says: where does it use g?"
RESTLESS = "It walks another way each time: does it draw its numbers from rng?"


def rule(mine, expected, f, hyper):
    """Does ``mine`` walk as ``expected`` does, on f and on a curve? What to say, or ``Wrong``. hyper: for both."""
    settings = signatures.settle(signatures.read(expected, "rule"), signatures.read(constant, "schedule"), None, hyper)
    trial = Trial(mine, f, settings, expected)
    settings = {k: value if k in trial.asks.hyper else 0.0 for k, value in settings.items()}  # no ε means ε = 0
    variations = [
        settings,
        {k: (0.1 if value else 0.0) if k == "eps" else 0.7 * value or 0.3 for k, value in settings.items()},
    ]
    right = [trial.path(expected, values) for values in variations]
    paths = trial.paths(variations, expected)
    if not all(same(*both, within=ENOUGH) for both in zip(paths, right, strict=True)):
        with told(mine, "rule"):
            refuse(_ideas(trial, expected, variations, paths, right))
    model = Trial(expected, f, settings)
    lucky = trial.deaf(settings) and not model.deaf(settings)
    refuse([(lucky, "It walks right here, but elsewhere it would not: where does it use g?")])
    another = "another" if f.n == 1 else "a"
    hint = (
        "use what is so on the first alone" if f.n == 1 else "name a coordinate, or a number that fits the first alone"
    )
    for hill, start in ((bowl, -4.0), (bowl, 0.57), (two_valleys, -4.0)):
        here = f"It is right on {f.name}, and not on {another} curve, the {hill.name}. "
        with told(mine, "rule", f"{here}Does it name a hill, where f should stand, or a coordinate? "):
            alone, there = (_walk(hill, r, settings, [start]).w for r in (trial.rule, expected))
        refuse([(not same(alone, there, within=ENOUGH), f"{here}Does it {hint}?")])
    looks = "rng" in model.asks.asks and not model.hears(settings) and trial.hears(settings)
    refuse([(looks, "It walks right, but it looks at the slope g, and the rule that is expected does not.")])
    blind = "rng" in model.asks.asks and model.draws(settings) and not trial.draws(settings)
    refuse([(blind, "It walks right here, but elsewhere it would not: where does it use what rng has drawn?")])
    level = [np.isfinite(_walk(bowl, r, settings, [0.0]).w).all() for r in (trial.rule, expected)]
    flat = " But from a start where g is 0 it divides by 0." * bool(level[1] and not level[0])
    name = getattr(expected, "__name__", "<lambda>").replace("_", " ")
    whose = "that is expected" if name in ("<lambda>", "expected") else f"of {name}"
    return f"Right: step for step the walk {whose}.{flat}{trial.notes()}"


class Trial:
    """A student's rule on f: what it asks for (``asks``), and where it goes from three starts side by side."""

    def __init__(self, mine, f, settings, expected=None):
        self.f, self.mine = f, mine
        with told(mine, "rule"):
            self.asks = signatures.read(mine, "rule")
            self.rule, self._changed = watched(mine, "rule", expected)
        kept = "".join(f", {name}={value!r}" for name, value in self.asks.state.items() if name not in settings)
        for name in settings:
            head = f"as in def mine(w, g{kept}, *, {name}=...)"
            refuse([(name in self.asks.state, f"{name} stands where memory stands: put it after the *, {head}.")])
            refuse([(name not in {*self.asks.hyper, "eps"}, f"Your rule has no {name}: put it after the *, {head}.")])
        corners = np.add([[-1.0], [1.0]], f.start) if f.domain is None else f.domain.T
        self.starts = np.stack([f.start, *f.start + [[0.2], [0.8]] * (corners - f.start)])

    def path(self, rule, settings):
        """Where a rule goes from the starts, (STEPS + 1, 3, n)."""
        return _walk(self.f, rule, settings, self.starts).w

    def paths(self, variations, expected=None):
        """Where the student's rule goes with each of the settings, once it is sound. expected: what it should be."""
        with told(self.mine, "rule"):
            walks = [_walk(self.f, self.rule, variations[0], start) for start in self.starts]
        alone, off = np.stack([walk.w for walk in walks], 1), ""
        if expected is not None and not same(alone, (right := _walk(self.f, expected, variations[0], self.starts)).w):
            costs = _heights(walks[0]) and not _heights(right)
            refuse(
                [(costs, "It takes a height for a slope: f(place) is the height there, f.gradient(place) the slope.")]
            )
            off = ", where it is wrong already"
        with told(self.mine, "rule", f"It runs for one walk{off}, and not for several side by side. "):
            try:
                paths = [self.path(self.rule, settings) for settings in variations]
            except (Mixes, Restless) as error:
                besides = " And one walk alone is not right yet, either." * bool(off)
                raise Wrong(MIXED + besides if isinstance(error, Mixes) else RESTLESS) from None
        again = self.path(self.rule, variations[0])
        refuse([(not same(paths[0], again), RESTLESS), (not same(paths[0], alone), MIXED)])
        return paths

    def deaf(self, settings):
        """Whether it goes where it goes whatever the slope, and asks for no height."""
        return "f" not in self.asks.asks and not self.hears(settings)

    def hears(self, settings):
        """Whether it goes elsewhere when the slope that it is given is another."""
        other = _rewired(self.rule, lambda call, w, g, _: call(-3 * g))
        with suppress(Exception):  # a rule that fails with another slope has looked at it
            return not same(self.path(self.rule, settings), self.path(other, settings))
        return True

    def strays(self, settings):
        """Whether it goes somewhere though the slope is 0, and asks for no height and no random numbers."""
        with suppress(Exception):  # a rule may divide by 0 there
            level = self.path(_rewired(self.rule, lambda call, w, g, _: call(0 * g)), settings)
            return np.isfinite(level).all() and np.ptp(level, axis=0).any() and not {*self.asks.asks} & {"f", "rng"}
        return False

    def draws(self, settings):
        """Whether it goes elsewhere when all that ``rng`` draws is NaN."""
        with suppress(Exception):
            return not same(self.path(self.rule, settings), self.path(unlucky(self.rule), settings))
        return True

    def notes(self):
        """What to say of a rule that walks right. One that changes w or g in place is ``Wrong`` all the same."""
        said = " and ".join(["w", "g", *self.asks.state][i] for i in sorted(self._changed))
        anew = "w = w - ... makes a new array, and w -= ... changes the one that others may keep, such as a record."
        refuse([(self._changed & {0, 1}, f"The walk is right, but it changes {said} in place: {anew}")])
        return f" It changes {said} in place: harmless here, on a copy; elsewhere the record may change." * bool(said)


def _ideas(trial, expected, variations, paths, right):
    """What may be wrong, one idea after the other, each tried when its turn comes. The last ones always hold."""
    f, (known, others) = trial.f, variations

    def walks_as(rule, change=lambda settings: {}):
        return all(same(path, trial.path(rule, v | change(v))) for path, v in zip(paths, variations, strict=True))

    def right_with(rewire):
        mended = _rewired(trial.rule, rewire)
        with suppress(TypeError, ValueError):  # a counter in the place of w
            return all(same(trial.path(mended, v), path) for v, path in zip(variations, right, strict=True))

    apart = [i for i, _ in enumerate(trial.starts) if not same(paths[0][:, i], right[0][:, i])] or [0]
    one = next((i for i in apart if _seen(paths[0][:, i], right[0][:, i])), apart[0])
    run, model = (_walk(f, r, known, trial.starts[one]) for r in (trial.rule, expected))
    whole = _walk(f, trial.rule, known, trial.starts)
    slopes = f.gradient(trial.starts)
    still = not np.ptp(paths[0], axis=0).any()
    for name, values in whole.state.items():
        its, why = ("It does not move, and its", "") if still else ("Its", " Or do its parts cancel?")
        yield np.all(values == values[0]), f"{its} {name} stays what it was: is it made anew from g, and returned?{why}"
    yield still, "It does not move: each step returns the w that it was given."
    for order in list(permutations(range(1 + len(run.state))))[1:24]:
        ordered = right_with(lambda call, w, g, _, order=order: tuple(call(g)[i] for i in order))
        yield ordered, f"Its values come back in another order: return {', '.join(['w', *run.state])}."
    for name, values in whole.state.items():
        itself = same(whole.w[1], slopes) and same(whole.w[1:], values[1:]) and not same(whole.w[2], whole.g[1])
        yield itself, f"It returns {name} itself: return the new place, w − α·{name}."
    yield same(whole.w[1], slopes), "It returns the gradient itself: return the new place, w − α·g."
    for sign in (-1, 1):
        alone = right_with(lambda call, w, g, _, sign=sign: (w + sign * call(g)[0], *call(g)[1:]))
        yield alone, f"It returns the step alone: return the new place, w {'−' if sign < 0 else '+'} step."
    for asked, change, sentence in CHANGES:
        if set(asked.split()) <= set(known):
            yield walks_as(expected, lambda s, a=asked, change=change: change(*map(s.get, a.split()))), sentence
    for sign in (1, -1):
        unsigned = walks_as(_rewired(expected, lambda call, w, g, _, sign=sign: call(sign * np.abs(g))))
        unsigned = unsigned and not trial.deaf(known)
        yield unsigned, "It steps the same way, whichever way its slope goes down: has g lost its sign?"
    late = walks_as(_rewired(expected, lambda call, w, g, before: (w + before, *call(g)[1:])))
    yield late, "It is one step late: each step is the one before. Is the velocity updated before it is used?"
    ahead = walks_as(_rewired(expected, lambda call, w, g, _: call(f.gradient(call(g)[0]))))
    yield ahead, "It takes the gradient at the new place, after the step: g is the one where you stand."
    for rule, sentence in [(rule, sentence) for rules, sentence in OTHERS for rule in rules]:
        if set(signatures.read(rule, "rule").hyper) - {"eps"} <= set(known):
            yield walks_as(rule), sentence
    for name, value in others.items() if same(paths[0], right[0]) else ():
        other, knob = known | {name: value}, GREEK.get(name, name)
        said = f"It is right with {knob} = {number(known[name])}, and not with {knob} = {number(value)}: "
        mine, wanted = (trial.path(rule, other) for rule in (trial.rule, expected))
        yield not same(mine, wanted) and same(mine, paths[0]), f"{said}where is {name} used?"
        yield not same(mine, wanted), f"{said}is {name} used in the right place? Or a number that fits the first alone?"
    k = next((k for k in range(1, STEPS) if not same(run.w[: k + 1], model.w[: k + 1])), STEPS)
    place, came, wanted = map(number, (model.w[k - 1], run.w[k], model.w[k]))
    tried = " and ".join(
        f"{GREEK.get(k, k)} = {number(v)}" for k, v in known.items() if trial.asks.hyper.get(k, v) != v
    )
    at = f"with {tried}, from w = {place}" if tried else f"from w = {place}"
    goes = f"{at} it goes to {came}, and should go to {wanted}."
    if came == wanted:  # all digits that are told
        goes = f"{at} it goes to {came}, which is nearly where it should go, and not quite."
    step, should = run.w[k] - run.w[k - 1], model.w[k] - model.w[k - 1]
    factor, said = np.sum(step * should) / np.sum(should**2), "step is" if k == 2 else f"{k - 1} steps are"
    yield not np.isfinite(run.w[k]).all(), f"At step {k} it gives no finite number. {UNDEFINED}"
    yield k > 1, f"The first {said} right; then {goes} What is different at step {k}?"
    yield (
        _heights(model) and not _heights(run),
        "It never asks for the height at another place: f(place) is the cost there.",
    )
    yield trial.deaf(known), DEAF
    yield same(step, -should), "The first step has the right length and goes the wrong way: is the sign right?"
    long = f"{times(abs(factor))} times as long as it should be{', and goes the wrong way' * bool(factor < 0)}"
    yield not step.any(), f"The first step does not move: {goes}"
    yield times(factor) != "1" and same(step, factor * should), f"The first step is {long}: {goes}"
    yield True, f"The first step is another one: {goes}"


def _heights(walk):
    """Whether a rule has asked for heights, besides those that a landscape without a gradient needs for its g."""
    needed = 0 if walk.objective.has_gradient else 2 * walk.w.shape[-1] * walk.n_steps
    return bool(np.any(walk.evaluations[0] > needed))


def _seen(path, right):
    """Whether two paths part at once so far that it shows in numbers of three digits."""
    k = next((k for k in range(1, len(path)) if not same(path[: k + 1], right[: k + 1])), 0)
    return not np.allclose(path[k], right[k], rtol=1e-3, atol=1e-3)


def _rewired(rule, rewire):
    """A rule that returns ``rewire(call, w, g, before)``: ``call(g)`` is what it was, ``before`` its last step."""
    known, signature = len(signatures.read(rule, "rule").state), inspect.signature(rule)

    def rewired(w, g, *state, **settings):
        def call(g):
            result = rule(*(a.copy() for a in (w, g, *state[:known])), **settings)
            return result if isinstance(result, tuple) else (result,)

        return *rewire(call, w, g, state[-1]), call(g)[0] - w

    parameters = list(signature.parameters.values())
    parameters.insert(2 + known, inspect.Parameter("_before", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=0.0))
    rewired.__signature__ = signature.replace(parameters=parameters)  # pyright: ignore[reportFunctionMemberAccess]
    return rewired


def _walk(f, rule, settings, start=None):
    asked = settings.keys() & signatures.read(rule, "rule").hyper
    return descend(f, rule, start, STEPS, **{name: settings[name] for name in asked})


def sound(mine, f, hyper, target, tol):
    """Is a rule of one's own sound, and does it go down on f?"""
    trial = Trial(mine, f, hyper)
    with told(mine, "rule"):
        settings = signatures.settle(trial.asks, signatures.read(constant, "schedule"), None, hyper)
        trial.paths([settings])
        deaf, stays = trial.deaf(settings), not np.ptp(trial.path(trial.rule, settings), axis=0).any()
        strays = trial.strays(settings)
        run, rate = descend(f, trial.rule, steps=PATIENCE, **settings), settings.get("lr")
        tried = {s: descend(f, trial.rule, steps=1, **settings | {"lr": s * rate}).f[1] for s in SMALL if rate}
    begin, end, up = number(run.f[0]), number(run.f[-1]), run.f[1] > run.f[0]
    low, top = min(run.f), run.f[np.argmin(run.f) :].max()
    down, back = (any(cost < run.f[0] for s, cost in tried.items() if s * sign > 0) for sign in (1, -1))
    climbs = f"It does not settle: the cost falls to {number(low)}, and climbs to {number(top)}."
    ever_the_same = bool(tried) and run.f[1] != run.f[0] and {*tried.values()} == {run.f[1]}
    rose = f"The cost rises at step 1, from {begin} to {number(run.f[1])}"
    limit = f"2/L is {number(2 / f.lipschitz)} here." if f.lipschitz and rate and rate > 2 / f.lipschitz else ""
    refuse([
        (stays, "It does not move: each step returns the w that it was given."),
        (not np.isfinite(run.w[1]).all(), f"Its first step gives no finite number. {UNDEFINED}"),
        (deaf, DEAF),
        (strays, "On level ground, where g is 0, it does not stay: does it know a place, and go there?"),
        (ever_the_same, "It takes the same step whatever α is: where does it use lr?"),
        (up and down, f"{rose}: is α = {number(rate or 0)} too large? {limit}"),
        (up and back, f"{rose}, however small α is: is the sign right?"),
        (up, f"{rose}: is the sign right?"),
        (run.stop == Stop.DIVERGED, f"It diverges: at step {run.n_steps} {BLOWN[int(blown(run)[-1])]}. {limit}"),
        (not run.f[-1] < run.f[0], f"It ends no lower than it began: the cost goes from {begin} to {end}."),
        (top - low > 0.95 * (run.f[0] - low), climbs),
    ])  # fmt: skip
    steps = min((run.steps_to(place, tol) for place in (f.minima if target is None else [target])), default=np.inf)
    how = f"and arrives after {steps} steps" if np.isfinite(steps) else f"from {begin} to {end} in {PATIENCE} steps"
    return f"A sound rule: it goes down on {f.name}, {how}.{trial.notes()}"
