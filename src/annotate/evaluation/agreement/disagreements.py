"""Where annotators disagree: one row a place, with what each of them said there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation
from annotate.evaluation.agreement.alignment import align
from annotate.evaluation.agreement.annotators import SharedDocument
from annotate.evaluation.agreement.items import (
    Aspect,
    Item,
    date_value,
    expansion,
    in_citation,
    plain_expansion,
)

LABEL, BOUNDARY, MISSING, VALUE, EXPANSION, CITATION = (
    "label",
    "boundary",
    "missing",
    "value",
    "expansion",
    "citation mark",
)
KINDS = {
    MISSING: (
        "un annotateur n'a rien à cet endroit",
        "an annotator has nothing at this place",
    ),
    BOUNDARY: ("bornes différentes", "different boundaries"),
    LABEL: ("étiquettes différentes", "different labels"),
    VALUE: ("valeurs ou modificateurs différents", "different values or modifiers"),
    EXPANSION: ("développements différents", "different expansions"),
    CITATION: (
        "marqué par un seul comme étant dans un appel bibliographique",
        "marked by some only as being in a bibliographic call",
    ),
}
"""The kinds of disagreement in the order they are named, with their meaning in French, English."""


@dataclass(frozen=True)
class Disagreement:
    """One place where annotators do not say the same.

    Attributes
    ----------
    document : str
        Id of the document.
    aspect : str
        ``entities``, ``nested``, ``acronyms`` or ``structure``.
    kinds : tuple of str
        What differs, of :data:`KINDS`.
    start, end : int
        Code points of the source, half-open, from the first to the last that anybody marked.
    page : int or None
        The page it begins on, where an annotation says it.
    said : dict of str to tuple of Annotation
        What each annotator that has the document said: mostly one annotation, none where it is
        missing, several where one name stands against two.
    """

    document: str
    aspect: str
    kinds: tuple[str, ...]
    start: int
    end: int
    page: int | None
    said: dict[str, tuple[Annotation, ...]]


def disagreements(
    document: SharedDocument, aspect: Aspect, names: Sequence[str]
) -> list[Disagreement]:
    """Return where annotators of a document disagree, by position.

    Annotations that are aligned between any two annotators are one place. Values, expansions and
    citation marks are compared there too, so that each place is one row.

    Parameters
    ----------
    document : SharedDocument
        The document.
    aspect : Aspect
        One that is listed.
    names : sequence of str
        The annotators to compare; those that have not the document do not count.
    """
    items = {
        name: aspect.items(standoff)
        for name, standoff in document.standoffs.items()
        if name in names
    }
    found = []
    for place in _places(items):
        kinds = _kinds(place)
        if kinds:
            every = [item for said in place.values() for item in said]
            pages = [one.annotation.page for one in every if one.annotation.page is not None]
            found.append(
                Disagreement(
                    document.id,
                    aspect.name,
                    kinds,
                    min(item.start for item in every),
                    max(item.end for item in every),
                    min(pages, default=None),
                    {name: tuple(item.annotation for item in said) for name, said in place.items()},
                )
            )
    return sorted(found, key=lambda one: (one.start, -one.end, one.kinds))


def _places(items: Mapping[str, Sequence[Item]]) -> list[dict[str, list[Item]]]:
    """Join what is aligned between any two annotators."""
    nodes = [(name, place) for name, found in items.items() for place in range(len(found))]
    number = {id(items[name][place]): at for at, (name, place) in enumerate(nodes)}
    parent = list(range(len(nodes)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, other in combinations(items, 2):
        for pair in align(items[one], items[other]):
            parent[root(number[id(pair.first)])] = root(number[id(pair.second)])
    groups: dict[int, dict[str, list[Item]]] = {}
    for at, (name, place) in enumerate(nodes):
        group = groups.setdefault(root(at), {each: [] for each in items})
        group[name].append(items[name][place])
    return list(groups.values())


def _kinds(place: Mapping[str, Sequence[Item]]) -> tuple[str, ...]:
    every = [item for said in place.values() for item in said]
    kinds = []
    if not all(place.values()):
        kinds.append(MISSING)
    if _differ(every, lambda item: item.ranges):
        kinds.append(BOUNDARY)
    layer = every[0].annotation.layer
    if _differ(every, lambda item: item.label):
        # What carries different labels has no values to compare.
        kinds.append(LABEL)
    elif layer != ACRONYMS and _differ(every, lambda item: date_value(item.annotation)):
        kinds.append(VALUE)
    if layer == ACRONYMS and _differ(every, lambda item: plain_expansion(item.annotation)):
        kinds.append(EXPANSION)
    if layer == ENTITIES and _differ(every, lambda item: in_citation(item.annotation)):
        kinds.append(CITATION)
    return tuple(kind for kind in KINDS if kind in kinds)


def _differ(items: Iterable[Item], said: Callable[[Item], object]) -> bool:
    return len({said(item) for item in items}) > 1


def told_value(annotation: Annotation) -> str:
    """Return what an annotation says beside its label: value and modifier, or expansion."""
    if annotation.layer == ACRONYMS:
        return expansion(annotation)
    return date_value(annotation)
