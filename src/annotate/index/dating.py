"""When things were: the years that dates mean, the dates beside an entity, a table by year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from annotate.gold.edtf import years_of
from annotate.index.mentions import ACRONYMS, Mention
from annotate.index.surface_forms import DATE
from annotate.pipes.dates.values import earliest
from annotate.tables import Cell

TIMELINE_COLUMNS = (
    "year",
    "until",
    "date",
    "mentions",
    "documents",
    "document_ids",
    "forms",
    "entities",
    "first_link",
)
BESIDE = 12
"""Entities beside a date that the table of years names."""


def dates_beside(
    mentions: Iterable[tuple[Mention, int]],
) -> tuple[dict[int, set[str]], dict[int, set[int]]]:
    """Return the dates of the sentences that name each entity of a document, and what stands beside
    each date.

    Parameters
    ----------
    mentions : iterable of (Mention, int)
        Of one document, with the numbers of their entities, negative where there is none.

    Returns
    -------
    dict of int to set of str
        EDTF values by the number of the entity; dates are left out.
    dict of int to set of int
        Numbers of entities by the place of a date among the mentions.
    """
    sentences: dict[str, list[tuple[Mention, int]]] = defaultdict(list)
    dates: list[tuple[int, Mention]] = []
    for at, (one, entity) in enumerate(mentions):
        if one.label == DATE and years_of(one.value or ""):
            dates.append((at, one))
        if one.sentence and one.layer != ACRONYMS:
            sentences[one.sentence].append((one, entity))
    values: dict[int, set[str]] = defaultdict(set)
    beside: dict[int, set[int]] = {}
    for at, date in dates:
        group = sentences.get(date.sentence, ())
        beside[at] = {entity for one, entity in group if entity >= 0 and one.label != DATE}
        for entity in beside[at] if date.layer != ACRONYMS and date.value else ():
            values[entity].add(str(date.value))
    return values, beside


def first_and_last(values: Collection[str]) -> tuple[str, str]:
    """Return the first and the last of some dates; ``""`` if there are none.

    Examples
    --------
    >>> first_and_last(["1936-05", "1914/1918", "1936"])
    ('1914/1918', '1936-05')
    """
    return (
        min(values, key=lambda one: (earliest(one.split("/")[0]) or (), one), default=""),
        max(values, key=lambda one: (earliest(one.split("/")[-1]) or (), one), default=""),
    )


@dataclass(slots=True)
class Year:
    """What a run says of one year, decade or interval.

    Attributes
    ----------
    first, last : int
        The years.
    forms : Counter
        The forms of its dates.
    documents : list of str
        The documents that name it, sorted.
    beside : sequence of (str, int)
        Names of what sentences name beside it, with how often, the most often first.
    link : str
        Where it is first named.
    """

    first: int
    last: int
    forms: Counter[str] = field(default_factory=Counter)
    documents: list[str] = field(default_factory=list)
    beside: Sequence[tuple[str, int]] = ()
    link: str = ""

    def row(self) -> Sequence[Cell]:
        """Return the cells under :data:`TIMELINE_COLUMNS`.

        What dates of a month or a day mean is in the row of their year.
        """
        return (
            self.first,
            self.last,
            _shown(self.first, self.last),
            self.forms.total(),
            len(self.documents),
            "; ".join(self.documents),
            "; ".join(f"{form} ({n})" for form, n in self.forms.most_common(BESIDE)),
            "; ".join(f"{name} ({n})" for name, n in self.beside),
            self.link,
        )


def _shown(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"
