"""What a figure shows on paper, where nothing moves."""

from types import SimpleNamespace

import numpy as np
import pytest
from helpers.pictures import FOUND, REACH, Picture, places, rgb
from playwright.sync_api import expect

import gdviz as gd
from gdviz import style

RATES = np.linspace(0.002, 0.08, 40)
STEPS = 16


@pytest.mark.parametrize(("f", "start"), [(gd.ravine, (2.5, -1.2)), (gd.two_valleys, (3.4,))], ids=["map", "curve"])
def test_on_paper_the_moments_of_a_figure_stand_side_by_side_each_with_its_walk(tab, tmp_path, f, start):
    moments = {"slow": {"lr": RATES[3]}, "from there": {"lr": RATES[30], "start": start}}
    figure = gd.explore(f, gd.momentum, steps=STEPS, lr=RATES, moments=moments)
    figure.save(tmp_path / "figure.html")
    tab.emulate_media(media="screen", reduced_motion="no-preference")  # so it plays
    tab.goto((tmp_path / "figure.html").as_uri())
    picture = Picture(SimpleNamespace(page=tab), figure)
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    tab.emulate_media(media="print")
    shown = tab.locator(".gdviz-multiples figure")
    expect(shown).to_have_text(["slow", "from there"])
    walks = [
        gd.descend(f, gd.momentum, steps=STEPS, lr=RATES[3]),
        gd.descend(f, gd.momentum, start, STEPS, lr=RATES[30]),
    ]
    colour, _ = style.of(gd.momentum)
    for k in range(2):
        canvas = shown.nth(k).locator("canvas")
        seen = []
        for walk in walks:
            x, y = (walk.w[:, 0], walk.f) if walk.w.shape[-1] == 1 else walk.w.T
            seen.append(np.mean(canvas.evaluate(FOUND, [places(canvas, x, y), rgb(colour), 220, REACH])))
        assert seen[k] == 1
        assert seen[1 - k] < 0.7
    assert picture.words.inner_text() == picture.said(step=STEPS)  # the whole walk, not where it plays
    settings = tab.locator(".gdviz-controls")
    assert settings.inner_text().split("\n") == ["learning rate α", figure.sliders[0].values[figure.lr_index]]
    for what in (".gdviz-moments", ".gdviz-time", ".gdviz-rail >> nth=0", ".gdviz-handle"):
        expect(tab.locator(what)).to_have_count(1)
        expect(tab.locator(what)).to_be_hidden()
    tab.emulate_media(media="screen")
    expect(tab.locator(".gdviz-multiples")).to_be_hidden()
