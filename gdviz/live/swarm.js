// A swarm: many walks at once, from starts all over a map, each with the settings of the one that shows.

import { walker } from "./program.js";
import { asked, numbersOf } from "./walks.js";

export const MANY = 30;
const GOLDEN = 0.6180339887498949; // steps of this part of a side never fall into a pattern

// Starts scattered evenly over a map with these sides, [[x, y], …]; of a curve, [[x], …].
export function scattered(sides, many = MANY) {
  return Array.from({ length: many }, (_, k) => sides.map(({ low, high }, side) => {
    const share = side ? (k + 0.5) / many : sides.length > 1 ? (k * GOLDEN) % 1 : (k + 0.5) / many;
    return low + share * (high - low);
  }));
}

// Takes the swarm of a figure: a function of the sliders' positions, {name: position}, that gives for each rule its walks,
// and for each walk a function of the step, which says where it then is. Several rules take the same starts.
// sides(): of the map that shows.
export function swarm({ program }, table, sides) {
  const many = Math.ceil(MANY / program.walks.length);
  let from = 0;
  const takers = program.walks.map((described) => {
    const numbers = table.subarray(from, (from += numbersOf(described)));
    return { described, take: walker(described, numbers, many) };
  });
  return (now) => {
    const ends = sides(), starts = scattered(ends, many), names = ends.length > 1 ? ["w0", "w1"] : ["w0", "f0"];
    const columns = ends.map((_, side) => Float64Array.from(starts, (start) => start[side]));
    return takers.map(({ described, take }) => {
      const { settings, now: member } = asked(described, now, null);
      const { values, fields, steps } = take(settings, columns, member);
      const read = (t, name, k) => values[(Math.min(t, steps) * fields.length + fields.indexOf(name)) * many + k];
      return starts.map((_, k) => (t) => names.map((name) => read(t, name, k)));
    });
  };
}
