"""What is known of a landscape, where it is made: texts, points and intervals that fit each other, or a sentence."""

import numpy as np

from gdviz.border.answers import finite
from gdviz.border.written import shown

WORDS = ("name", "formula", "domain", "start", "minima", "lipschitz")


def words(kind, known):
    """Demands that what is known are the ``WORDS`` of an objective."""
    for word in known:
        if word not in WORDS:
            raise TypeError(f"{kind}: {word} = {shown(known[word])} is not among {', '.join(WORDS)}.")


def text(value, what):
    """``value``, which must be a text."""
    if not isinstance(value, str):
        raise TypeError(f"{what} = {shown(value)}; it must be a text.")
    return value


def point(value, what):
    """``value`` as a point, (n,)."""
    wanted = "a point: a number for each coordinate"
    out = np.atleast_1d(finite(value, what, wanted))
    if out.ndim > 1:
        raise ValueError(f"{what} {shown(value)}; it must be {wanted}, one point alone.")
    return out


def intervals(value, what):
    """``value`` as a part of the space, (n, 2): a pair for each coordinate."""
    wanted = "a pair (low, high) for each coordinate, low < high, such as (-5, 5) or [(-3, 3), (-2, 2)]"
    pairs = finite(value, what, wanted)
    if pairs.ndim not in (1, 2) or pairs.shape[-1] != 2 or not np.all(pairs[..., 0] < pairs[..., 1]):
        raise ValueError(f"{what} {shown(value)}; it must be {wanted}.")
    if np.any(pairs[..., 1] / 2 - pairs[..., 0] / 2 > np.finfo(float).max / 4):
        raise ValueError(f"{what} {shown(value)}; that is too wide for numbers: at most 1e307 or so.")
    return pairs.reshape(-1, 2)


def places(name, domain=None, start=None, minima=(), n=None):
    """A domain (n, 2), a start (n,), minima (k, n), and n; or a sentence where they do not fit each other, or n."""
    given = {"domain": domain, "start": start, "minima": minima}
    domain = None if domain is None else intervals(domain, f"{name}: domain =")
    start = None if start is None else point(start, f"{name}: start =")
    low = [point(m, f"{name}: one of its minima is") for m in (minima if np.iterable(minima) else [minima])]
    known = [(what, len(value)) for what, value in (("domain", domain), ("start", start)) if value is not None]
    known += [("minima", len(each)) for each in low]
    n = n or max((count for _, count in known), default=None)
    for what, count in known:
        if count != n:
            many = f"{count} coordinate{'s' * (count != 1)}, not {n}"
            hint = f"write it as in {what}={_like(what, n, given[what])}"
            raise ValueError(f"{name}: {what} = {shown(given[what])} has {many}: {hint}.")
    if start is not None and domain is not None and np.any((start < domain[:, 0]) | (start > domain[:, 1])):
        raise ValueError(f"{name}: start = {shown(given['start'])} lies outside of its domain {domain.tolist()}.")
    return domain, start, np.stack(low) if low else np.empty((0, 0)), n


def _like(what, n, given):
    parts = [*given] if np.iterable(given) else []
    if what == "minima" and len(parts) == n and not any(map(np.ndim, parts)):
        return f"[{shown(given)}]"  # one point, without the brackets of a list
    one = "(-3, 3)" if what == "domain" else "1"
    many = f"[{', '.join([one] * n)}]" if what == "domain" else f"({', '.join([one] * n)})"
    like = one if n == 1 else many
    return f"[{like}]" if what == "minima" else like
