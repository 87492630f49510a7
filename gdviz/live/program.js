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
export const number = (value) => (Object.hasOwn(NUMBERS, value) ? NUMBERS[value] : value);
const LARGEST = 1e8; // numbers in all registers

export function need(fits, what) {
  if (!fits) throw new Error(`This figure's program is damaged: ${what}. Run its cell again.`);
}
const counts = (value, below = 1e6) => Number.isInteger(value) && value >= 0 && value < below;
export const list = (value, fits = () => true) => Array.isArray(value) && value.every(fits);
export const object = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

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

// The registers of a program, for `wide` walks at once, and its segments at work on them. Refuses, with a sentence,
// what is no program. gives: how many numbers each segment that it may have gives, {begin: 7}; undefined: any.
function machine(described, table, wide, gives) {
  need(object(described), "there is none");
  const { codes, inputs, segments, registers } = described;
  need(counts(registers, LARGEST / wide), "it has no size, or one that is too large");
  need(table instanceof Float64Array, "it has no table");
  need(object(inputs) && list(codes) && object(segments), "a part of it is missing");
  need(Object.values(inputs).every((place) => counts(place, registers)), "an input points to nowhere");
  codes.forEach((name) => need(Object.hasOwn(OPERATIONS, name), `${name} is no operation`));
  const operations = codes.map((name) => OPERATIONS[name]), r = new Float64Array(registers * wide), parts = {};
  const fill = (place, value) => r.fill(value, place * wide, (place + 1) * wide);
  let from = 0;
  for (const name of Object.keys(segments)) {
    need(Object.hasOwn(gives, name), `${name} is no segment`);
    parts[name] = read(name, segments[name], operations.length, registers, gives[name], table, from);
    from = parts[name].end;
    for (const { constants } of parts[name].variants)
      for (const [place, value] of constants) fill(place, number(value));
  }
  Object.keys(gives).forEach((name) => need(parts[name] || name === "rate", `it has no segment ${name}`));
  need(from === table.length, "its table is another's");

  // Gives an input its value, a number or one for each walk. What the program does not ask for is left out.
  function put(name, value) {
    if (!Object.hasOwn(inputs, name)) return;
    if (typeof value === "number") fill(inputs[name], value);
    else r.set(value, inputs[name] * wide);
  }

  function execute({ code }, first, last) {
    for (let k = 5 * first; k < 5 * last; k += 5)
      operations[code[k]](r, code[k + 1] * wide, code[k + 2] * wide, code[k + 3] * wide, code[k + 4] * wide, wide);
  }

  // Computes what no step changes; settings have their values.
  function settle() {
    for (const { variants } of Object.values(parts)) for (const variant of variants) execute(variant, 0, variant.once);
  }

  // Runs a segment for a case, {member, seed, t}. Returns where in the registers stands what it gives.
  function run(name, now) {
    const { over, which, variants, columns, table: rows } = parts[name];
    let nth = 0;
    for (const [what, count] of over) nth = nth * count + Math.min(now[what] ?? 0, count - 1);
    const variant = variants[which.length ? which[nth] : 0];
    variant.columns.forEach((place, k) => fill(place, rows[nth * columns + k]));
    execute(variant, variant.once, variant.code.length / 5);
    return variant.outputs;
  }

  function input(name) {
    need(Object.hasOwn(inputs, name), `it has no input ${name}`);
    return inputs[name] * wide;
  }
  return { r, put, settle, run, input, rated: "rate" in parts };
}

// A program of one segment, such as the heights of a landscape: a function of points, {input: numbers}, with a number for
// each point, and of a case. It gives the one number of the segment at each. It works through them in blocks.
export function pointwise(described, table, name, wide = 512) {
  const { r, settle, run, input } = machine(described, table, wide, { [name]: 1 });
  settle();
  return (points, now = {}) => {
    const columns = Object.entries(points).map(([name_, values]) => [input(name_), values]);
    const given = new Float64Array(columns[0][1].length);
    for (let from = 0; from < given.length; from += wide) {
      for (const [place, values] of columns) r.set(values.subarray(from, from + wide), place);
      const [out] = run(name, now);
      given.set(r.subarray(out * wide, out * wide + Math.min(wide, given.length - from)), from);
    }
    return given;
  };
}

