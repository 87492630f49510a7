"""What somebody passed, written as in code, for a sentence that says what is wrong with it. It needs no numpy."""

import math
import reprlib


class _Written(reprlib.Repr):
    """``repr``, but of huge whole numbers, which may stand in lists."""

    def __init__(self):
        super().__init__()
        self.maxlist = self.maxtuple = self.maxdict = self.maxset = 100  # more than one line holds
        self.maxstring = self.maxother = 1000

    def repr_int(self, x, level):
        """All digits, or how many there are."""
        return repr(x) if abs(x) <= 1e40 else f"about {'-' * (x < 0)}10^{int(x.bit_length() * math.log10(2))}"


_written = _Written().repr


def shown(value):
    """``value`` as in code, on one line that is not too long."""
    text = " ".join(_written(value).split())
    return text if len(text) <= 80 else f"{text[:79]}…"
