"""The policy: how what was found becomes one flat layer of entities.

This is the one place where components meet. Precedence is data, :data:`TIERS`: a candidate of an
earlier tier beats every overlapping one of a later tier; inside a tier the longest wins ("longest
name first", annotation guide). What loses is dropped, unless it is a name inside a longer name,
which is kept and marked as nested.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from annotate.document.candidates import (
    ACRONYM,
    CITATION,
    Candidate,
    without_denied,
    write_candidates,
)
from annotate.french.abbreviations import keeps_final_stop
from annotate.french.characters import LOWER
from annotate.pipes.base import LABELS, Groups, LexiconPipe, LexiconSchema
from annotate.pipes.confidence import Confidence, confidence_table, scored
from annotate.pipes.lexicon_schemas import CONFIDENCE
from annotate.pipes.titled import with_titles

if TYPE_CHECKING:
    from spacy.tokens import Doc

_OTHERS = "*"
"""In the sources of a tier: every group that no tier names, as users' own components write them."""


@dataclass(frozen=True)
class Tier:
    """One step of the precedence.

    Attributes
    ----------
    sources : tuple of str
        ``group`` or ``group/rule prefix``: the candidates that belong to the tier. ``*`` is every
        group that no tier names.
    reason : str
        Why they are where they stand.
    least : mapping of str to float
        The score that the candidates of a source need to belong to the tier.
    """

    sources: tuple[str, ...]
    reason: str
    least: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def parts(self) -> tuple[tuple[str, str, float], ...]:
        """Of each source its group, the prefix of its rules and the score it needs."""
        split = ((source, source.partition("/")) for source in self.sources)
        return tuple(
            (group, prefix, self.least.get(source, 0.0)) for source, (group, _, prefix) in split
        )


TIERS: tuple[Tier, ...] = (
    Tier(
        ("citations",),
        "a bibliographic call is a closed form: inside it, author, title and year are certain",
    ),
    Tier(
        ("mine_sites",),
        "a number after « fosse » or « carreau » is a site, never a day and a month",
    ),
    Tier(
        (
            "own",
            f"{_OTHERS}/rule",
            f"{_OTHERS}/lexicon",
            "organizations",
            "places/rule",
            "people",
            "names/rule",
            "dates",
            "consistency/consistency:expansion",
            "consistency/consistency:same_form",
            "consistency/consistency:acronym",
            "consistency/consistency:title",
            "acronyms",
            "names/model",
        ),
        "a rule has read the words around a name, here or elsewhere, or the model is sure of it: "
        "the longest is the whole name, and what the document says elsewhere beats the model",
        least={"names/model": 0.6},
    ),
    Tier(("names", f"{_OTHERS}/model"), "the model, tidied"),
    Tier(
        ("places/gazetteer", "consistency/consistency:short_form"),
        "a known place after a locative word, a short form: where nobody else found anything",
    ),
)
"""Precedence, first to last. Of two equal spans the source that its tier names first wins, so that
a rule of the user's own overrides those of `annotate`. What no tier names comes last of all."""

_NEVER_ENDS = ' \t\n\r\u00a0\u202f«»“”"()[]{},;:!?…'
_CALL = re.compile(rf"(?<=[{LOWER}]{{3}})\d{{1,3}}\Z")
"""The call of a note that is stuck to a name: « le curé de Beinheim603 »."""
_QUOTE_ENDS = re.compile(r"[ \u00a0\u202f]?[»”\"]|,")
_RELABEL = "consistency:label"
_DENIABLE = ("model", "rule:organizations.class")
"""What the lexicon of acronyms overrules: the model, and a class noun (« le logiciel SIG »)."""
_ONLY_NESTED = "gazetteer:inside"
"""A place that the gazetteer alone vouches for, and only inside a longer name."""


