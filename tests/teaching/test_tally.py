"""tally: what a class guessed, and what it was, in a sentence and in a figure."""

import numpy as np
import pytest
from helpers.students import ANN, BOB, MANY, OPEN, STEPS, TWICE, line, said
from helpers.tables import assert_says

import gdviz as gd
from gdviz import style
from gdviz.teaching.predict import _asked

inf = float("inf")


@pytest.fixture(autouse=True)
def _forgotten():
    """Nothing has been asked in this kernel."""
    _asked.clear()
    yield
    _asked.clear()


def test_what_counts_once_and_who_made_no_guess_is_said():
    early, later = f"8:55 Ann: {ANN.partition(' · ')[0]}", f"9:20 Ann: {ANN}"
    assert "1 answer that stands there twice counts once." in said(f"{early}\n{later}")[0]
    assert "3 answers that stand there twice count once." in said(f"{later}\n{later}")[0]
    assert "twice" not in said(f"{ANN}\n{ANN}")[0]
    assert said(f"{ANN}\n{line()}\n{line()}")[0].endswith("2 made no guess.")
    assert said(f"{ANN.partition(' · ')[0]}\n{line()}")[1] == (
        "Nobody made a guess. What it was is in none of the lines."
    )


def test_what_was_not_revealed_yet_is_taken_from_the_later_line():
    later = line(6, "as many")
    early = later.replace("(it was 12)", "(not revealed)").replace("(right)", "(not revealed)")
    assert said(f"Ann: {early}\nAnn: {later}")[0].startswith("1 of 1 said 6 steps (it was 12)")
    assert "What it was is in none of the lines." in said(early)[0]


def test_what_cannot_be_read_is_counted_and_only_its_question_is_quoted():
    text = f"{ANN}\nBob: I said 12, I think"
    assert said(text)[1].endswith("was right. 1 line holds no answer.")
    assert gd.tally(f"{text}\none\ntwo\n").said(0) == "0 guesses so far. 3 lines hold no answer."
    spoilt = f"{text}\nCid: Q: {TWICE} A: \nDora: Q: Dora\nEmil: Q: {STEPS} A: 7"
    assert said(spoilt)[1].endswith(
        f"3 answers could not be read: “Q: {TWICE} …”, “Q: {STEPS} …”. 1 line holds no answer."
    )
    assert said(f"{ANN}\nQ: What?")[1].endswith(" 1 answer could not be read.")


def test_a_guess_that_is_no_answer_is_quoted():
    gd.predict(STEPS, unit="steps")
    assert "No answer: “quite some”." in said(f"{ANN.partition(' · ')[0]}\nQ: {STEPS} A: quite some (it was 12)")[0]


def test_questions_that_the_notebook_knows_need_no_marks_and_keep_their_order():
    bare = f"Ann: {ANN}\nBob: {BOB}".replace("Q: ", "").replace("A: ", "")
    assert_says(ValueError, lambda: gd.tally(bare), ["There is no guess in text", "Ann: How many"])
    gd.predict(TWICE, MANY).reveal("more steps")
    gd.predict(STEPS, unit="steps")
    gd.predict(OPEN)
    gd.predict("Was this asked?")
    figure = gd.tally(bare)
    assert [face.title for face in figure.panels[0]] == [TWICE, STEPS, OPEN]
    # the notebook knows better what it was, and says that others have seen something else
    assert figure.said() == (
        "1 of 2 said “as many” (it was “more steps”): the commonest other answer. 1 of 2 was right. "
        "Not all had the same answer: for 2 it was “as many”."
    )
    assert [*figure.panels[0][0].y.words.values()] == MANY


@pytest.mark.parametrize("text", ["", " \n ", "no prediction at all", "No predictions yet.", "Q:", "Q: A:", line()])
def test_a_text_without_a_guess_is_refused_with_what_to_paste(text):
    assert_says(ValueError, lambda: gd.tally(text), ["text", "paste what print(predictions()) printed"])
    assert_says(TypeError, lambda: gd.tally([text]), ["is no text", "paste what print(predictions()) printed"])


