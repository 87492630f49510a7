"""The shelf of a cost axis: what lies there is as good as 0."""

import pytest
from helpers.panels import arranged

from gdviz import bowl, descend, gradient_descent, two_features


@pytest.mark.parametrize("lr", [1.1, 1e-9])  # it diverges, it stays where it is
def test_what_is_far_from_0_never_lies_on_a_shelf_that_says_so(lr):
    ((bowls,), _) = arranged(descend(bowl, gradient_descent, lr=lr, steps=20), "cost")
    assert bowls.y.shelf
    assert 0 < bowls.y.low <= 1.01e-4 * 16 * 5  # of what shows, at most
    ((features,), _) = arranged(descend(two_features(), gradient_descent, lr=lr, steps=20), "cost")
    lowest = two_features()(two_features().minima[0])
    assert not features.y.shelf
    assert 0.2 * lowest < features.y.low < lowest  # no walk is lower, and words have room there
