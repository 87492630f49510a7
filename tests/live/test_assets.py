"""The module of each widget, joined from its files, and a page with one."""

import re

import numpy as np
import pytest

import gdviz as gd
from gdviz.figures.blindfold import Blindfold
from gdviz.live import assets
from gdviz.live.figure import LiveFigure
from gdviz.teaching.predict import Prediction

MODULES = [widget.MODULE for widget in (LiveFigure, Blindfold, Prediction)]
each_widget = pytest.mark.parametrize("name", MODULES)


@each_widget
def test_it_is_an_es_module_that_offers_render_alone(name, run_node, tmp_path):
    (tmp_path / "joined.mjs").write_text(assets.module(name), encoding="utf-8")
    look = "import * as m from './joined.mjs'; console.log(Object.keys(m), m.default)"
    ran = run_node("--input-type=module", "--eval", look)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "[ 'default' ] { render: [AsyncFunction: render] }"


@each_widget
def test_it_has_every_line_of_its_files_but_imports_and_comments(name):
    joined = assets.module(name)
    assert not re.search(r"^\s*import\b|\bimport\(", joined, re.MULTILINE)
    lines = [line.strip() for file in assets.files(name) for line in assets.text(file).splitlines()]
    code = [line.partition(" // ")[0] for line in lines if line and not line.startswith(("import ", "//"))]
    assert [line.removeprefix("export ") for line in code if not line.startswith("export default")] == [
        line for line in joined.splitlines() if not line.startswith("export default")
    ]
    assert all(text.count("`") % 2 == 0 for text in lines)  # no text over several lines, whose room would count
    assert all(text.partition(" // ")[0].count(quote) % 2 == 0 for text in lines if " // " in text for quote in "\"'`")


def test_a_figure_of_861_settings_is_a_page_of_at_most_200_kilobytes(tmp_path):
    rates = {"lr": np.linspace(0.01, 0.41, 41), "mu": np.linspace(0, 0.95, 21)}
    gd.explore(gd.two_features(), gd.momentum, steps=150, **rates).save(tmp_path / "figure.html")
    assert (tmp_path / "figure.html").stat().st_size <= 200_000


def test_the_module_of_a_figure_has_no_name_twice():
    pattern = r"^(?:async )?(?:function\*?|const|let) (\w+)"
    for name in MODULES:
        lines = [line for file in assets.files(name) for line in assets.text(file).splitlines()]
        found = [re.match(pattern, line.removeprefix("export ")) for line in lines]
        names = [one[1] for one in found if one]
        assert len(names) == len(set(names))


@each_widget
def test_every_name_that_one_file_takes_from_another_is_defined_before_it(name):
    seen = set()
    for file in assets.files(name):
        for names in re.findall(r"^import \{ (.*) \} from ", assets.text(file), re.MULTILINE):
            assert set(names.split(", ")) <= seen, f"{file} takes {names}"
        seen |= set(re.findall(r"^export (?:async )?(?:function|const) (\w+)", assets.text(file), re.MULTILINE))
