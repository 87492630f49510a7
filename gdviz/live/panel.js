// A panel: its place in the document, and one canvas on which its grounds, axes, marks and tracks are painted, at the
// size that it has there. What a panel means it does not know.

import { drawAxes, holding, margins, maps } from "./axes.js";
import { element } from "./controls.js";
import { drawLabel, drawLeft, drawMark, drawNote, drawTrack, left, leftTipped, points, until } from "./draw.js";
import { alike, drawEnds, namedLines } from "./ends.js";
import { pen } from "./letters.js";
import { drawTipped } from "./over.js";
import { words } from "./words.js";

const ROUND = 6; // CSS pixels: the corners of a map

// The colours of letters and lines at present, as the style sheet has them.
export function inks(root) {
  const style = getComputedStyle(root), of = (name) => style.getPropertyValue(`--${name}`).trim();
  return { ink: of("ink"), muted: of("muted"), line: of("line"), paper: of("paper"), family: style.fontFamily };
}

// The plot in a picture of width × height CSS pixels: what the margins leave; on a map units are equal on both sides.
export function plotted({ inside, shape }, [left, top, right, bottom], width, height) {
  const box = [left, top, Math.max(1, width - left - right), Math.max(1, height - top - bottom)];
  if (!shape || !inside) return box;
  const off = box[2] / box[3] / shape;
  if (Math.abs(off - 1) < 0.01) return box;
  if (off > 1) return [left, top, box[3] * shape, box[3]];
  return [left, top + (box[3] - box[2] / shape) / 2, box[2], box[2] / shape];
}

