"""doccano-client in a process of its own: how it ends, and what comes of its errors."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from annotate.errors import ReviewError
from annotate.review.doccano.client import Client, client_environment
from annotate.review.doccano.session import Session
from annotate.review.server.home import Home
from waiting import PATIENCE, until

# Each program prints the number of its bridge first.
START = """
import os, signal, sys, time
from pathlib import Path
from annotate.errors import ReviewError
from annotate.review.doccano.client import Client
from annotate.review.server.home import Home

client = Client(Home(Path(sys.argv[1])))
def say(what): print(what, flush=True)
say(client._process.pid)
"""
WAITING = 'client.call("login", url=sys.argv[2], user="alice", password="secret")\n'
FORKED = "if not os.fork(): time.sleep(600)\n"
CLOSING = "client._process.stdin.close()\nsay('closed')\ntime.sleep(600)\n"
REFUSED = 'client.call("login", url="http://127.0.0.1:9", user="alice", password="secret")\n'


@pytest.fixture
def home(new_home: Callable[[], Home]) -> Home:
    return new_home()


@contextmanager
def silent() -> Iterator[tuple[str, socket.socket]]:
    """The address of a server that answers nothing, and its socket to wait for a request at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE)  # for a request that never comes
        yield f"http://127.0.0.1:{server.getsockname()[1]}", server


@contextmanager
def program(code: str, home: Home, url: str = "") -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A program that has a bridge, in a process group of its own; and the bridge's number."""
    process = subprocess.Popen(
        [sys.executable, "-c", START + code, str(home.folder), url],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        assert process.stdout is not None
        try:
            yield process, int(process.stdout.readline())
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def is_bridge(number: int) -> bool:
    """Return whether a process is there, ended ones that nobody has waited for left aside."""
    try:
        return "bridge.py" in Path(f"/proc/{number}/cmdline").read_text("utf-8")
    except OSError:
        return False


def ends(number: int) -> None:
    """Wait for the end of a bridge."""
    until(lambda: not is_bridge(number), "the end of the bridge")


@pytest.mark.parametrize("fork", ["", FORKED], ids=["alone", "with a fork"])
def test_it_ends_with_a_killed_parent_though_the_server_is_silent(fork: str, home: Home) -> None:
    # A fork of the parent holds the other end of its standard input open.
    with silent() as (url, server), program(fork + WAITING, home, url) as (process, bridge):
        asked, _ = server.accept()
        with asked:
            assert is_bridge(bridge)
            process.kill()
            ends(bridge)


def test_it_ends_when_its_input_is_closed(home: Home) -> None:
    with program(CLOSING, home) as (process, bridge):
        assert line(process) == "closed"
        ends(bridge)
        assert process.poll() is None


def test_ctrl_c_while_nothing_is_asked_leaves_it_alone(home: Home) -> None:
    code = f"""
try:
    say("waits")
    signal.pause()
except KeyboardInterrupt:
    try:
        {REFUSED}
    except Exception as error:
        say(type(error).__name__ + error.kind)
"""
    with program(code, home) as (process, bridge):
        assert line(process) == "waits"
        os.killpg(process.pid, signal.SIGINT)
        assert line(process) == "ClientErrorconnection"
        ends(bridge)
        assert process.wait() == 0


def test_ctrl_c_while_it_waits_for_an_answer_ends_it(home: Home) -> None:
    code = f"""
try:
    {WAITING}
except KeyboardInterrupt:
    say("interrupted")
    try:
        {REFUSED}
    except ReviewError as error:
        say(error)
"""
    with silent() as (url, server), program(code, home, url) as (process, bridge):
        asked, _ = server.accept()
        with asked:
            os.killpg(process.pid, signal.SIGINT)
            assert line(process) == "interrupted"
            # The answer that may still come must not be taken for that of the next call.
            assert "has ended (it was closed)" in line(process)
            assert process.wait() == 0
            ends(bridge)


def test_a_bridge_that_dies_is_said(home: Home) -> None:
    client = Client(home)
    client._process.kill()
    for said in ("has ended (exit code -9)", "has ended (it was closed)"):
        with pytest.raises(ReviewError) as told:
            client.call("login", url="http://127.0.0.1:9", user="alice", password="secret")
        assert said in str(told.value)
        assert f"{home.client}: " in str(told.value)


def test_a_damaged_environment_is_said(home: Home, tmp_path: Path) -> None:
    damaged = Home(tmp_path)
    environment = client_environment(damaged)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", damaged.client], check=True)
    (damaged.client / ".installed").write_bytes((home.client / ".installed").read_bytes())
    assert environment.is_installed()
    with pytest.raises(ReviewError, match=r"ModuleNotFoundError: No module named 'requests'\)"):
        Session("http://127.0.0.1:9", "alice", "secret", damaged)
    environment.python.unlink()  # as when the Python that it was made with is uninstalled
    assert not environment.is_installed()


def test_an_environment_that_cannot_be_installed_is_no_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "nothing"))
    steps: list[str] = []
    with pytest.raises(ReviewError, match="doccano-client cannot be installed"):
        Client(Home(tmp_path / "home"), lambda what, done, total: steps.append(what))
    assert steps == ["installing doccano-client (once, 40 MB)"]
    assert not client_environment(Home(tmp_path / "home")).is_installed()


def test_a_password_is_in_no_argument_and_no_environment(
    doccano: dict[str, str], home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_DOCCANO_PASSWORD", doccano["alice"])
    session = Session(doccano["url"], "alice", doccano["alice"], home)
    place = Path(f"/proc/{session._client._process.pid}")
    assert b"bridge.py" in (place / "cmdline").read_bytes()
    assert b"PATH=" in (place / "environ").read_bytes()
    for file in ("cmdline", "environ"):
        assert doccano["alice"].encode() not in (place / file).read_bytes()


def test_a_session_that_is_dropped_ends_its_bridge(doccano: dict[str, str], home: Home) -> None:
    session = Session(doccano["url"], "alice", doccano["alice"], home)
    bridge = session._client._process.pid
    assert is_bridge(bridge)
    del session
    assert not is_bridge(bridge)


def test_a_server_that_is_no_doccano_is_said(home: Home) -> None:
    class Other(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"name": "another program"}')

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Other) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            with pytest.raises(ReviewError, match="the answer is not that of doccano"):
                Session(f"http://127.0.0.1:{server.server_port}", "alice", "secret", home)
        finally:
            server.shutdown()
