"""The traits that a student may set: a value that does not fit is refused with a sentence that says what would do."""

import numpy as np
import traitlets

from gdviz.border.answers import masked
from gdviz.border.written import shown


class UnfitError(traitlets.TraitError, ValueError):
    """A value does not fit: what ``traitlets`` raises, and as everywhere in gdviz a ValueError."""


class Position(traitlets.Int):
    """Where a slider stands: a whole number in its range."""

    def validate(self, obj, value):
        """The number; or UnfitError."""
        try:
            return super().validate(obj, value)
        except traitlets.TraitError:
            wanted = f"a whole number from {self.min} to {self.max} is expected."
            raise UnfitError(f"{self.name} = {shown(value)}; {wanted}") from None


class Place(traitlets.List):
    """Where a handle stands: a point, as a list of floats. In one dimension a number will do."""

    def __init__(self, at):
        super().__init__([float(v) for v in at])

    def validate(self, obj, value):
        """The point, as a list; or UnfitError."""
        like = self.default() or []
        numbers = finite(value)
        if numbers is None or np.atleast_1d(numbers).shape != (len(like),):
            wanted = f"{len(like)} numbers are expected" if len(like) > 1 else "one number is expected"
            raise UnfitError(f"{self.name} = {shown(value)}; {wanted}, such as {like}.")
        return np.atleast_1d(numbers).tolist()


def finite(value):
    """Finite real numbers as an array of floats; None for anything else (text, complex or masked numbers)."""
    try:
        if masked(value):
            return None
        numbers = np.asarray(value)
    except ValueError:  # lists of several lengths
        return None
    if numbers.dtype.kind not in "iuf" or not np.isfinite(numbers).all():
        return None
    return numbers.astype(float)
