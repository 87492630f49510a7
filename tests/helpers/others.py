"""Browsers other than Chromium, each by its own protocol: Firefox by WebDriver BiDi, WebKit by WebDriver."""

import json
import os
import shutil
import subprocess
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import websocket
from helpers.browse import PATIENCE, free_port

MINIBROWSER = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))


class Other:
    """A browser with one page. ``run`` a script, ``act`` with the mouse, ``wait`` until a script says true."""

    def wait(self, script):
        """Wait until a script returns something true, and return that."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = self.run(script)
            if found:
                return found
        raise AssertionError(f"{type(self).__name__} waited in vain for: {script}")

    def drag(self, start, *stops):
        """Press the mouse at a place of the window, move it to others, and let go."""
        here, *rest = (
            {"type": "pointerMove", "x": round(x), "y": round(y), "origin": "viewport"} for x, y in (start, *stops)
        )
        moves = [here, {"type": "pointerDown", "button": 0}, *({**move, "duration": 60} for move in rest)]
        self.act([*moves, {"type": "pointerUp", "button": 0}])

    def act(self, moves):
        """Perform actions of the mouse."""
        self._act([{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": moves}])

    def click(self, selector):
        """Click the middle of an element, once it is there."""
        self.drag(self.wait(f"""const box = document.querySelector({json.dumps(selector)})?.getBoundingClientRect();
            return box && [box.x + box.width / 2, box.y + box.height / 2];"""))  # fmt: skip


class Firefox(Other):
    """Debian's Firefox, without a window."""

    def __init__(self, folder):
        port, private = free_port(), Path(folder) / "firefox"
        private.mkdir()
        (private / "user.js").write_text('user_pref("datareporting.policy.dataSubmissionEnabled", false);\n')
        command = ["firefox-esr", "--headless", "--no-remote", "--width=1000", "--height=900"]
        self._process = subprocess.Popen(
            [*command, f"--remote-debugging-port={port}", "--profile", str(private)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | {"HOME": str(private)},
        )  # fmt: skip
        self._socket, self._count = (
            _patiently(
                lambda: websocket.create_connection(
                    f"ws://127.0.0.1:{port}/session", timeout=PATIENCE, suppress_origin=True
                )
            ),
            0,
        )
        self._ask("session.new", capabilities={})
        self._page = self._ask("browsingContext.getTree")["contexts"][0]["context"]

    def _ask(self, method, **params):
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": params}))
        while (answer := json.loads(self._socket.recv())).get("id") != self._count:
            pass  # an event
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['message']}")
        return answer["result"]

    def open(self, url):
        self._ask("browsingContext.navigate", context=self._page, url=url, wait="complete")

    def run(self, script):
        made = f"JSON.stringify((() => {{ {script} }})() ?? null)"
        said = self._ask("script.evaluate", expression=made, target={"context": self._page}, awaitPromise=False)
        if said["type"] != "success":
            raise RuntimeError(said["exceptionDetails"]["text"])
        return json.loads(said["result"]["value"])

    def _act(self, actions):
        self._ask("input.performActions", context=self._page, actions=actions)

    def stop(self):
        with suppress(OSError):
            self._socket.close()
        self._process.terminate()
        self._process.wait(PATIENCE)


class WebKit(Other):
    """WebKitGTK's own small browser, which is as near to Safari as one gets here; in a window that nobody sees."""

    def __init__(self, folder):
        self._port, self._session = free_port(), ""
        screen, self._screen = _screen()
        own = os.environ | {"DISPLAY": screen, "HOME": str(folder)}
        self._process = subprocess.Popen(
            ["WebKitWebDriver", f"--port={self._port}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=own,
        )  # fmt: skip
        options = {"binary": str(MINIBROWSER[-1]), "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self._session = f"/{_patiently(lambda: self._ask('', wanted))['sessionId']}"
        self._ask("/window/rect", {"x": 0, "y": 0, "width": 1000, "height": 900})

    def _ask(self, path, body, method="POST"):
        url = f"http://127.0.0.1:{self._port}/session{self._session}{path}"
        request = urllib.request.Request(url, json.dumps(body).encode() if body is not None else None, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read())["value"]

    def open(self, url):
        self._ask("/url", {"url": url})

    def run(self, script):
        return self._ask("/execute/sync", {"script": script, "args": []})

    def _act(self, actions):
        self._ask("/actions", {"actions": actions})

    def stop(self):
        self._ask("", None, "DELETE")
        for process in (self._process, self._screen):
            process.terminate()
            process.wait(PATIENCE)


def there(kind):
    """What of a browser is missing, in words; "" if nothing is."""
    if kind is Firefox:
        return "" if shutil.which("firefox-esr") else "needs Firefox: apt install firefox-esr"
    missing = [name for name in ("WebKitWebDriver", "Xvfb") if not shutil.which(name)] or not MINIBROWSER
    return "needs WebKit: apt install webkit2gtk-driver xvfb" if missing else ""


def _screen():
    """A screen that nobody sees: its name, and its process."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1100x1000x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as said:
        return f":{said.readline().strip()}", process


def _patiently(what):
    """What a function returns, once what it asks is up."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return what()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
