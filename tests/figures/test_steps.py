"""What happened in a step: its arrows add up to it, and its caption is true."""

import numpy as np
import pytest
from helpers.tables import RULES, each_rule

import gdviz as gd
from gdviz.figures import steps
from gdviz.figures.rows import Taken

SHRINKS = {"momentum": {"mu": 0.9}, "nesterov": {"mu": 0.9}, "adaptive_restart": {"mu": 0.95}}


def said(trajectory, index=()):
    """The caption at every row of one run."""
    clauses, _, _ = steps.caption(Taken(trajectory))
    rows = range(len(trajectory.f))
    return [[c.texts[int(np.broadcast_to(c.which, trajectory.f.shape)[(t, *index)])] for c in clauses] for t in rows]


def two(trajectory):
    """The arrows of a rule that has two: from, to, to."""
    (kept, tail, middle), (new, begin, tip) = steps.arrows(Taken(trajectory))
    assert (kept, new) == ("momentum", "gradient_descent")
    np.testing.assert_array_equal(begin, middle)
    return tail, middle, tip


@pytest.mark.parametrize("rule", [gd.momentum, gd.nesterov, gd.adaptive_restart])
def test_the_two_arrows_add_up_to_the_step(rule):
    t = gd.descend(gd.rotated_bowl, rule, steps=30, lr=0.05, mu=0.9)
    tail, _, tip = two(t)
    np.testing.assert_array_equal(tail, t.w[:-1])
    np.testing.assert_array_equal(tip, t.w[1:])


def test_the_velocity_keeps_its_share_and_the_gradient_is_added():
    t = gd.descend(gd.rotated_bowl, gd.momentum, steps=30, lr=0.05, mu=0.9)
    tail, middle, tip = two(t)
    np.testing.assert_array_equal(middle, t.w[:-1] - 0.05 * 0.9 * t.state["z"][:-1])
    np.testing.assert_allclose(tip - middle, -0.05 * t.g[:-1], atol=1e-14)
    np.testing.assert_array_equal(middle[0], tail[0])  # no velocity yet


def test_nesterov_takes_the_gradient_where_the_velocity_leads():
    t = gd.descend(gd.himmelblau, gd.nesterov, (0, 0), 30, lr=0.005, mu=0.9)
    _, middle, tip = two(t)
    np.testing.assert_allclose(tip - middle, -0.005 * gd.himmelblau.gradient(middle), atol=1e-13)
    assert np.abs(tip - middle + 0.005 * t.g[:-1]).max() > 0.1  # and not where it stands


@pytest.mark.parametrize("mu", [0.95, 0.0])
def test_a_restart_drops_the_velocity_where_it_points_uphill_and_says_so_there_alone(mu):
    t = gd.descend(gd.rotated_bowl, gd.adaptive_restart, steps=60, lr=0.05, mu=mu)
    uphill = np.sum(t.state["z"][:-1] * t.g[:-1], axis=-1) < 0
    assert mu == 0 or 2 < uphill.sum() < 20
    tail, middle, _ = two(t)
    np.testing.assert_array_equal(middle[uphill], tail[uphill])
    rolling = ~uphill & np.any(t.state["z"][:-1] != 0, axis=-1)
    assert mu == 0 or np.all(np.any(middle[rolling] != tail[rolling], axis=-1))
    told = zip(said(t)[1:], uphill, strict=True)
    moving = [(text, was) for (text, what), was in told if what != "It hardly moves."]
    assert len(moving) > 40
    assert all(("pointed uphill" in text) == was for text, was in moving)


def test_the_arrow_of_gradient_descent_is_the_step():
    t = gd.sweep(gd.rotated_bowl, gd.gradient_descent, steps=10, lr=[0.01, 0.1])
    ((of, tail, tip),) = steps.arrows(Taken(t))
    assert of == "gradient_descent"
    np.testing.assert_array_equal(tail, t.w[:-1])
    np.testing.assert_array_equal(tip, t.w[1:])


@pytest.mark.parametrize("rule", [gd.adagrad, gd.rmsprop, gd.adam])
def test_a_rule_that_divides_shows_where_plain_descent_would_have_gone(rule):
    t = gd.descend(gd.rotated_bowl, rule, steps=10, lr=0.05)
    ((_, tail, tip),) = steps.arrows(Taken(t))
    np.testing.assert_array_equal(tip, t.w[:-1] - 0.05 * gd.rotated_bowl.gradient(tail))


