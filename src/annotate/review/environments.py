"""Python environments of their own, for packages that cannot be installed next to ours."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import dataclass
from pathlib import Path

from annotate.errors import ReviewError
from annotate.files import locked

_MARK = ".installed"


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

    def install(self, python: str) -> None:
        """Make it anew; one that was interrupted half-way is replaced.

        Parameters
        ----------
        python : str
            The interpreter to make it with.

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
            self._call([python, "-m", "venv", "--clear", str(self.folder)])
            pip = [str(self.python), "-m", "pip", "install", "--quiet"]
            options = ["--disable-pip-version-check", "--require-hashes", "-r", str(self.lock)]
            self._call([*pip, *options])
            (self.folder / _MARK).write_text(self._digest(), "utf-8")

    def _digest(self) -> str:
        return hashlib.sha256(self.lock.read_bytes()).hexdigest()

    def _call(self, command: list[str]) -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
            raise ReviewError(
                f"{self.name} cannot be installed ({last})",
                path=self.folder,
                remedy="check that packages can be downloaded, and run the command again",
            )
