"""A page of the course as one sees it who has leafed through all of it."""

from helpers.browse import PATIENCE

SHOW = """async (patience) => {
    for (const fold of document.querySelectorAll("details.fold")) fold.open = true;
    for (const place of document.querySelectorAll("[data-widget]")) {
        const words = () => place.querySelector(".gdviz-words, .gdviz-said");
        const end = performance.now() + 1000 * patience;
        place.scrollIntoView({ block: "nearest" });
        do {
            await new Promise(requestAnimationFrame);
            if (performance.now() > end) throw new Error(`nothing shows: ${place.outerHTML.slice(0, 200)}`);
        } while (place.querySelector("img") || !words()?.checkVisibility());
    }
}"""


def show(page):
    """Open every fold, and go through the page until all widgets show."""
    page.evaluate(SHOW, PATIENCE)
