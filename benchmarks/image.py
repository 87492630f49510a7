"""What Binder's image holds of the course, and what one student takes there: ``python -m benchmarks.image``.

It needs the test extra, git and Chromium. The environment is made anew, by pip, as for the tests
(tests/helpers/image.py): the disk that it takes, and the memory (PSS) of a JupyterLab in it and of the kernel of
notebook 3, run in Chromium.
Peer: the kernel of a notebook whose one cell imports numpy, matplotlib and ipywidgets, beside the same server.
The image has an Ubuntu, conda and Node besides, which are not measured.
"""

import sys
import tempfile
from importlib.metadata import distributions
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.helpers.browse import FLAGS, Desk, Lab, chromium_path
from tests.helpers.image import Image


def packages(prefix):
    """(megabytes, name) of every package that is installed there, the heaviest first."""
    found = []
    for package in distributions(path=[str(path) for path in prefix.glob("lib/python3*/site-packages")]):
        files = [Path(str(file.locate())) for file in package.files or ()]
        found.append((sum(file.stat().st_size for file in files if file.is_file()) / 1e6, package.name))
    return sorted(found, reverse=True)


def weight(process):
    """The megabytes of memory (PSS) of a process, and a list of those of its children."""
    folder = Path("/proc") / str(process)
    children = (folder / "task" / str(process) / "children").read_text().split()
    lines = (folder / "smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000, [
        weight(child)[0] for child in children
    ]


def main():
    """Print the environment's size and heaviest packages, and then what servers and kernels weigh."""
    with tempfile.TemporaryDirectory() as place:
        image = Image(Path(place))
        image.make()
        files = [path for path in image.prefix.rglob("*") if path.is_file() and not path.is_symlink()]
        print(f"the environment on disk: {sum(path.stat().st_size for path in files) / 1e6:.0f} MB, of which")
        for megabytes, name in packages(image.prefix)[:8]:
            print(f"{megabytes:8.0f} MB  {name}")
        sys.executable = str(image.python)  # by this a server is run
        lab = Lab(image.folder / "notebooks", Path(place) / "private")
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
                desk = Desk(lab, browser)
                plain = lab.write("plain.ipynb", "import numpy, matplotlib.pyplot, ipywidgets")
                for name in (plain, "03_learning_rate.ipynb"):
                    desk.open(name).run_all()
                    server, (kernel,) = weight(lab.process.pid)
                    total = f"{server + kernel:.0f} MB"
                    print(f"{name}: {total} of memory, the server {server:.0f} MB, the kernel {kernel:.0f} MB")
                    desk.tidy()
                browser.close()
        finally:
            lab.stop()


if __name__ == "__main__":
    main()
