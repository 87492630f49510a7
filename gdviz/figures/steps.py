"""What happened in a step: its arrows, what the slope had promised, and a caption in words. Made from rows."""

import numpy as np

from gdviz.live.words import Clause

CAPTIONS = {
    "momentum": "The velocity shrinks to {kept} %, the new gradient is added.",
    "nesterov": "The velocity shrinks to {kept} %, and the gradient of where that leads is added.",
    "adaptive_restart": "The velocity shrinks to {kept} %, the new gradient is added.",
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


def arrows(rows):
    """What a step is made of: a list of (of, tail, tip), tail and tip of shape (steps, ..., n), one after the other.

    of: "gradient_descent", the part of the step that the gradient gives, or "momentum", the part that the velocity has
    kept from earlier steps. Rules that divide by the size of their gradients have the former alone, −α·g. Empty where
    there is no gradient in the step, or where the rows lie more than a step apart.
    """
    before, after, rule = rows.before, rows.after, _name(rows)
    if rows.every > 1 or rule == "random_search" or not rows.has_rate:
        return []
    if rule == "gradient_descent":
        return [("gradient_descent", before.w, after.w)]
    taken = before.running[..., None]
    with np.errstate(all="ignore"):
        if rolls(rows):
            middle = before.w - before.lr[..., None] * _kept(rows)[..., None] * before.state["z"]
            middle = rows.pair(np.where(taken, middle, before.w))
            return [("momentum", before.w, middle), ("gradient_descent", middle, after.w)]
        downhill = before.w - before.lr[..., None] * before.g
        return [("gradient_descent", before.w, np.where(taken, downhill, before.w))]


def promised(rows):
    """How far down the slope alone would have taken each step: −g·Δw, shape (steps, ...)."""
    with np.errstate(all="ignore"):
        return -np.sum(rows.before.g * (rows.after.w - rows.before.w), axis=-1)


def delivered(rows):
    """The share of what the slope promised that each step delivered, (steps + 1, ...): 1 is all of it, less than 0 is
    a step uphill. NaN at row 0, and where nothing was promised: next to the bottom, or where a velocity leads uphill.

    On a quadratic along an eigenvector, gradient descent delivers 1 − αL/2: nothing is left at α = 2/L.
    """
    promise = promised(rows)
    with np.errstate(all="ignore"):
        worth = promise > 1e-9 * np.fmax(np.abs(rows.before.f), np.abs(rows.first.f))
        return rows.arrived(np.where(worth, (rows.before.f - rows.after.f) / promise, np.nan), np.nan)


def caption(rows):
    """What the current step did, in words: a list of clauses, and the numbers that they name."""
    if rows.every > 1:
        return [], {}
    rule, numbers, which = _name(rows), {}, None
    done = rows.arrived(rows.before.running)
    if rule == "gradient_descent" and rows.n <= 2:
        batch = hasattr(rows.objective, "size")  # a batch's downhill is its own
        texts, numbers = ["", (BATCH if batch else SLOPE)[rows.n]], _slope(rows)
    elif rule == "random_search":
        texts = ["", "The place proposed was no lower: refused.", "The place proposed was lower: taken."]
        which = 1.0 + rows.arrived(np.any(rows.after.w != rows.before.w, axis=-1))
    elif rolls(rows):
        texts = ["", CAPTIONS.get(rule, CAPTIONS["momentum"])]
        which = 1.0
        if rule == "adaptive_restart":
            texts.append("The velocity pointed uphill: it is dropped, and the step is plain descent.")
            which = 1.0 + rows.arrived(_turned(rows))
        elif rule not in CAPTIONS:  # one of a student's own: only where it is true
            which = rows.arrived(_rolled(rows))
        texts.append("There is no velocity yet: the first step is plain descent.")
        which = np.where(rows.t == 1, len(texts) - 1.0, which)
        numbers = {"kept": 100 * rows.setting("mu")}
    elif rule in CAPTIONS:
        texts = ["", CAPTIONS[rule]]
    else:
        return [_uphill(rows, done)], {}
    return [Clause(texts, done if which is None else done * which), _uphill(rows, done)], numbers


def known(rule):
    """Whether this is a rule of the course, and not one of a student's own with the same name."""
    return getattr(rule, "__module__", "") == "gdviz.optimizers"


def _name(rows):
    return rows.rule.__name__ if known(rows.rule) else ""


def plain(rows):
    """Whether each step was −α·g: plain gradient descent, by whatever name. Decided on walks that were taken."""
    if not rows.has_rate or rows.every > 1:
        return False
    with np.errstate(all="ignore"):
        step = rows.before.lr[..., None] * rows.before.g
        off = np.abs(rows.after.w - rows.before.w + step) > 1e-6 * (np.abs(rows.after.w) + np.abs(step))
    return not np.any(off & rows.before.running[..., None])


def rolls(rows):
    """Whether a rule moves by a velocity z that keeps the share μ of what it was. Decided on walks that were taken."""
    rows = getattr(rows, "like", rows)
    if not {"z", "mu"} <= rows.known or not rows.has_rate:
        return False
    before, after = rows.before, rows.after
    if after.state["z"].shape != after.w.shape:
        return False
    with np.errstate(all="ignore"):
        rolled = before.lr[..., None] * after.state["z"]
        off = np.abs(after.w - before.w + rolled) > 1e-6 * (np.abs(after.w) + np.abs(rolled))
    return _name(rows) in CAPTIONS or not np.any(off & before.running[..., None])  # else its z is something else


def _kept(rows):
    """The share of the velocity that each step keeps, (steps, ...)."""
    afresh = np.all(rows.after.state["z"] == rows.before.g, axis=-1)  # the step began afresh
    return np.where(afresh, 0.0, rows.setting("mu"))


def _turned(rows):
    """Whether the velocity pointed uphill when a step began, (steps, ...)."""
    with np.errstate(all="ignore"):
        return np.sum(rows.before.state["z"] * rows.before.g, axis=-1) < 0


def _rolled(rows):
    """Whether the velocity became μ·z + g in a step, (steps, ...)."""
    with np.errstate(all="ignore"):
        expected = rows.setting("mu")[..., None] * rows.before.state["z"] + rows.before.g
        return np.all(np.isclose(rows.after.state["z"], expected, atol=0), axis=-1)


def _slope(rows):
    moved = rows.after.w - rows.before.w
    with np.errstate(all="ignore"):
        slope, moved = (v[..., 0] if rows.n == 1 else np.hypot(v[..., 0], v[..., 1]) for v in (rows.before.g, moved))
    return {"slope": rows.arrived(slope), "moved": rows.arrived(moved)}


def _uphill(rows, done):
    with np.errstate(all="ignore"):  # a rise that can be seen, not the last digits
        rose = rows.arrived(rows.after.f - rows.before.f > 1e-6 * np.abs(rows.before.f))
    return Clause(["", "The step went uphill."], rose * done)
