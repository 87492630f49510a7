"""What happened in a step: its arrows, what the slope had promised, and a caption in words. Made from rows."""

import numpy as np

from gdviz.engine.trajectory import Stop
from gdviz.live.words import Clause

DIVIDING = ("adagrad", "rmsprop", "adam")  # rules of the course that divide by the size of their gradients
ROLLING = ("momentum", "nesterov", "adaptive_restart")
SLOPE = {
    1: "The slope was {slope}: times −α, a step of {moved}.",
    2: "The gradient was {slope} long: times α, a step of {moved} straight against it.",
}
BATCH = {
    1: "The slope for its batch was {slope}: times −α, a step of {moved}.",
    2: "The gradient for its batch was {slope} long: times α, a step of {moved}.",
}
ROLLED = [
    "The velocity made {share} % of this step, the new gradient the rest.",
    "There is no velocity: this step is plain descent.",
    "The velocity made this step, and the new gradient braked it.",
    "The new gradient made this step, and the velocity held it back.",
    "The velocity pointed uphill: it is dropped, and the step is plain descent.",
]
DIVIDED = "No coordinate moved by more than {times} times α."
TURNED = {
    1: ("It overshot the bottom.", "It overshot the bottom: {turned} of {step} steps so far did."),
    2: ("It went across the valley.", "It went across the valley: {turned} of {step} steps so far did."),
}
NEAR = 0.005  # a share that is as near to all or nothing reads as that
STILL = 1e-5  # of how far a walk has come: a step that is shorter is no step any more


def sloping(rows):
    """Whether each step begins with a slope: not where rows lie more than a step apart, nor where none is asked for."""
    return rows.every == 1 and rows.rule is not None and _name(rows) != "random_search"


def arrows(rows):
    """What a step is made of: a list of (of, tail, tip), tail and tip of shape (steps, ..., n), one after the other.

    of: "gradient_descent", the part of the step that the gradient gives, or "momentum", the part that the velocity has
    kept from earlier steps. Rules that divide by the size of their gradients have the former alone, −α·g. Empty where
    there is no gradient in the step, or where the rows lie more than a step apart.
    """
    before, after, rule = rows.before, rows.after, _name(rows)
    if not sloping(rows) or not rows.has_rate:
        return []
    if rule == "gradient_descent":
        return [("gradient_descent", before.w, after.w)]
    taken = before.running[..., None]
    with np.errstate(all="ignore"):
        if rolls(rows):
            middle, tip = before.w + _roll(rows), after.w
            if rule not in ROLLING:  # of a student's own, where the hand has put it, nothing is known but its step
                taken = taken & _went(rows, after.state["z"])[..., None]
                tip = rows.pair(np.where(taken, tip, before.w))
            middle = rows.pair(np.where(taken, middle, before.w))
            return [("momentum", before.w, middle), ("gradient_descent", middle, tip)]
        if plain(rows):
            taken = taken & _went(rows, before.g)[..., None]
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
    """What the current step did, in words: clauses, the numbers that they name, and which of these are sums so far."""
    if rows.every > 1:
        return [], {}, ()
    gone = rows.row.reason == float(Stop.DIVERGED)  # that alone is said then
    done, still = rows.arrived(rows.before.running) * (1.0 - gone), rows.arrived(_still(rows))
    texts, which, numbers = _made(rows)
    what, turned = _happened(rows, done, still)
    return [Clause(["", *texts], done * (1 - still) * which), what], numbers | {"turned": turned}, ("turned",)


def _made(rows):
    """What made the step: sentences, which of them from 1 on, and the numbers that they name."""
    rule = _name(rows)
    if rule == "random_search":
        moved = rows.arrived(np.any(rows.after.w != rows.before.w, axis=-1))
        return ["The place proposed was no lower: refused.", "The place proposed was lower: taken."], 1.0 + moved, {}
    own = not known(rows.rule) and rows.has_rate  # of a student's rule only what is true of each step
    if rule in ROLLING or (own and _has_velocity(rows)):
        share, dropped = rows.arrived(_share(rows)), False
        against = np.where(share > 1 + NEAR, 3.0, np.where(share < -NEAR, 4.0, 1.0))
        which = np.where(share == 0, 2.0, against)
        if rule == "adaptive_restart":
            dropped = rows.arrived(_turned(rows))
        which = np.where(
            rows.arrived(rows.before.lr) < 0, 0.0, np.where(rows.t == 1, 2.0, np.where(dropped, 5.0, which))
        )
        return (
            ROLLED if rule == "adaptive_restart" else ROLLED[:4],
            which * rows.arrived(_rolled(rows)) if own else which,
            {"share": np.rint(100 * np.clip(share, 0.0, 1.0))},
        )
    if (rule == "gradient_descent" or own) and rows.n <= 2:
        batch = hasattr(rows.objective, "size")  # a batch's downhill is its own
        texts = [(BATCH if batch else SLOPE)[rows.n], "The rate is below 0: the step went along the gradient, uphill."]
        which = 1.0 + (rows.n == 2 and rows.arrived(rows.before.lr) < 0)
        return texts, which * rows.arrived(_went(rows, rows.before.g)) if own else which, _slope(rows)
    if rule in DIVIDING and rows.has_rate:
        with np.errstate(all="ignore"):
            times = np.max(np.abs(rows.after.w - rows.before.w), axis=-1) / np.abs(rows.before.lr)
        return [DIVIDED], 1.0, {"times": rows.arrived(times)}
    return [], 0.0, {}


