// The screen: the theme of the page, and the pixels that canvases have there.

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

// Watch the screen that canvases are on, and give them the pixels that they have there. `changed(resized)`: they must be
// drawn anew, and whether they have other pixels. Gives `dark` (0 or 1), `ratio` (the device's pixels in a pixel of a
// picture, which is a CSS pixel, or more where the root's --zoom is; 0 while nothing is on the screen), and `stop()`.
export function screens(root, canvases, changed) {
  const self = { dark: 0, ratio: 0, stop };

  function fit() {
    const boxes = canvases.map((canvas) => canvas.getBoundingClientRect());
    if (!boxes.some(({ width }) => width)) return;
    self.ratio = devicePixelRatio * (Number(root.style.getPropertyValue("--zoom")) || 1);
    boxes.forEach(({ width, height }, k) => {
      canvases[k].width = Math.round(width * devicePixelRatio); // this clears it
      canvases[k].height = Math.round(height * devicePixelRatio);
    });
    changed(true);
  }

  function paint() {
    self.dark = isDark(root) ? 1 : 0;
    root.classList.toggle("gdviz-dark", self.dark === 1);
    changed(false);
  }

  const size = new ResizeObserver(fit);
  const theme = new MutationObserver(paint);
  const system = matchMedia("(prefers-color-scheme: dark)");
  canvases.forEach((canvas) => size.observe(canvas));
  theme.observe(document.body, { attributes: true });
  system.addEventListener("change", paint);
  window.addEventListener("resize", fit); // also tells of a change of zoom, or of the screen

  function stop() {
    size.disconnect();
    theme.disconnect();
    system.removeEventListener("change", paint);
    window.removeEventListener("resize", fit);
    root.remove(); // JupyterLab keeps the element of a widget that is gone: nothing of ours shall hang on it
  }

  paint();
  fit();
  return self;
}
