"""The colours and the words of the pictures."""

import itertools

import numpy as np
import pytest
from helpers.colours import BLINDNESS, contrast, lab
from helpers.tables import RULES

from gdviz import style


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


def test_every_rule_has_a_colour_and_a_marker_of_its_own():
    looks = [style.of(entry.rule) for entry in RULES]
    assert len({colour for colour, _ in looks}) == len({marker for _, marker in looks}) == len(RULES)
    assert style.OWN not in looks


def test_a_rule_of_a_student_has_the_colour_for_that():
    def mine(w, g):
        return w

    assert style.of(mine) == style.OWN


@pytest.mark.parametrize("colour", [colour for colour, _ in [*style.RULES.values(), style.OWN]])
def test_a_path_stands_out_from_every_height_of_the_hill_on_light_and_dark_pages(colour):
    """3 to 1 is what WCAG 2.2 asks of graphics (1.4.11)."""
    for height in np.linspace(0, 1, 5):
        assert contrast(colour, style.HILL(height)) >= 3
        assert contrast(style.DARK[colour], style.HILL_DARK(height)) >= 3


@pytest.mark.parametrize("colour", [style.INK, style.MUTED])
def test_letters_are_legible_on_light_and_dark_pages(colour):
    """4.5 to 1 is what WCAG 2.2 asks of text (1.4.3)."""
    assert contrast(colour, style.PAPER) >= 4.5
    assert contrast(style.DARK[colour], style.DARK[style.PAPER]) >= 4.5


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
