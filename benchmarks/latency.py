"""How soon does the picture follow the slider? gdviz, `interact` and ipympl in a real JupyterLab in Chromium.

    python -m benchmarks.latency [--moves 40] [--drag 3] [--rtt 0 100]

needs the test extra, ipympl, and Chromium. The three ways show the same: the landscape and the cost of momentum on two
features, 800 × 430 pixels, a slider over 41 learning rates. Between browser and server stands a proxy that delays.

move    from the mouse event to the first frame that shows another picture. A frame is 16.7 ms: nothing is below half
        of that on average.
drag    the mouse goes to and fro by one value every 1/60 s: pictures painted a second, and frames without a picture.

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

from playwright.sync_api import sync_playwright

from benchmarks.proxy import Proxy
from tests.browse import FLAGS, Desk, Lab, chromium_path

COMMON = """
import numpy as np
from gdviz import *
from gdviz.figures import layout
from ipywidgets import IntSlider, VBox, interact
f, rates = two_features(), np.linspace(0.02, 0.56, 41)
"""
WAYS = {
    "gdviz `explore`": "explore(f, momentum, steps=100, lr=rates)",
    "`interact`, inline figure": """
from IPython.display import display
def show(i):
    display(plot(descend(f, momentum, steps=100, lr=rates[i])))
interact(show, i=IntSlider(max=40, layout={"width": "600px"}));
""",
    "ipympl, `set_data`": """
from ipympl.backend_nbagg import Canvas, FigureManager
runs = sweep(f, momentum, steps=100, lr=rates)
figure, tracks = layout(runs, ("landscape", "cost"))
canvas = Canvas(figure)
manager = FigureManager(canvas, 0)
lines = [track.ax.add_line(track.artist((0,), 100)) for track in tracks]
slider = IntSlider(max=40, layout={"width": "600px"})
def move(change):
    for line, track in zip(lines, tracks):
        line.set_data(*track.at((change.new,), 100))
    canvas.draw_idle()
