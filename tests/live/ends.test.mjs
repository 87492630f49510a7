// ends.js: the names of lines at their ends, by node's own test runner. The places of ends.json are those of Python, too.
// `python -m pytest tests/live/test_ends.py` runs this.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const from = (name) => import(pathToFileURL(`${process.env.GDVIZ_SCRIPTS}/live/${name}`));
const { drawEnds, endRoom, namedLines, settled } = await from("ends.js");
const { pen } = await from("letters.js");
const cases = JSON.parse(await readFile(process.env.GDVIZ_CASES, "utf8"));
const LETTER = 6, LINE = 11 * 1.25, HEIGHT = 100, BOX = [40, 7, 200, HEIGHT];
const COLOURS = ["#c74700", "#0064bf", "#70439a", "#006a4f", "#6a4800"];

const sheet = () => {
  const context = { measureText: (text) => ({ width: LETTER * [...text].length }) };
  for (const name of ["fillText", "strokeText"]) context[name] = () => {};
  return pen(context, "sans", 1, "#fff");
};
const line = (label, channel = 0, color = COLOURS[channel % 5]) =>
  ({ kind: "path", label, color: [color, color], width: 2, dash: channel ? [6, 4] : [], ends: [[[10 + channel, 0], [channel, 0]]] });
const level = (words, y) => ({ kind: "level", at: "end", words, y: [y], color: ["#555", "#aaa"] });

// The names in a plot whose numbers go from 0 at its floor to 100 at its top. heights: of each channel, step by step.
// last: the step at the plot's right edge; a line with fewer heights ends there.
function written(lines, heights, { marks = [], box = BOX, step = Infinity } = {}) {
  const letters = sheet(), strokes = [], last = Math.max(...heights.map(({ length }) => length)) - 1;
  const row = (channel, t) => Math.min(t, heights[channel % 10].length - 1); // it rests there
  const scene = { last, at: (channel) => (t) => (channel < 10 ? heights[channel][row(channel, t)] : row(channel, t)) };
  const sides = [(v) => box[0] + box[2] * (last ? v / last : 1), (v) => box[1] + box[3] * (1 - v / 100)];
  const context = { beginPath() {}, stroke() { strokes.push([...path]); path.length = 0; }, setLineDash(dash) { if (dash.length) dashes.push(dash); } };
  const path = [], dashes = [];
  for (const name of ["moveTo", "lineTo"]) context[name] = (x, y) => path.push([x, y]);
  drawEnds(context, { marks }, lines, scene, [], step, sides, box, 0, letters);
  written.samples = { strokes, dashes };
  return letters.letters.map(({ text, x, y, width, height }) => ({ text, x, y, width, height, at: Math.round(100 - ((y + height / 2 - box[1]) / box[3]) * 100) }));
}

test("names that would touch are moved apart as in Python", () => {
  assert.ok(cases.length > 8);
  for (const [middles, tall, low, high, wanted] of cases)
    settled(middles, tall, low, high).forEach((at, k) => assert.ok(Math.abs(at - wanted[k]) < 1e-9, `${middles}: ${at}`));
});

test("two to five paths with a name have it, where a quarter of the width is enough", () => {
  const some = (count, name = "abcd") => Array.from({ length: count }, (_, k) => line(`${name}${k}`, k));
  for (const [count, shown] of [[0, 0], [1, 0], [2, 2], [5, 5], [6, 0]])
    assert.equal(namedLines(some(count), sheet(), 400).length, shown);
  const room = endRoom(["abcd0"], sheet());
  assert.equal(room, 8 + 5 * LETTER + 2);
  assert.equal(namedLines(some(2), sheet(), 4 * room).length, 2);
  assert.equal(namedLines(some(2), sheet(), 4 * room - 1).length, 0);
  assert.deepEqual(namedLines([line("a"), line(""), { ...line("b"), kind: "arrow" }], sheet(), 400), []);
  assert.equal(endRoom([], sheet()), 0);
});

test("a name stands beside the plot where its line ends, whatever it did before; what went out stands at that edge", () => {
  const found = written([line("a"), line("b", 1), line("c", 2), line("d", 3)], [[5, 90, 10], [5, 5, 30], [5, 50, Infinity], [5, 1, 60]]);
  assert.deepEqual(found.map(({ text, at }) => [text, at]), [["a", 10], ["b", 30], ["c", 99], ["d", 60]]);
  for (const { x } of found) assert.equal(x, 40 + 200 + 8);
  assert.deepEqual(written([line("a"), line("b", 1)], [[5, 90, 10], [5, 30, NaN]]).map(({ text, at }) => [text, at]), [["b", 30], ["a", 10]]);
  assert.deepEqual(written([line("a"), line("b", 1)], [[NaN], [3]]).map(({ text }) => text), ["b"]);
});

