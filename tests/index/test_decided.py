"""What reviewers decided about pairs is applied, and not proposed again."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.index import Index, Mention, PairDecision, build_index
from annotate.index.decided import read_pairs


def mention(document: str, label: str, text: str, at: int = 0) -> Mention:
    return Mention(
        document=document, mention_id=f"{label}{at}", label=label, text=text, ranges=((at, at + 1),)
    )


VASSELINS = [
    mention("a", "PER", "Armand Vasselin"),
    mention("b", "PER", "Vasselin"),
    mention("c", "PER", "Vasselin"),
]
SPELLINGS = [mention("a", "LOC", "PARIS"), mention("b", "LOC", "Paris")]


def groups(index: Index) -> set[str]:
    return {" ".join(sorted(m.document for m in own)) for own in index.by_entity.values()}


def proposed(index: Index) -> int:
    return len(index.doubtful)


def test_a_proposed_pair_is_joined_and_explained() -> None:
    assert groups(build_index(VASSELINS)) == {"a", "b", "c"}
    assert proposed(build_index(VASSELINS)) == 2
    index = build_index(VASSELINS, [PairDecision("Vasselin", "Armand Vasselin", same=True)])
    assert groups(index) == {"a b c"}
    (entity,) = index.entities
    assert [str(one) for one in entity.reasons] == ["decided: Vasselin = Armand Vasselin"]
    assert proposed(index) == 0


def test_a_pair_that_is_two_is_proposed_no_more() -> None:
    index = build_index(VASSELINS, [PairDecision("Armand Vasselin", "Vasselin", same=False)])
    assert groups(index) == {"a", "b", "c"}
    assert proposed(index) == 0


def test_what_the_index_joins_by_itself_can_be_parted() -> None:
    assert groups(build_index(SPELLINGS)) == {"a b"}
    index = build_index(SPELLINGS, [PairDecision("Paris", "PARIS", same=False, label="LOC")])
    assert groups(index) == {"a", "b"}
    assert proposed(index) == 0
    other = build_index(SPELLINGS, [PairDecision("Paris", "PARIS", same=False, label="ORG")])
    assert groups(other) == {"a b"}


def test_what_is_proposed_for_no_reason_is_joined_if_it_is_plain() -> None:
    names = [mention("a", "ORG", "la Ruche"), mention("b", "ORG", "Union du Nord")]
    pair = PairDecision("Union du Nord", "la Ruche", same=True)
    assert groups(build_index(names, [pair])) == {"a b"}
    two = [*names, mention("c", "LOC", "la Ruche"), mention("d", "LOC", "Union du Nord")]
    assert groups(build_index(two, [pair])) == {"a b", "c d"}


def test_bearers_of_one_surname_in_two_documents() -> None:
    alone = VASSELINS[1:]
    assert proposed(build_index(alone)) == 1
    assert groups(build_index(alone, [PairDecision("Vasselin", "Vasselin", same=True)])) == {"b c"}
    apart = build_index(alone, [PairDecision("Vasselin", "Vasselin", same=False)])
    assert (groups(apart), proposed(apart)) == ({"b", "c"}, 0)


def test_a_surname_is_parted_from_the_bearer_of_its_own_document() -> None:
    names = [mention("a", "PER", "Armand Vasselin"), mention("a", "PER", "Vasselin", at=9)]
    assert len(build_index(names).entities) == 1
    pair = PairDecision("Vasselin", "Armand Vasselin", same=False)
    index = build_index(names, [pair])
    assert (len(index.entities), proposed(index)) == (2, 0)
    # Where the pair was proposed, for another document, the decision is about that one.
    more = [*names, mention("b", "PER", "Vasselin")]
    assert groups(build_index(more, [pair])) == {"a a", "b"}


def test_two_decisions_that_meet_leave_what_is_told_apart() -> None:
    names = [
        mention(d, "ORG", text) for d, text in zip("abc", ("Ruche", "Union", "Essor"), strict=True)
    ]
    pairs = [
        PairDecision("Ruche", "Essor", same=False),
        PairDecision("Ruche", "Union", same=True),
        PairDecision("Union", "Essor", same=True),
    ]
    assert groups(build_index(names, pairs)) == {"a b", "c"}
    assert build_index(names[::-1], pairs) == build_index(names, pairs)


@pytest.mark.parametrize("word", ["même", "same", "Même"])
def test_the_table_is_read(tmp_path: Path, word: str) -> None:
    table = tmp_path / "decisions.tsv"
    table.write_text(
        "form\tlabel_was\tdecision\tlabel\tboundary\tby\tat\treason\n"
        f"Union\tORG\t{word}\t\tRuche\talice\t2026-11-28T05:00:00Z\t\n"
        "Union\t\tgarder\t\t\talice\t2026-11-28T05:00:00Z\t\n",
        "utf-8",
    )
    assert read_pairs([table, tmp_path / "none.tsv"]) == (
        PairDecision("Union", "Ruche", same=True, label="ORG"),
    )
