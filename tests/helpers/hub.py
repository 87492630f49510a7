"""A JupyterHub of our own on loopback, and the students who sit at it, each in a browser of their own."""

import json
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

from helpers.browse import PATIENCE, QUIET, Desk, Server, Tab, free_port

from gdviz.course import notebooks

COURSE = "gdviz-course"
RIGHTS = ["admin:users", "admin:servers", "admin:server_state", "access:servers", "tokens"]
SLOW = (  # said where a whole class starts on two cores, of parts that then come all the same
    "to activate",  # by JupyterLab, of its extensions
    "did not appear within",  # by JupyterLab, of a cell
    "[anywidget] Failed to initialize model.",  # by anywidget, of a figure whose program has not come within 2 seconds
)
SETTINGS = """
c.JupyterHub.bind_url = "http://127.0.0.1:{port}/"
c.JupyterHub.hub_ip = "127.0.0.1"
c.JupyterHub.hub_port = {hub_port}
c.JupyterHub.db_url = "sqlite:///{private}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{private}/cookie_secret"
c.ConfigurableHTTPProxy.command = ["{proxy}"]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.ConfigurableHTTPProxy.auth_token = "{proxy_token}"
c.ConfigurableHTTPProxy.pid_file = "{private}/proxy.pid"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = "{password}"
c.Authenticator.allow_all = True
c.JupyterHub.services = [dict(name="teacher", api_token="{token}")]
c.JupyterHub.load_roles = [dict(name="teacher", services=["teacher"], scopes={rights})]
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{folder}/{{username}}"
c.Spawner.default_url = "/lab/tree/{course}/00_start_here.ipynb"
c.Spawner.args = ["--allow-root", "--LabApp.expose_app_in_browser=True", "--LabApp.extension_manager=readonly"]
c.Spawner.start_timeout = c.Spawner.http_timeout = 300  # thirty servers start at once on two cores
c.JupyterHub.tornado_settings = dict(slow_spawn_timeout=0, slow_stop_timeout=60)  # do not wait for a start, but a stop
"""


def proxy_path():
    """Where the hub's proxy is; None if it is nowhere."""
    return shutil.which("configurable-http-proxy")


class Hub(Server):
    """A JupyterHub: a folder for each student in its own, one password for all, and nothing but processes behind it.

    This spawner is for tests: all servers run as one system user. What keeps students apart here is the hub alone.
    """

    command = ("jupyterhub",)
    ready = "hub/api/"

    def __init__(self, folder, private):
        self.folder, self.port, self.token = Path(folder), free_port(), secrets.token_hex(16)
        self.password = secrets.token_hex(16)
        config = Path(private) / "jupyterhub_config.py"
        config.write_text(
            SETTINGS.format(
                port=self.port, hub_port=free_port(), api_port=free_port(), private=private, folder=folder,
                proxy=proxy_path(), proxy_token=secrets.token_hex(16), password=self.password, token=self.token,
                rights=RIGHTS, course=COURSE,
            )
        )  # fmt: skip
        self.log = Path(private) / "hub.log"
        bins = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # for jupyterhub-singleuser
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", f"--config={config}"],
                env=os.environ | {"PATH": bins}, cwd=private, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def url(self, path, **query):
        """Where the browser finds something: it signs in by itself, and carries no token."""
        return f"http://127.0.0.1:{self.port}/{path}"

    def api(self, path, method="GET"):
        """Ask the hub's REST API, as the teacher."""
        body = self.ask(f"hub/api/{path}", method)
        return json.loads(body) if body else None

    def stop(self):
        """End the hub, which ends the students' servers and its proxy."""
        self.process.terminate()
        self.process.wait(PATIENCE)

    def home(self, name):
        """A new student's home, as the image of a class has it: the course without solutions, and no news."""
        home = self.folder / name
        home.mkdir()
        notebooks.copy(home / COURSE, "without solutions")
        for plugin, settings in QUIET.items():
            file = home / f".jupyter/lab/user-settings/{plugin.replace(':', '/')}.jupyterlab-settings"
            file.parent.mkdir(parents=True)
            file.write_text(json.dumps(settings))
        return home


class Seat(Server):
    """A student's own server behind the hub, asked by the teacher."""

    def __init__(self, hub, name):
        self.hub, self.name, self.folder = hub, name, hub.home(name)

    def url(self, path, **query):
        return self.hub.url(f"user/{self.name}/{path}")

    def ask(self, path, method="GET"):
        return self.hub.ask(f"user/{self.name}/{path}", method)

    def process(self):
        """The number of its process, while the hub has it running."""
        return self.hub.api(f"users/{self.name}")["servers"][""]["state"]["pid"]

    def start(self):
        """Have the hub start it; ``started`` waits until it has."""
        self.hub.api(f"users/{self.name}/server", "POST")

    def started(self):
        said = self.hub.ask(f"hub/api/users/{self.name}/server/progress")  # ends when the server is ready
        if b'"ready": true' not in said:
            raise RuntimeError(f"The server of {self.name} did not start: {said.decode()[-300:]}")

    def stop(self):
        self.hub.api(f"users/{self.name}/server", "DELETE")


class Student(Desk):
    """A student at the hub, with a browser and a server of their own."""

    def __init__(self, hub, browser, name, **context):
        Tab.__init__(self, browser, **context)
        self.context.set_default_timeout(5000 * PATIENCE)  # a whole class starts on the cores of one machine
        self.hub, self.name, self.lab = hub, name, Seat(hub, name)
        self.forgive(*SLOW)
        self.pictures = []  # the figures of the notebook, for who wants to move them

    def follow(self, notebook):
        """Open the class's link to a notebook."""
        self.page.goto(self.hub.url(f"hub/user-redirect/lab/tree/{COURSE}/{notebook}"))

    def sign_in(self):
        """Fill in the hub's form. It then starts the student's server; ``arrived`` waits for what comes."""
        self.page.fill("input[name=username]", self.name)
        self.page.fill("input[name=password]", self.hub.password)
        self.page.click("#login_submit")

    def arrived(self):
        """Wait until the notebook of the link is open in the student's own JupyterLab."""
        self.page.wait_for_url(self.lab.url("lab/tree/**"))
        self._started()
        self.page.wait_for_function("jupyterapp.shell.currentWidget?.context?.path")
        self._connected()
        return self

    def run_all_begun(self):
        """Run > Run All Cells; ``run_all_done`` waits until all have run."""
        self.page.evaluate("window.ran = jupyterapp.commands.execute('notebook:run-all-cells'), null")

    def run_all_done(self):
        self.page.evaluate("ran.then(() => null)")
