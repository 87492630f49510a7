// Drawing a walk in the fog: what the feet feel, where they have been, and, as the fog lifts, the hill and the others.

import { toPixel } from "../live/axes.js";

const CLEARING = 72; // CSS pixels around the feet from which the fog keeps away
const LOOKS = {
  // beside: how far above the ground it is drawn where that is seen from the side, so that all three can be seen
  you: { size: 5.5, corners: 6, dash: [], beside: 10 },
  descent: { size: 4.2, corners: 0, dash: [6, 3], beside: 0 }, // 0 corners: a circle
  guessing: { size: 2.6, corners: 0, dash: [1.5, 2.5], beside: -9 },
};

// The map from a point of the ground and its height to the picture, `lift` of the way from the fog (0) to the hill (1).
function placing({ box, views, bottom }, lift) {
  const [left, top, width, height] = box;
  const [fog, hill] = views.map(({ x, y }) => [toPixel(x, left, left + width), toPixel(y, top + height, top)]);
  return (w, high) => {
    if (w.length === 2) return [hill[0](w[0]), hill[1](w[1])];
    const [from, to] = [fog, hill].map(([, y]) => y(high + bottom));
    return [hill[0](w[0]), from + lift * (to - from)];
  };
}

// The point of the map at which a mouse or a finger is.
export function placeAt({ box, views, width, n }, canvas, { clientX, clientY }) {
  const [x, y] = Object.values(views[1]), seen = canvas.getBoundingClientRect(), scale = width / seen.width;
  const [left, top, wide, high] = box;
  const across = x.low + (((clientX - seen.left) * scale - left) / wide) * (x.high - x.low);
  return n === 1 ? [across] : [across, y.high - (((clientY - seen.top) * scale - top) / high) * (y.high - y.low)];
}

// Draw everything. `state`: the path, the ground felt at each of its points, the targets of a next step, the walks to
// compare it with, how far the fog has lifted, the theme. `fitted` gives a picture at the canvas' size.
export function paint(context, scene, fitted, ratio, { path, grounds, targets, rows, lift, dark }) {
  const colour = (name) => scene.colours[name][dark];
  const at = placing(scene, lift), feet = at(path.at(-1), grounds.at(-1).height);
  const picture = (which, alpha) => {
    context.globalAlpha = alpha;
    if (which && alpha) for (const ground of scene.grounds) ground(context, 0, dark, ratio);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(fitted(scene.pictures[which][dark]), 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  };
  const inside = (brim, drawing) => {
    const [left, top, width, height] = scene.box;
    context.save();
    context.beginPath();
    context.rect(left - brim, top - brim, width + 2 * brim, height + 2 * brim);
    context.clip();
    drawing();
    context.restore();
  };
  const you = { who: "you", points: path, grounds };
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.lineJoin = context.lineCap = "round";
  picture(0, 1 - lift);
  inside(0, () => {
    clouds(context, scene.box, colour("muted"), colour("paper"));
    part(context, feet);
    grounds.forEach((ground, t) => feel(context, scene, at, path[t], ground, colour, t === path.length - 1));
  });
  picture(1, lift);
  inside(9, () => {
    for (const row of rows.toReversed()) if (lift > 0 && row.who !== "you") trail(context, scene, at, row, colour, 1);
    context.globalAlpha = 1;
    trail(context, scene, at, you, colour, lift);
    context.globalAlpha = 1 - lift;
    const { slope } = grounds.at(-1);
    if (Math.hypot(...slope) >= scene.flat) {
      const [across, down, steep] = downhill(scene, at, path.at(-1), slope);
      const long = (18 + 80 * steep) * scene.large;
      shaft(context, feet, [feet[0] + long * across, feet[1] + long * down], colour("ink"), 3 * scene.large, []);
    }
    const [, top, , height] = scene.box, level = top + height - 14; // of the steps to the left and to the right
    for (const target of targets) {
      const [x, y] = at(target, 0);
      if (scene.n === 1) shaft(context, [feet[0], level], [x, level], colour("you"), 2 * scene.large, [2, 4]);
      else nose(context, feet, [x, y], 9 * scene.large, colour("you"));
    }
    if (scene.n === 1) drop(context, feet, level, colour("you"));
    context.globalAlpha = 1;
    if (scene.n === 1) feet[1] -= lift * LOOKS.you.beside;
    dot(context, feet, 9 * scene.large, LOOKS.you.corners, colour("you"), colour("paper"));
  });
}

// Clouds, always the same.
function clouds(context, [left, top, width, height], dim, colour) {
  context.fillStyle = `${dim}2e`;
  context.fillRect(left, top, width, height);
  for (let k = 0; k < (12 * width) / height; k++) {
    const x = left + width * ((0.17 + 0.618 * k) % 1), y = top + height * ((0.41 + 0.755 * k) % 1);
    const size = height * (0.2 + 0.2 * ((0.55 * k) % 1));
    const cloud = context.createRadialGradient(x, y, 0, x, y, size);
    cloud.addColorStop(0, `${colour}73`);
    cloud.addColorStop(1, `${colour}00`);
    context.fillStyle = cloud;
    context.fillRect(x - size, y - size, 2 * size, 2 * size);
  }
}

// A thin line from the feet down to the axis.
function drop(context, [x, y], level, colour) {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x, level + 14);
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.setLineDash([2, 4]);
  context.stroke();
  context.setLineDash([]);
}

