"""The finish of a race: what its steps have cost, and the words that say who leads and who was first."""

from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from gdviz.engine.trajectory import Stop
from gdviz.figures.rows import nothing
from gdviz.live.words import Clause, Listed, Words
from gdviz.regression import LinearRegression


class Unit(NamedTuple):
    """What can be counted in a race. one, many: of it, in words. prices: what a step costs each racer, a number for
    all of its runs, or one for each.
    """

    label: str
    one: str
    many: str
    prices: list[Any]


def units(f, grounds, paid):
    """What can be counted in a race on f: steps, evaluations, and where f knows its data, samples.

    grounds: what each racer walks down. paid: for each the values and the gradients that a step asks for, see ``Unit``.
    """
    values, gradients = (any(np.any(one[k]) for one in paid) for k in (0, 1))
    label = many = "gradient evaluations"
    if values:
        label, many = f"evaluations of {'cost or gradient' if gradients else 'the cost'}", "evaluations"
    found = [
        Unit("steps", "step", "steps", [np.ones_like(values) for values, _ in paid]),
        Unit(label, many.removesuffix("s"), many, [values + gradients for values, gradients in paid]),
    ]
    data = getattr(f, "regression", f)
    if isinstance(data, LinearRegression):
        m = len(data.y)  # a cost looks at all samples, a gradient at those of its batch
        prices = [v * m + g * getattr(ground, "size", m) for ground, (v, g) in zip(grounds, paid, strict=True)]
        found.append(Unit("samples seen", "sample", "samples", prices))
    return found


def words(names, counted, rows, prices, which, steps, arrivals, stops=False):
    """The line under a race: who leads, who has arrived by this step; at the last one, who was first.

    names: of the racers. counted: the units. rows: of each racer, see ``gdviz.figures.rows``. prices: what a step costs
    each, in the unit whose number is ``which``. steps: of the race. arrivals: the steps after which each has arrived,
    or infinity; None where there is nowhere to arrive: then it says who was first to stop, if there is a rule for it.
    """
    t, costs = rows[0].t, [each.row.f for each in rows]
    lowest = reduce(np.minimum, [np.where(np.isfinite(cost), cost, np.inf) for cost in costs])
    low, units = nothing(rows[0]), {"lowest": (1e4 * nothing(rows[0]), 0.0)}
    with np.errstate(invalid="ignore"):  # nearer than 1e-9 is rounding
        leads = [np.isfinite(cost) & (cost - lowest <= 1e-9 * np.abs(lowest) + low) for cost in costs]
    clauses, parts = [Clause(["Step {step} of {last}."])], {}

    def those(name, text, conditions, when=None):
        """A clause about the racers for whom a condition holds; where it is nobody, it says nothing."""
        parts[name] = Listed(names, [np.where(condition, 0.0, np.inf) for condition in conditions])
        some = _any(conditions)
        clauses.append(Clause(["", text], np.where(some if when is None else some & when, 1.0, 0.0)))

    those("leading", "Lowest cost now: {leading}, {lowest}.", leads, t > 0)
    if arrivals is None and not stops:
        return Words(clauses, {"lowest": lowest}, (), parts, units=units)
    last, done, nobody = t == steps, "arrive", "Nobody has arrived."
    if nowhere := arrivals is None:
        done, nobody = "stop", ""
        stopped = [each.last.reason == float(Stop.CONVERGED) for each in rows]
        arrivals = [np.where(each, one.last.end, np.inf) for each, one in zip(stopped, rows, strict=True)]
    there = [np.isfinite(arrival) for arrival in arrivals]
    if not nowhere:
        those("there", "Arrived so far: {there}.", [arrival <= t for arrival in arrivals], t < steps)
    counts = [_count(*pair) for pair in zip(arrivals, prices, strict=True)]
    told = [f"{{about{k}}}{{count{k}}}" if np.any(price % 1) else f"{{count{k}}}" for k, price in enumerate(prices)]
    parts |= {
        f"about{k}": Clause(["", "about "], price % 1 != 0) for k, price in enumerate(prices) if np.any(price % 1)
    }
    texts = ["{names}, after {number} {unit}", "then {names}, {number}", "{names}, {number}"]
    parts["finish"] = Listed(names, counts, told, texts)
    several = np.where(reduce(np.minimum, counts) == 1, 0.0, 1.0)
    parts["unit"] = Clause([text for unit in counted for text in (unit.one, unit.many)], 2 * which + several)
    ending = np.where(last, np.where(_any(there), 1.0, 2.0), 0.0)
    clauses.append(Clause(["", f"First to {done}: {{finish}}.", nobody], ending))
    numbers = {f"count{k}": count for k, count in enumerate(counts)}
    if nowhere:
        return Words(clauses, {"lowest": lowest} | numbers, list(numbers), parts, units=units)
    blown = [each.last.reason == float(Stop.DIVERGED) for each in rows]
    late = [~(a | b) for a, b in zip(there, blown, strict=True)]
    those("late", "Not arrived: {late}.", late, last & _any(there))
    those("blown", "Diverged: {blown}.", [b & ~a for a, b in zip(there, blown, strict=True)], last)
    parts |= _places(counted, rows, counts, told, which, arrivals)
    return Words(clauses, {"lowest": lowest} | numbers, list(numbers), parts, units=units)


def _places(counted, rows, counts, told, which, arrivals):
    """What stands at the lane of each racer once it is known, {name: Clause}; the arguments are those of ``words``.

    It has arrived in that place, to stay; or has diverged; or its walk has ended elsewhere.
    """
    ordinals = ["1st", "2nd", "3rd", *(f"{n}th" for n in range(4, len(rows) + 1))][: len(rows)]
    short, parts = [text.split()[-1] for unit in counted for text in (unit.one, unit.many)], {}
    for k, (each, mine, arrival) in enumerate(zip(rows, counts, arrivals, strict=True)):
        place = 1.0 + sum(np.where(other < mine, 1.0, 0.0) for other in counts)  # with a tie both have the better one
        gone = np.where(each.last.reason == float(Stop.DIVERGED), 1.0, 2.0) + len(rows)
        late = np.where(each.t >= each.row.end, gone, 0.0)
        texts = ["", *(f"{nth} · {told[k]} {{unit{k}}}" for nth in ordinals), "left the hill", "not arrived"]
        parts[f"place{k}"] = Clause(
            texts, np.where(np.isfinite(arrival), np.where(each.t >= arrival, place, 0.0), late)
        )
        parts[f"unit{k}"] = Clause(short, 2 * which + np.where(mine == 1, 0.0, 1.0))
    return parts


def _any(conditions):
    return reduce(np.logical_or, conditions)


def _count(arrival, price):
    """What the steps have cost that a racer needed: a whole number, or infinity."""
    with np.errstate(invalid="ignore"):
        return np.where(np.isfinite(arrival), np.rint(arrival * price), np.inf)
