"""The panels of a figure, one function each. A panel draws what stands still, and returns the tracks that move.

The same functions draw the live figure and the static one (``plot``).
"""

from functools import cache
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from gdviz import style
from gdviz.tracks import Track
from gdviz.trajectory import Stop

WIDTH, HEIGHT = 8.0, 4.3  # inches of 100 pixels


def landscape(ax, trajectory):
    """The hill with the walk on it: a curve in one dimension, contours from above in two."""
    f, n = trajectory.objective, trajectory.w.shape[-1]
    if n > 2:
        raise ValueError(
            f"landscape: {f.name} has {n} coordinates; a picture has room for 2. Use panels=('cost', 'weights')."
        )
    draw = _curve if n == 1 else _contours
    return draw(ax, trajectory, window(trajectory))


def cost(ax, trajectory):
    """The cost against the step."""
    f = trajectory.f
    ax.set(title="cost", xlabel="step", xlim=_steps(trajectory))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    ax.grid(axis="y")
    bottom, top = _cost_range(trajectory)
    if bottom > 0:
        ax.set_yscale("log")
        margin = max(top / bottom, 1.5) ** 0.05
        ax.set_ylim(bottom / margin, top * margin)
        ax.yaxis.set_minor_formatter(NullFormatter())
        if top / bottom < 100:  # too few powers of ten to read by
            ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: style.short(value)))
    else:
        margin = 0.08 * ((top - bottom) or 1.0)
        ax.set_ylim(bottom - margin, top + margin)
    floor = getattr(trajectory.objective, "cost_at_truth", None)
    low, high = ax.get_ylim()
    if floor is not None and low <= floor <= high:
        ax.axhline(floor, color=style.MUTED, linestyle="--", linewidth=1.2)
        _note(ax, "cost of the truth", floor, (0, 4), ha="right", color=style.MUTED, fontsize=10)
    return _walk(ax, _step_axis(trajectory), f, trajectory.rule)


def weights(ax, trajectory):
    """Each coordinate against the step; dashed, the true weights, or the minimum."""
    w, f = trajectory.w, trajectory.objective
    target = getattr(f, "truth", None)
    target = f.minima[0] if target is None and len(f.minima) == 1 else target
    ax.set(title="weights" if w.shape[-1] > 1 else "w", xlabel="step", xlim=_steps(trajectory))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    ax.grid(axis="y")
    sides = window(trajectory)
    ax.set_ylim(np.min(sides), np.max(sides))
    tracks = []
    for i in range(w.shape[-1]):
        if target is not None and np.min(sides) <= target[i] <= np.max(sides):
            ax.axhline(target[i], color=style.MUTED, linestyle=":", linewidth=1.6)
            _note(ax, _coordinate(i, w.shape[-1]), target[i], (2, 0), va="center")
        line = "-" if i == 0 else "--"
        tracks += _walk(ax, _step_axis(trajectory), w[..., i], trajectory.rule, dots=0, linestyle=line)
    return tracks


def schedule(ax, trajectory):
    """The learning rate against the step."""
    lr = trajectory.lr
    usual = lr[np.isfinite(lr)]
    if not usual.size:
        name = getattr(trajectory.rule, "__name__", "this rule")
        raise ValueError(f"schedule: {name} has no learning rate to show; leave this panel out.")
    rate = np.concatenate([lr, lr[-1:]])
    low, high = min(0.0, np.min(usual)), max(0.0, np.max(usual))
    margin = 0.08 * ((high - low) or 1.0)
    ax.set(title="learning rate α", xlabel="step", xlim=_steps(trajectory))
    ax.set_ylim(low - margin * (low < 0), high + margin)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    ax.grid(axis="y")
    return _walk(ax, _step_axis(trajectory), rate, trajectory.rule)


PANELS = {"landscape": landscape, "cost": cost, "weights": weights, "schedule": schedule}


def layout(trajectory, panels):
    """A matplotlib figure with the panels in it, and their tracks: the first one large, the others stacked beside it.

    Raises ValueError for a panel that does not exist, with the list of those that do.
    """
    panels = (panels,) if isinstance(panels, str) else tuple(panels)
    for name in panels:
        if name not in PANELS:
            raise ValueError(f"panels: {name!r} is not a panel; valid names: {', '.join(PANELS)}.")
    if not panels or len(set(panels)) < len(panels):
        raise ValueError(f"panels = {panels!r}; name one or more of {', '.join(PANELS)}, each once.")
    first, *rest = list(panels)
    mosaic: list[Any] = [[first, name] for name in rest] or [[first]]
    with rc_context(style.RC):
        figure = Figure(figsize=(WIDTH, HEIGHT), dpi=100, layout="constrained")
        ratios = [1.25, 1] if rest else [1]
        axes = figure.subplot_mosaic(mosaic, width_ratios=ratios)
        tracks = [track for name in panels for track in PANELS[name](axes[name], trajectory)]
        for name in rest[:-1]:  # stacked panels share their step axis
            axes[name].set_xlabel("")
    return figure, tracks


