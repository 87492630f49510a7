// A hill that is tipped over: from a map seen from above to a hill seen from the side. It knows no widget.

const RISE = 0.34; // of the picture's height: how high the highest ground stands when it is seen from the side
const EDGE = [0xffe4dfd8, 0xff2b241f]; // the cut through the ground in front, on a light and on a dark page
const LEVEL = 2; // pixels: ground that lies no farther behind other ground can be seen

export const FLAT = 90; // degrees from which one looks down: from above,
export const TIPPED = 48; // and from the side

// How a map of so many rows is seen from so many degrees: a function of a row and of a height from 0 to 1 that gives the
// row of the picture. From above, each stays where it is.
export function seen(rows, degrees) {
  const angle = (degrees * Math.PI) / 180, deep = Math.sin(angle), high = Math.cos(angle) * rows * RISE;
  const front = rows - 1 - (rows - rows * deep - high) / 2;
  return (row, up) => front - (rows - 1 - row) * deep - up * high;
}

// Paint columns of colour, lifted by their height, from front to back. ups: heights from 0 to 1, and colours, 32 bits
// each, row by row from above. into: the pixels. Returns for each place of the map whether it can be seen.
export function lift(ups, colours, columns, rows, degrees, into, dark) {
  const place = seen(rows, degrees), lowest = new Int32Array(columns), visible = new Uint8Array(ups.length);
  into.fill(0);
  lowest.fill(Math.min(rows, Math.round(place(rows - 1, 0)) + 1));
  for (let row = rows - 1; row >= 0; row--)
    for (let column = 0; column < columns; column++) {
      const k = row * columns + column, top = Math.max(0, Math.round(place(row, ups[k]))), under = lowest[column];
      visible[k] = top < under + LEVEL;
      if (top >= under) continue;
      const colour = row < rows - 1 ? colours[k] : EDGE[dark];
      for (let y = top; y < under; y++) into[y * columns + column] = colour;
      into[top * columns + column] = colours[k];
      lowest[column] = top;
    }
  return visible;
}
