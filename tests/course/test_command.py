"""The command line: what it does, says, and returns."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

import gdviz
from gdviz.course import machine, notebooks, opening, pages
from gdviz.course.command import main

NAMES = sorted(path.name for path in notebooks.paths())


@pytest.fixture
def no_lab(monkeypatch):
    """JupyterLab is not installed."""
    monkeypatch.setitem(sys.modules, "jupyterlab", None)
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", None)


@pytest.fixture
def opened(monkeypatch):
    """What JupyterLab would have been asked to open."""
    asked = []
    monkeypatch.setattr(opening, "in_jupyterlab", lambda *words: asked.append(words))
    return asked


@pytest.mark.parametrize("kind", notebooks.KINDS)
def test_copy_makes_the_copy_that_was_asked_for_and_says_so(tmp_path, capsys, kind):
    option = [] if kind == "complete" else [f"--{kind.replace(' ', '-')}"]
    assert main(["copy", str(tmp_path / "mine"), *option]) == 0
    placed = [path.relative_to(tmp_path / "same") for path, _ in notebooks.copy(tmp_path / "same", kind)]
    for path in placed:
        assert (tmp_path / "mine" / path).read_bytes() == (tmp_path / "same" / path).read_bytes()
    told = capsys.readouterr().out.splitlines()
    assert told == [str(tmp_path / "mine" / path) for path in placed]
    assert main(["copy", str(tmp_path / "mine"), *option]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'mine'}: the course is there already.\n"


def test_copy_says_what_it_left_alone_and_where_the_newer_file_is(tmp_path, capsys):
    (tmp_path / NAMES[0]).write_text("mine", encoding="utf-8")
    assert main(["copy", str(tmp_path)]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith(str(tmp_path / NAMES[0].replace(".ipynb", "-2.ipynb")))
    assert "yours stays as it is" in first


def test_where_nothing_can_be_written_there_is_a_sentence(tmp_path, capsys):
    (tmp_path / "taken").write_text("a file, not a folder", encoding="utf-8")
    assert main(["copy", str(tmp_path / "taken")]) == 1
    told = capsys.readouterr()
    assert f"could not be copied to {tmp_path / 'taken'}" in told.err
    assert "Choose another folder" in told.err
    assert told.out == ""


def test_without_a_verb_the_course_is_copied_and_opened(tmp_path, monkeypatch, opened):
    monkeypatch.chdir(tmp_path)
    assert main([]) == 0
    assert sorted(path.name for path in (tmp_path / "gdviz-course").glob("*.ipynb")) == NAMES
    assert main(["--folder", "mine", "--no-browser", "--port=9000"]) == 0
    assert opened == [("gdviz-course", []), ("mine", ["--no-browser", "--port=9000"])]
    assert (tmp_path / "mine" / NAMES[0]).exists()


def test_a_copy_for_the_class_keeps_having_no_solutions(tmp_path, capsys, opened):
    main(["copy", str(tmp_path), "--without-solutions"])
    bare = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert main(["--folder", str(tmp_path)]) == 0
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == bare
    assert opened == [(str(tmp_path), [])]


def test_notebooks_that_are_there_are_opened_also_where_copying_fails(tmp_path, capsys, monkeypatch, opened):
    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(notebooks, "copy", full)
    assert main(["--folder", str(tmp_path)]) == 1
    assert opened == []
    (tmp_path / opening.FIRST).touch()
    assert main(["--folder", str(tmp_path)]) == 0
    assert opened == [(str(tmp_path), [])]
    assert capsys.readouterr().err.count("No space left on device") == 2


@pytest.mark.parametrize("words", [["list"], ["check"]])
def test_what_an_encoding_lacks_is_no_error(monkeypatch, words):
    monkeypatch.setattr(machine, "findings", lambda: [machine.Finding(True, "α")])
    monkeypatch.setattr(notebooks, "titles", lambda: [("a.ipynb", "α", 7)])
    out = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", out)
    assert main(words) == 0
    out.flush()
    assert b"?" in out.buffer.getvalue()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["foo"], "argument VERB: invalid choice: 'foo'"),
        (["--folder", "{folder}/x", "copy", "{folder}/y"], "are for gdviz without a verb"),
        (["--no-browser", "copy", "{folder}/y"], "are for gdviz without a verb"),
        (["copy", "{folder}/y", "--folder", "{folder}/x"], "knows nothing of --folder"),
        (["copy", "{folder}/y", "--answer"], "knows nothing of --answer"),
        (["copy", "{folder}/y", "--answers", "--without-solutions"], "not allowed with"),
    ],
)
def test_a_slip_is_told_and_nothing_is_done(tmp_path, capsys, words, why):
    with pytest.raises(SystemExit, match="2"):
        main([word.format(folder=tmp_path) for word in words])
    assert why in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_an_option_cut_short_is_jupyterlabs(tmp_path, capsys, opened):
    assert main(["--folder", str(tmp_path), "--no-b"]) == 0
    assert opened == [(str(tmp_path), ["--no-b"])]


def test_pages_says_what_it_does_and_what_to_open(monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(pages, "build", lambda *words, **_: asked.append(words) or [Path(words[0], "index.html")])
    assert main(["pages", "site"]) == main(["pages", "--without-solutions", "site"]) == 0
    assert asked == [("site", True), ("site", False)]
    assert f"minute or two.\nOpen {Path('site', 'index.html')} in a browser.\n" in capsys.readouterr().out


def test_without_what_the_pages_need_it_says_how_to_get_it(monkeypatch, capsys):
    for module in ("pages", "prose", "slides", "lesson"):
        monkeypatch.delitem(sys.modules, f"gdviz.course.{module}", raising=False)
        monkeypatch.delattr(gdviz.course, module, raising=False)
    monkeypatch.setitem(sys.modules, "latex2mathml.converter", None)
    assert main(["pages", "site"]) == main(["slides", "site"]) == 1
    said = capsys.readouterr().err
    assert all(what in said for what in ("latex2mathml", '".[pages]"', "nbconvert nbclient ipykernel latex2mathml"))


def test_without_jupyterlab_the_course_is_there_and_it_says_how_to_get_it(tmp_path, capsys, no_lab):
    assert main(["--folder", str(tmp_path)]) == 1
    assert (tmp_path / NAMES[0]).exists()
    said = capsys.readouterr().err
    assert all(way in said for way in ("JupyterLab", "python -m pip install", "uvx", "pipx"))


def test_a_jupyterlab_that_lacks_something_is_not_said_to_be_missing(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "")
    monkeypatch.setattr(opening, "_at_home", lambda: True)
    monkeypatch.delitem(sys.modules, "jupyterlab.labapp", raising=False)
    monkeypatch.setitem(sys.modules, "jupyterlab.coreconfig", None)
    assert main(["--folder", str(tmp_path)]) == 1
    assert "jupyterlab.coreconfig" in (said := capsys.readouterr().err)
    assert "is not installed here" not in said


def test_list_tells_each_question_and_its_minutes(capsys):
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 13
    assert lines[3].split() == ["3", "·", "How", "big", "a", "step?", "30", "min", "03_learning_rate.ipynb"]


def test_help_names_every_verb_and_fits_a_terminal(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(f"\n    {verb} " in said for verb in ("copy", "list", "check", "pages", "slides"))
    assert max(map(len, said.splitlines())) <= 80


def test_the_command_and_the_module_are_installed():
    for command in ([Path(sys.executable).with_name("gdviz")], [sys.executable, "-m", "gdviz"]):
        told = subprocess.run([*command, "copy", "--help"], capture_output=True, text=True, check=True).stdout
        assert "--without-solutions" in told


def test_here_everything_is_in_order(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert "✗" not in said
    assert all(f"✓ {what}" in said for what in ("Python 3", "numpy ", "jupyterlab ", "widgets in", "a notebook runs"))
    assert said.endswith("Everything is in order.\n")


def test_what_is_missing_or_too_old_is_named_with_its_remedy(monkeypatch, capsys):
    versions = {"numpy": "1.20", "matplotlib": "3.9.1", "ipywidgets": "8.1.5", "jupyterlab": "4.7"}

    def version(name):
        if name not in versions:
            raise machine.metadata.PackageNotFoundError(name)
        return versions[name]

    monkeypatch.setattr(machine.metadata, "version", version)
    found = {finding.what: finding for finding in map(machine._package, machine._requirements())}
    assert not found["anywidget is not installed"].fine
    assert found["anywidget is not installed"].remedy.startswith('python -m pip install "anywidget>=')
    (old,) = (finding for what, finding in found.items() if what.startswith("numpy 1.20"))
    assert not old.fine
    assert [finding.fine for finding in found.values()].count(True) == 3


def test_a_kernel_of_another_python_is_found_out(tmp_path, monkeypatch):
    spec = tmp_path / "kernels" / "python3"
    spec.mkdir(parents=True)
    for command, why in (
        ([sys.executable, "-I", "-S", "-m", "ipykernel_launcher", "-f", "{connection_file}"], "does not start"),
        ([sys.executable, str(tmp_path / "kernel.py"), "-f", "{connection_file}"], "cannot use gdviz"),
    ):
        (tmp_path / "kernel.py").write_text("import sys; sys.modules['gdviz'] = None; import runpy\n"
                                            "runpy.run_module('ipykernel_launcher', run_name='__main__')")  # fmt: skip
        (spec / "kernel.json").write_text(json.dumps({"argv": command, "display_name": "x", "language": "python"}))
        monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
        finding = machine._kernel()
        assert not finding.fine
        assert why in finding.what
        assert "ipykernel install" in finding.remedy


def test_without_any_kernel_it_says_how_to_get_one(monkeypatch, tmp_path):
    from jupyter_client import kernelspec

    def none(_, name):
        raise kernelspec.NoSuchKernel(name)

    monkeypatch.setattr(kernelspec.KernelSpecManager, "get_kernel_spec", none)
    assert machine._kernel() == (False, "there is no Python for notebooks", "python -m pip install ipykernel")


def test_widgets_that_jupyterlab_does_not_find_are_named(monkeypatch, tmp_path):
    from jupyter_core import paths

    assert machine._widgets().fine
    monkeypatch.setattr(paths, "jupyter_path", lambda *_: [str(tmp_path)])
    (tmp_path / "anywidget").mkdir()
    finding = machine._widgets()
    assert not finding.fine
    assert "jupyterlab-manager" in finding.what
    assert "anywidget" not in finding.what


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    assert machine._writable(tmp_path).fine
    assert not machine._writable(Path("/dev/null/folder")).fine
