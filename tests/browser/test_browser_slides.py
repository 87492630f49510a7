"""Lessons in Chromium, from disk, with the network off: slides that fit and obey keys; papers of one side of A4."""

import re

import pytest
from helpers.access import AXE, OPTIONS
from helpers.html import Read
from playwright.sync_api import expect

from gdviz.course import notebooks
from gdviz.course.lesson import KINDS

NUMBERS = [path.stem[:2] for path in notebooks.paths()]
SCREENS = [(1280, 720), (1920, 1080), (1024, 768)]
PAPERS = [kind for kind in KINDS if kind != "slides"]
every_notebook = pytest.mark.parametrize("number", NUMBERS)
THERE = """() => [...document.querySelectorAll(".slide:not([hidden]) [data-widget]")].every((place) =>
    !place.querySelector("img") && place.querySelector(".gdviz-words, .gdviz-said"))"""
OVERFLOW = "(main) => main.scrollHeight - main.clientHeight"
OVER = """() => new Promise((tell) => requestAnimationFrame(() => requestAnimationFrame(() => {
    const slide = document.querySelector(".slide:not([hidden])"), wide = slide.querySelector("canvas.gdviz-canvas");
    const over = [slide.scrollHeight - slide.clientHeight, slide.scrollWidth - slide.clientWidth];
    const small = 150 - (wide?.clientHeight ?? 150), below = document.documentElement.scrollHeight - innerHeight;
    tell([...over, below, small].map((pixels) => Math.max(0, pixels)));
})))"""


@pytest.fixture
def deck(tab, lessons):
    """The slides of notebook 3, with the focus where it is when they have just been opened."""
    tab.set_viewport_size({"width": 1280, "height": 720})
    tab.goto("about:blank")
    tab.goto((lessons / "03_slides.html").as_uri())
    return tab


def at(page):
    return page.locator(".go output").inner_text()


def test_every_notebook_has_its_four_pages_and_one_leads_to_all(lessons):
    names = {f"{number}_{kind}.html" for number in NUMBERS for kind in KINDS}
    assert {path.name for path in lessons.iterdir()} == {*names, "index.html"}
    links = [link["href"] for link in Read((lessons / "index.html").read_text(encoding="utf-8")).all("a")]
    assert {link for link in links if not link.startswith("https:")} == names


@every_notebook
def test_a_page_asks_for_nothing_from_elsewhere(lessons, number):
    for kind in KINDS:
        page = Read((lessons / f"{number}_{kind}.html").read_text(encoding="utf-8"))
        assert not any(page.all(tag) for tag in ("link", "iframe", "object", "embed", "base"))
        sources = [attributes["src"] for _, attributes in page.elements if "src" in attributes]
        assert all(source.startswith("data:image/png;base64,") for source in sources)
        (policy,) = [meta["content"] for meta in page.all("meta") if meta.get("http-equiv")]
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert " style=" not in page.html[page.html.index("<main") :].split("<script")[0]


@every_notebook
def test_all_slides_fit_three_screens_with_their_figures_alive(tab, lessons, number):
    tab.goto((lessons / f"{number}_slides.html").as_uri())
    count = tab.locator(".slide").count()
    assert 6 <= count <= 10
    for nth in range(count):
        assert at(tab) == f"{nth + 1} / {count}"
        for width, height in SCREENS:
            tab.set_viewport_size({"width": width, "height": height})
            tab.wait_for_function(THERE)
            assert tab.evaluate(OVER) == [0, 0, 0, 0], (number, nth + 1, width)
        tab.keyboard.press("PageDown")
    assert tab.locator("[data-widget]").count() == tab.locator(".gdviz, .gdviz-predict").count() > 0


def test_keys_go_on_and_back(deck):
    assert at(deck) == "1 / 8"
    for key, place in [
        ("ArrowRight", 2), ("Space", 3), ("PageDown", 4), ("ArrowLeft", 3), ("PageUp", 2), ("Shift+Space", 1),
        ("ArrowLeft", 1), ("End", 8), ("ArrowRight", 8), ("Home", 1), ("Control+ArrowRight", 1),
    ]:  # fmt: skip
        deck.keyboard.press(key)
        assert at(deck) == f"{place} / 8", key
        expect(deck.locator(".slide:visible")).to_have_count(1)
    deck.keyboard.press("f")
    deck.wait_for_function("() => document.fullscreenElement === document.documentElement")
    deck.keyboard.press("f")
    deck.wait_for_function("() => document.fullscreenElement === null")
    deck.keyboard.press("End")
    deck.reload()  # it is where it was
    assert at(deck) == "8 / 8"


def test_a_figure_keeps_its_keys_but_for_those_of_a_remote(deck):
    for _ in range(4):
        deck.keyboard.press("ArrowRight")
    slider = deck.locator(".slide:visible input[name=lr]")
    slider.focus()
    before = slider.input_value()
    for key in ("ArrowRight", "ArrowRight", "End", "Home", "Space", "f"):
        deck.keyboard.press(key)
        assert at(deck) == "5 / 8", key
    assert slider.input_value() == slider.get_attribute("min") != before
    deck.wait_for_function("() => document.fullscreenElement?.matches('.gdviz')")  # that was the figure's key
    deck.keyboard.press("PageDown")  # a remote leads on, and out of it
    assert at(deck) == "6 / 8"
    deck.wait_for_function("() => document.fullscreenElement === null")
    deck.locator(".slide:visible input[type=text]").click()
    deck.keyboard.type("12 f")
    assert at(deck) == "6 / 8"
    deck.keyboard.press("PageUp")
    assert at(deck) == "5 / 8"
    assert slider.input_value() == slider.get_attribute("min")
    slider.focus()
    deck.keyboard.press("Escape")  # gives the keys back
    deck.keyboard.press("ArrowRight")
    assert at(deck) == "6 / 8"


