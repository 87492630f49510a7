"""What is passed or set by mistake, in all figures: a sentence says what would do, and the figure stays as it was."""

import re
from fractions import Fraction

import numpy as np
import pytest
import traitlets
from matplotlib import rc_context
from matplotlib.text import Text

import gdviz as gd

WALK = gd.descend(gd.ravine, gd.momentum, steps=5, lr=0.01)
PANELS = ("landscape", "cost", "linear cost", "weights", "schedule", "data", "gap")


@pytest.fixture(scope="module")
def figures():
    """A figure of each kind, in one dimension and in two."""
    return {
        "explore 1": gd.explore(gd.bowl, gd.momentum, steps=20, lr=[0.1, 0.2, 0.3]),
        "explore 2": gd.explore(gd.ravine, gd.momentum, steps=20, lr=[0.01, 0.02, 0.03]),
        "race": gd.race(gd.ravine, [gd.momentum, gd.nesterov], steps=20, lr=[0.01, 0.02, 0.03]),
        "basins 1": gd.basins(gd.two_valleys, gd.gradient_descent, steps=20, cells=5),
        "basins 2": gd.basins(gd.himmelblau, gd.gradient_descent, steps=20, cells=5, lr=0.01),
        "tuning": gd.tuning(gd.ravine, gd.momentum, steps=20, lr=[0.01, 0.02], mu=[0, 0.5]),
        "blindfold": gd.blindfold(gd.bowl),
    }


# What is no walk -----------------------------------------------------------------------------------------------------

NO_WALKS = {
    "explore 2": "VERB(figure.trajectory), the walk that the figure shows.",
    "race": "VERB(figure.trajectories['momentum']), one of the walks that the figure shows: momentum, nesterov.",
    "basins 2": "VERB(figure.trajectory), the walk that the figure shows.",
    "tuning": "VERB(figure.trajectory), the walk that the figure shows.",
    "blindfold": "VERB(figure.descent), the walk that yours is compared with.",
}
NO_FIGURES = {
    "a lambda": (lambda w: w**2, ": a walk is what descend returns; VERB(descend(f, rule))."),
    "a rule": (gd.momentum, "<function momentum"),
    "a landscape": (gd.bowl, "not <Objective bowl: w²>: this is a hill without a walk; VERB(descend(f, gradient_desc"),
    "a list of walks": ([WALK, WALK], ": pick one of the 2, as in VERB(walks[0])."),
    "an array": (WALK.w, "VERB needs a walk, not array([[-4."),
    "a text": ("walk.gif", "VERB needs a walk, not 'walk.gif': VERB(descend(...))."),
    "nothing": (None, "VERB needs a walk, not None: VERB(descend(...))."),
}


def animated(walk):
    gd.animate(walk, "walk.gif")


def says_what_to_pass(verb, given, words):
    name = "plot" if verb is gd.plot else "animate"
    with pytest.raises(TypeError, match=re.escape(words.replace("VERB", name))) as error:
        verb(given)
    assert str(error.value).startswith(f"{name} needs a walk, not ")
    assert len(str(error.value)) < 240


@pytest.mark.parametrize("verb", [gd.plot, animated])
@pytest.mark.parametrize("what", NO_WALKS)
def test_of_a_figure_that_is_plotted_the_walk_is_named(verb, what, figures):
    says_what_to_pass(verb, figures[what], NO_WALKS[what])


@pytest.mark.parametrize("verb", [gd.plot, animated])
@pytest.mark.parametrize(("given", "words"), NO_FIGURES.values(), ids=NO_FIGURES)
def test_what_is_no_walk_is_refused_with_what_would_do(verb, given, words):
    says_what_to_pass(verb, given, words)


def test_what_the_sentences_say_can_be_plotted(figures):
    walks = figures["explore 2"].trajectory, figures["race"].trajectories["momentum"], figures["blindfold"].descent
    for walk in (*walks, figures["basins 2"].trajectory, figures["tuning"].trajectory):
        assert gd.plot(walk).axes


# What cannot be set --------------------------------------------------------------------------------------------------

NO_NUMBERS = [
    "1", "12", ["1", "2"], [1, "a"], None, np.nan, [np.nan, 1], [np.inf, 1], [], [[1, 2]], [[1], [1, 2]], (1, 1, 1),
    [1 + 1j, 0], [10**400, 0], [True, False], {"w": 1}, np.ma.array([1.0, 1.0], mask=[0, 1]),
]  # fmt: skip
PLACES = {
    "explore 1": ("start", [(1, 2)], "one number is expected, such as [-4.0]."),
    "explore 2": ("start", [1, (1,)], "2 numbers are expected, such as [-4.0, 1.0]."),
    "race": ("start", [1, (1,)], "2 numbers are expected, such as [-4.0, 1.0]."),
    "basins 1": ("start", [(1, 2)], "one number is expected, such as [5.0]."),
    "basins 2": ("start", [1, (1,)], "2 numbers are expected, such as [0.0, 0.0]."),
    "tuning": ("setting", [0.01, (0.01,)], "2 numbers are expected, such as [0.02, 0.5]."),
}


