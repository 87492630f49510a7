"""The panels beside the landscape, one function each: cost, weights, schedule, data and gap.

A panel is called with axes, a trajectory (one run or a grid of them) and a clock. It draws what stands still, and
returns a function ``follow(rows, paint=None, x=None)``, which gives the tracks of the walks on it: see
``gdviz.figures.rows``. paint: a ``style.Paint``, without it the rule's own. x: where each row stands on the clock,
without it the steps.
"""

import re
from typing import NamedTuple

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from gdviz import style
from gdviz.engine.trajectory import Stop
from gdviz.figures import steps
from gdviz.figures.landscape import ground, window
from gdviz.live.tracks import Track, walk


class Clock(NamedTuple):
    """What the horizontal axis counts: its label, and where it ends."""

    label: str
    last: float


def cost(ax, trajectory, clock=None):
    """The cost against the step, on a logarithmic axis where it can be."""
    bottom, top = _cost_range(trajectory, room=10)
    if bottom <= 0:
        return linear_cost(ax, trajectory, clock)
    _over_time(ax, "cost", trajectory, clock)
    ax.set_yscale("log")
    margin = max(top / bottom, 1.5) ** 0.05
    ax.set_ylim(bottom / margin, top * margin)
    ax.yaxis.set_minor_formatter(NullFormatter())
    if top / bottom < 100:  # too few powers of ten to read by
        ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: style.short(value)))
    return _cost_walk(ax, trajectory)


def linear_cost(ax, trajectory, clock=None):
    """The cost against the step, on a linear axis."""
    _over_time(ax, "cost", trajectory, clock)
    bottom, top = _cost_range(trajectory, room=1.5)
    margin = 0.08 * ((top - bottom) or 1.0)
    ax.set_ylim(bottom - margin, top + margin)
    return _cost_walk(ax, trajectory)


def weights(ax, trajectory, clock=None):
    """Each coordinate against the step; dotted, the true weights, or the minimum."""
    f, n, sides = trajectory.objective, trajectory.w.shape[-1], window(trajectory)
    target = getattr(f, "truth", None)
    target = f.minima[0] if target is None and len(f.minima) == 1 else target
    _over_time(ax, "weights" if n > 1 else "w", trajectory, clock)
    ax.set_ylim(np.min(sides), np.max(sides))
    true = [] if target is None else target.tolist()
    for height in sorted(set(true)):
        if np.min(sides) <= height <= np.max(sides):
            ax.axhline(height, color=style.MUTED, linestyle=":", linewidth=1.6 * style.scale())
            names = [_coordinate(i, n) for i in range(n) if true[i] == height]
            _note(ax, ", ".join(names) if n > 1 else "", height, (2, 0), va="center")  # the title names a single one

    def follow(rows, paint=None, x=None):
        lines = [(rows.row.w[..., i], "-" if i == 0 else "--") for i in range(n)]
        return [t for y, line in lines for t in _walk(ax, rows, y, paint, x, dots=0, linestyle=line)]

    return follow


def schedule(ax, trajectory, clock=None):
    """The learning rate against the step."""
    usual = trajectory.lr[np.isfinite(trajectory.lr)]
    if not usual.size:
        name = getattr(trajectory.rule, "__name__", "this rule")
        raise ValueError(f"schedule: {name} has no learning rate to show; leave this panel out.")
    low, high = min(0.0, np.min(usual)), max(0.0, np.max(usual))
    margin = 0.08 * ((high - low) or 1.0)
    _over_time(ax, "learning rate α", trajectory, clock)
    ax.set_ylim(low - margin * (low < 0), high + margin)
    return lambda rows, paint=None, x=None: _walk(ax, rows, rows.row.lr, paint, x)


def gap(ax, trajectory, clock=None):
    """What each step delivered of what the slope had promised: 1 is all of it, below 0 the step went uphill."""
    _over_time(ax, "delivered / promised", trajectory, clock)
    ax.set_ylim(-1.25, 1.25)
    ax.set_yticks([1, 0, -1], ["all: 1", "nothing: 0", "uphill: −1"])
    for height in (1, 0):
        ax.axhline(height, color=style.MUTED, linestyle="--", linewidth=1.2 * style.scale())

    def follow(rows, paint=None, x=None):
        if rows.every > 1:
            raise ValueError(
                f"gap: of {rows.every} steps only one can be sent, and this panel needs each; take fewer steps, or "
                "give the sliders fewer values."
            )
        return _walk(ax, rows, steps.delivered(rows), paint, x)

    return follow


