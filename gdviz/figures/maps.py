"""Map: a live figure of many runs as coloured cells, and of the one that is picked. See ``basins`` and ``tuning``."""

import numpy as np

from gdviz import style
from gdviz.figures.explore import SENTENCE
from gdviz.live.figure import LiveFigure
from gdviz.live.scene import Handle
from gdviz.live.words import Clause, Words


class Map(LiveFigure):
    """A live figure of many runs, a cell for each, and of the one that is picked: what basins and tuning return.

    ``sides``: of the map, with the values of its cells. ``cells``: what each cell says. ``trajectory``: the run that is
    picked; set ``start`` (of basins) or ``setting`` (of tuning), and it is that of the cell there.
    """

    def __init__(self, name, at, sides, cells, run, told, drawn, alt, along=None, hills=()):
        """Show the map, and the run of the cell at a place.

        name: of the trait that picks a cell. run: a function of the values of a cell that gives its run. told: a
        function of a run that says in words what became of it, and what the map says. drawn: see ``layout.arrange``.
        hills: see ``LiveFigure``.
        """
        self.sides, self.cells, self._run, self._told, (figure, self._follow) = sides, cells, run, told, drawn
        place = self._cell(at)
        self.trajectory = run(place)
        keys = [side.widths for side in sides]
        handle = Handle(name, name, figure.axes[0], place, along, anywhere=True, keys=(keys * 2)[:2])
        shown = self._follow(self.trajectory)
        super().__init__(figure, shown, words=self._said(self.trajectory), alt=alt, handles=[handle], hills=hills)

    def moved(self, name, place):
        """Show the run of the cell at a place; the handle goes to the middle of the cell."""
        cell = self._cell(place)
        if list(place) != cell:
            self.set_trait(name, cell)  # and this is heard here in its turn
            return
        run = self._run(cell)
        self.show(self._follow(run), self._said(run))
        self.trajectory = run

    def _cell(self, place):
        """The values of the cell that a place lies in."""
        if np.shape(place) != (len(self.sides),):
            names = ", ".join(side.name for side in self.sides)
            raise ValueError(f"{place} is not a place on the map; it takes {len(self.sides)} numbers: {names}.")
        return [float(side.values[side.cell(v)]) for side, v in zip(self.sides, place, strict=True)]

    def _said(self, run):
        n = run.w.shape[-1]
        numbers = {"w": run.w[..., 0]} if n == 1 else {f"w{i + 1}": run.w[..., i] for i in range(n)}
        clauses = [SENTENCE.get(n, "Step {step} of {last}: cost {cost}."), *self._told(run)]
        return Words([Clause([text]) for text in clauses], {**numbers, "cost": run.f} if n <= 2 else {"cost": run.f})

    def __repr__(self):
        """One readable line."""
        cells = " × ".join(str(len(side.values)) for side in self.sides)
        return f"<Map of {cells} runs; picked: {self.trajectory!r}>"


def named(panels):
    """The panels beside a map, of which one may stand alone."""
    return (panels,) if isinstance(panels, str) else tuple(panels)


def setting(hyper, names):
    """Hyperparameters as a student writes them: "α = 0.1, μ = 0.8"."""
    return ", ".join(f"{style.LABELS.get(name, str(name)).split()[-1]} = {style.short(hyper[name])}" for name in names)


def how(rule, hyper):
    """A rule with its settings, in words."""
    words = style.label(getattr(rule, "__name__", "a rule"))
    return ", ".join([words, *([setting(hyper, hyper)] if hyper else [])])


def counted(count):
    """A number of steps, in words."""
    return f"{int(count)} step{'s' * (count != 1)}"
