// The walks of a figure, as programs take them, where sliders and hand are.

import { list, need, number, object, viewer, walker } from "./program.js";

// What a figure shows, channel by channel: a function of the channel and of the sliders' positions that gives a function
// of the row. hand: a function that says where it is. The last walks are kept, as many tracks and words look at them.
export function programmed({ program: { walks, seen, steps: last }, sliders }, table, hand) {
  need(list(walks, object) && walks.length, "it has no walks");
  need(walks.every(({ steps }) => steps === last), "its walks are not as long as it says");
  const counts = Object.fromEntries(sliders.map(({ name, values }) => [name, values.length]));
  walks.forEach((each) => refuse(each, counts));
  let from = 0;
  const made = (make, described) => make(described, table.subarray(from, (from += numbersOf(described))));
  const takers = walks.map((each) => made(walker, each)), look = made(viewer, seen);
  need(from === table.length, "its table is another's");
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

// Refuses, with a sentence, what does not say which settings and starts there are to choose. counts: {slider: how many
// positions it has}.
function refuse({ inputs, axes, fixed, starts, start, family, hand }, counts) {
  const text = (value) => typeof value === "string", numeric = (value) => typeof number(value) === "number";
  need(object(inputs) && object(axes) && object(fixed) && list(Object.values(fixed), numeric), "its settings are not whole");
  const fit = ([name, values]) => list(values, numeric) && values.length === counts[name];
  need(Object.entries(axes).every(fit), "its settings are not those of the sliders");
  need((family == null || text(family)) && (hand == null || list(hand, text)), "nobody knows what moves it");
  const known = new Set([...Object.keys(axes), ...Object.keys(fixed), ...(hand ?? [])].map((name) => `setting.${name}`));
  const asks = Object.keys(inputs).filter((name) => name.startsWith("setting."));
  need(asks.length === known.size && asks.every((name) => known.has(name)), "its settings are not those that it asks for");
  const n = Object.keys(inputs).filter((name) => name.startsWith("start")).length;
  const place = (values) => list(values, numeric) && values.length === n;
  need(n && list(starts, place) && list(start, place), "its starts are not whole");
  need(start.length === (family ? counts[family] : 1), "it has not a start for each landscape");
  need(!starts.length || starts.length === counts.start, "its starts are not those of the slider");
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
