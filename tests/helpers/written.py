"""Rules as students write them under a head, and what ``check`` says of them."""

import math

import numpy as np

from gdviz import check


def written(head, body):
    """The rule that a student writes under this head; the lines of the body have ; between them."""
    names = {"np": np, "math": math}
    exec("\n    ".join([f"def mine({head}):", *body.split("; ")]), names)
    return names["mine"]


def told(head, body, expected, **settings):
    verdict = check(written(head, body), expected, **settings)
    assert not verdict
    return verdict.sentence
