"""How long each notebook takes, and what its kernel then weighs: ``python -m benchmarks.notebooks``.

Peer: a notebook whose one cell imports numpy, matplotlib and ipywidgets, in the same run.
"""

import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
WEIGHT = """
from pathlib import Path
lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
print(sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")))
"""


def measured(notebook):
    """The seconds that a notebook takes in a kernel of its own, and the megabytes (PSS) of that kernel afterwards."""
    notebook.cells.append(nbformat.v4.new_code_cell(WEIGHT))
    begin = time.perf_counter()
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    return time.perf_counter() - begin, int(notebook.cells[-1].outputs[0]["text"]) / 1000


def main():
    """Print a line for the peer and one for each notebook."""
    imports = nbformat.v4.new_code_cell("import numpy, matplotlib.pyplot, ipywidgets")
    seconds, weight = measured(nbformat.v4.new_notebook(cells=[imports]))
    print(f"{'imports alone':<32} {seconds:5.1f} s          {weight:4.0f} MB")
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        took, weighs = measured(nbformat.read(path, as_version=4))
        size = path.stat().st_size / 1e6
        print(f"{path.stem:<32} {took:5.1f} s ({took / seconds:3.1f} ×) {weighs:4.0f} MB, {size:.2f} MB on disk")


if __name__ == "__main__":
    main()
