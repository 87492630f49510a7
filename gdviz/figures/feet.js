// What feet can know of the ground, and what is known once the fog has lifted: numbers and sentences, no drawing.

import { short } from "../live/numbers.js";

const STEEP = 0.1; // of the usual slope of a hill
const WINDS = ["right", "up and right", "up", "up and left", "left", "down and left", "down", "down and right"];

// The channels that Python packed: heights and slopes of the ground; then, of descent and of guessing, the coordinates
// and the heights. Gives the grid, and the walks: descent's, and one of guessing for each length of step.
export function survey(n, channels) {
  const runs = (coordinates, heights) => {
    const rows = heights.shape.at(-1);
    return Array.from({ length: heights.values.length / rows }, (_, run) => ({
      heights: [...heights.values.subarray(run * rows, (run + 1) * rows)],
      points: Array.from({ length: rows }, (_, t) => coordinates.map(({ values }) => values[run * rows + t])),
    }));
  };
  const walks = [1 + n, 2 * (1 + n)].flatMap((k) => runs(channels.slice(k, k + n), channels[k + n]));
  return { grid: channels.slice(0, 1 + n), walks };
}

// The ground at a point: {height, slope} from the grid, the height counted from the bottom; or null off the map, and
// where the ground is not finite.
// Each corner of the cell says how high the point is by half of its slope; the mean of that is exact on any quadratic.
export function ground({ low, high, grid }) {
  const [heights, ...slopes] = grid;
  const counts = heights.shape;
  return (w) => {
    let corners = [{ at: 0, weight: 1, from: [] }];
    for (let axis = 0; axis < w.length; axis++) {
      const width = (high[axis] - low[axis]) / (counts[axis] - 1);
      const place = (w[axis] - low[axis]) / width;
      if (!(place > -1e-9 && place < counts[axis] - 1 + 1e-9)) return null;
      const cell = Math.max(0, Math.min(counts[axis] - 2, Math.floor(place)));
      corners = corners.flatMap(({ at, weight, from }) => [0, 1].map((side) => ({
        at: at * counts[axis] + cell + side,
        weight: weight * (side ? place - cell : 1 - (place - cell)),
        from: [...from, (place - cell - side) * width],
      })));
    }
    corners = corners.filter(({ weight }) => weight > 0); // what lies beside the point may be a hole
    const mean = (value) => corners.reduce((sum, corner) => sum + corner.weight * value(corner), 0);
    const height = mean(({ at, from }) =>
      from.reduce((sum, along, axis) => sum + 0.5 * slopes[axis].values[at] * along, heights.values[at]));
    const slope = slopes.map(({ values }) => mean(({ at }) => values[at]));
    return [height, ...slope].every(Number.isFinite) ? { height, slope } : null;
  };
}

// The point one step away. It keeps the digits that a step can have, so that ten of 0.1 make 1.
export function step(w, degrees, length) {
  const angle = (degrees * Math.PI) / 180, digits = Math.max(0, 9 - Math.floor(Math.log10(length)));
  const along = [Math.cos(angle), Math.sin(angle)];
  return w.map((value, i) => Number((value + length * along[i]).toFixed(digits)) + 0);
}

// A direction in degrees, 0 to the right, 90 up; and in words.
export const heading = ([x, y]) => ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
export const toward = (degrees) => `${Math.round(degrees) % 360}° (${WINDS[Math.round(degrees / 45) % 8]})`;

export const place = (w) => `w = ${w.length === 1 ? short(w[0]) : `(${w.map((v) => short(v)).join(", ")})`}`;
export const distance = (a, b) => Math.hypot(...a.map((x, i) => x - b[i]));
const counted = (count) => `${count || "no"} step${count === 1 ? "" : "s"}`;

// How the ground lies: "falls to the right, slope −4.2".
function lies({ slope }, { flat }) {
  const steep = Math.hypot(...slope);
  if (steep < flat) return "is flat here";
  if (slope.length === 1) return `falls to the ${slope[0] < 0 ? "right" : "left"}, slope ${short(slope[0])}`;
  return `falls most steeply towards ${toward(heading(slope.map((s) => -s)))}, slope ${short(steep)}`;
}

