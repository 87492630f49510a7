"""Tracks: what a line that moves shows at a position and a step."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from gdviz.tracks import Track

STEPS, RATES = 4, 3
Y = np.arange((STEPS + 1) * RATES, dtype=float).reshape(STEPS + 1, RATES)  # y[t, i] = 3t + i
T = np.arange(STEPS + 1, dtype=float).reshape(-1, 1)


@pytest.fixture
def ax():
    return Figure().subplots()


def test_a_path_reaches_from_the_first_step_to_the_current_one(ax):
    x, y = Track("path", ax, T, Y).at((2,), 3)
    assert x.tolist() == [0, 1, 2, 3]
    assert y.tolist() == [2, 5, 8, 11]


def test_a_point_is_where_the_walk_stands(ax):
    x, y = Track("point", ax, T, Y).at((1,), 3)
    assert (x.tolist(), y.tolist()) == ([3], [10])


def test_a_shape_is_a_whole_line_that_may_stand_still_in_x(ax):
    ends = np.array([0.0, 1.0]).reshape(1, 1, 2)
    heights = np.stack([Y, 2 * Y], axis=-1)
    x, y = Track("shape", ax, ends, heights).at((0,), 2)
    assert (x.tolist(), y.tolist()) == ([0, 1], [6, 12])


def test_an_artist_has_the_look_of_its_track(ax):
    line = Track("path", ax, T, Y, {"color": "#123456", "linewidth": 3}).artist((0,), 4)
    assert (line.get_color(), line.get_linewidth()) == ("#123456", 3)
    assert line.get_xydata().tolist() == [[t, 3 * t] for t in range(5)]
