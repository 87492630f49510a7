"""Sums of traced numbers, in the order in which numpy adds floats: so they have the same last digits."""

import numpy as np


def reduced(each, ufunc, values, axis, keywords):
    """A sum, a product, a maximum. Sums along the last axis are added in numpy's order, eight at a time from 8 on."""
    keepdims, initial = keywords.get("keepdims", False), keywords.get("initial", np._NoValue)
    axes = tuple(range(values.ndim)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    axes = tuple(a % values.ndim for a in axes) if values.ndim else ()
    result = values
    for nth in sorted(axes, reverse=True):
        if ufunc is np.add and nth == values.ndim - 1 and len(axes) == 1 and result.shape[nth] >= 8:
            rest = result.shape[:nth] + result.shape[nth + 1 :]  # a vector's numbers alone are no arrays
            result = _pairwise(each, np.moveaxis(result, nth, 0).reshape(result.shape[nth], -1)).reshape(rest)
        elif result.shape[nth]:
            result = np.asarray(each.reduce(result, axis=nth), dtype=object)
        else:
            result = np.full(result.shape[:nth] + result.shape[nth + 1 :], ufunc.identity, dtype=object)
    if initial is not np._NoValue and initial is not None and initial != ufunc.identity:
        result = each(result, initial)
    if keepdims:
        result = np.asarray(result, dtype=object).reshape([1 if a in axes else s for a, s in enumerate(values.shape)])
    return result


def _pairwise(each, parts):
    """The sum of (k, ...) along its first axis, in the order in which numpy adds floats that lie side by side."""
    count = len(parts)
    if count < 8:
        return each.reduce(parts, axis=0)
    if count > 128:
        half = count // 2 - (count // 2) % 8
        return each(_pairwise(each, parts[:half]), _pairwise(each, parts[half:]))
    lanes, full = list(parts[:8]), count - count % 8
    for start in range(8, full, 8):
        lanes = [each(lane, part) for lane, part in zip(lanes, parts[start : start + 8], strict=True)]
    a, b, c, d, e, f, g, h = lanes
    total = each(each(each(a, b), each(c, d)), each(each(e, f), each(g, h)))
    for part in parts[full:]:
        total = each(total, part)
    return total
