"""Pages of a Chromium without a network, for figures that were saved: they ask for nothing, and complain of nothing."""

import io

from PIL import Image

DOT = io.BytesIO()
Image.new("RGB", (8, 8)).save(DOT, "png")


def save(figure, path):
    """Save a figure for a browser that runs scripts: what it shows where none run takes long, and is a dot."""
    figure.png = DOT.getvalue
    try:
        figure.save(path)
    finally:
        del figure.png


class Pages:
    """A page that was closed is opened again: a new one costs more than the figure on it."""

    def __init__(self, browser):
        self._browser, self._free, self._lent, self.said = browser, {}, [], []

    def open(self, file, *, reduced_motion="reduce", color_scheme="light", viewport=(900, 800), **context):
        """A page that shows a file. viewport: its width and height. context: more of ``new_context``."""
        key = tuple(sorted(context.items()))
        page = free.pop() if (free := self._free.setdefault(key, [])) else self._new(context)
        self._lent.append((free, page))
        page.set_viewport_size(dict(zip(("width", "height"), viewport, strict=True)))
        page.emulate_media(
            media="screen", reduced_motion=reduced_motion, color_scheme=color_scheme, forced_colors="none"
        )
        page.goto(file.as_uri())
        return page

    def _new(self, context):
        page = self._browser.new_context(offline=True, **context).new_page()
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda asked: asked.url[:5] in ("file:", "blob:", "data:") or self.said.append(asked.url))
        return page

    def close(self):
        """Close those that are open, with all that they keep; what any of them has said."""
        for free, page in self._lent:
            page.evaluate("localStorage.clear(), sessionStorage.clear()")
            page.goto("about:blank")
            free.append(page)
        said, self.said, self._lent = self.said, [], []
        return said
