"""Whatever people decide, in whatever order it comes: it stands, or somebody is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation, Layer, stable_id
from annotate.document.nesting import is_nested, overlap, strictly_inside
from annotate.document.source import Range
from annotate.document.standoff import Standoff, dumps
from annotate.review.apply_decisions import Applied, apply
from annotate.review.decisions import (
    Decision,
    Stamp,
    accepted,
    added,
    corrected,
    rejected,
)

LABELS = ("PER", "LOC", "DATE")
PEOPLE = st.sampled_from(("alice", "bob"))
MINUTES = st.integers(0, 3)


def made(ranges: tuple[Range, ...], label: str, **options: Any) -> Annotation:
    layer = ACRONYMS if label == "ACRONYM" else ENTITIES
    text = " ".join(f"{low}-{high}" for low, high in ranges)
    return Annotation(stable_id(layer, label, ranges), layer, label, ranges, text, **options)


def of(annotations: Sequence[Annotation]) -> Standoff:
    layers = (
        Layer.of(name, [one for one in annotations if one.layer == name])
        for name in (ENTITIES, ACRONYMS)
    )
    told = tuple(layer for layer in layers if layer.annotations)
    return Standoff("a", "a.txt", "f00", 99, "annotate", "c0ffee", told)


def clock(minute: int, second: int) -> str:
    """Return a time; no two decisions of a list have the same one."""
    return f"2026-11-28T05:{minute:02}:{second:02}Z"


@st.composite
def layers(draw: st.DrawFn) -> list[Annotation]:
    """Flat names, names inside names and in the gaps of parted ones, and acronyms; some decided."""
    found: list[Annotation] = []
    at = 0
    rows = st.tuples(st.integers(0, 2), st.integers(1, 8), st.sampled_from("nnnipa"))
    for gap, length, kind in draw(st.lists(rows, max_size=5)):
        start, at = at + gap, at + gap + length
        label = draw(st.sampled_from(LABELS))
        if kind == "a":
            found.append(made(((start, at),), "ACRONYM"))
        elif kind == "p" and length > 4:  # a page break and a note lie between its halves
            found.append(made(((start, start + 1), (at - 1, at)), label))
            found.append(made(((start + 2, at - 2),), draw(st.sampled_from(LABELS))))
        else:
            found.append(made(((start, at),), label))
            if kind == "i" and length > 2:
                found.append(made(((start + 1, at - 1),), draw(st.sampled_from(LABELS))))
    return with_nested([_decided(draw, one) for one in found])


def with_nested(annotations: Sequence[Annotation]) -> list[Annotation]:
    """Mark the names inside others, as a run does."""
    live = [one for one in annotations if one.status != "rejected"]
    return [
        replace(one, attributes={**one.attributes, "nested": True})
        if one in live and any(strictly_inside(one, host) for host in live)
        else one
        for one in annotations
    ]


def _decided(draw: st.DrawFn, one: Annotation) -> Annotation:
    stamp = Stamp(draw(PEOPLE), clock(draw(MINUTES), 0))
    act = draw(st.sampled_from(("", "", accepted, rejected, corrected, added)))
    if act == "":
        return one
    if act is corrected:
        before = replace(one, label="MISC", id=stable_id(one.layer, "MISC", one.ranges))
        return corrected(before, one, stamp)
    return act(one, stamp)


@st.composite
def decisions(draw: st.DrawFn, shown: Sequence[Annotation]) -> list[Decision]:
    """What two people make of what they were shown, and of the predictions of an earlier run."""
    found: list[Decision] = []
    seen = [one for one in shown if one.status != "rejected"]
    for number in range(1, draw(st.integers(2, 6))):
        stamp = Stamp(draw(PEOPLE), clock(draw(MINUTES), number))
        act = draw(st.sampled_from("akkrrc"))
        before = draw(st.sampled_from(seen)) if seen and draw(st.integers(0, 5)) else _any(draw)
        if act != "a" and before.id in {one.before.id for one in found if one.before}:
            continue  # a piece shows a thing once
        if act == "a":
            found.append(Decision(None, added(_any(draw), stamp)))
        elif act == "r":
            found.append(Decision(before, rejected(before, stamp)))
        elif act == "k" and before.status == "predicted":
            shown_then = replace(before, value=draw(st.sampled_from("vw")))
            found.append(Decision(shown_then, accepted(shown_then, stamp)))
        elif act == "c":
            found.append(Decision(before, corrected(before, _other(draw, before), stamp)))
    return found


def _any(draw: st.DrawFn) -> Annotation:
    start, length = draw(st.integers(0, 30)), draw(st.integers(1, 8))
    return made(((start, start + length),), draw(st.sampled_from((*LABELS, "ACRONYM"))))


def _other(draw: st.DrawFn, before: Annotation) -> Annotation:
    label = draw(st.sampled_from(LABELS)) if before.layer == ENTITIES else before.label
    low, high = before.start + draw(st.integers(-2, 2)), before.end + draw(st.integers(-2, 2))
    ranges = ((low, high),) if 0 <= low < high else before.ranges
    return made(ranges, label, value=draw(st.sampled_from((None, "1894"))))


def said(one: Annotation) -> tuple[object, ...]:
    return one.label, one.ranges, one.value, one.status != "rejected"


def gave_way(old: Annotation, decision: Decision) -> bool:
    """Tell whether a decision may replace an older one: it was made of it, or by the same person
    later about the same thing.
    """
    before, new = decision.before, decision.after
    if before is not None and (before.id, said(before)) == (old.id, said(old)):
        return True
    mine, others = old.attributes["review"], new.attributes["review"]
    known = {old.id, mine.get("was", {}).get("id")}
    same = new.id in known or (before is not None and before.id in known)
    return bool(same and mine["by"] == others["by"] and mine["at"] <= others["at"])


def check(shown: Sequence[Annotation], made_of: Applied, every: Sequence[Decision]) -> None:
    """Check that what was decided before and now stands, gave way to the same person's later
    word, or is told; and that the layers are sound.
    """
    now = {one.id: one for one in made_of.standoff.annotations()}
    told = [id(decision) for decision, _ in made_of.conflicts]
    carried = [decision for decision in every if id(decision) not in told]
    before = [one for one in shown if one.status != "predicted"]
    for one in (*before, *(decision.after for decision in carried)):
        there = now.get(one.id)
        stands = there is not None and there.status != "predicted" and said(there) == said(one)
        others = [decision for decision in carried if decision.after is not one]
        assert stands or any(gave_way(one, decision) for decision in others), one
    for decision in carried:
        shown_then = decision.before and now.get(decision.before.id)
        assert shown_then is None or shown_then.status != "predicted", decision
    for decision, against in made_of.conflicts:
        assert against.status != "predicted", decision
    check_soundness(now.values())


def check_soundness(annotations: Any) -> None:
    live = [one for one in annotations if one.status != "rejected"]
    for one, other in combinations(live, 2):
        if one.layer == other.layer and overlap(one, other):
            assert one.layer == ENTITIES
            assert strictly_inside(one, other) or strictly_inside(other, one), (one, other)
            assert is_nested(one) or is_nested(other), (one, other)
    flat = [one for one in live if not is_nested(one)]
    for one in live:
        assert not is_nested(one) or any(strictly_inside(one, host) for host in flat), one


@settings(max_examples=150)
@given(st.data())
def test_what_is_decided_stands_or_is_told(data: st.DataObject) -> None:
    shown = data.draw(layers())
    every = data.draw(decisions(shown))
    first = apply(of(shown), every)
    check(shown, first, every)
    # The same again changes nothing, and what was contradicted is told again.
    again = apply(first.standoff, every)
    assert dumps(again.standoff) == dumps(first.standoff)
    assert again.counts == {}


@settings(max_examples=100)
@given(st.data())
def test_it_stands_in_any_order_and_in_batches(data: st.DataObject) -> None:
    shown = data.draw(layers())
    every = data.draw(st.permutations(data.draw(decisions(shown))))
    cut = data.draw(st.integers(0, len(every)))
    first = apply(of(shown), every[:cut])
    second = apply(first.standoff, every[cut:])
    check(shown, replace(second, conflicts=[*first.conflicts, *second.conflicts]), every)
    # Somebody is shown what came of it, and goes on.
    there = second.standoff.annotations()
    more = data.draw(decisions(there))
    check(there, apply(second.standoff, more), more)


@given(st.data())
def test_nothing_decided_changes_nothing(data: st.DataObject) -> None:
    standoff = of(data.draw(layers()))
    assert dumps(apply(standoff, []).standoff) == dumps(standoff)