@pytest.mark.parametrize(
    ("hash", "place"), [("#figure-2&lr=0.1&start=-4&step=3", 5), ("#guess-1", 4), ("#abc", 1), ("#99", 8), ("#0", 1)]
)
def test_an_address_opens_the_slide_that_it_names_and_the_figure_as_it_says(deck, hash, place):
    deck.evaluate("(hash) => (location.hash = hash)", hash)  # as who writes it into the window that is open
    expect(deck.locator(".go output")).to_have_text(f"{place} / 8")
    deck.reload()
    expect(deck.locator(".slide:visible")).to_have_count(1)
    assert at(deck) == f"{place} / 8"
    if "&" in hash:
        expect(deck.locator(".slide:visible .gdviz-words")).to_contain_text("Step 3 of 120")
        assert deck.evaluate("location.hash") == hash
        deck.keyboard.press("PageDown")
        assert deck.evaluate("location.hash") == f"#{place + 1}"


def test_who_presses_a_picture_before_its_figure_is_there_has_the_figures_keys(deck):
    deck.evaluate("""() => {
        const key = { key: "PageDown", bubbles: true };
        const press = () => document.body.dispatchEvent(new KeyboardEvent("keydown", key));
        for (let slide = 1; slide < 5; slide++) press();
        const picture = document.querySelector(".slide:not([hidden]) .place img");
        picture.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    }""")
    expect(deck.locator(".slide:visible .gdviz")).to_be_focused()
    deck.keyboard.press("ArrowLeft")
    assert at(deck) == "5 / 8"


def test_buttons_lead_on_for_who_has_a_mouse_or_a_finger(deck):
    deck.get_by_role("button", name="One slide on").click()
    assert at(deck) == "2 / 8"
    deck.get_by_role("button", name="One slide back").click()
    assert at(deck) == "1 / 8"
    expect(deck.get_by_role("button", name="The whole screen")).to_be_visible()


def test_a_guess_that_is_locked_is_answered_on_the_next_slide_and_forgotten_on_the_last(deck):
    for _ in range(3):
        deck.keyboard.press("PageDown")
    deck.locator(".slide:visible input[type=text]").fill("20")
    deck.keyboard.press("Enter")
    deck.keyboard.press("PageDown")
    expect(deck.locator(".slide:visible .gdviz-predict .gdviz-said")).to_contain_text("You said 20 steps; it was 7")
    deck.keyboard.press("PageDown")
    deck.keyboard.press("End")
    deck.evaluate("window.before = true")
    deck.get_by_role("button", name="Forget the guesses").click()
    deck.wait_for_function("() => !window.before && document.readyState === 'complete'")  # it has loaded itself again
    assert at(deck) == "8 / 8"
    deck.keyboard.press("Home")
    for _ in range(3):
        deck.keyboard.press("PageDown")
    expect(deck.locator(".slide:visible input[type=text]")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_the_theme_is_the_systems(deck, theme):
    deck.emulate_media(color_scheme=theme)
    paper = deck.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(17, 20, 24)"}[theme]
    for _ in range(5):  # title, words, a figure, a prediction, its answer
        deck.wait_for_function(THERE)
        deck.evaluate(AXE)
        said = deck.evaluate("(options) => axe.run(document, options)", OPTIONS)
        assert [f"{rule['id']}: {node['html'][:200]}" for rule in said["violations"] for node in rule["nodes"]] == []
        deck.keyboard.press("PageDown")
    deck.emulate_media(color_scheme="light")


@every_notebook
def test_each_paper_is_one_side_of_a4_and_the_students_have_no_answers(tab, lessons, number):
    answers = Read((lessons / f"{number}_teacher.html").read_text(encoding="utf-8"))
    told = re.findall(r'<p class="answer">(.+?)</p>', answers.html)
    assert len(told) == 5
    for kind in PAPERS:
        tab.goto((lessons / f"{number}_{kind}.html").as_uri())
        pdf = tab.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1, kind
        assert re.search(rb"/MediaBox\s*\[0 0 59[45][\d.]* 84[12][\d.]*\]", pdf)
        tab.emulate_media(media="print")
        assert tab.locator("main").evaluate(OVERFLOW) <= 0
        heights = tab.locator(".pictures img").evaluate_all("(all) => all.map((image) => image.clientHeight)")
        assert all(height >= 80 for height in heights), heights
        assert (kind == "handout") == bool(heights)
        tab.emulate_media(media="null")
        if kind != "teacher":
            said = tab.locator("main").inner_html()
            assert not [answer for answer in told if len(answer) > 20 and answer in said]
            assert tab.locator(".line, .guess").count() >= 4
            assert not tab.locator("main li:has(strong)").count()


def test_a_handout_asks_every_prediction_and_the_teachers_page_answers_it(lessons):
    handout, teacher = (Read((lessons / f"03_{kind}.html").read_text("utf-8")) for kind in ("handout", "teacher"))
    assert "After how many with α = 0.75?" in handout.said()
    assert handout.html.count('class="guess"') == 2
    assert "α = 0.75: after how many steps? 7 steps" in teacher.said()
    assert "L = 0.1: from which α on does descent break? 20" in teacher.said()
    assert "The curvature of the hill says which α is best" in teacher.said()
    assert "The curvature of the hill says which α is best" not in handout.said()