slider.observe(move, "value")
VBox([slider, canvas])
""",
}
LARGE = "explore(f, momentum, steps=150, lr=rates, mu=np.linspace(0, 0.95, 21))"

# In the page: after every painted frame, a number for the picture. Canvases by their pixels, at half size; images by
# their address, once they are there.
PAGE = """() => {
    const copy = new OffscreenCanvas(8, 8).getContext("2d", { willReadFrequently: true });
    const view = () => document.querySelector(".jp-CodeCell:last-of-type .jp-OutputArea");
    function picture() {
        let sum = 0, ink = false;
        for (const node of view()?.querySelectorAll("canvas, img") ?? []) {
            if (node.clientWidth < 100) continue;
            if (node.nodeName === "IMG") {
                if (!node.complete || !node.naturalWidth) continue;
                ink = true;
                for (let i = 0; i < node.src.length; i += 7) sum = (Math.imul(sum, 31) + node.src.charCodeAt(i)) | 0;
            } else if (node.width && node.height) {
                const width = node.width >> 1, height = node.height >> 1;
                if (copy.canvas.width !== width) copy.canvas.width = width;
                if (copy.canvas.height !== height) copy.canvas.height = height;
                copy.clearRect(0, 0, width, height);
                copy.drawImage(node, 0, 0, width, height);
                const data = new Uint32Array(copy.getImageData(0, 0, width, height).data.buffer);
                for (let i = 0; i < data.length; i++)
                    if (data[i]) {
                        ink = true;
                        sum = (Math.imul(sum, 31) + data[i] + i) | 0;
                    }
            }
        }
        return { sum, ink, time: performance.now() };
    }
    let watcher = null, event = null;
    const painted = new MessageChannel();
    painted.port1.onmessage = () => watcher?.(picture());
    const tick = () => { painted.port2.postMessage(0); requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
    addEventListener("pointermove", (e) => (event ??= e.timeStamp), { capture: true });
    const watch = (look, patience, otherwise) => new Promise((done) => {
        const begun = performance.now();
        watcher = (now) => {
            const result = look(now) ?? (now.time - begun > patience ? otherwise : undefined);
            if (result !== undefined) { watcher = null; done(result); }
        };
    });
    let changed = null;
    window.bench = {
        arm() {
            const before = picture();
            event = null;
            const another = (now) => (event && now.ink && now.sum !== before.sum ? now.time - event : undefined);
            changed = watch(another, 5000, null);
        },
        changed: () => changed,
        still(quiet) {
            let last = picture();
            return watch((now) => {
                if (now.sum !== last.sum) last = now;
                return now.time - last.time > quiet ? true : undefined;
            }, 20000, false);
        },
        film() {
            let last = picture().sum, pictures = 0, blank = 0, frames = 0;
            const begun = performance.now();
            watcher = (now) => {
                frames++;
                blank += !now.ink;
                pictures += now.ink && now.sum !== last;
                last = now.sum;
            };
            bench.cut = () => {
                watcher = null;
                return [pictures, blank, frames, (performance.now() - begun) / 1000];
            };
        },
        async shown() {
            const begun = performance.now();
            jupyterapp.commands.execute("notebook:run-cell");
            return (await watch((now) => (now.ink ? now.time : undefined), 60000, null)) - begun;
        },
    };
}"""
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


def measured(desk, proxy, cell, rtts, moves, seconds):
    """{rtt: (median, p95, pictures a second, blank frames, frames)} of one way."""
    page, results = opened(desk, "way.ipynb", COMMON, cell), {}
    page.evaluate("bench.shown()")
    page.evaluate("bench.still(1500)")
    for rtt in rtts:
        proxy.delay = rtt / 2000
        left, right, y, at = page.evaluate(TRACK)

        def x(i, left=left, right=right):
            return left + (right - left) * i / 40

        page.mouse.move(x(40 * at), y)
        page.mouse.down()
        times = []
        for k in range(moves + 3):
            page.evaluate(f"bench.still({200 + 2 * rtt})")
            page.evaluate("bench.arm()")
            page.mouse.move(x(4 + 17 * k % 36), y)
            times.append(page.evaluate("bench.changed()"))
        missed = times[3:].count(None)
        times = sorted(t for t in times[3:] if t is not None)
        page.evaluate(f"bench.still({200 + 2 * rtt})")
        page.evaluate("bench.film()")
        begun = time.perf_counter()
        for k in range(60 * seconds):
            time.sleep(max(0.0, begun + k / 60 - time.perf_counter()))
            page.mouse.move(x(abs(k % 80 - 40)), y)
        pictures, blank, frames, took = page.evaluate("bench.cut()")
        page.mouse.up()
        page.evaluate("bench.still(1500)")
        p95 = times[round(0.95 * (len(times) - 1))]
        results[rtt] = (statistics.median(times), p95, pictures / took, blank, frames, missed)
    proxy.delay = 0.0
    return results


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
                desk = Desk(lab, browser, port=proxy.port)
                settings = args.rtt, args.moves, args.drag
                ways = {name: measured(desk, proxy, cell, *settings) for name, cell in WAYS.items()}
                figures = {rtt: large(desk, proxy, rtt) for rtt in args.rtt}
                browser.close()
        finally:
            lab.stop()
    print(f"`python -m benchmarks.latency {' '.join(sys.argv[1:])}`".replace(" `", "`") + "\n")
    print("| way | round trip | move, median | p95 | against gdviz | pictures a second | blank frames |")
    print("|---|---|---|---|---|---|---|")
    own = next(iter(ways.values()))
    for name, results in ways.items():
        for rtt, (median, p95, rate, blank, frames, missed) in results.items():
            ratio, missed = median / own[rtt][0], f" ({missed} moves never shown)" if missed else ""
            times = f"{median:.0f} ms{missed} | {p95:.0f} ms | {ratio:.1f} ×"
            print(f"| {name} | {rtt} ms | {times} | {rate:.0f} | {blank} of {frames} |")
    print(f"\nA figure of 41 × 21 × 150, `{LARGE}`:\n")
    for rtt, (shown, down, pss) in figures.items():
        size = f"{down / 1e6:.2f} MB over the wire, kernel {pss:.0f} MB (PSS)"
        print(f"- at {rtt} ms: shown {shown:.0f} ms after its cell was run, {size}")


if __name__ == "__main__":
    main()
