"""animate: a walk as a file to project or to hand on.

The panels are drawn once; for each picture only the tracks are drawn, on a copy of them. A picture shows a step that
was taken, never one in between.
"""

import os
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import closing, suppress
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from gdviz.border.written import shown
from gdviz.engine.trajectory import Trajectory
from gdviz.figures import layout
from gdviz.figures.explore import Explorer
from gdviz.figures.progress import progress
from gdviz.live import assets
from gdviz.tracebacks import brief

PIXELS = 200  # an inch: for screens of two pixels a point
SLOWEST, LONGEST = 8, 8  # steps a second, and seconds for a whole run
SHORTEST = 40  # milliseconds a picture: 25 a second is what every player and slide program keeps up with
HOLD = 1000  # milliseconds that the last picture stays, on top of its own time


@brief
def animate(
    walk: Trajectory, path: str | PathLike, panels: Sequence[str] | str | None = None, *, seconds: float | None = None
) -> Path:
    """Write a walk as an animation, a file to project or to hand on: ``animate(walk, "walk.gif")``.

    walk: one run, as ``descend`` returns it. path: the ending says what is written. ".gif" loops for ever; ".mp4" is a
    video for slides (it needs ffmpeg: ``pip install "gdviz[video]"``); ".html" is one page with Play and a step slider,
    for any browser, offline. panels: what to show, the first one large, as in ``plot``. seconds: how long the walk
    takes; without it, 8 steps a second, or 8 seconds for all of them. The last picture then stays for a second.

    A picture for each step, to the one where the run ended; never a place between two. Where that would be more
    than 25 pictures a second, steps are left out evenly: a GIF of the usual 8 seconds has 200 pictures at most.
    While it is being written a bar shows how far it is; a file already there stays until the new one is complete.

    Returns the path. Raises ValueError for another ending, a grid of runs, a panel that does not exist, a time
    that is none; FileNotFoundError where there is no such folder; ImportError, with what to do, without ffmpeg.
    """
    layout.demand_walk(walk, "animate")
    path = assets.destination(path, [".gif", ".mp4", ".html"])
    ending = path.suffix.lower()
    if seconds is not None and ending == ".html":
        raise ValueError(f"seconds = {shown(seconds)}: the reader of an .html plays it; seconds is for .gif and .mp4.")
    if seconds is not None and not (isinstance(seconds, (int, float, np.number)) and 0.1 <= seconds <= 600):
        raise ValueError(f"seconds = {shown(seconds)}; a number from 0.1 to 600 is expected.")
    write = _gif if ending == ".gif" else partial(_mp4, _ffmpeg(path)) if ending == ".mp4" else None

    part = path.with_name(f"{path.name}.{os.getpid()}.part{ending}")  # what was at the path stays until all is written
    try:
        if write is None:
            with closing(Explorer(walk, panels)) as page:
                page.save(part)
        else:
            rows, delay = pace(-(-walk.n_steps // walk.every), seconds)
            drawn, follow = layout.arrange(walk, layout.usual_panels(walk) if panels is None else panels)
            with progress(f"Writing {path.name}", len(rows)) as moved:
                write(part, pictures(drawn, follow(walk)), rows, delay, moved)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path


def pace(last, seconds=None):
    """Which rows to show of 0 to ``last``, and for how many milliseconds each: a whole number of hundredths, for GIF.

    Every row, 8 a second or all in 8 seconds (or in ``seconds``). Where that would be more than 25 pictures a second,
    rows are left out, evenly; the first and the last are always there.
    """
    seconds = last / max(SLOWEST, last / LONGEST) if seconds is None else seconds
    moves = max(1, min(last, int(1000 * seconds / SHORTEST)))
    rows = np.unique(np.linspace(0, last, moves + 1).round().astype(int))
    return rows.tolist(), max(SHORTEST, 10 * round(100 * seconds / moves))


def pictures(panels, tracks):
    """Draw what stands still, once. Returns a function of a row that gives the picture there, on a white page."""
    figure = layout.painted(panels, tracks)
    figure.set_dpi(PIXELS)
    canvas = FigureCanvasAgg(figure)
    with np.errstate(all="ignore"):  # a landscape may be drawn where it is not finite
        canvas.draw()
    still, renderer = canvas.copy_from_bbox(figure.bbox), canvas.get_renderer()

    def picture(row):
        canvas.restore_region(still)
        for track in tracks:
            artist = layout.artist(figure, panels, track, row)
            artist.set_figure(figure)
            artist.draw(renderer)
        return Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")

    return picture


def _gif(path, picture, rows, delay, moved):
    """One palette for all pictures, each holding only what differs from the one before; it plays for ever."""
    some = [np.asarray(picture(row)) for row in (*rows[:3], rows[len(rows) // 2], rows[-1])]  # arrows are long at first
    few = Image.fromarray(np.concatenate(some)).quantize(254, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    colours = few.getpalette() or []
    white, same = len(colours) // 3, len(colours) // 3 + 1  # two more: for the page, and for pixels that stay

    def indexed(drawn):
        image = drawn.quantize(palette=few, dither=Image.Dither.NONE)
        image.paste(white, mask=drawn.convert("L").point([0] * 255 + [1], "1"))  # Pillow takes what is nearly white
        return image

    pictures = map(indexed, _each(picture, rows, moved))
    with path.open("wb") as file:  # which Pillow would leave open when it is interrupted
        next(pictures).save(
            file, "GIF", save_all=True, append_images=pictures, optimize=True, disposal=1, loop=0,
            duration=[delay] * (len(rows) - 1) + [delay + HOLD],
            palette=bytes([*colours, 255, 255, 255, 0, 0, 0]), transparency=same,
        )  # fmt: skip


def _mp4(ffmpeg, path, picture, rows, delay, moved):
    """H.264 as every player shows it: sides of even length, yuv420p, and some 25 pictures a second, repeated or not."""
    size = "x".join(map(str, picture(rows[0]).size))
    pictures = f"-f rawvideo -pix_fmt rgb24 -s {size} -framerate 1000/{delay} -i -"
    even = "pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white"
    filters = f"-vf {even},tpad=stop_mode=clone:stop_duration={HOLD}ms,scale=out_color_matrix=bt709:out_range=tv"
    video = f"-r {1000 * -(-delay // SHORTEST)}/{delay} -c:v libx264 -crf 18 -pix_fmt yuv420p -movflags +faststart"
    words = f"-y -loglevel error {pictures} {filters} {video} -f mp4".split()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([ffmpeg, *words, f"file:{path}"], stdin=subprocess.PIPE, stdout=said, stderr=said)
        send: Any = process.stdin
        try:
            with suppress(BrokenPipeError):  # where ffmpeg gives up, its own words say more
                for drawn in _each(picture, rows, moved):
                    send.write(drawn.tobytes())
            process.communicate()
        finally:
            process.kill()  # it has ended, unless we were interrupted
            process.communicate()
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"ffmpeg could not write {path.name}: {said.read().decode(errors='replace').strip()}")


def _each(picture, rows, moved):
    for row in rows:
        yield picture(row)
        moved()


def _ffmpeg(path):
    """Where ffmpeg is, or a sentence about how to get it."""
    try:
        from imageio_ffmpeg import get_ffmpeg_exe

        return get_ffmpeg_exe()
    except (ImportError, RuntimeError):
        raise ImportError(
            f"path = {str(path)!r}: an .mp4 needs ffmpeg, which is not installed. "
            'Get it with pip install "gdviz[video]", or save as .gif or .html.'
        ) from None