// Takes the walks of a program, `wide` of them side by side: a function of the settings, {name: number, or one for each
// walk}, of the start, a number or one for each walk in each coordinate, and of the case, {member, seed}. It returns
// the rows {values, fields, steps}: field f of walk k at step t is values[(t * fields.length + f) * wide + k]. With
// `ends` there is only the last row, as step 0.
export function walker(described, table, wide = 1) {
  need(object(described), "there is none");
  const { fields, steps } = described;
  need(list(fields) && counts(steps), "it has no rows");
  const gives = { begin: fields.length, rate: 1, step: fields.length };
  const { r, put, settle, run, input, rated } = machine(described, table, wide, gives);
  need(fields.includes("running0") && (!rated || fields.includes("lr0")), "its rows do not say who walks on");
  const row = fields.map((name) => input(`row.${name}`)), size = fields.length * wide, next = new Float64Array(size);
  const running = row[fields.indexOf("running0")], rate = row[fields.indexOf("lr0")];
  input("t");

  const here = (values, from) => row.forEach((at, k) => values.set(r.subarray(at, at + wide), from + k * wide));
  function step(t, now) {
    put("t", t);
    run(t ? "step" : "begin", { ...now, t: t - 1 }).forEach((place, k) => {
      next.set(r.subarray(place * wide, (place + 1) * wide), k * wide); // aside, as the old row may be asked for yet
    });
    row.forEach((at, k) => r.set(next.subarray(k * wide, (k + 1) * wide), at));
    if (!rated || t === steps) return;
    const [out] = run("rate", { ...now, t });
    r.copyWithin(rate, out * wide, (out + 1) * wide);
  }

  return function walk(settings, start, now = {}, ends = false) {
    for (const [name, value] of Object.entries(settings)) put(`setting.${name}`, value);
    start.forEach((value, k) => put(`start${k}`, value));
    settle();
    const values = new Float64Array(size * (ends ? 1 : steps + 1));
    for (let t = 0; t <= steps; t++) {
      if (t === 0 || r.subarray(running, running + wide).some((on) => on !== 0)) step(t, now);
      else if (ends) break;
      if (!ends) here(values, t * size);
    }
    if (ends) here(values, 0);
    return { values, fields, steps: ends ? 0 : steps };
  };
}

// What pictures and words show of walks. Of their rows, their settings and a case it makes a function of the step, which
// returns `wide` numbers for each thing that shows, all in one array that the next call writes over. The program's
// inputs say what it looks at: "0.row.w1" is, of the first walk, in the row where it stands, the second coordinate.
export function viewer(described, table, wide = 1) {
  const { r, put, settle, run } = machine(described, table, wide, { seen: undefined });
  const looks = Object.keys(described.inputs).filter((name) => name !== "t").map((name) => {
    const [, who, what, field] = /^(\d+)\.(setting|first|last|before|row)\.(.+)$/.exec(name) ?? [];
    need(field, `it asks for ${name}`);
    return { name, who, what, field };
  });
  let seen = new Float64Array(0);

  return function look(walks, settings, now = {}) {
    function show({ name, who, what, field }, t) {
      if (what === "setting") return put(name, settings[who][field]);
      const { values, fields, steps } = walks[who], place = fields.indexOf(field);
      need(place >= 0, `it asks for ${name}`);
      const row = { first: 0, last: steps, before: Math.max(0, t - 1), row: t }[what];
      const from = (row * fields.length + place) * wide;
      return put(name, values.subarray(from, from + wide));
    }
    const moving = looks.filter(({ what }) => what === "row" || what === "before");
    looks.forEach((each) => show(each, 0));
    settle();
    return (t) => {
      put("t", t);
      moving.forEach((each) => show(each, t));
      const outputs = run("seen", now);
      if (seen.length !== outputs.length * wide) seen = new Float64Array(outputs.length * wide);
      outputs.forEach((place, k) => seen.set(r.subarray(place * wide, (place + 1) * wide), k * wide));
      return seen;
    };
  };
}
