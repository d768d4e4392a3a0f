"""One document that came back from another program, compared with what the run has."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from annotate.document.annotation import ENTITIES, Annotation, stable_id
from annotate.document.labels import DATE, LabelTable
from annotate.document.quote_check import quote_matches
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Range
from annotate.document.structure import ElementIndex
from annotate.errors import DocumentError
from annotate.exports.document import NO_LABEL, Exchanged, Span, Unplaced, exchanged
from annotate.exports.losses import Feature, reduced
from annotate.gold.alignment import Alignment, align
from annotate.gold.edtf import fault_in
from annotate.review.decisions import (
    ADDED,
    PREDICTED,
    Decision,
    Stamp,
    accepted,
    added,
    corrected,
    is_live,
    rejected,
)
from annotate.review.journal.batch import How, Reading
from annotate.review.pieces import annotations_digest, pieces_of, placed

_KEPT = ("in_citation", "nested")
_LEAST = 0.5
"""A text less of which is found in that of the run is another text."""


@dataclass
class Imported:
    """What an import did.

    Attributes
    ----------
    documents : int
        How many were read.
    unchanged, accepted, added, corrected, rejected : int
        Spans by what the files say of them.
    changed : int
        Documents that hold new decisions.
    unplaced : list of Unplaced
        Spans that have no place in the text of the run.
    failed : list of DocumentError
        Files that could not be read, and documents that the run does not have.
    settled : int
        Contradictions that were settled in their list.
    """

    documents: int = 0
    unchanged: int = 0
    accepted: int = 0
    added: int = 0
    corrected: int = 0
    rejected: int = 0
    changed: int = 0
    unplaced: list[Unplaced] = field(default_factory=list)
    failed: list[DocumentError] = field(default_factory=list)
    settled: int = 0


_Key = tuple[str, tuple[Range, ...]]
Exported = Mapping[str, Collection[_Key]]
"""By document, label and source ranges of the spans that an export wrote: what is gone of others
was never there to be deleted.
"""


@dataclass(frozen=True, slots=True)
class Import:
    """How files are to be taken.

    Attributes
    ----------
    holds : collection of Feature
        What their format holds.
    stamp : Stamp
        Who changed them, and when.
    origin : str
        Where they lie.
    whole : bool
        Whether that person has read all of the texts: then what is unchanged is accepted.
    exported : mapping or None
        What was exported; None where that is not known.
    """

    holds: Collection[Feature]
    stamp: Stamp
    origin: str
    whole: bool = False
    exported: Exported | None = None


class Comparison:
    """One document as it came back, and as the run has it.

    Parameters
    ----------
    document : AnnotatedDocument
        As the run has it.
    there : Exchanged
        As a format reads it.
    how : Import
        Who changed it, and what the format holds.
    labels : LabelTable
        The labels of the configuration.
    done : Imported
        Counts what is found, and lists what has no place.

    Raises
    ------
    DocumentError
        If little of the text is found in that of the run.
    """

    def __init__(
        self,
        document: AnnotatedDocument,
        there: Exchanged,
        how: Import,
        labels: LabelTable,
        done: Imported,
    ) -> None:
        self._document, self._mended = document, document.mended
        self._there, self._how, self._labels, self._done = there, how, labels, done
        self._here, _ = reduced(exchanged(document), how.holds)
        self._annotations = {
            (one.label, one.ranges): one for one in document.standoff.named() if is_live(one)
        }
        self._elements = ElementIndex(self._mended.structure.elements)
        self._hosts: list[Range] = []
        self._alignment: Alignment | None = None
        if there.text != self._mended.text:
            self._alignment = align(there.text, self._mended.text)
            share, _ = self._alignment.share_of(0, len(there.text))
            if share < _LEAST:
                raise DocumentError(
                    f"{there.id} is another text than that of the run",
                    path=how.origin,
                    remedy="import it into a run over its own text, or make gold with --gold",
                )

    def decisions(self) -> list[Decision]:
        """Return what is new in the files."""
        before = {(one.label, one.ranges): one for one in self._here.spans}
        now, left = self._found(before)
        self._hosts = _outermost(now.values())
        found = [self._same(before[key], now[key]) for key in now if key in before]
        gone = [one for key, one in before.items() if key not in now and self._was_written(one)]
        new = [one for key, one in now.items() if key not in before]
        pairs = _paired(gone, new)
        found += [self._corrected(old, fresh) for old, fresh in pairs]
        taken = {id(one) for pair in pairs for one in pair}
        # What stands where something could not be entered stays: it may have been meant to change.
        kept = {layer: _covered(left, layer) for layer in {one.layer for one in left}}
        for one in gone:
            if id(one) in taken:
                continue
            if self._alignment is not None and not self._alignment.covers(one.start, one.end):
                quote = self._here.quote(one)
                lost = Unplaced(self._there.id, one.label, quote, "its words are not in the file")
                self._done.unplaced.append(lost)
            elif not _meets(one, kept.get(one.layer, ())):
                found.append(self._rejected(one))
        found += [self._added(one) for one in new if id(one) not in taken]
        return [one for one in found if one is not None]

    def readings(self, after: AnnotatedDocument) -> list[Reading]:
        """Return that all of the text was read, as it is now."""
        pieces = pieces_of(after.mended)
        stamp = self._how.stamp
        return [
            Reading(
                after.id,
                piece.id,
                piece.digest,
                annotations_digest(piece, own),
                stamp.by,
                stamp.at,
                How.WHOLE,
            )
            for piece, own in zip(
                pieces, placed(pieces, after.standoff.named(), after.mended), strict=True
            )
        ]

    def _found(self, before: Collection[_Key]) -> tuple[dict[_Key, Span], list[Span]]:
        """Return the spans that came back over the mended text of the run, and those among them
        that cannot be entered.
        """
        now: dict[_Key, Span] = {}
        left = []
        for span in self._there.spans:
            if span.status == "rejected":
                continue
            known = span.label in self._labels and self._labels[span.label].layer != "structure"
            if not known:
                self._unplaced(span, NO_LABEL)
            home = self._home(span)
            if isinstance(home, str):
                if known:
                    self._unplaced(span, home)
                continue
            key = (home.label, home.ranges)
            why = self._fault_of(home) if known and key not in before else None
            if known and why is None:
                now[key] = home
            else:
                left.append(home)
            if why is not None:
                self._unplaced(span, why)
        return now, left

    def _home(self, span: Span) -> Span | str:
        """Return a span over the mended text of the run, or why it has no place there."""
        ranges = []
        for start, end in span.ranges:
            quote = self._there.text[start:end]
            low, high = start + len(quote) - len(quote.lstrip()), start + len(quote.rstrip())
            if low >= high:
                return "it covers no text"
            image = (low, high)
            if self._alignment is not None:
                found = self._alignment.image(low, high)
                if found is None:
                    return "its words are not in the text of the run"
                image = found
            # Half of a ligature has no place in the source.
            whole = self._mended.offsets.span(self._mended.offsets.to_source(*image))
            ranges.append(whole or image)
        return replace(span, ranges=tuple(sorted(set(ranges))))

    def _fault_of(self, span: Span) -> str | None:
        """Return why no annotation of the source can be a span of the mended text."""
        source, offsets = self._mended.source, self._mended.offsets
        places = [offsets.to_source(*one) for one in span.ranges]
        quote = " ".join(self._mended.text[start:end] for start, end in span.ranges)
        blocks = {offsets.block_at(at) for start, end in span.ranges for at in (start, end - 1)}
        if len(blocks) > 1:
            return "it runs over two paragraphs"
        if not all(places):
            return "it covers only what mending put in"
        if not quote_matches(source.text, [part for one in places for part in one], quote):
            return "it covers a part only of what mending made one"
        return None

    def _unplaced(self, span: Span, why: str) -> None:
        there = self._there
        self._done.unplaced.append(Unplaced(there.id, span.label, there.quote(span), why))

    def _was_written(self, span: Span) -> bool:
        exported = self._how.exported
        return exported is None or (span.label, span.origin) in exported.get(self._there.id, ())

    def _annotation_of(self, span: Span) -> Annotation:
        return self._annotations[span.label, span.origin]

    def _same(self, old: Span, now: Span) -> Decision | None:
        """Return what becomes of a span that is where it was."""
        before = self._annotation_of(old)
        value = now.value if Feature.VALUE in self._how.holds else None
        if value and value != before.value and self._is_value(now):
            self._done.corrected += 1
            return self._changed(before, replace(before, value=value))
        self._done.unchanged += 1
        if not self._how.whole or before.status != PREDICTED:
            return None
        self._done.accepted += 1
        return Decision(before, accepted(before, self._how.stamp))

    def _changed(self, before: Annotation, made: Annotation) -> Decision:
        if before.status == ADDED:
            return Decision(before, added(made, self._how.stamp))
        return Decision(before, corrected(before, made, self._how.stamp))

    def _corrected(self, old: Span, now: Span) -> Decision:
        self._done.corrected += 1
        before = self._annotation_of(old)
        kept = {name: before.attributes[name] for name in _KEPT if name in before.attributes}
        return self._changed(before, self._made(now, kept))

    def _rejected(self, old: Span) -> Decision:
        self._done.rejected += 1
        before = self._annotation_of(old)
        return Decision(before, rejected(before, self._how.stamp))

    def _added(self, now: Span) -> Decision:
        self._done.added += 1
        return Decision(None, added(self._made(now, {}), self._how.stamp))

    def _made(self, span: Span, kept: Mapping[str, Any]) -> Annotation:
        """Return a span as an annotation over the source."""
        mended = self._mended
        ranges = tuple(part for one in span.ranges for part in mended.offsets.to_source(*one))
        attributes: dict[str, Any] = {}
        if span.layer == "entities":
            attributes = {"in_citation": False, "nested": self._is_inside(span), **kept}
        value = None
        if span.label == DATE:
            from annotate.pipes.dates.finder import date_in

            given = span.value if span.value and self._is_value(span) else None
            value, read = date_in(mended.text, span.start, span.end)
            attributes |= read
            value = given or value
        return Annotation(
            id=stable_id(span.layer, span.label, ranges),
            layer=span.layer,
            label=span.label,
            ranges=ranges,
            text=" ".join(mended.text[start:end] for start, end in span.ranges),
            value=value,
            attributes=attributes,
            page=mended.source.page_at(ranges[0][0]),
            paragraph=self._elements.block(ranges[0][0]),
            sentence=self._elements.sentence(ranges[0][0]),
        )

    def _is_inside(self, span: Span) -> bool:
        """Return whether a name lies inside a longer one."""
        at = bisect_right(self._hosts, (span.start, len(self._mended.text))) - 1
        return (
            at >= 0 and self._hosts[at] != (span.start, span.end) and span.end <= self._hosts[at][1]
        )

    def _is_value(self, span: Span) -> bool:
        fault = fault_in(span.value or "")
        if fault is not None:
            self._unplaced(span, f"its value is left as it was: {fault}")
        return fault is None


def _outermost(spans: Iterable[Span]) -> list[Range]:
    """Return the ranges of the names that lie in no longer one, by position."""
    found: list[Range] = []
    for one in sorted((one for one in spans if one.layer == ENTITIES), key=Span.sort_key):
        if not found or one.end > found[-1][1]:
            found.append((one.start, one.end))
    return found


def _covered(spans: Iterable[Span], layer: str) -> list[Range]:
    """Return what the spans of a layer cover, in ranges apart from each other, by position."""
    found: list[Range] = []
    for start, end in sorted((one.start, one.end) for one in spans if one.layer == layer):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _meets(span: Span, covered: Sequence[Range]) -> bool:
    """Return whether a span shares characters with one of some ranges apart from each other."""
    at = bisect_left(covered, span.end, key=lambda one: one[0]) - 1
    return at >= 0 and span.start < covered[at][1]


def _paired(gone: Sequence[Span], new: Sequence[Span]) -> list[tuple[Span, Span]]:
    """Pair what is gone with what is new in its place: the same label first, then the longest
    overlap.
    """
    fresh = sorted(new, key=lambda one: one.start)
    starts = [one.start for one in fresh]
    longest = max((one.end - one.start for one in fresh), default=0)
    candidates = []
    for at, old in enumerate(gone):
        low = bisect_left(starts, old.start - longest)
        for place in range(low, bisect_left(starts, old.end)):
            shared = min(old.end, fresh[place].end) - max(old.start, fresh[place].start)
            if shared > 0 and old.layer == fresh[place].layer:
                candidates.append((old.label != fresh[place].label, -shared, at, place))
    pairs: list[tuple[Span, Span]] = []
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for _, _, at, place in sorted(candidates):
        if at not in taken_old and place not in taken_new:
            taken_old.add(at)
            taken_new.add(place)
            pairs.append((gone[at], fresh[place]))
    return pairs