@pytest.mark.parametrize("what", PLACES)
def test_a_place_that_is_no_point_of_so_many_numbers_is_refused(what, figures):
    figure, (name, more, words) = figures[what], PLACES[what]
    before = list(getattr(figure, name))
    for value in [*NO_NUMBERS, *more]:
        with pytest.raises(traitlets.TraitError, match=re.escape(words)) as error:
            setattr(figure, name, value)
        assert str(error.value).startswith(f"{name} = ")
        assert getattr(figure, name) == before


@pytest.mark.parametrize("what", PLACES)
def test_a_place_outside_is_refused_with_where_it_must_be(what, figures):
    figure, name = figures[what], PLACES[what][0]
    before = list(getattr(figure, name))
    outside = "is not on the map, which goes from" if what[:3] in ("bas", "tun") else "it must be in the domain [["
    with pytest.raises(ValueError, match=re.escape(outside)):
        setattr(figure, name, [100.0] * len(before))
    assert getattr(figure, name) == before


def test_a_point_may_be_given_in_any_way(figures):
    curve, hill = figures["explore 1"], figures["explore 2"]
    for value in (1, 1.0, [1], (1,), np.float32(1), np.array([1.0]), np.array(1)):
        curve.start = 2.0
        curve.start = value
        assert curve.start == [1.0] == curve.trajectory.w[0]
    for value in ([1, -1], (1, -1.0), np.array([1, -1])):
        hill.start = (2, 1)
        hill.start = value
        assert hill.start == [1.0, -1.0] == list(hill.trajectory.w[0])


@pytest.mark.parametrize("value", [-1, 999, 1.5, "a", None, np.nan, [1], Fraction(1, 2), 10**400])
@pytest.mark.parametrize("what", PLACES)
def test_a_position_that_a_slider_does_not_have_is_refused(what, value, figures):
    figure = figures[what]
    names = ["step", *(f"{slider.name}_index" for slider in figure.sliders)]
    assert len(names) == {"race": 3, "explore 1": 2, "explore 2": 2}.get(what, 1)
    for name in names:
        last = figure.last if name == "step" else {"axis_index": 1}.get(name, 2)
        before = getattr(figure, name)
        given = "about 10^400" if value == 10**400 else repr(value)
        words = f"{name} = {given}; a whole number from 0 to {last} is expected."
        with pytest.raises(traitlets.TraitError, match=f"^{re.escape(words)}$"):
            setattr(figure, name, value)
        assert getattr(figure, name) == before


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (1, "path = 1; a list of points is expected"), (None, "path = None; a list of"),
        ([], "path = []; a list of points"), ("abc", "path = 'abc'; a list"), ([["a"]], "path[0] = ['a'] is not on"),
        ([[-4], [np.nan]], "path[1] = [nan] is not on the map"), ([[1j]], "path[0] = [1j] is not on the map"),
        ([[1, 2]], "path[0] = [1, 2] is not on the map, which is −5 … 5."), ([[100]], "path[0] = [100] is not on the"),
    ],
)  # fmt: skip
def test_a_path_in_the_fog_that_cannot_be(path, words, figures):
    before = figures["blindfold"].path
    with pytest.raises((traitlets.TraitError, ValueError), match=re.escape(words)):
        figures["blindfold"].path = path
    assert figures["blindfold"].path == before


# Where there is no start ---------------------------------------------------------------------------------------------

NOWHERE = gd.surface(lambda a, b: a**2 + b**2, name="nowhere", minima=[(0, 0)], domain=[(-3, 3)] * 2)
VERBS = {
    "descend": lambda: gd.descend(NOWHERE, gd.momentum),
    "sweep": lambda: gd.sweep(NOWHERE, gd.momentum, lr=[0.1, 0.2]),
    "explore": lambda: gd.explore(NOWHERE, gd.momentum),
    "race": lambda: gd.race(NOWHERE, [gd.momentum]),
    "basins": lambda: gd.basins(NOWHERE, gd.gradient_descent),
    "tuning": lambda: gd.tuning(NOWHERE, gd.momentum, lr=[0.1, 0.2], mu=[0, 0.5]),
    "blindfold": lambda: gd.blindfold(NOWHERE),
}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_a_landscape_without_a_start_wants_one(verb):
    with pytest.raises(ValueError, match=r"^nowhere has no start of its own: pass start=\.\.\."):
        verb()


