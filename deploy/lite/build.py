"""Build the course as a JupyterLab that runs in the browser alone, as files for any static host.

python deploy/lite/build.py SITE

A JupyterLite project is laid out in a passing folder: the settings that lie beside this file, the notebooks, and the
wheels of gdviz and of what it needs and Pyodide's distribution has not. The kernel is told to load these wheels as it
starts, so that ``import gdviz`` works in a notebook that installs nothing. Their versions, and those of the widgets'
JavaScript, are the ones installed here, which belong together.
"""

import json
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from gdviz.course import notebooks

HERE = Path(__file__).resolve().parent
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
PURE = ("anywidget", "comm", "ipywidgets", "psygnal")  # what gdviz needs and Pyodide has not, all without compiled code
EXTENSIONS = ("@jupyterlite/pyodide-kernel-extension", "@jupyter-widgets/jupyterlab-manager", "anywidget")
UP = "../../../.."  # from the kernel's worker, which asks for the wheels, to the root of the site


def run(folder, *command):
    """Run a Python module in a folder, as ``python -m`` does; what it says is shown if it fails."""
    done = subprocess.run([sys.executable, "-m", *map(str, command)], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} has failed:\n{done.stdout}{done.stderr}")


def build(site):
    """Build the site in a folder, which must be empty or not there yet."""
    site = Path(site).resolve()
    if site.exists() and any(site.iterdir()):
        sys.exit(f"{site} is not empty: name a new folder.")
    with TemporaryDirectory() as folder:
        lite = Path(folder)
        wheels = lite / "pypi"
        (lite / "files").mkdir()
        for path in notebooks.paths():
            shutil.copy(path, lite / "files")
        run(lite, "pip", "wheel", "--no-deps", "--wheel-dir", wheels, HERE.parents[1])
        pinned = [f"{name}=={version(name)}" for name in PURE]
        run(lite, "pip", "download", "--no-deps", "--only-binary=:all:", "--platform=any", "--dest", wheels, *pinned)
        shutil.copy(HERE / "jupyter_lite_config.json", lite)
        settings = json.loads((HERE / "jupyter-lite.json").read_text(encoding="utf-8"))
        options = settings["jupyter-config-data"]["litePluginSettings"][KERNEL]["loadPyodideOptions"]
        options["packages"] += sorted(f"{UP}/pypi/{wheel.name}" for wheel in wheels.iterdir())
        (lite / "jupyter-lite.json").write_text(json.dumps(settings), encoding="utf-8")
        installed = Path(sys.prefix) / "share/jupyter/labextensions"
        extensions = [f"--LiteBuildConfig.federated_extensions={installed / name}" for name in EXTENSIONS]
        run(lite, "jupyterlite_core", "build", "--lite-dir", lite, "--output-dir", site, *extensions)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit("Usage: python deploy/lite/build.py SITE")
    build(sys.argv[1])
