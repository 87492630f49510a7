// The blindfold: down a hill in the fog, a step at a time, bound to the traits `path` and `down` of a model. A step
// asks nothing of Python, which is told of it.

import { readPath, writePath } from "../live/address.js";
import { short, unpack } from "../live/numbers.js";
import { hill } from "../live/hill.js";
import { linker } from "../live/link.js";
import { element, frame, keepKeys, slider } from "../live/controls.js";
import { inks, panel } from "../live/panel.js";
import { screens } from "../live/screen.js";
import { tools } from "../live/tools.js";
import { compare, falls, felt, ground, heading, really, step, survey, toward, verdict } from "./feet.js";
import { hillside, wordsOf } from "./hillside.js";

const LIFTS = 2000; // milliseconds in which the fog lifts
const WIDEST = 1.8; // a map that is wider has nothing beside it
const PICTURE = 80; // milliseconds between two pictures of the fog that drifts
const FINE = 5; // degrees between two positions of the slider of directions
const TURN = 15; // degrees that a key turns
const SIGNS = { you: "⬢", descent: "●", guessing: "•" };
const HINTS = [
  "The dotted arrows show how far a step takes you. Click to the left or right of where you stand, or press ← → " +
    "on the picture; + − change the length.",
  "The lines in the light are level, and the closer they lie, the steeper it is there. The dotted line is your next step. Click where to go, or press ← → on the picture to turn and ↑ to step; " +
    "+ − change the length.",
];
const OWN_KEYS = [
  [["← →", "a step to the left, to the right"]],
  [["← →", "turn"], ["↑", "a step"]],
];
const LENGTHENS = ["+ −", "a longer step, a shorter one"];
const ARROW = "The large arrow points downhill: the longer, the steeper.";
const BEYOND = "You cannot go there: the map ends. Turn, or take a shorter step.";

// The scene with its numbers unpacked.
async function opened(model) {
  const scene = model.get("_scene"), n = scene.start.length;
  return { ...scene, n, ...survey(n, await unpack(model.get("_numbers"), scene.channels)) };
}

// The frame: the picture, and beside or below it what is done and said.
function framed({ alt, large, faces }) {
  const view = frame(large), { node, canvas } = panel({ name: "landscape", faces }, alt, large);
  const side = element("div", { className: "gdviz-side" }), body = element("div", { className: "gdviz-game" }, node, side);
  node.classList.add("gdviz-large");
  const { inside, shape } = faces[0];
  if (shape) body.style.setProperty("--shape", shape);
  view.root.classList.toggle("gdviz-beside", inside && !(shape > WIDEST));
  view.root.append(body);
  return { ...view, canvas, side, caption: node.querySelector("figcaption") };
}

// A button with words on it.
function push(name, label, pressed) {
  const node = keepKeys(element("button", { type: "button", name }, label));
  node.addEventListener("click", pressed);
  return node;
}

// The walks side by side, as a table. It is the legend of the picture, too.
function table(scene, rows) {
  const cells = ({ who, setting, steps, more, above, asFar }) => {
    const sign = element("span", { className: "gdviz-sign", ariaHidden: "true" }, SIGNS[who]);
    scene.colours[who].forEach((colour, dark) => sign.style.setProperty(`--colour-${dark}`, colour));
    const first = element("th", { scope: "row" }, sign, ` ${who}`, element("small", {}, setting));
    const most = `> ${scene.walks[0].points.length - 1}`; // steps in which it has not arrived
    const rest = [more ? most : steps, short(above), asFar === null ? "" : asFar < 0 ? most : asFar];
    return element("tr", {}, first, ...rest.map((text) => element("td", {}, text)));
  };
  const heads = ["walk", "steps", "above the bottom", "as far as you after"];
  const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)));
  return [element("thead", {}, head), element("tbody", {}, ...rows.map(cells))];
}

