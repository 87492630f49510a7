"""How gdviz looks: one colour and one marker a rule, the same in every picture, in a light and a dark theme.

The colours are those of a light page; ``DARK`` says which ones a dark page has instead.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import numpy as np

from gdviz.border.written import shown

# Any two of these colours stay apart (ΔE of 12 or more, on both pages) for red-, green- and blue-blind eyes too;
# in a picture of several rules, the markers tell them apart without any colour.
RULES = {
    "gradient_descent": ("#c74700", "o"),
    "momentum": ("#0064bf", "s"),
    "nesterov": ("#70439a", "D"),
    "adaptive_restart": ("#006a4f", "^"),
    "adagrad": ("#6a4800", "v"),
    "rmsprop": ("#a83983", "P"),
    "adam": ("#17273a", "X"),
    "random_search": ("#737374", "."),
}
OWN = ("#4b7232", "h")  # a rule that a student has written

INK, MUTED, PAPER, GRID = "#000000", "#555b66", "#ffffff", "#d8dce3"

DARK = {
    INK: "#e8eaed",
    MUTED: "#a9b0bb",
    PAPER: "#15181d",
    GRID: "#3a4049",
    "#c74700": "#fd874f",
    "#0064bf": "#77a2fb",
    "#70439a": "#d0a6f2",
    "#006a4f": "#51d0a7",
    "#6a4800": "#f7bb51",
    "#a83983": "#fe97d6",
    "#17273a": "#eef4ff",
    "#737374": "#9ea1a5",
    "#4b7232": "#a3e479",
}

# The valleys of a map of starts, A to F: pale, so that every path stands out on them, and apart for all eyes; none of
# the first four has the hue of plain descent. They are told by their letters first.
BASINS = ("#c0d6ea", "#f8eebe", "#9adeba", "#e3c4fd", "#f4cb95", "#c4f6ff")
DARK |= dict(zip(BASINS, ("#1e417e", "#4b4715", "#375342", "#5b2859", "#312a17", "#022838"), strict=True))

# A hill from the bottom up, on a light and on a dark page, and the lines between its bands: lightness is the height.
SLOPES = (
    ["#5f9aa0", "#83b3a8", "#a8cdb4", "#cde0c6", "#ecefdb", "#faf8f0"],
    ["#0a1a22", "#12303a", "#1d474d", "#2e605f", "#4d7a6f", "#719480"],
)
CONTOUR = ("#142d37", "#d2e6e1")
# Numbers of steps, from few to many: the same on both pages.
SHADES = ["#fdf6d8", "#e3d39b", "#b3ae83", "#848a7c", "#5b6875", "#2c4a6e", "#0d2748"]

RC: dict[Any, Any] = {
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "text.color": INK,
    "lines.linewidth": 1.6,
    "lines.solid_joinstyle": "round",
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "text.usetex": False,  # LaTeX may not be there, and our words are no TeX
}

LABELS = {
    "lr": "learning rate α",
    "mu": "momentum μ",
    "beta1": "averaging β₁",
    "beta2": "averaging β₂",
    "rho": "averaging ρ",
    "eps": "guard ε",
    "delta": "step length δ",
    "tol": "tolerance",
}


PROJECTED = 1.35  # how much larger a projector shows letters and lines
_scale = 1.0


def projector(on=True):
    """Large type and thick lines, for the last row of a class room: in every figure that is made from now on.

    ``projector(False)`` turns it off again.
    """
    global _scale
    if not isinstance(on, bool):
        raise TypeError(f"on = {shown(on)}; projector takes True or False.")
    _scale = PROJECTED if on else 1.0


def scale():
    """How much larger than usual letters and lines are at present."""
    return _scale


def rc() -> dict[Any, Any]:
    """Matplotlib's settings for a figure of gdviz, at the present scale."""
    sizes = ("font.size", "axes.titlesize", "lines.linewidth", "grid.linewidth")
    return RC | {name: RC[name] * _scale for name in sizes}


@dataclass(frozen=True)
class Paint:
    """How a walk is drawn: in its colour, with a marker at every so many steps."""

    colour: str
    marker: str = "o"
    every: int = 1

    @classmethod
    def of(cls, rule):
        """How a walk is drawn that has the picture to itself: in the rule's colour, a dot for each step."""
        return cls(of(rule)[0])


def of(rule):
    """The colour and the marker of a rule (a function, or its name): its own, or that of a student's rule."""
    return RULES.get(getattr(rule, "__name__", rule), OWN)


def unit(low, high):
    """The unit to which numbers on an axis are written, a hundredth of its length as a power of ten; and how large, at
    most, those are that can be near it."""
    return float(10.0 ** (np.floor(np.log10(high - low) + 1e-9) - 2)), float(max(abs(low), abs(high)) + high - low)


def label(name: str) -> str:
    """A hyperparameter as a student reads it: "learning rate α" for lr."""
    return LABELS.get(name, name.replace("_", " "))


def short(value, unit=0.0, most=0.0):
    """A number as a student reads it, to three digits: "0.25", "−1.58", "1.8e7". The same in ``live/numbers.js``.

    unit, most: of an axis, see ``unit``: a number on it gets as many digits as it takes to tell where it lies there,
    "1000004.8", and is 0 where nobody could see that it is not.
    """
    if not np.isfinite(value):
        return "not a number" if np.isnan(value) else "∞" if value > 0 else "−∞"
    if unit and abs(value) < 1e-4 * unit:
        value = 0.0
    if max(1000 * unit, 1e-4) <= abs(value) <= most < 1e15:
        with localcontext(rounding=ROUND_HALF_UP):
            text = f"{Decimal(abs(float(value))):.{max(0, -round(np.log10(unit)))}f}"
        return ("−" if value < 0 else "") + np.format_float_positional(float(text), trim="-")
    with localcontext(rounding=ROUND_HALF_UP):  # a tie goes up, as in JavaScript's toExponential
        digits = f"{Decimal(abs(float(value))):.2e}" if value else "0e0"
    mantissa, exponent = float(digits.split("e")[0]), int(digits.split("e")[1])
    if value == 0 or -4 <= exponent < 5:
        text = f"{float(digits):.{max(0, 2 - exponent)}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{mantissa:.2f}".rstrip("0").rstrip(".") + f"e{exponent}".replace("-", "−")
    return ("−" if value < 0 else "") + text
