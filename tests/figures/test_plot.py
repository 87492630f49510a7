"""plot: in a notebook that has never heard of pyplot it shows a picture, too."""

import nbformat
from nbclient import NotebookClient


def test_a_fresh_notebook_shows_the_picture():
    code = "from gdviz import bowl, descend, gradient_descent, plot\nplot(descend(bowl, gradient_descent))"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, kernel_name="python3", extra_arguments=["--log-level=ERROR"]).execute()
    (output,) = notebook.cells[0].outputs
    assert output.data["image/png"].startswith("iVBOR")
