// The fog: fine grain that drifts and has no form, so that nobody takes it for a hill; and what the feet feel where they
// stand, in the light around them, and where they have stood, in what is left of it. No colour here says how high it is.

const SKY = { // on a light page a day of fog, on a dark one a night, with a lamp at the feet
  fog: ["#c5cbd3", "#090b0f"],
  once: ["#e2e6ea", "#33291b"], // where the feet have stood
  now: ["#ffffff", "#7a5b31"],
};
const TILE = 256, GRAIN = 0.02; // CSS pixels that the grain takes to repeat itself; how strong it is, of 1
const DRIFTS = [[5, 2], [-3, 4]]; // CSS pixels a second, of each of two layers
const POOL = 0.14; // the radius of the light, in widths of the plot ...
const LEAST = 42, MOST = 72; // ... and in CSS pixels
const OLD = 0.6; // the radius of what is left of it, in those
const WIDE = 0.5; // of the plot: the front of the fog that lifts

export const poolOf = ([, , width, height]) => Math.max(LEAST, Math.min(MOST, POOL * Math.max(width, height)));

// A tile of grain: each pixel a little lighter or darker than what is beneath it, by chance, but always the same.
let tile = null;
function grain() {
  if (tile) return tile;
  tile = new OffscreenCanvas(TILE, TILE);
  const context = tile.getContext("2d"), image = context.createImageData(TILE, TILE);
  for (let k = 0, seed = 1; k < TILE * TILE; k++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const chance = seed / 2 ** 31 - 1;
    image.data.fill(chance > 0 ? 255 : 0, 4 * k, 4 * k + 3);
    image.data[4 * k + 3] = 255 * GRAIN * Math.abs(chance);
  }
  context.putImageData(image, 0, 0);
  return tile;
}

// Draw the fog over a plot on a canvas of its own, and the light in it. at: from a point of the ground to its pixel.
// path, grounds: where the feet have stood, and what they felt there. seconds: for how long the grain has drifted.
export function drawFog(context, scene, box, at, { path, grounds, dark, lift, seconds, colour }) {
  const [left, top, width, height] = box, pool = poolOf(box);
  context.fillStyle = SKY.fog[dark];
  context.fillRect(left, top, width, height);
  for (const [across, down] of DRIFTS) {
    const pattern = context.createPattern(grain(), "repeat");
    pattern.setTransform(new DOMMatrix().translate((across * seconds) % TILE, (down * seconds) % TILE));
    context.fillStyle = pattern;
    context.fillRect(left, top, width, height);
  }
  path.forEach((w, t) => {
    const now = t === path.length - 1, radius = now ? pool : OLD * pool;
    const spot = at(w, grounds[t].height);
    shine(context, spot, radius, SKY[now ? "now" : "once"][dark]);
    feel(context, scene, at, w, grounds[t], { radius, now, colour });
  });
  if (lift > 0) part(context, box, lift);
}

// Light on the ground, which covers what was lit there before.
function shine(context, [x, y], radius, colour) {
  const soft = context.createRadialGradient(x, y, 0.35 * radius, x, y, radius);
  soft.addColorStop(0, colour);
  soft.addColorStop(1, `${colour}00`);
  context.fillStyle = soft;
  context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
}

// The fog goes from the left, where the sun comes up.
function part(context, [left, top, width, height], lift) {
  const front = left + width * (lift * (1 + WIDE) - WIDE);
  const soft = context.createLinearGradient(front, 0, front + WIDE * width, 0);
  soft.addColorStop(0, "#000f");
  soft.addColorStop(1, "#0000");
  context.globalCompositeOperation = "destination-out";
  context.fillStyle = soft;
  context.fillRect(left - 1, top - 1, width + 2, height + 2);
  context.globalCompositeOperation = "source-over";
}

// The direction downhill in the picture, of length 1, and how steep it is there, between 0 and 1.
export function downhill(scene, at, w, slope) {
  const steep = Math.hypot(...slope);
  const [x, y] = at(w, 0), [u, v] = at(w.map((value, i) => value - slope[i] / steep), -steep);
  const long = Math.hypot(u - x, v - y);
  return [(u - x) / long, (v - y) / long, Math.sqrt(steep / (steep + 2 * scene.usual))];
}

// What a foot feels: a piece of straight ground, as the tangent in one dimension; from above in two, as the contours of
// a plane. It says how the ground lies, and nothing about how it bends. `now`: the foot stands there still.
function feel(context, scene, at, w, { height, slope }, { radius, now, colour }) {
  const [x, y] = at(w, height), steep = Math.hypot(...slope);
  const [across, down] = steep > 0 ? downhill(scene, at, w, slope) : [1, 0];
  const line = (u, v, a, b, half) => {
    context.beginPath();
    context.moveTo(u - a * half, v - b * half);
    context.lineTo(u + a * half, v + b * half);
    context.stroke();
  };
  const soft = context.createRadialGradient(x, y, 0.5 * radius, x, y, radius), ink = colour(now ? "ink" : "muted");
  soft.addColorStop(0, `${ink}${now ? "cc" : "aa"}`);
  soft.addColorStop(1, `${ink}00`);
  context.strokeStyle = soft;
  if (w.length === 1) {
    context.lineWidth = now ? 4 : 2;
    return line(x, y, across, down, radius);
  }
  context.lineWidth = 1;
  const gap = Math.max(4, (10 * scene.usual) / steep);
  for (let k = 0.5; k * gap < radius; k++) {
    const half = Math.sqrt(radius ** 2 - (k * gap) ** 2);
    for (const side of [-1, 1]) line(x + side * k * gap * across, y + side * k * gap * down, -down, across, half);
  }
}
