// Numbers: packed ones into channels, what a channel holds at a place, and how a number is written. It knows no widget.

// The bytes of a binary trait, which arrives as a view of something larger; and what was deflated in Python.
export const bytesOf = (view) => view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
export async function inflate(view) {
  const stream = new Blob([bytesOf(view)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// The block that wire.pack made: inflate it, sort the bytes back, and cut it into channels {shape, origin}.
export async function unpack(view, channels) {
  const sorted = await inflate(view);
  const count = sorted.length / 4;
  const bytes = new Uint8Array(sorted.length);
  for (let b = 0; b < 4; b++) for (let i = 0; i < count; i++) bytes[4 * i + b] = sorted[b * count + i];
  const numbers = new Float32Array(bytes.buffer);
  let from = 0;
  return channels.map(({ shape, origin }) => {
    const length = shape.reduce((a, b) => a * b, 1);
    from += length;
    return { shape, origin, values: numbers.subarray(from - length, from) };
  });
}

// The numbers of a channel at one position of the sliders: a function of the step, and of the point in a shape.
export function at(channel, index) {
  const { shape, origin, values } = channel;
  let run = 0;
  index.forEach((i, axis) => (run = run * shape[axis] + (shape[axis] > 1 ? i : 0)));
  const steps = shape[index.length];
  const points = shape[index.length + 1] ?? 1;
  const read = (t, k = 0) => origin + values[(run * steps + (steps > 1 ? t : 0)) * points + (points > 1 ? k : 0)];
  return Object.assign(read, { steps, points });
}

// What a figure shows comes from channels: a record looks their numbers up.
export const recorded = (numbers) => (channel, index) => at(numbers[channel], index);

const PLAIN = [1e-4, 1e15]; // other numbers are written with a power of ten

// The unit to which numbers on an axis are written, and how large they are at most, see style.py.
export const unitOf = ({ low, high, scale }) =>
  scale === "log" ? [0, 0] : [10 ** (Math.floor(Math.log10(high - low) + 1e-9) - 2), Math.max(Math.abs(low), Math.abs(high)) + high - low];

// A number as a student reads it, to three digits, or on an axis to its unit: the same as style.short in Python.
export function short(value, [unit, most] = [0, 0]) {
  if (Number.isNaN(value)) return "not a number";
  if (unit && Math.abs(value) < 1e-4 * unit) return "0";
  const sign = value < 0 ? "−" : "";
  if (!Number.isFinite(value)) return sign + "∞";
  if (Math.abs(value) >= Math.max(1000 * unit, PLAIN[0]) && Math.abs(value) <= most && most < PLAIN[1])
    return sign + String(Number(Math.abs(value).toFixed(Math.max(0, -Math.round(Math.log10(unit))))));
  const [mantissa, power] = Math.abs(value).toExponential(2).split("e");
  const exponent = Number(power);
  const plain = value === 0 || (exponent >= -4 && exponent < 5);
  const text = plain ? String(Number(`${mantissa}e${power}`)) : `${Number(mantissa)}e${exponent}`.replace("-", "−");
  return sign + text;
}
