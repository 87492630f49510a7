"""The parts of a map: its sides, its colours, shares in words."""

import itertools

import numpy as np
import pytest
from helpers.colours import BLINDNESS, contrast, lab
from matplotlib.colors import rgb_to_hsv, to_rgb

from gdviz import style
from gdviz.figures.areas import Side, kinds
from gdviz.live.areas import Areas, shares


def test_cells_lie_about_their_values():
    even, factors = Side.of("a", np.array([1.0, 2.0, 3.0])), Side.of("b", np.array([1.0, 10.0, 100.0]), log=True)
    np.testing.assert_allclose(even.borders, [0.5, 1.5, 2.5, 3.5])
    np.testing.assert_allclose(factors.borders, 10 ** np.array([-0.5, 0.5, 1.5, 2.5]))
    assert [even.cell(v) for v in (0.5, 1.4, 1.6, 3.5)] == [0, 0, 1, 2]
    assert [factors.cell(v) for v in (0.4, 3.1, 3.2, 300)] == [0, 0, 1, 2]


def test_a_share_is_in_words_that_are_true_of_a_few_and_of_all_but_a_few():
    for counts, words in (
        ([1, 999], ["under 1 %", "over 99 %"]), ([996, 4], ["over 99 %", "under 1 %"]), ([6, 994], ["1 %", "99 %"]),
        ([500, 500], ["50 %", "50 %"]), ([1000], ["100 %"]),
    ):  # fmt: skip
        assert shares(counts) == words


@pytest.mark.parametrize(
    ("counts", "percents"),
    [
        ([2600, 2570, 2380, 2450], [26, 26, 24, 24]),  # 25.7 and 23.8, and 24.5 no longer
        ([2580, 2560, 2370, 2490], [26, 25, 24, 25]),  # 25.6 has the least of four remainders
        ([1, 1, 1], [34, 33, 33]),
        ([4975, 4975, 50], [50, 50, 0]),  # one of them is not settled
        ([991, 3, 3, 3], [100, 0, 0, 0]),  # none of 0.3 % is told to be 1 %
        ([1, 1, 6], [13, 12, 75]),
    ],
)
def test_the_shares_of_a_map_add_up_to_100(counts, percents):
    words = {0: "under 1 %", 100: "over 99 %"}
    assert sum(percents) == 100
    assert shares(counts) == [words.get(percent, f"{percent} %") for percent in percents]


@pytest.mark.parametrize(
    ("cells", "sentence", "names"),
    [
        ([0] * 63 + [1] * 37, "63 % end in valley A, 37 % in B", ["ends in A: 63 %", "B: 37 %"]),
        ([1] * 99 + [-2], "99 % end in valley B, 1 % diverge", ["ends in B: 99 %", "diverged: 1 %"]),
        ([-1] * 100, "100 % have not settled after 1 step", ["not settled: 100 %"]),
        (
            [-2] * 50 + [-1] * 30 + [2] * 20,
            "20 % end in valley C, 30 % have not settled after 1 step, 50 % diverge",
            ["ends in C: 20 %", "not settled: 30 %", "diverged: 50 %"],
        ),
    ],
)
def test_what_is_said_of_all_cells(cells, sentence, names):
    areas = Areas(kinds(3, 1), "starts", {}, cells=np.array(cells))
    assert areas.sentence(areas.cells) == f"Of 100 starts, {sentence}."
    assert [*areas.names(areas.cells).values()] == names


def test_every_path_stands_out_from_every_valley_on_light_and_dark_pages():
    faces = [kind.face for kind in kinds(6, 1)]
    for colour, face in itertools.product([c for c, _ in [*style.RULES.values(), style.OWN]], faces):
        assert contrast(colour, face) >= 3, (colour, face)
        assert contrast(style.DARK[colour], style.DARK[face]) >= 3, (colour, face)


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("page", ["light", "dark"])
def test_the_colours_of_the_valleys_stay_apart_for_colour_blind_eyes(blindness, page):
    faces = [kind.face for kind in kinds(6, 1)]
    for a, b in itertools.combinations(faces, 2):
        seen = [lab(to_rgb(c if page == "light" else style.DARK[c]), blindness) for c in (a, b)]
        assert np.linalg.norm(seen[0] - seen[1]) >= (7.5 if page == "light" else 10), (a, b)


@pytest.mark.parametrize("page", ["light", "dark"])
def test_no_valley_of_a_map_of_four_has_the_hue_of_plain_descent(page):
    def hue(colour):
        return rgb_to_hsv(to_rgb(colour if page == "light" else style.DARK[colour]))[0]

    apart = [abs(hue(kind.face) - hue(style.RULES["gradient_descent"][0])) for kind in kinds(4, 1)[:4]]
    assert min(min(one, 1 - one) for one in apart) > 0.06  # of a circle
