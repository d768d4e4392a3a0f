"""Parts of a very long text: together the text, none too long, cut where a reader would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.document.candidates import Candidate
from annotate.pipes.chunks import parts_of

WORDS = st.sampled_from(
    ["Le puits ", "ferme. ", "La ville", "\n\n", "aaaaaaaaaaaaaaaa", "! ", " «"]
)


@given(st.lists(WORDS).map("".join), st.integers(1, 40), st.integers(1, 40))
def test_parts_are_the_text(text: str, whole: int, part: int) -> None:
    parts = list(parts_of(text, whole, part))
    assert "".join(text[start:end] for start, end in parts) == text
    assert [start for start, _ in parts[1:]] == [end for _, end in parts[:-1]]
    if len(text) <= whole:
        assert parts == [(0, len(text))]
    else:
        assert all(0 < end - start <= part for start, end in parts)


def test_a_part_ends_behind_a_block_or_else_behind_a_sentence() -> None:
    text = "Le canal gèle.\n\nLe port attend. La ville dort. Personne ne parle"
    ends = [text[:end] for _, end in parts_of(text, whole=30, part=40)]
    assert ends == [text[:16], text[:47], text]


def test_a_text_without_a_space_is_cut_all_the_same() -> None:
    assert list(parts_of("a" * 25, whole=20, part=10)) == [(0, 10), (10, 20), (20, 25)]


def test_a_finding_of_a_part_is_moved_with_its_expansion() -> None:
    found = Candidate(
        20, 23, "ACRONYM", "rule:a", attributes={"expansion_span": [2, 18], "defines": 1}
    )
    moved = found.shifted(100)
    assert (moved.start, moved.end) == (120, 123)
    assert moved.attributes == {"expansion_span": [102, 118], "defines": 1}
