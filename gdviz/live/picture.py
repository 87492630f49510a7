"""Picture: what every widget of gdviz is where there is no widget: a picture with its words."""

import base64
import html
import sys

import anywidget
import traitlets

from gdviz.live import assets, cells


class Picture(anywidget.AnyWidget):
    """A widget that can also be seen without a kernel, and that goes when its cell is run again.

    A class of its kind has ``png()``, ``description`` (the picture in words), and ``width``, in CSS pixels.
    """

    _esm = assets.text("live/load.js")
    _program = traitlets.Bytes().tag(sync=True)  # its own module, deflated, which that one loads
    _scene = traitlets.Dict().tag(sync=True)

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