def test_random_search_has_no_arrow_and_says_whether_its_proposal_was_taken():
    t = gd.descend(gd.rotated_bowl, gd.random_search, steps=40, delta=0.7)
    assert steps.arrows(Taken(t)) == []
    moved = np.any(t.w[1:] != t.w[:-1], axis=-1)
    assert 5 < moved.sum() < 35
    first, *rest = [text for text, _ in said(t)]
    assert first == ""
    assert ["taken" in text for text in rest] == moved.tolist()
    assert ["refused" in text for text in rest] == (~moved).tolist()


@each_rule
def test_after_a_run_has_stopped_nothing_is_said_or_drawn(rule):
    """At every rate of the rule's grid: some stop at once, some later, some blow up."""
    t = gd.sweep(gd.rotated_bowl, rule.rule, steps=60, stop=gd.small_gradient, tol=0.3, **rule.grid)
    over = np.arange(60).reshape(-1, *[1] * len(t.shape)) >= t.n_steps
    assert rule.rule is gd.random_search or over.any()
    for _, tail, tip in steps.arrows(Taken(t)):
        np.testing.assert_array_equal(tail[over], tip[over])
    for clause in steps.caption(Taken(t))[0]:
        assert clause.texts[0] == ""
        assert not np.any(np.broadcast_to(clause.which, t.f.shape)[1:][over])
        assert not np.any(clause.which[0])  # nor at the start


@pytest.mark.parametrize("rule", [gd.momentum, gd.nesterov, gd.adam])
def test_arrows_know_the_rate_of_their_step(rule):
    t = gd.descend(gd.rotated_bowl, rule, steps=12, schedule=gd.exponential, lr=0.2, decay=0.7)
    assert t.lr[5] == pytest.approx(0.2 * 0.7**5)
    arrows = steps.arrows(Taken(t))
    if rule is gd.adam:
        np.testing.assert_allclose(arrows[0][2] - t.w[:-1], -t.lr[:, None] * t.g[:-1], atol=1e-14)
    else:
        kept = arrows[0][2] - t.w[:-1]
        np.testing.assert_allclose(kept, -t.lr[:, None] * 0.8 * t.state["z"][:-1], atol=1e-14)


@each_rule
def test_a_sweep_has_the_arrows_and_captions_of_its_single_runs(rule):
    grid = gd.sweep(gd.rotated_bowl, rule.rule, [(1, 1), (-3, 2)], 15, **rule.grid)
    clauses, numbers, _ = steps.caption(Taken(grid))
    for place in np.ndindex(grid.shape):
        one, at = grid[place], (slice(None), *place)
        for (of, *sides), (of_one, *sides_one) in zip(steps.arrows(Taken(grid)), steps.arrows(Taken(one)), strict=True):
            assert of == of_one
            for side, side_one in zip(sides, sides_one, strict=True):
                np.testing.assert_array_equal(side[at], side_one)
        assert said(grid, place) == said(one)
        for name, values in steps.caption(Taken(one))[1].items():
            np.testing.assert_array_equal(np.broadcast_to(numbers[name], (len(numbers[name]), *grid.shape))[at], values)
        np.testing.assert_array_equal(steps.delivered(Taken(grid))[at], steps.delivered(Taken(one)))
    assert clauses


