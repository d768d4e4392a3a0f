"""The table of acronyms: what each stands for, who says so, and where it stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotate.index.mentions import ACRONYMS, REJECTED, Mention
from annotate.index.surface_forms import clean
from annotate.pipes.acronyms import key
from annotate.tables import Cell

ACRONYM_COLUMNS = (
    "acronym",
    "expansion",
    "expansion_from",
    "entity",
    "entity_name",
    "label",
    "mentions",
    "documents",
    "document_ids",
    "pages",
    "first_link",
)


def acronym_rows(mentions: Iterable[Mention], names: Mapping[str, str]) -> Iterator[Sequence[Cell]]:
    """Yield the rows of the table of acronyms, under :data:`ACRONYM_COLUMNS`, in order.

    A row is an acronym in one meaning: one that documents use differently has several, and one
    that names no entity (`VTT`), or that nobody explains, has its row, too.

    Parameters
    ----------
    mentions : iterable of Mention
        Of a run, with their entities.
    names : mapping of str to str
        Name of each entity by its id.
    """
    every = list(mentions)
    labels = {one.entity: one.label for one in every if one.layer != ACRONYMS and one.entity}
    rows: dict[tuple[str, str, str], list[Mention]] = defaultdict(list)
    for form, own in uses_of(every).items():
        for one in own:
            rows[form, clean(one.expansion), one.entity].append(one)
    for (_, expansion, entity), uses in sorted(rows.items()):
        documents = sorted({one.document for one in uses})
        yield (
            Counter(clean(one.text) for one in uses).most_common(1)[0][0],
            expansion,
            ", ".join(sorted({one.expansion_from for one in uses} - {""})),
            entity,
            names.get(entity, ""),
            labels.get(entity, ""),
            len(uses),
            len(documents),
            "; ".join(documents),
            "; ".join(sorted(pages_of(uses))),
            uses[0].link,
        )


def uses_of(mentions: Iterable[Mention]) -> dict[str, list[Mention]]:
    """Return what the acronyms layer holds, by spelling, in order: what was rejected is left out.

    Examples
    --------
    >>> uses = uses_of(Mention(document="a", mention_id=form, label="ACRONYM", layer=ACRONYMS,
    ...     text=form, ranges=((0, 3),)) for form in ("ZUP", "C.R.H.", "CRH"))
    >>> [(form, len(own)) for form, own in uses.items()]
    [('CRH', 2), ('ZUP', 1)]
    """
    found: dict[str, list[Mention]] = defaultdict(list)
    for one in mentions:
        if one.layer == ACRONYMS and one.status != REJECTED:
            found[key(one.text)].append(one)
    return dict(sorted(found.items()))


def pages_of(mentions: Iterable[Mention]) -> list[str]:
    """Return where mentions stand, for print: each document, in the order given, with its pages.

    Examples
    --------
    >>> places = ("b", None), ("a", 2), ("a", 1), ("a", 2)
    >>> pages_of(Mention(document=name, mention_id=str(page), label="LOC", text="Lens",
    ...     ranges=((0, 4),), page=page) for name, page in places)
    ['b', 'a 1, 2']
    """
    found: dict[str, set[int]] = defaultdict(set)
    for one in mentions:
        found[one.document] |= {one.page} if one.page else set()
    return [
        f"{document} {', '.join(map(str, sorted(pages)))}".strip()
        for document, pages in found.items()
    ]
