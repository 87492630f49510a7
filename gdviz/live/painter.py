"""Panels as matplotlib paints them: for ``plot`` and ``animate``, and where there is no browser. See ``panel.py``."""

import numpy as np
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, LogNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator, NullLocator
from matplotlib.transforms import Affine2D, offset_copy

from gdviz import style
from gdviz.live.areas import fill, key
from gdviz.live.ends import End, Name, fitting
from gdviz.live.hill import STRONGER
from gdviz.live.letters import SMALL, halo, long
from gdviz.live.panel import ticks

WIDTH, HEIGHT = 8.0, 4.3  # inches of 100 pixels
LEAST = 1.0  # inches for each of the panels that are stacked: with less, some have no room beside their letters
ROW = 0.26  # inches for a line of letters with something beneath it
PIXELS = 150  # an inch: sharp enough, and light: it crosses with each figure, twice
TICKS = 5  # at most, on a side
ABOVE = 6  # points from a line to the letters above it
SHALLOW = 0.45  # how strong the ground of a logarithmic axis' shelf is
HEAD = 9.0  # points: the length of an arrow's head
FAR = 1e4  # points: an arrow to a tip farther away is cut there, in its own direction
HEAD_STYLE = "-|>,head_length=1,head_width=0.42"  # in lengths of the head, as in ``draw.js``


def paint(panels, legend=(), named=None) -> Figure:
    """A matplotlib figure of panels, the first one large, the others stacked beside it; its axes are in their order.

    legend: who is who, {name: look}, above them. named: {panel: the names at the ends of its lines, see ``ends.ends``};
    where they have room, they take the place of the legend. A panel that stands behind another one is left out.
    """
    first, *rest = panels = [panel for panel in panels if not panel.behind]
    mosaic = [[first.name, panel.name] for panel in rest] or [[first.name]]
    tall = [max(LEAST, 0.4 + ROW * panel.rows) for panel in rest] or [1.0]
    with rc_context(style.rc()):
        figure = Figure(figsize=(WIDTH, max(HEIGHT, sum(tall))), dpi=100, layout="constrained")
        figure.set_facecolor(style.PAPER)
        axes = figure.subplot_mosaic(mosaic, width_ratios=[1.25, 1] if rest else [1], height_ratios=tall)
        wide = {panel.name: WIDTH / 2.25 * (1.25 if panel is first else 1) if rest else WIDTH for panel in panels}
        named = {name: fitting(some, wide[name]) for name, some in (named or {}).items() if name in wide}
        for panel in panels:
            _panel(axes[panel.name], panel, named.get(panel.name, []))
        if legend and not any(named.values()):
            _legend(figure, legend)
    return figure


def pixels(figure):
    """The pixels of a figure, (height, width, 4)."""
    figure.set_dpi(PIXELS)
    canvas = FigureCanvasAgg(figure)
    with np.errstate(all="ignore"):  # a curve may be drawn where it is not finite
        canvas.draw()
    return np.asarray(canvas.buffer_rgba())


def last_pixels(figure):
    """The pixels of a figure that nobody needs any more. It is emptied: what it holds would wait for Python's
    collector, some megabytes, and a kernel draws many.
    """
    painted = pixels(figure).copy()
    figure.clear()
    FigureCanvasBase(figure)  # in the place of the canvas that holds them
    return painted


def artist(track, ax, panel, index, step, note="") -> Artist:
    """A track at one position of the sliders and one step, as matplotlib draws it in the axes of its panel.

    note: what one that is a note says there.
    """
    x, y = track.at(index, step)
    x, y = panel.x.seen(x), panel.y.seen(y)
    if track.kind == "note":
        end = offset_copy(ax.transData, ax.figure, -6, ABOVE, units="points")
        how = {"ha": "right", "fontsize": SMALL * style.scale(), "fontweight": "bold", "color": track.look["color"]}
        return Text(x[-1], y[-1], note, transform=end, parse_math=False, **how)
    drawn = Line2D(x, y, transform=ax.transData, **track.look)
    if track.kind == "arrow":
        drawn = _arrow(drawn, ax, x, y)
    drawn.set_clip_path(ax.patch)
    if panel.hill:  # whose colours are too near to those of some paths
        drawn.set_path_effects(halo(drawn.get_linewidth()))
    return drawn


