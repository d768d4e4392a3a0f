"""A server for tests ends when its tests do, however they end.

The program watches the process that started it, and stops the server of a home when that process
has gone: after Ctrl-C, or SIGKILL, no fixture tidies up.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotate.review.server.home import Home
from annotate.review.server.process import stop

_LATE = 150
"""Seconds in which a server may still be started by a command that the tests have left running."""


@contextmanager
def guarded(home: Home) -> Iterator[None]:
    """Stop the server of a home when the block ends, or this process."""
    guard = subprocess.Popen(
        [sys.executable, __file__, str(os.getpid()), str(home.folder)],
        # Signals for the tests are not for it.
        start_new_session=True,
    )
    try:
        yield
    finally:
        stop(home)
        guard.kill()
        guard.wait()


def main(parent: int, home: Home) -> None:
    """Wait for the parent's end, then for a server to stop."""
    while os.getppid() == parent:
        time.sleep(0.5)
    end = time.monotonic() + _LATE
    while not stop(home) and time.monotonic() < end:
        time.sleep(0.5)


if __name__ == "__main__":
    main(int(sys.argv[1]), Home(Path(sys.argv[2])))
