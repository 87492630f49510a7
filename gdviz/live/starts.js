// The kinds of many starts: which of several things becomes of a walk from each place of a map. A program takes the walks,
// in blocks; another says of the last row of each what kind it is.
//
// A grid is {xs, ys, kinds}: rising places along the sides of a map (ys is [0] where it has one side alone), and the kind
// of each, row by row from below.

import { lean } from "./lean.js";
import { viewer, walker } from "./program.js";

const BLOCK = 512; // walks side by side
const MOST = 60000; // walks that a border is worth; where all is border, finer is not clearer
const SETTLED = 150; // milliseconds without a move, before a map becomes fine
const SLICE = 16; // milliseconds of work at a time
const COARSE = 36; // milliseconds that a map may take while a slider moves
const FEWEST = 13; // places along a side

// Works on a map. walk, table: the program of a walk. seen: that of its kind, as `numbers` count it: [0, 1, −1].
export function surveyor(walk, table, seen, numbers) {
  const wanted = Object.keys(seen.inputs).map((name) => name.replace(/^0\.last\./, ""));
  const take = walker(lean(walk, wanted), table, BLOCK), look = viewer(seen, new Float64Array(0), BLOCK);

  // Finds the kinds of starts, and pauses after each block. put(k, kind) hears what it finds.
  function* find(settings, now, starts, put) {
    const count = starts[0].length;
    for (let from = 0; from < count; from += BLOCK) {
      const block = starts.map((values) => {
        const some = new Float64Array(BLOCK).fill(values[from]);
        some.set(values.subarray(from, from + BLOCK));
        return some;
      });
      const kinds = look([take(settings, block, now, true)], [settings], now)(0);
      for (let k = from; k < Math.min(from + BLOCK, count); k++) put(k, numbers.indexOf(kinds[k - from]));
      yield;
    }
  }

  const sides = (ys) => (ys.length > 1 ? 2 : 1);

  // The kinds at these places.
  function* whole({ settings, now }, xs, ys) {
    const count = xs.length * ys.length, kinds = new Uint8Array(count);
    const x = Float64Array.from({ length: count }, (_, k) => xs[k % xs.length]);
    const y = Float64Array.from({ length: count }, (_, k) => ys[Math.floor(k / xs.length)]);
    yield* find(settings, now, [x, y].slice(0, sides(ys)), (k, kind) => (kinds[k] = kind));
    return { xs, ys, kinds };
  }

  // A grid twice as fine: where all places around a new one are of one kind, it is of that kind; else it is looked at.
  // null where too many would have to be.
  function* finer({ settings, now }, grid) {
    const [xs, ys] = [grid.xs, grid.ys].map(halved), wide = xs.length, old = grid.xs.length;
    const kinds = new Uint8Array(wide * ys.length), open = [];
    for (let j = 0; j < ys.length; j++)
      for (let i = 0; i < wide; i++) {
        const low = (j >> 1) * old + (i >> 1), right = i & 1, up = (j & 1) * old;
        const { [low]: a, [low + right]: b, [low + up]: c, [low + right + up]: d } = grid.kinds;
        if (a === b && a === c && a === d) kinds[j * wide + i] = a;
        else open.push(j * wide + i);
      }
    if (open.length > MOST) return null;
    const x = Float64Array.from(open, (k) => xs[k % wide]), y = Float64Array.from(open, (k) => ys[Math.floor(k / wide)]);
    yield* find(settings, now, [x, y].slice(0, sides(ys)), (k, kind) => (kinds[open[k]] = kind));
    return { xs, ys, kinds };
  }
  return { whole, finer };
}

// Places with those halfway between two of them.
const halved = (values) =>
  Array.from({ length: 2 * values.length - 1 }, (_, k) => (values[k >> 1] + values[(k + 1) >> 1]) / 2);

// So many places at even distances, from the first of some values to the last.
export const evenly = (values, count) =>
  Array.from({ length: count }, (_, k) => values[0] + (k / (count - 1)) * (values.at(-1) - values[0]));

// How many there are of each of `count` kinds.
export function tally({ kinds }, count) {
  const found = Array.from({ length: count }, () => 0);
  for (const kind of kinds) found[kind]++;
  return found;
}

// A map that follows the sliders: coarse and at once while they move; then, a little at a time, as fine as its cells, xs
// across and ys up, and finer along the borders. `grid` is what it shows, `counted` that of which one says how many there
// are. changed: hears when it is finer; without it, it is as fine as its cells at once, and stays so.
export function flow(survey, xs, ys, changed) {
  let known = null, clock = null, each = 0.05; // milliseconds for a walk, before one was taken
  const self = { grid: null, counted: null, follow, stop };

  function stop() {
    clearTimeout(clock);
  }

  function* refine(now, pixels) {
    if (self.grid.xs !== xs || self.grid.ys !== ys) {
      self.grid = self.counted = yield* survey.whole(now, xs, ys);
      changed();
    }
    for (let places = xs.length; places < pixels / 2; places *= 2) {
      const finer = yield* survey.finer(now, self.grid);
      if (!finer) return;
      self.grid = finer;
      changed();
    }
  }

  function work(task) {
    const until = performance.now() + SLICE;
    while (performance.now() < until) if (task.next().done) return;
    clock = setTimeout(() => work(task));
  }

  // name: of what is asked for, `now`: the same again changes nothing. pixels: that the map has across.
  function follow(name, now, pixels) {
    if (name === known) return;
    stop();
    const fits = changed ? COARSE / each : Infinity;
    const most = Math.max(FEWEST, Math.floor(ys.length > 1 ? Math.sqrt(fits) : fits));
    const some = (values) => (values.length > most ? evenly(values, most) : values);
    const begin = performance.now(), task = survey.whole(now, some(xs), some(ys));
    let step = task.next();
    while (!step.done) step = task.next();
    self.grid = self.counted = step.value;
    each = (performance.now() - begin) / step.value.kinds.length;
    if (changed) clock = setTimeout(() => work(refine(now, pixels)), known === null ? 0 : SETTLED);
    known = name;
  }
  return self;
}

// A map whose kinds are known, column by column, and stay.
export function given(xs, ys, places) {
  const at = (k) => (k % xs.length) * ys.length + Math.floor(k / xs.length);
  const grid = { xs, ys, kinds: Uint8Array.from({ length: places.length }, (_, k) => places[at(k)]) };
  return { grid, counted: grid, stop() {} };
}
