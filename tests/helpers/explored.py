"""The figures that the notebooks make with ``explore``, places where the hand may take them, and walks from there."""

import contextlib
import io

import nbformat
import numpy as np
from helpers.image import ROOT

import gdviz as gd
from gdviz.figures.explore import Explorer

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[01]*.ipynb"))
PLACES = 20


def explored(path, monkeypatch):
    """The figures that the cells of a notebook make with ``explore``."""
    figures, make = [], Explorer.__init__

    def made(self, *arguments, **keywords):
        make(self, *arguments, **keywords)
        figures.append(self)

    monkeypatch.setattr(Explorer, "__init__", made)
    names = {"get_ipython": lambda: None, "display": lambda *_: None}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in nbformat.read(path, 4).cells:
            if cell.cell_type == "code" and "raises-exception" not in cell.metadata.get("tags", ()):
                exec(compile(cell.source, path.name, "exec"), names)
    return [figure for figure in figures if figure._walks]


def places(figure, rng):
    """Positions of its sliders, start and step."""
    domain = figure._walks.family.members[0].domain
    for _ in range(PLACES):
        start = None
        if figure.handles:
            start = [float(f"{v:.4g}") for v in rng.uniform(*np.transpose(domain))]
        index = [int(rng.integers(len(slider.values))) for slider in figure.sliders]
        yield {"index": index, "start": start, "step": int(rng.integers(figure.last + 1))}


def taken(figure, place, beside=0.0):
    """The walk at a place as ``descend`` takes it, or one that begins a hair beside it."""
    walks, settings = figure._walks, {}
    values = {name: axis[at] for (name, axis), at in zip(walks.axes.items(), place["index"], strict=True)}
    member = place["index"][0] if walks.family.name else 0
    settings = walks.fixed | {k: float(v) for k, v in values.items() if k not in ("start", "seed", walks.family.name)}
    start = np.asarray(values.get("start", walks.start if place["start"] is None else place["start"]))
    how = {"schedule": walks.schedule, "stop": walks.stop, "seed": int(values.get("seed", np.ravel(walks.seeds)[0]))}
    start = start - beside * np.sign(start)
    return gd.descend(walks.family.members[member], walks.rule, start, walks.steps, **how, **settings)


def chaotic(walk, beside, step):
    """Whether a walk and one that began a hair beside it part before a step: another last digit is another walk."""
    return not np.allclose(walk.w[: step + 1], beside.w[: step + 1], rtol=1e-7, atol=1e-7, equal_nan=True)


def starts_at(figure, place, index):
    """The start, as the browser has it, where its handle stands. place: left and top, in percent of the picture."""
    (handle,), member = figure._scene["handles"], index[0] if len(figure.figures) > 1 else 0
    axes, start = figure._scene["axes"][handle["axes"]], []
    left, top, width, height = axes["box"]
    across = (place[0] / 100 * figure._scene["width"] - left) / width
    up = 1 - (place[1] / 100 * figure._scene["height"] - top) / height
    for side, share in (("x", across), ("y", up))[: 1 if handle["along"] else 2]:
        low, high = axes[side][member]["low"], axes[side][member]["high"]
        unit = 10 ** np.floor(np.log10(abs(high - low) / 300))
        start.append(float(f"{round((low + share * (high - low)) / unit) * unit:.12g}"))
    return start
