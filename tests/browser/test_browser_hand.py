"""The hand on a live figure in a real JupyterLab: the start is dragged, and the walk follows."""

import ast

import numpy as np
import pytest
from helpers.browse import GONE
from helpers.pictures import Picture
from helpers.records import never
from playwright.sync_api import expect

import gdviz as gd

IMPORTS = "import numpy as np\nfrom pathlib import Path\nfrom gdviz import *"
RATES = {"ravine": np.linspace(0.002, 0.08, 40), "two_valleys": np.linspace(0.02, 0.8, 40)}
FIGURE = "figure = explore(ravine, momentum, steps=16, mu=0.5, lr=np.linspace(0.002, 0.08, 40))\nfigure"
CURVE = "curved = explore(two_valleys, momentum, steps=16, mu=0.5, lr=np.linspace(0.02, 0.8, 40))\ncurved"
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


def twin(name, **options):
    return gd.explore(getattr(gd, name), gd.momentum, steps=16, mu=0.5, lr=RATES[name], **options)


def opened(desk, lab, *cells):
    desk.open(lab.write("hand.ipynb", IMPORTS, *cells)).run_all()


def told(desk, cell):
    """The numbers that a cell prints."""
    return ast.literal_eval(desk.run(cell))


def walks_from(picture, start):
    """Whether picture, words and handle are those of the walk from a start."""
    figure = picture.twin
    figure.start = start
    step = picture.position("step")
    expect(picture.words).to_have_text(picture.said(lr_index=picture.position("lr"), step=step))
    assert np.allclose(picture.stands(), picture.point(*start), atol=1)
    run = figure.trajectory
    again = gd.descend(run.objective, gd.momentum, start, 16, **run.hyper)
    return picture.shows(again, step) == 1


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
    for to in [(3.4,), (5.0,)]:  # at the edge of the picture, too
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


def follows_at_once(desk, picture):
    """Whether picture and words are those of the place where the handle is, two frames after the hand moved."""
    desk.frames()
    words, pixels, start = picture.words.inner_text(), picture.pixels(), picture.begins()
    assert words == picture.said(start=start, lr_index=picture.position("lr"), step=picture.position("step"))
    assert picture.shows(picture.twin.trajectory) == 1
    return pixels


def test_picture_and_words_follow_before_the_hand_lets_go_and_python_hears_when_it_rests(desk, lab):
    heard = "heard = []\nfigure.observe(lambda change: heard.append(change.new), 'start')"
    opened(desk, lab, FIGURE, CURVE, heard, "print([figure.start, curved.start, len(heard)])",
           "run = figure.trajectory\nprint([run.w[0].tolist(), float(run.f[-1])])")  # fmt: skip
    contours, curve = Picture(desk, twin("ravine")), Picture(desk, twin("two_valleys"), nth=1)
    contours.take(2.5, -1.2, moves=10)
    dragged = follows_at_once(desk, contours)
    desk.page.mouse.up()
    contours.rested()
    desk.page.mouse.click(*contours.point(-2.0, 1.5))
    assert follows_at_once(desk, contours) != dragged
    contours.rested()
    curve.take(1.0)
    follows_at_once(desk, curve)
    desk.page.mouse.up()
    x, _ = curve.point(-2.5)
    desk.page.mouse.click(x, curve.canvas.bounding_box()["y"] + 90)  # not on the curve: above or below it will do
    follows_at_once(desk, curve)
    curve.rested()
    start, along, times = told(desk, 4)
    assert (start, along) == (contours.begins(), curve.begins())
    assert np.allclose(contours.point(*start), contours.point(-2.0, 1.5), atol=2)
    assert abs(along[0] + 2.5) < 0.05
    assert 1 <= times <= 4  # not once for each of the ten moves
    first, last = told(desk, 5)
    assert (first, last) == (start, pytest.approx(float(contours.twin.trajectory.f[-1]), rel=1e-9))


def test_a_quick_hand_never_sees_the_start_jump_back(desk, lab):
    opened(desk, lab, FIGURE, "print(figure.start)")
    picture = Picture(desk, twin("ravine"))
    picture.root.evaluate("""(root) => {
        const handle = root.querySelector(".gdviz-handle"), seen = [];
        root.seen = seen;
        const look = () => { seen.push(handle.title); requestAnimationFrame(look); };
        look();
    }""")  # fmt: skip
    for to in [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0]:  # longer than a rest in all: echoes arrive on the way
        picture.take(to, 1.0, moves=4)
        desk.page.mouse.up()
        desk.page.wait_for_timeout(170)
    picture.rested()
    assert walks_from(picture, told(desk, 2))
    titles = picture.root.evaluate("(root) => root.seen")
    across = [float(title.split("(")[1].split(",")[0].replace("−", "-")) for title in titles]
    assert len(set(across)) > 8
    assert across == sorted(across)


