"""Channels: the numbers that tracks and words show, on their way to the browser."""

import numpy as np

from gdviz.live import tracks, wire


class Channels:
    """Arrays of numbers on their way to the browser. The same array crosses once, however many tracks and words use it.

    A channel has an origin, from which its numbers are counted where an axis lies far from zero.
    """

    def __init__(self, sliders, computed=()):
        """sliders: how many. computed: what a program gives, in its order; their channels count down from −1."""
        self._sliders, self._arrays, self._uses = sliders, [], []
        self._computed = {id(values): -1 - k for k, values in enumerate(computed)}

    def add(self, values, *uses):
        """The number of an array's channel, and the row of the channel that is the array's first.

        uses: the ``panel.Axis`` of each face that shows it. Rows of an array that has its channel already (w[1:] of w,
        say) need none of their own.
        """
        if tracks.computed(values):
            return self._computed[id(values)], 0
        channel, row = self._place(values)
        if channel is None:
            channel, row = len(self._arrays), 0
            self._arrays.append(values)
            self._uses.append([])
        self._uses[channel].extend(uses)
        return channel, row

    def sent(self, values, number):
        """A number of an array as the browser has it: as a float32."""
        origin = self._origin(self._place(values)[0])
        with np.errstate(over="ignore"):
            return origin + float(np.float32(number - origin))

    def pack(self):
        """All channels as one block, each with its shape (sliders, then steps) and origin."""
        origins, order = [*map(self._origin, range(len(self._arrays)))], (*range(1, 1 + self._sliders), 0)
        arrays = [
            a.transpose(*order, *range(len(order), a.ndim)) - origin
            for a, origin in zip(self._arrays, origins, strict=True)
        ]
        block, shapes = wire.pack(arrays)
        return block, [{"shape": s, "origin": o} for s, o in zip(shapes, origins, strict=True)]

    @property
    def size(self):
        """How many numbers there are."""
        return sum(array.size for array in self._arrays)

    def _place(self, values):
        rows = ((channel, _row(values, known)) for channel, known in enumerate(self._arrays))
        return next((place for place in rows if place[1] is not None), (None, None))

    def _origin(self, channel):
        origins = {axis.origin for axis in self._uses[channel]}
        return origins.pop() if len(origins) == 1 else 0.0


def _row(values, known):
    """The row of ``known`` with which ``values`` begins, where they are the same numbers in memory; or None."""
    if values.strides != known.strides or values.shape[1:] != known.shape[1:]:
        return None
    if len(values) == 1 < len(known):  # one row stands still, the rows of a channel do not
        return None
    apart = values.ctypes.data - known.ctypes.data
    row = apart // (known.strides[0] or 1)
    inside = 0 <= row <= len(known) - len(values) and row * known.strides[0] == apart
    return row if inside else None
