"""The browser's side of a widget as text: its module, its style, and the page that holds it without a kernel."""

import base64
import hashlib
import html
import json
import os
import re
import zlib
from functools import cache
from importlib import resources
from pathlib import Path
from posixpath import dirname, join, normpath

from gdviz.border.written import shown

IMPORT = re.compile(r'^import \{ .* \} from "(\.\.?/.+)";$', re.MULTILINE)


@cache
def text(name):
    """A file of the package, such as "live/figure.css"."""
    return resources.files("gdviz").joinpath(name).read_text(encoding="utf-8")


@cache
def files(name):
    """An ES module and all that it imports, itself and through others: names of files, each after those it imports."""
    found = {}
    for other in IMPORT.findall(text(name)):
        found |= dict.fromkeys(files(normpath(join(dirname(name), other))))
    return (*found, name)


@cache
def module(name):
    """The ES module of a widget as one text: its files one after the other, without the imports between them, and
    without what only those need who read it: comments (no text in the code holds " // "), and room before a line.
    """
    lines = [line for file in files(name) for line in text(file).splitlines() if not line.startswith("import ")]
    code = (line.strip() for line in lines)
    code = (line.partition(" // ")[0] for line in code if line and not line.startswith("//"))
    return "\n".join(line.removeprefix("export ") if not line.startswith("export default") else line for line in code)


def packed(told):
    """What can be told as JSON, deflated, as it crosses to the browser."""
    text = json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return zlib.compress(text.encode(), 9)


def unpacked(data):
    """What was ``packed``."""
    return json.loads(zlib.decompress(data))


def page(state, picture, title, alt, name, sheets):
    """One HTML file that shows a widget by itself: no kernel, no network, no script but its own.

    state: {trait: value} of the widget; bytes may stand anywhere in it. title: what it shows. picture, alt: a small
    PNG of it and what it says, for where scripts do not run. name: of its module. sheets: its style.
    """
    script = alone(module(name), "saved")
    written = "\n".join(text(sheet) for sheet in (*sheets, "live/page.css"))
    lines = (line.strip() for line in re.sub(r"/\*.*?\*/", "", written, flags=re.S).splitlines())
    style = "\n".join(line for line in lines if line)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy([script], style)}">
<meta name="viewport" content="width=device-width">
<title>{html.escape(title)}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{html.escape(title)}</h1>
<noscript><img alt="{html.escape(alt)}" src="data:image/png;base64,{_base64(picture)}"></noscript>
<div data-widget="saved" data-state="state"></div>
</main>
<script type="application/json" id="state">{told(state)}</script>
<script type="module">{script}</script>
</body>
</html>
"""


def destination(path, endings):
    """The path of a file to write, as a Path; or a sentence: it has one of these endings, and its folder is there."""
    name = f"walk{endings[0]}"
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError(f"path = {shown(path)}; the name of a file is expected, such as {name!r}.")
    path = Path(path)
    if path.suffix.lower() not in endings:
        valid = f"valid ending{'s' * (len(endings) > 1)}: {', '.join(endings)}"
        alone = "" if len(endings) > 1 else f". The picture alone: Path({str(path)!r}).write_bytes(figure.png())"
        raise ValueError(f"path = {str(path)!r}: the ending says what to write; {valid}{alone}.")
    if "\0" in str(path) or any(len(os.fsencode(part)) > 255 for part in path.parts):
        raise ValueError(f"path = {shown(str(path))}: a file's name has 255 letters at most, none of them \\0.")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"path = {str(path)!r}: there is no folder {str(path.parent)!r}; make it first.")
    if path.is_dir():
        raise IsADirectoryError(
            f"path = {str(path)!r} is a folder; say the name of a file, such as {str(path / name)!r}."
        )
    return path


def alone(program, kind):
    """The script that shows widgets in a page without Jupyter, in all its places of this kind."""
    widget, page = program.replace("export default", "const widget ="), module("live/page.js")
    return f'const KIND = "{kind}";\n{widget}\n{page}'


def told(state):
    """The state of a widget as it stands in a page; bytes may stand anywhere in it."""
    short = {"ensure_ascii": False, "separators": (",", ":")}
    sent = json.dumps(state, default=lambda data: {"base64": _base64(data)}, **short)
    return sent.replace("<", "\\u003c")  # no "</script>" can end it early


def policy(scripts, style):
    """What a page may do: run these scripts and wear this style, both inline, show its own pictures, and no more."""
    allowed = " ".join(f"'{_hash(script)}'" for script in scripts)
    nothing = "default-src 'none'; base-uri 'none'; form-action 'none'"
    return f"{nothing}; img-src data:; script-src {allowed}; style-src '{_hash(style)}'"


def _base64(data):
    return base64.b64encode(data).decode()


def _hash(source):
    """A content policy's name for an inline script or style: only this very text may run."""
    return "sha256-" + _base64(hashlib.sha256(source.encode()).digest())
