// Drawing: packed numbers into channels, numbers into pixels, tracks onto a canvas. It knows no widget.

const FAR = 1e5; // CSS pixels: a line to a point farther away than this is cut there, in its own direction
const HEADER = 33; // bytes of a PNG before its palette

// The bytes of a binary trait, which arrives as a view of something larger; and what was deflated in Python.
export const bytesOf = (view) => view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
export async function inflate(view) {
  const stream = new Blob([bytesOf(view)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// The block that wire.pack made: inflate it, sort the bytes back, and cut it into channels {shape, origin}.
export async function unpack(view, channels) {
  const sorted = await inflate(view);
  const count = sorted.length / 4;
  const bytes = new Uint8Array(sorted.length);
  for (let b = 0; b < 4; b++) for (let i = 0; i < count; i++) bytes[4 * i + b] = sorted[b * count + i];
  const numbers = new Float32Array(bytes.buffer);
  let from = 0;
  return channels.map(({ shape, origin }) => {
    const length = shape.reduce((a, b) => a * b, 1);
    from += length;
    return { shape, origin, values: numbers.subarray(from - length, from) };
  });
}

// The pictures that wire.pages made, for a light page and for a dark one: the same pixels, with another palette.
export function decode([png, palette]) {
  const [light, dark] = [png, palette].map((view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  const files = [[light], [light.subarray(0, HEADER), dark, light.subarray(HEADER + dark.length)]];
  return Promise.all(files.map((parts) => createImageBitmap(new Blob(parts, { type: "image/png" }))));
}

// The numbers of a channel at one position of the sliders: a function of the step, and of the point in a shape.
export function at(channel, index) {
  const { shape, origin, values } = channel;
  let run = 0;
  index.forEach((i, axis) => (run = run * shape[axis] + (shape[axis] > 1 ? i : 0)));
  const steps = shape[index.length];
  const points = shape[index.length + 1] ?? 1;
  const read = (t, k = 0) => origin + values[(run * steps + (steps > 1 ? t : 0)) * points + (points > 1 ? k : 0)];
  return Object.assign(read, { steps, points });
}

// What a figure shows comes from channels: a record looks their numbers up.
export const recorded = (numbers) => (channel, index) => at(numbers[channel], index);

// The map from a number to a pixel along one side of a box, from pixel `from` to pixel `to`.
export function toPixel({ scale, low, high }, from, to) {
  const turn = scale === "log" ? (v) => (v > 0 ? Math.log10(v) : v <= 0 ? -400 : NaN) : (v) => v;
  const slope = (to - from) / (turn(high) - turn(low));
  return (v) => from + slope * (turn(v) - turn(low));
}

// Cut the line from p to q where it gets far away, so that its visible part keeps its direction.
export function cut(p, q) {
  const most = Math.max(Math.abs(q[0]), Math.abs(q[1]));
  if (!(most > FAR)) return q;
  if (most === Infinity) return [0, 1].map((i) => (Number.isFinite(q[i]) ? p[i] : Math.sign(q[i]) * FAR));
  const s = FAR / Math.max(Math.abs(q[0] - p[0]), Math.abs(q[1] - p[1]));
  return [p[0] + s * (q[0] - p[0]), p[1] + s * (q[1] - p[1])];
}

// The other way: the number at a pixel.
export function fromPixel({ scale, low, high }, from, to) {
  const log = scale === "log";
  const [a, b] = log ? [Math.log10(low), Math.log10(high)] : [low, high];
  return (pixel) => {
    const v = a + ((pixel - from) / (to - from)) * (b - a);
    return log ? 10 ** v : v;
  };
}

// Which of the figures belongs to a position: there is one for each value of the first slider, or one for all.
export function which(scene, index) {
  return scene.pictures.length > 1 ? index[0] : 0;
}

// The maps from numbers to pixels in an axes of a picture: [for x, for y].
export function maps({ box: [left, top, width, height], x, y }, picture, make = toPixel) {
  return [make(x[picture], left, left + width), make(y[picture], top + height, top)];
}

// What a track shows at one position of the sliders and one step, as pixels. Between two steps a walk is under way:
// the line has come part of the way, and no dot is set until it arrives.
export function points(track, scene, index, step) {
  const [xOf, yOf] = maps(scene.axes[track.axes], which(scene, index));
  const [start, tip] = track.ends.map(([[x, xRow], [y, yRow]]) => {
    const xs = scene.at(x, index), ys = scene.at(y, index);
    const parts = track.parts.map(({ channel, coefficients }) => [scene.at(channel, index), coefficients]);
    const height = (t, k) => parts.reduce((sum, [part, c]) => sum + part(t) * c[k], ys(t + yRow, k));
    const point = (t, k = 0) => [xOf(xs(t + xRow, k)), yOf(height(t, k))];
    return Object.assign(point, { count: Math.max(xs.points, ys.points) });
  });
  if (track.kind === "arrow") {
    const row = Math.ceil(step) - 1; // the step under way, or the last one that was taken
    return { line: row < 0 ? [] : [start(row), tip(row)], dots: [] };
  }
  const whole = Math.floor(step), part = step - whole;
  if (track.kind === "shape")
    return { line: Array.from({ length: start.count }, (_, k) => start(whole, k)), dots: [] };
  const here = start(whole);
  let head = here;
  if (part > 0) {
    const next = cut(here, start(whole + 1));
    head = [here[0] + part * (next[0] - here[0]), here[1] + part * (next[1] - here[1])];
  }
  if (track.kind === "point") return { line: [], dots: [head] };
  const dots = Array.from({ length: whole + 1 }, (_, t) => start(t));
  return { line: part > 0 ? [...dots, head] : dots, dots: dots.filter((_, t) => t % track.every === 0) };
}

// Draw the grounds, the picture, which lets them show through, and every track. `grounds`: functions that paint, see
// hill.js and areas.js. `dark` is 0 or 1, `ratio` the device's pixels in a CSS pixel of the scene.
export function draw(context, scene, grounds, picture, index, step, dark, ratio) {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  for (const ground of grounds) ground(context, which(scene, index), dark, ratio);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(picture, 0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.lineJoin = "round";
  for (const track of scene.tracks) {
    const { line, dots } = points(track, scene, index, step);
    context.save();
    context.beginPath();
    const [left, top, width, height] = scene.axes[track.axes].box;
    const brim = track.kind === "point" ? track.size : 1; // a ball on the edge is still a ball
    context.rect(left - brim, top - brim, width + 2 * brim, height + 2 * brim);
    context.clip();
    context.globalAlpha = track.alpha;
    if (track.kind === "arrow" && track.marker) arrow(context, line, track, dark, scene.large);
    else if (line.length > 1) stroke(context, line, track, dark);
    if (track.marker) stamp(context, dots, track, dark);
    context.restore();
  }
}

// An arrow from one point to another; a short one is all head, one that nobody could see is left out.
function arrow(context, [p, q], track, dark, large) {
  if (!q || !p.every(Number.isFinite) || !q.every((v) => !Number.isNaN(v))) return;
  const [x, y] = cut(p, q), length = Math.hypot(x - p[0], y - p[1]);
  if (length < 1.5) return;
  const head = Math.min(12.5 * large, length), [u, v] = [(x - p[0]) / length, (y - p[1]) / length];
  const foot = [x - u * head, y - v * head], side = 0.42 * head;
  stroke(context, [p, foot], track, dark);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(foot[0] - v * side, foot[1] + u * side);
  context.lineTo(foot[0] + v * side, foot[1] - u * side);
  context.fillStyle = track.color[dark];
  context.fill();
}

function stroke(context, line, track, dark) {
  context.beginPath();
  let last = null;
  for (const point of line) {
    if (Number.isNaN(point[0]) || Number.isNaN(point[1])) {
      last = null;
      continue;
    }
    const next = cut(last ?? [0, 0], point);
    context[last ? "lineTo" : "moveTo"](...next);
    last = next;
  }
  context.strokeStyle = track.color[dark];
  context.lineWidth = track.width;
  context.setLineDash(track.dash);
  context.stroke();
  context.setLineDash([]);
}

function stamp(context, dots, track, dark) {
  context.beginPath();
  for (const [x, y] of dots) {
    if (!(Math.abs(x) < FAR && Math.abs(y) < FAR)) continue;
    if (track.marker === "o") {
      context.moveTo(x + track.size / 2, y);
      context.arc(x, y, track.size / 2, 0, 2 * Math.PI);
    } else {
      track.marker.forEach(([u, v], k) => context[k ? "lineTo" : "moveTo"](x + u, y + v));
      context.closePath();
    }
  }
  context.fillStyle = track.fill[dark];
  context.fill();
  if (track.edge[dark] !== track.fill[dark]) {
    context.strokeStyle = track.edge[dark];
    context.lineWidth = 1.4;
    context.stroke();
  }
}

// A number as a student reads it, to three digits: the same as style.short in Python.
export function short(value) {
  if (Number.isNaN(value)) return "not a number";
  const sign = value < 0 ? "−" : "";
  if (!Number.isFinite(value)) return sign + "∞";
  const [mantissa, power] = Math.abs(value).toExponential(2).split("e");
  const exponent = Number(power);
  const plain = value === 0 || (exponent >= -4 && exponent < 5);
  const text = plain ? String(Number(`${mantissa}e${power}`)) : `${Number(mantissa)}e${exponent}`.replace("-", "−");
  return sign + text;
}
