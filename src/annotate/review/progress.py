"""How far a review is."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.review.doccano.changed_texts import is_untouched
from annotate.review.doccano.projects import check_project
from annotate.review.doccano.session import Session
from annotate.review.doccano.state import ProjectState


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """Counts of one project.

    Attributes
    ----------
    pieces, confirmed, comments : int
        On the server.
    waiting : int
        Pieces that hold work which was not pulled.
    """

    pieces: int
    confirmed: int
    comments: int
    waiting: int


def progress_of(state: ProjectState, session: Session) -> ReviewProgress:
    """Count what a project holds.

    Raises
    ------
    ReviewError
        If it is not on the server any more, or the server fails.
    """
    check_project(session, state.project, state.name)
    held = session.examples(state.project)
    waiting = sum(
        one.id in state.examples
        and not is_untouched(state.examples[one.id], one, session, state.project)
        for one in held
    )
    return ReviewProgress(
        len(held),
        sum(one.confirmed for one in held),
        sum(one.comments for one in held),
        waiting,
    )
