"""A class at a real JupyterHub runs notebook 3 and moves its sliders, all at once. GDVIZ_STUDENTS=30 makes it large.

The students share one system user here, so what is tested is what the hub keeps apart: servers, files, tokens.
"""

import os
import random
from pathlib import Path

import nbformat
import pytest
from conftest import missing
from helpers.hub import COURSE, Hub, Student, proxy_path
from helpers.pictures import in_sight

from gdviz.course.notebooks import source

STUDENTS = int(os.environ.get("GDVIZ_STUDENTS", "3"))  # three show that each is kept apart from each
ROUNDS = 4  # in each of which every figure is moved once by everybody
NO_MODEL = "widget model not found"  # says JupyterLab of a stored figure whose kernel has ended, until it is run again
NOTEBOOK = "03_learning_rate.ipynb"
THEIRS = [f"api/contents/{COURSE}/{name}" for name in (NOTEBOOK, "mine.py")]
TROUBLE = """() => {
    const cells = jupyterapp.shell.currentWidget.content.widgets.map((cell) => cell.model);
    const code = cells.filter((cell) => cell.type === "code");
    const outputs = code.flatMap((cell) => cell.outputs.toJSON());
    return {
        "not run": code.filter((cell) => cell.executionCount === null).length,
        "errors": outputs.filter((output) => output.output_type === "error"),
    };
}"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    if proxy_path() is None:
        missing("the proxy of JupyterHub", "npm install -g configurable-http-proxy")
    hub = Hub(tmp_path_factory.mktemp("homes"), tmp_path_factory.mktemp("hub"))
    yield hub
    hub.stop()


@pytest.fixture(scope="module")
def seated(hub, chromium):
    """The students, each with notebook 3 open and run, all at the same time."""
    students = [Student(hub, chromium, f"student-{number}") for number in range(STUDENTS)]
    for student in students:
        student.follow(NOTEBOOK)
        student.sign_in()
    for student in students:
        student.arrived()
    for student in students:
        student.run_all_begun()
    cells = nbformat.read(source() / NOTEBOOK, as_version=4).cells
    figures = sum("image/png" in output.get("data", {}) for cell in cells for output in cell.get("outputs", []))
    for student in students:
        student.run_all_done()
        student.command("notebook:expand-all-headings")
        student.pictures = [in_sight(student, nth) for nth in range(figures)]
    yield students
    for student in students:
        student.context.close()


@pytest.fixture
def students(seated):
    """The students, whose pages must not complain, nor ask for anything elsewhere."""
    yield seated
    assert {student.name: student.complaints for student in seated if student.complaints} == {}


def test_everybody_can_work(students):
    for student in students:
        assert student.page.evaluate(TROUBLE) == {"not run": 0, "errors": []}
        assert all(picture.pixels() for picture in student.pictures)
        assert student.page.locator(".gdviz").count() == len(student.pictures) > 0


def test_the_picture_follows_every_hand(students):
    """In turns. Who stands where another has stood must see the same."""
    chance, seen, met = random.Random(3), {}, 0
    for turn in range(ROUNDS * len(students[0].pictures)):
        for student in students:
            picture = student.pictures[turn % len(student.pictures)]
            sliders = picture.root.locator("input[type=range]").evaluate_all("(all) => all.map(({ name }) => name)")
            name = chance.choice(sliders)
            before, stood = shown(picture), picture.position(name)
            last = int(picture.slider(name).get_attribute("max"))
            apart = max(1, last // 6)
            picture.drag(name, chance.choice([p for p in range(apart, last + 1, apart) if p != stood]))
            student.frames(1)
            words, pixels = shown(picture)
            assert words != before[0]
            assert pixels != before[1] or name == "step"  # the rest of a walk may lie outside the picture
            place = turn % len(student.pictures), *map(picture.position, sliders)
            met += place in seen
            assert seen.setdefault(place, (words, pixels)) == (words, pixels), (student.name, place)
    assert met > len(students)
    for student in students:
        for picture in student.pictures:
            picture.rested()


def shown(picture):
    return picture.words.text_content(), picture.pixels()


def test_nobody_reads_what_is_anothers(students, hub):
    secrets = {student: f"only for {student.name}" for student in students}
    for student, secret in secrets.items():
        (student.lab.folder / "mine.txt").write_text(secret)
    for student, other in zip(students, students[1:] + students[:1], strict=True):
        token = hub.api(f"users/{student.name}/tokens", "POST")["token"]
        for headers in ({}, {"Authorization": f"token {token}"}):  # by the cookies of the browser; by a token

            def ask(url, method="GET", asks=student.context.request, headers=headers):
                return asks.fetch(url, method=method, headers=headers)

            assert ask(student.lab.url("api/contents/mine.txt")).json()["content"] == secrets[student]
            talk = f"api/kernels/{other.kernel()}/channels"
            for path in ("api/contents/mine.txt", "files/mine.txt", "lab", "api/sessions", "api/terminals", talk):
                answer = ask(other.lab.url(path))
                assert answer.status == 403, path
                assert secrets[other] not in answer.text()
            for method in ("POST", "DELETE"):
                assert ask(hub.url(f"hub/api/users/{other.name}/server"), method).status in (403, 404), method
            theirs = f"{other.name}/mine.txt"
            for way in (f"..%2F{theirs}", f"%2e%2e/{theirs}", f"{hub.folder}/{theirs}"):
                for door in ("api/contents", "files"):
                    answer = ask(student.lab.url(f"{door}/{way}"))
                    assert answer.status in (400, 403, 404), way
                    assert secrets[other] not in answer.text()
    assert all(student.lab.process() for student in students)


def test_what_a_student_wrote_is_there_when_the_server_was_stopped_and_started(students):
    wrote, processes = {}, {}
    for student in students:
        text = f"from pathlib import Path\nPath('mine.py').write_text('# {student.name}')\nprint(promise.lr_index)"
        wrote[student] = text, f"{student.pictures[-1].position('lr')}\n"  # the last figure is called so
        student.page.evaluate("() => (jupyterapp.shell.currentWidget.content.activeCellIndex = 0)")
        student.command("notebook:insert-cell-above")
        student.command("notebook:enter-edit-mode")
        student.page.keyboard.insert_text(text)
        student.command("notebook:run-cell")
        assert student.output(0) == wrote[student][1]
        student.page.keyboard.press("Control+s")
        student.page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
        processes[student] = student.lab.process()
        student.page.goto("about:blank")
    for student in students:
        student.lab.stop()
    for process in processes.values():
        assert not Path(f"/proc/{process}").exists()
    for student in students:
        student.lab.start()
    for student, (text, output) in wrote.items():
        student.lab.started()
        assert student.lab.process() != processes[student]
        assert student.context.request.get(student.lab.url("lab")).ok  # the hub lets them in anew
        notebook, file = (student.context.request.get(student.lab.url(path)).json()["content"] for path in THEIRS)
        assert notebook["cells"][0]["source"] == text
        assert [shown["text"] for shown in notebook["cells"][0]["outputs"]] == [output]
        assert file == f"# {student.name}"
    student.forgive(NO_MODEL)
    student.follow(NOTEBOOK)
    assert student.arrived().output(0) == output
