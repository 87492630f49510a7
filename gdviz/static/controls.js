// Controls: native elements, labelled, so that mouse, touch, keyboard and screen reader all work. They know no widget.

function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

// JupyterLab would take arrow keys and the space bar for itself, unless the focused element says this.
function keepKeys(node) {
  node.dataset.lmSuppressShortcuts = "true";
  return node;
}

// A labelled slider over whole numbers 0 … max; `word(i)` is what it says at position i. `moved` hears each move.
// `marks` are places worth knowing: [position, label, what it means], the position anywhere between 0 and max.
export function slider({ name, label, max, marks = [] }, word, moved) {
  const input = keepKeys(element("input", { type: "range", name, min: 0, max, step: 1 }));
  const output = element("output", { ariaLive: "off" }); // a slider says its own value
  const rail = element("span", { className: "gdviz-rail" }, input);
  for (const [position, sign, meaning] of marks) {
    const mark = element("span", { className: "gdviz-mark", textContent: sign, title: meaning });
    mark.style.setProperty("--at", position / max);
    mark.ariaHidden = "true";
    rail.append(mark);
  }
  const node = element("label", { className: "gdviz-slider" }, element("span", { textContent: label }), rail, output);
  if (marks.length) node.title = marks.map(([, , meaning]) => meaning).join(" ");
  input.addEventListener("input", () => moved(input.valueAsNumber));
  const show = (i) => {
    if (input.valueAsNumber !== i) input.value = i;
    const text = word(i);
    if (output.textContent !== text) {
      output.textContent = text;
      input.setAttribute("aria-valuetext", text);
    }
  };
  return { node, show };
}

// A button with two faces: one while it is pressed, one while it is not.
export function button(name, faces, pressed) {
  const node = keepKeys(element("button", { type: "button", name }));
  node.addEventListener("click", () => pressed());
  const show = (on) => {
    const [sign, label] = faces[on ? 1 : 0];
    node.textContent = sign;
    node.setAttribute("aria-label", label);
    node.title = label;
  };
  show(false);
  return { node, show };
}

// The frame: picture, controls, words; and a line that only screen readers hear, when the hand rests.
export function frame(scene) {
  const canvas = element("canvas", { className: "gdviz-canvas" });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", scene.alt);
  canvas.style.aspectRatio = `${scene.width} / ${scene.height}`;
  canvas.style.maxWidth = `${scene.width}px`;
  const controls = element("div", { className: "gdviz-controls" });
  const words = element("p", { className: "gdviz-words" });
  const heard = element("p", { className: "gdviz-heard" });
  heard.setAttribute("role", "status");
  const root = element("div", { className: "gdviz" }, canvas, controls, words, heard);
  root.style.maxWidth = `${scene.width}px`;
  return { root, canvas, controls, words, heard };
}
