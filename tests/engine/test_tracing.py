"""Tracing: what numpy's functions become on a tape, against the functions themselves."""

import logging
import math
import sys

import numpy as np
import pytest
from helpers import trace
from helpers.functions import CLOSE, EXACT
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy import array

from gdviz.engine import quiet
from gdviz.engine.program import Case
from gdviz.engine.tape import Untraceable


@pytest.mark.parametrize("name", EXACT)
def test_a_traced_function_gives_the_same_numbers_to_the_last_bit(name):
    function, at = EXACT[name], trace.points(3)
    got, wanted = trace.computed(trace.program_of(function, 3), at), trace.expected(function, at)
    assert got.shape == wanted.shape
    chooses = any(word in name for word in ("max", "min", "clip"))  # of 0 and −0 it may take either
    wrong = ~trace.same(got + 0.0 * chooses, wanted + 0.0 * chooses)
    assert not wrong.any(), (at[wrong.any(axis=-1)][0], got[wrong][0], wanted[wrong][0])


@pytest.mark.parametrize("name", CLOSE)
def test_a_traced_function_gives_the_same_numbers_but_for_rounding(name):
    function, at = CLOSE[name], trace.points(3)
    got, wanted = trace.computed(trace.program_of(function, 3), at), trace.expected(function, at)
    assert got.shape == wanted.shape
    wrong = ~trace.near(got, wanted)
    assert not wrong.any(), (at[wrong.any(axis=-1)][0], got[wrong][0], wanted[wrong][0])


def written(depth):
    """Random expressions of w, as text: what Hypothesis finds wrong can then be read."""
    leaves = st.sampled_from(
        ["w", "w[..., :1]", "w[..., 1:2]", "w[0, 2]", "C", "0.5", "2.0", "-1.0", "np.ones_like(w)"]
    )

    def more(inner):
        one = st.sampled_from([  # no ** 2: of a single number, older numpy takes it by pow, which rounds
            "-({})", "abs({})", "np.sqrt({})", "np.sign({})", "np.floor({})", "np.square({})", "1 / ({})",
            "(np.sum({} + w, axis=-1, keepdims=True) + 0.0)", "(np.mean({} * w, axis=-1, keepdims=True) + 0.0)",
            "np.max(abs({} + w), axis=-1, keepdims=True)", "np.cumsum({} + 0 * w, axis=-1)", "np.clip({}, -1, 2)",
            "np.array([{} + 0 * w])[0]", "({} + 0 * w)[..., ::-1]", "(np.isfinite({}) * 1.0)", "np.heaviside({}, 0.5)",
            "np.stack([{} + 0 * w, w], axis=-1)[..., 0]", "np.roll({} + 0 * w, 1, axis=-1)",
        ])  # fmt: skip
        two = st.sampled_from([
            "({} + {})", "({} - {})", "({} * {})", "({} / {})", "({} % {})", "({} // {})", "np.fmod({}, {})",
            "np.where(({}) > ({}), w, 1.0)", "(((({}) < ({})) & (w > 0)) * 1.0)",
            "np.maximum(abs({}), abs({}))",  # not copysign: a NaN's sign is none of the numbers'
        ])  # fmt: skip
        return st.builds(str.format, one, inner) | st.builds(str.format, two, inner, inner)

    return st.recursive(leaves, more, max_leaves=depth)


def _divides_by_zero(text):
    try:
        with np.errstate(all="ignore"):
            eval(f"lambda w: {text}", {"np": np, "C": np.array([0.5, 2.0, -1.0])})(np.ones((1, 3)))
    except ZeroDivisionError:
        return True
    return False


@settings(max_examples=80, deadline=None)
@given(written(8))
def test_random_expressions_give_the_same_numbers_to_the_last_bit(text):
    function = eval(f"lambda w: 0 * w + {text}", {"np": np, "C": np.array([0.5, 2.0, -1.0])})
    assume(not _divides_by_zero(text))  # Python itself refuses that of plain numbers
    at = trace.points(3, count=8)[:40]
    got, wanted = trace.computed(trace.program_of(function, 3), at), trace.expected(function, at)
    assert np.all((got == wanted) | (np.isnan(got) & np.isnan(wanted)))


