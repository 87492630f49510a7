// What a figure has besides its controls: keys, the whole screen, and a page that lists the keys.

import { button, element, keepKeys } from "./controls.js";

const KEYS = [
  ["space", "play, or hold"],
  [", .", "one step back, one step on"],
  ["< >", "slower, quicker"],
  ["← →", "move what has the focus: a slider, or the start (with Shift, further)"],
  ["t", "tip the map over, and back"],
  ["c", "keep the walk, to compare; again: let it go"],
  ["s", "other starts at once"],
];
const SCREEN = [1280, 800]; // CSS pixels: on a screen that is larger, letters, lines and balls are, too
const COMMON = [
  ["f", "the whole screen, and back"],
  ["?", "this list"],
];

// The buttons, and what keys do: more of them in `keys`, {key: what it does}. told: [key, what it does], to be listed.
export function tools(view, keys, told = KEYS) {
  const { root } = view, help = listing([...told, ...COMMON]);
  const whole = () => (document.fullscreenElement === root ? document.exitFullscreen() : root.requestFullscreen());
  const full = button("full", "full", "The whole screen", whole);
  const ask = button("help", "help", "Keys", () => help.showModal());
  full.node.hidden = !document.fullscreenEnabled; // some frames of learning platforms forbid it
  const large = Number(root.style.getPropertyValue("--large"));
  const changed = () => {
    const on = document.fullscreenElement === root, zoom = on ? Math.max(1, Math.min(innerHeight / SCREEN[1], innerWidth / SCREEN[0]) / large) : 1;
    full.show(on ? "small" : "full", on ? "Leave the whole screen" : "The whole screen");
    root.style.setProperty("--zoom", zoom);
    root.style.setProperty("--large", large * zoom);
    leaveRoom(root, on);
  };
  document.addEventListener("fullscreenchange", changed);
  window.addEventListener("resize", changed);
  const all = { ...keys, f: () => full.node.hidden || whole(), "?": () => help.showModal() };

  // Keys work wherever the focus is inside the figure, but for those that the focused control needs itself.
  root.addEventListener("keydown", (event) => {
    const needs = event.target.matches("select") || (event.target.matches("button") && event.key === " ");
    if (needs || help.open || !all[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    all[event.key]();
  });
  root.append(help);
  view.tools.append(full.node, ask.node);
  return () => {
    document.removeEventListener("fullscreenchange", changed);
    window.removeEventListener("resize", changed);
  };
}

// On the whole screen the picture leaves as much room as what is below it needs, or a half of the screen at most.
function leaveRoom(root, on) {
  root.style.removeProperty("--less");
  for (let less = 0; on && less < root.clientHeight / 2; ) {
    const over = root.scrollHeight - root.clientHeight;
    if (over <= 0) return;
    less += over;
    root.style.setProperty("--less", `${less}px`);
  }
}

function listing(keys) {
  const rows = keys.map(([key, does]) => element("div", {}, element("dt", { textContent: key }), element("dd", { textContent: does })));
  const close = keepKeys(element("button", { type: "submit", textContent: "Close" }));
  const form = element("form", { method: "dialog" }, element("h2", { textContent: "Keys" }), element("dl", {}, ...rows), close);
  const dialog = keepKeys(element("dialog", { className: "gdviz-help" }, form));
  dialog.setAttribute("aria-label", "Keys");
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close()); // beside it
  return dialog;
}
