"""Where two people want what cannot both be: the one model that every list of contradictions uses.

Two annotation sets, a pull and what somebody decided before, a sheet and what stands in the run:
each side says one or several annotations, and one decision settles all of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotate.document.annotation import STRUCTURE, Annotation
from annotate.document.nesting import compatible
from annotate.document.source import Range
from annotate.document.standoff import Standoff
from annotate.evaluation.disagreements import Disagreement
from annotate.gold.adjudication import carried, disagreements, row_of
from annotate.gold.adjudication_record import DROP, FIRST, SECOND, SET, Key, Ruling, key_of
from annotate.lexicons import Row

NOTHING = "–"
_REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who is right, as somebody chose.

    Attributes
    ----------
    decision : str
        ``first``, ``second``, ``drop`` or ``set``, as in the record of an adjudication.
    decided : str
        With ``set``, what the annotation carries, in the words of that record.
    reason : str
        Why.
    place : str
        Where it was chosen, for messages.
    """

    decision: str
    decided: str = ""
    reason: str = ""
    place: str = ""


@dataclass(frozen=True)
class Contradiction:
    """What two people say of the same words, of which one is to be chosen.

    Attributes
    ----------
    document : str
        The document's id.
    names : (str, str)
        Who says so.
    first, second : tuple of Annotation
        What either says; an empty one, or one that is rejected, says that nothing is there.

    Examples
    --------
    >>> lens = Annotation("e-1", "entities", "LOC", ((0, 4),), "Lens")
    >>> club = Annotation("e-2", "entities", "ORG", ((0, 4),), "Lens")
    >>> print(Contradiction("a", ("alice", "bob"), (lens,), (club,)))
    a: alice : LOC « Lens »; bob : ORG « Lens »
    """

    document: str
    names: tuple[str, str]
    first: tuple[Annotation, ...]
    second: tuple[Annotation, ...]

    def __str__(self) -> str:
        return f"{self.document}: {'; '.join(self.said)}"

    @property
    def said(self) -> tuple[str, str]:
        """What either says, in words."""
        first, second = map(_in_words, (self.first, self.second))
        return f"{self.names[0]} : {first}", f"{self.names[1]} : {second}"

    @property
    def spans(self) -> tuple[tuple[Range, ...], tuple[Range, ...]]:
        """The ranges of the source that either is about."""
        first, second = (
            tuple(span for one in some for span in one.ranges) for some in (self.first, self.second)
        )
        return first, second

    @property
    def mark(self) -> str:
        """A short hash of all of it: while it is the same, a choice holds."""
        parts = (
            f"{one.layer} {one.label} {one.ranges} {one.status == _REJECTED}"
            for one in (*self.first, *self.second)
        )
        told = "\x1e".join((self.document, *self.said, *parts))
        # With a letter before it no spreadsheet takes it for a number.
        return f"c-{hashlib.blake2b(told.encode(), digest_size=6).hexdigest()}"


def _in_words(some: Iterable[Annotation]) -> str:
    words = []
    for one in some:
        if one.status != _REJECTED:
            more = carried(one)
            words.append(f"{one.label} « {one.text or ''} »" + (f", {more}" if more else ""))
    return " + ".join(words) or NOTHING


def grouped(differing: Sequence[Disagreement]) -> list[list[Disagreement]]:
    """Return disagreements with those that exclude each other together: a name with other bounds
    or another label is one question, not two.

    Parameters
    ----------
    differing : sequence of Disagreement
        Of two annotation sets of one document.
    """
    parent = list(range(len(differing)))

    def root(at: int) -> int:
        while parent[at] != at:
            at = parent[at]
        return at

    near: list[int] = []
    for at, one in sorted(enumerate(differing), key=lambda pair: pair[1].start):
        near = [other for other in near if differing[other].end > one.start]
        for other in near:
            if _excludes(one, differing[other]):
                parent[root(at)] = root(other)
        near.append(at)
    groups: dict[int, list[Disagreement]] = {}
    for at, each in enumerate(differing):
        groups.setdefault(root(at), []).append(each)
    return list(groups.values())


def _excludes(one: Disagreement, other: Disagreement) -> bool:
    """Return whether what one side says at a place leaves no room for what the other says there."""
    pairs = ((one.first, other.second), (other.first, one.second))
    return any(
        left is not None
        and right is not None
        and left.layer == right.layer != STRUCTURE
        and not compatible(left, right)
        for left, right in pairs
    )


def contradictions(
    first: Standoff, second: Standoff, names: tuple[str, str]
) -> list[tuple[Contradiction, list[Disagreement]]]:
    """Return what two annotation sets do not share, a question at a time, each with the
    disagreements that it answers.

    Parameters
    ----------
    first, second : Standoff
        Two annotation sets of one source.
    names : (str, str)
        The annotators.

    Raises
    ------
    StandoffError
        If they belong to two texts.
    """
    return [
        (
            Contradiction(
                first.document,
                names,
                tuple(one.first for one in group if one.first is not None),
                tuple(one.second for one in group if one.second is not None),
            ),
            group,
        )
        for group in grouped(disagreements(first, second))
    ]


def rows_of(group: Sequence[Disagreement], choice: Verdict) -> list[Row]:
    """Return what was chosen as rows of the record of an adjudication.

    Raises
    ------
    ValueError
        If something is to be set, and it is about several annotations.
    """
    if choice.decision == SET and len(group) > 1:
        raise ValueError("fixer is about one annotation, and here are several: choose a side")
    ruled = {"decision": choice.decision, "decided": choice.decided, "reason": choice.reason}
    return [{**row_of(one), **ruled} for one in group]


def choice_in(group: Sequence[Disagreement], rulings: Mapping[Key, Ruling]) -> Verdict | None:
    """Return what the record has chosen; None where something is open, or it takes a part of either
    side, which no single word says.
    """
    found = [rulings.get(key_of(one.either)) for one in group]
    ruled = [one for one in found if one is not None]
    if len(ruled) < len(group):
        return None
    one = ruled[0]
    if len(ruled) == 1:
        return Verdict(one.decision, one.cell("decided"), one.cell("reason"))
    kept = [_kept(each, row.decision) for each, row in zip(group, ruled, strict=True)]
    sides = {
        FIRST: [each.first for each in group],
        SECOND: [each.second for each in group],
        DROP: [None] * len(group),
    }
    word = next((word for word, side in sides.items() if kept == side), None)
    return None if word is None else Verdict(word, "", one.cell("reason"))


def _kept(one: Disagreement, decision: str) -> Annotation | None:
    return {FIRST: one.first, SECOND: one.second, DROP: None}.get(decision, one.either)
