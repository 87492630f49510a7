"""What crosses to the browser, unpacked again in Python."""

import zlib

import numpy as np


def unpack(packed, shapes):
    raw = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(4, -1).T
    numbers = np.ascontiguousarray(raw).view("<f4").ravel()
    ends = np.cumsum([np.prod(shape, dtype=int) for shape in shapes])
    return [part.reshape(shape) for part, shape in zip(np.split(numbers, ends[:-1]), shapes, strict=True)]