def test_a_rule_of_ones_own_with_a_velocity_has_its_two_arrows():
    def heavy(w, g, z=0.0, *, lr=0.05, mu=0.7):
        z = mu * z + g
        return w - lr * z, z

    t = gd.descend(gd.rotated_bowl, heavy, steps=10)
    known = gd.descend(gd.rotated_bowl, gd.momentum, steps=10, lr=0.05, mu=0.7)
    for mine, theirs in zip(two(t), two(known), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert said(t) == said(known)


def test_a_restart_of_ones_own_drops_its_velocity_too():
    def mine(w, g, z=0.0, *, lr=0.05, mu=0.95):
        z = mu * np.where(np.sum(z * g, axis=-1, keepdims=True) < 0, 0.0, z) + g
        return w - lr * z, z

    t = gd.descend(gd.rotated_bowl, mine, steps=60)
    known = gd.descend(gd.rotated_bowl, gd.adaptive_restart, steps=60, lr=0.05, mu=0.95)
    np.testing.assert_array_equal(two(t)[1], two(known)[1])
    uphill = np.sum(t.state["z"][:-1] * t.g[:-1], axis=-1) < 0
    assert not any(text for (text, _), dropped in zip(said(t)[1:], uphill, strict=True) if dropped)


def test_a_velocity_that_means_something_else_is_not_drawn_as_one():
    def with_the_sign_inside(w, g, z=0.0, *, lr=0.05, mu=0.7):
        z = mu * z - lr * g
        return w + z, z

    t = gd.descend(gd.rotated_bowl, with_the_sign_inside, steps=10)
    ((of, tail, tip),) = steps.arrows(Taken(t))
    assert of == "gradient_descent"
    np.testing.assert_allclose(tip - tail, -0.05 * t.g[:-1], atol=1e-14)
    assert {row[0] for row in said(t)} == {""}


def test_a_rule_of_ones_own_without_anything_has_no_arrow_and_says_only_where_it_climbs():
    t = gd.descend(gd.bowl, lambda w, g: w - 1.25 * g, steps=5)  # w ← −1.5·w
    assert steps.arrows(Taken(t)) == []
    assert said(t) == [["", ""]] + [["", "The step ended higher."]] * 5


def test_captions_name_the_slope_and_the_step():
    t = gd.descend(gd.bowl, gd.gradient_descent, steps=2, lr=0.25)  # w = −4, −2, −1
    _, numbers, _ = steps.caption(Taken(t))
    assert numbers["slope"].tolist() == [0, -8, -4]
    assert numbers["moved"].tolist() == [0, 2, 1]
    flat = gd.descend(gd.quadratic(np.eye(2)), gd.gradient_descent, (3, 4), 1, lr=0.5)
    assert steps.caption(Taken(flat))[1]["slope"].tolist() == [0, 5]
    assert steps.caption(Taken(flat))[1]["moved"].tolist() == [0, 2.5]


@pytest.mark.parametrize("name", SHRINKS)
def test_captions_name_the_share_of_the_step_that_the_velocity_made(name):
    walk = gd.descend(gd.rotated_bowl, getattr(gd, name), steps=6, lr=0.05, **SHRINKS[name])
    _, numbers, _ = steps.caption(Taken(walk))
    tail, middle, tip = two(walk)
    kept, new = ([a @ b for a, b in zip(part, tip - tail, strict=True)] for part in (middle - tail, tip - middle))
    share = np.clip(np.array(kept) / np.add(kept, new), 0, 1)
    np.testing.assert_allclose(numbers["share"][1:], np.round(100 * share))
    assert said(walk)[1][0].startswith("There is no velocity")
    assert "{share}" in said(walk)[2][0]


def test_a_share_by_hand():
    walk = gd.descend(gd.bowl, gd.momentum, 1.0, 2, lr=0.1, mu=0.5)  # g = 2, then 1.6: z = 2, then 1 + 1.6
    assert steps.caption(Taken(walk))[1]["share"][2] == 38  # of 1 / 2.6, a whole percent


def test_where_velocity_and_gradient_pull_against_each_other_it_is_said_who_made_the_step():
    over = gd.descend(gd.bowl, gd.momentum, 1.0, 2, lr=0.9, mu=0.5)  # z = 2, w = −0.8, g = −1.6: step 2 is 1.44 − 0.9
    assert said(over)[2][0] == steps.ROLLED[3]
    through = gd.descend(gd.bowl, gd.momentum, 1.0, 5, lr=0.1, mu=0.9)  # step 5 begins beyond the bottom
    assert [text for text, _ in said(through)[3:]] == [steps.ROLLED[0]] * 2 + [steps.ROLLED[2]]
    edge = gd.surface(lambda a, b: 0.3 * a + 0.7 * b, lambda a, b: (0.3 * (a > 0.9), 0.7 * (a > 0.9)), start=(1, 1))
    level = gd.descend(edge, gd.momentum, steps=9, lr=0.9, mu=0.8)  # beyond the edge, nothing but rounding brakes it
    assert [text for text, _ in said(level)[2:]] == [steps.ROLLED[0]] * 8
    alone = gd.descend(gd.bowl, gd.momentum, 1.0, 3, lr=0.1, mu=0.0)
    assert [text for text, _ in said(alone)[1:]] == [steps.ROLLED[1]] * 3


def test_rules_that_divide_say_how_many_rates_the_step_was_long():
    walk = gd.descend(gd.rotated_bowl, gd.adam, steps=5, lr=0.05)
    _, numbers, _ = steps.caption(Taken(walk))
    np.testing.assert_allclose(numbers["times"][1:], np.max(np.abs(np.diff(walk.w, axis=0)), axis=-1) / 0.05)
    assert numbers["times"][1] == pytest.approx(1)


def test_turns_are_the_steps_after_which_the_slope_points_back():
    walk = gd.descend(gd.bowl, gd.gradient_descent, steps=6, lr=0.9)  # −0.8 times w: to the other side each time
    _, numbers, summed = steps.caption(Taken(walk))
    assert (numbers["turned"].tolist(), summed) == ([0, 1, 1, 1, 1, 1, 1], ("turned",))
    assert [what for _, what in said(walk)][1:] == [steps.TURNED[1][0]] + [steps.TURNED[1][1]] * 5
    gentle = gd.descend(gd.bowl, gd.gradient_descent, steps=6, lr=0.1)
    assert steps.caption(Taken(gentle))[1]["turned"].sum() == 0
    shown = gd.explore(gd.bowl, gd.gradient_descent, steps=6, lr=0.9)
    assert shown.said(4).endswith("It overshot the bottom: 4 of 4 steps so far did.")
    ravine = gd.explore(gd.ravine, gd.gradient_descent, steps=20, lr=0.078)
    g = ravine.trajectory.g
    turns = np.sum(g[1:] * g[:-1], axis=-1) < 0
    assert ravine.said(9).endswith(f"It went across the valley: {turns[:9].sum()} of 9 steps so far did.")


@pytest.mark.parametrize("rule", [gd.gradient_descent, gd.momentum])
def test_a_walk_at_rest_says_so_and_nothing_else(rule):
    walk = gd.explore(gd.bowl, rule, steps=400, lr=0.25)
    _, told = walk.said(400).split(", cost ")
    assert told == "0. It rests here."
    assert "hardly" not in walk.said(5)


def test_nobody_follows_the_slope_of_a_batch_or_of_a_guess():
    for f, rule in ((gd.two_features().minibatch(5), gd.gradient_descent), (gd.bowl, gd.random_search)):
        walk = gd.descend(f, rule, steps=60)
        assert steps.caption(Taken(walk))[1]["turned"].sum() == 0


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9, 1.25])
def test_on_a_bowl_each_step_delivers_one_minus_half_of_rate_times_curvature(rate):
    t = gd.descend(gd.bowl, gd.gradient_descent, steps=8, lr=rate)  # w², L = 2
    share = steps.delivered(Taken(t))
    assert np.isnan(share[0])
    moving = t.w[:-1, 0] != 0
    np.testing.assert_allclose(share[1:][moving], 1 - rate, atol=1e-9)
    assert np.isnan(share[1:][~moving]).all()
    assert (~moving).sum() == (7 if rate == 0.5 else 0)  # at the bottom at once, or never


