"""gdviz: gradient descent that follows your hand.

The verbs: ``descend`` one run, ``sweep`` a grid of them, ``explore`` them with sliders, ``race`` several rules,
walk down ``blindfold``, map the ``basins`` of all starts or the ``tuning`` of two settings, ``plot`` a run.
"""

from gdviz.basins import basins
from gdviz.blindfold import blindfold
from gdviz.checks import check
from gdviz.explore import explore
from gdviz.figures import plot
from gdviz.live import LiveFigure
from gdviz.maps import Map
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
from gdviz.predict import predict, predictions
from gdviz.race import race
from gdviz.regression import LinearRegression, penguins, standardize, two_features
from gdviz.schedules import constant, cosine, exponential, inverse_time, step_decay, warm_restarts
from gdviz.style import projector
from gdviz.trajectory import Stop, Trajectory, descend, small_change, small_gradient, sweep
from gdviz.tuning import tuning

__version__ = "0.1.0"

__all__ = [
    "LinearRegression",
    "LiveFigure",
    "Map",
    "Objective",
    "Stop",
    "Trajectory",
    "adagrad",
    "adam",
    "adaptive_restart",
    "basins",
    "beale",
    "blindfold",
    "bowl",
    "check",
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
    "predict",
    "predictions",
    "projector",
    "quadratic",
    "race",
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
    "tuning",
    "two_features",
    "two_valleys",
    "warm_restarts",
]
