"""The words under a picture: their grammar, and that the browser says what Python says."""

import json
import math
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gdviz.live.words import Clause, Listed, Words

NEVER = np.inf


def test_a_clause_says_the_text_that_its_number_picks():
    which = np.array([[0.0, 2.0], [1.0, 0.0]])  # step, slider
    clauses = [Clause(["{step} of {last}"]), Clause(["", "one", "two: {a}"], which)]
    words = Words(clauses, {"a": np.array([[0.25], [7]])})
    said = [[words.at((i,), step, 1) for i in range(2)] for step in range(2)]
    assert said == [["0 of 1", "0 of 1 two: 0.25"], ["1 of 1 one", "1 of 1"]]


def test_a_clause_whose_axes_have_length_one_says_the_same_everywhere():
    words = Words([Clause(["no", "yes"], np.ones((1, 1))), Clause(["always"])])
    assert words.at((3,), 2, 9) == "yes always"


def test_numbers_that_count_are_written_to_the_last_digit():
    numbers = {"a": np.array([12345.0]), "b": np.array([12345.0]), "c": np.array([np.inf])}
    assert Words([Clause(["{a} {b} {c}"])], numbers, ("a", "c")).at((), 0, 0) == "12345 12300 ∞"


def test_steps_may_count_otherwise_than_rows():
    words = Words([Clause(["{step} of {last}: {a}"])], {"a": np.array([5.0, 6.0])})
    assert words.at((), (1, 40), (1, 80)) == "40 of 80: 6"


def finish(order, told=("{a}", "{b}", "about {c}"), texts=("{names} after {number} {unit}", "then {names}, {number}")):
    """What is said of three who come in an order."""
    numbers = {name: np.array([value]) for name, value in zip("abc", order, strict=True)}
    names, one = ["Ann", "{b}", "a $& c"], np.array([0.0 if min(order) == 1 else 1.0])
    parts = {"unit": Clause(["step", "steps"], one), "finish": Listed(names, list(numbers.values()), told, texts)}
    return Words([Clause(["First: {finish}."])], numbers, ("a", "b", "c"), parts).at((), 0, 0)


def test_a_list_puts_those_first_whose_number_is_lowest_and_equal_ones_together():
    assert finish([20.0, 12345.0, 3.0]) == "First: a $& c after about 3 steps; then Ann, 20; then {b}, 12345."
    assert finish([7.0, 7.0, 7.0]) == "First: Ann, {b} and a $& c after 7 steps."
    assert finish([NEVER, np.nan, 1.0]) == "First: a $& c after about 1 step."
    assert finish([2.0, 1.0, 2.0]) == "First: {b} after 1 step; then Ann and a $& c, 2."
    assert finish([NEVER, NEVER, -NEVER]) == "First: ."


def test_a_list_without_an_order_names_those_for_whom_something_holds():
    assert finish([0.0, NEVER, 0.0], (), ("{names}",)) == "First: Ann and a $& c."


def test_what_stands_in_braces_and_is_no_name_stays():
    assert Words([Clause(["{who} {step} { a } {}"])], {"a": np.array([1.0])}).at((), 2, 3) == "{who} 2 { a } {}"


# Random words, said by both. ------------------------------------------------------------------------------------------

NUMBERS, PARTS = ["a", "b", "c"], ["p", "q", "r"]
LETTERS = st.text(st.sampled_from("aé{}$&\\ .;"), max_size=4)


def texts(names):
    """A text with some of the names in braces."""
    return st.lists(LETTERS | st.sampled_from([f"{{{name}}}" for name in names]), max_size=4).map("".join)


@st.composite
def part(draw, names):
    """One of several texts, or a list."""
    some = draw(st.lists(texts([*names, "names", "number"]), min_size=1, max_size=3))
    if draw(st.booleans()):
        which = draw(st.none() | st.integers(0, len(some) - 1).map(lambda k: np.array([float(k)])))
        return Clause(some, which)
    whose = draw(st.lists(LETTERS, min_size=1, max_size=4))
    order = st.lists(st.sampled_from([0.0, -0.0, 1.0, 2.5, NEVER, np.nan]), min_size=len(whose), max_size=len(whose))
    told = st.just([]) | st.lists(texts(names), min_size=len(whose), max_size=len(whose))
    return Listed(whose, [np.array([value]) for value in draw(order)], draw(told), some)


@st.composite
def some_words(draw):
    """Words whose parts name numbers, and parts before them."""
    values = {name: draw(st.floats()) for name in NUMBERS} | {"b": float(draw(st.integers(-(2**50), 2**50)))}
    names, parts = ["step", "last", "nobody", *NUMBERS], {}
    for name in PARTS:
        parts[name] = draw(part(names))
        names.append(name)
    clauses = [each for each in draw(st.lists(part(names), max_size=4)) if isinstance(each, Clause)]
    return Words(clauses, {name: np.array([value]) for name, value in values.items()}, ("b",), parts)


def sent(words):
    """The words as the browser has them, with the numbers of their channels."""
    channels = []

    def channel(values, *_):
        channels.append(values[0] if math.isfinite(values[0]) else str(values[0]))
        return len(channels) - 1

    return {"words": words.described(channel), "channels": channels}


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking runs node for minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(some_words(), min_size=30, max_size=30))
def test_the_browser_says_what_python_says(run_node, tmp_path, many):
    (tmp_path / "cases.json").write_text(json.dumps([sent(words) for words in many]))
    ran = run_node(Path(__file__).with_name("words.mjs"), GDVIZ_SCRIPTS=str(tmp_path))
    assert ran.returncode == 0, ran.stderr
    for words, said in zip(many, json.loads(ran.stdout), strict=True):
        assert said == words.at((), (0, 20), (0, 90)), words
