"""What a confirmation in doccano says was read: the pieces that are shown, as they are shown."""

from __future__ import annotations

from collections.abc import Mapping

from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Range
from annotate.review.doccano.pull_diff import Returned
from annotate.review.doccano.snapshot import ServerExample
from annotate.review.journal.batch import How, Reading
from annotate.review.pieces import annotations_digest, pieces_of, placed

News = Mapping[int, tuple[ServerExample, Returned]]


def confirmed(sent: AnnotatedDocument, news: News, starts: Mapping[int, int]) -> list[Reading]:
    """Return what people read of a document: every piece that lies in confirmed examples.

    What was read is what the server shows. Where the run has something else, because a decision was
    held back, contradicts another one, or was made elsewhere since, the reading does not hold until
    both are the same.

    Parameters
    ----------
    sent : AnnotatedDocument
        The document as it was sent.
    news : mapping of int to (ServerExample, Returned)
        Its examples as they came back, by their numbers.
    starts : mapping of int to int
        Where each begins in the mended text.
    """
    shown: list[tuple[Range, ServerExample]] = []
    annotations = []
    for number, (example, back) in news.items():
        start = starts[number]
        annotations += [one.annotation for one in back.spans if one.annotation is not None]
        if example.held.confirmed:
            shown.append(((start, start + len(example.held.text)), example))
    pieces = pieces_of(sent.mended)
    found = []
    for piece, own in zip(pieces, placed(pieces, annotations, sent.mended), strict=True):
        low, high = piece.span
        over = [(span, one) for span, one in shown if span[0] < high and low < span[1]]
        if sum(min(high, end) - max(low, start) for (start, end), _ in over) < high - low:
            continue
        last = max((one for _, one in over), key=lambda one: one.at)
        found.append(
            Reading(
                sent.id,
                piece.id,
                piece.digest,
                annotations_digest(piece, own),
                last.by,
                last.at,
                How.WHOLE,
            )
        )
    return found
