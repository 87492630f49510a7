// The pure functions of draw.js, by node's own test runner. What is expected was computed by matplotlib and gdviz, and
// stands in the file that GDVIZ_CASES names. `python -m pytest tests/test_live_js.py` runs this.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const { at, cut, points, short, toPixel, unpack, words } = await import(pathToFileURL(process.env.GDVIZ_DRAW));
const cases = JSON.parse(await readFile(process.env.GDVIZ_CASES, "utf8"));
const number = (value) => (typeof value === "string" ? Number(value) : value); // "NaN", "Infinity"
const near = (a, b) => assert.ok(Math.abs(a - b) < 0.02, `${a} is not ${b}`);

// A binary trait arrives as a view into a larger buffer.
function view(base64) {
  const bytes = Buffer.from(base64, "base64");
  const larger = new Uint8Array(bytes.length + 11);
  larger.set(bytes, 5);
  return new DataView(larger.buffer, 5, bytes.length);
}

async function sceneOf({ scene, numbers }) {
  return { ...scene, numbers: await unpack(view(numbers), scene.channels) };
}

test("a block that Python packed comes out as the same numbers, infinities and NaN included", async () => {
  const { block, shapes, values } = cases.packed;
  const channels = await unpack(view(block), shapes.map((shape) => ({ shape, origin: 0 })));
  assert.deepEqual(channels.map((channel) => channel.shape), shapes);
  channels.forEach((channel, k) => assert.deepEqual([...channel.values], values[k].map(number)));
});

test("a channel is read at a position, a step and a point; an axis of length one does not change", async () => {
  const { block, shapes, reads } = cases.packed;
  const channels = await unpack(view(block), shapes.map((shape) => ({ shape, origin: 0 })));
  for (const { channel, index, step, point, value } of reads)
    assert.deepEqual(at(channels[channel], index)(step, point), number(value));
});

test("numbers go to the pixels that matplotlib gives them, on linear and on log axes", () => {
  for (const { axis, from, to, value, pixel } of cases.pixels) near(toPixel(axis, from, to)(value), pixel);
});

test("on a log axis zero and less lie far below, and no number stays none", () => {
  const map = toPixel({ scale: "log", low: 1e-3, high: 10 }, 400, 0);
  for (const value of [0, -1, -1e9]) assert.ok(Number.isFinite(map(value)) && map(value) > 30000, `${map(value)}`);
  assert.ok(Number.isNaN(map(NaN)));
});

test("a line is cut where it gets far, and keeps its direction", () => {
  assert.deepEqual(cut([1, 2], [3, 4]), [3, 4]);
  const [x, y] = cut([100, 50], [100 + 3e30, 50 + 1e30]);
  assert.ok(x <= 1.01e5, `${x}`);
  near((x - 100) / (y - 50), 3);
});

test("a line to infinity leaves along the axes that are infinite", () => {
  assert.deepEqual(cut([7, 8], [Infinity, 20]), [1e5, 8]);
  assert.deepEqual(cut([7, 8], [9, -Infinity]), [7, -1e5]);
});

test("a path shows its line and a dot for each step so far", async () => {
  const scene = await sceneOf(cases.figure);
  for (const { track, index, step, places } of cases.figure.shown) {
    const { line, dots } = points(scene.tracks[track], scene, index, step);
    const drawn = scene.tracks[track].kind === "point" ? dots : line;
    assert.equal(drawn.length, places.length);
    places.forEach(([x, y], k) => (near(drawn[k][0], x), near(drawn[k][1], y)));
    if (scene.tracks[track].kind === "path") assert.deepEqual(dots, line);
    if (scene.tracks[track].kind === "shape") assert.deepEqual(dots, []);
  }
});

test("between two steps the line has come part of the way, and no dot is set until it arrives", async () => {
  const scene = await sceneOf(cases.figure);
  const path = scene.tracks.findIndex((track) => track.kind === "path");
  const ball = scene.tracks.findIndex((track) => track.kind === "point");
  const whole = points(scene.tracks[path], scene, [1, 0], 3).line;
  const { line, dots } = points(scene.tracks[path], scene, [1, 0], 2.25);
  assert.equal(dots.length, 3);
  assert.equal(line.length, 4);
  for (const side of [0, 1]) near(line[3][side], 0.75 * whole[2][side] + 0.25 * whole[3][side]);
  assert.deepEqual(points(scene.tracks[ball], scene, [1, 0], 2.25).dots, [line[3]]);
});

test("numbers and words read as they do in Python", async () => {
  for (const { value, text } of cases.short) assert.equal(short(number(value)), text);
  const scene = await sceneOf(cases.figure);
  for (const { index, step, text } of cases.figure.said) assert.equal(words(scene, index, step), text);
});
