"""What crosses from Python to the browser: numbers, packed; pictures, as PNG; an axis, as the map to its pixels."""

import io
import zlib

import numpy as np
from PIL import Image, ImageColor


def pack(channels, digits):
    """Arrays of numbers as one compressed block, and where each of them stands in it.

    channels: arrays of shape (steps, *sliders, ...). digits: for each, how many binary digits of it can be seen.
    Sent as float32, rounded to the digits that can be seen, sorted by byte, deflated: about 1 to 2 bytes a number.
    Returns (bytes, shapes): in the block the step axis comes after the sliders, as the browser reads along it.
    """
    arrays = [np.ascontiguousarray(c) for c in channels]
    flat = [rounded(a, d).ravel() for a, d in zip(arrays, digits, strict=True)]
    numbers = np.concatenate(flat) if flat else np.empty(0, dtype="<f4")
    by_byte = numbers.view(np.uint8).reshape(-1, 4).T
    return zlib.compress(by_byte.tobytes(), 4), [list(a.shape) for a in arrays]


def rounded(values, digits):
    """float32 with ``digits`` binary digits, the rest zero, so that it packs well; infinities and NaN stay."""
    with np.errstate(over="ignore"):
        out = values.astype("<f4")
    drop = 24 - int(np.clip(digits, 12, 24))
    if drop:
        bits = out.view("<u4")
        rounded = ((bits + np.uint32(1 << (drop - 1))) & np.uint32(0xFFFFFFFF << drop & 0xFFFFFFFF)).view("<f4")
        out = np.where(np.isfinite(out) & np.isfinite(rounded), rounded, out)
    return out


def axis(ax, which):
    """How one axis turns a number into pixels: scale, and the numbers at the left and right (bottom and top) edge.

    Raises ValueError for a scale that the browser does not draw: it knows linear and log axes.
    """
    scale = getattr(ax, f"get_{which}scale")()
    if scale not in ("linear", "log"):
        raise ValueError(f"LiveFigure draws linear and log axes; the {which} axis of {ax.get_title()!r} is {scale}.")
    low, high = getattr(ax, f"get_{which}lim")()
    return {"scale": scale, "low": float(low), "high": float(high)}


def origin(ax, which):
    """Where the numbers of an axis are counted from: zero, or the axis' lower end where it lies far from zero."""
    low, high = getattr(ax, f"get_{which}lim")()
    far = getattr(ax, f"get_{which}scale")() == "linear" and min(abs(low), abs(high)) > 8 * abs(high - low)
    return float(low) if far else 0.0


def digits_seen(ax, which, pixels, origin=0.0):
    """How many binary digits of a number, counted from an origin, can be seen on an axis: to 1/50 of a pixel."""
    low, high = getattr(ax, f"get_{which}lim")()
    if getattr(ax, f"get_{which}scale")() == "log":
        return int(np.ceil(np.log2(50 * pixels / abs(np.log(high / low)))))
    return int(np.ceil(np.log2(50 * pixels * max(abs(low - origin), abs(high - origin)) / abs(high - low))))


def png(layers, paper, colours=256, clear=False, keep=()):
    """Layers of pixels, each of shape (height, width, 4), laid on paper of one colour: PNG bytes of a few colours.

    clear: let the page show through where there is nothing but paper. The edges of the letters keep the paper's shade.
    keep: colours, as in "#c74700", that must come out as they are; the others are chosen by how much there is of them.
    """
    image = Image.new("RGBA", layers[0].shape[1::-1], paper)
    for layer in layers:
        image = Image.alpha_composite(image, Image.fromarray(layer))
    image = image.convert("RGB")
    quarter = image.resize((image.width // 2, image.height // 2), Image.Resampling.NEAREST)  # enough to choose from
    palette = quarter.quantize(colours - 1 - len(keep), method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    flat, image = np.asarray(image), image.quantize(palette=palette, dither=Image.Dither.NONE)
    chosen = image.getpalette() or []
    special = {colour: np.all(flat == ImageColor.getrgb(colour), axis=-1) for colour in keep}
    if clear:
        special["nothing"] = np.all([layer[..., 3] == 0 for layer in layers], axis=0)
    nothing = len(chosen) // 3 + len(keep)
    for extra, where in enumerate(special.values()):
        image.paste(len(chosen) // 3 + extra, mask=Image.fromarray(where))
    image.putpalette([*chosen, *(part for colour in (*keep, paper) for part in ImageColor.getrgb(colour))])
    out = io.BytesIO()
    image.save(out, "PNG", **({"transparency": nothing} if clear else {}))
    return out.getvalue()


def pixels(png_bytes):
    """The pixels of a PNG, shape (height, width, 4)."""
    with Image.open(io.BytesIO(png_bytes)) as image:
        return np.asarray(image.convert("RGBA"))
