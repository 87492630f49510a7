"""Moments: named settings of a figure, each a button that takes sliders and start there."""

from collections.abc import Mapping

import numpy as np

from gdviz import style
from gdviz.border.written import shown
from gdviz.live.scene import Moment
from gdviz.live.traits import finite

HOW = 'give names with settings, such as {"too small": dict(lr=0.02), "just right": dict(lr=0.25)}'


def moments(named, axes, start, demand=None, sides=None):
    """The moments of a figure, or a sentence about what is wrong with them.

    named: {name: {setting: value}}. axes: {name: values} of the sliders. start: the start, or None where it cannot be
    dragged. demand: raises where no walk can begin at a place, if the caller does not find that out itself.
    sides: {name: values} of a map of settings, whose cell a moment picks.
    """
    named, sides = {} if named is None else named, sides or {}
    if not isinstance(named, Mapping) or not all(isinstance(one, Mapping) for one in named.values()):
        raise TypeError(f"moments = {shown(named)}; {HOW}.")
    found = []
    for name, settings in named.items():
        index, place, cell = {}, None, {}
        for setting, value in settings.items():
            if setting == "start" and "start" not in axes:
                place = _place(name, value, start, demand)
            elif setting in axes:
                index[setting] = _nearest(name, setting, value, axes[setting])
            elif setting in sides:
                cell[setting] = float(sides[setting][_nearest(name, setting, value, sides[setting])])
            else:
                known = [*axes, *sides, *(["start"] if start is not None and "start" not in axes else [])]
                there = f"here one can set {', '.join(known)}" if known else "this figure has no slider"
                raise ValueError(f"moments: {name!r} sets {setting}, and {there}.")
        if cell:
            lost = [side for side in sides if side not in cell]
            if lost:
                raise ValueError(f"moments: {name!r} sets {next(iter(cell))} and not {lost[0]}; a cell has both.")
            place = [cell[side] for side in sides]
        found.append(Moment(str(name), index, place))
    return found


def _nearest(name, setting, value, values):
    """The position of a value on a slider, or a sentence."""
    wanted, numbers = finite(value), np.asarray(values, dtype=float)
    if wanted is None or wanted.shape != numbers.shape[1:]:
        raise ValueError(f"moments: {name!r} has {setting} = {shown(value)}; a value that it has here is expected.")
    away = np.abs(numbers - wanted).reshape(len(numbers), -1).max(axis=1)
    at = int(np.nanargmin(away))
    gaps = np.abs(np.diff(numbers.reshape(len(numbers), -1), axis=0)).max(axis=1)
    beside = [gaps[k] for k in (at - 1, at) if 0 <= k < len(gaps)]
    if away[at] > 0.5 * max(beside, default=0.0) + 1e-12 * np.max(np.abs(numbers[np.isfinite(numbers)])):
        ends = " to ".join(style.short(float(end)) for end in (np.nanmin(numbers), np.nanmax(numbers)))
        raise ValueError(f"moments: {name!r} has {setting} = {shown(value)}, and here it goes from {ends}.")
    return at


def _place(name, value, start, demand):
    place = finite(value)
    if start is None:
        raise ValueError(f"moments: {name!r} sets start, and the start of this figure cannot be moved.")
    if place is None or np.atleast_1d(place).shape != np.shape(start):
        numbers = "one number is" if len(start) == 1 else f"{len(start)} numbers are"
        raise ValueError(f"moments: {name!r} has start = {shown(value)}; {numbers} expected.")
    try:
        if demand:
            demand(np.atleast_1d(place))
    except ValueError as error:
        raise ValueError(f"moments: {name!r}: {error}") from None
    return np.atleast_1d(place).tolist()