def _happened(rows, done, still):
    """What is worth saying of the step: a clause, and whether the slope has turned in it."""
    with np.errstate(all="ignore"):  # a rise that can be seen, not the last digits
        rose = rows.arrived(rows.after.f - rows.before.f > 1e-6 * np.abs(rows.before.f))
        g, after, step = rows.before.g, rows.after.g, rows.after.w - rows.before.w
        back, up = np.sum(g * after, axis=-1) < 0, np.sum((after - g) * step, axis=-1) > 0  # and not over a top
        turned = done * rows.arrived(back & up)
    if _name(rows) == "random_search" or hasattr(rows.objective, "size"):
        turned = 0.0 * turned  # it follows no slope, or each step another one
    first, others = TURNED[min(rows.n, 2)]
    texts = ["", "It hardly moves.", "It rests here.", "The step ended higher.", first, others]
    with np.errstate(all="ignore"):  # the slope has gone as well
        flat = np.sum(after**2, axis=-1) <= STILL**2 * np.sum(rows.first.g**2, axis=-1)
    which = np.where(rose, 3.0, np.where(turned, np.where(rows.t == 1, 4.0, 5.0), 0.0))
    which = np.where(still, np.where(rows.arrived(flat), 2.0, 1.0), which)
    return Clause(texts, done * which), turned


def _still(rows):
    """Whether a step is too short to be one: at rest, (steps, ...). Random search may yet find a way."""
    if _name(rows) == "random_search":
        return 0.0 * rows.before.f != 0
    with np.errstate(all="ignore"):
        moved, away = (np.sum((rows.after.w - at) ** 2, axis=-1) for at in (rows.before.w, rows.first.w))
        domain, rounding = rows.objective.domain, STILL**2 * np.sum(rows.after.w**2, axis=-1)
        reach = rounding if domain is None else np.sum(np.ptp(domain, axis=1) ** 2) / 4
        return (moved <= STILL**2 * (away + reach)) & (moved < np.inf)


def _share(rows):
    """The share of a step that its velocity made, (steps, ...): how far it leads along the step. The new gradient made
    the rest: more than all of it, where the share is below 0, and where it is above 1 it pulled back.
    """
    with np.errstate(all="ignore"):
        step = rows.after.w - rows.before.w
        return np.sum(_roll(rows) * step, axis=-1) / np.sum(step**2, axis=-1)


def _roll(rows):
    """How far the velocity that is kept leads in each step, (steps, ..., n)."""
    return -rows.before.lr[..., None] * _kept(rows)[..., None] * rows.before.state["z"]


def known(rule):
    """Whether this is a rule of the course, and not one of a student's own with the same name."""
    return getattr(rule, "__module__", "") == "gdviz.optimizers"


def _name(rows):
    return rows.rule.__name__ if known(rows.rule) else ""


def plain(rows):
    """Whether each step is −α·g: plain gradient descent, by whatever name. Decided on walks that were taken."""
    if known(rows.rule):
        return _name(rows) == "gradient_descent"
    rows = getattr(rows, "like", rows)
    return rows.has_rate and rows.every == 1 and bool(np.all(_went(rows, rows.before.g) | ~rows.before.running))


def rolls(rows):
    """Whether a rule moves by a velocity z that keeps the share μ of what it was. Decided on walks that were taken."""
    rows = getattr(rows, "like", rows)
    if not _has_velocity(rows):
        return False
    return _name(rows) in ROLLING or bool(np.all(_went(rows, rows.after.state["z"]) | ~rows.before.running))


def _has_velocity(rows):
    """Whether there is a z that can be a velocity, and a μ."""
    return {"z", "mu"} <= rows.known and rows.has_rate and rows.after.state["z"].shape == rows.after.w.shape


def _went(rows, way):
    """Whether each step was −α times ``way``, (steps, ...)."""
    with np.errstate(all="ignore"):
        step = rows.before.lr[..., None] * way
        off = np.abs(rows.after.w - rows.before.w + step)
        return np.all(off <= 1e-6 * (np.abs(rows.after.w) + np.abs(step)), axis=-1)


def _kept(rows):
    """The share of the velocity that each step keeps, (steps, ...)."""
    afresh = np.all(rows.after.state["z"] == rows.before.g, axis=-1)  # the step began afresh
    return np.where(afresh, 0.0, rows.setting("mu"))


def _turned(rows):
    """Whether the velocity pointed uphill when a step began, (steps, ...)."""
    with np.errstate(all="ignore"):
        return np.sum(rows.before.state["z"] * rows.before.g, axis=-1) < 0


def _rolled(rows):
    """Whether the velocity became μ·z + g in a step, and made it, (steps, ...)."""
    with np.errstate(all="ignore"):
        expected = rows.setting("mu")[..., None] * rows.before.state["z"] + rows.before.g
        became = np.all(np.isclose(rows.after.state["z"], expected, atol=0), axis=-1)
        return became & _went(rows, rows.after.state["z"])


def _slope(rows):
    with np.errstate(all="ignore"):
        moved = rows.after.w - rows.before.w
        slope, moved = (v[..., 0] if rows.n == 1 else np.hypot(v[..., 0], v[..., 1]) for v in (rows.before.g, moved))
    return {"slope": rows.arrived(slope), "moved": rows.arrived(moved)}
