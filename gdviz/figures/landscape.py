"""The landscape panel: the hill with the walk on it, a curve in one dimension, contours from above in two."""

from dataclasses import replace

import numpy as np

from gdviz import style
from gdviz.figures import steps
from gdviz.live.panel import Axis, Ground, Mark, Panel
from gdviz.live.tracks import Track, walk

HIGHER = 5  # times as high as another one a map goes, and says so
FLATTEST = 40  # times: among curves on one scale the flattest is at least a fortieth as high as all of them


def landscape(trajectory, _clock=None, name="landscape"):
    """The hill of a trajectory, as a panel; and how the walks on it are drawn, see ``gdviz.figures.panels``.

    name: of the panel, where a figure has two of them.
    """
    f, n = trajectory.objective, trajectory.w.shape[-1]
    if n > 2:
        raise ValueError(
            f"landscape: {f.name} has {n} coordinates; a picture has room for 2. Use panels=('cost', 'weights')."
        )
    title, note = _title(f)
    panel = (_curve if n == 1 else _map)(name, f, np.asarray(window(trajectory)))

    def follow(rows, paint=None, _x=None):
        w = rows.row.w
        x, y = (w[..., 0], rows.row.f) if n == 1 else (w[..., 0], w[..., 1])
        path, ball = walk(name, x, y, paint or style.Paint.of(rows.rule), dots=4.5, ball=10)
        return [path, *([] if paint else _step(name, rows)), ball]

    return replace(panel, title=title, note=note), follow


def on_one_scale(faces):
    """Curves side by side, each as high as the others' scale shows it: a flat bowl is to look flat beside a steep one.

    Where one is so many times as high as another that nothing of that would be seen, each keeps a scale of its own; so
    does every map, and says how high it goes where another goes much higher.
    """
    if faces[0].name != "landscape":
        return faces
    if faces[0].inside:
        reach = [np.ptp(face.hill.levels) for face in faces]
        if max(reach) < HIGHER * min(reach):
            return faces
        tops = [float(f"{face.hill.levels[-1]:.1g}") for face in faces]
        said = [f"cost up to {top:,.0f}" if 1 <= top < 1e9 else f"cost up to {style.short(top)}" for top in tops]
        notes = [" · ".join(filter(None, (face.note, text))) for face, text in zip(faces, said, strict=True)]
        return [replace(face, note=note) for face, note in zip(faces, notes, strict=True)]
    low, high = min(face.y.low for face in faces), max(face.y.high for face in faces)
    if high - low > FLATTEST * min(face.y.high - face.y.low for face in faces):
        return faces
    return [replace(face, y=replace(face.y, low=low, high=high)) for face in faces]


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


def _curve(name, f, window):
    (w,), height = ground(f, window)
    low, high = np.nanmin(height), np.nanmax(height)
    reach = (high - low) or 1.0
    hill = Mark("line", w, height, {"color": style.MUTED, "linewidth": 1.8 * style.scale()})
    bottoms = [_star(minimum[0], float(f(minimum)), style.MUTED) for minimum in f.minima]
    up = Axis(low - 0.07 * reach, high + 0.03 * reach)
    return Panel(name, Axis(*window[0], label="w"), up, [hill, *bottoms])


def _map(name, f, window):
    sides, height = ground(f, window)
    bottoms = [_star(minimum[0], minimum[1], style.INK) for minimum in f.minima]
    across, up = (Axis(*side, label=label) for side, label in zip(window, ("w₁", "w₂"), strict=True))
    return Panel(name, across, up, bottoms, inside=True, equal=True, hill=Ground(sides, height, levels(height)))


def _star(x, y, colour):
    return Mark("spot", x, y, {"marker": "*", "markersize": 11 * style.scale(), "color": colour})


def _step(name, rows):
    """The arrows of the current step; on a curve they lie level with where it began, the tangent dashed."""
    arrows = steps.arrows(rows)
    names = {} if len(arrows) != 2 else {"momentum": "velocity kept", "gradient_descent": "new gradient"}
    if len(arrows) == 1 and not steps.plain(rows):
        names = {"gradient_descent": "what plain descent would do"}
    level, drawn = rows.before.f, []
    for of, tail, tip in arrows:
        y, to = (tail[..., 1], tip[..., 1]) if rows.n == 2 else (level, level)
        drawn.append(_arrow(name, tail[..., 0], y, tip[..., 0], to, of, names.get(of, "")))
    if rows.n == 2:
        return drawn
    if steps.sloping(rows):
        look = {"color": style.MUTED, "linewidth": 1.2 * style.scale(), "linestyle": "--"}
        promise = (rows.after.w[..., 0], level - steps.promised(rows))
        drawn.insert(0, Track("arrow", name, rows.before.w[..., 0], level, look, promise))
    return drawn


def _arrow(name, x, y, to_x, to_y, of, label):
    look = {"color": style.RULES[of][0], "linewidth": 2.2 * style.scale(), "marker": ">"}
    return Track("arrow", name, x, y, look, (to_x, to_y), label=label)


def levels(height, count=15):
    """Levels of the contours: closer together near the bottom, so that half of the area lies below the middle one."""
    low, high = np.nanmin(height), np.nanmax(height)
    size = max(abs(low), abs(high), 1e-300)
    if high - low < 1e-12 * size:  # flat
        high = low + max(1.0, size)
    power = np.log(np.clip((np.nanmedian(height) - low) / (high - low), 1e-6, 0.999)) / np.log(0.5)
    power = min(power, np.log(1e-13 * size / (high - low)) / np.log(1 / (count - 1)))  # or the lowest would be equal
    return low + (high - low) * np.linspace(0, 1, count) ** power


def _title(f):
    """The name of a landscape, and its formula where there is room for it."""
    name = f.name if len(f.name) <= 40 else f"{f.name[:39]}…"
    return name, f.formula if f.formula and len(name) + len(f.formula) <= 40 else ""
