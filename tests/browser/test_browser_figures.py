"""Every figure of every notebook in Chromium: at places where the hand may take it, its words are those of Python."""

import json

import numpy as np
import pytest
from helpers.explored import NOTEBOOKS, PLACES, compared, made, shown, starts_at
from helpers.pictures import reported

SET = """([root, position]) => {
    for (const [name, at] of Object.entries(position)) {
        const control = root.querySelector(`[name="${name}"]`);
        if (control.tagName === "SELECT") control.selectedIndex = at;
        else control.value = at;
        control.dispatchEvent(new Event(control.tagName === "SELECT" ? "change" : "input"));
    }
}"""
BESIDE = 26  # CSS pixels: nearer to the middle of a handle a click is on it
HANDLE = "(root) => ['left', 'top'].map((side) => parseFloat(root.querySelector('.gdviz-handle').style[side]))"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_words_of_a_figure_are_those_of_descend_wherever_the_hand_takes_it(path, chromium, tmp_path, monkeypatch):
    figures = [figure for figure in made(path, monkeypatch) if figure._ran]
    page, rng, count = (
        chromium.new_page(viewport={"width": 1000, "height": 1400}, reduced_motion="reduce"),
        np.random.default_rng(1),
        0,
    )
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for figure in figures:
        figure.save(tmp_path / "page.html")
        page.goto((tmp_path / "page.html").as_uri())
        page.locator(".gdviz-words", has_text=".").wait_for()
        root = page.locator(".gdviz")
        for _ in range(PLACES):
            index = [int(rng.integers(len(slider.values))) for slider in figure.sliders]
            step, start = int(rng.integers(figure.last + 1)), None
            if figure.handles:
                panel = root.locator(f'[data-panel="{figure.handles[0].panel}"] canvas.gdviz-canvas')
                left, top, width, height = reported(panel)["box"]
                stands = at = np.array(root.evaluate(HANDLE))
                while np.hypot(*(at - stands)) < BESIDE:
                    at = [left, top] + rng.uniform(0.02, 0.98, 2) * [width, height]
                panel.click(position={"x": at[0], "y": at[1]})
                start = starts_at(figure, reported(panel), root.evaluate(HANDLE))
            names = [slider.name for slider in figure.sliders]
            page.evaluate(SET, [root.element_handle(), dict(zip(names, index, strict=True)) | {"step": step}])
            place = {"index": index, "start": start, "step": step}
            runs = compared(figure, place)
            if runs is None:
                continue
            count += 1
            _, words = shown(figure, place, runs)
            assert root.locator(".gdviz-words").inner_text() == words.at((), step, figure.last), json.dumps(place)
    page.close()
    assert complaints == []
    assert count >= 0.8 * PLACES * len(figures)
