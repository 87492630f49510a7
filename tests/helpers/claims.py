"""What the claims' tests share: the words of the notebooks, and walks in numpy alone. Nothing here uses gdviz."""

import json
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]


def words(text):
    """A text in one line, without the marks of emphasis and of quotations."""
    return " ".join(text.replace("*", "").replace("\n> ", "\n").split())


def prose(number):
    """The text of a notebook, "00" to "12", and the comments and words of its code; or of a page, "TEACHING"."""
    if not number.isdigit():
        (path,) = [*ROOT.glob(f"{number}*"), *ROOT.glob(f"notebooks/{number}*"), *ROOT.glob(f"gdviz/{number}*")]
        return words(path.read_text(encoding="utf-8"))
    (path,) = ROOT.glob(f"notebooks/{number}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return " ".join(words("".join(cell["source"])) for cell in cells)


def says(number, *sentences):
    """The sentences still stand there, word for word."""
    text = prose(number)
    lost = [sentence for sentence in sentences if words(sentence) not in text]
    assert not lost, f"{number} no longer says {lost}: mend the claim's test with it."


def data(name):
    """A table of the course: its columns, the last one the label."""
    lines = (ROOT / "gdviz" / "data" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return np.loadtxt([line for line in lines if not line.startswith("#")][1:], delimiter=",")


def path(slope, start, rates):
    """Where descent goes: a row for each step. start: a number, or an array, of which each entry has its own slope."""
    w = [np.asarray(start, dtype=float)]
    with np.errstate(over="ignore", invalid="ignore"):
        for rate in rates:
            w.append(w[-1] - rate * slope(w[-1]))
    return np.array(w)


def arrives(off, tol=0.05):
    """The step since which a walk stays nearer than tol; ``off``: how far off it is at each step."""
    near = np.asarray(off) < tol
    if not near[-1]:
        return np.inf
    return len(near) - int(np.argmin(near[::-1])) if not near.all() else 0


def root(slope, low, high):
    """Where a slope changes its sign."""
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if (slope(middle) > 0) == (slope(low) > 0) else (low, middle)
    return (low + high) / 2


def bend(slope, w, h=1e-5):
    """The second derivative, from two slopes."""
    return (slope(w + h) - slope(w - h)) / (2 * h)


def towards(arrow):
    """The direction of an arrow in degrees, 0 to 360."""
    return np.degrees(np.arctan2(arrow[..., 1], arrow[..., 0])) % 360


def two_valleys(w):
    """The slope of the hill of notebooks 5 and 6."""
    return (
        0.1 * w
        + 4 * (w + 2) / 4.5 * np.exp(-((w + 2) ** 2) / 4.5)
        + 2 * (w - 2) / 0.18 * np.exp(-((w - 2) ** 2) / 0.18)
    )


LEFT, BARRIER, RIGHT = (root(two_valleys, *side) for side in ((-3, -1), (0.5, 1.6), (1.8, 2.5)))
