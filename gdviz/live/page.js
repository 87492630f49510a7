// Widgets in a page without Jupyter: their states stand in the page, and models of ours keep them, instead of Jupyter's.
// `KIND` says which places of the page `widget` is for; two places with one state share one model.

const bytes = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
const models = new Map();

// A guess that was locked stands, also on another day, until somebody forgets all; some frames of learning platforms
// forbid it. Nothing leaves the machine. Before the first frame nobody may ask for it: on a busy machine, Chromium gives
// one page in a hundred that does so a storage that goes with the page.
function kept() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

// The name with which the address of the page begins: "#figure-2&lr=0.5", "#further".
const named = () => location.hash.slice(1).split("&")[0];

function modelOf(id) {
  const state = JSON.parse(document.getElementById(id).textContent, (_, value) =>
    typeof value?.base64 === "string" ? bytes(value.base64) : value,
  );
  const lasting = ["guess", "locked", "shown"].filter((name) => name in state);
  const key = `gdviz ${location.pathname} ${state._scene.question}`;
  if (lasting.length) Object.assign(state, JSON.parse(kept()?.getItem(key) ?? "{}"));
  const listeners = new EventTarget(), name = id.replace(/^state-?/, "");
  return {
    get: (name) => state[name],
    set(name, value) {
      if (state[name] === value) return;
      state[name] = value;
      listeners.dispatchEvent(new Event(`change:${name}`));
    },
    on: (event, listener) => listeners.addEventListener(event, listener),
    off: (event, listener) => listeners.removeEventListener(event, listener),
    save_changes() { // there is no Python to tell
      if (lasting.length) kept()?.setItem(key, JSON.stringify(Object.fromEntries(lasting.map((name) => [name, state[name]]))));
    },
    alone: true,
    address: name, // what an address calls it; "": it is the one figure of the page
    wanted: () => !name || name === named(),
  };
}

// A place has a picture until the widget shows, which is when it comes near the window. Who has pressed the picture has
// the figure's keys as soon as it is there.
const pressed = new WeakSet();
async function come(place) {
  const id = place.dataset.state, coming = document.createElement("div");
  coming.className = "gdviz-behind";
  place.append(coming);
  try {
    if (!models.has(id)) models.set(id, modelOf(id));
    await widget.render({ model: models.get(id), el: coming });
  } catch (error) {
    coming.remove(); // a picture stays where there is one, and it is said why nothing moves
    const said = /^This figure/.test(error.message) ? error.message : `This figure is damaged, and does not move: ${error.message}`;
    const trouble = Object.assign(document.createElement("p"), { className: "gdviz-trouble", textContent: said });
    trouble.setAttribute("role", "alert");
    place.append(trouble);
    throw error;
  }
  coming.className = "";
  place.replaceChildren(coming);
  if (pressed.has(place)) coming.querySelector(".gdviz")?.focus({ preventScroll: true });
}
const forget = document.querySelectorAll(".forget");
const arrivals = new Map(), places = [...document.querySelectorAll(`[data-widget="${KIND}"]`)];
function there(place) {
  near.unobserve(place);
  if (!arrivals.has(place)) arrivals.set(place, come(place));
  return arrivals.get(place);
}
const near = new IntersectionObserver((entries) => { // which hears of all places once, after the first frame
  for (const button of forget) button.hidden = !kept();
  for (const { target, isIntersecting } of entries) if (isIntersecting) there(target);
}, { rootMargin: "600px" });
for (const place of places) {
  near.observe(place);
  place.addEventListener("pointerdown", () => pressed.add(place), { once: true });
}

const ARRIVING = 3000; // milliseconds
// The place that the address of the page names: what is folded around it opens, and it stays at the top of the window
// while figures take the places of their pictures, until somebody does something.
const wanted = () => places.find(({ id }) => id && id === named());
function seek() {
  const place = wanted();
  for (let fold = place?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (!place) return;
  const settling = new ResizeObserver(() => place.scrollIntoView()), stop = () => settling.disconnect();
  settling.observe(document.body);
  setTimeout(stop, ARRIVING);
  for (const event of ["wheel", "pointerdown", "keydown"]) window.addEventListener(event, stop, { once: true });
}
seek();
window.addEventListener("hashchange", seek);

// Paper is white, whatever the screen is: see isDark. All figures come to it, with their moments.
window.addEventListener("beforeprint", () => {
  document.body.dataset.jpThemeLight = "true";
  for (const place of places)
    there(place).then(() => place.querySelector(".gdviz")?.dispatchEvent(new Event("gdviz-paper")));
});
window.addEventListener("afterprint", () => delete document.body.dataset.jpThemeLight);

for (const button of forget)
  button.addEventListener("click", () => {
    for (const key of Object.keys(kept())) if (key.startsWith(`gdviz ${location.pathname} `)) kept().removeItem(key);
    location.reload();
  });
