// Shades: cells of a panel, each in a shade of its number, which is counted on a logarithmic scale; those without a
// number have a pattern.

import { keyTo, tile } from "./areas.js";
import { tints } from "./hill.js";
import { inflate } from "./numbers.js";

const FINE = 64; // shades
const LINE = ["#555b66", "#a9b0bb"]; // of a pattern

// The shades of a scene: `paint`, beneath a panel, and a `key` to the patterns. view: the numbers, column by column.
// place: the panel.
export async function shades({ x, y, colours, low, high, kinds }, view, place) {
  const bytes = await inflate(view), numbers = new Float32Array(bytes.buffer, 0, bytes.length / 4);
  const palette = tints(FINE, colours).map(([red, green, blue]) => `rgb(${red} ${green} ${blue})`);
  const known = (number) => kinds.findIndex((kind) => kind.number === number);
  const [late, lost] = [known(-1), known(-2)], key = kinds.length ? keyTo(kinds, LINE) : null;
  const shade = (number) => {
    const share = (Math.log(number) - Math.log(low)) / (Math.log(high) - Math.log(low));
    return palette[Math.max(0, Math.min(FINE - 1, Math.round(share * (FINE - 1))))];
  };
  let canvas = null, seen = null;

  function drawn(nth, dark, ratio) {
    const [left, top, width, height] = place.box.map((v) => v * ratio), [xOf, yOf] = place.sides(nth);
    const layer = new OffscreenCanvas(Math.ceil(left + width), Math.ceil(top + height));
    const context = layer.getContext("2d");
    const fills = kinds.map((kind) => tile(kind, LINE, dark, ratio).fill);
    const [across, up] = [x.map((v) => Math.round(xOf(v) * ratio)), y.map((v) => Math.round(yOf(v) * ratio))];
    for (let i = 0, k = 0; i < x.length - 1; i++)
      for (let j = 0; j < y.length - 1; j++, k++) {
        const number = numbers[k];
        context.fillStyle = Number.isFinite(number) ? shade(number) : fills[Number.isNaN(number) ? lost : late];
        context.fillRect(across[i], up[j + 1], across[i + 1] - across[i], up[j] - up[j + 1]);
      }
    return layer;
  }

  function paint(context, nth, dark, ratio) {
    const now = JSON.stringify([place.box, nth, dark, ratio]);
    if (now !== seen) canvas = drawn(nth, dark, ratio);
    seen = now;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(canvas, 0, 0);
    key?.show(kinds.map(({ named }) => named[0]), dark);
  }
  return { paint, key: key?.node };
}
