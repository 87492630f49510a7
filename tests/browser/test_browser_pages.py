"""The pages that need no server: what is in them and what is not; then opened from disk with the network off."""

import json
import re
from itertools import pairwise
from types import SimpleNamespace

import nbformat
import pytest
from helpers.access import AXE, OPTIONS
from helpers.html import Read
from helpers.leafed import show
from helpers.pictures import Picture
from playwright.sync_api import expect

from gdviz.course import notebooks, prose

NOTEBOOKS = {path.stem: nbformat.read(path, as_version=4) for path in notebooks.paths()}
SCREENS = [("light", 1000), ("dark", 360)]


@pytest.fixture(scope="module")
def read(pages):
    return {path.stem: Read(path.read_text(encoding="utf-8")) for path in sorted(pages.glob("*.html"))}


every_notebook = pytest.mark.parametrize("name", NOTEBOOKS)


def test_every_notebook_has_run_in_the_clean_environment_and_has_a_page_to_which_one_leads(pages, read):
    assert sorted(path.name for path in pages.iterdir()) == sorted(f"{name}.html" for name in (*NOTEBOOKS, "index"))
    links = [link["href"] for link in read["index"].all("a")]
    assert [f"{name}.html" for name in NOTEBOOKS] == [link for link in links if not link.startswith("https:")][2:]
    assert len(read["index"].all("img")) == 1  # of the figure in front
    for name, title, minutes in notebooks.titles():
        assert f"{title} " in read["index"].said(), name
        assert f"{minutes} minutes" in read["index"].said()


def test_each_card_of_the_contents_is_a_drawing_of_its_own_in_the_theme_of_the_page(read):
    cards = re.findall(r'<svg .*?class="card".*?</svg>', read["index"].html, re.S)
    assert len({*cards}) == 13
    assert all(len(re.findall(r"<(path|circle|polyline|ellipse)", card)) >= 3 for card in cards)
    assert not any(re.search(r"style=|fill=|stroke=|#[0-9a-f]{3}", card) for card in cards)  # that is the page's


@every_notebook
def test_a_page_is_at_most_three_megabytes(pages, name):
    assert (pages / f"{name}.html").stat().st_size <= 3_000_000


@pytest.mark.parametrize("name", [*NOTEBOOKS, "index"])
def test_a_page_asks_for_nothing_from_elsewhere(read, name):
    assert not any(read[name].all(tag) for tag in ("link", "iframe", "object", "embed", "base"))
    sources = [attributes["src"] for _, attributes in read[name].elements if "src" in attributes]
    assert all(source.startswith("data:image/png;base64,") for source in sources)
    (policy,) = [meta["content"] for meta in read[name].all("meta") if meta.get("http-equiv")]
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy
    assert "unsafe" not in policy


@every_notebook
def test_the_prose_of_the_notebook_is_there_and_nothing_that_is_untrue_of_a_page(read, name):
    said = f"{read[name].said()} {' '.join(''.join(read[name].folded).split())}"
    for cell in NOTEBOOKS[name].cells:
        if cell.cell_type == "markdown" and prose.APART not in cell.metadata.get("tags", []):
            for line in cell.source.splitlines():
                if re.fullmatch(r"[\w ,.;:?()]{20,}", line):
                    assert (" ".join(line.split()) in said) != bool(prose.ORDERS.search(line))


@every_notebook
def test_formulas_are_drawn_by_the_browser_itself(read, name):
    text = "\n".join(cell.source for cell in NOTEBOOKS[name].cells if cell.cell_type == "markdown")
    formulas = re.findall(r"\$\$.+?\$\$", text, re.S)
    assert len([1 for element in read[name].all("div") if element.get("class") == "formula"]) == len(formulas)
    assert len(read[name].all("math")) >= len(formulas)
    assert "$$" not in "".join([*read[name].words, *read[name].folded])
    assert not re.search(r"\\(frac|alpha|mu|leftarrow|qquad)\b", read[name].said())


@every_notebook
def test_every_figure_and_every_prediction_has_a_place_with_its_picture_or_words(read, name):
    outputs = [output for cell in NOTEBOOKS[name].cells for output in cell.get("outputs", [])]
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    live = [output for output in pictures if "text/html" in output.data]
    places = [place for place in read[name].all("div") if place.get("data-widget")]
    images = read[name].all("img")
    assert len(images) == len(pictures) + 1 > 1  # it opens with one more
    assert all(len(image["alt"]) > 20 for image in images)
    code = "\n".join(cell.source for cell in NOTEBOOKS[name].cells if cell.cell_type == "code")
    asked = re.findall(r"^\w+ = predict\(|^\w+\.reveal\(", code, re.M)
    assert len(places) == len(live) + len(asked) + 1
    states = {script["id"] for script in read[name].all("script") if script.get("type") == "application/json"}
    assert {place["data-state"] for place in places} == states


