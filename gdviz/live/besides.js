// What a figure does besides showing its walk: it tips its map over, keeps a walk to compare, lets a swarm loose, and says
// what is under the pointer. It makes their buttons and keys, and draws into the panels when they are painted.

import { fromPixel } from "./axes.js";
import { button } from "./controls.js";
import { untilEdge } from "./draw.js";
import { cell } from "./handle.js";
import { snapshot } from "./keep.js";
import { short } from "./numbers.js";
import { drawKept, drawLit, drawParts, drawSwarm, nearest, say, told, tuple } from "./over.js";
import { FLAT } from "./relief.js";
import { swarm } from "./swarm.js";
import { tipped, tipping } from "./tipped.js";

// scene(): as it is. panels. hill: the ground of the large panel that can be tipped over, or none. at(): the sliders'
// positions. place(): where the hand has put the first handle. changed: it must be drawn anew. run(): play from the start.
export function besides({ scene, panels, hill, at, place: stood, changed, run }) {
  const [panel] = panels, first = scene(), [face] = first.panels[0].faces, walks = first.program?.walks ?? [];
  const [of] = first.handles;
  const tip = hill?.relief ? tipped(hill) : null, turning = tip && tipping(tip, changed);
  let ghost = null, loose = null, pointer = null;
  const now = () => Object.fromEntries(scene().sliders.map(({ name }, k) => [name, at()[k]]));

  // The settings in words: "α = 0.1, μ = 0.8", those of a map's cell among them.
  const settings = () => scene().sliders.map(({ label, values, choice }, k) => !choice && is(label, values[at()[k]]))
    .concat(of?.name === "setting" ? [face.x, face.y].map((axis, side) => is(axis.label, short(picked(axis, side)))) : [])
    .filter((text) => text).join(", ");
  const is = (label, value) => `${label.split(" ").at(-1)} = ${value}`;
  const picked = ({ scale }, side) => of.cells[side][cell(of.cells[side], scale, stood()[side])];
  // Where a walk began, once the hand has put the start elsewhere.
  const began = (from) => of?.name === "start" && String(from) !== String(stood()) && `from ${tuple(from, panel.face(at()[0] ?? 0))}`;

  function keep() {
    ghost = ghost ? null : { ...snapshot(scene(), at(), settings()), from: stood() };
    press(buttons.keep, ghost);
    changed();
  }
  function release() {
    const sides = ({ inside, x, y }) => (inside ? [x, y] : [x]);
    loose = loose ? null : swarm(scene(), scene().table, () => sides(panel.face(at()[0] ?? 0)));
    press(buttons.swarm, loose);
    changed();
    if (loose) run();
  }
  function turn() {
    press(buttons.tilt, turning.turn());
  }
  const kin = (self) => ghost?.paths.filter(({ panel: k }) => panels[k] === self).map(({ points }) => points) ?? [];
  const press = ({ node }, on) => node.setAttribute("aria-pressed", Boolean(on));

  const buttons = {
    tilt: button("tilt", "tilt", "Tip the map over", turn),
    keep: button("keep", "keep", "Keep this walk, to compare", keep),
    swarm: button("swarm", "swarm", walks.length > 1 ? "Other starts at once" : "Thirty starts at once", release),
  };
  const can = { tilt: tip, keep: first.tracks.some(({ kind }) => kind === "path"), swarm: walks.length && onHill(first) };
  const there = Object.keys(buttons).filter((name) => can[name]);
  there.forEach((name) => press(buttons[name], false));
  const keys = Object.fromEntries(there.map((name) => [{ tilt: "t", keep: "c", swarm: "s" }[name], () => buttons[name].node.click()]));

  // What is under the pointer lights up in all panels.
  const listeners = panels.flatMap((each) => [
    [each.canvas, "pointermove", (event) => event.pointerType !== "touch" && point({ panel: each, x: event.offsetX / each.zoom, y: event.offsetY / each.zoom })],
    [each.canvas, "pointerleave", () => point(null)],
  ]);
  listeners.forEach(([node, name, listener]) => node.addEventListener(name, listener));
  function point(next) {
    if (!next && !pointer) return;
    pointer = next;
    light();
    changed();
  }

  // The step that is lit, in all panels: that of the iterate nearest to the pointer. lines: {panel: the points of its
  // paths, one after the other}.
  let lines = new Map(), lit = null;
  function light() {
    const there = pointer && (lines.get(pointer.panel) ?? []).map((line) => place(pointer.panel, line));
    lit = there && nearest(there, [pointer.x, pointer.y]);
  }
  const place = (self, line) => (self === panel && tip && tip.degrees < FLAT ? line.map((p) => tip.onto(p).slice(0, 2)) : line);

  function under(self, nth) {
    if (self !== panel || !face.inside || !hill?.height) return null;
    const [x, y] = tip && tip.degrees < FLAT ? tip.under([pointer.x, pointer.y]) : [pointer.x, pointer.y];
    const w = self.sides(nth, fromPixel).map((of, side) => of([x, y][side]));
    return told(w, hill.height(nth, w), self.face(nth));
  }

  return {
    nodes: there.map((name) => buttons[name].node), keys,
    tip: (self) => (self === panel && tip && tip.degrees < FLAT ? tip : null),

    // The walks of the swarm up to a step, if there is one, in pixels, rule by rule. sides: of the large panel.
    swarmed([xOf, yOf], last) {
      const walked = (at) => Array.from({ length: last + 1 }, (_, t) => at(t)).map(([x, y]) => [xOf(x), yOf(y)]);
      return loose?.(now()).map((walks) => walks.map(walked)) ?? [];
    },

    // The heights of the walk that was kept, in a panel.
    kept: (self) => kin(self).map((points) => points.map(([, y]) => y)),

    // Beneath the walk: the one that was kept, and the swarm.
    beneath(self, { context, nth, tip: on, how, step }) {
      const [xOf, yOf] = self.sides(nth), pixels = (points) => points.map(([x, y]) => [xOf(x), yOf(y)]);
      const inside = (line) => (face.inside && self === panel ? untilEdge(line, self.box) : line);
      const draped = (line) => on.drape(line).filter(({ seen }) => seen).map(({ points }) => points);
      const flat = (line) => (on ? draped(inside(line)) : [inside(line)]);
      context.save();
      context.beginPath();
      context.rect(...self.box);
      context.clip();
      if (loose && self === panel) {
        const paths = scene().tracks.filter(({ kind, panel: k }) => kind === "path" && !k);
        this.swarmed([xOf, yOf], Math.floor(step)).forEach((lines, k) => drawSwarm(context, lines.flatMap(flat), paths[k], how));
      }
      drawKept(context, kin(self).flatMap((points) => flat(pixels(points))), how);
      context.restore();
    },

    // Above it: the iterate under the pointer, or what the ground is there; and what made the step, whether it shows.
    above(self, { context, nth, tip: on, how, shown, letters, step }) {
      const paths = shown.filter(([{ kind }]) => kind === "path").map(([, { whole, line }]) => whole ?? line);
      lines.set(self, paths);
      const words = pointer?.panel === self, [line] = paths;
      if (words) light();
      if (lit) {
        const cost = scene().words.numbers.cost, value = cost && short(scene().at(cost[0], at())(lit.t));
        const told = `step ${lit.t * scene().every}${value ? `: cost ${value}` : ""}`;
        paths.forEach((path, k) => {
          const [ring] = path[lit.t] ? place(self, [path[lit.t]]) : [];
          if (ring?.every(Number.isFinite)) drawLit(context, ring, words && k === lit.k && told, how, letters, self.box);
        });
      } else if (words) {
        const said = under(self, nth);
        if (said) say(letters, [pointer.x, pointer.y], said, how.colours, self.box);
      }
      const arrows = shown.filter(([{ kind }]) => kind === "arrow").map(([track, { line }]) => ({ track, line }));
      if (!face.inside || self !== panel || on || !Number.isInteger(step)) return false;
      const [xOf, yOf] = self.sides(nth), spots = self.face(nth).marks.filter(({ kind }) => kind === "spot");
      const stars = spots.map(({ x, y }) => [xOf(x[0]), yOf(y[0])]);
      return drawParts(context, arrows, self.box, line ?? [], stars, how, letters);
    },

    // What is said of the walk that was kept.
    said(step) {
      if (!ghost) return "";
      const cost = ghost.cost ? `: cost ${short(ghost.cost[Math.min(step, ghost.cost.length - 1)])} at this step` : "";
      const what = [ghost.settings, began(ghost.from)].filter((text) => text).join(", ");
      return `Kept${what && ` (${what})`}${cost}.`;
    },

    stop() {
      turning?.stop();
      listeners.forEach(([node, name, listener]) => node.removeEventListener(name, listener));
    },
  };
}

// Whether the large panel is the landscape on which the walks of a scene go, or a map of where they begin on it.
const onHill = ({ panels: [{ name }], areas, handles: [of] }) => name === "landscape" || (areas && of.name === "start");
