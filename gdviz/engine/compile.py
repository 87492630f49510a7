"""From the functions of a walk to its program: each is called with traced numbers, as the runner calls it.

The step number is a number while a function is traced, so a schedule is traced once for each step. Anything else is
traced once, also a step that draws random numbers or a mini-batch, unless it decides by what it draws, or asks
the batch itself.
"""

from contextlib import contextmanager
from typing import Any

import numpy as np

from gdviz.engine import quiet, signatures, tracing
from gdviz.engine.calls import Row, starting
from gdviz.engine.chance import Drawing
from gdviz.engine.grid import Generators
from gdviz.engine.program import MOST_BYTES, MOST_OPERATIONS, Case, Program, assemble, flat
from gdviz.engine.runner import CLIMBED, ENORMOUS, Stop
from gdviz.engine.tape import Untraceable

MOST_FOR_A_POINT = 300  # operations: a picture has some 100,000 points, and shall change under the hand


class Walk:
    """The functions that take a walk, and the program that they become.

    members: landscapes, one or a family. n: their coordinates. steps: how many. seeds: of the random numbers. state:
    {name: shape} of what the rule remembers, (n,) or (). hyper: the names of the hyperparameters. targets, tol: points,
    (m, n); a row then knows for each since which step the walk has been near, as ``Trajectory.steps_to`` means it.
    """

    def __init__(self, members, rule, schedule, stop, steps, seeds, n, state, hyper, targets=(), tol=0.0):
        self.members, self.rule, self.schedule, self.stop, self.steps = members, rule, schedule, stop, steps
        self.seeds, self.n, self.state, self.hyper = list(seeds), n, dict(state), list(hyper)
        self.targets, self.tol = np.reshape(targets, (-1, n)).astype(float), tol
        self.asks, self.schedule_asks, self.stop_asks = signatures.read_all(rule, schedule, stop)

    @property
    def named(self):
        """The rule and the landscape, as a sentence begins with them."""
        return f"`{self.asks.name}` on {self.members[0].name}"

    @property
    def shapes(self):
        """The fields of a row, and the shape of each for one walk alone."""
        state = {f"s.{name}": (1, *shape) if shape else (1, 1) for name, shape in self.state.items()}
        point, number = (1, self.n), (1,)
        fields = {"w": point, "f": number, "g": point} | state | {"since": (1, len(self.targets))}
        return fields | {"running": number, "reason": number, "end": number, "top": number, "lr": (1, 1)}

    def program(self):
        """Trace all of it. Raises ``Untraceable``, with a reason in words, where a function cannot be traced."""
        program = self._empty()
        with quiet.quietly():
            self._walk(program)
        self._demand_few(program)
        self._demand_bytes(program.table_bytes)
        return program

    def _empty(self):
        names = [f"setting.{name}" for name in self.hyper] + flat("start", (1, self.n)) + ["t"]
        fields = [name for field, shape in self.shapes.items() for name in flat(field, shape)]
        names += [f"row.{name}" for name in fields]
        return Program({name: place for place, name in enumerate(names)}, fields, self.steps, {}, len(names))

    def _demand_few(self, program):
        if program.operations > MOST_OPERATIONS:
            count = f"{program.operations:,} computations a step"
            raise Untraceable(f"{self.named} needs {count}, too many for the browser")

    def _demand_bytes(self, size):
        if size > MOST_BYTES:
            raise Untraceable(f"{self.named} needs {size / 1000:.0f} kB of numbers, more than should be sent")

    def _walk(self, program):
        begins, moves = [], []
        for member in self.members:
            begin, drawing = None, self._drawing(member)
            for seed in self.seeds:
                rng = _generators(seed)
                now = member.draw(rng)
                if begin is None or rng.drawn:  # else all seeds begin alike
                    begin = self._begin(member, now)
                begins.append(begin)
                moves.append([])
                for t in range(self.steps):
                    if drawing:
                        case = drawing.another(rng)
                    else:
                        case, now = self._step(member, now, rng)
                    moves[-1].append(case)
                    # do not trace thousands of steps to find that they are too long, or too many
                    if len(moves) == 1 and t == 0 and len(case.tape.lines) > MOST_OPERATIONS:
                        alone = self._empty()
                        assemble(alone, "step", {}, [case])
                        self._demand_few(alone)
                    if not rng.drawn:  # then all steps are alike
                        break
                    if len(moves) == 1 and t == 1:
                        cases = self.steps * len(self.seeds) * len(self.members)
                        self._demand_bytes(8 * cases * moves[0][0].differs(case))
        many = {"member": len(self.members), "seed": len(self.seeds)}
        longest = max(map(len, moves))
        moves = [case for cases in moves for case in cases * (1 if len(cases) == longest else longest)]
        assemble(program, "begin", many, begins)
        assemble(program, "step", many | {"t": longest}, moves)
        if "lr" in self.asks.hyper:
            rates = [self._rate(t) for t in range(self.steps)]
            assemble(program, "rate", {"t": self.steps}, rates)

    def _drawing(self, f):
        """A step that draws, to be had with other numbers; None where each has to be traced by itself."""
        rng, seed = Drawing(self.seeds[0]), self.seeds[0]
        batches = f.draw(_generators(seed)) is not f
        if (batches and "f" in self.asks.asks) or not (batches or "rng" in self.asks.asks):
            return None  # a rule that asks for f sees the batch of the step before
        try:
            self._step(f, f, rng, rng.case)
            if len(rng.case.tape.lines) > MOST_OPERATIONS or not rng.calls:
                return None
            one, _ = self._step(f, f, _generators(seed))
            return rng if self._alike(one, rng.another(_generators(seed))) else None
        except Untraceable:
            return None

    def _alike(self, *cases):
        """Whether cases compute the same of any row, but for rounding."""
        found, chance = [], np.random.default_rng(0)
        for case in cases:
            alone = self._empty()
            assemble(alone, "step", {}, [case])
            found.append(alone)
        values = {name: chance.uniform(0.1, 1, 50) for name in found[0].inputs}
        one, other = (np.array(np.broadcast_arrays(*alone.run("step", values), values["t"])) for alone in found)
        return np.allclose(one, other, rtol=1e-9, atol=1e-12, equal_nan=True)

    def _begin(self, f, now):
        case = Case()
        w = case.input("start", (1, self.n))
        with _about(f"the landscape {f.name}"):
            cost, slope = f(w), now.gradient(w)
        top = np.fmax(1.0, np.abs(cost))
        over = ~(np.abs(cost) < ENORMOUS * top) | ~np.all(np.isfinite(w + slope), axis=-1)
        state = [
            np.broadcast_to(starting(self.asks.state[name], w, self.asks.name), self.shapes[f"s.{name}"])
            for name in self.state
        ]
        since = [np.where(self._near(w), 0.0, 1.0)] if len(self.targets) else []
        ends = [~over, np.where(over, float(Stop.DIVERGED), 0.0), np.where(over, 0.0, float(self.steps))]
        return case.finish([w, cost, slope, *state, *since, *ends, top, np.full((1, 1), np.nan)])

    def _near(self, w):
        """Whether a walk is near each of the targets, (1, m)."""
        return np.max(np.abs(w - self.targets), axis=-1)[None] < self.tol

    def _rate(self, t):
        case = Case()
        supplied = {"steps": self.steps} if "steps" in self.schedule_asks.asks else {}
        settings = {name: case.input(f"setting.{name}").reshape(1, 1) for name in self.schedule_asks.hyper}
        with _about(f"`{self.schedule_asks.name}`"):
            rate = self.schedule(t, **settings, **supplied)
            rate = np.broadcast_to(tracing.traced(rate), (1, 1))
        row = {name: case.input(f"row.{name}", self.shapes[name]) for name in ("running", "lr")}
        return case.finish([np.where(row["running"], rate, row["lr"])])

    def _step(self, f, now, rng, case=None):
        """The step from a row to the next one, and the landscape as the next step sees it."""
        case = case or Case()
        row = {name: case.input(f"row.{name}", shape) for name, shape in self.shapes.items()}
        settings: dict[str, Any] = {name: case.input(f"setting.{name}").reshape(1, 1) for name in self.asks.hyper}
        settings |= {name: {"f": now, "rng": rng}[name] for name in self.asks.asks}
        if "lr" in settings:
            settings["lr"] = row["lr"].copy()
        old = [row["w"], *(row[f"s.{name}"] for name in self.state)]
        copies = [a.copy() for a in (row["w"], row["g"], *old[1:])]  # a rule may change its arguments in place
        with _about(f"`{self.asks.name}`"):
            result = self.rule(*copies, **settings)
            parts = result if isinstance(result, tuple) else (result,)
            new = [np.broadcast_to(tracing.traced(part), np.shape(a)) for part, a in zip(parts, old, strict=True)]
        keep = row["running"].reshape(1, 1)
        w, *state = (np.where(keep, a, b) for a, b in zip(new, old, strict=True))
        now = f.draw(rng)
        with _about(f"the landscape {f.name}"):
            cost, slope = np.where(row["running"], f(w), row["f"]), np.where(keep, now.gradient(w), row["g"])
        last, t_ = case.input("t") == float(self.steps), case.input("t")
        over = ~(np.abs(cost) < ENORMOUS * row["top"]) | ~np.all(np.isfinite(w + slope), axis=-1)
        over = over | (last & (cost > CLIMBED * row["top"]))
        ended = row["running"] & (over | self._satisfied(case, Row(w, cost, slope), row))
        ends = [
            row["running"] & ~ended,
            np.where(ended, np.where(over, float(Stop.DIVERGED), float(Stop.CONVERGED)), row["reason"]),
            np.where(ended, t_, row["end"]),
        ]
        since = [np.where(keep & ~self._near(w), t_ + 1.0, row["since"])] if len(self.targets) else []
        return case.finish([w, cost, slope, *state, *since, *ends, row["top"], row["lr"]]), now

    def _satisfied(self, case, row, before):
        if self.stop is None or self.stop_asks is None:
            return False
        tolerances = {name: case.input(f"setting.{name}").reshape(1) for name in self.stop_asks.hyper}
        before = Row(before["w"], before["f"], before["g"])
        with _about(f"`{self.stop_asks.name}`"):
            return tracing.traced(self.stop(row, before, **tolerances)).reshape(1)


