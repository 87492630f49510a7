"""How gdviz looks: one colour and one marker a rule, the same in every picture, in a light and a dark theme.

Figures are drawn in the light colours. ``in_dark`` repaints one for a dark page, by the table ``DARK``.
"""

from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, is_color_like, to_hex, to_rgba

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

HILL = LinearSegmentedColormap.from_list("hill", ["#ffffff", "#e9eef4", "#d9e2ec", "#c6d3e0"])
HILL_DARK = LinearSegmentedColormap.from_list("hill_dark", ["#101317", "#1a2129", "#232e39", "#2e3c4a"])

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


def of(rule):
    """The colour and the marker of a rule (a function, or its name): its own, or that of a student's rule."""
    return RULES.get(getattr(rule, "__name__", rule), OWN)


def label(name: str) -> str:
    """A hyperparameter as a student reads it: "learning rate α" for lr."""
    return LABELS.get(name, name.replace("_", " "))


def short(value):
    """A number as a student reads it, to three digits: "0.25", "−1.58", "1.8e7". The same in ``draw.js``."""
    if not np.isfinite(value):
        return "not a number" if np.isnan(value) else "∞" if value > 0 else "−∞"
    with localcontext(rounding=ROUND_HALF_UP):  # a tie goes up, as in JavaScript's toExponential
        digits = f"{Decimal(abs(float(value))):.2e}" if value else "0e0"
    mantissa, exponent = float(digits.split("e")[0]), int(digits.split("e")[1])
    if value == 0 or -4 <= exponent < 5:
        text = f"{float(digits):.{max(0, 2 - exponent)}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{mantissa:.2f}".rstrip("0").rstrip(".") + f"e{exponent}".replace("-", "−")
    return ("−" if value < 0 else "") + text


@contextmanager
def in_dark(figure):
    """Repaint a figure for a dark page while the block runs: every colour of the table, and the hill's colour map."""
    painted = []
    for artist in figure.findobj():
        for what in ("color", "facecolor", "edgecolor", "markerfacecolor", "markeredgecolor"):
            get, put = getattr(artist, f"get_{what}", None), getattr(artist, f"set_{what}", None)
            if get is not None and put is not None:
                colour = get()
                dark = _dark(colour)
                if dark is not None:
                    painted.append((put, colour, dark))
        if getattr(artist, "get_cmap", None) and artist.get_cmap().name == HILL.name:
            painted.append((artist.set_cmap, HILL, HILL_DARK))
    for put, _, dark in painted:
        put(dark)
    try:
        yield
    finally:
        for put, light, _ in reversed(painted):
            put(light)


def _dark(colour):
    """The colour on a dark page, or None where it stays: single colours and one-row arrays of them."""
    one: Any = colour[0] if isinstance(colour, np.ndarray) and colour.shape == (1, 4) else colour
    if not is_color_like(one) or to_rgba(one)[3] == 0:
        return None
    dark, alpha = DARK.get(to_hex(one)), to_rgba(one)[3]
    return None if dark is None else (dark, alpha)
