// What the browser shows of figures whose walks a program takes, at some positions: words and numbers.
// node tests/live/figures.mjs, in a folder with the package's scripts; GDVIZ_CASES names the cases.

import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const from = (name) => import(pathToFileURL(`${process.env.GDVIZ_SCRIPTS}/${name}`));
const { recorded, unpack } = await from("live/numbers.js");
const { words } = await from("live/words.js");
const { programmed } = await from("live/walks.js");
const figures = JSON.parse(await readFile(process.env.GDVIZ_CASES, "utf8"));

function bytes(base64) {
  const { buffer, byteOffset, byteLength } = Buffer.from(base64, "base64");
  return buffer.slice(byteOffset, byteOffset + byteLength);
}

const shown = [];
for (const { scene, numbers, table, cases } of figures) {
  let start = null;
  const record = recorded(await unpack(new DataView(bytes(numbers)), scene.channels));
  const computed = programmed(scene, new Float64Array(bytes(table)), () => start);
  const at = (k, index) => (k < 0 ? computed(-1 - k, index) : record(k, index));
  shown.push(cases.map((now) => {
    start = now.start;
    const read = ([name, [channel]]) => [name, String(at(channel, now.index)(now.step))];
    const said = Object.fromEntries(Object.entries(scene.words.numbers).map(read));
    const paths = scene.tracks.filter(({ kind }) => kind === "path" || kind === "point").map(({ ends: [ends] }) =>
      ends.map(([channel, row]) => String(at(channel, now.index)(now.step + row))));
    return { words: words({ ...scene, at }, now.index, now.step), said, paths };
  }));
}
await writeFile("shown.json", JSON.stringify(shown));
