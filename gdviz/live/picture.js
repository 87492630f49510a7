// Pictures that Python drew, for those widgets that have one: they are decoded, and lie on a stage in a frame.

import { element, frame } from "./controls.js";

const HEADER = 33; // bytes of a PNG before its palette

// The pictures that wire.pages made, for a light page and for a dark one: the same pixels, with another palette.
export function decode([png, palette]) {
  const [light, dark] = [png, palette].map((view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  const files = [[light], [light.subarray(0, HEADER), dark, light.subarray(HEADER + dark.length)]];
  return Promise.all(files.map((parts) => createImageBitmap(new Blob(parts, { type: "image/png" }))));
}

// A frame with one picture in it, of the size that its scene says, and what is below it.
export function pictured(scene) {
  const canvas = element("canvas", { className: "gdviz-canvas" });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", scene.alt);
  canvas.style.aspectRatio = `${scene.width} / ${scene.height}`;
  const stage = element("div", { className: "gdviz-stage" }, canvas);
  const view = frame(scene.large ?? 1);
  view.root.append(stage, view.controls, view.below, view.heard, view.trouble);
  view.root.style.maxWidth = `${scene.width * (scene.large ?? 1)}px`;
  return { ...view, stage, canvas };
}
