"""Students who hand in their predictions: what their notebooks print."""

import gdviz as gd
from gdviz.teaching.predict import _asked

MANY = ["fewer steps", "as many", "more steps"]
STEPS, TWICE, OPEN = "How many steps with α = 0.524?", "And twice as many?", "Plain descent takes …"


def line(steps=None, twice=None, open_=None, truth=12):
    """What a student's notebook prints."""
    _asked.clear()
    asked = [gd.predict(STEPS, unit="steps"), gd.predict(TWICE, MANY), gd.predict(OPEN)]
    for one, guess, it in zip(asked, (steps, twice, open_), (truth, "as many", None), strict=True):
        if guess is not None:
            one.lock(guess)
        if it is not None:
            one.reveal(it)
    printed = str(gd.predictions())
    _asked.clear()
    return printed


ANN, BOB = line(1234, "as many", 0.5), line(6, "more steps", -3)


def said(text):
    """The sentence of each question in ``tally`` of a text."""
    figure = gd.tally(text)
    sentences = []
    for k in range(len(figure.sliders[0].values) if figure.sliders else 1):
        if figure.sliders:
            figure.question_index = k
        sentences.append(figure.said())
    return sentences
