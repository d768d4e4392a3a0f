"""One document that came back from another program, compared with what the run has."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from annotate.document.annotation import Annotation, stable_id
from annotate.document.labels import DATE, LabelTable
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Range
from annotate.document.structure import ElementIndex
from annotate.errors import DocumentError
from annotate.exports.document import NO_LABEL, Exchanged, Span, Unplaced, exchanged
from annotate.exports.losses import Feature, reduced
from annotate.exports.reading import Sent, Written
from annotate.gold.edtf import fault_in
from annotate.gold.placing import Missing
from annotate.gold.unprojected import Reason
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
from annotate.review.import_overlaps import covered, meets, outermost, paired
from annotate.review.import_places import Places, Unsure
from annotate.review.journal.batch import How, Reading
from annotate.review.pieces import annotations_digest, pieces_of, placed

_KEPT = ("in_citation", "nested")


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
    moved : list of str
        Documents whose text has changed since the export.
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
    moved: list[str] = field(default_factory=list)

    def add(self, other: Imported) -> None:
        """Count what was done with a document, too."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


_Key = tuple[str, tuple[Range, ...]]
_Extent = tuple[str, int, int]
"""A label, and where a span with it begins and ends."""


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
    sent : callable or None
        Returns what was exported of a document; None where that is not known: then all that the run
        holds counts as exported.
    """

    holds: Collection[Feature]
    stamp: Stamp
    origin: str
    whole: bool = False
    sent: Callable[[str], Sent] | None = None


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
        sent = how.sent(there.id) if how.sent else None
        self._places = Places(there.text, self._mended, sent, how.origin)
        if self._places.changed:
            done.moved.append(there.id)
        self._written: dict[_Extent, Written] | None = None
        if sent is not None:
            self._written = {(one.label, one.start, one.end): one for one in sent.spans}

    def decisions(self) -> list[Decision]:
        """Return what is new in the files."""
        before = {(one.label, one.ranges): one for one in self._here.spans}
        now, left, seen = self._found(before)
        self._hosts = outermost(now.values())
        found = [self._same(before[key], now[key]) for key in now if key in before]
        gone = self._gone(before, now, seen)
        new = [one for key, one in now.items() if key not in before]
        pairs = paired([old for old, _ in gone], new)
        found += [self._corrected(old, fresh) for old, fresh in pairs]
        taken = {id(one) for pair in pairs for one in pair}
        # What stands where something could not be entered stays: it may have been meant to change.
        kept = {layer: covered(left, layer) for layer in {one.layer for one in left}}
        for one, (_, start, end) in gone:
            if id(one) in taken:
                continue
            if not self._places.has(start, end):
                self._lost(one.label, self._here.quote(one), "its words are not in the file")
            elif not meets(start, end, kept.get(one.layer, ())):
                found.append(self._rejected(one))
        found += [self._added(one) for one in new if id(one) not in taken]
        return [one for one in found if one is not None]

    def _gone(
        self, before: Mapping[_Key, Span], now: Collection[_Key], seen: Collection[_Extent]
    ) -> list[tuple[Span, _Extent]]:
        """Return the spans of the run that were exported and are not in the file, each with where
        the export had it.
        """
        extents = {(one.label, one.start, one.end): key for key, one in before.items()}
        found = []
        for extent in extents if self._written is None else self._written:
            if extent in seen:
                continue
            label, start, end = extent
            place = self._places.in_run(start, end)
            if isinstance(place, Missing):
                # Where the words are gone, there is nothing to delete any more.
                gone = place.reason in (Reason.GONE, Reason.CHANGED)
                if not gone and self._places.has(start, end):
                    quote = self._places.then[start:end]
                    self._lost(label, quote, f"it was deleted, but its place is not sure: {place}")
                continue
            key = extents.get((label, *place))
            if key is not None and key not in now:
                found.append((before[key], extent))
        return found

    def readings(self, after: AnnotatedDocument) -> list[Reading]:
        """Return that the text was read, as it is now: all of it that has not changed since."""
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
            if self._places.was_read(piece)
        ]

    def _found(self, before: Collection[_Key]) -> tuple[dict[_Key, Span], list[Span], set[_Extent]]:
        """Return the spans that came back over the mended text of the run; over the text that was
        exported those among them that cannot be entered; and where that had those that came back.
        """
        now: dict[_Key, Span] = {}
        left: list[Span] = []
        seen: set[_Extent] = set()
        for span in self._there.spans:
            if span.status == "rejected":
                continue
            known = span.label in self._labels and self._labels[span.label].layer != "structure"
            then = self._places.over_export(span)
            if isinstance(then, Unsure):
                left += then.doubtful
                self._unplaced(span, then.why if known else NO_LABEL)
                continue
            written = self._written_as(then)
            if written or self._written is None:
                seen.add((then.label, then.start, then.end))
            home = self._places.over_run(then) if known else NO_LABEL
            why = home if isinstance(home, str) else self._entered(home, written, before, now)
            if why is not None:
                left.append(then)
            # Of what was not changed, nobody says that it belongs to a text that has.
            if why and (written is None or self._how.whole):
                self._unplaced(span, why)
        return now, left, seen

    def _entered(
        self,
        home: Span,
        written: Written | None,
        before: Collection[_Key],
        now: dict[_Key, Span],
    ) -> str | None:
        """Take a span that came back, or return why it cannot be entered."""
        key = (home.label, home.ranges)
        if key in before:
            now[key] = home
            if written is not None and written.value == home.value:
                now[key] = replace(home, value=None)  # nobody changed it
        elif written is None or self._how.whole:
            why = self._places.fault_of(home)
            if why is not None:
                return why
            now[key] = home
        # Else the run has something else since, of which nobody says anything.
        return None

    def _written_as(self, then: Span) -> Written | None:
        """Return what the export wrote that came back as it was."""
        found = (self._written or {}).get((then.label, then.start, then.end))
        if found is None or Feature.GAPS not in self._how.holds:
            return found
        quote = " … ".join(self._places.then[start:end] for start, end in then.ranges)
        return found if "".join(quote.split()) == "".join(found.quote.split()) else None

    def _unplaced(self, span: Span, why: str) -> None:
        self._lost(span.label, self._there.quote(span), why)

    def _lost(self, label: str, quote: str, why: str) -> None:
        self._done.unplaced.append(Unplaced(self._there.id, label, quote, why))

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
