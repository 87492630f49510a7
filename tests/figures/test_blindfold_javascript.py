"""The JavaScript of the blindfold: what it makes of the ground and of the walks, by node, is what gdviz computes."""

import base64
from pathlib import Path

import numpy as np
import pytest

import gdviz as gd
from gdviz import style

wavy = gd.surface(lambda a, b: np.sin(a) * b + 0.1 * b**2, name="wavy", domain=[(-2, 2), (-1, 3)], start=(1, 1))
hole = gd.curve(lambda w: np.where(np.abs(w) < 1, np.nan, w**2), name="hole", domain=(-3, 3), start=-2)


@pytest.fixture(scope="module")
def games():
    """A game in one dimension, one in two, and one with two valleys."""
    hills = {"bowl": gd.bowl, "rotated": gd.rotated_bowl, "valleys": gd.two_valleys}
    return {name: gd.blindfold(f) for name, f in hills.items()}


def sent(game):
    """A game as it crosses to the browser, without its hill."""
    return {"scene": game._scene, "numbers": base64.b64encode(game._numbers).decode()}


def grounds():
    rng, cases = np.random.default_rng(3), []
    within = {gd.bowl: 1e-5, gd.rotated_bowl: 1e-5, gd.two_valleys: 3e-4, wavy: 1e-3, gd.ravine: 1e-5}
    for f, share in within.items():
        game = gd.blindfold(f)
        w = rng.uniform(*game.map.T, (40, len(game.map)))
        w = np.concatenate([w, game.map.T])  # the corners, too
        height, slope = f(w) - game.bottom, f.gradient(w)
        points = [{"w": a.tolist(), "height": b, "slope": c.tolist()} for a, b, c in zip(w, height, slope, strict=True)]
        cases.append(sent(game) | {"within": share, "points": points})
    return cases


def sentences():
    return [
        {"game": "bowl", "path": [[-4]], "text": "You are on a hill, blindfolded, and want to get down. "
         "You stand at w = −4. The ground falls to the right, slope −8."},
        {"game": "bowl", "path": [[-4], [-2], [3]], "text": "Step 2. You stand at w = 3. "
         "The ground falls to the left, slope 6. Your last step took you up by 5."},
        {"game": "bowl", "path": [[-4], [0]], "text": "Step 1. You stand at w = 0. The ground is flat here. "
         "Your last step took you down by 16."},
        {"game": "bowl", "path": [[-1], [1]], "text": "Step 1. You stand at w = 1. The ground falls to the left, "
         "slope 2. Your last step took you neither up nor down."},
        {"game": "rotated", "path": [[-3, 2], [-2, 2]], "text": "Step 1. You stand at w = (−2, 2). The ground falls "
         "most steeply towards 304° (down and right), slope 11. Your last step took you down by 6.97."},
    ]  # fmt: skip


def questions():
    """Where somebody may say "I am down", and what is asked back there, if anything."""
    really = "It still falls here: the slope is {}. Really?".format
    return [
        {"game": "bowl", "at": [-4], "asks": really("−8")},
        {"game": "bowl", "at": [3], "asks": really("6")},
        {"game": "bowl", "at": [0.1], "asks": None},
        {"game": "bowl", "at": [0], "asks": None},
        {"game": "rotated", "at": [-3, 2], "asks": really("13")},
        {"game": "rotated", "at": [0.03, 0.02], "asks": None},
        {"game": "valleys", "at": [1.97], "asks": None},  # it is a valley; which one, the feet do not know
        {"game": "valleys", "at": [1.98], "asks": None},  # steep, but the shortest step leads up again
    ]


def comparisons(games):
    """Walks that end in different ways, what the student is told, and the others as gdviz walks them."""
    needed = "To {}, descent (α = {}) needed {}, guessing (steps of {}) {}."
    cases = []
    for name, path, end, goal in [
        ("rotated", [[-3, 2], [-1, 0], [-0.7, -0.1]], "You took 2 steps and are 0.354 above the bottom: where you "
         "stand, the ground still falls most steeply towards 332° (down and right), slope 1.24.", "come as low"),
        ("rotated", [[-3, 2], [0.02, 0.03]], "You took 1 step and are down, 0.00103 above the bottom.", "arrive"),
        ("valleys", [[4], [3], [2], [1.97]], "You took 3 steps and are in a valley, but not in the deepest: the bottom "
         "lies 0.959 lower, at w = −1.8.", "arrive in your valley"),
        ("valleys", [[4]], "You took no steps and are 2.62 above the bottom: where you stand, the ground still falls "
         "to the left, slope 0.402.", "come as low"),
    ]:  # fmt: skip
        game, scene = games[name], games[name]._scene
        here, tol = np.array(path[-1]), scene["tol"]
        lengths = np.linalg.norm(np.diff(path, axis=0), axis=-1) if len(path) > 1 else [0.5]
        delta = min(scene["deltas"], key=lambda d: abs(np.log(d / np.median(lengths))))
        start, f = game.descent.w[0], game.descent.objective
        descent = gd.descend(f, gd.gradient_descent, start, 500, lr=scene["rate"])
        guessing = gd.descend(f, gd.random_search, start, 500, delta=delta)
        rows, settings = [], (f"α = {style.short(scene['rate'])}", f"steps of {style.short(delta)}")
        for run, setting in zip((descent, guessing), settings, strict=True):
            apart = np.linalg.norm(run.w[:, None] - scene["minima"], axis=-1)
            there = np.flatnonzero(np.min(apart, axis=-1) < tol)
            mine = np.flatnonzero(np.linalg.norm(here - scene["minima"], axis=-1) < tol)
            close = np.flatnonzero(apart[:, mine[0]] < tol if len(mine) else run.f <= f(here) + 1e-9)
            steps, far = int(there[0]) if len(there) else 500, int(close[0]) if len(close) else -1
            row = {"steps": steps, "more": not len(there), "above": run.f[steps] - game.bottom, "asFar": far}
            rows.append(row | {"setting": setting})
        counts = [row["asFar"] if row["asFar"] >= 0 else "more than 500" for row in rows]
        text = f"{end} {needed.format(goal, style.short(scene['rate']), counts[0], style.short(delta), counts[1])}"
        game.path = path
        assert list(game.needed().values()) == [row["asFar"] if row["asFar"] >= 0 else None for row in rows]
        cases.append({"game": name, "path": path, "text": text, "rows": rows})
    return cases


def test_what_the_browser_makes_of_the_ground_is_what_gdviz_computes(node_tests, games):
    edge = {"without": [[-3.01], [3.01], [0.5], [0], [-0.999]], "within": [[-3], [3], [-1.5], [2]]}
    cases = {"grounds": grounds(), "hole": sent(gd.blindfold(hole)) | edge}
    cases |= {"felt": sentences(), "compared": comparisons(games), "asked": questions()}
    cases["games"] = {name: sent(game) for name, game in games.items()}
    node_tests(Path(__file__).with_name("blindfold.test.mjs"), cases, 9)
