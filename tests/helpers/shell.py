"""An IPython that is told which cell it runs, as a kernel is."""

import gc
from weakref import ref

from IPython.core.interactiveshell import InteractiveShell
from ipywidgets.widgets import widget


class Notebook(InteractiveShell):
    """An IPython that is told which cell it runs, as a kernel is."""

    asked = None

    def get_parent(self):
        return self.asked

    def run(self, code, cell=None):
        """Run the code of a cell, and return weak references to the figures that were made."""
        before = set(map(id, figures()))
        where = {} if cell is None else {"cellId": cell}
        self.asked = {"header": {"msg_id": f"message {self.execution_count}"}, "metadata": where}
        self.run_cell(code, store_history=True)
        self.asked = {}
        gc.collect()
        return [ref(figure) for figure in figures() if id(figure) not in before]


def figures():
    return [figure for figure in widget._instances.values() if hasattr(figure, "tracks")]
