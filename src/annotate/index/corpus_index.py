"""The index: the entities that the mentions of a corpus name, in tables instead of in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Self

from annotate.index.dating import BESIDE, Year
from annotate.index.decided import Decided, PairDecision
from annotate.index.doubting import DOUBTS, raise_doubts
from annotate.index.entities import Entity
from annotate.index.filling import Filling
from annotate.index.mentions import ACRONYMS, ENTITIES, Mention
from annotate.index.merge_candidates import Doubt
from annotate.index.packed import entity_of, mention_of
from annotate.index.reasons import Reason
from annotate.index.uses import Corpus

_SCHEMA = """
CREATE TABLE documents (number INTEGER PRIMARY KEY, id TEXT);
CREATE TABLE mentions (
    number INTEGER PRIMARY KEY, document INTEGER, root INTEGER, entity INTEGER,
    rejected INTEGER, data BLOB
);
CREATE TABLE entities (
    root INTEGER PRIMARY KEY, rank INTEGER, id TEXT, label TEXT, name TEXT, mentions INTEGER,
    undated INTEGER, first_year INTEGER, last_year INTEGER, first_date TEXT, last_date TEXT,
    data BLOB
);
CREATE TABLE facts (kind TEXT, value TEXT, number INTEGER);
CREATE TABLE acronyms (form TEXT, expansion TEXT, mention INTEGER);
CREATE TABLE dates (first INTEGER, last INTEGER, form TEXT, document INTEGER, mention INTEGER);
CREATE TABLE beside (first INTEGER, last INTEGER, root INTEGER, times INTEGER);
CREATE TABLE pairs (
    first INTEGER, last INTEGER,
    sentences INTEGER, paragraphs INTEGER, all_sentences INTEGER, all_paragraphs INTEGER
);
""" + DOUBTS.format(schema="main")
_DOUBTS = ".doubts"
"""The suffix of the file of the table of doubts, if it has its own."""
_ENTITY = "e.id, e.label, e.name, e.mentions, e.first_date, e.last_date, e.data"


class Index:
    """Entities over their mentions.

    Everything can be read one after the other; what is a tuple here is made when it is asked for,
    and then held.

    Parameters
    ----------
    path : Path, optional
        A file for its tables, which must not be there; by default they are in memory.

    Examples
    --------
    >>> Index().entities
    ()
    """

    def __init__(self, path: Path | None = None) -> None:
        self._open(str(path or ":memory:"))
        self.connection.executescript(_SCHEMA)

    def _open(self, where: str, *, uri: bool = False) -> None:
        self.connection = sqlite3.connect(where, check_same_thread=False, uri=uri)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -16000"):
            self.connection.execute(f"PRAGMA {pragma}")
        self._last: tuple[str, list[tuple[int, Mention]]] = ("", [])
        self._apart: Path | None = None

    @classmethod
    def there(cls, path: Path) -> Self:
        """Return the index whose tables another process wrote into a file, to read them only:
        several processes may, and one that wrote would lock the others out.
        """
        index = cls.__new__(cls)
        index._open(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        index._apart = path.with_suffix(_DOUBTS)
        if index._apart.exists():
            index._attach(index._apart)
        return index

    def _attach(self, doubts: Path) -> None:
        self.connection.execute("ATTACH ? AS apart", (str(doubts.absolute()),))

    def doubt(self, pairs: Sequence[PairDecision] = ()) -> None:
        """Find which entities may be one, if :meth:`of` left that: of an index that is only read,
        into a file beside its own.
        """
        if self._apart:
            self._attach(self._apart)
        raise_doubts(self.connection, Decided(pairs), "apart" if self._apart else "main")

    @classmethod
    def of(
        cls,
        corpus: Corpus,
        pairs: Sequence[PairDecision] = (),
        path: Path | None = None,
        *,
        doubts: bool = True,
    ) -> Index:
        """Find the entities that the mentions of a corpus name; see :func:`build_index`. Which of
        them may be one is left to :meth:`doubt` unless `doubts` is true.
        """
        index = cls(path)
        Filling(index.connection, corpus, Decided(pairs))
        if doubts:
            index.doubt(pairs)
        else:
            index.connection.execute("DROP TABLE doubts")
        return index

    def __eq__(self, other: object) -> bool:
        """Return whether two indexes say the same."""
        if not isinstance(other, Index):
            return NotImplemented
        return (self.entities, self.mentions, self.doubtful) == (
            other.entities,
            other.mentions,
            other.doubtful,
        )

    __hash__ = object.__hash__

    def close(self) -> None:
        """Let go of the tables."""
        self.connection.close()

    @cached_property
    def entities(self) -> tuple[Entity, ...]:
        """The entities, sorted by id."""
        return tuple(self.each_entity())

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Every mention given, sorted by position, with the id of its entity; rejected mentions,
        and acronyms that name no entity, have none.
        """
        return tuple(mention for mention, _ in self.each_mention())

    @cached_property
    def doubtful(self) -> tuple[Doubt, ...]:
        """Pairs that may be one entity, which somebody must decide."""
        return tuple(self.each_doubt())

    @cached_property
    def by_id(self) -> Mapping[str, Entity]:
        """The entities by their id."""
        return {entity.id: entity for entity in self.entities}

    @cached_property
    def by_entity(self) -> Mapping[str, tuple[Mention, ...]]:
        """The mentions of the entities layer by the id of their entity."""
        return {one.id: tuple(self.mentions_of(one)) for one in self.entities}

    @property
    def names(self) -> Mapping[str, str]:
        """The name of each entity by its id."""
        return dict(self.connection.execute("SELECT id, name FROM entities"))

    def count(self, table: str = "mentions") -> int:
        """Return how many mentions there are, or ``entities``, or ``doubts``."""
        (number,) = self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(number)

    def each_entity(self) -> Iterator[Entity]:
        """Yield the entities, sorted by id."""
        return self._entities("ORDER BY e.rank")

    def ranked(self) -> Iterator[Entity]:
        """Yield the entities by label, the most often named first; dates as they follow each other.

        Examples
        --------
        >>> from annotate.index import build_index
        >>> index = build_index(Mention(document="a", mention_id=str(at), label="LOC", text=text,
        ...     ranges=((at, at + 1),)) for at, text in enumerate(["Arras", "Lens", "Lens"]))
        >>> [entity.name for entity in index.ranked()]
        ['Lens', 'Arras']
        """
        dated = "CASE e.undated WHEN 0 THEN 0 ELSE -e.mentions END"
        order = f"e.label, e.undated, e.first_year, e.last_year, {dated}, e.rank"
        return self._entities(f"ORDER BY {order}")

    def by_count(self) -> Iterator[Entity]:
        """Yield the entities, the most often named first."""
        return self._entities("ORDER BY e.mentions DESC, e.name, e.rank")

    def _entities(self, order: str) -> Iterator[Entity]:
        for row in self.connection.execute(f"SELECT {_ENTITY} FROM entities e {order}"):
            identity, label, name, mentions, first, last, data = row
            yield entity_of(data, identity, label, name, mentions, (first, last))

    def each_mention(self) -> Iterator[tuple[Mention, str]]:
        """Yield every mention with the name of its entity, sorted by position."""
        found = self.connection.execute(
            "SELECT m.data, d.id, coalesce(e.id, ''), coalesce(e.name, '') FROM mentions m "
            "JOIN documents d ON d.number = m.document LEFT JOIN entities e ON e.root = m.entity "
            "ORDER BY m.number"
        )
        for data, document, entity, name in found:
            yield mention_of(data, document, entity), name

    def document(self, identity: str) -> list[tuple[int, Mention]]:
        """Return the mentions of a document with their numbers, sorted by position."""
        # Who writes a document asks several times.
        if self._last[0] != identity:
            self._last = identity, self._read_document(identity)
        return self._last[1]

    def _read_document(self, identity: str) -> list[tuple[int, Mention]]:
        found = self.connection.execute(
            "SELECT m.number, m.data, coalesce(e.id, '') FROM documents d "
            "JOIN mentions m ON m.document = d.number LEFT JOIN entities e ON e.root = m.entity "
            "WHERE d.id = ? ORDER BY m.number",
            (identity,),
        )
        return [(number, mention_of(data, identity, entity)) for number, data, entity in found]

    def mentions_of(self, entity: Entity) -> Iterator[Mention]:
        """Yield the mentions of the entities layer that name an entity, sorted by position."""
        return (mention for _, mention in self.numbered_mentions_of(entity.id))

    def numbered_mentions_of(self, entity: str) -> Iterator[tuple[int, Mention]]:
        """Yield the mentions of the entities layer that name an entity, with their numbers."""
        found = self.connection.execute(
            "SELECT m.number, m.data, d.id FROM entities e JOIN mentions m ON m.root = e.root "
            "JOIN documents d ON d.number = m.document WHERE e.id = ? ORDER BY m.number",
            (entity,),
        )
        for number, data, document in found:
            yield number, mention_of(data, document, entity)

    def acronyms(self) -> Iterator[tuple[str, str, str, str, int, Mention]]:
        """Yield the uses of the acronyms layer: the acronym's spelling for comparison, the name and
        the label of its entity, its number, and itself; sorted by spelling, expansion and entity.
        What was rejected is left out.
        """
        found = self.connection.execute(
            "SELECT a.form, a.expansion, coalesce(e.name, ''), coalesce(e.label, ''), m.number, "
            "m.data, d.id, coalesce(e.id, '') FROM acronyms a "
            "JOIN mentions m ON m.number = a.mention JOIN documents d ON d.number = m.document "
            "LEFT JOIN entities e ON e.root = m.entity "
            "ORDER BY a.form, a.expansion, coalesce(e.id, ''), m.number"
        )
        for form, expansion, name, label, number, data, document, entity in found:
            yield form, expansion, name, label, number, mention_of(data, document, entity)

    def years(self) -> Iterator[Year]:
        """Yield the years, decades and intervals that dates mean, sorted; dates whose year is open
        are left out.
        """
        found = self.connection.execute(
            "SELECT t.first, t.last, t.form, d.id, t.mention FROM dates t "
            "JOIN documents d ON d.number = t.document ORDER BY t.first, t.last, t.mention"
        )
        for (first, last), rows in groupby(found, key=lambda row: row[:2]):
            year = Year(first, last)
            for _, _, form, document, mention in rows:
                year.forms[form] += 1
                year.link = year.link or self._mention(mention).link
                if not year.documents or year.documents[-1] != document:
                    year.documents.append(document)
            year.beside = self.connection.execute(
                "SELECT e.name, sum(b.times) FROM beside b JOIN entities e ON e.root = b.root "
                "WHERE b.first = ? AND b.last = ? GROUP BY b.root "
                "ORDER BY sum(b.times) DESC, e.rank LIMIT ?",
                (first, last, BESIDE),
            ).fetchall()
            yield year

    def _mention(self, number: int) -> Mention:
        data, document = self.connection.execute(
            "SELECT m.data, d.id FROM mentions m JOIN documents d ON d.number = m.document "
            "WHERE m.number = ?",
            (number,),
        ).fetchone()
        return mention_of(data, document)

    def pairs(self) -> Iterator[tuple[str, str, int, int]]:
        """Yield the ids of two names that are named together, and how many sentences and paragraphs
        do so, sorted; dates are left out.
        """
        return self.connection.execute(
            "SELECT CASE WHEN f.rank < l.rank THEN f.id ELSE l.id END, "
            "CASE WHEN f.rank < l.rank THEN l.id ELSE f.id END, p.sentences, p.paragraphs "
            "FROM pairs p JOIN entities f ON f.root = p.first JOIN entities l ON l.root = p.last "
            "WHERE p.sentences OR p.paragraphs ORDER BY min(f.rank, l.rank), max(f.rank, l.rank)"
        )

    def each_doubt(self) -> Iterator[Doubt]:
        """Yield the pairs that may be one entity, sorted by their ids."""
        return (doubt for doubt, _ in self.named_doubts())

    def named_doubts(self) -> Iterator[tuple[Doubt, tuple[str, str]]]:
        """Yield the pairs that may be one entity with the names of both, sorted by their ids."""
        found = self.connection.execute(
            "SELECT f.id, l.id, d.first_form, d.last_form, d.reason, d.score, f.name, l.name "
            "FROM doubts d "
            "JOIN entities f ON f.rank = d.first JOIN entities l ON l.rank = d.last "
            "ORDER BY d.first, d.last"
        )
        for first, last, first_form, last_form, reason, score, *names in found:
            doubt = Doubt(first, last, first_form, last_form, Reason(reason), score)
            yield doubt, (names[0], names[1])

    def named(self) -> int:
        """Return how many mentions name an entity."""
        found = self.connection.execute("SELECT coalesce(sum(mentions), 0) FROM entities")
        return int(found.fetchone()[0])

    def label_of(self, entity: str) -> str:
        """Return the label of an entity."""
        found = self.connection.execute("SELECT label FROM entities WHERE id = ?", (entity,))
        return str(found.fetchone()[0])

    def facts(self, kind: str) -> dict[str, int]:
        """Return how many mentions each ``label``, or each ``source``, has: none where all of them
        were rejected.
        """
        found = self.connection.execute("SELECT value, number FROM facts WHERE kind = ?", (kind,))
        return dict(found)


