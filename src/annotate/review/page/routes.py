"""The addresses of the page: each calls the review and answers with JSON.

All run one after the other on one thread, so that nothing here is done twice at once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict
from itertools import takewhile
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from annotate.errors import AnnotateError, UsageError
from annotate.gold.edtf import fault_in
from annotate.review.choices import ChoiceError
from annotate.review.deciding import ContradictsError
from annotate.review.journal.batch import Batch, How, Kind
from annotate.review.page import asked, facsimile, queues, views
from annotate.review.page.refusals import refusal_of
from annotate.review.session import ReviewSession
from annotate.review.sheet.contradiction_list import Listed, context_of

Handler = Callable[[Request], Awaitable[Response]]


class Routes:
    """The addresses over one review.

    Parameters
    ----------
    session : ReviewSession
        The review.
    config : Path or None
        The configuration folder, with decisions that hold everywhere.
    """

    def __init__(self, session: ReviewSession, config: Path | None) -> None:
        self._session, self._config = session, config
        self._elsewhere = queues.Elsewhere(session)

    def routes(self) -> list[Route]:
        """Return the addresses."""
        looking: dict[str, Handler] = {
            "/run": self.run,
            "/documents/{document}": self.document,
            "/documents/{document}/place": self.place,
            "/documents/{document}/pages/{page:int}": self.page,
            "/doubts": self.doubts,
            "/forms": self.forms,
            "/value": self.value,
            "/contradictions": self.contradictions,
        }
        changing: dict[str, Handler] = {
            "/documents/{document}/decide": self.decide,
            "/documents/{document}/read": self.read,
            "/preview": self.preview,
            "/everywhere": self.everywhere,
            "/undo": self.undo,
            "/contradictions": self.settle,
        }
        return [
            *(Route(path, one) for path, one in looking.items()),
            *(Route(path, one, methods=["POST"]) for path, one in changing.items()),
        ]

    # Looking

    async def run(self, request: Request) -> Response:
        """Return labels, documents and how far they are."""
        return JSONResponse(views.run_row(self._session))

    async def document(self, request: Request) -> Response:
        """Return a document with its pieces."""
        reviewed = self._session.document(request.path_params["document"])
        return JSONResponse(views.document_row(reviewed))

    async def doubts(self, request: Request) -> Response:
        """Return all spans in doubt."""
        return JSONResponse(queues.doubt_rows(self._session, self._elsewhere.counts()))

    async def forms(self, request: Request) -> Response:
        """Return all forms in doubt."""
        return JSONResponse(queues.form_rows(self._session, self._config))

    async def value(self, request: Request) -> Response:
        """Return what is wrong with a value in EDTF, if anything."""
        value = request.query_params.get("edtf", "")
        return JSONResponse({"fault": fault_in(value) if value else None})

    async def contradictions(self, request: Request) -> Response:
        """Return the list of contradictions."""
        return JSONResponse([asdict(one) for one in self._session.contradictions()])

    async def place(self, request: Request) -> Response:
        """Return where a span is on its page."""
        reviewed = self._session.document(request.path_params["document"])
        name = request.query_params.get("annotation", "")
        one = next((one for one in reviewed.document.annotations if one.id == name), None)
        page = request.query_params.get("page", "")
        path = facsimile.source_file(self._session.run, reviewed)
        row = facsimile.place_row(path, one, int(page) if page.isdecimal() else 1)
        return JSONResponse(row)

    async def page(self, request: Request) -> Response:
        """Return a page as a picture."""
        reviewed = self._session.document(request.path_params["document"])
        path = facsimile.source_file(self._session.run, reviewed)
        return Response(
            facsimile.picture(path, request.path_params["page"]), media_type="image/bmp"
        )

    # Changing

    async def decide(self, request: Request) -> Response:
        """Carry out one choice, or show what it contradicts."""
        body = await _body(request)
        name = request.path_params["document"]
        choice = asked.choice_of(body, lambda: self._session.document(name).document)
        settled = asked.settled_in(body)
        try:
            outcome = self._session.decide(
                name,
                [choice],
                yes=body.get("yes") is True,
                choice=lambda one: settled.get(one.mark),
            )
        except ContradictsError as error:
            status, told = refusal_of(error)
            mended = self._session.document(name).document.mended
            rows = [
                Listed(name, *one.said, context_of(one, mended), "", one.mark)
                for one in error.contradictions
                if one.mark not in settled
            ]
            return JSONResponse({**told, "contradictions": list(map(asdict, rows))}, status)
        return self._changed(outcome.batch)

    async def read(self, request: Request) -> Response:
        """Note that pieces were read."""
        body = await _body(request)
        pieces, how = asked.pieces_of(body)
        outcome = self._session.mark_read(request.path_params["document"], pieces, how)
        return self._changed(outcome.batch)

    async def preview(self, request: Request) -> Response:
        """Return what a decision about a form would change; nothing is written."""
        decision = asked.form_decision_of(*await self._about(request))
        return JSONResponse(queues.everywhere_row(self._session, decision))

    async def everywhere(self, request: Request) -> Response:
        """Carry out a decision about a form."""
        body, document = await self._about(request)
        decision = asked.form_decision_of(body, document)
        outcome = self._session.decide_everywhere(decision, yes=body.get("yes") is True)
        return self._changed(outcome.batch, spared=outcome.spared)

    async def undo(self, request: Request) -> Response:
        """Take back the last action of this reviewer in the page that holds."""
        own = [
            batch
            for batch, holds in reversed(self._session.batches())
            if holds and batch.kind is Kind.PAGE and self._session.by in batch.by
        ]
        # That all doubts of a piece were looked at is noted after the last of them by itself.
        notes = list(takewhile(_notes_doubts, own))
        wanted = own[: len(notes) + 1]
        if len(wanted) == len(notes):
            raise ChoiceError("there is nothing to take back", french="il n’y a rien à annuler")
        made = [self._session.undo(one.number).batch for one in wanted]
        return self._changed(made[-1], [*made[:-1], *wanted])

    async def settle(self, request: Request) -> Response:
        """Fill a cell of the list of contradictions."""
        body = await _body(request)
        origin, mark = str(body.get("origin", "")), str(body.get("mark", ""))
        self._session.settle(origin, mark, asked.verdict_of(body, "decision"))
        return await self.contradictions(request)

    async def _about(self, request: Request) -> tuple[asked.Body, Any]:
        body = await _body(request)
        name = body.get("document")
        document = self._session.document(name).document if isinstance(name, str) else None
        return body, document

    def _changed(
        self, batch: Batch | None, others: Iterable[Batch] = (), spared: Iterable[str] = ()
    ) -> Response:
        every = [one for one in (batch, *others) if one is not None]
        return JSONResponse(
            {
                "batch": batch.number if batch is not None else None,
                "documents": views.changed_rows(self._session, every),
                "spared": list(spared),
            }
        )


async def refused(request: Request, error: Exception) -> Response:
    """Return an error as the page is told of it."""
    assert isinstance(error, AnnotateError)
    status, told = refusal_of(error)
    return JSONResponse(told, status)


def _notes_doubts(batch: Batch) -> bool:
    """Return whether a batch says no more than that the doubts of pieces were looked at."""
    changes = batch.documents or batch.tables
    return not changes and all(one.how is How.DOUBT for one in batch.readings)


async def _body(request: Request) -> asked.Body:
    if request.headers.get("content-type", "").split(";")[0] != "application/json":
        raise UsageError("the request holds no JSON", remedy="reload the page")
    try:
        body = await request.json()
    except ValueError as error:
        raise UsageError("the request holds no JSON", remedy="reload the page") from error
    if not isinstance(body, dict):
        raise UsageError("the request holds no object", remedy="reload the page")
    return body
