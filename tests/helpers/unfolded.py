"""A page of the course, opened: its folds and its widgets."""


def show(page):
    """Open every fold, and go through the page until all widgets show."""
    page.locator("details.fold").evaluate_all("(all) => all.forEach((fold) => (fold.open = true))")
    for nth in range(page.locator("[data-widget]").count()):
        place = page.locator("[data-widget]").nth(nth)
        place.scroll_into_view_if_needed()
        place.locator(".gdviz-words, .gdviz-said").first.wait_for()
