// A prediction: asked, locked, and then drawn next to what happened. It is bound to the traits `guess`, `locked`,
// `truth`, `shown` and `_draft` of a model, which all views of it share; Python is told, and asked nothing.
//
// One box holds the guess and its truth: the first on the page. There a needle travels from the one to the other, as
// soon as somebody sees it. A box further down, where the truth is told, has the answer alone.

import { element, keepKeys } from "../live/controls.js";
import { screens } from "../live/screen.js";
import { EMPTY, answer, quantity, read, verdict } from "./guesses.js";
import { HEIGHT, paint } from "./line.js";

const HINTS = ["A number, such as 12 or 0.5, or never. Enter locks it.", "Choose one, and lock it. It stands then."];
const KNOWN = "What happened is known. Guess first: it is drawn as soon as you lock.";
const ABOVE = "What happened is known. Guess above, where you were asked.";
const UNHEARD = "Python does not hear this box: run its cell, and lock your guess then.";
const JOURNEY = 800; // milliseconds of a needle's way
const shared = new WeakMap(); // for each prediction (its _scene: each view has a model of its own) what its views share
let made = 0; // fields so far: each has an id of its own

// The marker of a rule, on the choice that bears its name.
function badge({ outline, colours }) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "polygon");
  shape.setAttribute("points", outline.map((point) => point.join()).join(" "));
  for (const [name, value] of Object.entries({ viewBox: "-8 -8 16 16", class: "gdviz-badge", "aria-hidden": "true" })) {
    picture.setAttribute(name, value);
  }
  colours.forEach((colour, dark) => picture.style.setProperty(`--badge-${dark}`, colour));
  picture.append(shape);
  return picture;
}

