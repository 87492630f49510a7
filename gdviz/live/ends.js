// The names of lines at their ends: in the margin at the right of a plot, each at the height at which its line is seen
// last, moved apart where they would touch. Of lines in one colour each name has a piece of its line before it, which
// tells who is dashed. The same names at the same places as in ends.py.

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

// The last number that a track has, in whatever step shows: while it plays, its name stands where it will end.
function lastOf({ ends: [[, [channel, row]]] }, scene, index) {
  const at = scene.at(channel, index);
  for (let t = scene.last; t >= 0; t--) if (!Number.isNaN(at(t + row))) return at(t + row);
  return NaN;
}

// Write the names of lines, and the words of marks that stand at the end; of one that the names of lines say there, none.
export function drawEnds(context, { marks }, lines, scene, index, yOf, [left, top, width, height], dark, pen) {
  const shift = alike(lines) ? SAMPLE + CLEAR : 0;
  const tall = pen.line() + 0.5, bottom = top + height, inside = (y) => Math.max(top, Math.min(bottom, y));
  const walks = lines.map((track) => ({ text: track.label, y: inside(yOf(lastOf(track, scene, index))), color: track.color[dark], look: track }));
  const told = walks.filter((walk) => !Number.isNaN(walk.y));
  const said = ({ text, y }) => text.split(", ").every((one) => told.some((walk) => walk.text === one && Math.abs(walk.y - y) < tall));
  const still = marks.filter(({ at, words }) => at === "end" && words)
    .map(({ words, y, color }) => ({ text: words, y: yOf(y.at(-1)), color: color[dark] }))
    .filter((mark) => Math.abs(mark.y - inside(mark.y)) <= 1 && !said(mark));
  const all = [...told, ...still].slice(0, Math.floor((height + OVER + UNDER) / tall));
  const middles = settled(all.map(({ y }) => y), tall, top - OVER, bottom + UNDER);
  const x = left + width + AFTER;
  all.forEach(({ text, color, look }, k) => {
    pen.write(text, [[x + shift, middles[k]]], { color, halo: 3.5 });
    if (look && shift) drawLook(context, { ...look, marker: null }, [[x, middles[k]], [x + SAMPLE, middles[k]]], [], dark);
  });
}
