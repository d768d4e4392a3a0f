"""Passages, whatever stands in them, become a source that is exact and mends to what they say."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from annotate.text.mending.mend import mend
from annotate.text.reading.markup_blocks import (
    Call,
    Furniture,
    LineBreak,
    PageBreak,
    Passage,
    compose,
)
from mended_invariants import check

TEXTS = st.text(
    st.one_of(
        st.sampled_from(" abcÉ.,-«»1\n\t\f\v\r\u00a0\u00ad\u2028\x00\ufeff"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=12,
)
INLINE = st.one_of(
    TEXTS,
    st.sampled_from(["1", "2", "3", "*"]).map(Call),
    st.just(LineBreak()),
    st.just(PageBreak()),
    st.builds(Furniture, st.sampled_from(["running_head", "page_number"]), TEXTS),
)
PASSAGES = st.lists(
    st.builds(
        Passage,
        st.sampled_from(["title", "author", "paragraph", "paragraph", "heading"]),
        st.lists(INLINE, max_size=8).map(tuple),
        st.sampled_from(["1", "2", None]),
        st.sampled_from([None, "caption"]),
        st.sampled_from([None, None, 1]),
    ),
    max_size=6,
)
NOTES = st.lists(st.lists(INLINE, max_size=5).map(tuple), max_size=3)


def with_notes(notes: list[tuple[object, ...]]) -> list[Passage]:
    return [
        Passage("note", content, number)  # type: ignore[arg-type]
        for number, content in zip("1*3", notes, strict=False)
    ]


@given(PASSAGES, NOTES)
def test_any_passages_are_laid_out_exactly(
    passages: list[Passage], notes: list[tuple[object, ...]]
) -> None:
    source = compose([*passages, *with_notes(notes)], "a", "a.xml")
    assert (source.text == "") == (not source.marks)
    if source.marks:
        check(mend(source))


@given(PASSAGES, NOTES)
def test_every_letter_of_a_passage_is_in_the_source(
    passages: list[Passage], notes: list[tuple[object, ...]]
) -> None:
    given_text = "".join(
        item if isinstance(item, str) else item.text
        for passage in [*passages, *with_notes(notes)]
        for item in passage.content
        if isinstance(item, str | Furniture)
        and not (passage.label == "note" and isinstance(item, Furniture))
    )
    source = compose([*passages, *with_notes(notes)], "a", "a.xml").text
    letters = re.findall(r"[^\W\d_]", given_text)
    assert sorted(re.findall(r"[^\W\d_]", source)) == sorted(letters)


def test_a_page_that_ends_inside_a_word_ends_behind_it() -> None:
    source = compose([Passage("paragraph", ("l’ex", PageBreak(), "ploitation, du"))], "a", "a")
    assert source.text == "l’exploitation,\n\fdu\n"
    assert [(page.start, page.end) for page in source.pages] == [(0, 17), (17, 20)]


def test_a_page_break_before_the_text_and_an_empty_page_make_no_page() -> None:
    passages = [
        Passage("paragraph", (PageBreak(), "Un.", PageBreak())),
        Passage("paragraph", (PageBreak(),)),
        Passage("paragraph", ("Deux.", PageBreak())),
    ]
    assert compose(passages, "a", "a").text == "Un.\n\n\fDeux.\n"


def test_a_call_without_its_note_is_left_out() -> None:
    source = compose([Passage("paragraph", ("En 1894", Call("3"), "."))], "a", "a")
    assert source.text == "En 1894.\n"


def test_a_note_does_not_begin_with_a_call() -> None:
    notes = [Passage("note", (" ", Call("2"), "Un."), "1"), Passage("note", ("Deux.",), "2")]
    source = compose(
        [
            Passage(
                "paragraph",
                ("Mot", Call("1")),
            ),
            *notes,
        ],
        "a",
        "a",
    )
    assert source.text == "Mot1\n\n1. Un.\n\n2. Deux.\n"
    check(mend(source))


def test_a_heading_of_notes_goes_with_its_notes() -> None:
    body = [Passage("paragraph", ("Mot", Call("1"))), Passage("heading", ("Notes",), "2")]
    note = Passage("note", ("Une note.",), "1")
    assert "Notes" not in compose([*body, note], "a", "a").text
    assert "Notes" in compose(body, "a", "a").text
