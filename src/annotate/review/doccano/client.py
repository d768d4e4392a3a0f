"""doccano-client in a process of its own, driven by :mod:`annotate.review.doccano.bridge`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import weakref
from pathlib import Path
from typing import IO, Any

from annotate.errors import ReviewError
from annotate.progress import Watcher, unwatched
from annotate.review.environments import Environment
from annotate.review.server.home import Home

LOCK = Path(__file__).with_name("requirements.lock")
_BRIDGE = Path(__file__).with_name("bridge.py")


def client_environment(home: Home) -> Environment:
    """Return the environment of doccano-client in a home, installed or not."""
    return Environment(home.client, LOCK, "doccano-client")


class ClientError(Exception):
    """What the server, or doccano-client, answers instead of a value.

    Attributes
    ----------
    kind : str
        ``http``: the server refuses; ``connection``: none answers; ``client``: doccano-client
        cannot read the answer.
    code : int
        The HTTP status; 0 when there is none.
    """

    def __init__(self, kind: str, code: int, message: str) -> None:
        super().__init__(message)
        self.kind, self.code = kind, code


class Client:
    """A process that talks to a server for this one, and ends with it.

    Parameters
    ----------
    home : Home
        Where doccano-client is installed, if it is not there yet.
    tell : callable
        Called while doccano-client is installed.

    Raises
    ------
    ReviewError
        If doccano-client cannot be installed.
    """

    def __init__(self, home: Home, tell: Watcher = unwatched) -> None:
        environment = client_environment(home)
        if not environment.is_installed():
            environment.install(sys.executable, tell, "installing doccano-client (once, 40 MB)")
        self._folder = environment.folder
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115
        self._process = subprocess.Popen(
            # -I: neither PYTHONPATH nor the current folder may put other modules in its way.
            [str(environment.python), "-I", str(_BRIDGE), str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            # ANNOTATE_DOCCANO_PASSWORD is not for it.
            env={name: value for name, value in os.environ.items() if name[:9] != "ANNOTATE_"},
            # The Ctrl-C that ends the command is not for it.
            start_new_session=True,
        )
        # Also called when the object goes, and when this process ends.
        self._end = weakref.finalize(self, _end, self._process, self._errors, os.getpid())

    def call(self, verb: str, **arguments: Any) -> Any:
        """Have the bridge carry out one of its verbs; return the value.

        Raises
        ------
        ClientError
            If the server or doccano-client answers with an error.
        ReviewError
            If the bridge has ended.
        """
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None and answers is not None
        line = json.dumps({"verb": verb, "arguments": arguments}) + "\n"
        try:
            requests.write(line.encode("ascii"))
            requests.flush()
            answer = answers.readline()
        except (OSError, ValueError):  # the pipe is broken, or closed
            answer = b""
        except BaseException:
            # Interrupted half-way: the next call would read this one's answer.
            self.close()
            raise
        if not answer.endswith(b"\n"):
            raise self._ended()
        answered = json.loads(answer)
        if "error" in answered:
            raise ClientError(**answered["error"])
        return answered["value"]

    def close(self) -> None:
        """End the process."""
        self._end()

    def _ended(self) -> ReviewError:
        last = "it was closed"
        if self._end.alive:
            status = self._process.wait()
            self._errors.seek(0)
            lines = self._errors.read().decode("utf-8", errors="replace").strip().splitlines()
            last = lines[-1] if lines else f"exit code {status}"
            self.close()
        return ReviewError(
            f"the process that talks to the server has ended ({last})",
            path=self._folder,
            remedy="run the command again; if that does not help, delete this folder, and it is "
            "installed anew",
        )


def _end(process: subprocess.Popen[bytes], errors: IO[bytes], owner: int) -> None:
    """End the bridge; a fork of the process that started it leaves it alone."""
    if os.getpid() != owner:
        return
    process.kill()  # it has nothing to put in order
    process.communicate()
    errors.close()
