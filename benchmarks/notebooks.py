"""What each notebook costs: seconds, those of the processor in its kernel, and what that then weighs.

    python -m benchmarks.notebooks

Peer: a notebook whose one cell imports matplotlib, ipywidgets and anywidget, in the same run.
"""

import json
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
SPENT = """
import time
from pathlib import Path
lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
print([time.process_time(), sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000])
"""


def measured(notebook):
    """A notebook in a kernel of its own: the seconds it takes, those of the processor, and the megabytes (PSS) then."""
    notebook.cells.append(nbformat.v4.new_code_cell(SPENT))
    begin = time.perf_counter()
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    return time.perf_counter() - begin, *json.loads(notebook.cells[-1].outputs[0]["text"])


def main():
    """Print a line for the peer and one for each notebook."""
    imports = nbformat.v4.new_code_cell("import matplotlib.pyplot, ipywidgets, anywidget")
    seconds, spent, weight = measured(nbformat.v4.new_notebook(cells=[imports]))
    print(f"{'imports alone':<32} {seconds:5.1f} s          {spent:5.1f} s in the kernel         {weight:4.0f} MB")
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        took, worked, weighs = measured(nbformat.read(path, as_version=4))
        size = path.stat().st_size / 1e6
        kernel = f"{worked:5.1f} s in the kernel ({worked / spent:3.1f} ×)"
        weighs = f"{weighs:4.0f} MB (+ {weighs - weight:3.0f}), {size:.2f} MB on disk"
        print(f"{path.stem:<32} {took:5.1f} s ({took / seconds:3.1f} ×) {kernel} {weighs}")


if __name__ == "__main__":
    main()
