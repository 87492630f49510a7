"""Asking again: what the functions of a walk say of some of the runs alone must be what they said of them among all."""

from typing import Any, NamedTuple

import numpy as np

from gdviz.engine.calls import Row, points

ROUNDING = 1e-9  # a matrix product, @, rounds as it likes; what is further apart is another number
NOISE = 1e-12  # of the size of such numbers: what is left of it where they cancel


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
        """The moment of these runs alone, with the same random numbers. ``ask`` copies what a function is given."""
        before, row = self.before and self.before.of(who), self.row.of(who)
        hyper = {name: value[who] for name, value in self.hyper.items()}
        return Moment(self.t, before, row, [s[who] for s in self.state], self.rate[who], hyper, self.rng.of(who))


def demand(what, functions, moment, now, runs):
    """What one of the functions says about these runs, see ``ask``; or a sentence: it works with so many ``runs``."""
    try:
        return ask(what, functions, moment, now)
    except Exception as error:
        raise ValueError(fails(name_of(functions, what), f"{runs} runs", f"{len(moment.row.f)}", error)) from error


def ask(what, functions, moment, now):
    """What one of the functions says: a list of arrays, with a row for each run."""
    if what in ("value", "gradient"):
        w = points(moment.row.w)
        return [functions.f(w) if what == "value" else now.gradient(w)]
    if what == "stop":
        return [functions.satisfied(moment.row.copy(), moment.before and moment.before.copy(), moment.hyper)]
    if what == "rate":
        return [functions.rate(moment.t, moment.hyper)]
    w, state, _ = functions.stepped(now, moment.row, moment.state, moment.rate, moment.hyper, moment.rng)
    return [w, *state]


def compare(functions, moment, answers, who, size):
    """A sentence where these runs (``who``) answer otherwise in a call of their own than they did among all."""
    alone, runs = moment.of(who), len(moment.row.f)
    now = functions.f.draw(alone.rng)
    for what, together in answers.items():
        came = demand(what, functions, alone, now, runs)
        if not any(differ(a, b[who], size.get(what, 0.0)) for a, b in zip(came, together, strict=True)):
            continue
        everybody = moment.of(np.arange(runs))
        twice = ask(what, functions, everybody, functions.f.draw(everybody.rng))
        if any(differ(a, b, size.get(what, 0.0)) for a, b in zip(twice, together, strict=True)):
            raise Restless(restless(name_of(functions, what)))
        raise Mixes(mixed(name_of(functions, what), what))


def same(functions, moment, what, known, size=0.0):
    """A sentence where one of the functions does not say what is ``known`` about these runs."""
    now = functions.f
    came = demand(what, functions, moment, now, "other numbers of")
    if any(differ(a, b, size) for a, b in zip(came, known, strict=True)):
        twice = ask(what, functions, moment, now)
        name, again = name_of(functions, what), any(differ(a, b, size) for a, b in zip(came, twice, strict=True))
        raise Restless(restless(name)) if again else Mixes(mixed(name, what))


def name_of(functions, what):
    """What one of the functions of a walk is called."""
    asks = {"stop": functions.stop, "rate": functions.schedule, "rule": functions.rule}
    return asks[what].name if what in asks else f"{functions.f.name}: its {what}"


def fails(name, many, few, error):
    """The sentence for a function that works with so many runs, and not with so few."""
    return (
        f"{name} works with {many}, but not with {few}: {str(error).strip().rstrip('.')}. "
        "It must take any number of runs, in an array of shape (..., n), and treat each for itself."
    )


def restless(name):
    """The sentence for a function that says one thing now, and another when it is asked again."""
    return (
        f"{name} is not the same twice: it draws random numbers of its own, or remembers "
        "something outside. A rule asks for rng, by name after the *; what it remembers stands between g and *."
    )


def mixed(name, what):
    """The sentence for a function that mixes the runs."""
    example = "np.linalg.norm(g, axis=-1, keepdims=True)" if what in ("rule", "rate") else "np.sum(..., axis=-1)"
    return (
        f"{name} mixes the runs: one of them goes elsewhere in a sweep than alone. "
        f"Add up, compare and sort along the coordinates only, as in {example}."
    )


def differ(alone, together, size=0.0):
    """Whether two arrays differ by more than rounding does. size: of such numbers; tiny ones beside it may be noise."""
    if alone.shape == together.shape and not np.count_nonzero(alone != together):
        return False
    a, b = np.asarray(alone, dtype=float), np.asarray(together, dtype=float)
    scale = np.fmax(np.abs(a), np.abs(b))
    scale = np.max(scale, axis=-1, keepdims=True, initial=0.0) if a.ndim > 1 else scale
    near = (a == b) | (np.isnan(a) & np.isnan(b)) | (np.abs(a - b) <= ROUNDING * scale + NOISE * size)
    return not near.all()
