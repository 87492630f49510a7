"""What is written for people: spelled right, and its links lead somewhere."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    *sorted(ROOT.glob("*.md")), ROOT / "notebooks" / "TEACHING.md",
    *sorted(ROOT.glob("deploy/**/*.md")), *sorted(ROOT.glob("notebooks/*.ipynb")),
]  # fmt: skip
every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


def prose(path):
    """What a page says; of a notebook its text and code, not its pictures."""
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    return "\n\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)


def misspelled(folder, texts):
    """What codespell has to say about texts, {file name: text}."""
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "codespell_lib", folder]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.stderr == ""
    return told.stdout


def missing(path, text):
    """The links of a page to files that are not there, and to headings that it does not have."""
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    files = [link.split("#")[0] for link in links if "://" not in link]
    headings = {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in re.findall(r"^#+ (.+)$", text, re.M)}
    lost = [link for link in links if link.startswith("#") and link[1:] not in headings]
    return [file for file in files if not (path.parent / file).exists()] + lost


def test_every_page_and_every_module_is_spelled_right(tmp_path):
    texts = {path.name: prose(path) for path in PAGES}
    texts |= {path.name: path.read_text(encoding="utf-8") for path in ROOT.glob("gdviz/*.py")}
    assert misspelled(tmp_path, texts) == ""


def test_a_wrong_spelling_is_found(tmp_path):
    assert "receive" in misspelled(tmp_path, {"page.md": "You recieve a letter."})


@every_page
def test_links_within_the_repository_lead_somewhere(path):
    assert missing(path, prose(path)) == []


def test_a_link_to_nowhere_is_found():
    page = ROOT / "README.md"
    assert missing(page, "[a](notebooks) [b](https://example.org) [c](nowhere.md) [d](#up) [e](#down)\n# Up") == [
        "nowhere.md",
        "#down",
    ]


@every_page
def test_references_are_secure_links(path):
    text = re.sub(r"(?<!`)`[^`\n]+`(?!`)", "", prose(path))  # code may name a machine in the room
    assert re.findall(r"http://\S+", text) == []


TEACHING = (ROOT / "notebooks" / "TEACHING.md").read_text(encoding="utf-8")
MARKDOWN = [path for path in PAGES if path.suffix == ".md"]


def test_every_notebook_has_a_page_for_its_teacher_and_no_page_is_longer_than_one():
    pages = re.split(r"^## (?=\d+ · )", TEACHING.split("\n## Exit questions\n")[0], flags=re.M)[1:]
    titles = [prose(path).splitlines()[0].removeprefix("# ") for path in PAGES if path.suffix == ".ipynb"]
    assert [page.splitlines()[0] for page in pages] == titles
    for page in pages:
        assert len(page.split()) <= 400
        for part in ("Time", "Ask", "What students get wrong", "On the projector", "Answers", "To swap"):
            assert re.search(rf"^\*\*{part}\b", page, re.M), (part, page.splitlines()[0])


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda path: path.name)
def test_the_code_on_a_page_runs(path):
    for code in re.findall(r"^```python\n(.+?)^```", prose(path), re.M | re.S):
        exec(compile(code, path.name, "exec"), {"__name__": "page"})
