"""Files in a folder where a student works: what is new arrives, what the student wrote stays, whatever happens."""

import errno
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gdviz.placing import NOTES, place

OLD, NEW = {"a.ipynb": "course, as it was", "b.ipynb": "b"}, {"a.ipynb": "course, as it is", "b.ipynb": "b"}


def texts(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.name != NOTES}


def became(placed):
    return {path.name: what for path, what in placed}


def test_files_are_placed_and_nothing_else_but_a_hidden_note(tmp_path):
    assert became(place(tmp_path / "new" / "folder", OLD)) == {"a.ipynb": "new", "b.ipynb": "new"}
    assert texts(tmp_path / "new" / "folder") == OLD
    assert NOTES.startswith(".")


def test_what_the_student_wrote_stays_and_a_course_that_has_not_changed_brings_nothing(tmp_path):
    place(tmp_path, OLD)
    (tmp_path / "a.ipynb").write_text("mine", encoding="utf-8")
    assert became(place(tmp_path, OLD)) == {"a.ipynb": "yours", "b.ipynb": "there already"}
    assert texts(tmp_path) == OLD | {"a.ipynb": "mine"}


def test_a_newer_file_comes_beside_what_the_student_wrote_and_only_once(tmp_path):
    place(tmp_path, OLD)
    (tmp_path / "a.ipynb").write_text("mine", encoding="utf-8")
    assert became(place(tmp_path, NEW)) == {"a-2.ipynb": "beside", "b.ipynb": "there already"}
    assert texts(tmp_path) == {"a.ipynb": "mine", "a-2.ipynb": "course, as it is", "b.ipynb": "b"}
    (tmp_path / "a-2.ipynb").write_text("mine, too", encoding="utf-8")
    assert became(place(tmp_path, NEW)) == {"a-2.ipynb": "yours", "b.ipynb": "there already"}
    assert texts(tmp_path) == {"a.ipynb": "mine", "a-2.ipynb": "mine, too", "b.ipynb": "b"}


def test_a_file_that_nobody_has_touched_is_renewed(tmp_path):
    place(tmp_path, OLD)
    assert became(place(tmp_path, NEW)) == {"a.ipynb": "renewed", "b.ipynb": "there already"}
    assert texts(tmp_path) == NEW


def test_a_file_that_the_student_threw_away_comes_back(tmp_path):
    place(tmp_path, OLD)
    (tmp_path / "a.ipynb").unlink()
    assert became(place(tmp_path, OLD))["a.ipynb"] == "new"


@pytest.mark.parametrize("notes", ["", "[]", '{"a.ipynb": 7}', "\0"])
def test_where_the_note_is_lost_or_broken_what_is_there_stays(tmp_path, notes):
    (tmp_path / NOTES).write_text(notes, encoding="utf-8")
    (tmp_path / "a.ipynb").write_text("mine", encoding="utf-8")
    assert became(place(tmp_path, OLD)) == {"a-2.ipynb": "beside", "b.ipynb": "new"}
    assert texts(tmp_path)["a.ipynb"] == "mine"


def test_where_the_disk_is_full_a_file_is_whole_or_not_there_and_the_next_try_mends_it(tmp_path, monkeypatch):
    written, whole = [], Path.write_bytes

    def full(path, content):
        written.append(path)
        if len(written) < 2:
            return whole(path, content)
        whole(path, content[:3])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        place(tmp_path, OLD)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.ipynb": OLD["a.ipynb"]}
    monkeypatch.undo()
    assert became(place(tmp_path, OLD)) == {"a.ipynb": "there already", "b.ipynb": "new"}
    assert texts(tmp_path) == OLD


def test_a_real_disk_that_is_full_leaves_no_half_file(tmp_path):
    program = """
import errno, resource, sys
from pathlib import Path
from gdviz.placing import place
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    place(Path(sys.argv[1]), {"a.ipynb": "a" * 4000, "b.ipynb": "b" * 6000})
except OSError as error:
    print(errno.errorcode[error.errno])
"""
    told = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=True)
    assert told.stdout == "EFBIG\n"  # the system refuses to write on, as on a full disk
    assert [path.name for path in tmp_path.iterdir()] == ["a.ipynb"]


def test_a_disk_without_links_will_do(tmp_path, monkeypatch):
    def refused(*_):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    (tmp_path / "a.ipynb").write_text("mine", encoding="utf-8")
    assert became(place(tmp_path, OLD)) == {"a-2.ipynb": "beside", "b.ipynb": "new"}
    assert texts(tmp_path) == {"a.ipynb": "mine", "a-2.ipynb": OLD["a.ipynb"], "b.ipynb": "b"}


def test_two_that_place_the_same_at_once_get_one_whole_copy(tmp_path):
    program = """
import sys
from pathlib import Path
from gdviz.placing import place
sys.stdin.read(1)
place(Path(sys.argv[1]), {f"{k}.ipynb": str(k) * 200_000 for k in range(40)})
"""
    command = [sys.executable, "-c", program, tmp_path]
    both = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for one in both:
        one.stdin.write("x")
        one.stdin.flush()
    assert [one.communicate(timeout=60)[1] for one in both] == ["", ""]
    assert texts(tmp_path) == {f"{k}.ipynb": str(k) * 200_000 for k in range(40)}


def test_whoever_was_quicker_wins_and_the_other_one_comes_beside(tmp_path, monkeypatch):
    link = os.link

    def late(part, path):
        Path(path).write_text("quicker", encoding="utf-8")
        monkeypatch.setattr(os, "link", link)
        link(part, path)

    monkeypatch.setattr(os, "link", late)
    assert became(place(tmp_path, {"a.ipynb": "course"})) == {"a-2.ipynb": "beside"}
    assert texts(tmp_path) == {"a.ipynb": "quicker", "a-2.ipynb": "course"}


def test_the_note_tells_what_was_placed_by_its_fingerprint(tmp_path):
    place(tmp_path, OLD)
    note = (tmp_path / NOTES).read_text(encoding="utf-8")
    assert all(f'"{name}": "{hashlib.sha256(text.encode()).hexdigest()}"' in note for name, text in OLD.items())
