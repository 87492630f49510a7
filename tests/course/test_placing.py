"""Files in a folder where a student works: what is new arrives, what the student wrote stays, whatever happens."""

import errno
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gdviz.course import placing
from gdviz.course.placing import NOTES

OLD, NEW = {"a.ipynb": "course, as it was", "b.ipynb": "b"}, {"a.ipynb": "course, as it is", "b.ipynb": "b"}


NO_LINKS = """
import os
def link(*_):
    raise PermissionError
os.link = link
"""


def place(folder, files, kind="complete"):
    return placing.place(folder, files, kind)


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
    assert became(place(tmp_path, NEW)) == {"a.ipynb": "yours", "b.ipynb": "there already"}
    assert texts(tmp_path) == {"a.ipynb": "mine", "a-2.ipynb": "mine, too", "b.ipynb": "b"}


def test_what_came_beside_and_was_thrown_away_stays_away_until_the_course_is_newer(tmp_path):
    place(tmp_path, OLD)
    (tmp_path / "a.ipynb").write_text("mine", encoding="utf-8")
    place(tmp_path, NEW)
    (tmp_path / "a-2.ipynb").unlink()
    assert became(place(tmp_path, NEW)) == {"a.ipynb": "yours", "b.ipynb": "there already"}
    newest = NEW | {"a.ipynb": "course, as it will be"}
    assert became(place(tmp_path, newest)) == {"a-2.ipynb": "beside", "b.ipynb": "there already"}
    assert texts(tmp_path) == {"a.ipynb": "mine", "a-2.ipynb": "course, as it will be", "b.ipynb": "b"}


def test_a_file_of_another_kind_is_never_renewed(tmp_path):
    bare = {"a.ipynb": "no solutions", "b.ipynb": "b"}
    place(tmp_path, bare, "without solutions")
    assert became(place(tmp_path, OLD)) == {"a-2.ipynb": "beside", "b.ipynb": "there already"}
    assert texts(tmp_path) == bare | {"a-2.ipynb": OLD["a.ipynb"]}
    newer = bare | {"a.ipynb": "no solutions, newer"}
    assert became(place(tmp_path, newer, "without solutions"))["a.ipynb"] == "renewed"
    assert texts(tmp_path) == newer | {"a-2.ipynb": OLD["a.ipynb"]}
    assert placing.kinds(tmp_path) == {"without solutions", "complete"}


def test_where_nothing_is_new_nothing_is_written(tmp_path, monkeypatch):
    place(tmp_path, OLD)
    (tmp_path / "a.ipynb").write_text("mine", encoding="utf-8")

    def refused(path, _):
        pytest.fail(f"{path} was written")

    monkeypatch.setattr(Path, "write_bytes", refused)
    assert became(place(tmp_path, OLD)) == {"a.ipynb": "yours", "b.ipynb": "there already"}


def test_a_complete_course_without_notes_in_a_folder_that_cannot_be_written_is_no_error(tmp_path, monkeypatch):
    for name, text in OLD.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    def refused(*_):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "write_bytes", refused)
    assert became(place(tmp_path, OLD)) == {"a.ipynb": "there already", "b.ipynb": "there already"}
    assert not (tmp_path / NOTES).exists()


def test_what_the_student_saves_while_a_file_is_renewed_stays(tmp_path, monkeypatch):
    place(tmp_path, OLD)
    write = Path.write_bytes

    def slow(path, content):
        monkeypatch.undo()
        (tmp_path / "a.ipynb").write_text("saved meanwhile", encoding="utf-8")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", slow)
    assert became(place(tmp_path, NEW)) == {"a-2.ipynb": "beside", "b.ipynb": "there already"}
    assert texts(tmp_path) == {"a.ipynb": "saved meanwhile", "a-2.ipynb": "course, as it is", "b.ipynb": "b"}


def test_an_empty_file_is_nobodys_work(tmp_path):
    (tmp_path / "a.ipynb").touch()
    assert became(place(tmp_path, OLD)) == {"a.ipynb": "new", "b.ipynb": "new"}
    assert texts(tmp_path) == OLD


def test_an_empty_file_that_another_fills_meanwhile_brings_no_second_one(tmp_path, monkeypatch):
    (tmp_path / "a.ipynb").touch()
    write = Path.write_bytes

    def slow(path, content):
        monkeypatch.undo()
        (tmp_path / "a.ipynb").write_text(OLD["a.ipynb"], encoding="utf-8")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", slow)
    assert became(place(tmp_path, OLD)) == {"a.ipynb": "there already", "b.ipynb": "new"}
    assert texts(tmp_path) == OLD


