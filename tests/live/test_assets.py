"""The module of each widget, joined from its files."""

import re

import pytest

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
    code = [line for line in lines if line and not line.startswith(("import ", "//"))]
    assert [line.removeprefix("export ") for line in code if not line.startswith("export default")] == [
        line for line in joined.splitlines() if not line.startswith("export default")
    ]
    assert all(text.count("`") % 2 == 0 for text in lines)  # no text over several lines, whose room would count


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
