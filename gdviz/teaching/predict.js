// A prediction: asked, locked, and then drawn next to what happened. It is bound to the traits `guess`, `locked`,
// `truth`, `shown` and `_draft` of a model, which all views of it share; Python is told, and asked nothing.

import { short } from "../live/numbers.js";
import { element, keepKeys } from "../live/controls.js";
import { screens } from "../live/screen.js";

const APART = 8; // numbers further apart than this factor stand on a logarithmic line
const HEIGHT = 78; // CSS pixels of the number line
const HINTS = ["Type a number, such as 12 or 0.5, or never. Enter locks it.", "Choose one, and lock it. It stands then."];
const KNOWN = "What happened is known. Guess first: it is drawn as soon as you lock.";
const ABOVE = "What happened is known. Guess above, where you were asked: it is drawn here as soon as you lock.";
const EMPTY = ["Type a number first, or never.", "Choose one first."];
const shown = new WeakMap(); // for each prediction (its _scene: each view has a model of its own) its elements
let made = 0; // fields so far: each has an id of its own

// A number as a student writes it: { value } as it crosses to Python, or { trouble }, a sentence.
export function read(text, unit = "") {
  let plain = text.trim();
  if (unit && plain.toLowerCase().endsWith(unit.toLowerCase())) plain = plain.slice(0, -unit.length).trim();
  if (plain === "") return { trouble: EMPTY[0] };
  if (/^\+?(never|inf|infinity|∞)\.?$/i.test(plain)) return { value: "inf" };
  if (/^[-−+]?[1-9]\d{0,2}(,\d{3})+$/.test(plain)) {
    const whole = plain.replaceAll(",", "");
    return { trouble: `“${plain}” can be read in two ways. Write ${whole}, or a point instead of the comma.` };
  }
  const number = plain.replace("−", "-").replace(/e−/i, "e-").replace(/^([^.,]*),([^,]*)$/, "$1.$2");
  const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(number) ? Number(number) : NaN;
  if (Math.abs(value) === Infinity) return { trouble: `“${plain}” is too large. Write never, if that is meant.` };
  if (Number.isNaN(value)) return { trouble: `“${plain}” is no number. Write one such as 12, 0.5, −3 or 1e-3, or never.` };
  return { value: value + 0 }; // no −0
}

// The words. The same in `predict.py`.
function numberWord(value) {
  if (value === Infinity) return "never";
  const whole = Number.isInteger(value) && Math.abs(value) < 1e6;
  return whole ? `${value < 0 ? "−" : ""}${Math.abs(value)}` : short(value);
}

function quantity(value, unit) {
  const one = value === 1 && unit.length > 3 && unit.endsWith("s") && !unit.endsWith("ss");
  return [numberWord(value), one ? unit.slice(0, -1) : value === Infinity ? "" : unit].filter(Boolean).join(" ");
}

function same(guess, truth) {
  return guess === truth || (Number.isFinite(guess + truth) && Math.abs(guess - truth) <= 1e-9 * Math.abs(truth));
}

function twoDigits(ratio) {
  return short(ratio < 10 ? Math.floor(10 * ratio + 0.5) / 10 : Math.floor(ratio + 0.5));
}

export function verdict(guess, truth, unit) {
  if (typeof truth === "string") return guess === truth ? `Right: ${truth}.` : `You said “${guess}”; it was “${truth}”.`;
  const you = quantity(guess, unit), it = quantity(truth, unit), never = [guess, truth].includes(Infinity);
  if (same(guess, truth)) return `Exactly: ${it}.`;
  const said = `You said ${you}; it was${truth === Infinity ? ":" : ""} ${guess === Infinity ? it : numberWord(truth)}`;
  if (never || guess === 0 || truth === 0) return `${said}.`;
  if (guess < 0 !== truth < 0) return `${said}, on the other side of zero.`;
  if (numberWord(guess) === numberWord(truth)) return `Right, to three digits: ${it}.`;
  const more = Math.abs(guess) > Math.abs(truth), ratio = more ? guess / truth : truth / guess;
  if (ratio < 1.095) return `${said}: less than a tenth off.`;
  const whole = Number.isInteger(guess) && Number.isInteger(truth);
  const times = `${twoDigits(ratio)} times as ${truth < 0 ? "far from zero" : unit && whole ? "many" : "large"}`;
  return more ? `${said}: ${times}.` : `${said}, which is ${times}.`;
}

