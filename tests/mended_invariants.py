"""What holds of every text that was mended, whatever it was read from."""

from __future__ import annotations

from itertools import pairwise

from annotate.document.mended import Mended
from annotate.document.offsets import replay
from annotate.document.quote_check import quote_matches

INSIDE = ("box", "table", "row", "sentence", "note_call", "page_break", "hyphen")


def check(mended: Mended) -> None:
    """Check the edits, the quotes, the pages, the marks, and that each character has one place."""
    source = mended.source
    ranges = [piece.ranges for piece, _ in mended.blocks]
    assert replay(source.text, ranges, mended.edits)[0] == mended.text
    claimed = [0] * len(source.text)
    for piece in mended.structure.elements:
        assert piece.ranges, piece
        for start, end in piece.ranges:
            assert 0 <= start < end <= len(source.text)
            if piece.label not in INSIDE:
                for offset in range(start, end):
                    claimed[offset] += 1
    for offset, char in enumerate(source.text):
        assert claimed[offset] <= 1, source.text[max(0, offset - 20) : offset + 20]
        assert claimed[offset] or char.isspace(), source.text[max(0, offset - 20) : offset + 20]
    for piece, (start, end) in mended.blocks:
        assert mended.text[start:end].strip()
        lead = len(f"{piece.value}. ") if piece.label == "note" else 0
        words = mended.text[start + lead : end].split()
        place = start + lead
        for word in words:
            place = mended.text.index(word, place)
            where = mended.offsets.to_source(place, place + len(word))
            assert quote_matches(source.text, where, word), (word, where)
            place += len(word)
    last = 1
    for page, following in pairwise(source.pages):
        assert page.end == following.start
        # Notes at the end are on the pages of their calls.
        assert following.number <= last or source.text[following.start - 1] == "\f"
        last = max(last, following.number)
    for mark in source.marks:
        assert source.text[mark.start : mark.end].strip() == source.text[mark.start : mark.end]
