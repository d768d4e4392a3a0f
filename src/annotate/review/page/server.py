"""The server of the page: on this machine alone, for whoever knows its address."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from annotate.errors import AnnotateError
from annotate.local_server import HOST, LocalServer
from annotate.review.page.routes import Routes, refused
from annotate.review.session import ReviewSession

STATIC = Path(__file__).with_name("static")
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class ReviewServer(LocalServer):
    """The server of a review.

    Parameters
    ----------
    session : ReviewSession
        The review.
    config : Path, optional
        The configuration folder.
    port : int
        Where to listen; 0 takes a free one.

    Raises
    ------
    OutputError
        If the port is taken.
    """

    def __init__(self, session: ReviewSession, config: Path | None = None, port: int = 0) -> None:
        super().__init__(lambda token, own: application(session, config, token, own), port)


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
