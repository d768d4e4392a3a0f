"""What holds for every text and every set of rules."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotate.document.mended import Mended
from annotate.document.offsets import replay
from annotate.document.source import Source
from annotate.text.mending.mend import mend
from annotate.text.mending.rules import ALL_RULES, RULES
from annotate.text.reading.plain import pages_of
from annotate.text.structure.lines import INVISIBLE
from texts import pages, random_texts, rule_sets, texts

BLOCKS = (
    "title", "author", "heading", "paragraph", "note", "cell", "running_head", "page_number",
)  # fmt: skip
BREAKS = {"line_break", "page_break"}

NAMED = {
    "no line break": "Le puits ferma en 1936 et la ville resta.",
    "only line breaks": "\n\n\r\n\x85\u2028\n",
    "a single word": "Lens",
    "emoji": "👩‍👧 vit à 🇫🇷\nLens ☃\n",
    "right to left": "שלום לכם\nمرحبا بكم\n",
    "combining accents": "e\u0301tat de la cre\u0300\nme bru\u0302le\u0301e\n",
    "an accent behind a line break": "L E  B A S S I N\n\u0301\n\u0301",
    "carriage return and line feed": "Un jardin com-\r\nmunal\r\n\r\nclos.\r\n",
    "lone carriage returns": "Un jardin com-\rmunal\r\rclos.\r",
    "next line": "Un jardin com-\x85munal\x85\x85clos.",
    "line separator": "Un jardin com-\u2028munal\u2029clos.",
    "form feeds everywhere": "\f\fUn jar\fdin\f\n\fclos\f",
    "hyphen at the end": "Un jardin com-",
    "soft hyphen at the end": "Un jardin com\u00ad\n",
    "digits only": "1 2 3\n4\n\n5 6 7\n18\n19\n",
    "notes without calls": "Un jardin clos.\n\n1 Le registre.\n2 Un autre.\n",
    "notes": "La fosse ferma en 18941 et la ville2 resta.\n\n1 Le registre.\n2 Un autre.\n",
    "one letter": "a",
    "white space and one letter": " \t\u00a0a\u00a0 \n",
}


def source(text: str) -> Source:
    return Source("a", "a.txt", text, pages_of(text))


def with_named(test: object) -> object:
    for text in NAMED.values():
        test = example(text, ALL_RULES)(test)  # type: ignore[arg-type]
    return test


def ranges_of_blocks(mended: Mended) -> list[tuple[tuple[int, int], ...]]:
    return [piece.ranges for piece, _ in mended.blocks]


@given(texts, rule_sets)
@with_named
def test_the_mended_text_is_the_edits_replayed(text: str, rules: frozenset[str]) -> None:
    mended = mend(source(text), rules)
    again, offsets = replay(text, ranges_of_blocks(mended), mended.edits)
    assert again == mended.text
    assert offsets.extents == mended.offsets.extents


@given(texts, rule_sets)
@with_named
def test_a_rule_that_is_off_changes_nothing(text: str, rules: frozenset[str]) -> None:
    """A break that is not mended is written as one line feed, or a blank line would part blocks."""
    for edit in mend(source(text), rules).edits:
        if edit.rule not in rules:
            assert edit.rule in BREAKS
            assert edit.replacement == "\n"


@given(texts, rule_sets)
@with_named
def test_blocks_are_parted_by_blank_lines_and_by_nothing_else(
    text: str, rules: frozenset[str]
) -> None:
    mended = mend(source(text), rules)
    for _, (start, end) in mended.blocks:
        block = mended.text[start:end]
        assert block
        assert "\n\n" not in block
        assert "\n" not in block or not rules >= BREAKS


@given(texts, rule_sets)
@with_named
def test_every_character_has_one_place(text: str, rules: frozenset[str]) -> None:
    """Each character that shows is in one block or one piece of furniture, and white space too is
    in no two.
    """
    mended = mend(source(text), rules)
    claimed = [0] * len(text)
    for piece in mended.structure.labelled(*BLOCKS):
        for start, end in piece.ranges:
            for offset in range(start, end):
                claimed[offset] += 1
    for offset, char in enumerate(text):
        assert claimed[offset] <= 1
        assert claimed[offset] == 1 or char.isspace() or char in INVISIBLE


@given(texts, rule_sets)
@with_named
def test_every_character_of_a_block_is_in_one_sentence(text: str, rules: frozenset[str]) -> None:
    mended = mend(source(text), rules)
    held: dict[str, list[int]] = {}
    for piece in mended.structure.labelled("sentence"):
        offsets = [offset for span in piece.ranges for offset in range(*span)]
        held.setdefault(str(piece.parent), []).extend(offsets)
    for piece, _ in mended.blocks:
        own = [o for span in piece.ranges for o in range(*span) if not text[o].isspace()]
        found = [offset for offset in held.get(piece.id, []) if not text[offset].isspace()]
        assert sorted(found) == sorted(own)


@given(texts, rule_sets, st.data())
def test_a_span_comes_back_or_widens_by_the_edits_it_cuts(
    text: str, rules: frozenset[str], data: st.DataObject
) -> None:
    mended = mend(source(text), rules)
    if not mended.text:
        return
    start = data.draw(st.integers(0, len(mended.text) - 1))
    end = data.draw(st.integers(start + 1, len(mended.text)))
    ranges = mended.offsets.to_source(start, end)
    back = {o for span in ranges for low, high in mended.offsets.to_mended(*span)
            for o in range(low, high)}  # fmt: skip
    inside = {o for low, high in mended.offsets.extents for o in range(low, high)}
    inserted = {
        o
        for segment in mended.offsets.segments
        if segment.source[0] == segment.source[1]
        for o in range(*segment.mended)
    }
    whole = set(range(start, end))
    widened = {
        o
        for segment in mended.offsets.segments
        if not segment.verbatim and segment.mended[0] < end and segment.mended[1] > start
        for o in range(*segment.mended)
    }
    assert (whole & inside) - inserted <= back
    # An insertion that lies between two ranges of one paragraph belongs to neither.
    assert back <= whole | widened | inserted


@given(random_texts)
@example("a1\n\n1 b\n")
@example("mot\nÂ\xa0")
@example("-\nÃ\xa0Ã\xa0")
@example("-\nÃ\xa0")
@example("-Â\xa0Â\xa0-")
@example("o\n\u00ad\u0301")
@example("\u05e9\u00ad\ufb01")
@example("\u05e9\ufb01")
@example("e\u00ad\n\u0301")
def test_mending_random_text_twice_changes_nothing(text: str) -> None:
    once = mend(source(text))
    assert mend(source(once.text + "\n")).text == once.text


@given(st.one_of(pages(), pages(raised=True)))
def test_mending_pages_twice_changes_nothing(text: str) -> None:
    once = mend(source(text))
    assert mend(source(once.text + "\n")).text == once.text


@given(pages(), rule_sets)
@example("Un mur reco\u00ad\nnstruit.\n", frozenset({"soft_hyphen"}))
@example("Un mur reco\u00ad\n» dit-il.\n", frozenset({"soft_hyphen"}))
def test_mending_twice_changes_nothing_with_any_rules(text: str, rules: frozenset[str]) -> None:
    """Where line breaks stay they say again what they said before, but not to a paragraph that a
    page end interrupted.
    """
    rules |= BREAKS
    once = mend(source(text), rules)
    assert mend(source(once.text + "\n"), rules).text == once.text


@pytest.mark.parametrize("name", NAMED)
def test_mending_twice_changes_nothing(name: str) -> None:
    once = mend(source(NAMED[name]))
    assert mend(source(once.text + "\n")).text == once.text


def test_a_rule_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no such rule of mending: dashes"):
        mend(source("a"), frozenset({"dashes"}))


def test_every_rule_is_met() -> None:
    """The texts of this file would prove nothing of a rule that none of them calls."""
    text = (
        "Il dut di\vérer la sociÃ©tÃ©.\n\n"
        "L E  B A S S I N  M I N I E R\n\nLe jardin  com\u00admunal ﬁlait vers le pr´esident,\n"
        "et la fosse1 de la com-\nmune fut vendue avec la maison et le terrain qui la bor-\n\n"
        "1 Un registre.\n\fdait au\nnord, ce que personne ne dit jamais à son voisin de la rue\n\f"
        "qui passait.\n"
    )
    # Lines that an extractor ran together have golden cases of their own.
    met = {edit.rule for edit in mend(source(text)).edits}
    assert met == set(RULES) - {"lost_hyphen"}