def data(ax, trajectory, _clock=None):
    """The samples, and what the model makes of them: a line over one feature, a plane over two."""
    f = getattr(trajectory.objective, "regression", trajectory.objective)
    X, y = getattr(f, "X", None), getattr(f, "y", None)
    if X is None or y is None:
        raise ValueError(
            f"data: {trajectory.objective.name} has no data to show; this panel is for a LinearRegression."
        )
    moving = np.flatnonzero(np.ptp(X, axis=0))  # a column of ones is the intercept
    if len(moving) not in (1, 2):
        raise ValueError(f"data: {f.name} has {len(moving)} features; a picture has room for a line or a plane.")
    ends = [np.array([X[:, i].min(), X[:, i].max()]) for i in moving]
    u, v, lift = _seen(X[:, moving], y, ends)
    ax.plot(u, v, linestyle="none", marker="o", markersize=3, color=style.MUTED, alpha=0.6)
    margin = 0.1 * np.ptp(v)
    names = [re.sub(r"^([a-z])(\d)$", lambda m: m[1] + "₀₁₂₃₄₅₆₇₈₉"[int(m[2])], f.features[i]) for i in moving]
    ax.set(title="data and fit", ylabel="label", ylim=(np.min(v) - margin, np.max(v) + margin))
    ax.set_xlabel(names[0] if len(moving) == 1 else f"↖ {names[1]}      {names[0]} →", parse_math=False)
    points = np.tile(X.mean(axis=0), (2 if len(moving) == 1 else len(_WIRES), 1))
    points[:, moving] = np.column_stack(ends) if len(moving) == 1 else _wires(ends)
    across, height, _ = _seen(points[:, moving], np.zeros(len(points)), ends, lift)
    edges = across[np.isfinite(across)]
    ax.set_xlim(np.min(edges) - 0.05 * np.ptp(edges), np.max(edges) + 0.05 * np.ptp(edges))
    if len(moving) == 2:
        ax.set_xticks([])

    def follow(rows, paint=None, _x=None):
        width = (2.2, 1.1)[len(moving) - 1] * style.scale()
        look = {"color": (paint or style.Paint.of(rows.rule)).colour, "linewidth": width}
        parts = [(rows.row.w[..., i], np.nan_to_num(points[:, i])) for i in range(rows.n)]
        return [Track("shape", ax, rows.still(across), rows.still(height), look, parts=parts)]

    return follow


def _grid_lines(n=4):
    """A square of n × n fields as one line, lifted (NaN) between its strokes: (points, 2) from 0 to 1."""
    strokes = [[(k / n, 0), (k / n, 1), (np.nan, np.nan)] for k in range(n + 1)]
    return np.array([place for stroke in strokes for place in (*stroke, *(p[::-1] for p in stroke))])


_WIRES = _grid_lines()


def _wires(ends):
    """The lines of a plane over two features, (points, 2)."""
    return np.stack([low + _WIRES[:, i] * (high - low) for i, (low, high) in enumerate(ends)], axis=-1)


def _seen(points, height, ends, lift=None):
    """Where points (k, features) of a height are seen: a second feature leads backwards, to the left and up."""
    if points.shape[1] == 1:
        return points[:, 0], height, 0.0
    lift = 0.6 * np.ptp(height) if lift is None else lift
    near, far = ((points[:, i] - low) / (high - low) for i, (low, high) in enumerate(ends))
    return near - 0.8 * far, height + lift * far, lift


def _walk(ax, rows, y, paint, x, **how):
    return walk(ax, rows.t if x is None else x, y, paint or style.Paint.of(rows.rule), **how)


def _over_time(ax, title, trajectory, clock):
    label, last = clock or Clock("step", trajectory.steps)
    ax.set(title=title, xlabel=label, xlim=(-0.02 * last, 1.02 * last))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6 if last < 10000 else 4))  # room for long numbers
    ax.grid(axis="y")


def _cost_walk(ax, trajectory):
    """The floor under the cost, where there is one; and the tracks of the cost."""
    floor = getattr(trajectory.objective, "cost_at_truth", None)
    low, high = ax.get_ylim()
    if floor is not None and low <= floor <= high:
        ax.axhline(floor, color=style.MUTED, linestyle="--", linewidth=1.2 * style.scale())
        _note(ax, "cost of the truth", floor, (0, 4), ha="right", color=style.MUTED, fontsize=10 * style.scale())
    return lambda rows, paint=None, x=None: _walk(ax, rows, rows.row.f, paint, x)


def _cost_range(trajectory, room):
    """The lowest and the highest cost to show, both above 0 where no cost is below it (0 then lies below the picture).

    A diverged run is shown to four times the first costs. Walks that start elsewhere on the landscape find up to
    ``room`` times the height.
    """
    f = trajectory.f
    diverged = np.asarray(trajectory.stop == Stop.DIVERGED)
    seen = f[np.isfinite(f) & (~diverged | (np.arange(len(f)) == 0).reshape(-1, *[1] * diverged.ndim))]
    if not seen.size:
        return 0.0, 1.0
    first = f[0][np.isfinite(f[0])]
    lowest, start = np.min(seen), np.max(first)
    top = min(np.max(f, where=np.isfinite(f), initial=start), start + 3 * max(abs(start), start - lowest))
    if trajectory.w.shape[-1] <= 2:
        _, height = ground(trajectory.objective, window(trajectory))
        top = max(top, min(np.nanmax(height), lowest + room * (top - lowest)))
        lowest = min(lowest, np.nanmin(height)) if lowest < 0 else lowest
    if lowest < 0 or top <= 0:
        return lowest, top
    return max(np.min(seen, where=seen > 0, initial=top), 1e-8 * top), top


def _coordinate(i, n):
    return f"w{chr(ord('₁') + i)}" if n > 1 else "w"


def _note(ax, text, height, offset, **how):
    """Write a word at the right edge of the axes, at a height in data and ``offset`` points from there."""
    ax.annotate(text, (1, height), offset, ("axes fraction", "data"), "offset points", annotation_clip=False, **how)