// Where the next step leads: a nose on the dot, which shows however short the step is, and a ring where it ends.
function nose(context, [x, y], [u, v], radius, colour) {
  const long = Math.hypot(u - x, v - y) || 1, a = (u - x) / long, b = (v - y) / long;
  context.fillStyle = context.strokeStyle = colour;
  context.beginPath();
  for (const [along, aside] of [[1.9, 0], [0.8, 0.75], [0.8, -0.75]])
    context.lineTo(x + radius * (along * a - aside * b), y + radius * (along * b + aside * a));
  context.fill();
  context.lineWidth = 2;
  context.beginPath();
  context.arc(u, v, 0.5 * radius, 0, 2 * Math.PI);
  context.stroke();
  context.setLineDash([2, 4]);
  context.beginPath();
  context.moveTo(x + Math.min(long, 2 * radius) * a, y + Math.min(long, 2 * radius) * b);
  context.lineTo(u - 0.5 * radius * a, v - 0.5 * radius * b);
  if (long > 2.5 * radius) context.stroke();
  context.setLineDash([]);
}

// The fog parts around the feet.
function part(context, [x, y]) {
  const soft = context.createRadialGradient(x, y, 0.35 * CLEARING, x, y, CLEARING);
  soft.addColorStop(0, "#000f");
  soft.addColorStop(1, "#0000");
  context.globalCompositeOperation = "destination-out";
  context.fillStyle = soft;
  context.fillRect(x - CLEARING, y - CLEARING, 2 * CLEARING, 2 * CLEARING);
  context.globalCompositeOperation = "source-over";
}

// The direction downhill in the picture, of length 1, and how steep it is there, between 0 and 1.
function downhill(scene, at, w, slope) {
  const steep = Math.hypot(...slope);
  const [x, y] = at(w, 0), [u, v] = at(w.map((value, i) => value - slope[i] / steep), -steep);
  const long = Math.hypot(u - x, v - y);
  return [(u - x) / long, (v - y) / long, Math.sqrt(steep / (steep + 2 * scene.usual))];
}

// What a foot feels: a piece of straight ground, as the tangent in one dimension; from above in two, as the contours of
// a plane. It says how the ground lies, and nothing about how it bends. `now`: the foot stands there still.
function feel(context, scene, at, w, { height, slope }, colour, now) {
  const [x, y] = at(w, height), steep = Math.hypot(...slope);
  const [across, down] = steep > 0 ? downhill(scene, at, w, slope) : [1, 0];
  context.strokeStyle = colour(now ? "muted" : "you");
  const line = (u, v, a, b, half) => {
    context.beginPath();
    context.moveTo(u - a * half, v - b * half);
    context.lineTo(u + a * half, v + b * half);
    context.stroke();
  };
  if (!now) { // remembered
    context.lineWidth = 2;
    if (w.length === 1) line(x, y, across, down, 15);
    return;
  }
  const soft = context.createRadialGradient(x, y, 0.5 * CLEARING, x, y, CLEARING);
  soft.addColorStop(0, colour("muted"));
  soft.addColorStop(1, `${colour("muted")}00`);
  context.strokeStyle = soft;
  context.lineWidth = w.length === 1 ? 4 : 1;
  if (w.length === 1) return line(x, y, across, down, CLEARING);
  const gap = Math.max(4, (10 * scene.usual) / steep);
  for (let k = 0.5; k * gap < CLEARING; k++) {
    const half = Math.sqrt(CLEARING ** 2 - (k * gap) ** 2);
    for (const side of [-1, 1]) line(x + side * k * gap * across, y + side * k * gap * down, -down, across, half);
  }
}

// A walk: a dot for each stand, joined by lines where it is seen from above.
function trail(context, scene, at, { who, points, grounds }, colour, lift) {
  const { size, corners, dash, beside: far } = LOOKS[who];
  const up = scene.n === 1 ? lift * far : 0;
  const stands = points.flatMap((w, t) => { // off the map there is no ground
    const [x, y] = grounds[t] ? at(w, grounds[t].height) : [];
    return grounds[t] ? [[x, y - up]] : [];
  });
  if (scene.n === 2) {
    context.beginPath();
    stands.forEach((stand, t) => context[t ? "lineTo" : "moveTo"](...stand));
    context.strokeStyle = colour(who);
    context.lineWidth = 1.8 * scene.large;
    context.setLineDash(dash);
    context.stroke();
    context.setLineDash([]);
  }
  for (const stand of stands) dot(context, stand, size * scene.large, corners, colour(who), colour("paper"));
}

// A dot with a rim: a polygon, or a circle where it has no corners.
function dot(context, [x, y], radius, corners, fill, rim) {
  context.beginPath();
  if (corners === 0) context.arc(x, y, radius, 0, 2 * Math.PI);
  for (let k = 0; k < corners; k++) {
    const angle = (2 * Math.PI * k) / corners + Math.PI / 2;
    context[k ? "lineTo" : "moveTo"](x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  context.closePath();
  context.fillStyle = fill;
  context.fill();
  context.strokeStyle = rim;
  context.lineWidth = 1;
  context.stroke();
}

function shaft(context, from, to, colour, width, dash) {
  const long = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1, head = Math.min(4 * width ** 0.5 + 3, 0.6 * long);
  const [a, b] = [(to[0] - from[0]) / long, (to[1] - from[1]) / long];
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(to[0] - head * a, to[1] - head * b);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  for (const [along, aside] of [[0, 0], [-1.6, 0.8], [-1.6, -0.8]])
    context.lineTo(to[0] + head * (along * a - aside * b), to[1] + head * (along * b + aside * a));
  context.fill();
}
