"""Who races: the rules of a race, each with its share of the settings, and a look of its own."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from gdviz import style
from gdviz.border.written import shown
from gdviz.engine import signatures
from gdviz.objectives import Objective, demand
from gdviz.regression import LinearRegression
from gdviz.schedules import constant

# Every look there is. A racer whose rule's own is taken gets the first that is free; those of the rules that are raced
# most come last, and then green, which is the student.
LOOKS = [style.RULES[name] for name in ("rmsprop", "adam", "adagrad", "adaptive_restart", "nesterov")]
LOOKS += [*(style.RULES[name] for name in ("momentum", "gradient_descent", "random_search")), style.OWN]
HOW = "give a list of rules, or {name: rule}, or {name: (rule, {'lr': 0.1})}"


class Racer(NamedTuple):
    """One that races: what it walks down, by which rule and schedule, with which settings; its colour and marker."""

    name: str
    f: Objective
    rule: Callable
    schedule: Callable
    hyper: dict[str, Any]
    paint: style.Paint


def enter(f, rules, schedule, stop, shared):
    """The racers of a race, or a sentence about what is wrong with them. The arguments are those of ``race``.

    shared: settings for every racer that knows their name, unless it brings its own.
    """
    demand(f)
    entries = _entries(rules)
    if not 1 <= len(entries) <= len(LOOKS):
        raise ValueError(f"rules: {len(entries)} are to race; 1 to {len(LOOKS)} can, as many as there are colours.")
    looks = _looks([rule for _, rule, _ in entries])
    racers, heard = [], set()
    for (name, rule, own), (colour, marker) in zip(entries, looks, strict=True):
        by = own.pop("schedule", schedule if "lr" in signatures.read(rule, "rule").hyper else constant)
        knows = set(signatures.known(*signatures.read_all(rule, by, stop)))
        ground = f if "batch" in knows or "batch" not in own else _in_batches(f, name, own.pop("batch"))
        given = {key: value for key, value in shared.items() if key in knows} | own
        racers.append(Racer(name, ground, rule, by, given, style.Paint(colour, marker)))
        heard |= knows - own.keys()
    for name, value in shared.items():
        if name not in heard:
            raise TypeError(
                f"{name} = {shown(value)} is for none of the racers: no rule knows it, or each racer brings its own; "
                f"valid names: {', '.join(sorted(heard)) or 'none'}."
            )
    return racers


def named(tracks, name):
    """The tracks of a racer: a path that is its only one in a panel, but for the landscape, has the racer's name."""
    paths = [track.panel for track in tracks if track.kind == "path"]
    lines = {panel: name for panel in paths if paths.count(panel) == 1 and panel != "landscape"}
    return [replace(t, label=lines.get(t.panel, "")) if t.kind == "path" else t for t in tracks]


def _entries(rules):
    """The entries of a race: (name, rule, settings of its own)."""
    if isinstance(rules, Mapping):
        entries = {str(name): one if isinstance(one, tuple) else (one, {}) for name, one in rules.items()}
        for name, one in entries.items():
            if len(one) != 2 or not isinstance(one[1], Mapping):
                raise TypeError(
                    f"rules[{name!r}] = {shown(one)} is neither a rule nor a pair of a rule and its settings; {HOW}."
                )
        return [(name, rule, dict(own)) for name, (rule, own) in entries.items()]
    if not isinstance(rules, (list, tuple)):
        raise TypeError(f"rules = {shown(rules)}; {HOW}.")
    names = [style.label(signatures.read(rule, "rule").name) for rule in rules]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"rules: {names.count(name)} racers are called {name!r}; {HOW}.")
    return [(name, rule, {}) for name, rule in zip(names, rules, strict=True)]


def _in_batches(f, name, size):
    data = getattr(f, "regression", f)
    if not isinstance(data, LinearRegression):
        why = f"{f.name} has no samples to draw from; a LinearRegression has"
        raise TypeError(f"{name}: batch = {shown(size)}, but {why}.")
    return data.minibatch(size)


def _looks(rules):
    """A colour and a marker for each: the rule's own for the first that has it, for others one that is free."""
    own = [style.of(rule) for rule in rules]
    free = [look for look in LOOKS if look not in own]
    return [look if look not in own[:k] else free.pop(0) for k, look in enumerate(own)]
