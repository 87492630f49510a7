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
    figure.layout.open()  # one that had gone comes back; nothing happens to one that is there
    figure.open()
    cell, execution = _running(shell)
    _places.setdefault(figure, {})[cell] = execution
    if cell is not None:
        shell.events.register("post_run_cell", _ended)  # once, however often it is registered


def _running(shell):
    """The cell that runs, where the notebook says it, and the message that asked for it."""
    parent = getattr(shell, "get_parent", dict)() or {}
    return parent.get("metadata", {}).get("cellId"), parent.get("header", {}).get("msg_id")


def _ended(_):
    """A cell has run: let go of the figures that it had shown before, and has not shown again."""
    shell = get_ipython()
    cell, execution = _running(shell)
    if cell is None:
        return
    for figure, places in list(_places.items()):
        if places.get(cell, execution) != execution:
            del places[cell]
        gone = not (places or _in_a_box(figure))
        _forget(shell, figure, gone)
        if gone:
            del _places[figure]
            if figure.comm is not None:
                figure.close()
                del figure._repr_mimebundle_  # set by close(); without it, the figure can be displayed again


def _in_a_box(figure):
    return any(figure in box.children for box in widget._instances.values() if isinstance(box, Box))


def _forget(shell, figure, gone):
    """Drop a figure that is gone from what IPython keeps; of one that stays, all that was sent to show it but last."""
    numbers = [number for number, value in shell.user_ns.get("_oh", {}).items() if value is figure]
    for number in numbers if gone else numbers[:-1]:
        getattr(shell.history_manager, "outputs", {}).pop(number, None)
    for number in numbers if gone else ():
        del shell.user_ns["_oh"][number]
    for space in (shell.user_ns, shell.user_ns_hidden, vars(shell.displayhook)) if gone else ():
        for number in numbers:
            space.pop(f"_{number}", None)
        for name in ("_", "__", "___"):
            if space.get(name) is figure:
                space[name] = ""
