"""Every ``explore`` of every notebook: what the browser shows, anywhere, is what ``descend`` says in Python."""

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

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[01]*.ipynb"))
PLACES = 20
RECORDS = {"07_linear_regression.ipynb": 1}  # birds: thousands of samples, that logistic regression looks at one by one


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


def wire(figure, cases):
    blocks = {name: base64.b64encode(getattr(figure, f"_{name}")).decode() for name in ("numbers", "table")}
    return {"scene": figure._scene, "cases": cases} | blocks


def number(values, step):
    return float(np.ravel(values[step if len(values) > 1 else 0])[0])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_words_and_numbers_of_the_browser_are_those_of_descend(path, run_node, tmp_path, monkeypatch):
    figures = explored(path, monkeypatch)
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
        for place, shown in zip(at, got, strict=True):
            step, walk = place["step"], taken(figure, place)
            beside = taken(figure, place, 1e-15)
            if not np.allclose(walk.w[: step + 1], beside.w[: step + 1], rtol=1e-7, atol=1e-7, equal_nan=True):
                continue  # chaos: another last digit is another walk
            compared += 1
            words, tracks = figure._said(walk), figure._follow(walk)
            for name, values in words.numbers.items():
                near = pytest.approx(number(values, step), rel=1e-6, abs=1e-9, nan_ok=True)
                assert float(shown["said"][name].replace("Infinity", "inf")) == near, (place, name)
            assert shown["words"] == words.at((), step, figure.last), place
            moving = [track for track in tracks if track.kind in ("path", "point")]
            for track, ends in zip(moving, shown["paths"], strict=True):
                for values, end in zip((track.x, track.y), ends, strict=True):
                    near = pytest.approx(number(values, step), rel=1e-6, abs=1e-6, nan_ok=True)
                    assert float(end.replace("Infinity", "inf")) == near, place
    assert compared >= 0.8 * PLACES * len(programs)
