// Runs a program: lists of operations on registers, as gdviz/engine/program.py makes them. A register holds a number of
// each of many walks side by side, so that the cost of choosing an operation is shared by all of them; one walk is a
// block of one. It knows nothing of descent, and needs no eval.

const truth = (condition) => (condition ? 1 : 0);
const logic = (test) => (r, out, a, b, c, n) => {
  for (let k = 0; k < n; k++) r[out + k] = truth(test(r[a + k], r[b + k]));
};
const each = (operate) => (r, out, a, b, c, n) => {
  for (let k = 0; k < n; k++) r[out + k] = operate(r[a + k], r[b + k]);
};

// As numpy has them: a power of 1 is 1 whatever the exponent; a remainder has the sign of what one divides by.
function power(a, b) {
  if (a === 1 || (a === -1 && Math.abs(b) === Infinity)) return 1;
  return Math.pow(a, b);
}

const negative = (a) => a < 0 || Object.is(a, -0);

function remainder(a, b) {
  const rest = a % b;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

function quotient(a, b) {
  if (b === 0) return a / b;
  const rest = a % b;
  const whole = (a - rest) / b - (rest !== 0 && rest < 0 !== b < 0 ? 1 : 0);
  if (whole === 0) return negative(a / b) ? -0 : 0;
  const floor = Math.floor(whole);
  return whole - floor > 0.5 ? floor + 1 : floor;
}

function even(v) { // to the nearest whole number, of two the even one
  const floor = Math.floor(v), part = v - floor;
  return part === 0.5 ? 2 * Math.round(floor / 2) : Math.round(v);
}

// The operations by name. What most steps are made of has a loop of its own, which the browser compiles well.
const OPERATIONS = {
  "+": (r, out, a, b, c, n) => { for (let k = 0; k < n; k++) r[out + k] = r[a + k] + r[b + k]; },
  "-": (r, out, a, b, c, n) => { for (let k = 0; k < n; k++) r[out + k] = r[a + k] - r[b + k]; },
  "*": (r, out, a, b, c, n) => { for (let k = 0; k < n; k++) r[out + k] = r[a + k] * r[b + k]; },
  "/": (r, out, a, b, c, n) => { for (let k = 0; k < n; k++) r[out + k] = r[a + k] / r[b + k]; },
  neg: (r, out, a, b, c, n) => { for (let k = 0; k < n; k++) r[out + k] = -r[a + k]; },
  abs: (r, out, a, b, c, n) => { for (let k = 0; k < n; k++) r[out + k] = Math.abs(r[a + k]); },
  sqrt: (r, out, a, b, c, n) => { for (let k = 0; k < n; k++) r[out + k] = Math.sqrt(r[a + k]); },
  exp: (r, out, a, b, c, n) => { for (let k = 0; k < n; k++) r[out + k] = Math.exp(r[a + k]); },
  where: (r, out, a, b, c, n) => { for (let k = 0; k < n; k++) r[out + k] = r[a + k] !== 0 ? r[b + k] : r[c + k]; },
  "<": (r, out, a, b, c, n) => { for (let k = 0; k < n; k++) r[out + k] = r[a + k] < r[b + k] ? 1 : 0; },
  ">": (r, out, a, b, c, n) => { for (let k = 0; k < n; k++) r[out + k] = r[a + k] > r[b + k] ? 1 : 0; },
  and: (r, out, a, b, c, n) => { for (let k = 0; k < n; k++) r[out + k] = r[a + k] !== 0 && r[b + k] !== 0 ? 1 : 0; },
  or: (r, out, a, b, c, n) => { for (let k = 0; k < n; k++) r[out + k] = r[a + k] !== 0 || r[b + k] !== 0 ? 1 : 0; },
  not: (r, out, a, b, c, n) => { for (let k = 0; k < n; k++) r[out + k] = r[a + k] !== 0 ? 0 : 1; },
  isfinite: (r, out, a, b, c, n) => { for (let k = 0; k < n; k++) r[out + k] = Number.isFinite(r[a + k]) ? 1 : 0; },
  "<=": logic((a, b) => a <= b),
  ">=": logic((a, b) => a >= b),
  "==": logic((a, b) => a === b),
  "!=": logic((a, b) => a !== b),
  signbit: logic(negative),
  isnan: logic(Number.isNaN),
  isinf: logic((a) => Math.abs(a) === Infinity),
  "%": each(remainder),
  "//": each(quotient),
  fmod: each((a, b) => a % b),
  pow: each(power),
  max: each((a, b) => Math.max(a, b)),
  min: each((a, b) => Math.min(a, b)),
  fmax: each((a, b) => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.max(a, b))),
  fmin: each((a, b) => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.min(a, b))),
  sign: each((a) => (a === 0 ? 0 : Math.sign(a))),
  rint: each(even),
  exp2: each((a) => power(2, a)),
  hypot: each((a, b) => Math.hypot(a, b)),
  atan2: each((a, b) => Math.atan2(a, b)),
};
for (const name of ["floor", "ceil", "trunc", "cbrt", "expm1", "log", "log2", "log10", "log1p", "sin", "cos",
  "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"])
  OPERATIONS[name] = each((a) => Math[name](a));

