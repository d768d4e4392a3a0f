"""One thing that a corpus names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotate.index.mentions import Mention
from annotate.index.place_names import PlaceLink
from annotate.index.reasons import Reason


@dataclass(frozen=True, slots=True)
class Merge:
    """Two forms that are one entity, and why.

    Examples
    --------
    >>> print(Merge("Pas-de-Calais", "Pas de Calais", Reason.HYPHENS))
    hyphens: Pas-de-Calais = Pas de Calais
    """

    first: str
    second: str
    reason: Reason

    def __str__(self) -> str:
        return f"{self.reason}: {self.first} = {self.second}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One thing that the corpus names.

    Attributes
    ----------
    id : str
        Label and name in plain ASCII (``loc-pas-de-calais``), with a number when two entities
        would have the same; it does not depend on the order of the documents.
    label : str
        The label that all its mentions have.
    name : str
        The canonical name: the long form of an acronym, the full name of a person, else the
        commonest form.
    variants : mapping of str to int
        How often each form occurs, the commonest first.
    first : Mention
        The first mention, in the order of the documents' ids.
    documents : tuple of str
        The documents that name it, sorted.
    mentions, citations : int
        How many mentions it has, and how many of these are in bibliographic calls.
    acronym, expansion : str
        ``""`` when the text gives none.
    value : str or None
        EDTF, for dates.
    first_date, last_date : str
        The first and the last date (EDTF) of the sentences that name it, ``""`` when they have
        none.
    authority : mapping of str to tuple of str
        Codes and ids of the place that it is, by kind of code (``insee_commune``).
    place : PlaceLink or None
        That place, how sure it is, and what decided; where its mentions mean several, their
        namesakes.
    reasons : tuple of Merge
        Why the variants are one entity.
    """

    id: str
    label: str
    name: str
    variants: Mapping[str, int]
    first: Mention
    documents: tuple[str, ...]
    mentions: int
    citations: int = 0
    acronym: str = ""
    expansion: str = ""
    value: str | None = None
    first_date: str = ""
    last_date: str = ""
    authority: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: PlaceLink | None = None
    reasons: tuple[Merge, ...] = ()

    @property
    def only_in_citations(self) -> bool:
        """Whether it is named in bibliographic calls only, so that an index may leave it out."""
        return self.citations == self.mentions
