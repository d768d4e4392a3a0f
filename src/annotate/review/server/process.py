"""The server's process: started, waited for, found again, stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path

from annotate.errors import ReviewError, UsageError
from annotate.files import write_text
from annotate.progress import Watcher, unwatched
from annotate.review.server.environment import backend, install, is_installed
from annotate.review.server.home import ADMIN, Account, Home

HOST = "127.0.0.1"
_FIRST_PORT = 8000
_PATIENCE = 120.0
"""Seconds to wait for the server; on an idle machine it takes five to nine."""
_SETTLED = 2.0
"""Seconds after which a process is known by its command line; at first it may have none."""
_SETTINGS = '''"""Written by annotate at every start."""
import os

from config.settings.production import *

# Imports run inside the request: there is no second process to hand them to.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_STORE_EAGER_RESULT = True
DJANGO_DRF_FILEPOND_UPLOAD_TMP = os.path.join(os.environ["DOCCANO_HOME"], "uploads")
# Without this an upload outside doccano's own folder is answered with 500 and no word in the log.
DJANGO_DRF_FILEPOND_ALLOW_EXTERNAL_UPLOAD_DIR = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
DATABASES["default"].setdefault("OPTIONS", {})["timeout"] = 60
MIDDLEWARE = [
    *MIDDLEWARE,
    "annotate_doccano_middleware.members_only",
    "annotate_doccano_middleware.without_imports",
]
'''
_MODULE, _MIDDLEWARE = "annotate_doccano_settings", "annotate_doccano_middleware"


@dataclass(frozen=True, slots=True)
class Server:
    """A server that was started.

    Attributes
    ----------
    pid, port : int
        Its process and where it listens.
    """

    pid: int
    port: int

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.port}"


def running(home: Home) -> Server | None:
    """Return the server of a home, if its process is alive."""
    server = _last(home)
    return server if server is not None and _is_ours(server) else None


def start(
    home: Home, accounts: list[Account], port: int | None = None, tell: Watcher = unwatched
) -> Server:
    """Start the server, and wait until it answers; one that runs already is returned.

    Parameters
    ----------
    home : Home
        Environment and data; made if need be.
    accounts : list of Account
        Everybody's accounts, as :meth:`Home.accounts` gives them.
    port : int, optional
        The port to listen on; by default the last one, else the first free one from 8000.
    tell : callable
        Called with every step.

    Raises
    ------
    UsageError
        If the port is taken.
    ReviewError
        If it cannot be installed, or does not answer.
    """
    _check_port(running(home), port)  # before what takes long
    if not is_installed(home):
        install(home, tell)
    tell("preparing the data", 1, 3)
    _prepare(home, accounts)
    server = running(home)
    _check_port(server, port)
    if server is not None:
        return server
    last = _last(home)
    chosen = port or _free_port(last.port if last else _FIRST_PORT)
    tell(f"starting on port {chosen}", 2, 3)
    server = _launch(home, chosen)
    _await(home, server, tell)
    return server


def _check_port(server: Server | None, port: int | None) -> None:
    """Refuse a port that the server does not listen on, or that another program has."""
    if port is None:
        return
    if server is not None and port != server.port:
        raise UsageError(
            f"it runs already, on port {server.port}",
            remedy="stop it first, or leave out --port",
        )
    if server is None and not _is_free(port):
        raise UsageError(f"port {port} is taken", remedy="give another one with --port")


def stop(home: Home) -> bool:
    """Stop the server; its data are kept. Return whether there was one."""
    server = running(home)
    if server is None:
        return False
    os.kill(server.pid, signal.SIGTERM)
    end = time.monotonic() + 20
    while _is_ours(server) and time.monotonic() < end:
        time.sleep(0.1)
    if _is_ours(server):
        os.kill(server.pid, signal.SIGKILL)
    return True


def answers(url: str, seconds: float = 5) -> bool:
    """Return whether a doccano answers at an address: it refuses to say who a stranger is."""
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/v1/me", timeout=seconds):
            return True
    except urllib.error.HTTPError as error:
        return error.code in (401, 403)
    except (OSError, ValueError):
        return False


def _environment(home: Home) -> dict[str, str]:
    home.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    given = dict(os.environ)
    # Nothing was compiled when it was installed: what a first start compiles is for the next.
    given.pop("PYTHONDONTWRITEBYTECODE", None)
    return {
        **given,
        "PYTHONPATH": str(home.folder),
        "DJANGO_SETTINGS_MODULE": _MODULE,
        "DATABASE_URL": f"sqlite:///{home.data / 'db.sqlite3'}",
        "MEDIA_ROOT": str(home.data / "media"),
        "DOCCANO_HOME": str(home.data),
        "DOCCANO_PAGE_SIZE": "1000",
        "SECRET_KEY": home.secret(),
        "STANDALONE": "True",
        "DEBUG": "False",
    }


def _prepare(home: Home, accounts: list[Account]) -> None:
    write_text(home.folder / f"{_MODULE}.py", _SETTINGS)
    middleware = Path(__file__).with_name("middleware.py").read_text("utf-8")
    write_text(home.folder / f"{_MIDDLEWARE}.py", middleware)
    data = {
        "backend": str(backend(home)),
        "accounts": [[one.user, one.password, one.user == ADMIN] for one in accounts],
    }
    done = subprocess.run(
        [str(home.python), str(Path(__file__).with_name("bootstrap.py"))],
        input=json.dumps(data),
        env=_environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip() or "no message").splitlines()[-1]
        raise ReviewError(
            f"its database cannot be prepared ({last})",
            path=home.data,
            remedy="restore the folder, or name another home with --home",
        )


def _launch(home: Home, port: int) -> Server:
    folder = str(backend(home))
    options = ["--chdir", folder, "-b", f"{HOST}:{port}", "-w", "1", "--threads", "4"]
    with home.log_file.open("ab") as log:
        process = subprocess.Popen(
            [str(home.python), "-m", "gunicorn", "config.wsgi", *options, "--timeout", "300"],
            env=_environment(home),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # It outlives the command, and the Ctrl-C that ends the command is not for it.
            start_new_session=True,
            cwd=home.folder,
        )
    server = Server(process.pid, port)
    write_text(home.state_file, json.dumps(asdict(server)) + "\n")
    return server


def _await(home: Home, server: Server, tell: Watcher) -> None:
    begun = time.monotonic()
    while not answers(server.url, 2):
        waited = time.monotonic() - begun
        gone = waited > _SETTLED and not _is_ours(server)
        if gone or waited > _PATIENCE:
            lines = home.log_file.read_text("utf-8", errors="replace").strip().splitlines()
            raise ReviewError(
                f"the server does not answer (its last words: {lines[-1] if lines else 'none'})",
                path=home.log_file,
                remedy="read the log, then start it again",
            )
        tell(f"waiting for {server.url}", 2 + min(waited / 10, 0.9), 3)
        time.sleep(0.2)


def _last(home: Home) -> Server | None:
    try:
        state = json.loads(home.state_file.read_text("utf-8"))
        return Server(int(state["pid"]), int(state["port"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_ours(server: Server) -> bool:
    """Return whether the process is still the one that was started: numbers are used again."""
    command = _command_line(server.pid)
    return "gunicorn" in command and f"{HOST}:{server.port}" in command


def _command_line(pid: int) -> str:
    """Return the command line of a process, empty if there is no such process."""
    if Path("/proc").is_dir():  # `ps` is not on every Linux
        try:
            return Path(f"/proc/{pid}/cmdline").read_text("utf-8", errors="replace")
        except OSError:
            return ""
    command = ["ps", "-o", "args=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _free_port(first: int) -> int:
    for port in range(first, first + 1000):
        if _is_free(port):
            return port
    raise ReviewError("no port is free", remedy="name one with --port")
