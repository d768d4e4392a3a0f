"""Python environments of their own, for packages that cannot be installed next to ours."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from annotate.errors import ReviewError
from annotate.files import locked
from annotate.progress import Watcher, unwatched

_MARK = ".installed"
_FETCHES = "Collecting "
"""How the line begins that pip prints for each package."""


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment with what a lock names.

    Attributes
    ----------
    folder : Path
        Where it is.
    lock : Path
        Requirements with versions and hashes.
    name : str
        The package that it is made for, for messages.
    """

    folder: Path
    lock: Path
    name: str

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    def is_installed(self) -> bool:
        """Return whether it holds all that the lock names, and its interpreter is still there."""
        mark = self.folder / _MARK
        installed = mark.is_file() and mark.read_text("utf-8") == self._digest()
        return installed and self.python.exists()

    def install(self, python: str, tell: Watcher = unwatched, what: str = "") -> None:
        """Make it anew; one that was interrupted half-way is replaced.

        Parameters
        ----------
        python : str
            The interpreter to make it with.
        tell : callable
            Called with every package that is fetched.
        what : str
            What it is told is being done.

        Raises
        ------
        ReviewError
            If a package cannot be installed.
        OutputError
            If another process is installing it.
        """
        home = self.folder.parent
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with locked(home, f"another process is installing {self.name}"):
            packages = sum("==" in line for line in self.lock.read_text("utf-8").splitlines())
            tell(what, 0, packages)
            self._call([python, "-m", "venv", "--clear", str(self.folder)])
            pip = [str(self.python), "-m", "pip", "install", "--progress-bar", "off"]
            # The lock names everything, so that pip need not ask each package what it wants.
            options = ["--disable-pip-version-check", "--require-hashes", "--no-deps"]
            # A server reads a fifth of ten thousand modules: Python compiles what it reads.
            options += ["--no-compile", "-r", str(self.lock)]
            self._call([*pip, *options], lambda fetched: tell(what, fetched, packages))
            (self.folder / _MARK).write_text(self._digest(), "utf-8")

    def _digest(self) -> str:
        return hashlib.sha256(self.lock.read_bytes()).hexdigest()

    def _call(self, command: list[str], fetched: Callable[[int], None] = lambda _: None) -> None:
        """Run a command, and say how many packages pip has fetched so far."""
        last, number = "no message", 0
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        ) as process:
            try:
                for line in process.stdout or ():
                    last = line.strip() or last
                    if line.startswith(_FETCHES):
                        number += 1
                        fetched(number)
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            raise ReviewError(
                f"{self.name} cannot be installed ({last})",
                path=self.folder,
                remedy="check that packages can be downloaded, and run the command again",
            )
