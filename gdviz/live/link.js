// A link to where a figure stands: a button that writes it into the address of the page, and copies it.

import { button } from "./controls.js";

const SAID = 2000; // milliseconds
const COPY = "Copy a link to what this shows", DONE = "The link is copied";
const ADDRESS = "The address of this page is the link now"; // where nothing may be copied

// address(): of where the figure stands, from its "#" on. heard: a line for screen readers.
export function linker(address, heard) {
  let waiting = null;
  const { node, show } = button("link", "link", COPY, async () => {
    history.replaceState(null, "", address());
    const said = await copied(location.href) ? DONE : ADDRESS;
    heard.textContent = said;
    show("done", said);
    clearTimeout(waiting);
    waiting = setTimeout(() => show("link", COPY), SAID);
  });
  return node;
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