async function render({ model, el }) {
  const view = framed(model.get("_scene"));
  el.append(view.root);
  const scene = await opened(model), picture = hillside(scene, view.canvas), known = ground(scene);
  picture.grounds = await Promise.all(scene.hills.map((each, k) => hill(each, model.get("_grounds")[k], picture)));
  const feet = (w) => known(w) ?? { height: 0, slope: w.map(() => 0) }; // Python may put the student into a hole
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let glass = null, colours = null, length = scene.at, direction = 0, pointer = null, rows = [], note = "", asked = false;
  const addressed = model.address !== undefined; // by this name, or as the one figure of its page
  if (addressed) arrive();
  let lift = model.get("down") ? 1 : 0, begun = null, drifting = null, seconds = 0, seen = false;

  const path = () => model.get("path"), stand = () => path().at(-1), down = () => model.get("down");
  const toPointer = () => scene.n === 1 ? (pointer[0] < stand()[0] ? 180 : 0)
    : heading(pointer.map((value, i) => value - stand()[i]));
  const next = (degrees) => step(stand(), degrees, scene.lengths[length]);

  // Where the address of the page wants the student.
  function arrive() {
    const there = model.wanted() && readPath(location.hash, scene.start, known);
    if (there) ["path", "down"].forEach((name) => model.set(name, there[name]));
  }

  // The picture alone.
  function show() {
    if (!glass?.ratio) return; // not on the screen yet
    const ways = down() ? [] : scene.n === 1 ? [0, 180] : [pointer ? toPointer() : direction];
    colours ??= inks(view.root);
    const state = { path: path(), grounds: path().map(feet), targets: ways.map(next), rows, lift, seconds };
    picture.paint(state, glass, colours);
    view.root.classList.toggle("gdviz-clear", lift === 1);
    const words = wordsOf(lift), { title, note: more } = scene.faces[words[1] > 0 ? 1 : 0];
    view.caption.style.opacity = Math.max(...words);
    view.caption.firstChild.textContent = title;
    view.caption.lastChild.textContent = more;
    walks.style.opacity = words[1];
    dial?.show(Math.round((pointer ? toPointer() : direction) / FINE) % (360 / FINE));
    lengths.show(length);
  }

  // The words, too.
  function tell() {
    rows = down() ? compare(scene, feet, path()) : [];
    const here = feet(stand()), text = down() ? verdict(scene, feet, rows) : asked ? really(here) : felt(scene, feet, path());
    view.words.textContent = view.heard.textContent = [text, note].filter(Boolean).join(" ");
    walks.replaceChildren(...(down() ? table(scene, rows) : []));
    view.root.classList.toggle("gdviz-lifted", down());
    for (const button of [...steps, back]) button.disabled = down();
    say.textContent = down() ? "Play again" : "I am down";
    say.classList.toggle("gdviz-next", down() || !falls(scene, feet, stand()));
    show();
  }

  // Who says so where it is steep is asked once.
  function claim() {
    if (down()) return again();
    if (asked || !falls(scene, feet, stand())) return change({ down: true });
    asked = true;
    note = "";
    tell();
  }

  function change(values) {
    note = "";
    for (const name in values) model.set(name, values[name]); // the model answers with a change, and that tells
    model.save_changes();
  }

  function go(degrees) {
    if (down()) return;
    const to = next(degrees);
    direction = degrees;
    if (known(to)) return change({ path: [...path(), to] });
    note = BEYOND;
    asked = false;
    tell();
  }

  function turn(degrees) {
    pointer = null;
    direction = (direction + degrees + 360) % 360;
    show();
  }

  function stretch(by) {
    length = Math.max(0, Math.min(scene.lengths.length - 1, length + by));
    show();
  }

  // The fog drifts while somebody sees it, and lifts when the student is down; at once where motion is not wanted.
  function drift() {
    cancelAnimationFrame(drifting);
    let last = performance.now();
    const tick = (now) => {
      if (down()) lift = calm.matches ? 1 : Math.max(0, Math.min(1, (now - begun) / LIFTS));
      if (down() || now - last >= PICTURE) {
        seconds += calm.matches ? 0 : Math.max(0, now - last) / 1000;
        last = now;
        show();
      }
      if (down() ? lift < 1 : seen && !calm.matches) drifting = requestAnimationFrame(tick);
    };
    if (down() ? lift < 1 : seen && !calm.matches) tick(last);
  }

  // The fog begins to lift, or lies again.
  function fade() {
    [lift, begun, asked] = [0, performance.now(), false];
    tell();
    drift();
  }

  const again = () => change({ path: [scene.start], down: false });
  const steps = scene.n === 2 ? [push("step", "Step", () => go(direction))]
    : [push("left", "◀ left", () => go(180)), push("right", "right ▶", () => go(0))];
  const back = push("back", "Back to the start", again);
  const say = push("down", "I am down", claim);
  const lengths = slider({ name: "length", label: "step length", max: scene.lengths.length - 1 },
    (i) => short(scene.lengths[i]), (i) => stretch(i - length));
  const dial = scene.n === 1 ? null : slider({ name: "direction", label: "direction", max: 360 / FINE - 1 },
    (i) => toward(i * FINE), (i) => turn(i * FINE - direction));
  const keys = { "+": () => stretch(1), "-": () => stretch(-1), "−": () => stretch(-1) };
  Object.assign(keys, scene.n === 1 ? { ArrowLeft: () => go(180), ArrowRight: () => go(0) }
    : { ArrowLeft: () => turn(TURN), ArrowRight: () => turn(-TURN), ArrowUp: () => go(direction) });

  const hint = element("p", { className: "gdviz-hint" }, `${ARROW} ${HINTS[scene.n - 1]}`);
  const walks = element("table", { className: "gdviz-walks" });
  const buttons = element("div", { className: "gdviz-buttons" }, ...steps, say, back);
  view.controls.append(...(dial ? [dial.node] : []), lengths.node, buttons);
  view.root.classList.add("gdviz-blindfold", `gdviz-blindfold-${scene.n}`);
  buttons.append(view.tools);
  if (addressed) view.tools.append(linker(() => writePath({ path: path(), down: down() }, model.address), view.heard));
  const forget = tools(view, {}, [...OWN_KEYS[scene.n - 1], LENGTHENS]);
  view.side.append(view.controls, view.words, walks, hint, view.heard, view.trouble);
  for (const button of steps) button.classList.add("gdviz-next");
  view.canvas.tabIndex = 0;
  view.canvas.dataset.lmSuppressShortcuts = "true"; // or JupyterLab takes the arrow keys
  view.canvas.setAttribute("role", "application"); // so that a screen reader hands the keys on
  view.canvas.setAttribute("aria-label", `${scene.alt} ${hint.textContent}`);
  view.canvas.addEventListener("keydown", (event) => {
    if (!(event.key in keys) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    pointer = null; // the keys have it now
    keys[event.key]();
  });
  const point = (event) => (pointer = picture.place(event));
  view.canvas.addEventListener("click", (event) => {
    point(event);
    go(toPointer());
    if (event.pointerType === "mouse") return;
    pointer = null; // a finger has left already
    show();
  });
  view.canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType === "mouse") point(event), show();
  });
  view.canvas.addEventListener("pointerleave", () => {
    pointer = null;
    show();
  });

  const stood = () => {
    asked = false;
    tell();
  };
  const listeners = [["change:path", stood], ["change:down", fade]];
  listeners.forEach(([event, listener]) => model.on(event, listener));
  calm.addEventListener("change", drift);
  if (addressed) window.addEventListener("hashchange", arrive);
  glass = screens(view.root, [view.canvas], () => {
    colours = null; // those of the page may be others now
    show();
  });
  tell();
  const watch = new IntersectionObserver((entries) => {
    seen = entries.at(-1).isIntersecting;
    drift();
  });
  watch.observe(view.canvas);

  return () => {
    cancelAnimationFrame(drifting);
    watch.disconnect();
    forget();
    window.removeEventListener("hashchange", arrive);
    calm.removeEventListener("change", drift);
    glass.stop();
    listeners.forEach(([event, listener]) => model.off(event, listener));
  };
}

export default { render };
