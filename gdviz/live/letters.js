// Letters on a canvas, none of which covers another: whoever writes first has the place.

const TALL = 1.25; // the height of a line of letters, in sizes
const APART = 2; // CSS pixels between two texts, at least

// A pen for a canvas whose context counts CSS pixels. family: of the letters. large: how much larger than usual they
// are. paper: the colour of their halo. taken: letters that are there already, none of which it will cover.
export function pen(context, family, large, paper, taken = []) {
  const letters = [...taken];
  const font = (size, bold) => `${bold ? "600 " : ""}${size * large}px ${family}`;

  function measure(text, { size = 11, bold = false } = {}) {
    context.font = font(size, bold);
    return context.measureText(text).width;
  }

  // Write a text at one of some places [x, y], the first at which it covers nothing and lies within the canvas, and
  // give where it stands; null if there is none. align: which end of the text is at x; y is its middle.
  function write(text, places, { size = 11, bold = false, align = "left", color, halo = 0, within = null } = {}) {
    const width = measure(text, { size, bold }), height = size * large * TALL;
    const share = { left: 0, center: 0.5, right: 1 }[align];
    for (const [x, y] of places) {
      const box = { text, x: x - share * width, y: y - height / 2, width, height, size: size * large };
      if (letters.some((other) => touch(box, other)) || (within && !holds(within, box))) continue;
      letters.push(box);
      Object.assign(context, { textAlign: "left", textBaseline: "middle", lineJoin: "round" });
      if (halo) {
        Object.assign(context, { strokeStyle: paper, lineWidth: halo * large, globalAlpha: 0.82 });
        context.strokeText(text, box.x, y);
        context.globalAlpha = 1;
      }
      context.fillStyle = color;
      context.fillText(text, box.x, y);
      return box;
    }
    return null;
  }
  return { letters, measure, write, line: (size = 11) => size * large * TALL };
}

const touch = (a, b) =>
  a.x < b.x + b.width + APART && b.x < a.x + a.width + APART && a.y < b.y + b.height && b.y < a.y + a.height;
const holds = ([left, top, width, height], box) =>
  box.x >= left && box.y >= top && box.x + box.width <= left + width && box.y + box.height <= top + height;
