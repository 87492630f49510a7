"""How soon does the picture follow the hand? gdviz, `interact` and ipympl in a real JupyterLab in Chromium.

    python -m benchmarks.latency [--moves 40] [--drag 3] [--rtt 0 100]

needs the test extra, Chromium, and ipympl where JupyterLab finds its other half (`jupyter labextension list` shows
jupyter-matplotlib; JUPYTER_PATH says where, if it is not in the environment). It takes 5 minutes, and prints each
number when it is there. The three ways show the same: the landscape and the cost of momentum on two
features, 800 × 430 pixels, a slider over 41 learning rates. Between browser and server stands a proxy that delays.

move    from the mouse event to the first frame that shows another picture. A frame is 16.7 ms: nothing is below half
        of that on average.
drag    the mouse goes to and fro by one value every 1/60 s: pictures painted a second, and frames without a picture.
play    pictures painted a second while Play is on: gdviz plays the steps, the others the learning rates, for which
        `ipywidgets.Play` asks 60 times a second.
start   gdviz alone: the start of the walks is dragged. From the mouse event to the first frame that shows the new
        ones, and pictures painted a second while it goes to and fro; also with the kernel shut down, and in a page
        that was saved, opened from disk.

The other numbers are of one figure of 41 learning rates × 21 momenta × 150 steps: from running its cell to the picture,
what came over the wire, and the memory of its kernel (PSS). All of it depends on the machine: compare the ratios.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from playwright.sync_api import sync_playwright

import gdviz as gd
from benchmarks.proxy import Proxy
from tests.helpers.browse import FLAGS, Desk, Lab, chromium_path

COMMON = """
import numpy as np
from gdviz import *
from IPython.display import display
from ipywidgets import IntSlider, Play, VBox, interact, jslink
slider, player = IntSlider(max=40, layout={"width": "600px"}), Play(max=40, interval=16, repeat=True)
link = jslink((player, "value"), (slider, "value"))
f, rates = two_features(), np.linspace(0.02, 0.56, 41)
"""
WAYS = {
    "gdviz `explore`": "explore(f, momentum, steps=100, lr=rates)",
    "`interact`, inline figure": """
def show(i):
    display(plot(descend(f, momentum, steps=100, lr=rates[i])))
display(player)
interact(show, i=slider);
""",
    "ipympl, `set_data`": """
from ipympl.backend_nbagg import Canvas, FigureManager
from matplotlib.figure import Figure
runs = sweep(f, momentum, steps=100, lr=rates)
figure = Figure(figsize=(8, 4.3))
hill, cost = figure.subplots(1, 2)
sides = [np.linspace(*side, 200) for side in f.domain]
hill.contourf(*sides, f(np.stack(np.meshgrid(*sides), axis=-1)), 14)
walk, = hill.plot(*runs.w[:, 0].T, ".-")
fall, = cost.semilogy(runs.f[:, 0])
canvas = Canvas(figure)
manager = FigureManager(canvas, 0)
def move(change):
    walk.set_data(*runs.w[:, change.new].T)
    fall.set_ydata(runs.f[:, change.new])
    canvas.draw_idle()
