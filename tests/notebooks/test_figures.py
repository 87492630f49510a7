"""Every ``explore`` and ``race`` of every notebook: what the browser shows, anywhere, is what ``descend`` says."""

import base64
import contextlib
import io
import json

import nbformat
import numpy as np
import pytest
from helpers.image import ROOT

import gdviz as gd
from gdviz.figures.explore import Explorer
from gdviz.figures.race import Race
from gdviz.figures.rows import Taken

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[01]*.ipynb"))
PLACES = 20
RECORDS = {  # as many as a notebook may have, and why
    "02_guess_or_slope.ipynb": 1,  # a race in 100 dimensions: felt slopes are 12,000 operations
    "07_linear_regression.ipynb": 1,  # birds: thousands of samples, that logistic regression looks at one by one
}


def made(path, monkeypatch):
    """The figures that the cells of a notebook make with ``explore`` and ``race``."""
    figures = []
    for kind in (Explorer, Race):

        def make(self, *arguments, make=kind.__init__, **keywords):
            make(self, *arguments, **keywords)
            figures.append(self)

        monkeypatch.setattr(kind, "__init__", make)
    names = {"get_ipython": lambda: None, "display": lambda *_: None}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in nbformat.read(path, 4).cells:
            if cell.cell_type == "code" and "raises-exception" not in cell.metadata.get("tags", ()):
                exec(compile(cell.source, path.name, "exec"), names)
    return [figure for figure in figures if figure._walks]


def walks(figure):
    """All walks that a figure shows: one, or that of each racer."""
    return list(figure._walks.values()) if isinstance(figure, Race) else [figure._walks]


def places(figure, rng):
    """Positions of its sliders, start and step."""
    domain = walks(figure)[0].family.members[0].domain
    for _ in range(PLACES):
        start = None
        if figure.handles:
            start = [float(f"{v:.4g}") for v in rng.uniform(*np.transpose(domain))]
        index = [int(rng.integers(len(slider.values))) for slider in figure.sliders]
        yield {"index": index, "start": start, "step": int(rng.integers(figure.last + 1))}


def taken(walks, index, start, beside=0.0):
    """The walk at positions of the sliders as ``descend`` takes it, or one that begins a hair beside it."""
    values = {name: axis[index[name]] for name, axis in walks.axes.items()}
    member = index[walks.family.name] if walks.family.name else 0
    settings = walks.fixed | {k: float(v) for k, v in values.items() if k not in ("start", "seed", walks.family.name)}
    start = np.asarray(values.get("start", walks.start if start is None else start))
    how = {"schedule": walks.schedule, "stop": walks.stop, "seed": int(values.get("seed", np.ravel(walks.seeds)[0]))}
    start = start - beside * np.sign(start)
    return gd.descend(walks.family.members[member], walks.rule, start, walks.steps, **how, **settings)


def shown(figure, place, runs):
    """Its tracks and its words, made of walks that were taken."""
    if isinstance(figure, Race):
        which = place["index"][0]
        return figure._shown([*map(Taken, runs)], figure._units[which].prices, which)
    return figure._follow(runs[0]), figure._said(runs[0])


def wire(figure, cases):
    blocks = {name: base64.b64encode(getattr(figure, f"_{name}")).decode() for name in ("numbers", "table")}
    return {"scene": figure._scene, "cases": cases} | blocks


def number(values, step):
    return float(np.ravel(values[step if len(values) > 1 else 0])[0])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_words_and_numbers_of_the_browser_are_those_of_descend(path, run_node, tmp_path, monkeypatch):
    figures = made(path, monkeypatch)
    programs = [figure for figure in figures if figure._ran]
    assert len(figures) - len(programs) == RECORDS.get(path.name, 0)
    rng = np.random.default_rng(0)
    cases = [list(places(figure, rng)) for figure in programs]
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([wire(*pair) for pair in zip(programs, cases, strict=True)], allow_nan=False))
    ran = run_node(ROOT / "tests" / "live" / "figures.mjs", GDVIZ_CASES=str(file), GDVIZ_SCRIPTS=str(tmp_path))
    assert ran.returncode == 0, ran.stderr
    compared = 0
    for figure, at, got in zip(programs, cases, json.loads((tmp_path / "shown.json").read_text()), strict=True):
        for place, seen in zip(at, got, strict=True):
            step, index = place["step"], dict(zip((s.name for s in figure.sliders), place["index"], strict=True))
            runs, beside = ([taken(each, index, place["start"], off) for each in walks(figure)] for off in (0, 1e-15))
            whole = isinstance(figure, Race)  # it says at any step who will have arrived
            if not all(alike(*pair, None if whole else step + 1) for pair in zip(runs, beside, strict=True)):
                continue  # chaos: another last digit is another walk
            compared += 1
            tracks, words = shown(figure, place, runs)
            for name, values in words.numbers.items():
                near = pytest.approx(number(values, step), rel=1e-6, abs=1e-9, nan_ok=True)
                assert float(seen["said"][name].replace("Infinity", "inf")) == near, (place, name)
            assert seen["words"] == words.at((), step, figure.last), place
            moving = [track for track in tracks if track.kind in ("path", "point")]
            for track, ends in zip(moving, seen["paths"], strict=True):
                for values, end in zip((track.x, track.y), ends, strict=True):
                    near = pytest.approx(number(values, step), rel=1e-6, abs=1e-6, nan_ok=True)
                    assert float(end.replace("Infinity", "inf")) == near, place
    assert compared >= 0.8 * PLACES * len(programs)


def alike(run, beside, rows):
    return np.allclose(run.w[:rows], beside.w[:rows], rtol=1e-7, atol=1e-7, equal_nan=True)
