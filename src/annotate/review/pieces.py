"""The pieces of a text, what was read of each, and whether that still holds.

A piece is a block of the mended text: a paragraph, a heading, a note, a cell. That somebody has
read it is a fact of the journal, with what was there: the words of the piece and its annotations.
It holds while both are so. Where they change, whoever changes them, the reading is void; only where
all that changed is the reader's own decision, the batch that changes it says that they have read it
as it is then. When that batch is taken back, the earlier reading holds again. A reader may also say
that they have not read it after all: then nothing that they said of it before holds. Words are what
counts, not offsets: a piece that another extraction of the text has as well stays read.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from annotate.document.annotation import Annotation
from annotate.document.mended import Mended
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Range
from annotate.review.decisions import ADDED, CORRECTED, content, is_live, review_of
from annotate.review.journal.batch import How, Reading


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of the mended text.

    Attributes
    ----------
    id, label : str
        Of its element: ``p3``, ``paragraph``.
    span : Range
        In the mended text.
    ranges : tuple of Range
        In the source.
    page : int or None
        Where it begins.
    text : str
        What it says.
    digest : str
        Hash of its text, and of which of several pieces that say the same it is.
    """

    id: str
    label: str
    span: Range
    ranges: tuple[Range, ...]
    page: int | None
    text: str
    digest: str


def pieces_of(mended: Mended) -> list[Piece]:
    """Return the pieces of a document, in reading order; blocks without text are none."""
    seen: Counter[str] = Counter()
    found = []
    for element, span in mended.blocks:
        text = mended.text[slice(*span)]
        if not text.strip():
            continue
        seen[text] += 1
        page = mended.source.page_at(element.ranges[0][0])
        digest = _hash(str(seen[text]), text)
        piece = Piece(element.id, element.label, span, element.ranges, page, text, digest)
        found.append(piece)
    return found


def placed(
    pieces: Sequence[Piece], annotations: Iterable[Annotation], mended: Mended
) -> list[list[tuple[Range, Annotation]]]:
    """Return for each piece the annotations that are alive in it, with their spans in the mended
    text, by position.
    """
    starts = [piece.span[0] for piece in pieces]
    found: list[list[tuple[Range, Annotation]]] = [[] for _ in pieces]
    for one in annotations:
        span = mended.offsets.span(one.ranges) if is_live(one) else None
        at = bisect_right(starts, span[0]) - 1 if span else -1
        if span is not None and at >= 0 and span[0] < pieces[at].span[1]:
            found[at].append((span, one))
    return [sorted(own, key=_place) for own in found]


def annotations_digest(piece: Piece, own: Iterable[tuple[Range, Annotation]]) -> str:
    """Return a hash of the annotations of a piece, whoever decided on them.

    A label over some words and the value of a date count; an expansion counts where a person gave
    it, because what a run finds of it elsewhere was not in the piece to be read.
    """
    begin = piece.span[0]
    rows = sorted(
        (
            one.layer,
            one.label,
            str(start - begin),
            str(end - begin),
            one.value or "",
            content(one).said[0] if one.status in (CORRECTED, ADDED) else "",
        )
        for (start, end), one in own
    )
    return _hash(*("\x1e".join(row) for row in rows))