slider.observe(move, "value")
VBox([player, slider, canvas])
""",
}
LARGE = "explore(f, momentum, steps=150, lr=rates, mu=np.linspace(0, 0.95, 21))"

PAGE = (Path(__file__).parent / "watch.js").read_text()
TRACK = """() => {
    const output = document.querySelector(".jp-CodeCell:last-of-type .jp-OutputArea");
    output.scrollIntoView({ block: "center" });
    const input = output.querySelector("input[name=lr]"), base = output.querySelector(".noUi-base");
    const { left, right, top, bottom } = (input ?? base).getBoundingClientRect();
    const at = input ? input.value / input.max : base.querySelector(".noUi-handle").getAttribute("aria-valuenow") / 40;
    return input ? [left + 8, right - 8, (top + bottom) / 2, at] : [left, right, (top + bottom) / 2, at];
}"""


def opened(desk, name, *cells):
    """A notebook in which all cells but the last have been run, and the last is the active one."""
    desk.tidy()
    desk.open(desk.lab.write(name, *cells))
    desk.page.evaluate(PAGE)
    for number in range(len(cells) - 1):
        said = desk.run(number)
        if "Error" in said:
            sys.exit(said)
    desk.page.evaluate("(n) => (jupyterapp.shell.currentWidget.content.activeCellIndex = n)", len(cells) - 1)
    return desk.page


class Result(NamedTuple):
    """What was measured of one way at one round trip."""

    moves: list  # milliseconds, sorted; those that were never shown are left out
    missed: int
    dragged: list  # pictures, blank frames, frames, seconds
    played: list
    starts: tuple  # milliseconds, sorted; and what was painted while the start was dragged


def latencies(page, place, count, rtt):
    """Milliseconds from a mouse event to the first frame with another picture, for moves to place(0), place(1), ..."""
    times = []
    for k in range(count + 3):  # three to warm up
        page.evaluate(f"bench.still({200 + 2 * rtt})")
        page.evaluate("bench.arm()")
        page.mouse.move(*place(k))
        times.append(page.evaluate("bench.changed()"))
    return sorted(t for t in times[3:] if t is not None), times[3:].count(None)


def measured(desk, proxy, cell, rtts, moves, seconds):
    """Of one way, (rtt, Result) for each round trip; and of one with a start, what its drag takes without Python."""
    page = opened(desk, "way.ipynb", COMMON, cell)
    if page.evaluate("bench.shown()") is None:
        sys.exit(f"No picture came of this cell, which put out {desk.output(1)!r}:\n{cell}")
    page.evaluate("bench.still(1500)")
    output = page.locator(".jp-CodeCell:last-of-type .jp-OutputArea").first
    for rtt in rtts:
        proxy.delay = rtt / 2000
        left, right, y, at = page.evaluate(TRACK)

        def x(i, left=left, right=right):
            return left + (right - left) * i / 40

        page.mouse.move(x(40 * at), y)
        page.mouse.down()
        times, missed = latencies(page, lambda k, y=y, x=x: (x(4 + 17 * k % 36), y), moves, rtt)
        page.evaluate(f"bench.still({200 + 2 * rtt})")
        page.evaluate("bench.film()")
        begun = time.perf_counter()
        for k in range(60 * seconds):
            time.sleep(max(0.0, begun + k / 60 - time.perf_counter()))
            page.mouse.move(x(abs(k % 80 - 40)), y)
        dragged = page.evaluate("bench.cut()")
        page.mouse.up()
        page.evaluate("bench.still(1500)")
        ran = played(page, output)
        yield rtt, Result(times, missed, dragged, ran, starts(page, output, moves, seconds, rtt))
    proxy.delay = 0.0
    if output.locator(".gdviz-handle").count():
        desk.lab.api(f"kernels/{desk.kernel()}", "DELETE")
        page.evaluate("bench.still(1500)")
        yield "with the kernel shut down", starts(page, output, moves, seconds, 0)


def played(page, output):
    """What was painted while Play was on: pictures, blank frames, frames, seconds."""
    play = output.locator("button[name=play], .widget-play button").first
    play.click()
    page.evaluate("bench.film()")
    time.sleep(1.5)  # a walk is played in 2 to 4 seconds
    painted = page.evaluate("bench.cut()")
    play.click()
    page.evaluate("bench.still(1500)")
    return painted


def starts(page, output, moves, seconds, rtt):
    """The start dragged: milliseconds until the new walks show, and what was painted; () where it cannot be."""
    handle = output.locator(".gdviz-handle")
    if not handle.count():
        return ()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    times, _ = latencies(page, lambda k: (x + 20 + 13 * k % 60, y - 7 * k % 50), moves, rtt)
    page.evaluate("bench.film()")
    begun = time.perf_counter()
    for k in range(60 * seconds):
        time.sleep(max(0.0, begun + k / 60 - time.perf_counter()))
        page.mouse.move(x + abs(k % 80 - 40), y - 20)
    painted = page.evaluate("bench.cut()")
    page.mouse.up()
    page.evaluate("bench.still(1500)")
    return times, painted


def saved(browser, folder, moves, seconds):
    """The start dragged in a saved page, and the bytes of the page of a large figure."""
    f, rates = gd.two_features(), np.linspace(0.02, 0.56, 41)
    small, big = Path(folder, "small.html"), Path(folder, "large.html")
    gd.explore(f, gd.momentum, steps=100, lr=rates).save(small)
    gd.explore(f, gd.momentum, steps=150, lr=rates, mu=np.linspace(0, 0.95, 21)).save(big)
    page = browser.new_page(viewport={"width": 1280, "height": 1000}, bypass_csp=True)  # for the test's own script
    page.goto(small.as_uri())
    page.locator(".gdviz-words", has_text=".").wait_for()
    page.evaluate(PAGE)
    page.evaluate("bench.still(1500)")
    return starts(page, page.locator("body"), moves, seconds, 0), big.stat().st_size


def large(desk, proxy, rtt):
    """Of a large figure: milliseconds until it is shown, bytes that came over the wire, and the kernel's PSS in MB."""
    page = opened(desk, "large.ipynb", COMMON, "import os\nprint(os.getpid())", LARGE)
    proxy.delay = rtt / 2000
    before = proxy.down
    shown = page.evaluate("bench.shown()")
    page.evaluate("bench.still(500)")
    proxy.delay = 0.0
    rollup = Path(f"/proc/{desk.output(1).strip()}/smaps_rollup").read_text()
    pss = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
    return shown, proxy.down - before, pss


