// The picture of a blindfold, painted on one canvas at the size that it has there: the hill, the fog over it, the axes,
// which are the same before and after, and those who walk. It knows no widget.

import { drawAxes, fromPixel, margins, maps } from "../live/axes.js";
import { drawMark } from "../live/draw.js";
import { pen } from "../live/letters.js";
import { plotted } from "../live/panel.js";
import { downhill, drawFog, poolOf } from "./fog.js";
import { drawFeet, drawLanes, drawSteps, drawWalk, LANES, lanesHigh, raced, shaft } from "./walkers.js";

const CORNERS = 6; // CSS pixels: of a map
const BRIM = 9; // so far beyond the plot whoever walks on its edge is seen
const SOIL = ["#eef1f0", "#1b2227"]; // the ground that is cut open, where the hill is seen from the side

// The axes of the hill without what the fog has shown already.
function unseen([fog, hill]) {
  const side = (name) => {
    const [was, is] = [fog[name], hill[name]], same = JSON.stringify(was) === JSON.stringify(is);
    return { ...is, label: was.label === is.label ? "" : is.label, words: same ? [] : is.words };
  };
  return { ...hill, x: side("x"), y: side("y") };
}

// How much there is to see of the words, while the fog lifts: first those of the fog go, then those of the hill come.
export const wordsOf = (lift) => [Math.max(0, 1 - 2 * lift), Math.max(0, 2 * lift - 1)];

// scene: of the model, opened. canvas: to paint on. It gives `place`, the point of the map at which a mouse or a finger
// is, `paint`, and what `hill.js` needs to know: the box of the plot, and its axes.
export function hillside(scene, canvas) {
  const context = canvas.getContext("2d"), [fog, hill] = scene.faces, { n, large, bottom } = scene;
  const veil = new OffscreenCanvas(1, 1), veiled = veil.getContext("2d");
  const self = { box: [0, 0, 1, 1], x: [hill.x], y: [hill.y], grounds: [], place, paint };

  function place({ clientX, clientY }) {
    const { left, top } = canvas.getBoundingClientRect(), [x, y] = maps(self.box, hill, fromPixel);
    return n === 1 ? [x(clientX - left)] : [x(clientX - left), y(clientY - top)];
  }

  // Where the plot is, and how high the letters are below it.
  function laid([width, height], letters) {
    const tall = height - lanesHigh(scene), [left, top, right, under] = margins(hill, letters, tall);
    const longest = n === 1 ? Math.max(...LANES.map((who) => letters.measure(who))) + 8 : 0;
    self.box = plotted(hill, [Math.max(left, longest), top, right, under], width, tall);
    return under;
  }

  function clip(on, brim) {
    const [left, top, width, height] = self.box;
    on.beginPath();
    on.roundRect(left - brim, top - brim, width + 2 * brim, height + 2 * brim, fog.inside ? CORNERS : 0);
    on.clip();
  }

  // The ground in its colours, its curve, and its minima.
  function ground({ dark, ratio }, letters, colours) {
    const [xOf, yOf] = maps(self.box, hill), [, top, , height] = self.box;
    for (const paintHill of self.grounds) paintHill(context, 0, dark, ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const [curve] = n === 1 ? hill.marks : [];
    if (curve) { // where its height is not known, there is no ground
      context.fillStyle = SOIL[dark];
      context.beginPath();
      curve.x.slice(1).forEach((x, k) => {
        if (curve.y[k] === null || curve.y[k + 1] === null) return;
        context.moveTo(xOf(curve.x[k]), top + height);
        context.lineTo(xOf(curve.x[k]), yOf(curve.y[k]));
        context.lineTo(xOf(x), yOf(curve.y[k + 1]));
        context.lineTo(xOf(x), top + height);
      });
      context.fill();
    }
    for (const mark of hill.marks) drawMark(context, mark, [xOf, yOf], self.box, { dark, large }, letters, colours);
  }

  // Draw everything. state: the path, the ground felt at each of its points, the targets of a next step, the walks to
  // compare it with, how far the fog has lifted, the seconds for which it has drifted. glass: see screen.js. colours: of
  // letters and lines.
  function paint({ path, grounds, targets, rows, lift, seconds }, glass, colours) {
    const { dark, ratio } = glass, size = [canvas.width / ratio, canvas.height / ratio];
    const colour = (name) => scene.colours[name][dark];
    const letters = pen(context, colours.family, large, colours.paper), under = laid(size, letters);
    const [xOf, yOf] = maps(self.box, hill), floor = self.box[1] + self.box[3], axes = [size[0], size[1] - lanesHigh(scene)];
    const at = (w, high) => [xOf(w[0]), yOf(w.length === 1 ? high + bottom : w[1])];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.lineJoin = context.lineCap = "round";
    if (!fog.inside) drawAxes(context, fog, self.box, axes, letters, colours);
    if (lift > 0) {
      context.globalAlpha = wordsOf(lift)[1];
      if (context.globalAlpha) drawAxes(context, unseen(scene.faces), self.box, axes, letters, colours);
      context.globalAlpha = 1;
      context.save();
      clip(context, 0);
      ground(glass, letters, colours);
      context.restore();
    }
    if (lift < 1) {
      Object.assign(veil, { width: canvas.width, height: canvas.height });
      veiled.setTransform(ratio, 0, 0, ratio, 0, 0);
      clip(veiled, 0);
      drawFog(veiled, scene, self.box, at, { path, grounds, dark, lift, seconds, colour });
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.drawImage(veil, 0, 0);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    if (fog.inside) drawAxes(context, fog, self.box, axes, letters, colours);
    const others = rows.filter(({ who }) => who !== "you"), until = others.length ? raced(others, lift) : 0;
    const you = { who: "you", points: path, grounds, until: path.length - 1 };
    if (n === 1) {
      const walks = [you, ...(until > 0 ? others.map((row) => ({ ...row, until })) : [])];
      drawLanes(context, scene, at, self.box, floor + under, walks, letters, colour, colours.line);
    }
    context.save();
    clip(context, BRIM);
    for (const row of until > 0 ? others.toReversed() : []) drawWalk(context, scene, at, row, until, colour);
    drawWalk(context, scene, at, you, you.until, colour);
    const feet = at(path.at(-1), grounds.at(-1).height), { slope } = grounds.at(-1);
    context.globalAlpha = wordsOf(lift)[0];
    if (Math.hypot(...slope) >= scene.flat && lift < 0.5) {
      const [across, down, steep] = downhill(scene, at, path.at(-1), slope);
      const long = (0.25 + 1.1 * steep) * poolOf(self.box) * large;
      shaft(context, feet, [feet[0] + long * across, feet[1] + long * down], colour("ink"), 3 * large, []);
    }
    drawSteps(context, scene, feet, targets.map((w) => at(w, 0)), floor - 14, colour);
    context.globalAlpha = 1;
    drawFeet(context, scene, feet, colour);
    context.restore();
    canvas.gdviz = { box: self.box, letters: letters.letters, x: hill.x, y: hill.y };
  }
  return self;
}
