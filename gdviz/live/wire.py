"""What crosses from Python to the browser: numbers, packed; and the picture that is stored, as PNG."""

import io
import zlib

import numpy as np
from PIL import Image, ImageColor

# So far may a shade be from the nearest one there is, squared (of 0 to 255), times its share of the picture: nobody
# sees it.
SERVED = 0.3
STRIP = 64  # rows of pixels


def pack(channels):
    """Arrays of numbers as one compressed block, and their shapes.

    channels: arrays in the order in which the browser reads them, the steps after the sliders. Sent as float32, sorted
    by byte, which packs well, and deflated.
    """
    with np.errstate(over="ignore"):  # what is larger than any float32 is infinite there
        flat = [np.ascontiguousarray(c).astype("<f4").ravel() for c in channels]
    numbers = np.concatenate(flat) if flat else np.empty(0, dtype="<f4")
    by_byte = numbers.view(np.uint8).reshape(-1, 4).T
    return zlib.compress(by_byte.tobytes(), 6), [list(np.shape(c)) for c in channels]


def png(pixels, paper, keep=()):
    """Pixels of shape (height, width, 4), laid on paper of one colour: PNG bytes of a few colours.

    keep: colours, as in "#c74700", that must come out as they are; the others are chosen by how much there is of them.
    Edges have few shades: those make up most of the bytes, and nobody sees them.
    """
    laid = _laid(pixels, paper)
    colours, which, counts = _counted(laid.ravel())
    looks = colours.view(np.uint8).reshape(-1, 4)[:, :3].astype(int)
    chosen, nearest = _chosen(looks, counts, 64, [ImageColor.getrgb(colour) for colour in keep])
    image = Image.fromarray(which(nearest).reshape(laid.shape))
    image.putpalette(chosen.astype(np.uint8).ravel().tolist())
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=9)
    return out.getvalue()


def _chosen(looks, counts, most, first=()):
    """Looks that serve for all of them, (k, channels), and for each of them the number of the one that is nearest.

    After the ``first`` it is always the look that is worst off, by how much there is of it, until all are served.
    """
    off = np.full(len(looks), np.inf)  # how far, squared, each look is from the nearest that was chosen
    chosen, nearest = np.empty((0, looks.shape[-1]), int), np.zeros(len(looks), np.uint8)
    while len(chosen) < most and (len(chosen) < len(first) or np.max(counts * off) > SERVED * counts.sum()):
        look = first[len(chosen)] if len(chosen) < len(first) else looks[np.argmax(counts * off)]
        distance = ((looks - look) ** 2).sum(axis=-1)
        nearest[distance < off], off = len(chosen), np.minimum(off, distance)
        chosen = np.vstack([chosen, look])
    return chosen, nearest


def _counted(pixels):
    """The values that there are, a function from a number for each of them to one for each pixel, and how many pixels
    have each. Most pixels are as the one before: so only the first of a run is looked up.
    """
    runs = np.append(np.flatnonzero(np.diff(pixels, prepend=~pixels[:1])), len(pixels))
    values, nth = np.unique(pixels[runs[:-1]], return_inverse=True)
    lengths = np.diff(runs)
    return values, lambda numbers: np.repeat(numbers[nth], lengths), np.bincount(nth, lengths)


def _laid(pixels, paper):
    """Pixels on paper of one colour, (height, width), each a number; in strips, to take less room.

    Edges have two shades: a third and two thirds of what is drawn there.
    """
    thirds = (85 * np.ceil(np.arange(256) / 85 - 0.25)).astype(np.uint8)  # what shows a little is not lost
    laid = np.empty(pixels.shape[:2], "<u4")
    for top in range(0, len(laid), STRIP):
        strip, drawn = laid[top : top + STRIP], pixels[top : top + STRIP].copy()
        drawn[..., 3] = thirds[drawn[..., 3]]
        image = Image.alpha_composite(Image.new("RGBA", strip.shape[::-1], paper), Image.fromarray(drawn))
        strip[:] = np.frombuffer(image.convert("RGB").convert("RGBX").tobytes(), "<u4").reshape(strip.shape)
    return laid


def shrunk(png_bytes, width):
    """A PNG of fewer pixels, as wide as it shall be; and its size."""
    with Image.open(io.BytesIO(png_bytes)) as image:
        size = width, round(image.height * width / image.width)
        small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    few = small.quantize(96, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)  # black letters stay black
    few.save(out, "PNG", optimize=True)
    return out.getvalue(), size


def pixels(png_bytes):
    """The pixels of a PNG, shape (height, width, 4)."""
    with Image.open(io.BytesIO(png_bytes)) as image:
        return np.asarray(image.convert("RGBA"))