test("a line that ends early has its name there, once it has come there, where there is room; else beside the plot", () => {
  const lines = [line("a"), line("bbb", 1), line("c", 2)], walks = [[9, 5, 40], [9, 9, 9, 9, 9, 9, 9, 9, 60], [9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 90]];
  const found = (step) => written(lines, walks, { step }).map(({ text, x, at }) => [text, x, at]).sort();
  const [a, b, c] = [["a", 40 + 40 + 8, 40], ["bbb", 40 + 160 + 8, 60], ["c", 248, 90]];
  assert.deepEqual(found(10), [a, b, c]);
  assert.deepEqual(found(8), [a, b, c]);
  assert.deepEqual(found(7.9), [a, ["bbb", 248, 60], c]);
  assert.deepEqual(found(1.9), [["a", 248, 40], ["bbb", 248, 60], c]);
  lines[1] = line("bbbbbb", 1); // too long for what is left of the plot
  assert.deepEqual(found(10), [a, ["bbbbbb", 248, 60], c]);
  lines[0] = line("a", 0, COLOURS[1]); // in one colour they have pieces of their lines
  assert.ok(found(10).every(([, x]) => x === 248 + 25));
});

test("names at ends within the plot stand over each other only where they would touch", () => {
  const lines = COLOURS.map((_, k) => line(`line ${k}`, k)), walks = [2, 3, 20, 21, 40].map((steps) => Array(steps + 1).fill(50));
  const found = Object.fromEntries(written(lines, walks).map(({ text, x, at }) => [text, [Math.round((x - 48) / 5), at]]));
  assert.deepEqual(found["line 4"], [40, 50]);
  for (const [one, other, ...steps] of [[0, 1, 2, 3], [2, 3, 20, 21]]) {
    const two = [found[`line ${one}`], found[`line ${other}`]];
    assert.deepEqual(two.map(([step]) => step), steps);
    assert.ok(Math.abs(two[0][1] + two[1][1] - 100) <= 2 && two[0][1] > two[1][1]); // the first is above
  }
});

test("a mark has its words there, unless a line says them, or it is not in the picture", () => {
  const lines = [line("w₁"), line("w₂", 1)], marks = [level("w₁", 20), level("w₂", 80), level("far", 300)];
  const found = written(lines, [[20.5], [50]], { marks }).map(({ text, at }) => [text, at]);
  assert.deepEqual(found, [["w₁", 21], ["w₂", 50], ["w₂", 80]]);
  assert.deepEqual(written([], [[1]], { marks }).map(({ text }) => text), ["w₁", "w₂"]);
  const texts = (...ends) => written(lines, ends.map((end) => [end]), { marks: [level("w₁, w₂", 20)] }).map(({ text }) => text).sort();
  assert.deepEqual(texts(20, 21), ["w₁", "w₂"]); // both are said
  assert.deepEqual(texts(20, 60), ["w₁", "w₁, w₂", "w₂"]);
});

test("of lines in one colour each name has a piece of its line before it, at its height", () => {
  const both = (color) => written([line("w₁"), line("w₂", 1, color)], [[20], [21]], { marks: [level("best", 20)] });
  const found = both(COLOURS[0]), { strokes, dashes } = written.samples;
  assert.deepEqual(found.map(({ text }) => text), ["w₁", "w₂", "best"]);
  assert.deepEqual(dashes, [[6, 4]]);
  strokes.forEach(([[from, height], [to]], k) => {
    assert.ok(from >= 240 && to < found[k].x && to - from >= 16);
    assert.ok(Math.abs(height - found[k].y - LINE / 2) < 1e-9);
  });
  assert.equal(strokes.length, 2);
  assert.ok(both(COLOURS[1]).every(({ x }) => x === 248) && !written.samples.strokes.length);
  const [plain, more] = [false, true].map((pieces) => endRoom(["w₁"], sheet(), pieces));
  assert.equal(240 + more - plain + 8, found[0].x);
});

test("no two names touch, none leaves its panel, and none is lost, in plots of any height from 70 pixels on", () => {
  const lines = COLOURS.map((_, k) => line(`line ${k}`, k));
  for (const ends of [[0, 0, 0, 0, 0], [100, 100, 100, 100, 100], [50, 50.1, 49, 0, 100], [-1e9, 1e9, 3, 2, 1]])
    for (let height = 70; height < 400; height += 7) {
      const found = written(lines, ends.map((end) => [50, end]), { box: [40, 7, 200, height] });
      assert.equal(found.length, 5);
      const [top, floor] = [Math.min(...found.map(({ y }) => y)), Math.max(...found.map(({ y }) => y + LINE))];
      assert.ok(top >= 0 && floor <= 7 + height + 5, `${height}: ${top} ${floor}`);
      found.sort((a, b) => a.y - b.y).forEach((one, k) => assert.ok(!k || one.y >= found[k - 1].y + LINE, `${height}: ${ends}`));
    }
});