def test_what_the_slope_promised_is_the_slope_times_the_way():
    t = gd.descend(gd.bowl, gd.gradient_descent, steps=1, lr=0.25)  # from −4, slope −8, to −2
    assert steps.promised(Taken(t)).tolist() == [16]
    assert steps.delivered(Taken(t))[1] == 12 / 16


def test_rows_that_lie_several_steps_apart_have_neither_arrows_nor_captions():
    t = gd.descend(gd.bowl, gd.momentum, steps=20, every=2)
    assert steps.arrows(Taken(t)) == []
    assert steps.caption(Taken(t)) == ([], {}, ())


def test_every_rule_of_the_course_that_looks_at_the_gradient_has_words_of_its_own():
    named = {entry.name for entry in RULES} - {"gradient_descent", "random_search"}
    assert named == {*steps.ROLLING, *steps.DIVIDING}


def test_where_next_to_nothing_was_promised_nothing_is_said_of_it():
    """Near the bottom of a bowl that ends at a cost of 0.247, the last digits of the costs are all that changes."""
    t = gd.descend(gd.two_features(), gd.gradient_descent, steps=400, lr=0.3)
    share = steps.delivered(Taken(t))
    assert np.isnan(share[-1])
    assert np.isfinite(share[1:20]).all()
    known = share[np.isfinite(share)]
    assert np.all((known > 0.4) & (known < 1))  # 1 − αL/2 = 0.45 at the steepest


def test_a_step_by_a_batch_is_not_said_to_go_downhill():
    hills = gd.two_features(), gd.two_features().minibatch(5)
    told = [gd.explore(f, gd.gradient_descent, steps=3).description for f in hills]
    assert ["straight against it" in words for words in told] == [True, False]
    assert "The gradient for its batch was" in told[1]
