"""What it costs to make a program of a rule, and how large it is: ``python -m benchmarks.program`` prints a table.

Every rule on every landscape is traced, compared with walks that were taken, and sent; node takes a walk of 150 steps.
So are the heights of every landscape; node computes those of a picture, and finds their bands and lines.
Beside the times stands that of one walk by ``descend`` in the same run, so that the ratios mean the same everywhere.
``--tiny`` takes a few of them, and only shows that it works.
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

import gdviz as gd
from gdviz.engine import compile, signatures
from gdviz.engine.proof import prove, prove_heights
from gdviz.figures import landscape

STEPS = 150
RULES = [gd.gradient_descent, gd.momentum, gd.nesterov, gd.adaptive_restart, gd.adagrad, gd.rmsprop, gd.adam]
LANDSCAPES = [
    gd.bowl, gd.two_valleys, gd.rotated_bowl, gd.ravine, gd.saddle, gd.plateau, gd.rosenbrock, gd.himmelblau, gd.beale,
]  # fmt: skip
NODE = """
import { readFileSync } from "node:fs";
import { walker } from "./program.js";
const { described, settings, start } = JSON.parse(readFileSync("program.json"));
const table = new Float64Array(new Uint8Array(readFileSync("table")).buffer);
const walk = walker(described, table), times = [];
for (let k = 0; k < 200; k++) {
  const begin = performance.now();
  walk(settings, start);
  times.push(performance.now() - begin);
}
console.log(times.sort((a, b) => a - b)[100]);
"""
HILL = """
import { readFileSync } from "node:fs";
import { bands, lines, stand } from "./hill.js";
import { pointwise } from "./program.js";
const { described, levels, x, y } = JSON.parse(readFileSync("program.json"));
const heights = pointwise(described, new Float64Array(new Uint8Array(readFileSync("table")).buffer), "heights");
const columns = 400, rows = 300, count = columns * rows, place = ([low, high], share) => low + share * (high - low);
const w0 = Float64Array.from({ length: count }, (_, k) => place(x, (k % columns) / (columns - 1)));
const w1 = Float64Array.from({ length: count }, (_, k) => place(y, Math.floor(k / columns) / (rows - 1)));
const times = [[], []], stands = new Float32Array(count);
for (let k = 0; k < 40; k++) {
  const begin = performance.now(), given = heights({ w0, w1 });
  const between = performance.now();
  for (let k = 0; k < count; k++) stands[k] = stand(levels, given[k]);
  bands({ rows, columns, stands }, levels.length - 1, 800, 600);
  lines({ rows, columns, stands }, levels.length - 1);
  times[0].push(between - begin), times[1].push(performance.now() - between);
}
console.log(times.map((each) => each.sort((a, b) => a - b)[20]).join());
"""


def milliseconds(action):
    """How long it takes, the median of three times, and what came of the last."""
    results, times = [], []
    for _ in range(3):
        begin = time.perf_counter()
        results.append(action())
        times.append(1e3 * (time.perf_counter() - begin))
    return statistics.median(times), results[-1]


def measured(f, rule, steps):
    """Milliseconds to trace and to compare, kB to send, milliseconds in node, and of one walk by ``descend``."""
    swept = [name for name in signatures.read(rule, "rule").hyper if name in ("lr", "delta")]
    runs = gd.sweep(f, rule, steps=steps, **{name: np.linspace(0.01, 0.3, 24) for name in swept})
    state = {name: values.shape[1 + len(runs.shape) :] for name, values in runs.state.items()}
    hyper = [*signatures.settle(signatures.read(rule, "rule"), signatures.read(gd.constant, "schedule"), None, {})]
    walk = compile.Walk([f], rule, gd.constant, None, steps, [0], runs.w.shape[-1], state, hyper)
    walk.program()  # numpy and Python have then loaded what they need
    tracing, program = milliseconds(walk.program)
    comparing, _ = milliseconds(lambda: prove(program, walk, runs))
    taking, _ = milliseconds(lambda: gd.descend(f, rule, steps=steps))
    described, table = program.described()
    kilobytes = (len(json.dumps(described, separators=(",", ":"))) + len(table)) / 1000
    return tracing, comparing, kilobytes, in_node(described, table, walk, runs), taking


def hill(f):
    """Of the heights of a landscape: milliseconds to trace and to compare, and in node for 400 × 300 of them, and for
    their bands on 800 × 600 pixels and the lines between.
    """
    sides, heights = landscape.ground(f, f.domain)
    tracing, program = milliseconds(lambda: compile.heights([f]))
    points = np.stack(np.meshgrid(*sides), axis=-1)
    comparing, _ = milliseconds(lambda: prove_heights(program, points, heights))
    x, y = np.asarray(f.domain).tolist()
    given = {"levels": landscape.levels(heights).tolist(), "x": x, "y": y}
    described, table = program.described()
    return tracing, comparing, *(said(HILL, described, table, given) or [None, None])


def in_node(described, table, walk, runs):
    """Milliseconds for a walk in node, the median of 200; None without node."""
    settings = {name: float(runs.hyper.get(name, 0.1)) for name in walk.hyper}
    told = said(NODE, described, table, {"settings": settings, "start": runs.w[0].reshape(-1, walk.n)[0].tolist()})
    return told and told[0]


def said(script, described, table, given):
    """The numbers that a script says in node, of a program and what else it is given; None without node."""
    if not shutil.which("node"):
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "package.json").write_text('{"type": "module"}')
        for module in (Path(gd.__file__).parent / "live").glob("*.js"):
            shutil.copy(module, folder)
        (folder / "program.json").write_text(json.dumps({"described": described, **given}))
        (folder / "table").write_bytes(table)
        (folder / "script.js").write_text(script)
        told = subprocess.run(["node", "script.js"], cwd=folder, capture_output=True, text=True, check=True)
    return [*map(float, told.stdout.split(","))]


def row(what, values, wanted, digits=1):
    """A line of the table: the median and the worst."""
    print(f"| {what} | {statistics.median(values):.{digits}f} | {max(values):.{digits}f} | {wanted} |")


def main(arguments=None):
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="a few rules, few steps: only to see that it works")
    tiny = parser.parse_args(arguments).tiny
    steps, rules = (10, RULES[1:2]) if tiny else (STEPS, RULES)
    landscapes = LANDSCAPES[:2] if tiny else [*LANDSCAPES, gd.two_features()]
    pairs = [measured(f, rule, steps) for rule in rules for f in landscapes]
    drawn = [measured(f, gd.random_search, steps) for f in landscapes]
    tracing, comparing, size, node, taking = zip(*pairs, strict=True)
    print("| what | median | worst | wanted |\n|---|---|---|---|")
    row(f"tracing, {len(rules)} rules × {len(landscapes)} landscapes, ms", tracing, "at most 30")
    row(f"tracing {steps} steps of draws (random search), ms", [each[0] for each in drawn], "at most 300")
    row("comparing 24 walks, ms", comparing, "at most 100")
    row("comparing 24 walks with draws, ms", [each[1] for each in drawn], "at most 100")
    row("size as JSON, kB", size, "some 10")
    row("size with draws, table and all, kB", [each[2] for each in drawn], "at most 200")
    row("tracing, over one walk by descend", [a / b for a, b in zip(tracing, taking, strict=True)], "", 2)
    planes = [hill(f) for f in ([gd.ravine] if tiny else landscapes) if f.n == 2]
    row("tracing the heights of a landscape, ms", [each[0] for each in planes], "at most 30")
    row("comparing 161 × 161 heights, ms", [each[1] for each in planes], "at most 100")
    if None not in node:
        row("400 × 300 heights in node, ms", [each[2] for each in planes], "some 3")
        row("their bands on 800 × 600 pixels, and lines, ms", [each[3] for each in planes], "")
        row(f"one walk of {steps} steps in node, ms", node, "at most 1", 2)
        row("one walk by descend over one in node", [a / b for a, b in zip(taking, node, strict=True)], "", 0)


if __name__ == "__main__":
    main()