// Where numbers lie on the line, 0 to 1, and its ticks: [number, where]. "never" has a place of its own at the end.
export function line(values) {
  const room = values.includes(Infinity) ? 0.78 : 1;
  const finite = values.filter(Number.isFinite).map((v) => Math.max(-1e300, Math.min(1e300, v)));
  let low = Math.min(...finite), high = Math.max(...finite);
  const powers = finite.length > 1 && low > 1e-300 && high / low > APART;
  const scaled = powers ? Math.log10 : (v) => v;
  low = powers ? Math.floor(Math.log10(low)) : Math.min(0, low);
  high = powers ? Math.ceil(Math.log10(high)) : Math.max(0, high);
  if (!(high - low > 1e-290)) [low, high] = [0, 1]; // nothing but zeros, or never
  const rough = (high - low) / 5, ten = 10 ** Math.floor(Math.log10(rough));
  const step = powers ? Math.ceil((high - low) / 7) : ten * [1, 2, 5, 10].find((m) => m * ten >= 0.999 * rough);
  if (!powers) [low, high] = [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
  const at = (v) => (v === Infinity ? 1 : (room * (scaled(Math.max(-1e300, Math.min(1e300, v))) - low)) / (high - low));
  const count = Math.floor((high - low) / step + 1e-6) + 1;
  const numbers = Array.from({ length: finite.length ? count : 0 }, (_, i) => low + i * step);
  return { at, room, powers, ticks: numbers.map((v) => (powers ? 10 ** v : v)).map((v) => [v, at(v)]) };
}

// The number line with both marks: the guess above it, what happened below it, so that they never hide each other.
function paint(context, width, look, guess, truth) {
  const { at, room, ticks } = line([guess, truth]);
  const left = 16, right = width - 16, axis = 36 * look.large, unit = look.large;
  const across = (where) => left + where * (right - left);
  const spots = [across(at(guess)), across(at(truth))];
  const never = room < 1;
  const text = (words, x, y, colour, bold) => {
    context.font = `${bold ? "600 " : ""}${(bold ? 14 : 12) * unit}px ${look.family}`;
    context.fillStyle = colour;
    const half = context.measureText(words).width / 2;
    context.fillText(words, Math.max(half + 1, Math.min(width - half - 1, x)), y);
    return half;
  };
  const stroke = (colour, thick, dashes, ...points) => {
    context.strokeStyle = colour;
    context.lineWidth = thick;
    context.setLineDash(dashes);
    context.beginPath();
    points.forEach(([x, y]) => context.lineTo(x, y));
    context.stroke();
  };
  const shape = (colour, x, y, corners, radius, turn) => {
    context.fillStyle = colour;
    context.beginPath();
    for (let i = 0; i < corners; i++) {
      const angle = turn + (2 * Math.PI * i) / corners;
      context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
    context.fill();
  };
  context.clearRect(0, 0, width, HEIGHT * unit);
  context.textAlign = "center";
  context.textBaseline = "middle";
  const end = ticks.length ? across(room) : left, tip = width - 4;
  stroke(look.muted, 1.5, [], [left, axis], [end, axis]);
  if (never) {
    stroke(look.muted, 1.5, [3, 4], [end, axis], [tip - 6, axis]);
    stroke(look.muted, 1.5, [], [tip - 7, axis - 4], [tip, axis], [tip - 7, axis + 4]);
  }
  let free = -Infinity; // where the next number has room
  for (const [value, where] of ticks) {
    const x = across(where), words = numberWord(value);
    stroke(look.muted, 1, [], [x, axis - 3], [x, axis + 3]);
    context.font = `${12 * unit}px ${look.family}`;
    const half = context.measureText(words).width / 2;
    const hidden = spots[1] - 10 * unit < x + half && x - half < spots[1] + 10 * unit;
    if (hidden || x - half < free) continue;
    text(words, x, axis + 13 * unit, look.muted, false);
    free = x + half + 8;
  }
  shape(look.you, spots[0], axis - 9 * unit, 6, 8 * unit, Math.PI / 6);
  shape(look.ink, spots[1], axis + 9 * unit, 4, 8 * unit, 0);
  text(`you: ${numberWord(guess)}`, spots[0], axis - 27 * unit, look.you, true);
  text(`it was: ${numberWord(truth)}`, spots[1], axis + 32 * unit, look.ink, true);
}

async function render({ model, el }) {
  const scene = model.get("_scene"), { question, choices, unit, colours, large } = scene;
  const number = (value) => (value === "inf" && !choices.length ? Infinity : value);
  const id = `gdviz-predict-${++made}`, word = (value) => (choices.length ? value : quantity(value, unit));
  let trouble = "";

  // What is asked: a field with its unit, or the choices.
  const field = keepKeys(element("input", { type: "text", inputMode: "decimal", id, autocomplete: "off", name: "guess" }));
  const options = choices.map((value) => keepKeys(element("input", { type: "radio", name: "guess", value })));
  const lock = keepKeys(element("button", { type: "submit", name: "lock" }, "Lock my guess"));
  const look = keepKeys(element("button", { type: "button", name: "look" }, "Show me without a guess"));
  const legend = choices.length ? element("legend", {}, question) : element("label", { htmlFor: id }, question);
  const beside = element("span", { id: `${id}-unit`, textContent: unit });
  if (unit) field.setAttribute("aria-describedby", beside.id);
  const labels = options.map((input, i) => element("label", { className: "gdviz-option" }, input, choices[i]));
  const answer = choices.length ? element("fieldset", {}, legend, ...labels) : element("div", {}, legend);
  const row = element("div", { className: "gdviz-answer" }, ...(choices.length ? [] : [field, beside]), lock, look);
  const form = element("form", { noValidate: true }, answer, row);

  // What is answered: the question again, the guess and what happened, in a picture and in words.
  const heading = element("p", { className: "gdviz-question" }, question);
  const list = element("ul", { className: "gdviz-answers" });
  const canvas = element("canvas", { className: "gdviz-line" });
  canvas.setAttribute("role", "img");
  const words = element("p", { className: "gdviz-said", tabIndex: -1 });
  words.setAttribute("role", "status");
  const root = element("div", { className: "gdviz-predict" }, form, heading, list, canvas, words);
  root.style.setProperty("--large", large);
  for (const [name, pair] of Object.entries(colours)) {
    pair.forEach((colour, dark) => root.style.setProperty(`--${name}-${dark}`, colour));
  }
  canvas.style.height = `${HEIGHT * large}px`;
  el.append(root);
  const views = shown.get(scene) ?? new Set();
  shown.set(scene, views.add(root));

  // Whether another view further up the page asks the question already.
  const asked = () => [...views].some((other) =>
    other !== root && other.isConnected && other.compareDocumentPosition(root) & Node.DOCUMENT_POSITION_FOLLOWING);

  // In a page without Python, all is known from the start: what happened shows in the last place alone.
  const place = el.closest("[data-state]"), places = `[data-state="${place?.dataset.state}"]`;
  const early = model.alone && [...document.querySelectorAll(places)].at(-1) !== place;

  const state = () => ({
    guess: model.get("locked") ? number(model.get("guess")) : null,
    truth: early ? null : number(model.get("truth") ?? null),
    locked: model.get("locked"),
  });

  function said({ guess, truth, locked }, open, above) {
    if (open) return trouble || (truth === null ? HINTS[choices.length ? 1 : 0] : above ? ABOVE : KNOWN);
    if (!locked) return `It was${truth === Infinity ? ":" : ""} ${word(truth)}.`;
    return truth === null ? `Locked: ${word(guess)}. Now ${model.alone ? "read on" : "run the cells below"}.` : verdict(guess, truth, unit);
  }

  function show() {
    const now = state(), known = now.truth !== null;
    const open = !now.locked && !(known && model.get("shown")), above = open && known && asked();
    form.hidden = !open;
    for (const part of [answer, field, beside, lock]) part.hidden = above;
    look.hidden = !known;
    heading.hidden = open;
    list.hidden = open || !choices.length;
    canvas.hidden = !(now.locked && known && !choices.length);
    const draft = model.get("_draft") ?? "";
    if (field.value !== draft) field.value = draft;
    for (const input of options) input.checked = input.value === draft;
    field.setAttribute("aria-invalid", trouble ? "true" : "false");
    root.classList.toggle("gdviz-refused", open && trouble !== "");
    list.replaceChildren(...(open ? [] : choices).map((choice) => element("li", {}, element("span", {}, choice),
      ...(now.guess === choice ? [element("span", { className: "gdviz-you" }, "you")] : []),
      ...(now.truth === choice ? [element("span", { className: "gdviz-it" }, "it was")] : []))));
    const text = said(now, open, above);
    if (words.textContent !== text) words.textContent = text;
    if (!canvas.hidden) canvas.setAttribute("aria-label", `A number line. ${text}`);
    draw();
  }

  function draw() {
    if (canvas.hidden || !glass?.ratio) return; // not on the screen (yet)
    const { guess, truth } = state(), context = canvas.getContext("2d"), ratio = devicePixelRatio;
    const shades = Object.entries(colours).map(([name, pair]) => [name, pair[glass.dark]]);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const family = getComputedStyle(root).fontFamily;
    paint(context, canvas.width / ratio, { ...Object.fromEntries(shades), family, large }, guess, truth);
  }

  function change(values) {
    const here = root.contains(document.activeElement);
    for (const name in values) model.set(name, values[name]); // the model answers with a change, and that shows it
    model.save_changes();
    if (here) words.focus({ preventScroll: true }); // what had the focus is gone
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (model.get("locked")) return;
    const chosen = options.find((input) => input.checked)?.value;
    const { value, trouble: wrong } = !choices.length ? read(field.value, unit)
      : chosen === undefined ? { trouble: EMPTY[1] } : { value: chosen };
    trouble = wrong ?? "";
    if (!trouble) return change({ guess: value, locked: true, _draft: "" });
    (choices.length ? options[0] : field).focus();
    show();
  });
  form.addEventListener("input", (event) => {
    trouble = "";
    model.set("_draft", event.target.value); // Python hears of it with the lock, if at all
    show();
  });
  form.addEventListener("keydown", (event) => { // in JupyterLab, a form does not hear of Enter
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (event.target === look) look.click();
    else form.requestSubmit();
  });
  look.addEventListener("click", () => change({ shown: true }));

  const events = ["guess", "locked", "truth", "shown", "_draft"].map((name) => `change:${name}`);
  events.forEach((event) => model.on(event, show));
  let glass = null;
  glass = screens(root, [canvas], draw);
  const placed = new ResizeObserver(show); // only on the page is it known what stands above
  placed.observe(root);
  show();

  return () => {
    events.forEach((event) => model.off(event, show));
    views.delete(root);
    placed.disconnect();
    glass.stop();
  };
}

export default { render };
