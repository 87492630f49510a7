"""Every ``explore`` and ``race`` of every notebook: what the browser shows, anywhere, is what ``descend`` says."""

import base64
import json

import numpy as np
import pytest
from helpers.explored import NOTEBOOKS, PLACES, compared, demand_same_places, made, number, places, shown
from helpers.image import ROOT

RECORDS = {  # as many as a notebook may have, and why
    "02_guess_or_slope.ipynb": 1,  # a race in 100 dimensions: felt slopes are 12,000 operations
    "07_linear_regression.ipynb": 1,  # birds: thousands of samples, that logistic regression looks at one by one
}


def wire(figure, cases):
    blocks = {name: base64.b64encode(getattr(figure, f"_{name}")).decode() for name in ("numbers", "table")}
    return {"scene": figure._scene, "cases": cases} | blocks


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
    count = 0
    for figure, at, got in zip(programs, cases, json.loads((tmp_path / "shown.json").read_text()), strict=True):
        for place, seen in zip(at, got, strict=True):
            step, runs = place["step"], compared(figure, place)
            if runs is None:
                continue
            count += 1
            tracks, words = shown(figure, place, runs)
            for name, values in words.numbers.items():
                near = pytest.approx(number(values, step), rel=1e-6, abs=1e-9, nan_ok=True)
                assert float(seen["said"][name].replace("Infinity", "inf")) == near, (place, name)
            assert seen["words"] == words.at((), step, figure.last), place
            demand_same_places(tracks, seen["paths"], step, place)
    assert count >= 0.8 * PLACES * len(programs)
