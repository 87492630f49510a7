"""What Binder's image would hold, without Docker and conda: a copy of the repository, and by pip what environment.yml
asks for, in a fresh environment, as postBuild leaves it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]


def asked_for():
    """What environment.yml asks for besides Python, pip and gdviz, by the names that pip knows."""
    entries = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    named = [entry for entry in entries if isinstance(entry, str) and entry != "pip"]
    return [entry.replace("matplotlib-base", "matplotlib") for entry in named if not entry.startswith("python=")]


def clone(folder):
    """Copy the repository to a folder that is not there yet: what git has, or would have after ``git add``."""
    git = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")[:-1]
    for name in filter(os.path.exists, (ROOT / name for name in names)):
        copy = folder / name.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(name, copy)
    return folder


class Image:
    """``folder``: the copy of the repository. ``prefix``: the environment. ``python``: its Python."""

    def __init__(self, place):
        """place: a folder, in which all of it is, once it is made."""
        self.folder, self.prefix, self.home = place / "repository", place / "environment", place / "home"
        self.python = self.prefix / "bin" / "python"
        self.variables = {
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "NB_PYTHON_PREFIX": str(self.prefix),
            "PATH": f"{self.prefix / 'bin'}{os.pathsep}{os.defpath}",
        }

    def make(self):
        """Make it. Nothing is compiled: of other people's packages only wheels will do."""
        clone(self.folder)
        self.home.mkdir()
        subprocess.run([sys.executable, "-m", "venv", self.prefix], check=True)
        options = ["--quiet", "--no-compile", "--only-binary=:all:"]
        install = [self.python, "-m", "pip", "install", *options, *asked_for(), "."]
        subprocess.run(install, cwd=self.folder, check=True)
        self.run("./postBuild")

    def run(self, *command, folder=None):
        """Run a command in the environment and in a folder, by default the repository's; returns what it said."""
        done = subprocess.run(
            command, cwd=folder or self.folder, env=self.variables, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout[-3000:]}")
        return done.stdout
