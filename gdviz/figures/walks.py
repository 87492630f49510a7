"""Walks: how a figure comes by its walks. The browser runs a program; where there is none, Python takes all of them."""

from typing import Any

import numpy as np

from gdviz.engine import compile, signatures
from gdviz.engine.grid import Grid, defaults
from gdviz.engine.program import flat, told
from gdviz.engine.proof import prove
from gdviz.engine.tape import Untraceable
from gdviz.engine.trajectory import Evaluations, Stop, Trajectory, sweep
from gdviz.figures import landscape

SOME = 1000  # runs that Python takes to choose ranges by; more would keep the hand waiting
PLACES, FIRST = 20, 3  # from so many places of the space as many steps are compared, too: a hand may begin anywhere


class Walks:
    """Walks by one rule, on one landscape or a family, with a slider for each array among the settings.

    axes: {name: values} of the sliders, the family's first. fixed: {name: value} of the other settings. some: runs on
    each landscape, at most ``SOME`` in all, evenly chosen; where there is no program, all of them. program: what the
    browser runs; None where there is none: ``reason`` then says why, and ``why`` who takes the walks instead. hand:
    what a handle sets, the start or settings; the values given for it are then but some for ``some``. arrive: targets
    and tol, see ``compile.Walk``.
    """

    def __init__(self, landscapes, rule, start, steps, schedule, stop, seed, hyper, hand=None, arrive=((), 0.0)):
        self.family, self.rule, self.steps, self.schedule, self.stop = landscapes, rule, steps, schedule, stop
        self._start, self._seed, self._hyper = start, seed, hyper
        given = {"start": start, "seed": seed} | hyper
        some = _thinned(given, SOME // len(landscapes.members))
        self.some, self.all = self._swept(**some), all(value is given[name] for name, value in some.items())
        settled = signatures.settle(*signatures.read_all(rule, schedule, stop), hyper)
        grid, *others = (Grid(member, start, seed, settled) for member in landscapes.members)
        self.fixed, self.start, self.seeds = grid.fixed, grid.start, np.atleast_1d(seed)
        self.own = [each.start for each in (grid, *others)]  # where walks begin, on each landscape
        axes = ({landscapes.name: landscapes.values} if landscapes.name else {}) | grid.axes
        self.axes = {name: values for name, values in axes.items() if name not in (hand or ())}
        self.begin = defaults(rule, schedule, stop)
        self.hand, self.arrive = [name for name in hand or () if name != "start"], arrive
        self.reason, self.why, self._kept = "", "", (None, None)
        self.program: Any = None
        try:
            self.walk, self.program = self._traced(settled)
        except Untraceable as reason:
            self.reason = f"{str(reason)[0].upper()}{str(reason)[1:]}"
            self.why = f"{self.reason}: Python takes its walks."
            try:
                self.some = self.some if self.all else self._swept(**given)
            except ValueError as error:  # so many are too many, and a program would have taken them
                raise ValueError(f"{self.why} {error}") from error

    def _swept(self, start, seed, **hyper):
        how = {"schedule": self.schedule, "stop": self.stop, "seed": seed}
        return [sweep(member, self.rule, start, self.steps, **how, **hyper) for member in self.family.members]

    def _traced(self, settled):
        """The program, compared with runs that were taken. Raises Untraceable where there is none, or it differs."""
        first = self.some[0]
        state = {name: values.shape[1 + len(first.shape) :] for name, values in first.state.items()}
        n, members = first.w.shape[-1], self.family.members
        functions = members, self.rule, self.schedule, self.stop
        walk = compile.Walk(*functions, self.steps, self.seeds, n, state, settled, *self.arrive)
        program = walk.program()
        for member, runs in enumerate(self.some):
            prove(program, walk, runs, member)
            for others in [] if self.hand or "start" in runs.axes else self._elsewhere(runs, walk):
                prove(program, walk, others, member, rates=False)
        return walk, program

    def _elsewhere(self, runs, walk):
        """The first steps from places all over the landscape of some runs, with the settings in the middle of theirs.

        The rate stays as it is: a schedule does not know where a walk is.
        """
        edges, asks = landscape.window(runs), {*walk.asks.hyper, *(walk.stop_asks.hyper if walk.stop_asks else ())}
        ranks = np.tile(np.arange(PLACES)[:, None], len(edges))  # no two in the same row, nor in the same column
        shares = (np.random.default_rng(0).permuted(ranks, axis=0) + 0.5) / PLACES
        starts = edges[:, 0] + shares * (edges[:, 1] - edges[:, 0])
        settings = runs.hyper | {name: values[len(values) // 2] for name, values in runs.axes.items()}
        settings = {name: value for name, value in settings.items() if name in asks}

        def first(where):
            how = {"stop": self.stop, "seed": self.seeds[0], "steps": min(FIRST, self.steps)}
            return sweep(runs.objective, self.rule, where, **how, **settings)

        try:
            try:
                return [first(starts)]
            except (TypeError, ValueError):  # what asks all runs one question may yet take one alone
                return [first(start) for start in starts]
        except Exception as error:
            raise Untraceable(f"{walk.named} raises {type(error).__name__} from elsewhere: {error}") from error

    def sweep(self, start):
        """All runs from a start, or where they were told to begin: a Trajectory for each landscape."""
        own = start is None or "start" in self.axes
        return self._swept(self._start if own else start, self._seed, **self._hyper)

    def demand(self, place):
        """Raises ValueError, with a sentence, where no walk can begin at a place, on any of the landscapes."""
        refused = []
        for member in self.family.members:
            try:
                Grid(member, place, 0, {})
            except ValueError as error:
                refused.append(error)
        if len(refused) == len(self.family.members):
            raise refused[0]

    def at(self, index, place):
        """The walk at one position of the sliders and one place of the hand: a Trajectory. The program takes it; where
        there is none, Python does, and there are no sliders.
        """
        key = (tuple(index), tuple(np.ravel(place).tolist()))
        if self._kept[0] != key:
            start, chosen = place, {}
            if self.hand:
                start, chosen = self.start, dict(zip(self.hand, place, strict=True))
            if self.program:
                walk = self._taken(dict(zip(self.axes, index, strict=True)), start, chosen)
            else:
                (walk,) = self._swept(start, self._seed, **self._hyper | chosen)
            self._kept = (key, walk)
        return self._kept[1]

    def price(self, member=0):
        """The values and the gradients that a step of a program asks for: in all of them the same."""
        paid, steps = self.some[member].evaluations, np.ravel(self.some[member].n_steps)
        longest = int(np.argmax(steps))
        return Evaluations(*(int(np.ravel(count)[longest] // max(1, steps[longest])) for count in paid))

    def _taken(self, position, start, chosen):
        values = {name: self.axes[name][at] for name, at in position.items()}
        member = position.get(self.family.name, 0) if self.family.name else 0
        start = values.get("start", self.own[member] if start is None else start)
        start = np.asarray(start, dtype=float)
        values |= chosen
        settings = self.fixed | {k: float(v) for k, v in values.items() if k not in ("start", "seed", self.family.name)}
        rows = compile.taken(
            self.program, self.walk, {k: np.full(1, float(v)) for k, v in settings.items()}, start[None],
            seed=position.get("seed", 0), member=member,
        )  # fmt: skip

        def column(name, shape):
            return np.stack([rows[each][:, 0] for each in flat(name, shape)], axis=-1)

        n, n_steps, remembered = len(start), int(rows["end0"][-1, 0]), self.walk.state.items()
        hyper = settings | {name: values[name] for name in ("start", "seed") if name in values}
        return Trajectory(
            w=column("w", (n,)), f=rows["f0"][:, 0], g=column("g", (n,)),
            lr=rows["lr0"][:-1, 0], stop=Stop(int(rows["reason0"][-1, 0])), n_steps=n_steps,
            state={name: column(f"s.{name}", shape or (1,)).reshape(-1, *shape) for name, shape in remembered},
            hyper=hyper, evaluations=Evaluations(*(price * n_steps for price in self.price(member))),
            objective=self.family.members[member], rule=self.rule,
        )  # fmt: skip

    def sent(self):
        """The program as the browser is told of it: its description, with what there is to choose; and its table."""
        described, table = self.program.described()
        axes = {k: [*map(told, v)] for k, v in self.axes.items() if k not in ("start", "seed", self.family.name)}
        starts = self.axes["start"].tolist() if "start" in self.axes else []
        settings = {"axes": axes, "fixed": {k: told(v) for k, v in self.fixed.items()}, "family": self.family.name}
        place = {"start": [own.tolist() for own in self.own], "starts": starts, "hand": self.hand or None}
        return described | place | settings, table


def programs(walks, seen):
    """What a figure tells the browser of the programs of its walks, and of what it shows of them."""
    described, tables = zip(*(each.sent() for each in walks), seen.described(), strict=True)
    return {"walks": described[:-1], "seen": described[-1], "steps": walks[0].steps}, b"".join(tables)


def _thinned(given, most):
    """The same settings with fewer values of the arrays among them, so that there are at most so many combinations."""
    many = {name: value for name, value in given.items() if value is not None and np.ndim(value) > (name == "start")}
    counts, few = {name: len(value) for name, value in many.items()}, max(map(len, many.values()), default=1)
    while few > 2 and np.prod([float(min(count, few)) for count in counts.values()]) > most:
        few -= 1
    return given | {
        name: np.asarray(value)[np.unique(np.linspace(0, counts[name] - 1, few).round().astype(int))]
        for name, value in many.items()
        if counts[name] > few
    }
