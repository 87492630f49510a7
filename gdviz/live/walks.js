// The walks of a figure, as programs take them, where sliders and hand are.

import { list, need, number, object, viewer, walker } from "./program.js";

// What a figure shows, channel by channel: a function of the channel and of the sliders' positions that gives a function
// of the row. hand: a function that says where it is. The last walks are kept, as many tracks and words look at them.
export function programmed({ program: { walks, seen }, sliders }, table, hand) {
  need(list(walks, object) && walks.length, "it has no walks");
  walks.forEach(refuse);
  let from = 0;
  const made = (make, described) => make(described, table.subarray(from, (from += numbersOf(described))));
  const takers = walks.map((each) => made(walker, each)), look = made(viewer, seen);
  let known = null, shown = [];
  return (channel, index) => {
    const at = hand(), key = JSON.stringify([index, at]);
    if (key !== known) {
      const now = Object.fromEntries(sliders.map(({ name }, k) => [name, index[k]]));
      const given = walks.map((each) => asked(each, now, at));
      const rows = takers.map((walk, k) => walk(given[k].settings, given[k].start, given[k].now));
      const see = look(rows, given.map(({ settings }) => settings), { ...now, member: given[0].now.member });
      const steps = Math.max(...rows.map((each) => each.steps)) + 1;
      for (let t = 0; t < steps; t++)
        see(t).forEach((value, k) => ((shown[k] ??= new Float64Array(steps))[t] = value));
      known = key;
    }
    const values = shown[channel];
    need(values, `it shows no channel ${channel}`);
    return Object.assign((t) => values[t], { steps: values.length, points: 1 });
  };
}

// How many numbers of the table belong to a program. (A damaged one is refused by those who read it.)
export const numbersOf = (described) =>
  Object.values(described?.segments ?? {}).reduce((sum, segment) => sum + segment?.table?.[0] * segment?.table?.[1] || 0, 0);

// Refuses, with a sentence, what does not say which settings and starts there are to choose.
function refuse({ axes, fixed, starts, start, family, hand }) {
  const text = (value) => typeof value === "string";
  need(object(axes) && object(fixed) && Object.values(axes).every((values) => list(values)), "its settings are not whole");
  need(list(starts, (place) => list(place)) && list(start, (place) => list(place)) && start.length, "its starts are not whole");
  need((family == null || text(family)) && (hand == null || list(hand, text)), "nobody knows what moves it");
}

// What a walk is asked for where sliders and hand stand: its settings, its start, and the case, {member, seed}. now:
// {slider: its position}. at: the place of the hand, which is a start, or values of the settings named in `hand`.
export function asked({ axes, fixed, starts, start, family, hand }, now, at) {
  const settings = {};
  for (const [name, value] of Object.entries(fixed)) settings[name] = number(value);
  for (const [name, values] of Object.entries(axes)) if (name in now) settings[name] = number(values[now[name]]);
  if (at && hand) hand.forEach((name, k) => (settings[name] = at[k]));
  const member = family ? now[family] : 0;
  const place = starts.length ? starts[now.start] : (!hand && at) || start[member];
  return { settings, start: place, now: { seed: now.seed ?? 0, member } };
}
