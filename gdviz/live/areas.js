// Areas: a map on which each place is of one kind, painted beneath a panel at the pixels that a canvas has, with smooth
// borders; the key to it, and what is said of how many there are of each kind. It knows no widget, and not what kinds mean.

import { element } from "./controls.js";
import { between, primaries } from "./hill.js";
import { inflate } from "./numbers.js";
import { flow, given, surveyor, tally } from "./starts.js";
import { asked, numbersOf } from "./walks.js";

const sum = (values) => values.reduce((all, value) => all + value, 0);

// How many percent each of the parts of a whole is, in words that are true of a few and of all but a few. They add up to
// 100, as in areas.py: what rounding down leaves goes to the largest remainders, but to none below half a percent.
export function shares(counts) {
  const total = sum(counts), rests = counts.map((count) => (100 * count) % total);
  const percents = counts.map((count, k) => (100 * count - rests[k]) / total);
  const order = [...counts.keys()].filter((k) => 200 * counts[k] >= total).sort((a, b) => rests[b] - rests[a]);
  for (const k of order.slice(0, 100 - sum(percents))) percents[k]++;
  return percents.map((percent, k) =>
    percent === 0 ? "under 1 %" : percent === 100 && counts[k] < total ? "over 99 %" : `${percent} %`,
  );
}

// What becomes of all, in a sentence; and the words of the key: [[kind, words], …]. found: how many of each kind.
function parts(kinds, found) {
  const there = kinds.filter((_, k) => found[k]), told = shares(found.filter((count) => count));
  return there.map((kind, k) => [kind, told[k]]);
}
export function sentence({ kinds, of }, found) {
  const total = sum(found), there = parts(kinds, found);
  return `Of ${total} ${of}, ${there.map(([{ told }, part], k) => `${part} ${told[k ? 1 : 0]}`).join(", ")}.`;
}
export const legend = ({ kinds }, found) =>
  parts(kinds, found).map(([kind, part], k) => [kind, `${kind.named[k ? 1 : 0]}: ${part}`]);

