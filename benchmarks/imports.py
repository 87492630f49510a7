"""How long ``from gdviz import explore`` takes: ``python -m benchmarks.imports`` prints a ratio.

It is that to the import of matplotlib.pyplot, ipywidgets and anywidget alone, each in a fresh interpreter, in turn, and
compiled before, as pip leaves it. ``--tiny`` only shows that the program works.
"""

import argparse
import os
import subprocess
import sys

from benchmarks.sweep import in_turn

ALONE = "import matplotlib.pyplot, ipywidgets, anywidget"
GDVIZ = "from gdviz import explore"


def fresh(code):
    """A function that runs code in a fresh interpreter."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run([sys.executable, "-c", code], env=environment, check=True)


def main(arguments=None):
    """Measure, and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="once: only to see that it works")
    actions, repeats = [fresh(ALONE), fresh(GDVIZ)], 1 if parser.parse_args(arguments).tiny else 31
    in_turn(actions, 1)
    alone, gdviz = in_turn(actions, repeats)
    print(f"{GDVIZ}: {gdviz:.3f} s; {ALONE}: {alone:.3f} s. Ratio {gdviz / alone:.2f}, wanted at most 1.10.")


if __name__ == "__main__":
    main()
