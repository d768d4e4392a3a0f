"""The folder of the review server: environment, data, secret and accounts."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from annotate.errors import ReviewError, UsageError
from annotate.lexicons import read_table

ADMIN = "admin"
"""The account that pushes and pulls."""

HOME_VARIABLE = "ANNOTATE_REVIEW_HOME"
_NAME = re.compile(r"[\w.@+-]{1,150}")
_COLUMNS = ("user", "password")


@dataclass(frozen=True, slots=True)
class Account:
    """One person's account on the server.

    Attributes
    ----------
    user : str
        The name to sign in with.
    password : str
        Made by :func:`new_accounts`; kept in a file that only its owner can read.
    """

    user: str
    password: str


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of a review server.

    Attributes
    ----------
    folder : Path
        Made when the server is started for the first time.
    """

    folder: Path

    @property
    def environment(self) -> Path:
        """The virtual environment that doccano is installed in."""
        return self.folder / "environment"

    @property
    def client(self) -> Path:
        """The virtual environment that doccano-client is installed in."""
        return self.folder / "client"

    @property
    def python(self) -> Path:
        """The interpreter of that environment."""
        return self.environment / "bin" / "python"

    @property
    def data(self) -> Path:
        """The database, and what was uploaded."""
        return self.folder / "data"

    @property
    def accounts_file(self) -> Path:
        """A table of names and passwords, for its owner's eyes."""
        return self.folder / "accounts.tsv"

    @property
    def state_file(self) -> Path:
        """The process of the server, and its port."""
        return self.folder / "server.json"

    @property
    def log_file(self) -> Path:
        """The log of the server."""
        return self.folder / "server.log"

    def secret(self) -> str:
        """Return the server's secret key, made at the first call."""
        path = self.folder / "secret_key"
        if not path.is_file():
            write_private(path, secrets.token_urlsafe(48))
        return path.read_text("utf-8")

    def accounts(self) -> list[Account]:
        """Return the accounts, the administrator's first; none before the first start.

        Raises
        ------
        LexiconError
            If the table is malformed.
        """
        if not self.accounts_file.is_file():
            return []
        rows = read_table(self.accounts_file, _COLUMNS)
        return [Account(row["user"], row["password"]) for row in rows]

    def password_of(self, user: str) -> str:
        """Return a user's password.

        Raises
        ------
        ReviewError
            If there is no such account.
        """
        for account in self.accounts():
            if account.user == user:
                return account.password
        raise ReviewError(
            f"there is no account of {user}",
            path=self.accounts_file,
            remedy=f"make one with `annotate review start --user {user}`",
        )


def default_home() -> Home:
    """Return the home that is used if none is given.

    The environment variable ANNOTATE_REVIEW_HOME names it; else it is ``annotate/doccano`` where
    the system keeps users' data.
    """
    named = os.environ.get(HOME_VARIABLE)
    if named:
        return Home(Path(named).expanduser().resolve())
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Home(Path(data) / "annotate" / "doccano")


def home_at(folder: Path | None) -> Home:
    """Return the home in a folder, or the default one."""
    return default_home() if folder is None else Home(folder.resolve())


def new_accounts(home: Home, users: Iterable[str]) -> list[Account]:
    """Create the accounts that are missing, and keep them.

    Parameters
    ----------
    home : Home
        The home that keeps them.
    users : iterable of str
        Who gets an account besides the administrator.

    Returns
    -------
    list of Account
        The new ones.

    Raises
    ------
    UsageError
        If doccano does not take a name.
    """
    wanted = [ADMIN, *dict.fromkeys(users)]
    for name in wanted:
        if not _NAME.fullmatch(name):
            raise UsageError(
                f"{name!r} cannot be the name of an account",
                remedy="use letters, digits and @ . + - _ without spaces",
            )
    present = home.accounts()
    known = {account.user for account in present}
    made = [Account(name, secrets.token_urlsafe(12)) for name in wanted if name not in known]
    if made:
        lines = ["\t".join(_COLUMNS), *(f"{one.user}\t{one.password}" for one in present + made)]
        write_private(home.accounts_file, "\n".join(lines) + "\n")
    return made


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody but its owner can read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
