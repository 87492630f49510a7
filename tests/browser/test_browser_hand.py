"""The hand on a live figure in a real JupyterLab: the start is dragged, and the walk follows."""

import numpy as np
import pytest
from helpers.browse import GONE
from helpers.hand import CURVE, FIGURE, opened, told, twin, walks_from
from helpers.pictures import Picture
from helpers.records import never
from playwright.sync_api import expect

import gdviz as gd

NEVER = """
def never(row, before):  # no program can have it
    return np.array([float(cost) < -np.inf for cost in row.f])
"""
RECORD = NEVER + FIGURE.replace("mu=0.5", "mu=0.5, stop=never")
SLOW = f"""{NEVER}
asked = []
def slope(w1, w2):
    while Path("hold").exists():  # Python is busy for as long as the test says
        pass
    return w1, 25 * w2
known = {{name: getattr(ravine, name) for name in ("name", "formula", "domain", "start", "minima")}}
slow = surface(lambda w1, w2: 0.5 * (w1**2 + 25 * w2**2), slope, **known)
figure = explore(slow, momentum, steps=16, mu=0.5, lr=np.linspace(0.002, 0.08, 40), stop=never)
figure.observe(lambda change: asked.append(change.new), "start")
figure
"""
ATTACK = """<img src=x onerror="document.body.dataset.attacked='yes'">"""
PICKY = f"""
def slope(w):
    if np.any(w < 0):
        raise ValueError('no way down here: ' + {ATTACK!r})
    return 2 * w
picky = curve(lambda w: w**2, slope, name="picky", domain=(-5, 5), start=4)
figure = explore(picky, momentum, steps=16, mu=0, lr=[0.02, 0.05, 0.1])
figure
"""
LOST = "Not connected to Python: run the cell again."


@pytest.mark.parametrize("hand", ["mouse", "finger"])
def test_the_walk_begins_where_the_hand_let_the_start_go(desk, new_desk, lab, hand):
    desk = desk if hand == "mouse" else new_desk(has_touch=True)
    opened(desk, lab, FIGURE, CURVE, "print([figure.start, curved.start])")
    contours, curve = Picture(desk, twin("ravine")), Picture(desk, twin("two_valleys"), nth=1)
    before = contours.twin.trajectory
    for to in [(2.53, -1.21), (-3.1, 1.72)]:
        contours.drag_start(*to, by=hand)
        start, _ = told(desk, 3)
        assert np.allclose(contours.point(*start), contours.point(*to), atol=2)
        assert walks_from(contours, start)
    assert contours.shows(before) < 0.5
    for to in [(4.2,), (5.0,)]:  # at the edge of the picture, too
        curve.drag_start(*to, by=hand)
        start = told(desk, 3)[1]
        assert np.allclose(start, to, atol=0.03)
        assert walks_from(curve, start)
    desk.tidy()


def test_arrow_keys_move_the_start_and_with_shift_five_times_as_far(desk, lab):
    opened(desk, lab, FIGURE, CURVE, "print([figure.start, curved.start])", "'the last cell'")
    contours, curve = Picture(desk, twin("ravine")), Picture(desk, twin("two_valleys"), nth=1)
    (w1, w2), (w,) = told(desk, 3)
    contours.handle().focus()
    active = desk.page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex")
    for key in ["ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown", "ArrowDown", "ArrowUp", "ArrowLeft"]:
        desk.page.keyboard.press(key)
    contours.rested()
    assert desk.page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex") == active
    curve.handle().focus()
    for key in ["ArrowLeft", "Shift+ArrowLeft"]:
        desk.page.keyboard.press(key)
    curve.rested()
    start, along = told(desk, 3)
    assert np.allclose(start, (w1 + 6 * 10 / 50, w2 - 5 * 4 / 50))
    assert np.allclose(along, w - 6 * 10 / 50, atol=0.02)
    assert walks_from(contours, start)
    assert walks_from(curve, along)


def test_a_figure_without_a_program_says_so_and_python_walks_from_its_start(desk, lab):
    opened(desk, lab, RECORD, "print(figure.start)")
    picture = Picture(desk, twin("ravine", stop=never))
    expect(picture.words).to_contain_text("`never` asks for the value of a number (with `if`, `float()`")
    expect(picture.words).to_contain_text("Python takes its walks.")
    picture.drag_start(2.5, -1.2)
    start = told(desk, 2)
    assert np.allclose(picture.point(*start), picture.point(2.5, -1.2), atol=2)
    assert walks_from(picture, start)


