// Handles: places in the picture that the hand moves, by dragging, by a click, by keys. Python is asked what follows.

import { fromPixel } from "./axes.js";
import { tuple } from "./over.js";

const PATIENCE = 4000; // milliseconds without an answer

// Asks Python one question at a time; of those that come up meanwhile the last one wins. `state` hears "waiting",
// "settled" and "lost"; a late answer is still an answer.
export function asker(model, state) {
  const me = Math.random().toString(36).slice(2);
  let count = 0, waiting = null, next = null, late = null, clock = null;

  function send(question) {
    waiting = `${me} ${++count}`;
    next = null;
    model.set("_asked", { ...question, id: waiting });
    model.save_changes();
    clearTimeout(clock);
    clock = setTimeout(() => {
      late = waiting;
      waiting = null;
      state("lost");
    }, PATIENCE);
    state("waiting");
  }

  function answered() {
    if (model.get("_answered") !== (waiting ?? late)) return;
    clearTimeout(clock);
    waiting = null;
    if (next === null) state("settled");
    else send(next);
  }

  function ask(question) {
    if (model.alone) state("lost");
    else if (waiting === null) send(question);
    else next = question;
  }

  model.on("change:_answered", answered);
  const stop = () => {
    clearTimeout(clock);
    model.off("change:_answered", answered);
  };
  return { ask, stop, get waiting() { return waiting !== null; } };
}

// The height of a curve, given as [xs, ys] with rising xs.
export function height([xs, ys], x) {
  const right = xs.findIndex((end) => end >= x); // -1: beyond the last of them
  const k = right < 0 ? xs.length - 1 : Math.max(1, right);
  const share = (x - xs[k - 1]) / (xs[k] - xs[k - 1]);
  return ys[k - 1] + share * (ys[k] - ys[k - 1]);
}

const FINGER = 8; // CSS pixels: nearer to the right edge its room for a finger would make a narrow page scroll sideways

// A number that reads well, as near to v as the eye can tell on an axis, and not beyond its ends.
export function round(v, { scale, low, high }) {
  const unit = 10 ** Math.floor(Math.log10(Math.abs(high - low) / 300));
  const near = scale === "log" ? Number(v.toPrecision(3)) : Number((Math.round(v / unit) * unit).toPrecision(12));
  return Math.max(Math.min(low, high), Math.min(Math.max(low, high), near));
}

// In which of the cells of a map a place lies: they have rising values, and end halfway between them.
export function cell(values, scale, place) {
  const turn = scale === "log" ? Math.log : (v) => v;
  const next = values.findIndex((value, k) => k && turn(place) < (turn(values[k - 1]) + turn(value)) / 2);
  return next < 0 ? values.length - 1 : next - 1;
}

// A handle in a panel. `place()` is where it belongs, and `nth()` which face shows; `moved(place)` hears where the hand
// wants it. While the hand holds it, it is where the hand is.
export function handle({ name, label, along, anywhere, cells }, panel, { place, nth, moved }) {
  const node = document.createElement("button");
  Object.assign(node, { type: "button", className: "gdviz-handle", name });
  node.dataset.lmSuppressShortcuts = "true";
  panel.plot.append(node);
  let wanted = null, held = null;

  function show() {
    if (!panel.box) return; // it does not show yet
    const at = wanted ?? place(), [xOf, yOf] = panel.sides(nth());
    const over = yOf(along ? height(along[along.length > 1 ? nth() : 0], at[0]) : at[1]);
    const [left, top] = panel.onto(inside([xOf(at[0]), over])); // a start elsewhere waits at the edge
    node.style.left = `${left * panel.zoom}px`;
    node.style.top = `${top * panel.zoom}px`;
    node.classList.toggle("gdviz-edge", left > panel.box[0] + panel.box[2] - FINGER);
    const text = `${label}: ${tuple(at, panel.face(nth()))}`;
    if (node.title === text) return;
    node.title = text;
    node.setAttribute("aria-label", `${text}. Drag it, or use the arrow keys.`);
  }

  // The pixel of the axes that is nearest to one.
  function inside([pixelX, pixelY]) {
    const [left, top, width, height_] = panel.box;
    return [Math.max(left, Math.min(left + width, pixelX)), Math.max(top, Math.min(top + height_, pixelY))];
  }

  // The place under a point of the picture, kept inside the axes.
  function under(pixelX, pixelY) {
    const sides = panel.sides(nth(), fromPixel), { x, y } = panel.face(nth());
    const pixel = inside(panel.flat([pixelX, pixelY])), at = [x, y].map((axis, k) => round(sides[k](pixel[k]), axis));
    return cells ? near(sides.map((side, k) => side(pixel[k]))) : along ? at.slice(0, 1) : at;
  }

  // The middle of the cell that a place lies in, or of one that is so many beside it.
  function near(at, by = [0, 0]) {
    return cells.map((values, k) => {
      const { x, y } = panel.face(nth()), here = cell(values, [x, y][k].scale, at[k]) + by[k];
      return values[Math.max(0, Math.min(values.length - 1, here))];
    });
  }

  function take(at) {
    wanted = at;
    show();
    moved(at);
  }

  function pointed(event) {
    const area = panel.canvas.getBoundingClientRect();
    return [event.clientX - area.left, event.clientY - area.top].map((v) => v / panel.zoom);
  }

  const listen = {
    pointerdown(event) {
      if (event.button !== 0) return;
      const [px, py] = pointed(event), [nx, ny] = [node.style.left, node.style.top].map((v) => parseFloat(v) / panel.zoom);
      held = [px - nx, py - ny]; // where on it the hand has it
      node.setPointerCapture(event.pointerId);
      node.classList.add("gdviz-held");
    },
    pointermove(event) {
      if (!held) return;
      const [px, py] = pointed(event);
      take(under(px - held[0], py - held[1]));
    },
    pointerup: letGo,
    pointercancel: letGo,
    keydown(event) {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const [xOf, yOf] = panel.sides(nth()), [, top, width, height_] = panel.box;
      const at = wanted ?? place(), far = event.shiftKey ? 5 : 1, [right, up] = by.map((v) => v * far);
      if (cells) return take(near(at, [right, up]));
      take(under(xOf(at[0]) + (right * width) / 50, (along ? top : yOf(at[1])) - (up * height_) / 50));
    },
  };
  function letGo() {
    held = null;
    node.classList.remove("gdviz-held");
  }
  for (const [event, listener] of Object.entries(listen)) node.addEventListener(event, listener);

  function clicked(event) {
    const [px, py] = pointed(event), [left, top, width, height_] = panel.box;
    if (px < left || px > left + width || py < top || py > top + height_) return;
    node.focus({ preventScroll: true });
    take(under(px, py));
  }
  if (anywhere) panel.canvas.addEventListener("click", clicked);

  // Python has answered, or cannot be reached: the handle is where the picture says.
  function settle() {
    wanted = null;
    show();
  }
  return { show, settle, take: (at) => take(cells ? near(at) : at) };
}
