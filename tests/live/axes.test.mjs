// axes.js, letters.js and what draw.js, hill.js, panel.js and stage.js say of places, by node's own test runner. The
// ticks of ticks.json are those of Python, too. `python -m pytest tests/live/test_axes_javascript.py` runs this.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const from = (name) => import(pathToFileURL(`${process.env.GDVIZ_SCRIPTS}/live/${name}`));
const { drawAxes, fromPixel, holding, labels, margins, reach, ticks, toPixel } = await from("axes.js");
const { pen } = await from("letters.js");
const { apart, drawLabel, drawLeft, faintness, left, leftTipped, shortened, until, untilEdge } = await from("draw.js");
const { light, tints } = await from("hill.js");
const { plotted } = await from("panel.js");
const { beside } = await from("stage.js");
const cases = JSON.parse(await readFile(process.env.GDVIZ_CASES, "utf8"));
const near = (a, b, off = 1e-9) => assert.ok(Math.abs(a - b) <= off * Math.max(1, Math.abs(b)), `${a} is not ${b}`);
const LINEAR = { label: "", scale: "linear", low: -5, high: 5, whole: false, words: null, shelf: false };
const LOG = { ...LINEAR, scale: "log", low: 1e-6, high: 1e3 }, SHELF = { ...LOG, shelf: true };

// A canvas that draws nothing, and on which each letter is so many pixels long.
function sheet(letter = 6) {
  const context = { measureText: (text) => ({ width: letter * [...text].length }) };
  const still = "beginPath moveTo lineTo stroke fill fillText strokeText fillRect roundRect".split(" ");
  for (const name of still) context[name] = () => {};
  context.createLinearGradient = () => ({ addColorStop() {} });
  return context;
}

test("ticks are where Python has them, with its texts", () => {
  assert.ok(cases.ticks.length > 15);
  for (const [axis, most, wanted] of cases.ticks) {
    const found = ticks(axis, most), told = JSON.stringify([axis, most]);
    assert.deepEqual(found.map(([, text]) => text), wanted.map(([, text]) => text), told);
    found.forEach(([value], k) => (near(value, wanted[k][0]), assert.ok(!Object.is(value, -0))));
  }
});

test("an axis holds walks as in Python, and none that goes too far", () => {
  assert.ok(cases.held.length > 15);
  for (const [axis, walks, [low, high]] of cases.held) {
    const found = holding(axis, walks);
    near(found.low, low);
    near(found.high, high);
  }
  for (const lost of [NaN, Infinity, -Infinity]) assert.equal(holding({ ...LINEAR, grows: 30 }, [[20, lost], [2]]).high, 5);
});

test("a number that goes to a pixel comes back, on every kind of axis, both ways round", () => {
  for (const axis of [LINEAR, { ...LINEAR, low: 3, high: -2 }, LOG, SHELF])
    for (const [a, b] of [[40, 300], [180, 5]])
      for (const share of [0, 0.1, 0.5, 0.9, 1]) {
        const log = axis.low * (axis.high / axis.low) ** share, even = axis.low + share * (axis.high - axis.low);
        const value = axis.scale === "log" ? log : even;
        near(fromPixel(axis, a, b)(toPixel(axis, a, b)(value)), value, 1e-9);
      }
});

test("what is below a log axis lies on its shelf, at 0.07 of its reach, and the plot goes on to 0.12", () => {
  const long = 9, y = toPixel(SHELF, 100, 0), place = (below) => 100 - (100 * (0.12 - below)) / 1.12;
  near(Math.log10(reach(SHELF)[0]), -6 - 0.12 * long);
  for (const value of [0, -3, 1e-300, 9.9e-7]) near(y(value), place(0.07));
  near(y(1e-6), place(0));
  near(y(1e3), 0);
  assert.ok(Number.isNaN(y(NaN)));
  near(fromPixel(SHELF, 100, 0)(y(0)), ticks(SHELF, 5)[0][0]);
});

