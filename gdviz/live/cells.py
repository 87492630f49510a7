"""Which cells of a notebook show which figures, so that a figure goes when the cells that showed it have run again.

A widget stays in memory, in Python and in the browser, until somebody closes it; and IPython keeps all that cells have
put out (Out[3], _3, _). When a cell has run again, its figures of before stand nowhere any more: they are closed, and
leave that history. A figure that another cell or a box still shows stays. One that a variable still holds keeps its
numbers, and comes back where it is displayed again.

JupyterLab, Notebook 7 and VS Code say which cell they run. Where nobody says it (nbclient, Voilà, a terminal), nothing
is closed.
"""

from weakref import WeakKeyDictionary

from IPython.core.getipython import get_ipython
from ipywidgets import Box
from ipywidgets.widgets import widget

_places = WeakKeyDictionary()  # {figure: {cell: the execution that showed it last}}


def shown(figure):
    """A figure is about to be displayed: remember by which cell."""
    shell = get_ipython()
    if shell is None:
        return
    for part in (figure.layout, figure._program, figure):
        part.open()  # one that had gone comes back; nothing happens to one that is there
    cell, execution = _running(shell)
    _places.setdefault(figure, {})[cell] = execution
    if cell is not None:
        shell.events.register("post_run_cell", _ended)  # once, however often it is registered


def running():
    """The cell that runs; None where nobody says it."""
    shell = get_ipython()
    return None if shell is None else _running(shell)[0]


def forget(figure):
    """A figure is about to be closed: close what belongs to it, and drop it from what IPython keeps."""
    if figure.comm is None:
        return
    figure.layout.close()
    shell = get_ipython()
    if shell is None:
        return
    numbers = _numbers(shell, figure)
    _unsend(shell, numbers)
    for number in numbers:
        del shell.user_ns["_oh"][number]
    for space in (shell.user_ns, shell.user_ns_hidden, vars(shell.displayhook)):
        for number in numbers:
            space.pop(f"_{number}", None)
        for name in ("_", "__", "___"):
            if space.get(name) is figure:
                space[name] = ""


def _ended(_):
    """A cell has run: let go of the figures that it had shown before, and has not shown again."""
    shell = get_ipython()
    cell, execution = _running(shell)
    if cell is None:
        return
    for figure, places in list(_places.items()):
        if places.get(cell, execution) != execution:
            del places[cell]
        if places or any(figure in box.children for box in widget._instances.values() if isinstance(box, Box)):
            _unsend(shell, _numbers(shell, figure)[:-1])
        elif figure.comm is not None:
            figure.close()
            del figure._repr_mimebundle_  # set by close(); without it, the figure can be displayed again


def _running(shell):
    """The cell that runs, where the notebook says it, and the message that asked for it."""
    parent = getattr(shell, "get_parent", dict)() or {}
    return parent.get("metadata", {}).get("cellId"), parent.get("header", {}).get("msg_id")


def _numbers(shell, figure):
    """The executions that had the figure as their result."""
    return [number for number, value in shell.user_ns.get("_oh", {}).items() if value is figure]


def _unsend(shell, numbers):
    """Since IPython 9, the history keeps all that was sent to show a result: drop it."""
    for number in numbers:
        getattr(shell.history_manager, "outputs", {}).pop(number, None)