def opened(name):
    """The notebooks whose figures open the page of this one."""
    tag = f"opens-{name[:2]}"
    return [other for other in NOTEBOOKS for cell in NOTEBOOKS[other].cells if tag in cell.metadata.get("tags", [])]


@every_notebook
def test_a_page_opens_with_a_figure_that_an_earlier_one_has_explained(read, name):
    (earlier,) = opened(name)
    assert earlier < name or earlier == name == min(NOTEBOOKS)
    (opener,) = re.findall(r'<aside class="opener">(.*?)</aside>', read[name].html, re.S)
    assert (f'<a href="{earlier}.html">' in opener) == (earlier != name)
    assert read[name].html.index("</h1>") < read[name].html.index(opener) < read[name].html.index("<em>About")


@every_notebook
def test_solutions_are_folded_and_exercises_say_where_they_are_answered(read, name):
    code = [cell for cell in NOTEBOOKS[name].cells if cell.cell_type == "code"]
    solutions = [cell for cell in code if "solution" in cell.metadata.get("tags", [])]
    assert "".join(read[name].folded).count("# Solution") == len(solutions) > 0
    assert "# Solution" not in read[name].said()
    exercises = [cell for cell in code if "exercise" in cell.metadata.get("tags", [])]
    assert read[name].said().count("Write your answer down, and then look at the solution") == len(exercises)
    blocks = re.findall(r'<div class="cell exercise">.*?</p>', read[name].html, re.S)
    assert len(blocks) == len(exercises)
    assert not any('<pre class="said">' in block for block in blocks)  # nobody has answered


@every_notebook
def test_what_answers_a_prediction_is_folded(read, name):
    cells = NOTEBOOKS[name].cells
    folds = notebooks.folds(cells)
    assert read[name].html.count('<details class="fold">') == len(folds) > 0
    hidden = " ".join("".join(read[name].folded).split())
    inside = [cell for fold in folds for cell in cells[fold] if cell.source != "print(predictions())"]
    same = [cell for cell in inside if "nbval-check-output" in cell.metadata.get("tags", [])]  # on every machine
    printed = [output.text for cell in same for output in cell.outputs if "text" in output]
    assert printed
    assert all(" ".join(text.split()) in hidden for text in printed)


@every_notebook
def test_a_page_says_nothing_that_is_true_of_another_machine_or_of_nobody(read, name):
    assert '<pre class="said">Everything is in order.' not in read[name].html
    assert "no guess ·" not in read[name].said()


@every_notebook
def test_binder_opens_the_notebook_of_the_page(read, name):
    links = [link["href"] for link in read[name].all("a") if "mybinder.org" in link["href"]]
    assert links
    assert all(link.endswith(f"?urlpath=lab/tree/notebooks/{name}.ipynb") for link in links)


def test_neighbours_lead_to_each_other(read):
    names = [*NOTEBOOKS]
    for before, after in pairwise(names):
        assert f"{after}.html" in [link["href"] for link in read[before].all("a") if link.get("rel") == "next"]
        assert f"{before}.html" in [link["href"] for link in read[after].all("a") if link.get("rel") == "prev"]


# In the browser.


@pytest.fixture(scope="module", params=NOTEBOOKS)
def page(request, tab, pages):
    """The page of a notebook, as one sees it who has just opened it."""
    tab.set_viewport_size({"width": 1000, "height": 900})
    tab.emulate_media(color_scheme="light")
    tab.goto((pages / f"{request.param}.html").as_uri())
    return tab


def unlike(page):
    """What axe says about the page."""
    page.evaluate(AXE)
    quick = {"resultTypes": ["violations"]}  # of what is right it tells the rules alone, and not each place
    said = page.evaluate("(options) => axe.run(document, options)", OPTIONS | quick)
    assert "color-contrast" in {rule["id"] for rule in said["passes"]}
    return [f"{rule['id']}: {node['html'][:200]}" for rule in said["violations"] for node in rule["nodes"]]


def test_every_figure_of_the_page_moves(page):
    assert page.locator("img").count() > 0  # before the widgets show, there are pictures
    show(page)
    assert page.locator("main [data-widget] img").count() == 0
    figures = page.locator(".gdviz")
    for nth in range(figures.count()):
        picture = Picture(SimpleNamespace(page=page), None, nth)
        pixels = picture.all_pixels()
        slider = picture.root.locator("input[type=range]").first
        at_end = slider.input_value() == slider.get_attribute("max")
        slider.focus()
        page.keyboard.press("Home" if at_end else "End")
        assert picture.all_pixels() != pixels


