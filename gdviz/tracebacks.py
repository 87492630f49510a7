"""Tracebacks for students: from the line they typed to the line that failed, without gdviz's own in between."""

import functools
import sys
import traceback
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
OWN = ("gdviz", "traitlets", "ipywidgets")  # whose frames say nothing to a student


def brief(verb: Callable[P, R]) -> Callable[P, R]:
    """Decorate a public function: what it raises is traced through the user's code alone.

    The error is the same, only the frames inside gdviz are left out. ``python -X dev`` shows them all.
    """

    @functools.wraps(verb)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        __tracebackhide__ = True  # IPython and pytest leave this frame out, too
        try:
            return verb(*args, **kwargs)
        except Exception as error:
            if sys.flags.dev_mode:
                raise
            raise error.with_traceback(_without_own_frames(error.__traceback__))  # noqa: B904

    return called


def _without_own_frames(trace):
    """The traceback with the frames of this package taken out, and of what carries its traits."""
    kept = []
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__", "").split(".")[0] not in OWN:
            kept.append(trace)
        trace = trace.tb_next
    for frame, after in zip(kept, [*kept[1:], None], strict=False):
        frame.tb_next = after
    return kept[0] if kept else None


def readable(error):
    """An exception with its traceback as a text, without the frames of this package."""
    return "".join(traceback.format_exception(type(error), error, _without_own_frames(error.__traceback__))).strip()
