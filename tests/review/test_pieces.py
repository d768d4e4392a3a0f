"""What is sent of any document is all of it, once, in offsets that lead back."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.document.run_folder import AnnotatedDocument
from annotate.document.standoff import check_standoff
from annotate.document.utf16 import Utf16
from annotate.review.doccano.examples import EXPANSION, examples_of, row_of
from review.drawn import documents, predictions, standoff_over
from texts import random_texts


@given(st.one_of(random_texts, st.text(st.characters(exclude_categories=["Cs"]))))
def test_units_are_those_of_utf_16_there_and_back(text: str) -> None:
    units = Utf16(text)
    for offset in range(len(text) + 1):
        there = len(text[:offset].encode("utf-16-le")) // 2
        assert units.to_units(offset) == there
        assert units.from_units(there) == offset
    assert units.length == len(text.encode("utf-16-le")) // 2
    # Between the halves of one character: that character.
    for unit in range(units.length):
        at = units.from_units(unit)
        assert units.to_units(at) <= unit < units.to_units(at + 1)


@settings(max_examples=100)
@given(st.data(), st.sampled_from((1, 10, 40, 4000)))
def test_pieces_hold_everything_once(data: st.DataObject, size: int) -> None:
    mended = data.draw(documents())
    found = data.draw(predictions(mended))
    standoff = standoff_over(mended, found)
    check_standoff(standoff, mended.source, mended.source.path)  # type: ignore[arg-type]
    pieces = examples_of(AnnotatedDocument(mended, standoff), size)
    assert [piece.number for piece in pieces] == [*range(1, len(pieces) + 1)]
    # Joined they are the mended text; only blank lines between blocks are in none.
    at = 0
    for piece in pieces:
        assert mended.text[at : piece.start] in (("",) if at == 0 else ("", "\n\n"))
        at = piece.start + len(piece.text)
        assert mended.text[piece.start : at] == piece.text
    assert at == len(mended.text)
    # Every annotation is in one piece, where its quote stands.
    shown = [span.annotation for piece in pieces for span in piece.spans if span.annotation]
    assert sorted(one.id for one in shown) == sorted(one.id for one in found)
    for piece in pieces:
        for span in piece.spans:
            assert 0 <= span.start < span.end <= len(piece.text)
            quote = piece.text[span.start : span.end]
            if span.annotation is not None:
                assert (span.label, quote) == (span.annotation.label, span.annotation.text)
        for one, other in piece.links:
            assert piece.spans[one].label == "ACRONYM"
            assert piece.spans[other].label != "ACRONYM"
        assert all(
            at in {other for _, other in piece.links}
            for at, span in enumerate(piece.spans)
            if span.label == EXPANSION
        )
        _check_row(piece)


def _check_row(piece: object) -> None:
    """Check that the row that is sent says the same in the server's units."""
    row = row_of(piece)  # type: ignore[arg-type]
    units = row["text"].encode("utf-16-le")
    for told, span in zip(row["entities"], piece.spans, strict=True):  # type: ignore[attr-defined]
        quote = units[2 * told["start_offset"] : 2 * told["end_offset"]].decode("utf-16-le")
        assert quote == row["text"][span.start : span.end]


@given(st.data())
def test_the_same_document_gives_the_same_digests(data: st.DataObject) -> None:
    mended = data.draw(documents())
    treated = AnnotatedDocument(mended, standoff_over(mended, data.draw(predictions(mended))))
    digests = [piece.digest for piece in examples_of(treated, 20)]
    assert digests == [piece.digest for piece in examples_of(treated, 20)]
    assert len(set(digests)) == len(digests)
