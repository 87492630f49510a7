// What the browser says where Python says something: node words.mjs, in a folder with cases.json.

import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const { words } = await import(pathToFileURL(`${process.env.GDVIZ_SCRIPTS}/live/words.js`));
const NUMBERS = { nan: NaN, inf: Infinity, "-inf": -Infinity };
const cases = JSON.parse(await readFile("cases.json", "utf8"));
const said = cases.map(({ words: told, channels }) => {
  const at = (channel) => () => NUMBERS[channels[channel]] ?? channels[channel];
  return words({ words: told, at, every: 10, last: 9 }, [], 2);
});
console.log(JSON.stringify(said));
