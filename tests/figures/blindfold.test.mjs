// The pure functions of feet.js, by node's own test runner. What is expected was computed by gdviz, and stands in the
// file that GDVIZ_CASES names. `python -m pytest tests/figures/test_blindfold_javascript.py` runs this.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const from = (file) => import(pathToFileURL(`${process.env.GDVIZ_SCRIPTS}/${file}`));
const { compare, falls, felt, ground, heading, really, step, survey, toward, verdict } = await from("figures/feet.js");
const { raced } = await from("figures/walkers.js");
const { wordsOf } = await from("figures/hillside.js");
const { unpack } = await from("live/numbers.js");
const cases = JSON.parse(await readFile(process.env.GDVIZ_CASES, "utf8"));
const close = (a, b, by, what) => assert.ok(Math.abs(a - b) <= by * (1 + Math.abs(b)), `${what}: ${a} is not ${b}`);

async function opened({ scene, numbers }) {
  const bytes = Uint8Array.from(Buffer.from(numbers, "base64"));
  return { ...scene, ...survey(scene.start.length, await unpack(new DataView(bytes.buffer), scene.channels)) };
}

test("the ground between the points of the grid is the objective's, height and slope", async () => {
  for (const one of cases.grounds) {
    const feel = ground(await opened(one));
    for (const { w, height, slope } of one.points) {
      const now = feel(w);
      close(now.height, height, one.within, `height at ${w}`);
      slope.forEach((s, i) => close(now.slope[i], s, one.within, `slope at ${w}`));
    }
  }
});

test("where the map ends, and where the ground has a hole, there is no ground", async () => {
  const feel = ground(await opened(cases.hole));
  cases.hole.without.forEach((w) => assert.equal(feel(w), null, `at ${w}`));
  cases.hole.within.forEach((w) => assert.ok(feel(w), `at ${w}`));
});

test("a step goes as far as it says, in the direction that it says, and keeps its digits", () => {
  let w = [0];
  for (let k = 0; k < 10; k++) w = step(w, 0, 0.1);
  assert.deepEqual(w, [1]);
  assert.deepEqual(step([1], 180, 0.05), [0.95]);
  assert.deepEqual(step([0, 0], 90, 2), [0, 2]);
  assert.deepEqual(step([0, 0], 180, 2), [-2, 0]);
  assert.deepEqual(step([1, 1], 225, Math.SQRT2), [0, 0]);
});

test("a direction is counted from the right, against the clock, and has a name", () => {
  assert.equal(heading([1, 0]), 0);
  assert.equal(heading([0, 2]), 90);
  assert.equal(heading([-1, -0]), 180);
  assert.equal(heading([1, -1]), 315);
  assert.equal(toward(0), "0° (right)");
  assert.equal(toward(359.7), "0° (right)");
  assert.equal(toward(225), "225° (down and left)");
});

test("the words in the fog say what the feet feel", async () => {
  for (const { game, path, text } of cases.felt) {
    const opening = await opened(cases.games[game]);
    assert.equal(felt(opening, ground(opening), path), text);
  }
});

test("the walks are compared as Python compares them, and the verdict is honest", async () => {
  for (const { game, path, text, rows } of cases.compared) {
    const opening = await opened(cases.games[game]), feel = ground(opening);
    const [mine, ...others] = compare(opening, feel, path);
    assert.equal(verdict(opening, feel, [mine, ...others]), text);
    others.forEach((row, k) => {
      const { steps, more, above, asFar, setting } = row, wanted = rows[k];
      assert.deepEqual({ steps, more, asFar, setting }, { steps: wanted.steps, more: wanted.more, asFar: wanted.asFar, setting: wanted.setting });
      close(above, wanted.above, 1e-5, "above");
      assert.equal(row.points.length, steps + 1);
    });
  }
});

test("whoever says that they are down is asked back where it is steep", async () => {
  for (const { game, at, asks } of cases.asked) {
    const opening = await opened(cases.games[game]), feel = ground(opening);
    assert.equal(falls(opening, feel, at), asks !== null, `at ${at}`);
    if (asks) assert.equal(really(feel(at)), asks);
  }
});

test("while the fog lifts, the words of the fog are gone before those of the hill come", () => {
  assert.deepEqual([wordsOf(0), wordsOf(0.5), wordsOf(1)], [[1, 0], [0, 0], [0, 1]]);
  for (let lift = 0; lift <= 1; lift += 0.05) assert.equal(Math.min(...wordsOf(lift)), 0);
});

test("the others race in: all take as many steps in the same time, and arrive when the fog has gone", () => {
  const rows = [13, 500].map((last) => ({ points: Array(last + 1).fill([0]) }));
  assert.equal(raced(rows, 0), 0);
  assert.equal(raced(rows, 0.2), 0);
  assert.equal(raced(rows, 1), 500);
  const shares = [0.3, 0.5, 0.7, 0.9, 1].map((lift) => raced(rows, lift));
  shares.slice(1).forEach((steps, k) => assert.ok(steps > shares[k]));
  assert.ok(raced(rows, 0.5) < 250, "the first steps are slow");
});
