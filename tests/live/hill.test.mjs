// hill.js, and the heights that program.js gives, by node's own test runner. What is expected was computed by numpy,
// matplotlib and gdviz, and stands in the file that GDVIZ_CASES names. `python -m pytest tests/live/test_hill.py` runs it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const from = (name) => import(pathToFileURL(`${process.env.GDVIZ_SCRIPTS}/${name}`));
const { bands, lines, stand, tints, unpacked } = await from("live/hill.js");
const { pointwise } = await from("live/program.js");
const cases = JSON.parse(await readFile(process.env.GDVIZ_CASES, "utf8"));

function numbers(base64) {
  const bytes = Buffer.from(base64, "base64");
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
const near = (a, b, off, what) => assert.ok(Math.abs(a - b) <= off || Object.is(a, b), what ?? `${a} is not ${b}`);
const survey = (columns, rows, of) => {
  const at = (k) => of(k % columns, Math.floor(k / columns));
  return { columns, rows, stands: Float32Array.from({ length: rows * columns }, (_, k) => at(k)) };
};

test("a height stands among the levels where numpy says; what is not finite stands nowhere", () => {
  for (const { levels, heights, stands } of cases.stands) {
    const [given, wanted] = [numbers(heights), numbers(stands)];
    given.forEach((height, k) => near(stand(levels, height), wanted[k], 1e-9));
  }
  assert.deepEqual([-1, 0, 3, 9, 12].map((height) => stand([0, 2, 4, 9], height)), [0, 0, 1.5, 3, 3]);
  for (const height of [NaN, Infinity, -Infinity]) assert.ok(Number.isNaN(stand([0, 1], height)));
  assert.equal(stand([0, 1, 1, 2], 1), 2); // two levels that rounding made equal
});

test("heights that Python packed stand where they stood, for each landscape", async () => {
  const { packed, shape, levels, stands } = cases.packed, bytes = Buffer.from(packed, "base64");
  const larger = new Uint8Array(bytes.length + 11);
  larger.set(bytes, 5);
  const known = await unpacked(new DataView(larger.buffer, 5, bytes.length), shape, levels);
  assert.equal(known.length, stands.length);
  known.forEach(({ rows, columns, stands: given }, nth) => {
    assert.deepEqual([rows, columns], shape);
    const wanted = numbers(stands[nth]);
    assert.equal(given.length, wanted.length);
    given.forEach((part, k) => near(part, wanted[k], levels / 65534));
  });
});

test("a program gives the heights of its landscape, at as many points as one likes", () => {
  for (const { name, described, table, w0, w1, heights, exact } of cases.heights) {
    const at = pointwise(described, numbers(table), "heights"), points = { w0: numbers(w0), w1: numbers(w1) };
    heights.forEach((wanted, member) => {
      const given = at(points, { member });
      const known = numbers(wanted), size = exact ? 0 : Math.max(...known.map(Math.abs));
      known.forEach((height, k) => near(given[k], height, 1e-13 * size, `${name} ${k}`));
    });
  }
});

test("a program that has no heights, or gives more than one number, is refused with a sentence", () => {
  const refuses = (change, words) => {
    const each = structuredClone(cases.heights[0]);
    change(each.described);
    assert.throws(() => pointwise(each.described, numbers(each.table), "heights"), words);
  };
  refuses((p) => delete p.segments.heights, /^Error: This figure's program is damaged: it has no segment heights\. Run/);
  refuses((p) => (p.segments.begin = p.segments.heights), /begin is no segment/);
  refuses((p) => p.segments.heights.variants[0].outputs.push(0), /its heights is not whole/);
  refuses((p) => (p.codes = p.codes.map(() => "eval")), /eval is no operation/);
  refuses((p) => (p.inputs.w1 = p.registers), /an input points to nowhere/);
});

test("a pixel is in the band in which its middle stands, the first row of pixels at the top", () => {
  const plane = survey(5, 3, (x, y) => x + 2 * y); // from 0 to 8 from one corner to the other
  const [width, height] = [40, 26], band = bands(plane, 8, width, height);
  for (let j = 0; j < height; j++)
    for (let i = 0; i < width; i++) {
      const at = ((i + 0.5) / width) * 4 + 2 * (1 - (j + 0.5) / height) * 2;
      if (Math.abs(at - Math.round(at)) > 1e-5) assert.equal(band[j * width + i], Math.floor(at));
    }
  assert.deepEqual([band[0], band[width - 1], band[(height - 1) * width], band.at(-1)], [3, 7, 0, 4]);
});

test("the highest band has all that is as high as the top, or not known", () => {
  const hole = survey(9, 9, (x, y) => (x === 4 && y === 4 ? NaN : x));
  const band = bands(hole, 6, 90, 90);
  assert.equal(band[45 * 90 + 45], 5);
  assert.equal(band[45 * 90 + 5], 0);
  assert.equal(band[45 * 90 + 85], 5);
  assert.ok(band.every((value) => value < 6));
  assert.ok(bands(survey(3, 3, () => NaN), 6, 4, 4).every((value) => value === 5));
});

test("lines go where the levels are, from border to border", () => {
  const plane = survey(5, 4, (x, y) => 0.5 * x + 0.25 * y + 0.125); // from 0.125 to 2.875
  const found = lines(plane, 4);
  assert.equal(found.length, 3);
  assert.deepEqual(found.map((level) => level.length), [1, 1, 0]);
  found.forEach((level, nth) => level.forEach((line) => {
    line.forEach(([x, y]) => near(0.5 * x + 0.25 * y + 0.125, nth + 1, 1e-6));
    for (const [x, y] of [line[0], line.at(-1)])
      assert.ok(Math.min(x, 4 - x, y, 3 - y) < 1e-9, `it ends at ${x}, ${y}`);
  }));
});

test("a line around a hilltop closes, and has no corner left out", () => {
  const cone = survey(41, 41, (x, y) => Math.hypot(x - 20, y - 20) / 6);
  const [one, two, three] = lines(cone, 9);
  for (const [nth, level] of [one, two, three].entries()) {
    assert.equal(level.length, 1);
    assert.deepEqual(level[0][0], level[0].at(-1));
    level[0].forEach(([x, y]) => near(Math.hypot(x - 20, y - 20), 6 * (nth + 1), 0.1));
    const long = level[0].slice(1).reduce((sum, [x, y], k) => sum + Math.hypot(x - level[0][k][0], y - level[0][k][1]), 0);
    near(long, 2 * Math.PI * 6 * (nth + 1), 0.4);
  }
});

test("in a saddle the middle says which corners belong together", () => {
  const square = (a, b, c, d) => ({ columns: 2, rows: 2, stands: Float32Array.of(a, b, d, c) }); // going round
  const ends = (...corners) => lines(square(...corners), 2)[0].map((line) => line.map((end) => end.join()).sort());
  assert.deepEqual(ends(1.75, 0.5, 1.75, 0.5).sort(), [["0,0.6", "0.4,1"], ["0.6,0", "1,0.4"]]);
  assert.deepEqual(ends(1.25, 0.5, 1.25, 0.5).length, 2);
  const [first, second] = ends(1.25, 0.5, 1.25, 0.5).sort().map((line) => line.map((end) => end.split(",").map(Number)));
  for (const line of [first, second]) { // each cuts off a corner that is high
    const [x, y] = [0, 1].map((side) => (line[0][side] + line[1][side]) / 2);
    assert.ok((x < 0.5) === (y < 0.5), `${x}, ${y}`);
  }
});

test("no line goes where nothing is known", () => {
  const cliff = survey(9, 9, (x, y) => (x > 5 ? NaN : 0.7 * y));
  for (const line of lines(cliff, 6).flat()) {
    assert.ok(line.every(([x, y]) => x <= 5 && Number.isFinite(y)));
    assert.equal(Math.max(...line.map(([x]) => x)), 5);
  }
  assert.ok(lines(cliff, 6).flat().length > 3);
});

test("lines lie where matplotlib has them", () => {
  const { rows, columns, stands, count, wanted } = cases.lines;
  const found = lines({ rows, columns, stands: Float32Array.from(numbers(stands)) }, count);
  assert.equal(found.length, wanted.length);
  found.forEach((level, nth) => {
    assert.equal(level.length, wanted[nth].lines, `level ${nth + 1}`);
    const points = level.flat(), [x, y] = wanted[nth].points.map(numbers);
    for (const [u, v] of points) {
      const off = Math.min(...Array.from(x, (value, k) => Math.hypot(value - u, y[k] - v)));
      near(off, 0, 1e-4, `level ${nth + 1} at ${u}, ${v} is ${off} from matplotlib's line`);
    }
    assert.ok(points.length >= x.length);
  });
});

test("bands have the colours that matplotlib gives them, in both themes", () => {
  for (const { levels, stops, colours } of cases.tints)
    tints(levels.length - 1, stops).forEach((tint, k) => tint.forEach((part, c) => near(part, colours[k][c], 1)));
});
