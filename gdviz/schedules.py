"""Schedules: a learning rate that changes over time.

A schedule is a plain function of the step ``t`` (counted from 0). It turns the learning rate ``lr`` that you set into
the one that the rule sees at that step. Like a rule it has its knobs after ``*``; one that needs the number of steps
asks for it by name: ``steps``, without a default.
"""

import numpy as np


def constant(t, *, lr):
    """The same rate at every step: α_t = α. Its default is the rule's own."""
    return lr


def step_decay(t, *, lr=0.1, factor=0.5, period=20):
    """Cut the rate every few steps: α_t = α·factor^⌊t / period⌋."""
    return lr * factor ** (t // period)


def exponential(t, *, lr=0.1, decay=0.9):
    """Shrink the rate by the same share at every step: α_t = α·decayᵗ. Annealing in its simplest form."""
    return lr * decay**t


def inverse_time(t, *, lr=0.1, decay=0.01):
    """Let the rate fall like one over the step: α_t = α / (1 + decay·t).

    The steps sum to infinity and their squares do not, as noisy gradients ask. Robbins and Monro, 1951.
    """
    return lr / (1 + decay * t)


def cosine(t, *, steps, lr=0.1):
    """Glide from α to 0 along half a cosine, over the whole run: α_t = ½α·(1 + cos(π·t / steps)).

    Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017.
    """
    return 0.5 * lr * (1 + np.cos(np.pi * t / steps))


def warm_restarts(t, *, lr=1.5, period=20):
    """Glide from α to 0, then jump back to α, again and again: α_t = ½α·(1 + cos(π·(t mod period) / period)).

    Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017.
    """
    return 0.5 * lr * (1 + np.cos(np.pi * (t % period) / period))