@pytest.mark.parametrize("links", [True, False])
def test_one_locked_file_stops_no_other_and_leaves_nothing_behind(tmp_path, monkeypatch, links):
    place(tmp_path, {"a.ipynb": "course, as it was"})
    replace = Path.replace

    def locked(part, path):
        if path.name in ("a.ipynb", "c.ipynb"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return replace(part, path)

    def link(_, path):
        raise PermissionError(errno.EPERM, "Operation not permitted", str(path))

    monkeypatch.setattr(Path, "replace", locked)
    if not links:
        monkeypatch.setattr(os, "link", link)
    with pytest.raises(PermissionError, match=r"a\.ipynb"):
        place(tmp_path, NEW | {"c.ipynb": "c"})
    rest = {"c.ipynb": "c"} if links else {}
    assert texts(tmp_path) == {"a.ipynb": "course, as it was", "b.ipynb": "b"} | rest
    monkeypatch.undo()
    assert became(place(tmp_path, NEW)) == {"a.ipynb": "renewed", "b.ipynb": "there already"}


def test_a_file_that_nobody_has_touched_is_renewed(tmp_path):
    place(tmp_path, OLD)
    assert became(place(tmp_path, NEW)) == {"a.ipynb": "renewed", "b.ipynb": "there already"}
    assert texts(tmp_path) == NEW


def test_files_in_folders_keep_to_the_same_rules_and_one_name_in_two_folders_is_two_files(tmp_path):
    old, new = {"a/x.ipynb": "a", "b/x.ipynb": "b"}, {"a/x.ipynb": "newer a", "b/x.ipynb": "newer b"}
    assert [what for _, what in place(tmp_path, old)] == ["new", "new"]
    (tmp_path / "b" / "x.ipynb").write_text("mine", encoding="utf-8")
    assert place(tmp_path, old) == [
        (tmp_path / "a" / "x.ipynb", "there already"), (tmp_path / "b" / "x.ipynb", "yours"),
    ]  # fmt: skip
    assert place(tmp_path, new) == [(tmp_path / "a" / "x.ipynb", "renewed"), (tmp_path / "b" / "x-2.ipynb", "beside")]
    assert texts(tmp_path / "b") == {"x.ipynb": "mine", "x-2.ipynb": "newer b"}
    assert [what for _, what in place(tmp_path, new)] == ["there already", "yours"]


def test_a_file_in_the_place_of_a_folder_stops_no_other(tmp_path):
    (tmp_path / "a").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        place(tmp_path, {"a/x.ipynb": "a", "b/x.ipynb": "b"})
    assert (tmp_path / "a").read_text(encoding="utf-8") == "mine"
    assert texts(tmp_path / "b") == {"x.ipynb": "b"}


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
from gdviz.course.placing import place
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    place(Path(sys.argv[1]), {"a.ipynb": "a" * 4000, "b.ipynb": "b" * 6000}, "complete")
except OSError as error:
    print(errno.errorcode[error.errno])
"""
    told = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=True)
    assert told.stdout == "EFBIG\n"  # the system refuses to write on, as on a full disk
    assert sorted(path.name for path in tmp_path.iterdir()) == [NOTES, "a.ipynb"]


def test_a_disk_without_links_will_do(tmp_path, monkeypatch):
    def refused(*_):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    (tmp_path / "a.ipynb").write_text("mine", encoding="utf-8")
    assert became(place(tmp_path, OLD)) == {"a-2.ipynb": "beside", "b.ipynb": "new"}
    assert texts(tmp_path) == {"a.ipynb": "mine", "a-2.ipynb": OLD["a.ipynb"], "b.ipynb": "b"}


@pytest.mark.parametrize("without_links", [False, True])
def test_two_that_place_the_same_at_once_get_one_whole_copy(tmp_path, without_links):
    program = """
import sys
from pathlib import Path
from gdviz.course.placing import place
sys.stdin.read(1)
place(Path(sys.argv[1]), {f"{k}.ipynb": str(k) * 200_000 for k in range(40)}, "complete")
"""
    command = [sys.executable, "-c", without_links * NO_LINKS + program, tmp_path]
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
    assert all(
        f'"complete/{name}": "{hashlib.sha256(text.encode()).hexdigest()}"' in note for name, text in OLD.items()
    )
