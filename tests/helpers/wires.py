"""What crosses to the browser, unpacked again in Python."""

import zlib

import numpy as np


def unpack(packed, shapes):
    raw = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(4, -1).T
    numbers = np.ascontiguousarray(raw).view("<f4").ravel()
    ends = np.cumsum([np.prod(shape, dtype=int) for shape in shapes])
    return [part.reshape(shape) for part, shape in zip(np.split(numbers, ends[:-1]), shapes, strict=True)]


def heights(packed, shape, levels):
    """The grids of heights that ``hill.packed`` made, (landscapes, rows, columns)."""
    raw = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(2, -1).T
    whole = np.cumsum(np.ascontiguousarray(raw).view("<u2").ravel(), dtype=np.uint16).reshape(-1, *shape)
    stands = np.where(whole == 65535, np.nan, whole / 65534)
    even = [np.linspace(0, 1, len(steps)) for steps in levels]
    return np.array([np.interp(*each) for each in zip(stands, even, levels, strict=True)])
