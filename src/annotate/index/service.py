"""The reconciliation service of an index over HTTP, as OpenRefine asks it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from annotate.index.reconciliation import Reconciler
from annotate.local_server import HOST, LocalServer

_CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,100}")


class IndexServer(LocalServer):
    """Answers OpenRefine about the entities of a run; only who knows the address is answered.

    Parameters
    ----------
    reconciler : Reconciler
        Finds the entities.
    report : Path
        The report, in which a candidate is shown.
    port : int
        Where to listen; 0 takes a free one.

    Raises
    ------
    OutputError
        If the port is taken.
    """

    def __init__(self, reconciler: Reconciler, report: Path, port: int = 0) -> None:
        super().__init__(lambda token, own: _application(reconciler, report, token, own), port)


def _application(reconciler: Reconciler, report: Path, token: str, port: int) -> Starlette:
    routes = _Routes(reconciler, report, f"http://{HOST}:{port}/{token}/")
    return Starlette(
        routes=[Mount(f"/{token}", routes=routes.all())],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"]),
            # Whoever knows the address may ask: OpenRefine's page is served from another port.
            Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"]),
        ],
    )


class _Routes:
    """What is answered under which address."""

    def __init__(self, reconciler: Reconciler, report: Path, url: str) -> None:
        self._reconciler, self._report, self._url = reconciler, report, url

    def all(self) -> list[BaseRoute]:
        both = ["GET", "POST"]
        return [
            Route("/", self.reconcile, methods=both),
            Route("/reconcile", self.reconcile, methods=both),
            Route("/suggest/{kind:str}", self.suggest),
            Route("/propose", self.propose),
            Route("/report.html", self.report),
        ]

    async def reconcile(self, request: Request) -> Response:
        """Answer with the manifest, or a batch of queries, or a data extension."""
        given = dict(request.query_params)
        if request.method == "POST":
            given |= dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        try:
            if "queries" in given:
                found = self._reconciler.answer(_object(given["queries"], "queries"))
            elif "extend" in given:
                found = self._reconciler.extend(_object(given["extend"], "extend"))
            else:
                found = self._reconciler.manifest(self._url)
        except ValueError as error:
            return JSONResponse({"status": "error", "message": str(error)}, 400)
        return _answer(found, given.get("callback", ""))

    async def suggest(self, request: Request) -> Response:
        """Answer what a person has begun to type."""
        kind = request.path_params["kind"]
        if kind not in ("entity", "type", "property"):
            return JSONResponse({"status": "error", "message": f"no suggestions of {kind}"}, 404)
        found = self._reconciler.suggest(kind, request.query_params.get("prefix", ""))
        return _answer(found, request.query_params.get("callback", ""))

    async def propose(self, request: Request) -> Response:
        """Answer what can be fetched."""
        return _answer(self._reconciler.properties(), request.query_params.get("callback", ""))

    async def report(self, _request: Request) -> Response:
        """Answer with the report, where a candidate is shown."""
        return FileResponse(self._report)


def _object(text: str, name: str) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"{name} is no JSON: {error}") from error
    if not isinstance(read, dict):
        raise ValueError(f"{name} is no JSON object")
    return read


def _answer(found: Any, callback: str) -> Response:
    """Return JSON, or the script that gives it to a function of the page (JSONP)."""
    if not callback:
        return JSONResponse(found)
    if not _CALLBACK.fullmatch(callback):
        return JSONResponse({"status": "error", "message": "callback is no function name"}, 400)
    script = f"/**/{callback}({json.dumps(found)});"
    return Response(script, media_type="application/javascript")
