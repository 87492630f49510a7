// A hill: from heights over an axes to bands of colour with contour lines between them, at the pixels of a canvas. The
// heights come from a program, or from a grid of numbers. It knows no widget, and not what the heights mean.
//
// What is drawn is a survey, {columns, rows, stands}: nodes at even distances over the axes, row by row from below, and
// where the ground stands at each among the levels.

import { fromPixel } from "./axes.js";
import { bytesOf, inflate } from "./numbers.js";
import { pointwise } from "./program.js";

const POINTS = 120000; // at which heights are computed: about one for each CSS pixel of a large map
const SHADE = 0.09; // how much light and shadow there is, at most
const UNKNOWN = 65535; // of 16 bits: see hill.py

// Where a height stands among rising levels: 0 at the lowest, 2.5 halfway between the third and the fourth, at an end
// for what lies beyond it, NaN where it is not known.
export function stand(levels, height) {
  let low = 0, high = levels.length - 1;
  if (!Number.isFinite(height)) return NaN;
  if (height <= levels[low]) return low;
  if (height >= levels[high]) return high;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (levels[middle] <= height) low = middle;
    else high = middle;
  }
  return low + (height - levels[low]) / (levels[high] - levels[low]);
}

// The heights that hill.py packed, as they stand among so many levels: a survey for each grid.
export async function unpacked(view, [rows, columns], levels) {
  const bytes = await inflate(view), count = bytes.length / 2, whole = new Uint16Array(count);
  for (let k = 0; k < count; k++) whole[k] = (k && whole[k - 1]) + bytes[k] + 256 * bytes[count + k];
  const stands = Float32Array.from(whole, (part) => (part === UNKNOWN ? NaN : (part / (UNKNOWN - 1)) * (levels - 1)));
  return Array.from({ length: count / (rows * columns) }, (_, k) => {
    return { rows, columns, stands: stands.subarray(k * rows * columns, (k + 1) * rows * columns) };
  });
}

// The survey of heights that a program gives, fine enough for a picture of width × height pixels. x, y: its axes.
function computed(heights, levels, now, x, y, width, height) {
  const apart = Math.max(1, Math.sqrt((width * height) / POINTS));
  const columns = Math.ceil(width / apart) + 1, rows = Math.ceil(height / apart) + 1;
  const xs = Float64Array.from({ length: columns }, (_, k) => fromPixel(x, 0, columns - 1)(k));
  const w0 = new Float64Array(rows * columns), w1 = new Float64Array(rows * columns), yOf = fromPixel(y, 0, rows - 1);
  for (let row = 0; row < rows; row++) {
    w0.set(xs, row * columns);
    w1.fill(yOf(row), row * columns, (row + 1) * columns);
  }
  const given = heights({ w0, w1 }, now), stands = new Float32Array(given.length);
  for (let k = 0; k < given.length; k++) stands[k] = stand(levels, given[k]);
  return { rows, columns, stands };
}

// For each pixel of one side of a picture: the node before its middle, and which part of the way to the next it is.
export function between(pixels, nodes) {
  const places = Array.from({ length: pixels }, (_, k) => ((k + 0.5) / pixels) * (nodes - 1));
  return [Int32Array.from(places, Math.floor), Float32Array.from(places, (place) => place % 1)];
}

// The band that each pixel of a picture lies in, 0 for the lowest of `count`; row by row from above. Where nothing is
// known the ground is as high as it gets: it shall not look like the floor of a valley.
export function bands({ rows, columns, stands }, count, width, height) {
  const [column, right] = between(width, columns), [row, up] = between(height, rows);
  const out = new Uint8Array(width * height);
  for (let j = 0; j < height; j++) {
    const k = height - 1 - j, below = row[k] * columns, above = below + columns;
    for (let i = 0; i < width; i++) {
      const a = below + column[i], b = above + column[i];
      const low = stands[a] + right[i] * (stands[a + 1] - stands[a]);
      const high = stands[b] + right[i] * (stands[b + 1] - stands[b]);
      const here = low + up[k] * (high - low);
      out[j * width + i] = here < count ? here : count - 1;
    }
  }
  return out;
}

// Pairs of places, one after the other, put together to chains: from an end where there is one, else round and round.
function chained(pairs) {
  const at = new Map(), used = new Uint8Array(pairs.length / 2), chains = [];
  pairs.forEach((place, k) => (at.has(place) ? at.get(place).push(k >> 1) : at.set(place, [k >> 1])));
  function follow(place) {
    const chain = [place];
    for (let pair; (pair = at.get(place).find((each) => !used[each])) !== undefined; chain.push(place)) {
      used[pair] = 1;
      place = pairs[2 * pair] === place ? pairs[2 * pair + 1] : pairs[2 * pair];
    }
    if (chain.length > 1) chains.push(chain);
  }
  for (const [place, { length }] of at) if (length === 1) follow(place);
  pairs.forEach((place, k) => used[k >> 1] || follow(place));
  return chains;
}

