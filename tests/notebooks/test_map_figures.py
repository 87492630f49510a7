"""Every ``basins`` and ``tuning`` of every notebook: what the browser shows, anywhere, is what ``descend`` says."""

import base64
import json

import nbformat
import numpy as np
import pytest
from helpers.explored import PLACES, demand_same_places, made
from helpers.image import ROOT

import gdviz as gd
from gdviz.figures.maps import Map
from gdviz.figures.rows import Taken

MAPS = {  # notebooks, and how many maps each has
    "04_annealing": 1, "05_local_and_global_minima": 3, "06_restarts": 2, "08_zigzag_and_momentum": 1,
}  # fmt: skip


def places(figure, rng):
    """Cells of a map, positions of its slider, steps."""
    for _ in range(PLACES):
        cell = [float(rng.choice(side.values)) for side in figure.sides]
        index = [int(rng.integers(len(slider.values))) for slider in figure.sliders]
        yield {"index": index, "start": cell, "step": int(rng.integers(figure.last + 1))}


def taken(figure, place, beside=0.0):
    """The walk of a cell as ``descend`` takes it, or one that begins a hair beside it."""
    walks = figure._walks
    values = {name: float(axis[at]) for (name, axis), at in zip(walks.axes.items(), place["index"], strict=True)}
    hand = dict(zip(walks.hand, place["start"], strict=True)) if walks.hand else {}
    start = np.asarray(walks.start if walks.hand else place["start"], dtype=float)
    how = {"schedule": walks.schedule, "stop": walks.stop}
    settings = walks.fixed | values | hand
    f = walks.family.members[0]
    return gd.descend(f, walks.rule, start * (1 - beside), walks.steps, **how, **settings)


@pytest.mark.parametrize("name", MAPS)
def test_words_and_walks_of_a_cell_are_those_of_descend(name, run_node, tmp_path, monkeypatch):
    figures = made(ROOT / "notebooks" / f"{name}.ipynb", monkeypatch, kinds=[Map])
    assert [bool(figure._ran) for figure in figures] == [True] * MAPS[name]
    rng, told = np.random.default_rng(0), []
    for figure in figures:
        blocks = {name: base64.b64encode(getattr(figure, f"_{name}")).decode() for name in ("numbers", "table")}
        told.append(blocks | {"scene": figure._scene, "cases": [*places(figure, rng)]})
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(told, allow_nan=False))
    ran = run_node(ROOT / "tests" / "live" / "figures.mjs", GDVIZ_CASES=str(file), GDVIZ_SCRIPTS=str(tmp_path))
    assert ran.returncode == 0, ran.stderr
    compared = 0
    for figure, given, got in zip(figures, told, json.loads((tmp_path / "shown.json").read_text()), strict=True):
        for place, shown in zip(given["cases"], got, strict=True):
            walk, beside = (taken(figure, place, off) for off in (0, 1e-15))
            if not np.allclose(walk.w, beside.w, rtol=1e-7, atol=1e-7, equal_nan=True):
                continue  # chaos: another last digit is another walk, and the words say how it ends
            compared += 1
            rows, step = Taken(walk, *figure._walks.arrive), place["step"]
            words, tracks = figure._said(rows), figure._follow(rows)
            assert shown["words"] == words.at((), step, figure.last), place
            demand_same_places(tracks, shown["paths"], step, place)
    assert compared >= 0.7 * PLACES * len(figures)


def test_no_other_notebook_has_a_map():
    cells = {path.stem: nbformat.read(path, 4).cells for path in ROOT.glob("notebooks/*.ipynb")}
    sources = {name: "".join(cell.source for cell in some if cell.cell_type == "code") for name, some in cells.items()}
    assert {name for name, source in sources.items() if "basins(" in source or "tuning(" in source} == set(MAPS)
