// The line of words under a picture, from data: the same small grammar as in gdviz/live/words.py. A text has names in
// braces, of numbers, of other texts to choose from, and of lists.

import { short } from "./numbers.js";

// Names in a sentence: "a, b and c".
const listed = (names) => (names.length > 1 ? `${names.slice(0, -1).join(", ")} and ` : "") + names.at(-1);

// The line of words at one position of the sliders and one step. clauses: without any, its own.
export function words(scene, index, step, clauses = scene.words.clauses) {
  const { numbers, parts } = scene.words, has = Object.hasOwn;
  const read = (channel) => scene.at(channel, index)(step);
  const upTo = (channel) => {
    const at = scene.at(channel, index);
    return Array.from({ length: step + 1 }, (_, t) => at(t)).reduce((sum, value) => sum + value, 0);
  };
  const fill = (text, known = {}) =>
    text.replace(/\{(\w+)\}/g, (all, what) => (has(known, what) ? known[what] : name(what)) ?? all);

  function name(what) {
    if (what === "step" || what === "last") return String((what === "step" ? step : scene.last) * scene.every);
    if (has(parts, what)) return say(parts[what]);
    if (!has(numbers, what)) return undefined;
    const [channel, whole, summed, ...unit] = numbers[what], value = summed ? upTo(channel) : read(channel);
    return whole && Number.isFinite(value) ? value.toFixed(0) : short(value, unit.length ? unit : undefined);
  }

  // A text of several, or a list. (Python's None is null here; from a kernel in the browser, undefined.)
  function say({ texts, which, names, order, told }) {
    if (!names) return fill(texts[which == null ? 0 : read(which)] ?? "");
    const at = order.map(read), apart = [...new Set(at.filter(Number.isFinite))].sort((a, b) => a - b);
    return apart.map((value, k) => {
      const those = names.filter((_, i) => at[i] === value), number = fill(told[at.indexOf(value)] ?? "");
      return fill(texts[Math.min(k, texts.length - 1)], { names: listed(those), number });
    }).join("; ");
  }
  return clauses.map(say).filter((text) => text).join(" ");
}
