"""Exercises as students do them: an answer takes its place in the exercise's cell, and the cell is run."""

import ast
import contextlib
import functools
import io
import re

import nbformat
from helpers.image import ROOT
from helpers.needed import needed

from gdviz.teaching.checks import Verdict


def notebook_of(number):
    """The notebook whose name begins with a number, "00" to "12"."""
    (path,) = ROOT.glob(f"notebooks/{number}_*.ipynb")
    return nbformat.read(path, 4).cells


@functools.cache
def exercises(number):
    """The exercises of a notebook: {number in its heading: source of its cell}."""
    found, name = {}, ""
    for cell in notebook_of(number):
        text = cell.source if cell.cell_type == "markdown" else ""
        headings = re.findall(r"^### (?:Exercise )?(\d+)[.:] ", text, re.M)
        name = headings[-1] if headings else name
        tags = cell.metadata.get("tags", [])
        if "exercise" in tags:
            found[name] = cell.source
    return found


@functools.cache
def names_at(number, exercise):
    """What the cells of a notebook have made by the time its reader comes to an exercise, as far as it needs them."""
    names = {"get_ipython": lambda: None, "display": lambda *_: None, "__name__": "notebook"}
    sources = [
        cell.source
        for cell in notebook_of(number)
        if cell.cell_type == "code" and not {"raises-exception", "solution"} & {*cell.metadata.get("tags", ())}
    ]
    *before, _ = needed(sources, [sources.index(exercises(number)[exercise])])
    for source in before:
        run(source, names)
    return names


def run(source, names):
    """Run a cell: what its last line gives, or None where that is no expression."""
    *lines, last = ast.parse(source).body
    with contextlib.redirect_stdout(io.StringIO()):
        if not isinstance(last, ast.Expr):
            exec(compile(source, "cell", "exec"), names)
            return None
        exec(compile(ast.Module(lines, []), "cell", "exec"), names)
        return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


def binds(statement):
    """The name that a statement of a cell makes: of ``def mine(...)`` and of ``lr = 0.1``; "" for any other."""
    if isinstance(statement, ast.FunctionDef):
        return statement.name
    if isinstance(statement, ast.Assign):
        return ast.unparse(statement.targets[0])
    return ""


def answered(cell, answer):
    """The exercise's cell with a student's lines in the place of those that make the same names; new lines go before
    the first of these.
    """
    given = ast.parse(answer).body
    mine = {binds(statement) for statement in given} - {""}
    asked = ast.parse(cell).body
    places = [i for i, statement in enumerate(asked) if binds(statement) in mine]
    assert places, f"the answer {answer!r} has no place in the cell:\n{cell}"
    body = [s for i, s in enumerate(asked) if i not in places]
    return ast.unparse(ast.Module(body[: places[0]] + given + body[places[0] :], []))


def told(number, exercise, answer=None):
    """The verdict on an answer; without one, on the cell as it is when the notebook is opened."""
    cell = exercises(number)[exercise]
    verdict = run(cell if answer is None else answered(cell, answer), dict(names_at(number, exercise)))
    assert isinstance(verdict, Verdict), f"the cell shows {verdict!r}, and no verdict"
    return verdict
