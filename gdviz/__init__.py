"""gdviz: gradient descent that follows your hand.

The verbs: ``descend`` one run, ``sweep`` a grid of them, ``explore`` them with sliders, ``race`` several rules,
walk down ``blindfold``, map the ``basins`` of all starts or the ``tuning`` of two settings, ``plot`` or ``animate``
a run.
"""

from importlib import import_module
from typing import Any

__version__ = "0.2.0"

_HOMES = {  # where the public names live; each is imported when it is first asked for, so that nobody waits for all
    "engine.trajectory": ["Stop", "Trajectory", "descend", "small_change", "small_gradient", "sweep"],
    "figures.animate": ["animate"],
    "figures.basins": ["basins"],
    "figures.blindfold": ["blindfold"],
    "figures.explore": ["explore"],
    "figures.maps": ["Map"],
    "figures.plot": ["plot"],
    "figures.race": ["race"],
    "figures.tuning": ["tuning"],
    "live.figure": ["LiveFigure"],
    "objectives": ["Objective", "beale", "bowl", "curve", "himmelblau", "plateau", "quadratic", "ravine", "rosenbrock",
                   "rotated_bowl", "saddle", "surface", "two_valleys"],
    "optimizers": ["adagrad", "adam", "adaptive_restart", "gradient_descent", "momentum", "nesterov", "random_search",
                   "rmsprop"],
    "regression": ["LinearRegression", "penguins", "standardize", "two_features"],
    "schedules": ["constant", "cosine", "exponential", "inverse_time", "step_decay", "warm_restarts"],
    "style": ["projector"],
    "teaching.checks": ["check"],
    "teaching.predict": ["forget_guesses", "predict", "predictions"],
    "teaching.tally": ["tally"],
}  # fmt: skip
_HOME = {name: home for home, names in _HOMES.items() for name in names}
_PARTS = {home.partition(".")[0] for home in _HOMES}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """A public name, or a part of the package (``gdviz.live``), imported now."""
    if name in _PARTS:
        return import_module(f"gdviz.{name}")
    if name not in _HOME:
        raise AttributeError(f"module 'gdviz' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"gdviz.{_HOME[name]}"), name)
    return value


def __dir__():
    return sorted({*globals(), *__all__, *_PARTS})