def _hash(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class PieceState:
    """A piece with its annotations, and the readings of it that hold.

    Attributes
    ----------
    piece : Piece
        The piece.
    annotations : tuple of (Range, Annotation)
        What is alive in it, with spans in the mended text.
    readings : tuple of Reading
        The oldest first.
    """

    piece: Piece
    annotations: tuple[tuple[Range, Annotation], ...]
    readings: tuple[Reading, ...] = ()

    @property
    def digest(self) -> str:
        """Hash of the annotations."""
        return annotations_digest(self.piece, self.annotations)

    @property
    def read(self) -> Reading | None:
        """The last reading of all of it, if there is one."""
        return next((one for one in reversed(self.readings) if one.how is How.WHOLE), None)


_RECENT = 4
_recent: dict[int, tuple[AnnotatedDocument, list[PieceState]]] = {}
"""The pieces of the documents that were asked for last: a decision asks several times for them, and
the next one for what this one made.
"""


def _unread_states(document: AnnotatedDocument) -> list[PieceState]:
    """Return the pieces of a document with their annotations."""
    same = [one for one in _recent.values() if one[0].mended is document.mended]
    known = next((one for one in same if one[0] is document), None)
    if known is None and same:
        known = document, _placed_anew(document, same[-1][1])
    elif known is None:
        pieces = pieces_of(document.mended)
        own = placed(pieces, document.standoff.named(), document.mended)
        pairs = zip(pieces, own, strict=True)
        known = document, [PieceState(piece, tuple(some)) for piece, some in pairs]
    _recent.pop(id(document), None)
    _recent[id(document)] = known
    for name in list(_recent)[:-_RECENT]:
        del _recent[name]
    return known[1]


def _placed_anew(document: AnnotatedDocument, states: Sequence[PieceState]) -> list[PieceState]:
    """Return pieces with the annotations of another state of their document: only what is new is
    placed.
    """
    fresh = {id(one): one for one in document.standoff.named() if is_live(one)}
    kept = [
        [pair for pair in state.annotations if fresh.pop(id(pair[1]), None) is not None]
        for state in states
    ]
    pieces = [state.piece for state in states]
    added = placed(pieces, fresh.values(), document.mended)
    return [
        state
        if len(held) == len(state.annotations) and not more
        else PieceState(state.piece, tuple(sorted([*held, *more], key=_place)))
        for state, held, more in zip(states, kept, added, strict=True)
    ]


def _place(pair: tuple[Range, Annotation]) -> tuple[int, int, str]:
    """Order annotations of a piece by position, the longest first."""
    return pair[0][0], -pair[0][1], pair[1].id


class Readings:
    """What was read, by what was there.

    Parameters
    ----------
    readings : iterable of Reading
        Those of the batches that hold, the oldest first.
    """

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._held: dict[tuple[str, str], list[Reading]] = defaultdict(list)
        for one in readings:
            held = self._held[one.document, one.text]
            if one.how is How.WITHDRAWN:
                held[:] = [other for other in held if other.by != one.by]
            else:
                held.append(one)

    def __contains__(self, reading: Reading) -> bool:
        return any(
            (one.annotations, one.by, one.how) == (reading.annotations, reading.by, reading.how)
            for one in self._held.get((reading.document, reading.text), ())
        )

    def of(self, document: AnnotatedDocument) -> list[PieceState]:
        """Return the pieces of a document with the readings that hold."""
        return [self._state(document.id, one) for one in _unread_states(document)]

    def _state(self, document: str, state: PieceState) -> PieceState:
        held = self._held.get((document, state.piece.digest), ())
        now = state.digest if held else ""
        return replace(state, readings=tuple(one for one in held if one.annotations == now))

    def by(self, reading: Reading) -> bool:
        """Return whether the reader of a piece has said before that they have read its words."""
        held = self._held.get((reading.document, reading.text), ())
        return any(one.by == reading.by for one in held)

    def renewed(self, was: AnnotatedDocument, now: AnnotatedDocument) -> list[Reading]:
        """Return the readings that go on although annotations changed: whoever read a piece and
        decided on all that changed in it has read it as it is now.

        Parameters
        ----------
        was, now : AnnotatedDocument
            A document before and after a batch, over the same text.
        """
        if not any(document == was.id for document, _ in self._held):
            return []
        found = []
        for old, new in zip(self.of(was), self.of(now), strict=True):
            by = {one.by for one in old.readings}
            if not by or old.digest == new.digest:
                continue
            by &= _deciders(was, now, old, new)
            found += [
                replace(one, piece=new.piece.id, annotations=new.digest)
                for one in old.readings
                if one.by in by
            ]
        return found


def _deciders(
    was: AnnotatedDocument, now: AnnotatedDocument, old: PieceState, new: PieceState
) -> set[str]:
    """Return who changed a piece, if it was one person alone."""
    before = {one.id: one for _, one in old.annotations}
    after = {one.id: one for _, one in new.annotations}
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    held: Mapping[str, Annotation] = {one.id: one for one in now.standoff.named()}
    by = {str(review_of(held[name]).get("by", "")) for name in changed if name in held}
    return by - {""} if len(by - {""}) == 1 else set()
