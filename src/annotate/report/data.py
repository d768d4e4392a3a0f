"""What the script of a report needs, in lists where keys would cost more than what they hold."""

from __future__ import annotations

import base64
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from tempfile import SpooledTemporaryFile
from typing import Any, Self

from annotate.document.annotation import STATUSES as EVERY_STATUS
from annotate.document.labels import DATE
from annotate.gold.edtf import years_of
from annotate.index.corpus_index import Index
from annotate.index.entities import Entity
from annotate.index.mentions import REJECTED, Mention, anchor
from annotate.index.packed import mention_of
from annotate.index.place_names import Certainty, PlaceLink
from annotate.index.reasons import MEANINGS
from annotate.report.model import ReportDocument
from annotate.report.pictures import Pictures

STATUSES = tuple(one for one in EVERY_STATUS if one != REJECTED)
NEAR = 15
"""How many entities an entity's page says it is named together with."""
EDGES = 600
"""How many pairs of entities the network is drawn from."""
_Near = tuple[str, str, str, int, int]
_NEAR_BY = (
    "SELECT * FROM (SELECT e.label, e.name, e.id, n.all_sentences, n.all_paragraphs FROM near n "
    "JOIN entities e ON e.root = n.other WHERE (e.label = :date) = {dates} "
    "AND (n.all_sentences OR n.all_paragraphs) "
    "ORDER BY n.all_paragraphs DESC, n.all_sentences DESC, e.name, e.rank LIMIT :most)"
)
_NEAR = (
    "WITH own AS (SELECT root FROM entities WHERE id = :id), near AS ("
    "SELECT last other, all_sentences, all_paragraphs FROM pairs "
    "WHERE first = (SELECT root FROM own) UNION ALL "
    "SELECT first, all_sentences, all_paragraphs FROM pairs "
    "WHERE last = (SELECT root FROM own)) "
    f"{_NEAR_BY.format(dates=0)} UNION ALL {_NEAR_BY.format(dates=1)}"
)
"""The names, then the dates, that an entity is named together with."""
_PACKED, _SPOOLED = 3 << 16, 1 << 22
"""Bytes that are encoded together, a multiple of three, and those of a file that is in memory."""
_CODES = {
    "insee_commune": "INSEE",
    "insee_departement": "INSEE",
    "insee_region": "INSEE",
    "iso": "ISO 3166",
}
"""What a reader calls the codes of the tables; the kind of place is told beside them."""
_CERTAIN = {
    Certainty.CERTAIN: ("certain", "certain"),
    Certainty.LIKELY: ("probable", "likely"),
    Certainty.OPEN: ("non tranché", "open"),
}
UNKNOWN = 255
"""The confidence of a mention that has none, among packed ones."""


@dataclass(slots=True)
class Acronym:
    """A form of the acronyms layer.

    Attributes
    ----------
    key : str
        What its spellings share.
    form, expansion, given_by : str
        The commonest spelling, its long form and who gives it; ``""`` where nobody does.
    mentions, documents : int
        How often it stands, and in how many documents.
    first : str
        The anchor where it stands first; ``""`` when no text shows it.
    first_document : str
        The document of that.
    """

    key: str
    form: str
    expansion: str
    given_by: str
    mentions: int
    documents: int
    first: str
    first_document: str