def heights(members):
    """The program of the heights of landscapes of two coordinates: its one segment, ``heights``, gives f at (w0, w1).

    Raises ``Untraceable``, with a reason in words, where a landscape cannot be traced, or is long to compute.
    """
    program, cases = Program({"w0": 0, "w1": 1}, [], 0, {}, 2), []
    with quiet.quietly():
        for f in members:
            case = Case()
            with _about(f"the landscape {f.name}"):
                height = f(case.input("w", (1, 2)))
            cases.append(case.finish([height]))
    assemble(program, "heights", {"member": len(members)}, cases)
    if program.operations > MOST_FOR_A_POINT or program.table_bytes > MOST_BYTES:
        raise Untraceable(f"the landscape {members[0].name} needs {program.operations:,} operations for a point")
    return program


@contextmanager
def _about(name):
    """What cannot be traced in the block is said of this function; it may do anything with what it is given."""
    try:
        yield
    except Untraceable as reason:
        raise Untraceable(f"{name} {reason}") from None
    except Exception as error:
        raise Untraceable(f"{name} raises {type(error).__name__}: {error}") from error


def _generators(seed):
    return Generators(np.array([seed]))


def taken(program, walk, settings, start, seed=0, member=0):
    """The rows of walks as the program takes them: {field: (steps + 1, walks)}.

    settings: {name: (walks,)}. start: (walks, n). seed, member: the number of the seed and of the landscape.
    """
    walks, row = len(start), {}
    given = {f"setting.{name}": np.asarray(value, dtype=float) for name, value in settings.items()}
    given |= {f"start{i}": start[:, i] for i in range(walk.n)}
    rows = {name: np.empty((program.steps + 1, walks)) for name in program.fields}
    for t in range(program.steps + 1):
        if t == 0:
            values = program.run("begin", given, seed=seed, member=member)
        else:
            values = program.run(
                "step", given | row | {"t": np.full(walks, float(t))}, seed=seed, member=member, t=t - 1
            )
        row = {f"row.{name}": np.broadcast_to(value, walks) for name, value in zip(program.fields, values, strict=True)}
        if t < program.steps and "rate" in program.segments:
            (rate,) = program.run("rate", given | row, t=t)
            row["row.lr0"] = np.broadcast_to(rate, walks)
        for name in program.fields:
            rows[name][t] = row[f"row.{name}"]
    return rows