def of(guesses, truth=12):
    return "\n".join(line(guess, truth=truth).partition(" · ")[0] for guess in guesses)


@pytest.mark.parametrize(
    ("guesses", "truth", "sentence"),
    [
        ([6] * 9 + [12] * 5 + [13] * 6 + [20] * 8, 12,
         "9 of 28 said 6 steps (it was 12): the commonest other guess. 11 of 28 within 10 %, 5 of them exactly."),
        ([6, 6, 20, 20, 12], 12,
         "6 steps and 20 steps were said by 2 of 5 each (it was 12): the commonest other guesses. "
         "1 of 5 within 10 %, 1 of them exactly."),
        ([6, 7, 20], 12,
         "It was 12 steps; the other guesses differ, none has more than 1 of 3. None of 3 within 10 %."),
        ([12, 13], 12, "It was 12 steps. 2 of 2 within 10 %, 1 of them exactly."),
        ([inf, inf, 3], 12, "2 of 3 said never (it was 12): the commonest other guess. None of 3 within 10 %."),
        ([3, 3, inf], inf, "2 of 3 said 3 steps (it was never): the commonest other guess. 1 of 3 was right."),
        ([3, 3, 0], 0, "2 of 3 said 3 steps (it was 0): the commonest other guess. 1 of 3 was right."),
        ([1], 12, "1 of 1 said 1 step (it was 12): the commonest other guess. None of 1 within 10 %."),
        ([6, 6, 3], None, "2 of 3 said 6 steps: the commonest guess. What it was is in none of the lines."),
    ],
)  # fmt: skip
def test_the_sentence_says_the_commonest_wrong_idea(guesses, truth, sentence):
    text = of(guesses, 12 if truth is None else truth)
    assert said(text if truth is not None else text.replace("(it was 12)", "(not revealed)")) == [sentence]


def test_a_guess_within_a_tenth_is_no_wrong_idea():
    assert said(of([100] * 5 + [50] * 2, 99)) == [
        "2 of 7 said 50 steps (it was 99): the commonest other guess. 5 of 7 within 10 %."
    ]


def test_students_for_whom_it_was_something_else_are_told_of():
    text = of([6, 6, 6]) + "\n" + of([6, 13], 13)
    assert said(text)[0].endswith("Not all had the same answer: for 2 it was 13 steps.")
    assert "Not all" not in said(of([0.70711, 0.707], 2**-0.5))[0]  # the same, but for rounding
    text = of([0.5, 0.70711, 2**-0.5], 2**-0.5)
    gd.predict(STEPS, unit="steps").reveal(2**-0.5)
    assert said(text)[0].endswith("2 of 3 within 10 %, 2 of them exactly.")  # as it is printed


def test_one_mark_a_student_in_the_order_of_the_text_and_at_the_last_step_what_it_was():
    figure = gd.tally(f"Ann: {line(6, 'as many')}\nBob: {line(inf, 'as many')}\nCid: {line(6, 'more steps')}")
    rule, guesses, truth = figure.tracks
    assert figure.last == 4  # three guesses, and what it was
    assert [int(np.isfinite(guesses.at((0,), step)[1]).sum()) for step in range(5)] == [0, 1, 2, 3, 3]
    x, y = guesses.at((0,), 4)
    assert (x[0], x[2]) == (6, 6)
    assert x[1] == pytest.approx(figure.panels[0][0].x.low + 0.97 * np.ptp(figure.panels[0][0].x.ends))
    assert y.tolist() == [1, 1, 2]  # the same guess stands above the other
    assert np.isnan(rule.at((0,), 3)).all()
    assert rule.at((0,), 4)[0].tolist() == [12, 12]
    assert [float(side[0]) for side in truth.at((0,), 4)] == [12, 0]
    x, y = guesses.at((1,), 4)
    rows = {text: row for row, text in figure.panels[0][1].y.words.items()}
    assert list(zip(x, y, strict=True)) == [(1, rows["as many"]), (2, rows["as many"]), (1, rows["more steps"])]
    assert [float(side[0]) for side in truth.at((1,), 4)] == [0, rows["as many"]]
    assert np.isnan(np.concatenate(gd.tally(f"{BOB}").tracks[0].at((2,), 2))).all()


