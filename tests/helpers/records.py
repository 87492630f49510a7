"""What makes a figure a record: a browser cannot follow it, so that Python takes the walks."""

import numpy as np


def never(row, before):
    """A stopping rule that stops nothing; it asks for the value of a number."""
    return np.array([float(cost) < -np.inf for cost in row.f])
