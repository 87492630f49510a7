"""Pickling: landscapes and walks cross to another process, and say why where they cannot.

Pickle sends a function as its name in a module. A lambda has none, nor has a function that another one has made.
"""

import copy
import pickle

UNKNOWN = (pickle.PicklingError, AttributeError, TypeError, RecursionError)  # what pickle raises about a function


class Picklable:
    """What holds functions: it is copied and pickled as usual; where pickle cannot, its error has a sentence."""

    def __reduce_ex__(self, protocol):
        """What pickle asks for. Functions are tried beforehand: while they are pickled, nobody else could say why."""
        if protocol < 4:  # there a name with a dot, of a landscape's function, asks for the landscape itself
            name = getattr(self, "name", self)
            raise pickle.PicklingError(f"{name} cannot be pickled with protocol = {protocol}; take 4 or more.")
        for part in vars(self).values():
            if callable(part) and not isinstance(part, Picklable):
                try:
                    pickle.dumps(part, protocol)
                except UNKNOWN as error:
                    raise pickle.PicklingError(
                        f"{getattr(self, 'name', self)} cannot be pickled: pickle finds a function by its name in a "
                        f"module, and it does not find {getattr(part, '__qualname__', part)} ({error}). "
                        "Make it anew where it is needed; of a walk, keep w, f and g."
                    ) from error
        return super().__reduce_ex__(protocol)

    def __copy__(self):
        return self._twin(vars(self))

    def __deepcopy__(self, memo):
        return self._twin(copy.deepcopy(vars(self), memo))

    def _twin(self, known):
        twin = object.__new__(type(self))
        vars(twin).update(known)
        return twin


def findable(objects, *parts):
    """Let pickle find the functions that these parts of objects are. objects: {name in the module: object}."""
    for name, owner in objects.items():
        for part in parts:
            getattr(owner, part).__qualname__ = f"{name}.{part}"
