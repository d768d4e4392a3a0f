"""Spans to be compared: what somebody said about which characters.

Scoring, agreement and adjudication compare spans, which are made of annotations here. A list of
them holds one aspect of a document (its flat names, the values of its dates …). Beside their
boundaries, two spans have to share their `content` to be the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from annotate.document.annotation import ACRONYMS, ENTITIES, STRUCTURE, Annotation
from annotate.document.source import Range
from annotate.document.standoff import Standoff
from annotate.french.characters import plain_typography

NESTED = "nested"
DATE = "DATE"

# Elements of different groups lie over each other (a sentence in a paragraph in a box), so only
# elements of one group can be aligned.
_GROUPS = frozenset({"sentence", "note_call", "page_break", "box"})


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
        What has to be equal, beside the boundaries, for two spans to be the same.
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


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing to agree on.

    Attributes
    ----------
    name : str
        As tables show it.
    layer : str
        The layer that holds it.
    spans : callable
        The spans of a standoff, sorted by position.
    listed : bool
        Whether its disagreements are listed; those of values, expansions and marks are listed with
        the names that carry them.
    """

    name: str
    layer: str
    spans: Callable[[Standoff], list[Span]]
    listed: bool = False


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


def flat_entities(standoff: Standoff) -> list[Span]:
    """Return the names of the flat layer, without those inside longer names."""
    return _sorted(
        _span(one, one.label, one.label)
        for one in _annotations(standoff, ENTITIES)
        if not is_nested(one)
    )


def nested_names(standoff: Standoff) -> list[Span]:
    """Return the names inside longer names."""
    return _sorted(
        _span(one, one.label, one.label)
        for one in _annotations(standoff, ENTITIES)
        if is_nested(one)
    )


def dates(standoff: Standoff) -> list[Span]:
    """Return the flat dates; what has to agree is the value with its modifier."""
    return _sorted(
        _span(one, one.label, date_value(one))
        for one in _annotations(standoff, ENTITIES)
        if one.label == DATE and not is_nested(one)
    )


def citation_marks(standoff: Standoff) -> list[Span]:
    """Return the flat names as marked and not marked; what has to agree is the mark."""
    return _sorted(
        _span(one, label, label)
        for one in _annotations(standoff, ENTITIES)
        if not is_nested(one)
        for label in ("in citation" if in_citation(one) else "not in citation",)
    )


def acronyms(standoff: Standoff) -> list[Span]:
    """Return the uses of acronyms."""
    return _sorted(_span(one, one.label, one.label) for one in _annotations(standoff, ACRONYMS))


def expansions(standoff: Standoff) -> list[Span]:
    """Return the uses of acronyms; what has to agree is the expansion, or that there is none."""
    return _sorted(
        _span(one, "expanded" if expansion_of(one) else "not expanded", normal_expansion(one))
        for one in _annotations(standoff, ACRONYMS)
    )


def structure(standoff: Standoff) -> list[Span]:
    """Return the elements of the structure; sentences, calls, boxes and blocks apart."""
    return _sorted(
        _span(one, one.label, one.label, one.label if one.label in _GROUPS else "block")
        for one in _annotations(standoff, STRUCTURE)
    )


def _annotations(standoff: Standoff, layer: str) -> Iterator[Annotation]:
    return (one for one in standoff.layer(layer).annotations if one.status != "rejected")


def _span(annotation: Annotation, label: str, content: str, group: str = "") -> Span:
    ranges = normal_ranges(annotation.ranges)
    return Span(ranges, label, content, group, annotation=annotation)


def _sorted(spans: Iterable[Span]) -> list[Span]:
    return sorted(spans, key=lambda span: (span.start, -span.end, span.label, span.content))


ASPECTS = (
    Aspect("entities", ENTITIES, flat_entities, listed=True),
    Aspect("nested", ENTITIES, nested_names, listed=True),
    Aspect("dates", ENTITIES, dates),
    Aspect("citations", ENTITIES, citation_marks),
    Aspect("acronyms", ACRONYMS, acronyms, listed=True),
    Aspect("expansions", ACRONYMS, expansions),
    Aspect("structure", STRUCTURE, structure, listed=True),
)
"""All that annotators are compared in, in the order of the tables."""
