"""First sight: a figure that nobody has touched plays once when it comes into view, and a hand shows the whole walk."""

from types import SimpleNamespace

import numpy as np
import pytest
from helpers.own import save
from helpers.pictures import Picture, pixels_of
from playwright.sync_api import expect

import gdviz as gd

STEPS = 40
RATES = np.linspace(0.002, 0.06, 30)
ABOVE = 55 * "<br>"  # so that the figure is near what is in view, and not in it
STILL = 0.3  # CSS pixels: a shorter step cannot be seen
CELL = "from gdviz import *\nfigures = [explore(ravine, momentum, steps=20, lr=[0.02, 0.04, 0.06]) for _ in range(2)]\n"
UP = """(root) => {  // the vertical axis of the weights, and the numbers that are written along it
    const { y, letters, box } = root.querySelector("[data-panel=weights] canvas").gdviz;
    const along = letters.filter((one) => one.x + one.width <= box[0] && one.y > 8);
    return [y, along.map(({ text }) => Number(text.replace("−", "-")))];
}"""
FILM = """(hand) => { // in the page, as a test may look late: how the two stand; a hand takes the first as it plays
    const of = (root) => [root.querySelector("[name=step]").valueAsNumber, root.querySelector("[name=play]").ariaLabel];
    window.film = [];
    const shot = () => {
        const roots = [...document.querySelectorAll(".gdviz:has([name=play])")];
        if (roots.length === 2) film.push(roots.flatMap(of));
        if (hand && roots.length && of(roots[0])[0] > 1) {
            const slider = roots[0].querySelector("[name=lr]");
            [window.taken, hand] = [of(roots[0])[1], false];
            slider.stepDown();
            slider.dispatchEvent(new Event("input"));
        }
        requestAnimationFrame(shot);
    };
    shot();
}"""


@pytest.fixture
def open_page(own_pages, tmp_path):
    """A figure in a page of its own, below what the window shows."""

    def opened(figure, motion="no-preference"):
        path = tmp_path / "page.html"
        save(figure, path)
        html = path.read_text(encoding="utf-8")
        assert html.count("<body>") == 1
        path.write_text(html.replace("<body>", f"<body>{ABOVE}"), encoding="utf-8")
        page = own_pages.open(path, reduced_motion=motion, viewport=(900, 900))
        picture = Picture(SimpleNamespace(page=page), figure)
        assert 900 < picture.root.bounding_box()["y"] < 1500
        return picture

    return opened


@pytest.fixture
def figure():
    return gd.explore(gd.ravine, gd.momentum, steps=STEPS, lr=RATES, mu=0.5)


def into_view(picture):
    picture.root.evaluate("(root) => root.scrollIntoView()")


def playing(picture):
    """Wait until it plays, and has made some steps."""
    expect(picture.play).to_have_accessible_name("Pause")
    picture.page.wait_for_function("(step) => step.value > 1", arg=picture.slider("step").element_handle())


def rests(picture, step, name="Play"):
    """It stands at a step, and goes on standing there."""
    for _ in range(2):
        assert picture.position("step") == step
        expect(picture.play).to_have_accessible_name(name)
        assert picture.words.inner_text() == picture.said(step=step, lr_index=picture.position("lr"))
        picture.page.wait_for_timeout(300)


def last_seen(picture, run):
    """The step from which on all that the walk still does is too little to be seen in the large panel."""
    lengths = np.linalg.norm(np.diff(pixels_of(picture.canvas, *run.w.T), axis=0), axis=1)
    rest = np.append(np.cumsum(lengths[::-1])[::-1], 0.0)  # from each step on
    return int(np.argmax(rest <= STILL))


def hand(picture, what):
    """Move a slider or the start by a key, without scrolling there."""
    node = {"slider": picture.slider("lr"), "start": picture.handle()}[what]
    node.evaluate("(node) => node.focus({ preventScroll: true })")
    picture.page.keyboard.press("ArrowLeft")
    picture.twin.start = picture.begins()


def test_a_figure_waits_until_it_is_seen_and_plays_once_until_the_rest_cannot_be_seen(open_page, figure):
    picture = open_page(figure)
    rests(picture, 0)
    into_view(picture)
    playing(picture)
    expect(picture.play).to_have_accessible_name("Play again")
    end = last_seen(picture, figure.trajectory)
    assert 5 < end < STEPS
    rests(picture, end, "Play again")
    picture.page.evaluate("scrollTo(0, 0)")
    picture.page.wait_for_timeout(100)
    into_view(picture)
    rests(picture, end, "Play again")
    picture.play.click()
    picture.page.wait_for_function(
        "([step, end]) => step.value < end", arg=[picture.slider("step").element_handle(), end]
    )  # from the beginning


