"""Map: a live figure of many runs as coloured cells, and of the one that is picked. See ``basins`` and ``tuning``."""

import numpy as np
from matplotlib import rc_context

from gdviz import style
from gdviz.engine.program import Case
from gdviz.engine.quiet import quietly
from gdviz.figures import layout, limits, moments
from gdviz.figures.explore import slider_over
from gdviz.figures.rows import Taken, Traced, see
from gdviz.figures.said import stands
from gdviz.figures.walks import programs
from gdviz.live.areas import fill, key
from gdviz.live.figure import LiveFigure
from gdviz.live.scene import Handle, computed
from gdviz.live.words import Clause, Words


class Map(LiveFigure):
    """A live figure of many runs, a cell for each, and of the one that is picked: what basins and tuning return.

    ``sides``: of the map, with the values of its cells. ``cells``: what each cell says, at the present value of the
    slider if there is one. ``trajectory``: the run that is picked; set ``start`` (of basins) or ``setting`` (of
    tuning), and it is that of the cell there.
    """

    def __init__(
        self, name, at, sides, walks, cells, told, drawn, alt, *, title="", along=None, about="", areas=None, hills=(),
        named=None,
    ):  # fmt: skip
        """Show the map, and the run of the cell at a place.

        name: of the trait that picks a cell. walks: how to take the run there, ``gdviz.figures.walks``, and what
        sliders there are. cells: a function of their values, {name: value}, that gives what each cell says. told: a
        function of rows that says in words what became of a run, a clause and its numbers. drawn: see
        ``layout.arrange``. about: a sentence about all cells, if it is the same everywhere. areas: the map itself, if
        it is no part of the picture. hills: see ``LiveFigure``. named: settings with
        names, see ``explore``.
        """
        self.sides, self._walks, self._cells, self._told, self._about = sides, walks, cells, told, about
        self._name, (panels, self._follow) = name, drawn
        self._known = (None, None)
        place = self._cell(at)
        handle = Handle(name, name, panels[0].name, place, along, True, [side.values.tolist() for side in sides])
        sliders = [
            slider_over(name, values, walks.begin, limits.signs(walks) if name == "lr" else ())
            for name, values in walks.axes.items()
        ]
        run = Taken(walks.at([slider.at for slider in sliders], place), *walks.arrive)
        tracks, words, sent = self._seen(run, len(sliders))
        start, picked = (place, {}) if name == "start" else (None, {side.name: side.values for side in sides})
        there = [
            one._replace(place=one.place and self._cell(one.place))
            for one in moments.moments(named, walks.axes, start, sides=picked)
        ]
        super().__init__(
            panels, tracks, sliders, words=words, alt=alt, title=title, handles=[handle], moments=there, areas=areas,
            hills=hills, program=sent,
        )  # fmt: skip

    @property
    def _values(self):
        """The settings at which the sliders stand."""
        return {
            name: float(values[at]) for (name, values), at in zip(self._walks.axes.items(), self.index, strict=True)
        }

    @property
    def cells(self):
        """What each cell says, at the present value of the slider."""
        if self._known[0] != self.index:
            self._known = (self.index, self._cells(self._values))
        return self._known[1]

    @property
    def figure(self):
        """The panels as matplotlib paints them, with the map at the present value of the slider."""
        figure = super().figure
        if self._areas:
            borders, names = [side.borders for side in self.sides], self._areas.names(self.cells)
            with rc_context(style.rc()):
                shapes, _ = fill(figure.axes[0], borders, self.cells, names)
                key(figure, shapes)
        return figure

    def _seen(self, taken, sliders):
        """Tracks and words of the run that is picked; as a program computes them, where there is one, and that."""
        if not self._walks.program:
            return self._follow(taken), self._said(taken), None
        rows = Traced(Case(), 0, taken, self._walks.walk, taken.objective, 1 + sliders)
        with quietly():
            seen = self._follow(rows), self._said(rows)
        return *seen, programs([self._walks], see({}, [rows.case.finish(computed(*seen))]))

    def _now(self):
        return (*self._rows(), ()) if self._walks.program else super()._now()

    def _rows(self):
        rows = Taken(self.trajectory, *self._walks.arrive)
        return self._follow(rows), self._said(rows)

    @property
    def trajectory(self):
        """The run that is picked, as a Trajectory."""
        return self._walks.at(self.index, getattr(self, self._name))

    def moved(self, name, place):
        """Show the run of the cell at a place; the handle goes to the middle of the cell."""
        cell = self._cell(place)
        if list(place) != cell:
            self.set_trait(name, cell)  # and this is heard here in its turn
        elif not self._walks.program:
            self.show(*self._rows())

    def _cell(self, place):
        """The values of the cell that a place lies in."""
        if np.shape(place) != (len(self.sides),):
            names = ", ".join(side.name for side in self.sides)
            raise ValueError(f"{place} is not a place on the map; it takes {len(self.sides)} numbers: {names}.")
        return [float(side.values[side.cell(v)]) for side, v in zip(self.sides, place, strict=True)]

    def _said(self, rows):
        (first, numbers, units), (clause, further) = stands(rows), self._told(rows)
        rest = [Clause([text]) for text in (self._about, self._walks.why)]
        numbers |= {"end": rows.last.end, **further}
        return Words([first, clause, *rest], numbers, ("end", "arrived"), units=units)

    def said(self, row=None):
        """The line of words at the present position of the sliders."""
        return " ".join([super().said(row), *([self._areas.sentence(self.cells)] if self._areas else [])])

    @property
    def description(self):
        """What the picture shows, with the value of the slider: the picture in words."""
        here = f" Here {setting(self._values, self._values)}." if self._values else ""
        return f"{self.alt}{here} {self.said()}"

    def __repr__(self):
        """One readable line."""
        cells = " × ".join(str(len(side.values)) for side in self.sides)
        return f"<Map of {cells} runs; picked: {self.trajectory!r}>"


def named(panels):
    """The panels beside a map, of which one may stand alone."""
    names = layout.named(panels)
    if "map" in names:  # that is the name of the map itself
        raise ValueError(f"panels: 'map' is not a panel; valid names: {', '.join(layout.PANELS)}.")
    return names


def setting(hyper, names):
    """Hyperparameters as a student writes them: "α = 0.1, μ = 0.8". hyper: their values, or words for them."""
    words = {name: value if isinstance(value, str) else style.short(value) for name, value in hyper.items()}
    return ", ".join(f"{style.LABELS.get(name, str(name)).split()[-1]} = {words[name]}" for name in names)


def how(rule, hyper):
    """A rule with its settings, in words."""
    words = style.label(getattr(rule, "__name__", "a rule"))
    return ", ".join([words, *([setting(hyper, hyper)] if hyper else [])])
