"""A prediction, without a browser: what it asks, keeps, refuses and says, and what is left of it without a widget."""

import gc
import json
import os
import subprocess
import sys
from fractions import Fraction
from types import ModuleType
from weakref import ref

import nbformat
import numpy as np
import pytest
import traitlets
from helpers.shell import Notebook
from helpers.tables import assert_says
from ipywidgets.widgets import widget
from store_outputs import WIDGET, store
from traitlets.config import Config

import gdviz as gd
from gdviz.teaching.guesses import verdict
from gdviz.teaching.predict import Prediction, _asked

inf = float("inf")
MANY = ["fewer steps", "as many", "more steps"]


@pytest.fixture(autouse=True)
def _forgotten():
    """Nothing has been asked in this kernel yet."""
    _asked.clear()
    yield
    _asked.clear()


@pytest.fixture
def notebook(monkeypatch, tmp_path):
    """An IPython that is told which cell it runs; ``notebook.sent``: what it shows, [whether anew, what]."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)  # where guesses are kept
    monkeypatch.setitem(sys.modules, "cells of a test", None)
    module, sent = sys.modules["gdviz.teaching.predict"], []
    monkeypatch.setattr(module, "display", lambda data, **_: sent.append((True, data)))
    monkeypatch.setattr(module, "update_display", lambda data, **_: sent.append((False, data)))
    config = Config(HistoryManager={"enabled": False})
    shell = Notebook.instance(config=config, user_module=ModuleType("cells of a test"))
    shell.sent = sent
    widget.Widget.close_all()  # what other tests have left
    shell.run("from gdviz import predict, predictions")
    yield shell
    widget.Widget.close_all()
    Notebook.clear_instance()
    shell.restore_sys_module_state()


def shown():
    return [ref(w) for w in widget._instances.values() if isinstance(w, Prediction)]


def test_a_guess_is_locked_and_compared_with_what_happened():
    guess = gd.predict("How many steps?", unit="steps")
    assert guess.description == "How many steps?"
    assert (guess.guess, guess.truth, guess.locked) == (None, None, False)
    assert guess.lock(12) is guess
    assert guess.description == "How many steps? You said 12 steps."
    assert guess.reveal(7) is guess
    assert (guess.guess, guess.truth, guess.locked) == (12.0, 7.0, True)
    assert guess.description == "How many steps? You said 12 steps; it was 7: 1.7 times as many."
    assert repr(guess) == f"<Prediction: {guess.description}>"


@pytest.mark.parametrize(
    ("guess", "truth", "unit", "sentence"),
    [
        (12, 7, "steps", "You said 12 steps; it was 7: 1.7 times as many."),
        (1, 12, "steps", "You said 1 step; it was 12, which is 12 times as many."),
        (7, 7, "steps", "Exactly: 7 steps."),
        (0.3, 0.1 + 0.2, "", "Exactly: 0.3."),
        (0.707, 2**-0.5, "", "Right, to three digits: 0.707."),
        (100, 107, "", "You said 100; it was 107: less than a tenth off."),
        (0.3, 0.1, "", "You said 0.3; it was 0.1: 3 times as large."),
        (3e7, 2, "steps", "You said 3e7 steps; it was 2: 1.5e7 times as many."),
        (-4, -2, "", "You said −4; it was −2: 2 times as far from zero."),
        (0, 7, "steps", "You said 0 steps; it was 7."),
        (7, 0, "steps", "You said 7 steps; it was 0."),
        (-2, 3, "m", "You said −2 m; it was 3, on the other side of zero."),
        (inf, 7, "steps", "You said never; it was 7 steps."),
        (7, inf, "steps", "You said 7 steps; it was: never."),
        (inf, inf, "steps", "Exactly: never."),
        (1234, 1235, "steps", "You said 1234 steps; it was 1235: less than a tenth off."),
        ("as many", "as many", "", "Right: as many."),
        ("fewer steps", "as many", "", "You said “fewer steps”; it was “as many”."),
    ],
)
def test_the_verdict_is_a_sentence(guess, truth, unit, sentence):
    assert verdict(guess, truth, unit) == sentence


@pytest.mark.parametrize(
    "truth", [7, 7.0, np.int64(7), np.float32(7), np.array(7), np.array([7.0]), np.array([[7]]), Fraction(14, 2)]
)
def test_numbers_of_every_kind_are_numbers(truth):
    guess = gd.predict("How many?").reveal(truth)
    assert type(guess.truth) is float
    assert guess.truth == 7


def test_a_choice_of_numpy_is_a_choice():
    guess = gd.predict("And now?", np.array(MANY)).reveal(np.array(MANY)[1])
    assert type(guess.truth) is str
    assert guess.description == "And now? It was as many."


@pytest.mark.parametrize(
    ("kind", "arguments", "words"),
    [
        (TypeError, (7,), ["question = 7", "is no text"]),
        (ValueError, ("  ",), ["question is empty"]),
        (TypeError, ("Q?", "steps"), ["choices = 'steps' is one text", "unit='steps'"]),
        (ValueError, ("Q?", ["yes"]), ["['yes']", "2 to 6 different"]),
        (ValueError, ("Q?", []), ["2 to 6 different"]),
        (ValueError, ("Q?", list("abcdefg")), ["2 to 6 different"]),
        (ValueError, ("Q?", ["yes", "yes "]), ["2 to 6 different"]),
        (ValueError, ("Q?", ["yes", ""]), ["2 to 6 different"]),
        (TypeError, ("Q?", [1, 2]), ["choices: 1 is no text"]),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(kind, arguments, words):
    assert_says(kind, lambda: gd.predict(*arguments), words)
    assert gd.predictions() == "No predictions yet."


def test_a_unit_is_a_text_and_belongs_to_a_number():
    assert_says(TypeError, lambda: gd.predict("Q?", unit=3), ["unit = 3 is no text"])
    assert_says(ValueError, lambda: gd.predict("Q?", MANY, unit="steps"), ["unit = 'steps' belongs to a number"])


@pytest.mark.parametrize("name", ["truth", "guess"])
def test_an_answer_that_does_not_fit_is_refused_and_nothing_changes(name):
    number, choice = gd.predict("How many?"), gd.predict("And now?", MANY)
    say = {"truth": "reveal", "guess": "lock"}[name]
    for value, kind in [
        ("7", TypeError), (True, TypeError), (None, TypeError), (np.True_, TypeError), (1j, TypeError),
        ([7], TypeError), (np.array([1, 2]), ValueError), (np.nan, ValueError), (-inf, ValueError),
        (10**400, ValueError),
    ]:  # fmt: skip
        assert_says(kind, lambda value=value: getattr(number, say)(value), [f"{name} = ", "How many?"])
    for value, kind in [("many", ValueError), (1, TypeError), (None, TypeError), (inf, TypeError)]:
        assert_says(kind, lambda value=value: getattr(choice, say)(value), [f"{name} = {value!r}", *map(repr, MANY)])
    with pytest.raises(traitlets.TraitError, match="How many"):
        setattr(number, name, "12")
    for guess in (number, choice):
        assert (guess.guess, guess.truth, guess.locked) == (None, None, False)


def test_a_locked_guess_stands():
    guess = gd.predict("How many?").lock(12)
    assert_says(ValueError, lambda: guess.lock(7), ["guess = 7", "12 is locked already"])
    assert guess.lock(12).guess == 12
    assert guess.reveal(7).reveal(8).truth == 8  # what happened may be computed again


def test_infinity_crosses_as_a_word_and_comes_back_as_a_number():
    guess = gd.predict("How many?").lock(inf)
    assert json.loads(json.dumps(guess.get_state(["guess", "truth"]), allow_nan=False)) == {
        "guess": "inf",
        "truth": None,
    }
    other = gd.predict("How far?")
    other.set_state({"guess": "inf", "locked": True})
    assert (other.guess, other.locked) == (inf, True)
    other = gd.predict("How many then?")
    other.set_state({"guess": 12, "locked": True})
    assert type(other.guess) is float
    named = gd.predict("Which?", ["inf", "nan"]).lock("inf")
    named.set_state({"guess": "inf"})
    assert named.guess == "inf"


def test_predictions_are_one_line_in_order_with_one_entry_a_question():
    assert gd.predictions() == "No predictions yet."
    first, second = gd.predict("How many\n steps?", unit="steps"), gd.predict("And twice?", MANY)
    gd.predict("And  α = 2?").reveal(3)
    assert gd.predictions() == "Q: How many steps? A: no guess · Q: And twice? A: no guess · Q: And α = 2? A: no guess"
    second.lock("as many")
    first.lock(12)
    assert gd.predict("How many steps?", unit="steps") is first
    end = " · Q: And α = 2? A: no guess"
    assert gd.predictions() == (
        "Q: How many steps? A: 12 steps (not revealed) · Q: And twice? A: as many (not revealed)" + end
    )
    first.reveal(7)
    second.reveal("as many")
    assert gd.predictions() == "Q: How many steps? A: 12 steps (it was 7) · Q: And twice? A: as many (right)" + end
    second.reveal("fewer steps")
    first.reveal(inf)
    assert gd.predictions().startswith(
        "Q: How many steps? A: 12 steps (it was never) · Q: And twice? A: as many (it was fewer steps)"
    )
    assert "\n" not in gd.predictions()


def test_a_question_asked_in_another_way_is_a_new_one_in_the_same_place():
    first = gd.predict("How many?").lock(3)
    gd.predict("And now?", MANY)
    second = gd.predict("How many?", unit="steps")
    assert second is not first
    assert gd.predictions() == "Q: How many? A: no guess · Q: And now? A: no guess"


def test_without_a_widget_there_are_words_and_no_picture_and_no_markup_of_others():
    guess = gd.predict("Is <b>w</b> = 1?", ["<i>yes</i>", "no"])
    data = guess._repr_mimebundle_()[0]
    assert set(data) == {"text/plain", "text/html", WIDGET}
    assert data["text/plain"] == "Is <b>w</b> = 1? Choose: <i>yes</i> / no."
    assert data["text/html"] == (
        "<p><strong>Is &lt;b&gt;w&lt;/b&gt; = 1?</strong></p><ul><li>&lt;i&gt;yes&lt;/i&gt;</li><li>no</li></ul>"
        "<p>Your guess: ________________</p>"  # a line to write on, on paper
    )
    guess.reveal("no")
    assert guess._repr_mimebundle_()[0]["text/html"].endswith("<p>It was no.</p>")
    guess.lock("<i>yes</i>")
    assert guess._repr_mimebundle_()[0]["text/html"].endswith("<p>You said “&lt;i&gt;yes&lt;/i&gt;”; it was “no”.</p>")


def test_a_cell_shows_a_prediction_once_and_a_later_cell_again(notebook):
    notebook.run("guess = predict('How many?')", "a")
    notebook.run("guess.reveal(7)", "b")
    assert [anew for anew, _ in notebook.sent] == [True, True]
    assert notebook.sent[0][1]["text/plain"] == "How many?"
    assert notebook.sent[1][1]["text/plain"] == "How many? It was 7."
    notebook.sent.clear()
    notebook.run("guess = predict('How far?')\nguess", "c")
    assert [anew for anew, _ in notebook.sent] == [True]
    notebook.run("other = predict('How high?')\nother.reveal(3)", "d")
    assert [anew for anew, _ in notebook.sent] == [True, True, False]  # what the cell has shown is brought up to date
    assert notebook.sent[2][1]["text/plain"] == "How high? It was 3."
    notebook.run("other.close()\nother", "e")
    assert len(notebook.sent) == 3


def test_cells_that_run_again_keep_the_guess_and_leave_no_widgets(notebook):
    ask, tell = ("guess = predict('How many?')", "a"), ("guess.reveal(7)", "b")
    notebook.run(*ask)
    (first,) = shown()
    first().lock(12)
    notebook.run(*tell)
    count = len(widget._instances)
    for cell in (ask, tell, tell, ask, ask, tell):
        notebook.run(*cell)
        assert [w() for w in shown()] == [first()]
        assert len(widget._instances) == count
        assert first().comm is not None
        assert (first().guess, first().locked, first().truth) == (12, True, 7)
    notebook.run("1 / 0", "b")  # where it was asked, it still stands
    assert first().comm is not None


def test_a_question_that_has_gone_from_its_cells_goes_unless_a_guess_was_locked(notebook):
    notebook.run("guess = predict('How many?')", "a")
    notebook.run("guess.reveal(7)", "b")
    (first,) = shown()
    notebook.run("guess = predict('How many steps?')", "a")  # a slip of the pen, mended
    assert first().comm is not None  # the other cell still shows it
    notebook.run("guess.reveal(7)", "b")
    gc.collect()
    assert first() is None
    assert notebook.user_ns["predictions"]() == "Q: How many steps? A: no guess"
    (second,) = shown()
    second().lock(12)
    notebook.run("guess = 1", "a")
    notebook.run("guess = 1", "b")
    assert shown() == []
    assert notebook.user_ns["predictions"]() == "Q: How many steps? A: 12 (it was 7)"


@pytest.mark.parametrize("spoilt", [False, True])
def test_a_stored_notebook_compares_equal_to_a_new_run(tmp_path, spoilt):
    path = tmp_path / "predict.ipynb"
    checked = "# NBVAL_CHECK_OUTPUT\n"
    codes = ["guess = predict('How many?', unit='steps')", "guess.reveal(7)", "predict('Now?', ['yes', 'no'])"]
    cells = ["from gdviz import predict, predictions", *(checked + code for code in [*codes, "print(predictions())"])]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in cells])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)
    store(path)
    stored = nbformat.read(path, as_version=4)
    assert [set(cell.outputs[0].data) for cell in stored.cells[1:4]] == [{"text/plain", "text/html"}] * 3
    if spoilt:
        stored.cells[2].outputs[0].data["text/plain"] += " Or 8."
        nbformat.write(stored, path)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval-lax", "--nbval-current-env"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}  # those of this run
    done = subprocess.run([*command, str(path)], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (done.returncode, " Or 8." in done.stdout) == (spoilt, spoilt), done.stdout
