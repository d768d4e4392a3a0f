"""Decisions outlive every new prediction, and what is merged is sound."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.document.annotation import ACRONYMS, ENTITIES, STRUCTURE, Annotation, Layer, stable_id
from annotate.document.nesting import compatible, is_nested, overlap, strictly_inside
from annotate.document.run_folder import RunFolder
from annotate.document.source import Range, Source
from annotate.document.standoff import Standoff, dumps, loads, standoff_of, write_standoff
from annotate.errors import StandoffError
from annotate.review.conflicts import COLUMNS, conflict_rows
from annotate.review.decisions import decisions_in, only_decisions
from annotate.review.merging import Conflict, Merged, merge

TEXT = (
    "En 1921, le Syndicat des potiers de Savoie loua la halle de Lens à Irma Vasseur ; "
    "le SPS y resta jusqu’en 1934, puis céda le bail."
)
SOURCE = Source("a", "a.txt", TEXT)
AT = "2026-11-28T05:00:00Z"


def spot(text: str, label: str = "LOC", **options: Any) -> Annotation:
    """An annotation of the first place where a text stands."""
    start = TEXT.index(text)
    return made(((start, start + len(text)),), label, **options)


def made(
    ranges: tuple[Range, ...], label: str, layer: str = ENTITIES, **options: Any
) -> Annotation:
    told = {"in_citation": False, "nested": False} if layer == ENTITIES else {}
    return Annotation(
        stable_id(layer, label, ranges),
        layer,
        label,
        ranges,
        " ".join(TEXT[low:high] for low, high in ranges),
        **{
            "source": "rule:r",
            "score": 0.9,
            "page": 1,
            **options,
            "attributes": {**told, **options.get("attributes", {})},
        },
    )


def nested(one: Annotation) -> Annotation:
    return replace(one, attributes={**one.attributes, "nested": True})


def of(*annotations: Annotation) -> Standoff:
    layers = (
        Layer.of(name, [one for one in annotations if one.layer == name])
        for name in (ENTITIES, ACRONYMS, STRUCTURE)
    )
    return standoff_of(SOURCE, [layer for layer in layers if layer.annotations], "c0ffee")


def decided(one: Annotation, status: str, **review: Any) -> Annotation:
    told = {"by": "alice", "at": AT, **review}
    return replace(one, status=status, attributes={**one.attributes, "review": told})


def accepted(one: Annotation) -> Annotation:
    return decided(one, "accepted")


def rejected(one: Annotation) -> Annotation:
    return decided(one, "rejected")


def added(one: Annotation) -> Annotation:
    return replace(decided(one, "added"), source="reviewer:alice", score=None)


def corrected(before: Annotation, after: Annotation) -> Annotation:
    was = {
        name: getattr(before, name)
        for name in ("id", "label", "ranges", "text", "value", "source", "attributes")
    }
    now = decided(after, "corrected", was=json.loads(json.dumps(was)))
    return replace(now, source="reviewer:alice", score=None)


def lines(standoff: Standoff) -> list[str]:
    return dumps(standoff).splitlines()[1:]


def kinds(merged: Merged) -> list[str]:
    return [str(one.kind) for one in merged.conflicts]


LENS = spot("Lens")
CLUB = spot("Lens", "ORG")
GUILD = spot("Syndicat des potiers de Savoie", "ORG")
SAVOIE = nested(spot("Savoie"))
POTTERS = spot("Syndicat des potiers", "ORG")
YEAR = spot("1921", "DATE", value="1921")
HALL = spot("halle de Lens", "ORG")
IRMA = spot("Irma Vasseur", "PER")


@pytest.mark.parametrize(
    ("decision", "fresh", "left", "conflicts"),
    [
        (accepted(LENS), LENS, [], []),
        (rejected(LENS), LENS, [], []),
        (added(LENS), LENS, [], ["agrees"]),
        (corrected(CLUB, LENS), LENS, [], ["agrees"]),
        (corrected(CLUB, LENS), CLUB, [], []),
        (corrected(HALL, LENS), HALL, [], []),
        (corrected(LENS, HALL), CLUB, [], ["moved"]),
        (accepted(LENS), CLUB, [], ["disagrees"]),
        (added(LENS), CLUB, [], ["disagrees"]),
        (corrected(HALL, LENS), CLUB, [], ["disagrees"]),
        (accepted(LENS), HALL, [], ["moved"]),
        (accepted(HALL), LENS, [], ["moved"]),
        (rejected(LENS), CLUB, [CLUB], ["disagrees"]),
        (rejected(LENS), HALL, [HALL], ["disagrees"]),
        (rejected(LENS), IRMA, [IRMA], []),
        (accepted(YEAR), replace(YEAR, value="1921~"), [], ["disagrees"]),
        (rejected(YEAR), replace(YEAR, value="1921~"), [], ["disagrees"]),
        (corrected(YEAR, replace(YEAR, value="1921?")), YEAR, [], []),
        (
            corrected(YEAR, replace(YEAR, value="1921?")),
            replace(YEAR, value="1921?"),
            [],
            ["agrees"],
        ),
        (
            corrected(YEAR, replace(YEAR, value="1921?")),
            replace(YEAR, value="X"),
            [],
            ["disagrees"],
        ),
        (accepted(IRMA), LENS, [LENS], []),
    ],
)
def test_one_decision_and_one_prediction(
    decision: Annotation, fresh: Annotation, left: list[Annotation], conflicts: list[str]
) -> None:
    merged = merge(of(decision), of(fresh))
    expected = of(decision, *left)
    assert lines(merged.standoff) == lines(expected)
    assert kinds(merged) == conflicts
    for one in merged.conflicts:
        assert (one.decision, one.fresh) == (decision, fresh)


def test_predictions_that_nobody_decided_on_are_the_fresh_ones() -> None:
    merged = merge(of(LENS, accepted(IRMA)), of(IRMA, YEAR))
    assert lines(merged.standoff) == lines(of(YEAR, accepted(IRMA)))


def test_nested_names_need_a_longer_name_around_them() -> None:
    # The host is accepted, or fresh: the nested name stays.
    assert lines(merge(of(accepted(GUILD)), of(GUILD, SAVOIE)).standoff) == lines(
        of(accepted(GUILD), SAVOIE)
    )
    assert kinds(merge(of(accepted(IRMA)), of(GUILD, SAVOIE))) == []
    # It was rejected, or cut before the nested name: that goes, and is told.
    for decision in (rejected(GUILD), corrected(GUILD, POTTERS)):
        merged = merge(of(decision), of(GUILD, SAVOIE))
        assert lines(merged.standoff) == lines(of(decision))
        assert merged.conflicts == (Conflict(merged.conflicts[0].kind, decision, SAVOIE),)
        assert kinds(merged) == ["alone"]


def test_a_decided_nested_name_stays_without_its_longer_name_and_is_told() -> None:
    merged = merge(of(GUILD, accepted(SAVOIE)), of(IRMA))
    assert lines(merged.standoff) == lines(of(accepted(SAVOIE), IRMA))
    assert merged.conflicts == (Conflict(merged.conflicts[0].kind, accepted(SAVOIE)),)
    assert kinds(merged) == ["alone"]
    # A longer name that the rules find now takes it in; one of its very size cannot.
    assert kinds(merge(of(accepted(SAVOIE)), of(GUILD))) == []
    flat = spot("Savoie", "ORG")
    assert kinds(merge(of(accepted(SAVOIE)), of(flat))) == ["alone", "disagrees"]


def test_a_rejected_nested_name_says_nothing_against_the_longer_one() -> None:
    merged = merge(of(GUILD, rejected(SAVOIE)), of(GUILD, SAVOIE))
    assert lines(merged.standoff) == lines(of(GUILD, rejected(SAVOIE)))
    assert kinds(merged) == []


def test_names_in_the_gap_of_a_parted_one_have_room() -> None:
    start, end = TEXT.index("Syndicat"), TEXT.index("Vasseur") + len("Vasseur")
    parted = made(((start, start + 8), (end - 7, end)), "ORG")
    merged = merge(of(accepted(parted)), of(LENS, GUILD))
    assert lines(merged.standoff) == lines(of(accepted(parted), LENS))
    assert kinds(merged) == ["moved"]


def test_acronyms_are_a_layer_of_their_own() -> None:
    use = spot("SPS", "ACRONYM", layer=ACRONYMS, attributes={"expansion": "Syndicat des potiers"})
    other = replace(use, attributes={"expansion": "Société des potiers savoyards"})
    name = spot("SPS", "ORG")
    assert kinds(merge(of(accepted(use)), of(use, name))) == []
    merged = merge(of(accepted(use)), of(other, name))
    assert lines(merged.standoff) == lines(of(accepted(use), name))
    assert kinds(merged) == ["disagrees"]
    assert use not in merge(of(corrected(use, name)), of(use)).standoff.annotations()


def test_structure_is_the_fresh_one_and_decisions_name_its_pieces() -> None:
    def piece(identity: str, label: str) -> Annotation:
        return Annotation(identity, STRUCTURE, label, ((0, len(TEXT)),), None)

    old = replace(LENS, paragraph="p3", sentence="s9")
    reviewed = of(accepted(old), piece("p3", "paragraph"), piece("s9", "sentence"))
    merged = merge(reviewed, of(piece("p1", "paragraph"), piece("s1", "sentence")))
    (kept,) = merged.standoff.layer(ENTITIES).annotations
    assert kept == replace(accepted(old), paragraph="p1", sentence="s1")
    assert [one.id for one in merged.standoff.layer(STRUCTURE).annotations] == ["p1", "s1"]
    # A structure that holds the place in no piece leaves what is known.
    (kept,) = merge(reviewed, of()).standoff.layer(ENTITIES).annotations
    assert kept == accepted(old)


def test_another_text_is_refused() -> None:
    with pytest.raises(StandoffError, match="source text of a has changed"):
        merge(of(accepted(LENS)), replace(of(LENS), sha256="f00"))


def test_rows_tell_who_decided_what_and_what_the_rules_say_now() -> None:
    decision = corrected(CLUB, LENS)
    (row,) = conflict_rows("a", merge(of(decision), of(HALL)).conflicts)
    assert dict(zip(COLUMNS, row, strict=True)) == {
        "document": "a",
        "kind": "moved",
        "label": "LOC",
        "text": "Lens",
        "page": 1,
        "decision": "corrected, was ORG « Lens »",
        "by": "alice",
        "at": AT,
        "now": "ORG « halle de Lens » (rule:r)",
        "mention_id": LENS.id,
    }


LABELS = ("PER", "ORG", "LOC")
STARTS = range(0, 60, 3)


@st.composite
def predictions(draw: st.DrawFn) -> list[Annotation]:
    """A flat layer with names inside longer names, as the policy makes one."""
    found, at = [], 0
    for gap, length, label, inner in draw(
        st.lists(
            st.tuples(st.integers(0, 4), st.integers(1, 9), st.sampled_from(LABELS), st.booleans()),
            max_size=7,
        )
    ):
        start = at + gap
        at = start + length
        found.append(made(((start, at),), label))
        if inner and length > 2:
            found.append(nested(made(((start + 1, at - 1),), draw(st.sampled_from(LABELS)))))
    return found


@st.composite
def reviews(draw: st.DrawFn, seen: Sequence[Annotation]) -> list[Annotation]:
    """What a reviewer makes of a sound layer: another sound one."""
    found = list(seen)
    for one in seen:
        act = draw(st.sampled_from(["leave", "leave", "accept", "reject", "correct"]))
        if one.status != "predicted" or act == "leave":
            continue
        others = [other for other in found if other is not one]
        if act == "accept":
            now = accepted(one)
        elif act == "reject":
            now = rejected(one)
        else:
            (low, high) = one.ranges[0]
            span = (low + draw(st.integers(-2, 2)), high + draw(st.integers(-2, 2)))
            if not 0 <= span[0] < span[1]:
                continue
            after = replace(
                made((span,), draw(st.sampled_from(LABELS)), attributes=one.attributes), page=1
            )
            now = corrected(one, after)
        if sound([*others, now]) and now.id not in {other.id for other in others}:
            found = [*others, now]
    for start, length in draw(
        st.lists(st.tuples(st.sampled_from(STARTS), st.integers(1, 6)), max_size=2)
    ):
        new = added(made(((start, start + length),), draw(st.sampled_from(LABELS))))
        if sound([*found, new]) and new.id not in {other.id for other in found}:
            found.append(new)
    return found


def sound(annotations: Sequence[Annotation]) -> bool:
    live = [one for one in annotations if one.status != "rejected"]
    hosts = [one for one in live if not is_nested(one)]
    return all(compatible(one, other) for one, other in combinations(live, 2)) and all(
        any(strictly_inside(one, host) for host in hosts) for one in live if is_nested(one)
    )


@given(st.data())
def test_no_decision_is_ever_lost_or_changed(data: st.DataObject) -> None:
    standoff = of(*data.draw(predictions()))
    for _ in range(3):
        reviewed = of(*data.draw(reviews(standoff.layer(ENTITIES).annotations)))
        fresh = of(*data.draw(predictions()))
        merged = merge(reviewed, fresh)
        standoff = merged.standoff
        # Kept, to the byte.
        assert lines(only_decisions(standoff)) == lines(only_decisions(reviewed))
        # The rest is fresh.
        known = set(lines(fresh))
        rest = [one for one in standoff.annotations() if one.status == "predicted"]
        assert known.issuperset(lines(of(*rest)))
        # What was left out is told, or was said before.
        flat = [
            one
            for one in standoff.layer(ENTITIES).annotations
            if one.status != "rejected" and not is_nested(one)
        ]
        assert not any(overlap(one, other) for one, other in combinations(flat, 2))
        for one in rest:
            assert not is_nested(one) or any(strictly_inside(one, host) for host in flat)
        ids = [one.id for one in standoff.annotations()]
        assert len(ids) == len(set(ids))
        # Once more changes nothing, and tells the same.
        again = merge(standoff, fresh)
        assert dumps(again.standoff) == dumps(standoff)
        assert again.conflicts == merged.conflicts
        # What a file remembers is enough.
        read = merge(loads(dumps(reviewed), "a.jsonl"), loads(dumps(fresh), "a.jsonl"))
        assert dumps(read.standoff) == dumps(standoff)
        assert [*conflict_rows("a", read.conflicts)] == [*conflict_rows("a", merged.conflicts)]
        # A decided nested name may have lost its longer name; a reviewer would have to mend that.
        standoff = of(
            *(
                one
                for one in standoff.layer(ENTITIES).annotations
                if not is_nested(one) or any(strictly_inside(one, host) for host in flat)
            )
        )


@given(st.data())
def test_the_same_prediction_gives_back_what_was_reviewed(data: st.DataObject) -> None:
    old = of(*data.draw(predictions()))
    reviewed = of(*data.draw(reviews(old.layer(ENTITIES).annotations)))
    merged = merge(reviewed, old)
    assert dumps(merged.standoff) == dumps(reviewed)
    assert merged.conflicts == ()


def test_a_corpus_merged_with_itself_stays_as_it_is(corpus_run: Any) -> None:
    """Every third name is accepted; paragraphs and sentences are found again as they were."""
    for treated in RunFolder(corpus_run).read_all():
        plain = treated.standoff
        layers = [
            Layer(
                layer.name,
                tuple(
                    accepted(one) if at % 3 == 0 and layer.name != STRUCTURE else one
                    for at, one in enumerate(layer.annotations)
                ),
            )
            for layer in plain.layers
        ]
        reviewed = replace(plain, layers=tuple(layers))
        merged = merge(reviewed, plain)
        assert dumps(merged.standoff) == dumps(reviewed)
        assert merged.conflicts == ()
        assert len(list(decisions_in(merged.standoff))) > 10


def test_what_is_merged_can_be_written(tmp_path: Any) -> None:
    merged = merge(of(rejected(GUILD), added(POTTERS)), of(GUILD, SAVOIE, LENS))
    write_standoff(tmp_path / "a.jsonl", merged.standoff, SOURCE)
