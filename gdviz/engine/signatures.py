"""Reads what a rule, a schedule or a stopping rule asks for from its signature, and says so where it is not clear."""

import inspect
from dataclasses import dataclass

from gdviz.border.written import shown

SUPPLIED = {"rule": ("f", "rng"), "schedule": ("steps",), "stop": ()}
RESERVED = ("f", "rule", "start", "step", "steps", "schedule", "stop", "seed", "every", "panels")
_SHAPE = {
    "rule": "def {name}(w, g, *, lr=0.1)",
    "schedule": "def {name}(t, *, lr=0.1)",
    "stop": "def {name}(row, before, *, tol=1e-3)",
}
_LEADING = {"rule": 2, "schedule": 1, "stop": 2}


@dataclass(frozen=True)
class Signature:
    """What a function asks for: ``state`` and ``hyper`` with their defaults, ``asks`` for what the runner supplies.

    ``uses_gradient``: whether a rule looks at the gradient; one that calls it ``_`` does not.
    """

    name: str
    state: dict
    hyper: dict
    asks: tuple
    uses_gradient: bool = True


def read(function, kind):
    """The ``Signature`` of a "rule", a "schedule" or a "stop" (``kind``).

    Raises TypeError where it is not a plain function of that shape, with a sentence that says what to write.
    """
    if not callable(function):
        hint = f"write one, such as {_SHAPE[kind].format(name='mine')}"
        if isinstance(function, str):
            hint = f"leave out the quotation marks, or {hint}"
        elif kind == "rule" and isinstance(function, (list, tuple, dict)):
            hint = "several rules run in race(f, rules)"
        raise TypeError(f"{kind} = {shown(function)} is not a function; {hint}.")
    name = getattr(function, "__name__", type(function).__name__)
    shape = _SHAPE[kind].format(name=name)
    try:
        if type(function).__name__ == "ufunc":  # of numpy, which this file does without
            raise ValueError("np.sin and the like take an array, and options of numpy's")
        parameters = list(inspect.signature(function).parameters.values())
    except ValueError:
        raise TypeError(f"{name} does not say what it takes; write a plain function around it: {shape}.") from None
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in parameters):
        raise TypeError(f"{name} takes *args or **kwargs; name its hyperparameters one by one: {shape}.")
    positional = [p for p in parameters if p.kind is not p.KEYWORD_ONLY]
    named = [p for p in parameters if p.kind is p.KEYWORD_ONLY]
    leading, state = positional[: _LEADING[kind]], positional[_LEADING[kind] :]
    if len(leading) < _LEADING[kind]:
        raise TypeError(
            f"{name} takes {len(leading)} positional argument{'s' * (len(leading) != 1)}; a {kind} looks like {shape}."
        )
    for p in state:
        if kind != "rule":
            raise TypeError(f"{name}: {p.name} must stand after the *: {shape}.")
        if p.default is p.empty:
            raise TypeError(
                f"{name}: {p.name} stands between g and *, so it is state, and needs a starting value ({p.name}=0.0). "
                f"If it is a hyperparameter, put it after the *: {shape}."
            )
        if p.default is None:
            raise TypeError(f"{name}: {p.name}=None is no starting value for state; start from a number, {p.name}=0.0.")
    for p in named:
        if getattr(p.default, "ndim", 1) and hasattr(p.default, "__iter__") and not isinstance(p.default, (str, bytes)):
            one = p.name.removesuffix("s")
            raise TypeError(
                f"{name}: {p.name} = {shown(p.default)}; the default of a hyperparameter is one number. "
                f"Give each its name, {one}1=..., {one}2=..., or keep the table outside of the function."
            )
        if p.name in SUPPLIED[kind] and p.default not in (p.empty, None):
            raise TypeError(
                f"{name}: {p.name} = {shown(p.default)}; gdviz hands {p.name} over itself. Leave its default out, "
                "or give the hyperparameter another name."
            )
        if p.name in RESERVED and p.name not in SUPPLIED[kind]:
            raise TypeError(
                f"{name}: {p.name} is a word of descend, sweep or explore; give the hyperparameter another name."
            )
    return Signature(
        name,
        {p.name: p.default for p in state},
        {p.name: p.default for p in named if p.name not in SUPPLIED[kind]},
        tuple(p.name for p in named if p.name in SUPPLIED[kind]),
        not leading[-1].name.startswith("_"),
    )


def refuse_every(hyper):
    """A sentence where ``every`` is among the settings of a live figure: that is for descend and sweep."""
    if "every" in hyper:
        given = shown(hyper["every"])
        raise TypeError(f"every = {given} is for descend and sweep; a live figure thins its rows by itself.")


def read_all(rule, schedule, stop):
    """The signatures of a rule, a schedule and a stopping rule; None where there is no stopping rule."""
    return read(rule, "rule"), read(schedule, "schedule"), None if stop is None else read(stop, "stop")


def known(rule, schedule, stop):
    """{name: default} of every hyperparameter of these signatures (stop may be None); empty where there is none.

    A schedule counts where the rule has a learning rate.
    """
    found = {}
    for signature in (stop, rule, schedule if "lr" in rule.hyper else None):  # later win, unless they leave it open
        for name, default in (signature.hyper if signature else {}).items():
            if default is not inspect.Parameter.empty or name not in found:
                found[name] = default
    return found


def settle(rule, schedule, stop, given):
    """Every hyperparameter's value: the user's, else the schedule's default (for lr), else the rule's.

    rule, schedule, stop: signatures (stop may be None). given: {name: value}, the user's.
    Raises TypeError for a name that none of them has, or one that nobody gave a value.
    """
    readers = [s for s in (rule, schedule, stop) if s is not None]
    settings = known(rule, schedule, stop)
    if "lr" not in rule.hyper and any(value is not inspect.Parameter.empty for value in schedule.hyper.values()):
        raise TypeError(f"{rule.name} has no learning rate lr, so schedule = {schedule.name} has nothing to act on.")
    for name in given:
        if name in rule.state:
            raise TypeError(
                f"{name} stands before the * in {rule.name}, which makes it state. "
                f"To set it, make it a hyperparameter: put it after the *, as in def {rule.name}(w, g, *, {name}=...)."
            )
        if name not in settings:
            valid = ", ".join(settings) or "none"
            raise TypeError(
                f"{name} = {shown(given[name])} is not a hyperparameter of {' or '.join(s.name for s in readers)}; "
                f"valid names: {valid}."
            )
    values = {name: given.get(name, default) for name, default in settings.items()}
    for name, value in values.items():
        if value is inspect.Parameter.empty:
            raise TypeError(f"{name} has no default and no value: pass {name}=..., a number or an array of numbers.")
    return {name: values[name] for name in [*given, *(k for k in values if k not in given)]}
