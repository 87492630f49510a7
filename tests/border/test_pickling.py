"""Pickling: a walk on a landscape of the course comes back as it was, also in another process."""

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest
from helpers.tables import LANDSCAPES, each_landscape, each_rule

import gdviz as gd

OF_ONES_OWN = [
    gd.quadratic([[2.0, 0.5], [0.5, 1.0]], center=(1, 2), start=(0, 0), name="mine"),
    gd.LinearRegression([[1.0, 0.5], [2.0, 0.1], [1.0, -1.0]], [3, 4, 5], truth=(1, 2), features=["a", "b"]),
    gd.two_features(0.5),
    gd.two_features().minibatch(5),
]
WAYS = {
    "pickle": lambda walk: pickle.loads(pickle.dumps(walk)),
    "pickle, the newest way": lambda walk: pickle.loads(pickle.dumps(walk, pickle.HIGHEST_PROTOCOL)),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}
each_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


def is_the_same(one, other):
    """Whether two walks are equal, and their landscapes work alike."""
    assert repr(one) == repr(other)
    for row in ("w", "f", "g", "lr", "stop", "n_steps"):
        np.testing.assert_array_equal(getattr(one, row), getattr(other, row))
    for name in other.state:
        np.testing.assert_array_equal(one.state[name], other.state[name])
    assert one.rule is other.rule
    assert vars(one.objective).keys() == vars(other.objective).keys()
    places = other.w[:5]
    np.testing.assert_array_equal(one.objective(places), other.objective(places))
    np.testing.assert_array_equal(one.objective.gradient(places), other.objective.gradient(places))
    np.testing.assert_array_equal(*(walk.steps_to(other.objective.minima[0], 0.5) for walk in (one, other)))
    again = gd.descend(one.objective, gd.momentum, steps=20, lr=0.01)
    np.testing.assert_array_equal(again.w, gd.descend(other.objective, gd.momentum, steps=20, lr=0.01).w)


@each_way
@each_landscape
def test_a_walk_on_a_landscape_of_the_course_comes_back(landscape, way):
    walk = gd.descend(landscape.f, gd.adam, steps=20)
    is_the_same(way(walk), walk)


@each_way
@pytest.mark.parametrize("f", OF_ONES_OWN, ids=lambda f: f.name)
def test_a_walk_on_a_quadratic_or_on_data_comes_back(f, way):
    walk = gd.descend(f, gd.momentum, steps=20)
    is_the_same(way(walk), walk)


@each_rule
def test_a_sweep_by_a_rule_of_the_course_comes_back(rule):
    runs = gd.sweep(gd.ravine, rule.rule, steps=20, **rule.grid)
    is_the_same(pickle.loads(pickle.dumps(runs)), runs)


def test_a_walk_arrives_in_another_process(tmp_path):
    walks = [gd.descend(f, gd.momentum, steps=20) for f in [one.f for one in LANDSCAPES] + OF_ONES_OWN]
    (tmp_path / "walks").write_bytes(pickle.dumps(walks))
    there = (
        "import pickle, sys\n"
        "walks = pickle.load(open(sys.argv[1], 'rb'))\n"
        "print([(repr(w), w.objective(w.w[-1]).item(), w.objective.gradient(w.w[-1]).tolist()) for w in walks])"
    )
    said = subprocess.run([sys.executable, "-c", there, tmp_path / "walks"], capture_output=True, text=True, check=True)
    here = [(repr(w), w.objective(w.w[-1]).item(), w.objective.gradient(w.w[-1]).tolist()) for w in walks]
    assert said.stdout.strip() == str(here)


def test_a_copy_of_a_landscape_can_be_changed_by_itself():
    for other in (copy.copy(gd.bowl), copy.deepcopy(gd.bowl), pickle.loads(pickle.dumps(gd.bowl))):
        other.start = np.array([1.0])
        assert gd.bowl.start == [-4]
    apart = copy.deepcopy(gd.bowl)
    apart.minima[0] = 7
    assert gd.bowl.minima == [[0]]


def test_what_a_lambda_is_in_cannot_be_pickled_and_says_why_but_can_be_copied():
    mine = gd.curve(lambda w: w**2, name="mine", start=1)
    for what in (mine, gd.descend(mine, gd.gradient_descent)):
        with pytest.raises(pickle.PicklingError, match="mine cannot be pickled: pickle finds a function by its name"):
            pickle.dumps(what)
        assert copy.deepcopy(what).w[-1] if what is not mine else copy.copy(mine)(2.0) == copy.deepcopy(mine)(2.0) == 4
    walk = gd.descend(gd.bowl, lambda w, g, *, lr=0.1: w - lr * g)
    with pytest.raises(pickle.PicklingError, match=r"<lambda> on bowl.* cannot be pickled: .*<lambda>") as error:
        pickle.dumps(walk)
    assert "of a walk, keep w, f and g." in str(error.value)
    assert copy.deepcopy(walk).rule is walk.rule


def test_an_old_way_to_pickle_says_which_would_do():
    for protocol in range(4):
        for what in (gd.bowl, gd.descend(gd.bowl, gd.momentum), gd.two_features().minibatch(5)):
            with pytest.raises(
                pickle.PicklingError, match=f"cannot be pickled with protocol = {protocol}; take 4"
            ) as e:
                pickle.dumps(what, protocol)
            assert len(str(e.value)) < 200
    walk = gd.descend(gd.bowl, gd.momentum)
    is_the_same(pickle.loads(pickle.dumps(walk, 4)), walk)