def _arrow(line, ax, x, y):
    """The arrow that looks like a line; a short one is all head, one that nobody could see is left out."""
    to_points = ax.transData + Affine2D().scale(72 / ax.figure.dpi)
    ends = to_points.transform(np.column_stack([x, y]))
    length = np.hypot(*np.diff(ends, axis=0)[0]) if np.isfinite(ends).all() and len(ends) else 0.0
    if length < 1:
        return Line2D((), (), transform=ax.transData)
    if length > FAR:  # matplotlib would draw it dash by dash
        x, y = to_points.inverted().transform([ends[0], ends[0] + FAR / length * (ends[1] - ends[0])]).T
    if line.get_marker() == "None":
        line.set_data(x, y)
        return line
    return FancyArrowPatch(
        (x[0], y[0]), (x[1], y[1]), transform=ax.transData, mutation_scale=min(HEAD * style.scale(), length),
        arrowstyle=HEAD_STYLE, linestyle=line.get_linestyle(),
        color=line.get_color(), linewidth=line.get_linewidth(), shrinkA=0, shrinkB=0,
    )  # fmt: skip


def _panel(ax, panel, names):
    """One panel in its axes. names: at the ends of its lines."""
    if panel.hill:
        _hill(ax, panel.hill)
    if panel.shades:
        _shades(ax, panel.shades)
    for mark in panel.marks:
        if not mark.only:
            _mark(ax, panel, mark)
    _axes(ax, panel)
    muted = [(mark, mark.look.get("color", style.MUTED)) for mark in panel.marks if mark.at == "end" and mark.words]
    names = [*names, *(End(mark.words, panel.y.seen(mark.y)[-1], colour) for mark, colour in muted)]
    for k in range(len(names)):
        ax.add_artist(Name(ax, names, k))


def _axes(ax, panel):
    ax.set(xscale=panel.x.scale, yscale=panel.y.scale, xlim=panel.x.ends, ylim=panel.y.ends)
    if panel.shape:
        ax.set_aspect("equal")
    title = f"{panel.title}: {panel.remark}" if panel.remark else panel.title
    ax.set_title(title, parse_math=False)
    for side, axis in ((ax.xaxis, panel.x), (ax.yaxis, panel.y)):
        known = ticks(axis, TICKS)
        side.set_major_locator(FixedLocator([value for value, _ in known]))
        side.set_minor_locator(NullLocator())
        side.set_ticklabels([text for _, text in known], parse_math=False)
        side.set_label_text(axis.label, parse_math=False)
    ax.tick_params(labelsize=SMALL * style.scale(), labelcolor=style.MUTED, length=0)
    if panel.inside:
        ax.tick_params(direction="in", width=0.8, length=3)
        ax.spines[:].set_visible(False)
    else:
        ax.grid(visible=not panel.shades, axis="y")
        if panel.y.shelf:  # all that lies there is as good as 0: it is no part of the scale
            ax.axhspan(panel.y.ends[0], panel.y.low, color=style.GRID, alpha=SHALLOW, linewidth=0, zorder=0)
        ax.spines["left"].set_visible(False)


def _hill(ax, hill):
    """Bands of colour with contour lines between them. Where a height is not known the ground is as high as it gets."""
    levels = hill.levels
    known = np.clip(hill.heights, levels[0], levels[-1])
    if hill.bands:
        tints = LinearSegmentedColormap.from_list("hill", style.SLOPES[0])(np.linspace(0, 1, len(levels) - 1))
        ax.contourf(*hill.sides, np.where(np.isnan(known), levels[-1], known), levels=levels, colors=tints)
    widths = [0.9 if k % STRONGER == 0 else 0.45 for k in range(len(levels))]
    ax.contour(*hill.sides, known, levels=levels, colors=style.CONTOUR[0], linewidths=widths, alpha=0.5)


