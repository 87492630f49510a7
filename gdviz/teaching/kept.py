"""Guesses that outlive the kernel: in a file beside the notebook, for whoever made them and for nobody else.

Nothing leaves the machine. The file's name begins with a dot, so JupyterLab does not list it.
"""

import contextlib
import getpass
import json
import os
from pathlib import Path

from gdviz.live import cells


def place():
    """The file, in the folder of the notebook; None where nobody says which cell runs (tests, pages, a terminal)."""
    if cells.running() is None:
        return None
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container whose user has no name, or Windows without one
        user = str(os.getuid()) if hasattr(os, "getuid") else "me"
    return Path(f".gdviz-guesses-{user}.json").absolute()


def notebook():
    """The name of the notebook, as Jupyter's server tells its kernel; "" where nobody does."""
    return Path(os.environ.get("JPY_SESSION_NAME", "")).name


def read(file):
    """What is kept: {notebook: {question: guess}}."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # none yet, or spoilt: the next guess begins it anew
        return {}
    found = found if isinstance(found, dict) else {}
    return {name: guesses for name, guesses in found.items() if isinstance(guesses, dict)}


def write(file, question, guess):
    """Keep a guess. Where the folder cannot be written, it lasts as long as the kernel."""
    found = read(file)
    found.setdefault(notebook(), {})[question] = guess
    with contextlib.suppress(OSError):
        beside = file.with_suffix(".new")
        beside.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
        beside.replace(file)
