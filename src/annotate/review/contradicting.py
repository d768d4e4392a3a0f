"""Decisions that contradict what somebody else decided, and what becomes of them by a choice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from annotate.document.annotation import Annotation
from annotate.errors import UsageError
from annotate.gold.adjudication import with_content
from annotate.gold.adjudication_record import DROP, FIRST, SET
from annotate.gold.contradictions import Contradiction, Verdict
from annotate.review.decisions import (
    Decision,
    Stamp,
    added,
    corrected,
    identity_of,
    is_live,
    rejected,
    review_of,
)

_SOMEBODY = "?"


def contradictions_in(
    document: str, conflicts: Iterable[tuple[Decision, Annotation]]
) -> list[tuple[Decision, Contradiction]]:
    """Return each decision that contradicts something, with the contradiction as people see it.

    Parameters
    ----------
    document : str
        The document's id.
    conflicts : iterable of (Decision, Annotation)
        Decisions, and what they contradict.
    """
    found: dict[int, tuple[Decision, list[Annotation]]] = {}
    for decision, against in conflicts:
        found.setdefault(id(decision), (decision, []))[1].append(against)
    return [
        (
            decision,
            Contradiction(
                document,
                (" + ".join(dict.fromkeys(map(_who, against))), _who(decision.after)),
                tuple(against),
                (decision.after,),
            ),
        )
        for decision, against in found.values()
    ]


def _who(one: Annotation) -> str:
    return str(review_of(one).get("by") or _SOMEBODY)


def settled(
    decisions: Sequence[Decision],
    chosen: Iterable[tuple[Decision, Contradiction, Verdict | None]],
    at: str,
) -> list[Decision]:
    """Return decisions as they are after somebody has chosen.

    Parameters
    ----------
    decisions : sequence of Decision
        All of a document.
    chosen : iterable of (Decision, Contradiction, Verdict)
        Those that contradict something, with what was chosen; nothing is done where that is None.
    at : str
        When it was chosen.

    Raises
    ------
    UsageError
        If a choice cannot be carried out.
    """
    instead = {
        id(decision): list(_instead(decision, one, choice, at))
        for decision, one, choice in chosen
        if choice is not None
    }
    return [made for one in decisions for made in instead.get(id(one), [one])]


def _instead(decision: Decision, one: Contradiction, choice: Verdict, at: str) -> list[Decision]:
    """Return what is decided in place of a decision: what is there, it, neither, or another
    content.
    """
    over = decision.over | {each.id for each in one.first}
    if choice.decision == FIRST:
        return []
    stamp = Stamp(str(review_of(decision.after).get("by", "")), at)
    if choice.decision == DROP:
        wrong = [each for each in one.first if is_live(each)]
        known = {name for each in one.first for name in (each.id, identity_of(each))}
        # The prediction that it was to be made of is there still, and wrong as well.
        before = decision.before
        if before is not None and is_live(before) and known.isdisjoint({before.id}):
            wrong.append(before)
        return [Decision(each, rejected(each, stamp), over=over) for each in wrong]
    if choice.decision == SET:
        return [replace(decision, after=_set(decision, one, choice, stamp), over=over)]
    return [replace(decision, over=over)]


def _set(decision: Decision, one: Contradiction, choice: Verdict, stamp: Stamp) -> Annotation:
    """Return what is wanted with the content that the judge gave."""
    base = next((each for each in (decision.after, *one.first) if is_live(each)), decision.after)
    try:
        made = with_content(base, choice.decided)
    except ValueError as error:
        raise UsageError(str(error), place=choice.place, remedy="correct the cell") from error
    if decision.before is None:
        return added(made, stamp)
    return corrected(decision.before, made, stamp)
