"""What a recogniser finds, and how candidates travel inside a spaCy ``Doc``.

A recogniser is a pure function from text to candidates. Its spaCy component then writes them to one
span group of its own. A spaCy span can only begin and end where a token does, and French glues
(``Lens/Liévin``, ``mi-2017``) do not always leave a token boundary there; so the exact code points
are kept next to the spans, in the group's attributes, and travel with ``Doc.to_bytes``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.tokens import Doc

_KEY = "candidates"

TITLE, CITATION, ACRONYM = "TITLE", "CITATION", "ACRONYM"
"""Labels that only travel between components: an honorific before a name, a bibliographic call, and
an acronym, whose entity label is among its attributes."""

NOTHING = "NOTHING"
"""Label of a span that a rule of the user's own says is no name, or another one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One span of text that a recogniser claims.

    Attributes
    ----------
    start, end : int
        Code points in the text given to the recogniser, half-open.
    label : str
        A label of the annotation guide (``PER``, ``DATE``, one of the user's own) or one that
        only travels between components (``CITATION``).
    rule : str
        Where it comes from: ``rule:dates.decade``, ``model:fr_core_news_md``,
        ``gazetteer:insee``, ``consistency:same_form``.
    score : float or None
        Confidence between 0 and 1; None when there is none to give.
    value : str or None
        The normalised value, EDTF for a date.
    attributes : mapping
        Anything else, of JSON types only (``mod``, ``timex``, ``expansion`` …).

    Examples
    --------
    >>> Candidate(3, 7, "DATE", "rule:dates.year", value="1894").text("en 1894")
    '1894'
    """

    start: int
    end: int
    label: str
    rule: str
    score: float | None = None
    value: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a candidate covers at least one character: {self.start}-{self.end}")

    def text(self, text: str) -> str:
        """Return the part of `text` that the candidate covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Candidate) -> bool:
        """Return whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Candidate) -> bool:
        """Return whether every character of `other` is one of this candidate."""
        return self.start <= other.start and other.end <= self.end

    def shifted(self, by: int) -> Candidate:
        """Return the candidate in a longer text that has `by` more code points before it.

        Examples
        --------
        >>> Candidate(3, 7, "DATE", "rule:dates.year").shifted(10).start
        13
        """
        if not by:
            return self
        attributes = {
            name: [place + by for place in value] if name in OFFSETS and value else value
            for name, value in self.attributes.items()
        }
        return replace(self, start=self.start + by, end=self.end + by, attributes=attributes)

    def moved(self, start: int, end: int) -> Candidate:
        """Return the candidate with other ends."""
        return replace(self, start=start, end=end)


OFFSETS = ("expansion_span",)
"""Attributes that are offsets of the same text."""


def without_denied(groups: Mapping[str, Sequence[Candidate]]) -> dict[str, list[Candidate]]:
    """Return groups without the spans that a candidate of another group denies.

    Examples
    --------
    >>> denied = Candidate(3, 7, NOTHING, "rule:own.word")
    >>> without_denied({"names": [Candidate(3, 7, "LOC", "model:m")], "own": [denied]})
    {'names': [], 'own': []}
    """
    spans = {
        (one.start, one.end): group
        for group, found in groups.items()
        for one in found
        if one.label == NOTHING
    }
    return {
        group: [
            one
            for one in found
            if one.label != NOTHING and spans.get((one.start, one.end), group) == group
        ]
        for group, found in groups.items()
    }


def write_candidates(doc: Doc, group: str, candidates: Iterable[Candidate]) -> None:
    """Set the span group `group` of `doc` to `candidates`, replacing what it held.

    Each span covers the tokens that its candidate touches; the candidate itself, with its exact
    code points, is kept in the group's attributes and read back by :func:`read_candidates`.
    """
    from spacy.tokens import SpanGroup

    # Of several with the same ends the first found stays the first: who resolves them asks.
    ordered = sorted(candidates, key=lambda f: (f.start, -f.end))
    spans, rows = [], []
    for candidate in ordered:
        span = doc.char_span(
            candidate.start,
            candidate.end,
            label=candidate.label,
            kb_id=candidate.value or "",
            alignment_mode="expand",
        )
        if span is None:
            raise ValueError(f"{candidate} lies outside a text of {len(doc.text)} characters")
        spans.append(span)
        rows.append(_to_row(candidate))
    doc.spans[group] = SpanGroup(doc, name=group, spans=spans, attrs={_KEY: rows})


def read_candidates(doc: Doc, group: str, writer: str | None = None) -> list[Candidate]:
    """Return the candidates that a component wrote to `group`, in order; none if it did not run.

    Spans of another maker's component are read too, as spaCy's `span_ruler` and `spancat` write
    them: what gives scores is a model, everything else a rule.

    Parameters
    ----------
    doc : Doc
        The document.
    group : str
        The span group.
    writer : str, optional
        The name of the component that wrote it, for the provenance of spans that have none; the
        name of the group by default.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("fr")
    >>> ruler = nlp.add_pipe("span_ruler", config={"spans_key": "events"})
    >>> ruler.add_patterns([{"label": "EVENT", "pattern": "Braderie", "id": "market"}])
    >>> read_candidates(nlp("la Braderie de Lille"), "events", "span_ruler")[0].rule
    'rule:span_ruler.market'
    """
    if group not in doc.spans:
        return []
    spans = doc.spans[group]
    if _KEY in spans.attrs:
        return [_from_row(row) for row in spans.attrs[_KEY]]
    scores = spans.attrs.get("scores")
    source = f"{'rule' if scores is None else 'model'}:{writer or group}"
    return [
        Candidate(
            span.start_char,
            span.end_char,
            span.label_,
            f"{source}.{span.id_}" if span.id_ else source,
            None if scores is None else round(float(scores[number]), 3),
            span.kb_id_ or None,
        )
        for number, span in enumerate(spans)
    ]


def _to_row(candidate: Candidate) -> list[Any]:
    return [
        candidate.start,
        candidate.end,
        candidate.label,
        candidate.rule,
        candidate.score,
        candidate.value,
        dict(candidate.attributes),
    ]


def _from_row(row: list[Any]) -> Candidate:
    start, end, label, rule, score, value, attributes = row
    return Candidate(start, end, label, rule, score, value, attributes)
