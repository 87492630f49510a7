// The widget: panels, controls and words, bound to the traits `step` and `<name>_index` of a model. Draw first, tell
// Python when the hand rests.

import { readAddress, writeAddress } from "./address.js";
import { areas } from "./areas.js";
import { besides } from "./besides.js";
import { drawLook, left, points } from "./draw.js";
import { bytesOf, inflate, recorded, unpack } from "./numbers.js";
import { words } from "./words.js";
import { choice, element, slider } from "./controls.js";
import { linker } from "./link.js";
import { moments } from "./moments.js";
import { multiples } from "./multiples.js";
import { inks } from "./panel.js";
import { screens } from "./screen.js";
import { shades } from "./shades.js";
import { firstSight } from "./sight.js";
import { stage } from "./stage.js";
import { player } from "./play.js";
import { tools } from "./tools.js";
import { asker, handle } from "./handle.js";
import { hill } from "./hill.js";
import { programmed } from "./walks.js";

const REST = 150; // milliseconds without a move
const LOST = "Not connected to Python: run the cell again. (If Python is busy, the picture follows when it is done.)";
const ALONE = "Another start, or another cell of a map, needs Python, and this page has none. Everything else works.";

// What is told of a figure: as it is in a page of its own, deflated where it has crossed from Python.
async function sceneOf(model) {
  const told = model.get("_scene");
  return told.byteLength === undefined ? told : JSON.parse(new TextDecoder().decode(await inflate(told)));
}

// A scene with its numbers: those of a program (its channels are below 0), and those of a record.
async function load(model, scene) {
  const known = scene.channels.length ? await unpack(model.get("_numbers"), scene.channels) : [];
  const record = recorded(known);
  if (!scene.program) return { ...scene, at: record };
  const table = new Float64Array(bytesOf(model.get("_table")));
  const [hand] = scene.handles, place = () => hand && model.get(hand.name);
  const computed = programmed(scene, table, place);
  return { ...scene, table, at: (k, index) => (k < 0 ? computed(-1 - k, index) : record(k, index)) };
}

// What lies beneath the panels, for each of them: hills, areas, shades; `map`: the areas, which have something to say.
async function groundsOf(scene, numbers, panels, index, finer) {
  const beneath = panels.map(() => []);
  const under = (k, { paint, key }) => {
    beneath[k].push(paint);
    if (key) panels[k].node.append(key);
  };
  const [hand] = scene.handles, view = numbers.at(-1);
  const map = scene.areas && (await areas(scene, scene.table, view, index, finer, panels[hand.panel]));
  if (map) under(hand.panel, map);
  if (scene.shades) under(scene.shades.panel, await shades(scene.shades, view, panels[scene.shades.panel]));
  const places = panels.map((panel) => ({
    get box() { return panel.box; }, x: panel.faces.map(({ x }) => x), y: panel.faces.map(({ y }) => y),
  }));
  const hills = await Promise.all(scene.hills.map((each, k) => hill(each, numbers[k], places[each.panel], each.panel === hand?.panel ? map?.coat : null)));
  hills.forEach((paint, k) => under(scene.hills[k].panel, { paint }));
  return { beneath, map, hill: hills[scene.hills.findIndex(({ panel }) => panel === 0)] };
}

