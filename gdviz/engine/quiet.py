"""While functions are traced: nothing is printed, and those of numpy that would forget a traced number know it."""

import contextlib
import io
import logging

import numpy as np

from gdviz.engine.tape import Number, Tape, Untraceable
from gdviz.engine.tracing import traced


def _among(values):
    """Whether traced numbers are among them."""
    if isinstance(values, np.ndarray):
        return values.dtype == object and any(isinstance(value, Number) for value in values.flat)
    return isinstance(values, Number) or (isinstance(values, (list, tuple)) and any(map(_among, values)))


def _made(make):
    """A function that makes an array of what it is given, such as np.array. Numpy would forget that it is traced."""

    def made(values, *more, **how):
        if not _among(values):
            return make(values, *more, **how)
        dtype = more[0] if more else how.pop("dtype", None)
        if dtype is object:
            return make(values, dtype=dtype)
        array = traced(values if make is np.asarray else make(values, dtype=object))
        return array if dtype is None else array.astype(dtype)

    return made


def _of_lists(function):
    """A function that numpy does not hand over to ``Traced`` where it is given a list of traced arrays."""
    return lambda a, *more, **how: function(
        traced(a) if isinstance(a, (list, tuple)) and _among(a) else a, *more, **how
    )


def _errstate(make):
    """A function that says what numpy does about errors. There are none among traced numbers to be raised."""

    def made(*levels, **kinds):
        if {"raise", "call"} & {*levels, *kinds.values()}:
            raise Untraceable("waits for an error of numpy's, such as FloatingPointError; np.where can be traced")
        return make(*levels, **kinds)

    return made


MAKE = {name: _made(getattr(np, name)) for name in ("array", "asarray", "ascontiguousarray")}
MAKE |= {name: _of_lists(getattr(np, name)) for name in ("max", "min", "amax", "amin", "any", "all", "clip")}
MAKE |= {name: _errstate(getattr(np, name)) for name in ("errstate", "seterr")}


@contextlib.contextmanager
def quietly():
    """While functions are traced, what they print is not shown, what numpy warns of neither, and np.array, np.max and
    some others know traced numbers. (np.zeros does not: numpy's random numbers are made with it, in C, and must stay
    floats.)
    """
    was, level = {name: getattr(np, name) for name in MAKE}, logging.root.manager.disable
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        np.errstate(all="ignore"),
    ):
        Tape.looking += 1
        logging.disable()  # a log may have taken hold of sys.stdout before
        try:
            for name, make in MAKE.items():
                setattr(np, name, make)
            yield
        finally:
            Tape.looking -= 1
            logging.disable(level)
            for name, make in was.items():
                setattr(np, name, make)
