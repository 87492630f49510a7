"""Opening the course in JupyterLab, also where the home folder cannot be written."""

import os
import tempfile
from contextlib import ExitStack
from importlib import util
from pathlib import Path

SETTINGS = Path(__file__).with_name("jupyter")  # a notebook is saved with its live figures: the next day they move
FIRST = "00_start_here.ipynb"
WITHOUT = """JupyterLab, which opens the course, is not installed here. To get it:

  python -m pip install "jupyterlab>=4.6.2"    if you have installed gdviz with pip
  uvx --with jupyterlab ...                    if you have started it with uvx, the rest as before
  pipx inject gdviz jupyterlab                 if you have installed it with pipx

Any other JupyterLab, Notebook 7 or VS Code opens the folder, too, if its Python has gdviz."""


def in_jupyterlab(folder, options=()):
    """Open the course in JupyterLab, and return when it has been shut down.

    folder: where the notebooks are. options: of JupyterLab.
    Raises ModuleNotFoundError, with what to do, where JupyterLab is not installed.
    """
    if not util.find_spec("jupyterlab"):
        raise ModuleNotFoundError(WITHOUT)
    with ExitStack() as stack:
        places = [os.environ.get("JUPYTER_CONFIG_PATH"), str(SETTINGS)]
        os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, places))
        if not _at_home():
            _elsewhere(stack.enter_context(tempfile.TemporaryDirectory(prefix="gdviz-", ignore_cleanup_errors=True)))
        from jupyterlab.labapp import LabApp  # not sooner: it decides here where it keeps its settings

        place = Path(folder).resolve()  # the first notebook is its address, also where no browser is opened
        first = f"/lab/tree/{FIRST}" if (place / FIRST).exists() else "/lab"  # a course for nbgrader has it elsewhere
        LabApp.launch_instance([f"--ServerApp.root_dir={place}", f"--LabApp.default_url={first}", *options])


def _at_home():
    """Whether Jupyter can keep its own things where it wants to."""
    from jupyter_core import paths

    try:
        for place in (paths.jupyter_runtime_dir(), paths.jupyter_data_dir(), paths.jupyter_config_dir()):
            Path(place).mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=place):
                pass
    except (OSError, RuntimeError):  # RuntimeError: there is no home at all
        return False
    return True


def _elsewhere(place):
    """Let Jupyter, IPython and matplotlib keep their own things in another place: settings last as long as it does."""
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        os.environ[name] = str(Path(place, name.lower()))
    os.environ.setdefault("HOME", str(place))  # without any, Jupyter does not start
