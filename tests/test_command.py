"""The command line: what it does, says, and returns."""

import subprocess
import sys
from pathlib import Path

import pytest

from gdviz import course
from gdviz.command import main

NAMES = sorted(path.name for path in course.source().glob("[0-9][0-9]_*.ipynb"))


@pytest.mark.parametrize(
    ("option", "kind"), [([], "complete"), (["--without-solutions"], "without solutions"), (["--answers"], "answers")]
)
def test_copy_makes_the_copy_that_was_asked_for_and_says_so(tmp_path, capsys, option, kind):
    assert main(["copy", str(tmp_path / "mine"), *option]) == 0
    placed = [path for path, _ in course.copy(tmp_path / "same", kind)]
    for path in placed:
        assert (tmp_path / "mine" / path.name).read_bytes() == path.read_bytes()
    told = capsys.readouterr().out.splitlines()
    assert told == [f"{tmp_path / 'mine' / path.name}: new" for path in placed]


def test_copy_says_what_it_left_alone(tmp_path, capsys):
    (tmp_path / NAMES[0]).write_text("mine", encoding="utf-8")
    assert main(["copy", str(tmp_path)]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith(str(tmp_path / NAMES[0].replace(".ipynb", "-2.ipynb")))
    assert "stays as it is" in first


def test_where_nothing_can_be_written_there_is_a_sentence(tmp_path, capsys):
    (tmp_path / "taken").write_text("a file, not a folder", encoding="utf-8")
    assert main(["copy", str(tmp_path / "taken")]) == 1
    told = capsys.readouterr()
    assert "nothing more could be copied" in told.err
    assert told.out == ""


def test_two_kinds_at_once_are_refused(tmp_path, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["copy", str(tmp_path), "--answers", "--without-solutions"])
    assert "not allowed with" in capsys.readouterr().err


def test_the_command_is_installed():
    command = Path(sys.executable).with_name("gdviz")
    told = subprocess.run([command, "copy", "--help"], capture_output=True, text=True, check=True).stdout
    assert "--without-solutions" in told
