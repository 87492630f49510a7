"""How a page is made: names, foreign text, solutions, folders. The course's: tests/browser/test_browser_pages.py."""

import nbformat
import pytest
from helpers.html import Read

import gdviz
from gdviz.course import notebooks
from gdviz.course.pages import Exporter, build
from gdviz.live import assets


def test_without_solutions_there_are_none_and_all_names_are_the_same(tmp_path, monkeypatch):
    first = notebooks.paths()[0]
    monkeypatch.setattr(notebooks, "paths", lambda: [first])
    build(tmp_path, solutions=False, say=lambda _: None)
    page = Read((tmp_path / f"{first.stem}.html").read_text(encoding="utf-8"))
    assert "# Solution" not in page.html
    assert "look at the solution" not in page.html
    build(tmp_path, say=lambda _: None)  # its own pages it may write anew
    again = Read((tmp_path / f"{first.stem}.html").read_text(encoding="utf-8"))
    assert "# Solution" in again.html
    names = [[attributes["id"] for _, attributes in one.elements if "id" in attributes] for one in (page, again)]
    assert names[0] == names[1]  # an address leads to the same place after every build
    assert {"figure-1", "figure-2", "guess-1", "guess-first", "what-happened"} < {*names[0]}


def test_an_index_that_is_somebody_elses_stays(tmp_path):
    (tmp_path / "index.html").write_text("<title>My school</title>", encoding="utf-8")
    with pytest.raises(FileExistsError, match="is not a page of gdviz"):
        build(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_what_a_student_wrote_into_an_output_stays_text():
    evil = "<script>alert(1)</script>"
    cell = nbformat.v4.new_code_cell("print(evil)", outputs=[nbformat.v4.new_output("stream", text=evil)])
    notebook = nbformat.v4.new_notebook(cells=[cell])
    entry = {"title": evil, "binder": "", "before": None, "after": None}
    page = Exporter().page(notebook, entry)
    assert evil not in page
    assert page.count("&lt;script&gt;") >= 2


def test_the_inline_styles_of_results_become_a_sheet_that_the_policy_allows():
    results = [gdviz.check(answer, 0.3)._repr_html_() for answer in (0.3, 0.3, 0.6)]
    outputs = [nbformat.v4.new_output("execute_result", data={"text/html": result}) for result in results]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("check(...)", outputs=outputs)])
    page = Read(Exporter().page(notebook, {"title": "T", "binder": "", "before": None, "after": None}))
    body = page.html[page.html.index("<main>") :]
    assert " style=" not in body
    assert ".result-0 { border-left: 4px solid" in page.html
    assert [body.count(f'class="result-{k}"') for k in (0, 1, 2, 3, 4)] == [2, 2, 3, 1, 1]  # a bar, a sign, words
    style = page.html.split("<style>")[1].split("</style>")[0]
    assert assets.policy([], style) in page.html
