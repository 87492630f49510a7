"""The command ``gdviz``: the course, from the command line."""

import argparse
import io
import sys
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path

from gdviz.course import notebooks

ABOUT = """Gradient descent that follows your hand: a course in thirteen notebooks.

Without a verb, gdviz copies the notebooks into a folder and opens them in
JupyterLab. Start it again on another day: what you have changed stays as it is,
and what is new in the course comes beside it. Options that are not below go to
JupyterLab: gdviz --port=9000"""
SAID = {
    "new": "{path}",
    "renewed": "{path}: renewed, as you had not changed it",
    "beside": "{path}: new in the course; yours stays as it is, beside it",
}


def main(arguments=None):
    """Do what the shell's command line says, or a list of words. Returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a file, on Windows, may know neither α nor ✓
    parser = _parser()
    given, given.rest = parser.parse_known_args(arguments)
    if given.verb and (given.into is not None or given.no_browser):
        parser.error(f"--folder and --no-browser are for gdviz without a verb, not for gdviz {given.verb}")
    if given.verb and given.rest:
        parser.error(f"gdviz {given.verb} knows nothing of {' '.join(given.rest)}")
    try:
        return given.do(given)
    except (OSError, ModuleNotFoundError) as error:
        print(f"gdviz: {error}", file=sys.stderr)
        return 1


def _parser():
    parser = argparse.ArgumentParser(
        prog="gdviz", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"gdviz {version('gdviz')}")
    parser.add_argument("--folder", dest="into", metavar="DIR", help="where the notebooks go (default: gdviz-course)")
    parser.add_argument("--no-browser", action="store_true", help="start JupyterLab, and say its address only")
    parser.set_defaults(do=_open)
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", dest="verb")
    add = partial(verbs.add_parser, allow_abbrev=False)

    copy = add(
        "copy",
        help="copy the notebooks into a folder, for yourself or for a class",
        description="Copy the notebooks into a folder. What somebody has changed there is never overwritten: where the "
        "course is newer, its file is put beside, with a number.",
    )
    copy.add_argument("folder", metavar="DIR", help="where to; it is made if need be")
    kind = copy.add_mutually_exclusive_group()
    kind.add_argument(
        "--without-solutions", dest="kind", action="store_const", const="without solutions", default="complete",
        help="for the class: no solutions, and no stored results, so that a prediction is one",
    )  # fmt: skip
    kind.add_argument(
        "--answers", dest="kind", action="store_const", const="answers",
        help="for the teacher: the exercises with their solutions, and TEACHING.md",
    )  # fmt: skip
    kind.add_argument(
        "--nbgrader", dest="kind", action="store_const", const="nbgrader",
        help="for the teacher: a course for nbgrader, which grades the exercises and says what check said",
    )  # fmt: skip
    copy.set_defaults(do=_copy)

    add("list", help="the notebooks: what each asks, and how long it takes").set_defaults(do=_list)
    add("check", help="does this machine have what the course needs? what to do, if not").set_defaults(do=_check)

    pages = add(
        "pages",
        help="write the course as web pages that need no server",
        description="Run the notebooks, and write each as one HTML page with live figures, and index.html. They need "
        "neither Python nor the network, and open from disk, from a learning platform, from any web host.",
    )
    pages.add_argument("folder", metavar="DIR", help="where to; pages of gdviz that are there are written anew")
    pages.add_argument(
        "--without-solutions", dest="solutions", action="store_false", help="for the class: no solutions"
    )
    pages.add_argument("--slides", metavar="DIR", help="write what gdviz slides writes, too, from the same run")
    pages.set_defaults(do=_pages)

    slides = add(
        "slides",
        help="for the teacher: slides with live figures, a handout, exit questions",
        description="Run the notebooks, and write for each of them five minutes of slides, made of its own cells, and "
        "to print a handout, exit questions, and their answers; and index.html, which leads to all of it. They need "
        "neither Python nor the network.",
    )
    slides.add_argument("folder", metavar="DIR", help="where to; lessons of gdviz that are there are written anew")
    slides.set_defaults(do=_slides)
    return parser


def _open(given):
    from gdviz.course import opening

    folder = given.into or "gdviz-course"
    try:
        _place(folder, notebooks.kind_in(folder))
    except OSError as error:
        if not Path(folder, opening.FIRST).exists():
            raise
        print(f"gdviz: {error}\nThe notebooks that are there are opened all the same.", file=sys.stderr)
    opening.in_jupyterlab(folder, ["--no-browser"] * given.no_browser + given.rest)
    return 0


def _copy(given):
    _place(given.folder, given.kind)
    return 0


def _place(folder, kind):
    """Copy the course, and say what there is to say."""
    try:
        placed = notebooks.copy(folder, kind)
    except OSError as error:
        raise OSError(
            f"the course could not be copied to {folder}: {error}. Choose another folder, or make room."
        ) from error
    for path, what in placed:
        if what in SAID:
            print(SAID[what].format(path=path))
    if not any(what in SAID for _, what in placed):
        print(f"{folder}: the course is there already.")


def _list(_):
    for name, title, minutes in notebooks.titles():
        print(f"{title:<52} {minutes:>3} min   {name}")
    return 0


def _check(_):
    from gdviz.course import machine

    wrong = 0
    for finding in machine.findings():
        print(f"{'✓' if finding.fine else '✗'} {finding.what}" + ("" if finding.fine else f"\n    {finding.remedy}"))
        wrong += not finding.fine
    print("Everything is in order." if not wrong else "Not everything is in order: see the lines with ✗.")
    return min(wrong, 1)


def _pages(given):
    with _what_pages_need():
        from gdviz.course import lesson, pages
    lessons = lesson.Lessons(given.slides) if given.slides else None
    _begin()
    print(f"Open {pages.build(given.folder, given.solutions, also=lessons and lessons.add)[0]} in a browser.")
    if lessons:
        print(f"Open {lessons.end()} for the slides.")
    return 0


def _slides(given):
    with _what_pages_need():
        from gdviz.course import lesson
    _begin()
    print(f"Open {lesson.build(given.folder)} in a browser.")
    return 0


def _begin():
    print(f"Running {len(notebooks.paths())} notebooks: this takes a minute or two.", flush=True)


@contextmanager
def _what_pages_need():
    try:
        yield
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"the pages need {error.name}, which is not installed. To get it:\n\n"
            '  python -m pip install ".[pages]"    in a clone of gdviz\n'
            "  python -m pip install nbconvert nbclient ipykernel latex2mathml    anywhere else"
        ) from None
