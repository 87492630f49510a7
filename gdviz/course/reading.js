// A page that is read: the settings that its prose names drive the figure above, and that stays in view meanwhile.

const ROOM = 260; // CSS pixels below a figure that stays in view whole: so much is for the text
const LEAST = 560; // in a lower window nothing stays
const SEEN = 60; // CSS pixels: less than that of something is not there for the eye
const READ = 0.75; // of the window: prose that begins higher is being read
const CUT = 0.7; // a picture of which less shows is cut off
const STEADY = [0.1, 24]; // so much more of the picture, so many pixels of the prose, and what has changed changes back
const PANE = 0.46; // of the window, at most, for a figure that is too tall to stay whole: see pages.css

const KEYS = new Map([["c", "keep"], ["t", "tilt"], ["s", "swarm"], [".", "forward"]]); // a key, and the button that does the same
const ASKED = /\b(press|then|key)\s$/; // what stands before a key

// The buttons of a figure's named settings and of its keys, and where its prose has their names: buttons that press them.
function name(place) {
  const moments = [...place.querySelectorAll("button[name=moment]")];
  const figures = [...document.querySelectorAll(".place:has(.gdviz-figure), .place[data-widget]:has(img)")];
  const next = figures[figures.indexOf(place) + 1];
  const after = (node, other) => other.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING;
  function named(node) {
    if (node.matches("em")) return moments.find(({ textContent }) => textContent === node.textContent);
    return ASKED.test(node.previousSibling?.textContent) && place.querySelector(`button[name="${KEYS.get(node.textContent)}"]`);
  }
  for (const node of document.querySelectorAll("main em, main code")) {
    const own = named(node), className = node.matches("em") ? "moment" : "moment key";
    if (!own || !after(node, place) || (next && after(node, next))) continue;
    const button = Object.assign(document.createElement("button"), { type: "button", className, textContent: node.textContent });
    if (own.ariaLabel) button.title = own.ariaLabel;
    button.addEventListener("click", ({ detail }) => {
      own.click();
      if (detail) place.querySelector(".gdviz").focus({ preventScroll: true }); // of a mouse: keys are for the figure now
    });
    const show = () => own.ariaPressed && button.setAttribute("aria-pressed", own.ariaPressed);
    new MutationObserver(show).observe(own, { attributeFilter: ["aria-pressed"] });
    show();
    node.replaceWith(button);
  }
}

// A figure and the prose beside it: whole, it stays at the top of the window; too tall for that, its picture stays.
function stay(section) {
  const place = section.querySelector("[data-widget]"), prose = section.querySelector(".beside");
  let pinned = false, begins = 0, ends = 0; // of the picture, below the top of its place

  function pin(on) {
    place.style.height = on ? `${place.getBoundingClientRect().height}px` : ""; // nothing below it moves
    place.classList.toggle("pinned", (pinned = on));
  }
  function measure() {
    const picture = place.querySelector(".gdviz-figure .gdviz-large");
    section.classList.toggle("stays", picture && place.parentElement.offsetHeight <= innerHeight - ROOM);
    const from = place.getBoundingClientRect().top, { top, bottom } = picture?.getBoundingClientRect() ?? {};
    [begins, ends] = [top - from, bottom - from];
  }
  function look() {
    const { top, bottom } = prose.getBoundingClientRect(), whole = section.classList.contains("stays");
    const [share, pixels] = pinned ? STEADY : [0, 0], from = place.getBoundingClientRect().top;
    const shows = (from + ends - Math.max(0, from + begins)) / (ends - begins); // of the picture, where it stands by itself
    const reading = top < READ * innerHeight + pixels && bottom > PANE * innerHeight + SEEN - pixels;
    const on = !whole && innerHeight >= LEAST && shows < CUT + share && reading;
    if (on !== pinned) pin(on);
  }

  let size = [], asked = 0;
  const later = () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      const now = [innerWidth, Math.round(innerHeight / 200)], turned = now.join() !== size.join(); // a phone's bars come and go
      size = now;
      if (turned && pinned) pin(false);
      if (!pinned) measure();
      look();
    });
  };
  for (const event of ["scroll", "resize"]) window.addEventListener(event, later, { passive: true });
  new ResizeObserver(later).observe(place.parentElement);
}

for (const place of document.querySelectorAll("[data-widget]")) {
  const live = new MutationObserver(() => {
    if (!place.querySelector(":scope > :not(.gdviz-behind) > .gdviz-figure")) return;
    live.disconnect();
    name(place);
  });
  live.observe(place, { childList: true });
}
document.querySelectorAll(".look").forEach(stay);