def resolve(
    text: str,
    groups: Mapping[str, Sequence[Candidate]],
    labels: Collection[str],
    order: Sequence[Tier] = TIERS,
) -> list[Candidate]:
    """Make one flat layer of everything that was found.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    groups : mapping
        Span group to candidates.
    labels : collection of str
        The labels of the entity layer; candidates with others do not come into it.
    order : sequence of Tier
        Precedence, first to last.

    Returns
    -------
    list of Candidate
        In order of position. Those without ``attributes["nested"]`` do not overlap; a nested one
        lies inside one of those, and nested ones do not overlap each other. ``in_citation`` says
        of each whether it lies in a bibliographic call.

    Examples
    --------
    >>> text = "Conseil Régional de Bretagne"
    >>> layer = resolve(text, {"organizations": [Candidate(0, 28, "ORG", "rule:o")],
    ...     "names": [Candidate(20, 28, "LOC", "model:m")]}, ("ORG", "LOC"))
    >>> [(f.text(text), f.label, f.attributes["nested"]) for f in layer]
    [('Conseil Régional de Bretagne', 'ORG', False), ('Bretagne', 'LOC', True)]
    """
    citations = [f for group in groups.values() for f in group if f.label == CITATION]
    tiers = _tiers(text, groups, frozenset(labels), order)
    flat = _Flat()
    losers: list[Candidate] = []
    for tier in tiers:
        # Of two equal spans the source that its tier names first wins.
        for _, _, _, candidate in sorted(tier, key=lambda row: row[:3]):
            if candidate.rule == _ONLY_NESTED or not flat.add(candidate):
                losers.append(candidate)
    nested = _Flat()
    for candidate in sorted(losers, key=lambda f: (f.start - f.end, f.start)):
        outer = flat.around(candidate)
        if outer is not None and _is_nested(candidate, outer):
            nested.add(candidate)
    calls = _joined(citations)
    extras: dict[tuple[int, int, str], dict[str, Any]] = {}
    for loser in losers:
        extras.setdefault((loser.start, loser.end, loser.label), {}).update(loser.attributes)
    titled = with_titles(flat, groups)
    marked = [_marked(_merged(f, extras), calls, False) for f in titled]
    marked += [_marked(f, calls, True) for f in nested]
    return sorted(marked, key=lambda candidate: (candidate.start, -candidate.end))


