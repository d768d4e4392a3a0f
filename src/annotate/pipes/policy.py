"""The policy: how what was found becomes one flat layer of entities.

This is the one place where components meet. Precedence is data, :data:`TIERS`: a finding of an
earlier tier beats every overlapping one of a later tier; inside a tier the longest wins ("longest
name first", annotation guide). What loses is dropped, unless it is a name inside a longer name,
which is kept and marked as nested.
"""

import re
from bisect import bisect_right, insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from annotate.pipes.confidence import Confidence, confidence_table, scored
from annotate.pipes.finding import Finding, read_findings, write_findings
from annotate.pipes.specs import CONFIDENCE
from annotate.pipes.tables import Groups, TablePipe, TableSpec
from annotate.pipes.titles import TITLE

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

LABELS = ("PER", "ORG", "LOC", "DATE", "MISC")
"""Labels of the entity layer."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of the precedence.

    Attributes
    ----------
    sources : tuple of str
        ``group`` or ``group/rule prefix``: the findings that belong to the tier.
    reason : str
        Why they stand where they stand.
    """

    sources: tuple[str, ...]
    reason: str


TIERS: tuple[Tier, ...] = (
    Tier(
        ("citations",),
        "a bibliographic call is a closed form: inside it, author, title and year are certain",
    ),
    Tier(
        ("places/rule:places.site",),
        "a number after « fosse » or « carreau » is a site, never a day and a month",
    ),
    Tier(
        (
            "organizations",
            "places/rule",
            "people",
            "names/rule",
            "dates",
            "consistency/consistency:expansion",
            "consistency/consistency:same_form",
        ),
        "a rule has read the words around a name, here or elsewhere; the longest is the whole name",
    ),
    Tier(
        (
            "consistency/consistency:acronym",
            "acronyms",
        ),
        "what the document says elsewhere beats what the model says here",
    ),
    Tier(("names",), "the model, tidied"),
    Tier(
        ("places/gazetteer", "consistency/consistency:short_form"),
        "a known place after a locative word, a short form: where nobody else found anything",
    ),
)
"""Precedence, first to last. A group that no tier names comes last of all."""

_NEVER_ENDS = ' \t\n\r\u00a0\u202f«»“”"()[]{},;:!?…'
_ABBREVIATED = re.compile(r"(?:\b\w|\b(?:Jr|Sr|Inc|Co|Ltd|Cie|Corp|St|av|apr|J\.-C))\.$")
_OF_PLACES = ("insee", "iso", "kind", "homonyms")
_RELABEL = "consistency:label"
_ONLY_NESTED = "gazetteer:inside"
"""A place that the gazetteer alone vouches for, and only inside a longer name."""


def resolve(
    text: str,
    groups: Mapping[str, Sequence[Finding]],
    order: Sequence[Tier] = TIERS,
) -> list[Finding]:
    """Make one flat layer of everything that was found.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    groups : mapping
        Span group to findings.
    order : sequence of Tier
        Precedence, first to last.

    Returns
    -------
    list of Finding
        In order of position. Those without ``attributes["nested"]`` do not overlap; a nested one
        lies inside one of those, and nested ones do not overlap each other. ``in_citation`` says
        of each whether it lies in a bibliographic call.

    Examples
    --------
    >>> text = "Conseil Régional de Bretagne"
    >>> layer = resolve(text, {"organizations": [Finding(0, 28, "ORG", "rule:o")],
    ...     "names": [Finding(20, 28, "LOC", "model:m")]})
    >>> [(f.text(text), f.label, f.attributes["nested"]) for f in layer]
    [('Conseil Régional de Bretagne', 'ORG', False), ('Bretagne', 'LOC', True)]
    """
    citations = [f for group in groups.values() for f in group if f.label == "CITATION"]
    tiers = _tiers(text, groups, order)
    flat = _Flat()
    losers: list[Finding] = []
    for tier in tiers:
        # Of two equal spans the source that its tier names first wins.
        for _, _, _, finding in sorted(tier, key=lambda row: row[:3]):
            if finding.rule == _ONLY_NESTED or not flat.add(finding):
                losers.append(finding)
    nested = _Flat()
    for finding in sorted(losers, key=lambda f: (f.start - f.end, f.start)):
        outer = flat.around(finding)
        if outer is not None and _is_nested(finding, outer):
            nested.add(finding)
    calls = _joined(citations)
    extras: dict[tuple[int, int, str], dict[str, Any]] = {}
    for loser in losers:
        extras.setdefault((loser.start, loser.end, loser.label), {}).update(loser.attributes)
    titled = _with_titles(flat, groups)
    marked = [_marked(_merged(f, extras), calls, False) for f in titled]
    marked += [_marked(f, calls, True) for f in nested]
    return sorted(marked, key=lambda finding: (finding.start, -finding.end))


