"""What happened in a step: its arrows, what the slope had promised, and a caption in words. Made from a trajectory."""

import numpy as np

from gdviz.live.scene import Clause

CAPTIONS = {
    "momentum": "The velocity shrinks to {kept} %, the new gradient is added.",
    "nesterov": "The velocity shrinks to {kept} %, and the gradient of where that leads is added.",
    "adaptive_restart": "The velocity shrinks to {kept} %, the new gradient is added.",
    "adagrad": "Each coordinate's gradient is divided by the size that all of its gradients add up to.",
    "rmsprop": "Each coordinate's gradient is divided by the usual size of its last ones.",
    "adam": "The average gradient is divided by the usual size of the last ones, coordinate by coordinate.",
}
SLOPE = {
    1: "The slope was {slope}: times −α, a step of {moved}.",
    2: "The gradient was {slope} long: times α, a step of {moved}, straight downhill.",
}
BATCH = {
    1: "The slope for its batch was {slope}: times −α, a step of {moved}.",
    2: "The gradient for its batch was {slope} long: times α, a step of {moved}.",
}


def arrows(trajectory):
    """What a step is made of: a list of (of, tail, tip), tail and tip of shape (steps, ..., n), one after the other.

    of: "gradient_descent", the part of the step that the gradient gives, or "momentum", the part that the velocity has
    kept from earlier steps. Rules that divide by the size of their gradients have the former alone, −α·g. Empty where
    there is no gradient in the step, or where the rows lie more than a step apart.
    """
    w, rule = trajectory.w, _name(trajectory)
    if trajectory.every > 1 or rule == "random_search" or np.isnan(trajectory.lr).all():
        return []
    if rule == "gradient_descent":
        return [("gradient_descent", w[:-1], w[1:])]
    with np.errstate(all="ignore"):
        kept = _kept(trajectory)
        if kept is not None:
            middle = w[:-1] - trajectory.lr[..., None] * kept[..., None] * trajectory.state["z"][:-1]
            middle = np.where(_done(trajectory)[1:, ..., None], middle, w[:-1])
            middle = np.asfortranarray(middle.T).T  # by coordinate, as w is
            return [("momentum", w[:-1], middle), ("gradient_descent", middle, w[1:])]
        downhill = w[:-1] - trajectory.lr[..., None] * trajectory.g[:-1]
        return [("gradient_descent", w[:-1], np.where(_done(trajectory)[1:, ..., None], downhill, w[:-1]))]


def promised(trajectory):
    """How far down the slope alone would have taken each step: −g·Δw, shape (steps, ...)."""
    with np.errstate(all="ignore"):
        return -np.sum(trajectory.g[:-1] * np.diff(trajectory.w, axis=0), axis=-1)


def delivered(trajectory):
    """The share of what the slope promised that each step delivered, (steps + 1, ...): 1 is all of it, less than 0 is
    a step uphill. NaN at row 0, and where nothing was promised: next to the bottom, or where a velocity leads uphill.

    On a quadratic along an eigenvector, gradient descent delivers 1 − αL/2: nothing is left at α = 2/L.
    """
    share = np.full(trajectory.f.shape, np.nan)
    promise = promised(trajectory)
    with np.errstate(all="ignore"):
        worth = promise > 1e-9 * np.fmax(np.abs(trajectory.f[:-1]), np.abs(promise[:1]))
        share[1:] = np.where(worth, -np.diff(trajectory.f, axis=0) / promise, np.nan)
    return share