// What the student knows in the fog.
export function felt(scene, feel, path) {
  const count = path.length - 1, here = path[count], now = feel(here);
  const begin = count ? `Step ${count}.` : "You are on a hill, blindfolded, and want to get down.";
  const parts = [`${begin} You stand at ${place(here)}. The ground ${lies(now, scene)}.`];
  if (count) {
    const rise = now.height - feel(path[count - 1]).height;
    const by = rise === 0 ? "neither up nor down" : `${rise < 0 ? "down" : "up"} by ${short(Math.abs(rise))}`;
    parts.push(`Your last step took you ${by}.`);
  }
  return parts.join(" ");
}

// Whether it still falls at a point: it is steep there, and the shortest step leads down. Then it is asked:
export function falls({ usual, lengths: [shortest] }, feel, w) {
  const { height, slope } = feel(w), steep = Math.hypot(...slope);
  return steep >= STEEP * usual && feel(w.map((value, i) => value - (shortest * slope[i]) / steep)).height < height;
}
export function really({ slope }) {
  return `It still falls here: the slope is ${short(slope.length === 1 ? slope[0] : Math.hypot(...slope))}. Really?`;
}

// The walks side by side: of each its points and the ground there, how many steps it took, how high above the bottom
// it ended, and after how many steps it was as low as the student is, or, where the student has arrived, there
// (−1: not in all its steps).
export function compare(scene, feel, path) {
  const { rate, deltas, ends, walks } = scene;
  const grounds = path.map(feel), mine = grounds.at(-1).height, minimum = arrivedAt(scene, path.at(-1));
  const row = (who, setting, { points, heights }, end) => {
    const last = Math.min(end, points.length - 1), walked = points.slice(0, last + 1);
    const asFar = minimum ? points.findIndex((w) => distance(w, minimum) < scene.tol)
      : heights.findIndex((height) => height <= mine * (1 + 1e-6));
    const more = end > last; // it would have to go on
    return { who, setting, points: walked, grounds: walked.map(feel), steps: last, more, above: heights[last], asFar };
  };
  const k = rival(scene, path);
  return [
    { who: "you", setting: "", points: path, grounds, steps: path.length - 1, more: false, above: Math.max(0, mine),
      asFar: null },
    row("descent", `α = ${short(rate)}`, walks[0], ends[0]),
    row("guessing", `steps of ${short(deltas[k])}`, walks[1 + k], ends[1][k]),
  ];
}

// Of the walks of guessing, the one whose step is nearest to the student's, the one in the middle.
function rival({ deltas, lengths, at }, path) {
  const walked = path.slice(1).map((w, t) => distance(w, path[t])).filter((length) => length > 0).sort((a, b) => a - b);
  const half = walked.length / 2;
  const middle = walked.length ? (walked[Math.ceil(half) - 1] + walked[Math.floor(half)]) / 2 : lengths[at];
  const off = deltas.map((delta) => Math.abs(Math.log(delta / middle)));
  return off.indexOf(Math.min(...off));
}

// The minimum at which a point has arrived, or null.
function arrivedAt({ minima, tol }, w) {
  return minima.find((minimum) => distance(minimum, w) < tol) ?? null;
}

// What the student is told when the fog has lifted.
export function verdict(scene, feel, [mine, descent, guessing]) {
  const here = mine.points.at(-1), now = mine.grounds.at(-1), minimum = arrivedAt(scene, here), above = short(mine.above);
  const lowest = scene.minima.reduce((a, b) => (feel(b).height < feel(a).height ? b : a));
  const lower = `the bottom lies ${above} lower, at ${place(lowest)}`;
  const end = minimum === lowest ? `are down, ${above} above the bottom`
    : minimum ? `are in a valley, but not in the deepest: ${lower}`
    : Math.hypot(...now.slope) < scene.flat ? `stand where it is flat, but ${lower}`
    : `are ${above} above the bottom: where you stand, the ground still ${lies(now, scene)}`;
  const goal = minimum === lowest ? "arrive" : minimum ? "arrive in your valley" : "come as low";
  const needed = ({ asFar }) => (asFar < 0 ? `more than ${scene.walks[0].points.length - 1}` : asFar);
  return `You took ${counted(mine.steps)} and ${end}. To ${goal}, ` +
    `descent (${descent.setting}) needed ${needed(descent)}, guessing (${guessing.setting}) ${needed(guessing)}.`;
}
