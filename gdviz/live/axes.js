// Axes: from numbers to pixels and back; where the ticks are and what they say; and how all that is drawn. An axis is
// {label, low, high, scale, whole, words, shelf, grows}, see panel.py.

import { endRoom } from "./ends.js";
import { short } from "./numbers.js";

const SHELF = 0.07, BELOW = 0.12; // of a log axis' reach: how far below it the shelf lies, and where it then ends
const INSIDE = 1e-6; // of an axis' length: so far beyond its end is no farther than that
const SHALLOW = 0.45; // how strong the ground of a shelf is
const GAP = 8; // CSS pixels between two tick labels, at least
const ROOM = 8; // between the labels and the plot
const SIX = 6; // labels of a log axis, at most
const BAR = 24; // for a bar of colours beside the plot, without its letters

const shelfOf = ({ low, high }) => low * (low / high) ** SHELF;

// From where to where an axis is painted, the shelf included.
export const reach = ({ low, high, shelf }) => [shelf ? low * (low / high) ** BELOW : low, high];

// The map from a number to a pixel along one side of a box, from pixel `from` to pixel `to`.
export function toPixel(axis, from, to) {
  const [first, last] = reach(axis), { scale, shelf, low } = axis;
  const turn = scale === "log" ? (v) => (v > 0 ? Math.log10(v) : v <= 0 ? -400 : NaN) : (v) => v;
  const slope = (to - from) / (turn(last) - turn(first));
  return (v) => from + slope * (turn(shelf && v < low ? shelfOf(axis) : v) - turn(first));
}

// The other way: the number at a pixel.
export function fromPixel(axis, from, to) {
  const log = axis.scale === "log";
  const [a, b] = log ? reach(axis).map(Math.log10) : reach(axis);
  return (pixel) => {
    const v = a + ((pixel - from) / (to - from)) * (b - a);
    return log ? 10 ** v : v;
  };
}

// The axis that holds walks, too, each a list of numbers: it grows in steps, the same ones as in panel.py. On a log axis
// a walk that goes too far at one end is held at the other.
export function holding(axis, walks) {
  const { low, high, grows } = axis, log = axis.scale === "log", length = high - low;
  const beyond = walks.filter((values) => values.every(Number.isFinite)).map((values) => {
    const [lowest, highest] = [Math.min, Math.max].map((most) => values.reduce((a, b) => most(a, b)));
    if (!log) return [Math.max(0, (low - lowest) / length), Math.max(0, (highest - high) / length)];
    return [axis.shelf ? 0 : low / Math.max(0, lowest), highest / high].map((ratio) => (ratio > 1 && ratio <= grows ? ratio : 0));
  }).filter((ends) => Math.max(...ends) <= grows);
  if (!grows || !beyond.length) return axis;
  const [down, up] = [0, 1].map((end) => grown(Math.max(...beyond.map((ends) => ends[end]))));
  if (log) return { ...axis, low: low / Math.max(1, down), high: high * Math.max(1, up) };
  return { ...axis, low: low - down * length, high: high + up * length };
}

// How far it goes: 1, 2 or 5 times a power of ten, at least a fifth; not at all where nothing is beyond it.
function grown(beyond) {
  const far = Math.max(0.2, beyond) * (1 - INSIDE), ten = 10 ** Math.floor(Math.log10(far));
  return beyond > INSIDE ? [1, 2, 5, 10].map((m) => m * ten).find((size) => size >= far) : 0;
}

// The maps from numbers to pixels in a box: [for x, for y].
export const maps = ([left, top, width, height], { x, y }, make = toPixel) =>
  [make(x, left, left + width), make(y, top + height, top)];

// Where an axis has ticks, and their texts, at most so many and a few, [[value, text], …]: the same as in panel.py.
export function ticks(axis, most) {
  if (axis.words) return axis.words;
  if (axis.scale === "linear") return written(linearTicks(axis, most));
  const apart = axis.shelf ? (axis.high / axis.low) ** SHELF : 1; // nearer to the shelf their letters would touch
  const found = logTicks(axis.low * apart, axis.high, Math.min(most, SIX - 1 - axis.shelf)).map((value) => [value, powerText(value)]);
  return axis.shelf ? [[axis.low / apart, "≈ 0"], ...found] : found;
}

// Ticks with their texts, which three digits tell apart, or all that they have.
function written(values) {
  const three = values.every((value) => Number(value.toPrecision(3)) === value);
  return values.map((value) => [value, three ? short(value) : long(value)]);
}

