"""Where two or more do not say the same: annotators, readings, or gold and a prediction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from annotate.document.annotation import ACRONYMS, ENTITIES, STRUCTURE, Annotation
from annotate.evaluation.spans import Span, date_value, in_citation, normal_expansion

MISSING, BOUNDARY, LABEL, VALUE = "missing", "boundary", "label", "value"
EXPANSION, CITATION = "expansion", "citation mark"

Facets = Mapping[str, Callable[[Span], object]]
"""What is compared at a place: from a kind of disagreement to what each span says about it."""


_BOUNDARY_AND_LABEL: Facets = {
    BOUNDARY: lambda span: span.ranges,
    LABEL: lambda span: span.label,
}
_VALUE: Facets = {VALUE: lambda span: date_value(span.annotation)}
FACETS: Mapping[str, Facets] = {
    ENTITIES: {
        **_BOUNDARY_AND_LABEL,
        **_VALUE,
        CITATION: lambda span: in_citation(span.annotation),
    },
    ACRONYMS: {
        **_BOUNDARY_AND_LABEL,
        EXPANSION: lambda span: normal_expansion(span.annotation),
    },
    STRUCTURE: {**_BOUNDARY_AND_LABEL, **_VALUE},
}
"""What annotators are compared in at each place, by layer."""


@dataclass(frozen=True)
class Disagreement:
    """One place where not everybody says the same.

    Attributes
    ----------
    document : str
        Id of the document.
    aspect : str
        What was compared: a layer, or ``nested`` for names inside names.
    kinds : tuple of str
        What differs: ``missing`` where somebody says nothing, or a facet that was compared.
    said : mapping of str to tuple of Annotation
        What each of them says: mostly one annotation, none where it is missing, several where one
        name answers to two.
    """

    document: str
    aspect: str
    kinds: tuple[str, ...]
    said: Mapping[str, tuple[Annotation, ...]]

    @classmethod
    def of(
        cls,
        document: str,
        aspect: str,
        said: Mapping[str, Sequence[Span]],
        facets: Facets,
        **more: Any,
    ) -> Self | None:
        """Return the disagreement at a place, None where all say the same.

        Parameters
        ----------
        document, aspect : str
            Where it is.
        said : mapping of str to sequence of Span
            The aligned spans of each side, by its name; one at least.
        facets : mapping of str to callable
            What is compared. A value is not compared where labels differ.
        **more
            Further fields, of a class derived from this one.
        """
        every = [span for spans in said.values() for span in spans]
        kinds = [MISSING] if not all(said.values()) else []
        kinds += [kind for kind, facet in facets.items() if len(set(map(facet, every))) > 1]
        if LABEL in kinds and VALUE in kinds:
            kinds.remove(VALUE)
        if not kinds:
            return None
        held = {name: tuple(span.annotation for span in spans) for name, spans in said.items()}
        return cls(document, aspect, tuple(kinds), held, **more)

    @property
    def start(self) -> int:
        """The first code point of the source that anybody marked."""
        return min(one.start for one in self._every)

    @property
    def end(self) -> int:
        """The code point after the last that anybody marked."""
        return max(one.end for one in self._every)

    @property
    def page(self) -> int | None:
        """The page it begins on, where an annotation has it."""
        return min((one.page for one in self._every if one.page is not None), default=None)

    @property
    def first(self) -> Annotation | None:
        """What the first of two says, None where it says nothing."""
        return self._side(0)

    @property
    def second(self) -> Annotation | None:
        """What the second of two says, None where it says nothing."""
        return self._side(1)

    @property
    def either(self) -> Annotation:
        """The first annotation that anybody has here."""
        return self._every[0]

    @property
    def _every(self) -> list[Annotation]:
        return [one for said in self.said.values() for one in said]

    def _side(self, number: int) -> Annotation | None:
        said = list(self.said.values())[number]
        return said[0] if said else None
