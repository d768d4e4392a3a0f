"""What a recogniser finds, and how findings travel inside a spaCy ``Doc``.

A recogniser is a pure function from text to findings. Its spaCy component then writes them to one
span group of its own. A spaCy span can only begin and end where a token does, and French glues
(``Lens/Liévin``, ``mi-2017``) do not always leave a token boundary there; so the exact code points
are kept beside the spans, in the group's attributes, and travel with ``Doc.to_bytes``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.tokens import Doc

_KEY = "findings"


@dataclass(frozen=True, slots=True)
class Finding:
    """One stretch of text that a recogniser claims.

    Attributes
    ----------
    start, end : int
        Code points in the text given to the recogniser, half-open.
    label : str
        A label of the annotation guide (``PER``, ``ORG``, ``LOC``, ``DATE``, ``MISC``,
        ``ACRONYM``) or one that only travels between components (``CITATION``).
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
    >>> Finding(3, 7, "DATE", "rule:dates.year", value="1894").text("en 1894")
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
            raise ValueError(f"a finding covers at least one character: {self.start}-{self.end}")

    def text(self, text: str) -> str:
        """Return the stretch of `text` that the finding covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Finding) -> bool:
        """Tell whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Finding) -> bool:
        """Tell whether every character of `other` is one of this finding."""
        return self.start <= other.start and other.end <= self.end

    def shifted(self, by: int) -> Finding:
        """Return the finding in a longer text that has `by` more code points before it.

        Examples
        --------
        >>> Finding(3, 7, "DATE", "rule:dates.year").shifted(10).start
        13
        """
        if not by:
            return self
        told = {
            name: [place + by for place in value] if name in _OFFSETS and value else value
            for name, value in self.attributes.items()
        }
        return replace(self, start=self.start + by, end=self.end + by, attributes=told)

    def moved(self, start: int, end: int) -> Finding:
        """Return the finding with other ends."""
        return replace(self, start=start, end=end)


_OFFSETS = ("expansion_span",)
"""Attributes that are offsets of the same text."""


def write_findings(doc: Doc, group: str, findings: Iterable[Finding]) -> None:
    """Set the span group `group` of `doc` to `findings`, replacing what it held.

    Each span covers the tokens that the finding touches; the finding itself, with its exact code
    points, is kept in the group's attributes and read back by :func:`read_findings`.
    """
    from spacy.tokens import SpanGroup

    ordered = sorted(findings, key=lambda f: (f.start, -f.end, f.label))
    spans, rows = [], []
    for finding in ordered:
        span = doc.char_span(
            finding.start,
            finding.end,
            label=finding.label,
            kb_id=finding.value or "",
            alignment_mode="expand",
        )
        if span is None:
            raise ValueError(f"{finding} lies outside a text of {len(doc.text)} characters")
        spans.append(span)
        rows.append(_to_row(finding))
    doc.spans[group] = SpanGroup(doc, name=group, spans=spans, attrs={_KEY: rows})


def read_findings(doc: Doc, group: str) -> list[Finding]:
    """Return the findings that a component wrote to `group`, in order; none if it did not run."""
    if group not in doc.spans:
        return []
    return [_from_row(row) for row in doc.spans[group].attrs.get(_KEY, [])]


def _to_row(finding: Finding) -> list[Any]:
    return [
        finding.start,
        finding.end,
        finding.label,
        finding.rule,
        finding.score,
        finding.value,
        dict(finding.attributes),
    ]


def _from_row(row: list[Any]) -> Finding:
    start, end, label, rule, score, value, attributes = row
    return Finding(start, end, label, rule, score, value, attributes)