// The lines between bands, by marching squares: for each level but the lowest and the highest a list of lines, each a
// list of [x, y], counted in nodes. No line goes where nothing is known.
export function lines({ rows, columns, stands }, count) {
  const crossed = Array.from({ length: count - 1 }, () => []); // sides: 2k goes right from node k, 2k + 1 goes up
  for (let y = 0; y < rows - 1; y++)
    for (let k = y * columns; k < (y + 1) * columns - 1; k++) {
      const a = stands[k], b = stands[k + 1], c = stands[k + columns + 1], d = stands[k + columns]; // going round
      const highest = Math.min(count - 1, Math.floor(Math.max(a, b, c, d)));
      for (let level = Math.floor(Math.min(a, b, c, d)) + 1; level <= highest; level++) {
        const sides = [];
        if (a >= level !== b >= level) sides.push(2 * k);
        if (b >= level !== c >= level) sides.push(2 * (k + 1) + 1);
        if (c >= level !== d >= level) sides.push(2 * (k + columns));
        if (d >= level !== a >= level) sides.push(2 * k + 1);
        const saddle = sides.length === 4 && (a + b + c + d) / 4 >= level !== a >= level;
        crossed[level - 1].push(...(saddle ? [...sides.slice(1), sides[0]] : sides));
      }
    }
  return crossed.map((pairs, nth) => chained(pairs).map((sides) => sides.map((side) => {
    const k = side >> 1, up = side & 1, x = k % columns, y = Math.floor(k / columns);
    const share = (nth + 1 - stands[k]) / (stands[up ? k + columns : k + 1] - stands[k]);
    return up ? [x, y + share] : [x + share, y];
  })));
}

// "#rrggbb" as [red, green, blue].
export const primaries = (colour) => [1, 3, 5].map((k) => parseInt(colour.slice(k, k + 2), 16));

// The colours of so many bands, [red, green, blue] from 0 to 255, from stops "#rrggbb" for the lowest to the highest.
export function tints(count, stops) {
  const parts = stops.map(primaries);
  return Array.from({ length: count }, (_, k) => {
    const share = (count > 1 ? k / (count - 1) : 0) * (stops.length - 1);
    const low = Math.min(stops.length - 2, Math.floor(share));
    return parts[low].map((part, c) => Math.round(part + (share - low) * (parts[low + 1][c] - part)));
  });
}

// How much light falls on each node, from 1 − SHADE to 1 + SHADE: it comes from the upper left, and steep ground has
// most of it, or least. across, up: pixels between two nodes.
export function light({ rows, columns, stands }, count, across, up) {
  const lit = new Float32Array(rows * columns), often = (0.9 * Math.sqrt(across * columns * up * rows)) / count;
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const k = y * columns + x, east = x < columns - 1 ? 1 : 0, west = x ? 1 : 0;
      const north = y < rows - 1 ? columns : 0, south = y ? columns : 0;
      const right = (stands[k + east] - stands[k - west]) / ((east + west) * across);
      const above = (stands[k + north] - stands[k - south]) / (((north + south) / columns) * up);
      const tilt = (right - above) * often;
      lit[k] = 1 + (Number.isFinite(tilt) ? (SHADE * tilt) / Math.sqrt(1 + tilt * tilt) : 0);
    }
  return lit;
}

// The light at each pixel of a picture, row by row from above.
function lighted(lit, { columns, rows }, width, height) {
  const [column, right] = between(width, columns), [row, up] = between(height, rows);
  const out = new Float32Array(width * height);
  for (let j = 0; j < height; j++) {
    const k = height - 1 - j, below = row[k] * columns, above = below + columns;
    for (let i = 0; i < width; i++) {
      const a = below + column[i], b = above + column[i];
      const low = lit[a] + right[i] * (lit[a + 1] - lit[a]), high = lit[b] + right[i] * (lit[b + 1] - lit[b]);
      out[j * width + i] = low + up[k] * (high - low);
    }
  }
  return out;
}

// How high the ground stands at each pixel, from 0 to 1, row by row from above; highest where it is not known.
function stood(survey, count, width, height) {
  return lighted(survey.stands.map((stand) => (Number.isNaN(stand) ? 1 : stand / count)), survey, width, height);
}

