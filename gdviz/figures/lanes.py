"""Lanes: the walks of several racers, side by side."""

from dataclasses import replace

import numpy as np

from gdviz.engine.trajectory import Evaluations


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
            return f"{name}: {each.why}{' So Python takes those of the others, too.' if len(walks) > 1 else ''}"
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
