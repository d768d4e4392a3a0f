"""From what the server holds to decisions: a comparison with what was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation, stable_id
from annotate.document.mended import Mended
from annotate.review.decisions import (
    ADDED,
    PREDICTED,
    Decision,
    Stamp,
    accepted,
    added,
    corrected,
    rejected,
)
from annotate.review.doccano.comment_values import value_lines
from annotate.review.doccano.examples import ACRONYM, EXPANSION, ExampleSpan
from annotate.review.doccano.pairing import Back, Remark, expansions, paired, readable
from annotate.review.doccano.snapshot import ServerExample
from annotate.review.doccano.state import SentExample

_OF_ACRONYMS = ("expansion", "expansion_ranges", "expansion_from")


@dataclass
class Returned:
    """An example as it came back.

    Attributes
    ----------
    decisions : list of Decision
        What is new, compared with what was sent.
    spans : list of ExampleSpan
        All spans that the server holds now and that can be read, with their annotations.
    servers : list of int
        Their numbers there.
    links : list of (int, int)
        Relations between them, as indices of `spans`.
    remarks : list of Remark
        What could not be read.
    """

    decisions: list[Decision] = field(default_factory=list)
    spans: list[ExampleSpan] = field(default_factory=list)
    servers: list[int] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def returned(
    sent: SentExample, example: ServerExample, mended: Mended, name_of: Callable[[int], str | None]
) -> Returned:
    """Compare an example with what was sent.

    Parameters
    ----------
    sent : SentExample
        What was sent, or what was there when it was last pulled.
    example : ServerExample
        What is there now.
    mended : Mended
        The document as it was sent.
    name_of : callable
        From the server's number of a user to a name; None for the sender, whose spans anybody may
        have changed.

    Returns
    -------
    Returned
        Decisions and remarks. In a confirmed example what is as it was sent is accepted.
    """
    return _Comparison(sent, example, mended, name_of).made()


@dataclass(frozen=True, slots=True)
class _Value:
    """The value that a comment gives to a date."""

    value: str
    stamp: Stamp


class _Comparison:
    """One example, sent and returned."""

    def __init__(
        self,
        sent: SentExample,
        example: ServerExample,
        mended: Mended,
        name_of: Callable[[int], str | None],
    ) -> None:
        self._sent, self._example, self._mended = sent, example, mended
        self._found = Returned()
        self._back = list(readable(sent, example, mended, name_of, self._found.remarks))
        self._by_number = {one.number: one for one in self._back}
        self._long_forms = expansions(example, self._by_number)
        self._values = self._commented_values()
        self._usual = Stamp(example.by, example.at)
        # Indices of spans that were deleted, drawn again or not: relations went with them.
        self._gone: frozenset[int] = frozenset()

    def made(self) -> Returned:
        found, sent = self._found, self._sent
        pairs, gone, new = paired(sent, self._back)
        now: dict[int, Annotation | None] = {}
        self._gone = frozenset(gone) | {at for at, one in pairs if sent.servers[at] != one.number}
        for at, one in pairs:
            before = sent.spans[at].annotation
            now[one.number] = self._changed(before, at, one) if before else self._new(one)
        for one in new:
            now[one.number] = self._new(one)
        # What became of another span may be the very thing that was deleted here.
        there = {one.id for one in now.values() if one is not None}
        for at in gone:
            before = sent.spans[at].annotation
            if before is not None and before.id not in there:
                self._decide(before, rejected(before, self._usual))
        for one in self._back:
            found.spans.append(ExampleSpan(one.start, one.end, one.label, now[one.number]))
            found.servers.append(one.number)
        at_place = {number: at for at, number in enumerate(found.servers)}
        found.links = sorted(
            (at_place[low], at_place[high])
            for low, high in self._example.links
            if low in at_place and high in at_place
        )
        return found

    def _decide(self, before: Annotation | None, after: Annotation) -> Annotation:
        self._found.decisions.append(Decision(before, after))
        return after

    def _new(self, one: Back) -> Annotation | None:
        """Return what somebody added; a long form alone is not an annotation."""
        if one.label == EXPANSION:
            return None
        now = added(self._annotation(one, {}), Stamp(one.by, one.at))
        again = next((was for was in self._sent.rejected if was.id == now.id), None)
        return self._decide(again, now)

    def _changed(self, before: Annotation, at: int, one: Back) -> Annotation | None:
        """Return what a span that was sent is now."""
        span, stamp = self._sent.spans[at], Stamp(one.by, one.at)
        if one.label == EXPANSION:
            self._decide(before, rejected(before, stamp))
            return None
        if (span.start, span.end, span.label) == (one.start, one.end, one.label):
            now = self._refined(before, at, one)
            if now is None:
                if not self._example.held.confirmed or before.status != PREDICTED:
                    return before
                return self._decide(before, accepted(before, self._usual))
        else:
            names = ("in_citation",) if one.label != ACRONYM else _OF_ACRONYMS
            kept = {name: before.attributes[name] for name in names if name in before.attributes}
            now = self._annotation(one, kept if before.layer == _layer(one) else {})
        comment = self._values.get(now.text or "") if one.label == "DATE" else None
        if comment is not None and comment.stamp.at > stamp.at:
            stamp = Stamp(comment.stamp.by or stamp.by, comment.stamp.at)
        if before.status == ADDED:  # what somebody added and changed later is still their own
            return self._decide(before, added(now, stamp))
        return self._decide(before, corrected(before, now, stamp))

    def _refined(self, before: Annotation, at: int, one: Back) -> Annotation | None:
        """Return an annotation with another value or long form; None if it has neither."""
        if one.label == "DATE":
            comment = self._values.get(before.text or "")
            if comment is None or comment.value == before.value:
                return None
            return replace(before, value=comment.value)
        if one.label != ACRONYM:
            return None
        links = [other for first, other in self._sent.links if first == at]
        was = {(self._sent.spans[other].start, self._sent.spans[other].end) for other in links[:1]}
        target = self._long_forms.get(one.number)
        if target is None and links and not self._gone.isdisjoint((at, *links)):
            return None  # nobody deleted the relation: it went with a span that it ended at
        if was == ({(target.start, target.end)} if target else set()):
            return None
        attributes = {
            name: value for name, value in before.attributes.items() if name not in _OF_ACRONYMS
        }
        return replace(before, attributes={**attributes, **self._expansion(one)})

    def _annotation(self, one: Back, attributes: Mapping[str, Any]) -> Annotation:
        """Return a span as an annotation over the source."""
        mended, layer = self._mended, _layer(one)
        start, end = self._sent.start + one.start, self._sent.start + one.end
        ranges = mended.offsets.to_source(start, end)
        more: dict[str, Any] = {"in_citation": False, "nested": False} if layer == ENTITIES else {}
        more.update(attributes)
        value = None
        if one.label == "DATE":
            from annotate.pipes.dates.finder import date_in

            value, read = date_in(self._example.held.text, one.start, one.end)
            more.update(read)
            comment = self._values.get(mended.text[start:end])
            value = comment.value if comment else value
        if layer == ACRONYMS:
            more.update(self._expansion(one))
        return Annotation(
            id=stable_id(layer, one.label, ranges),
            layer=layer,
            label=one.label,
            ranges=ranges,
            text=mended.text[start:end],
            value=value,
            attributes=more,
            page=mended.source.page_at(ranges[0][0]),
            paragraph=_block_at(mended, start),
            sentence=_sentence_at(mended, ranges[0][0]),
        )

    def _expansion(self, one: Back) -> dict[str, Any]:
        target = self._long_forms.get(one.number)
        if target is None:
            return {}
        start, end = self._sent.start + target.start, self._sent.start + target.end
        ranges = self._mended.offsets.to_source(start, end)
        return {
            "expansion": self._mended.text[start:end],
            "expansion_from": "text",
            "expansion_ranges": [list(span) for span in ranges],
        }

    def _commented_values(self) -> dict[str, _Value]:
        """Return the values that comments give to dates: ``mai 1936 = 1936-05``."""
        values: dict[str, _Value] = {}
        text = self._example.held.text
        dates = [text[one.start : one.end] for one in self._back if one.label == "DATE"]
        for comment in self._example.comments:
            place = f"comment of {comment.user}"
            for line in value_lines(comment.text, dates):
                if line.fault:
                    what = f"« {line.line.strip()} »: {line.fault}"
                    self._found.remarks.append(Remark(self._sent.document, place, what))
                    continue
                for quote in line.quotes:
                    stamp = Stamp(comment.user, comment.at)
                    values[quote] = _Value(str(line.value), stamp)
        return values


def _layer(one: Back) -> str:
    return ACRONYMS if one.label == ACRONYM else ENTITIES


def _block_at(mended: Mended, offset: int) -> str | None:
    for (low, high), name in zip(mended.offsets.extents, mended.block_ids, strict=True):
        if low <= offset < high:
            return name
    return None


def _sentence_at(mended: Mended, offset: int) -> str | None:
    for element in mended.structure.labelled("sentence"):
        if any(low <= offset < high for low, high in element.ranges):
            return element.id
    return None
