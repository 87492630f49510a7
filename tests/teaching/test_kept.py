"""Guesses that outlive the kernel: by whom and where they are kept, and that one call forgets them."""

import json
import math
import os

import pytest

from gdviz import forget_guesses, predict
from gdviz.live import cells
from gdviz.teaching import kept
from gdviz.teaching import predict as module

HOW_MANY, WHICH = "How many steps does it keep?", ["fewer", "as many", "more"]


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """A folder with a notebook in it, whose cells run; a function that begins another day."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cells, "running", lambda: "a cell")
    monkeypatch.setattr(kept.getpass, "getuser", lambda: "ada")
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "walk.ipynb"))

    def another_day(name="walk.ipynb", user="ada"):
        module._asked.clear()
        monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / name))
        monkeypatch.setattr(kept.getpass, "getuser", lambda: user)

    another_day()
    yield another_day
    module._asked.clear()


@pytest.mark.parametrize(("choices", "guess"), [(None, 12), (None, 0.25), (None, math.inf), (WHICH, "more")])
def test_a_guess_stands_the_next_day(notebook, choices, guess):
    predict(HOW_MANY, choices).lock(guess)
    notebook()
    again = predict(HOW_MANY, choices)
    assert (again.locked, again.guess) == (True, guess)
    with pytest.raises(ValueError, match="is locked already, and a guess stands"):
        again.lock("fewer" if choices else 3)


def test_a_guess_that_is_locked_in_the_browser_is_kept_as_well(notebook):
    predict(HOW_MANY).set_state({"guess": "inf", "locked": True})  # as it arrives from there
    notebook()
    assert predict(HOW_MANY).guess == math.inf


def test_nothing_is_kept_before_it_is_locked(notebook, tmp_path):
    predict(HOW_MANY).set_state({"_draft": "12"})
    predict(HOW_MANY).reveal(7)
    assert list(tmp_path.iterdir()) == []


def test_another_notebook_and_another_user_see_nothing_of_it(notebook):
    predict(HOW_MANY).lock(12)
    notebook("other.ipynb")
    assert not predict(HOW_MANY).locked
    predict(HOW_MANY).lock(5)
    notebook(user="grace")
    assert not predict(HOW_MANY).locked
    notebook()
    assert predict(HOW_MANY).guess == 12


def test_a_guess_that_fits_no_more_is_asked_for_again(notebook):
    predict(HOW_MANY, WHICH).lock("more")
    notebook()
    assert not predict(HOW_MANY, ["yes", "no"]).locked
    notebook()
    assert not predict(HOW_MANY).locked


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", '"words"', '{"walk.ipynb": 3}'])
def test_a_spoilt_file_is_begun_anew(notebook, text):
    predict(HOW_MANY).lock(12)
    file = kept.place()
    file.write_text(text)
    notebook()
    predict(HOW_MANY).lock(4)
    assert json.loads(file.read_text()) == {"walk.ipynb": {HOW_MANY: 4.0}}


def test_where_the_folder_cannot_be_written_a_guess_lasts_as_long_as_the_kernel(notebook, monkeypatch):
    def write_text(*_, **__):
        raise PermissionError

    monkeypatch.setattr(kept.Path, "write_text", write_text)
    predict(HOW_MANY).lock(12)
    assert predict(HOW_MANY).guess == 12
    notebook()
    assert not predict(HOW_MANY).locked


def test_one_call_forgets_all(notebook, tmp_path):
    guess = predict(HOW_MANY)
    guess.lock(12)
    assert [path.name for path in tmp_path.iterdir()] == [".gdviz-guesses-ada.json"]
    forget_guesses()
    assert (guess.locked, guess.guess, list(tmp_path.iterdir())) == (False, None, [])
    forget_guesses()  # there is nothing to forget, which is no error
    notebook()
    assert not predict(HOW_MANY).locked


def test_where_no_notebook_says_which_cell_runs_nothing_is_kept(notebook, monkeypatch, tmp_path):
    monkeypatch.setattr(cells, "running", lambda: None)  # nbclient, nbval, a terminal
    predict(HOW_MANY).lock(12)
    forget_guesses()
    assert list(tmp_path.iterdir()) == []


def test_a_user_without_a_name_has_a_number(notebook, monkeypatch):
    def getuser():
        raise OSError("No username set in the environment")

    monkeypatch.setattr(kept.getpass, "getuser", getuser)
    assert kept.place().name == f".gdviz-guesses-{os.getuid()}.json"
