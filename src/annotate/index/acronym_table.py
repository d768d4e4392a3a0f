"""The table of acronyms: what each stands for, who says so, and where it stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from annotate.index.corpus_index import Index
from annotate.index.mentions import Mention
from annotate.index.surface_forms import clean
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


def acronym_rows(index: Index) -> Iterator[Sequence[Cell]]:
    """Yield the rows of the table of acronyms, under :data:`ACRONYM_COLUMNS`, in order.

    A row is an acronym in one meaning: one that documents use differently has several, and one
    that names no entity (`VTT`), or that nobody explains, has its row, too.

    Parameters
    ----------
    index : Index
        Of a run.
    """
    for (_, expansion, entity), rows in groupby(index.acronyms(), key=_meaning):
        row = _Row()
        for _, _, row.name, row.label, _, mention in rows:
            row.read(mention)
        yield (
            row.forms.most_common(1)[0][0],
            expansion,
            ", ".join(sorted(row.givers - {""})),
            entity,
            row.name,
            row.label,
            row.forms.total(),
            len(row.pages),
            "; ".join(row.pages),
            "; ".join(sorted(_told(row.pages))),
            row.link,
        )


def _meaning(use: tuple[str, str, str, str, int, Mention]) -> tuple[str, str, str]:
    return use[0], use[1], use[5].entity


@dataclass(slots=True)
class _Row:
    """What is gathered for a row."""

    name: str = ""
    label: str = ""
    link: str = ""
    forms: Counter[str] = field(default_factory=Counter)
    givers: set[str] = field(default_factory=set)
    pages: dict[str, set[int]] = field(default_factory=dict)

    def read(self, mention: Mention) -> None:
        self.link = self.link or mention.link
        self.forms[clean(mention.text)] += 1
        self.givers.add(mention.expansion_from)
        self.pages.setdefault(mention.document, set()).update(
            {mention.page} if mention.page else ()
        )


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
    return _told(found)


def _told(found: Mapping[str, Collection[int]]) -> list[str]:
    return [
        f"{document} {', '.join(map(str, sorted(pages)))}".strip()
        for document, pages in found.items()
    ]