class _Held:
    """Mentions of a corpus that are held, by document."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        every = sorted(mentions, key=lambda mention: mention.position)
        self._documents = [
            (document, [*own]) for document, own in groupby(every, key=lambda one: one.document)
        ]

    def __iter__(self) -> Iterator[tuple[str, Sequence[Mention]]]:
        return iter(self._documents)


def build_index(mentions: Iterable[Mention], pairs: Sequence[PairDecision] = ()) -> Index:
    """Find the entities that the mentions name.

    Forms become one entity only for a stated reason (see
    :class:`~annotate.index.surface_forms.Reason`), and never across labels. What merely looks
    alike is proposed in `doubtful`.

    Parameters
    ----------
    mentions : iterable of Mention
        Of the layers ``entities`` and ``acronyms``, in any order; an `entity` they carry is
        replaced. Mentions of other layers are left out.
    pairs : sequence of PairDecision
        What reviewers decided about pairs of names; it is applied, and not proposed again.

    Returns
    -------
    Index
        The same for the same mentions, whatever their order.

    Raises
    ------
    StandoffError
        If two mentions of one document have the same id.

    Examples
    --------
    >>> index = build_index(
    ...     Mention(document="a", mention_id=str(at), label="LOC", text=text, ranges=((0, 9),))
    ...     for at, text in enumerate(["Le Havre", "Havre", "Pas-de-Calais", "Pas de Calais"])
    ... )
    >>> [(entity.id, entity.mentions) for entity in index.entities]
    [('loc-havre', 2), ('loc-pas-de-calais', 2)]
    """
    return Index.of(_Held(one for one in mentions if one.layer in (ACRONYMS, ENTITIES)), pairs)
