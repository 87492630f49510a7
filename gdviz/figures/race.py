"""race: several rules on one landscape, from one start: who arrives first, in steps, or by what the steps have cost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.lines import Line2D
from matplotlib.textpath import TextPath
from numpy.typing import ArrayLike

from gdviz import style
from gdviz.engine import signatures
from gdviz.engine.families import Family
from gdviz.engine.grid import above_zero
from gdviz.engine.trajectory import Evaluations, sweep, together
from gdviz.figures import finish, layout, racers
from gdviz.figures.explore import slider_over, start_handle
from gdviz.figures.hills import hills
from gdviz.figures.panels import Clock
from gdviz.live.figure import LiveFigure
from gdviz.live.scene import Slider, thinning
from gdviz.objectives import Objective
from gdviz.schedules import constant
from gdviz.tracebacks import brief

MARKERS = 16  # on a path: they tell the racers apart where colours do not


class Race(LiveFigure):
    """A live figure of several rules on one landscape: what ``race`` returns.

    ``trajectories``: {name: the run that the sliders show}. ``arrivals``: {name: the steps after which it has arrived},
    infinity where it has not. ``sweeps``: {name: all runs}. ``start``: where they start, if it can be dragged; set it,
    and the race is run anew.
    """

    def __init__(self, f, entered, again, start=None, panels=None, target=None, tol=0.05, names=()):
        """Run the race, and draw it. entered: the racers. again: a function of a start that returns their sweeps.

        names: of the sliders, in their order. The others are those of ``race``.
        """
        self.racers, self._f, self._again, self._tol = entered, f, again, tol
        self._targets = f.minima if target is None else [target]
        self._names = ["start", "seed", *names]
        self._race(start)
        joint = together("racer", list(self.sweeps), self._runs)
        joint = replace(joint, objective=f, rule=None, state={})  # of several rules: it has no arrows of its own
        self._every = 1
        usual = ("landscape", "cost") if joint.w.shape[-1] <= 2 else ("cost",)
        panels = usual if panels is None else (panels,) if isinstance(panels, str) else tuple(panels)
        drawn = []
        for unit in self._units:
            last = joint.steps * max(float(np.max(price)) for price in unit.prices)
            drawn.append(layout.arrange(joint, panels, Clock(unit.label, last or 1.0)))
            _legend(drawn[-1][0], entered)
        self._follow = drawn[0][1]
        self._every = thinning(self._tracks(), self._said())
        sliders = [Slider("axis", "horizontal axis", [unit.label for unit in self._units], choice=True)]
        for name, values in self._axes.items():
            sliders.append(slider_over(name, values, Family(None, None, [f]), self._begin(name)))
        super().__init__(
            [figure for figure, _ in drawn], self._tracks(), sliders, words=self._said(),
            alt=f"A race on {f.name}, from one start: {finish.listed(self.sweeps)}.",
            handles=start_handle(drawn[0][0], panels, replace(joint, axes=self._axes), [f]), every=self._every,
            hills=hills(drawn[0][0], panels, joint, [f]),
        )  # fmt: skip

    @property
    def trajectories(self):
        """The runs that the sliders show, {name: Trajectory}."""
        at = dict(zip(self._axes, self.index[1:], strict=True))
        shown = {name: tuple(at[axis] for axis in runs.axes) for name, runs in self.sweeps.items()}
        return {name: runs[shown[name]] if runs.axes else runs for name, runs in self.sweeps.items()}

    @property
    def arrivals(self):
        """After how many steps each run that shows has arrived, to stay, {name: steps}; infinity where it has not."""
        steps = {name: float(self._arrival(run)) for name, run in self.trajectories.items()}
        return {name: int(number) if np.isfinite(number) else number for name, number in steps.items()}

    def moved(self, name, place):
        """Race from another start."""
        before = {kept: vars(self).get(kept) for kept in ("sweeps", "_axes", "_runs", "_units")}
        self._race(np.array(place))
        try:
            self.show(self._tracks(), self._said())
        except Exception:
            vars(self).update(before)
            raise

    def _race(self, start):
        sweeps = dict(zip([racer.name for racer in self.racers], self._again(start), strict=True))
        self._axes = _common_axes(sweeps, self._names)
        self._runs, self.sweeps = [_placed(runs, self._axes) for runs in sweeps.values()], sweeps
        self._units = finish.units(self._f, self._runs)

    def _arrival(self, runs):
        """The steps after which runs stay near one of the targets; infinity where they do not."""
        never = np.full(runs.shape, np.inf)
        return np.min([never, *(runs.steps_to(target, self._tol) for target in self._targets)], axis=0)

    def _tracks(self):
        """The tracks of all racers; the balls come last, so that no path hides them."""
        tracks = []
        for k, (racer, runs) in enumerate(zip(self.racers, self._runs, strict=True)):
            steps = np.minimum(finish.rows(runs), runs.n_steps)[:: self._every]
            x = np.stack([steps * unit.prices[k] for unit in self._units], axis=1)
            for axis in range(2, x.ndim):  # what no slider changes need not cross for each of its positions
                x = x.take([0], axis) if np.all(x == x.take([0], axis)) else x
            rows = {row: getattr(runs, row)[:: self._every, None] for row in ("w", "f", "g", "lr")}
            apart = len(steps) / MARKERS * (1 + k / len(self.racers))  # not the same for all, or one hides the others
            paint = replace(racer.paint, every=max(1, round(apart)))
            for track in self._follow(replace(runs, **rows, every=self._every), paint, x):
                if track.look.get("marker", "None") != "None":  # few and far between, they can be large
                    track.look["markersize"] = max(track.look["markersize"], 6 * style.scale())
                tracks.append(track)
        return sorted(tracks, key=lambda track: track.kind == "point")

    def _said(self):
        arrivals = [self._arrival(runs) for runs in self._runs]
        names = [racer.name for racer in self.racers]
        return finish.words(names, self._units, self._runs, arrivals, len(self._targets) > 0, self._every)

    def _begin(self, name):
        """Where a slider begins: where the first racer that it moves would have been without it."""
        for racer in self.racers:
            known = signatures.defaults(racer.rule, racer.schedule, None)
            if name in self.sweeps[racer.name].axes and name in known:
                return {name: known[name]}
        return {}

    def __repr__(self):
        """One readable line."""
        return f"<Race of {finish.listed(self.sweeps)} on {self._f.name}: {self.last * self.every} steps>"


@brief
def race(
    f: Objective, rules: Mapping[str, Any] | Sequence[Callable], start: ArrayLike | None = None, steps: int = 100, *,
    schedule: Callable = constant, stop: Callable | None = None, seed: ArrayLike = 0,
    panels: Sequence[str] | str | None = None, target: ArrayLike | None = None, tol: float = 0.05, **hyper: Any,
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
    several starts, or seeds. A start that is no slider can be dragged.
    panels: what to show, as in ``explore``; without it, the cost and, with one or two coordinates, the landscape.
    target, tol: a racer has arrived when each of its coordinates comes within ``tol`` of the target, to stay; without
    one, of a minimum of f, whichever. (A stopping rule's own ``tol`` can be set among a racer's settings.)

    Returns a Race. Its ``arrivals`` are the steps that each racer needed, its ``trajectories`` the runs that show; each
    of them is what ``descend`` gives.
    Raises what ``descend`` raises; TypeError for a setting that no racer knows; ValueError for racers of one name, or
    with different values on one slider, and for more than 9 racers, as there are no more colours.
    """
    above_zero(tol, "tol")
    entered = racers.enter(f, rules, schedule, stop, hyper)

    def again(start):
        return [
            sweep(one.f, one.rule, start, steps, schedule=one.schedule, stop=stop, seed=seed, **one.hyper)
            for one in entered
        ]

    return Race(f, entered, again, start, panels, target, tol, list(hyper))


