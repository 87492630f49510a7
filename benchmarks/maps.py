"""What a map of starts costs in the browser: ``python -m benchmarks.maps [--seconds 3]`` prints a table, in Markdown.

Momentum and Adam on Himmelblau, 101 × 101 starts, 150 steps, a slider over 30 learning rates. Needs node, the test
extra and Chromium; beside them stands numpy's sweep of the same walks in the same run, so that the ratios mean the same
everywhere.

at rest     node takes the walks of all starts, and says of each where it ends.
moving      in a saved page in Chromium the slider moves at every frame: pictures painted a second, how long a move
            keeps the page busy, and how many starts the map then has.
fine again  from the last move to the whole map, of which the page waits 150 ms for another move.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

import gdviz as gd
from tests.helpers.browse import FLAGS, chromium_path

MAPS = {
    "momentum": (gd.momentum, np.linspace(0.001, 0.02, 30), 200),
    "Adam": (gd.adam, np.linspace(0.05, 0.3, 30), 500),
}
NODE = """
import { readFileSync } from "node:fs";
import { surveyor } from "./starts.js";
import { asked, numbersOf } from "./walks.js";
const scene = JSON.parse(readFileSync("scene.json")), [walk] = scene.program.walks, [xs, ys] = scene.handles[0].cells;
const table = new Float64Array(new Uint8Array(readFileSync("table")).buffer).subarray(0, numbersOf(walk));
const survey = surveyor(walk, table, scene.areas.program, scene.areas.kinds.map(({ number }) => number)), times = [];
for (let k = 0; k < 9; k++) {
  const begin = performance.now(), now = asked(walk, { lr: (7 * k) % 30 }, null);
  for (const _ of survey.whole(now, xs, ys));
  times.push(performance.now() - begin);
}
console.log(times.sort((a, b) => a - b)[4]);
"""
DRAG = """async (seconds) => {
    const input = document.querySelector("input[name=lr]"), words = document.querySelector(".gdviz-words");
    const starts = () => Number(/Of (\\d+) starts/.exec(words.textContent)[1]);
    const frame = () => new Promise(requestAnimationFrame), busy = [];
    while (starts() !== 10201) await frame();
    let from = performance.now(), pictures = 0;
    for (let k = 1; performance.now() - from < 1000 * seconds; k++, pictures++) {
        const begin = performance.now();
        input.value = Math.abs(((k + 29) % 58) - 29);
        input.dispatchEvent(new Event("input", { bubbles: true }));
        busy.push(performance.now() - begin);
        await frame();
    }
    const rate = pictures / ((performance.now() - from) / 1000), coarse = starts();
    from = performance.now();
    while (starts() !== 10201) await frame();
    return [rate, busy.sort((a, b) => a - b)[busy.length >> 1], coarse, performance.now() - from];
}"""


def in_node(figure):
    """Milliseconds for a map in node, the median of nine."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for script in (Path(gd.__file__).parent / "live").glob("*.js"):
            shutil.copy(script, folder)
        (folder / "package.json").write_text('{"type": "module"}')
        (folder / "scene.json").write_text(json.dumps(figure._scene))
        (folder / "table").write_bytes(figure._table)
        (folder / "map.js").write_text(NODE)
        told = subprocess.run(["node", "map.js"], cwd=folder, capture_output=True, text=True, check=True)
    return float(told.stdout)


def in_python(figure):
    """Milliseconds for the same by a sweep, the median of three."""
    times = []
    for at in (3, 10, 20):
        figure.lr_index = at
        begin = time.perf_counter()
        assert figure.cells.size == 101**2
        times.append(1e3 * (time.perf_counter() - begin))
    return statistics.median(times)


def dragged(browser, figure, seconds):
    """Pictures a second, milliseconds that a move takes, starts of a coarse map, milliseconds until it is fine."""
    with tempfile.TemporaryDirectory() as folder:
        page = browser.new_page(viewport={"width": 900, "height": 800}, bypass_csp=True)
        figure.save(Path(folder, "map.html"))
        page.goto(Path(folder, "map.html").as_uri())
        page.locator(".gdviz-words", has_text="starts").wait_for()
        return page.evaluate(DRAG, seconds)


def main(arguments=None):
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3, help="how long the slider moves")
    seconds = parser.parse_args(arguments).seconds
    print("| rule | at rest | wanted | numpy's sweep takes | moving | wanted | a move | coarse map | fine again |")
    print("|---|---|---|---|---|---|---|---|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        for name, (rule, rates, wanted) in MAPS.items():
            figure = gd.basins(gd.himmelblau, rule, (-3, 2), 150, lr=rates)
            node, numpy = in_node(figure), in_python(figure)
            rate, busy, coarse, fine = dragged(browser, figure, seconds)
            row = [name, f"{node:.0f} ms", f"at most {wanted} ms", f"{numpy / node:.1f} times as long"]
            row += [
                f"{rate:.0f} pictures a second",
                "15 or more",
                f"{busy:.0f} ms",
                f"{coarse} starts",
                f"{fine:.0f} ms",
            ]
            print(f"| {' | '.join(row)} |")
        browser.close()


if __name__ == "__main__":
    main()
