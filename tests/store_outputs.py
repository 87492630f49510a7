"""Run the notebooks and store their outputs: ``python tests/store_outputs.py [NOTEBOOK ...]``.

What is stored is what shows without a kernel: the picture, its words, and printed text. The widget itself is not: where
nobody finds its state, it shows an error until the cell is run; and its state holds the text of its module, which every
change of the code would make old. So a picture says what makes it move, as the poster of a video does.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
WIDGET = "application/vnd.jupyter.widget-view+json"
POSTER = "<p>▶ Run this cell, and the picture moves.</p>"


def store(path):
    """Execute one notebook from a fresh kernel and write it back with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    folder = {"metadata": {"path": path.parent}}
    NotebookClient(notebook, timeout=60, kernel_name="python3", coalesce_streams=True, resources=folder).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if data.pop(WIDGET, None) and "image/png" in data:
                data["text/html"] += POSTER
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    nbformat.write(notebook, path)


if __name__ == "__main__":
    for path in [Path(name) for name in sys.argv[1:]] or sorted(NOTEBOOKS.glob("*.ipynb")):
        store(path.resolve())
        print(f"{path}: stored, {path.stat().st_size / 1000:.0f} kB")
