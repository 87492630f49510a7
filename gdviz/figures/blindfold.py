"""blindfold: a hill in the fog, and a student on it, who finds the way down by what the feet feel.

The browser holds the ground as a grid of heights and slopes, so that a step asks nothing of Python. It shows no more of
it than feet can know: the slope here, and how far up or down each step has led. When the student says "I am down", the
fog lifts, and the walk is compared with those of descent and of guessing, which were computed beforehand: they have one
start and no slider, and weigh 2 to 13 kB; as programs, with what runs them and the guesses' random numbers, over 30.
"""

from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from gdviz import style
from gdviz.border.written import shown
from gdviz.engine.grid import above_zero
from gdviz.engine.trajectory import descend, sweep
from gdviz.figures import fog, landscape
from gdviz.figures.hills import hills
from gdviz.live import assets, scene, wire
from gdviz.live.picture import Picture
from gdviz.live.traits import UnfitError
from gdviz.objectives import Objective
from gdviz.optimizers import gradient_descent, random_search
from gdviz.tracebacks import brief

STEPS = 500  # that descent and guessing take
COLOURS = {"ink": style.INK, "muted": style.MUTED, "paper": style.PAPER, "you": style.OWN[0]}
COLOURS |= {"descent": style.RULES["gradient_descent"][0], "guessing": style.RULES["random_search"][0]}


class Blindfold(Picture):
    """A walk down a hill in the fog: what ``blindfold`` returns.

    Traits, both ways: ``path``, the points where the student has stood, each a list of n numbers; ``down``, whether the
    student has said "I am down", and sees the hill. ``descent`` and ``guessing``: the walks that it is compared with,
    Trajectories, the second one with a run for each length of step.
    """

    MODULE = "figures/blindfold.js"
    SHEETS = ("live/figure.css", "live/panels.css", "live/tools.css", "figures/blindfold.css")
    _numbers = traitlets.Bytes().tag(sync=True)
    _grounds = traitlets.List().tag(sync=True)  # for each hill: its numbers
    path: Any = traitlets.TraitType(()).tag(sync=True)
    down = traitlets.Bool(False).tag(sync=True)

    def __init__(self, descent, guessing, lengths, at, tol):
        """Draw the hill, and pack the ground. lengths: that a step can have; at: which one it has at first."""
        self.descent, self.guessing, f = descent, guessing, descent.objective
        self.map = np.asarray(landscape.window(descent))
        heights, slopes = fog.ground(f, self.map)
        usual = float(np.nanmax(heights) - np.nanmin(heights)) / float(np.ptp(self.map[0])) or 1.0
        rests = descent.w[-1:][np.linalg.norm(descent.g[-1:], axis=-1) < 0.01 * usual]
        places = fog.minima(f, self.map, heights, rests)
        self.bottom = float(min(np.min(f(places)), np.nanmin(heights)))
        self._ends = [fog.first(fog.near(run.w, places, tol)) for run in (descent, guessing)]
        self._views = fog.views(descent)
        beneath = hills([self._views[1:]], [f])
        walks = [x.T for run in (descent, guessing) for x in (*np.moveaxis(run.w, -1, 0), run.f - self.bottom)]
        sent = [heights - self.bottom, *np.moveaxis(slopes, -1, 0), *walks]
        numbers, shapes = wire.pack(sent)
        described = {
            "alt": f"{fog.TITLE}.", "large": style.scale(),
            "faces": [scene.face(view) for view in self._views],  # in the fog, and without it
            "low": self.map[:, 0].tolist(), "high": self.map[:, 1].tolist(),
            "channels": [{"shape": shape, "origin": 0} for shape in shapes],
            "bottom": self.bottom, "minima": places.tolist(), "tol": tol, "flat": 0.01 * usual, "usual": usual,
            "start": descent.w[0].tolist(), "lengths": lengths, "at": at, "ends": self._ends,
            "rate": descent.hyper["lr"], "deltas": guessing.axes["delta"].tolist(),
            "hills": [hill.described(0) for hill in beneath],
            "colours": {name: [colour, style.DARK[colour]] for name, colour in COLOURS.items()},
        }  # fmt: skip
        grounds = [hill.numbers for hill in beneath]
        super().__init__(_scene=described, _numbers=numbers, _grounds=grounds, path=[described["start"]])

    @property
    def width(self):
        """How wide the picture is where it stands still, in CSS pixels."""
        return int(100 * fog.SIZES[len(self.map)][0])

    @property
    def n_steps(self):
        """How many steps the student has taken."""
        return len(self.path) - 1

    @traitlets.validate("path")
    def _on_the_map(self, proposal):
        if not isinstance(proposal.value, (list, tuple, np.ndarray)) or not len(proposal.value):
            raise UnfitError(f"path = {shown(proposal.value)}; a list of points is expected, from the start on.")
        return [fog.check(f"path[{step}]", point, self.map).tolist() for step, point in enumerate(proposal.value)]

    def said(self):
        """Where the walk stands, in words; and once the fog has lifted, how it compares."""
        steps = f"{self.n_steps} step{'s' * (self.n_steps != 1)}"
        if not self.down:
            here = ", ".join(map(style.short, self.path[-1]))
            return f"You stand at w = {here if len(self.map) == 1 else f'({here})'}, after {steps}."
        above = style.short(max(0.0, float(self.descent.objective(np.array(self.path[-1]))) - self.bottom))
        needed = [f"more than {STEPS}" if count is None else count for count in self.needed().values()]
        return (
            f"You took {steps} and are {above} above the bottom. To come as far, descent "
            f"(α = {style.short(self.descent.hyper['lr'])}) needed {needed[0]} and guessing {needed[1]}."
        )

    def needed(self):
        """How many steps the others needed to come as low as the student; or, where the student has arrived at a
        minimum, to arrive there: {"descent": , "guessing": }, None for a walk that never did.
        """
        f, here, tol = self.descent.objective, np.array(self.path[-1]), self._scene["tol"]
        places = np.array([m for m in self._scene["minima"] if np.linalg.norm(here - m) < tol])
        walks, counts = {"descent": self.descent, "guessing": self.guessing[self._rival()]}, {}
        for name, run in walks.items():
            low = run.f <= f(here) + 1e-6 * (f(here) - self.bottom)
            count = fog.first(fog.near(run.w, places, tol) if len(places) else low)
            counts[name] = count if count <= STEPS else None
        return counts

    @property
    def description(self):
        """What the picture shows, in words. Of the hill it says nothing while the fog lies."""
        return f"{self.descent.objective.name if self.down else fog.TITLE}. {self.said()}"

    def _rival(self):
        """Of the runs of guessing, the one whose step is nearest to the student's, the one in the middle."""
        deltas = self.guessing.axes["delta"]
        walked = np.linalg.norm(np.diff(self.path, axis=0), axis=-1)
        middle = np.median(walked[walked > 0]) if np.any(walked > 0) else self._scene["lengths"][self._scene["at"]]
        return int(np.argmin(np.abs(np.log(deltas / middle))))

    def png(self):
        """The picture as it stands, as PNG bytes on a white page."""
        f, k, here = self.descent.objective, self._rival(), np.array(self.path[-1])
        walks = [(np.array(self.path), "h", 9, COLOURS["you"], "-")]
        if self.down:
            guessed, descended = self.guessing.w[: self._ends[1][k] + 1, k], self.descent.w[: self._ends[0] + 1]
            walks.insert(0, (descended, "o", 5, COLOURS["descent"], "--"))
            walks.insert(0, (guessed, ".", 5, COLOURS["guessing"], ":"))
        slope = np.zeros_like(here) if self.down else f.gradient(here)
        return fog.drawn(self._views[self.down], f, walks, slope)

    def save(self, path):
        """Write the game as one HTML file that needs neither Python nor the network. path: where to, "page.html".

        Raises ValueError for another ending, FileNotFoundError where there is no such folder.
        """
        path = assets.destination(path, [".html"])
        state = {name: getattr(self, name) for name in ("_scene", "_numbers", "_grounds", "path", "down")}
        small, _ = wire.shrunk(self.png(), 560)
        page = assets.page(state, small, fog.TITLE, self.description, self.MODULE, self.SHEETS)
        path.write_text(page, encoding="utf-8")

    def __repr__(self):
        """One readable line."""
        return f"<Blindfold: {self.description}>"