def test_python_is_asked_for_the_last_place_of_a_fast_hand_and_what_shows_is_always_true(desk, lab):
    hold = lab.folder / "hold"
    opened(desk, lab, SLOW, "print([figure.start, asked])")
    picture = Picture(desk, twin("ravine", stop=never))
    picture.press("step", "Home")  # here the words name the start
    picture.film()
    hold.touch()
    try:
        picture.take(2.5, -1.2, moves=15)
        desk.frames(3)
        before, held, wanted = picture.words.inner_text(), picture.stands(), picture.point(2.5, -1.2)
        desk.page.mouse.up()
    finally:
        hold.unlink()
    assert "w = (−4, 1)" in before
    picture.answered()
    assert np.allclose(held, wanted, atol=2)
    assert np.allclose(picture.stands(), held, atol=1)
    start, asked = told(desk, 2)
    assert len(asked) == 2  # the first place, and the last
    assert asked[1] == start
    frames = picture.cut()
    assert frames[0][0] == before
    assert frames[-1][0] == picture.said(step=0, start=start)
    told_apart = {tuple(frame) for frame in frames}
    assert len({words for words, _ in told_apart}) == len({pixels for _, pixels in told_apart}) == len(told_apart) <= 3
    picture.press("step", "End")
    assert walks_from(picture, start)


def test_a_record_whose_python_is_gone_says_so_and_keeps_its_picture_and_its_sliders(desk, lab):
    opened(desk, lab, RECORD)
    picture = Picture(desk, twin("ravine", stop=never))
    before, stood = picture.pixels(), picture.stands()
    desk.end_kernel()
    picture.drag_start(2.5, -1.2)
    assert LOST in picture.trouble.inner_text()
    assert np.allclose(picture.stands(), stood, atol=0.1)
    assert picture.pixels() == before
    picture.drag("lr", to=33)
    assert picture.pixels() != before
    assert walks_from(picture, gd.ravine.start.tolist())
    desk.forgive(GONE)


def test_a_python_that_was_busy_for_long_is_believed_when_it_answers(desk, lab):
    hold = lab.folder / "hold"
    opened(desk, lab, SLOW, "print([figure.start, asked])")
    picture = Picture(desk, twin("ravine", stop=never))
    hold.touch()
    try:
        picture.drag_start(2.5, -1.2)  # Python is asked for a place on the way, and says nothing
        assert LOST in picture.trouble.inner_text()
        assert np.allclose(picture.stands(), picture.point(*gd.ravine.start), atol=1)
    finally:
        hold.unlink()
    expect(picture.trouble).to_be_hidden()
    picture.answered()
    start, asked = told(desk, 2)
    assert np.allclose(picture.point(*start), picture.point(2.5, -1.2), atol=2)
    assert len(asked) == 2
    assert walks_from(picture, start)


def test_what_a_students_function_raises_is_shown_as_text_until_the_next_good_start(desk, lab):
    opened(desk, lab, PICKY, "print(figure.start)")

    def slope(w):
        return 2 * w if np.all(w > -9) else w  # no program can have it, either

    f = gd.curve(lambda w: w**2, slope, name="picky", domain=(-5, 5), start=4)
    picture = Picture(desk, gd.explore(f, gd.momentum, steps=16, mu=0, lr=[0.02, 0.05, 0.1]))
    picture.drag_start(-3.0)  # over places where all is well
    said = picture.trouble.inner_text()
    assert f"ValueError: no way down here: {ATTACK}" in said
    assert "in slope" in said
    assert "gdviz" not in said
    assert "traitlets" not in said
    start = told(desk, 2)
    assert start[0] >= 0
    assert walks_from(picture, start)
    assert desk.page.locator("img[src=x]").count() == 0
    assert desk.page.evaluate("document.body.dataset.attacked") is None
    picture.drag_start(2.0)
    assert picture.trouble.inner_text() == ""
    assert walks_from(picture, told(desk, 2))


def test_a_start_that_is_dragged_in_one_view_moves_in_the_other(desk, lab):
    opened(desk, lab, FIGURE, "figure", "print(figure.start)", "figure.start = [-1, 1.5]")
    first, second = (Picture(desk, twin("ravine"), nth) for nth in (0, 1))
    first.drag_start(2.5, -1.2)
    start = told(desk, 3)
    assert walks_from(first, start)
    assert walks_from(second, start)
    second.drag_start(-3.5, 0.5)
    start = told(desk, 3)
    assert walks_from(first, start)
    assert walks_from(second, start)
    assert desk.run(4) == ""
    second.words.filter(has_text=second.said(start=[-1.0, 1.5])).wait_for()
    assert walks_from(first, [-1.0, 1.5])
    assert walks_from(second, [-1.0, 1.5])
