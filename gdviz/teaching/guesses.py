"""Guesses and truths in words: a number with its unit, a verdict on a guess, how far off it was."""

import math

import numpy as np

from gdviz import style


def number_word(value):
    """A number as in ``guesses.js``: whole ones up to a million as they are, others to three digits."""
    if value == math.inf:
        return "never"
    whole = value == int(value) and abs(value) < 1e6
    return f"{'−' if value < 0 else ''}{abs(int(value))}" if whole else style.short(value)


def quantity(value, unit):
    """A number with its unit: "7 steps", "1 step", "never"."""
    one = value == 1 and len(unit) > 3 and unit.endswith("s") and not unit.endswith("ss")
    return " ".join(filter(None, (number_word(value), unit[:-1] if one else unit if value != math.inf else "")))


def same(guess, truth):
    """Whether a guess is right: the choice itself, or the number, but for rounding."""
    if isinstance(guess, str) or isinstance(truth, str) or truth is None:
        return guess == truth
    return guess == truth or (math.inf not in (guess, truth) and abs(guess - truth) <= 1e-9 * abs(truth))


def verdict(guess, truth, unit):
    """How a guess compares with what happened, in a sentence. The same in ``guesses.js``."""
    if isinstance(truth, str):
        return f"Right: {truth}." if guess == truth else f"You said “{guess}”; it was “{truth}”."
    you, it = quantity(guess, unit), quantity(truth, unit)
    if same(guess, truth):
        return f"Exactly: {it}."
    said = f"You said {you}; it was{':' * (truth == math.inf)} {it if guess == math.inf else number_word(truth)}"
    if math.inf in (guess, truth) or guess == 0 or truth == 0:
        return f"{said}."
    if (guess < 0) != (truth < 0):
        return f"{said}, on the other side of zero."
    if number_word(guess) == number_word(truth):
        return f"Right, to three digits: {it}."
    ratio = abs(guess / truth) if abs(guess) > abs(truth) else abs(truth / guess)
    if ratio < 1.095:
        return f"{said}: less than a tenth off."
    whole = guess == int(guess) and truth == int(truth)
    times = f"{two_digits(ratio)} times as {'far from zero' if truth < 0 else 'many' if unit and whole else 'large'}"
    return f"{said}: {times}." if abs(guess) > abs(truth) else f"{said}, which is {times}."


def two_digits(ratio):
    """A ratio to two digits, or whole: "1.7", "12", "130"."""
    return style.short(np.floor(10 * ratio + 0.5) / 10 if ratio < 10 else np.floor(ratio + 0.5))


def off(guess, truth, unit):
    """How far a guess was off, in a word or two; nothing, where that is no number. The same in ``guesses.js``."""
    if same(guess, truth):
        return "exactly right"
    distance = math.nan if isinstance(truth, str) else abs(guess - truth)
    return f"{quantity(distance, unit)} off" if math.isfinite(distance) else ""
