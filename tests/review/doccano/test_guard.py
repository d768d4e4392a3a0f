"""Tests that are killed leave no server behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from annotate.review.server.home import Home, new_accounts
from annotate.review.server.process import running
from command import ROOT
from waiting import until

SUITE = """
from pathlib import Path
from annotate.review.server.home import Home
from annotate.review.server.process import start
from review.guard import guarded

def test_it():
    home = Home(Path({folder!r}))
    with guarded(home):
        start(home, home.accounts())
"""


def test_a_killed_suite_leaves_no_server(new_home: Callable[[], Home], tmp_path: Path) -> None:
    home = new_home()
    new_accounts(home, [])
    suite = tmp_path / "test_killed.py"
    suite.write_text(SUITE.format(folder=str(home.folder)), "utf-8")
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "pytest",
            str(suite),
            f"--rootdir={tmp_path}",
            "-p",
            "no:cacheprovider",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "tests")},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )
    try:
        until(lambda: running(home), "a server", process)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    until(lambda: running(home) is None, "the end of the server")
