"""Placing files in a folder where a student works: nothing that the student wrote is ever overwritten.

What was placed is remembered in the folder, in ``.gdviz.json``: for each kind of course and each name, a fingerprint of
the last file that was offered. So a file that nobody has touched can be told from one that somebody has changed, and a
newer course from the one that was placed. Without the note, all that is there counts as the student's.
"""

import hashlib
import json
import os
import uuid
from contextlib import contextmanager, suppress
from itertools import count

NOTES = ".gdviz.json"
EMPTY = hashlib.sha256(b"").hexdigest()


def place(folder, files, kind):
    """Place files, {name: text}, in a folder; it is made if need be, and so are those in names such as "a/b.ipynb".
    What is returned is said in ``notebooks.copy``.

    Each appears whole or not at all, also where the disk is full or two place the same at once. Where one fails, the
    others are placed all the same, and then the first error is raised.
    kind: what the files are. A file of another kind is never renewed: that of this kind comes beside.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known, notes, done, failed = _remembered(folder), {}, [], []

    def noted(path):
        return f"{kind}/{path.relative_to(folder).as_posix()}"

    for name, text in files.items():
        content = text.encode("utf-8")
        try:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            path, what = _place(folder / name, content, lambda at: known.get(noted(at)))
        except OSError as error:
            failed.append(error)
        else:
            done.append((path, what))
            # Under the first name, too: a newer file that came beside, and was thrown away, is not brought again.
            notes |= dict.fromkeys([noted(folder / name), noted(path)], _fingerprint(content))
    _note(folder, notes)
    if failed:
        raise failed[0]
    return done


def kinds(folder):
    """The kinds of what was placed in a folder."""
    return {name.partition("/")[0] for name in _remembered(folder)}


def _place(path, content, noted):
    """Place one file, under its own name or the first that is free: (path, what became of it)."""
    fresh = _fingerprint(content)
    for number in count(1):
        free = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        arrived = "new" if number == 1 else "beside"
        with suppress(FileExistsError):  # then we look at what is there
            _create(free, content)
            return free, arrived
        there = _fingerprint(free.read_bytes())
        if there == fresh:
            return free, "there already"
        if there != EMPTY and noted(free) == fresh:
            return free, "yours"
        if there in (EMPTY, noted(free)):  # an empty file is nobody's work
            if not _renew(free, content, there):
                return _place(path, content, noted)  # look again at what has been saved meanwhile
            return free, arrived if there == EMPTY else "renewed"
    raise AssertionError("there is always another number")


def _remembered(folder):
    """What was placed in a folder before, {kind/name: fingerprint}; nothing, where nobody can tell any more."""
    try:
        notes = json.loads((folder / NOTES).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def _note(folder, new):
    """Remember what was placed, if that is news, and if it can be written: the files are there all the same."""
    with suppress(OSError):
        notes = _remembered(folder)  # somebody else may have placed something meanwhile
        if notes | new != notes:
            with _part(folder / NOTES, json.dumps(notes | new, indent=1, sort_keys=True).encode("utf-8")) as part:
                part.replace(folder / NOTES)


def _fingerprint(content):
    return hashlib.sha256(content).hexdigest()


def _create(path, content):
    """Write a file that was not there, whole or not at all. Raises FileExistsError where it was."""
    if path.exists():
        raise FileExistsError(path)
    with _part(path, content) as part:
        try:
            os.link(part, path)  # fails, where another has been quicker
        except FileExistsError:
            raise
        except OSError:  # a file system without links, as on a memory stick
            path.open("x").close()  # the name is ours; whoever finds it may write there the same
            try:
                part.replace(path)
            except OSError:
                if not path.stat().st_size:
                    path.unlink()
                raise


def _renew(path, content, there):
    """Write a file in the place of one with a fingerprint, whole or not at all; False where that has changed."""
    with _part(path, content) as part:
        if _fingerprint(path.read_bytes()) != there:  # saved meanwhile
            return False
        part.replace(path)
        return True


@contextmanager
def _part(path, content):
    """A file beside a path, with a name that nobody else has, that holds the content as long as it is needed."""
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        part.write_bytes(content)
        yield part
    finally:
        part.unlink(missing_ok=True)
