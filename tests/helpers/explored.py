"""The figures that the notebooks make, and the walks of Python at a place of one."""

import contextlib
import functools
import io

import nbformat
import numpy as np
import pytest
from helpers.image import ROOT
from helpers.needed import callers, needed
from helpers.pictures import along

import gdviz as gd
from gdviz.figures.explore import Explorer
from gdviz.figures.maps import Map
from gdviz.figures.race import Race
from gdviz.figures.rows import Taken

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[01]*.ipynb"))
PLACES = 20


def made(path, monkeypatch):
    """The figures that the cells of a notebook make. Only cells that this needs are run."""
    figures = []
    for kind in (Explorer, Race, Map):

        def make(self, *arguments, make=kind.__init__, **keywords):
            make(self, *arguments, **keywords)
            figures.append(self)

        monkeypatch.setattr(kind, "__init__", make)
    names = {"get_ipython": lambda: None, "display": lambda *_: None}
    sources = [
        cell.source
        for cell in nbformat.read(path, 4).cells
        if cell.cell_type == "code" and "raises-exception" not in cell.metadata.get("tags", ())
    ]
    asking = callers(sources, {"explore", "race", "basins", "tuning"})
    with contextlib.redirect_stdout(io.StringIO()):
        for source in needed(sources, asking):
            exec(compile(source, path.name, "exec"), names)
    return [figure for figure in figures if figure._walks]


def demand_same_places(tracks, ends, step, place):
    """The paths and points that the browser shows stand at a step where those of Python do."""
    moving = [track for track in tracks if track.kind in ("path", "point")]
    for track, shown in zip(moving, ends, strict=True):
        for values, end in zip((track.x, track.y), shown, strict=True):
            near = pytest.approx(number(values, step), rel=1e-6, abs=1e-6, nan_ok=True)
            assert float(end.replace("Infinity", "inf")) == near, place


def number(values, step):
    return float(np.ravel(values[step if len(values) > 1 else 0])[0])


def walks(figure):
    """All walks that a figure shows: one, or that of each racer."""
    return list(figure._walks.values()) if isinstance(figure, Race) else [figure._walks]


def nudged(rule, beside):
    """A rule whose every step ends a hair beside: what rounding does, also to a walk that rests."""

    @functools.wraps(rule)
    def step(w, g, *state, **settings):
        new, *kept = out if isinstance(out := rule(w, g, *state, **settings), tuple) else (out,)
        new = new * (1 - beside / 4)  # one unit in the last place
        return (new, *kept) if kept else new

    return step


def taken(walks, index, start, beside=0.0):
    """The walk at positions of the sliders as ``descend`` takes it, or one a hair beside it, from its start on."""
    values = {name: axis[index[name]] for name, axis in walks.axes.items()}
    member = index[walks.family.name] if walks.family.name else 0
    settings = walks.fixed | {k: float(v) for k, v in values.items() if k not in ("start", "seed", walks.family.name)}
    told = walks.family.members[member].start if walks._start is None else walks._start
    start = np.asarray(values.get("start", told if start is None else start))
    how = {"schedule": walks.schedule, "stop": walks.stop, "seed": int(values.get("seed", np.ravel(walks.seeds)[0]))}
    start = start - beside * np.sign(start)
    rule = nudged(walks.rule, beside) if beside else walks.rule
    return gd.descend(walks.family.members[member], rule, start, walks.steps, **how, **settings)


def picked(figure, place, beside=0.0):
    """The walk of a map's cell as ``descend`` takes it, or one that begins a hair beside it."""
    walks = figure._walks
    values = {name: float(axis[at]) for (name, axis), at in zip(walks.axes.items(), place["index"], strict=True)}
    hand = dict(zip(walks.hand, place["start"], strict=True)) if walks.hand else {}
    start = np.asarray(walks.start if walks.hand else place["start"], dtype=float)
    how = {"schedule": walks.schedule, "stop": walks.stop} | walks.fixed | values | hand
    return gd.descend(walks.family.members[0], walks.rule, start * (1 - beside), walks.steps, **how)


def shown(figure, place, runs):
    """Its tracks and its words, made of walks that were taken."""
    if isinstance(figure, Map):
        rows = Taken(*runs, *figure._walks.arrive)
        return figure._follow(rows), figure._said(rows)
    if isinstance(figure, Race):
        which = place["index"][0]
        return figure._shown([*map(figure._taken, runs)], figure._units[which].prices, which)
    index = dict(zip((s.name for s in figure.sliders), place["index"], strict=True))
    return figure._shown(runs[0], figure._boxes[index.get(figure._family.name, 0)])


def compared(figure, place):
    """The walks at a place of a figure, one for each racer; None where they are chaotic: then another last digit is
    another walk.
    """
    index = dict(zip((s.name for s in figure.sliders), place["index"], strict=True))
    if isinstance(figure, Map):
        runs, beside = ([picked(figure, place, off)] for off in (0, 1e-15))
    else:
        runs, beside = ([taken(each, index, place["start"], off) for each in walks(figure)] for off in (0, 1e-15))
    rows = place["step"] + 1 if isinstance(figure, Explorer) else None  # others say at any step who will have arrived
    same = (
        np.allclose(a.w[:rows], b.w[:rows], rtol=1e-7, atol=1e-7, equal_nan=True)
        for a, b in zip(runs, beside, strict=True)
    )
    return runs if all(same) else None


def starts_at(figure, panel, place):
    """The start, as the browser has it, where its handle stands; on a map, that of the nearest cell.

    panel: what it reports. place: in its pixels.
    """
    (handle,), start = figure._scene["handles"], []
    left, top, width, height = panel["box"]
    if isinstance(figure, Map):
        pixels = along(panel["x"], left, left + width), along(panel["y"], top + height, top)
        cells = (
            (side.values, pixel(side.values) - at) for side, pixel, at in zip(figure.sides, pixels, place, strict=False)
        )
        return [float(values[np.argmin(np.abs(off))]) for values, off in cells]
    shares = ("x", (place[0] - left) / width), ("y", 1 - (place[1] - top) / height)
    for side, share in shares[: 1 if handle["along"] else 2]:
        low, high = panel[side]["low"], panel[side]["high"]
        unit = 10 ** np.floor(np.log10(abs(high - low) / 300))
        start.append(float(f"{round((low + share * (high - low)) / unit) * unit:.12g}"))
    return start
