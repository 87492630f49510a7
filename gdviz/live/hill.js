// A hill: from heights over an axes to bands of colour with contour lines between them, at the pixels of a canvas. The
// heights come from a program, or from a grid of numbers. It knows no widget, and not what the heights mean.
//
// What is drawn is a survey, {columns, rows, stands}: nodes at even distances over the axes, row by row from below, and
// where the ground stands at each among the levels.

import { bytesOf, fromPixel, inflate } from "./draw.js";
import { pointwise } from "./program.js";

const POINTS = 120000; // at which heights are computed: about one for each CSS pixel of a large map
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
function between(pixels, nodes) {
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

// The colours of bands, [red, green, blue] from 0 to 255, from stops "#rrggbb" for the lowest height to the highest.
export function tints(levels, stops) {
  const parts = stops.map((stop) => [1, 3, 5].map((k) => parseInt(stop.slice(k, k + 2), 16)));
  return levels.slice(1).map((level, k) => {
    const share = (((level + levels[k]) / 2 - levels[0]) / (levels.at(-1) - levels[0])) * (stops.length - 1);
    const low = Math.min(stops.length - 2, Math.floor(share));
    return parts[low].map((part, c) => Math.round(part + (share - low) * (parts[low + 1][c] - part)));
  });
}

// A hill on a canvas of its own, of width × height pixels, of which `ratio` are a CSS pixel of the scene.
function painted(survey, levels, { colours, line }, dark, width, height, ratio) {
  const canvas = new OffscreenCanvas(width, height), context = canvas.getContext("2d");
  const image = context.createImageData(width, height), pixels = new Uint32Array(image.data.buffer);
  const shades = tints(levels, colours[dark]).map(([r, g, b]) => 0xff000000 | (b << 16) | (g << 8) | r);
  const band = bands(survey, shades.length, width, height);
  for (let k = 0; k < band.length; k++) pixels[k] = shades[band[k]];
  context.putImageData(image, 0, 0);
  const across = width / (survey.columns - 1), up = height / (survey.rows - 1);
  for (const points of lines(survey, shades.length).flat())
    points.forEach(([x, y], k) => context[k ? "lineTo" : "moveTo"](x * across, height - y * up));
  Object.assign(context, { strokeStyle: line.color[dark], globalAlpha: line.alpha, lineWidth: line.width * ratio });
  context.lineJoin = "round";
  context.stroke();
  return canvas;
}

// A hill of a scene, ready to be painted on a canvas; what it looks like there is kept until it changes.
// view: its numbers, the table of its program or packed heights. axes: in which it lies, {box, x, y}.
export async function hill(described, view, { box, x, y }) {
  const { levels, program, grid } = described;
  const known = program ? [] : await unpacked(view, grid, levels[0].length);
  const heights = program && pointwise(program, new Float64Array(bytesOf(view)), "heights");
  let seen = null, canvas = null;

  // figure: the one that shows. dark: 0 or 1. ratio: the canvas' pixels in a CSS pixel of the scene.
  return (context, figure, dark, ratio) => {
    const [left, top, wide, high] = box, member = Math.min(figure, levels.length - 1), sides = [x[figure], y[figure]];
    const [west, east, north, south] = [left, left + wide, top, top + high].map((v) => Math.round(v * ratio));
    const width = Math.max(1, east - west), height = Math.max(1, south - north);
    const now = JSON.stringify([member, dark, ratio, sides]);
    if (now !== seen) {
      const survey = known[member] ?? computed(heights, levels[member], { member }, ...sides, width, height);
      canvas = painted(survey, levels[member], described, dark, width, height, ratio);
    }
    seen = now;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(canvas, west, north);
  };
}
