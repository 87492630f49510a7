"""Animations, opened again and looked at: how many pictures, for how long, and where the ball is in them."""

import re
import subprocess

import imageio_ffmpeg
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from PIL import Image, ImageSequence

from gdviz import (
    animate,
    bowl,
    curve,
    descend,
    gradient_descent,
    momentum,
    plot,
    quadratic,
    ravine,
    small_gradient,
    style,
)
from gdviz.figures import animate as module

STEPS = 12
REACH = 10  # pixels from the middle of the ball, inside of it and outside of the path's dots


@pytest.fixture(scope="module")
def walk():
    return descend(ravine, momentum, lr=0.025, steps=STEPS)  # no step ends near to where another did


@pytest.fixture(scope="module")
def gif(walk, tmp_path_factory):
    return animate(walk, tmp_path_factory.mktemp("gif") / "walk.gif")


def pictures(path):
    """The pictures of a GIF, (height, width, 3), and for how many milliseconds each stays."""
    with Image.open(path) as image:
        frames = [(np.asarray(f.convert("RGB")), f.info["duration"]) for f in ImageSequence.Iterator(image)]
    return [picture for picture, _ in frames], [stays for _, stays in frames]


def drawn(figure):
    """A figure as matplotlib draws it, at two pixels a point on white."""
    figure.set_dpi(200)
    figure.set_facecolor("white")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3]


@pytest.fixture(scope="module")
def place(walk):
    """A function of a step: the pixel where matplotlib puts it in the landscape, (row, column)."""
    figure = plot(walk)
    height = len(drawn(figure))
    to_pixels = figure.axes[0].transData.transform

    def at(step):
        x, y = to_pixels(walk.w[step])
        return round(height - 1 - y), round(x)

    return at


def ball_at(picture, where, tolerance):
    """Whether the ball is there: its colour in the middle, and on all sides further out than a dot of the path."""
    colour = 255 * np.array(to_rgb(style.of("momentum")[0]))
    spots = [(0, 0), (0, REACH), (0, -REACH), (REACH, 0), (-REACH, 0)]
    seen = np.array([picture[where[0] + down, where[1] + right] for down, right in spots], dtype=float)
    return bool((np.abs(seen - colour) <= tolerance).all())


def test_a_gif_has_a_picture_for_each_step_and_holds_the_last_one(gif):
    frames, stay = pictures(gif)
    assert [frame.shape for frame in frames] == [(860, 1600, 3)] * (STEPS + 1)
    assert stay == [120] * STEPS + [1120]
    with Image.open(gif) as image:
        assert image.info["loop"] == 0  # for ever


def test_the_ball_of_each_picture_is_where_matplotlib_puts_that_step(gif, place):
    frames, _ = pictures(gif)
    for shown in range(STEPS + 1):
        found = [step for step in range(STEPS + 1) if ball_at(frames[shown], place(step), tolerance=12)]
        assert found == [shown]


def test_the_last_picture_is_the_static_figure(gif, walk):
    frames, _ = pictures(gif)
    still = drawn(plot(walk)).astype(int)
    assert np.mean(np.abs(frames[-1] - still).max(axis=-1) > 24) < 0.002
    assert np.mean(np.abs(frames[0] - still).max(axis=-1) > 24) > 0.004  # which the first one is not


def test_what_stands_still_is_the_same_in_all_pictures_and_the_page_is_white(gif):
    frames, _ = pictures(gif)
    title = [frame[:46] for frame in frames]
    assert all((part == title[0]).all() for part in title)
    assert all((frame[[0, 0, -1, -1], [0, -1, 0, -1]] == 255).all() for frame in frames)


def test_a_gif_of_a_hundred_steps_is_small_and_lasts_as_long_as_play(tmp_path):
    path = animate(descend(ravine, momentum, lr=0.025, steps=100), tmp_path / "walk.gif")
    assert path.stat().st_size < 500_000
    with Image.open(path) as image:
        assert image.n_frames == 101
        assert image.info["duration"] == 80


