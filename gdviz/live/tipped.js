// A map that is tipped over: its hill in relief, and where on it the points of the map are seen.

import { eased } from "./moments.js";
import { FLAT, lift, seen, TIPPED } from "./relief.js";

const TIME = 500; // milliseconds
const PIECE = 5; // CSS pixels: lines lie on the ground from one such piece to the next

// ground: of the hill, see hill.js. It has `degrees`, `paint`, `onto` (a point of the picture that shows a point of the
// map: [x, y, whether it can be seen]), `drape` (a line on the ground), and `under` (the point of the map at a pixel).
export function tipped(ground) {
  const canvas = new OffscreenCanvas(1, 1), context = canvas.getContext("2d");
  let hill = null, image = null, visible = null, box = null, ratio = 1;
  const self = { degrees: FLAT, paint, onto, drape, under };

  function paint(to, nth, box_, dark, ratio_) {
    [box, ratio] = [box_, ratio_];
    const next = ground.relief(nth, dark, ratio);
    if (next !== hill || !image || image.width !== next.width || image.height !== next.height) {
      [canvas.width, canvas.height] = [next.width, next.height];
      image = context.createImageData(next.width, next.height);
    }
    hill = next;
    const pixels = new Uint32Array(image.data.buffer);
    visible = lift(hill.ups, hill.colours, hill.width, hill.height, self.degrees, pixels, dark);
    context.putImageData(image, 0, 0);
    to.setTransform(1, 0, 0, 1, 0, 0);
    to.drawImage(canvas, Math.round(box[0] * ratio), Math.round(box[1] * ratio));
  }

  const cell = (v, count) => Math.max(0, Math.min(count - 1, Math.round(v)));
  function onto([x, y]) {
    const { width, height, ups } = hill, row = (y - box[1]) * ratio;
    const k = cell(row, height) * width + cell((x - box[0]) * ratio, width);
    const inside = row >= 0 && row < height && x >= box[0] && x < box[0] + box[2];
    return [x, box[1] + seen(height, self.degrees)(row, ups[k]) / ratio, inside && visible[k] === 1];
  }

  // A line on the ground, as pieces that can be seen and pieces that cannot: [{points, seen}, …].
  function drape(line) {
    const pieces = [];
    const add = (point) => {
      const [x, y, can] = onto(point), last = pieces.at(-1);
      if (last?.seen === can) return last.points.push([x, y]);
      pieces.push({ seen: can, points: last ? [last.points.at(-1), [x, y]] : [[x, y]] });
    };
    line.forEach((point, k) => {
      const from = line[k - 1], far = from ? Math.hypot(point[0] - from[0], point[1] - from[1]) : 0;
      const count = Number.isFinite(far) ? Math.min(400, Math.ceil(far / PIECE)) : 0;
      for (let part = 1; part < count; part++)
        add([0, 1].map((side) => from[side] + (part / count) * (point[side] - from[side])));
      if (point.every(Number.isFinite)) add(point);
    });
    return pieces;
  }

  // The point of the map that is seen at a pixel, or the nearest below or above it.
  function under([x, y]) {
    const { width, height } = hill, column = cell((x - box[0]) * ratio, width);
    let best = y, least = Infinity;
    for (let row = 0; row < height; row += 2) {
      const at = [box[0] + column / ratio, box[1] + row / ratio], [, seenAt, can] = onto(at), off = Math.abs(seenAt - y);
      if (can && off < least) [least, best] = [off, at[1]];
    }
    return [x, best];
  }
  return self;
}

// Tips over and back in half a second. changed: it must be drawn anew.
export function tipping(tip, changed) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let frame = null, aim = FLAT;
  return {
    stop: () => cancelAnimationFrame(frame),
    turn() {
      const from = tip.degrees, begin = performance.now();
      const to = (aim = aim === FLAT ? TIPPED : FLAT);
      cancelAnimationFrame(frame);
      const tick = (now) => {
        const share = calm.matches ? 1 : Math.min(1, Math.max(0, now - begin) / TIME);
        tip.degrees = eased(from, to, share);
        if (share < 1) frame = requestAnimationFrame(tick);
        changed();
      };
      tick(begin);
      return to === TIPPED;
    },
  };
}
