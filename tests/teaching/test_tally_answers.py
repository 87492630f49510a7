"""tally counts no guess wrongly: answers that are nearly the same, what stands around lines, and whose they are."""

import pytest
from helpers.students import said
from helpers.tables import assert_says

import gdviz as gd
from gdviz.teaching import chat
from gdviz.teaching.predict import _asked


@pytest.fixture(autouse=True)
def _forgotten():
    """Nothing has been asked in this kernel."""
    _asked.clear()
    yield
    _asked.clear()


def printed(choices, guesses, truth, question="Which?", unit=""):
    """The lines of a class, one for each guess."""
    lines = []
    for guess in guesses:
        _asked.clear()
        gd.predict(question, choices, unit=unit).lock(guess).reveal(truth)
        lines.append(str(gd.predictions()))
    _asked.clear()
    return lines


def in_both(lines, choices, truth, question="Which?", unit=""):
    """The sentence for some lines: without the notebook that asks, and in it, where it has to be the same."""
    without = said("\n".join(lines))
    gd.predict(question, choices, unit=unit).reveal(truth)
    within = said("\n".join(lines))
    assert [*map(chat.mended, within)] == [*map(chat.mended, without)]  # the notebook knows which quotation marks
    return within[0]


@pytest.mark.parametrize(
    "choices",
    [
        ["(0, 1]", "[0, 1)", "(0, 1)", "[0, 1]"], ["f(x)", "f'(x)", "f''(x)"], ["f′", "f″", "f"], ["w", "-w", "|w|"],
        ["w²", "w2", "w^2", "w**2"], ["w * g", "w g*", "w / g"], ["↑", "↓", "→"], ["↗", "↘"], ["👍", "👎"],
        ["w.", "w"], ["Yes", "yes"], ["x̂", "x"], ["f(f(x))", "f(x)", "f(g(h(x)))", "f((x))"], ["happy :)", "sad :("],
        ["a) up", "b) down", "c) level"], ["A: momentum", "B: Adam", "a: none"], ["A", "B"], ["]0, 1[", "]0, 1]"],
        ["“a”b", "a“b”"], ["> 5", "5 <"], ["+", "−"], ["2 times", "5 times"], ["f ✓", "f ✗", "f"],
    ],
)  # fmt: skip
def test_answers_that_differ_in_a_sign_are_different_answers(choices):
    wrong, truth = choices[0], choices[1]
    lines = printed(choices, choices, truth)
    assert f" 1 of {len(choices)} was right." in in_both(lines, choices, truth)
    sentence = in_both(printed(choices, [wrong] * 3, truth), choices, truth)
    assert sentence.startswith("3 of 3 said ")
    assert sentence.endswith(" None of 3 were right.")


def test_a_guess_that_could_be_two_choices_is_none_and_that_is_said():
    gd.predict("Which?", ["Yes!", "yes", "no"]).reveal("no")
    assert said("Q: Which? A: YES (it was no)\nQ: Which? A: NO. (right)") == [
        "It was “no”. 1 of 1 was right. No answer: “YES”."
    ]


def test_a_guess_need_not_have_the_case_and_the_signs_of_its_choice():
    gd.predict("Which?", ["As `many`", "More 😀"]).reveal("As `many`")
    assert said("Q: Which? A: as many (right)\nQ: Which? A: **More** (it was As many)")[0].endswith("1 of 2 was right.")


def test_questions_that_differ_in_a_sign_are_different_questions():
    lines = [printed(None, [guess], 1, question)[0] for guess, question in ((2, "f(x)?"), (3, "f'(x)?"))]
    assert [sentence[:20] for sentence in said(" · ".join(lines))] == ["1 of 1 said 2 (it wa", "1 of 1 said 3 (it wa"]


NAMES = ["Bob O'Neil", "Zoë-Marie van der Berg", "李雷", "Ümit Öz", "ann.lee7"]


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ("{name}\n8:56 AM (Edited 8:59 AM)\n{line}", False), ("{name} 8:56 AM (edited)\n{line}", False),
        ("{name} raised a hand\n{line}\n{name} joined the meeting", True),
        ("{name} <s1@school.edu> said\n{line}\n", True),
        ("{line}\n– {name}, class 7b, +49 170 1234\n\n", True), ("Picture of {name}\n{name}\n8:56\n{line}", True),
        ("{name}: Q: is this right, {name}?\n{name}: {line}", False), ("Q: {name}\n{line}", False),
        ("{name}: {line}\n{name}: Q: Which, {name}? A: none\n", False), ("{line}\nI am {name} (it was 7) A: me", True),
    ],
)  # fmt: skip
def test_no_name_is_said_whatever_could_not_be_read(written, others):
    lines = printed(None, [6, 7, 8, 12, 12], 7)
    sentence = said("\n".join(map(lambda name, line: written.format(name=name, line=line), NAMES, lines)))[0]
    assert sentence.startswith("2 of 5 said 12")
    for name in NAMES:
        for part in name.replace("-", " ").split():
            assert part not in sentence
    assert (" no answer." in sentence) == others


