"""Moments: named settings of a figure."""

import numpy as np
import pytest

import gdviz as gd

RATES = np.linspace(0.01, 1.05, 53)  # 0.02 apart


def explored(moments, **hyper):
    return gd.explore(gd.bowl, gd.gradient_descent, steps=5, moments=moments, **{"lr": RATES, **hyper})


def test_a_moment_is_the_nearest_position_of_each_slider_and_a_place_for_the_start():
    figure = explored({"too small": {"lr": 0.02}, "right": {"lr": 0.5, "start": 2}, "far": {"start": (-5.0,)}})
    assert [tuple(moment) for moment in figure.moments] == [
        ("too small", {"lr": 1}, None), ("right", {"lr": 24}, [2.0]), ("far", {}, [-5.0])
    ]  # fmt: skip
    assert RATES[24] == pytest.approx(0.49)
    assert figure._scene["moments"][1] == {"name": "right", "at": {"lr": 24}, "place": [2.0]}
    assert explored(None)._scene["moments"] == []


def test_a_start_that_is_a_slider_is_set_by_its_value():
    figure = explored({"left": {"start": [-4.0]}}, start=[[-4.0], [4.0]])
    assert figure.moments[0].at == {"start": 0}


@pytest.mark.parametrize(
    ("moments", "error", "told"),
    [
        ([1], TypeError, "moments = .1.; give names with settings"),
        ({"a": 3}, TypeError, "give names with settings"),
        ({"a": {"mu": 0.1}}, ValueError, "'a' sets mu, and here one can set lr, start"),
        ({"a": {"lr": 2}}, ValueError, "'a' has lr = 2, and here it goes from 0.01 to 1.05"),
        ({"a": {"lr": "fast"}}, ValueError, "'a' has lr = 'fast'; a value that it has here is expected"),
        ({"a": {"lr": np.nan}}, ValueError, "a value that it has here is expected"),
        ({"a": {"start": (1, 2)}}, ValueError, r"'a' has start = \(1, 2\); one number is expected"),
        ({"a": {"start": 99}}, ValueError, r"'a': start = \[99.0\] lies outside the space of bowl"),
    ],
)
def test_what_is_no_moment_is_refused_with_a_sentence(moments, error, told):
    with pytest.raises(error, match=told):
        explored(moments)


def test_a_start_that_cannot_be_moved_is_said():
    with pytest.raises(ValueError, match="'a' sets start, and the start of this figure cannot be moved"):
        explored({"a": {"start": 1}}, panels="cost")


def test_a_race_has_moments_too():
    two = {"quick": {"lr": 0.5, "start": 2}, "slow": {"lr": 0.02}}
    figure = gd.race(gd.bowl, [gd.gradient_descent, gd.momentum], steps=5, lr=RATES, moments=two)
    assert [tuple(moment) for moment in figure.moments] == [("quick", {"lr": 24}, [2.0]), ("slow", {"lr": 1}, None)]
    with pytest.raises(ValueError, match=r"'far': start = \[99.0\] lies outside the space of bowl"):
        gd.race(gd.bowl, [gd.momentum], steps=5, lr=RATES, moments={"far": {"start": 99}})
    with pytest.raises(ValueError, match="'a' sets nu, and here one can set lr, start"):
        gd.race(gd.bowl, [gd.momentum], steps=5, lr=RATES, moments={"a": {"nu": 1}})


def test_a_map_of_starts_has_moments_that_set_its_slider_and_pick_a_cell():
    two = {"narrow": {"lr": 0.1, "start": 1.9}, "wide": {"lr": 0.5}}
    rates = np.linspace(0.1, 0.5, 5)
    figure = gd.basins(gd.two_valleys, gd.gradient_descent, steps=20, lr=rates, cells=11, moments=two)
    (cells,) = (side.values for side in figure.sides)
    nearest = float(cells[np.argmin(abs(cells - 1.9))])
    assert [tuple(moment) for moment in figure.moments] == [("narrow", {"lr": 0}, [nearest]), ("wide", {"lr": 4}, None)]
    with pytest.raises(ValueError, match=r"w = 99\.0 is not on the map"):
        gd.basins(gd.two_valleys, gd.gradient_descent, steps=20, cells=11, moments={"out": {"start": 99}})


def test_a_moment_of_a_map_of_settings_is_a_cell():
    rates, many = np.linspace(0.1, 0.5, 5), np.linspace(0, 0.9, 10)

    def chart(moments):
        return gd.tuning(gd.ravine, gd.momentum, steps=20, lr=rates, mu=many, moments=moments)

    figure = chart({"plain": {"lr": 0.21, "mu": 0}})
    assert [tuple(moment) for moment in figure.moments] == [("plain", {}, [0.2, 0.0])]
    with pytest.raises(ValueError, match="'a' sets lr and not mu; a cell has both"):
        chart({"a": {"lr": 0.2}})
    with pytest.raises(ValueError, match=r"'a' has mu = 2, and here it goes from 0 to 0\.9"):
        chart({"a": {"lr": 0.2, "mu": 2}})
    with pytest.raises(ValueError, match="'a' sets start, and the start of this figure cannot be moved"):
        chart({"a": {"start": (1, 2)}})
