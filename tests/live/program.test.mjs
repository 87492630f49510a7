// program.js, by node's own test runner. What is expected was computed by numpy and gdviz, and stands in the file that
// GDVIZ_CASES names. `python -m pytest tests/live/test_program_javascript.py` runs this.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const { program, programmed } = await import(pathToFileURL(`${process.env.GDVIZ_SCRIPTS}/live/program.js`));
const cases = JSON.parse(await readFile(process.env.GDVIZ_CASES, "utf8"));

function numbers(base64) {
  const bytes = Buffer.from(base64, "base64");
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

const bits = (a, b) => Object.is(a, b) || (a === 0 && b === 0);
const near = (a, b, close) => bits(a, b) || Math.abs(a - b) <= close * Math.abs(b) + 1e-305;
const ready = (each, wide) => program(each.described, numbers(each.table), wide);
const copyOf = (value) => JSON.parse(JSON.stringify(value));

for (const kind of ["operations", "functions"])
  test(`${kind} give numpy's numbers, to the last bit but for exp, log and the like`, () => {
    for (const each of cases[kind]) {
      const start = each.start.map(numbers);
      const seen = ready(each, start[0].length).walk({}, start);
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
    const start = each.start.map(numbers), [values] = ready(each, start[0].length).walk({}, start);
    const wanted = numbers(each.wanted[0]);
    const said = (value, i) => `${each.name} of ${start.map((s) => s[i])}: ${value}`;
    values.forEach((value, i) => assert.ok(Object.is(value, wanted[i]), said(value, i)));
  }
});

function takeAlone(each, one, nth) {
  const pick = (values) => numbers(values)[nth];
  const settings = Object.fromEntries(Object.entries(each.settings).map(([name, values]) => [name, pick(values)]));
  return one.walk(settings, each.start.map(pick), each.which);
}

test("walks side by side are those that Python takes, while they are not chaotic", () => {
  for (const each of cases.walks) {
    const wide = each.until.length, { fields } = each.described;
    const settings = Object.fromEntries(Object.entries(each.settings).map(([name, values]) => [name, numbers(values)]));
    const seen = ready(each, wide).walk(settings, each.start.map(numbers), each.which);
    assert.equal(seen.length, 3 * fields.length);
    const points = fields.filter((field) => /^w\d/.test(field)).map((field) => numbers(each.fields[field]));
    fields.forEach((field, f) => {
      const wanted = numbers(each.fields[field]);
      for (let i = 0; i < wanted.length; i++) {
        const t = Math.floor(i / wide), nth = i % wide;
        if (t >= each.until[nth]) continue;
        const off = Math.abs(seen[f][i] - wanted[i]);
        const size = Math.max(1, ...points.map((values) => Math.abs(values[i])));
        const fits = bits(seen[f][i], wanted[i]) || (!each.exact && off <= 1e-5 * Math.max(size, Math.abs(wanted[i])));
        assert.ok(fits, `${each.name}: ${field} of walk ${nth} at step ${t} is ${seen[f][i]}, in Python ${wanted[i]}`);
      }
    });
  }
});

test("each walk is the same alone as beside others; a program that has run runs again", () => {
  for (const each of cases.walks) {
    const count = each.until.length, block = 512, one = ready(each, 1), many = ready(each, block);
    const spread = (values) => Float64Array.from({ length: block }, (_, k) => numbers(values)[k % count]);
    const settings = Object.fromEntries(Object.entries(each.settings).map(([name, values]) => [name, spread(values)]));
    const all = many.walk(settings, each.start.map(spread), each.which);
    for (const nth of [0, 3, 6]) {
      const alone = takeAlone(each, one, nth);
      alone.forEach((values, k) => values.forEach((value, t) => {
        for (const place of [nth, nth + count, nth + 70 * count])
          assert.ok(Object.is(value, all[k][t * block + place]), `${each.name}, walk ${nth}, output ${k}, step ${t}`);
      }));
    }
  }
});

test("after its end a walk stays where it is; the row before and the first one are those they should be", () => {
  let ended = 0;
  for (const each of cases.walks) {
    const { fields } = each.described, one = ready(each, 1), at = (name) => fields.indexOf(name);
    for (let nth = 0; nth < each.until.length; nth++) {
      const seen = takeAlone(each, one, nth), steps = each.described.steps, end = seen[at("end0")][steps];
      if (end < steps) ended++;
      fields.forEach((field, f) => {
        for (let t = 0; t <= steps; t++) {
          if (t > end) assert.ok(Object.is(seen[f][t], seen[f][end]), `${each.name}: ${field} moves after the end`);
          const [before, first] = [seen[fields.length + f][t], seen[2 * fields.length + f][t]];
          assert.ok(Object.is(before, seen[f][Math.max(0, t - 1)]), `${each.name}: ${field} before`);
          assert.ok(Object.is(first, seen[f][0]), `${each.name}: ${field} at first`);
        }
      });
    }
  }
  assert.ok(ended > 100);
});

test("a walk at a position of sliders is taken with their values, from where the start is", () => {
  const each = cases.walks.find(({ name }) => name === "member 2"), settings = {};
  for (const [name, values] of Object.entries(each.settings)) settings[name] = numbers(values)[4];
  const start = each.start.map((values) => numbers(values)[4]), { lr, ...fixed } = settings;
  const sliders = [{ name: "correlation" }, { name: "lr" }, { name: "start" }];
  let place = [0, 0];
  const described = { ...each.described, axes: { lr: [9, lr] }, fixed, starts: [[0, 0], start], family: true };
  const source = programmed({ program: described, sliders }, numbers(each.table), () => place);
  const wanted = takeAlone(each, ready(each, 1), 4);
  const channel = source(0, [2, 1, 1]);
  assert.deepEqual([channel.steps, channel.points], [each.described.steps + 1, 1]);
  for (let t = 0; t < channel.steps; t++) assert.ok(Object.is(channel(t), wanted[0][t]));
  const moving = programmed({ program: described, sliders: sliders.slice(0, 2) }, numbers(each.table), () => place);
  place = start;
  assert.ok(Object.is(moving(1, [2, 1])(9), wanted[1][9]));
  place = [1, 1];
  assert.ok(!Object.is(moving(1, [2, 1])(9), wanted[1][9]));
});

const whole = () => copyOf(cases.walks.find(({ name }) => name === "cosine"));
const refuses = (change, words = /This figure's program is damaged: .+\. Run its cell again\./) => {
  const each = whole(), table = { values: numbers(each.table) };
  each.described = change(each.described, table) ?? each.described;
  assert.throws(() => program(each.described, table.values), words, change.toString());
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
      program(each.described, numbers(each.table)).walk({ lr: 0.1, mu: 0.5 }, [1, 1]);
      taken++;
    } catch (error) {
      assert.match(error.message, /^This figure's program is damaged: .+\. Run its cell again\.$/, `${path} = ${bad}`);
      refused++;
    }
  }
  assert.ok(refused > 10 * taken || refused > 1000, `${refused} refused, ${taken} taken`);
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
  refuses((p, table) => { table.values = new Float64Array(9999); }, /another's table/);
  refuses((p, table) => { table.values = [1, 2]; }, /it has no table/);
  const polluted = JSON.stringify(whole().described).replace('"segments":{', '"segments":{"__proto__":{"over":[]},');
  refuses(() => JSON.parse(polluted), /__proto__ is no segment/);
  assert.equal({}.over, undefined);
});
