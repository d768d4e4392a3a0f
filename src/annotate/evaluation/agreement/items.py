"""What is compared: the things that annotators can agree on, one list of items for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from annotate.document.annotation import ACRONYMS, ENTITIES, STRUCTURE, Annotation
from annotate.document.source import Range
from annotate.document.standoff import Standoff
from annotate.french.characters import plain_typography

REJECTED = "rejected"

# Pieces of different families lie over each other (a sentence in a paragraph in a box), so only
# pieces of one family can be taken for one another.
_FAMILIES = frozenset({"sentence", "note_call", "page_break", "box"})


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that an annotator said about some characters.

    Attributes
    ----------
    ranges : tuple of Range
        Code points of the source, half-open; ranges that touch are one.
    label : str
        The line of the table it is counted in.
    content : str
        What has to be the same, beside the boundaries, for the item to be the same.
    family : str
        Only items of one family are compared with each other.
    annotation : Annotation
        Where it comes from.
    """

    ranges: tuple[Range, ...]
    label: str
    content: str
    family: str
    annotation: Annotation = field(compare=False)

    @property
    def start(self) -> int:
        """The first code point."""
        return self.ranges[0][0]

    @property
    def end(self) -> int:
        """Behind the last code point."""
        return self.ranges[-1][1]


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing to agree on.

    Attributes
    ----------
    name : str
        As tables show it.
    told : str
        What is counted, in a few words.
    layer : str
        The layer that holds them.
    items : callable
        The items of a standoff, sorted by position.
    listed : bool
        Whether its disagreements are listed; those of values, expansions and marks are listed with
        the names that carry them.
    """

    name: str
    told: str
    layer: str
    items: Callable[[Standoff], list[Item]]
    listed: bool = False


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
    """Tell whether an annotation stands inside a longer name."""
    return bool(annotation.attributes.get("nested", False))


def in_citation(annotation: Annotation) -> bool:
    """Tell whether an annotation stands in a bibliographic call."""
    return bool(annotation.attributes.get("in_citation", False))


def date_value(annotation: Annotation) -> str:
    """Return the value of a date with its modifier, such as ``199X MID``; "" without a value."""
    return " ".join(
        part
        for part in (annotation.value or "", str(annotation.attributes.get("mod") or ""))
        if part
    )


def expansion(annotation: Annotation) -> str:
    """Return the expansion of an acronym as it was written, "" when it has none."""
    return str(annotation.attributes.get("expansion") or "")


def plain_expansion(annotation: Annotation) -> str:
    """Return an expansion without case and the kind of apostrophe, dash, space and ligature."""
    return plain_typography(expansion(annotation)).casefold()


def _standing(standoff: Standoff, layer: str) -> Iterator[Annotation]:
    for annotation in standoff.layer(layer).annotations:
        if annotation.status != REJECTED:
            yield annotation


def _item(annotation: Annotation, label: str, content: str, family: str = "") -> Item:
    return Item(normal_ranges(annotation.ranges), label, content, family, annotation)


def _sorted(items: Iterator[Item]) -> list[Item]:
    return sorted(items, key=lambda item: (item.start, -item.end, item.label, item.content))


def flat_entities(standoff: Standoff) -> list[Item]:
    """Return the names of the flat layer, those inside longer names left out."""
    return _sorted(
        _item(one, one.label, one.label)
        for one in _standing(standoff, ENTITIES)
        if not is_nested(one)
    )


def nested_names(standoff: Standoff) -> list[Item]:
    """Return the names inside longer names."""
    return _sorted(
        _item(one, one.label, one.label) for one in _standing(standoff, ENTITIES) if is_nested(one)
    )


def dates(standoff: Standoff) -> list[Item]:
    """Return the flat dates; what has to agree is the value with its modifier."""
    return _sorted(
        _item(one, one.label, date_value(one))
        for one in _standing(standoff, ENTITIES)
        if one.label == "DATE" and not is_nested(one)
    )


def citation_marks(standoff: Standoff) -> list[Item]:
    """Return the flat names as marked and not marked; what has to agree is the mark."""
    return _sorted(
        _item(one, label, label)
        for one in _standing(standoff, ENTITIES)
        if not is_nested(one)
        for label in ("in citation" if in_citation(one) else "not in citation",)
    )


def acronyms(standoff: Standoff) -> list[Item]:
    """Return the uses of acronyms."""
    return _sorted(_item(one, one.label, one.label) for one in _standing(standoff, ACRONYMS))


def expansions(standoff: Standoff) -> list[Item]:
    """Return the uses of acronyms; what has to agree is the expansion, or that there is none."""
    return _sorted(
        _item(one, "expanded" if expansion(one) else "not expanded", plain_expansion(one))
        for one in _standing(standoff, ACRONYMS)
    )


def structure(standoff: Standoff) -> list[Item]:
    """Return the pieces of the structure; sentences, calls, boxes and blocks apart."""
    return _sorted(
        _item(one, one.label, one.label, one.label if one.label in _FAMILIES else "block")
        for one in _standing(standoff, STRUCTURE)
    )


ASPECTS = (
    Aspect(
        "entities",
        "names of the flat layer, with their labels",
        ENTITIES,
        flat_entities,
        listed=True,
    ),
    Aspect(
        "nested",
        "names inside longer names, with their labels",
        ENTITIES,
        nested_names,
        listed=True,
    ),
    Aspect("dates", "flat dates, with value and modifier", ENTITIES, dates),
    Aspect(
        "citations", "flat names, with the mark of standing in a citation", ENTITIES, citation_marks
    ),
    Aspect("acronyms", "uses of acronyms", ACRONYMS, acronyms, listed=True),
    Aspect("expansions", "uses of acronyms, with their expansion or none", ACRONYMS, expansions),
    Aspect(
        "structure", "pieces of the structure, by exact ranges", STRUCTURE, structure, listed=True
    ),
)
"""All that is compared, in the order of the tables."""
