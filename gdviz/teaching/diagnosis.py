"""What is wrong with a student's rule? Runs it, and finds a sentence that helps on.

A wrong walk is compared with that of the expected rule with one thing changed: the sign of lr, a step of delay, 1 − μ
for μ. Walks are compared and never code, so that a right rule may be written in any way.
"""

import inspect
from contextlib import suppress
from itertools import permutations

import numpy as np

from gdviz import optimizers
from gdviz.engine import signatures
from gdviz.engine.alone import Mixes, Restless
from gdviz.engine.trajectory import Stop, descend
from gdviz.objectives import bowl
from gdviz.schedules import constant
from gdviz.teaching.judging import GREEK, Wrong, number, refuse, same, times, told, watched
from gdviz.teaching.references import curvatures

STEPS, PATIENCE = 12, 200  # enough to tell rules apart before rounding does, and for one's own to get somewhere
MIXED = (
    "It mixes walks that run side by side, each in a row of w and g. "
    "Is there a g[0], or a sum or a norm without axis=-1, keepdims=True?"
)
UNDEFINED = "Is there a division by 0, or a root of a negative number?"
RESTLESS = "It walks another way each time: does it draw its numbers from rng?"

# What the expected rule is given instead, and what it means that the student's rule walks like that.
CHANGES = [
    ("lr", lambda a: {"lr": -a}, "Each step goes uphill instead of downhill: is the sign right?"),
    ("lr", lambda a: {"lr": 2 * a}, "It walks as if α were twice as large: is there a factor 2 too many?"),
    ("lr", lambda a: {"lr": a / 2}, "It walks as if α were half as large: is a factor 2 missing?"),
    ("lr", lambda a: {"lr": 1.0}, "It walks as if α were 1: is the learning rate missing?"),
    ("lr", lambda a: {"lr": a**2}, "It walks as if α were squared: does the learning rate come in twice?"),
    ("lr mu", lambda a, m: {"lr": a * (1 - m)}, "This is an average: multiply α by 1/(1 − μ) for the walk of a sum."),
    ("lr mu", lambda a, m: {"lr": a / (1 - m)}, "This is a sum: an average gives each new gradient a share, too."),
    ("mu", lambda m: {"mu": 0.0}, "It walks as if μ were 0: is the old velocity unused, or a condition turned round?"),
    ("mu", lambda m: {"mu": 1.0}, "It walks as if μ were 1, and keeps all of the old velocity: is μ missing?"),
    ("mu", lambda m: {"mu": -m}, "The old velocity is taken away instead of added: is its sign right?"),
    ("lr mu", lambda a, m: {"lr": a * m}, "μ multiplies the gradient, too: it belongs to the old velocity alone."),
    ("lr mu", lambda a, m: {"lr": a * m, "mu": 1.0}, "μ multiplies the gradient instead of the old velocity."),
    ("lr mu", lambda a, m: {"lr": a * m, "mu": 1 - m}, "Have μ and 1 − μ changed places?"),
    *((name, lambda share, name=name: {name: 1 - share}, f"Have {GREEK[name]} and 1 − {GREEK[name]} changed places?")
      for name in ("mu", "rho", "beta1", "beta2")),
    ("lr eps rho", lambda a, e, r: {"lr": a * (1 - r)**0.5, "eps": e * (1 - r)**0.5}, "Is a factor 1 − ρ missing?"),
    ("lr eps beta2", lambda a, e, b: {"lr": a * (1 - b)**0.5, "eps": e * (1 - b)**0.5}, "Is a factor 1 − β₂ missing?"),
    ("lr beta1", lambda a, b: {"lr": a / (1 - b)}, "Is a factor 1 − β₁ missing?"),
]  # fmt: skip


