"""The server of the page: on this machine alone, for whoever knows its address."""

from __future__ import annotations

import secrets
import socket
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from annotate.errors import AnnotateError, OutputError
from annotate.review.page.routes import Routes, refused
from annotate.review.session import ReviewSession

HOST = "127.0.0.1"
STATIC = Path(__file__).with_name("static")
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class ReviewServer:
    """A server that listens already, and answers once it runs.

    Parameters
    ----------
    session : ReviewSession
        The review.
    config : Path, optional
        The configuration folder.
    port : int
        Where to listen; 0 takes a free one.

    Attributes
    ----------
    url : str
        The address of the page, with the random word without which nothing is answered.

    Raises
    ------
    OutputError
        If the port is taken.
    """

    def __init__(self, session: ReviewSession, config: Path | None = None, port: int = 0) -> None:
        self._socket = _listening(port)
        place = f"{HOST}:{self._socket.getsockname()[1]}"
        token = secrets.token_urlsafe(24)
        self.url = f"http://{place}/{token}/"
        app = application(session, config, token, self._socket.getsockname()[1])
        options = uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_graceful_shutdown=1, lifespan="off"
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


def application(session: ReviewSession, config: Path | None, token: str, port: int) -> Starlette:
    """Return the page of a review as an application.

    Parameters
    ----------
    session : ReviewSession
        The review.
    config : Path or None
        The configuration folder.
    token : str
        The first part of all its addresses.
    port : int
        The port under which browsers reach it.
    """
    routes = Routes(session, config).routes()
    page = [Mount("/api", routes=routes), Mount("/", StaticFiles(directory=STATIC, html=True))]
    return Starlette(
        routes=[Mount(f"/{token}", routes=page)],
        middleware=[Middleware(OwnPagesOnly, hosts=(f"{HOST}:{port}", f"localhost:{port}"))],
        exception_handlers={AnnotateError: refused},
    )


class OwnPagesOnly:
    """Answers only what is sent to this machine under its own name by its own pages.

    A name of another host that was made to lead here, and a page from elsewhere that sends
    something, are refused.

    Parameters
    ----------
    app : ASGIApp
        What answers.
    hosts : tuple of str
        The names and ports that it has.
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        given = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        host, origin = given.get("host", ""), given.get("origin")
        if host not in self._hosts or origin not in (None, f"http://{host}"):
            await PlainTextResponse("not for this page", 403)(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
                message["headers"] = [*message.get("headers", ()), *own]
            await send(message)

        await self._app(scope, receive, guarded)


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
