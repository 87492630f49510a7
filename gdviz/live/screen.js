// The screen: the theme of the page, the pixels that the picture has there, and backgrounds scaled to them once.

// A colour, in whatever way CSS writes it, as four numbers from 0 to 255.
function rgba(colour) {
  const probe = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  return probe.getImageData(0, 0, 1, 1).data;
}

// Whether the page is dark where a node stands. JupyterLab says so; elsewhere its background tells, as some pages are
// dark and yet put widgets on white (VS Code does).
function isDark(node) {
  const { jpThemeLight } = document.body.dataset;
  if (jpThemeLight) return jpThemeLight === "false";
  for (; node; node = node.parentElement) {
    const [red, green, blue, alpha] = rgba(getComputedStyle(node).backgroundColor);
    if (alpha > 127) return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
  }
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

// Watch the screen that a canvas is on. `width`: of the picture in CSS pixels; `changed()`: it must be drawn anew.
// Gives `dark` (0 or 1), `ratio` (the device's pixels in one of the picture's; 0 while it is not on the screen),
// `fitted(bitmap)`, a bitmap at the canvas' own size, and `stop()`.
export function screen({ root, canvas }, width, changed) {
  const kept = new Map();
  const self = { dark: 0, ratio: 0, fitted, stop };

  function fitted(bitmap) {
    if (!kept.has(bitmap)) {
      const scaled = new OffscreenCanvas(canvas.width, canvas.height);
      const to = scaled.getContext("2d");
      to.imageSmoothingQuality = "high";
      to.drawImage(bitmap, 0, 0, scaled.width, scaled.height);
      kept.set(bitmap, scaled);
    }
    return kept.get(bitmap);
  }

  function fit() {
    const box = canvas.getBoundingClientRect();
    if (box.width === 0) return;
    canvas.width = Math.round(box.width * devicePixelRatio);
    canvas.height = Math.round(box.height * devicePixelRatio);
    self.ratio = canvas.width / width;
    kept.clear();
    changed();
  }

  function paint() {
    self.dark = isDark(root) ? 1 : 0;
    root.classList.toggle("gdviz-dark", self.dark === 1);
    changed();
  }

  const size = new ResizeObserver(fit);
  const theme = new MutationObserver(paint);
  const system = matchMedia("(prefers-color-scheme: dark)");
  size.observe(canvas);
  theme.observe(document.body, { attributes: true });
  system.addEventListener("change", paint);
  window.addEventListener("resize", fit); // also tells of a change of zoom, or of the screen

  function stop() {
    size.disconnect();
    theme.disconnect();
    system.removeEventListener("change", paint);
    window.removeEventListener("resize", fit);
    kept.clear();
    root.remove(); // JupyterLab keeps the element of a widget that is gone: nothing of ours shall hang on it
  }

  paint();
  fit();
  return self;
}
