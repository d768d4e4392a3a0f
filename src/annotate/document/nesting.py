"""How names lie to each other: apart, nested, or in each other's way."""

from __future__ import annotations

from annotate.document.annotation import ACRONYMS, Annotation


def is_nested(annotation: Annotation) -> bool:
    """Return whether an annotation is a name inside a longer name."""
    return bool(annotation.attributes.get("nested", False))


def overlap(one: Annotation, other: Annotation) -> bool:
    """Return whether two annotations share characters; what lies between the ranges of one (a note
    below a page) is no part of it.

    Examples
    --------
    >>> parted = Annotation("e-1", "entities", "ORG", ((0, 4), (90, 99)), "Mine de Lens")
    >>> overlap(parted, Annotation("e-2", "entities", "LOC", ((20, 24),), "Lens"))
    False
    """
    return any(
        low < other_high and other_low < high
        for low, high in one.ranges
        for other_low, other_high in other.ranges
    )


def strictly_inside(inner: Annotation, outer: Annotation) -> bool:
    """Return whether an annotation lies inside another and is shorter."""
    return inner.ranges != outer.ranges and all(
        any(low <= start and end <= high for low, high in outer.ranges)
        for start, end in inner.ranges
    )


def compatible(one: Annotation, other: Annotation) -> bool:
    """Return whether two annotations may be in one layer: apart, or nested one inside the other."""
    if not overlap(one, other):
        return True
    if is_nested(one) == is_nested(other):
        return False
    inner, outer = (one, other) if is_nested(one) else (other, one)
    return strictly_inside(inner, outer)


def clash(one: Annotation, other: Annotation) -> bool:
    """Return whether two annotations exclude each other: names of one layer that share characters
    without one lying inside the other, or two labels over the same characters.
    """
    if one.layer != other.layer or one.id == other.id:
        return False
    if not overlap(one, other):
        return False
    if one.layer == ACRONYMS:
        return True
    return not (strictly_inside(one, other) or strictly_inside(other, one))
