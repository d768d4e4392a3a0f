"""doccano's own Python environment, installed from a lock with hashes."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from annotate.errors import ReviewError
from annotate.review.server.home import Home

LOCK = Path(__file__).with_name("requirements.lock")
_MARK = ".installed"
_VERSION = (3, 11)

Tell = Callable[[str, float, int], None]
"""Called with what is being done, how many steps are done and how many there are."""


def is_installed(home: Home) -> bool:
    """Tell whether the environment holds what the lock names, all of it."""
    mark = home.environment / _MARK
    return mark.is_file() and mark.read_text("utf-8") == _digest()


def install(home: Home) -> None:
    """Make the environment anew; one that was interrupted half-way is replaced.

    Raises
    ------
    ReviewError
        If there is no Python 3.11, or a package cannot be installed.
    """
    python = _python()
    home.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _call([python, "-m", "venv", "--clear", str(home.environment)], home)
    pip = [str(home.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _call([*pip, "--require-hashes", "-r", str(LOCK)], home)
    (home.environment / _MARK).write_text(_digest(), "utf-8")


def backend(home: Home) -> Path:
    """Return the folder of doccano's own code, which it has to be started in."""
    return next((home.environment / "lib").glob("python3*/site-packages/backend"))


def _digest() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def _python() -> str:
    if sys.version_info[:2] == _VERSION:
        return sys.executable
    found = shutil.which("python3.11")
    if found is None:
        raise ReviewError(
            "doccano runs on Python 3.11 only, and there is none on the PATH",
            remedy="install Python 3.11, or use a doccano that runs elsewhere with --url",
        )
    return found


def _call(command: list[str], home: Home) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise ReviewError(
            f"doccano cannot be installed ({last})",
            path=home.environment,
            remedy="see that packages can be downloaded, and run the command again",
        )
