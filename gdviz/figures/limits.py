"""Limits: the learning rates that are worth knowing of a rule on a landscape, as signs on a slider."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from gdviz.figures import steps
from gdviz.figures.rows import Taken
from gdviz.live.scene import Sign
from gdviz.optimizers import momentum


class Limit(NamedTuple):
    """A learning rate: its name; how many times 1/L it is, of μ; and what it means, with its value in braces."""

    name: str
    times: Callable[[Any], Any]
    means: str


PLAIN = [
    Limit("1/L", lambda _: 1.0, "1/L = {}: up to here, plain gradient descent never overshoots along its slope."),
    Limit(
        "2/L", lambda _: 2.0,
        "2/L = {}: up to here, each step of plain gradient descent goes down; beyond it, a bowl throws it out.",
    ),
]  # fmt: skip
# Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.
ROLLING = [
    Limit(
        "2(1+μ)/L", lambda mu: 2 * (1 + mu), "2(1 + μ)/L = {}: beyond it, a bowl throws momentum out, however gentle."
    )
]


def signs(walks):
    """Signs at the limits of a rule on the slider of the learning rate: where they are moves with the landscape and μ.

    None for a rule whose limit is not known, for rates that do not rise, and where no limit lies on the slider.
    """
    rates, known = np.asarray(walks.axes["lr"], dtype=float), limits(walks.rule, walks.some[0])
    if len(rates) < 2 or not np.isfinite(rates).all() or np.any(np.diff(rates) <= 0):
        return ()
    curved, over = np.array([member.lipschitz or np.nan for member in walks.family.members], dtype=float), []
    if walks.family.name:
        over.append(walks.family.name)
    else:
        curved = curved[0]
    mu, found = np.asarray(walks.fixed.get("mu", 0.0), dtype=float), []
    if known is ROLLING and "mu" in walks.axes:
        mu = np.asarray(walks.axes["mu"], dtype=float)
        over, curved = [*over, "mu"], curved[..., None]
    for name, times, means in known:
        values = times(mu) / curved * np.where(np.abs(mu) < 1, 1.0, np.nan)
        places = np.interp(values, rates, np.arange(len(rates)), left=np.nan, right=np.nan)
        if np.isfinite(places).any():
            found.append(Sign(name, means, values, places, over))
    return tuple(found)


def limits(rule, runs):
    """The limits of a rule: by its name, or by what its steps were in these runs."""
    rows = Taken(runs)
    if steps.plain(rows):
        return PLAIN
    return ROLLING if rule is momentum or (not steps.known(rule) and steps.rolls(rows)) else []
