"""Signs on the slider of the learning rate: they belong to the rule, and stand where theory says."""

import numpy as np
import pytest

import gdviz as gd

RATES = np.linspace(0.01, 1.2, 120)


def signs(f, rule, **hyper):
    figure = gd.explore(f, rule, steps=5, **{"lr": RATES, **hyper})
    (slider,) = [slider for slider in figure.sliders if slider.name == "lr"]
    return {sign.label: sign for sign in slider.signs}


def plain(w, g, *, lr=0.1):
    return w - lr * g


def heavy(w, g, z=0.0, *, lr=0.1, mu=0.5):
    z = mu * z + g
    return w - lr * z, z


def leaping(w, g, *, lr=0.1):
    return w - lr * np.sign(g)


@pytest.mark.parametrize("rule", [gd.gradient_descent, plain])
def test_plain_descent_has_both_limits_by_whatever_name(rule):
    found = signs(gd.bowl, rule)  # L = 2
    assert [found[name].values for name in ("1/L", "2/L")] == [0.5, 1.0]
    assert np.interp(found["2/L"].places, np.arange(120), RATES) == pytest.approx(1.0)
    assert "throws it out" in found["2/L"].told


@pytest.mark.parametrize("rule", [gd.momentum, heavy])
def test_that_of_momentum_moves_with_the_share_that_is_kept(rule):
    mu = np.array([0.0, 0.2, 0.9])
    found = signs(gd.bowl, rule, mu=mu)
    assert list(found) == ["2(1+μ)/L"]
    sign = found["2(1+μ)/L"]
    assert sign.over == ["mu"]
    np.testing.assert_allclose(sign.values, 1 + mu)
    assert np.isnan(sign.places[2])  # 1.9 is beyond the slider
    described = sign.described()
    assert described["places"][2] is None
    assert described["values"][:2] == [1.0, pytest.approx(1.2)]


def test_up_to_the_sign_momentum_settles_and_beyond_it_is_thrown_out():
    for mu in (0.0, 0.5, 0.8):
        (sign,) = signs(gd.bowl, gd.momentum, mu=mu, lr=np.linspace(0.01, 2.5, 50)).values()
        within, beyond = (gd.descend(gd.bowl, gd.momentum, steps=4000, mu=mu, lr=sign.values * k) for k in (0.99, 1.01))
        assert within.f[-1] < 1e-3
        assert beyond.stop == gd.Stop.DIVERGED


def test_a_family_has_them_for_each_landscape_and_each_share():
    mu, correlations = [0.0, 0.5], [0.0, 0.5, 0.9]
    figure = gd.explore(gd.two_features, gd.momentum, steps=5, correlation=correlations, lr=RATES, mu=mu)
    (sign,) = figure.sliders[1].signs
    assert sign.over == ["correlation", "mu"]
    curved = np.array([gd.two_features(c).lipschitz for c in correlations])
    np.testing.assert_allclose(sign.values, 2 * (1 + np.array(mu)) / curved[:, None])


@pytest.mark.parametrize("rule", [gd.adam, gd.rmsprop, gd.adagrad, leaping, gd.nesterov])
def test_a_rule_whose_limit_is_another_has_none(rule):
    assert signs(gd.bowl, rule) == {}


def test_a_race_shows_them_where_all_that_the_slider_moves_have_the_same():
    alone = gd.race(gd.bowl, {"a": gd.gradient_descent, "b": (gd.gradient_descent, {"lr": 0.2})}, steps=5, lr=RATES)
    assert [sign.label for sign in alone.sliders[1].signs] == ["1/L", "2/L"]
    mixed = gd.race(gd.bowl, [gd.gradient_descent, gd.adam], steps=5, lr=RATES)
    assert mixed.sliders[1].signs == ()
