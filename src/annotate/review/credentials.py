"""Who signs in where. Passwords are never on a command line, where everybody can read them."""

from __future__ import annotations

import os

from annotate.errors import ReviewError, UsageError
from annotate.progress import Watcher, unwatched
from annotate.review.doccano.session import Session
from annotate.review.server.home import ADMIN, Home
from annotate.review.server.process import running

USER, PASSWORD = "ANNOTATE_DOCCANO_USER", "ANNOTATE_DOCCANO_PASSWORD"


def open_session(url: str | None, home: Home, tell: Watcher = unwatched) -> Session:
    """Sign in to a server.

    Parameters
    ----------
    url : str or None
        Of a server that runs elsewhere; None for the one that `annotate review start` started.
    home : Home
        That one's home; doccano-client is there for every server.
    tell : callable
        Called before doccano-client is installed.

    Raises
    ------
    ReviewError
        If no server runs, it refuses the user, or doccano-client cannot be installed.
    UsageError
        If the password of a server elsewhere is not known.
    """
    server = running(home)
    if url is None:
        if server is None:
            raise ReviewError(
                "no review server runs",
                path=home.folder,
                remedy="start it with `annotate review start`, or name another with --url",
            )
        return Session(server.url, ADMIN, home.password_of(ADMIN), home, tell)
    user = os.environ.get(USER, ADMIN)
    password = os.environ.get(PASSWORD) or _from_keyring(url, user)
    if password is None and server is not None and server.url == url.rstrip("/"):
        password = home.password_of(user)
    if password is None:
        raise UsageError(
            f"the password of {user} is not known",
            path=url,
            remedy=f"set {USER} and {PASSWORD}, or keep it: `keyring set annotate:{url} {user}`",
        )
    return Session(url, user, password, home, tell)


def _from_keyring(url: str, user: str) -> str | None:
    """Return the password that the system's keyring has, if there is a keyring and it is open."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        found = keyring.get_password(f"annotate:{url}", user)
    except KeyringError:
        return None
    except Exception as error:  # whatever a backend raises: each has its own
        raise UsageError(
            f"the keyring fails ({error})",
            path=url,
            remedy=f"correct its settings, or set {USER} and {PASSWORD}",
        ) from error
    return None if found is None else str(found)