test("the shelf has a ground of its own, from the lowest number down to the axis; others have none", () => {
  const context = sheet(), found = [], face = { x: LINEAR, inside: false, marks: [], scale: null };
  context.fillRect = (...box) => found.push(box);
  for (const y of [LINEAR, LOG, SHELF])
    drawAxes(context, { ...face, y }, [40, 7, 200, 112], [260, 140], pen(context, "sans", 1, "#fff"), { muted: "#555", line: "#ddd" });
  assert.equal(found.length, 1);
  const [[left, top, width, height]] = found;
  assert.deepEqual([left, width], [40, 200]);
  near(height, (112 * 0.12) / 1.12);
  near(top + height, 7 + 112);
});

test("no two labels touch, and none leaves its picture, at any size, for texts of any length", () => {
  const axes = cases.ticks.map(([axis]) => axis);
  for (let size = 120; size <= 700; size += 10)
    for (const axis of axes)
      for (const letter of [6, 9, 14]) {
        const long = (text) => letter * [...text].length, within = [0, size];
        const found = labels(axis, 40, size - 12, 5, long, { within });
        const told = `${size} ${JSON.stringify(axis)} ${found.map(({ text }) => text)}`;
        const placed = found.map(({ middle, text }) => [middle - long(text) / 2, middle + long(text) / 2]);
        placed.sort(([a], [b]) => a - b);
        placed.forEach(([begin, end], k) => {
          assert.ok(begin >= -1e-9 && end <= size + 1e-9, told);
          if (k) assert.ok(begin - placed[k - 1][1] >= 8 - 1e-9, told);
        });
        if (letter === 6 && size >= 300 && axis.words?.length !== 0) assert.ok(found.length >= 2, told);
        assert.ok(found.length <= 5 || axis.words, told);
      }
});

test("where there is room, an axis has four or five labels", () => {
  for (const [low, high] of [[-0.5, 3.5], [0, 1], [-5, 5], [0.0016, 1.008], [-1.6, 81.6], [-2, 2], [-0.6, 30.6]]) {
    const { length } = labels({ ...LINEAR, low, high }, 0, 500, 5, (text) => 6 * text.length);
    assert.ok(length >= 3 && length <= 5, `${low} to ${high}: ${length}`);
  }
});

const FACE = { title: "", note: "", x: LINEAR, y: LINEAR, marks: [], shape: null, inside: false, scale: null };
const COLOURS = { ink: "#000", muted: "#555", line: "#ddd", paper: "#fff" };

// The letters of axes in a picture of a size, and its plot.
function written(face, width, height, letter) {
  const context = sheet(letter), letters = pen(context, "sans", 1, "#fff");
  const box = plotted(face, margins(face, letters, height), width, height);
  drawAxes(context, face, box, [width, height], letters, COLOURS);
  return { box, letters: letters.letters };
}

test("the letters of a panel never cover each other, and none is cut off or small, from 120 to 700 pixels", () => {
  const scale = { label: "steps until within 0.05", low: 1, high: 150, colours: ["#fff", "#000"] };
  const faces = [
    FACE,
    { ...FACE, x: { ...LINEAR, label: "gradient evaluations", low: 0, high: 12345 }, y: SHELF },
    { ...FACE, x: { ...LINEAR, label: "learning rate α" }, y: { ...LINEAR, label: "momentum μ" }, scale },
    { ...FACE, x: { ...LINEAR, label: "w₁" }, y: { ...LINEAR, label: "w₂" }, inside: true, shape: 1 },
  ];
  for (const face of faces)
    for (let width = 200; width <= 700; width += 20)
      for (const height of [120, 150, 190, 330, 440]) {
        const { box, letters } = written(face, width, height);
        const told = `${width} × ${height} ${letters.map(({ text }) => text).join("|")}`;
        assert.ok(letters.length >= 4, told);
        assert.ok(box[2] > 60 && box[3] > 60, `${told}: ${box}`);
        letters.forEach((a, k) => {
          assert.ok(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + a.height <= height, `${a.text} is cut, ${told}`);
          assert.ok(a.size >= 10.5);
          for (const b of letters.slice(k + 1)) {
            const over = a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
            assert.ok(!over, `${a.text} covers ${b.text}, ${told}`);
          }
        });
      }
});

test("whoever writes first has the place; who comes later takes another, or none", () => {
  const { write, letters } = pen(sheet(), "sans", 1, "#fff"), look = { color: "#000" };
  assert.ok(write("first", [[10, 10]], look));
  assert.equal(write("second", [[20, 12]], look), null);
  assert.equal(write("second", [[20, 12], [20, 40]], look).y, 40 - (11 * 1.25) / 2);
  assert.equal(write("third", [[95, 80]], { ...look, within: [0, 0, 100, 100] }), null);
  assert.deepEqual(letters.map(({ text }) => text), ["first", "second"]);
});

