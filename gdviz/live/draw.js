// Drawing: tracks, which move, and marks, which stand still, onto a canvas that counts CSS pixels. It knows no widget.

const FAR = 1e5; // CSS pixels: a line to a point farther away than this is cut there, in its own direction
const CLOSE = 7; // dots of a path lie at least so far apart
const LABELLED = 24; // an arrow that is shorter has no label
const FRESH = 40; // steps after which a path is as faint as it gets, in so many of ...
const STAGES = 4; // ... stages
const FAINT = [0.78, 0.15]; // as faint as that, and down to this if it goes across the plot more often than ...
const OFTEN = 20; // ... so many times

// Cut the line from p to q where it gets far away, so that its visible part keeps its direction.
export function cut(p, q) {
  const most = Math.max(Math.abs(q[0]), Math.abs(q[1]));
  if (!(most > FAR)) return q;
  if (most === Infinity) return [0, 1].map((i) => (Number.isFinite(q[i]) ? p[i] : Math.sign(q[i]) * FAR));
  const s = FAR / Math.max(Math.abs(q[0] - p[0]), Math.abs(q[1] - p[1]));
  return [p[0] + s * (q[0] - p[0]), p[1] + s * (q[1] - p[1])];
}

// What a track shows at one position of the sliders and one step, as pixels. sides: maps from numbers to pixels, for x
// and y. Between two steps a walk is under way: the line has come part of the way, and no dot is set until it arrives.
export function points(track, scene, [xOf, yOf], index, step) {
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
  if (track.kind === "shape") {
    const line = Array.from({ length: start.count }, (_, k) => start(whole, k));
    return { line, dots: track.marker ? line : [] };
  }
  const here = start(whole);
  let head = here;
  if (part > 0) {
    const next = cut(here, start(whole + 1));
    head = [here[0] + part * (next[0] - here[0]), here[1] + part * (next[1] - here[1])];
  }
  if (track.kind === "point" || track.kind === "note") return { line: [], dots: [head] };
  const dots = Array.from({ length: whole + 1 }, (_, t) => start(t));
  return { line: part > 0 ? [...dots, head] : dots, dots: dots.filter((_, t) => t % track.every === 0), whole: dots };
}

// Those of the dots that are far enough from the last one drawn.
export function apart(dots, least) {
  let last = null;
  return dots.filter(([x, y]) => {
    const far = !last || Math.hypot(x - last[0], y - last[1]) >= least;
    if (far) last = [x, y];
    return far;
  });
}

// Draw a track. box: of its plot. how: {dark, large, paper}, and on a map `halo`.
export function drawTrack(context, track, { line, dots }, box, how) {
  const [west, north, width, height] = box;
  const { dark, large } = how, brim = track.kind === "point" ? track.size : 1; // a ball on the edge is still a ball
  context.save();
  context.beginPath();
  context.rect(west - brim, north - brim, width + 2 * brim, height + 2 * brim);
  context.clip();
  context.globalAlpha = track.alpha;
  context.lineJoin = "round";
  const ages = how.ages && track.kind === "path", faint = ages ? faintness(line, box) : 1;
  const halo = how.halo && { color: [how.paper, how.paper], width: track.width + 2.4 * large, dash: [] };
  if (track.kind === "arrow" && track.marker) drawArrow(context, shortened(line, box), track, how, halo);
  else if (line.length > 1 && ages) aging(context, line, track, dark, halo, faint);
  else if (line.length > 1) stroke(context, line, track, dark);
  if (track.marker && track.kind === "path") {
    const marked = apart(dots, CLOSE * large), old = ages ? Math.max(0, marked.length - FRESH) : 0;
    context.globalAlpha = Math.min(1, faint / FAINT[0]) * track.alpha;
    stamp(context, marked.slice(0, old), track, dark);
    context.globalAlpha = track.alpha;
    stamp(context, marked.slice(old), track, dark);
  } else if (track.marker && track.kind !== "arrow") stamp(context, dots, track, dark);
  context.restore();
}

