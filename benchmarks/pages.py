"""Pages that need no server: how large they are, and how soon something can be seen: ``python -m benchmarks.pages``.

It needs the test extra and Chromium, runs all notebooks, and opens each page from disk, with the network off.
picture: from asking for the page to the first frame with its first picture. live: from scrolling to its first figure to
the first frame in which that can be moved. Peer: what nbconvert's own template makes of the same notebook as it is
stored, opened in the same way (its figures stand still, its formulas need the network). Before that: how long the pages
take, and how long their notebooks alone, as many at once, with no page made of them.
"""

import os
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from playwright.sync_api import sync_playwright

from gdviz.course import notebooks, pages
from tests.helpers.browse import FLAGS, chromium_path

PICTURE = """new Promise((done) => {
    const seen = () => [...document.images].some((image) => image.complete && image.naturalWidth);
    const look = () => requestAnimationFrame(() => (seen() ? done(performance.now()) : look()));
    look();
})"""
LIVE = """new Promise((done) => {
    const place = document.querySelector("[data-widget]:has(img)"), begin = performance.now();
    for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    place.scrollIntoView();
    const look = () => requestAnimationFrame(() =>
        place.querySelector("img") ? look() : done(performance.now() - begin));
    look();
})"""


def alone(path):
    """Run a notebook, and make nothing of it."""
    notebook, place = nbformat.read(path, as_version=4), {"metadata": {"path": path.parent}}
    quiet = ["--log-level=ERROR"]
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=place, extra_arguments=quiet).execute()


def seconds(work):
    """How long it takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def together():
    """Run all notebooks, as many at once as the pages do."""
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        list(pool.map(alone, notebooks.paths()))


def main():
    """Print a line for each page."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        folder = Path(place)
        plainly, built = seconds(together), seconds(lambda: pages.build(folder, say=lambda _: None))
        print(f"the notebooks alone: {plainly:.1f} s; the pages: {built:.1f} s, {built / plainly:.2f} times as long")
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        print(f"{'page':<36} {'MB':>5} {'picture':>10} {'live':>10}   {'peer: MB':>9} {'picture':>10}")
        times = []
        for path in notebooks.paths():
            plain = folder / "plain.html"
            notebook = nbformat.read(path, as_version=4)
            plain.write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
            told = []
            for page, ways in ((folder / f"{path.stem}.html", (PICTURE, LIVE)), (plain, (PICTURE,))):
                context = browser.new_context(offline=True)
                tab = context.new_page()
                tab.goto(page.as_uri(), wait_until="commit")
                told += [page.stat().st_size / 1e6, *(tab.evaluate(way) for way in ways)]
                context.close()
            size, picture, live, peer, peers_picture = told
            times.append((picture, live, peers_picture))
            print(f"{path.stem:<36} {size:5.1f} {picture:7.0f} ms {live:7.0f} ms   {peer:9.1f} {peers_picture:7.0f} ms")
        middle = [statistics.median(column) for column in zip(*times, strict=True)]
        print(f"{'median':<36} {'':5} {middle[0]:7.0f} ms {middle[1]:7.0f} ms   {'':9} {middle[2]:7.0f} ms")
        browser.close()


if __name__ == "__main__":
    main()
