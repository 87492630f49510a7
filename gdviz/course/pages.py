"""The course as pages that need no server: run the notebooks, and write each as one HTML file with its live figures.

Jupyter's own tools do the work: nbclient runs a notebook and keeps the state of its widgets, nbconvert makes HTML.
From here come the template, the formulas as MathML, and a stand-in for Jupyter's side of a widget (``live/page.js``).
"""

import asyncio
import base64
import html
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from functools import partial
from importlib import metadata
from itertools import pairwise
from pathlib import Path

import nbformat
from jinja2 import pass_context
from nbclient import NotebookClient
from nbconvert.exporters import HTMLExporter

from gdviz.course import notebooks, prose
from gdviz.live import assets, wire

HOME = "https://github.com/gdviz/gdviz"
TEMPLATES = Path(__file__).parent / "templates"
SHEETS = (
    "live/figure.css", "live/panels.css", "live/tools.css", "figures/blindfold.css", "teaching/predict.css",
    "course/pages.css", "course/cards.css", "course/reading.css",
)  # fmt: skip
VERSION = metadata.version("gdviz")
BINDER = f"https://mybinder.org/v2/gh/gdviz/gdviz/v{VERSION}"
JUPYTERS = ("_esm", "_css", "_anywidget_id", "_dom_classes", "_model_", "_view_", "layout", "tabbable", "tooltip")
MARK = "<title>gdviz: "  # by this the contents are known
FRONT = "front"  # the tag of the cell whose figure stands in front of the course
OPENER = "opener"  # what the cell and the widget are called with which a page opens
OPENS = re.compile(r"opens-(\d\d)")  # the tag of a cell whose figure opens the page of a later notebook, by its number
SILENT = {"exercise", "print(predictions())"}  # tags, and a cell, whose results a page does not show
VIEW, STATE = "application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"


