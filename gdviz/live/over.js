// What a figure shows besides its tracks: a walk that was kept, a swarm, the iterate under the pointer, and what made the
// present step. All of it is drawn onto a canvas that counts CSS pixels.

import { apart, drawArrow, drawLook } from "./draw.js";
import { short, unitOf } from "./numbers.js";

const NEAR = 14; // CSS pixels from an iterate to the pointer, at most
const SIDE = 58; // CSS pixels: the longer side of the triangle of a step
const SMALLEST = 1e-3; // CSS pixels: a triangle that is smaller is that of a walk at rest
const UNSEEN = 5; // CSS pixels: a shorter arrow of it cannot be seen, and that is said
const STAR = 7; // CSS pixels from the middle of a minimum's star to its points
const GREY = ["#6b7280", "#9aa3ad"];

const grey = (width) => ({ color: GREY, fill: GREY, edge: GREY, width, dash: [], marker: null, size: 0 });

// A track, or a mark, on a map that is tipped over, see tipped.js: what lies behind a hill is dashed, or faint.
export function drawTipped(context, track, { line, dots }, tip, { dark, large, paper, colours }, pen) {
  const bare = { ...track, marker: null }, halo = { ...bare, color: [paper, paper], width: track.width + 2.4 * large, dash: [] };
  const pieces = tip.drape(line), ball = track.kind === "point";
  context.lineJoin = "round";
  context.globalAlpha = 0.55;
  for (const { points, seen } of pieces)
    if (seen) drawLook(context, halo, points, [], dark);
    else drawLook(context, { ...bare, width: 1.4 * large, dash: [2 * large, 3 * large] }, points, [], dark);
  context.globalAlpha = track.alpha;
  for (const { points, seen } of pieces) if (seen) drawLook(context, bare, points, [], dark);
  const all = dots.filter((dot) => dot.every(Number.isFinite)).map(tip.onto), spot = track.kind === "spot";
  const places = all.filter(([, , can]) => can || ball || spot);
  if (spot && !places.some(([, , can]) => can)) context.globalAlpha = 0.5;
  if (track.words && places.length) say(pen, places[0], track.words, colours);
  if (!track.marker || track.kind === "arrow") return;
  drawLook(context, track, [], apart(places, ball ? 0 : 7 * large), dark);
}

// A kept walk, broad and pale beneath the one that shows. lines: in pixels.
export function drawKept(context, lines, { dark, large }) {
  context.globalAlpha = 0.65;
  for (const line of lines) drawLook(context, grey(3.4 * large), line, [], dark);
  context.globalAlpha = 1;
}

// A swarm: a thin line for each walk so far, and a dot where it stands. track: whose colour they have.
export function drawSwarm(context, lines, track, { dark, large }) {
  const look = { ...track, width: 1 * large, dash: [], marker: "o", size: 6 * large, edge: track.fill };
  for (const line of lines) {
    context.globalAlpha = 0.3;
    drawLook(context, { ...look, marker: null }, line, [], dark);
    context.globalAlpha = 1;
    drawLook(context, look, [], line.slice(-1), dark);
  }
}

// Which step's point is nearest to the pointer, null where none is near: {k, t}, that of step t of line k. lines: the
// points of the steps of each, in pixels.
export function nearest(lines, [x, y]) {
  let best = null, least = NEAR;
  lines.forEach((line, k) => line.forEach(([u, v], t) => {
    const far = Math.hypot(u - x, v - y);
    if (far < least) [best, least] = [{ k, t }, far];
  }));
  return best;
}

// A ring around an iterate of the step that the pointer has found; and what it is, where the pointer is.
export function drawLit(context, point, words, { large, colours }, pen, box) {
  context.beginPath();
  context.arc(...point, 8 * large, 0, 2 * Math.PI);
  Object.assign(context, { strokeStyle: colours.ink, lineWidth: 2 * large, globalAlpha: 1 });
  context.stroke();
  if (words) say(pen, point, words, colours, box);
}

