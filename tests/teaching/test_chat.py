"""A chat, read: what was done to the lines of ``predictions`` on their way does not matter, and nothing is lost."""

import re
import textwrap
from collections import Counter

import pytest
from helpers.students import ANN, BOB, MANY, OPEN, STEPS, TWICE, line
from hypothesis import given, settings
from hypothesis import strategies as st

from gdviz.teaching import chat, opinions
from gdviz.teaching.chat import Entry

inf = float("inf")


def counted(text, known=()):
    """For each question, how many said what: {question: {guess: count}}."""
    entries, spoilt, others = chat.read(text, known)
    assert (spoilt, others) == ([], 0)
    return {each.question: Counter(each.guesses) for each in opinions.gathered(chat.once(entries), {})}


READ = [
    Entry("", STEPS, "1234 steps", "12"), Entry("", TWICE, "as many", "as many"), Entry("", OPEN, "0.5", None),
    Entry("", STEPS, "6 steps", "12"), Entry("", TWICE, "more steps", "as many"), Entry("", OPEN, "−3", None),
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        f"{ANN}\n{BOB}",
        f"“{ANN}”\n„{BOB}“",
        f"'{ANN}'\n'{BOB}'",
        f"• {ANN}\n• {BOB}",
        f"- {ANN}\n* {BOB}",
        f"1. {ANN}\n2. {BOB}",
        f"1) {ANN}\n\n\n2) {BOB}\n",
        f"> {ANN}\n>> {BOB}",
        "\n".join(textwrap.wrap(ANN, 30) + textwrap.wrap(BOB, 22)),
        "\n".join(f"> {part}" for student in (ANN, BOB) for part in textwrap.wrap(student, 25)),
        "\r\n".join(textwrap.wrap(f"{ANN} {BOB}", 40)),
        f"{ANN} {BOB}",
        f"{ANN} · {BOB}",
        f"Ann Lee: {ANN}\nBob: {BOB}",
        f"[08:55] Ann Lee: {ANN}\n[8:56 AM] Bob: {BOB}",
        f"12/03/26, 08:55 - Ann: {ANN}\n12/03/26, 08:56 - Bob: {BOB}",
        f"08:55:12 From Ann Lee to Everyone: {ANN} 08:55:40 From Bob to Everyone: {BOB}",
        f"Ann Lee\n8:55 AM\n{ANN}\n\nBob Ray\n8:56 AM\n{BOB}",
        f"Ann — Today at 8:55\n{ANN}\nBob — Today at 8:56\n{BOB}",
        f"🎉 {ANN} 👍🏽\n{BOB} 😀",
        f"✓ {ANN} ✓\n✗ {BOB} ✗",
        f"{ANN}\n👍 2\n:tada:\n{BOB}\n",
        f"**{ANN}**\n_{BOB}_",
        f"\u200e{ANN}\n\ufeff{BOB}".replace(" ", "\u00a0"),
        f"{ANN}\n{BOB}".replace("1234", "1,234"),
        f"{ANN}\n{BOB}".replace("1234", "1 234").replace("0.5 ", "0,5 "),
        f"{ANN}\n{BOB}".replace("−", "-"),
        f"{ANN}\n{BOB}".replace("−", "–").replace("…", "..."),
        f"{ANN}\n{BOB}".replace(" · ", "\n• "),
        f"{ANN}\n{BOB}".replace(" · ", "\n"),
        f"{ANN}\n{BOB}".replace("(right)", "(right ✓)").replace("(it was 12)", "✗ (it was 12)"),
        f"{ANN}\n{BOB}".replace("Q:", "Q :").replace("A:", "A："),
    ],
)
def test_what_a_chat_does_to_the_text_does_not_matter(text):
    assert counted(text) == {STEPS: {1234: 1, 6: 1}, TWICE: {"as many": 1, "more steps": 1}, OPEN: {0.5: 1, -3: 1}}


def test_the_entries_of_the_lines_as_they_are_printed():
    assert chat.read(f"{ANN}\n{BOB}") == (READ, [], 0)
    assert [entry.who for entry in chat.read(f"[8:55] Ann Lee: {ANN}\n{BOB}")[0]] == ["annlee"] * 3 + [""] * 3


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("12 steps", (12, "steps")), ("1 step", (1, "step")), ("12steps", (12, "steps")), ("never", (inf, "")),
        ("−3 m", (-3, "m")), ("1,234 steps", (1234, "steps")), ("1 234 567", (1234567, "")), ("1'234.5", (1234.5, "")),
        ("0,64", (0.64, "")), ("0,125", (0.125, "")), ("1.8e7", (1.8e7, "")), ("2.1e−5 per cent", (2.1e-5, "per cent")),
        ("60°", (60, "°")), (".5", (0.5, "")), ("as many", None), ("about 12", None), ("12 or 13", None), ("", None),
        ("μ = 0.3", None),
    ],
)  # fmt: skip
def test_a_number_is_read_in_every_spelling(words, value):
    assert chat.number(words) == value


