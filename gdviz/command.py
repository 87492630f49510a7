"""The command ``gdviz``: the course, from the command line."""

import argparse
import sys

from gdviz import course


def main(arguments=None):
    """Do what the shell's command line says, or a list of words. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="gdviz", description="Gradient descent that follows your hand: the course.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    copy = verbs.add_parser(
        "copy",
        help="copy the notebooks into a folder",
        description="Copy the notebooks into a folder. A file there that differs is never overwritten: the course's "
        "is put beside it, with a number.",
    )
    copy.add_argument("folder", metavar="DIR", help="where to; it is made if need be")
    kind = copy.add_mutually_exclusive_group()
    kind.add_argument(
        "--without-solutions", dest="kind", action="store_const", const="without solutions",
        help="for the class: no solutions, and no stored results, so that a prediction is one",
    )  # fmt: skip
    kind.add_argument(
        "--answers", dest="kind", action="store_const", const="answers",
        help="for the teacher: the exercises with their solutions, and TEACHING.md",
    )  # fmt: skip
    given = parser.parse_args(arguments)
    try:
        placed = course.copy(given.folder, given.kind or "complete")
    except OSError as error:
        print(f"gdviz: nothing more could be copied to {given.folder}: {error}", file=sys.stderr)
        return 1
    for path, what in placed:
        print(
            f"{path}: {'another file of this name stays as it is; this is the course’s' if what == 'beside' else what}"
        )
    return 0
