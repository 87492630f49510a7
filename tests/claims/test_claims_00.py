"""What notebook 0 says, computed again without gdviz."""

import re

import numpy as np
import pytest
from helpers.claims import ROOT, arrives, data, path, prose, says


def bowl(w):
    return 2 * w


def flippers_and_masses():
    table = data("penguins")
    flipper, mass = table[:, 0], table[:, -1] / 1000
    return (flipper - flipper.mean()) / flipper.std(), mass - mass.mean()


def test_claims_are_computed_without_gdviz():
    for file in [*(ROOT / "tests" / "claims").glob("*.py"), ROOT / "tests" / "helpers" / "claims.py"]:
        assert not re.search(r"^\s*(import|from) gdviz", file.read_text(encoding="utf-8"), re.M)


def test_a_sentence_that_is_gone_is_missed():
    assert "the star is the bottom" in prose("00")
    with pytest.raises(AssertionError, match="no longer says"):
        says("00", "the star is the top")


def test_where_the_ball_is_after_ten_steps():
    says("00", "The ball is at **−2.15**: not yet half-way.")
    says("00", "Each step is shorter than the one before, because the ground gets flatter.")
    says("TEACHING", "Predictions: −2.15 (−4 · 0.94¹⁰)")
    walk = path(bowl, -4, [0.03] * 10)
    assert np.all(np.diff(np.diff(walk)) < 0)
    end = walk[-1]
    assert round(end, 2) == round(-4 * 0.94**10, 2) == -2.15
    assert -4 < end < -2


def test_at_some_positions_the_ball_ends_as_far_out_as_it_began():
    says("00", "For some positions of α the ball ends as far out as it began, or further.", "steps=20, lr=rates")
    says("00", "rates = np.linspace(0.05, 1.05, 21)")
    rates = np.linspace(0.05, 1.05, 21)
    ends = {round(lr, 2): abs(path(bowl, -4, [lr] * 20)[-1]) for lr in rates}
    assert [lr for lr in ends if ends[lr] > 4 - 1e-9] == [1.0, 1.05]
    says("TEACHING", "(In the first figure α = 1 does, and so does 1.05.)")
    rests = {lr: arrives(abs(path(bowl, -4, [lr] * 2000))) < np.inf for lr in (0.95, 1.0, 1.05)}
    assert rests == {0.95: True, 1.0: False, 1.05: False}


def test_the_penguins():
    says("00", "These are 342 real penguins", "It falls from **3.04** to **0.15**")
    says("00", "flippers in units of 14 mm, a typical difference, masses in kilograms.")
    says("00", "steps=12, lr=0.25", "not to zero: penguins with equal flippers need not be equally heavy")
    says(
        "TEACHING",
        "the cost falls from 3.04 to 0.15, best w = 0.70",
        "one standard deviation longer",
        "0.70 kg heavier",
    )
    x, y = flippers_and_masses()
    w = path(lambda w: 2 * np.mean((w * x - y) * x), -1, [0.25] * 12)
    cost = [np.mean((k * x - y) ** 2) for k in (w[0], w[-1])]
    says(
        "00",
        "A penguin weighs 4.2 kg on average",
        "On average a guess is off by **0.31** kg",
        "the mean of the squared",
    )
    says("TEACHING", "0.31 kg")
    assert round(float(np.mean(abs(w[-1] * x - y))), 2) == 0.31
    assert len(x) == 342
    assert np.round(cost, 2).tolist() == [3.04, 0.15]
    assert round(np.mean(x * y) / np.mean(x * x), 2) == 0.7
    assert any(np.ptp(y[x == flipper]) > 0.5 for flipper in x)


def test_heights_and_the_rate_of_exercise_2():
    says("00", "A height is never negative on this hill", "With α = 0.5 the ball is on the star after one step.")
    says("00", "With a smaller α # it falls short of it, with a larger one it leaps over it.")
    says("TEACHING", "Exercise 2: 0.5.")
    landed = {lr: path(bowl, -4, [lr])[-1] for lr in np.linspace(0.05, 1.05, 21)}
    assert all(np.sign(round(w, 9)) == np.sign(round(lr - 0.5, 9)) for lr, w in landed.items())


def test_bills_in_the_place_of_flippers():
    says(
        "TEACHING",
        "a typical difference is 5.5 mm, the costs are 2.59 and 0.41, the mean error is 0.52 kg, the best w 0.48",
    )
    table = data("penguins")
    bill, y = table[:, 1], table[:, -1] / 1000
    x, y = (bill - bill.mean()) / bill.std(), y - y.mean()
    w = path(lambda w: 2 * np.mean((w * x - y) * x), -1, [0.25] * 12)
    cost = [np.mean((k * x - y) ** 2) for k in (w[0], w[-1])]
    found = [bill.std(), *cost, np.mean(abs(w[-1] * x - y)), np.mean(x * y)]
    np.testing.assert_allclose(found, [5.5, 2.59, 0.41, 0.52, 0.48], atol=0.05, rtol=0)
    assert np.round(found[1:], 2).tolist() == [2.59, 0.41, 0.52, 0.48]
