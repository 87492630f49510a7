"""Picture: what every widget of gdviz is where there is no widget: a picture with its words."""

import base64
import html
import sys
from functools import cache

import anywidget
import traitlets
from ipywidgets import widget_serialization

from gdviz.live import assets, cells


class Module(anywidget.AnyWidget):
    """The module and the style of a kind of widget, as they cross to the browser: once, for all widgets of the kind.

    It shows nothing. (JupyterLab saves bytes with a notebook for an AnyWidget, but not for a plain Widget.)
    """

    _esm = "export default {};"
    packed = traitlets.Bytes().tag(sync=True)

    @classmethod
    @cache
    def of(cls, name, sheets):
        """The one of this kernel. name: of its file; sheets: those of its style."""
        return cls(packed=assets.packed([assets.module(name), "".join(map(assets.text, sheets))]))

    def open(self):
        """Come back, where all widgets have been closed; nothing happens to one that is there."""
        self.layout.open()
        super().open()


class Picture(anywidget.AnyWidget):
    """A widget that can also be seen without a kernel, and that goes when its cell is run again.

    A class of its kind has ``MODULE`` and ``SHEETS``, the names of its files, ``png()``, ``description`` (the picture
    in words), and ``width``, in CSS pixels.
    """

    MODULE: str
    SHEETS: tuple[str, ...]
    _esm = assets.text("live/load.js")
    _program = traitlets.Instance(Module).tag(sync=True, **widget_serialization)  # which that one loads
    _scene = traitlets.Dict().tag(sync=True)

    @traitlets.default("_program")
    def _shared(self):
        shared = Module.of(self.MODULE, self.SHEETS)
        shared.open()
        return shared

    def png(self) -> bytes:
        """The picture as it stands, as PNG bytes on a white page."""
        raise NotImplementedError

    @property
    def description(self) -> str:
        """The picture in words."""
        raise NotImplementedError

    @property
    def width(self):
        """How wide the picture is where it stands still, in CSS pixels."""
        return int(self._scene["width"])

    def close(self):
        """Let go of the widget, in the browser and here."""
        if not sys.is_finalizing():  # when Python ends, nobody looks any more
            cells.forget(self)
        super().close()

    def _repr_mimebundle_(self, **_):
        """The widget; and for where there is none, the picture with its words: HTML, PNG and plain text."""
        cells.shown(self)
        data, metadata = super()._repr_mimebundle_() or ({}, {})
        picture, width = base64.b64encode(self.png()).decode(), self.width
        alt = html.escape(self.description, quote=True)
        data["image/png"], data["text/plain"] = picture, self.description
        data["text/html"] = f'<img src="data:image/png;base64,{picture}" alt="{alt}" width="{width}">'
        return data, metadata | {"image/png": {"width": width}}
