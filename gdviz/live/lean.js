// Programs made shorter, for those who take many walks and ask little of each.

// A program of a walk without what is not asked for: the fields of a row that others hang on stay, and what computes them.
export function lean(described, wanted) {
  const { fields, inputs, segments } = described, keep = new Set([...wanted, "running0", "lr0"]);
  const field = new Map(fields.map((name) => [inputs[`row.${name}`], name]));
  const variants = Object.entries(segments).flatMap(([name, { variants }]) => variants.map((each) => [name, each]));
  const outputs = (name, { outputs }) => (name === "rate" ? outputs : outputs.filter((_, k) => keep.has(fields[k])));
  const lines = ({ code }) => Array.from({ length: code.length / 5 }, (_, k) => code.slice(5 * k, 5 * k + 5));
  let needed, before;
  do {
    before = keep.size;
    needed = variants.map(([name, variant]) => {
      const used = new Set(outputs(name, variant));
      for (const [, out, ...given] of lines(variant).reverse()) if (used.has(out)) given.forEach((place) => used.add(place));
      used.forEach((place) => field.has(place) && keep.add(field.get(place)));
      return used;
    });
  } while (keep.size > before);
  const shorter = new Map(variants.map(([name, variant], k) => {
    const all = lines(variant), stay = all.filter(([, out]) => needed[k].has(out));
    const once = all.slice(0, variant.once).filter(([, out]) => needed[k].has(out)).length;
    return [variant, { ...variant, code: stay.flat(), once, outputs: outputs(name, variant) }];
  }));
  const left = Object.entries(segments).map(([name, segment]) =>
    [name, { ...segment, variants: segment.variants.map((variant) => shorter.get(variant)) }]);
  return { ...described, fields: fields.filter((name) => keep.has(name)), segments: Object.fromEntries(left) };
}
