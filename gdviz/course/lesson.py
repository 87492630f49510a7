"""What a teacher needs of each notebook, made of its own cells: slides, and on paper a handout and exit questions.

Only the exit questions have a source of their own: the section of TEACHING.md with that name.
"""

import re
from pathlib import Path

import nbformat

from gdviz.course import notebooks
from gdviz.course.pages import SHEETS, STATE, VIEW, Exporter, ran
from gdviz.course.slides import slides
from gdviz.style import PROJECTED
from gdviz.teaching.guesses import quantity

MARK = "<title>gdviz lessons"  # by this the page that leads to all others is known
KINDS = {"slides": "slides", "handout": "handout", "exit": "exit questions", "teacher": "answers, for the teacher"}


class Slides(Exporter):
    """A notebook as slides: one thing at a time, in large type, with keys to go on."""

    layout, modules, large = "slides.html.j2", ("course/slides.js",), PROJECTED
    sheets = (*SHEETS, "course/slides.css")

    def write(self, notebook, made):
        """The text of an HTML file. made: the slides of the notebook."""
        for slide in made:
            slide[0].metadata["begins"] = " ".join(cell.metadata["slide"] for cell in slide)
            slide[-1].metadata["closes"] = True
        cells = [cell for slide in made for cell in slide]
        return self.page(nbformat.v4.new_notebook(cells=cells, metadata=notebook.metadata), {"title": title(notebook)})


class Paper(Exporter):
    """A notebook on paper: each kind is one side of A4."""

    sheets = ("course/paper.css",)

    def write(self, notebook, made, asked):
        """{kind: the text of an HTML file}. made: the slides of the notebook. asked: exit questions with answers."""
        words = {"title": title(notebook), "asks": notebook.metadata["gdviz"]["asks"], "asked": asked, "parts": []}
        for slide in made[1:]:
            guesses = [_guess(cell, notebook) for cell in slide if cell.metadata["slide"] == "guess"]
            pictures = [_picture(cell) for cell in slide if cell.metadata["slide"] in ("figure", "more")]
            text = slide[0].source if slide[0].cell_type == "markdown" else ""
            kind = slide[0].metadata["slide"]
            words["parts"].append({"kind": kind, "text": text, "guesses": guesses, "pictures": pictures})
        draw, page = self.environment.get_template("paper.html.j2").render, self.common([])
        return {kind: draw(words, kind=kind, page=page) for kind in KINDS if kind != "slides"}


class Lessons:
    """Lessons as they are written into a folder, notebook by notebook; at the end a page that leads to all of them."""

    def __init__(self, folder, say=print):
        """say: is told of each page of slides. Lessons of gdviz that are there already are written anew.

        Raises FileExistsError for a folder with an index.html that is not of these lessons.
        """
        self.folder, self.say, self.entries = Path(folder), say, []
        self.folder.mkdir(parents=True, exist_ok=True)
        self.index = self.folder / "index.html"
        if self.index.exists() and MARK not in self.index.read_text(encoding="utf-8", errors="replace"):
            raise FileExistsError(f"{self.index} does not lead to lessons of gdviz, and stays: name another folder.")
        self.slides, self.paper = Slides(), Paper()
        self.asked = exit_questions((notebooks.source() / "TEACHING.md").read_text(encoding="utf-8"))

    def add(self, notebook, path):
        """Write the lesson of a notebook that was run. path: of its file."""
        made = slides(notebook)
        pages = self.paper.write(notebook, made, self.asked[title(notebook)])
        pages["slides"] = self.slides.write(notebook, made)
        names = {kind: f"{path.stem[:2]}_{kind}.html" for kind in KINDS}
        for kind, name in names.items():
            (self.folder / name).write_text(pages[kind], encoding="utf-8")
        self.entries.append({"title": title(notebook), "names": names})
        self.say(f"{self.folder / names['slides']}: {len(made)} slides, and its papers")

    def end(self):
        """Write the page that leads to all of them, and return its path."""
        draw = self.paper.environment.get_template("lessons.html.j2").render
        page = self.slides.common([])
        self.index.write_text(draw(entries=self.entries, kinds=KINDS, page=page), encoding="utf-8")
        return self.index


def build(folder, say=print):
    """Run the notebooks, write their lessons into a folder, and return the page that leads to them. See Lessons.

    Raises what a notebook raises, FileNotFoundError without notebooks, and OSError where nothing can be written.
    """
    paths = notebooks.paths()
    lessons = Lessons(folder, say)
    for notebook, path in zip(ran(paths), paths, strict=True):
        lessons.add(notebook, path)
    return lessons.end()


def exit_questions(text):
    """The exit questions of TEACHING.md, {title of a notebook: [(question, answer), ...]}."""
    section = text.partition("\n## Exit questions\n")[2].partition("\n## ")[0]
    parts = re.findall(r"^### (.+)\n\n((?:\d\. .+\n   .+\n?)+)", section, re.M)
    return {name: re.findall(r"^\d\. (.+)\n   (.+)$", lines, re.M) for name, lines in parts}


def title(notebook):
    """What a notebook is called: its number, and its question."""
    return notebook.cells[0].source.split("\n")[0].removeprefix("# ")


def _widgets(notebook):
    return notebook.metadata["widgets"][STATE]["state"]


def _guess(cell, notebook):
    """A prediction: what is asked, among what, in which unit, and its answer in words."""
    state = _widgets(notebook)[cell.outputs[0].data[VIEW]["model_id"]]["state"]
    scene, truth = state["_scene"], state["truth"]
    told = truth if scene["choices"] else quantity(float(truth), scene["unit"])
    return {name: scene[name] for name in ("question", "choices", "unit")} | {"truth": told}


def _picture(cell):
    """The picture of a figure, as it stands in a page, and its words."""
    data = cell.outputs[0].data
    return {"src": f"data:image/png;base64,{data['image/png'].strip()}", "alt": data["text/plain"]}