// How faint the older parts of a path become: the fainter, the more often its line goes across the plot.
export function faintness(line, [, , width, height]) {
  const pieces = line.slice(1).map(([x, y], t) => Math.min(width, Math.hypot(x - line[t][0], y - line[t][1])) || 0);
  const across = pieces.reduce((sum, long) => sum + long, 0) / width;
  return Math.max(FAINT[1], Math.min(FAINT[0], (FAINT[0] * OFTEN * Math.max(1, height / width)) / across));
}

// A path on a map or a curve: its older parts fainter, and on a map paper beneath it.
function aging(context, line, track, dark, halo, faint) {
  context.globalAlpha = 0.9 * faint * track.alpha;
  if (halo) stroke(context, line, halo, 0);
  const each = FRESH / STAGES, last = line.length - 1;
  for (let stage = STAGES; stage >= 0; stage--) {
    const from = stage === STAGES ? 0 : Math.max(0, last - (stage + 1) * each), to = last - stage * each;
    if (to <= from) continue;
    context.globalAlpha = (1 - ((1 - faint) * stage) / STAGES) * track.alpha;
    stroke(context, line.slice(from, to + 1), track, dark);
  }
  context.globalAlpha = track.alpha;
}

const outside = ([x, y], [west, north, width, height]) => !(x >= west && x <= west + width && y >= north && y <= north + height);

// Where a path has left a map: from the last point inside towards the first of those outside, at the present step. It
// gives {at, towards, step}, the place on the edge, a direction, and the step; null while it is inside.
export function left(path, box) {
  const out = (point) => outside(point, box), [west, north, width, height] = box;
  if (!path.length || !out(path.at(-1))) return null;
  const inside = path.findLastIndex((point) => !out(point));
  if (inside < 0) return null;
  const p = path[inside], [x, y] = cut(p, path[inside + 1]), [dx, dy] = [x - p[0], y - p[1]];
  if (!Number.isFinite(dx) || !Number.isFinite(dy)) return null;
  const far = (from, by, low, high) => (by > 0 ? (high - from) / by : by < 0 ? (low - from) / by : Infinity);
  const share = Math.min(1, far(p[0], dx, west, west + width), far(p[1], dy, north, north + height));
  const long = Math.hypot(dx, dy) || 1;
  return { at: [p[0] + share * dx, p[1] + share * dy], towards: [dx / long, dy / long], step: inside + 1 };
}

// A path that has left a map, as far as its edge: what it does out there only crosses the picture.
export function until({ line, dots }, gone) {
  const kept = gone && gone.step < line.length ? [...line.slice(0, gone.step), gone.at] : line;
  return { line: kept, dots: gone ? dots.filter((dot) => kept.includes(dot)) : dots };
}

// The same of a line alone.
export const untilEdge = (line, box) => until({ line, dots: [] }, left(line, box)).line;

// Where a path that has left a map is seen to leave it when the map is tipped over.
export function leftTipped({ at, towards, step }, { onto }) {
  const [x, y] = onto(at), [a, b] = onto(at.map((v, k) => v - LABELLED * towards[k])), long = Math.hypot(x - a, y - b) || 1;
  return { at: [x, y], towards: [(x - a) / long, (y - b) / long], step };
}