const NUMBERS = { nan: NaN, inf: Infinity, "-inf": -Infinity };
const LARGEST = 1e8; // numbers in all registers

function need(fits, what) {
  if (!fits) throw new Error(`This figure's program is damaged: ${what}. Run its cell again.`);
}
const counts = (value, below = 1e6) => Number.isInteger(value) && value >= 0 && value < below;
const list = (value, fits = () => true) => Array.isArray(value) && value.every(fits);
const object = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

// A segment of a program, and its part of the table. Refuses, with a sentence, what is none.
function read(name, segment, operations, registers, outputs, table, from) {
  const whole = (fits) => need(fits, `its ${name} is not whole`);
  const inside = (place) => counts(place, registers);
  whole(object(segment) && list(segment.table, (size) => counts(size, 1e8)) && segment.table.length === 2);
  const [cases, columns] = segment.table, { over, which, variants } = segment, end = from + cases * columns;
  whole(list(over, (axis) => list(axis) && typeof axis[0] === "string" && counts(axis[1]) && axis[1] > 0));
  whole(over.reduce((product, [, count]) => product * count, 1) === cases && end <= table.length);
  whole(list(variants, object) && variants.length && list(which, (nth) => counts(nth, variants.length)));
  whole(which.length === cases || (variants.length === 1 && !which.length));
  for (const { code, once, constants, columns: filled, outputs: gives } of variants) {
    whole([code, constants, filled, gives].every((each) => list(each)) && code.length % 5 === 0);
    whole(counts(once, code.length / 5 + 1) && filled.length <= columns && gives.length === (outputs ?? gives.length));
    whole(constants.every((pair) => list(pair) && (Object.hasOwn(NUMBERS, pair[1]) || Number.isFinite(pair[1]))));
    const places = [...code.filter((_, k) => k % 5), ...constants.map(([place]) => place), ...filled, ...gives];
    need(places.every(inside), `its ${name} points to nowhere`);
    need(code.every((place, k) => k % 5 || counts(place, operations)), `its ${name} has an unknown operation`);
  }
  return { over, which, variants, columns, table: table.subarray(from, end), end };
}

// The registers and segments of a program, for `wide` points or walks at once. known: {segment: how many numbers it
// gives, null: as many as it likes}. Refuses, with a sentence, what is no program.
function machine(described, table, wide, known) {
  need(object(described), "there is none");
  const { codes, inputs, segments, registers } = described;
  need(counts(registers, LARGEST / wide), "it has no size, or one that is too large");
  need(table instanceof Float64Array, "it has no table");
  need(object(inputs) && list(codes) && object(segments), "a part of it is missing");
  codes.forEach((name) => need(Object.hasOwn(OPERATIONS, name), `${name} is no operation`));
  const operations = codes.map((name) => OPERATIONS[name]);
  function input(name) {
    need(Object.hasOwn(inputs, name), `it has no input ${name}`);
    return inputs[name];
  }
  need(Object.values(inputs).every((place) => counts(place, registers)), "an input points to nowhere");
  const r = new Float64Array(registers * wide), parts = {};
  const fill = (place, value) => r.fill(value, place * wide, (place + 1) * wide);
  let from = 0;
  for (const name of Object.keys(segments)) {
    need(Object.hasOwn(known, name), `${name} is no segment`);
    parts[name] = read(name, segments[name], operations.length, registers, known[name], table, from);
    from = parts[name].end;
    for (const { constants } of parts[name].variants)
      for (const [place, value] of constants) fill(place, Object.hasOwn(NUMBERS, value) ? NUMBERS[value] : value);
  }
  need(from === table.length, "it has another's table");

  function execute({ code }, first, last) {
    for (let k = 5 * first; k < 5 * last; k += 5)
      operations[code[k]](r, code[k + 1] * wide, code[k + 2] * wide, code[k + 3] * wide, code[k + 4] * wide, wide);
  }

  // What hangs on settings and constants alone, of all segments.
  function once() {
    for (const { variants } of Object.values(parts)) for (const variant of variants) execute(variant, 0, variant.once);
  }

  // Runs a segment for a case, {member, seed, t}, and returns the registers of what it gives.
  function run(name, now) {
    const { over, which, variants, columns, table } = parts[name];
    let nth = 0;
    for (const [what, count] of over) nth = nth * count + Math.min(now[what] ?? 0, count - 1);
    const variant = variants[which.length ? which[nth] : 0];
    variant.columns.forEach((place, k) => fill(place, table[nth * columns + k]));
    execute(variant, variant.once, variant.code.length / 5);
    return variant.outputs;
  }
  return { r, parts, input, fill, once, run };
}

