"""Kernels that start at once: each is forked from a process that has imported all but gdviz and its widgets.

``python forked.py DOOR`` is that process. ``python forked.py DOOR FILE`` is what Jupyter takes for the kernel whose
connection FILE describes: it hands its folder, variables and streams over, passes signals on, and ends with the kernel.
What a kernel imports by itself, and when, is seen where none is forked: at the hub, in Voilà and by nbval.
"""

import io
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

INLINE = "module://matplotlib_inline.backend_inline"  # what ipykernel has matplotlib draw with
IMPORTED = ("ipykernel.kernelapp", "ipykernel.debugger", "IPython.core.pylabtools", "matplotlib_inline.backend_inline")
IMPORTED += ("http.client", "numpy.random", "pdb", "psutil", "sqlite3", "tornado.platform.asyncio")


class Forked:
    """The process, and a folder for JUPYTER_PATH in which its kernels are those of Python 3."""

    def __init__(self):
        self._place = tempfile.TemporaryDirectory(prefix="gdviz-")  # the name of a door is short
        self.path, door = Path(self._place.name), f"{self._place.name}/door"
        command = [sys.executable, "-Xfrozen_modules=off", __file__, door]
        (self.path / "kernels/python3").mkdir(parents=True)
        spec = {"argv": [*command, "{connection_file}"], "display_name": "Python 3", "language": "python"}
        (self.path / "kernels/python3/kernel.json").write_text(json.dumps(spec))
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"MPLBACKEND": INLINE})
        assert self._process.stdout.readline() == b"open\n"

    def stop(self):
        self._process.terminate()
        self._process.communicate()
        self._place.cleanup()


def serve(door):
    """Import everything, and fork whenever somebody asks."""
    for name in IMPORTED:
        import_module(name)
    figure = import_module("matplotlib.figure").Figure()
    figure.text(0, 0, "$x$")
    figure.savefig(io.BytesIO())  # matplotlib has read its fonts
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that have ended
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(door)
        listening.listen()
        print("open", flush=True)
        while True:
            line, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                kernel(line)
            line.close()


def kernel(line):
    """Become the kernel for which the one at the other end of the line stands. It ends when that one does."""
    from threading import Thread

    from ipykernel.kernelapp import IPKernelApp

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    asked, streams, *_ = socket.recv_fds(line, 1_000_000, 3)
    file, folder, variables = json.loads(asked)
    os.setsid()
    os.chdir(folder)
    for own, stream in enumerate(streams):
        os.dup2(stream, own)
        os.close(stream)
    os.environ.clear()
    os.environ.update(variables)
    sys.argv = ["ipykernel_launcher", "-f", file]
    line.sendall(str(os.getpid()).encode())
    Thread(target=lambda: line.recv(1) or os._exit(1), daemon=True).start()
    IPKernelApp.launch_instance(sys.argv[1:], parent_handle=1)  # not to be looked for: the thread does that
    os._exit(0)


def stand_in(door, file):
    """Ask for a kernel, and be there for as long as it is."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(door)
        socket.send_fds(line, [json.dumps([file, os.getcwd(), dict(os.environ)]).encode()], [0, 1, 2])
        pid = int(line.recv(100))
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda number, _: os.kill(pid, number))
        line.recv(1)


if __name__ == "__main__":
    del sys.path[0]  # this folder's modules are nobody's
    stand_in(*sys.argv[1:]) if sys.argv[2:] else serve(sys.argv[1])