test("on a map one unit is as long on both sides, in a picture of any shape", () => {
  for (const [width, height] of [[400, 400], [500, 200], [200, 500], [404, 400]]) {
    const [x, y, w, h] = plotted({ inside: true, shape: 1 }, [0, 0, 0, 0], width, height);
    near(w / h, 1, 0.011);
    assert.ok(x >= 0 && y >= 0 && x + w <= width + 1e-9 && y + h <= height + 1e-9);
  }
  assert.deepEqual(plotted({ inside: false, shape: null }, [40, 7, 12, 20], 300, 200), [40, 7, 248, 173]);
});

test("dots that come too near to the last one drawn are left out", () => {
  const dots = [0, 3, 6, 7, 8, 15, 30].map((x) => [x, 0]);
  assert.deepEqual(apart(dots, 7).map(([x]) => x), [0, 7, 15, 30]);
  assert.deepEqual(apart([], 7), []);
});

test("a path that has left a map for good says where and when; until then it is drawn", () => {
  const box = [0, 0, 100, 100], path = [[50, 50], [50, 120], [50, 80], [90, 80], [130, 40], [500, -300]];
  const gone = left(path, box);
  assert.equal(gone.step, 4);
  assert.deepEqual(gone.at.map((v) => Math.round(v)), [100, 70]);
  near(Math.hypot(...gone.towards), 1);
  assert.equal(left(path.slice(0, 4), box), null); // it came back
  assert.equal(left(path.slice(0, 2), box).step, 1);
  assert.equal(left([], box), null);
  assert.equal(left([[500, 500], [600, 600]], box), null); // it was never there
  assert.deepEqual(left([[50, 50], [Infinity, 50]], box).at, [100, 50]);
  assert.equal(left([[50, 50], [NaN, NaN]], box), null); // nobody knows where to
  const shown = until({ line: path, dots: path }, gone);
  assert.deepEqual(shown, { line: [...path.slice(0, 4), gone.at], dots: path.slice(0, 4) });
  assert.equal(until({ line: path, dots: path }, null).line.length, 6);
  assert.deepEqual(until({ line: path.slice(0, 2), dots: [] }, gone).line, path.slice(0, 2)); // it is not there yet
  assert.deepEqual(untilEdge(path, box), shown.line);
  assert.deepEqual(untilEdge(path.slice(0, 4), box), path.slice(0, 4));
});

test("on a map that is tipped over a path leaves it where its edge is seen then", () => {
  const onto = ([x, y]) => [x, 40 + y / 2, true]; // half as high
  assert.deepEqual(leftTipped({ at: [60, 0], towards: [0, -1], step: 3 }, { onto }), { at: [60, 40], towards: [0, -1], step: 3 });
  const { at, towards: [u, v] } = leftTipped({ at: [100, 50], towards: [0.6, 0.8], step: 3 }, { onto });
  assert.deepEqual(at, [100, 65]);
  near(Math.hypot(u, v), 1);
  near(v / u, 2 / 3);
});

test("paths that leave a map at one spot share a line, others have their own", () => {
  const context = { ...sheet(), setLineDash() {}, closePath() {} }, said = [];
  const pen = { measure: (text) => 6 * text.length, write: (words, places, { color }) => said.push([words, color, places[0]]) };
  const how = { large: 1, dark: 0, paper: "white", colours: { ink: "black" } };
  const exit = (colour, y, step) => (
    { track: { color: [colour, colour] }, gone: { at: [400, y], towards: [1, 0], step }, start: [20, 20] }
  );
  const words = (...exits) => (said.splice(0), drawLeft(context, exits, 5, [0, 0, 400, 400], how, pen), said.map(([text, colour]) => [text, colour]));
  assert.deepEqual(words(exit("red", 200, 3)), [["left the map at step 15", "red"]]);
  assert.deepEqual(words(exit("red", 200, 3), exit("blue", 230, 3)), [["2 left the map at step 15", "black"]]);
  const far = words(exit("red", 200, 3), exit("blue", 330, 2), exit("green", 180, 1));
  assert.deepEqual(far, [["2 left the map by step 15", "black"], ["left the map at step 10", "blue"]]);
  words({ ...exit("red", 200, 3), start: [330, 218] });
  assert.ok(Math.abs(said[0][2][1] - 218) > 26, "where it began is covered");
});

