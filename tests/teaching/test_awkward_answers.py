"""check: whatever an answer raises or returns makes it a wrong one, and what are no real numbers is none."""

import io
import sys
from dataclasses import replace

import numpy as np
import pytest

import gdviz as gd
from gdviz import bowl, check, descend, gradient_descent, momentum


class Awkward:
    """It raises in whatever one asks of it."""

    def _raise(self, *_, **__):
        raise RuntimeError("leave me alone")

    __eq__ = __float__ = __array__ = __len__ = __bool__ = __repr__ = __str__ = __iter__ = __getattr__ = _raise
    __index__ = __getitem__ = __hash__ = __lt__ = __add__ = _raise
    __class__ = property(_raise)  # pyright: ignore[reportAssignmentType]


class AwkwardToo(Awkward):
    def __call__(self, w):
        return self


class Leaving:
    """It exits when it is asked what it takes."""

    @property
    def __signature__(self):
        raise SystemExit

    def __call__(self, *_):
        return 0.0


class Silent(BaseException):
    def __str__(self):
        raise RuntimeError


def deep():
    return deep()


EXPECTED = [3, 3.0, "saddle", bowl, lambda w: w**2, lambda a, b: a + b, gradient_descent, gd.cosine, None]
each_kind = pytest.mark.parametrize("expected", EXPECTED)


@each_kind
@pytest.mark.parametrize("kind", [Awkward, AwkwardToo, Leaving])
def test_an_awkward_object_is_a_wrong_answer(kind, expected):
    verdict = check(kind(), expected)
    assert not verdict
    assert verdict.sentence


SHAPES = {
    "function": ("def mine(*w): ", [bowl, lambda w: w**2, gd.beale]),
    "rule": ("def mine(w, g, *, lr=0.1): ", [gradient_descent, None]),
    "schedule": ("def mine(t, *, lr=0.1): ", [gd.cosine, None]),
}
LINES = {
    "1/0": "raised ZeroDivisionError", "exit(3)": "raised SystemExit", "sys.exit()": "raised SystemExit.",
    "raise MemoryError": "raised MemoryError.", "deep()": "raised RecursionError", "raise Silent": "raised Silent.",
    "raise GeneratorExit": "raised GeneratorExit.", "raise StopIteration(3)": "raised StopIteration: 3.",
    "return Awkward()": "raised RuntimeError", "yield 1": "returns a generator; a number is expected.",
    "return lambda: 3": "returns a function; a number is", "return {1: 2}": "returns a dict; a number is expected.",
    "return 1j": "returns a complex number; a real one is expected.", "return '3'": "returns a text; a number is",
    "return np.ma.masked": "returns masked, which stands for", "return": "Not answered yet.",
}  # fmt: skip


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(("head", "expectations"), SHAPES.values(), ids=SHAPES)
def test_whatever_an_answer_raises_or_returns_makes_it_a_wrong_one(head, expectations, line, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO())  # exit() closes it
    space = {"np": np, "sys": sys, "Silent": Silent, "Awkward": Awkward, "deep": deep}
    exec(head + line, space)
    for expected in expectations:
        verdict = check(space["mine"], expected)
        assert not verdict
        assert LINES[line] in verdict.sentence, verdict


@pytest.mark.parametrize("expected", [bowl, lambda w: w, np.sin])
def test_an_interrupt_ends_the_cell(expected):
    def mine(w):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(mine, expected)


@pytest.mark.parametrize(
    ("mine", "expected"),
    [
        (lambda w: 2 * w + 1j, bowl), (lambda w: w**2 + 0j, lambda w: w**2),
        (lambda w, g, *, lr=0.1: w - lr * g + 1j, gradient_descent), (lambda w, g, *, lr=0.1: w - lr * g + 0j, None),
        (lambda t, *, lr=0.1: lr + 1j, gd.constant), (lambda t, *, lr=0.1: lr * (1 + 0j), None),
        (lambda w, g, z=0.0, *, lr=0.1, mu=0.8: (w - lr * (mu * z + g), mu * z + g + 0j), momentum),
    ],
)  # fmt: skip
def test_imaginary_parts_are_not_dropped(mine, expected):
    assert "returns a complex number; a real one is expected." in check(mine, expected).sentence


def test_masked_numbers_are_not_taken_for_numbers():
    masked = {bowl: lambda w: np.ma.array(2 * w, mask=True), gradient_descent: lambda w, g, *, lr=0.1: np.ma.array(
        w - lr * g, mask=np.ones(w.shape)), gd.constant: lambda t, *, lr=0.1: np.ma.array(lr, mask=True)}  # fmt: skip
    for expected, mine in masked.items():
        assert "returns masked, which stands for a number that is missing" in check(mine, expected).sentence


def test_masked_numbers_inside_of_a_list_are_none_either():
    gap = np.ma.masked_array([9.0], [True])
    assert "returns masked" in check(lambda w: [np.ma.masked_array([2 * float(w)], [True])], bowl).sentence
    for fault in (lambda: check(lambda w: 2 * w, bowl, on=[gap]), lambda: check(descend(bowl, momentum), target=[gap])):
        with pytest.raises(TypeError, match="masked"):
            fault()


def test_a_word_that_raises_is_judged_by_its_letters():
    class Word(str):
        def __iter__(self):
            raise RuntimeError

        def __format__(self, spec):
            raise RuntimeError

    assert not check(Word("abd"), "abc")
    assert check(Word("abc"), "abc")


def test_a_knob_with_a_pair_as_its_default_is_a_wrong_answer():
    def paired(w, g, *, lr=0.1, clip=(1.0, 2.0)):
        return w - lr * g

    def tabled(t, *, lr=0.1, power=(1.0, 2.0)):
        return lr * 0.9 ** (t * power[0])

    for mine, expected in ((paired, gradient_descent), (paired, None), (tabled, gd.constant), (tabled, None)):
        assert "the default of a hyperparameter is one number" in check(mine, expected).sentence


def test_a_place_for_another_number_of_coordinates_is_named():
    with pytest.raises(
        ValueError, match=r"check: on = <Objective rotated bowl.*> has places of shape \(2,\), and bowl"
    ):
        check(lambda w: 2 * w, bowl, on=gd.rotated_bowl)


def test_a_walk_with_a_landscape_that_is_none_is_a_wrong_answer():
    hill = gd.curve(lambda w: w**2, start=1, minima=[0])
    hill.lipschitz = "steep"
    for walk in (descend(hill, gradient_descent, lr=0.001), replace(descend(bowl, gradient_descent), objective=None)):
        assert not check(walk)


@pytest.mark.parametrize("expected", EXPECTED)
@pytest.mark.parametrize("error", [SystemExit(3), GeneratorExit(), RuntimeError("mine"), BaseException("mine")])
def test_an_object_that_raises_whatever_is_asked_of_it_is_a_wrong_answer(error, expected):
    def raising(self, name):
        raise error

    assert not check(type("Odd", (), {"__getattr__": raising})(), expected)


@pytest.mark.parametrize("expected", [gradient_descent, gd.cosine])
@pytest.mark.parametrize(
    ("lr", "words"),
    [("x", "check: lr = 'x', which is text; it must be a number."), ([0.1, 0.2], "one alone"), (np.nan, "one alone"),
     (1j, "complex"), (None, "check: lr = None; it must be a number.")],
)  # fmt: skip
def test_a_setting_that_is_no_number_is_the_fault_of_who_asks(expected, lr, words):
    with pytest.raises((TypeError, ValueError)) as error:
        check(expected, expected, lr=lr)
    assert words in str(error.value)