@pytest.mark.parametrize("what", ["slider", "start"])
@pytest.mark.parametrize("when", ["before", "during", "after"])
def test_a_hand_shows_the_whole_walk_at_once_and_nothing_plays_any_more(open_page, figure, what, when):
    picture = open_page(figure)
    if when != "before":
        into_view(picture)
        playing(picture)
    if when == "after":
        expect(picture.play).to_have_accessible_name("Play again")
        assert picture.position("step") < STEPS
    hand(picture, what)
    assert picture.position("step") == STEPS
    into_view(picture)
    rests(picture, STEPS, "Play again" if when == "after" else "Play")
    assert picture.shows(picture.twin.trajectory) > 0.9  # not each step has a dot


def test_a_hand_on_the_step_holds_what_plays_and_shows_that_step(open_page, figure):
    picture = open_page(figure)
    into_view(picture)
    playing(picture)
    picture.press("step", "Home", "ArrowRight", "ArrowRight", "ArrowRight")
    rests(picture, 3)
    hand(picture, "slider")
    rests(picture, 3)  # whoever looks at a step keeps it


def test_who_wants_less_motion_sees_the_whole_walk_at_once(open_page, figure):
    picture = open_page(figure, motion="reduce")
    rests(picture, STEPS)
    into_view(picture)
    rests(picture, STEPS)
    assert picture.shows(figure.trajectory) > 0.9


def test_a_figure_that_was_left_at_a_step_stays_there(open_page, figure):
    figure.step = 7
    picture = open_page(figure)
    into_view(picture)
    rests(picture, 7)


def test_an_axis_grows_to_hold_a_walk_and_comes_back_and_python_has_the_same_ends(open_page):
    rates = [0.02, 0.4, 1.0, 2.0]
    figure = gd.explore(gd.two_features(), gd.momentum, lr=rates, mu=[0.0, 0.95], panels=("landscape", "weights"))
    figure.start, bare = [-0.4, 2.4], figure.panels[1][0].y
    picture, grew = open_page(figure, "reduce"), set()
    for lr, mu in [(0, 0), (1, 1), (2, 1), (3, 0), (0, 0)]:
        figure.lr_index, figure.mu_index = lr, mu
        for name, at in (("lr", lr), ("mu", mu)):
            picture.slider(name).fill(str(at))
        y, written = picture.root.evaluate(UP)
        assert [y["low"], y["high"]] == pytest.approx([figure.faces[1].y.low, figure.faces[1].y.high])
        if (y["low"], y["high"]) != (bare.low, bare.high):
            grew.add((lr, mu))
            assert y["low"] <= figure.trajectory.w.min()
            assert figure.trajectory.w.max() <= y["high"]
            assert 0.75 * y["high"] < max(written) <= y["high"]
    assert grew == {(1, 1), (2, 1)}  # with the largest rate alone it flies off, and leaves by the edge


@pytest.fixture
def filmed(new_desk, lab):
    """A function that shows two figures in a JupyterLab, on a screen that has room for both, and films them."""
    desk = new_desk(reduced_motion="no-preference", viewport={"width": 1280, "height": 2400})

    def shown(hand=False):
        desk.open(lab.write("sight.ipynb", CELL + "for figure in figures:\n    display(figure)"))
        desk.page.evaluate(FILM, hand)
        desk.run_all()
        return desk, *(Picture(desk, None, nth) for nth in (0, 1))

    yield shown
    desk.tidy()


def test_of_two_figures_in_view_the_second_begins_when_the_first_has_ended(filmed):
    desk, first, second = filmed()
    expect(second.play).to_have_accessible_name("Play again")
    film = desk.page.evaluate("film")
    assert not any(one == two == "Pause" for _, one, _, two in film)
    waits = [(step, label) for step, label, other, _ in film if other == 0]
    assert waits[-1][1] == "Play again"  # the first has ended when the second makes its first step
    assert len({step for step, _ in waits}) > 5
    assert all(step == waits[-1][0] and label == "Play again" for step, label, other, _ in film if other > 0)
    assert first.position("step") == waits[-1][0]


def test_the_second_begins_when_a_hand_takes_the_first(filmed):
    desk, first, second = filmed(hand=True)
    expect(second.play).to_have_accessible_name("Play again")
    film = desk.page.evaluate("film")
    assert desk.page.evaluate("taken") == "Pause"  # it was playing
    assert first.position("step") == 20
    assert any(two == "Pause" for *_, two in film)
    assert not any(one == two == "Pause" for _, one, _, two in film)