def _scaled(square=np.square, root=lambda s, eps: np.sqrt(s) + eps, corrected=True):
    """AdaGrad, RMSProp and Adam, with another square or another root than theirs."""

    def adagrad(w, g, s=0.0, *, lr, eps=0.0):
        s = s + square(g)
        return w - lr * g / root(s, eps), s

    def rmsprop(w, g, s=0.0, *, lr, rho, eps=0.0):
        s = rho * s + (1 - rho) * square(g)
        return w - lr * g / root(s, eps), s

    def adam(w, g, m=0.0, v=0.0, t=0, *, lr, beta1, beta2, eps=0.0):
        t, m, v = t + 1, beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * square(g)
        m_hat, v_hat = (m / (1 - beta1**t), v / (1 - beta2**t)) if corrected else (m, v)
        return w - lr * m_hat / root(v_hat, eps), m, v, t

    return adagrad, rmsprop, adam


def _ahead(place):
    """Momentum that takes the gradient at a place of its own: ``place(w, z, lr, mu)``."""

    def ahead(w, _, z=0.0, *, f, lr, mu):
        z = mu * z + f.gradient(place(w, z, lr, mu))
        return w - lr * z, z

    return [ahead]


def _brakes():
    """Momentum with a brake that is not that of adaptive restart: for each coordinate, and after the gradient."""

    def each(w, g, z=0.0, *, lr, mu):
        z = mu * np.where(z * g < 0, 0.0, z) + g
        return w - lr * z, z

    def after(w, g, z=0.0, *, lr, mu):
        z = mu * z + g
        z = np.where(np.sum(z * g, axis=-1, keepdims=True) < 0, 0.0, z)
        return w - lr * z, z

    return each, after


# Rules that are not what was expected, whatever that is, and what to say of them.
def _newton(w, g, *, f, lr=1.0):
    return w - lr * g / curvatures(f, w)


OTHERS = [
    (_scaled(corrected=False)[2:], "Both averages start at 0, too small: are they divided by 1 − β₁ᵗ and 1 − β₂ᵗ?"),
    (_scaled(root=lambda s, eps: np.sqrt(s + eps)), "ε stands inside the root: it belongs outside, √s + ε."),
    (_scaled(root=lambda s, eps: s + eps), "It divides by the mean square itself: is the root missing?"),
    (_scaled(square=lambda g: g), "Under the root it takes the gradient itself: is a square missing?"),
    (_scaled(square=np.abs), "Under the root it takes the size of the gradient: is a square missing?"),
    (_ahead(lambda w, z, lr, mu: w - lr * z), "It looks ahead by the whole velocity: how much of it is kept?"),
    (_ahead(lambda w, z, lr, mu: w + lr * mu * z), "It looks back, not ahead: the step will be −αμz."),
    (_ahead(lambda w, z, lr, mu: w - mu * z), "It looks too far ahead: the step will be −αμz."),
    (_brakes()[:1], "It brakes each coordinate by itself: z·g is one number for a walk, the sum over its coordinates."),
    (_brakes()[1:], "It brakes after the gradient is added: look at the old velocity, before z gets the new gradient."),
    ([_newton], "It is Newton's method: where the curvature is negative, it turns the step round."),
    ([optimizers.momentum], "It walks just as plain momentum does: what is still missing?"),
    *(([getattr(optimizers, name)], f"It walks just as {name.replace('_', ' ')} does.")
      for name in ("gradient_descent", "nesterov", "adaptive_restart", "adagrad", "rmsprop", "adam")),
]  # fmt: skip


