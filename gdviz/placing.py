"""Placing files in a folder where a student works: nothing that the student wrote is ever overwritten.

What was placed is remembered in the folder, in ``.gdviz.json``, by a fingerprint of each file. So a file that nobody
has touched can be told from one that somebody has changed, and a newer course from the one that was placed.
"""

import hashlib
import json
import os
import uuid
from contextlib import suppress
from itertools import count

NOTES = ".gdviz.json"


def place(folder, files):
    """Place files, {name: text}, in a folder, which is made if need be: see ``gdviz.course.copy`` for what is returned.

    Each appears whole or not at all, also where the disk is full or two place the same at once.
    """
    folder.mkdir(parents=True, exist_ok=True)
    placed = _remembered(folder)
    done = [_place(folder / name, content.encode("utf-8"), placed) for name, content in files.items()]
    notes = _remembered(folder) | placed  # somebody else may have placed something meanwhile
    _replace(folder / NOTES, json.dumps(notes, indent=1, sort_keys=True).encode("utf-8"))
    return done


def _place(path, content, placed):
    """Place one file, under its own name or the first that is free, and note it: (path, what became of it)."""
    fresh = _fingerprint(content)
    for number in count(1):
        free = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        with suppress(FileExistsError):  # then we look at what is there
            _create(free, content)
            placed[free.name] = fresh
            return free, "new" if number == 1 else "beside"
        there, known = _fingerprint(free.read_bytes()), placed.get(free.name)
        if there == fresh:
            placed[free.name] = fresh
            return free, "there already"
        if known == fresh:
            return free, "yours"
        if known == there:
            _replace(free, content)
            placed[free.name] = fresh
            return free, "renewed"
    raise AssertionError("there is always another number")


def _remembered(folder):
    """What was placed in a folder before, {name: fingerprint}; nothing, where nobody can tell any more."""
    try:
        notes = json.loads((folder / NOTES).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def _fingerprint(content):
    return hashlib.sha256(content).hexdigest()


def _create(path, content):
    """Write a file that was not there, whole or not at all. Raises FileExistsError where it was."""
    if path.exists():
        raise FileExistsError(path)
    part = _written(path, content)
    try:
        os.link(part, path)  # fails, where another has been quicker
    except FileExistsError:
        raise
    except OSError:  # a file system without links, as on a memory stick
        with path.open("xb") as file:
            file.write(content)
    finally:
        part.unlink()


def _replace(path, content):
    """Write a file in the place of one that may go, whole or not at all."""
    _written(path, content).replace(path)


def _written(path, content):
    """A file beside a path, with a name that nobody else has, that holds the content."""
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        part.write_bytes(content)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return part