// described: of the scene. alt: what it shows, in full. large: how much larger letters are than usual.
export function panel({ name, faces, rows }, alt, large) {
  const canvas = element("canvas", { className: "gdviz-canvas" });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", alt);
  const plot = element("div", { className: "gdviz-plot" }, canvas), [first] = faces;
  const title = element("span"), note = element("small");
  const node = element("figure", { className: "gdviz-panel" }, element("figcaption", {}, title, note), plot);
  node.dataset.panel = name;
  node.style.setProperty("--rows", rows);
  node.classList.toggle("gdviz-rows", rows > 0);
  node.classList.toggle("gdviz-map", first.inside);
  const context = canvas.getContext("2d");
  let still = null, seen = null, tip = null, held = null, all = [], ends = []; // tip: see tipped.js; ends: named lines
  const self = { name, faces, node, plot, canvas, box: null, zoom: 1, face, sides, hold, need, paint, onto, flat, named: () => ends.length > 0 };

  // The face that shows at a position of the first slider, and the maps from its numbers to pixels.
  function face(nth) {
    const one = faces[faces.length > 1 ? nth : 0];
    return held?.of === one ? held.face : one;
  }
  // From now on its axis holds these tracks, of a scene, at a position of the sliders; and other walks besides, each a list
  // of heights.
  function hold(nth, tracks, scene, index, others) {
    [held, all] = [null, tracks];
    const of = face(nth), walks = of.y.grows ? tracks.filter(({ kind }) => kind === "path") : [];
    const heights = walks.map(({ ends: [[, [y, row]]] }) => {
      const at = scene.at(y, index);
      return Array.from({ length: scene.last + 1 }, (_, t) => at(t + row));
    });
    held = { of, face: { ...of, y: holding(of.y, [...heights, ...others]) } };
  }
  function sides(nth, make) {
    return maps(self.box, face(nth), make);
  }

  // Where a point of the map is seen, and which one is seen at a place: not the same while it is tipped over.
  function onto(point) {
    return tip ? tip.onto(point).slice(0, 2) : point;
  }
  function flat(point) {
    return tip ? tip.under(point) : point;
  }

  // The room that its letters need on either side of its plot: panels in one column have it in common, as they have the
  // width, in CSS pixels.
  function need(nth, ratio, colours, wide) {
    const letters = pen(context, colours.family, large, colours.paper);
    ends = face(nth).inside ? [] : namedLines(all, letters, wide);
    const [left, , right] = margins(face(nth), letters, canvas.height / ratio, ends.map(({ label }) => label), alike(ends));
    return [left, right];
  }

  // The panel that was last turned to, if any: some marks show while it does.
  const turned = () => node.closest(".gdviz")?.dataset.turned;

  // What does not move, on a canvas of its own: axes, marks, and their letters.
  function drawn(nth, now, colours, dark) {
    const layer = new OffscreenCanvas(canvas.width, canvas.height), on = layer.getContext("2d");
    on.scale(now.ratio, now.ratio);
    const letters = pen(on, colours.family, large, colours.paper), how = { dark, large };
    drawAxes(on, face(nth), self.box, now.size, letters, colours);
    for (const mark of face(nth).marks) if (!mark.only || mark.only === turned()) drawMark(on, mark, sides(nth), self.box, how, letters, colours);
    return { layer, letters: letters.letters };
  }

  // Paint it. nth: its face. grounds: functions that paint beneath, see hill.js, areas.js and shades.js. tracks: those in
  // it, of a scene, at a position of the sliders and a step. room: [left, right] of the plot. glass: see screen.js.
  // besides: what a figure shows besides, see besides.js.
  function paint({ nth, grounds, tracks, scene, index, step, room, glass: { dark, ratio }, colours, besides }) {
    if (!canvas.width) return; // it does not show
    self.zoom = ratio / devicePixelRatio;
    const size = [canvas.width / ratio, canvas.height / ratio];
    const key = JSON.stringify([faces.length > 1 ? nth : 0, face(nth).y, size, ratio, dark, room, colours, turned()]);
    if (key !== seen) {
      const [, top, , bottom] = margins(face(nth), pen(context, colours.family, large, colours.paper), size[1]);
      self.box = plotted(face(nth), [room[0], top, room[1], bottom], ...size);
      still = drawn(nth, { ratio, size }, colours, dark);
      caption(face(nth));
    }
    seen = key;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.save();
    if (face(nth).inside) {
      context.beginPath();
      context.roundRect(...self.box.map((v) => v * ratio), ROUND * ratio);
      context.clip();
    }
    tip = besides.tip(self);
    if (tip) tip.paint(context, nth, self.box, dark, ratio);
    else {
      for (const ground of grounds) ground(context, nth, dark, ratio);
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.drawImage(still.layer, 0, 0);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const how = { dark, large, paper: colours.paper, halo: face(nth).inside, ages: face(nth).inside || name === "landscape", colours };
    const letters = pen(context, colours.family, large, colours.paper, tip ? [] : still.letters);
    const shown = tracks.map((track) => [track, points(track, scene, sides(nth), index, step)]);
    const outside = face(nth).inside || name === "landscape" ? shown.filter(([{ kind }]) => kind === "path") : [];
    const gone = new Map(outside.map(([track, { whole }]) => [track, left(whole, self.box)]));
    besides.beneath(self, { context, nth, tip, how, step });
    for (const mark of tip ? face(nth).marks : []) if (mark.kind === "spot") drawTipped(context, mark, markOf(mark, nth), tip, how, letters);
    for (const [track, each] of shown)
      if (tip) drawTipped(context, track, until(each, gone.get(track)), tip, how);
      else drawTrack(context, track, until(each, gone.get(track)), self.box, how);
    const exits = outside.filter(([track]) => gone.get(track)).map(([track, { whole: [start] }]) => {
      const where = gone.get(track);
      return { track, gone: tip ? leftTipped(where, tip) : where, start: onto(start) };
    });
    drawLeft(context, exits, scene.every, self.box, how, letters, face(nth).inside ? "map" : "picture");
    for (const [track, { dots }] of shown.filter(([{ kind }]) => kind === "note"))
      drawNote(track, dots, words(scene, index, Math.floor(step), [{ texts: [track.label] }]), how, letters);
    if (!tip) drawEnds(context, face(nth), ends, scene, index, step, sides(nth), self.box, dark, letters);
    const told = besides.above(self, { context, nth, tip, how, shown, letters, step });
    const walked = shown.filter(([{ kind }]) => kind === "path").map(([, { line }]) => line);
    for (const [track, { line }] of tip || told ? [] : shown)
      if (track.kind === "arrow") drawLabel(context, track, line, self.box, how, letters, walked);
    context.restore();
    canvas.gdviz = { box: self.box, letters: letters.letters, x: face(nth).x, y: face(nth).y, degrees: tip?.degrees ?? 90 };
  }

  const markOf = (mark, nth) => {
    const [xOf, yOf] = sides(nth);
    return { line: [], dots: mark.x.map((x, k) => [xOf(x), yOf(mark.y[k])]) };
  };

  function caption(face) {
    title.textContent = face.title;
    note.textContent = face.note;
  }
  caption(first);
  return self;
}
