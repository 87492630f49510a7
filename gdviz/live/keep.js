// Keep and compare: the walk that shows stays as a ghost while sliders and start go on.

// What is kept of a figure: for each track that walks, its points in each step; what settings it had, in words; and the
// cost in each step, null where none is known.
export function snapshot(scene, index, settings) {
  const steps = Array.from({ length: scene.last + 1 }, (_, t) => t);
  const paths = scene.tracks.filter(({ kind }) => kind === "path").map(({ panel, ends: [[[x, xRow], [y, yRow]]] }) => {
    const [across, up] = [scene.at(x, index), scene.at(y, index)];
    return { panel, points: steps.map((t) => [across(t + xRow), up(t + yRow)]) };
  });
  const cost = scene.words.numbers.cost, at = cost && scene.at(cost[0], index);
  return { paths, settings, cost: at ? steps.map((t) => at(t)) : null };
}
