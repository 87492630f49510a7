"""race: several rules on one landscape, from one start: who arrives first, in steps, or by what the steps have cost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdviz import style
from gdviz.engine.families import Family
from gdviz.engine.grid import Grid, above_zero
from gdviz.engine.program import Case
from gdviz.engine.quiet import quietly
from gdviz.engine.trajectory import point
from gdviz.figures import finish, lanes, layout, limits, racers
from gdviz.figures import moments as settings
from gdviz.figures.explore import slider_over, start_handle
from gdviz.figures.hills import hills
from gdviz.figures.panels import Clock
from gdviz.figures.rows import Taken, Traced, arrival, see
from gdviz.figures.walks import Walks, programs
from gdviz.live.figure import LiveFigure
from gdviz.live.scene import Slider, computed
from gdviz.live.words import Clause, listed
from gdviz.objectives import Objective
from gdviz.schedules import constant
from gdviz.tracebacks import brief

MARKERS = 16  # on a path: they tell the racers apart where colours do not


class Race(LiveFigure):
    """A live figure of several rules on one landscape: what ``race`` returns.

    ``trajectories``: {name: the run that the sliders show}. ``arrivals``: {name: the steps after which it has arrived},
    infinity where it has not. ``sweeps``: {name: all runs}, taken when they are asked for. ``start``: where they start,
    if it can be dragged; set it, and the figure shows the race from there.
    """

    start: list

    def __init__(self, f, entered, walks, panels=None, targets=(), tol=0.05, names=(), named=None):
        """Run the race, and draw it. entered: the racers. walks: of each, see ``gdviz.figures.walks``.

        names: of the sliders, in their order. targets: where to arrive. named: the moments. The others are
        those of ``race``.
        """
        self.racers, self._f, self._targets, self._tol = entered, f, targets, tol
        self._walks = dict(zip([racer.name for racer in entered], walks, strict=True))
        self._axes = lanes.common_axes(self._walks, ["start", "seed", *names])
        self._demand = next(iter(self._walks.values())).demand
        self._why = lanes.why(self._walks)  # "" where the browser takes the walks
        self._sweeps = None
        if self._why:
            runs = {name: each.sweep(each.start) if each.program else each.some for name, each in self._walks.items()}
            self._sweeps = {name: one for name, (one,) in runs.items()}
        joint = lanes.side_by_side(f, [runs for each in walks for runs in each.some])
        usual = ("landscape", "lanes", "cost") if joint.w.shape[-1] <= 2 else ("cost", "lanes")
        usual = [name for name in usual if len(targets) or name != "lanes"]
        panels = usual if panels is None else layout.named(panels)
        more = {"lanes": lambda *_: (lanes.lanes(f, entered, targets, tol), lambda *_: [])}  # see _shown
        self._lanes = "lanes" in panels
        self._count()
        drawn = []
        for unit in self._units:
            last = joint.steps * max(float(np.max(price)) for price in unit.prices)
            drawn.append(layout.arrange(joint, panels, Clock(unit.label, last or 1.0), more))
        self._follow = drawn[0][1]
        panels = [list(faces) for faces in zip(*(panels for panels, _ in drawn), strict=True)]
        tracks, words, program = self._see() if not self._why else (*self._recorded(), None)
        sliders = [Slider("axis", "horizontal axis", [unit.label for unit in self._units], choice=True)]
        for name, values in self._axes.items():
            sliders.append(slider_over(name, values, self._begin(name), self._signs(name)))
        handles = [] if "start" in self._axes else start_handle(panels, joint, [f], not self._why)
        super().__init__(
            panels, tracks, sliders, words=words, program=program, title=f"A race on {f.name}", handles=handles,
            moments=settings.moments(named, self._axes, handles[0].at if handles else None, self._demand),
            legend={} if self._lanes else _legend(entered),
            alt=f"A race on {f.name}, from one start: {listed(self._walks)}.",
            hills=hills(panels, [f]),
        )  # fmt: skip

    @property
    def sweeps(self):
        """All runs of each racer, {name: Trajectory}."""
        if self._sweeps is None:
            self._sweeps = {name: each.sweep(self._start)[0] for name, each in self._walks.items()}
        return self._sweeps

    @property
    def trajectories(self):
        """The runs that the sliders show, {name: Trajectory}."""
        at, shown = dict(zip(self._axes, self.index[1:], strict=True)), {}
        for name, each in self._walks.items():
            index = tuple(at[axis] for axis in each.axes)
            runs = self.sweeps[name] if self._why else None
            shown[name] = each.at(index, self._start) if runs is None else runs[index] if index else runs
        return shown

    @property
    def arrivals(self):
        """After how many steps each run that shows has arrived, to stay, {name: steps}; infinity where it has not."""
        runs = self.trajectories.items()
        steps = {name: arrival(self._taken(run)).item() if len(self._targets) else np.inf for name, run in runs}
        return {name: int(number) if np.isfinite(number) else number for name, number in steps.items()}

    def _taken(self, runs):
        return Taken(runs, self._targets, self._tol)

    def moved(self, name, place):
        """Race from another start."""
        if not self._why:
            self._demand(place)
            self._sweeps = None
            return
        before = self._sweeps, self._units
        try:
            self._sweeps = {name: each.sweep(np.array(place))[0] for name, each in self._walks.items()}
            self._count()
            self.show(*self._recorded())
        except Exception:
            self._sweeps, self._units = before
            raise

    @property
    def _start(self):
        return np.array(self.start) if self.handles else next(iter(self._walks.values())).start

    def _count(self):
        """Find what can be counted, and what a step costs each racer."""
        if self._why:
            self._runs = [lanes.placed(runs, self._axes) for runs in (self._sweeps or {}).values()]
            paid = [[count / np.maximum(runs.n_steps, 1) for count in runs.evaluations] for runs in self._runs]
        else:
            paid = [each.price() for each in self._walks.values()]
        self._units = finish.units(self._f, [racer.f for racer in self.racers], paid)

    def _recorded(self):
        """The tracks and the words of all runs, where the menu of units comes first among the sliders."""
        which = np.arange(float(len(self._units))).reshape(1, -1, *[1] * len(self._axes))
        prices = [np.concatenate(of_one)[None] for of_one in zip(*(unit.prices for unit in self._units), strict=True)]
        return self._shown([self._taken(runs) for runs in self._runs], prices, which)

    def _see(self):
        """The tracks and the words as a program computes them, and what it is for each unit."""
        seen, cases = [], []
        for which, unit in enumerate(self._units):
            case, rows = Case(), []
            for k, (racer, each) in enumerate(zip(self.racers, self._walks.values(), strict=True)):
                like = self._taken(each.some[0])
                rows.append(Traced(case, k, like, each.walk, racer.f, len(self._axes) + 2))
            with quietly():
                seen.append(self._shown(rows, unit.prices, which))
            cases.append(case.finish(computed(*seen[-1])))
        return *seen[0], programs([*self._walks.values()], see({"axis": len(cases)}, cases))

    def _now(self):
        if self._why:
            return super()._now()
        which = self.index[0]
        rows = [self._taken(run) for run in self.trajectories.values()]
        return *self._shown(rows, self._units[which].prices, which), ()

    def _shown(self, rows, prices, which):
        """The tracks; and the words. For the arguments see ``finish``.

        The balls come last, so that no path hides them, and the student's above those of others.
        """
        tracks, steps = [], next(iter(self._walks.values())).steps
        for k, (racer, each, price) in enumerate(zip(self.racers, rows, prices, strict=True)):
            x = np.minimum(each.t, each.row.end) * price
            for axis in range(2, x.ndim):  # what no slider changes need not cross for each of its positions
                x = x.take([0], axis) if np.all(x == x.take([0], axis)) else x
            apart = (steps + 1) / MARKERS * (1 + k / len(self.racers))  # not the same for all, or one hides the others
            follow = self._follow(each, replace(racer.paint, every=max(1, round(apart))), x)
            for track in racers.named(follow, "" if self._lanes else racer.name):
                if track.look.get("marker", "None") != "None":  # few and far between, they can be large
                    track.look["markersize"] = max(track.look["markersize"], 6 * style.scale())
                tracks.append(track)
            tracks += lanes.run(k, each, racer.paint, self._targets, self._tol) if self._lanes else []
        near = [arrival(each) for each in rows] if len(self._targets) else None
        stops = any(each.stop for each in self._walks.values())
        words = finish.words(list(self._walks), self._units, rows, prices, which, steps, near, stops)
        words = replace(words, clauses=[*words.clauses, Clause([self._why])]) if self._why else words
        return sorted(tracks, key=_above), words

    def _begin(self, name):
        """Where a slider begins: where the first racer that it moves would have been without it."""
        known = (each.begin for each in self._walks.values() if name in each.axes and name in each.begin)
        return next(known, {})

    def _signs(self, name):
        """The signs on a slider: those of the racers that it moves, if they have the same."""
        theirs = [limits.signs(each) for each in self._walks.values() if name == "lr" and name in each.axes]
        same = all([sign.described() for sign in signs] == [sign.described() for sign in theirs[0]] for signs in theirs)
        return theirs[0] if theirs and same else ()

    def __repr__(self):
        """One readable line."""
        return f"<Race of {listed(self._walks)} on {self._f.name}: {self.last} steps>"


def _above(track):
    own = track.kind != "note" and track.look["color"] == style.OWN[0]
    return track.kind == "point", own


@brief
def race(
    f: Objective, rules: Mapping[str, Any] | Sequence[Callable], start: ArrayLike | None = None, steps: int = 100, *,
    schedule: Callable = constant, stop: Callable | None = None, seed: ArrayLike = 0,
    panels: Sequence[str] | str | None = None, target: ArrayLike | None = None, tol: float = 0.05,
    moments: Mapping[str, Mapping[str, Any]] | None = None, **hyper: Any,
) -> Race:  # fmt: skip
    """Several rules on one landscape, from one start, in one live figure: who arrives first?

    ``race(two_features(), [gradient_descent, momentum, nesterov], tol=0.005)``

    rules: a list of rules, or names of your own, each with a rule or with a rule and its settings: ``{"plain":
    gradient_descent, "heavy": (momentum, {"mu": 0.9})}``. So a rule can race against itself. Among a racer's settings
    may be its ``schedule``, and on a linear regression ``batch``, the number of samples that its gradient looks at:
    ``{"200 samples": gradient_descent, "40 samples": (gradient_descent, {"batch": 40})}``.

    Each racer has a colour and a marker: its rule's own, unless another racer has them already. The first control says
    what the horizontal axis counts: steps; evaluations of the gradient, or of the cost, that the rule asked for; and
    where the landscape knows its data, the samples looked at. A run that has stopped gets no further.

    The other arguments are those of ``descend``. A hyperparameter goes to every racer whose rule (or schedule, or
    stopping rule) knows it, unless the racer brings its own. An array becomes a slider, as in ``explore``, and so do
    several starts, or seeds. A start that is no slider can be dragged, or put anywhere by a click: the browser takes
    the walks itself. (One racer that cannot be handed over leaves all of them to Python, and the figure says which.)
    panels: what to show, as in ``explore``, and "lanes": one for each racer, on which it comes from the start to the
    finish as its distance gets smaller, on a logarithmic scale, and gets its place. Without it, the cost, the lanes
    where there is somewhere to arrive and, with one or two coordinates, the landscape.
    target, tol: a racer has arrived when each of its coordinates comes within ``tol`` of the target, to stay; without
    one, of a minimum of f, whichever. (A stopping rule's own ``tol`` can be set among a racer's settings.)
    moments: settings with names, as in ``explore``: each a button that takes sliders and start there.

    Returns a Race. Its ``arrivals`` are the steps that each racer needed, its ``trajectories`` the runs that show; each
    of them is what ``descend`` gives.
    Raises what ``descend`` raises; TypeError for a setting that no racer knows; ValueError for racers of one name, or
    with different values on one slider, and for more than 9 racers, as there are no more colours.
    """
    above_zero(tol, "tol")
    entered = racers.enter(f, rules, schedule, stop, hyper)
    targets = f.minima if target is None else [point(target, Grid(f, start, 0, {}).n)]
    walks = [
        Walks(
            Family(None, None, [one.f]), one.rule, start, steps, one.schedule, stop, seed, one.hyper,
            arrive=(targets, tol),
        )
        for one in entered
    ]  # fmt: skip
    return Race(f, entered, walks, panels, targets, tol, list(hyper), moments)


def _legend(entered):
    """Who is who, where no lane says it: line and marker."""
    size = style.scale()
    how = {"linewidth": 1.8 * size, "markersize": 7 * size}
    return {one.name: {"color": one.paint.colour, "marker": one.paint.marker, **how} for one in entered}
