"""A server on this machine alone, for whoever knows its address."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from annotate.errors import OutputError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

HOST = "127.0.0.1"


class LocalServer:
    """A server that listens already, and answers once it runs.

    Parameters
    ----------
    application : callable
        Returns what answers, given the random word that its addresses begin with, and the port.
    port : int
        Where to listen; 0 takes a free one.

    Attributes
    ----------
    url : str
        The address, with the random word without which nothing is answered.

    Raises
    ------
    OutputError
        If the port is taken.
    """

    def __init__(self, application: Callable[[str, int], ASGIApp], port: int = 0) -> None:
        import uvicorn

        self._socket = _listening(port)
        own_port = self._socket.getsockname()[1]
        token = secrets.token_urlsafe(24)
        self.url = f"http://{HOST}:{own_port}/{token}/"
        options = uvicorn.Config(
            application(token, own_port),
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=1,
            lifespan="off",
        )
        self._server = uvicorn.Server(options)

    def run(self) -> None:
        """Answer until the process is interrupted, or :meth:`stop` is called."""
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._socket.close()

    def stop(self) -> None:
        """Have :meth:`run` end."""
        self._server.should_exit = True


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError as error:
        listening.close()
        raise OutputError(
            f"cannot listen there ({error.strerror or error})",
            path=f"{HOST}:{port}",
            remedy="name another port with --port, or none for a free one",
        ) from error
    listening.listen(128)
    return listening
