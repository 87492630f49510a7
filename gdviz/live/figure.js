// The widget: one picture, its controls and its words, bound to the traits `step` and `<name>_index` of a model.
// Draw first, tell Python when the hand rests.

import { areas } from "./areas.js";
import { bytesOf, decode, draw, recorded, unpack, which } from "./draw.js";
import { words } from "./words.js";
import { choice, frame, slider } from "./controls.js";
import { screen } from "./screen.js";
import { player } from "./play.js";
import { tools } from "./tools.js";
import { asker, handle } from "./handle.js";
import { hill } from "./hill.js";
import { programmed } from "./walks.js";

const REST = 150; // milliseconds without a move
const LOST = "Not connected to Python: run the cell again. (If Python is busy, the picture follows when it is done.)";
const ALONE = "Another start, or another cell of a map, needs Python, and this page has none. Everything else works.";

// The scene with its numbers: those of a program (its channels are below 0), and those of a record.
async function load(model) {
  const scene = model.get("_scene"), record = recorded(await unpack(model.get("_numbers"), scene.channels));
  if (!scene.program) return { ...scene, at: record };
  const table = new Float64Array(bytesOf(model.get("_table")));
  const [hand] = scene.handles, place = () => hand && model.get(hand.name);
  const computed = programmed(scene, table, place);
  return { ...scene, table, at: (k, index) => (k < 0 ? computed(-1 - k, index) : record(k, index)) };
}

async function render({ model, el }) {
  const view = frame(model.get("_scene"));
  el.append(view.root);
  // Of a heavy figure, one picture comes first, and the others follow.
  const decoded = (known) =>
    Promise.all(model.get("_pictures").map((pages, nth) => known[nth] ?? (pages && decode(pages))));
  const first = [model.get("_scene"), model.get("_numbers")];
  let [scene, pictures] = await Promise.all([load(model), decoded([])]); // of one moment, as more may come meanwhile
  // What lies beneath the picture: hills, and a map, which follow the sliders.
  const beneath = scene.hills.map((each, k) => hill(each, model.get("_grounds")[k], scene.axes[each.axes]));
  const grounds = await Promise.all(beneath);
  const map = scene.areas && (await areas(scene, scene.table, model.get("_grounds").at(-1), () => index(), finer));
  if (map) grounds.push(map.paint);
  const context = view.canvas.getContext("2d");
  const traits = scene.sliders.map(({ name }) => `${name}_index`);
  let between = null; // during playback: a step that may lie between two
  let resting = null, on = null;

  // Where a control stands; a slider linked to it from elsewhere may have gone beyond its ends.
  const position = (trait, last) => Math.max(0, Math.min(last, model.get(trait)));
  const index = () => traits.map((trait, k) => position(trait, scene.sliders[k].values.length - 1));
  const shown = () => position("step", scene.last);

  function show() {
    if (!on?.ratio) return; // not on the screen yet
    const step = between ?? shown(), at = index(), nth = which(scene, at);
    const picture = pictures[scene.pictures[nth]];
    draw(context, scene, grounds, on.fitted(picture[on.dark]), at, step, on.dark, on.ratio);
    sliders.forEach((slider, k) => slider.show(at[k], nth));
    time.show(Math.floor(step));
    handles.forEach((handle) => handle.show());
    const text = [words(scene, at, Math.floor(step)), map?.said() ?? ""].join(" ").trim();
    if (view.words.textContent !== text) view.words.textContent = text;
  }

  // The map beneath has become finer.
  function finer() {
    show();
    if (resting !== null) rest();
  }

  function rest() {
    clearTimeout(resting);
    resting = setTimeout(() => {
      view.heard.textContent = view.words.textContent;
      model.save_changes();
    }, REST);
  }

  function move(trait, value) {
    model.set(trait, value); // the model answers with a change, and that draws, in all views of it
    rest();
  }

  // Python has other numbers to show. Of several that arrive at once, the last ones stay.
  let newest = 0, gone = false;
  async function renewed() {
    const mine = ++newest;
    await null; // the scene and its numbers are told of one after the other: unpack them once
    if (mine !== newest || gone) return;
    const loaded = await Promise.all([load(model), decoded(pictures)]);
    if (mine !== newest || gone) return;
    [scene, pictures] = loaded;
    if (!asking.waiting) handles.forEach((handle) => handle.settle());
    show();
    rest();
  }

  const sliders = scene.sliders.map((slider_, k) => {
    const { name, label, values, marks } = slider_, set = (i) => move(traits[k], i);
    if (slider_.choice) return choice(slider_, set);
    return slider({ name, label, max: values.length - 1, marks }, (i) => values[i], set);
  });
  const time = slider({ name: "step", label: "step", max: scene.last }, (t) => String(t * scene.every), (t) => {
    playback.pause();
    move("step", t);
  });
  const playback = player(scene.last, shown, (step) => {
    between = step;
    show();
  }, (step) => {
    between = null;
    move("step", step);
    show();
  });

  const asking = asker(model, (state) => {
    view.root.classList.toggle("gdviz-waiting", state === "waiting");
    const said = { waiting: view.trouble.textContent, settled: model.get("_error"), lost: model.alone ? ALONE : LOST };
    view.trouble.textContent = said[state];
    if (state !== "waiting") handles.forEach((handle) => handle.settle());
  });
  const handles = scene.handles.map((handle_) =>
    handle(handle_, scene, view, {
      place: () => model.get(handle_.name),
      picture: () => which(scene, index()),
      moved(to) {
        if (!scene.program) return asking.ask({ name: handle_.name, to });
        move(handle_.name, to); // the picture is there: the handle is where the model says
        handles.forEach((each) => each.settle());
      },
    }),
  );

  const bar = document.createElement("div");
  bar.className = "gdviz-time";
  const buttons = document.createElement("span");
  buttons.append(...playback.nodes);
  time.node.firstChild.classList.add("gdviz-unseen"); // the buttons stand where a slider has its word
  bar.append(buttons, time.node);
  view.controls.append(...sliders.map((s) => s.node), bar);
  view.tools.append(playback.speed);
  const forget = tools(view, playback.keys);
  const places = scene.handles.map(({ name }) => name);
  const listeners = ["step", ...traits, ...places].map((trait) => [`change:${trait}`, show]);
  listeners.push(["change:_numbers", renewed], ["change:_scene", renewed]);
  listeners.forEach(([event, listener]) => model.on(event, listener));
  on = screen(view, scene.width, show);
  show();
  if (first[0] !== model.get("_scene") || first[1] !== model.get("_numbers")) renewed(); // while this was loading

  return () => {
    gone = true;
    playback.stop();
    forget();
    asking.stop();
    clearTimeout(resting);
    on.stop();
    map?.stop();
    pictures.flat().forEach((bitmap) => bitmap?.close());
    listeners.forEach(([event, listener]) => model.off(event, listener));
  };
}

export default { render };