def test_marks_never_cover_each_other_and_stand_inside_their_panel():
    values = [*range(1, 60, 2), 1000, 1e40, 0, 1e-40, 7, 7]
    figure = gd.tally(of(values))
    (face,), (x, y) = figure.panels[0], figure.tracks[1].at((), figure.last)
    seen = np.log(face.x.seen(x))
    low, high = np.log(face.x.ends)
    assert np.all((seen > low) & (seen < high))
    assert np.all((y >= 1) & (y < face.y.high))
    places = list(zip((seen - low) / (high - low), y, strict=True))
    size = figure.tracks[1].look["markersize"]  # in points; on a phone a panel is 244 of them wide
    assert size > 4.5
    for k, (across, up) in enumerate(places):
        assert all(v != up or abs(u - across) * 244 >= size for u, v in places[:k])


@pytest.mark.parametrize("steps", [[14, 12, 14, 3, 14, 12, 7, 6, 14, 100, inf], [7.1, 7, 6.9, 7, 40, 7, 7.05]])
def test_a_stack_of_numbers_has_no_hole_at_any_step_and_is_as_high_as_many_said_it(steps):
    figure = gd.tally(of(steps, 7))
    for so_far in range(1, len(steps) + 1):
        x, y = figure.tracks[1].at((), so_far)
        stacks = {}
        for across, up in zip(x[:so_far], y[:so_far], strict=True):
            stacks.setdefault(across, []).append(up)
        assert all(sorted(stack) == [*range(1, len(stack) + 1)] for stack in stacks.values())
    high = {across: max(stack) for across, stack in stacks.items()}
    if 14 in steps:
        assert (high[14], high[12], high[7], high[6]) == (4, 2, 1, 1)
    else:
        assert high == {7: 6, 40: 1}  # what nobody could tell apart stands where it was


def test_the_numbers_below_are_what_it_was_and_what_was_said():
    (face,) = gd.tally(of([100, 13, 13, 101, 1500, inf])).panels[0]
    assert [*face.x.words.values()] == ["12", "100", "1500", "never"]
    assert face.x.label == "steps, logarithmic"
    assert gd.tally(of([5, 6, 6])).panels[0][0].x.scale == "linear"


def test_no_name_is_in_the_figure_and_it_can_be_saved(tmp_path):
    figure = gd.tally(f"[8:55] Hildegard: {ANN}\nHildegard Knef\n{BOB}\nHildegard")
    figure.save(tmp_path / "class.html")
    page = (tmp_path / "class.html").read_text(encoding="utf-8")
    assert "What the class guessed" in page
    assert "Hildegard" not in page
    assert "hildegard" not in str(figure._scene).casefold()
    assert figure.png().startswith(b"\x89PNG")
    assert figure.description.endswith("1 line holds no answer.")


def test_large_letters_have_large_marks():
    gd.projector()
    large = gd.tally(of([6])).tracks[1].look["markersize"]
    gd.projector(False)
    assert large == pytest.approx(1.35 * gd.tally(of([6])).tracks[1].look["markersize"])
    assert gd.tally(of([6] * 40)).tracks[1].look["markersize"] < 5  # a tall stack has small ones
    assert gd.tally(of([6])).tracks[1].look["markerfacecolor"] == style.OWN[0]


@pytest.mark.parametrize("guesses", [[6] * 200, [6] * 40, [*range(200)]])
def test_marks_of_a_large_class_can_be_seen(guesses):
    look = gd.tally(of(guesses)).tracks[1].look
    assert 2.5 <= look["markersize"] < 5
    assert look["markeredgecolor"] == "none"  # which would cover what is left of it
    assert gd.tally(of(guesses[:1])).tracks[1].look["markeredgecolor"] == style.PAPER