class Contents:
    """The index as a report shows it, read from its tables when it is asked for.

    Parameters
    ----------
    index : Index
        Entities and mentions.
    pictures : mapping of str to Pictures
        The pictures of pages of the documents that have some.
    """

    def __init__(self, index: Index, pictures: Mapping[str, Pictures]) -> None:
        self.index, self.pictures = index, pictures
        self._seen = bytearray(index.count())
        """By the number of a mention, whether a text shows it."""
        self._execute = index.connection.execute
        for table in ("shown_documents", "listed"):
            self._execute(f"DROP TABLE IF EXISTS {table}")
        self._execute(
            "CREATE TEMP TABLE shown_documents "
            "(place INTEGER PRIMARY KEY, id TEXT UNIQUE, title TEXT, href TEXT)"
        )
        self._execute("CREATE TEMP TABLE listed (number INTEGER PRIMARY KEY, root INTEGER UNIQUE)")
        self._execute(
            "INSERT INTO listed SELECT row_number() OVER "
            "(ORDER BY mentions DESC, name, rank) - 1, root FROM entities"
        )
        self.number_of = lru_cache(maxsize=20_000)(self._number_of)
        self.place_of = lru_cache(maxsize=20_000)(self._place_of)

    def add(self, document: str, title: str, href: str, seen: Iterable[str]) -> None:
        """Note the next document that is shown, and which of its mentions its text shows."""
        self._put(document, title, href)
        numbers = {one.mention_id: number for number, one in self.index.document(document)}
        for mention in seen:
            if mention in numbers:
                self._seen[numbers[mention]] = 1

    def _put(self, document: str, title: str, href: str) -> None:
        place = self.documents()
        row = (place, document, title, href)
        self._execute("INSERT INTO shown_documents VALUES (?, ?, ?, ?)", row)

    def add_others(self) -> None:
        """Name the documents that only mentions know."""
        others = self._execute(
            "SELECT d.id FROM documents d WHERE NOT EXISTS "
            "(SELECT 1 FROM shown_documents s WHERE s.id = d.id) AND EXISTS "
            "(SELECT 1 FROM mentions m WHERE m.document = d.number) ORDER BY d.number"
        ).fetchall()
        for (document,) in others:
            self._put(document, document, "")

    def documents(self) -> int:
        """Return how many documents there are."""
        found = self._execute("SELECT coalesce(max(place) + 1, 0) FROM shown_documents")
        return int(found.fetchone()[0])

    def titles(self, most: int = -1) -> Iterator[tuple[str, str, str, int]]:
        """Yield the first documents: id, title, file, and how many mentions each has."""
        found = self._execute(
            "SELECT s.id, s.title, s.href, count(m.number) FROM shown_documents s "
            "LEFT JOIN documents d ON d.id = s.id LEFT JOIN mentions m ON m.document = d.number "
            "AND NOT m.rejected GROUP BY s.place ORDER BY s.place LIMIT ?",
            (most,),
        )
        return iter(found)

    def titled(self) -> Iterator[tuple[str, str]]:
        """Yield the title and the file of each document."""
        return iter(self._execute("SELECT title, href FROM shown_documents ORDER BY place"))

    def href_of(self, document: str) -> str:
        """Return the file of a document, ``""`` if it has none of its own."""
        found = self._execute("SELECT href FROM shown_documents WHERE id = ?", (document,))
        row = found.fetchone()
        return str(row[0]) if row else ""

    def has(self, document: str) -> bool:
        """Return whether a document is shown."""
        found = self._execute("SELECT 1 FROM shown_documents WHERE id = ?", (document,))
        return found.fetchone() is not None

    def _number_of(self, entity: str) -> tuple[int, str]:
        """Return the number of an entity in the list and its name; -1 of one that is not there."""
        row = self._execute(
            "SELECT l.number, e.name FROM entities e JOIN listed l USING (root) WHERE e.id = ?",
            (entity,),
        ).fetchone()
        return (int(row[0]), str(row[1])) if row else (-1, "")

    def _place_of(self, document: str) -> int:
        """Return the number of a document."""
        found = self._execute("SELECT place FROM shown_documents WHERE id = ?", (document,))
        return int(found.fetchone()[0])

    def mentions(self, entity: Entity) -> Iterator[tuple[int, Mention]]:
        """Yield the mentions of an entity with their numbers, in the order of the documents."""
        own = self.index.numbered_mentions_of(entity.id)
        return own if self._in_order else iter(sorted(own, key=self._position))

    def _position(self, one: tuple[int, Mention]) -> tuple[int, int]:
        return self.place_of(one[1].document), one[0]

    @cached_property
    def _in_order(self) -> bool:
        """Whether the documents are in the order of their ids, as mentions are numbered."""
        found = self._execute(
            "SELECT 1 FROM (SELECT d.number n, lag(d.number) OVER (ORDER BY s.place) before "
            "FROM shown_documents s JOIN documents d USING (id)) WHERE before > n LIMIT 1"
        )
        return found.fetchone() is None

    def shown(self, number: int, mention: Mention) -> str:
        """Return the anchor of a mention; ``""`` when no text shows it."""
        return anchor(mention.document, mention.mention_id) if self._seen[number] else ""

    def first_shown(self, entity: str) -> tuple[str, str]:
        """Return the document that first names an entity, and the anchor there, ``""`` when no text
        shows it.
        """
        number, mention = next(self.index.numbered_mentions_of(entity))
        return mention.document, self.shown(number, mention)

    def rows(self) -> Iterator[list[Any]]:
        """Yield a row of the list for each entity; the scripts name its columns."""
        self._execute("CREATE TEMP TABLE ranks (rank INTEGER PRIMARY KEY, root INTEGER UNIQUE)")
        self._execute(
            "INSERT INTO ranks SELECT row_number() OVER (ORDER BY s.place, f.number, e.rank) - 1, "
            "e.root FROM (SELECT root, min(number) number FROM mentions WHERE root >= 0 "
            "GROUP BY root) f JOIN entities e USING (root) JOIN mentions m ON m.number = f.number "
            "JOIN documents d ON d.number = m.document JOIN shown_documents s ON s.id = d.id"
        )
        ranks = self._execute(
            "SELECT r.rank FROM listed l JOIN ranks r USING (root) ORDER BY l.number"
        )
        for one, (rank,) in zip(self.index.by_count(), ranks, strict=True):
            yield [
                one.id,
                one.label,
                one.name,
                one.acronym,
                "\n".join(form for form in (*one.variants, one.expansion) if form != one.name),
                one.mentions,
                int(one.only_in_citations),
                len(one.documents),
                rank,
                _time_of(one),
                position_of(one) or 0,
            ]
        self._execute("DROP TABLE ranks")

    def cards(self) -> Iterator[tuple[dict[str, Any], Iterator[list[Any]]]]:
        """Yield what the page of each entity says, in the order of the list, and the rows of its
        mentions.
        """
        for entity in self.index.by_count():
            near, dates = self._near(entity)
            told = {
                "expansion": entity.expansion,
                "value": entity.value or "",
                "variants": list(entity.variants.items()),
                "authority": " ; ".join(
                    f"{_CODES.get(kind, kind)} {value}"
                    for kind, some in entity.authority.items()
                    for value in some
                ),
                "place": _told_of(entity.place),
                "reasons": [
                    (one.first, one.second, *MEANINGS[one.reason]) for one in entity.reasons
                ],
                "near": near,
                "dates": dates,
            }
            yield told, (self.mention_row(*one) for one in self.mentions(entity))

    def mention_row(self, number: int, mention: Mention) -> list[Any]:
        """Return a mention as the scripts read it."""
        return [
            self.place_of(mention.document),
            mention.page or 0,
            mention.left,
            mention.text,
            mention.right,
            self.shown(number, mention),
            mention.value or mention.expansion,
            mention.source,
            "c" * mention.in_citation + "n" * mention.nested,
            STATUSES.index(mention.status),
            None if mention.score is None else round(100 * mention.score),
            self._boxes(mention),
        ]

    def spans(self, document: ReportDocument) -> list[list[Any]]:
        """Return what spans the blocks of a document have: label, flags, status and confidence,
        each combination once, by which a search of words is filtered.
        """
        known = {one.mention_id: one for _, one in self.index.document(document.id)}
        return [
            list(
                dict.fromkeys(
                    _filtered_by(mark.label, known.get(mark.mention_id)) for mark in block.marks
                )
            )
            for block in document.blocks
        ]

    def _boxes(self, mention: Mention) -> list[Any] | int:
        """Return the page and the boxes on its picture, as shares of width and height; 0 of a
        mention that no picture shows.
        """
        pictures = self.pictures.get(mention.document)
        if pictures is None or not mention.boxes or mention.boxes[0][0] not in pictures.corners:
            return 0
        page = mention.boxes[0][0]
        return [page, [pictures.placed(box) for box in mention.boxes if box[0] == page]]

    def acronyms(self) -> Iterator[Acronym]:
        """Yield the forms of the acronyms layer by spelling, also those that name no entity."""
        keys = self._execute("SELECT DISTINCT form FROM acronyms ORDER BY form").fetchall()
        for (key,) in keys:
            yield self._acronym(key)

    def acronym_mentions(self, key: str) -> Iterator[tuple[int, Mention]]:
        """Yield where an acronym stands, in the order of the documents."""
        found = self._execute(
            "SELECT m.number, m.data, s.id, coalesce(e.id, '') FROM acronyms a "
            "JOIN mentions m ON m.number = a.mention JOIN documents d ON d.number = m.document "
            "JOIN shown_documents s ON s.id = d.id LEFT JOIN entities e ON e.root = m.entity "
            "WHERE a.form = ? ORDER BY s.place, m.number",
            (key,),
        )
        for number, data, document, entity in found:
            yield number, mention_of(data, document, entity)

    def _acronym(self, key: str) -> Acronym:
        forms, givers, documents = Counter[str](), Counter[tuple[str, str]](), set[int]()
        first = ("", "")
        for number, one in self.acronym_mentions(key):
            if not forms:
                first = self.shown(number, one), one.document
            forms[one.text] += 1
            if one.expansion:
                givers[one.expansion, one.expansion_from] += 1
            documents.add(self.place_of(one.document))
        expansion, giver = min(givers, key=lambda one: (-givers[one], one), default=("", ""))
        form = min(forms, key=lambda one: (-forms[one], one))
        return Acronym(key, form, expansion, giver, forms.total(), len(documents), *first)

    def _near(self, entity: Entity) -> tuple[list[_Near], list[_Near]]:
        """Return the names, and the dates, that an entity is named together with, the commonest
        first.
        """
        found = self._execute(_NEAR, {"id": entity.id, "date": DATE, "most": NEAR}).fetchall()
        return [one for one in found if one[0] != DATE], [one for one in found if one[0] == DATE]

    def edges(self) -> list[tuple[int, int, int, int]]:
        """Return the strongest pairs of names: two numbers, sentences and paragraphs."""
        return self._execute(
            "SELECT min(l.number, k.number), max(l.number, k.number), "
            "p.all_sentences, p.all_paragraphs FROM pairs p "
            "JOIN listed l ON l.root = p.first JOIN listed k ON k.root = p.last "
            "JOIN entities e ON e.root = p.first JOIN entities f ON f.root = p.last "
            "WHERE e.label != ? AND f.label != ? AND (p.all_sentences OR p.all_paragraphs) "
            "ORDER BY p.all_paragraphs DESC, p.all_sentences DESC, 1, 2 LIMIT ?",
            (DATE, DATE, EDGES),
        ).fetchall()