// A program of a segment alone, such as the heights of a landscape: a function of points, {input: numbers} with a number
// for each point, and a case, that gives the one number of the segment at each. It works through them in blocks.
export function pointwise(described, table, name, wide = 512) {
  const { r, parts, input, once, run } = machine(described, table, wide, { [name]: 1 });
  need(parts[name], `it has no ${name}`);
  once();
  return (points, now = {}) => {
    const columns = Object.entries(points).map(([name, values]) => [input(name) * wide, values]);
    const given = new Float64Array(columns[0][1].length);
    for (let from = 0; from < given.length; from += wide) {
      for (const [place, values] of columns) r.set(values.subarray(from, from + wide), place);
      const [out] = run(name, now);
      given.set(r.subarray(out * wide, out * wide + Math.min(wide, given.length - from)), from);
    }
    return given;
  };
}

// A program ready to take `wide` walks at once. Refuses, with a sentence, what is no program of walks.
export function program(described, table, wide = 1) {
  need(object(described), "there is none");
  const { inputs, fields, steps } = described;
  need(counts(steps), "it has no size, or one that is too large");
  need(list(fields), "a part of it is missing");
  const known = { begin: fields.length, rate: 1, step: fields.length, seen: null };
  const { r, parts, input, fill, once, run } = machine(described, table, wide, known);
  need(parts.begin && parts.step, "it has no beginning or no step");
  need(fields.includes("running0") && (!parts.rate || fields.includes("lr0")), "its rows do not say who walks on");
  const step = input("t");

  const held = new Float64Array(fields.length * wide);
  const rowOf = (which) => fields.map((name) => input(`${which}.${name}`) * wide);
  const [row, before, first] = ["row", "before", "first"].map(rowOf);
  const copy = (sources, targets) => { // by way of `held`, as a source may be a target
    sources.forEach((place, k) => held.set(r.subarray(place, place + wide), k * wide));
    targets.forEach((place, k) => r.set(held.subarray(k * wide, (k + 1) * wide), place));
  };
  const running = row[fields.indexOf("running0")], rate = row[fields.indexOf("lr0")];

  // Takes walks: settings and start are {name: number, or one for each walk}. Returns what is seen of each row, an
  // array of (steps + 1) × wide for each output of the segment `seen`.
  function walk(settings, start, { member = 0, seed = 0 } = {}) {
    const put = (place, value) => (typeof value === "number" ? fill(place, value) : r.set(value, place * wide));
    for (const [name, value] of Object.entries(settings))
      if (Object.hasOwn(inputs, `setting.${name}`)) put(input(`setting.${name}`), value);
    start.forEach((value, k) => put(input(`start${k}`), value));
    once();
    let seen = null;
    for (let t = 0; t <= steps; t++) {
      const goes = t === 0 || r.subarray(running, running + wide).some((on) => on !== 0);
      if (t > 0) copy(row, before);
      fill(step, t);
      if (goes) {
        const outputs = run(t ? "step" : "begin", { member, seed, t: t - 1 }).map((place) => place * wide);
        copy(outputs, row);
        if (parts.rate && t < steps) {
          const [out] = run("rate", { member, seed, t });
          r.copyWithin(rate, out * wide, (out + 1) * wide);
        }
      }
      if (t === 0) [before, first].forEach((target) => copy(row, target));
      if (!parts.seen) continue;
      const shown = run("seen", { member, seed, t });
      seen ??= shown.map(() => new Float64Array((steps + 1) * wide));
      shown.forEach((place, k) => seen[k].set(r.subarray(place * wide, (place + 1) * wide), t * wide));
    }
    return seen ?? [];
  }
  return { walk, register: (name) => r.subarray(input(name) * wide, (input(name) + 1) * wide), steps };
}

// The numbers of a figure whose walks a program takes: what channel k shows at each row, with the sliders and the start
// where they are. The last walk is kept, as many tracks and words look at it.
export function programmed({ program: described, sliders }, table, place) {
  const ready = program(described, table), { axes, fixed, starts, family } = described;
  const number = (value) => (Object.hasOwn(NUMBERS, value) ? NUMBERS[value] : value);
  let taken = null, seen = [];
  return (channel, index) => {
    const settings = {}, now = {};
    for (const [name, value] of Object.entries(fixed)) settings[name] = number(value);
    let start = place() ?? described.start; // a figure without a handle begins where it was told to
    sliders.forEach(({ name }, k) => {
      if (name === "start") start = starts[index[k]];
      else if (name === "seed") now.seed = index[k];
      else if (family && k === 0) now.member = index[k];
      else settings[name] = number(axes[name][index[k]]);
    });
    const key = JSON.stringify([index, start]);
    if (key !== taken) seen = ready.walk(settings, start, now);
    taken = key;
    const values = seen[channel];
    return Object.assign((t) => values[t], { steps: values.length, points: 1 });
  };
}
