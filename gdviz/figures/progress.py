"""A bar that shows how far a longer job is: in a notebook a widget, in a terminal a line, elsewhere nothing."""

import sys
from contextlib import contextmanager
from html import escape
from itertools import count
from shutil import get_terminal_size
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import display
from ipywidgets import HTML


@contextmanager
def progress(doing, total):
    """A bar while the block runs, and until it is left in any way: in a notebook, or a line in a terminal.

    Gives a function to call after each of ``total`` parts. Where nobody looks (a script's log, a test), nothing shows.
    """
    if hasattr(get_ipython(), "kernel"):
        show, close = _widget(doing, total)
    elif sys.stderr is not None and sys.stderr.isatty():
        show, close = _line(doing, total)
    else:
        show, close = lambda done: None, lambda: None
    parts = count(1)
    try:
        show(0)
        yield lambda: show(next(parts))
    finally:
        close()


def _widget(doing, total):
    """The browser's own <progress> in a widget: unlike ipywidgets' IntProgress, a screen reader says what it is."""
    bar = HTML()
    shown: Any = display(bar, display_id=True)

    def show(done):
        bar.value = f'<label>{escape(doing)} <progress max="{total}" value="{done}"></progress></label>'

    def close():
        bar.close()
        shown.update({"text/plain": ""}, raw=True)  # or a stored notebook would keep a widget that is gone

    return show, close


def _line(doing, total):
    width = get_terminal_size().columns - 1

    def show(done):
        filled = 30 * done // total
        line = f"{doing} [{'#' * filled}{'.' * (30 - filled)}] {done} of {total}"
        print("\r" + line[:width], end="", file=sys.stderr, flush=True)

    def close():
        print("\r" + " " * width, end="\r", file=sys.stderr, flush=True)

    return show, close