def build(folder, solutions=True, say=print, also=None):
    """Write the pages into a folder, index.html and one for each notebook, and return their paths.

    solutions: whether they are there, folded away. say: is told of each page as it is written. also: is called with
    each notebook that was run, and its path, for what else is made of it: a notebook takes long to run. Pages of gdviz
    that are there already are written anew. Raises what a notebook raises, FileNotFoundError without notebooks,
    FileExistsError for a folder with an index.html that is not of gdviz, and OSError where nothing can be written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    index = folder / "index.html"
    if index.exists() and MARK not in index.read_text(encoding="utf-8", errors="replace"):
        raise FileExistsError(f"{index} is not a page of gdviz, and stays: name another folder.")
    exporter = Exporter()
    paths = notebooks.paths()
    entries = [
        _entry(path, title, minutes) for path, (_, title, minutes) in zip(paths, notebooks.titles(), strict=True)
    ]
    written, front, openers = [], {}, {}
    for i, notebook in enumerate(ran(paths, solutions)):
        if also:
            also(deepcopy(notebook), paths[i])
        front = front or exporter.front(notebook)
        openers |= _openers(notebook, entries[i])
        if opener := openers.get(paths[i].stem[:2]):
            _open(notebook, opener)
        around = {"before": entries[i - 1] if i else None, "after": (entries[i + 1 :] or [None])[0]}
        written.append(folder / entries[i]["file"])
        written[-1].write_text(exporter.page(notebook, entries[i] | around), encoding="utf-8")
        say(f"{written[-1]}: {written[-1].stat().st_size / 1e6:.1f} MB")
    index.write_text(exporter.contents(entries, front), encoding="utf-8")
    return [index, *written]


def ran(paths, solutions=True):
    """Each notebook as soon as it has been run, in their order; two run at a time."""
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        yield from pool.map(partial(run, solutions=solutions), paths)


def run(path, solutions=True):
    """A notebook, run from a fresh kernel, with its results and the state of its widgets."""
    plain = json.loads(path.read_text(encoding="utf-8"))
    plain = notebooks.unfolded(plain) if solutions else notebooks.without_solutions(plain)
    notebook = nbformat.reads(notebooks.text(plain), as_version=4)
    folder, quiet = {"metadata": {"path": path.parent}}, ["--log-level=ERROR"]
    how = {"timeout": 120, "kernel_name": "python3", "coalesce_streams": True, "extra_arguments": quiet}
    asyncio.run(NotebookClient(notebook, resources=folder, **how).async_execute())
    notebook.cells = [cell for cell in notebook.cells if prose.APART not in cell.metadata.get("tags", [])]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = prose.told(cell.source)
        elif SILENT & {*cell.metadata.get("tags", []), cell.source}:
            cell.outputs = []  # nobody has answered, or it is true of one machine only
    for figure, words in pairwise(notebook.cells):
        if any(VIEW in output.get("data", {}) for output in figure.get("outputs", [])) and prose.listed(words):
            figure.metadata["seen"] = words.metadata["tells"] = True
    for fold in notebooks.folds(notebook.cells):
        heading, *_, last = notebook.cells[fold]
        signs, heading.metadata["fold"] = heading.source.split(" ", 1)
        heading.metadata["level"], last.metadata["ends"] = len(signs), True
    return notebook


class Exporter(HTMLExporter):
    """nbconvert's HTML, by the template of gdviz, with formulas that need no script.

    ``layout``, ``sheets``, ``modules``: the files of which a kind of page is made, besides those of its widgets.
    ``large``: how much larger than usual the letters of widgets are.
    """

    layout, sheets, modules, large = "index.html.j2", SHEETS, ("course/reading.js",), 1.0

    def __init__(self):
        """Find the template in the package."""
        where = {"template_name": "gdviz", "extra_template_basedirs": [str(TEMPLATES)], "template_file": self.layout}
        super().__init__(**where)
        self._names = {}
        self.register_filter("named", lambda heading: prose.name(heading, self._names))

    @pass_context
    def markdown2html(self, context, source):
        """Markdown as HTML, its formulas as MathML. context: Jinja's."""
        return prose.html(source, self._names)

    def page(self, notebook, entry):
        """A notebook that was run, as the text of an HTML file. entry: from the contents, with its neighbours."""
        page = entry | self._widgets(notebook)
        page["solutions"] = any("solution" in cell.metadata.get("tags", []) for cell in notebook.cells)
        scripts = page["scripts"] and [*page["scripts"], *map(assets.text, self.modules)]
        page |= self.common(scripts, _dressed(notebook))
        return self.from_notebook_node(notebook, {"page": page})[0]

    def front(self, notebook):
        """What the contents begin with: the figure of the cell with the tag FRONT; {} in a notebook without one."""
        cells = [cell for cell in notebook.cells if FRONT in cell.metadata.get("tags", [])]
        if not cells:
            return {}
        figure = self._widgets(nbformat.from_dict({**notebook, "cells": cells}))
        (id,) = figure["names"]
        return figure | {"id": id, "picture": cells[0].outputs[-1].data["text/html"]}

    def _widgets(self, notebook):
        """The widgets that show: what they are called, their states and programs; headings get names besides."""
        states = {id: state | _scene(state, self.large) for id, state in _states(notebook).items()}
        programs = list(dict.fromkeys(state["_program"] for state in states.values()))
        scripts = [assets.alone(program, f"program-{k}") for k, program in enumerate(programs)]
        kinds = {id: f"program-{programs.index(state.pop('_program'))}" for id, state in states.items()}
        names = _names(states)
        self._names = dict.fromkeys(names.values(), 1)  # no heading is called as a figure
        told = [{"id": names[id], "json": assets.told(state)} for id, state in states.items()]
        guesses = any("guess" in state for state in states.values())
        return {"kinds": kinds, "names": names, "states": told, "scripts": scripts, "guesses": guesses}

    def contents(self, entries, front=()):
        """The page that leads to all others, as the text of an HTML file. front: see there."""
        page = {**front, **self.common(front["scripts"] if front else [])}
        return self.environment.get_template("contents.html.j2").render(notebooks=entries, page=page)

    def common(self, scripts, more=""):
        """What every page needs. more: style of its own."""
        style = "".join(map(assets.text, self.sheets)) + more
        return {"style": style, "policy": assets.policy(scripts, style), "scripts": scripts, "home": HOME,
                "version": VERSION}  # fmt: skip


