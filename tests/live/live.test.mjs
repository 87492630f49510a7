// The pure functions of numbers.js, axes.js, draw.js and handle.js, by node's own test runner. What is expected was computed by matplotlib and gdviz, and
// stands in the file that GDVIZ_CASES names. `python -m pytest tests/live/test_live_javascript.py` runs this.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const from = (name) => import(pathToFileURL(`${process.env.GDVIZ_SCRIPTS}/${name}`));
const { at, recorded, short, unitOf, unpack } = await from("live/numbers.js");
const { fromPixel, maps, toPixel } = await from("live/axes.js");
const { cut, drawNote, drawTrack, points } = await from("live/draw.js");
const { words } = await from("live/words.js");
const { asker, cell, height, round } = await from("live/handle.js");
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
  const channels = await unpack(view(numbers), scene.channels);
  return { ...scene, numbers: channels, at: recorded(channels) };
}

// The maps from the numbers of a track's panel to pixels, in the box that it has in these tests, at a position.
function sides(scene, track, index) {
  const { faces } = scene.panels[track.panel];
  return maps(cases.boxes[track.panel], faces[faces.length > 1 ? index[0] : 0]);
}
const pointsOf = (track, scene, index, step) => points(track, scene, sides(scene, track, index), index, step);
const kinds = (scene, kind) => scene.tracks.filter((track) => track.kind === kind);

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

