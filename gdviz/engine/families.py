"""Families of landscapes: a function that makes an objective, and the values that one of its arguments takes."""

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from gdviz.border.answers import masked
from gdviz.border.written import shown
from gdviz.objectives import Objective


class Family(NamedTuple):
    """Landscapes side by side. name, values: what tells them apart (None for a single one). members: Objectives."""

    name: str | None
    values: Any
    members: list[Objective]


def family(f: Any, settings: dict[str, Any], others=()) -> tuple[Family, dict[str, Any]]:
    """The landscapes that f stands for, and the settings that are not f's own.

    f: an Objective; or a function that returns one, such as ``two_features`` or
    ``lambda size: two_features().minibatch(size)``. Its arguments are taken from the settings by name; one of them may
    be an array, and there is then a landscape for each value. others: names of the settings that the rule and its
    schedule take.

    Raises TypeError or ValueError where an argument is missing or is one of the ``others``, too, more than one is an
    array, what the function returns is not an Objective, or the landscapes have different numbers of coordinates.
    """
    if isinstance(f, Objective) or not callable(f):
        return Family(None, None, [f]), settings
    parameters = inspect.signature(f).parameters
    open_ = [name for name, p in parameters.items() if p.default is p.empty and name not in settings]
    if open_:
        raise TypeError(
            f"f = {shown(f)} is not an Objective; make one with curve(...) or surface(...). "
            f"Where f is a function that makes one, say {' and '.join(open_)}=... as well."
        )
    own = {name: settings[name] for name in parameters if name in settings}
    for name in own:
        if name in others:
            raise TypeError(
                f"{name} = {shown(own[name])}: {getattr(f, '__name__', 'the landscape')} has an argument {name}, "
                "and so has the rule, its schedule or its stopping rule. Give one of them another name."
            )
    rest = {name: value for name, value in settings.items() if name not in own}
    arrays = [name for name, value in own.items() if np.ndim(value)]
    if len(arrays) > 1:
        raise ValueError(f"{' and '.join(arrays)} are arrays; one of the landscape's arguments can be, the slider.")
    if not arrays:
        return Family(None, None, [_made(f, own)]), rest
    (name,) = arrays
    values = np.asarray(own[name])
    if values.ndim > 1 or not values.size or values.dtype.kind not in "iuf" or masked(own[name]):
        raise ValueError(f"{name} = {shown(own[name])}; it must be a number or a one-dimensional array of numbers.")
    members = [_made(f, own | {name: value.item()}) for value in values]
    counts = sorted({member.n for member in members if member.n is not None})
    if len(counts) > 1:
        raise ValueError(
            f"{name} = {shown(own[name])}: the landscapes have {', '.join(map(str, counts))} coordinates; "
            "a slider goes over landscapes of one space."
        )
    return Family(name, values, members), rest


def _made(make: Callable, arguments):
    member = make(**arguments)
    if not isinstance(member, Objective):
        raise TypeError(
            f"{getattr(make, '__name__', 'f')} returned {shown(member)}, not an Objective; "
            "make one with curve(...), surface(...) or Objective(...)."
        )
    return member
