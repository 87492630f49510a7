"""Whether this machine has what the course needs, and what to do where it has not."""

import platform
import sys
import tempfile
from importlib import metadata, util
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement

PATIENCE = 60  # seconds for a kernel to start and to answer
WORK = """
import sys, gdviz
walk = gdviz.descend(gdviz.bowl, gdviz.gradient_descent, lr=0.25)
print(sys.executable, gdviz.__file__, walk.steps_to(tol=0.05), sep="|")
"""


class Finding(NamedTuple):
    """One thing that was looked at: whether it is in order, what it is, and what to do if it is not."""

    fine: bool
    what: str
    remedy: str = ""


def findings():
    """Look at this machine, one thing after the other: yields a Finding for each."""
    yield Finding(sys.version_info >= (3, 11), f"Python {platform.python_version()}", "Install Python 3.11 or newer.")
    yield from map(_package, _requirements())
    if util.find_spec("jupyterlab"):
        yield _widgets()
        yield _kernel()
    yield _writable(Path.cwd())


def _requirements():
    """What gdviz needs, and JupyterLab."""
    wanted = [Requirement(line) for line in metadata.requires("gdviz") or []]
    plain = [one for one in wanted if one.marker is None]
    return plain + [one for one in wanted if one.name == "jupyterlab"][:1]


def _package(wanted):
    remedy = f'python -m pip install "{wanted.name}{wanted.specifier}"'
    try:
        version = metadata.version(wanted.name)
    except metadata.PackageNotFoundError:
        return Finding(False, f"{wanted.name} is not installed", remedy)
    fine = wanted.specifier.contains(version, prereleases=True)
    return Finding(fine, f"{wanted.name} {version}" + ("" if fine else f", {wanted.specifier} is needed"), remedy)


def _widgets():
    """The parts of ipywidgets and anywidget that live in JupyterLab, where they are installed beside it."""
    from jupyter_core.paths import jupyter_path

    names = ("@jupyter-widgets/jupyterlab-manager", "anywidget")
    places = [Path(place) for place in jupyter_path("labextensions")]
    lost = [name for name in names if not any((place / name).is_dir() for place in places)]
    remedy = "python -m pip install --force-reinstall ipywidgets anywidget, and start JupyterLab anew."
    return Finding(
        not lost, f"JupyterLab does not find {' and '.join(lost)}" if lost else "widgets in JupyterLab", remedy
    )


def _kernel():
    """A kernel starts, has this very gdviz, and computes."""
    from jupyter_client.kernelspec import NoSuchKernel
    from jupyter_client.manager import start_new_kernel

    said, remedy = (
        [],
        "python -m ipykernel install --sys-prefix, and choose the kernel \u201cPython 3\u201d in the notebook.",
    )
    try:
        manager, client = start_new_kernel(startup_timeout=PATIENCE, stderr=-3)
        try:
            client.execute_interactive(WORK, timeout=PATIENCE, output_hook=said.append, allow_stdin=False)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    except NoSuchKernel:
        return Finding(False, "there is no Python for notebooks", "python -m pip install ipykernel")
    except (RuntimeError, TimeoutError, OSError) as error:
        return Finding(False, f"a notebook's Python does not start: {error}", remedy)
    text = "".join(message["content"].get("text", "") for message in said)
    python, where, steps = text.strip().split("|") if text.count("|") == 2 else ("", "", "")
    if steps != "7":
        return Finding(False, "a notebook's Python cannot use gdviz", remedy)
    return Finding(True, f"a notebook runs with {python}, and gdviz of {Path(where).parent}")


def _writable(folder):
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Finding(False, f"{folder} cannot be written: {error.strerror}", "Change to a folder that can.")
    return Finding(True, f"{folder} can be written")