def test_a_chat_that_makes_a_face_of_the_end_of_an_entry_is_understood():
    (first, *_), *unread = chat.read(line(6, truth=8).replace("8)", "😎"))
    assert (first, unread) == (Entry("", STEPS, "6 steps", "8"), [[], 0])


def test_students_who_answered_only_some_questions_count_where_they_did():
    some = line(6).partition(" · ")[0]
    assert counted(f"{some}\n{ANN}\n{line(None, 'as many').split(' · ')[1]}\n{line()}") == {
        STEPS: {6: 1, 1234: 1}, TWICE: {"as many": 2}, OPEN: {0.5: 1},
    }  # fmt: skip


def test_a_line_with_a_name_counts_once_however_often_it_was_pasted():
    later = f"9:20 Ann: {ANN}"
    early = f"8:55 Ann: {ANN.partition(' · ')[0]}"
    for text in (f"{later}\n{later}", f"{early}\n{later}", f"{early}\nBob: {BOB}\n{later}\n"):
        assert counted(text)[STEPS][1234] == 1
    assert counted(f"{ANN}\n{ANN}")[STEPS] == {1234: 2}  # nobody knows whose they are
    front = [f"My guesses: {student}" for student in (ANN, BOB, BOB)]  # no name: it has two guesses
    assert counted("\n".join(front))[STEPS] == {1234: 1, 6: 2}


def test_a_spoilt_entry_is_quoted_as_far_as_it_is_a_question_and_other_lines_are_counted():
    text = f"Ann: {ANN}\nBob: I said 12, I think\n[8:57] Cid: {BOB[:48]}\nThanks\nDora: {BOB}\nbye!"
    assert chat.read(text)[1:] == ([f"Q: {STEPS} …"], 3)
    for lost in ("12 steps", "I said 12", "was it 7?", "now it is the turn of everybody else"):  # no name above a line
        assert chat.read(f"{ANN}\n{lost}\n{BOB}") == (READ, [], 1)
    assert chat.read(f"{ANN}\nbob_12\n{BOB}")[1:] == ([], 0)
    assert chat.read(f"{ANN}\nQ: How many, Bob?")[1:] == (["Q: How many …"], 0)
    assert chat.read(f"{ANN}\nQ: Bob asks")[1:] == ([""], 0)  # nobody knows whose words these are
    long = "word " * 20 + "?"
    assert chat.read(f"Q: {long} A: 7 (right)\nQ: {long}")[1] == [
        "Q: word word word word word word word word word wor …"
    ]


JUNK = st.sampled_from(
    ["", "> ", "• ", "- ", "“", "✓ ", "🎉 ", "3. ", "[08:55] ", "Ann{}: ", "8:55 Bob {}: ", "Cid {}\n"]
)
AFTER = st.sampled_from(["\n", "\n\n", " ", "”\n", " ✗\n", " 👍\n", "\n8:55\n", "\r\n"])
VALUES = st.one_of(st.integers(-2000, 3_000_000), st.sampled_from([inf, 0.5, 1e-7, -2.25, 123456.5, 1.8e7]))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(VALUES, st.sampled_from([*MANY, None]), JUNK, AFTER, st.sampled_from([0, 20, 33])), min_size=1),
    st.booleans(),
)
def test_any_mix_of_fronts_wraps_and_quotes_gives_the_same_counts(students, commas):
    text, plain = "", []
    for nth, (steps, twice, junk, after, width) in enumerate(students):
        printed = line(steps, twice)
        plain.append(printed)
        if commas:
            printed = re.sub(r"(?<![\d.])(\d{4,})(?= steps)", lambda found: f"{int(found[1]):,}", printed)
        wrapped = textwrap.fill(printed, width, break_long_words=False, break_on_hyphens=False) if width else printed
        quote = "> " if junk == "> " else ""
        text += junk.format(nth) + wrapped.replace("\n", f"\n{quote}") + after
    assert counted(text) == counted("\n".join(plain))
    assert sum(counted(text)[STEPS].values()) == len(students)
