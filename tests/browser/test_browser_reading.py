"""Pages that are read: links to what a figure shows, and prose that drives a figure."""

import pytest
from playwright.sync_api import expect

# Scroll down past a figure and its list in steps of 24 pixels, and up again. Found are: whether the figure is pinned at
# each place; of its picture the least share that shows while the list is read; the pixels that the list moves besides
# the scrolling; and those of a list that is covered when the figure is pinned.
PASSED = """async () => {
    const place = document.querySelector("#figure-2"), prose = place.closest(".look").querySelector(".beside");
    const drawn = () => new Promise((tell) => requestAnimationFrame(() => requestAnimationFrame(tell)));
    const [begin, end] = [place, prose].map((node) => Math.round(scrollY + node.getBoundingClientRect().top));
    const seen = { pinned: [], least: 1, shift: 0, covered: 0 };
    const ways = Array.from({ length: Math.ceil((end - begin + 400) / 24) }, (_, k) => begin - 100 + 24 * k);
    for (const to of [...ways, ...ways.toReversed()]) {
        scrollTo(0, to);
        await drawn();
        const { top, bottom } = prose.getBoundingClientRect(), pinned = place.classList.contains("pinned");
        const { top: above, bottom: below, height } = place.querySelector(".gdviz-large").getBoundingClientRect();
        if (top < 0.7 * innerHeight && bottom > 0.6 * innerHeight)
            seen.least = Math.min(seen.least, (Math.min(below, innerHeight) - Math.max(above, 0)) / height);
        seen.shift = Math.max(seen.shift, Math.abs(scrollY + top - end));
        if (pinned && !seen.pinned.at(-1) && to < end - 0.4 * innerHeight)
            seen.covered = Math.max(seen.covered, place.firstElementChild.getBoundingClientRect().bottom - top);
        seen.pinned.push(pinned);
    }
    return seen;
}"""


def test_a_link_to_a_figure_opens_where_it_was_copied(chromium, pages):
    context = chromium.new_context(offline=True, reduced_motion="reduce", viewport={"width": 1000, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto((pages / "03_learning_rate.html").as_uri())
    page.locator("details.fold").evaluate_all("(all) => all.forEach((fold) => (fold.open = true))")
    page.locator("#figure-2").scroll_into_view_if_needed()
    figure = page.locator("#figure-2")
    figure.get_by_role("button", name="zig-zag").click()
    figure.locator("input[name=step]").fill("3")
    figure.get_by_role("button", name="Copy a link").click()
    expect(figure.get_by_role("button", name="The link is copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url
    assert link.endswith("#figure-2&lr=0.75&start=-4&step=3")
    page.goto("about:blank")
    page.goto(link)
    figure.locator(".gdviz-words").wait_for()
    assert figure.locator("input[name=lr]").input_value() == "74"
    expect(figure.locator(".gdviz-words")).to_contain_text("Step 3 of 120")
    expect(page.locator("#figure-1 .gdviz-words")).not_to_contain_text("Step 3 of")
    assert abs(page.evaluate("document.getElementById('figure-2').getBoundingClientRect().top")) < 30
    page.evaluate("location.hash = '#figure-2&lr=1&start=-4&step=5'")
    expect(figure.locator(".gdviz-words")).to_contain_text("Step 5 of 120")
    page.goto("about:blank")
    page.goto(link.replace("step=3", "step=0"))  # and not the whole walk, which one sees without a link
    expect(figure.locator(".gdviz-words")).to_contain_text("Step 0 of 120")
    context.close()


@pytest.mark.parametrize(("width", "height", "whole"), [(1280, 940, True), (390, 844, False)])
def test_prose_drives_the_figure_that_stays_in_view_and_covers_no_text(chromium, pages, width, height, whole):
    context = chromium.new_context(reduced_motion="reduce", viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto((pages / "03_learning_rate.html").as_uri() + "#figure-2")
    figure, prose = page.locator("#figure-2"), page.locator(".look:has(#figure-2) .beside")
    figure.locator(".gdviz-words").wait_for()
    names = figure.locator("button[name=moment]").all_text_contents()
    buttons = prose.locator("button.moment:not(.key)")
    expect(buttons).to_have_text(names)
    page.mouse.wheel(0, 10)  # a hand: the page no longer holds the place that its address names
    last = buttons.last
    last.evaluate("(button) => scrollBy(0, button.getBoundingClientRect().top - 0.85 * innerHeight)")
    expect(page.locator(".look.stays #figure-2" if whole else "#figure-2.pinned")).to_have_count(1)
    last.click()
    expect(last).to_have_attribute("aria-pressed", "true")
    expect(figure.locator("button[name=moment]").last).to_have_attribute("aria-pressed", "true")
    expect(figure.locator(".gdviz-words")).to_contain_text("cost")
    picture, pane = figure.locator(".gdviz-large canvas").bounding_box(), figure.locator("> div").bounding_box()
    assert picture["y"] >= 0
    assert picture["y"] + picture["height"] <= pane["y"] + pane["height"] <= last.bounding_box()["y"]
    assert pane["y"] + pane["height"] <= height * (0.75 if whole else 0.47)
    key = prose.locator("button.key")  # on a phone there is no key to press
    expect(key).to_have_text(["c"])
    expect(key).to_have_attribute("aria-pressed", "false")
    key.click()
    expect(figure.locator("button[name=keep]")).to_have_attribute("aria-pressed", "true")
    expect(key).to_have_attribute("aria-pressed", "true")
    page.locator(".look:has(#figure-2) + *").evaluate("(next) => next.scrollIntoView()")
    expect(page.locator("#figure-2.pinned")).to_have_count(0)  # one reads on: it goes
    assert figure.locator("canvas").first.bounding_box()["y"] < 0
    context.close()


@pytest.mark.parametrize(("width", "height"), [(1366, 650), (1280, 800), (390, 844)])
def test_a_figure_of_which_too_little_shows_stays_and_nothing_moves_or_flickers(chromium, pages, width, height):
    context = chromium.new_context(reduced_motion="reduce", viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto((pages / "03_learning_rate.html").as_uri() + "#figure-2")
    page.locator("#figure-2 .gdviz-words").wait_for()
    page.mouse.wheel(0, 10)
    seen = page.evaluate(PASSED)
    assert [
        pinned for pinned, before in zip(seen["pinned"], [None, *seen["pinned"]], strict=False) if pinned != before
    ] == [False, True, False, True, False]  # down the page, and up again
    assert seen["least"] >= 0.6  # of the picture, while a line of the list is in the upper three quarters
    assert seen["shift"] < 1  # pixels that the list moves besides the scrolling
    assert seen["covered"] <= 0
    context.close()
