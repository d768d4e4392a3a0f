"""Spans to be compared: what somebody said about which characters.

Scoring, agreement and adjudication compare spans, which are made of annotations here. A list of
them holds one aspect of a document: its flat names, the values of its dates … Two spans are the
same when they have the same boundaries and the same `content`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from annotate.document.annotation import ACRONYMS, ENTITIES, STRUCTURE, Annotation
from annotate.document.source import Range
from annotate.document.standoff import Standoff
from annotate.french.characters import plain_typography

NESTED = "nested"
DATE = "DATE"

_GROUPS = frozenset({"sentence", "note_call", "page_break", "box"})
"""Elements that lie over others, and are aligned among themselves."""


@dataclass(frozen=True, slots=True)
class Span:
    """Something that was said about some characters.

    Attributes
    ----------
    ranges : tuple of Range
        Code points of the source, half-open, sorted; ranges that touch are one.
    label : str
        What it is counted under.
    content : str
        What has to be equal, besides the boundaries, for two spans to be the same.
    group : str
        Only spans of one group are aligned.
    annotation : Annotation
        What it was made of; no part of its identity.
    """

    ranges: tuple[Range, ...]
    label: str
    content: str
    group: str = ""
    annotation: Annotation = field(kw_only=True, compare=False, repr=False)

    @property
    def start(self) -> int:
        """The first code point."""
        return self.ranges[0][0]

    @property
    def end(self) -> int:
        """The code point after the last."""
        return self.ranges[-1][1]


def span_of(annotation: Annotation) -> Span:
    """Return an annotation from its first to its last character, with its label.

    Examples
    --------
    >>> cut = Annotation("e-1", "entities", "ORG", ((0, 4), (6, 9)), "Mines de Lens")
    >>> span_of(cut).ranges
    ((0, 9),)
    """
    hull = ((annotation.start, annotation.end),)
    return Span(hull, annotation.label, annotation.label, annotation=annotation)


def bare_span(start: int, end: int, label: str) -> Span:
    """Return a span that comes from no standoff: found by a bare model, or read from elsewhere.

    Examples
    --------
    >>> bare_span(0, 5, "PER")
    Span(ranges=((0, 5),), label='PER', content='PER', group='')
    """
    return span_of(Annotation("", ENTITIES, label, ((start, end),), None))


def hulls(spans: Iterable[Span]) -> list[Span]:
    """Return the annotations of spans from their first to their last character, each label and
    place once, by position.
    """
    found = dict.fromkeys(span_of(span.annotation) for span in spans)
    return sorted(found, key=lambda span: (span.start, span.end, span.label))


def normal_ranges(ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    """Return ranges in order, with those that touch or overlap made one.

    Examples
    --------
    >>> normal_ranges(((4, 9), (0, 4), (12, 15)))
    ((0, 9), (12, 15))
    """
    joined: list[Range] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def is_nested(annotation: Annotation) -> bool:
    """Return whether an annotation lies inside a longer name."""
    return bool(annotation.attributes.get("nested", False))


def in_citation(annotation: Annotation) -> bool:
    """Return whether an annotation is part of a bibliographic call."""
    return bool(annotation.attributes.get("in_citation", False))


def value_of(annotation: Annotation) -> str:
    """Return the value of an annotation, "" without one."""
    return (annotation.value or "").strip()


def modifier_of(annotation: Annotation) -> str:
    """Return the modifier of a date (``START``, ``MID``, ``END``, ``APPROX``), "" without one."""
    return str(annotation.attributes.get("mod") or "")


def date_value(annotation: Annotation) -> str:
    """Return the value of a date with its modifier, such as ``199X MID``; "" without either."""
    return f"{value_of(annotation)} {modifier_of(annotation)}".strip()


def expansion_of(annotation: Annotation) -> str:
    """Return the expansion of an acronym as it was written, "" when it has none."""
    return str(annotation.attributes.get("expansion") or "")


def normal_expansion(annotation: Annotation) -> str:
    """Return an expansion so that case and the kinds of apostrophes, dashes, spaces and ligatures
    make no difference.

    Examples
    --------
    >>> from dataclasses import replace
    >>> use = Annotation("a-1", "acronyms", "ACRONYM", ((0, 2),), "CE")
    >>> spaced = replace(use, attributes={"expansion": "Centre d’étude\u00a0 et"})
    >>> plain = replace(use, attributes={"expansion": "centre d'Étude et"})
    >>> normal_expansion(spaced) == normal_expansion(plain)
    True
    """
    return plain_typography(expansion_of(annotation)).casefold()


def citation_mark(annotation: Annotation) -> str:
    """Return whether a name is part of a bibliographic call, as a label."""
    return "in citation" if in_citation(annotation) else "not in citation"


def _always(annotation: Annotation) -> bool:
    return True


def _is_flat(annotation: Annotation) -> bool:
    return not is_nested(annotation)


@dataclass(frozen=True, slots=True)
class Aspect:
    """One aspect of annotated documents: which annotations belong to it, and what is compared.

    Attributes
    ----------
    name : str
        As tables show it.
    layer : str
        The layer that holds it.
    keep : callable
        Which annotations of the layer belong to it; rejected ones never do.
    label : callable
        What an annotation is counted under.
    content : callable, optional
        What has to be equal besides the boundaries; the label by default.
    group : callable
        Only annotations of one group are aligned.
    listed : bool
        Whether disagreements of annotators are listed; those of values, expansions and marks are
        listed with the names that carry them.
    """

    name: str
    layer: str
    keep: Callable[[Annotation], bool] = _always
    label: Callable[[Annotation], str] = lambda one: one.label
    content: Callable[[Annotation], str] | None = None
    group: Callable[[Annotation], str] = lambda one: ""
    listed: bool = False

    def spans(self, standoff: Standoff) -> list[Span]:
        """Return the spans of a document, sorted by position."""
        content = self.content or self.label
        found = [
            Span(
                normal_ranges(one.ranges),
                self.label(one),
                content(one),
                self.group(one),
                annotation=one,
            )
            for one in standoff.layer(self.layer).annotations
            if one.status != "rejected" and self.keep(one)
        ]
        return sorted(found, key=lambda span: (span.start, -span.end, span.label, span.content))


FLAT_NAMES = Aspect(ENTITIES, ENTITIES, _is_flat, listed=True)
NESTED_NAMES = Aspect(NESTED, ENTITIES, is_nested, listed=True)
DATE_VALUES = Aspect(
    "dates", ENTITIES, lambda one: one.label == DATE and not is_nested(one), content=date_value
)
CITATION_MARKS = Aspect("citations", ENTITIES, _is_flat, label=citation_mark)
ACRONYM_USES = Aspect(ACRONYMS, ACRONYMS, listed=True)
EXPANSIONS = Aspect(
    "expansions",
    ACRONYMS,
    label=lambda one: "expanded" if expansion_of(one) else "not expanded",
    content=normal_expansion,
)
ELEMENTS = Aspect(
    STRUCTURE,
    STRUCTURE,
    group=lambda one: one.label if one.label in _GROUPS else "block",
    listed=True,
)
ASPECTS = (
    FLAT_NAMES,
    NESTED_NAMES,
    DATE_VALUES,
    CITATION_MARKS,
    ACRONYM_USES,
    EXPANSIONS,
    ELEMENTS,
)
"""All that annotators are compared in, in the order of the tables."""

SCORED = (FLAT_NAMES, NESTED_NAMES, ACRONYM_USES)
"""The aspects whose spans are scored against gold."""
