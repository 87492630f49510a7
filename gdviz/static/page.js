// A figure in a page of its own: the state stands in the page, and this model keeps it, instead of Jupyter's.

const bytes = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
const state = JSON.parse(document.getElementById("state").textContent, (_, value) =>
  typeof value?.base64 === "string" ? bytes(value.base64) : value,
);
const listeners = new EventTarget();
const model = {
  get: (name) => state[name],
  set(name, value) {
    if (state[name] === value) return;
    state[name] = value;
    listeners.dispatchEvent(new Event(`change:${name}`));
  },
  on: (event, listener) => listeners.addEventListener(event, listener),
  off: (event, listener) => listeners.removeEventListener(event, listener),
  save_changes() {}, // there is no Python to tell
  alone: true,
};
widget.render({ model, el: document.querySelector("main") });