// Words beside a point, wherever there is room: of a box, inside.
export function say(pen, [x, y], words, { ink }, box = null) {
  const wide = pen.measure(words, { bold: true }), left = x - 13 - wide, last = box ? box[0] + box[2] - wide : x;
  const places = [[x + 13, y - 13], [x + 13, y + 15], [left, y - 13], [left, y + 15], [Math.min(x - 20, last), y + 24], [Math.min(x - 20, last), y - 24]];
  pen.write(words, places, { color: ink, bold: true, halo: 4, within: box });
}

// The words for a place on a face, and for one under the pointer.
export const tuple = (place, { x, y }) => {
  const texts = place.map((value, side) => short(value, unitOf(side ? y : x)));
  return texts.length > 1 ? `(${texts.join(", ")})` : texts[0];
};
export const told = (place, height, face) => `${tuple(place, face)}${height === null ? "" : `: cost ${short(height)}`}`;

// What made the step: its arrows put together, large enough to be seen at any step, each with its name. arrows: [{track,
// line}], in pixels. It takes the corner of the box where the fewest of `points` lie, and none of `spots` where it can.
export function drawParts(context, arrows, [left, top, width, height], points, spots, how, pen) {
  const named = arrows.filter(({ track, line: [p, q] }) => track.label && q && Math.hypot(q[0] - p[0], q[1] - p[1]) > 0);
  if (named.length < 2 || width < 300 || height < 240) return false;
  const { large, dark, colours } = how, begin = named[0].line[0];
  const ends = named.flatMap(({ line }) => line), size = Math.max(extent(ends, 0), extent(ends, 1));
  if (!(size > SMALLEST && size < Infinity)) return false;
  const scale = (SIDE * large) / size;
  const step = { width: 2 * large, color: [colours.muted, colours.muted], dash: [], label: "the step" };
  const all = [{ track: step, line: [begin, named.at(-1).line[1]] }, ...named].map(({ track, line: [p, q] }) => {
    const seen = Math.hypot(q[0] - p[0], q[1] - p[1]) * scale >= UNSEEN * large;
    return { track, line: [p, q], name: seen ? track.label : `${track.label}: too short to see` };
  });
  const wide = (SIDE + 34) * large + Math.max(...all.map(({ name }) => pen.measure(name)));
  const tall = (SIDE + 26) * large, corner = emptiest([left, top, width, height], wide, tall, points, [...pen.letters, ...spots.map(around)]);
  if (!corner) return false;
  const middle = [0, 1].map((side) => (Math.max(...ends.map((p) => p[side])) + Math.min(...ends.map((p) => p[side]))) / 2);
  const at = (p) => [corner[0] + (12 + SIDE / 2) * large + (p[0] - middle[0]) * scale, corner[1] + tall / 2 + (p[1] - middle[1]) * scale];
  Object.assign(context, { globalAlpha: 0.88, fillStyle: colours.paper });
  context.beginPath();
  context.roundRect(...corner, wide, tall, 6);
  context.fill();
  context.globalAlpha = 1;
  all.forEach(({ track, line, name }, k) => {
    drawArrow(context, line.map(at), track, { dark, large });
    const row = corner[1] + tall / 2 + (k - (all.length - 1) / 2) * 17 * large;
    pen.write(name, [[corner[0] + (SIDE + 24) * large, row]], { color: track.color[dark] });
  });
  return true;
}

const extent = (points, side) => Math.max(...points.map((p) => p[side])) - Math.min(...points.map((p) => p[side]));

const around = ([x, y]) => ({ x: x - STAR, y: y - STAR, width: 2 * STAR, height: 2 * STAR });

// The corner with the fewest points, of those without letters, and without what else is a box; null where there is none.
export function emptiest([left, top, width, height], wide, tall, points, boxes) {
  const gap = 8, low = top + height - tall - 28; // above the ticks
  const corners = [[left + 34, low], [left + width - wide - gap, low], [left + width - wide - gap, top + gap], [left + 34, top + gap]];
  const covered = ([x, y], all) => all.filter((a) => a.x < x + wide && a.x + a.width > x && a.y < y + tall && a.y + a.height > y);
  const free = corners.filter((corner) => !covered(corner, boxes).length);
  const dots = points.map(([x, y]) => ({ x, y, width: 0, height: 0 })), counts = free.map((corner) => covered(corner, dots).length);
  return free[counts.indexOf(Math.min(...counts))] ?? null;
}