def test_the_first_screen_has_a_picture_that_can_be_played(page):
    """Of a laptop: at 1280 by 800 the large panel of the first figure is whole but for a fifth."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("scrollTo(0, 0)")
    picture = page.locator(".gdviz-figure .gdviz-large").first
    picture.wait_for()
    box = picture.bounding_box()
    assert box["y"] + 0.8 * box["height"] <= 800


def test_a_guess_that_is_locked_is_drawn_next_to_what_happened(page):
    show(page)
    places = page.locator("[data-widget]:has(.gdviz-predict)")
    states = dict.fromkeys(places.evaluate_all("(places) => places.map((place) => place.dataset.state)"))
    for state in states:
        views = page.locator(f"[data-state='{state}'] .gdviz-predict")
        asked, said = views.first, views.first.locator(".gdviz-said")
        below = views.last.locator(".gdviz-said")
        expect(below).to_contain_text("What happened is known.")
        expect(asked.get_by_role("button", name="Show me without a guess")).to_be_hidden()
        if asked.locator("input[type=radio]").count():
            asked.locator("input[type=radio]").first.check()
        else:
            asked.locator("input[type=text]").fill("123456")
        asked.get_by_role("button", name="Lock my guess").click()
        expect(said).to_have_text(re.compile(r"^Locked: .+ What happened comes next\.$"))
        expect(below).to_have_text(re.compile("^(You said|Right|Exactly)"))
        question = page.locator(f"#{state}").text_content()
        assert json.loads(question)["_scene"]["question"] == views.last.locator(".gdviz-question").inner_text()
    page.reload()
    show(page)
    for state in states:  # a guess stands
        below = page.locator(f"[data-state='{state}'] .gdviz-said").last
        expect(below).to_have_text(re.compile("^(You said|Right|Exactly)"))


ASKED = """() => {
    const { get } = Object.getOwnPropertyDescriptor(window, "localStorage");
    let framed = false;
    window.asked = [];
    requestAnimationFrame(() => (framed = true));
    Object.defineProperty(window, "localStorage", { get() { asked.push(framed); return get.call(this); } });
}"""


def test_no_page_asks_for_a_guess_before_its_first_frame(chromium, pages):
    """On a busy machine, Chromium gives one page in a hundred that does so a storage that goes with the page."""
    page = chromium.new_page(offline=True, reduced_motion="reduce")
    page.add_init_script(f"({ASKED})()")
    page.goto((pages / "03_learning_rate.html").as_uri())
    show(page)
    asked = page.evaluate("asked")
    assert len(asked) > 4  # by its predictions, and for the button that forgets
    assert all(asked)
    page.context.close()


def test_axe_finds_nothing_and_nothing_sticks_out(page):
    for theme, width in SCREENS:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        show(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert unlike(page) == []


def test_axe_finds_nothing_in_the_contents(tab, pages):
    tab.goto((pages / "index.html").as_uri())
    for theme, width in SCREENS:
        tab.emulate_media(color_scheme=theme)
        tab.set_viewport_size({"width": width, "height": 900})
        show(tab)
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert unlike(tab) == []
    tab.get_by_role("link", name="3 · How big a step?").click()
    expect(tab.locator("h1")).to_have_text("3 · How big a step?")


def test_paper_is_white_and_has_no_sliders(chromium, pages):
    page = chromium.new_page(offline=True, reduced_motion="reduce", color_scheme="dark")  # nobody has guessed in it
    page.goto((pages / "03_learning_rate.html").as_uri())
    show(page)
    page.locator(".gdviz-dark").first.wait_for()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".gdviz-dark")).to_have_count(0)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.locator(".gdviz-controls").first).to_be_hidden()
    asked = page.locator(".gdviz-predict").first  # there is a line for the answer, with its unit, and no button
    assert asked.get_by_role("textbox").bounding_box()["width"] >= 100
    assert asked.inner_text().split("\n") == ["α = 0.75: after how many steps?", "steps"]
    page.emulate_media(media="screen", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".gdviz:not(.gdviz-dark)")).to_have_count(0)
    page.context.close()


def test_without_scripts_pictures_and_predictions_can_still_be_read(chromium, pages):
    context = chromium.new_context(offline=True, reduced_motion="reduce", java_script_enabled=False)
    page = context.new_page()
    page.goto((pages / "03_learning_rate.html").as_uri())
    assert page.locator("img").first.is_visible()
    expect(page.get_by_text("After how many with α = 0.75?").last).to_be_visible()
    context.close()
