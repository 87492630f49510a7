"""What a grid of walks costs: ``python -m benchmarks.sweep`` prints a small table, in Markdown.

Everything in it is a ratio of two times taken in turn in one run, so that it means the same on every machine.
``--tiny`` takes a few seconds less, and only shows that the program works.
"""

import argparse
import statistics
import time

import numpy as np

import gdviz as gd
from gdviz.engine import apart
from gdviz.figures.basins import valleys
from gdviz.figures.rows import Taken
from gdviz.figures.tuning import arrivals

LR, MU, STEPS = np.linspace(0.01, 0.5, 41), np.linspace(0.0, 0.95, 21), 150


def seconds(action):
    """How long it takes to do it once."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def in_turn(actions, repeats):
    """The median time of each action, done one after the other, again and again."""
    times = [[seconds(action) for action in actions] for _ in range(repeats)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def speed_of_a_sweep(lr, mu, sample, repeats):
    """How many times faster a sweep is than its runs one by one, of which a random ``sample`` is taken."""
    f = gd.two_features()
    pairs = np.stack(np.meshgrid(lr, mu, indexing="ij"), axis=-1).reshape(-1, 2)
    chosen = pairs[np.random.default_rng(0).permutation(len(pairs))[:sample]]

    def one_by_one():
        for rate, share in chosen:
            gd.descend(f, gd.momentum, steps=STEPS, lr=rate, mu=share)

    def at_once():
        gd.sweep(f, gd.momentum, steps=STEPS, lr=lr, mu=mu)

    at_once()
    singles, sweep = in_turn([one_by_one, at_once], repeats)
    return singles / len(chosen) * len(pairs) / sweep


def speed_of_the_maps(cells, sample, repeats):
    """For each map, what is computed for it: how many times faster than its runs one by one, and in how many seconds.

    A random ``sample`` of the runs is taken one by one. ``cells``: along each side.
    """
    f, rng = gd.two_features(), np.random.default_rng(0)
    lr, mu = np.linspace(0.01, 1.0, cells), np.linspace(0.0, 0.99, cells)
    sides = [np.linspace(low, high, cells) for low, high in np.asarray(f.domain)]
    starts = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
    chosen_starts, chosen = (
        rng.choice(starts, sample),
        np.column_stack([rng.choice(lr, sample), rng.choice(mu, sample)]),
    )

    def basins():
        ends = gd.sweep(f, gd.momentum, starts, STEPS, every=STEPS, lr=0.1, mu=0.8)
        valleys(Taken(ends).last, f.minima, 0.04)

    def basins_one_by_one():
        for start in chosen_starts:
            gd.descend(f, gd.momentum, start, STEPS, lr=0.1, mu=0.8)

    def tuning():
        arrivals(lambda lr, mu: gd.sweep(f, gd.momentum, steps=STEPS, lr=lr, mu=mu), lr, mu, STEPS, None, 0.05)

    def tuning_one_by_one():
        for rate, share in chosen:
            gd.descend(f, gd.momentum, steps=STEPS, lr=rate, mu=share).steps_to(tol=0.05)

    actions = [basins, basins_one_by_one, tuning, tuning_one_by_one]
    basins()
    tuning()
    times = in_turn(actions, repeats)
    return [(single / sample * cells**2 / map_, map_) for map_, single in (times[:2], times[2:])]


def cost_of_a_run_step(sizes, repeats):
    """The time for a step of one run, for each (runs, steps), over that of the first. Ten rows are recorded."""
    f = gd.two_features()

    def walk(runs, steps):
        lr = np.linspace(0.01, 0.5, runs)
        return lambda: gd.sweep(f, gd.momentum, steps=steps, lr=lr, mu=0.8, every=steps // 10)

    actions = [walk(*size) for size in sizes]
    actions[0]()
    times = in_turn(actions, repeats)
    each = [t / runs / steps for t, (runs, steps) in zip(times, sizes, strict=True)]
    return [t / each[0] for t in each]


class Blind(apart.Witness):
    """Has nothing done again."""

    def saw(self, t, running, given, came):
        pass


def mine(row, before, *, tol=1e-3):
    """A stopping rule of one's own, as gdviz does not ask its own again."""
    return np.max(np.abs(row.g), axis=-1) < tol


