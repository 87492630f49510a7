// Slides: one section of the page at a time, as large as fits; keys, and buttons for who has none.

const slides = [...document.querySelectorAll(".slide")], bar = document.querySelector(".go"), root = document.documentElement;
const OWN = ".gdviz, .gdviz-predict, input, select, button, a, summary, dialog"; // what is in these has its keys for itself
const MOVES = { ArrowRight: 1, ArrowLeft: -1, PageDown: 1, PageUp: -1, Home: -Infinity, End: Infinity };
let at = -1;

// The largest size at which all of a slide shows, to a hundredth.
function fit() {
  const slide = slides[at];
  const fits = (size) => {
    slide.style.setProperty("--fit", size);
    return slide.scrollHeight <= slide.clientHeight && slide.scrollWidth <= slide.clientWidth;
  };
  if (fits(1)) return;
  let [low, high] = [0.3, 1];
  while (high - low > 0.01) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  fits(low);
}

// The slide that the address of the page wants: "#5", or that of "#figure-2&lr=0.5&step=12", which the figure reads itself.
function addressed() {
  const [name] = location.hash.slice(1).split("&"), there = document.getElementById(name)?.closest(".slide");
  return there ? slides.indexOf(there) : (parseInt(name) || 1) - 1;
}

function go(to) {
  const next = Math.max(0, Math.min(slides.length - 1, to));
  if (next === at) return;
  at = next;
  if (document.fullscreenElement && document.fullscreenElement !== root) document.exitFullscreen(); // a figure's
  slides.forEach((slide, k) => (slide.hidden = k !== at));
  bar.querySelector("output").textContent = `${at + 1} / ${slides.length}`;
  document.body.classList.toggle("last", at === slides.length - 1);
  if (addressed() !== at) history.replaceState(null, "", `#${at + 1}`); // a page that is loaded again is where it was
  fit();
  slides[at].focus({ preventScroll: true });
}

const whole = () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen());

// A remote sends PageDown and PageUp: they move slides wherever the focus is. All other keys are a figure's, if it has
// the focus; Escape gives them back.
function pressed(event) {
  const { key, target } = event, inside = target.closest(OWN), page = key.startsWith("Page");
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (key === "Escape") return slides[at].focus({ preventScroll: true });
  if (inside && !page) return;
  if (key === " ") go(at + (event.shiftKey ? -1 : 1));
  else if (key in MOVES) go(at + MOVES[key]);
  else if (key === "f" && document.fullscreenEnabled) whole();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

document.body.classList.add("one");
bar.hidden = false;
for (const [name, press] of Object.entries({ back: () => go(at - 1), on: () => go(at + 1), full: whole })) {
  bar.querySelector(`[name=${name}]`).addEventListener("click", press);
}
bar.querySelector("[name=full]").hidden = !document.fullscreenEnabled;
window.addEventListener("keydown", pressed, true);
window.addEventListener("resize", fit);
const grown = new ResizeObserver(fit); // a figure has come, or says more
slides.forEach((slide) => grown.observe(slide.firstElementChild));
window.addEventListener("hashchange", () => go(addressed()));
go(addressed());