def _shades(ax, shades):
    """Each cell by its number, light where it is small; the cells without a number have a pattern."""
    borders, numbers = shades.borders, shades.numbers
    cells, kinds = shades.there
    if shades.axis:
        low, high = shades.axis.low, shades.axis.high
        there = cells == 0
        mesh = ax.pcolormesh(
            *borders, np.ma.masked_where(~there, np.maximum(numbers, low)).T, norm=LogNorm(low, high), zorder=1,
            cmap=LinearSegmentedColormap.from_list("shades", style.SHADES),
        )  # fmt: skip
        bar = ax.figure.colorbar(mesh, ax=ax, label=shades.label, pad=0.02, aspect=30)
        known = ticks(shades.axis, TICKS)
        bar.ax.yaxis.set_major_locator(FixedLocator([value for value, _ in known]))
        bar.ax.yaxis.set_minor_locator(NullLocator())
        bar.ax.set_yticklabels([text for _, text in known])
        bar.outline.set_visible(False)
    shapes, _ = fill(ax, borders, cells, {kind: kind.named[0] for kind in kinds})
    if shapes:
        key(ax.figure, shapes)


def _mark(ax, panel, mark):
    """What stands still, and its words."""
    x, y = panel.x.seen(mark.x), panel.y.seen(mark.y)
    if mark.kind == "level":
        ax.axhline(y[0], **mark.look)
    elif mark.look.get("marker") or mark.kind == "line":
        ax.plot(x, y, **{"linestyle": "-" if mark.kind == "line" else "none", **mark.look})
    if not mark.words or mark.at == "end":
        return
    colour, at = {"color": mark.look.get("color", style.MUTED), "path_effects": halo()}, mark.at
    places = {
        "over": ((1, y[0]), (-2, 3), ("axes fraction", "data"), {"ha": "right"}),
        "under": ((1, y[0]), (-2, -3), ("axes fraction", "data"), {"ha": "right", "va": "top"}),
        "beside": ((x[-1], y[-1]), (7, 5), "data", {}),
        "above": ((x[-1], y[-1]), (4, ABOVE), "data", {}),
        "top": ((x[-1], 0.97), (0, 0), ax.get_xaxis_transform(), {"ha": "center", "va": "top"}),
    }
    place, offset, of, how = places[at]
    how |= {"fontweight": "bold", "color": style.INK} if at == "top" or mark.kind == "spot" else {}
    ax.annotate(
        mark.words, place, offset, of, "offset points", annotation_clip=False, fontsize=SMALL * style.scale(),
        **colour | how,
    )  # fmt: skip


def _legend(figure, legend):
    """Who is who, above the panels: line, marker and name."""
    size, names = style.scale(), [name if len(name) <= 32 else f"{name[:31]}…" for name in legend]
    lines = [Line2D([], [], **look) for look in legend.values()]
    widest = max(long(name, 12 * size) for name in names)
    width, height = figure.get_size_inches()
    rows = -(-len(names) // max(1, int(72 * width / (widest + 60 * size))))
    figure.set_size_inches(width, height + 0.29 * size * rows)
    shown = figure.legend(
        lines, ["."] * len(lines), loc="outside upper left", ncols=-(-len(lines) // rows), frameon=False,
        handlelength=2.2, columnspacing=1.4, fontsize=12 * size, borderaxespad=0.2,
    )  # fmt: skip
    for text, name in zip(shown.get_texts(), names, strict=True):  # here, as a name may begin with "_" or hold a "$"
        text.set_parse_math(False)
        text.set_text(name)