class Facets:
    """Document, flags and confidence of every mention, entity after entity, packed."""

    def __init__(self) -> None:
        self._files = [SpooledTemporaryFile[bytes](_SPOOLED) for _ in range(3)]
        self._waiting = array("I"), array("B"), array("B")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.close()

    def of(self, row: list[Any]) -> list[Any]:
        """Note a mention, as :meth:`Contents.mention_row` returns it, and return it."""
        places, flags, scores = self._waiting
        places.append(row[0])
        flags.append(row[9] | 8 * ("c" in row[8]))
        scores.append(UNKNOWN if row[10] is None else row[10])
        if len(places) >= _PACKED:
            self._write()
        return row

    def _write(self) -> None:
        for file, some in zip(self._files, self._waiting, strict=True):
            file.write(some.tobytes())
            del some[:]

    def packed(self) -> Iterator[tuple[str, Iterator[str]]]:
        """Yield what was noted: each part with its name."""
        self._write()
        for name, file in zip(("documents", "flags", "scores"), self._files, strict=True):
            file.seek(0)
            read = iter(partial(file.read, _PACKED), b"")
            yield name, (base64.b64encode(some).decode("ascii") for some in read)


def _filtered_by(label: str, mention: Mention | None) -> tuple[str, str, int, int | None]:
    if mention is None:
        return label, "", 0, None
    score = None if mention.score is None else round(100 * mention.score)
    return label, "c" * mention.in_citation, STATUSES.index(mention.status), score


def _told_of(link: PlaceLink | None) -> list[str] | None:
    """Return how sure it is which place is meant, in French and English, what decided, and the
    namesakes; None where nothing is known of a place.
    """
    if link is None or not (link.authority or link.point or link.namesakes):
        return None
    others = ", ".join(f"{one.name} ({one.code or one.kind})" for one in link.namesakes)
    french, english = _CERTAIN[link.certainty]
    kind = f"{link.kind}, " if link.kind else ""
    return [kind + french, kind + english, link.because, others]


def _time_of(entity: Entity) -> tuple[int, int, str] | int:
    """Return the first and the last year of a date, and its value; 0 of what is no date."""
    found = years_of(entity.value) if entity.value else None
    return (*found, entity.value) if found and entity.value else 0


def position_of(entity: Entity) -> tuple[float, float] | None:
    """Return latitude and longitude of a place in degrees, if the index knows them."""
    point = entity.place.point if entity.place else None
    return (point.lat, point.lon) if point else None
