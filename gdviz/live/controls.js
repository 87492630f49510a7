// Controls: native elements, labelled, so that mouse, touch, keyboard and screen reader all work. They know no widget.

import { short } from "./numbers.js";

export function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

// JupyterLab would take arrow keys and the space bar for itself, unless the focused element says this.
export function keepKeys(node) {
  node.dataset.lmSuppressShortcuts = "true";
  return node;
}

const TOUCHING = 0.13; // of a slider: nearer to each other the words of two marks would touch on a phone

// A labelled slider over whole numbers 0 … max; `word(i)` is what it says at position i. `moved` hears each move.
// `signs` are places worth knowing: {label, told, values, places, over}, see scene.py; they move with the sliders `over`.
export function slider({ name, label, max, signs = [] }, word, moved) {
  const input = keepKeys(element("input", { type: "range", name, min: 0, max, step: 1 }));
  const output = element("output", { ariaLive: "off" }); // a slider says its own value
  const rail = element("span", { className: "gdviz-rail" }, input);
  const marks = signs.map(({ label }) => element("span", { className: "gdviz-mark", textContent: label, ariaHidden: "true" }));
  rail.append(...marks);
  const node = element("label", { className: "gdviz-slider" }, element("span", { textContent: label }), rail, output);
  input.addEventListener("input", () => moved(input.valueAsNumber));
  // now: where the sliders stand, {name: position}.
  const show = (i, now = {}) => {
    if (input.valueAsNumber !== i) input.value = i;
    input.style.setProperty("--at", max ? i / max : 0);
    const text = word(i);
    if (output.textContent !== text) {
      output.textContent = text;
      input.setAttribute("aria-valuetext", text);
    }
    if (signs.length) mark(now);
  };
  const mark = (now) => {
    const found = signs.map(({ told, values, places, over }) => {
      const [value, place] = [values, places].map((nested) => over.reduce((part, slider) => part[now[slider]], nested));
      return place == null ? { told: "" } : { place, told: told.replace("{}", short(value)) };
    });
    const close = (one, next) => next.place > one.place && next.place - one.place < TOUCHING * max;
    found.forEach((each, k) => {
      marks[k].hidden = each.place === undefined;
      marks[k].style.setProperty("--at", each.place / max);
      marks[k].title = each.told;
      marks[k].classList.toggle("gdviz-near", found.some((other) => close(each, other)));
      marks[k].classList.toggle("gdviz-next", each.place < 0.9 * max && found.some((other) => close(other, each)));
    });
    node.title = found.map(({ told }) => told).filter((text) => text).join(" ");
  };
  return { node, show };
}

// A labelled menu of the values: what a slider is for things that have no order.
export function choice({ name, label, values }, moved) {
  const select = keepKeys(element("select", { name }, ...values.map((value) => element("option", { textContent: value }))));
  const node = element("label", { className: "gdviz-choice" }, element("span", { textContent: label }), select);
  select.addEventListener("change", () => moved(select.selectedIndex));
  const show = (i) => {
    if (select.selectedIndex !== i) select.selectedIndex = i;
  };
  return { node, show };
}

// Filled shapes, or with "-" in front lines.
const ICONS = {
  play: "M4 2 14 8 4 14Z",
  pause: "M3 2h3.6v12H3Z M9.4 2H13v12H9.4Z",
  again: "-M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3",
  tilt: "-M1.5 13 6 5l3 4 2-3 3.5 7Z",
  keep: "-M4.5 2h7v12L8 10.7 4.5 14Z",
  swarm: "M3 4a1.2 1.2 0 1 0 2.4 0A1.2 1.2 0 1 0 3 4Z M8.5 3a1.2 1.2 0 1 0 2.4 0A1.2 1.2 0 1 0 8.5 3Z M5.5 8.5a1.2 1.2 0 1 0 2.4 0A1.2 1.2 0 1 0 5.5 8.5Z M11 9a1.2 1.2 0 1 0 2.4 0A1.2 1.2 0 1 0 11 9Z M7.5 13.5a1.2 1.2 0 1 0 2.4 0A1.2 1.2 0 1 0 7.5 13.5Z",
  back: "-M10.5 3 5.5 8l5 5",
  forward: "-M5.5 3l5 5-5 5",
  full: "-M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
  small: "-M6 2v4H2M14 6h-4V2M10 14v-4h4M2 10h4v4",
  link: "-M6.4 9.6l3.2-3.2M7.4 4.6l1.5-1.5a2.7 2.7 0 0 1 3.9 3.9l-1.5 1.5M8.6 11.4l-1.5 1.5a2.7 2.7 0 0 1-3.9-3.9l1.5-1.5",
  done: "-M3 8.5l3.2 3.2L13 4.8",
  help: "-M5.2 5.4a2.8 2.8 0 1 1 4.2 2.4C8.4 8.4 8 9 8 10M8 13v.1",
};

// A button; `show(icon, label)` gives it another face.
export function button(name, icon, label, pressed) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  picture.setAttribute("viewBox", "0 0 16 16");
  picture.ariaHidden = "true";
  picture.append(path);
  const node = keepKeys(element("button", { type: "button", name }, picture));
  node.addEventListener("click", () => pressed());
  const show = (icon, label) => {
    path.setAttribute("d", ICONS[icon].replace("-M", "M"));
    picture.classList.toggle("gdviz-lines", ICONS[icon].startsWith("-"));
    node.setAttribute("aria-label", label);
    node.title = label;
  };
  show(icon, label);
  return { node, show };
}

// The frame: controls, and words below; a line that only screen readers hear, when the hand rests; and one for trouble.
// What stands where in the root is up to who takes it. large: how much larger than usual letters are.
export function frame(large) {
  const controls = element("div", { className: "gdviz-controls" });
  const words = element("p", { className: "gdviz-words" });
  const heard = element("p", { className: "gdviz-heard" });
  heard.setAttribute("role", "status");
  const trouble = element("pre", { className: "gdviz-trouble" });
  trouble.setAttribute("role", "alert");
  const tools = element("div", { className: "gdviz-tools" });
  const below = element("div", { className: "gdviz-below" }, words);
  const root = keepKeys(element("div", { className: "gdviz", tabIndex: -1 }));
  root.style.setProperty("--large", large);
  // A click on the picture is for the figure: keys that follow shall not reach JupyterLab, where "x" cuts a cell.
  const own = () => root.contains(document.activeElement) || root.focus({ preventScroll: true });
  for (const event of ["pointerdown", "click"]) root.addEventListener(event, own);
  return { root, controls, words, tools, below, heard, trouble };
}
