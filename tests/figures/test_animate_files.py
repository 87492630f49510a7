"""Animations as files: what is refused, and when, what happens when something goes wrong, and the bar meanwhile."""

import os
import subprocess
import sys
from contextlib import contextmanager

import imageio_ffmpeg
import pytest

from gdviz import animate, bowl, descend, gradient_descent, sweep
from gdviz.figures import animate as module

STEPS = 5


@pytest.fixture(scope="module")
def walk():
    return descend(bowl, gradient_descent, lr=0.3, steps=STEPS)


def test_the_ending_may_be_in_capitals_and_the_path_comes_back_as_it_was_given(walk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = animate(walk, "-y walk: 1.MP4", "cost", seconds=0.5)
    assert str(path) == "-y walk: 1.MP4"
    assert os.listdir() == ["-y walk: 1.MP4"]


@pytest.fixture
def draws_nothing(monkeypatch):
    early = "drawn before the arguments were looked at"
    monkeypatch.setattr(module.layout, "arrange", lambda *_: pytest.fail(early))


@pytest.mark.parametrize(
    ("path", "options", "sentence"),
    [
        ("walk.avi", {}, r"path = '.*walk.avi': the ending says .* valid endings: .gif, .mp4, .html"),
        ("walk", {}, r"path = '.*walk': the ending says"),
        ("walk.gif", {"seconds": 0}, "seconds = 0; a number from 0.1 to 600"),
        ("walk.gif", {"seconds": float("nan")}, "seconds = nan; a number"),
        ("walk.mp4", {"seconds": "8"}, "seconds = '8'; a number"),
        ("walk.html", {"seconds": 8}, "seconds = 8: .* is for .gif and .mp4"),
    ],
)
@pytest.mark.usefixtures("draws_nothing")
def test_what_cannot_be_written_is_refused_with_a_sentence(walk, path, options, sentence, tmp_path):
    with pytest.raises(ValueError, match=sentence):
        animate(walk, tmp_path / path, **options)


@pytest.mark.parametrize("ending", ["gif", "mp4", "html"])
@pytest.mark.usefixtures("draws_nothing")
def test_a_folder_that_is_not_there_and_a_grid_of_runs_are_told_before_drawing(walk, ending, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no folder '.*nowhere'; make it first"):
        animate(walk, tmp_path / "nowhere" / f"walk.{ending}")
    runs = sweep(bowl, gradient_descent, lr=[0.1, 0.2], start=[[1.0], [2.0]])
    with pytest.raises(ValueError, match=r"animate draws one run; pick one of \(2, 2\), as in trajectory\[0, 0\]"):
        animate(runs, tmp_path / f"walk.{ending}")


def test_a_panel_that_does_not_exist_is_refused_with_those_that_do(walk, tmp_path):
    with pytest.raises(ValueError, match="'price' is not a panel; valid names: landscape"):
        animate(walk, tmp_path / "walk.gif", ("landscape", "price"))


def nowhere():
    raise RuntimeError("No ffmpeg exe could be found.")


@pytest.mark.parametrize("how", ["no package", "no program in it"])
@pytest.mark.usefixtures("draws_nothing")
def test_without_ffmpeg_a_sentence_says_how_to_get_it(walk, how, tmp_path, monkeypatch):
    if how == "no package":
        monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    else:
        monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", nowhere)
    with pytest.raises(ImportError, match=r'pip install "gdviz\[video\]", or save as .gif or .html'):
        animate(walk, tmp_path / "walk.mp4")
    assert list(tmp_path.iterdir()) == []


def test_what_ffmpeg_complains_of_is_said_and_no_file_stays(walk, tmp_path, monkeypatch):
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho 'No space left on device' >&2\nexit 1\n")
    program.chmod(0o700)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(program))
    with pytest.raises(RuntimeError, match=r"ffmpeg could not write walk.mp4\S*: No space left on device"):
        animate(walk, tmp_path / "walk.mp4", "cost")
    assert list(tmp_path.iterdir()) == [program]


@pytest.fixture
def stopped_by_hand(monkeypatch):
    """Every animation is interrupted after its third picture; gives the processes that were started."""
    started = []

    class Process(subprocess.Popen):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            started.append(self)

    @contextmanager
    def interrupted(doing, total):
        pressed = iter([None, None, KeyboardInterrupt])

        def moved():
            if (stop := next(pressed)) is not None:
                raise stop

        yield moved

    def half(self, path):
        path.write_text("<!doctype")
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "Popen", Process)
    monkeypatch.setattr(module, "progress", interrupted)
    monkeypatch.setattr(module.Explorer, "save", half)
    return started


@pytest.mark.parametrize("ending", ["gif", "mp4", "html"])
def test_after_an_interruption_no_half_written_file_stays_and_the_old_one_does(walk, ending, tmp_path, stopped_by_hand):
    path = tmp_path / f"walk.{ending}"
    path.write_text("the old one")
    with pytest.raises(KeyboardInterrupt):
        animate(walk, path, "cost")
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]
    assert [bool(process.poll()) for process in stopped_by_hand] == [True] * (ending == "mp4")  # ended, and not well


def test_a_bar_shows_how_many_pictures_are_done(walk, tmp_path, monkeypatch):
    seen = []

    @contextmanager
    def noted(doing, total):
        seen.append((doing, total))
        yield lambda: seen.append("moved")

    monkeypatch.setattr(module, "progress", noted)
    for ending in ("gif", "mp4"):
        animate(walk, tmp_path / f"walk.{ending}", "cost")
        assert seen == [(f"Writing walk.{ending}", STEPS + 1)] + ["moved"] * (STEPS + 1)
        seen.clear()
