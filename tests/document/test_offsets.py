"""Properties of edits and their map: the plan replays, and spans come back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.document.offsets import SEPARATOR, Edit, OffsetMap, replay
from annotate.document.source import Range


@st.composite
def plans(draw: st.DrawFn) -> tuple[str, list[list[Range]], list[Edit]]:
    """A text, some blocks of ranges in any order, and edits that lie inside the ranges."""
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)) | {0, len(text)})
    pieces = [(low, high) for low, high in pairwise(cuts) if low < high]
    kept = draw(st.permutations([piece for piece in pieces if draw(st.booleans())]))
    edits = []
    for low, high in kept:
        if draw(st.booleans()):
            start = draw(st.integers(low, high))
            end = draw(st.integers(start, high))
            rule = draw(st.sampled_from(["hyphen", "note_call"]))
            edits.append(Edit(start, end, draw(st.text("ab ", max_size=3)), rule))
    # An insertion where two ranges meet would belong to both.
    ends = {low for low, _ in kept}
    edits = [edit for edit in edits if not (edit.start == edit.end and edit.start in ends)]
    blocks: list[list[Range]] = []
    for piece in kept:
        if blocks and draw(st.booleans()):
            blocks[-1].append(piece)
        else:
            blocks.append([piece])
    return text, blocks, edits


@given(plans())
def test_the_mended_text_is_the_edits_replayed(
    plan: tuple[str, list[list[Range]], list[Edit]],
) -> None:
    text, blocks, edits = plan
    mended, _ = replay(text, blocks, edits)
    expected = []
    for ranges in blocks:
        part = ""
        for low, high in ranges:
            stretch, cursor = "", low
            for edit in sorted(edits, key=lambda edit: edit.start):
                if low <= edit.start and edit.end <= high:
                    stretch += text[cursor : edit.start] + edit.replacement
                    cursor = edit.end
            part += stretch + text[cursor:high]
        expected.append(part)
    assert mended == SEPARATOR.join(expected)


@given(plans(), st.data())
def test_a_verbatim_character_comes_back(
    plan: tuple[str, list[list[Range]], list[Edit]], data: st.DataObject
) -> None:
    text, blocks, edits = plan
    mended, offsets = replay(text, blocks, edits)
    verbatim = [segment for segment in offsets.segments if segment.verbatim]
    if not verbatim:
        return
    segment = data.draw(st.sampled_from(verbatim))
    start = data.draw(st.integers(segment.mended[0], segment.mended[1] - 1))
    (source,) = offsets.to_source(start, start + 1)
    assert text[slice(*source)] == mended[start : start + 1]
    assert offsets.to_mended(*source) == ((start, start + 1),)


@given(plans(), st.data())
def test_a_span_never_shrinks(
    plan: tuple[str, list[list[Range]], list[Edit]], data: st.DataObject
) -> None:
    """There and back, a span is itself or wider by the replacements that it cuts."""
    text, blocks, edits = plan
    mended, offsets = replay(text, blocks, edits)
    if not mended:
        return
    start = data.draw(st.integers(0, len(mended) - 1))
    end = data.draw(st.integers(start + 1, len(mended)))
    ranges = offsets.to_source(start, end)
    back = {
        offset
        for low, high in ranges
        for first, last in offsets.to_mended(low, high)
        for offset in range(first, last)
    }
    inserted = {
        offset
        for segment in offsets.segments
        if segment.source[0] == segment.source[1]
        for offset in range(*segment.mended)
    }
    between = {
        offset
        for (_, left), (right, _) in zip(offsets.extents, offsets.extents[1:], strict=False)
        for offset in range(left, right)
    }
    assert set(range(start, end)) - inserted - between <= back
    assert all(0 <= low < high <= len(text) for low, high in ranges)


def images_by_hand(offsets: OffsetMap, ranges: list[Range]) -> list[set[int]]:
    """For each range the code points of the mended text that its characters became."""
    found = []
    for low, high in ranges:
        image: set[int] = set()
        for segment in offsets.segments:
            begin, end = segment.source
            if segment.verbatim:
                at = segment.mended[0] - begin
                image |= {offset + at for offset in range(max(low, begin), min(high, end))}
            elif begin < high and low < end:
                image |= set(range(*segment.mended))
        found.append(image)
    return found


@given(plans(), st.data())
def test_a_span_is_the_hull_of_the_images_in_one_block(
    plan: tuple[str, list[list[Range]], list[Edit]], data: st.DataObject
) -> None:
    """None exactly when a range has no image, or the images are not all in one block."""
    text, blocks, edits = plan
    _, offsets = replay(text, blocks, edits)
    bounds = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    ranges = data.draw(st.lists(bounds.filter(lambda one: one[0] < one[1]), max_size=3))
    images = images_by_hand(offsets, ranges)
    expected = None
    if images and all(images):
        start, end = min(map(min, images)), max(map(max, images)) + 1
        if any(low <= start and end <= high for low, high in offsets.extents):
            expected = start, end
    assert offsets.span(ranges) == expected
    flat = {offset for span in offsets.images(ranges) for offset in range(*span)}
    assert flat == set().union(*images)


@given(plans(), st.data())
def test_a_span_with_verbatim_ends_comes_back(
    plan: tuple[str, list[list[Range]], list[Edit]], data: st.DataObject
) -> None:
    text, blocks, edits = plan
    _, offsets = replay(text, blocks, edits)
    copied = [
        offset
        for segment in offsets.segments
        if segment.verbatim
        for offset in range(*segment.mended)
    ]
    if not copied:
        return
    first, last = sorted(data.draw(st.tuples(st.sampled_from(copied), st.sampled_from(copied))))
    within = offsets.block_at(first) == offsets.block_at(last)
    assert offsets.span(offsets.to_source(first, last + 1)) == (
        (first, last + 1) if within else None
    )


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(ValueError, match="overlapping edits"):
        replay("abcdef", [[(0, 6)]], [Edit(0, 3, "", "a"), Edit(2, 4, "", "b")])


def test_an_edit_beyond_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match="beyond its range"):
        replay("abcdef", [[(0, 3)]], [Edit(2, 4, "", "a")])


def test_a_note_call_parts_a_span() -> None:
    mended, offsets = replay("le SAM3 – Syndicat", [[(0, 18)]], [Edit(6, 7, "", "note_call")])
    assert mended == "le SAM – Syndicat"
    assert offsets.to_source(3, 17) == ((3, 6), (7, 18))
