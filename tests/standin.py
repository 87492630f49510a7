"""What JupyterLite's kernel loads from Pyodide's distribution, as far as the package registries have it too.

``python tests/standin.py FOLDER`` fetches it: Pyodide's core, which npm has, and the wheels without compiled code that
the kernel starts with. numpy, matplotlib and Pillow for Pyodide are nowhere but in Pyodide's distribution.
"""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
from pathlib import Path

from jupyterlite_pyodide_kernel.constants import PYODIDE_CDN_URL, PYODIDE_PYTHON_VERSION, PYODIDE_VERSION

CDN = f"{PYODIDE_CDN_URL}/"  # where the distribution is
STARTS = ("micropip", "ipython", "jedi", "typing-extensions")  # what the kernel and our settings ask for


def needed(lock):
    """The packages of the lock file that the kernel loads before it can be used, matplotlib left out: [{}, ...]."""
    found, names = {}, list(STARTS)
    while names:
        name = re.sub(r"[-_.]+", "-", names.pop()).lower()
        if name not in found:
            found[name] = lock["packages"][name]
            names += found[name]["depends"]
    return list(found.values())


def distribution(folder):
    """{name of a file: its bytes} of Pyodide's distribution, its lock file with the hashes of these wheels."""
    files = {path.name: path.read_bytes() for path in (Path(folder) / "package").iterdir()}
    lock = json.loads(files["pyodide-lock.json"])
    for package in needed(lock):
        stem = re.sub(r"[-_.]+", "_", package["name"]).lower()
        path = next((Path(folder) / "wheels").glob(f"{stem}-{package['version']}-*.whl"))
        files[path.name] = path.read_bytes()
        package.update(file_name=path.name, sha256=hashlib.sha256(files[path.name]).hexdigest())
    return files | {"pyodide-lock.json": json.dumps(lock).encode()}


def fetch(folder):
    """Fetch it all, by npm and pip, in the versions that the installed kernel wants."""
    folder = Path(folder).resolve()
    folder.mkdir(parents=True)
    subprocess.run(["npm", "pack", "--silent", f"pyodide@{PYODIDE_VERSION}"], cwd=folder, check=True)
    with tarfile.open(next(folder.glob("*.tgz"))) as packed:
        packed.extractall(folder, filter="data")
    lock = json.loads((folder / "package" / "pyodide-lock.json").read_text(encoding="utf-8"))
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--dest", folder / "wheels", "--no-deps"]
    pure = ["--only-binary=:all:", "--platform=any", f"--python-version={PYODIDE_PYTHON_VERSION}"]
    subprocess.run([*pip, *pure, *(f"{p['name']}=={p['version']}" for p in needed(lock))], check=True)


if __name__ == "__main__":
    fetch(sys.argv[1])