def rolling(w, g, z=0.0, *, lr=0.1, mu=0.8):
    """A rule of one's own, for the same reason."""
    z = mu * z + g
    return w - lr * z, z


def halved(t, *, lr=0.1):
    """A schedule of one's own that decides with if: it cannot be followed, so it is asked again at every step."""
    return lr if t < 75 else lr / 2


def cost_of_keeping_runs_apart(lr, mu, repeats):
    """What it adds to a sweep to follow its functions and to step some of the runs again: for a rule, for that with a
    stopping rule, and for a schedule; and what probing adds to a small walk.

    That is taken on an objective that is made for it, so that it is probed each time.
    """
    seeing = apart.Witness

    def blind(walk):
        def walked():
            apart.Witness = Blind
            try:
                walk()
            finally:
                apart.Witness = seeing

        return walked

    f = gd.two_features()

    def sweep(stop=None):
        gd.sweep(f, rolling, steps=STEPS, stop=stop, lr=lr, mu=mu)

    def stopping():
        sweep(mine)

    def scheduling():
        gd.sweep(f, gd.momentum, steps=STEPS, schedule=halved, lr=lr, mu=mu)

    def walk():
        hill = gd.surface(lambda w1, w2: w1**2 + 4 * w2**2, lambda w1, w2: (2 * w1, 8 * w2), start=(1, 2))
        gd.descend(hill, gd.momentum, steps=100)

    sweep()

    def share(action):
        unseen, ratios = blind(action), []
        for k in range(repeats):  # neighbours in time, now this first and now that
            first, second = [seconds(one) for one in ((action, unseen), (unseen, action))[k % 2]]
            ratios.append(second / first if k % 2 else first / second)
        return statistics.median(ratios) - 1

    return [share(each) for each in (sweep, stopping, scheduling, walk)]


def main(arguments=None):
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="few runs, once: only to see that it works")
    tiny = parser.parse_args(arguments).tiny
    lr, mu, sample, repeats = (LR[:4], MU[:3], 3, 1) if tiny else (LR, MU, 60, 7)
    sizes = [(10, 50), (100, 50), (10, 500)] if tiny else [(1000, 100), (10_000, 100), (100_000, 100), (1000, 1000)]

    print("| what | measured | wanted |\n|---|---|---|")
    speed = speed_of_a_sweep(lr, mu, sample, repeats)
    print(f"| {len(lr)} × {len(mu)} runs × {STEPS} steps: one by one over at once | {speed:.0f} times | at least 100 |")
    cells = 5 if tiny else 100
    for name, (ratio, time_) in zip(("basins", "tuning"), speed_of_the_maps(cells, sample, repeats), strict=True):
        what = f"the map of {name}, {cells} × {cells} runs × {STEPS} steps: one by one over at once"
        print(f"| {what} | {ratio:.0f} times ({time_:.2f} s) | at least 100 (at most 0.5 s) |")
    first, *others = zip(sizes, cost_of_a_run_step(sizes, repeats), strict=True)
    for (runs, steps), ratio in others:
        base = f"{first[0][0]:,} runs × {first[0][1]:,} steps"
        print(f"| a run's step, {runs:,} runs × {steps:,} steps over {base} | {ratio:.2f} | at most about 1 |")
    swept, stopped, scheduled, walked = cost_of_keeping_runs_apart(lr, mu, 1 if tiny else 61)
    what = f"keeping runs apart, a rule of one's own, {len(lr)} × {len(mu)} runs × {STEPS} steps"
    print(f"| {what} | {100 * swept:.1f} % | less than 8 % |")
    print(f"| {what}, with a stopping rule of one's own | {100 * stopped:.1f} % | at most about 10 % |")
    what = what.replace("a rule of one's own", "a schedule of one's own with `if`")
    print(f"| {what} | {100 * scheduled:.1f} % | at most about 20 % |")
    print(f"| probing a new hill, one run × 100 steps | {100 * walked:.1f} % | less than 15 % |")
    if not tiny:
        print(f"\nOne by one: {sample} of the runs, chosen at random, counted up to all. Medians of {repeats}.")


if __name__ == "__main__":
    main()
