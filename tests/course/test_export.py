"""Notebooks of the course in other people's tools: nbconvert, papermill and jupytext, run as their users run them."""

import os
import re
import shlex
import subprocess
import sys

import nbformat
import pytest
from helpers.image import ROOT

NOTEBOOK = ROOT / "notebooks" / "03_learning_rate.ipynb"
VIEW = "application/vnd.jupyter.widget-view+json"
OTHERS = (
    "papermill",
    "ansicolors",
    "tenacity",
    "tqdm",
    "click",
    "jupytext",
    "markdown-it-py",
    "mdit-py-plugins",
    "mdurl",
)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A function that runs a Python module in a folder, with papermill and jupytext beside what is installed."""
    beside = tmp_path_factory.mktemp("beside")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", beside]
    subprocess.run([*install, *OTHERS], check=True)
    path = os.pathsep.join([str(beside), *filter(None, [os.environ.get("PYTHONPATH")])])

    def run(folder, *arguments):
        done = subprocess.run(
            [sys.executable, "-m", *arguments], cwd=folder, env=os.environ | {"PYTHONPATH": path}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-3000:]

    return run


@pytest.fixture(scope="module")
def figures():
    """How many figures the notebook has."""
    outputs = [output for cell in nbformat.read(NOTEBOOK, 4).cells for output in cell.get("outputs", ())]
    return sum("image/png" in output.get("data", ()) for output in outputs)


def test_nbconvert_writes_the_pictures_with_the_option_that_readme_names(run, tmp_path, figures):
    (told,) = re.findall(
        r"`jupyter nbconvert (--execute --to html .+?) NOTEBOOK`", (ROOT / "README.md").read_text("utf-8")
    )
    run(tmp_path, "nbconvert", *shlex.split(told), "--output-dir", tmp_path, NOTEBOOK)
    page = (tmp_path / "03_learning_rate.html").read_text("utf-8")
    assert len(re.findall(r'<img alt="[^"]+"[^>]* src="data:image/png;base64,', page)) == figures >= 4
    assert f'<script type="{VIEW}">' not in page  # no place of a widget, which would ask the network for what draws it


def test_papermill_runs_a_notebook(run, tmp_path, figures):
    run(tmp_path, "papermill", NOTEBOOK, "out.ipynb", "--log-level", "ERROR")
    outputs = [output for cell in nbformat.read(tmp_path / "out.ipynb", 4).cells for output in cell.get("outputs", ())]
    assert sum(VIEW in output.get("data", ()) and "image/png" in output.data for output in outputs) == figures


def test_jupytext_takes_a_notebook_there_and_back(run, tmp_path):
    run(tmp_path, "jupytext", "--to", "py:percent", "--output", "there.py", NOTEBOOK)
    assert "# %% [markdown]" in (tmp_path / "there.py").read_text("utf-8")
    run(tmp_path, "jupytext", "--to", "ipynb", "--output", "back.ipynb", "there.py")
    here, back = (nbformat.read(path, 4).cells for path in (NOTEBOOK, tmp_path / "back.ipynb"))
    assert [(c.cell_type, c.source, dict(c.metadata)) for c in back] == [
        (c.cell_type, c.source, dict(c.metadata)) for c in here
    ]