async function render({ model, el }) {
  const first = [model.get("_scene"), model.get("_numbers")], told = await sceneOf(model);
  const view = stage(told), { panels } = view;
  el.append(view.root);
  let scene = await load(model, told);
  const { beneath, map, hill: high } = await groundsOf(scene, model.get("_grounds"), panels, () => index(), finer);
  const traits = scene.sliders.map(({ name }) => `${name}_index`);
  let between = null; // during playback: a step that may lie between two
  let resting = null, on = null, colours = null; // of letters and lines
  const addressed = model.address !== undefined; // by this name, or as the one figure of its page
  let untouched = model.get("step") === 0, sight = null; // nobody has moved anything
  if (addressed) arrive();

  // Where the address of the page wants the figure.
  function arrive() {
    if (!model.wanted()) return;
    const { at, places, step } = readAddress(location.hash, scene), there = Object.keys(at).length + Object.keys(places).length;
    for (const [name, to] of Object.entries(at)) model.set(`${name}_index`, to);
    for (const [name, place] of Object.entries(places)) if (place.length === model.get(name).length) model.set(name, place);
    if (step === null && !there) return;
    model.set("step", step ?? scene.last);
    touched(); // it stands where it was told to
  }
  function address() {
    const places = Object.fromEntries(scene.handles.map(({ name }) => [name, model.get(name)]));
    return writeAddress({ at: standing().at, places, step: shown() }, scene, model.address);
  }

  // Where a control stands; a slider linked to it from elsewhere may have gone beyond its ends, or stand between.
  const position = (trait, last) => Math.max(0, Math.min(last, Math.round(model.get(trait))));
  const index = () => traits.map((trait, k) => position(trait, scene.sliders[k].values.length - 1));
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  // Where nothing shall move by itself, the whole walk shows until somebody has touched it; Python need not hear of that.
  const shown = () => position("step", scene.last) || (untouched && calm.matches ? scene.last : 0);

  function show() {
    if (!on?.ratio) return; // not on the screen yet
    const step = between ?? shown(), at = index(), nth = at[0] ?? 0;
    colours ??= inks(view.root);
    const tracks = panels.map((_, k) => scene.tracks.filter((track) => track.panel === k));
    panels.forEach((panel, k) => panel.hold(nth, tracks[k], scene, at, more.kept(panel)));
    for (const column of view.columns) {
      const wide = Math.max(...column.map(({ canvas }) => canvas.width)) / on.ratio;
      const needs = column.map((panel) => panel.need(nth, on.ratio, colours, wide));
      const room = [0, 1].map((side) => Math.ceil(Math.max(...needs.map((need) => need[side]))));
      for (const panel of column) {
        const k = panels.indexOf(panel), where = panel.face(nth).inside ? [0, 0] : room;
        panel.paint({ nth, grounds: beneath[k], tracks: tracks[k], scene, index: at, step, room: where, glass: on, colours, besides: more });
      }
    }
    view.legend.node.hidden = panels.some((panel) => panel.named()); // the lines have their names at their ends
    const now = Object.fromEntries(scene.sliders.map(({ name }, k) => [name, at[k]]));
    sliders.forEach((slider, k) => slider.show(at[k], now));
    time.show(Math.floor(step));
    handles.forEach((handle) => handle.show());
    named.show();
    const text = said(at, Math.floor(step));
    if (view.words.textContent !== text) view.words.textContent = text;
  }
  function said(at, step) {
    return [words(scene, at, step), map?.said(), more.said(step)].filter((text) => text).join(" ");
  }

  // Keep room for the longest of what is said in any step, so that nothing hops while it plays.
  function room() {
    const at = index(), all = Array.from({ length: scene.last + 1 }, (_, step) => said(at, step));
    view.words.dataset.longest = [...all, view.words.dataset.longest ?? ""].reduce((a, b) => (b.length > a.length ? b : a));
  }

  // How long each step of the walks is, in the large panel, until they leave it; of several walks, a swarm's too, the
  // longest. Where nothing walks, all are alike.
  function lengths() {
    const paths = scene.tracks.filter(({ kind, panel }) => kind === "path" && panel === 0);
    const [panel] = panels, at = index(), sides = panel.sides(at[0] ?? 0), found = new Array(scene.last).fill(paths.length ? 0 : 1);
    const lines = paths.map((track) => points(track, scene, sides, at, scene.last).line);
    for (const line of [...lines, ...more.swarmed(sides, scene.last).flat()]) {
      for (let t = 1; t < line.length; t++) {
        const length = Math.hypot(line[t][0] - line[t - 1][0], line[t][1] - line[t - 1][1]);
        found[t - 1] = Math.max(found[t - 1], Number.isFinite(length) ? Math.min(length, panel.box[2]) : 0);
        if (left(line.slice(0, t + 1), panel.box)) break;
      }
    }
    return found;
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
      room();
      model.save_changes();
      if (model.address === "") history.replaceState(null, "", address());
    }, REST);
  }

  function move(trait, value) {
    model.set(trait, value); // the model answers with a change, and that draws, in all views of it
    rest();
  }

  // A slider, the step or a handle has moved, here or elsewhere.
  function changed(trait) {
    if (trait !== "step" && ((untouched && !calm.matches) || playback.over)) whole();
    show();
  }

  // A hand was there: the whole walk shows at once, so that no slider seems dead.
  function whole() {
    touched();
    playback.pause();
    if (shown() !== scene.last) move("step", scene.last);
  }
  function touched() {
    untouched = false;
    sight?.over();
  }

  // Python has other numbers to show. Of several that arrive at once, the last ones stay.
  let newest = 0, gone = false;
  async function renewed() {
    const mine = ++newest;
    await null; // the scene and its numbers are told of one after the other: unpack them once
    if (mine !== newest || gone) return;
    const loaded = await load(model, await sceneOf(model));
    if (mine !== newest || gone) return;
    scene = loaded;
    if (!asking.waiting) handles.forEach((handle) => handle.settle());
    show();
    rest();
  }

  const sliders = scene.sliders.map((slider_, k) => {
    const { name, label, values, signs } = slider_, set = (i) => move(traits[k], i);
    if (slider_.choice) return choice(slider_, set);
    return slider({ name, label, max: values.length - 1, signs }, (i) => values[i], set);
  });
  const time = slider({ name: "step", label: "step", max: scene.last }, (t) => String(t * scene.every), (t) => {
    touched();
    playback.pause();
    move("step", t);
    show(); // it may have been there for Python all the time
  });
  const playback = player(scene.last, shown, lengths, (step) => {
    between = step;
    show();
  }, (step) => {
    between = null;
    if (!playback.playing) touched();
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
    handle(handle_, panels[handle_.panel], {
      place: () => model.get(handle_.name),
      nth: () => index()[0] ?? 0,
      moved(to) {
        if (!scene.program) return asking.ask({ name: handle_.name, to });
        move(handle_.name, to); // the picture is there: the handle is where the model says
        handles.forEach((each) => each.settle());
      },
    }),
  );

  const more = besides({ scene: () => scene, panels, hill: high, at: index, place: () => standing().place, changed: show, run: () => playback.again() });
  const named = moments(scene.moments, standing, ({ at, place }) => {
    Object.entries(at).forEach(([name, to]) => move(`${name}_index`, to));
    if (place) handles[0].take(place);
  });
  function standing() {
    const at = index(), [hand] = scene.handles;
    return { at: Object.fromEntries(scene.sliders.map(({ name }, k) => [name, at[k]])), place: hand && model.get(hand.name) };
  }

  const bar = element("div", { className: "gdviz-time" }, element("span", {}, ...playback.nodes), time.node);
  time.node.style.setProperty("--digits", String(scene.last * scene.every).length);
  view.controls.before(named.node);
  view.controls.append(...sliders.map((s) => s.node), bar);
  bar.append(view.tools);
  view.tools.append(playback.speed, ...more.nodes, ...(addressed ? [linker(address, view.heard)] : []));
  const forget = tools(view, { ...playback.keys, ...more.keys });
  const places = scene.handles.map(({ name }) => name);
  const listeners = ["step", ...traits, ...places].map((trait) => [`change:${trait}`, () => changed(trait)]);
  listeners.push(["change:_numbers", renewed], ["change:_scene", renewed]);
  listeners.forEach(([event, listener]) => model.on(event, listener));
  const renew = () => {
    if (!on) return; // it is being made
    colours = null;
    view.legend.show((context, look, line, dots) => drawLook(context, look, line, dots, on.dark));
    show();
  };
  if (addressed) window.addEventListener("hashchange", arrive);
  const paper = view.root.appendChild(element("div", { className: "gdviz-multiples" }));
  view.root.addEventListener("gdviz-paper", () => {
    if (untouched) whole();
    multiples(paper, { told: scene, model, load, groundsOf, root: view.root, now: standing() });
  });
  on = screens(view.root, panels.map(({ canvas }) => canvas), renew);
  view.root.addEventListener("gdviz-turned", show);
  renew();
  room();
  if (untouched && !calm.matches) sight = firstSight(panels[0].node, () => playback.play());
  if (first[0] !== model.get("_scene") || first[1] !== model.get("_numbers")) renewed(); // while this was loading

  return () => {
    gone = true;
    window.removeEventListener("hashchange", arrive);
    playback.stop();
    sight?.stop();
    more.stop();
    named.stop();
    forget();
    asking.stop();
    clearTimeout(resting);
    on.stop();
    map?.stop();
    listeners.forEach(([event, listener]) => model.off(event, listener));
  };
}

export default { render };
