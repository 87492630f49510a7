"""Lanes: the walks of several racers, side by side; and the panel on which they run to a finish line."""

from dataclasses import replace

import numpy as np

from gdviz import style
from gdviz.engine.trajectory import Evaluations
from gdviz.live.panel import Axis, Mark, Panel
from gdviz.live.tracks import Track, walk

BEHIND = 0.03  # of a lane: so far behind its start a racer waits that has gone away from the finish
LONGEST = 16  # letters of a name that stands at a lane: more would leave no room for the place


def common_axes(walks, names):
    """{name: values} of all sliders, those with these names first. A slider has the same values for each racer."""
    axes = {}
    for racer, each in walks.items():
        for name, values in each.axes.items():
            if not np.array_equal(axes.setdefault(name, values), values):
                raise ValueError(
                    f"{racer}: {name} = {values.tolist()}, but another racer has {axes[name].tolist()}; one slider "
                    "moves them all: give them the same values, or all but one a single number."
                )
    return {name: axes[name] for name in [*names, *axes] if name in axes}


def why(walks):
    """The first racer that the browser cannot take, and why, in words; "" where it takes all of them."""
    for name, each in walks.items():
        if not each.program:
            return f"{name}: {each.reason}: Python takes {'all' if len(walks) > 1 else 'its'} walks."
    return ""


def side_by_side(f, several):
    """Runs of several racers as one batch. They have no rule in common, and so no arrows of their own."""
    rows = {
        row: np.concatenate([getattr(runs, row).reshape(len(getattr(runs, row)), -1, *own) for runs in several], 1)
        for row, own in (("w", several[0].w.shape[-1:]), ("f", ()), ("g", several[0].w.shape[-1:]), ("lr", ()))
    }
    ends = {end: np.concatenate([np.ravel(getattr(runs, end)) for runs in several]) for end in ("stop", "n_steps")}
    axes = {"run": np.arange(rows["f"].shape[1])}
    return replace(several[0], **rows, **ends, axes=axes, objective=f, rule=None, state={})


def placed(runs, axes):
    """Runs as a grid over the menu of units and sliders that they share with others; along the menu, and along sliders
    that they do not know, its length is 1.
    """
    grid = [1, *(len(values) if name in runs.axes else 1 for name, values in axes.items())]
    turned = [list(runs.axes).index(name) for name in axes if name in runs.axes]

    def placed(values, rows=0):
        values = np.moveaxis(values, [rows + axis for axis in turned], range(rows, rows + len(turned)))
        return values.reshape((*values.shape[:rows], *grid, *values.shape[rows + len(turned) :]))

    return replace(
        runs, **{row: placed(getattr(runs, row), 1) for row in ("w", "f", "g", "lr")},
        **{end: placed(np.asarray(getattr(runs, end))) for end in ("stop", "n_steps")},
        evaluations=Evaluations(*(placed(np.asarray(paid)) for paid in runs.evaluations)),
        axes={"axis": [0], **axes}, state={},
    )  # fmt: skip


def lanes(f, entered, targets, tol):
    """The panel with a lane for each racer, from the start to where its walk is near a target, the first one on top."""
    if not len(targets):
        raise ValueError(
            f"lanes: no minimum of {f.name} is known, so there is nowhere to arrive; pass a target, or leave this "
            "panel out."
        )
    low, high = -0.35 - len(entered) + 1, 0.9
    quiet, size = {"color": style.GRID, "linewidth": style.scale()}, style.scale()
    marks = [Mark("line", [0, 0], [low, high], quiet)]
    marks.append(Mark("line", [1, 1], [low, high], {"color": style.INK, "linewidth": 4 * size, "linestyle": ":"}))
    for k, racer in enumerate(entered):
        name = racer.name if len(racer.name) <= LONGEST else f"{racer.name[: LONGEST - 1]}…"
        marks.append(Mark("line", [0, 1], [-k, -k], quiet))
        marks.append(Mark("dots", 0, -k, {"color": racer.paint.colour}, name, "above"))
    across = Axis(-2 * BEHIND, 1 + 2 * BEHIND, words={0: "start", 1: f"within {style.short(tol)}"})
    where = ("the minimum" if len(targets) == 1 else "a minimum") if np.array_equal(targets, f.minima) else "the target"
    title = f"distance to {where}, logarithmic"
    return Panel("lanes", across, Axis(low, high, words={}), marks, title, rows=len(entered))


def run(k, rows, paint, targets, tol):
    """The tracks of racer number k on its lane: how far it has come, and in which place it has arrived.

    At half of the lane half of the digits are right that are to be right at the finish.
    """

    def away(row):
        return np.min(np.max(np.abs(row.w[..., None, :] - targets), axis=-1), axis=-1)

    with np.errstate(all="ignore"):
        far = np.maximum(away(rows.first), 2 * tol)  # who starts at the finish has arrived
        done = np.log(far / np.maximum(away(rows.row), tol)) / np.log(far / tol)
        x = np.where(done > -BEHIND, done, -BEHIND)  # also where it is no number any more
    y = rows.still(float(-k))
    path, ball = walk("lanes", x, y, paint, dots=0, ball=9)
    path.look.update({"linewidth": 2.5 * style.scale(), "alpha": 0.35})  # where it has been, and the ball where it is
    return [path, ball, Track("note", "lanes", rows.still(1.0), y, {"color": paint.colour}, label=f"{{place{k}}}")]