test("pixels go back to the numbers that they came from", () => {
  for (const { axis, from, to, value } of cases.pixels) {
    const back = fromPixel(axis, from, to)(toPixel(axis, from, to)(value));
    assert.ok(Math.abs(back - value) <= 1e-9 * Math.abs(value), `${back} is not ${value}`);
  }
  const log = { scale: "log", low: 1e-3, high: 10 };
  assert.deepEqual([0, 200, 400].map(fromPixel(log, 400, 0)), [10, 0.1, 0.001].map((v) => 10 ** Math.log10(v)));
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

test("every track shows what matplotlib shows, on each of the faces", async () => {
  for (const figure of cases.figures) {
    const scene = await sceneOf(figure);
    for (const { track, index, step, places } of figure.shown) {
      const shown = scene.tracks[track], { line, dots } = pointsOf(shown, scene, index, step);
      const drawn = shown.kind === "point" ? dots : line;
      assert.equal(drawn.length, places.length, `${shown.kind} at ${index}, step ${step}`);
      places.forEach(([x, y], k) => (near(drawn[k][0], x), near(drawn[k][1], y)));
      if (shown.kind === "arrow") assert.deepEqual(dots, []);
      if (shown.kind === "shape") assert.deepEqual(dots, shown.marker ? line : []);
    }
  }
});

test("the first slider picks the face, where there are several", () => {
  const { scene } = cases.figures[1], [one, other] = [0, 1].map((k) => sides(scene, { panel: 0 }, [k, 0])[0](0));
  assert.ok(Math.abs(one - other) > 10, `${one} and ${other}`);
});

test("a path has a dot for each step so far, or for every so many", async () => {
  const scene = await sceneOf(cases.figures[0]), [each, third] = kinds(scene, "path");
  assert.deepEqual([each.every, third.every], [1, 3]);
  for (const [step, count] of [[0, 1], [2, 1], [3, 2], [8, 3]]) {
    assert.equal(pointsOf(each, scene, [0, 0], step).dots.length, step + 1);
    const { line, dots } = pointsOf(third, scene, [0, 0], step);
    assert.equal(dots.length, count);
    dots.forEach((dot, k) => assert.deepEqual(dot, line[3 * k]));
  }
});

test("between two steps the line has come part of the way, and no dot is set until it arrives", async () => {
  const scene = await sceneOf(cases.figures[0]), [path] = kinds(scene, "path"), [ball] = kinds(scene, "point");
  const whole = pointsOf(path, scene, [0, 0], 3).line;
  const { line, dots } = pointsOf(path, scene, [0, 0], 2.25);
  assert.equal(dots.length, 3);
  assert.equal(line.length, 4);
  for (const side of [0, 1]) near(line[3][side], 0.75 * whole[2][side] + 0.25 * whole[3][side]);
  assert.deepEqual(pointsOf(ball, scene, [0, 0], 2.25).dots, [line[3]]);
});

test("an arrow is that of the step under way, and of none before the first", async () => {
  const scene = await sceneOf(cases.figures[0]), [arrow] = kinds(scene, "arrow"), [path] = kinds(scene, "path");
  const whole = pointsOf(path, scene, [0, 0], 8).line;
  assert.deepEqual(pointsOf(arrow, scene, [0, 0], 0).line, []);
  for (const [step, row] of [[0.25, 0], [1, 0], [1.5, 1], [2, 1], [8, 7]])
    assert.deepEqual(pointsOf(arrow, scene, [0, 0], step).line, [whole[row], whole[row + 1]]);
});

test("numbers and words read as they do in Python", async () => {
  for (const { value, axis, text } of cases.short) assert.equal(short(number(value), axis && unitOf(axis)), text);
  for (const figure of cases.figures) {
    const scene = await sceneOf(figure);
    for (const { index, step, text } of figure.said) assert.equal(words(scene, index, step), text);
  }
});

test("a clause of nothing leaves no gap, and a name that nobody knows stays", () => {
  const scene = { every: 1, last: 2, numbers: [], words: { numbers: {}, clauses: [], parts: {} } };
  scene.words.clauses = ["A", "", "{step} {who}"].map((text) => ({ texts: [text], which: null }));
  assert.equal(words(scene, [], 1), "A 1 {who}");
});

test("other clauses are filled with the same numbers and parts", () => {
  const parts = { place: { texts: ["", "1st, {step}"], which: 0 } };
  const told = { numbers: {}, clauses: [{ texts: ["A"] }], parts };
  const scene = { every: 1, last: 2, at: () => (t) => Number(t > 0), words: told };
  const said = [0, 1].map((row) => words(scene, [], row, [{ texts: ["{place}"] }]));
  assert.deepEqual(said, ["", "1st, 1"]);
});

test("a note ends at its point, above it; without room for all of it, it says the first part", () => {
  const written = [], look = { color: ["#000", "#fff"] }, how = { dark: 1, large: 1 };
  const write = (most) => (text, places, { color, align }) => text.length <= most && written.push([text, places, color, align]);
  const pen = (most) => ({ line: () => 14, write: write(most) });
  drawNote(look, [[100, 50]], "1st · 29 steps", how, pen(20));
  drawNote(look, [[100, 50]], "1st · 29 steps", how, pen(5));
  drawNote(look, [[100, 50]], "", how, pen(5));
  assert.deepEqual(written, ["1st · 29 steps", "1st"].map((text) => [text, [[92, 37]], "#fff", "right"]));
});

test("a shape has all of its marks, however near; a path those that can be told apart", () => {
  const look = { alpha: 1, marker: "o", size: 9, width: 1, dash: [], ...Object.fromEntries(["color", "fill", "edge"].map((name) => [name, ["#000", "#fff"]])) };
  const dots = [[10, 10], [10, 12], [NaN, 14], [10, 40]], marks = [];
  const nothing = () => {}, names = ["save", "restore", "beginPath", "rect", "clip", "lineTo", "stroke", "setLineDash", "fill", "closePath"];
  const context = { ...Object.fromEntries(names.map((name) => [name, nothing])), moveTo: nothing, arc: (x, y) => marks.push([x, y]) };
  for (const kind of ["shape", "path"]) drawTrack(context, { ...look, kind }, { line: [], dots }, [0, 0, 100, 100], { dark: 0, large: 1 });
  assert.deepEqual(marks, [[10, 10], [10, 12], [10, 40], [10, 10], [10, 40]]);
});

test("a handle stays on its curve, to its very ends", () => {
  const { along, places, heights, off } = cases.curve;
  places.forEach((x, k) => assert.ok(Math.abs(height(along, x) - heights[k]) < off, `${x}: ${height(along, x)}`));
});

test("a place under the hand is a number that reads well, inside the axes", () => {
  const axis = { scale: "linear", low: -5, high: 5 };
  assert.deepEqual([1.23456, -0.001, 7, -7].map((v) => round(v, axis)), [1.23, 0, 5, -5]);
  assert.equal(round(9.87654, { scale: "linear", low: 10, high: 0 }), 9.88); // turned round
  assert.equal(round(1234.56, { scale: "linear", low: 0, high: 90000 }), 1200);
  assert.equal(round(0.00123456, { scale: "log", low: 1e-6, high: 1 }), 0.00123);
  assert.equal(round(1e9 + 0.12345, { scale: "linear", low: 1e9, high: 1e9 + 10 }), 1e9 + 0.12);
});

test("a place on a map lies in the cell that Python says", () => {
  for (const { values, scale, places, cells } of cases.cells)
    assert.deepEqual(places.map((place) => cell(values, scale, place)), cells);
});

// A model that writes down what Python is told.
function listening() {
  const state = {}, heard = [];
  let listener = null;
  const model = {
    get: (name) => state[name],
    set: (name, value) => (state[name] = value),
    save_changes: () => heard.push(state._asked),
    on: (_, f) => (listener = f),
    off: () => (listener = null),
  };
  const answer = (id) => ((state._answered = id), listener?.());
  return { model, heard, answer };
}

test("Python is asked one thing at a time, and of those that come up meanwhile the last one", () => {
  const { model, heard, answer } = listening(), states = [];
  const asking = asker(model, (state) => states.push(state));
  for (const to of [1, 2, 3]) asking.ask({ name: "start", to: [to] });
  assert.deepEqual(heard.map(({ to }) => to[0]), [1]);
  assert.ok(asking.waiting);
  answer("somebody else's");
  assert.equal(heard.length, 1);
  answer(heard[0].id);
  assert.deepEqual(heard.map(({ to }) => to[0]), [1, 3]);
  answer(heard[1].id);
  assert.deepEqual([asking.waiting, states.at(-1)], [false, "settled"]);
  assert.equal(new Set(heard.map(({ id }) => id)).size, 2);
  asking.stop();
});

test("without an answer the hand hears that Python is lost, and may ask again", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { model, heard, answer } = listening(), states = [];
  const asking = asker(model, (state) => states.push(state));
  asking.ask({ name: "start", to: [1] });
  context.mock.timers.tick(60000);
  assert.deepEqual([states, asking.waiting], [["waiting", "lost"], false]);
  answer(heard[0].id); // late is better than never
  assert.equal(states.at(-1), "settled");
  asking.ask({ name: "start", to: [2] });
  assert.equal(heard.length, 2);
  asking.stop();
});

test("a page without Python asks nothing", () => {
  const { model, heard } = listening(), states = [];
  asker({ ...model, alone: true }, (state) => states.push(state)).ask({ name: "start", to: [1] });
  assert.deepEqual([heard, states], [[], ["lost"]]);
});
