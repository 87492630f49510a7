"""explore: a sweep, its panels and its sliders, as one live figure, whose start can be dragged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdviz import style
from gdviz.engine import signatures
from gdviz.engine.families import Family, family
from gdviz.engine.grid import above_zero
from gdviz.engine.program import Case
from gdviz.engine.quiet import quietly
from gdviz.engine.trajectory import Trajectory, together
from gdviz.figures import goal, landscape, layout, limits, said
from gdviz.figures import moments as settings
from gdviz.figures.hills import hills
from gdviz.figures.rows import Taken, Traced, see
from gdviz.figures.valley import is_valley, turned, valley
from gdviz.figures.walks import Walks, programs
from gdviz.live.figure import LiveFigure
from gdviz.live.scene import Handle, Slider, computed
from gdviz.live.words import Clause
from gdviz.objectives import Objective
from gdviz.schedules import constant
from gdviz.tracebacks import brief


class Explorer(LiveFigure):
    """A live figure of walks that differ by their settings: what ``explore`` returns.

    ``trajectory``: the walk that shows. ``sweep``: all of them, taken when they are asked for. ``start``: where they
    begin, if it can be dragged; set it, and the figure shows the walks from there. ``program``: what a step computes.
    """

    start: list

    def __init__(self, runs, panels=None, walks: Any = None, landscapes=None, named=None, arrive=((), 0.0)):
        """Draw the panels of a sweep, with a slider for each of its axes.

        runs: a trajectory, or one for each of several landscapes (a Family). walks: how to take others, see
        ``gdviz.figures.walks``; where they have a program, the browser takes them, and the runs are some of all.
        named: settings with names, see ``explore``. arrive: the places to arrive at, and how near.
        """
        self._arrive = arrive
        self._runs, self._walks = [runs] if isinstance(runs, Trajectory) else runs, walks
        self._family = landscapes or Family(None, None, [run.objective for run in self._runs])
        self._panels = layout.usual_panels(self._runs[0]) if panels is None else layout.named(panels)
        shown = self._together(self._runs)
        more = {"valley": valley}
        if "weights" in self._panels and shown.w.shape[-1] == 2 and is_valley(self._family.members):
            self._panels = (*self._panels, "valley")
        drawn = [layout.arrange(replace(shown, objective=f), self._panels, more=more) for f in self._family.members]
        self._follow, program = drawn[0][1], walks and walks.program
        panels = [
            [goal.marked(panel, f, *arrive) for panel, f in zip(faces, self._family.members, strict=True)]
            for faces in map(landscape.on_one_scale, zip(*(panels for panels, _ in drawn), strict=True))
        ]
        if "valley" in self._panels:
            panels = [[turned(face, f) if face.name == "landscape" else face
                       for face, f in zip(faces, self._family.members, strict=True)] for faces in panels]  # fmt: skip
        maps = next((faces for faces in panels if faces[0].name == "landscape" and faces[0].inside), None)
        self._boxes = [(face.x.ends, face.y.ends) for face in maps] if maps else [()] * len(drawn)
        sent = None
        if program:
            tracks, words, sent = self._see(shown)
            self._runs = self._runs if walks.all else None
        else:
            tracks, words = self._shown(shown, self._common_box)
        axes = walks.axes if walks else shown.axes
        sliders = [
            slider_over(name, values, walks.begin if walks else {}, limits.signs(walks) if name == "lr" else ())
            for name, values in axes.items()
        ]
        if program:
            sliders = _arriving(sliders, walks)
        free = walks and "start" not in axes
        handles = start_handle(panels, shown, self._family.members, bool(program)) if free else []
        there = settings.moments(named, axes, handles[0].at if handles else None, walks and walks.demand)
        super().__init__(
            panels, tracks, sliders, words=words, every=shown.every, alt=said.alt(shown, self._panels, self._family),
            handles=handles, moments=there, hills=hills(panels, self._family.members), program=sent,
            title=said.titled(shown.rule, said.common(self._family)),
        )  # fmt: skip

    def _see(self, shown):
        """The tracks and the words as a program computes them; what they need of a row becomes a part of it."""
        taken, seen, cases = Taken(shown, *self._arrive), [], []
        for k, member in enumerate(self._family.members):
            rows = Traced(Case(), 0, taken, self._walks.walk, member, len(self._walks.axes) + 1)
            with quietly():
                seen.append((self._follow(rows), said.words(rows, self._panels, self._boxes[k])))
            cases.append(rows.case.finish(computed(*seen[-1])))
        return *seen[0], programs([self._walks], see({"member": len(cases)}, cases))

    @property
    def program(self):
        """What a step of these walks computes; it reads as the formulas of the rule. None where Python takes them."""
        return self._walks and self._walks.program

    @property
    def _member(self):
        return self.index[0] if self._family.name else 0

    @property
    def sweep(self):
        """All runs, as a Trajectory; of several landscapes, those on the one that shows."""
        if self._runs is None:
            self._runs = self._walks.sweep(self._start)
        return self._runs[self._member]

    @property
    def trajectory(self):
        """The run that the sliders show, as a Trajectory."""
        if self._walks and self._walks.program:
            return self._walks.at(self.index, self._start)
        index = self.index[1:] if self._family.name else self.index
        return self.sweep[index] if index else self.sweep

    @property
    def _start(self):
        return np.array(self.start) if self.handles else None

    def _now(self):
        if not (self._walks and self._walks.program):
            return super()._now()
        walk = self.trajectory
        return *self._shown(walk, self._boxes[self._member]), ()

    def moved(self, name, place):
        """Walk from another start."""
        if self._walks.program:
            self._walks.demand(place)
            self._runs = None
            return
        runs = self._walks.sweep(np.array(place))
        shown = self._together(runs)
        self.show(*self._shown(shown, self._common_box))
        self._runs = runs

    def _together(self, runs):
        """The runs as one trajectory."""
        return together(self._family.name, self._family.values, runs) if self._family.name else runs[0]

    @property
    def description(self):
        """What the picture shows, with the settings of the sliders, and where the walk stands: the picture in words."""
        return f"{said.alt(self.trajectory, self._panels)} {self.said()}"

    @property
    def _common_box(self):
        """The map of all landscapes, where they have one and the same."""
        return self._boxes[0] if len(set(self._boxes)) == 1 else ()

    def _shown(self, walks, box):
        """The tracks and the words of walks that were taken. box: see ``said.words``."""
        rows = Taken(walks, *self._arrive)
        words, why = said.words(rows, self._panels, box), self._walks and self._walks.why
        return self._follow(rows), replace(words, clauses=[*words.clauses, Clause([why])]) if why else words

    def __repr__(self):
        """One readable line."""
        runs = self.trajectory if self._runs is None else self.sweep
        return f"<Explorer of {runs!r}>"


@brief
def explore(
    f: Objective | Callable[..., Objective], rule: Callable, start: ArrayLike | None = None, steps: int = 100, *,
    schedule: Callable = constant, stop: Callable | None = None, seed: ArrayLike = 0,
    panels: Sequence[str] | str | None = None, moments: Mapping[str, Mapping[str, Any]] | None = None,
    arrive: float | None = None, **hyper: Any,
) -> Explorer:  # fmt: skip
    """A live figure of a walk down f: drag the sliders, or the start, and the picture follows.

    The arguments are those of ``descend``. Each hyperparameter that is given as an array becomes a slider over its
    values: ``explore(bowl, gradient_descent, lr=np.linspace(0.01, 1.05, 53))``. So do several starts, or seeds. Take as
    many sliders as you like: the browser takes the walks itself, and sliders and the start ask nothing of Python. (A
    function that cannot be handed over, such as one that decides with ``if``, leaves the walks to Python: all of them
    are taken beforehand, and the figure says so.)

    f: may also be a function that makes a landscape. Its arguments are then named among the others, and one of them
    can be an array, to become a slider: ``explore(two_features, momentum, correlation=[0, 0.5, 0.9])``.
    panels: what to show, the first one large: of "landscape", "cost" (logarithmic where it can be), "linear cost",
    "weights", "schedule", "data" (the samples and the fitted line or plane) and "gap" (what each step delivered of what
    the slope had promised). Without it, the cost and, as far as the coordinates allow, the landscape and the weights.
    moments: settings with names, each a button that takes the sliders there: ``{"too small": dict(lr=0.02),
    "over the cliff": dict(lr=1.05)}``; a moment may also set the ``start``.
    arrive: how near each coordinate must come to a minimum of f, to stay, for the walk to have arrived. The picture
    then shows where that is, and the words say after how many steps: the number that ``steps_to(tol=arrive)`` counts.

    Returns an Explorer. Its ``trajectory`` is the run that the sliders show, its ``sweep`` are all of them.
    Raises what ``descend`` raises, and what a function of your own raises.
    """
    signatures.refuse_every(hyper)
    landscapes, hyper = family(f, hyper, signatures.known(*signatures.read_all(rule, schedule, stop)))
    near = ((), 0.0) if arrive is None else (goal.places(landscapes.members), above_zero(arrive, "arrive"))
    walks = Walks(landscapes, rule, start, steps, schedule, stop, seed, hyper, arrive=near)
    return Explorer(walks.some, panels, walks, landscapes, moments, near)


def _arriving(sliders, walks):
    """The sliders, that of the learning rate at the nearest position whose walk ends about as low as it has been."""
    names, index = [slider.name for slider in sliders], [slider.at for slider in sliders]
    if "lr" not in names:
        return sliders
    k = names.index("lr")
    for at in sorted(range(len(sliders[k].values)), key=lambda at: abs(at - index[k])):
        f = walks.at([*index[:k], at, *index[k + 1 :]], None).f
        if np.isfinite(f).all() and f[-1] - np.min(f) <= 0.01 * (f[0] - np.min(f)):
            return [*sliders[:k], replace(sliders[k], at=at), *sliders[k + 1 :]]
    return sliders


def start_handle(panels, runs, members, anywhere=False):
    """The handle at the start of the runs, in the landscape panel of a figure; none without it, or with several starts.

    members: the landscapes, of one face each. anywhere: whether a click puts it there.
    """
    n, names = runs.w.shape[-1], [faces[0].name for faces in panels]
    starts = runs.w[0].reshape(-1, n)
    if "landscape" not in names or np.any(starts != starts[0]):
        return []
    along = [landscape.along(f, landscape.window(replace(runs, objective=f))) for f in (members if n == 1 else [])]
    return [Handle("start", "start", "landscape", starts[0].tolist(), along or None, anywhere)]


def slider_over(name: str, values, begin, signs=()):
    """The slider over an axis of the sweep. It begins at the value nearest to the one that a run would have had."""
    if values.ndim == 2:
        words = ["(" + ", ".join(style.short(x) for x in point) + ")" for point in values]
        return Slider(name, style.label(name), words)
    values = values.astype(float)
    words = [style.short(x) for x in values]
    if not _apart(values):  # three digits do not tell them apart
        words = [f"{x:.6g}".replace("-", "−") for x in values]
    middle = values[0] if name == "seed" else np.nanmedian(values)
    at = int(np.nanargmin(np.abs(values - begin.get(name, middle)))) if np.isfinite(values).any() else 0
    return Slider(name, style.label(name), words, at, signs)


def _apart(values):
    """Whether each value, rounded to three digits, is still nearest to itself."""
    values = values[np.isfinite(values)]
    gap = np.abs(np.diff(values))
    nearest = np.minimum(np.append(gap, np.inf), np.insert(gap, 0, np.inf))
    rounded = np.array([float(f"{x:.2e}") for x in values])
    return not np.any(np.abs(rounded - values) > nearest / 4)
