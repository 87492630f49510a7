"""The landscape panel: the hill with the walk on it, a curve in one dimension, contours from above in two."""

import numpy as np

from gdviz import style
from gdviz.figures import steps
from gdviz.figures.rows import Taken
from gdviz.live.hill import contours
from gdviz.live.tracks import Track, walk
from gdviz.optimizers import gradient_descent


def landscape(ax, trajectory, _clock=None, bands=True):
    """Draw the hill of a trajectory; returns how the walks on it are drawn, see ``gdviz.figures.panels``.

    bands: with colours between the contours.
    """
    f, n = trajectory.objective, trajectory.w.shape[-1]
    if n > 2:
        raise ValueError(
            f"landscape: {f.name} has {n} coordinates; a picture has room for 2. Use panels=('cost', 'weights')."
        )
    if n == 1:
        _curve(ax, f, window(trajectory))
    else:
        _contours(ax, f, window(trajectory), bands)
    ax.set_title(_title(f), parse_math=False)

    def follow(rows, paint=None, _x=None):
        w = rows.row.w
        x, y = (w[..., 0], rows.row.f) if n == 1 else (w[..., 0], w[..., 1])
        path, ball = walk(ax, x, y, paint or style.Paint.of(rows.rule), dots=4.5, ball=10)
        return [path, *([] if paint else _step(ax, rows)), ball]

    if n == 2:
        _key(ax, trajectory)
    return follow


def window(trajectory):
    """The part of the space to draw: the objective's domain, or a box about the starts and the minima."""
    if trajectory.objective.domain is not None:
        return trajectory.objective.domain
    known = trajectory.w[0].reshape(-1, trajectory.w.shape[-1])
    known = np.concatenate([known, trajectory.objective.minima]) if trajectory.objective.minima.size else known
    middle, reach = known.mean(axis=0), 1.3 * np.max(np.ptp(known, axis=0)) or 5.0
    return np.stack([middle - reach, middle + reach], axis=-1)


def ground(f, window):
    """The cost on a grid over the window: a list of the axes, and the heights, NaN where not finite (0 if nowhere)."""
    sides = [np.linspace(low, high, 800 if len(window) == 1 else 161) for low, high in window]
    with np.errstate(all="ignore"):
        height = f(np.stack(np.meshgrid(*sides), axis=-1))
    height = np.where(np.isfinite(height), height, np.nan)
    return sides, height if np.isfinite(height).any() else np.zeros_like(height)


def along(f, window):
    """A curve as a handle follows it: (w, cost), 201 points, both ends among them; bridged where it is not finite."""
    low, high = window[0]
    w = np.linspace(low, high, 201)
    with np.errstate(all="ignore"):
        height = f(w[:, None])
    known = np.isfinite(height)
    return w, np.interp(w, w[known], height[known]) if known.any() else np.zeros_like(w)


def _curve(ax, f, window):
    (w,), height = ground(f, window)
    ax.plot(w, height, color=style.MUTED, linewidth=1.8 * style.scale())
    low, high = np.nanmin(height), np.nanmax(height)
    ax.set(xlabel="w", xlim=window[0])
    reach = (high - low) or 1.0
    ax.set_ylim(low - 0.07 * reach, high + 0.03 * reach)
    for minimum in f.minima:
        ax.plot(*minimum, f(minimum), marker="*", markersize=11, color=style.MUTED, linestyle="none")


def _contours(ax, f, window, bands):
    (w1, w2), height = ground(f, window)
    if bands:
        contours(ax, w1, w2, height, levels(height))
    else:  # on other colours; hairlines that stay sharp
        known, steps_ = np.nan_to_num(height, nan=np.nanmax(height)), levels(height)
        ax.contour(w1, w2, known, levels=steps_, colors=style.MUTED, linewidths=0.35, alpha=0.7, antialiased=False)
    ax.set(xlabel="w₁", ylabel="w₂", xlim=window[0], ylim=window[1])
    ax.locator_params(nbins=int(9 / style.scale()))
    if np.ptp(window[0]) == np.ptp(window[1]):
        ax.set_aspect("equal")
    for minimum in f.minima:
        ax.plot(*minimum, marker="*", markersize=12, color=style.INK, linestyle="none")


def _step(ax, rows):
    """The arrows of the current step; on a curve they lie level with where it began, the tangent dashed."""
    arrows = steps.arrows(rows)
    if rows.n == 2:
        return [_arrow(ax, tail[..., 0], tail[..., 1], tip[..., 0], tip[..., 1], of) for of, tail, tip in arrows]
    level = rows.before.f
    drawn = [_arrow(ax, tail[..., 0], level, tip[..., 0], level, of) for of, tail, tip in arrows]
    if drawn:
        look = {"color": style.MUTED, "linewidth": 1.2 * style.scale(), "linestyle": "--"}
        promise = (rows.after.w[..., 0], level - steps.promised(rows))
        drawn.insert(0, Track("arrow", ax, rows.before.w[..., 0], level, look, promise))
    return drawn


def _arrow(ax, x, y, to_x, to_y, of):
    look = {"color": style.RULES[of][0], "linewidth": 2.2 * style.scale(), "marker": ">"}
    return Track("arrow", ax, x, y, look, (to_x, to_y))


def _key(ax, trajectory):
    """Which arrow is which, where that does not go without saying."""
    alone = trajectory.rule in (None, gradient_descent)
    arrows = [] if alone else steps.arrows(Taken(trajectory))
    for k, (of, _, _) in enumerate(arrows):
        word = {"momentum": "velocity kept", "gradient_descent": "new gradient"}[of]
        word = "what plain descent would do" if len(arrows) == 1 else word
        ax.annotate(
            f"→ {word}", (1, 0), (-4, 4 + 14 * style.scale() * (len(arrows) - 1 - k)), "axes fraction", "offset points",
            ha="right", color=style.RULES[of][0], fontsize=10 * style.scale(),
        )  # fmt: skip


def levels(height, count=18):
    """Levels of the contours: closer together near the bottom, so that half of the area lies below the middle one."""
    low, high = np.nanmin(height), np.nanmax(height)
    size = max(abs(low), abs(high), 1e-300)
    if high - low < 1e-12 * size:  # flat
        high = low + max(1.0, size)
    power = np.log(np.clip((np.nanmedian(height) - low) / (high - low), 1e-6, 0.999)) / np.log(0.5)
    power = min(power, np.log(1e-13 * size / (high - low)) / np.log(1 / (count - 1)))  # or the lowest would be equal
    return low + (high - low) * np.linspace(0, 1, count) ** power


def _title(f):
    name = f.name if len(f.name) <= 40 else f"{f.name[:39]}…"
    return f"{name}: {f.formula}" if f.formula and len(name) + len(f.formula) <= 40 else name
