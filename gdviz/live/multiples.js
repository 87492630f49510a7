// On paper nothing moves: the moments of a figure stand side by side below it, each with its whole walk.

import { element } from "./controls.js";
import { inks, panel } from "./panel.js";

const SMALL = 220, FINE_PRINT = 3; // the width of one in CSS pixels, and the pixels in one of these
const BARE = { tip: () => null, beneath() {}, above() {} };

// Draw them into a node, in the colours of paper. told: the scene. load, groundsOf: see figure.js. root: of
// the figure. now: where it stands, {at, place}. A printer waits for nothing: what a program draws is there in time,
// what has to be unpacked is not.
export async function multiples(node, { told, model, load, groundsOf, root, now }) {
  let posed = now;
  const [hand] = told.handles;
  const scene = await load({ get: (name) => (name === hand?.name && posed.place) || model.get(name) }, told);
  const which = scene.shades && scene.panels.length > 1 ? 1 : 0; // a map of settings stays the same, its walk does not
  const small = panel(scene.panels[which], "", scene.large ?? 1);
  const { shape } = small.faces[0], index = () => scene.sliders.map(({ name }) => posed.at[name]);
  small.canvas.width = SMALL * FINE_PRINT;
  small.canvas.height = Math.round((SMALL * FINE_PRINT) / (shape ?? 1.4));
  const hills = scene.hills.flatMap(({ panel }, k) => (panel === which ? [k] : [])), numbers = model.get("_grounds");
  const own = hills.map((k) => ({ ...scene.hills[k], panel: 0 })), map = which === 0 && scene.areas?.program && scene.areas;
  const alone = { ...scene, hills: own, areas: map, shades: null };
  const { beneath } = await groundsOf(alone, hills.map((k) => numbers[k]), [small], index, null);
  const tracks = scene.tracks.filter((track) => track.panel === which), colours = inks(root);

  node.replaceChildren(...scene.moments.map(({ name, at, place }) => {
    posed = { at: { ...now.at, ...at }, place: place ?? now.place };
    const nth = index()[0] ?? 0, glass = { dark: 0, ratio: FINE_PRINT };
    small.hold(nth, tracks, scene, index(), []);
    const room = small.face(nth).inside ? [0, 0] : small.need(nth, FINE_PRINT, colours, SMALL).map(Math.ceil);
    small.paint({ nth, grounds: beneath[0], tracks, scene, index: index(), step: scene.last, room, glass, colours, besides: BARE });
    const { width, height } = small.canvas, canvas = element("canvas", { width, height });
    canvas.getContext("2d").drawImage(small.canvas, 0, 0);
    canvas.gdviz = small.canvas.gdviz;
    return element("figure", {}, canvas, element("figcaption", { textContent: name }));
  }));
}
