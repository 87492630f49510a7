"""The JavaScript of a prediction, by node: it says what Python says, reads what students write, and places numbers."""

import itertools
import json

import pytest

from gdviz.teaching.guesses import off, verdict

MANY = ["fewer steps", "as many", "more steps"]
inf = float("inf")


@pytest.fixture
def run_js(run_node, tmp_path):
    """A function that evaluates JavaScript with what predict.js exports, given some JSON as ``cases``."""

    def run(code, cases):
        (tmp_path / "cases.json").write_text(json.dumps(cases))
        start = 'import { line } from "./teaching/line.js"; import { off, read, verdict } from "./teaching/guesses.js";'
        start += 'import { readFileSync } from "node:fs";'
        start += 'const cases = JSON.parse(readFileSync("cases.json"), (_, v) => (v === "for ever" ? Infinity : v));'
        done = run_node("--input-type=module", "--eval", f"{start}console.log(JSON.stringify({code}))")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


NUMBERS = [
    *(0, 1, -1, 7, 12, -3, 2.5, 0.1, 0.1 + 0.2, 0.3, 0.05, 0.707, 2**-0.5, 0.999, 1.04, 100, 107, 109.5, 1234, 999999),
    *(1e6, 12345678, 1e-7, -1e-7, 4.2e9, 1e300, inf),
]


def test_the_browser_says_of_every_guess_what_python_says(run_js):
    cases = [(a, b, unit) for a, b in itertools.product(NUMBERS, NUMBERS) for unit in ("", "steps", "m", "class")]
    cases += [(a, b, "") for a in MANY for b in MANY]
    sent = [["for ever" if value == inf else value for value in case] for case in cases]
    assert run_js("cases.map((c) => verdict(...c))", sent) == [verdict(*case) for case in cases]
    assert run_js("cases.map((c) => off(...c))", sent) == [off(*case) for case in cases]


def test_a_number_is_read_as_a_student_writes_it(run_js):
    good = {
        "12": 12, " 1.5 ": 1.5, "1,5": 1.5, "-3": -3, "−3": -3, "+3": 3, "1e-3": 1e-3, "1E−3": 1e-3, ".5": 0.5, "5.": 5,
        "0,125": 0.125, "-0": 0, "12 steps": 12, "12Steps": 12, "never": "inf", "Never.": "inf", "INF": "inf",
        "∞": "inf", "infinity": "inf",
    }  # fmt: skip
    bad = {
        "": "Type a number first", "steps": "Type a number first", "abc": "“abc” is no number", "½": "is no number",
        "1,5,5": "is no number", "1.5,5": "is no number", "0x10": "is no number", "1e": "is no number",
        "--3": "is no number", "1 000": "is no number", "-inf": "is no number", "NaN": "is no number",
        "1,000": "Write 1000,", "1,234,567": "Write 1234567,", "1e999": "too large",
    }  # fmt: skip
    read = run_js("cases.map((text) => read(text, 'steps'))", [*good, *bad])
    assert read[: len(good)] == [{"value": value} for value in good.values()]
    for said, part in zip(read[len(good) :], bad.values(), strict=True):
        assert part in said["trouble"]


def test_the_number_line_holds_both_and_keeps_their_order(run_js):
    pairs = [*itertools.product([*NUMBERS, -1e300, 1.7e308, 5e-324], repeat=2)]
    sent = [["for ever" if value == inf else value for value in pair] for pair in pairs]
    lines = run_js("cases.map((c) => ({ ...line(c), places: c.map(line(c).at) }))", sent)
    for (a, b), got in zip(pairs, lines, strict=True):
        u, v = got["places"]
        assert -1e-9 <= u <= 1
        assert -1e-9 <= v <= 1
        assert (u - v) * ((a > b) - (a < b)) >= 0
        assert all(-1e-9 <= where <= got["room"] + 1e-9 for _, where in got["ticks"])
        assert len(got["ticks"]) <= 12
        if inf not in (a, b) and min(a, b) > 1e-300 and max(a, b) <= 1e300:
            assert got["powers"] == (max(a, b) / min(a, b) > 8)
        if (a == inf) != (b == inf):
            assert max(u, v) == 1
            assert min(u, v) < 0.79