def _openers(notebook, entry):
    """The figures of a notebook that open pages: {number: (a cell, the states of its widgets)}; see OPENS."""
    found = {}
    for cell in notebook.cells:
        for match in filter(None, map(OPENS.fullmatch, cell.metadata.get("tags", []))):
            states = notebook.metadata["widgets"][STATE]["state"]
            origin = {"opens": {name: entry[name] for name in ("title", "file")}}
            opener = deepcopy(cell)
            opener.update(id=OPENER, metadata=nbformat.from_dict(origin))
            view = opener.outputs[-1].data[VIEW]
            states = states | {OPENER: states[view["model_id"]]}
            view["model_id"] = OPENER  # it moves by itself, where the page has the same figure again
            found[match[1]] = opener, states
    return found


def _open(notebook, opener):
    """Put a figure below the title of a notebook, so that there is something to play with on the first screen."""
    cell, states = opener
    first = notebook.cells[0]
    title, first.source = first.source.split("\n", 1)
    notebook.cells[:0] = [nbformat.v4.new_markdown_cell(title), cell]
    known = notebook.metadata["widgets"][STATE]
    known["state"] = states | known["state"]


def _entry(path, title, minutes):
    """What the table of contents says of a notebook."""
    asks = nbformat.read(path, as_version=4).metadata["gdviz"]["asks"]
    binder = f"{BINDER}?urlpath=lab/tree/notebooks/{path.name}"
    return {"title": title, "minutes": minutes, "asks": asks, "binder": binder, "file": f"{path.stem}.html"}


def _states(notebook):
    """The state of each widget of ours that shows, {id: {trait: value}}, and in its place a lighter picture.

    Its ``_program`` is the text of its module.
    """
    known = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    states = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if VIEW in data:
                id = data[VIEW]["model_id"]
                states[id] = _state(known[id])
                shared = _state(known[states[id]["_program"].removeprefix("IPY_MODEL_")])
                states[id]["_program"], _ = assets.unpacked(shared["packed"])
            if "image/png" in data:
                width = int(output["metadata"].get("image/png", {}).get("width", 700))
                small, (width, height) = wire.shrunk(base64.b64decode(data["image/png"]), width)
                picture = f"data:image/png;base64,{base64.b64encode(small).decode()}"
                alt = html.escape(data["text/plain"] if VIEW in data else _printed(cell))
                data["text/html"] = f'<img src="{picture}" alt="{alt}" width="{width}" height="{height}">'
    return states


def _scene(state, large):
    """The scene of a widget, with larger letters where it has some; deflated, if it was."""
    sent = isinstance(state["_scene"], bytes)
    scene = assets.unpacked(state["_scene"]) if sent else state["_scene"]
    scene |= {"large": large} if large != 1 and "large" in scene else {}
    return {"_scene": assets.packed(scene) if sent else scene}


def _names(states):
    """What the widgets of a page are called in it and in addresses, the same in every build: {id: "figure-2"}."""
    counts, names = {}, {}
    for id, state in states.items():
        kind = "guess" if "guess" in state else "figure"
        counts[kind] = counts.get(kind, 0) + (id != OPENER)  # which is figure-0
        names[id] = f"{kind}-{counts[kind]}"
    return names


def _printed(cell):
    """What a cell has printed: the words of a picture that has none of its own."""
    return " ".join("".join(output.get("text", "") for output in cell.outputs).split())


def _state(model):
    """The state of one widget as nbclient keeps it, but for what only Jupyter needs; its bytes put back."""
    state = {name: value for name, value in model["state"].items() if not name.startswith(JUPYTERS)}
    for buffer in model.get("buffers", []):
        inside, (*path, last) = state, buffer["path"]
        for step in path:
            inside = inside[step]
        inside[last] = base64.b64decode(buffer["data"])
    return state


def _dressed(notebook):
    """The inline styles of results, which a page's policy forbids, as a style sheet; the results get its classes."""
    classes = {}

    def named(match):
        return f'class="{classes.setdefault(match[1], f"result-{len(classes)}")}"'

    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        data = output.get("data", {})
        if "text/html" in data:
            data["text/html"] = re.sub(r'(?<= )style="([^"]*)"', named, data["text/html"])
    return "".join(f".{name} {{ {rules} }}\n" for rules, name in classes.items())
