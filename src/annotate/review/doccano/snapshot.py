"""What the server holds of an example, with names for its users' numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from annotate.review.doccano.session import Held, HeldComment, HeldSpan, Session
from annotate.review.doccano.state import ProjectState


@dataclass(frozen=True)
class ServerExample:
    """All that the server holds of one example.

    Attributes
    ----------
    held : Held
        Its text, and whether it is confirmed.
    spans : sequence of HeldSpan
        Its spans.
    links : sequence of (int, int)
        Its relations, as numbers of spans.
    comments : sequence of HeldComment
        Its comments, the oldest first.
    by, at : str
        Who confirmed it and when; else who is assumed to have worked on it, and the time of the
        pull, for what leaves no trace: deletions.
    """

    held: Held
    spans: Sequence[HeldSpan]
    links: Sequence[tuple[int, int]]
    comments: Sequence[HeldComment]
    by: str
    at: str


class Snapshot:
    """Asks the server for the examples of one project.

    Parameters
    ----------
    state : ProjectState
        The project.
    session : Session
        Signed in to its server.
    comments : iterable of HeldComment
        All comments of the project.
    """

    def __init__(
        self, state: ProjectState, session: Session, comments: Iterable[HeldComment]
    ) -> None:
        self._state, self._session = state, session
        self._members = session.members(state.project)
        self._now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._comments: dict[int, list[HeldComment]] = {}
        for one in comments:
            self._comments.setdefault(one.example, []).append(one)

    def example(self, held: Held) -> ServerExample:
        """Return an example with its spans, relations and comments, and who confirmed it."""
        project, session = self._state.project, self._session
        spans = session.spans(project, held.id)
        links = session.relations(project, held.id)
        by, at = self._usual(), self._now
        if held.confirmed:
            for user, when in session.confirmations(project, held.id):
                by, at = self._members.get(user, by), when
        return ServerExample(held, spans, links, self._comments.get(held.id, []), by, at)

    def name_of(self, user: int) -> str | None:
        """Return a user's name; None for the sender, whose spans anybody may have changed."""
        return None if user == self._session.user_id else self._members.get(user)

    def _usual(self) -> str:
        """Return who is assumed to have done what bears no name."""
        if self._state.annotator:
            return self._state.annotator
        others = [name for user, name in self._members.items() if user != self._session.user_id]
        return others[0] if len(others) == 1 else self._session.user
