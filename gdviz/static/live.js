// The widget: one picture, its controls and its words, bound to the traits `step` and `<name>_index` of a model.
// Draw first, tell Python when the hand rests.

import { draw, unpack, words } from "./draw.js";
import { button, frame, slider } from "./controls.js";
import { player } from "./play.js";

const REST = 150; // milliseconds without a move

function isDark() {
  const { jpThemeLight, vscodeThemeKind } = document.body.dataset;
  if (jpThemeLight) return jpThemeLight === "false";
  if (vscodeThemeKind) return !vscodeThemeKind.includes("light");
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

// The scene with its numbers unpacked and its pictures decoded.
async function load(model) {
  const scene = model.get("_scene");
  const picture = (name) => createImageBitmap(new Blob([model.get(name)], { type: "image/png" }));
  const [numbers, light, dark] = await Promise.all([
    unpack(model.get("_numbers"), scene.channels),
    picture("_light"),
    picture("_dark"),
  ]);
  return { ...scene, numbers, pictures: [light, dark] };
}

async function render({ model, el }) {
  const view = frame(model.get("_scene"));
  el.append(view.root);
  const scene = await load(model);
  const context = view.canvas.getContext("2d");
  const traits = scene.sliders.map(({ name }) => `${name}_index`);
  let between = null; // during playback: a step that may lie between two
  const moved = new Map(); // what the hand has set and Python has not heard yet
  const told = new Map(); // what Python heard last
  let dark = 0, ratio = 1, resting = null;

  // Where a control stands; a slider linked to it from elsewhere may have gone beyond its ends.
  const position = (trait, last) => Math.max(0, Math.min(last, model.get(trait)));
  const index = () => traits.map((trait, k) => position(trait, scene.sliders[k].values.length - 1));

  function show() {
    if (!scene.background) return; // not on the screen yet
    const step = between ?? position("step", scene.last);
    const at = index();
    draw(context, scene, at, step, dark, ratio);
    sliders.forEach((slider, k) => slider.show(at[k]));
    time.show(Math.floor(step));
    const text = words(scene, at, Math.floor(step));
    if (view.words.textContent !== text) view.words.textContent = text;
  }

  function rest() {
    clearTimeout(resting);
    resting = setTimeout(() => {
      moved.forEach((value, trait) => told.set(trait, value));
      moved.clear();
      view.heard.textContent = view.words.textContent;
      model.save_changes();
    }, REST);
  }

  function move(trait, value) {
    moved.set(trait, value);
    model.set(trait, value); // the model answers with a change, and that draws
    rest();
  }

  // Python's echo of what it was told may arrive while the hand has moved on: the hand wins. Anything else is news.
  function changed(trait) {
    const value = model.get(trait), wanted = moved.get(trait) ?? value;
    if (value !== wanted && value === told.get(trait)) return model.set(trait, wanted);
    if (value !== wanted) moved.delete(trait);
    show();
  }

  const sliders = scene.sliders.map(({ name, label, values, marks }, k) =>
    slider({ name, label, max: values.length - 1, marks }, (i) => values[i], (i) => move(traits[k], i)),
  );
  const time = slider({ name: "step", label: "step", max: scene.last }, String, (t) => {
    pause();
    move("step", t);
  });
  const play = button("play", [["▶", "Play"], ["⏸", "Pause"]], () => {
    if (playback.playing) return pause();
    const from = model.get("step");
    play.show(true);
    playback.start(from < scene.last ? from : 0);
  });
  const playback = player(scene.last, (step) => {
    between = step;
    show();
  }, () => pause());

  function pause() {
    playback.stop();
    play.show(false);
    if (between === null) return;
    const step = Math.floor(between);
    between = null;
    show();
    move("step", step);
  }

  // The picture at the size and the pixels of this screen; scaled once here, not at every frame.
  function fit() {
    const { width, height } = view.canvas.getBoundingClientRect();
    if (width === 0) return;
    view.canvas.width = Math.round(width * devicePixelRatio);
    view.canvas.height = Math.round(height * devicePixelRatio);
    ratio = view.canvas.width / scene.width;
    scene.background = scene.pictures.map((picture) => {
      const scaled = new OffscreenCanvas(view.canvas.width, view.canvas.height);
      const to = scaled.getContext("2d");
      to.imageSmoothingQuality = "high";
      to.drawImage(picture, 0, 0, scaled.width, scaled.height);
      return scaled;
    });
    show();
  }

  function paint() {
    dark = isDark() ? 1 : 0;
    view.root.classList.toggle("gdviz-dark", dark === 1);
    show();
  }

  view.controls.append(...sliders.map((s) => s.node), play.node, time.node);
  const listeners = ["step", ...traits].map((trait) => [`change:${trait}`, () => changed(trait)]);
  listeners.forEach(([event, listener]) => model.on(event, listener));
  const size = new ResizeObserver(fit);
  size.observe(view.canvas);
  const theme = new MutationObserver(paint);
  theme.observe(document.body, { attributes: true });
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", paint);
  window.addEventListener("resize", fit); // also tells of a change of zoom, or of the screen
  paint();
  fit();

  return () => {
    playback.stop();
    clearTimeout(resting);
    size.disconnect();
    theme.disconnect();
    system.removeEventListener("change", paint);
    window.removeEventListener("resize", fit);
    listeners.forEach(([event, listener]) => model.off(event, listener));
  };
}

export default { render };
