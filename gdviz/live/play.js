// Playback: moves a step counter in time. It draws nothing itself, and never tells Python.

import { button, choice } from "./controls.js";

const SLOWEST = 8; // steps a second, so that each one can be seen
const LONGEST = 8; // seconds for a whole run
const SPEEDS = [["¼×", 0.25], ["½×", 0.5], ["1×", 1], ["2×", 2], ["4×", 4]];

// Buttons for a step back, play and pause, a step forward, and the speed; and the keys for them.
// `at()`: the step that shows; `moved(step)` is called once a frame with a step that may lie between two; `rested(step)`
// when it has come to rest at a whole one.
export function player(last, at, moved, rested) {
  const usual = Math.max(SLOWEST, last / LONGEST);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let frame = null, step = 0, speed = 2;

  function play() {
    const from = at();
    step = from < last ? from : 0;
    let before = null;
    const tick = (now) => {
      step = Math.min(last, step + ((now - (before ?? now)) / 1000) * usual * SPEEDS[speed][1]);
      before = now;
      frame = requestAnimationFrame(tick);
      if (step === last) return pause();
      moved(calm.matches ? Math.floor(step) : step);
    };
    frame = requestAnimationFrame(tick);
    toggle.show("pause", "Pause");
  }

  function stop() {
    if (frame !== null) cancelAnimationFrame(frame);
    frame = null;
  }

  function pause() {
    if (frame === null) return;
    stop();
    toggle.show("play", "Play");
    rested(Math.floor(step));
  }

  function by(steps) {
    pause();
    rested(Math.max(0, Math.min(last, at() + steps)));
  }

  function faster(by) {
    speed = Math.max(0, Math.min(SPEEDS.length - 1, speed + by));
    rate.show(speed);
  }

  const flip = () => (frame === null ? play() : pause());
  const back = button("back", "back", "One step back", () => by(-1));
  const toggle = button("play", "play", "Play", flip);
  const forward = button("forward", "forward", "One step forward", () => by(1));
  const rate = choice({ name: "speed", label: "speed", values: SPEEDS.map(([word]) => word) }, (k) => (speed = k));
  rate.show(speed);
  const keys = { " ": flip, k: flip, ",": () => by(-1), ".": () => by(1), "<": () => faster(-1), ">": () => faster(1) };

  return { nodes: [back.node, toggle.node, forward.node], speed: rate.node, keys, pause, stop };
}