// Say at the edge of a map, or of a curve's picture, that paths have left it. exits: [{track, gone, start}]; where one
// began is not to be covered. Those that leave at one spot share a line. every: how many steps lie between two rows.
export function drawLeft(context, exits, every, [west, north, width, height], how, pen, what = "map") {
  const { large, dark } = how, long = 22 * large, spots = [];
  const [low, high] = [[west + 3, north + 3], [west + width - 3, north + height - 3]];
  const halo = { color: [how.paper, how.paper], width: 5 * large, dash: [] };
  for (const { track, gone, start } of exits) {
    const [u, v] = gone.towards, tip = gone.at.map((at, k) => Math.max(low[k], Math.min(high[k], at)));
    const look = { ...track, width: 2.6 * large, dash: [], marker: "o" }, foot = [tip[0] - u * long, tip[1] - v * long];
    context.globalAlpha = 1;
    drawArrow(context, [foot, tip], look, how, halo);
    const spot = spots.find(({ at }) => Math.hypot(at[0] - foot[0], at[1] - foot[1]) < 3 * long);
    if (!spot) spots.push({ at: foot, steps: [gone.step], starts: [start], color: track.color[dark] });
    else Object.assign(spot, { steps: [...spot.steps, gone.step], starts: [...spot.starts, start], color: how.colours.ink });
  }
  for (const { at: foot, steps, starts, color } of spots) {
    const last = Math.max(...steps), [many, when] = [steps.length > 1 ? `${steps.length} ` : "", Math.min(...steps) < last ? "by" : "at"];
    const words = `${many}left the ${what} ${when} step ${last * every}`, half = pen.measure(words, { bold: true }) / 2;
    const x = Math.max(west + half + 6, Math.min(west + width - half - 6, foot[0])), ring = 26 * large;
    const clear = ([, y]) => starts.every((start) => Math.abs(y - start[1]) > ring || Math.abs(x - start[0]) > half + ring);
    const places = [1, -1, 2, -2, 3, -3, 4, -4, 5, 6].map((k) => [x, foot[1] + 18 * large * k]).filter(clear);
    const within = [west + 3, north + 3, width - 6, height - 6];
    pen.write(words, places, { color, bold: true, halo: 4, align: "center", within });
  }
}

// Write the words of a note above a point, so that they end there; those before its "·" where there is no room for all.
export function drawNote({ color }, [[x, y]], words, { dark, large }, pen) {
  const places = [[x - 8, above(y, pen, large)]], look = { color: color[dark], bold: true, align: "right" };
  if (words) pen.write(words, places, look) || pen.write(words.split(" · ")[0], places, look);
}

// How high letters stand above a line that something runs along.
const above = (y, pen, large) => y - pen.line() / 2 - 6 * large;

// How many places along a line, eight to a piece, lie in a box around a middle.
function crossed(line, [x, y], half, tall) {
  let count = 0;
  for (let k = 1; k < line.length; k++)
    for (let part = 0; part < 1; part += 1 / 8) {
      const [a, b] = [0, 1].map((i) => line[k - 1][i] + part * (line[k][i] - line[k - 1][i]));
      if (Math.abs(a - x) < half && Math.abs(b - y) < tall) count++;
    }
  return count;
}

// An arrow that leads out of a box has its head at the edge; one that begins out there is none.
export function shortened([p, q], box) {
  return !q || outside(p, box) ? [] : [p, left([p, q], box)?.at ?? q];
}

// Say what an arrow is, beside it, where it is long enough to be told from others, and where the fewest of other lines
// run. line: from where to where.
export function drawLabel(context, { label, color }, line, box, { dark, large }, pen, lines) {
  const [p, q] = shortened(line, box), [west, north, width, height] = box;
  if (!label || !q || ![...p, ...q].every(Number.isFinite)) return;
  const [x, y] = cut(p, q), long = Math.hypot(x - p[0], y - p[1]);
  if (long < LABELLED * large) return;
  const [u, v] = [(x - p[0]) / long, (y - p[1]) / long], half = pen.measure(label) / 2, tall = pen.line() / 2;
  const off = 5 + Math.abs(v) * half + Math.abs(u) * tall; // so far from the arrow its middle lies beside it
  const beside = [1, -1].map((side) => [(p[0] + x) / 2 - side * v * off, (p[1] + y) / 2 + side * u * off]);
  const ahead = [x + u * (8 + Math.abs(u) * half + tall), y + v * (8 + Math.abs(u) * half + tall)];
  const within = [west + 3, north + 3, width - 6, height - 6];
  const covers = (place) => lines.reduce((sum, line) => sum + crossed(line, place, half, tall), 0);
  const inside = Math.max(within[0] + half, Math.min(within[0] + within[2] - half, (p[0] + x) / 2));
  const below = [1, -1].map((side) => [inside, side * (Math.max(side * p[1], side * y) + tall + 10 * large)]); // and above
  const places = [...beside, ahead, ...below].sort((a, b) => covers(a) - covers(b));
  pen.write(label, places, { color: color[dark], halo: 3.5, align: "center", within });
}