def rule(mine, expected, f, hyper):
    """Does ``mine`` walk as ``expected`` does, on f and on a curve? What to say, or ``Wrong``. hyper: for both."""
    settings = signatures.settle(signatures.read(expected, "rule"), signatures.read(constant, "schedule"), None, hyper)
    trial = Trial(mine, f, settings)
    settings = {k: value if k in trial.asks.hyper else 0.0 for k, value in settings.items()}  # no ε means ε = 0
    variations = [
        settings,
        {k: (0.1 if value else 0.0) if k == "eps" else 0.7 * value or 0.3 for k, value in settings.items()},
    ]
    right = [trial.path(expected, values) for values in variations]
    paths = trial.paths(variations, right[0])
    if not all(map(same, paths, right)):
        with told(mine, "rule"):
            refuse(_ideas(trial, expected, variations, paths, right))
    with told(mine, "rule", here := f"It is right on {f.name}, and not on a curve, the bowl. "):
        alone = [_walk(bowl, r, settings).w for r in (trial.rule, expected)]
    refuse([(not same(*alone), f"{here}Does it name a coordinate?")])
    level = [np.isfinite(_walk(bowl, r, settings, [0.0]).w).all() for r in (trial.rule, expected)]
    flat = " But where the ground is flat, and g is 0, it divides by 0." * bool(level[1] and not level[0])
    name = getattr(expected, "__name__", "<lambda>").replace("_", " ")
    whose = "that is expected" if name in ("<lambda>", "expected") else f"of {name}"
    return f"Right: step for step the walk {whose}.{flat}{trial.notes()}"


