"""The start in a real JupyterLab: the browser takes the walks, so it follows at once, with Python and without."""

import numpy as np
import pytest
from helpers.browse import GONE
from helpers.hand import CURVE, FIGURE, opened, told, twin, walks_from
from helpers.pictures import Picture
from playwright.sync_api import expect

import gdviz as gd


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
    watch(picture)
    for to in [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0]:  # longer than a rest in all: echoes arrive on the way
        picture.take(to, 1.0, moves=4)
        desk.page.mouse.up()
        desk.page.wait_for_timeout(170)
    picture.rested()
    assert walks_from(picture, told(desk, 2))
    seen = across(picture)
    assert len(set(seen)) > 8
    assert seen == sorted(seen)


def test_a_hand_that_goes_from_one_view_to_the_other_never_sees_the_start_jump_back(desk, lab):
    opened(desk, lab, FIGURE, "figure", "print(figure.start)")
    first, second = (Picture(desk, twin("ravine"), nth) for nth in (0, 1))
    second.root.scroll_into_view_if_needed()
    watch(second)
    first.handle().focus()
    desk.page.keyboard.press("ArrowRight")  # Python hears of it while the other view is moved
    second.handle().focus()
    for _ in range(30):
        desk.page.keyboard.press("ArrowRight")
        desk.page.wait_for_timeout(15)
    second.rested()
    start = told(desk, 3)
    assert np.allclose(start, [-4 + 31 * 10 / 50, 1])
    assert walks_from(first, start)
    assert walks_from(second, start)
    seen = across(second)
    assert seen == sorted(seen)


def watch(picture):
    """Note from now on, in each frame, what the handle says."""
    picture.root.evaluate("""(root) => {
        const handle = root.querySelector(".gdviz-handle"), seen = [];
        root.seen = seen;
        const look = () => { seen.push(handle.title); requestAnimationFrame(look); };
        look();
    }""")  # fmt: skip


def across(picture):
    """The first coordinate of what was noted."""
    titles = picture.root.evaluate("(root) => root.seen")
    return [float(title.split("(")[1].split(",")[0].replace("−", "-")) for title in titles]


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
    desk.forgive(GONE)


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
    desk.end_kernel()
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
    desk.forgive(GONE)
