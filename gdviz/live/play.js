// Playback: moves a step counter in time. It draws nothing itself, and never tells Python.

import { button, choice } from "./controls.js";

const SHORTEST = 2000, LONGEST = 4000; // milliseconds for a whole walk
const EACH = 40; // more of them for each step
const LEAST = 0.03; // of the longest time that a step takes: what the shortest takes
const STILL = 0.3; // CSS pixels: less than that cannot be seen
const SPEEDS = [["¼×", 0.25], ["½×", 0.5], ["1×", 1], ["2×", 2], ["4×", 4]];

// How long each step takes, in milliseconds: slow while steps are long, quick when they are short. It ends where all that
// follows, taken together, cannot be seen, unless that is all of the walk. lengths: of the steps, in CSS pixels.
export function pace(lengths) {
  let count = lengths.length;
  for (let rest = 0; count > 0 && (rest += lengths[count - 1]) <= STILL; ) count--;
  count ||= lengths.length;
  const seen = lengths.slice(0, count), longest = Math.max(...seen, STILL);
  const weights = seen.map((length) => LEAST + Math.sqrt(length / longest));
  const whole = Math.min(LONGEST, SHORTEST + EACH * count) / weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight * whole);
}

// The step, between two perhaps, so many milliseconds after another one.
export function later(times, step, milliseconds) {
  let whole = Math.floor(step), part = step - whole, left = milliseconds;
  while (whole < times.length && left >= (1 - part) * times[whole]) {
    left -= (1 - part) * times[whole];
    [whole, part] = [whole + 1, 0];
  }
  return whole < times.length ? whole + part + left / times[whole] : times.length;
}

// Buttons for a step back, play and pause, a step forward, and the speed; and the keys for them.
// `at()`: the step that shows; `lengths()`: of the steps, see above; `moved(step)` is called once a frame with a step that
// may lie between two; `rested(step)` when it has come to rest at a whole one.
export function player(last, at, lengths, moved, rested) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let frame = null, step = 0, speed = 2, over = false;

  function play() {
    const times = pace(lengths()), from = at();
    step = from < times.length ? from : 0;
    let before = null;
    const tick = (now) => {
      step = later(times, step, (now - (before ?? now)) * SPEEDS[speed][1]);
      before = now;
      frame = requestAnimationFrame(tick);
      if (step >= times.length) return pause(true);
      moved(calm.matches ? Math.floor(step) : step);
    };
    frame = requestAnimationFrame(tick);
    over = false;
    toggle.show("pause", "Pause");
  }

  function stop() {
    if (frame !== null) cancelAnimationFrame(frame);
    frame = null;
  }

  // The step has come to rest; at the end it can be played again.
  function pause(done = false) {
    if (frame === null) return;
    stop();
    over = done;
    face();
    rested(Math.floor(step));
  }

  function face() {
    toggle.show(over ? "again" : "play", over ? "Play again" : "Play");
  }

  function by(steps) {
    pause();
    over = false;
    face();
    rested(Math.max(0, Math.min(last, at() + steps)));
  }

  function faster(by) {
    speed = Math.max(0, Math.min(SPEEDS.length - 1, speed + by));
    rate.show(speed);
  }

  // From the beginning.
  function again() {
    stop();
    rested(0);
    play();
  }

  const flip = () => (frame === null ? play() : pause());
  const back = button("back", "back", "One step back", () => by(-1));
  const toggle = button("play", "play", "Play", flip);
  const forward = button("forward", "forward", "One step forward", () => by(1));
  const rate = choice({ name: "speed", label: "speed", values: SPEEDS.map(([word]) => word) }, (k) => (speed = k));
  rate.show(speed);
  const keys = { " ": flip, k: flip, ",": () => by(-1), ".": () => by(1), "<": () => faster(-1), ">": () => faster(1) };

  return {
    nodes: [back.node, toggle.node, forward.node], speed: rate.node, keys, play, pause, stop, again,
    get playing() { return frame !== null; },
    get over() { return over; },
  };
}