test("light falls from the upper left, and is gentle", () => {
  const stands = (of) => Float32Array.from({ length: 441 }, (_, k) => of(k % 21, Math.floor(k / 21)));
  const slope = (of) => ({ columns: 21, rows: 21, stands: stands(of) });
  const middle = (of) => light(slope(of), 14, 5, 5)[220];
  assert.ok(middle((x) => x) > 1.01, "it rises to the right: it faces the light");
  assert.ok(middle((_, y) => y) < 0.99, "it rises upwards: it faces away");
  near(middle((x, y) => x + y), 1);
  near(middle(() => 3), 1);
  assert.ok([...light(slope((x) => 100 * x), 14, 5, 5)].every((v) => v > 0.87 && v < 1.13));
  near(middle(() => NaN), 1);
});

test("a higher band is lighter, from the first stop to the last", () => {
  const shades = tints(14, ["#102030", "#808080", "#f0f0f0"]), sums = shades.map((shade) => shade[0] + shade[1] + shade[2]);
  assert.deepEqual([shades[0], shades.at(-1)], [[16, 32, 48], [240, 240, 240]]);
  assert.ok(sums.every((sum, k) => !k || sum > sums[k - 1]));
  assert.deepEqual(tints(1, ["#102030", "#f0f0f0"]), [[16, 32, 48]]);
});

test("up to three panels stand beside the large one; with more, the rows below are full where they can be", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6].map(beside), [0, 1, 2, 3, 2, 2, 3]);
});

test("a path that goes across its plot again and again grows faint, others do not", () => {
  const across = (times) => Array.from({ length: times + 1 }, (_, t) => [100 * (t % 2), t / 10]), box = [0, 0, 100, 50];
  assert.equal(faintness(across(12), box), 0.78);
  near(faintness(across(40), box), 0.39, 1e-3);
  assert.equal(faintness(across(900), box), 0.15);
  assert.equal(faintness([[0, 0]], box), 0.78);
  assert.equal(faintness(Array.from({ length: 500 }, (_, t) => [t / 5, 20]), box), 0.78); // slow, and no zig-zag
  assert.equal(faintness([[0, 0], [NaN, 1], [50, Infinity], [10, 0]], box), 0.78);
});

test("an arrow that leads out of its plot has its head at the edge, and one that begins outside is none", () => {
  const box = [10, 10, 100, 100];
  assert.deepEqual(shortened([[50, 50], [60, 70]], box), [[50, 50], [60, 70]]);
  assert.deepEqual(shortened([[50, 50], [250, 50]], box), [[50, 50], [110, 50]]);
  assert.deepEqual(shortened([[50, 50], [50, -1e9]], box), [[50, 50], [50, 10]]);
  assert.deepEqual(shortened([[150, 50], [50, 50]], box), []);
  assert.deepEqual(shortened([], box), []);
});

test("the name of an arrow stands where the fewest lines run, and inside its plot", () => {
  const pen = { measure: () => 60, line: () => 14, write: (text, places) => pen.written.push([text, places[0]]), written: [] };
  const how = { dark: 0, large: 1 }, arrow = [[100, 100], [140, 100]], box = [0, 0, 200, 200];
  const name = (lines) => {
    drawLabel(null, { label: "kept", color: ["#000"] }, arrow, box, how, pen, lines);
    return pen.written.pop()[1];
  };
  const [[x, y], high, low] = [name([]), name([[[0, 112], [200, 112]]]), name([[[0, 88], [200, 88]]])];
  assert.deepEqual([x, y], [120, 112]);
  assert.deepEqual([high, low], [[120, 88], [120, 112]]);
  const both = name([[[0, 112], [200, 112]], [[0, 88], [200, 88]]]); // then ahead of it
  assert.ok(both[0] > 140 + 30 && both[1] === 100, both);
  assert.equal(drawLabel(null, { label: "short", color: ["#000"] }, [[100, 100], [110, 100]], box, how, pen, []), undefined);
  assert.deepEqual(pen.written, []);
});
