// The number line on which a guess lands, and from which a needle travels to what happened.

import { numberWord } from "./guesses.js";

const APART = 8; // numbers further apart than this factor stand on a logarithmic line
export const HEIGHT = 78; // CSS pixels of the number line

// Where numbers lie on the line, 0 to 1, and its ticks: [number, where]. "never" has a place of its own at the end.
export function line(values) {
  const room = values.includes(Infinity) ? 0.78 : 1;
  const finite = values.filter(Number.isFinite).map((v) => Math.max(-1e300, Math.min(1e300, v)));
  let low = Math.min(...finite), high = Math.max(...finite);
  const powers = finite.length > 1 && low > 1e-300 && high / low > APART;
  const scaled = powers ? Math.log10 : (v) => v;
  low = powers ? Math.floor(Math.log10(low)) : Math.min(0, low);
  high = powers ? Math.ceil(Math.log10(high)) : Math.max(0, high);
  if (!(high - low > 1e-290)) [low, high] = [0, 1]; // nothing but zeros, or never
  const rough = (high - low) / 5, ten = 10 ** Math.floor(Math.log10(rough));
  const step = powers ? Math.ceil((high - low) / 7) : ten * [1, 2, 5, 10].find((m) => m * ten >= 0.999 * rough);
  if (!powers) [low, high] = [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
  const at = (v) => (v === Infinity ? 1 : (room * (scaled(Math.max(-1e300, Math.min(1e300, v))) - low)) / (high - low));
  const count = Math.floor((high - low) / step + 1e-6) + 1;
  const numbers = Array.from({ length: finite.length ? count : 0 }, (_, i) => low + i * step);
  return { at, room, powers, ticks: numbers.map((v) => (powers ? 10 ** v : v)).map((v) => [v, at(v)]) };
}

// The line between two others: `line([guess])` stretches to `line([guess, truth])` as `stretched` goes from 0 to 1.
function between(small, large, stretched) {
  const mixed = (a, b) => (stretched < 1 ? a + stretched * (b - a) : b);
  const at = (v) => mixed(small.at(v), large.at(v));
  const ticks = large.ticks.map(([v]) => [v, at(v)]).filter(([, where]) => where >= 0 && where <= 1);
  return { at, ticks, room: mixed(small.room, large.room) };
}

const eased = (t) => t * t * (3 - 2 * t);
const STRETCHED = 0.35; // part of the time in which the line makes room, before the needle leaves

// The number line with both marks: the guess above it, what happened below it, so that they never hide each other. A
// needle has `travelled` a part, 0 to 1, of the way from the one to the other; truth: null, as long as none is known.
export function paint(context, width, look, guess, truth, travelled) {
  const known = truth !== null, arrived = known && travelled >= 1;
  const stretched = eased(Math.min(1, travelled / STRETCHED)), gone = eased(Math.max(0, travelled - STRETCHED) / (1 - STRETCHED));
  const first = line([guess]), last = known ? line([guess, truth]) : null;
  const { at, room, ticks } = known ? between(first, last, stretched) : first;
  const left = 16, right = width - 16, axis = 36 * look.large, unit = look.large;
  const across = (where) => left + where * (right - left);
  const you = across(at(guess)), it = known ? you + gone * (across(last.at(truth)) - you) : null;
  const never = room < 1;
  const text = (words, x, y, colour, bold) => {
    context.font = `${bold ? "600 " : ""}${(bold ? 14 : 12) * unit}px ${look.family}`;
    context.fillStyle = colour;
    const half = context.measureText(words).width / 2;
    context.fillText(words, Math.max(half + 1, Math.min(width - half - 1, x)), y);
    return half;
  };
  const stroke = (colour, thick, dashes, ...points) => {
    context.strokeStyle = colour;
    context.lineWidth = thick;
    context.setLineDash(dashes);
    context.beginPath();
    points.forEach(([x, y]) => context.lineTo(x, y));
    context.stroke();
  };
  const shape = (colour, x, y, corners, radius, turn) => {
    context.fillStyle = colour;
    context.beginPath();
    for (let i = 0; i < corners; i++) {
      const angle = turn + (2 * Math.PI * i) / corners;
      context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
    context.fill();
  };
  context.clearRect(0, 0, width, HEIGHT * unit);
  context.textAlign = "center";
  context.textBaseline = "middle";
  const end = ticks.length ? across(room) : left, tip = width - 4;
  stroke(look.muted, 1.5, [], [left, axis], [end, axis]);
  if (never) {
    stroke(look.muted, 1.5, [3, 4], [end, axis], [tip - 6, axis]);
    stroke(look.muted, 1.5, [], [tip - 7, axis - 4], [tip, axis], [tip - 7, axis + 4]);
  }
  let free = -Infinity; // where the next number has room
  for (const [value, where] of ticks) {
    const x = across(where), words = numberWord(value);
    stroke(look.muted, 1, [], [x, axis - 3], [x, axis + 3]);
    context.font = `${12 * unit}px ${look.family}`;
    const half = context.measureText(words).width / 2;
    const hidden = known && it - 10 * unit < x + half && x - half < it + 10 * unit;
    if (hidden || x - half < free) continue;
    text(words, x, axis + 13 * unit, look.muted, false);
    free = x + half + 8;
  }
  if (known) {
    context.globalAlpha = 0.5;
    stroke(look.you, 4 * unit, [], [you, axis], [it, axis]); // how far off
    context.globalAlpha = 1;
    shape(look.ink, it, axis + 9 * unit, 4, 8 * unit, 0);
    stroke(look.ink, 2 * unit, [], [it, axis - 6 * unit], [it, axis + 9 * unit]);
  }
  shape(look.you, you, axis - 9 * unit, 6, 8 * unit, Math.PI / 6);
  text(`you: ${numberWord(guess)}`, you, axis - 27 * unit, look.you, true);
  if (arrived) text(`it was: ${numberWord(truth)}`, it, axis + 32 * unit, look.ink, true);
}