def say(line):
    print(line, flush=True)


def painted(dragged):
    """What ``starts`` has measured, in words."""
    times, (pictures, _, _, took) = dragged
    return f"{middle(times)}, p95 {p95(times)}, {pictures / took:.0f} pictures a second"


def middle(times):
    return f"{statistics.median(times):.0f} ms"


def p95(times):
    return f"{times[round(0.95 * (len(times) - 1))]:.0f} ms"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moves", type=int, default=40, help="how many moves to measure")
    parser.add_argument("--drag", type=int, default=3, help="how many seconds to drag")
    parser.add_argument("--rtt", type=int, nargs="+", default=[0, 100], help="round trips in milliseconds")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as private:
        os.environ["PYTHONPATH"] = os.pathsep.join([str(Path.cwd()), os.environ.get("PYTHONPATH", "")])
        lab = Lab(folder, private)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
                proxy = Proxy(lab.port)
                desk = Desk(lab, browser, port=proxy.port, reduced_motion="no-preference")
                report(desk, proxy, args)
                dragged, size = saved(browser, folder, args.moves, args.drag)
                say(f"- its saved page: {size / 1000:.0f} kB")
                say(f"\nThe start dragged in a saved page: {painted(dragged)}")
                browser.close()
        finally:
            lab.stop()


def report(desk, proxy, args):
    """Measure all that needs a JupyterLab, and print each number when it is there."""
    say(f"`python -m benchmarks.latency {' '.join(sys.argv[1:])}`".replace(" `", "`") + "\n")
    say("| way | round trip | move, median | p95 | against gdviz | drag, pictures a second | blank frames | Play |")
    say("|---|---|---|---|---|---|---|---|")
    own, starts_ = {}, {}
    for name, cell in WAYS.items():
        for where, result in measured(desk, proxy, cell, args.rtt, args.moves, args.drag):
            if not isinstance(result, Result):
                starts_[where] = result
                continue
            own.setdefault(where, result)
            if result.starts:
                starts_[f"at {where} ms"] = result.starts
            ratio = statistics.median(result.moves) / statistics.median(own[where].moves)
            missed = f" ({result.missed} moves never shown)" if result.missed else ""
            pictures, blank, frames, took = result.dragged
            row = [name, f"{where} ms", middle(result.moves) + missed, f"{p95(result.moves)}", f"{ratio:.1f} ×"]
            row += [f"{pictures / took:.0f}", f"{blank} of {frames}", f"{result.played[0] / result.played[3]:.0f}"]
            say(f"| {' | '.join(row)} |")
    say("\nThe start dragged, until the new walks are painted:\n")
    for where, dragged in starts_.items():
        say(f"- {where}: {painted(dragged)}")
    say(f"\nA figure of 41 × 21 × 150, `{LARGE}`:\n")
    for rtt in args.rtt:
        shown, down, pss = large(desk, proxy, rtt)
        size = f"{down / 1e6:.2f} MB over the wire, kernel {pss:.0f} MB (PSS)"
        say(f"- at {rtt} ms: shown {shown:.0f} ms after its cell was run, {size}")


if __name__ == "__main__":
    main()
