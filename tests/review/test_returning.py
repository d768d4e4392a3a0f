"""What comes back of a piece is what people did to it, no more and no less."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation
from annotate.document.mended import Mended
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Range, Source
from annotate.document.standoff import Standoff, check_standoff, dumps
from annotate.document.utf16 import Utf16
from annotate.review.apply_decisions import apply
from annotate.review.doccano.examples import EXPANSION, Example, examples_of, row_of
from annotate.review.doccano.pull_diff import Returned, returned
from annotate.review.doccano.read_back import numbers_of, places
from annotate.review.doccano.session import HeldSpan
from annotate.review.doccano.snapshot import ServerExample
from annotate.review.doccano.state import SentExample, sent_of
from annotate.text.mending.mend import mend
from review.drawn import LABELS, documents, predictions, standoff_over
from review.shelf import USERS, Shelf
from texts import random_texts

SHOWN = (*LABELS, "DATE", "ACRONYM")
AT = "2026-11-28T23:00:00Z"


@dataclass
class Table:
    """One piece, as it was sent, and where it lies."""

    mended: Mended
    standoff: Standoff
    piece: Example
    sent: SentExample
    shelf: Shelf
    number: int

    @property
    def spans(self) -> list[HeldSpan]:
        return self.shelf.spans(1, self.number)

    def back(self) -> Returned:
        kept = self.shelf.kept[self.number]
        by, at = (USERS[kept.states[0][0]], kept.states[0][1]) if kept.states else ("bob", AT)
        links = self.shelf.relations(1, self.number)
        example = ServerExample(kept.held, self.spans, links, [], by, at)
        return returned(self.sent, example, self.mended, {2: "alice"}.get)

    def whole(self, start: int, end: int) -> Range | None:
        """Return a stretch without white space at its ends, with all of what was mended as one."""
        quote = self.piece.text[start:end]
        low, high = start + len(quote) - len(quote.lstrip()), start + len(quote.rstrip())
        offsets = self.mended.offsets
        at = low < high and offsets.span(
            offsets.to_source(self.piece.start + low, self.piece.start + high)
        )
        return (at[0] - self.piece.start, at[1] - self.piece.start) if at else None

    def shown(self) -> set[tuple[int, int, str]]:
        """What the server shows that stands for something."""
        return {
            (*(self.whole(start, end) or (0, 0)), label)
            for start, end, label in places(self.piece.text, self.spans)
            if label != EXPANSION
        }

    def units(self, start: int, end: int) -> Range:
        units = Utf16(self.piece.text)
        return units.to_units(start), units.to_units(end)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    mended = draw(documents(most=2))
    standoff = standoff_over(mended, draw(predictions(mended)))
    piece = draw(st.sampled_from(examples_of(AnnotatedDocument(mended, standoff), 30)))
    shelf = Shelf()
    shelf.send(1, [row_of(piece)])
    ((number, kept),) = shelf.kept.items()
    sent = sent_of(piece, "a")
    servers = numbers_of(sent, piece.text, shelf.spans(1, number))
    assert kept.held.text == piece.text
    return Table(mended, standoff, piece, replace(sent, servers=servers), shelf, number)


def live(table: Table, standoff: Standoff) -> set[tuple[int, int, str]]:
    """What the annotations say within the piece, as the server would show it."""
    found = set()
    begin, end = table.piece.start, table.piece.start + len(table.piece.text)
    for one in (*standoff.layer(ENTITIES).annotations, *standoff.layer(ACRONYMS).annotations):
        at = table.mended.offsets.span(one.ranges)
        if one.status != "rejected" and at and begin <= at[0] < end:
            assert table.mended.text[slice(*at)] == one.text
            found.add((at[0] - begin, at[1] - begin, one.label))
    return found


@settings(max_examples=60)
@given(st.data())
def test_what_nobody_touched_says_nothing_or_is_accepted(data: st.DataObject) -> None:
    table = data.draw(tables())
    back = table.back()
    assert (back.decisions, back.remarks) == ([], [])
    assert tuple(back.spans) == table.sent.spans
    assert (tuple(back.servers), tuple(back.links)) == (table.sent.servers, table.sent.links)
    table.shelf.confirm(table.number, 2)
    back = table.back()
    shown = [span.annotation for span in table.sent.spans if span.annotation is not None]
    assert [one.before for one in back.decisions] == shown
    assert {one.after.status for one in back.decisions} <= {"accepted"}
    applied = apply(table.standoff, back.decisions)
    assert live(table, applied.standoff) == live(table, table.standoff)
    assert apply(applied.standoff, back.decisions).counts == {}


def edit(data: st.DataObject, table: Table) -> None:
    """Do what a reviewer does, so that what is shown can stand together."""
    act = data.draw(st.sampled_from(("delete", "relabel", "redraw", "redraw", "again", "add")))
    spans, text = table.spans, table.piece.text
    one = data.draw(st.sampled_from(spans)) if spans and act != "add" else None
    label = data.draw(st.sampled_from(SHOWN))
    if one is not None and act == "relabel" and one.label != EXPANSION:
        table.shelf.relabel(table.number, one, label)
        if not fits(table):
            (now,) = [span for span in table.spans if span.id == one.id]
            table.shelf.relabel(table.number, now, one.label)
        return
    if one is not None and one.label != EXPANSION:
        table.shelf.delete(table.number, one)
        if act == "again":
            table.shelf.draw(table.number, one.start, one.end, one.label, 2)
        label = one.label
    if act in ("add", "redraw"):
        low = data.draw(st.integers(0, len(text) - 1))
        start, end = table.units(low, data.draw(st.integers(low + 1, min(len(text), low + 15))))
        table.shelf.draw(table.number, start, end, label, 2)
        if not fits(table):
            table.shelf.delete(table.number, table.shelf.kept[table.number].spans[-1])


def fits(table: Table) -> bool:
    """Tell whether what the server shows are sound names and acronyms, each once."""
    spans = [span for span in table.spans if span.label != EXPANSION]
    shown = []
    for start, end, label in places(table.piece.text, spans):
        at = table.whole(start, end)
        if at is None or "\n\n" in table.piece.text[slice(*at)]:
            return False
        shown.append((*at, label))
    for (low, high, label), (start, end, other) in combinations(shown, 2):
        if (label == "ACRONYM") != (other == "ACRONYM") or high <= start or end <= low:
            continue
        inside = (start <= low and high <= end) or (low <= start and end <= high)
        if label == "ACRONYM" or (low, high) == (start, end) or not inside:
            return False
    return True


@settings(max_examples=80)
@given(st.data())
def test_every_edit_comes_back_as_it_was_made(data: st.DataObject) -> None:
    table = data.draw(tables())
    for _ in range(data.draw(st.integers(1, 5))):
        edit(data, table)
    if data.draw(st.booleans()):
        table.shelf.confirm(table.number, 2)
    back = table.back()
    assert back.remarks == []
    applied = apply(table.standoff, back.decisions)
    assert applied.conflicts == []
    assert live(table, applied.standoff) == table.shown()
    check_standoff(applied.standoff, table.mended.source, Path("a.jsonl"))
    # Nothing outside the piece was touched, and what was shown is still known.
    seen = {span.annotation.id for span in table.sent.spans if span.annotation is not None}
    now = {one.id: one for one in applied.standoff.annotations()}
    known = [*now, *(_was(one) for one in now.values())]
    for one in table.standoff.annotations():
        assert one.id in seen or now[one.id] == one
        assert one.id in known
    # The same again brings nothing new.
    again = apply(applied.standoff, table.back().decisions)
    assert (again.counts, again.conflicts) == ({}, [])
    assert dumps(again.standoff) == dumps(applied.standoff)


def _was(one: Annotation) -> str | None:
    told = one.attributes.get("review", {}).get("was")
    return told["id"] if told else None


@settings(max_examples=60)
@given(st.data())
def test_what_is_drawn_again_as_it_was_is_no_news(data: st.DataObject) -> None:
    table = data.draw(tables())
    for one in table.spans:
        if one.label != EXPANSION and data.draw(st.booleans()):
            table.shelf.delete(table.number, one)
            table.shelf.draw(table.number, one.start, one.end, one.label, 2)
    assert table.back().decisions == []


@settings(max_examples=60)
@given(st.data())
def test_whatever_is_drawn_can_be_written_or_is_told(data: st.DataObject) -> None:
    """Half a character, half of what was mended, nothing, past the end: no document is refused."""
    mended = data.draw(
        st.one_of(documents(), random_texts.map(lambda text: mend(Source("a", "a.txt", text))))
    )
    standoff = standoff_over(mended, [])
    shelf = Shelf()
    for piece in examples_of(AnnotatedDocument(mended, standoff), 30):
        shelf.send(1, [row_of(piece)])
        number = max(shelf.kept)
        drawn = data.draw(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=4))
        for start, length in drawn:
            label = data.draw(st.sampled_from(SHOWN))
            shelf.draw(number, start, start + length, label, 2)
        table = Table(mended, standoff, piece, sent_of(piece, "a"), shelf, number)
        back = table.back()
        told = {one.what for one in back.remarks}
        assert told <= {
            "it covers no text",
            "it runs over two paragraphs",
            "it covers only what mending put in",
            "it covers a part only of what mending made one",
        }
        applied = apply(standoff, back.decisions)
        check_standoff(applied.standoff, mended.source, Path("a.jsonl"))
        standoff = applied.standoff
        examples_of(AnnotatedDocument(mended, standoff), 30)  # it can be sent again
