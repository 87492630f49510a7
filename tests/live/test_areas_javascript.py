"""The maps in JavaScript, by node's test runner: the kinds of all cells, shares in words, smooth borders."""

import base64
from pathlib import Path

import numpy as np

import gdviz as gd
from gdviz.live.areas import shares

MAPS = {  # those whose borders are smooth first
    "gradient descent": (gd.himmelblau, gd.gradient_descent, {"steps": 100, "lr": [0.005, 0.01]}),
    "momentum": (gd.himmelblau, gd.momentum, {"steps": 60, "lr": [0.005, 0.01, 0.03], "mu": 0.8}),
    "a curve": (gd.two_valleys, gd.gradient_descent, {"steps": 100, "lr": [0.1, 0.3, 0.55]}),
    "restarts": (gd.two_valleys, gd.gradient_descent, {"steps": 140, "schedule": gd.warm_restarts, "lr": [0.3, 1.5]}),
    "adam": (gd.himmelblau, gd.adam, {"steps": 150, "lr": [0.05, 0.3]}),
    "no slider": (gd.himmelblau, gd.rmsprop, {"steps": 60, "lr": 0.05}),
    "thrown out": (gd.bowl, gd.gradient_descent, {"steps": 40, "lr": [0.5, 0.97, 1.5]}),
    "a stopping rule": (gd.himmelblau, gd.nesterov, {"steps": 80, "lr": [0.005], "stop": gd.small_gradient}),
    "draws": (gd.himmelblau, gd.random_search, {"steps": 50, "delta": [0.2, 0.5], "cells": 31}),
}
SMOOTH = ("gradient descent", "a curve", "thrown out")


def chaotic(figure):
    """How many cells have another kind where all walks begin a hair beside: so they may in another language."""
    make, cells = figure._walks, figure.cells
    beside = np.zeros(cells.shape, dtype=bool)
    for off in (1e-15, -1e-15):
        starts = np.stack(np.meshgrid(*(side.values * (1 + off) for side in figure.sides), indexing="ij"), axis=-1)
        low, high = np.asarray(make.family.members[0].domain).T
        flat = np.clip(starts.reshape(-1, len(low)), low, high)
        settings = make.fixed | figure._values
        how = {"schedule": make.schedule, "stop": make.stop, "every": make.steps}
        runs = gd.sweep(make.family.members[0], make.rule, flat, make.steps, **how, **settings)
        valleys, near = make.arrive
        apart = np.max(np.abs(runs.w[-1][:, None, :] - valleys), axis=-1)
        kinds = np.where(np.min(apart, axis=-1) < near, np.argmin(apart, axis=-1), -1)
        beside |= np.where(runs.stop == gd.Stop.DIVERGED, -2, kinds).reshape(cells.shape) != cells
    return int(np.sum(beside))


def a_map(name):
    """A map as the browser has it, and what Python says at each value of its slider."""
    f, rule, options = MAPS[name]
    figure = gd.basins(f, rule, **options)
    told = {"name": name, "scene": figure._scene, "smooth": name in SMOOTH}
    told |= {"table": base64.b64encode(figure._table).decode(), "cells": [], "said": [], "named": [], "chaotic": []}
    for at in range(len(figure.sliders[0].values) if figure.sliders else 1):
        if figure.sliders:
            setattr(figure, f"{figure.sliders[0].name}_index", at)
        told["cells"].append(figure.cells.ravel().tolist())
        told["said"].append(figure._areas.sentence(figure.cells))
        told["named"].append([*figure._areas.names(figure.cells).values()])
        told["chaotic"].append(chaotic(figure))
    return told


def test_the_maps_of_the_browser_are_those_of_python(node_tests):
    maps = [a_map(name) for name in MAPS]
    cells = sum(len(cells) for told in maps for cells in told["cells"])
    assert sum(sum(told["chaotic"]) for told in maps) < 0.001 * cells  # nearly all are compared
    parts = [(1, 2, total - count - 4, count + 1) for total in (8, 200, 401, 1000) for count in range(total - 4)]
    told = [(counts, shares(counts)) for counts in ([1, 1, 1], [7], *parts)]
    node_tests(Path(__file__).with_name("areas.test.mjs"), {"maps": maps, "shares": told}, 8)