def caption(trajectory):
    """What the current step did, in words: a list of clauses, and the numbers that they name."""
    n, rule = trajectory.w.shape[-1], _name(trajectory)
    if trajectory.every > 1:
        return [], {}
    done, numbers, which = _done(trajectory).astype(float), {}, None
    kept = _kept(trajectory)
    if rule == "gradient_descent" and n <= 2:
        texts = ["", (BATCH if hasattr(trajectory.objective, "size") else SLOPE)[n]]  # a batch's downhill is its own
        numbers = _slope(trajectory)
    elif rule == "random_search":
        texts = ["", "The place proposed was no lower: refused.", "The place proposed was lower: taken."]
        which = 1.0 + _before(np.any(np.diff(trajectory.w, axis=0) != 0, axis=-1))
    elif kept is not None:
        texts = ["", CAPTIONS.get(rule, CAPTIONS["momentum"])]
        first = np.arange(len(trajectory.f)).reshape(-1, *[1] * len(trajectory.shape)) == 1
        if rule == "adaptive_restart":
            texts.append("The velocity pointed uphill: it is dropped, and the step is plain descent.")
            which = 1.0 + _before(_turned(trajectory))
        elif rule not in CAPTIONS:  # one of a student's own: only where it is true
            which = _before(_rolled(trajectory))
        texts.append("There is no velocity yet: the first step is plain descent.")
        which = np.where(first, len(texts) - 1.0, 1.0 if which is None else which)
        numbers = {"kept": 100 * setting(trajectory, "mu")}
    elif rule in CAPTIONS:
        texts = ["", CAPTIONS[rule]]
    else:
        return [_uphill(trajectory, done)], {}
    return [Clause(texts, done if which is None else done * which), _uphill(trajectory, done)], numbers


def setting(trajectory, name):
    """A hyperparameter of each run, (1, ...), with axes of length 1 where it is the same along them."""
    if name in trajectory.hyper:
        return np.full((1,) * trajectory.f.ndim, trajectory.hyper[name], dtype=float)
    place = [len(values) if axis == name else 1 for axis, values in trajectory.axes.items()]
    return np.asarray(trajectory.axes[name], dtype=float).reshape(1, *place)


def _name(trajectory):
    """The name of a rule of the course; "" for one of a student's own, whatever it is called."""
    rule = trajectory.rule
    return rule.__name__ if getattr(rule, "__module__", "") == "gdviz.optimizers" else ""


def _kept(trajectory):
    """The share of the velocity that each step keeps, (steps, ...); None for a rule that does not roll by z and μ."""
    if "z" not in trajectory.state or "mu" not in {**trajectory.hyper, **trajectory.axes}:
        return None
    z, w = trajectory.state["z"], trajectory.w
    if z.shape != w.shape:
        return None
    with np.errstate(all="ignore"):
        rolled = trajectory.lr[..., None] * z[1:]
        off = np.abs(np.diff(w, axis=0) + rolled) > 1e-6 * (np.abs(w[1:]) + np.abs(rolled))
    if _name(trajectory) not in CAPTIONS and np.any(off & _done(trajectory)[1:, ..., None]):
        return None  # a student's own, whose z is something else
    dropped = np.all(z[1:] == trajectory.g[:-1], axis=-1)  # the step began afresh
    return np.where(dropped, 0.0, setting(trajectory, "mu"))


def _turned(trajectory):
    """Whether the velocity pointed uphill when a step began, (steps, ...)."""
    with np.errstate(all="ignore"):
        return np.sum(trajectory.state["z"][:-1] * trajectory.g[:-1], axis=-1) < 0


def _rolled(trajectory):
    """Whether the velocity became μ·z + g in a step, (steps, ...)."""
    z, mu = trajectory.state["z"], setting(trajectory, "mu")[..., None]
    with np.errstate(all="ignore"):
        return np.all(np.isclose(z[1:], mu * z[:-1] + trajectory.g[:-1], atol=0), axis=-1)


def _done(trajectory):
    """Whether row t is the end of a step that was taken, (steps + 1, ...)."""
    t = np.arange(len(trajectory.f)).reshape(-1, *[1] * len(trajectory.shape))
    return (t > 0) & (t <= np.asarray(trajectory.n_steps))


def _before(values):
    """Values of the steps (steps, ...) as numbers at the rows where they end, (steps + 1, ...)."""
    return np.concatenate([np.zeros_like(values[:1], dtype=float), values.astype(float)])


def _slope(trajectory):
    g, moved = trajectory.g[:-1], np.diff(trajectory.w, axis=0)
    one = trajectory.w.shape[-1] == 1
    with np.errstate(all="ignore"):
        slope, moved = (v[..., 0] if one else np.hypot(v[..., 0], v[..., 1]) for v in (g, moved))
    return {"slope": _before(slope), "moved": _before(moved)}


def _uphill(trajectory, done):
    with np.errstate(all="ignore"):  # a rise that can be seen, not the last digits
        rose = _before(np.diff(trajectory.f, axis=0) > 1e-6 * np.abs(trajectory.f[:-1]))
    return Clause(["", "The step went uphill."], rose * done)
