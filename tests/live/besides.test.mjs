// What a figure does besides showing its walk: its pace, its address, what tips over, what is under the pointer, by node's
// own test runner. `python -m pytest tests/live/test_besides_javascript.py` runs this.

import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const from = (name) => import(pathToFileURL(`${process.env.GDVIZ_SCRIPTS}/live/${name}`));
const { later, pace } = await from("play.js");
const { readAddress, readPath, writeAddress, writePath } = await from("address.js");
const { handle } = await from("handle.js");
const { FLAT, lift, seen, TIPPED } = await from("relief.js");
const { eased } = await from("moments.js");
const { scattered } = await from("swarm.js");
const { drawParts, emptiest, nearest, say, told } = await from("over.js");
const { snapshot } = await from("keep.js");
const sum = (values) => values.reduce((all, value) => all + value, 0);
const near = (a, b, off = 1e-9) => assert.ok(Math.abs(a - b) <= off, `${a} is not ${b}`);

test("a walk takes two to four seconds, long steps more of them, and ends where the rest cannot be seen", () => {
  const halving = Array.from({ length: 60 }, (_, t) => 200 * 0.8 ** t), times = pace(halving);
  assert.equal(times.length, halving.findIndex((_, t) => sum(halving.slice(t)) <= 0.3));
  assert.equal(pace(new Array(450).fill(0.1)).length, 448); // it creeps, and gets somewhere
  assert.ok(times.every((time, t) => !t || time < times[t - 1]));
  near(sum(times), 2000 + 40 * times.length, 1e-6);
  near(sum(pace(new Array(500).fill(5))), 4000, 1e-6);
  assert.equal(pace([0, 0, 0.1]).length, 3); // nothing of it can be seen: the words go on, and a swarm
  near(sum(pace([50])), 2040, 1e-6);
});

test("time goes from step to step, as long as each takes", () => {
  const times = [100, 50, 10];
  assert.equal(later(times, 0, 0), 0);
  assert.equal(later(times, 0, 50), 0.5);
  assert.equal(later(times, 0.5, 50), 1);
  near(later(times, 0, 125), 1.5);
  near(later(times, 1.5, 30), 2.5);
  assert.equal(later(times, 0, 1000), 3);
  assert.equal(later([], 0, 5), 0);
});

const SCENE = {
  sliders: [{ name: "lr", values: ["0.1", "0.2", "0.4"] }, { name: "axis", values: ["steps", "samples seen"] }],
  handles: [{ name: "start", panel: 1 }], last: 20, every: 2,
  panels: [{}, { faces: [{ x: { low: -4, high: 4 }, y: { low: -1, high: 1 } }, { x: { low: -4, high: 4 }, y: { low: -9, high: 9 } }] }],
};

test("an address says where a figure stands, and is read back", () => {
  const there = { at: { lr: 2, axis: 1 }, places: { start: [-3, 0.25] }, step: 7 }, address = writeAddress(there, SCENE);
  assert.equal(address, "#lr=0.4&axis=samples%20seen&start=-3,0.25&step=14");
  assert.deepEqual(readAddress(address, SCENE), there);
  const among = writeAddress(there, SCENE, "figure-2");
  assert.equal(among, `#figure-2&${address.slice(1)}`);
  assert.deepEqual(readAddress(among, SCENE), there);
});

test("of an address only what makes sense is taken, and the nearest value", () => {
  assert.deepEqual(readAddress("#lr=0.27&mu=3&start=left&step=900", SCENE), { at: { lr: 1 }, places: {}, step: null });
  assert.deepEqual(readAddress("", SCENE), { at: {}, places: {}, step: null });
  assert.deepEqual(readAddress("#axis=steps&lr=quick&step=4", SCENE), { at: { axis: 0 }, places: {}, step: 2 });
  const signed = { ...SCENE, sliders: [{ name: "w", values: ["−2", "0", "2"] }] };
  assert.deepEqual(readAddress("#w=-1.9", signed).at, { w: 0 });
  assert.deepEqual(readAddress("#lr=&step=", SCENE), { at: {}, places: {}, step: null });
});

test("words with several signs are read back, on a slider as in a place", () => {
  const scene = { ...SCENE, sliders: [{ name: "start", values: ["(−1.5, −0.1)", "(−1.5, 1e−6)", "(−1.5, 0.1)"] }], handles: [] };
  for (const start of [0, 1, 2]) {
    const there = { at: { start }, places: {}, step: 3 };
    assert.deepEqual(readAddress(writeAddress(there, scene), scene), there);
  }
  const tiny = { ...SCENE, sliders: [{ name: "w", values: ["−1e−9", "0", "1"] }] };
  assert.deepEqual(readAddress("#w=−1.1e−9", tiny).at, { w: 0 });
});

test("of an address no place is taken that is on none of the maps", () => {
  const at = (place) => readAddress(`#start=${place}`, SCENE).places;
  assert.deepEqual(at("4,-9"), { start: [4, -9] });
  assert.deepEqual(at("4.00001,-0.5"), { start: [4.00001, -0.5] }); // an edge, rounded
  for (const place of ["4.1,0", "0,-9.1", "100,100", "1e308,0", "1,,", "1,1,1", ""]) assert.deepEqual(at(place), {}, place);
});