// The bands of a hill as pixels.
function coloured(context, survey, levels, stops, width, height) {
  const image = context.createImageData(width, height), shades = tints(levels.length - 1, stops), { data } = image;
  const band = bands(survey, shades.length, width, height);
  const lit = light(survey, shades.length, width / (survey.columns - 1), height / (survey.rows - 1));
  const bright = lighted(lit, survey, width, height);
  const room = shades.map((shade) => Math.min(1, 2 - Math.max(...shade) / 127.5)); // what is pale would lose its hue
  for (let k = 0; k < band.length; k++) {
    const shade = shades[band[k]], by = bright[k] > 1 ? 1 + room[band[k]] * (bright[k] - 1) : bright[k];
    for (let c = 0; c < 3; c++) data[4 * k + c] = shade[c] * by;
    data[4 * k + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

// Areas have no bands that show where the ground is steep: their pixels get light and shadow, more of it than bands. Of
// light only a little: what is pale would lose its hue.
function shaded(data, survey, count, width, height) {
  const lit = light(survey, count, width / (survey.columns - 1), height / (survey.rows - 1));
  const bright = lighted(lit, survey, width, height);
  for (let k = 0; k < bright.length; k++)
    for (let c = 0; c < 3; c++) data[4 * k + c] *= Math.min(1.04, 1 + 1.7 * (bright[k] - 1));
}

// A hill on a canvas of its own, of width × height pixels, of which `ratio` are a CSS pixel.
function painted(survey, levels, { ramp, bands: filled, line }, dark, width, height, ratio) {
  const canvas = new OffscreenCanvas(width, height), context = canvas.getContext("2d");
  if (filled) coloured(context, survey, levels, ramp[dark], width, height);
  const across = width / (survey.columns - 1), up = height / (survey.rows - 1);
  context.lineJoin = "round";
  context.strokeStyle = line.color[dark];
  lines(survey, levels.length - 1).forEach((curves, k) => {
    const strong = (k + 1) % line.stronger === 0;
    context.lineWidth = line.width * ratio * (strong ? 1.4 : 0.9);
    context.globalAlpha = line.alpha * (strong ? 0.95 : 0.4);
    context.beginPath();
    for (const points of curves)
      points.forEach(([x, y], k) => context[k ? "lineTo" : "moveTo"](x * across, height - y * up));
    context.stroke();
  });
  return canvas;
}

// A hill of a scene, ready to be painted on a canvas; what it looks like there is kept until it changes.
// view: its numbers, the table of its program or packed heights. place: in which it lies, {box, x: [axis, …], y}, each
// axis once, or once for each face; what it says is asked for whenever the hill is painted.
// coat: of the areas that a hill without bands lies in, see areas.js; null where there are none.
export async function hill(described, view, place, coat = null) {
  const { levels, program, grid } = described;
  const known = program ? [] : await unpacked(view, grid, levels[0].length);
  const heights = program && pointwise(program, new Float64Array(bytesOf(view)), "heights");
  const of = (list, nth) => list[list.length > 1 ? nth : 0];
  let seen = null, canvas = null, survey = null, relief = null;

  // The hill is painted anew where it has changed.
  // nth: the face that shows. dark: 0 or 1. ratio: the canvas' pixels in a CSS pixel.
  function ready(nth, dark, ratio) {
    const [left, top, wide, high] = place.box, member = levels.length > 1 ? nth : 0;
    const sides = [of(place.x, nth), of(place.y, nth)];
    const [west, east, north, south] = [left, left + wide, top, top + high].map((v) => Math.round(v * ratio));
    const width = Math.max(1, east - west), height = Math.max(1, south - north);
    const now = JSON.stringify([member, dark, ratio, sides, width, height]);
    if (now !== seen) {
      survey = known[member] ?? computed(heights, levels[member], { member }, ...sides, width, height);
      canvas = painted(survey, levels[member], { bands: true, ...described }, dark, width, height, ratio);
      relief = null;
    }
    seen = now;
    return [west, north];
  }

  function paint(context, nth, dark, ratio) {
    const place = ready(nth, dark, ratio);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(canvas, ...place);
  }

  // What tips over: the colour of each pixel, and how high the ground is there, from 0 to 1.
  paint.relief = (nth, dark, ratio) => {
    ready(nth, dark, ratio);
    const { width, height } = canvas, under = coat?.([width, height], dark, ratio);
    if (relief && relief.under === under) return relief;
    const whole = new OffscreenCanvas(width, height), on = whole.getContext("2d", { willReadFrequently: true });
    if (under) on.drawImage(under, 0, 0, width, height);
    on.drawImage(canvas, 0, 0);
    const { data } = on.getImageData(0, 0, width, height), count = levels[0].length - 1;
    if (under) shaded(data, survey, count, width, height);
    const ups = relief?.ups ?? stood(survey, count, width, height);
    return (relief = { width, height, colours: new Uint32Array(data.buffer), ups, under });
  };

  // The height at a point of the face that shows; null where there is no program to say it.
  paint.height = (nth, [w0, w1]) => heights?.({ w0: Float64Array.of(w0), w1: Float64Array.of(w1) }, { member: levels.length > 1 ? nth : 0 })[0] ?? null;
  return described.bands === false && !coat ? Object.assign(paint, { relief: null }) : paint;
}
