// Playback: moves a step counter in time. It draws nothing itself, and never tells Python.

const SLOWEST = 8; // steps a second, so that each one can be seen
const LONGEST = 8; // seconds for a whole run

// `moved(step)` is called once a frame with a step that may lie between two; `ended()` when the last one is reached.
export function player(last, moved, ended) {
  const speed = Math.max(SLOWEST, last / LONGEST);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let frame = null;

  function start(from) {
    let begin = null;
    const tick = (now) => {
      begin ??= now;
      const step = Math.min(last, from + ((now - begin) / 1000) * speed);
      frame = step < last ? requestAnimationFrame(tick) : null;
      moved(calm.matches ? Math.floor(step) : step);
      if (frame === null) ended();
    };
    frame = requestAnimationFrame(tick);
  }

  function stop() {
    if (frame !== null) cancelAnimationFrame(frame);
    frame = null;
  }

  return { start, stop, get playing() { return frame !== null; } };
}