def plot(trajectory, panels=None):
    """A static picture of one run: a matplotlib Figure with the panels that are named.

    panels: of "landscape", "cost", "weights", "schedule"; without it, what suits the coordinates.
    """
    if trajectory.shape:
        first = ", ".join("0" * len(trajectory.shape))
        raise ValueError(f"plot draws one run; pick one of {trajectory.shape}, as in trajectory[{first}].")
    figure, tracks = layout(trajectory, usual_panels(trajectory) if panels is None else panels)
    for track in tracks:
        track.ax.add_line(track.artist((), trajectory.steps // trajectory.every))
    return figure


def usual_panels(trajectory):
    """The panels of a figure for which none are named."""
    usual = {1: ("landscape", "cost"), 2: ("landscape", "cost", "weights")}
    return usual.get(trajectory.w.shape[-1], ("cost", "weights"))


def window(trajectory):
    """The part of the space to draw: the objective's domain, or a box about the starts and the minima."""
    if trajectory.objective.domain is not None:
        return trajectory.objective.domain
    known = trajectory.w[0].reshape(-1, trajectory.w.shape[-1])
    known = np.concatenate([known, trajectory.objective.minima]) if trajectory.objective.minima.size else known
    middle, reach = known.mean(axis=0), 1.3 * np.max(np.ptp(known, axis=0)) or 5.0
    return np.stack([middle - reach, middle + reach], axis=-1)


def _curve(ax, trajectory, window):
    f = trajectory.objective
    left, right = window[0]
    w = np.linspace(left, right, 800)
    height = _height(f, w[:, None])
    ax.plot(w, height, color=style.MUTED, linewidth=1.8)
    low, high = np.nanmin(height), np.nanmax(height)
    ax.set(xlabel="w", xlim=(left, right))
    ax.set_title(_title(f), parse_math=False)
    reach = (high - low) or 1.0
    ax.set_ylim(low - 0.07 * reach, high + 0.03 * reach)
    for minimum in f.minima:
        ax.plot(*minimum, f(minimum), marker="*", markersize=11, color=style.MUTED, linestyle="none")
    return _walk(ax, trajectory.w[..., 0], trajectory.f, trajectory.rule, dots=4.5, ball=10)


def _contours(ax, trajectory, window):
    f = trajectory.objective
    w1, w2 = (np.linspace(low, high, 161) for low, high in window)
    height = _height(f, np.stack(np.meshgrid(w1, w2), axis=-1))
    levels = _levels(height)
    filled = np.clip(height, levels[0], levels[-1])
    ax.contourf(w1, w2, filled, levels=levels, cmap=style.HILL)
    ax.contour(w1, w2, filled, levels=levels, colors=style.MUTED, linewidths=0.6, alpha=0.7)
    ax.set(xlabel="w₁", ylabel="w₂", xlim=window[0], ylim=window[1])
    ax.set_title(_title(f), parse_math=False)
    if np.ptp(window[0]) == np.ptp(window[1]):
        ax.set_aspect("equal")
    for minimum in f.minima:
        ax.plot(*minimum, marker="*", markersize=12, color=style.INK, linestyle="none")
    return _walk(ax, trajectory.w[..., 0], trajectory.w[..., 1], trajectory.rule, dots=4.5, ball=10)


def _height(f, w):
    """The cost on a grid, NaN where it is not finite; where it is finite nowhere, 0."""
    with np.errstate(all="ignore"):
        height = f(w)
    height = np.where(np.isfinite(height), height, np.nan)
    return height if np.isfinite(height).any() else np.zeros_like(height)


def _walk(ax, x, y, rule, dots=2.5, ball=7, linestyle="-"):
    """The tracks of a walk: the path with a dot for each iterate, and the ball where it stands."""
    colour, _ = style.of(rule)
    marker = "o" if dots else "None"
    path = {"color": colour, "linewidth": 1.5, "linestyle": linestyle, "marker": marker, "markersize": dots}
    point = {"color": colour, "marker": "o", "markersize": ball, "markeredgecolor": style.PAPER}
    return [Track("path", ax, x, y, path), Track("point", ax, x, y, point)]


def _levels(height, count=18):
    """Levels of the contours: closer together near the bottom, so that half of the area lies below the middle one."""
    low, high = np.nanmin(height), np.nanmax(height)
    middle = (np.nanmedian(height) - low) / (high - low) if high > low else 0.5
    power = np.log(np.clip(middle, 1e-6, 0.999)) / np.log(0.5)
    return low + (high - low if high > low else 1.0) * np.linspace(0, 1, count) ** power


def _cost_range(trajectory):
    """The lowest and the highest cost to show: a diverged run is shown to four times the first costs. Both are above 0
    where no cost is below it; a cost of 0 then lies below the picture.
    """
    f = trajectory.f
    diverged = np.asarray(trajectory.stop == Stop.DIVERGED)
    seen = f[np.isfinite(f) & (~diverged | (np.arange(len(f)) == 0).reshape(-1, *[1] * diverged.ndim))]
    if not seen.size:
        return 0.0, 1.0
    first = f[0][np.isfinite(f[0])]
    lowest, start = np.min(seen), np.max(first)
    top = min(np.max(f, where=np.isfinite(f), initial=start), start + 3 * max(abs(start), start - lowest))
    if lowest < 0 or top <= 0:
        return lowest, top
    return max(np.min(seen, where=seen > 0, initial=top), 1e-8 * top), top


def _steps(trajectory):
    return (-0.02 * trajectory.steps, 1.02 * trajectory.steps)


def _step_axis(trajectory):
    return _counted(trajectory.steps, trajectory.every, len(trajectory.shape))


@cache
def _counted(steps, every, sliders):
    """The steps along an axis: one array for all panels, so that it crosses to the browser once."""
    return np.arange(0, steps + 1, every, dtype=float).reshape(-1, *[1] * sliders)


def _coordinate(i, n):
    return f"w{chr(ord('₁') + i)}" if n > 1 else "w"


def _note(ax, text, height, offset, **how):
    """Write a word at the right edge of the axes, at a height in data and ``offset`` points from there."""
    ax.annotate(text, (1, height), offset, ("axes fraction", "data"), "offset points", annotation_clip=False, **how)


def _title(f):
    name = f.name if len(f.name) <= 44 else f"{f.name[:43]}…"
    return f"{name}: {f.formula}" if f.formula and len(name) + len(f.formula) <= 44 else name
