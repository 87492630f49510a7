"""Every figure of every notebook: at places where the hand takes it, its words, numbers and walks are those of
``descend``, in Chromium and in node; and at five widths nothing touches, leaves its place, is too small, or hops.

The figures of a notebook, and the walks of Python to compare with, are made once for all three.
"""

import base64
import json

import numpy as np
import pytest
from helpers.explored import (
    NOTEBOOKS,
    PLACES,
    compared,
    demand_same_places,
    made,
    number,
    shown,
    starts_at,
)
from helpers.image import ROOT
from helpers.measured import SHIFTS, faults
from helpers.own import save

from gdviz.figures.maps import Map

RECORDS = {  # as many as a notebook may have, and why
    "02_guess_or_slope.ipynb": 1,  # a race in 100 dimensions: felt slopes are 12,000 operations
    "07_linear_regression.ipynb": 1,  # birds: thousands of samples, that logistic regression looks at one by one
}
MAPS = {"04_annealing": 1, "05_local_and_global_minima": 3, "06_restarts": 2, "08_zigzag_and_momentum": 1}
STANDS = """(root, panel) => { // what the panel reports, where it is on the page, and where its handle stands in it
    const handle = root.querySelector(".gdviz-handle"), canvas = root.querySelector(`[data-panel="${panel}"] canvas`);
    const { left, top } = canvas?.getBoundingClientRect() ?? {};
    const place = handle && ["left", "top"].map((side) => parseFloat(handle.style[side]));
    return { reported: canvas?.gdviz, corner: [left, top], place };
}"""
SET = f"""async ([root, panel, position]) => {{ // how it stands before, and the words after
    const before = ({STANDS})(root, panel);
    for (const [name, at] of Object.entries(position)) {{
        const control = root.querySelector(`[name="${{name}}"]`);
        if (control.tagName === "SELECT") control.selectedIndex = at;
        else control.value = at;
        control.dispatchEvent(new Event(control.tagName === "SELECT" ? "change" : "input"));
    }}
    await new Promise(requestAnimationFrame);
    return [before, root.querySelector(".gdviz-words").innerText];
}}"""
BESIDE = 26  # CSS pixels: nearer to the middle of a handle a click is on it
SCREEN = {"width": 1000, "height": 1400}


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    """The name of a notebook, and all figures that it makes."""
    with pytest.MonkeyPatch.context() as patch:
        return request.param.name, made(request.param, patch)


@pytest.fixture(scope="module")
def figures(notebook):
    """Those that are programs."""
    name, every = notebook
    programs = [figure for figure in every if figure._ran]
    assert len(every) - len(programs) == RECORDS.get(name, 0)
    assert len(maps(programs)) == MAPS.get(name.removesuffix(".ipynb"), 0)
    return programs


def maps(figures):
    return [figure for figure in figures if isinstance(figure, Map)]


def over(figure, page, rng):
    """Take a figure on its page to places by hand; yields each place, and the words that stand there."""
    root, panel = page.locator(".gdviz").element_handle(), figure.handles[0].panel if figure.handles else None
    stands = root.evaluate(STANDS, panel)
    for _ in range(PLACES):
        index = [int(rng.integers(len(slider.values))) for slider in figure.sliders]
        step = int(rng.integers(figure.last + 1))
        if panel:
            left, top, width, height = stands["reported"]["box"]
            at = stands["place"]
            while np.hypot(*np.subtract(at, stands["place"])) < BESIDE:
                at = [left, top] + rng.uniform(0.02, 0.98, 2) * [width, height]
            page.mouse.click(*np.add(at, stands["corner"]))
        position = dict(zip((slider.name for slider in figure.sliders), index, strict=True)) | {"step": step}
        stands, words = page.evaluate(SET, [root, panel, position])
        start = starts_at(figure, stands["reported"], stands["place"]) if panel else None
        yield {"index": index, "start": start, "step": step}, words


@pytest.fixture(scope="module")
def visited(figures, chromium, tmp_path_factory):
    """For each figure its places in Chromium: [(place, the words there, the walks of Python or None)]."""
    page, rng, said, found = (
        chromium.new_page(viewport=SCREEN, reduced_motion="reduce"),
        np.random.default_rng(1),
        [],
        [],
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    file = tmp_path_factory.mktemp("figures") / "page.html"
    for figure in figures:
        save(figure, file)
        page.goto(file.as_uri())
        page.locator(".gdviz-words", has_text=".").wait_for()
        found.append([(*each, compared(figure, each[0])) for each in over(figure, page, rng)])
    page.close()
    assert said == []
    return found


def test_the_words_of_a_figure_are_those_of_descend_wherever_the_hand_takes_it(figures, visited):
    count = 0
    for figure, places in zip(figures, visited, strict=True):
        for place, seen, runs in places:
            if runs is None:
                continue
            count += 1
            _, words = shown(figure, place, runs)
            said = words.at((), place["step"], figure.last)
            about_all = figure._areas is not None  # then a sentence about all cells follows
            assert seen[: len(said) if about_all else None] == said, json.dumps(place)
    assert count >= PLACES * (0.8 * len(figures) - 0.1 * len(maps(figures)))


def test_words_and_numbers_of_the_browser_are_those_of_descend(figures, visited, run_node, tmp_path):
    """In node, where numbers can be seen with all their digits, at the same places."""
    file, wired = tmp_path / "cases.json", []
    for figure, places in zip(figures, visited, strict=True):
        blocks = {name: base64.b64encode(getattr(figure, f"_{name}")).decode() for name in ("numbers", "table")}
        wired.append({"scene": figure._scene, "cases": [place for place, *_ in places]} | blocks)
    file.write_text(json.dumps(wired, allow_nan=False))
    ran = run_node(ROOT / "tests" / "live" / "figures.mjs", GDVIZ_CASES=str(file), GDVIZ_SCRIPTS=str(tmp_path))
    assert ran.returncode == 0, ran.stderr
    for figure, places, got in zip(figures, visited, json.loads((tmp_path / "shown.json").read_text()), strict=True):
        for (place, _, runs), seen in zip(places, got, strict=True):
            if runs is None:
                continue
            step, (tracks, words) = place["step"], shown(figure, place, runs)
            for name, values in words.numbers.items() if figure not in maps(figures) else ():
                if name == "end" and step * figure.every < runs[0].n_steps:
                    continue  # the browser knows it when it comes, and then it is said
                near = pytest.approx(number(values, step), rel=1e-6, abs=1e-8, nan_ok=True)  # as near as walks are
                assert float(seen["said"][name].replace("Infinity", "inf")) == near, (place, name)
            assert seen["words"] == words.at((), step, figure.last), place
            demand_same_places(tracks, seen["paths"], step, place)


def test_nothing_touches_leaves_its_place_is_too_small_or_hops(notebook, chromium, tmp_path):
    _, figures = notebook
    context = chromium.new_context(offline=True, reduced_motion="reduce")
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.add_init_script(f"({SHIFTS})()")
    said = [fault for figure in figures for fault in faults(figure, page, tmp_path / "page.html")]
    context.close()
    assert not said + complaints, "\n".join(said + complaints)
