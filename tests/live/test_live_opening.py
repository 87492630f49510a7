"""On a slow line: of a heavy figure, what shows comes first, and the rest when the cell is done."""

import asyncio

import numpy as np
import pytest
from helpers.records import never

from gdviz import LiveFigure, explore, gradient_descent, ravine
from gdviz.live import cells

ALL = {"_scene", "_numbers", "_pictures"}


@pytest.fixture
def told(monkeypatch):
    """The traits of each message that the browser is sent, after the one that opens a figure, as if somebody looked."""
    messages = []
    monkeypatch.setattr(cells, "somebody_looks", lambda: True)

    def send(self, content, buffers=None):
        if content["method"] == "update":
            messages.append({*content["state"], *(path[0] for path in content["buffer_paths"])})

    monkeypatch.setattr(LiveFigure, "_send", send)
    return messages


def heavy():
    return explore(ravine, gradient_descent, steps=200, lr=np.linspace(0.01, 0.07, 90), stop=never)


def test_a_heavy_figure_opens_with_what_shows_and_sends_the_rest_once_when_the_cell_is_done(told):
    async def cell():
        figure = heavy()
        figure.open()  # again, as it is displayed
        first = figure.get_state()
        assert first["_scene"]["only"] == list(figure.index)
        assert len(first["_numbers"]) < len(figure._numbers) / 10
        assert not any(names & ALL for names in told)
        await asyncio.sleep(0)
        return figure

    figure = asyncio.run(cell())
    assert [names & ALL for names in told if names & ALL] == [ALL]
    assert "only" not in figure.get_state()["_scene"]


def test_what_is_shown_meanwhile_comes_after_the_rest(told):
    async def cell():
        heavy().start = [1.0, 2.0]
        return [names & ALL for names in told if names & ALL]

    first, *then = asyncio.run(cell())
    assert first == ALL
    assert then
    assert all("_numbers" in names for names in then)


def test_where_nothing_tells_when_the_cell_is_done_all_is_sent_at_once(told):
    assert "only" not in heavy().get_state()["_scene"]


def test_where_nobody_looks_all_is_sent_at_once(told, monkeypatch):
    monkeypatch.setattr(cells, "somebody_looks", lambda: False)

    async def cell():
        return "only" in heavy().get_state()["_scene"]

    assert not asyncio.run(cell())
