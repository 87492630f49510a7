// Moments: settings with a name, each a button that takes the sliders and the start there, gliding.

import { element, keepKeys } from "./controls.js";

const GLIDE = 350; // milliseconds

// On the way from one number to another, `share` of the time gone: slow at both ends.
export const eased = (from, to, share) => from + (to - from) * share * share * (3 - 2 * share);

// The buttons. named: [{name, at: {slider: position}, place}]. now(): where the figure stands, {at, place}. go({at, place}):
// takes it there; it hears of each place on the way.
export function moments(named, now, go) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let frame = null;

  function glide({ at, place }) {
    const from = now(), begin = performance.now();
    cancelAnimationFrame(frame);
    const tick = (time) => {
      const share = calm.matches ? 1 : Math.min(1, Math.max(0, time - begin) / GLIDE);
      const on = Object.fromEntries(Object.entries(at).map(([name, to]) => [name, Math.round(eased(from.at[name], to, share))]));
      go({ at: on, place: share < 1 && place ? from.place.map((value, k) => eased(value, place[k], share)) : place });
      if (share < 1) frame = requestAnimationFrame(tick);
    };
    tick(calm.matches ? begin : performance.now());
  }

  const buttons = named.map((moment) => {
    const node = keepKeys(element("button", { type: "button", name: "moment", textContent: moment.name }));
    node.addEventListener("click", () => glide(moment));
    return node;
  });
  const node = element("div", { className: "gdviz-moments", hidden: !named.length }, ...buttons);

  // The moment at which the figure stands is pressed.
  function show() {
    const here = named.length && now();
    named.forEach(({ at, place }, k) => {
      const same = Object.entries(at).every(([name, to]) => here.at[name] === to) && (!place || place.join() === here.place.join());
      buttons[k].setAttribute("aria-pressed", same);
    });
  }
  return { node, show, stop: () => cancelAnimationFrame(frame) };
}