# Where to write ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["explore 2", "race", "basins 2", "tuning", "blindfold"])
def test_a_page_goes_to_a_file_that_is_called_so_in_a_folder_that_is_there(what, figures, tmp_path):
    figure = figures[what]
    for name in ("a.png", "a", "a.html.bak", "a.ipynb"):
        with pytest.raises(ValueError, match=r"valid ending: \.html\. The picture alone: Path\(.*\.png\(\)\)") as error:
            figure.save(tmp_path / name)
        assert repr(str(tmp_path / name)) in str(error.value)
    with pytest.raises(FileNotFoundError, match=r"there is no folder '.*gone'; make it first"):
        figure.save(tmp_path / "gone" / "a.html")
    for nothing in (None, 3):
        with pytest.raises(TypeError, match=f"path = {nothing}; the name of a file is expected, such as 'walk.html'"):
            figure.save(nothing)
    folder = tmp_path / "folder.html"
    folder.mkdir()
    with pytest.raises(IsADirectoryError, match=r"path = '.*folder\.html' is a folder; .*walk\.html'"):
        figure.save(folder)
    folder.rmdir()
    assert list(tmp_path.iterdir()) == []
    figure.save(str(tmp_path / "a.HTML"))
    (page,) = tmp_path.iterdir()
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_an_animation_goes_to_the_name_of_a_file(tmp_path):
    with pytest.raises(TypeError, match=r"path = 5; the name of a file is expected, such as 'walk\.gif'"):
        gd.animate(WALK, 5)  # pyright: ignore[reportArgumentType]
    with pytest.raises(TypeError, match=r"animate needs a walk, not 'walk\.gif'"):
        gd.animate("walk.gif", WALK)  # pyright: ignore[reportArgumentType]
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        gd.animate(WALK, tmp_path / "gone" / "walk.gif")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verb", [gd.explore, gd.tuning])
def test_a_default_that_is_no_number_is_told_so_where_a_slider_or_a_map_would_begin_there(verb):
    def worded(w, g, *, lr="small", mu=0.5):
        return w - lr * g

    def unknown(w, g, *, lr=np.nan, mu=0.5):
        return w - lr * g

    for rule, words in ((worded, "lr = 'small', which is text"), (unknown, "lr = nan; .* without NaN")):
        with pytest.raises((TypeError, ValueError), match=words):
            verb(gd.bowl, rule, steps=5, lr=[0.1, 0.2], mu=[0.1, 0.2])


# Where matplotlib is told to write with LaTeX ------------------------------------------------------------------------


def letters(figure):
    """The texts of a matplotlib figure, laid out at another size and range than it was made for: with new ticks."""
    figure.set_size_inches(20, 10)
    for ax in figure.axes:
        ax.set_xlim(*(0.7 * np.array(ax.get_xlim())))
    figure.draw_without_rendering()
    return figure.findobj(Text)


def test_no_figure_obeys_usetex_as_nobody_may_have_latex(tmp_path):
    f, few = gd.two_features(), {"steps": 5}
    with rc_context({"text.usetex": True}):
        live = [
            gd.explore(f, gd.momentum, lr=[0.1, 0.2], panels=PANELS, **few),
            gd.race(f, [gd.momentum, gd.nesterov], panels=["lanes", "cost"], **few),
            gd.basins(gd.two_valleys, gd.gradient_descent, cells=5, **few),
            gd.tuning(f, gd.momentum, lr=np.geomspace(0.01, 0.2, 5), mu=[0, 0.5], panels="cost", **few),
        ]
        for figure in [*(one.figure for one in live), gd.plot(WALK)]:
            said = letters(figure)
            assert len(said) > 10
            assert not any(text.get_usetex() for text in said)
        for figure in live:  # what is drawn at one position of the sliders, such as the names at a race's lanes
            assert figure.png().startswith(b"\x89PNG")
        assert gd.blindfold(gd.bowl).png().startswith(b"\x89PNG")
        assert gd.animate(WALK, tmp_path / "walk.gif", seconds=0.1).exists()


def test_a_slider_is_not_set_by_its_name(figures):
    for name in ("explore 1", "race"):
        figure = figures[name]
        with pytest.raises(AttributeError, match=r"lr = 0\.5: a slider moves by its position, figure\.lr_index"):
            figure.lr = 0.5
        figure.lr_index = 2
        assert figure.index[-1] == 2


def test_a_live_figure_of_too_many_steps_is_told_to_take_fewer():
    for verb in (gd.explore, lambda f, rule, **steps: gd.race(f, [rule], **steps)):
        with pytest.raises(ValueError, match=r": take fewer steps or runs, or with descend or sweep record every=\d+"):
            verb(gd.bowl, gd.momentum, steps=10**9)


@pytest.mark.parametrize("path", ["a\0b.html", "x" * 300 + ".html"], ids=["with a NUL", "too long"])
def test_a_path_that_no_file_can_have_is_told_why(path, figures):
    for save in (figures["explore 1"].save, lambda path: gd.animate(WALK, path)):
        with pytest.raises(ValueError, match=r"path = .*: a file's name has 255 letters at most, none of them \\0"):
            save(path)


def test_what_goes_to_infinity_in_one_step_does_not_hardly_move():
    figure = gd.explore(gd.rotated_bowl, gd.gradient_descent, lr=1e308)  # warnings are errors
    figure.step = 1
    assert "hardly" not in figure.said()
    assert "diverged" in figure.said()


@pytest.mark.parametrize("verb", [gd.plot, lambda walk: gd.animate(walk, "walk.gif")])
def test_of_no_run_nothing_is_drawn(verb):
    with pytest.raises(ValueError, match=r"draws one run, and there is none: trajectory.shape is \(0,\)"):
        verb(gd.sweep(gd.bowl, gd.gradient_descent, lr=[0.1, 0.2])[:0])
