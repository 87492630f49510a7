// First sight: a figure that nobody has touched plays once when it comes into view, one figure at a time. A hand shows the
// whole walk at once.

const SEEN = 0.9, FILLED = 0.6; // so much of the large panel is seen, or so much of the window is filled by it

// Figures that wait for their turn, and the one that plays; a page may hold several copies of this module.
const turns = () => (document.gdvizTurns ??= { playing: null, waiting: [] });

// node: the large panel. play(): begin. It gives `over`, to be called when playback has come to rest, and `stop`.
export function firstSight(node, play) {
  const self = {};
  let seen = null;

  function next() {
    const all = turns();
    if (all.playing || !all.waiting.length) return;
    all.playing = all.waiting.shift();
    all.playing.play();
  }
  function over() {
    const all = turns();
    seen?.disconnect();
    all.waiting = all.waiting.filter((each) => each !== self);
    if (all.playing === self) all.playing = null;
    next();
  }
  seen = new IntersectionObserver((entries) => {
    const last = entries.at(-1), { height } = last.intersectionRect, tall = last.rootBounds?.height ?? innerHeight;
    if (last.intersectionRatio < SEEN && height < FILLED * tall) return;
    seen.disconnect();
    turns().waiting.push(self);
    next();
  }, { threshold: [0.3, 0.45, 0.6, 0.75, SEEN] });
  seen.observe(node);
  return Object.assign(self, { play, over, stop: over });
}
