"""A saved page of each kind of figure in Firefox and in WebKit: it opens, it is dragged, it plays."""

import numpy as np
import pytest
from helpers.others import Firefox, WebKit, there

import gdviz as gd

RATES = np.linspace(0.002, 0.06, 30)
HERE = "const at = (name) => document.querySelector(`input[name=${name}]`).valueAsNumber;"
WORDS = "return document.querySelector('.gdviz-words')?.textContent;"
TITLE = "return document.querySelector('.gdviz-handle').title;"


@pytest.fixture(scope="module", params=[Firefox, WebKit], ids=lambda kind: kind.__name__)
def browser(request, tmp_path_factory):
    if missing := there(request.param):
        pytest.skip(missing)
    browser = request.param(tmp_path_factory.mktemp("other"))
    yield browser
    browser.stop()


@pytest.fixture
def page(browser, tmp_path):
    def opened(figure):
        figure.save(tmp_path / "page.html")
        browser.open((tmp_path / "page.html").as_uri())
        browser.wait(WORDS)
        return browser

    return opened


def middle(browser, selector):
    return resting(
        browser,
        f"""const box = document.querySelector("{selector}").getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2];""",
    )


def drag_slider(browser, name):
    """Drag a slider from where it stands to three quarters of its way, and wait until it is there."""
    x, y, width, share, last = resting(
        browser,
        f"""const input = document.querySelector("input[name={name}]");
        const box = input.getBoundingClientRect();
        return [box.x, box.y + box.height / 2, box.width, input.value / input.max, Number(input.max)];""",
    )
    along = [(x + 8 + part * (width - 16), y) for part in (share, 0.6, 0.75)]
    browser.drag(*along)
    browser.wait(f"{HERE} return Math.abs(at('{name}') - {0.75 * last}) <= 1;")


def resting(browser, script):
    """What a script returns, once it returns the same twice: the page has found its place."""
    before, now = None, browser.run(script)
    while now != before:
        before, now = now, browser.run(script)
    return now


def drag_start(browser, by):
    before, (x, y) = browser.run(TITLE), middle(browser, ".gdviz-handle")
    browser.drag((x, y), (x + by[0] / 2, y + by[1] / 2), (x + by[0], y + by[1]))
    browser.wait(f"return document.querySelector('.gdviz-handle').title !== {before!r};")


def plays(browser):
    browser.run("document.querySelector('button[name=back]').scrollIntoView({ block: 'center' });")
    browser.wait(
        f"{HERE} if (at('step') > 0) document.querySelector('button[name=back]').click(); return at('step') < 3;"
    )
    browser.click("button[name=play]")
    browser.wait(f"{HERE} return at('step') > 3;")


def tips_over(browser):
    browser.click("button[name=tilt]")
    browser.wait("return document.querySelector('button[name=tilt]').getAttribute('aria-pressed') === 'true';")


def test_a_curve(page):
    browser = page(gd.explore(gd.bowl, gd.gradient_descent, steps=20, lr=np.linspace(0.01, 0.9, 30)))
    drag_slider(browser, "lr")
    drag_start(browser, (60, 0))
    plays(browser)


def test_a_map_that_tips_over(page):
    browser = page(gd.explore(gd.ravine, gd.momentum, steps=20, lr=RATES, mu=[0, 0.5, 0.9]))
    drag_slider(browser, "lr")
    drag_start(browser, (60, 20))
    plays(browser)
    tips_over(browser)


def test_a_race(page):
    browser = page(gd.race(gd.ravine, [gd.gradient_descent, gd.momentum], steps=20, lr=RATES))
    drag_slider(browser, "lr")
    drag_start(browser, (60, 20))
    plays(browser)


def test_a_map_of_starts(page):
    browser = page(gd.basins(gd.himmelblau, gd.gradient_descent, steps=60, cells=31, lr=np.linspace(0.002, 0.01, 9)))
    drag_slider(browser, "lr")
    drag_start(browser, (60, 40))


def test_a_map_of_settings(page):
    browser = page(gd.tuning(gd.two_features(), gd.momentum, steps=60, lr=np.linspace(0.02, 0.6, 12), mu=[0, 0.4, 0.8]))
    drag_start(browser, (80, -60))


def test_a_hill_in_the_fog(page):
    browser = page(gd.blindfold(gd.bowl))
    before = browser.run(WORDS)
    browser.click("button[name=right]")
    browser.wait(f"return document.querySelector('.gdviz-words').textContent !== {before!r};")
