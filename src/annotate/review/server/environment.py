"""doccano's own Python environment, installed from a lock with hashes."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from annotate.errors import ReviewError
from annotate.progress import Watcher, unwatched
from annotate.review.environments import Environment
from annotate.review.server.home import Home

LOCK = Path(__file__).with_name("requirements.lock")
_VERSION = (3, 11)


def is_installed(home: Home) -> bool:
    """Return whether the environment holds all that the lock names."""
    return _environment(home).is_installed()


def install(home: Home, tell: Watcher = unwatched) -> None:
    """Make the environment anew; one that was interrupted half-way is replaced, and every package
    that is fetched is told.

    Raises
    ------
    ReviewError
        If there is no Python 3.11, or a package cannot be installed.
    """
    _environment(home).install(_python(), tell, "installing doccano (once, 550 MB)")


def backend(home: Home) -> Path:
    """Return the folder of doccano's own code, which it has to be started in."""
    return next((home.environment / "lib").glob("python3*/site-packages/backend"))


def _environment(home: Home) -> Environment:
    return Environment(home.environment, LOCK, "doccano")


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
