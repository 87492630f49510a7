"""A figure saved as a page of its own, opened from disk with the network off."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from helpers.panels import notes
from helpers.pictures import Picture, pixels_of
from helpers.records import never
from helpers.students import ANN, BOB
from playwright.sync_api import expect

import gdviz as gd

RATES = np.linspace(0.002, 0.08, 40)
STEPS = 16
STARTS = [(gd.ravine, (2.5, -1.2), (-2.0, 1.5)), (gd.two_valleys, (5.0,), (3.4,))]  # dragged to, clicked at


@pytest.fixture
def open_page(chromium, tmp_path):
    """Save a figure and open it; afterwards the page must have asked for nothing and complained of nothing."""
    context = chromium.new_context(offline=True, viewport={"width": 900, "height": 800})
    page = context.new_page()
    complaints, asked = [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))

    def opened(figure, hold=False, motion="reduce"):
        path = tmp_path / "page.html"
        page.emulate_media(reduced_motion=motion)
        figure.save(path)
        if hold:
            page.clock.install(time=0)
        page.goto(path.as_uri())
        if hold:
            page.locator(".gdviz-words", has_text=".").wait_for()
            page.clock.pause_at(3600)
        return Picture(SimpleNamespace(page=page), figure), path

    yield opened
    assert complaints == []
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
    context.close()


def test_the_sliders_and_play_of_a_saved_page_work_without_python(open_page):
    picture, _ = open_page(gd.explore(gd.ravine, gd.momentum, steps=STEPS, lr=RATES))
    picture.drag("lr", to=35)
    run = gd.descend(gd.ravine, gd.momentum, steps=STEPS, lr=RATES[35])
    assert picture.shows(run) == 1
    assert picture.shows(gd.descend(gd.ravine, gd.momentum, steps=STEPS, lr=RATES[8])) < 0.5
    assert picture.words.inner_text() == picture.said(lr_index=35, step=STEPS)
    picture.press("step", "Home", "ArrowRight", "ArrowRight")
    assert picture.shows(run, slice(3, None)) < 0.5
    picture.play.click()
    picture.root.get_by_role("button", name="Pause").wait_for()
    picture.root.get_by_role("button", name="Play").wait_for()
    assert picture.position("step") == STEPS
    assert picture.shows(run) == 1


def test_a_saved_page_opens_where_the_sliders_stood(open_page):
    figure = gd.explore(gd.ravine, gd.momentum, steps=STEPS, lr=RATES)
    figure.lr_index, figure.step = 12, 5
    picture, _ = open_page(figure)
    assert (picture.position("lr"), picture.position("step")) == (12, 5)
    assert picture.words.inner_text() == figure.said()


def test_a_large_figure_is_saved_in_less_than_350_kilobytes(open_page):
    hyper = {"lr": np.linspace(0.01, 0.6, 41), "mu": np.linspace(0, 0.95, 21)}
    _, path = open_page(gd.explore(gd.two_features(), gd.momentum, steps=150, **hyper))
    assert path.stat().st_size < 350_000


def test_a_name_given_by_a_user_stays_text_in_a_saved_page(open_page):
    evil = "</script><img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    f = gd.curve(lambda w: w**2, name=evil, domain=(-2, 2), start=1.0)
    picture, _ = open_page(gd.explore(f, gd.gradient_descent, steps=3, lr=[0.1, 0.2]))
    assert picture.page.title() != "owned"
    assert evil in picture.canvas.get_attribute("aria-label")
    assert picture.page.locator("img").count() == 0


def test_nothing_but_the_pages_own_script_may_run_in_it(open_page):
    picture, path = open_page(gd.explore(gd.bowl, gd.gradient_descent, steps=3, lr=[0.1, 0.2]))
    html = path.read_text(encoding="utf-8")
    path.write_text(html.replace("</body>", "<script>document.title = 'owned'</script></body>"), encoding="utf-8")
    other = picture.page.context.new_page()
    other.goto(path.as_uri())
    other.locator(".gdviz-words", has_text=".").wait_for()
    assert other.title() != "owned"


@pytest.mark.parametrize(("f", "first", "then"), STARTS)
def test_the_start_of_a_saved_page_is_dragged_and_clicked_and_moved_by_keys(open_page, f, first, then):
    rates = np.linspace(0.002, 0.08, 40) if f is gd.ravine else np.linspace(0.02, 0.8, 40)
    picture, path = open_page(gd.explore(f, gd.momentum, steps=STEPS, mu=0.5, lr=rates))
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', path.read_text(encoding="utf-8"))
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]

    def follows():
        picture.twin.start = picture.begins()
        assert picture.words.inner_text() == picture.said(step=STEPS, lr_index=picture.position("lr"))
        assert picture.shows(picture.twin.trajectory) == 1

    picture.take(*first)
    follows()
    picture.page.mouse.up()
    picture.drag("lr", to=20)
    follows()
    picture.page.mouse.click(*picture.point(*then))
    follows()
    assert np.allclose(picture.stands(), picture.point(*then), atol=2)
    before = picture.begins()
    picture.handle().focus()
    for key in ["ArrowLeft", "Shift+ArrowRight"]:
        picture.page.keyboard.press(key)
    follows()
    assert picture.begins()[0] > before[0]
    assert picture.trouble.inner_text() == ""


def test_a_saved_race_is_run_anew_from_any_start(open_page):
    racers = {"plain": gd.gradient_descent, "heavy": gd.momentum, "batches": (gd.gradient_descent, {"batch": 40})}
    figure = gd.race(
        gd.two_features(), racers, steps=24, lr=np.linspace(0.01, 0.06, 41), mu=np.linspace(0.6, 0.9, 31), tol=0.4
    )
    picture, path = open_page(figure)
    assert path.stat().st_size < 500_000
    menu, axis = picture.root.locator("select[name=axis]"), 0

    def follows():
        at = {f"{name}_index": picture.position(name) for name in ("lr", "mu")}
        said = picture.said(start=picture.begins(), step=24, axis_index=axis, **at)
        assert picture.words.inner_text() == said
        for panel in (0, 2):  # beside them are the lanes
            seen = picture.races(panel)
            assert np.isfinite(seen).sum() >= 2
            assert np.nanmin(seen) == 1
        assert picture.letters(1) == ["start", "within 0.4", *racers, *filter(None, notes(figure))]
        return said

    picture.take(3.0, 2.0)
    dragged = follows()
    picture.page.mouse.up()
    picture.page.mouse.click(*picture.point(0.5, 2.0))
    assert follows() != dragged
    picture.drag("lr", to=37)
    picture.drag("mu", to=10)
    follows()
    for axis in (1, 2):
        menu.select_option(index=axis)
        assert "samples" in follows() or axis == 1
    arrives = next(int(steps) for steps in figure.arrivals.values() if 0 < steps < 24)
    for row in (arrives, arrives - 1):
        picture.drag("step", to=row)
        assert picture.letters(1)[5:] == [*filter(None, notes(figure, row))]
    assert notes(figure, arrives) != notes(figure, arrives - 1)
    assert picture.trouble.inner_text() == ""


def test_a_saved_record_says_that_it_cannot_walk_from_another_start(open_page):
    picture, _ = open_page(gd.explore(gd.ravine, gd.momentum, steps=STEPS, lr=RATES, stop=never))
    before, stood = picture.pixels(), picture.stands()
    picture.take(2.5, -1.2)
    expect(picture.trouble).to_have_text(
        "Another start, or another cell of a map, needs Python, and this page has none. Everything else works."
    )
    picture.page.mouse.up()
    assert picture.stands() == stood
    picture.press("step", "Home", "End")
    assert picture.pixels() == before


# Playback is looked at here, where the test can hold the clock of the page and look between two steps.


@pytest.fixture
def held(open_page):
    """A figure in a page whose time stands still, and a function that lets some milliseconds pass."""

    def opened(figure):
        picture, _ = open_page(figure, hold=True, motion="no-preference")
        picture.press("step", "End", "Home")  # what has begun at first sight is over
        return picture, picture.page.clock.run_for

    return opened


def test_the_speed_is_chosen_by_menu_and_by_key_while_it_plays(held):
    where = {"domain": [(-5, 5), (-2, 2)], "start": (4, 0)}
    even = gd.surface(lambda a, b: a + 6 + 0 * b, **where)  # all steps are equally long: 400 of them in 4 seconds
    picture, run_for = held(gd.explore(even, gd.gradient_descent, steps=400, lr=[0.01, 0.02]))
    assert picture.position("lr") == 1

    def gained():
        run_for(16)  # the frame in which a new speed begins
        before = picture.position("step")
        run_for(240)  # 15 frames
        return picture.position("step") - before

    speed = picture.root.get_by_label("speed")
    speed.select_option("4×")
    picture.press("step", "Home", " ")
    fast = gained()
    picture.press("step", "<")
    assert speed.input_value() == "2×"
    medium = gained()
    picture.press("step", "<", "<", "<", "<", "<")
    assert speed.input_value() == "¼×"
    slow = gained()
    picture.press("step", ">", ">")
    assert speed.input_value() == "1×"
    assert [fast, medium, slow, gained()] == pytest.approx([96, 48, 6, 24], abs=1)


def test_long_steps_are_walked_slowly_and_short_ones_quickly_and_it_ends_when_there_is_no_more_to_see(held):
    picture, run_for = held(gd.explore(gd.ravine, gd.gradient_descent, steps=200, lr=[0.01, 0.03]))
    run = picture.twin.trajectory
    lengths = np.linalg.norm(np.diff(pixels_of(picture.canvas, *run.w.T), axis=0), axis=1)
    last = int(np.argmax(np.cumsum(lengths[::-1])[::-1] <= 0.3))  # what follows is too little to be seen
    picture.press("step", "Home", " ")
    seen, time = {}, 0  # how long each step shows
    while picture.root.get_by_role("button", name="Pause").count():
        run_for(16)
        time += 16
        seen[picture.position("step")] = seen.get(picture.position("step"), 0) + 16
    assert picture.position("step") == max(seen) == last
    assert 20 < last < 200
    assert time == pytest.approx(min(4000, 2000 + 40 * last), abs=50)
    share = [sum(seen.get(t, 0) for t in span) / len(span) for span in (range(5), range(last - 15, last))]
    assert share[0] > 2 * share[1] > 0


def test_between_two_steps_the_walk_is_under_way_and_no_dot_is_set_before_it_arrives(held):
    picture, run_for = held(gd.explore(gd.ravine, gd.momentum, steps=STEPS, lr=RATES))
    picture.drag("lr", to=30)
    run = gd.descend(gd.ravine, gd.momentum, steps=STEPS, lr=RATES[30])
    picture.press("step", "Home", " ")
    while picture.position("step") < 3:
        run_for(16)
    run_for(16)
    between = picture.pixels()
    assert picture.position("step") == 3
    assert picture.words.inner_text() == picture.said(lr_index=30, step=3)
    assert picture.shows(run, 3) == 1
    assert picture.shows(run, slice(4, None)) == 0
    run_for(16)
    assert picture.position("step") == 3
    assert picture.pixels() != between
    picture.press("step", " ")
    assert picture.position("step") == 3
    assert picture.pixels() != between


def test_who_wants_less_motion_sees_whole_steps_alone(held):
    def frames(picture, run_for):
        picture.press("step", "Home", " ")
        seen = set()
        for _ in range(45):
            run_for(48)
            seen.add(picture.pixels())
        picture.press("step", " ", "Home")
        return seen

    picture, run_for = held(gd.explore(gd.ravine, gd.momentum, steps=STEPS, lr=RATES))
    whole = {picture.press("step", "Home") or picture.pixels()}
    for _ in range(STEPS):
        picture.press("step", "ArrowRight")
        whole.add(picture.pixels())
    assert len(whole) == STEPS + 1
    assert not frames(picture, run_for) <= whole
    picture.page.emulate_media(reduced_motion="reduce")
    seen = frames(picture, run_for)
    assert seen <= whole
    assert len(seen) > 9


def test_the_guesses_of_a_class_land_one_by_one_and_then_comes_what_it_was(open_page):
    figure = gd.tally(f"Ann: {ANN}\nBob: {BOB}")
    picture, _ = open_page(figure, motion="no-preference")
    expect(picture.words).to_have_text(figure.said(figure.last))  # it was played at first sight
    assert (figure.last, picture.position("step")) == (3, 3)
    picture.press("step", "ArrowLeft")
    assert picture.words.inner_text() == "2 guesses so far."
    picture.press("question", "ArrowRight")
    figure.question_index = 1
    assert picture.words.inner_text() == figure.said(figure.last)  # of another question all is shown