def _common_axes(sweeps, names):
    """{name: values} of all sliders, those with these names first. A slider has the same values for each racer."""
    axes = {}
    for racer, runs in sweeps.items():
        for name, values in runs.axes.items():
            if not np.array_equal(axes.setdefault(name, values), values):
                raise ValueError(
                    f"{racer}: {name} = {values.tolist()}, but another racer has {axes[name].tolist()}; one slider "
                    "moves them all: give them the same values, or all but one a single number."
                )
    return {name: axes[name] for name in [*names, *axes] if name in axes}


def _placed(runs, axes):
    """Runs as a grid over sliders that they share with others; along those that they do not know, its length is 1."""
    grid = [len(values) if name in runs.axes else 1 for name, values in axes.items()]
    turned = [list(runs.axes).index(name) for name in axes if name in runs.axes]

    def placed(values, rows=0):
        values = np.moveaxis(values, [rows + axis for axis in turned], range(rows, rows + len(turned)))
        return values.reshape((*values.shape[:rows], *grid, *values.shape[rows + len(turned) :]))

    return replace(
        runs, **{row: placed(getattr(runs, row), 1) for row in ("w", "f", "g", "lr")},
        **{end: placed(np.asarray(getattr(runs, end))) for end in ("stop", "n_steps")},
        evaluations=Evaluations(*(placed(np.asarray(paid)) for paid in runs.evaluations)), axes=axes, state={},
    )  # fmt: skip


def _legend(figure, entered):
    """Who is who, above the panels: line, marker and name."""
    size = style.scale()
    lines = [
        Line2D([], [], linewidth=1.8 * size, color=paint.colour, marker=paint.marker, markersize=7 * size)
        for paint in (one.paint for one in entered)
    ]
    names = [one.name if len(one.name) <= 32 else f"{one.name[:31]}…" for one in entered]
    widest = max(TextPath((0, 0), name.replace("$", "S"), size=13 * size).get_extents().width for name in names)
    width, height = figure.get_size_inches()
    rows = -(-len(names) // max(1, int(72 * width / (widest + 60 * size))))
    figure.set_size_inches(width, height + 0.29 * size * rows)
    figure.set_layout_engine("constrained", rect=(0, 0, 0.98, 1))  # room for a long number at the end of an axis
    with rc_context(style.rc()):
        legend = figure.legend(
            lines, ["."] * len(lines), loc="outside upper left", ncols=-(-len(lines) // rows), frameon=False,
            handlelength=2.2, columnspacing=1.4, fontsize=13 * size, borderaxespad=0.2,
        )  # fmt: skip
    for text, name in zip(legend.get_texts(), names, strict=True):  # here, as a name may begin with "_" or hold a "$"
        text.set_parse_math(False)
        text.set_text(name)
