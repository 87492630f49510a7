"""Live: figures that move in the browser, of anything that has rows. Of gdviz it uses ``style`` and ``tracebacks``."""

from gdviz.live.figure import LiveFigure

__all__ = ["LiveFigure"]
