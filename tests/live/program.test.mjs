// program.js, by node's own test runner. What is expected was computed by numpy and gdviz, and stands in the file that
// GDVIZ_CASES names. `python -m pytest tests/live/test_program_javascript.py` runs this.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const from = (name) => import(pathToFileURL(`${process.env.GDVIZ_SCRIPTS}/live/${name}`));
const { viewer, walker } = await from("program.js");
const { programmed } = await from("walks.js");
const cases = JSON.parse(await readFile(process.env.GDVIZ_CASES, "utf8"));

function numbers(base64) {
  const bytes = Buffer.from(base64, "base64");
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

const bits = (a, b) => Object.is(a, b) || (a === 0 && b === 0);
const near = (a, b, close) => bits(a, b) || Math.abs(a - b) <= close * Math.abs(b) + 1e-305;
const ready = (each, wide) => walker(each.described, numbers(each.table), wide);
const copyOf = (value) => JSON.parse(JSON.stringify(value));

// What a program shows of points, {w0: numbers, ...}: an array for each thing.
function shown(each) {
  const start = each.start.map(numbers), wide = start[0].length, values = new Float64Array(wide * start.length);
  start.forEach((column, k) => values.set(column, k * wide));
  const rows = { values, fields: start.map((_, k) => `w${k}`), steps: 0 };
  const seen = viewer(each.described, numbers(each.table), wide)([rows], [{}])(0);
  return Array.from({ length: seen.length / wide }, (_, k) => seen.subarray(k * wide, (k + 1) * wide));
}

for (const kind of ["operations", "functions"])
  test(`${kind} give numpy's numbers, to the last bit but for exp, log and the like`, () => {
    for (const each of cases[kind]) {
      const start = each.start.map(numbers), seen = shown(each);
      assert.equal(seen.length, each.wanted.length);
      seen.forEach((values, k) => {
        const wanted = numbers(each.wanted[k]);
        values.forEach((value, i) => {
          const said = `${each.name} of ${start.map((s) => s[i])} is ${value}, in numpy ${wanted[i]}`;
          assert.ok(each.exact ? bits(value, wanted[i]) : near(value, wanted[i], 1e-12), said);
        });
      });
    }
  });

test("operations give zeros the sign that numpy gives them", () => {
  for (const each of cases.operations.filter(({ name, exact }) => exact && !/max|min/.test(name))) {
    const start = each.start.map(numbers), [values] = shown(each);
    const wanted = numbers(each.wanted[0]);
    const said = (value, i) => `${each.name} of ${start.map((s) => s[i])}: ${value}`;
    values.forEach((value, i) => assert.ok(Object.is(value, wanted[i]), said(value, i)));
  }
});

function takeAlone(each, one, nth) {
  const pick = (values) => numbers(values)[nth];
  const settings = Object.fromEntries(Object.entries(each.settings).map(([name, values]) => [name, pick(values)]));
  return { settings, rows: one(settings, each.start.map(pick), each.which) };
}

test("walks side by side are those that Python takes, while they are not chaotic", () => {
  for (const each of cases.walks) {
    const wide = each.until.length, { fields } = each.described;
    const settings = Object.fromEntries(Object.entries(each.settings).map(([name, values]) => [name, numbers(values)]));
    const { values } = ready(each, wide)(settings, each.start.map(numbers), each.which);
    const seen = (f, t, nth) => values[(t * fields.length + f) * wide + nth];
    const points = fields.filter((field) => /^w\d/.test(field)).map((field) => numbers(each.fields[field]));
    fields.forEach((field, f) => {
      const wanted = numbers(each.fields[field]);
      for (let i = 0; i < wanted.length; i++) {
        const t = Math.floor(i / wide), nth = i % wide;
        if (t >= each.until[nth]) continue;
        const got = seen(f, t, nth), off = Math.abs(got - wanted[i]);
        const size = Math.max(1, ...points.map((values) => Math.abs(values[i])).filter(Number.isFinite));
        const fits = bits(got, wanted[i]) || (!each.exact && off <= 1e-5 * Math.max(size, Math.abs(wanted[i])));
        assert.ok(fits, `${each.name}: ${field} of walk ${nth} at step ${t} is ${got}, in Python ${wanted[i]}`);
      }
    });
  }
});

test("each walk is the same alone as beside others; a program that has run runs again", () => {
  for (const each of cases.walks) {
    const count = each.until.length, block = 512, one = ready(each, 1), many = ready(each, block);
    const spread = (values) => Float64Array.from({ length: block }, (_, k) => numbers(values)[k % count]);
    const settings = Object.fromEntries(Object.entries(each.settings).map(([name, values]) => [name, spread(values)]));
    const all = many(settings, each.start.map(spread), each.which).values;
    const ends = many(settings, each.start.map(spread), each.which, true).values;
    for (const nth of [0, 3, 6]) {
      const alone = takeAlone(each, one, nth).rows.values, last = alone.length - each.described.fields.length;
      alone.forEach((value, i) => {
        for (const place of [nth, nth + count, nth + 70 * count]) {
          assert.ok(Object.is(value, all[i * block + place]), `${each.name}, walk ${nth}, number ${i}`);
          if (i >= last) assert.ok(Object.is(value, ends[(i - last) * block + place]), `${each.name}: its last row`);
        }
      });
    }
  }
});

test("after its end a walk stays where it is; the other rows that show are those they should be", () => {
  let ended = 0;
  for (const each of cases.walks) {
    const { fields } = each.described, one = ready(each, 1), at = (name) => fields.indexOf(name);
    for (let nth = 0; nth < each.until.length; nth++) {
      const { rows, settings } = takeAlone(each, one, nth), { values, steps } = rows, many = fields.length;
      const end = values[steps * many + at("end0")];
      if (end < steps) ended++;
      const see = viewer(each.looks.described, numbers(each.looks.table))([rows], [settings]);
      for (let t = 0; t <= steps; t++) {
        const seen = see(t), which = [t, Math.max(0, t - 1), 0, steps];
        fields.forEach((field, f) => {
          if (t > end) assert.ok(Object.is(seen[f], values[end * many + f]), `${each.name}: ${field} moves after the end`);
          which.forEach((row, k) => assert.ok(Object.is(seen[k * many + f], values[row * many + f]), `${field}: row ${k}`));
        });
      }
    }
  }
  assert.ok(ended > 100);
});

test("a walk at a position of sliders is taken with their values, from where the start is", () => {
  const each = cases.walks.find(({ name }) => name === "member 2"), settings = {};
  for (const [name, values] of Object.entries(each.settings)) settings[name] = numbers(values)[4];
  const start = each.start.map((values) => numbers(values)[4]), { lr, ...fixed } = settings;
  const sliders = [{ name: "correlation", values: [0, 1, 2] }, { name: "lr", values: [0, 1] }, { name: "start", values: [0, 1] }];
  let place = [0, 0];
  const described = { ...each.described, axes: { lr: [9, lr] }, fixed, start: [[9, 9], [9, 9], start], family: "correlation" };
  const [table, more] = [each.table, each.looks.table].map(numbers), all = Float64Array.from([...table, ...more]);
  const source = (sliders_, starts, hand) => programmed(
    { program: { walks: [{ ...described, starts, ...hand }], seen: each.looks.described, steps: described.steps }, sliders: sliders_ }, all,
    () => place,
  );
  const { values, steps } = takeAlone(each, ready(each, 1), 4).rows, many = each.described.fields.length;
  const channel = source(sliders, [[0, 0], start])(0, [2, 1, 1]);
  assert.deepEqual([channel.steps, channel.points], [steps + 1, 1]);
  for (let t = 0; t < channel.steps; t++) assert.ok(Object.is(channel(t), values[t * many]));
  const moving = source(sliders.slice(0, 2), []);
  for (const at of [start, undefined]) { // where the hand is, or where it was told to begin on this landscape
    place = at;
    assert.ok(Object.is(source(sliders.slice(0, 2), [])(1, [2, 1])(9), values[9 * many + 1]));
  }
  place = [1, 1];
  assert.ok(!Object.is(moving(1, [2, 1])(9), values[9 * many + 1]));
  place = [lr]; // a hand that holds a setting, not the start
  const held = source([sliders[0], sliders[2]], [[0, 0], start], { hand: ["lr"], axes: {} });
  assert.ok(Object.is(held(1, [2, 1])(9), values[9 * many + 1]));
});

test("two walks are seen side by side, each with its own settings", () => {
  const each = cases.walks.find(({ name }) => name === "cosine"), { described } = each, table = numbers(each.table);
  const { seen, table: none } = cases.beside, walks = [0.02, 0.05].map((lr) => ({
    ...described, axes: {}, fixed: { lr, mu: 0.5 }, start: [[1, 1]], starts: [], family: null,
  }));
  const all = Float64Array.from([...table, ...table, ...numbers(none)]);
  const shows = programmed({ program: { walks, seen, steps: described.steps }, sliders: [{ name: "axis", values: [0, 1] }] }, all, () => undefined);
  const alone = walks.map(({ fixed, start: [start] }) => walker(described, table)(fixed, start));
  const w = (k, t) => alone[k].values[t * described.fields.length];
  for (const t of [0, 1, 7, described.steps]) {
    assert.equal(shows(0, [0])(t), w(1, t) - w(0, t));
    assert.equal(shows(1, [0])(t), 0.05 - 0.02);
  }
});

const whole = () => copyOf(cases.walks.find(({ name }) => name === "cosine"));
const refuses = (change, words = /This figure's program is damaged: .+\. Run its cell again\./) => {
  const each = whole(), table = { values: numbers(each.table) };
  each.described = change(each.described, table) ?? each.described;
  assert.throws(() => walker(each.described, table.values), words, change.toString());
};

test("a program of which a part is missing, or of another kind, is refused with a sentence", () => {
  const { described } = whole(), places = [];
  const junk = [undefined, null, -1, 1.5, "x", "constructor", {}, [], [[]], [null], NaN, 1e12, { length: 3 }, true];
  const visit = (value, path) => {
    if (typeof value !== "object" || value === null) return;
    const keys = Object.keys(value);
    for (const key of keys.length > 12 ? [...keys.slice(0, 6), ...keys.slice(-6)] : keys) {
      places.push([...path, key]);
      visit(value[key], [...path, key]);
    }
  };
  visit(described, []);
  let refused = 0, taken = 0;
  for (const path of places) for (const bad of junk) {
    const each = whole();
    const last = path.at(-1), target = path.slice(0, -1).reduce((value, key) => value[key], each.described);
    if (bad !== undefined) target[last] = bad;
    else if (Array.isArray(target)) target.splice(last, 1);
    else delete target[last];
    try {
      walker(each.described, numbers(each.table))({ lr: 0.1, mu: 0.5 }, [1, 1]);
      taken++;
    } catch (error) {
      assert.match(error.message, /^This figure's program is damaged: .+\. Run its cell again\.$/, `${path} = ${bad}`);
      refused++;
    }
  }
  assert.ok(refused > 10 * taken || refused > 1000, `${refused} refused, ${taken} taken`);
});

test("a figure whose walks or sights are damaged is refused with a sentence, when it is loaded or looked at", () => {
  const { described, table } = whole(), looks = cases.walks.find(({ name }) => name === "cosine").looks;
  const all = Float64Array.from([...numbers(table), ...numbers(looks.table)]);
  const place = { axes: { lr: [0.1, 0.2] }, fixed: { mu: 0.5 }, start: [[1, 1]], starts: [], family: null, hand: null };
  const show = (change) => {
    const program = copyOf({ walks: [{ ...described, ...place }], seen: looks.described, steps: described.steps });
    const more = change(program) ?? 0;
    return programmed({ program, sliders: [{ name: "lr", values: ["0.1", "0.2"] }] }, Float64Array.from([...all, ...Array(more).fill(0)]), () => undefined)(0, [1])(1);
  };
  assert.ok(Number.isFinite(show(() => {})));
  const damaged = /^Error: This figure's program is damaged: .+\. Run its cell again\.$/;
  for (const walks of [undefined, null, [], {}, 7, [null], [7], "x"]) assert.throws(() => show((p) => { p.walks = walks; }), damaged);
  for (const [name, values] of Object.entries({
    axes: [undefined, null, 7, [], {}, { lr: 7 }, { lr: [1] }, { lr: [1, "x"] }, { lr: [1, null] }, { lr: [1, 2], nu: [1, 2] }],
    fixed: [undefined, null, 7, "x", {}, { mu: "x" }, { mu: 1, nu: 2 }], starts: [undefined, null, 7, [7], [[1, 1]]],
    start: [undefined, null, 7, [], [7], {}, [[1]], [[1, 1, 1]], [[1, null]], [[1, 1], [1, 1]]],
    family: [7, {}, "lr"], hand: [7, {}, "lr", [7], ["nu"]], steps: [5, 999999],
  })) for (const value of values) assert.throws(() => show((p) => { p.walks[0][name] = value; }), damaged, `${name} = ${value}`);
  for (const input of ["setting.lr", "start1"]) assert.throws(() => show((p) => { delete p.walks[0].inputs[input]; }), damaged, input);
  assert.throws(() => show((p) => { p.steps = 5; }), damaged);
  assert.throws(() => show(() => 1), damaged); // a number too many in the table
  assert.throws(() => show((p) => { p.seen.segments.seen = null; }), damaged);
  assert.throws(() => show((p) => p.seen.segments.seen.variants.forEach((each) => (each.outputs = []))), damaged);
  assert.throws(() => show((p) => { p.seen = null; }), damaged);
});

test("what points to nowhere, is unknown or too short is refused with a sentence that says which", () => {
  refuses(() => 7, /there is none/);
  refuses((p) => { p.codes[3] = "constructor"; }, /constructor is no operation/);
  refuses((p) => { p.codes[3] = "__proto__"; }, /__proto__ is no operation/);
  refuses((p) => { p.segments.step.variants[0].code.pop(); }, /its step is not whole/);
  refuses((p) => { p.segments.step.variants[0].code[1] = p.registers; }, /its step points to nowhere/);
  refuses((p) => { p.segments.step.variants[0].code[2] = -1; }, /its step points to nowhere/);
  refuses((p) => { p.segments.step.variants[0].code[0] = p.codes.length; }, /its step has an unknown operation/);
  refuses((p) => { p.segments.step.variants[0].outputs.pop(); }, /its step is not whole/);
  refuses((p) => { p.segments.rate.variants[0].outputs.push(0); }, /its rate is not whole/);
  refuses((p) => { p.segments.rate.table[0] += 1; }, /its rate is not whole/);
  refuses((p) => { p.segments.rate.over[0][1] = 0; }, /its rate is not whole/);
  refuses((p) => { p.segments.begin.variants[0].constants[0][1] = "constructor"; }, /its begin is not whole/);
  refuses((p) => { delete p.inputs["row.w0"]; }, /it has no input row\.w0/);
  refuses((p) => { delete p.inputs.t; }, /it has no input t/);
  refuses((p) => { p.inputs.t = "constructor"; }, /an input points to nowhere/);
  refuses((p) => { p.segments.constructor = p.segments.step; }, /constructor is no segment/);
  refuses((p) => { p.fields = p.fields.map((name) => (name === "running0" ? "w0" : name)); }, /who walks on/);
  refuses((p, table) => { table.values = table.values.subarray(1); });
  refuses((p, table) => { table.values = new Float64Array(9999); }, /its table is another's/);
  refuses((p, table) => { table.values = [1, 2]; }, /it has no table/);
  const polluted = JSON.stringify(whole().described).replace('"segments":{', '"segments":{"__proto__":{"over":[]},');
  refuses(() => JSON.parse(polluted), /__proto__ is no segment/);
  assert.equal({}.over, undefined);
  const looks = copyOf(cases.walks.find(({ name }) => name === "cosine").looks), { inputs } = looks.described;
  inputs["0.rows.w0"] = 0;
  assert.throws(() => viewer(looks.described, numbers(looks.table)), /it asks for 0\.rows\.w0/);
  delete inputs["0.rows.w0"];
  inputs["0.row.w7"] = 0;
  const none = { values: new Float64Array(0), fields: [], steps: 0 };
  assert.throws(() => viewer(looks.described, numbers(looks.table))([none], [{}]), /it asks for/);
  looks.described.segments = {};
  assert.throws(() => viewer(looks.described, numbers(looks.table)), /it has no segment seen/);
});