function long(value) {
  const [mantissa, power] = Math.abs(value).toExponential(11).split("e"), exponent = Number(power);
  const plain = value === 0 || (exponent >= -4 && exponent < 12);
  return (value < 0 ? "−" : "") + (plain ? Math.abs(value) : `${Number(mantissa)}e${exponent}`.replace("-", "−"));
}

// Numbers of 1, 2 or 5 times a power of ten.
function linearTicks({ low, high, whole }, most) {
  const rough = Math.abs(high - low) / most, ten = 10 ** Math.floor(Math.log10(rough));
  const size = [1, 2, 5, 10].map((m) => m * ten).find((each) => each >= rough * (1 - 1e-9));
  const step = whole ? Math.max(1, size) : size;
  const first = Math.ceil(Math.min(low, high) / step - 1e-9), last = Math.floor(Math.max(low, high) / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)) + 0);
}

// Powers of ten, with three times those, or two and five times those, where else there are fewer than three; and even
// distances where that is not enough either, as between 2 and 5.
function logTicks(low, high, few) {
  const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9);
  const around = Array.from({ length: last - first + 2 }, (_, k) => first - 1 + k);
  const inside = (value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  for (const times of [[1], [1, 3], [1, 2, 5]]) {
    const found = around.flatMap((k) => times.map((m) => Number(`${m}e${k}`))).filter(inside);
    const apart = Math.max(1, Math.ceil((found.length - 1) / few)); // of powers; the others are few
    if (found.length >= 3) return times.length > 1 ? found : found.filter((_, k) => k % apart === 0);
  }
  return linearTicks({ low, high, whole: false }, few);
}

// On a log axis all numbers beyond 10⁻³ and 10³ are written with a power of ten: 10⁶, 2·10⁶.
function powerText(value) {
  const exponent = Math.floor(Math.log10(value) + 1e-9), times = short(value / 10 ** exponent);
  if (Math.abs(exponent) <= 3) return short(value);
  return (times === "1" ? "" : `${times}·`) + "10" + [...String(exponent)].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻").join("");
}

// The ticks that have room along a side, from pixel `from` to pixel `to`: [{value, text, at, middle, half}], at most so
// many, no two of which touch. long: how long a text is along that side. within: the pixels that all texts keep to; one
// at their ends gives way a little, and `middle` is where it then stands.
export function labels(axis, from, to, most, long, { gap = GAP, within = [-Infinity, Infinity] } = {}) {
  const along = toPixel(axis, from, to), [low, high] = from < to ? [from, to] : [to, from];
  const clear = (a, b) => Math.abs(a.middle - b.middle) >= a.half + b.half + gap;
  const put = (count) => ticks(axis, count).map(([value, text]) => {
    const at = along(value), half = long(text) / 2;
    return { value, text, at, half, middle: Math.max(within[0] + half, Math.min(within[1] - half, at)) };
  }).filter(({ at }) => at >= low - 0.5 && at <= high + 0.5).filter(({ at, middle, half }) => Math.abs(at - middle) <= half);
  let found = [];
  for (let count = most + 2; count > 0; count--) { // as counts mean "and a few", or some less
    found = put(count);
    if (axis.shelf) found = found.filter((each, k) => !k || clear(each, found[0])); // what else would touch the shelf
    if (found.length <= most && found.every((each, k) => !k || clear(each, found[k - 1]))) return found;
  }
  const ten = ({ value }) => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
  const order = axis.scale === "log" ? [...found.filter(ten), ...found.filter((each) => !ten(each))] : found;
  const kept = order.reduce((some, each) => (some.every((other) => clear(other, each)) ? [...some, each] : some), []);
  return found.filter((each) => kept.includes(each));
}

const enough = (pixels, each) => Math.max(1, Math.min(5, Math.floor(pixels / each)));
const upwards = (axis, [, top, , height], line, each = 26) =>
  labels(axis, top + height, top, enough(height, each), () => line, { gap: 4 });

// How much room the letters around a plot need, [left, top, right, bottom], in a picture so many pixels high. names: of
// lines, at their ends; `pieces`: with a piece of each.
export function margins(face, pen, height, names = [], pieces = false) {
  if (face.inside) return [0, 0, 0, 0];
  const line = pen.line(), longest = (texts) => Math.max(0, ...texts.map((text) => pen.measure(text)));
  const top = face.y.label || face.scale ? line + 6 : 7, bottom = line + 7 + (ownLine(face, height) ? line : 0);
  const long = (axis) => longest(upwards(axis, [0, top, 0, height - top - bottom], line).map(({ text }) => text));
  const ends = face.marks.filter(({ at, words }) => at === "end" && words).map(({ words }) => words);
  const right = face.scale ? BAR + long(asAxis(face.scale)) + ROOM : Math.max(12, endRoom([...names, ...ends], pen, pieces));
  return [long(face.y) + ROOM, top, right, bottom];
}

