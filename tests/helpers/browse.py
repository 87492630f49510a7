"""Jupyter servers of our own on loopback, a Chromium, and desks on which notebooks are opened, run and looked at."""

import json
import os
import random
import secrets
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import ClassVar

import nbformat

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]
NOISE = (
    "Could not restore the debugger state",  # said by JupyterLab where a notebook is closed soon
    "Canceled future for create_subshell_request",  # where a kernel ends before JupyterLab has its subshell for widgets
    "History was unable to be retrieved",  # where it ends before JupyterLab has what was once typed
    "@jupyterlite/",  # what is installed for deploy/lite finds no JupyterLite in a JupyterLab
    "ms to activate.",  # said by JupyterLab where the machine is busy
)
THEMES = {"Dark": ".gdviz.gdviz-dark", "Light": ".gdviz:not(.gdviz-dark)"}  # of JupyterLab, and a figure in them
GONE = "Could not send widget sync message"  # what JupyterLab's widgets say when the kernel is gone
PATIENCE = 60  # seconds for anything that is waited for, before it counts as broken
QUIET = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},  # it may save what a test has just closed
}


def chromium_path():
    """Where Chromium is: $GDVIZ_CHROMIUM, or the first of these; None if it is nowhere. The shell is the quickest."""
    names = ("chromium-headless-shell", "chromium", "google-chrome", "chromium-browser")
    return os.environ.get("GDVIZ_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def free_port():
    """A port that is free, and that no kernel is given meanwhile: systems hand out higher ones."""
    while True:
        with socket.socket() as s:
            port = random.randint(15000, 30000)
            if s.connect_ex(("127.0.0.1", port)):
                return port


class Server:
    """A program that serves the notebooks of one folder on loopback, with settings of its own in another."""

    command = ()  # after "python -m"; {port}, {token} and {folder} are filled in
    ready = "api/status"  # what it answers once it can be used
    homes: ClassVar[dict] = {  # where in that other folder it keeps its own things
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }

    def __init__(self, folder, private, **variables):
        self.folder, self.port, self.token = Path(folder), free_port(), secrets.token_hex(16)
        private = Path(private)
        self.data = private / "data"
        environment = os.environ | {name: str(private / home) for name, home in self.homes.items()} | variables
        for plugin, settings in QUIET.items():
            file = private / "settings" / f"{plugin.replace(':', '/')}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(settings))
        self.log = private / "server.log"
        command = [part.format(port=self.port, token=self.token, folder=self.folder) for part in self.command]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *command], env=environment, cwd=self.folder, stdout=log, stderr=log
            )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def _wait(self):
        for _ in range(10 * PATIENCE):
            try:
                self.process.wait(0.1)
                break  # it has ended, which it should not have
            except subprocess.TimeoutExpired:
                pass
            try:
                return self.ask(self.ready)
            except urllib.error.URLError:
                pass
        raise RuntimeError(f"{self.command[0]} did not start:\n{self.log.read_text()[-3000:]}")

    def url(self, path, **query):
        """Where the browser finds something."""
        return f"http://127.0.0.1:{self.port}/{path}?{urllib.parse.urlencode({'token': self.token, **query})}"

    def ask(self, path, method="GET"):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/{path}", method=method)
        request.add_header("Authorization", f"token {self.token}")
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.read()

    def api(self, path, method="GET"):
        """Ask the server's REST API."""
        body = self.ask(f"api/{path}", method)
        return json.loads(body) if body else None

    def stop(self):
        """End the server, which ends its kernels."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def write(self, name, *cells, outputs=()):
        """A notebook of code cells in the folder, in which nobody has guessed. outputs: of its first cells."""
        for kept in self.folder.glob(".gdviz-guesses-*"):
            kept.unlink()
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        for cell, bundle in zip(notebook.cells, outputs, strict=False):
            cell.outputs = [nbformat.v4.new_output("display_data", data=bundle)]
        nbformat.write(notebook, self.folder / name)
        return name


JUPYTER = ("--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port={port}")
JUPYTER += ("--ServerApp.port_retries=0", "--ServerApp.root_dir={folder}", "--IdentityProvider.token={token}")


class Lab(Server):
    """A JupyterLab."""

    command = ("jupyterlab", *JUPYTER, "--LabApp.expose_app_in_browser=True", "--LabApp.extension_manager=readonly")


class Notebook(Server):
    """A Jupyter Notebook, since version 7 a relative of JupyterLab."""

    command = ("notebook", *JUPYTER, "--JupyterNotebookApp.expose_app_in_browser=True")


class Voila(Server):
    """A Voilà: it runs a notebook for whoever opens it, and shows what it puts out."""

    command = ("voila", "--no-browser", "--Voila.ip=127.0.0.1", "--port={port}", "--token={token}", "{folder}")
    ready = "voila/static/voila.js"


IN_FRONT = """(name) => { // what is in front JupyterLab learns from the focus, which may come late, or go elsewhere
    const { shell } = jupyterapp, panel = [...shell.widgets("main")].find((each) => each.context?.path === name);
    if (panel && panel !== shell.currentWidget) shell.activateById(panel.id);
    return panel && panel === shell.currentWidget;
}"""


class Tab:
    """A page of Chromium, empty as yet. ``complaints``: what it has said that it should not have."""

    def __init__(self, browser, **context):
        """context: of Playwright (viewport, ...). Nothing moves by itself, unless reduced_motion is "no-preference"."""
        self.complaints, self.forgiven = [], []
        calm = {"viewport": {"width": 1280, "height": 1000}, "reduced_motion": "reduce"}
        self.context = browser.new_context(**calm | context)
        self.context.set_default_timeout(1000 * PATIENCE)
        self.page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._said("error", str(error)))
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("websocket", lambda socket: self._asked(socket.url))

    def _hear(self, message):
        if message.type in ("error", "warning"):
            self._said(message.type, message.text)

    def _said(self, kind, text):
        if not any(noise in text for noise in (*NOISE, *self.forgiven)):
            self.complaints.append(f"{kind}: {text}")

    def forgive(self, *known):
        """What JupyterLab says of its own about a fault is no complaint: neither what it has said, nor what it will."""
        self.forgiven += known
        self.complaints = [said for said in self.complaints if not any(text in said for text in known)]

    def _asked(self, url):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.complaints.append(f"asked for {url}")

    def frames(self, count=2):
        """Wait until the page has painted a number of frames."""
        self.page.evaluate("""(count) => new Promise((done) => {
            const tick = () => (count-- > 0 ? requestAnimationFrame(tick) : done());
            tick();
        })""", count)  # fmt: skip


class Desk(Tab):
    """A page with JupyterLab in it."""

    def __init__(self, lab, browser, *, port=None, **context):
        """port: where the browser finds the server, if not at its own. context: of Playwright (viewport, ...)."""
        super().__init__(browser, **context)
        self.lab = lab
        self.page.goto(lab.url("lab", reset="").replace(f":{lab.port}/", f":{port or lab.port}/"))
        self._started()
        self.command("application:toggle-left-area")

    def _started(self):
        self.page.wait_for_function("() => window.jupyterapp?.restored")
        self.page.evaluate("window.jupyterapp.restored.then(() => null)")

    def command(self, name, **arguments):
        """One of JupyterLab's own commands, as its menu gives them; waits until it is done."""
        return self.page.evaluate(
            "([name, args]) => jupyterapp.commands.execute(name, args).then(() => null)", [name, arguments]
        )

    def open(self, name):
        """Open a notebook in front, and wait until its kernel can be asked."""
        self.command("docmanager:open", path=name, factory="Notebook")
        self.page.wait_for_function(IN_FRONT, arg=name)
        self._connected()
        return self

    def _connected(self):
        self.page.wait_for_function("jupyterapp.shell.currentWidget?.sessionContext")  # on a slow line it comes late
        self.page.evaluate("""async () => {
            const panel = jupyterapp.shell.currentWidget;
            await panel.revealed;
            await panel.context.ready;
            await panel.sessionContext.ready;
            await panel.sessionContext.session.kernel.info;
        }""")

    def run_all(self):
        """Run > Run All Cells; waits until no cell is busy or waiting."""
        self.command("notebook:run-all-cells")
        self.page.wait_for_function("""() => [...jupyterapp.shell.currentWidget.content.widgets].every(
            (cell) => cell.model.type !== "code" || cell.prompt !== "*")""")
        return self

    def run(self, cell):
        """Run one cell (its number), and return the text of what it put out."""
        self.page.evaluate("(cell) => (jupyterapp.shell.currentWidget.content.activeCellIndex = cell)", cell)
        self.command("notebook:run-cell")
        return self.output(cell)

    def output(self, cell):
        """The text that a cell has put out, tracebacks included."""
        return self.page.evaluate("""(cell) => {
            const outputs = jupyterapp.shell.currentWidget.content.widgets[cell].model.outputs.toJSON();
            return outputs.map((o) => [o.text ?? o.data?.["text/plain"] ?? o.traceback].flat().join("")).join("");
        }""", cell)  # fmt: skip

    def kernel(self):
        """The id of the kernel of the notebook in front."""
        return self.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.session.kernel.id")

    def end_kernel(self):
        """Shut that kernel down behind JupyterLab's back. It asks what still runs every ten seconds: here, at once."""
        self.lab.api(f"kernels/{self.kernel()}", "DELETE")
        self.page.evaluate("jupyterapp.serviceManager.sessions.refreshRunning()")
        self.page.wait_for_function("jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status !== 'idle'")

    def tidy(self):
        """Close every notebook, unsaved, and end its kernel."""
        self.page.evaluate("""() => {
            for (const panel of [...jupyterapp.shell.widgets("main")].filter((widget) => widget.sessionContext)) {
                panel.context.model.dirty = false;
                panel.dispose();
            }
        }""")
        for kernel in self.lab.api("kernels"):
            self.lab.api(f"kernels/{kernel['id']}", "DELETE")


class Desk7(Desk):
    """A page with Notebook 7 in it, where each notebook has a page of its own."""

    def __init__(self, notebook, browser, **context):
        Tab.__init__(self, browser, **context)
        self.lab = notebook

    def open(self, name):
        """Open a notebook, and wait until its kernel can be asked."""
        self.page.goto(self.lab.url(f"notebooks/{name}"))
        self._started()
        self._connected()
        return self
