"""Run the notebooks and store their outputs: ``python tests/store_outputs.py [NOTEBOOK ...]``.

What is stored shows without a kernel: printed text, and each figure twice, as a picture and as its widget with its
state. Where Jupyter trusts the notebook, the figure is alive before a cell has run, and its picture hides; elsewhere
(GitHub, a notebook from a stranger, a JupyterLab so busy that it does not find the state) the picture shows, and says
what makes it move, as the poster of a video does. A prediction is stored without its state: what somebody locked before
its cell has run, Python would never hear.
"""

import sys
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
WIDGET = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
POSTER = '<p class="gdviz-poster">▶ Run this cell, and the picture moves.</p>'
STYLE = """<style>
.jp-OutputArea-child:has(.gdviz-poster):has(+ .jp-OutputArea-child .gdviz) { display: none; }
.jp-OutputArea-child:has(.gdviz-poster) + .jp-OutputArea-child:not(:has(.gdviz)) { display: none; }
</style>"""
MODEL = "IPY_MODEL_"


def store(path):
    """Execute one notebook from a fresh kernel and write it back with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    folder = {"metadata": {"path": path.parent}}
    NotebookClient(notebook, timeout=60, kernel_name="python3", coalesce_streams=True, resources=folder).execute()
    shown = []
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in list(cell.get("outputs", [])):
            data = output.get("data", {})
            view = data.pop(WIDGET, None)
            if view and "image/png" in data:
                data["text/html"] += POSTER + STYLE
                alive = nbformat.v4.new_output("display_data", {WIDGET: view, "text/plain": ""})
                shown.append(alive.data[WIDGET])
                cell.outputs.insert(cell.outputs.index(output) + 1, alive)
    known = notebook.metadata.pop("widgets", {}).get(STATE, {}).get("state", {})
    if shown:
        notebook.metadata["widgets"] = {STATE: _living(shown, known, path.stem)}
    notebook.metadata["language_info"] = {"name": "python"}
    nbformat.write(notebook, path)


def _living(shown, known, name):
    """The widgets that show, and those that they need, under names that are the same each time."""
    found = list(dict.fromkeys(view["model_id"] for view in shown))
    for id in found:  # it grows
        parts = [part for part in known[id]["state"].values() if isinstance(part, str) and part.startswith(MODEL)]
        found += [part.removeprefix(MODEL) for part in parts if part.removeprefix(MODEL) not in found]
    names = {id: uuid5(NAMESPACE_URL, f"{name} {k}").hex for k, id in enumerate(found)}
    for view in shown:
        view["model_id"] = names[view["model_id"]]
    state = {}
    for id, called in names.items():
        state[called] = known[id]
        for trait, part in known[id]["state"].items():
            if isinstance(part, str) and part.startswith(MODEL):
                known[id]["state"][trait] = MODEL + names[part.removeprefix(MODEL)]
    return {"state": state, "version_major": 2, "version_minor": 0}


if __name__ == "__main__":
    for path in [Path(name) for name in sys.argv[1:]] or sorted(NOTEBOOKS.glob("*.ipynb")):
        store(path.resolve())
        print(f"{path}: stored, {path.stat().st_size / 1000:.0f} kB")