// A bar of colours has an axis that is logarithmic.
const asAxis = (scale) => ({ words: null, shelf: false, ...scale, scale: "log" });

// Whether the label of the horizontal axis has a line to itself, or stands among the ticks.
const ownLine = ({ x }, height) => Boolean(x.label) && height > 200;

// Draw the axes around a plot, or inside a map. colours: {ink, muted, line}. size: of the picture, [width, height].
export function drawAxes(context, face, box, size, pen, colours) {
  if (face.inside) return insideAxes(face, box, pen, colours);
  const [left, top, width, height] = box, bottom = top + height, line = pen.line(), muted = { color: colours.muted };
  const up = upwards(face.y, box, line), rows = face.scale ? [] : up; // shades fill the plot
  context.lineWidth = 1;
  context.strokeStyle = context.fillStyle = colours.line;
  if (face.y.shelf) { // all that lies there is as good as 0: it is no part of the scale
    const shore = toPixel(face.y, bottom, top)(face.y.low);
    context.globalAlpha = SHALLOW;
    context.fillRect(left, shore, width, bottom - shore);
    context.globalAlpha = 1;
  }
  context.beginPath();
  for (const { at } of rows) {
    context.moveTo(left, Math.round(at) + 0.5);
    context.lineTo(left + width, Math.round(at) + 0.5);
  }
  if (!up.some(({ at }) => bottom - at < 3)) { // else the plot has a floor already
    context.moveTo(left, Math.round(bottom) + 0.5);
    context.lineTo(left + width, Math.round(bottom) + 0.5);
  }
  context.stroke();
  const row = bottom + 5 + line / 2;
  const under = row + (ownLine(face, size[1]) ? line : 0);
  if (face.x.label) pen.write(face.x.label, [[left + width, under]], { ...muted, align: "right" });
  if (face.y.label) pen.write(face.y.label, [[0, line / 2]], muted);
  for (const { text, at } of up) pen.write(text, [[left - ROOM, at]], { ...muted, align: "right" });
  const long = (text) => pen.measure(text), within = [0, size[0]];
  const across = labels(face.x, left, left + width, enough(width, 55), long, { within });
  for (const { text, middle } of across) pen.write(text, [[middle, row]], { ...muted, align: "center" });
  if (face.scale) drawScale(context, face.scale, [left + width + 14, top, 10, height], pen, colours, size[0]);
}

// A map has its letters inside, along its left and its lower edge, and the names of its sides at their ends.
function insideAxes(face, [left, top, width, height], pen, { ink, muted }) {
  const line = pen.line(), floor = top + height - 4 - line / 2, how = { color: ink, halo: 3.5 };
  const name = { ...how, size: 12, bold: true };
  if (face.x.label) pen.write(face.x.label, [[left + width - 9, floor]], { ...name, align: "right" });
  if (face.y.label) pen.write(face.y.label, [[left + 8, top + 4 + line / 2]], name);
  const long = (text) => pen.measure(text), soft = { ...how, color: muted };
  for (const { text, at } of labels(face.x, left, left + width, enough(width, 48), long))
    if (at > left + 26 && at < left + width - 14) pen.write(text, [[at, floor]], { ...soft, align: "center" });
  for (const { text, at } of upwards(face.y, [left, top, width, height], line, 50))
    if (at > top + 14 && at < floor - line) pen.write(text, [[left + 8, at]], soft);
}

// A bar of colours, with ticks at its right and its label above.
function drawScale(context, scale, [left, top, width, height], pen, { muted }, edge) {
  const shades = context.createLinearGradient(0, top + height, 0, top);
  scale.colours.forEach((colour, k) => shades.addColorStop(k / (scale.colours.length - 1), colour));
  context.fillStyle = shades;
  context.beginPath();
  context.roundRect(left, top, width, height, 2);
  context.fill();
  const line = pen.line();
  pen.write(scale.label, [[edge, line / 2]], { color: muted, align: "right" });
  for (const { text, at } of upwards(asAxis(scale), [left, top, width, height], line))
    pen.write(text, [[left + width + ROOM, at]], { color: muted });
}
