// The address of a saved page says where its figure stands: "#lr=0.5&mu=0.8&start=-3,2&step=12", so that a link opens it.
// In a page with several figures it begins with the name of one: "#figure-2&lr=0.5&step=12". Of a blindfold it says where
// the student has stood, all coordinates in a row, and whether the fog has lifted: "#path=-4,-3.8,-3.6&down=true".

const ROUNDED = 1e-5; // of a side of a map: so far beyond it six digits may round a place that is on it

const plain = (text) => text.trim().replaceAll("−", "-");
const numeric = (text) => (plain(text) ? Number(plain(text)) : NaN);

// The position on a slider whose word is nearest to a text; of words that are no numbers the same one. −1: none.
function closest(values, text) {
  const wanted = numeric(text), same = values.map(plain).indexOf(plain(text));
  if (same >= 0 || Number.isNaN(wanted)) return same;
  const apart = values.map((value) => Math.abs(numeric(value) - wanted));
  return apart.reduce((best, far, k) => (far < (apart[best] ?? Infinity) ? k : best), -1);
}

// Whether a place is on a face, which for a curve has one side alone.
const liesOn = ({ x, y }, place) =>
  place.every((value, k) => {
    const { low, high } = [x, y][k] ?? {}, edge = ROUNDED * (high - low);
    return value >= low - edge && value <= high + edge;
  });

// What an address says of a figure with these sliders, handles and panels: {at: {slider: position}, places: {handle:
// [numbers]}, step}. What it does not say, or not of this figure, is left out, such as a place that is on none of its maps.
export function readAddress(hash, { sliders, handles, panels, last, every }) {
  const said = new URLSearchParams(hash.replace(/^#/, "")), found = { at: {}, places: {}, step: null };
  for (const { name, values } of sliders) {
    const at = said.has(name) ? closest(values, said.get(name)) : -1;
    if (at >= 0) found.at[name] = at;
  }
  for (const { name, panel } of handles) {
    const place = (said.get(name) ?? "").split(",").map(numeric);
    if (panels[panel].faces.some((face) => liesOn(face, place))) found.places[name] = place;
  }
  const step = said.has("step") ? Math.round(numeric(said.get("step")) / every) : NaN;
  if (step >= 0 && step <= last) found.step = step;
  return found;
}

// The address of where a figure stands, as `readAddress` has it. name: of the figure, where there are several.
export function writeAddress({ at, places, step }, { sliders, every }, name = "") {
  const said = sliders.map(({ name, values }) => [name, plain(values[at[name]])]);
  for (const [name, place] of Object.entries(places)) said.push([name, place.map((value) => Number(value.toPrecision(12))).join(",")]);
  return spelled([...said, ["step", step * every]], name);
}

function spelled(said, figure) {
  const parts = said.map(([name, text]) => `${name}=${encodeURIComponent(text).replaceAll("%2C", ",")}`);
  return `#${(figure ? [figure, ...parts] : parts).join("&")}`;
}

// What an address says of a blindfold: {path, down}, or null where that is no path from its start, on its map.
export function readPath(hash, start, isOnMap) {
  const said = new URLSearchParams(hash.replace(/^#/, "")), numbers = (said.get("path") ?? "").split(",").map(numeric);
  const path = [start];
  for (let k = start.length; k < numbers.length; k += start.length) path.push(numbers.slice(k, k + start.length));
  const begins = start.every((value, k) => Math.abs(value - numbers[k]) <= ROUNDED * Math.max(1, Math.abs(value)));
  const whole = numbers.length % start.length === 0 && path.every(isOnMap);
  return begins && whole ? { path, down: said.get("down") === "true" } : null;
}

// The address of where somebody stands in the fog, as `readPath` has it. name: of the figure, where there are several.
export const writePath = ({ path, down }, name = "") =>
  spelled([["path", path.flat().map((value) => Number(value.toPrecision(9))).join(",")], ["down", down]], name);