@brief
def blindfold(
    f: Objective, start: ArrayLike | None = None, *, length: float | None = None, lr: float | None = None,
    delta: float | None = None, tol: float | None = None, seed: int = 0,
) -> Blindfold:  # fmt: skip
    """A hill in the fog: find the way down by what your feet feel, then say "I am down", and see the hill.

    f: an Objective of one or two coordinates. start: where you stand, a point, shape (n,), or a number; without it, the
    objective's own. length: of a step, at first; the slider goes by 1, 2, 5, 10. What you are compared with:
    lr: the learning rate of descent; without it 1/L where the curvature is known, or else one that does well.
    delta: the length of a guess; without it, as long as your steps. seed: of the guesses.
    tol: whoever comes nearer than this to a minimum has arrived; without it, about a 200th of the map.

    Returns a Blindfold: ``path`` is where you have stood, ``n_steps`` how many steps you took.
    Raises TypeError or ValueError, with a sentence that says what to change, and what a function of your own raises.
    """
    first = descend(f, gradient_descent, start, 1)  # checks f and start
    n = first.w.shape[-1]
    if first.shape or np.ndim(seed):
        raise ValueError("blindfold: one start and one seed, please: there is one pair of feet.")
    if n > 2:
        raise ValueError(f"blindfold: {f.name} has {n} coordinates; a picture has room for 1 or 2.")
    edges = np.asarray(landscape.window(first))
    fog.check("start", first.w[0], edges)
    if not np.isfinite(first.f[0]):
        raise ValueError(f"start = {first.w[0].tolist()}: {f.name} is not finite there; start where it is.")
    reach = float(np.min(np.ptp(edges, axis=1)))
    for name, value in {"length": length, "lr": lr, "delta": delta, "tol": tol}.items():
        if value is not None:
            above_zero(value, name)
    lengths = fog.round_numbers(reach / 600, reach / 5)
    tol = fog.nearest(fog.round_numbers(reach / 1000, reach / 50), reach / 200) if tol is None else tol
    descent = descend(f, gradient_descent, start, STEPS, lr=fog.rate(f, first, reach) if lr is None else lr)
    deltas = np.array(lengths if delta is None else [delta])
    guessing = sweep(f, random_search, start, STEPS, seed=seed, delta=deltas)
    at = lengths.index(fog.nearest(lengths, reach / 20 if length is None else length))
    return Blindfold(descent, guessing, lengths, at, tol)
