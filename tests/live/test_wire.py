"""What crosses to the browser, packed and unpacked again in Python."""

import numpy as np
import pytest
from helpers.wires import unpack

from gdviz.live import wire


def test_channels_come_back_in_their_shapes():
    channels = [np.linspace(-3, 3, 24).reshape(2, 3, 4), np.arange(5.0).reshape(1, 1, 5)]
    back = unpack(*wire.pack(channels))
    for sent, got in zip(channels, back, strict=True):
        np.testing.assert_array_equal(got, sent.astype("f4"))


def test_infinities_and_nan_stay_what_they_are():
    values = np.array([np.inf, -np.inf, np.nan, 1e300, -1e300, 3.4e38])
    (back,) = unpack(*wire.pack([values]))
    np.testing.assert_array_equal(back[:5], [np.inf, -np.inf, np.nan, np.inf, -np.inf])
    assert back[5] == pytest.approx(3.4e38, rel=1e-3)  # not rounded up to infinity


def test_a_png_keeps_its_colours_and_lies_on_paper():
    ink = np.zeros((20, 30, 4), np.uint8)
    ink[5:15, 10:20] = (0, 100, 191, 255)
    opaque = wire.pixels(wire.png(ink, "#ffffff"))
    assert opaque[10, 15].tolist() == [0, 100, 191, 255]
    assert opaque[0, 0].tolist() == [255, 255, 255, 255]


def test_a_stored_picture_has_few_colours_and_each_is_near_to_what_was_drawn():
    """Pale bands as of a hill, and a line with soft edges across them."""
    band = np.tile(np.arange(400) * 16 // 400, (300, 1))
    hill = np.stack([255 - 3 * band, 255 - 2 * band, 255 - band, 255 + 0 * band], axis=-1)
    line = np.zeros((300, 400, 4))
    line[100:104] = [[[85, 91, 102, 60]], [[85, 91, 102, 178]], [[85, 91, 102, 178]], [[85, 91, 102, 25]]]
    share = line[..., 3:] / 255
    hill_and_line = np.concatenate([(1 - share) * hill[..., :3] + share * line[..., :3], hill[..., 3:]], axis=-1)
    stored = wire.png(hill_and_line.astype(np.uint8), "#ffffff", keep=["#c74700"])
    pixels = wire.pixels(stored)[..., :3].astype(int)
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) <= 64
    np.testing.assert_allclose(pixels[:100], hill[:100, :, :3], atol=3)
    assert len(np.unique(pixels[50], axis=0)) > 10  # the bands stay apart
    mixed = hill[101:103, :, :3] + 178 / 255 * (np.array([85, 91, 102]) - hill[101:103, :, :3])
    np.testing.assert_allclose(pixels[101:103], mixed, atol=16)
    assert (pixels[103] < pixels[99]).any()  # what shows a little is not lost


def test_a_colour_of_which_there_is_little_is_not_lost_among_many_shades():
    """As in a legend beside a landscape: 64 of 160,000 pixels."""
    across, up = np.meshgrid(np.linspace(0, 1, 400), np.linspace(0, 1, 400))
    shades = np.stack([20 + 60 * across, 30 + 90 * up, 60 + 120 * across * up, np.full_like(up, 255)], -1)
    light = shades.astype(np.uint8)
    light[10:18, 10:18, :3] = (233, 127, 185)
    one = wire.png(light, "#ffffff", keep=["#e97fb9"])
    apart = wire.pixels(one)[10:18, 10:18, :3].astype(int) - (233, 127, 185)
    assert np.abs(apart).max() == 0