class Trial:
    """A student's rule on f: what it asks for (``asks``), and where it goes from three starts side by side."""

    def __init__(self, mine, f, settings):
        self.f, self.mine = f, mine
        with told(mine, "rule"):
            self.asks = signatures.read(mine, "rule")
            self.rule, self._changed = watched(mine, "rule")
        kept = "".join(f", {name}={value!r}" for name, value in self.asks.state.items() if name not in settings)
        for name in settings:
            head = f"as in def mine(w, g{kept}, *, {name}=...)"
            refuse([(name in self.asks.state, f"{name} stands where memory stands: put it after the *, {head}.")])
            refuse([(name not in {*self.asks.hyper, "eps"}, f"Your rule has no {name}: put it after the *, {head}.")])
        corners = np.add([[-1.0], [1.0]], f.start) if f.domain is None else f.domain.T
        self.starts = np.stack([f.start, *f.start + [[0.3], [0.8]] * (corners - f.start)])

    def path(self, rule, settings):
        """Where a rule goes from the starts, (STEPS + 1, 3, n)."""
        return _walk(self.f, rule, settings, self.starts).w

    def paths(self, variations, right=None):
        """Where the student's rule goes with each of the settings, once it is sound. right: where it should."""
        with told(self.mine, "rule"):
            alone = [_walk(self.f, self.rule, variations[0], start).w for start in self.starts]
        off = ", where it is wrong already" * (right is not None and not same(np.stack(alone, 1), right))
        with told(self.mine, "rule", f"It runs for one walk{off}, and not for several side by side. "):
            try:
                paths = [self.path(self.rule, settings) for settings in variations]
            except (Mixes, Restless) as error:
                raise Wrong(MIXED if isinstance(error, Mixes) else RESTLESS) from None
            again = self.path(self.rule, variations[0])
        refuse([(not same(paths[0], again), RESTLESS), (not same(paths[0], np.stack(alone, 1)), MIXED)])
        return paths

    def notes(self):
        """What to say of a rule that walks right. One that changes w or g in place is ``Wrong`` all the same."""
        said = " and ".join(["w", "g", *self.asks.state][i] for i in sorted(self._changed))
        anew = "w = w - ... makes a new array, and w -= ... changes the one that others may keep, such as a record."
        refuse([(self._changed & {0, 1}, f"The walk is right, but it changes {said} in place: {anew}")])
        return (
            f" It changes {said} in place: harmless here, on a copy; elsewhere the record may change." if said else ""
        )


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
    for name, values in run.state.items():
        yield np.all(values == values[0]), f"It returns {name} as it was, and remembers nothing: return the new {name}."
    yield not np.ptp(paths[0], axis=0).any(), "It does not move: each step returns the w that it was given."
    for order in list(permutations(range(1 + len(run.state))))[1:24]:
        ordered = right_with(lambda call, w, g, _, order=order: tuple(call(g)[i] for i in order))
        yield ordered, f"Its values come back in another order: return {', '.join(['w', *run.state])}."
    for name, values in run.state.items():
        itself = same(run.w[1], run.g[0]) and same(run.w[1:], values[1:]) and not same(run.w[2], run.g[1])
        yield itself, f"It returns {name} itself: return the new place, w − α·{name}."
    yield same(run.w[1], run.g[0]), "It returns the gradient itself: return the new place, w − α·g."
    for sign in (-1, 1):
        alone = right_with(lambda call, w, g, _, sign=sign: (w + sign * call(g)[0], *call(g)[1:]))
        yield alone, f"It returns the step alone: return the new place, w {'−' if sign < 0 else '+'} step."
    for asked, change, sentence in CHANGES:
        if set(asked.split()) <= set(known):
            yield walks_as(expected, lambda s, a=asked, change=change: change(*map(s.get, a.split()))), sentence
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
        yield not same(mine, wanted), f"{said}is {name} used in the right place?"
    k = next((k for k in range(1, STEPS) if not same(run.w[: k + 1], model.w[: k + 1])), STEPS)
    goes = f"from w = {number(model.w[k - 1])} it goes to {number(run.w[k])}, and should go to {number(model.w[k])}."
    step, should = run.w[k] - run.w[k - 1], model.w[k] - model.w[k - 1]
    factor, said = np.sum(step * should) / np.sum(should**2), "step is" if k == 2 else f"{k - 1} steps are"
    yield not np.isfinite(run.w[k]).all(), f"At step {k} it gives no finite number. {UNDEFINED}"
    yield k > 1, f"The first {said} right; then {goes} What is different at step {k}?"
    deaf = "f" not in trial.asks.asks and walks_as(_rewired(trial.rule, lambda call, w, g, _: call(-3 * g)))
    yield deaf, "It goes where it goes whatever the slope says: where does it use g?"
    yield same(step, -should), "The first step has the right length and goes the wrong way: is the sign right?"
    long = f"{times(abs(factor))} times as long as it should be{', and goes the wrong way' * bool(factor < 0)}"
    yield not step.any(), f"The first step does not move: {goes}"
    yield same(step, factor * should), f"The first step is {long}: {goes}"
    yield True, f"The first step is another one: {goes}"


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
    parameters.insert(2 + known, inspect.Parameter("step", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=0.0))
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
        run, rate = descend(f, trial.rule, steps=PATIENCE, **settings), settings.get("lr")
        small = [descend(f, trial.rule, steps=1, **settings | {"lr": s * rate}).f[1] for s in (0.01, -0.01) if rate]
    begin, end, up = number(run.f[0]), number(run.f[-1]), run.f[1] > run.f[0]
    low, top = min(run.f), run.f[np.argmin(run.f) :].max()
    rose = f"The cost rises at step 1, from {begin} to {number(run.f[1])}"
    limit = f"2/L is {number(2 / f.lipschitz)} here." if f.lipschitz and rate and rate > 2 / f.lipschitz else ""
    refuse([
        (not np.ptp(run.w, axis=0).any(), "It does not move: each step returns the w that it was given."),
        (not np.isfinite(run.w[1]).all(), f"Its first step gives no finite number. {UNDEFINED}"),
        (small and small[0] == run.f[1] != run.f[0], "It takes the same step whatever α is: where does it use lr?"),
        (up and small and small[0] < run.f[0], f"{rose}: is α = {number(rate or 0)} too large? {limit}"),
        (up and small and small[1] < run.f[0], f"{rose}, however small α is: is the sign right?"),
        (up, f"{rose}: is the sign right?"),
        (run.stop == Stop.DIVERGED, f"It diverges: at step {run.n_steps} the cost has blown up. {limit}"),
        (not run.f[-1] < run.f[0], f"It ends no lower than it began: the cost goes from {begin} to {end}."),
        (top > 0.95 * run.f[0], f"It does not settle: the cost falls to {number(low)}, and climbs to {number(top)}."),
    ])  # fmt: skip
    steps = min((run.steps_to(place, tol) for place in (f.minima if target is None else [target])), default=np.inf)
    how = f"and arrives after {steps} steps" if np.isfinite(steps) else f"from {begin} to {end} in {PATIENCE} steps"
    return f"A sound rule: it goes down on {f.name}, {how}.{trial.notes()}"