test("an address says where somebody has stood in the fog, and is read back; of a path beside the map nothing is taken", () => {
  const isOnMap = (point) => point.every((value) => Math.abs(value) <= 5);
  for (const there of [{ path: [[4], [3.5], [-0.25]], down: false }, { path: [[-3, 2], [-2.55, 1.8]], down: true }, { path: [[1 / 3, 0]], down: false }]) {
    const address = writePath(there), read = readPath(address, there.path[0], isOnMap);
    assert.deepEqual(read, there);
    assert.deepEqual(readPath(writePath(there, "figure-3"), there.path[0], isOnMap), there);
  }
  assert.equal(writePath({ path: [[-3, 2], [-2.5, 1.8]], down: true }, "figure-3"), "#figure-3&path=-3,2,-2.5,1.8&down=true");
  for (const path of ["", "4,", "4,6", "4,x", "3,2", "1e999", "4,,3"]) assert.equal(readPath(`#path=${path}`, [4], isOnMap), null, path);
  assert.equal(readPath("#path=-3,2,1", [-3, 2], isOnMap), null);
});

test("a handle stays inside the axes, wherever the start is", () => {
  let edge = null;
  const classList = { toggle: (name, on) => (edge = name === "gdviz-edge" && on) };
  const node = { dataset: {}, style: {}, classList, setAttribute() {}, addEventListener() {} };
  globalThis.document = { createElement: () => node };
  const panel = {
    plot: { append() {} }, canvas: { addEventListener() {} }, zoom: 1, box: [10, 20, 100, 50], onto: (point) => point,
    sides: () => [(x) => 60 + 10 * x, (y) => 45 - 10 * y], face: () => ({ x: { low: -5, high: 5 }, y: { low: -5, high: 5 } }),
  };
  let place = [1, 1];
  const shown = handle({ name: "start", label: "start" }, panel, { place: () => place, nth: () => 0 });
  for (const [at, left, top] of [[[1, 1], 70, 35], [[100, 100], 110, 20], [[-1e9, -2], 10, 65], [[0, -1e9], 60, 70]]) {
    place = at;
    shown.show();
    assert.deepEqual([node.style.left, node.style.top, edge], [`${left}px`, `${top}px`, left === 110]);
  }
  delete globalThis.document;
});

// A map of 8 columns and 40 rows, with a wall across it.
const COLUMNS = 8, ROWS = 40, WALL = 25;
const ups = Float32Array.from({ length: COLUMNS * ROWS }, (_, k) => (Math.floor(k / COLUMNS) === WALL ? 1 : 0));
const colours = Uint32Array.from({ length: COLUMNS * ROWS }, (_, k) => 0xff000000 + Math.floor(k / COLUMNS));

test("from above each point stays where it is, and all can be seen", () => {
  const into = new Uint32Array(COLUMNS * ROWS), visible = lift(ups, colours, COLUMNS, ROWS, FLAT, into, 0);
  assert.ok(visible.every((one) => one === 1));
  assert.deepEqual(into.slice(0, -COLUMNS), colours.slice(0, -COLUMNS));
  for (const row of [0, 10, 39]) near(seen(ROWS, FLAT)(row, 0.7), row, 1e-6);
});

test("from the side a wall hides what is right behind it, and nothing in front of it", () => {
  const visible = lift(ups, colours, COLUMNS, ROWS, TIPPED, new Uint32Array(COLUMNS * ROWS), 0);
  const row = (number) => visible[number * COLUMNS];
  assert.deepEqual([row(WALL), row(WALL + 1), row(ROWS - 1)], [1, 1, 1]);
  assert.deepEqual([row(WALL - 3), row(WALL - 5)], [0, 0]);
  assert.equal(row(0), 1);
  const place = seen(ROWS, TIPPED);
  assert.ok(place(10, 1) < place(10, 0));
  assert.ok(place(0, 0) > 0 && place(ROWS - 1, 0) < ROWS);
});

test("turning begins and ends slowly", () => {
  assert.deepEqual([eased(FLAT, TIPPED, 0), eased(FLAT, TIPPED, 1)], [FLAT, TIPPED]);
  assert.ok(FLAT - eased(FLAT, TIPPED, 0.1) < 0.05 * (FLAT - TIPPED));
  assert.equal(eased(2, 4, 0.5), 3);
});

test("a swarm is spread over the whole map, and over a curve", () => {
  const starts = scattered([{ low: -2, high: 2 }, { low: 0, high: 10 }]);
  assert.equal(starts.length, 30);
  for (const [from, to] of [[0, 2.5], [7.5, 10]]) assert.ok(starts.filter(([, y]) => y >= from && y <= to).length >= 7);
  for (const [from, to] of [[-2, -1], [1, 2]]) assert.ok(starts.filter(([x]) => x >= from && x <= to).length >= 6);
  assert.ok(starts.every(([x, y]) => x >= -2 && x <= 2 && y >= 0 && y <= 10));
  assert.deepEqual(scattered([{ low: 0, high: 3 }], 3), [[0.5], [1.5], [2.5]]);
});

