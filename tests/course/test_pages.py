"""How a page is made: formulas, foreign text, solutions, folders. The course's: tests/browser/test_browser_pages.py."""

import nbformat
import pytest
from helpers.html import Read

from gdviz.course import notebooks
from gdviz.course.pages import Exporter, Renderer, build


def test_without_solutions_there_are_none(tmp_path, monkeypatch):
    first = notebooks.paths()[0]
    monkeypatch.setattr(notebooks, "paths", lambda: [first])
    build(tmp_path, solutions=False, say=lambda _: None)
    page = Read((tmp_path / f"{first.stem}.html").read_text(encoding="utf-8"))
    assert "# Solution" not in page.html
    assert "look at the solution" not in page.html
    build(tmp_path, say=lambda _: None)  # its own pages it may write anew
    assert "# Solution" in (tmp_path / f"{first.stem}.html").read_text(encoding="utf-8")


def test_an_index_that_is_somebody_elses_stays(tmp_path):
    (tmp_path / "index.html").write_text("<title>My school</title>", encoding="utf-8")
    with pytest.raises(FileExistsError, match="is not a page of gdviz"):
        build(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_a_formula_breaks_where_it_has_a_wide_gap():
    told = Renderer().block_math(r"z \leftarrow \mu z \qquad\qquad w \leftarrow w - z")
    assert told.count("<math") == 2
    assert "μ" in told or "&#x003BC;" in told


def test_what_a_student_wrote_into_an_output_stays_text():
    evil = "<script>alert(1)</script>"
    cell = nbformat.v4.new_code_cell("print(evil)", outputs=[nbformat.v4.new_output("stream", text=evil)])
    notebook = nbformat.v4.new_notebook(cells=[cell])
    entry = {"title": evil, "binder": "", "before": None, "after": None}
    page = Exporter().page(notebook, entry)
    assert evil not in page
    assert page.count("&lt;script&gt;") >= 2
