"""Values, citation marks, acronyms and structure, counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.document.annotation import Annotation
from annotate.evaluation.counts import Counts, Key, compared
from annotate.evaluation.scores import score_acronyms, score_citations, score_values
from annotate.evaluation.spans import span_of
from annotate.evaluation.structure import Ruler, score_structure
from evaluation.making import acronym, document, name, piece


def date(start: int, end: int, value: str | None, **more: object) -> Annotation:
    return name(start, end, "DATE", value=value, **more)


def test_values() -> None:
    gold = [
        date(0, 4, "1990"),
        date(5, 9, "1991"),
        date(10, 14, "199X", mod="MID"),
        date(15, 19, "1936", mod="START"),
        date(20, 24, "1950"),
        date(30, 34, "2000"),
    ]
    predicted = [
        date(0, 4, "1990"),
        date(5, 9, "1992"),
        date(10, 14, "199X", mod="MID"),
        date(15, 19, "1936"),
        date(20, 24, "1950", mod="END"),
        date(31, 34, "2000"),
    ]
    scores = score_values([*map(span_of, gold)], [*map(span_of, predicted)])
    assert scores[Key("dates", "value", "DATE")] == Counts(correct=4, incorrect=1)
    assert scores[Key("dates", "mod", "DATE")] == Counts(correct=1, missed=1, spurious=1)
    both = scores[Key("dates", "span+value", "DATE")]
    assert both == Counts(correct=4, missed=2, spurious=2)
    assert both.f1 == pytest.approx(4 / 6)


def test_citation_marks_are_judged_on_common_spans_whatever_their_label() -> None:
    gold = [
        name(0, 5, "PER", in_citation=True),
        name(6, 9, "PER", in_citation=True),
        name(10, 14, "LOC", in_citation=False),
        name(15, 19, "LOC"),
        name(20, 25, "PER", in_citation=True),
    ]
    predicted = [
        name(0, 5, "ORG", in_citation=True),
        name(6, 9, "PER"),
        name(10, 14, "LOC", in_citation=True),
        name(15, 19, "LOC", in_citation=False),
        name(30, 35, "PER", in_citation=True),
    ]
    scores = score_citations([*map(span_of, gold)], [*map(span_of, predicted)])
    marked = scores[Key("citations", "marked", "ALL")]
    assert marked == Counts(correct=1, missed=1, spurious=1)
    assert scores[Key("citations", "agreement", "ALL")].accuracy == 0.5


def test_acronyms() -> None:
    gold = [
        acronym(0, 3, expansion="Centre d’étude"),
        acronym(5, 8, expansion="Parti"),
        acronym(10, 13, expansion="Union"),
        acronym(15, 18),
        acronym(20, 23),
        acronym(25, 28),
        acronym(40, 43, expansion="Seul"),
    ]
    predicted = [
        acronym(0, 3, expansion="centre d'Étude", expansion_from="text"),
        acronym(5, 8, expansion="Parti du", expansion_from="text"),
        acronym(10, 13),
        acronym(15, 18, expansion="Inventée", expansion_from="text"),
        acronym(20, 23, expansion="Du lexique", expansion_from="lexicon"),
        acronym(25, 28),
    ]
    scores = score_acronyms([*map(span_of, gold)], [*map(span_of, predicted)])
    assert scores[Key("acronyms", "use", "ACRONYM")] == Counts(correct=6, missed=1)
    expected = Counts(correct=1, incorrect=1, missed=1, spurious=1)
    assert scores[Key("acronyms", "expansion", "ACRONYM")] == expected


SOURCE = "Titre\n\nUn para-\ngraphe 1\n\x0c 2\nsur deux pages.\n1 Note.\n"
#         0      7        16       24 26   30             46


def test_structure() -> None:
    gold = document(
        [
            piece("title", (0, 5)),
            piece("paragraph", (7, 24), (30, 45)),
            piece("note", (46, 53), value="1"),
            piece("note_call", (23, 24), value="1"),
            piece("hyphen", (14, 15), value="joined"),
            piece("sentence", (7, 24), (30, 45)),
            piece("page_break", (25, 26)),
        ],
        text=SOURCE,
    )
    predicted = document(
        [
            piece("title", (0, 6)),
            # Parted at a line break, which is no other paragraph.
            piece("paragraph", (7, 15), (16, 24), (30, 45)),
            piece("note", (46, 53), value="2"),
            piece("note_call", (23, 24), value="1"),
            piece("hyphen", (14, 15), value="kept"),
            piece("sentence", (30, 45)),
            piece("page_break", (25, 26)),
            piece("running_head", (0, 5)),
        ],
        text=SOURCE,
    )
    found = score_structure(gold, predicted, SOURCE)
    right, wrong = Counts(correct=1), Counts(missed=1, spurious=1)
    assert {key.label: counts for key, counts in found.items()} == {
        "title": right,
        "paragraph": right,
        "note": wrong,
        "note_call": right,
        "hyphen": wrong,
        # Only its end counts.
        "sentence": right,
        "page_break": right,
        # Gold has no running heads in this document: they were not annotated.
    }
    without = {key.label: counts for key, counts in score_structure(gold, predicted).items()}
    assert without["title"] == without["paragraph"] == wrong
    assert without["page_break"] == right


def test_a_paragraph_that_takes_the_next_in_is_another_one() -> None:
    gold = document([piece("paragraph", (0, 11)), piece("paragraph", (12, 23))])
    predicted = document([piece("paragraph", (0, 23))])
    found = score_structure(gold, predicted)[Key("structure", "piece", "paragraph")]
    assert found == Counts(missed=2, spurious=1)


@given(st.text("ab \n", max_size=30), st.data())
def test_the_ruler_sees_ink_only(text: str, data: st.DataObject) -> None:
    """Two lists of ranges measure alike exactly when they hold the same inked characters."""
    places = st.integers(0, len(text))

    def ranges() -> list[tuple[int, int]]:
        cuts = sorted(data.draw(st.lists(places, max_size=6, unique=True)))
        return list(zip(cuts[::2], cuts[1::2], strict=False))

    def ink(some: list[tuple[int, int]]) -> set[int]:
        return {at for low, high in some for at in range(low, high) if not text[at].isspace()}

    one, other = ranges(), ranges()
    ruler = Ruler.of(text)
    if ink(one) and ink(other):
        assert (ruler.measure(one) == ruler.measure(other)) == (ink(one) == ink(other))


@given(st.sampled_from([None, "a", "b"]), st.sampled_from([None, "a", "b"]))
def test_comparing_what_may_be_nothing(one: str | None, other: str | None) -> None:
    counts = compared(one, other)
    assert (counts.gold, counts.predicted) == (one is not None, other is not None)
    assert counts.correct == (one is not None and one == other)
