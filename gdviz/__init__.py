"""gdviz: gradient descent that follows your hand.

The verbs: ``descend`` one run, ``sweep`` a grid of them, ``explore`` them with sliders, ``plot`` one as it stands.
"""

from gdviz.explore import explore
from gdviz.figures import plot
from gdviz.live import LiveFigure
from gdviz.objectives import (
    Objective,
    beale,
    bowl,
    curve,
    himmelblau,
    plateau,
    quadratic,
    ravine,
    rosenbrock,
    rotated_bowl,
    saddle,
    surface,
    two_valleys,
)
from gdviz.optimizers import (
    adagrad,
    adam,
    adaptive_restart,
    gradient_descent,
    momentum,
    nesterov,
    random_search,
    rmsprop,
)
from gdviz.regression import LinearRegression, penguins, standardize, two_features
from gdviz.schedules import constant, cosine, exponential, inverse_time, step_decay, warm_restarts
from gdviz.trajectory import Stop, Trajectory, descend, small_change, small_gradient, sweep

__version__ = "0.1.0"

__all__ = [
    "LinearRegression",
    "LiveFigure",
    "Objective",
    "Stop",
    "Trajectory",
    "adagrad",
    "adam",
    "adaptive_restart",
    "beale",
    "bowl",
    "constant",
    "cosine",
    "curve",
    "descend",
    "explore",
    "exponential",
    "gradient_descent",
    "himmelblau",
    "inverse_time",
    "momentum",
    "nesterov",
    "penguins",
    "plateau",
    "plot",
    "quadratic",
    "random_search",
    "ravine",
    "rmsprop",
    "rosenbrock",
    "rotated_bowl",
    "saddle",
    "small_change",
    "small_gradient",
    "standardize",
    "step_decay",
    "surface",
    "sweep",
    "two_features",
    "two_valleys",
    "warm_restarts",
]
