// areas.js, starts.js and lean.js, by node's own test runner. What is expected was computed by gdviz, and stands in the file
// that GDVIZ_CASES names. `python -m pytest tests/live/test_areas_javascript.py` runs this.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const from = (name) => import(pathToFileURL(`${process.env.GDVIZ_SCRIPTS}/live/${name}`));
const { legend, sentence, shares, spread } = await from("areas.js");
const { evenly, surveyor, tally } = await from("starts.js");
const { asked, numbersOf } = await from("walks.js");
const { lean } = await from("lean.js");
const { walker } = await from("program.js");
const cases = JSON.parse(await readFile(process.env.GDVIZ_CASES, "utf8"));

function numbers(base64) {
  const bytes = Buffer.from(base64, "base64");
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function finish(task) {
  let step = task.next();
  while (!step.done) step = task.next();
  return step.value;
}

// A map at work: its survey, what it is asked at a position of its slider, and its sides.
function mapped({ scene, table }) {
  const walk = scene.program.walks[0], own = numbers(table).subarray(0, numbersOf(walk));
  const { kinds, program } = scene.areas, [xs, ys = [0]] = scene.handles[0].cells;
  const survey = surveyor(walk, own, program, kinds.map(({ number }) => number));
  const now = (at) => asked(walk, Object.fromEntries(scene.sliders.map(({ name }) => [name, at])), null);
  return { survey, now, xs, ys, kinds, walk, own };
}

test("the kinds of all cells are those of Python, but for chaotic ones", () => {
  for (const each of cases.maps) {
    const { survey, now, xs, ys, kinds } = mapped(each);
    each.cells.forEach((cells, at) => {
      const grid = finish(survey.whole(now(at), xs, ys));
      const off = [...grid.kinds].filter((kind, k) => {
        const [i, j] = [k % xs.length, Math.floor(k / xs.length)];
        return kinds[kind].number !== cells[i * ys.length + j];
      }).length;
      assert.ok(off <= each.chaotic[at], `${each.name}, ${at}: ${off} cells differ, at most ${each.chaotic[at]} may`);
      const found = tally(grid, kinds.length);
      assert.equal(found.reduce((sum, count) => sum + count), cells.length);
      if (off) return;
      assert.equal(sentence(each.scene.areas, found), each.said[at]);
      assert.deepEqual(legend(each.scene.areas, found).map(([, words]) => words), each.named[at]);
    });
  }
});

test("a finer map is that of all its places: what is not looked at lies between places of one kind", () => {
  for (const each of cases.maps.filter(({ smooth }) => smooth)) {
    const { survey, now, xs, ys } = mapped(each), coarse = finish(survey.whole(now(0), evenly(xs, 21), ys.length > 1 ? evenly(ys, 21) : ys));
    const fine = finish(survey.finer(now(0), coarse)), all = finish(survey.whole(now(0), fine.xs, fine.ys));
    assert.deepEqual([fine.xs.length, fine.xs[0], fine.xs.at(-1)], [41, xs[0], xs.at(-1)]);
    assert.equal(fine.ys.length, ys.length > 1 ? 41 : 1);
    const off = [...fine.kinds].filter((kind, k) => kind !== all.kinds[k]).length;
    assert.ok(off <= 0.01 * all.kinds.length, `${each.name}: ${off} of ${all.kinds.length}`);
  }
});

test("a map that is all border does not become finer", () => {
  const { survey, now, xs, ys } = mapped(cases.maps[0]);
  const board = { xs: evenly(xs, 301), ys: evenly(ys, 301), kinds: Uint8Array.from({ length: 301 * 301 }, (_, k) => k % 2) };
  assert.equal(finish(survey.finer(now(0), board)), null);
});

test("work on a map pauses after each block of walks", () => {
  const { survey, now, xs, ys } = mapped(cases.maps[0]);
  let pauses = 0;
  for (const _ of survey.whole(now(0), xs, ys)) pauses++;
  assert.equal(pauses, Math.ceil((xs.length * ys.length) / 512));
});

test("a shorter program leads to the same last rows", () => {
  for (const each of cases.maps) {
    const { now, walk, own, xs, ys } = mapped(each), short = lean(walk, ["w0", "reason0"]), wide = 16;
    assert.ok(short.fields.length < walk.fields.length && !short.fields.some((name) => name.startsWith("since")));
    const start = [xs, ys].slice(0, each.scene.handles[0].cells.length);
    const some = start.map((values) => Float64Array.from({ length: wide }, (_, k) => values[(5 * k) % values.length]));
    const [whole, left] = [walk, short].map((described) => {
      const { settings, now: which } = now(0);
      return walker(described, own, wide)(settings, some, which, true);
    });
    left.fields.forEach((name, f) => {
      const of = (rows, k) => [...rows.values.subarray(k * wide, (k + 1) * wide)];
      assert.deepEqual(of(left, f), of(whole, whole.fields.indexOf(name)), `${each.name}: ${name}`);
    });
  }
});

test("shares are in the words that Python has for them", () => {
  assert.ok(cases.shares.length > 1000);
  for (const [counts, words] of cases.shares) assert.deepEqual(shares(counts), words);
});

test("a straight border between kinds is straight in the picture, whatever its slope, to a pixel", () => {
  const pixels = 400;
  for (const slope of [0.2, 0.5, 1, 3]) {
    const above = (x, y) => (y > 0.13 + slope * x ? 1 : 0);
    const worst = (side) => { // how far from the border a pixel of the wrong kind lies
      const places = evenly([0, 1], side), at = (k) => above(places[k % side], places[Math.floor(k / side)]);
      const grid = { xs: places, ys: places, kinds: Uint8Array.from({ length: side ** 2 }, (_, k) => at(k)) };
      return spread(grid, pixels, pixels).reduce((far, kind, k) => {
        const [x, y] = [((k % pixels) + 0.5) / pixels, 1 - (Math.floor(k / pixels) + 0.5) / pixels];
        return kind === above(x, y) ? far : Math.max(far, (Math.abs(y - 0.13 - slope * x) / Math.hypot(1, slope)) * pixels);
      }, 0);
    };
    assert.ok(worst(51) <= (slope === 1 ? 1 : 8), `${slope}: ${worst(51)}`); // a cell has 8 pixels
    assert.ok(worst(401) <= 1, `${slope}: ${worst(401)}`);
  }
});

test("on a curve the border lies halfway between two places, over the whole height", () => {
  const shown = spread({ xs: [0, 1, 2], ys: [0], kinds: Uint8Array.of(0, 0, 1) }, 8, 3);
  assert.deepEqual([...shown], Array.from({ length: 3 }, () => [0, 0, 0, 0, 0, 0, 1, 1]).flat());
});
