"""Rules that some exercises ask for and that gdviz does not offer: what ``check`` compares a student's rule with.

They stand here, and not in the exercise's cell, so that the cell does not hold its own solution.
"""

import numpy as np


def average(w, g, z=0.0, *, lr=0.1, mu=0.8):
    """Momentum whose velocity is an average of the gradients, and not their sum (notebook 8)."""
    z = mu * z + (1 - mu) * g
    return w - lr * z, z


def speed_limit(w, g, z=0.0, *, lr=0.1, mu=0.8):
    """Momentum whose velocity is at most four times as long as the gradient (notebook 9)."""
    z = mu * z + g
    length, most = (np.linalg.norm(v, axis=-1, keepdims=True) for v in (z, 4 * g))
    z = z * np.minimum(1, most / np.maximum(length, 1e-12))
    return w - lr * z, z


def curvatures(f, w, h=1e-3):
    """How much the slope changes along each coordinate, where the slopes do not mix (notebook 11).

    Felt with two lengths of step, so that a slope with a bend in it, as w³ has, is felt as well as it can be written.
    """
    near, far = ((f.gradient(w + step) - f.gradient(w - step)) / (2 * step) for step in (h, 2 * h))
    return (4 * near - far) / 3


def saddle_free(w, g, *, f, lr=1.0):
    """Newton's method, which divides by the size of the curvature and lets the slope say which way is down
    (notebook 11).
    """
    return w - lr * g / np.abs(curvatures(f, w))