class _Flat:
    """Candidates that do not overlap, kept sorted."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._found: dict[int, Candidate] = {}

    def __iter__(self) -> Iterator[Candidate]:
        return (self._found[start] for start in self._starts)

    def add(self, candidate: Candidate) -> bool:
        """Take a candidate, or say that it overlaps one that is there."""
        place = bisect_right(self._starts, candidate.start)
        if place and self._found[self._starts[place - 1]].end > candidate.start:
            return False
        if place < len(self._starts) and self._starts[place] < candidate.end:
            return False
        insort(self._starts, candidate.start)
        self._found[candidate.start] = candidate
        return True

    def around(self, candidate: Candidate) -> Candidate | None:
        """Return the candidate that includes another one, if there is one."""
        place = bisect_right(self._starts, candidate.start)
        outer = self._found[self._starts[place - 1]] if place else None
        return outer if outer is not None and outer.contains(candidate) else None


def _joined(citations: Sequence[Candidate]) -> _Flat:
    """Return the citations, those that overlap joined into one."""
    joined: list[Candidate] = []
    for citation in sorted(citations, key=lambda f: f.start):
        if joined and citation.start < joined[-1].end:
            joined[-1] = joined[-1].moved(joined[-1].start, max(joined[-1].end, citation.end))
        else:
            joined.append(citation)
    calls = _Flat()
    for citation in joined:
        calls.add(citation)
    return calls


def _tiers(
    text: str,
    groups: Mapping[str, Sequence[Candidate]],
    labels: frozenset[str],
    order: Sequence[Tier],
) -> list[list[tuple[int, int, int, Candidate]]]:
    relabelled = {
        (f.start, f.end): f
        for group in groups.values()
        for f in group
        if f.rule == _RELABEL and f.label in labels
    }
    # The lexicon says of some acronyms that they name no entity (VTT), whatever the model says.
    denied = {
        (f.start, f.end) for group in groups.values() for f in group if _names_nothing(f, labels)
    }
    tiers: list[list[tuple[int, int, int, Candidate]]] = [[] for _ in range(len(order) + 1)]
    named = {group for tier in order for group, _, _ in tier.parts}
    for group, candidates in groups.items():
        known = group if group in named else _OTHERS
        for candidate in candidates:
            if candidate.rule == _RELABEL:
                continue
            entity = _as_entity(candidate, labels)
            trimmed = _trimmed(text, entity) if entity else None
            if trimmed is None:
                continue
            if candidate.rule.startswith(_DENIABLE) and (candidate.start, candidate.end) in denied:
                continue
            place, source = _place(known, candidate, order)
            changed = relabelled.get((candidate.start, candidate.end))
            if changed is not None and candidate.rule.startswith(("model", "gazetteer")):
                attributes = {**trimmed.attributes, **changed.attributes, "was": trimmed.label}
                if changed.label != "LOC":
                    attributes.pop("kind", None)
                trimmed = replace(
                    trimmed, label=changed.label, rule=changed.rule, attributes=attributes
                )
            row = (trimmed.start - trimmed.end, trimmed.start, source, trimmed)
            tiers[place].append(row)
    return tiers


def _place(group: str, candidate: Candidate, order: Sequence[Tier]) -> tuple[int, int]:
    """Return the tier of a candidate, and which of its sources it comes from."""
    for place, tier in enumerate(order):
        for rank, (name, prefix, least) in enumerate(tier.parts):
            sure = (candidate.score or 0.0) >= least
            if name == group and sure and candidate.rule.startswith(prefix):
                return place, rank
    return len(order), 0


def _names_nothing(candidate: Candidate, labels: Collection[str]) -> bool:
    said = candidate.attributes
    return candidate.label == ACRONYM and (
        (said.get("expansion_from") == "lexicon" and said.get("label") not in labels)
        or said.get("label", "") is None
    )


def _as_entity(candidate: Candidate, labels: Collection[str]) -> Candidate | None:
    """Return the candidate as an entity, None if its label is not one of the layer."""
    if candidate.label in labels:
        return candidate
    label = candidate.attributes.get("label")
    if candidate.label == ACRONYM and label in labels:
        kept = {k: v for k, v in candidate.attributes.items() if k in ("expansion", "conflict")}
        return replace(candidate, label=str(label), attributes=kept)
    return None


def _trimmed(text: str, candidate: Candidate) -> Candidate | None:
    """Leave out what no name begins or ends with; None when nothing is left."""
    start, end = candidate.start, min(candidate.end, len(text))
    while start < end and text[start] in _NEVER_ENDS + "'’.":
        start += 1
    # Before an ellipsis may be a comma, and before that a space.
    while start < end and (
        (text[end - 1] in _NEVER_ENDS + "'’" and not _closes(text, start, end, candidate.label))
        or (text[end - 1] == "." and not keeps_final_stop(text, start, end))
    ):
        end -= 1
    call = _CALL.search(text, start, end) if candidate.label != "MISC" else None
    # What the text says twice is a name: nobody calls a note of the same number again.
    if call is not None and text.count(text[start:end]) == 1:
        end = call.start()
    if start >= end:
        return None
    return (
        candidate
        if (start, end) == (candidate.start, candidate.end)
        else candidate.moved(start, end)
    )


def _closes(text: str, start: int, end: int, label: str) -> bool:
    """Return whether the last character belongs to a title: it closes a bracket inside it, or asks
    or exclaims before the quotation mark, or before a comma, where no sentence ends.
    """
    if label != "MISC":
        return False
    if text[end - 1] == ")":
        return "(" in text[start:end]
    return text[end - 1] in "?!" and _QUOTE_ENDS.match(text, end) is not None


def _is_nested(candidate: Candidate, outer: Candidate) -> bool:
    """Return whether what lost is a name inside a longer name, and no fragment of it.

    A fragment begins where the longer name does, or has its label; a place inside a longer place
    counts when the gazetteer knows it.
    """
    if candidate.label in ("DATE", "MISC") or candidate.start == outer.start:
        return False
    if outer.label == "PER" or (candidate.end - candidate.start) < 3:
        return False
    known = "kind" in candidate.attributes
    if candidate.label == outer.label and "kind" in outer.attributes:
        return False
    return known if candidate.label == outer.label else (known or candidate.label != "ORG")


def _merged(
    candidate: Candidate, extras: Mapping[tuple[int, int, str], Mapping[str, Any]]
) -> Candidate:
    """Add to a candidate what others knew of the same span and label (a code, an expansion)."""
    extra = extras.get((candidate.start, candidate.end, candidate.label))
    return replace(candidate, attributes={**extra, **candidate.attributes}) if extra else candidate


def _marked(candidate: Candidate, calls: _Flat, nested: bool) -> Candidate:
    in_citation = bool(candidate.attributes.get("in_citation"))
    in_citation = in_citation or calls.around(candidate) is not None
    attributes = {**candidate.attributes, "in_citation": in_citation, "nested": nested}
    return replace(candidate, attributes=attributes)


class MergePipe(LexiconPipe):
    """Component ``annotate_policy``: writes the layer, and ``doc.ents`` from what is not nested."""

    specs: ClassVar[Mapping[str, LexiconSchema]] = {"confidence": CONFIDENCE, "labels": LABELS}

    def __call__(self, doc: Doc) -> Doc:
        """Resolve the groups of `doc`."""
        from spacy.util import filter_spans

        layer = self.find(doc.text, self.read_groups(doc))
        write_candidates(doc, self.group, layer)
        spans = [
            span
            for span, candidate in zip(doc.spans[self.group], layer, strict=True)
            if not candidate.attributes["nested"]
        ]
        # A span grows to whole tokens, and two names in one token collide: the first longest wins.
        doc.ents = tuple(filter_spans(spans))
        return doc

    def find(self, text: str, groups: Groups) -> list[Candidate]:
        """Resolve what the groups hold, and say how certain each candidate is."""
        groups = without_denied(groups)
        layer = resolve(text, groups, self.label_table.entities)
        return scored(layer, groups, self.compiled(self._confidence))

    def _confidence(self) -> Confidence:
        return confidence_table(self.table("confidence"))