def _if(w):
    if w[..., 0] > 0:
        return w
    return -w


def _while(w):
    while np.all(w > 1):
        w = w / 2
    return w


def _zeros(w):
    out = np.zeros(w.shape)
    out[..., 0] = w[..., 0]
    return out


def _empty(w):
    out = np.empty(w.shape)
    out[:] = w
    return out


def _raises(w):
    with np.errstate(divide="raise"):
        return 1 / w


REFUSED = {
    "if": (_if, "asks for the value"), "while": (_while, "asks for the value"),
    "and": (lambda w: w[0, 0] and w, "asks"),
    "math": (lambda w: math.sin(w[0, 0]), "asks for the value"),
    "float": (lambda w: float(w[0, 0]), "asks for the value"),
    "float of an array": (lambda w: float(w[..., 0][0]), "asks"), "int": (lambda w: int(w[0, 0]), "asks for the value"),
    "round": (lambda w: round(w[0, 0]), "asks"), "index": (lambda w: [1, 2][w[0, 0]], "asks"),
    "range": (lambda w: [*range(w[0, 0])], "asks"), "sort": (lambda w: np.sort(w), "np.sort"),
    "argsort": (lambda w: np.argsort(w), "np.argsort"), "argmax": (lambda w: np.argmax(w), "np.argmax"),
    "argmin method": (lambda w: w.argmin(), "asks"), "sort method": (lambda w: w.sort(), "asks"),
    "median": (lambda w: np.median(w), "np.median"),
    "unique": (lambda w: np.unique(w), "np.unique"), "nonzero": (lambda w: np.nonzero(w), "np.nonzero"),
    "mask": (lambda w: w[w > 0], "by a condition"), "mask of some": (lambda w: w[0, w[0] > 0], "by a condition"),
    "max of Python": (lambda w: max(w[0, 0], w[0, 1]), "asks"), "min of Python": (lambda w: min(w[0]), "asks"),
    "sorted": (lambda w: sorted(w[0]), "asks"), "where of one": (lambda w: np.where(w > 0), "np.where with one"),
    "complex": (lambda w: w * 1j, "no real number"), "complex of w": (lambda w: complex(w[0, 0]), "asks"),
    "text": (lambda w: w + "a", "real number"), "None": (lambda w: w + None, "real number"),
    "inv": (lambda w: np.linalg.inv(w.T @ w), "np.inv"),
    "solve": (lambda w: np.linalg.solve(np.eye(3), w[0]), "np.solve"),
    "interp": (lambda w: np.interp(w, [0, 1], [0, 1]), "np.interp"),
    "fft": (lambda w: np.fft.fft(w), "fft"), "zeros and then set": (_zeros, "writes into an array of np.zeros"),
    "empty and then set": (_empty, "np.zeros_like(w) can be traced"),
    "sign of a list": (lambda w: np.sign([w[..., 0], w[..., 1]]), "a function of numpy that is given a list"),
    "maximum of a list": (lambda w: np.maximum([w[..., 0], w[..., 1]], 0), "which np.stack makes an array"),
    "array of before": (lambda w: np.maximum(array([w[..., 0], w[..., 1]]).T, -1), "which np.stack makes an array"),
    "mean where=": (lambda w: np.mean(w, axis=-1, where=w > 0), "np.mean with where="),
    "where=": (lambda w: np.sqrt(w, where=w > 0), "where="),
    "nextafter": (lambda w: np.nextafter(w, 1), "np.nextafter"), "norm 3": (lambda w: np.linalg.norm(w, 3), "ord=3"),
    "add.at": (lambda w: np.add.at(w, [0], 1.0), "np.add.at"),
    "reduceat": (lambda w: np.add.reduceat(w, [0], axis=1), "reduceat"),
    "searchsorted": (lambda w: np.searchsorted([0.0, 1.0], w), "np.searchsorted"),
    "float array": (lambda w: np.arange(3.0).__setitem__(0, w[0, 0]), "asks"),
    "add of int": (lambda w: np.add(w, 1, dtype=int, casting="unsafe"), "np.add with int64"),
    "float32": (lambda w: w.astype(np.float32) * 1.1, "astype with float32"),
    "errors": (_raises, "np.where can be traced"), "seterr": (lambda w: np.seterr(all="call"), "waits for an error"),
    "mean out=": (lambda w: np.mean(w, axis=-1, out=w[..., 0]), "np.mean with out="),
    "norm of words": (lambda w: np.average(w, returned=True), "np.average with returned="),
    "vectorize": (lambda w: np.vectorize(lambda v: v * 2)(w), "uses np.vectorize"),
    "reduce of a list": (lambda w: np.maximum.reduce([w, 1 - w]), "a function of numpy that is given a list"),
    "in": (lambda w: w[0, 0] in [1.0, 2.0], "asks"),
    "yes + yes": (lambda w: 0.5 * ((w > 0) + (w > 1)), "np.add of yes and no"),
    "add of yes": (lambda w: np.add(w > 1, w < 2), "np.add of yes and no"),
    "yes - yes": (lambda w: (w > 1) - (w > 2), "np.subtract of yes and no"),
    "yes + True": (lambda w: (w > 1) + True, "of yes and no"), "True + yes": (lambda w: True + (w > 1), "yes and no"),
    "and + not": (lambda w: ((w > 0) & (w < 1)) + ~(w > 0), "np.add of yes and no"),
    "yes * yes + yes": (lambda w: (w > 0) * (w < 9) + (w > 1), "np.add of yes and no"),
    "where of yes + yes": (lambda w: np.where(w > 0, w < 1, False) + (w > 0), "np.add of yes and no"),
    "max of yes + yes": (lambda w: np.maximum(w > 0, w < 1) + (w > 0), "np.add of yes and no"),
    "where of True + the same": (lambda w: np.where(w > 0, True, False) + np.where(w > 1, True, False), "yes and no"),
    "einsum of yes": (lambda w: np.einsum("...i,...i->...", w > 0, w > 1), "np.einsum of yes and no"),
    "@ of yes": (lambda w: (w > 0) @ (w > 1).T, "yes and no"), "exp of yes": (lambda w: np.exp(w > 2), "np.exp of yes"),
    "sin of yes": (lambda w: np.sin(w > 1), "np.sin of yes"), "yes ** yes": (lambda w: (w > 1) ** (w > 2), "yes"),
    "sqrt of isnan": (lambda w: np.sqrt(np.isnan(w)), "np.sqrt of yes and no"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_operation_on_numbers_cannot_be_traced_and_the_reason_is_said(name):
    function, words = REFUSED[name]
    with pytest.raises(Untraceable) as reason:
        trace.program_of(function, 3)
    assert words in str(reason.value)


COUNTS = {
    "yes as numbers": lambda w: (w > 0) * 1.0 + (w > 1) * 1.0, "astype": lambda w: (w > 0).astype(float) + (w > 1),
    "both astype": lambda w: (w > 0).astype(int) + (w > 1).astype(int), "array": lambda w: np.array(w > 0, float) + 1.0,
    "array of each": lambda w: np.array(w > 0, dtype=float) + np.array(w > 1, dtype=float),
    "sum": lambda w: np.sum(w > 0, axis=-1), "sum of one": lambda w: np.sqrt(np.sum(w[..., :1] > 0, axis=-1) * 1.0),
    "mean": lambda w: np.mean(w > 0, axis=-1) + np.mean(w > 1, axis=-1), "prod": lambda w: np.prod(w > 0, axis=-1),
    "cumsum": lambda w: np.cumsum(w > 0, axis=-1), "sum of Python": lambda w: sum([w > 0, w > 1, w > 2]),
    "with a number": lambda w: (w > 0) + w, "times": lambda w: (w > 0) * (w < 1) * w, "/": lambda w: (w > 0) / (w < 9),
    "logic": lambda w: ((w > 0) & (w < 1)) | ~(w > 2), "max": lambda w: np.maximum(w > 0, w > 1) * 2.0,
    "where": lambda w: np.where(w > 0, w > 1, 0.5) + (w > 2), "@": lambda w: (w > 0) @ np.array([1.0, 2.0, 4.0]),
    "any": lambda w: np.any(w > 0, axis=-1) * 1.0 + np.all(w > 0, axis=-1) * 1.0,
    "exp": lambda w: np.exp((w > 0) * 1.0), "2 **": lambda w: 2.0 ** (w > 0), "** 2": lambda w: (w > 0) ** 2 * 1.0,
}  # fmt: skip


@pytest.mark.parametrize("name", COUNTS)
def test_yes_and_no_are_one_and_zero_where_numpy_says_so(name):
    at = trace.points(3)
    got, wanted = trace.computed(trace.program_of(COUNTS[name], 3), at), trace.expected(COUNTS[name], at)
    assert trace.near(got, wanted).all()


def test_a_number_kept_from_an_earlier_call_cannot_be_used_in_a_later_one():
    kept = []

    def forgetful(w):
        kept.append(w)
        return w + kept[0]

    trace.program_of(forgetful, 2)
    with pytest.raises(Untraceable, match="has kept a traced number from an earlier call"):
        trace.program_of(forgetful, 2)


def test_a_number_that_is_kept_says_what_it_is_where_its_value_is_asked_for_later():
    kept = []
    for _ in range(2):
        trace.program_of(lambda w: kept.append(w[0, 0]) or w, 2)
    for asks in (lambda: float(kept[0]), lambda: kept[0] > 1 or 2, lambda: [1][kept[0]], lambda: sum(kept)):
        with pytest.raises(TypeError, match=r"this is a traced number: .* has kept it\. The numbers of a walk are in"):
            asks()


def test_what_a_function_prints_while_it_is_traced_is_not_shown(capfd, monkeypatch):
    logger = logging.getLogger("talks")
    monkeypatch.setattr(logger, "handlers", [logging.StreamHandler(sys.stdout)])

    def talks(w):
        logger.warning("w is %s", w)
        print("w =", w, f"{w[0, 0]:.3f}", w[0, 1], str(w))
        print("w =", w, file=sys.stderr)
        np.log(np.array([-1.0]))  # nor is there a warning
        return w

    trace.program_of(talks, 2)
    assert capfd.readouterr() == ("", "")
    print("now it is")
    logger.warning("and this, too")
    assert capfd.readouterr().out == "now it is\nand this, too\n"


def test_numpy_is_itself_again_after_tracing_even_where_it_failed():
    before = [np.array, np.asarray, np.ascontiguousarray]
    with pytest.raises(Untraceable):
        trace.program_of(_if, 2)
    assert [np.array, np.asarray, np.ascontiguousarray] == before


def test_random_numbers_are_the_same_while_functions_are_traced():
    def draws(rng):
        return [
            rng.normal(size=(2, 3)), rng.random(4), rng.choice(10, 5, replace=False), rng.integers(9, size=3),
            rng.exponential(size=2), rng.permutation(5), rng.standard_t(3, size=4), rng.uniform([0, 1], [1, 2]),
        ]  # fmt: skip

    with quiet.quietly():
        traced = draws(np.random.default_rng(3))
    for a, b in zip(traced, draws(np.random.default_rng(3)), strict=True):
        assert a.dtype == b.dtype
        assert np.array_equal(a, b)


@pytest.mark.parametrize("of", [lambda w: w, lambda w: w[..., 0], lambda w: w[0, 1], lambda w: w * 2])
def test_a_traced_number_says_what_it_is_alone_and_in_an_array(of):
    w = Case().input("w", (1, 2))
    for said in (repr(of(w)), str(of(w)), f"{of(w)}"):
        assert "a traced number: it stands for a number while gdviz looks at what a function computes" in said
        assert "0x" not in said
