"""The colours and the words of the pictures."""

import itertools

import numpy as np
import pytest
from helpers.colours import BLINDNESS, contrast, lab, lightness
from helpers.tables import RULES
from matplotlib.colors import LinearSegmentedColormap, to_rgb

from gdviz import style
from gdviz.live import letters


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.25, "0.25"), (-1.5767, "−1.58"), (0, "0"), (-0.0, "0"), (1, "1"), (100, "100"), (12345, "12300"),
        (123456, "1.23e5"), (1.768e7, "1.77e7"), (0.00012345, "0.000123"), (0.000012345, "1.23e−5"), (9.999, "10"),
        (0.9999, "1"), (float("nan"), "not a number"), (float("inf"), "∞"), (-float("inf"), "−∞"),
    ],
)  # fmt: skip
def test_a_number_is_short(value, text):
    assert style.short(value) == text


@pytest.mark.parametrize(
    ("value", "low", "high", "text"),
    [
        (2.3456, -5, 5, "2.35"), (-0.0314159, -5, 5, "−0.0314"), (3.9e-88, -5, 5, "0"), (-1e-6, -5, 5, "0"),
        (1e-5, -5, 5, "1e−5"), (1000004.83, 1e6 - 10, 1e6 + 10, "1000004.8"), (-1e6, -1e6 - 10, 10 - 1e6, "−1000000"),
        (2000.0004, 1999.95, 2000.05, "2000"), (1999.9836, 1999.95, 2000.05, "1999.984"), (1e30, -5, 5, "1e30"),
        (-370836.3, -5, 5, "−3.71e5"),
        (1234567, 0, 2e6, "1.23e6"), (float("nan"), -5, 5, "not a number"), (-float("inf"), -5, 5, "−∞"),
    ],
)  # fmt: skip
def test_a_number_on_an_axis_tells_where_it_lies(value, low, high, text):
    assert style.short(value, *style.unit(low, high)) == text


def test_every_rule_has_a_colour_and_a_marker_of_its_own():
    looks = [style.of(entry.rule) for entry in RULES]
    assert len({colour for colour, _ in looks}) == len({marker for _, marker in looks}) == len(RULES)
    assert style.OWN not in looks


def test_a_rule_of_a_student_has_the_colour_for_that():
    def mine(w, g):
        return w

    assert style.of(mine) == style.OWN


THEMES = {"light": (style.SLOPES[0], lambda colour: colour), "dark": (style.SLOPES[1], style.DARK.get)}
PATHS = [colour for colour, _ in [*style.RULES.values(), style.OWN]]


def ramp(stops, count=101):
    """The colours of a hill from the bottom up."""
    return LinearSegmentedColormap.from_list("", stops)(np.linspace(0, 1, count))[:, :3]


def haloed(theme):
    """The colours of the halo that lines and letters have on a hill, from its bottom up: paper that lets it show."""
    stops, on = THEMES[theme]
    alpha = letters.halo()[0]._gc["alpha"]
    return alpha * np.array(to_rgb(on(style.PAPER))) + (1 - alpha) * ramp(stops)


@pytest.mark.parametrize("theme", THEMES)
def test_the_higher_the_ground_the_lighter_it_is_on_light_and_dark_pages(theme):
    """CIE L* rises all the way; from band to band of 14 by more than 1; and over a third of its range."""
    stops, _ = THEMES[theme]
    assert np.all(np.diff([lightness(colour) for colour in ramp(stops)]) > 0)
    bands = [lightness(colour) for colour in ramp(stops, 14)]
    assert np.min(np.diff(bands)) > 1
    assert bands[-1] - bands[0] > 35


@pytest.mark.parametrize("theme", THEMES)
def test_contour_lines_are_told_from_the_ground_at_every_height(theme):
    stops, _ = THEMES[theme]
    line = style.CONTOUR[list(THEMES).index(theme)]
    assert min(contrast(line, colour) for colour in ramp(stops)) > 2.5


@pytest.mark.parametrize("colour", PATHS)
@pytest.mark.parametrize("theme", THEMES)
def test_a_path_stands_out_at_every_height_of_the_hill_by_its_halo_on_light_and_dark_pages(colour, theme):
    """3 to 1 is what WCAG 2.2 asks of graphics (1.4.11), towards what is next to them."""
    _, on = THEMES[theme]
    assert min(contrast(on(colour), ground) for ground in haloed(theme)) >= 3


def test_more_steps_are_darker_all_the_way():
    assert np.all(np.diff([lightness(colour) for colour in ramp(style.SHADES)]) < 0)


@pytest.mark.parametrize("colour", [style.INK, style.MUTED])
@pytest.mark.parametrize("theme", THEMES)
def test_letters_are_legible_on_the_page_and_on_a_hill_on_light_and_dark_pages(colour, theme):
    """4.5 to 1 is what WCAG 2.2 asks of text (1.4.3)."""
    _, on = THEMES[theme]
    assert contrast(on(colour), on(style.PAPER)) >= 4.5
    assert min(contrast(on(colour), ground) for ground in haloed(theme)) >= 4.5


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("page", ["light", "dark"])
def test_the_colours_of_the_rules_stay_apart_for_colour_blind_eyes(blindness, page):
    colours = [colour for colour, _ in [*style.RULES.values(), style.OWN]]
    for a, b in itertools.combinations(colours, 2):
        seen = [lab(c if page == "light" else style.DARK[c], blindness) for c in (a, b)]
        assert np.linalg.norm(seen[0] - seen[1]) >= 10, (a, b)


def test_a_projector_makes_everything_larger_until_it_is_turned_off():
    usual = style.rc()
    assert style.scale() == 1
    try:
        style.projector()
        assert style.scale() > 1.2
        for name in ("font.size", "axes.titlesize", "lines.linewidth"):
            assert style.rc()[name] == pytest.approx(style.scale() * usual[name])
    finally:
        style.projector(False)
    assert style.rc() == usual


def test_a_walk_that_has_the_picture_to_itself_has_a_dot_for_each_step_in_the_colour_of_its_rule():
    assert style.Paint.of("adam") == style.Paint(style.RULES["adam"][0], "o", 1)
    assert style.Paint.of(None).colour == style.OWN[0]


def test_a_hyperparameter_without_a_name_of_its_own_is_called_what_it_is():
    assert style.label("lr") == "learning rate α"
    assert style.label("warm_up") == "warm up"
