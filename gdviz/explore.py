"""explore: a sweep, its panels and its sliders, as one live figure."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdviz import figures, signatures, style
from gdviz.live import LiveFigure
from gdviz.objectives import Objective
from gdviz.scene import Slider, Words
from gdviz.schedules import constant
from gdviz.tracebacks import brief
from gdviz.trajectory import Stop, sweep

SENTENCE = {
    1: "Step {step} of {last}: w = {w}, cost {cost}.",
    2: "Step {step} of {last}: w = ({w1}, {w2}), cost {cost}.",
}
ENDINGS = {
    Stop.MAX_STEPS: "",
    Stop.CONVERGED: "The stopping rule ended it at step {end}.",
    Stop.DIVERGED: "It has diverged: at step {end} the cost has blown up.",
}


class Explorer(LiveFigure):
    """A live figure of a sweep: what ``explore`` returns. ``sweep``: all runs. ``trajectory``: the one that shows."""

    def __init__(self, trajectory, panels=None, begin=None):
        """Draw the panels of a sweep, with a slider for each of its axes. begin: {name: value} to begin from."""
        self.sweep = trajectory
        figure, tracks = figures.layout(trajectory, figures.usual_panels(trajectory) if panels is None else panels)
        sliders = [_slider(name, values, trajectory, begin or {}) for name, values in trajectory.axes.items()]
        super().__init__(figure, tracks, sliders, words=_words(trajectory), alt=_alt(trajectory))

    @property
    def trajectory(self):
        """The run that the sliders show, as a Trajectory."""
        return self.sweep[self.index] if self.sweep.shape else self.sweep

    def __repr__(self):
        """One readable line."""
        return f"<Explorer of {self.sweep!r}>"


@brief
def explore(
    f: Objective, rule: Callable, start: ArrayLike | None = None, steps: int = 100, *,
    schedule: Callable = constant, stop: Callable | None = None, seed: ArrayLike = 0,
    panels: Sequence[str] | str | None = None, **hyper: Any,
) -> Explorer:  # fmt: skip
    """A live figure of a walk down f: drag the sliders, and the picture follows.

    The arguments are those of ``descend``. Each hyperparameter that is given as an array becomes a slider over its
    values: ``explore(bowl, gradient_descent, lr=np.linspace(0.01, 1.05, 53))``. So do several starts, or seeds. All
    runs are computed at once, as ``sweep`` does; moving a slider then asks nothing of Python.

    panels: what to show, the first one large: of "landscape", "cost", "weights", "schedule". Without it, the cost and,
    as far as the coordinates allow, the landscape and the weights.

    Returns an Explorer. Its ``trajectory`` is the run that the sliders show, its ``sweep`` are all of them.
    Raises what ``descend`` raises, and what a function of your own raises.
    """
    runs = sweep(f, rule, start, steps, schedule=schedule, stop=stop, seed=seed, **hyper)
    return Explorer(runs, panels, signatures.defaults(rule, schedule, stop))


def _slider(name: str, values, trajectory, begin):
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
    marks = _marks(values, trajectory.objective.lipschitz) if name == "lr" else ()
    return Slider(name, style.label(name), words, at, marks)


def _apart(values):
    """Whether each value, rounded to three digits, is still nearest to itself."""
    gap = np.abs(np.diff(values))
    nearest = np.minimum(np.append(gap, np.inf), np.insert(gap, 0, np.inf))
    rounded = np.array([float(f"{x:.2e}") for x in values])
    return not np.any(np.abs(rounded - values) > nearest / 4)


def _marks(rates, lipschitz):
    """Where 1/L and 2/L lie on a slider of rising learning rates, and what they mean for gradient descent."""
    if not lipschitz or len(rates) < 2 or not np.isfinite(rates).all() or np.any(np.diff(rates) <= 0):
        return ()
    meanings = {
        1: "1/L = {}: up to here, plain gradient descent never overshoots along its slope.",
        2: "2/L = {}: up to here, each step of plain gradient descent goes down; beyond it, a bowl throws it out.",
    }
    places = [(k, k / lipschitz) for k in meanings if rates[0] <= k / lipschitz <= rates[-1]]
    return tuple(
        (float(np.interp(rate, rates, np.arange(len(rates)))), f"{k}/L", meanings[k].format(style.short(rate)))
        for k, rate in places
    )


def _words(trajectory):
    n = trajectory.w.shape[-1]
    names = ["w"] if n == 1 else [f"w{i + 1}" for i in range(n)]
    numbers = {name: trajectory.w[..., i] for i, name in enumerate(names)} if n <= 2 else {}
    sentence = SENTENCE.get(n, "Step {step} of {last}: cost {cost}.")
    return Words(
        sentence,
        numbers | {"cost": trajectory.f},
        tuple(ENDINGS[s] for s in Stop),
        np.asarray(trajectory.stop),
        np.asarray(trajectory.n_steps),
    )


def _alt(trajectory):
    rule = style.label(getattr(trajectory.rule, "__name__", "a rule"))
    kinds = {1: "A walk on the curve", 2: "A walk seen from above, on the contours"}
    what = kinds.get(trajectory.w.shape[-1], "A walk")
    fixed = "".join(f", {style.label(name)} = {style.short(value)}" for name, value in trajectory.hyper.items())
    return f"{what} of {trajectory.objective.name} by {rule}{fixed}."