async function render({ model, el }) {
  const scene = model.get("_scene"), { question, choices, rules, unit, colours, large } = scene;
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
  const dressed = (i) => [...(rules[i] ? [badge(rules[i])] : []), element("span", {}, choices[i])];
  const chips = options.map((input, i) => element("label", { className: "gdviz-chip" }, input, ...dressed(i)));
  const row = element("div", { className: "gdviz-chips" }, ...chips);
  const asking = choices.length ? element("fieldset", {}, legend, row) : element("div", {}, legend);
  const reply = element("div", { className: "gdviz-answer" }, ...(choices.length ? [] : [field, beside]), lock, look);
  const form = element("form", { noValidate: true }, asking, reply);

  // What is answered: the question again, the guess and what happened, in a picture and in words.
  const heading = element("p", { className: "gdviz-question" }, question);
  const list = element("ul", { className: "gdviz-chips" });
  const canvas = element("canvas", { className: "gdviz-line" });
  canvas.setAttribute("role", "img");
  const words = element("p", { className: "gdviz-said", tabIndex: -1 });
  words.setAttribute("role", "status");
  const up = keepKeys(element("button", { type: "button", name: "up" }, "↑ to my guess"));
  const root = element("div", { className: "gdviz-predict" }, form, heading, list, canvas, words, up);
  root.style.setProperty("--large", large);
  for (const [name, pair] of Object.entries(colours)) {
    pair.forEach((colour, dark) => root.style.setProperty(`--${name}-${dark}`, colour));
  }
  canvas.style.height = `${HEIGHT * large}px`;
  el.append(root);
  if (!shared.has(scene)) shared.set(scene, { views: new Map(), told: undefined, since: null, travelled: 1 });
  const common = shared.get(scene), { views } = common;
  views.set(root, show);
  const showAll = () => views.forEach((shows) => shows());

  // A view that asks the question further up the same page, where it can be seen.
  const there = (node) => node.getClientRects().length > 0;
  const panel = (node) => node.closest(".jp-MainAreaWidget");
  const first = () => [...views.keys()].find((other) =>
    other !== root && there(other) && panel(other) === panel(root)
      && other.compareDocumentPosition(root) & Node.DOCUMENT_POSITION_FOLLOWING);

  // In a page without Python, all is known from the start: what happened shows in the last place alone.
  const place = el.closest("[data-state]"), places = `[data-state="${place?.dataset.state}"]`;
  const early = model.alone && [...document.querySelectorAll(places)].at(-1) !== place;

  // Nor does it show above a fold that holds what happened, and is not open.
  const folded = () => !model.alone && [...views.keys()].some((other) =>
    other !== root && other.isConnected && !there(other) && panel(other) === panel(root));

  const state = () => ({
    guess: model.get("locked") ? number(model.get("guess")) : null,
    truth: early || folded() ? null : number(model.get("truth") ?? null),
    locked: model.get("locked"),
  });

  // News of a guess and its truth send the needle off, once for all views; it waits until somebody sees it.
  function hear({ guess, truth }) {
    const told = guess === null || truth === null || choices.length ? null : `${guess} ${truth}`;
    if (early || !there(root) || folded() || told === common.told) return;
    const old = common.told === undefined && !model.alone; // it was all known when the notebook was opened
    const still = old || told === null || matchMedia("(prefers-reduced-motion: reduce)").matches;
    Object.assign(common, { told, since: null, travelled: still ? 1 : 0 });
  }

  function travel() {
    if (common.travelled === 1 || common.since !== null || canvas.hidden || !seen) return;
    common.since = performance.now();
    const { told } = common;
    requestAnimationFrame(function tick(now) {
      if (common.told !== told) return; // there is news again
      common.travelled = root.isConnected ? Math.max(0, Math.min(1, (now - common.since) / JOURNEY)) : 1;
      showAll();
      if (common.travelled < 1) requestAnimationFrame(tick);
    });
  }

  function said({ guess, truth, locked }, open, small) {
    if (open) return trouble || (truth === null ? HINTS[choices.length ? 1 : 0] : small ? ABOVE : KNOWN);
    if (locked && truth === null) return `Locked: ${word(guess)}. What happened comes next.`;
    const underway = common.travelled < 1 && (!small || common.since !== null);
    if (underway) return small ? "It was …" : `You said ${word(guess)}; it was …`;
    return small || !locked ? answer(guess, truth, unit) : verdict(guess, truth, unit);
  }

  function show() {
    const now = state(), known = now.truth !== null;
    hear(now);
    const below = Boolean(first()), small = below && known && !model.alone;
    const open = !now.locked && !(known && model.get("shown")), away = open && known && below;
    root.classList.toggle("gdviz-small", small);
    form.hidden = !open;
    for (const part of [asking, field, beside, lock]) part.hidden = away;
    look.hidden = !known;
    heading.hidden = open && !away;
    heading.title = small ? question : "";
    list.hidden = open || small || !choices.length;
    canvas.hidden = !now.locked || small || choices.length > 0;
    up.hidden = !small;
    const draft = model.get("_draft") ?? "";
    if (field.value !== draft) field.value = draft;
    for (const input of options) input.checked = input.value === draft;
    field.setAttribute("aria-invalid", trouble ? "true" : "false");
    root.classList.toggle("gdviz-refused", open && trouble !== "");
    list.replaceChildren(...(open ? [] : choices).map((choice, i) => element("li", { className: "gdviz-chip" },
      ...dressed(i),
      ...(now.guess === choice ? [element("span", { className: "gdviz-you" }, "you")] : []),
      ...(now.truth === choice ? [element("span", { className: "gdviz-it" }, "it was")] : []))));
    const text = said(now, open, small || away);
    if (words.textContent !== text) words.textContent = text;
    if (!canvas.hidden) canvas.setAttribute("aria-label", `A number line. ${text}`);
    travel();
    draw();
  }

  function draw() {
    if (canvas.hidden || !glass?.ratio) return; // not on the screen (yet)
    const { guess, truth } = state(), context = canvas.getContext("2d"), ratio = devicePixelRatio;
    const shades = Object.entries(colours).map(([name, pair]) => [name, pair[glass.dark]]);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const appearance = { ...Object.fromEntries(shades), family: getComputedStyle(root).fontFamily, large };
    paint(context, canvas.width / ratio, appearance, guess, truth, common.travelled);
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
    trouble = wrong ?? (root.closest(".jupyter-widgets-disconnected") ? UNHEARD : "");
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
  up.addEventListener("click", () => first()?.scrollIntoView({ block: "center" }));

  const events = ["guess", "locked", "truth", "shown", "_draft"].map((name) => `change:${name}`);
  events.forEach((event) => model.on(event, show));
  let glass = null, seen = false;
  glass = screens(root, [canvas], draw);
  const placed = new ResizeObserver(() => requestAnimationFrame(showAll)); // what stands above is known on the page alone
  placed.observe(root);
  const watched = new IntersectionObserver((entries) => {
    seen = entries.at(-1).isIntersecting;
    travel();
  }, { threshold: 0.6 });
  watched.observe(root);
  show();

  return () => {
    events.forEach((event) => model.off(event, show));
    views.delete(root);
    placed.disconnect();
    watched.disconnect();
    glass.stop();
    requestAnimationFrame(showAll); // what stood below it may be the first now
  };
}

export default { render };
