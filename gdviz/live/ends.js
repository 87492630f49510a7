// The names of lines at their ends: in the margin at the right of a plot, each at the height at which its line is seen
// last, moved apart where they would touch. A line that ends earlier, with room for its name, has it there, as soon as it
// has come there. Of lines in one colour each name has a piece of its line before it, which tells who is dashed: those
// stay in the margin. The same names at the same places as in ends.py.

import { drawLook } from "./draw.js";

const LINES = [2, 5]; // so many of a panel, from and to, have their names there
const QUARTER = 1 / 4; // of a picture's width, at most, for names
const AFTER = 8; // CSS pixels from the plot to them
const SAMPLE = 20, CLEAR = 5; // CSS pixels of a line before its name, and from there to the name
const OVER = 6, UNDER = 4; // CSS pixels that they may stand out above and below it

const longest = (texts, pen) => Math.max(...texts.map((text) => pen.measure(text)));

// How much room texts need at the right of a plot; where each has a piece of its line, `pieces`.
export const endRoom = (texts, pen, pieces) => (texts.length ? AFTER + (pieces ? SAMPLE + CLEAR : 0) + longest(texts, pen) + 2 : 0);

// Whether lines have names with a piece of each: some have one colour.
export const alike = (lines) => new Set(lines.map(({ color }) => color[0])).size < lines.length;

// Those of a panel's tracks that have their names there, in a picture so many pixels wide: all that have one, or none.
export function namedLines(tracks, pen, wide) {
  const lines = tracks.filter(({ kind, label }) => kind === "path" && label);
  if (lines.length < LINES[0] || lines.length > LINES[1]) return [];
  return endRoom(lines.map(({ label }) => label), pen, alike(lines)) <= wide * QUARTER ? lines : [];
}

// Where the middles of texts so tall come to stand, from `low` to `high`: as near as can be to where they would, in the
// same order, and none on another.
export function settled(middles, tall, low, high) {
  const order = middles.map((_, k) => k).sort((a, b) => middles[a] - middles[b]), blocks = [];
  const mean = ({ sum, count }) => sum / count;
  order.forEach((k, place) => { // those that would touch make a block around what they want on average
    blocks.push({ sum: middles[k] - place * tall, count: 1 });
    while (blocks.length > 1 && mean(blocks.at(-2)) > mean(blocks.at(-1))) {
      const { sum, count } = blocks.pop();
      blocks.at(-1).sum += sum;
      blocks.at(-1).count += count;
    }
  });
  const first = low + tall / 2, last = high + tall / 2 - middles.length * tall, found = [];
  const wanted = blocks.flatMap((block) => new Array(block.count).fill(mean(block)));
  order.forEach((k, place) => (found[k] = Math.max(first, Math.min(last, wanted[place])) + place * tall));
  return found;
}

// Where a track is seen last, in pixels, whatever step shows, and the step at which it has come there.
function endOf({ ends: [[[across, right], [up, row]]] }, scene, index, [xOf, yOf]) {
  const x = scene.at(across, index), y = scene.at(up, index), at = (t) => [xOf(x(t + right)), yOf(y(t + row))];
  let t = scene.last;
  while (t >= 0 && Number.isNaN(y(t + row))) t -= 1;
  const end = at(t);
  while (t > 0 && at(t - 1).every((v, side) => v === end[side])) t -= 1;
  return { end, since: t };
}

// Names in columns: those that begin where another one has not ended stand over each other.
function columns(names) {
  const found = [];
  for (const one of [...names].sort((a, b) => a.x - b.x)) {
    if (!(one.x < found.at(-1)?.reach)) found.push({ names: [], reach: -Infinity });
    found.at(-1).names.push(one);
    found.at(-1).reach = Math.max(found.at(-1).reach, one.x + one.wide);
  }
  return found.map(({ names }) => names);
}

// Write the names of lines, and the words of marks that stand at the end; of one that the names of lines say there, none.
export function drawEnds(context, { marks }, lines, scene, index, step, sides, [left, top, width, height], dark, pen) {
  const shift = alike(lines) ? SAMPLE + CLEAR : 0, beside = left + width + AFTER;
  const tall = pen.line() + 0.5, bottom = top + height, inside = (y) => Math.max(top, Math.min(bottom, y));
  const walks = lines.map((track) => {
    const { end: [across, up], since } = endOf(track, scene, index, sides), text = track.label, wide = pen.measure(text);
    const early = !shift && step >= since && across + AFTER + wide <= left + width;
    return { text, x: early ? Math.max(left, across) + AFTER : beside, wide, y: inside(up), color: track.color[dark], look: track };
  });
  const told = walks.filter((walk) => !Number.isNaN(walk.y));
  const said = ({ text, y }) => text.split(", ").every((one) => told.some((walk) => walk.text === one && Math.abs(walk.y - y) < tall));
  const still = marks.filter(({ at, words }) => at === "end" && words)
    .map(({ words, y, color }) => ({ text: words, x: beside, wide: 0, y: sides[1](y.at(-1)), color: color[dark] }))
    .filter((mark) => Math.abs(mark.y - inside(mark.y)) <= 1 && !said(mark));
  for (const column of columns([...told, ...still])) {
    const some = column.slice(0, Math.floor((height + OVER + UNDER) / tall));
    const middles = settled(some.map(({ y }) => y), tall, top - OVER, bottom + UNDER);
    some.forEach(({ text, x, color, look }, k) => {
      pen.write(text, [x, beside].map((at) => [at + shift, middles[k]]), { color, halo: 3.5 });
      if (look && shift) drawLook(context, { ...look, marker: null }, [[x, middles[k]], [x + SAMPLE, middles[k]]], [], dark);
    });
  }
}
