"""What is left to do before a document of a run is gold: pieces to read, remarks to settle."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from annotate.document.annotation import Annotation
from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.document.source import Range
from annotate.errors import DocumentError, UsageError
from annotate.gold.from_review import undecided
from annotate.review.journal.journal import Journal
from annotate.review.pieces import PieceState, Readings
from annotate.review.sheet.contradiction_list import CONTRADICTIONS, open_in
from annotate.tables import read_csv

TO_LOOK_AT = "to-look-at.csv"
"""The table of remarks, in the folder ``review`` of a run."""
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Left:
    """What is left to do about one document.

    Attributes
    ----------
    pieces : tuple of PieceState
        Those that nobody has read whole as they are.
    undecided : tuple of Annotation
        Names and acronyms that nobody decided on, in pieces that were read.
    remarks : tuple of str
        What pull could not read or place, and contradictions that nobody has settled.
    """

    pieces: tuple[PieceState, ...]
    undecided: tuple[Annotation, ...]
    remarks: tuple[str, ...]

    def ranges(self, characters: int) -> tuple[Range, ...]:
        """Return the ranges of a source of some characters that gold cannot answer for: pieces and
        names that are left, or all of it where a remark is open, which may be about any place.
        """
        if self.remarks:
            return ((0, characters),)
        left = [span for state in self.pieces for span in state.piece.ranges]
        return tuple(sorted({*left, *(span for one in self.undecided for span in one.ranges)}))

    def lines(self) -> Iterator[str]:
        """Yield what is left, a piece or a remark at a time."""
        for state in self.pieces:
            piece = state.piece
            text = " ".join(piece.text.split())
            quote = text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…"
            page = "" if piece.page is None else f", page {piece.page}"
            how = "only its doubts were read" if state.readings else "was not read"
            yield f"{piece.label} {piece.id}{page}, « {quote} »: {how}"
        for one in self.undecided:
            yield f"{one.label} {one.text!r}: nobody decided on it"
        yield from self.remarks


class LeftToDo:
    """Says what is left to do about the documents of a run.

    Parameters
    ----------
    run : RunFolder
        The run.

    Raises
    ------
    StandoffError
        If its journal is malformed.
    """

    def __init__(self, run: RunFolder) -> None:
        journal = Journal(run)
        journal.settle()
        self._readings = Readings(one for batch in journal.effective() for one in batch.readings)
        self._contradictions = open_in(journal.folder / CONTRADICTIONS)
        path = journal.folder / TO_LOOK_AT
        self._remarks = read_csv(path) if path.is_file() else []

    def of(self, document: AnnotatedDocument) -> Left:
        """Return what is left to do about a document; nothing is left where it may be gold."""
        pieces = tuple(one for one in self._readings.of(document) if one.read is None)
        remarks = [
            f"{row['place']}: {row['what']} (review/{TO_LOOK_AT})"
            for row in self._remarks
            if row["document"] in (document.id, "")
        ]
        remarks += [
            f"{told} (review/{CONTRADICTIONS})"
            for told in self._contradictions.get(document.id, ())
        ]
        # What is in a piece that is to be read anyway need not be named by itself.
        named = {one.id for state in pieces for _, one in state.annotations}
        left = (one for one in undecided(document.standoff) if one.id not in named)
        return Left(pieces, tuple(left), tuple(remarks))


def read_whole(run: RunFolder, documents: Collection[str] = ()) -> tuple[list[str], int]:
    """Return which documents may be gold, and how many others there are.

    Parameters
    ----------
    run : RunFolder
        The run.
    documents : collection of str
        Those that are wanted; all where none is named.

    Returns
    -------
    list of str
        Documents of which nothing is left to do, and those that are not there or cannot be read,
        which whoever reads them tells.
    int
        How many are left to read or to settle.

    Raises
    ------
    UsageError
        If all of them are.
    """
    to_do, known, found = LeftToDo(run), set(run.documents()), []
    wanted = documents or sorted(known)
    for name in wanted:
        try:
            left = to_do.of(run.read(name)).lines() if name in known else iter(())
        except DocumentError:
            left = iter(())
        if next(left, None) is None:
            found.append(name)
    if not found:
        raise UsageError(
            "nobody has read a text of it whole",
            path=run.folder,
            remedy="read it, or take what people decided so far with --status reviewed",
        )
    return found, len(wanted) - len(found)
