// The stage: where panels, controls and words of a figure stand. How they are placed is left to figure.css.

import { element, frame, keepKeys } from "./controls.js";
import { panel } from "./panel.js";

const FEW = 3; // so many panels have room beside the large one

// How many of the panels that follow the large one stand beside it; the others come below, in rows of two or three.
export const beside = (count) => (count <= FEW || count % 3 === 0 ? Math.min(FEW, count) : 2);

// Who is who, above the panels. entries: [{name, …look}].
function legendOf(entries) {
  const items = entries.map((entry) => {
    const sign = element("canvas", { width: 68, height: 36, ariaHidden: "true" });
    return { sign, entry, node: element("span", {}, sign, element("span", { textContent: entry.name })) };
  });
  const node = element("div", { className: "gdviz-legend" }, ...items.map(({ node }) => node));
  const show = (draw) => items.forEach(({ sign, entry }) => {
    const context = sign.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, sign.width, sign.height);
    context.scale(2, 2);
    draw(context, entry, [[2, 9], [32, 9]], [[17, 9]]);
  });
  return { node, show };
}

// A panel that stands behind another one takes its place at a press, and gives it back.
function turning(front, back, root) {
  const pairs = [[front, back, "turn to the valley’s axes"], [back, front, "back to the weights"]];
  for (const [here, there, textContent] of pairs) {
    const node = keepKeys(element("button", { type: "button", name: "turn", textContent }));
    node.addEventListener("click", () => {
      here.node.hidden = true;
      there.node.hidden = false;
      there.node.querySelector("button[name=turn]").focus({ preventScroll: true });
      root.dataset.turned = there.name;
      root.dispatchEvent(new Event("gdviz-turned"));
    });
    here.node.querySelector("figcaption").append(node);
  }
  back.node.hidden = true;
}

// The stage of a scene: its frame, and its `panels`. legend: {show(draw)}.
export function stage(scene) {
  const large = scene.large ?? 1, view = frame(large);
  const panels = scene.panels.map((each, k) => panel(each, k ? each.faces[0].title || each.name : scene.alt, large));
  const front = scene.panels.map(({ behind }) => panels.find(({ name }) => name === behind));
  panels.forEach((panel, k) => front[k] && turning(front[k], panel, view.root));
  const alone = panels.filter((_, k) => !front[k]), behind = (panel) => panels.filter((_, k) => front[k] === panel);
  const nodes = alone.map(({ node }) => node), close = 1 + beside(nodes.length - 1);
  nodes[0].classList.add("gdviz-large");
  const main = element("div", { className: "gdviz-panels" }, ...nodes.slice(0, close));
  alone.forEach((panel) => panel.node.after(...behind(panel).map(({ node }) => node)));
  main.style.setProperty("--beside", close - 1);
  main.classList.toggle("gdviz-alone", close === 1);
  const rest = nodes.slice(close), more = element("div", { className: "gdviz-panels gdviz-more" }, ...rest);
  const legend = legendOf(scene.legend);
  const body = element("div", { className: "gdviz-body" }, main, view.controls, view.below);
  if (scene.legend.length) body.prepend(legend.node);
  if (rest.length) body.append(more);
  const { shape } = scene.panels[0].faces[0];
  if (shape) body.style.setProperty("--shape", shape);
  view.root.classList.add("gdviz-figure");
  view.root.append(body, view.heard, view.trouble);
  const whole = (some) => some.flatMap((panel) => [panel, ...behind(panel)]);
  const columns = [alone.slice(0, 1), alone.slice(1, close), alone.slice(close)].map(whole);
  return { ...view, panels, legend, columns };
}