class _Flat:
    """Findings that do not overlap, kept sorted."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._found: dict[int, Finding] = {}

    def __iter__(self) -> Iterator[Finding]:
        return (self._found[start] for start in self._starts)

    def add(self, finding: Finding) -> bool:
        """Take a finding, or say that it overlaps one that is there."""
        place = bisect_right(self._starts, finding.start)
        if place and self._found[self._starts[place - 1]].end > finding.start:
            return False
        if place < len(self._starts) and self._starts[place] < finding.end:
            return False
        insort(self._starts, finding.start)
        self._found[finding.start] = finding
        return True

    def around(self, finding: Finding) -> Finding | None:
        """Return the finding that includes another one, if there is one."""
        place = bisect_right(self._starts, finding.start)
        outer = self._found[self._starts[place - 1]] if place else None
        return outer if outer is not None and outer.contains(finding) else None


def _with_titles(flat: _Flat, groups: Mapping[str, Sequence[Finding]]) -> Iterator[Finding]:
    """Yield the layer, people with the words before their names if someone found those."""
    titles = {f.end: f.start for group in groups.values() for f in group if f.label == TITLE}
    last = 0
    for finding in flat:
        start = titles.get(finding.start, finding.start) if finding.label == "PER" else last
        wider = finding.label == "PER" and last <= start < finding.start
        yield finding.moved(start, finding.end) if wider else finding
        last = finding.end


def _joined(citations: Sequence[Finding]) -> _Flat:
    """Return the citations, those that overlap joined into one."""
    joined: list[Finding] = []
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
    text: str, groups: Mapping[str, Sequence[Finding]], order: Sequence[Tier]
) -> list[list[tuple[int, int, int, Finding]]]:
    relabelled = {
        (f.start, f.end): f for group in groups.values() for f in group if f.rule == _RELABEL
    }
    # The lexicon says of some acronyms that they name no entity (VTT), whatever the model says.
    denied = {(f.start, f.end) for group in groups.values() for f in group if _names_nothing(f)}
    tiers: list[list[tuple[int, int, int, Finding]]] = [[] for _ in range(len(order) + 1)]
    for group, findings in groups.items():
        for finding in findings:
            if finding.rule == _RELABEL:
                continue
            entity = _as_entity(finding)
            trimmed = _trimmed(text, entity) if entity else None
            if trimmed is None:
                continue
            if finding.rule.startswith("model") and (finding.start, finding.end) in denied:
                continue
            place, source = _place(group, finding, order)
            changed = relabelled.get((finding.start, finding.end))
            if changed is not None and finding.rule.startswith(("model", "gazetteer")):
                attributes = {**trimmed.attributes, **changed.attributes, "was": trimmed.label}
                if changed.label != "LOC":
                    attributes = {k: v for k, v in attributes.items() if k not in _OF_PLACES}
                trimmed = replace(
                    trimmed, label=changed.label, rule=changed.rule, attributes=attributes
                )
            row = (trimmed.start - trimmed.end, trimmed.start, source, trimmed)
            tiers[place].append(row)
    return tiers


def _place(group: str, finding: Finding, order: Sequence[Tier]) -> tuple[int, int]:
    for place, tier in enumerate(order):
        for rank, source in enumerate(tier.sources):
            name, _, prefix = source.partition("/")
            if name == group and finding.rule.startswith(prefix):
                return place, rank
    return len(order), 0


def _names_nothing(finding: Finding) -> bool:
    told = finding.attributes
    return finding.label == "ACRONYM" and (
        (told.get("expansion_from") == "lexicon" and told.get("label") not in LABELS)
        or told.get("label", "") is None
    )


def _as_entity(finding: Finding) -> Finding | None:
    """Return the finding as an entity, None if it is none."""
    if finding.label in LABELS:
        return finding
    label = finding.attributes.get("label")
    if finding.label == "ACRONYM" and label in LABELS:
        kept = {k: v for k, v in finding.attributes.items() if k in ("expansion", "conflict")}
        return replace(finding, label=str(label), attributes=kept)
    return None


def _trimmed(text: str, finding: Finding) -> Finding | None:
    """Leave out what no name begins or ends with; None when nothing is left."""
    start, end = finding.start, min(finding.end, len(text))
    while start < end and text[start] in _NEVER_ENDS + "'’.":
        start += 1
    while start < end and text[end - 1] in _NEVER_ENDS + "'’":
        end -= 1
    while start < end and text[end - 1] == "." and not _ABBREVIATED.search(text[start:end]):
        end -= 1
    if start >= end:
        return None
    return finding if (start, end) == (finding.start, finding.end) else finding.moved(start, end)


def _is_nested(finding: Finding, outer: Finding) -> bool:
    """Tell whether what lost is a name inside a longer name, and no fragment of it.

    A fragment begins where the longer name does, or has its label; a place inside a longer place
    counts when the gazetteer knows it.
    """
    if finding.label in ("DATE", "MISC") or finding.start == outer.start:
        return False
    if outer.label == "PER" or (finding.end - finding.start) < 3:
        return False
    known = "kind" in finding.attributes
    if finding.label == outer.label and "kind" in outer.attributes:
        return False
    return known if finding.label == outer.label else (known or finding.label != "ORG")


def _merged(finding: Finding, extras: Mapping[tuple[int, int, str], Mapping[str, Any]]) -> Finding:
    """Add to a finding what others knew of the same span and label (a code, an expansion)."""
    extra = extras.get((finding.start, finding.end, finding.label))
    return replace(finding, attributes={**extra, **finding.attributes}) if extra else finding


def _marked(finding: Finding, calls: _Flat, nested: bool) -> Finding:
    told = bool(finding.attributes.get("in_citation"))
    in_citation = told or calls.around(finding) is not None
    attributes = {**finding.attributes, "in_citation": in_citation, "nested": nested}
    return replace(finding, attributes=attributes)


class PolicyPipe(TablePipe):
    """Component ``annotate_policy``: writes the layer, and ``doc.ents`` from what is not nested."""

    specs: ClassVar[Mapping[str, TableSpec]] = {"confidence": CONFIDENCE}

    def __call__(self, doc: "Doc") -> "Doc":
        """Resolve the groups of `doc`."""
        from spacy.util import filter_spans

        groups = {group: read_findings(doc, group) for group in self.reads}
        layer = self.find(doc.text, groups)
        write_findings(doc, self.group, layer)
        spans = [
            span
            for span, finding in zip(doc.spans[self.group], layer, strict=True)
            if not finding.attributes["nested"]
        ]
        # A span grows to whole tokens, and two names in one token collide: the first longest wins.
        doc.ents = tuple(filter_spans(spans))
        return doc

    # spaCy checks settings against these annotations, so this module does not postpone them.
    def initialize(
        self,
        get_examples: Callable[[], Any] | None = None,
        *,
        nlp: "Language | None" = None,
        confidence: str | Path | None = None,
    ) -> None:
        """Read a table other than the default one.

        Parameters
        ----------
        get_examples, nlp
            Part of spaCy's protocol; unused.
        confidence : path, optional
            How often findings were right (columns label, source, support, right, all).
        """
        self.read_tables({"confidence": confidence})

    def find(self, text: str, groups: Groups) -> list[Finding]:
        """Resolve what the groups hold, and say how certain each finding is."""
        return scored(resolve(text, groups), groups, self.compiled(self._confidence))

    def _confidence(self) -> Confidence:
        return confidence_table(self.table("confidence"))


def __getattr__(name: str) -> Any:
    # spaCy takes a second to import: only who asks for the component's factory pays for it.
    if name == "make_policy":
        from annotate.pipes.factories import make_policy

        return make_policy
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
