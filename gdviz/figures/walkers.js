// Those who walk on the hill: the student and where the next step leads, and the two with whom the student is compared,
// as they race in. Their walks lie on the ground; those seen from the side have a lane each below it, too.

import { apart, drawLook } from "../live/draw.js";

const LOOKS = {
  you: { size: 5.5, corners: 6, dash: [] },
  descent: { size: 4.2, corners: 0, dash: [6, 3] }, // 0 corners: a circle
  guessing: { size: 2.6, corners: 0, dash: [1.5, 2.5] },
};
export const LANES = ["you", "descent", "guessing"];
const LANE = 15; // CSS pixels
const DOTS = 7, TICKS = 4; // CSS pixels that lie at least between two dots of a walk, and between two ticks
const FEET = 9; // the radius of the student
const BEGIN = 0.25; // of the time in which the fog lifts: then the others begin to run

// How far the others have come, in steps, when the fog has lifted so far: all have the same steps in the same time, and
// the first of them are slow.
export function raced(rows, lift) {
  const most = Math.max(...rows.map(({ points }) => points.length - 1));
  return (most + 1) ** Math.max(0, (lift - BEGIN) / (1 - BEGIN)) - 1;
}

// A walk until a step that may lie between two, as pixels: where it stood, and where it is. Off the map there is no
// ground, and it is not seen there.
function walked(at, { points, grounds }, until) {
  const pixel = (t) => grounds[t] && at(points[t], grounds[t].height), last = Math.min(until, points.length - 1);
  const whole = Math.floor(last), stands = Array.from({ length: whole + 1 }, (_, t) => pixel(t)).filter(Boolean);
  const here = pixel(whole), next = last > whole && pixel(whole + 1), part = last - whole;
  return { stands, head: here && next ? here.map((v, k) => v + part * (next[k] - v)) : here };
}

const drawLine = (context, line, colour, width, dash) => drawLook(context, { color: [colour], width, dash }, line, [], 0);

// A dot for each stand, joined by lines where it is seen from above; and where it is on its way, a larger one.
export function drawWalk(context, { n, large }, at, row, until, colour) {
  const { size, corners, dash } = LOOKS[row.who], { stands, head } = walked(at, row, until);
  if (n === 2) {
    const line = [...stands, ...(head ? [head] : [])];
    context.globalAlpha = 0.7;
    drawLine(context, line, colour("paper"), 4.2 * large, []); // or it would be lost on the darkest of the hill's colours
    context.globalAlpha = 1;
    drawLine(context, line, colour(row.who), 1.8 * large, dash);
  }
  for (const stand of [...apart(stands, DOTS * large), ...stands.slice(-1)])
    dot(context, stand, size * large, corners, colour(row.who), colour("paper"));
  if (head && until < row.points.length - 1) dot(context, head, 1.6 * size * large, corners, colour(row.who), colour("paper"));
}

// How high all lanes are together; none where the hill is seen from above.
export const lanesHigh = ({ n, large }) => (n === 1 ? LANES.length * LANE * large + 4 : 0);

// The lanes below the picture, from a height on: the name of each, and a tick for each stand. walks: of those who run.
export function drawLanes(context, { large }, at, [left, , width], top, walks, pen, colour, faint) {
  LANES.forEach((who, k) => {
    const y = top + (k + 0.5) * LANE * large, tall = 0.3 * LANE * large;
    pen.write(who, [[left - 8, y]], { color: colour(who), align: "right" });
    drawLine(context, [[left, y], [left + width, y]], faint, 1, []);
    const row = walks.find((each) => each.who === who);
    if (!row) return;
    const { stands, head } = walked(at, row, row.until), { size, corners } = LOOKS[who];
    for (const [x] of apart(stands.map(([x]) => [x, y]), TICKS * large))
      drawLine(context, [[x, y - tall], [x, y + tall]], colour(who), 2 * large, []);
    if (head) dot(context, [head[0], y], 0.8 * size * large, corners, colour(who), colour("paper"));
  });
}

// The student.
export function drawFeet(context, { large }, feet, colour) {
  dot(context, feet, FEET * large, LOOKS.you.corners, colour("you"), colour("paper"));
}

// Where the next steps lead. level: in one dimension, how far down they are drawn.
export function drawSteps(context, { n, large }, feet, targets, level, colour) {
  for (const [x, y] of targets)
    if (n === 1) shaft(context, [feet[0], level], [x, level], colour("you"), 2 * large, [2, 4]);
    else nose(context, feet, [x, y], FEET * large, colour("you"));
  if (n === 1 && targets.length) drawLine(context, [feet, [feet[0], level + 14]], colour("you"), 1, [2, 4]); // to the axis
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
  const ends = [[x + 2 * radius * a, y + 2 * radius * b], [u - 0.5 * radius * a, v - 0.5 * radius * b]];
  if (long > 2.5 * radius) drawLine(context, ends, colour, 2, [2, 4]);
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

export function shaft(context, from, to, colour, width, dash) {
  const long = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1, head = Math.min(4 * width ** 0.5 + 3, 0.6 * long);
  const [a, b] = [(to[0] - from[0]) / long, (to[1] - from[1]) / long];
  drawLine(context, [from, [to[0] - head * a, to[1] - head * b]], colour, width, dash);
  context.fillStyle = colour;
  context.beginPath();
  for (const [along, aside] of [[0, 0], [-1.6, 0.8], [-1.6, -0.8]])
    context.lineTo(to[0] + head * (along * a - aside * b), to[1] + head * (along * b + aside * a));
  context.fill();
}
