"""When things were: the years that dates mean, the dates beside an entity, a table by year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
_MOST = 12
"""Entities beside a date that the table of years names."""

Sentence = tuple[str, str]


def dates_beside(mentions: Sequence[Mention]) -> dict[str, tuple[str, str]]:
    """Return the first and the last date of the sentences that name each entity.

    Parameters
    ----------
    mentions : sequence of Mention
        Of a run, with their entities.

    Returns
    -------
    dict of str to (str, str)
        EDTF values by the id of the entity; entities beside no date are left out, and dates.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for group in _sentences(mentions).values():
        values = [one.value for one in group if one.label == DATE and years_of(one.value or "")]
        for entity in {one.entity for one in group if one.entity and one.label != DATE}:
            found[entity] += [value for value in values if value]
    return {
        entity: (
            min(values, key=lambda value: (earliest(value.split("/")[0]) or (), value)),
            max(values, key=lambda value: (earliest(value.split("/")[-1]) or (), value)),
        )
        for entity, values in found.items()
        if values
    }


def _sentences(mentions: Iterable[Mention]) -> Mapping[Sentence, list[Mention]]:
    found: dict[Sentence, list[Mention]] = defaultdict(list)
    for one in mentions:
        if one.sentence and one.layer != ACRONYMS:
            found[one.document, one.sentence].append(one)
    return found


@dataclass(slots=True)
class _Year:
    """What a run says of one year, decade or interval."""

    mentions: list[Mention] = field(default_factory=list)
    beside: Counter[str] = field(default_factory=Counter)


def timeline_rows(
    mentions: Sequence[Mention], names: Mapping[str, str]
) -> Iterator[Sequence[Cell]]:
    """Yield the rows of the table by year, under :data:`TIMELINE_COLUMNS`.

    A row is a year, a decade, a century or an interval: what dates of a month or a day mean is in
    the row of their year. Dates whose year is open are left out.

    Parameters
    ----------
    mentions : sequence of Mention
        Of a run, with their entities.
    names : mapping of str to str
        Name of each entity by its id.
    """
    sentences = _sentences(mentions)
    rows: dict[tuple[int, int], _Year] = defaultdict(_Year)
    for one in mentions:
        if one.label == DATE and (span := years_of(one.value or "")):
            row = rows[span]
            row.mentions.append(one)
            others = sentences.get((one.document, one.sentence), [])
            row.beside.update({other.entity for other in others if other.label != DATE} - {""})
    for (first, last), row in sorted(rows.items()):
        documents = sorted({one.document for one in row.mentions})
        forms = Counter(one.text for one in row.mentions)
        beside = sorted(row.beside.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
        yield (
            first,
            last,
            _shown(first, last),
            len(row.mentions),
            len(documents),
            "; ".join(documents),
            "; ".join(f"{form} ({n})" for form, n in forms.most_common(_MOST)),
            "; ".join(f"{names.get(entity, entity)} ({n})" for entity, n in beside),
            row.mentions[0].link,
        )


def _shown(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"
