"""How long a live figure takes until it is there: ``python -m benchmarks.shown`` prints ratios to one drawing.

One drawing: matplotlib paints the same panels, and writes them as a PNG. A figure is described by ``explore``, and
shown when its output is made, with the stored picture in it. ``--tiny`` only shows that the program works.
"""

import argparse
import io

import numpy as np

from benchmarks.sweep import in_turn
from gdviz import adam, bowl, explore, gradient_descent, himmelblau, momentum, two_features

RATES = np.linspace(0.01, 0.5, 41)
FIGURES = {
    "two features, momentum, 41 × 21 settings": lambda: explore(
        two_features(), momentum, steps=150, lr=RATES, mu=np.linspace(0, 0.95, 21)
    ),
    "bowl, descent, 41 settings": lambda: explore(bowl, gradient_descent, steps=20, lr=RATES),
    "Himmelblau, Adam, 41 settings": lambda: explore(himmelblau, adam, steps=100, lr=RATES),
}


def main(arguments=None):
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="once: only to see that it works")
    repeats = 1 if parser.parse_args(arguments).tiny else 15
    print("| figure | one drawing | `explore`, at most 1.2 | shown, at most 2.5 |\n| --- | --- | --- | --- |")
    for name, make in FIGURES.items():
        figure = make()
        actions = [
            lambda figure=figure: figure.figure.savefig(io.BytesIO(), dpi=150),
            lambda make=make: make().close(),
            lambda make=make: shown(make()),
        ]
        in_turn(actions, 1)
        drawing, described, there = in_turn(actions, repeats)
        print(f"| {name} | {1000 * drawing:.0f} ms | {described / drawing:.2f} | {there / drawing:.2f} |")


def shown(figure):
    """Make the output of a figure, and let go of it."""
    figure._repr_mimebundle_()
    figure.close()


if __name__ == "__main__":
    main()