// The kind at each pixel of a picture, row by row from above: the one that has most weight among the places around it.
export function spread({ xs, ys, kinds }, width, height) {
  const [column, right] = between(width, xs.length), [row, up] = between(height, ys.length);
  const out = new Uint8Array(width * height), next = ys.length > 1 ? xs.length : 0;
  for (let j = 0; j < height; j++) {
    const v = up[height - 1 - j], from = row[height - 1 - j] * xs.length;
    for (let i = 0; i < width; i++) {
      const k = from + column[i], a = kinds[k], b = kinds[k + 1], c = kinds[k + next], d = kinds[k + next + 1];
      let kind = a;
      if (a !== b || a !== c || a !== d) {
        const u = right[i], weights = [(1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v], around = [a, b, c, d];
        let most = -1;
        for (const one of around) {
          let weight = 0;
          for (let n = 0; n < 4; n++) if (around[n] === one) weight += weights[n];
          if (weight > most) [most, kind] = [weight, one];
        }
      }
      out[j * width + i] = kind;
    }
  }
  return out;
}

const whole = ([red, green, blue]) => (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;

// A square of pixels that repeats over an area: its colour, and the pattern that tells it without colour.
export function tile({ face, pattern }, line, dark, ratio) {
  const side = Math.round(8 * ratio), canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  Object.assign(context, { fillStyle: face[dark], strokeStyle: line[dark], lineWidth: 0.8 * ratio });
  context.fillRect(0, 0, side, side);
  context.beginPath();
  for (const k of pattern?.[0] === "/" ? [-1, 0, 1] : []) { // over the corners as well
    context.moveTo(k * side - 1, side + 1);
    context.lineTo((k + 1) * side + 1, -1);
  }
  context.stroke();
  context.fillStyle = line[dark];
  if (pattern?.[0] === ".") {
    context.arc(side / 2, side / 2, 0.9 * ratio, 0, 2 * Math.PI);
    context.fill();
  }
  const { data } = context.getImageData(0, 0, side, side);
  const repeated = context.createPattern(canvas, "repeat");
  repeated.setTransform(new DOMMatrix().scale(1 / ratio));
  return { fill: repeated, side, pixels: Uint32Array.from({ length: side * side }, (_, k) => whole(data.subarray(4 * k))) };
}

// A map on a canvas of its own, of width × height pixels, with thin lines between kinds.
function mapped(grid, tiles, line, width, height) {
  const canvas = new OffscreenCanvas(width, height), context = canvas.getContext("2d");
  const image = context.createImageData(width, height), pixels = new Uint32Array(image.data.buffer);
  const kinds = spread(grid, width, height), border = whole(line);
  for (let y = 0, k = 0; y < height; y++)
    for (let x = 0; x < width; x++, k++) {
      const kind = kinds[k], { side, pixels: of } = tiles[kind];
      const edge = (x > 0 && kinds[k - 1] !== kind) || (y > 0 && kinds[k - width] !== kind);
      pixels[k] = edge ? border : of[(y % side) * side + (x % side)];
    }
  context.putImageData(image, 0, 0);
  return canvas;
}

// A key: a line for each of the kinds, a swatch and words. All of them have their place, so that nothing hops when one
// comes or goes. show(words, dark): words of each, "" where there is none of it.
export function keyTo(kinds, line) {
  const swatches = kinds.map(() => element("canvas", { width: 36, height: 26, ariaHidden: "true" }));
  const texts = kinds.map(() => element("span"));
  const entries = kinds.map((_, k) => element("span", {}, swatches[k], texts[k]));
  const node = element("div", { className: "gdviz-key" }, ...entries);
  let known = null;
  function show(words, dark) {
    if (known === dark + words.join()) return;
    known = dark + words.join();
    kinds.forEach((kind, k) => {
      const context = swatches[k].getContext("2d"), { fill } = tile(kind, line, dark, 2);
      Object.assign(context, { fillStyle: fill });
      context.scale(2, 2);
      context.fillRect(0, 0, 18, 13);
      context.resetTransform();
      texts[k].textContent = words[k];
      entries[k].className = words[k] ? "" : "gdviz-none";
    });
  }
  return { node, show };
}

// The map of a scene: `paint`, beneath a panel; its `coat`, for a hill that is tipped over; what it `said`; its `key`; and
// `stop`. index: a function that says where the sliders are. table, view: the numbers of the figure's program, and of the
// map. place: the panel, which has a box. changed: hears when the map is finer, see flow.
export async function areas(scene, table, view, index, changed, place) {
  const described = scene.areas, { kinds, line, program } = described, [hand] = scene.handles;
  const [xs, ys = [0]] = hand.cells, numbers = kinds.map(({ number }) => number);
  const walk = scene.program?.walks[0], own = program && table.subarray(0, numbersOf(walk));
  const map = program
    ? flow(surveyor(walk, own, program, numbers), xs, ys, changed)
    : given(xs, ys, await inflate(view));
  const found = () => tally(map.counted, kinds.length), key = keyTo(kinds, line);

  // The map has the kinds of where the sliders are, fine enough for so many pixels.
  function follow(pixels) {
    if (!program) return;
    const at = index(), now = Object.fromEntries(scene.sliders.map(({ name }, k) => [name, at[k]]));
    map.follow(at.join(), asked(walk, now, null), pixels);
  }

  let canvas = null, look = null, tiles = [], shown = null;

  // The map at present, on a canvas that is never painted on again: another one has other numbers. Its key follows.
  function coat([wide, high], dark, ratio) {
    const more = ratio < 1.5 ? 2 : 1; // painted larger, a line is smooth
    follow(wide * more);
    const wanted = [wide, high, dark].join();
    if (look !== wanted) tiles = kinds.map((kind) => tile(kind, line, dark, ratio * more));
    if (look !== wanted || shown !== map.grid)
      canvas = mapped(map.grid, tiles, primaries(line[dark]), wide * more, high * more);
    [look, shown] = [wanted, map.grid];
    const words = new Map(legend(described, found()));
    key.show(kinds.map((kind) => words.get(kind) ?? ""), dark);
    return canvas;
  }
  function paint(context, _, dark, ratio) {
    const [x, y, width, height] = place.box;
    const [left, top, right, bottom] = [x, y, x + width, y + height].map((v) => Math.round(v * ratio));
    const size = [right - left, bottom - top], present = coat(size, dark, ratio);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(present, left, top, ...size);
  }
  return { paint, coat, key: key.node, stop: map.stop, said: () => (map.counted ? sentence(described, found()) : "") }; // in a fold it waits to be seen
}
