"""What a student sees when something fails."""

import subprocess
import sys
import traceback

import pytest

from gdviz import bowl, constant, curve, descend, explore, gradient_descent
from gdviz.engine.runner import run
from gdviz.tracebacks import readable


def broken(w, g, *, lr=0.1):
    return w - lr * undefined  # noqa: F821  # pyright: ignore[reportUndefinedVariable]


def files(error):
    return [frame.filename.rsplit("/", 1)[-1] for frame in traceback.extract_tb(error.__traceback__)]


@pytest.mark.parametrize("verb", [descend, explore])
def test_a_traceback_leads_from_the_call_to_the_line_of_the_student(verb):
    with pytest.raises(NameError, match="undefined") as caught:
        verb(bowl, broken)
    assert files(caught.value) == ["test_tracebacks.py", "tracebacks.py", "test_tracebacks.py"]


def test_an_objective_that_fails_is_traced_to_its_own_line():
    with pytest.raises(ZeroDivisionError) as caught:
        descend(curve(lambda w: 1 / 0 * w), gradient_descent, 1.0)
    assert files(caught.value)[-1] == "test_tracebacks.py"
    assert "objectives.py" not in files(caught.value)


def test_a_wrong_argument_is_traced_to_the_call_alone():
    with pytest.raises(TypeError, match=r"lrr = 0\.1 is not a hyperparameter") as caught:
        descend(bowl, gradient_descent, lrr=0.1)
    assert files(caught.value) == ["test_tracebacks.py", "tracebacks.py"]


def test_developers_see_all_frames():
    code = "from gdviz import *; descend(bowl, gradient_descent, lrr=0.1)"
    for flags, seen in (([], False), (["-X", "dev", "-W", "ignore"], True)):
        done = subprocess.run([sys.executable, *flags, "-c", code], capture_output=True, text=True, check=False)
        assert ("runner.py" in done.stderr) == seen
        assert "lrr = 0.1" in done.stderr


def test_an_endless_recursion_and_a_chain_of_errors_stay_themselves():
    def endless(w, g, *, lr=0.1):
        return endless(w, g, lr=lr)

    def chained(w, g, *, lr=0.1):
        try:
            return 1 / 0
        except ZeroDivisionError:
            raise ValueError("mine")  # noqa: B904

    with pytest.raises(RecursionError) as caught:
        descend(bowl, endless)
    assert files(caught.value)[-1] == "test_tracebacks.py"
    with pytest.raises(ValueError, match="mine") as caught:
        descend(bowl, chained)
    assert isinstance(caught.value.__context__, ZeroDivisionError)
    assert not caught.value.__suppress_context__


def test_a_readable_text_has_the_line_of_the_student_and_none_of_the_package():
    text = ""
    try:
        run(bowl, broken, None, 5, constant, None, 0, 1, {})
    except NameError as error:
        text = readable(error)
    assert text.startswith("Traceback")
    assert "return w - lr * undefined" in text
    assert text.endswith("NameError: name 'undefined' is not defined")
    assert "runner.py" not in text


def test_an_error_that_was_never_raised_is_readable_too():
    assert readable(ValueError("a sentence")) == "ValueError: a sentence"