// An arrow from one point to another; a short one is all head, one that nobody could see is left out.
export function drawArrow(context, [p, q], track, { dark, large }, halo) {
  if (!q || !p.every(Number.isFinite) || !q.every((v) => !Number.isNaN(v))) return;
  const [x, y] = cut(p, q), length = Math.hypot(x - p[0], y - p[1]);
  if (length < 1.5) return;
  const head = Math.min(12.5 * large, length), [u, v] = [(x - p[0]) / length, (y - p[1]) / length];
  const foot = [x - u * head, y - v * head], side = 0.42 * head;
  const tip = [[x, y], [foot[0] - v * side, foot[1] + u * side], [foot[0] + v * side, foot[1] - u * side]];
  if (halo) stroke(context, [p, foot, ...tip, foot], { ...halo, width: halo.width - 0.4 * track.width }, 0);
  stroke(context, [p, foot], track, dark);
  context.beginPath();
  tip.forEach((corner, k) => context[k ? "lineTo" : "moveTo"](...corner));
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

// A look by itself, for who is who: a line with a marker.
export function drawLook(context, look, line, dots, dark) {
  stroke(context, line, look, dark);
  if (look.marker) stamp(context, dots, look, dark);
}

// Draw what stands still, and write its words, but for those at the end, see ends.js. sides: maps from numbers to pixels.
export function drawMark(context, mark, [xOf, yOf], box, how, pen, colours) {
  const [left, top, width, height] = box, { dark } = how, brim = mark.kind === "spot" ? mark.size : 1;
  const of = (value, map) => (value === null ? NaN : map(value));
  const level = mark.kind === "level" && yOf(mark.y[0]);
  const all = mark.kind === "level" ? [[left, level], [left + width, level]]
    : mark.x.map((x, k) => [of(x, xOf), of(mark.y[k], yOf)]);
  context.save();
  context.beginPath();
  context.rect(left - brim, top - brim, width + 2 * brim, height + 2 * brim);
  context.clip();
  context.globalAlpha = mark.alpha;
  context.lineJoin = "round";
  if (mark.kind === "line" || mark.kind === "level") stroke(context, all, mark, dark);
  if (mark.kind !== "level" && mark.marker) stamp(context, all, mark, dark);
  context.restore();
  const [x, y] = all.at(-1);
  if (!mark.words || mark.at === "end" || !(mark.at === "top" || (y >= top - 1 && y <= top + height + 1))) return;
  const strong = mark.at === "top" || mark.kind === "spot", line = pen.line(), edge = left + width - 3;
  const look = { color: strong ? colours.ink : mark.color[dark], bold: strong, halo: 3.5, size: strong ? 12 : 11 };
  const [places, more] = {
    over: [[[edge, y - line / 2 - 3], [edge, y + line / 2 + 4]], { align: "right" }],
    under: [[[edge, y + line / 2 + 3], [edge, y - line / 2 - 3]], { align: "right" }],
    beside: [[[x + 9, y - 10], [x + 9, y + 12], [x - 20, y - 10], [x - 20, y + 12]], { within: box }],
    above: [[[x + 5 * how.large, above(y, pen, how.large)]], {}], // beside a line through the point
    top: [[0, 1, 2].map((k) => [x, top + line * (0.5 + k) + 2]), { align: "center" }],
  }[mark.at];
  pen.write(mark.words, places, { ...look, ...more });
}