def test_a_reaction_to_a_line_is_no_guess():
    lines = [f"{name}: {line}" for name, line in zip(NAMES, printed(None, [12, 6, 9, 12], 7), strict=False)]
    quoted = lines[0].partition(": ")[2]
    plain = said("\n".join(lines))[0]
    for words in ("Liked", "Laughed at", "👍 to", "Gefällt"):
        assert said("\n".join([*lines, f"Bob: {words} “{quoted}”", f"Cid: {words} “{quoted}”"]))[0] == (
            f"{plain} 2 answers that stand there twice count once."
        )
    cut = f"Bob: Reacted to “{quoted[:12]}…” with 👍"
    assert said("\n".join([*lines, cut]))[0] == f"{plain} 1 line holds no answer."
    assert said("\n".join(f'{NAMES[0]} "{line}"' for line in printed(None, [12, 6, 6], 7)))[0][:11] == "2 of 3 said"


def test_a_reaction_to_a_line_with_several_questions_is_none_to_all_of_them():
    line = " · ".join(printed(None, [12], 7, question)[0] for question in ("One?", "Two?"))
    assert [sentence[:6] for sentence in said(f"Ann: {line}\nBob: Liked “{line}”\nCid: {line}")] == ["2 of 2"] * 2


@pytest.mark.parametrize(
    "front",
    ["Anonymous: ", "Guest: ", "8:55 From Guest to Everyone: ", "Hi! ", "My guess: ", "[12]: ", "a) ", "To Everyone\n",
     "In [12]: print(predictions())\n", "Out[12]: "],
)  # fmt: skip
def test_what_stands_in_front_of_everybodys_line_is_no_name(front):
    (line,) = printed(None, [12], 7)
    assert said("\n".join([front + line] * 5))[0].startswith("5 of 5 said 12")
    assert "twice" not in said("\n".join([front + line] * 5))[0]


def test_a_student_who_pastes_a_line_that_grows_counts_once():
    parts = [printed(None, [12], 7, question)[0] for question in ("One?", "Two?", "Three?")]
    text = "\n".join("Ann: " + " · ".join(parts[:n]) for n in (1, 2, 3))
    assert [sentence[:11] for sentence in said(text)] == ["1 of 1 said"] * 3


@pytest.mark.parametrize("unit", ["kg CO2", "m/s2", "m/s^2", "m s^-2", "m s-2", "m²", "H2O", "l/100 km", "× 10³", "3D"])
def test_a_unit_may_have_digits(unit):
    question = "How much?"
    sentence = in_both(printed(None, [5, 7, 7], 7, question, "m/s2"), None, 7, question, "m/s2")
    assert sentence == (
        "1 of 3 said 5 m/s2 (it was 7): the commonest other guess. 2 of 3 within 10 %, 2 of them exactly."
    )
    lines = printed(None, [5, 7, 7], 7, question, unit)
    gd.predict(question, unit=unit).reveal(7)
    assert said("\n".join(lines)) == [sentence.replace("m/s2", unit)]


@pytest.mark.parametrize("words", ["12 or 13", "2-3 steps", "5/7", "2^3", "5x10^3", "5 × 10", "5 to 7 steps"])
def test_two_numbers_are_not_a_number_and_its_unit(words):
    assert chat.number(words) is None


def test_a_question_with_choices_is_none_for_a_number_though_all_said_numbers():
    choices = ["about as long", "2 times", "5 times"]
    figure = gd.tally("\n".join(printed(choices, ["2 times"] * 3 + ["5 times"], "5 times")))
    assert figure.said() == "3 of 4 said “2 times” (it was “5 times”): the commonest other answer. 1 of 4 was right."


def test_lower_case_marks_colours_of_a_terminal_and_what_is_run_together():
    lines = [line.replace("Q:", "q:").replace("A:", "a:") for line in printed(None, [6, 6], 7)]
    assert said("\n".join(lines))[0].startswith("2 of 2 said 6")
    (line,) = printed(None, [6], 7)
    assert said(f"\x1b[32m{line}\x1b[0m\n\x1b[1;32mQ\x1b[0m{line[1:]}")[0].startswith("2 of 2 said 6")
    assert said(f"Q: Which? A: no guess{line}")[0].startswith("1 of 1 said 6")


def test_a_choice_with_the_mark_of_a_question_is_refused():
    for choice in ("Q: one", "see q : two"):
        assert_says(
            ValueError, lambda choice=choice: gd.predict("Which?", [choice, "b"]), [repr(choice), "leave it out"]
        )
    gd.predict("Which?", ["FAQ: one", "Q"])
