"""Boxes: how a notebook shows a verdict, and all predictions, in HTML that needs no style to be read."""

import html
import re

import numpy as np
import pytest
from helpers.colours import contrast
from IPython.lib.pretty import pretty

import gdviz as gd
from gdviz import check, style
from gdviz.teaching import boxes, checks
from gdviz.teaching.guesses import off
from gdviz.teaching.predict import _asked

inf = float("inf")
MANY = ["fewer steps", "as many", "more steps"]


@pytest.fixture(autouse=True)
def _forgotten():
    """Nothing has been asked in this kernel yet."""
    _asked.clear()
    yield
    _asked.clear()


@pytest.mark.parametrize(
    ("answer", "sign"), [(0.1, "✓"), (-0.1, "✗"), (..., "○"), (None, "○"), ("<b>0.1</b>", "✗"), (0.2, "✗")]
)
def test_a_notebook_shows_the_same_verdict_in_a_box_that_needs_no_style(answer, sign):
    verdict = check(answer, 0.1)
    shown = verdict._repr_html_()
    bare = html.unescape(re.sub("<[^>]*>", "", shown))
    assert bare == f"{sign} {verdict.sentence}"  # GitHub drops the styles
    assert repr(verdict) == f"{'✓' if verdict.right else '✗'} {verdict.sentence}"
    assert f"border-left: 4px solid {boxes.TONES[sign][0]}" in shown
    assert "<script" not in shown


def test_a_sign_and_its_bar_can_be_seen_on_a_light_and_a_dark_page():
    for tone, ink in boxes.TONES.values():
        assert contrast(tone, ink) >= 4.5
        assert min(contrast(tone, "#ffffff"), contrast(tone, "#111111")) >= 3


def test_what_a_sentence_quotes_is_no_markup():
    shown = checks.Verdict(False, "<img src=x> & <b>")._repr_html_()
    assert "&lt;img src=x&gt; &amp; &lt;b&gt;" in shown
    assert "<img" not in shown


def test_predictions_are_a_text_that_a_notebook_shows_as_a_picture():
    assert re.sub("<[^>]*>", "", gd.predictions()._repr_html_()) == "No predictions yet."
    gd.predict("How <b>many</b>?", unit="steps").lock(12).reveal(7)
    gd.predict("And twice?", MANY).lock("as many").reveal("more steps")
    gd.predict("How far?").reveal(3)
    gd.predict("How long?").lock(inf).reveal(5)
    gd.predict("How deep?").lock(2)
    record = gd.predictions()
    assert isinstance(record, str)
    assert repr(record) == repr(str(record))
    assert pretty(record) == pretty(str(record))  # text/plain is that of the text
    shown = record._repr_html_()
    assert "<b>many</b>" not in shown
    rows = [
        html.unescape(re.sub("<[^>]*>", "", row)).strip()
        for row in re.split(r'<div style="display: flex[^>]*>', shown)[1:]
    ]
    assert rows == [
        "How <b>many</b>? you: 12 steps · it was: 7 steps · 5 steps off",
        "And twice? you: as many · it was: more steps",
        "How far? no guess · it was: 3",
        "How long? you: never · it was: 5",
        "How deep? you: 2",
    ]
    assert shown.count("<svg") == 2
    assert "overflow-wrap: anywhere" not in shown  # words stay whole


@pytest.mark.parametrize(
    ("guess", "truth", "places"),
    [
        (12, 7, (120, 70)), (-4, -2, (0, 60)), (-2, 3, (0, 120)), (1, 100, (0, 120)), (10, 100000, (0, 120)),
        (inf, 5, (120, 94)), (7, inf, (94, 120)), (inf, inf, (120, 120)), (0, 0, (0, 0)), (1e301, -1e301, (120, 0)),
    ],
)  # fmt: skip
def test_the_marks_of_a_row_stand_where_the_numbers_are(guess, truth, places):
    assert boxes._places(guess, truth) == places


@pytest.mark.parametrize(
    ("guess", "truth", "unit", "words"),
    [
        (12, 7, "steps", "5 steps off"), (7, 8, "steps", "1 step off"), (-2, 3, "m", "5 m off"),
        (0.5, 0.75, "", "0.25 off"),
        (7, 7, "steps", "exactly right"), (inf, inf, "", "exactly right"), (inf, 7, "", ""), (7, inf, "", ""),
        ("a", "b", "", ""), ("a", "a", "", "exactly right"),
    ],
)  # fmt: skip
def test_how_far_off_a_guess_was(guess, truth, unit, words):
    assert off(guess, truth, unit) == words


def test_a_choice_that_is_a_rule_of_the_course_looks_like_it():
    guess = gd.predict("Who?", ["momentum", " Adaptive  Restart", "RMSProp", "gradient descent", "steps", "none"])
    rules = guess._scene["rules"]
    names = ["momentum", "adaptive_restart", "rmsprop", "gradient_descent"]
    assert [rule["colours"][0] for rule in rules[:4]] == [style.RULES[name][0] for name in names]
    assert rules[4:] == [None, None]
    assert all(np.abs(rule["outline"]).max() == 7 for rule in rules[:4])