def decoded(path):
    """What ffmpeg says of a video's pictures, and the pictures, one after the other."""
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    said = subprocess.run([ffmpeg, "-i", path], capture_output=True, text=True, check=False).stderr
    (stream,) = re.findall("Video: .*", said)
    width, height = map(int, re.findall(r"(\d+)x(\d+)", stream)[-1])

    def frames():
        command = [ffmpeg, "-loglevel", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            while frame := process.stdout.read(3 * width * height):
                yield np.frombuffer(frame, np.uint8).reshape(height, width, 3)

    return stream, frames()


def test_an_mp4_shows_the_same_pictures_in_every_player(walk, place, tmp_path):
    stream, frames = decoded(animate(walk, tmp_path / "walk.mp4"))
    for said in ("h264", "yuv420p", "bt709", "1600x860", "25 fps"):
        assert said in stream
    found = [[step for step in range(STEPS + 1) if ball_at(frame, place(step), tolerance=40)] for frame in frames]
    three_each = [[step] for step in range(STEPS + 1) for _ in range(3)]  # 120 ms at 25 a second
    assert found[: len(three_each)] == three_each
    assert found[len(three_each) :] == [[STEPS]] * (len(found) - len(three_each))
    assert 24 <= len(found) - len(three_each) <= 26  # a second


def test_an_mp4_keeps_white_white_and_has_sides_of_even_length(tmp_path):
    path = tmp_path / "odd.mp4"
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    module._mp4(ffmpeg, path, lambda row: Image.new("RGB", (161, 87), "white"), [0, 1], 40, lambda: None)
    stream, frames = decoded(path)
    assert "162x88" in stream
    assert np.min(list(frames)) >= 253


def test_an_html_is_one_page_that_asks_for_nothing_elsewhere(walk, tmp_path):
    path = animate(walk, tmp_path / "walk.html")
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")  # a name, not an address
    assert text.startswith("<!doctype html>")
    assert "http://" not in text
    assert "https://" not in text
    assert re.search(rf'"last": ?{STEPS}\b', text)
    assert len(text) < 1_500_000
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("last", "seconds", "rows", "delay"),
    [
        (5, None, range(6), 120),  # 8 steps a second, in hundredths
        (100, None, range(101), 80),  # 8 seconds
        (200, None, range(201), 40),
        (10_000, None, range(0, 10_001, 50), 40),  # 25 pictures a second are the most
        (100, 30, range(101), 300),
        (100, 2, range(0, 101, 2), 40),
        (0, None, [0], 40),
        (0, 5, [0], 5000),
        (1, 600, [0, 1], 600_000),
    ],
)
def test_every_step_is_a_picture_until_there_are_more_than_can_be_seen(last, seconds, rows, delay):
    assert module.pace(last, seconds) == (list(rows), delay)


@pytest.mark.parametrize("last", [1, 7, 33, 64, 77, 143, 199, 201, 333, 4321])
def test_the_first_and_the_last_step_are_shown_and_the_time_is_kept(last):
    rows, delay = module.pace(last)
    assert rows[0] == 0
    assert rows[-1] == last
    assert set(np.diff(rows)) <= {-(-last // 200), last // 200 or 1}
    assert delay % 10 == 0
    assert delay * (len(rows) - 1) == pytest.approx(1000 * min(last / 8, 8), rel=0.25)


def shown(run, path, **options):
    """How many pictures a run has."""
    with Image.open(animate(run, path, **options)) as image:
        return image.n_frames


def test_a_run_that_stopped_is_shown_until_it_stopped(tmp_path):
    run = descend(bowl, gradient_descent, lr=0.3, stop=small_gradient, tol=0.1)
    assert run.n_steps < 10
    assert shown(run, tmp_path / "walk.gif", panels="cost") == run.n_steps + 1


def test_rows_that_are_several_steps_apart_are_a_picture_each(tmp_path):
    run = descend(ravine, gradient_descent, lr=0.01, steps=30, every=10)
    assert len(run.f) == 4
    assert shown(run, tmp_path / "walk.gif", panels="weights") == 4


ODD = {
    "a run that diverges": (descend, (ravine, gradient_descent), {"lr": 1.0, "steps": 40}),
    "a start where the cost is infinite": (
        descend, (curve(lambda w: 1 / w**2, domain=(-1, 1), start=0.0), gradient_descent), {},
    ),
    "ten coordinates": (descend, (quadratic(np.eye(10)), momentum, np.ones(10)), {"steps": 3}),
    "one step": (descend, (bowl, momentum), {"steps": 1}),
}  # fmt: skip


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("ending", ["gif", "mp4", "html"])
def test_an_odd_run_is_animated_without_a_complaint(what, ending, tmp_path):
    verb, arguments, options = ODD[what]
    assert animate(verb(*arguments, **options), tmp_path / f"walk.{ending}").stat().st_size > 1000
