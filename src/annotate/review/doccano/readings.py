"""What a confirmation in doccano says was read: the pieces that are shown, as they are shown."""

from __future__ import annotations

from collections.abc import Mapping

from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Range
from annotate.review.doccano.pull_diff import Returned
from annotate.review.doccano.snapshot import ServerExample
from annotate.review.doccano.state import SentExample
from annotate.review.journal.batch import How, Reading
from annotate.review.pieces import annotations_digest, pieces_of, placed

News = Mapping[int, tuple[ServerExample, Returned]]


def readings_of(
    sent: AnnotatedDocument, news: News, before: Mapping[int, SentExample]
) -> list[Reading]:
    """Return what people read of a document: every piece that lies in confirmed examples.

    What was read is what the server shows. Where the run has something else, because a decision was
    held back, contradicts another one, or was made elsewhere since, the reading does not hold until
    both are the same. Who confirmed an example and took that back has not read its pieces.

    Parameters
    ----------
    sent : AnnotatedDocument
        The document as it was sent.
    news : mapping of int to (ServerExample, Returned)
        Its examples as they came back, by their numbers.
    before : mapping of int to SentExample
        The examples as they were sent or last pulled.
    """
    shown: list[tuple[Range, int, ServerExample]] = []
    annotations = []
    for number, (example, back) in news.items():
        start = before[number].start
        shown.append(((start, start + len(example.held.text)), number, example))
        annotations += [one.annotation for one in back.spans if one.annotation is not None]
    pieces = pieces_of(sent.mended)
    found = []
    for piece, own in zip(pieces, placed(pieces, annotations, sent.mended), strict=True):
        low, high = piece.span
        over = [one for one in shown if one[0][0] < high and low < one[0][1]]
        told = (sent.id, piece.id, piece.digest, annotations_digest(piece, own))
        found += [
            Reading(*told, before[number].confirmed, example.at, How.WITHDRAWN)
            for _, number, example in over
            if before[number].confirmed and not example.held.confirmed
        ]
        read = [(span, one) for span, _, one in over if one.held.confirmed]
        if sum(min(high, end) - max(low, start) for (start, end), _ in read) == high - low:
            last = max((one for _, one in read), key=lambda one: one.at)
            found.append(Reading(*told, last.by, last.at, How.WHOLE))
    return found