test("the pointer finds the nearest iterate, if one is near", () => {
  const line = [[0, 0], [100, 0], [110, 0]];
  assert.deepEqual(nearest([line], [103, 4]), { k: 0, t: 1 });
  assert.equal(nearest([line], [50, 0]), null);
  assert.deepEqual(nearest([line, [[0, 9], [50, 9]]], [51, 4]), { k: 1, t: 1 });
  const near = { x: { low: -5, high: 5 }, y: { low: -5, high: 5 } }, far = { x: { low: 1999, high: 2001 } };
  assert.equal(told([1.2, -3], 4, near), "(1.2, −3): cost 4");
  assert.equal(told([2000.125], null, far), "2000.13");
  assert.equal(told([1e-9, -3], 4, near), "(0, −3): cost 4");
});

test("the words at the pointer stay inside the picture", () => {
  const wide = 80, pen = { measure: () => wide, write: (words, places, { within }) => (pen.at = places.find(([x, y]) => inside(x, y, within))) };
  const inside = (x, y, [left, top, width, height]) => x >= left && x + wide <= left + width && y - 7 >= top && y + 7 <= top + height;
  for (const at of [[50, 50], [295, 50], [250, 3], [299, 199], [1, 199], [150, 100]]) {
    say(pen, at, "(2.3, 1.38): cost 4", { ink: "black" }, [0, 0, 300, 200]);
    assert.ok(pen.at && Math.abs(pen.at[1] - at[1]) < 30 && pen.at[0] < at[0] + 20 && pen.at[0] + wide > at[0] - 20, String(at));
  }
});

test("what is kept are the points of each path, and the cost, as they are now", () => {
  const numbers = { 0: [0, 1, 2], 1: [9, 4, 1] }, scene = {
    last: 2, tracks: [{ kind: "point" }, { kind: "path", panel: 3, ends: [[[0, 0], [1, 0]]] }],
    words: { numbers: { cost: [1, false, false] } }, at: (channel) => (t) => numbers[channel][t],
  };
  const kept = snapshot(scene, [], "α = 1");
  numbers[1] = [0, 0, 0];
  assert.deepEqual(kept, { paths: [{ panel: 3, points: [[0, 9], [1, 4], [2, 1]] }], settings: "α = 1", cost: [9, 4, 1] });
});

test("the triangle of a step covers neither a minimum nor letters where a corner is free, and as little of a walk as can be", () => {
  const box = [0, 0, 400, 300], star = (x, y) => ({ x: x - 7, y: y - 7, width: 14, height: 14 });
  const corners = [[34, 192], [312, 192], [312, 8], [34, 8]], inside = ([x, y]) => [x + 40, y + 40];
  const find = (points, boxes) => emptiest(box, 80, 80, points, boxes);
  assert.deepEqual(find([], []), corners[0]);
  assert.deepEqual(find([inside(corners[0])], []), corners[1]);
  assert.deepEqual(find([], [star(...inside(corners[0]))]), corners[1]); // even where no walk is
  const busy = [corners[1], corners[1], corners[2], corners[3]].map(inside);
  assert.deepEqual(find(busy, [star(...inside(corners[0]))]), corners[2]);
  const starred = corners.map((corner) => star(...inside(corner)));
  assert.equal(find(busy, starred), null);
  assert.deepEqual(find(busy, starred.slice(1)), corners[0]);
});

test("a step of which nothing but rounding is left has no triangle, not even an empty one", () => {
  const drawn = [], colours = { paper: "white", muted: "grey" }, how = { large: 1, dark: 0, colours };
  const context = new Proxy({}, { get: (on, name) => on[name] ?? (() => drawn.push(name)) });
  const pen = { letters: [], measure: () => 60, write: (text) => drawn.push(text) };
  const part = (label, line) => ({ track: { label, width: 2, color: ["blue", "blue"], dash: [] }, line });
  const triangle = (size, share = 1) => {
    const tail = [200, 100], middle = [200 + size, 100], tip = [200 + size, 100 + size * share];
    drawn.length = 0;
    return drawParts(context, [part("kept", [tail, middle]), part("new", [middle, tip])], [0, 0, 400, 300], [], [], how, pen);
  };
  for (const size of [30, 0.01]) {
    assert.ok(triangle(size));
    assert.ok(["the step", "kept", "new", "roundRect"].every((each) => drawn.includes(each)));
  }
  assert.ok(triangle(30, 0.05)); // 2.9 of 58 pixels
  assert.ok(drawn.includes("new: too short to see") && drawn.includes("kept") && drawn.includes("the step"));
  assert.ok(triangle(30, 0.1) && drawn.includes("new"));
  for (const size of [1e-4, Infinity, NaN]) { // at rest, or beyond all measure
    assert.equal(triangle(size), false);
    assert.deepEqual(drawn, []);
  }
});