def test_a_slider_of_ipywidgets_is_linked_to_ours_in_the_browser(desk, lab):
    linked = "from ipywidgets import IntSlider, jslink\nslider = IntSlider(max=39)\n"
    linked += "link = jslink((slider, 'value'), (figure, 'lr_index'))\nslider"
    opened(desk, lab, FIGURE, linked)
    picture = Picture(desk, twin("ravine"))
    lab.api(f"kernels/{desk.kernel()}", "DELETE")
    knob = desk.page.locator(".noUi-handle")
    knob.focus()
    before = picture.position("lr")
    for _ in range(5):
        desk.page.keyboard.press("ArrowRight")
    expect(picture.slider("lr")).not_to_have_value(str(before))
    follows_at_once(desk, picture)
    desk.complaints = [said for said in desk.complaints if GONE not in said]


def test_four_sliders_take_their_walks_in_the_browser(desk, lab):
    cell = """figure = explore(ravine, momentum, steps=16, schedule=exponential, stop=small_gradient,
        lr=np.linspace(0.002, 0.08, 40), mu=np.linspace(0, 0.9, 41), decay=np.linspace(0.9, 1, 41),
        tol=np.geomspace(0.001, 1, 41))\nfigure"""
    opened(desk, lab, cell, "print([figure.start, figure.trajectory.hyper])")
    axes = {"lr": np.linspace(0.002, 0.08, 40), "mu": np.linspace(0, 0.9, 41)}
    axes |= {"decay": np.linspace(0.9, 1, 41), "tol": np.geomspace(0.001, 1, 41)}
    how = {"schedule": gd.exponential, "stop": gd.small_gradient}
    picture = Picture(desk, gd.explore(gd.ravine, gd.momentum, steps=16, **how, **axes))
    at = {"lr": 33, "mu": 7, "decay": 20, "tol": 38}
    for name, to in at.items():
        picture.drag(name, to=to)
    picture.drag_start(2.5, -1.2)
    start, hyper = told(desk, 2)
    assert hyper == pytest.approx({name: float(axes[name][k]) for name, k in at.items()})
    picture.twin.start = start
    expect(picture.words).to_have_text(picture.said(**{f"{name}_index": k for name, k in at.items()}, step=16))
    assert picture.shows(gd.descend(gd.ravine, gd.momentum, start, 16, **how, **hyper)) == 1


def test_without_python_the_start_moves_as_before(desk, lab):
    opened(desk, lab, FIGURE, CURVE)
    contours, curve = Picture(desk, twin("ravine")), Picture(desk, twin("two_valleys"), nth=1)
    lab.api(f"kernels/{desk.kernel()}", "DELETE")
    desk.page.wait_for_function("jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status !== 'idle'")
    contours.take(2.5, -1.2)
    dragged = follows_at_once(desk, contours)
    desk.page.mouse.up()
    contours.drag("lr", to=33)
    follows_at_once(desk, contours)
    desk.page.mouse.click(*contours.point(-2.0, 1.5))
    assert follows_at_once(desk, contours) != dragged
    curve.handle().focus()
    desk.page.keyboard.press("Shift+ArrowRight")
    follows_at_once(desk, curve)
    desk.page.mouse.click(*curve.point(1.0))
    follows_at_once(desk, curve)
    assert [picture.trouble.inner_text() for picture in (contours, curve)] == ["", ""]
    desk.complaints = [said for said in desk.complaints if GONE not in said]


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
    lab.api(f"kernels/{desk.kernel()}", "DELETE")
    desk.page.wait_for_function("jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status !== 'idle'")
    picture.drag_start(2.5, -1.2)
    assert LOST in picture.trouble.inner_text()
    assert np.allclose(picture.stands(), stood, atol=0.1)
    assert picture.pixels() == before
    picture.drag("lr", to=33)
    assert picture.pixels() != before
    assert walks_from(picture, gd.ravine.start.tolist())
    desk.complaints = [said for said in desk.complaints if GONE not in said]


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
