"""How the tables of an index are filled, document by document."""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from annotate.errors import StandoffError
from annotate.gold.edtf import years_of
from annotate.index.clustering import Said, acronym_key, given_in, group, names_something
from annotate.index.cooccurrence import together
from annotate.index.dating import dates_beside, first_and_last
from annotate.index.decided import Decided
from annotate.index.drafts import Acronyms, Draft, RowsBeside, draft_row
from annotate.index.entities import Merge
from annotate.index.groups import Groups, Link
from annotate.index.mentions import ACRONYMS, REJECTED, Mention
from annotate.index.packed import mention_of, packed_mention
from annotate.index.reasons import Reason
from annotate.index.surface_forms import DATE, clean
from annotate.index.units import Unit
from annotate.index.uses import Corpus, Uses
from annotate.pipes.acronyms import key

_PAIRS = 50_000
_TOGETHER = 1_000
"""Forms that are written at once."""
_WORKING = """
CREATE TABLE longs (mention INTEGER PRIMARY KEY, form TEXT);
CREATE TABLE dated (root INTEGER, value TEXT);
CREATE TABLE some_pairs (
    first INTEGER, last INTEGER,
    sentences INTEGER, paragraphs INTEGER, all_sentences INTEGER, all_paragraphs INTEGER
);
CREATE TABLE some_beside (first INTEGER, last INTEGER, root INTEGER, times INTEGER);
CREATE TABLE drafts (
    root INTEGER PRIMARY KEY, base TEXT, label TEXT, name TEXT, unit_form TEXT, unit_where TEXT,
    mentions INTEGER, undated INTEGER, first_year INTEGER, last_year INTEGER,
    first_date TEXT, last_date TEXT, data BLOB
);
CREATE TABLE forms (root INTEGER, form TEXT);
CREATE TABLE roots (number INTEGER PRIMARY KEY, label TEXT, form TEXT, sense TEXT);
CREATE TABLE links (root INTEGER, first_form TEXT, last_form TEXT, reason TEXT);
CREATE TABLE open_links (
    first INTEGER, last INTEGER, first_form TEXT, last_form TEXT, reason TEXT
);
"""
"""What is not needed any more when the tables are full."""
_DROPPED = (
    *("longs", "dated", "some_pairs", "some_beside", "drafts"),
    *("roots", "links"),
)


class Filling:
    """Fills the tables of an index, but for that of :func:`~annotate.index.doubting.raise_doubts`.

    What is held is what the corpus says of each distinct form, as long as they are grouped; what it
    says of each mention, and what comes of the groups, is in the tables.

    Parameters
    ----------
    connection : sqlite3.Connection
        The tables.
    corpus : Corpus
        The documents.
    decided : Decided
        What reviewers decided about pairs of names.
    """

    def __init__(self, connection: sqlite3.Connection, corpus: Corpus, decided: Decided) -> None:
        self._connection, self._corpus = connection, corpus
        connection.executescript(_WORKING)
        self._said = Said()
        for document, mentions in corpus:
            _check(document, mentions)
            self._said.read(mentions)
        self._said.senses.settle()
        uses = Uses(connection)
        groups = group(corpus, self._said, decided, uses)
        self._acronyms = Acronyms.of(self._said, groups)
        self._numbers = array("q")
        """By the number of a unit that stands for a set, that of its entity; -1 of others."""
        self._pairs: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        self._beside: Counter[tuple[int, int, int]] = Counter()
        self._facts: Counter[tuple[str, str]] = Counter()
        self._read(groups, uses)
        self._link(groups)
        # None of it is held while the entities are made.
        del groups, self._numbers
        uses.close()
        self._draft()
        self._name()
        self._gather()
        for table in _DROPPED:
            connection.execute(f"DROP TABLE {table}")
        connection.commit()

    def _read(self, groups: Groups, uses: Uses) -> None:
        """Write each mention with the number of its entity, and what stands beside it."""
        uses.flush()
        self._numbers = array("q", [-1]) * len(uses.units)
        entities = 0
        rows = self._connection.execute("SELECT mention, unit FROM uses ORDER BY mention")
        used = next(rows, None)
        number = 0
        for document, (_, mentions) in enumerate(self._corpus):
            roots = array("q", [-1]) * len(mentions)
            while used is not None and used[0] < number + len(mentions):
                root = groups.number(used[1])
                if self._numbers[root] < 0:
                    self._numbers[root] = entities
                    entities += 1
                roots[used[0] - number] = self._numbers[root]
                used = next(rows, None)
            self._write(document, number, mentions, roots)
            number += len(mentions)
        self._flush()
        facts = ((*fact, number) for fact, number in self._facts.items())
        self._connection.executemany("INSERT INTO facts VALUES (?, ?, ?)", facts)
        self._connection.execute("CREATE INDEX of_root ON mentions (root, number)")
        self._connection.execute("CREATE INDEX of_document ON mentions (document, number)")

    def _write(
        self, document: int, first: int, mentions: Sequence[Mention], roots: Sequence[int]
    ) -> None:
        entities = _named(mentions, roots)
        put, given = self._connection.executemany, given_in(mentions)
        put(
            "INSERT INTO mentions VALUES (?, ?, ?, ?, ?, ?)",
            (
                (
                    first + at,
                    document,
                    roots[at],
                    entities[at],
                    one.status == REJECTED,
                    packed_mention(one),
                )
                for at, one in enumerate(mentions)
            ),
        )
        put(
            "INSERT INTO longs VALUES (?, ?)",
            (
                (first + at, form)
                for at, one in enumerate(mentions)
                if roots[at] >= 0 and (form := self._acronyms.expansion(one.text, given))
            ),
        )
        put(
            "INSERT INTO acronyms VALUES (?, ?, ?)",
            (
                (key(one.text), clean(one.expansion), first + at)
                for at, one in enumerate(mentions)
                if one.layer == ACRONYMS and one.status != REJECTED
            ),
        )
        for one in mentions:
            for fact in (("label", one.label), ("source", one.source)):
                self._facts[fact] += one.status != REJECTED
        self._date(document, first, mentions, entities)
        self._pair(mentions, roots)

    def _date(
        self, document: int, first: int, mentions: Sequence[Mention], entities: Sequence[int]
    ) -> None:
        values, beside = dates_beside(zip(mentions, entities, strict=True))
        self._connection.executemany(
            "INSERT INTO dated VALUES (?, ?)",
            ((root, value) for root, some in values.items() for value in some),
        )
        for at, others in beside.items():
            span = years_of(mentions[at].value or "")
            if span is None:
                continue
            row = (*span, mentions[at].text, document, first + at)
            self._connection.execute("INSERT INTO dates VALUES (?, ?, ?, ?, ?)", row)
            self._beside.update((*span, other) for other in others)
        if len(self._beside) > _PAIRS:
            self._flush()

    def _pair(self, mentions: Sequence[Mention], roots: Sequence[int]) -> None:
        """Note what sentences and paragraphs name together: names alone, and with dates."""
        every = [
            (one.paragraph, one.sentence, root, one.label == DATE)
            for one, root in zip(mentions, roots, strict=True)
            if root >= 0
        ]
        found = (
            *together(one[:3] for one in every if not one[3]),
            *together(one[:3] for one in every),
        )
        for at, counts in enumerate(found):
            for pair, times in counts.items():
                self._pairs[pair][at] += times
        if len(self._pairs) > _PAIRS:
            self._flush()

    def _flush(self) -> None:
        put = self._connection.executemany
        put(
            "INSERT INTO some_pairs VALUES (?, ?, ?, ?, ?, ?)",
            ((*pair, *counts) for pair, counts in self._pairs.items()),
        )
        put(
            "INSERT INTO some_beside VALUES (?, ?, ?, ?)",
            ((*row, times) for row, times in self._beside.items()),
        )
        self._pairs.clear()
        self._beside.clear()

    def _link(self, groups: Groups) -> None:
        """Write the entities' names as units, why forms are one, and what is doubtful."""
        put = self._connection.executemany

        # A long form that is no entity itself has no number.
        def number(unit: Unit) -> int | None:
            found = self._numbers[groups.number(groups.units.of(unit))]
            return found if found >= 0 else None

        put(
            "INSERT INTO roots VALUES (?, ?, ?, ?)",
            ((at, *groups.units.unit(root)) for root, at in enumerate(self._numbers) if at >= 0),
        )
        put(
            "INSERT INTO links VALUES (?, ?, ?, ?)",
            ((number(one.first), *_told(one)) for one in groups.links),
        )
        put(
            "INSERT INTO open_links VALUES (?, ?, ?, ?, ?)",
            ((number(one.first), number(one.second), *_told(one)) for one in groups.doubts),
        )
        self._connection.execute("CREATE INDEX of_link ON links (root)")

    def _draft(self) -> None:
        """Read the mentions of each entity, one after the other."""
        execute = self._connection.execute
        execute("CREATE INDEX of_dated ON dated (root)")
        found = execute(
            "SELECT m.root, m.data, d.id, coalesce(l.form, '') FROM mentions m "
            "JOIN documents d ON d.number = m.document LEFT JOIN longs l ON l.mention = m.number "
            "WHERE m.root >= 0 ORDER BY m.root, m.number"
        )
        # Side by side with them: to look each up takes as long as to make the entity.
        roots = execute("SELECT number, label, form, sense FROM roots ORDER BY number")
        links = RowsBeside(
            execute(
                "SELECT root, first_form, last_form, reason FROM links "
                "WHERE root IS NOT NULL ORDER BY root, rowid"
            )
        )
        dated = RowsBeside(execute("SELECT root, value FROM dated WHERE root >= 0 ORDER BY root"))
        drafts, forms = list[tuple[Any, ...]](), list[tuple[int, str]]()
        for (number, rows), (_, *unit) in zip(
            groupby(found, key=lambda row: row[0]), roots, strict=True
        ):
            draft = Draft(Unit(*unit), self._acronyms)
            for _, data, document, long_form in rows:
                draft.read(mention_of(data, document), long_form)
            made = draft.entity(
                Merge(clean(first), clean(second), Reason(reason))
                for _, first, second, reason in links.of(number)
            )
            dates = first_and_last({value for _, value in dated.of(number)})
            drafts.append(draft_row(number, draft, made, dates))
            forms += ((number, form) for form in made.variants)
            if len(forms) >= _TOGETHER:
                self._keep(drafts, forms)
        self._keep(drafts, forms)

    def _keep(self, drafts: list[tuple[Any, ...]], forms: list[tuple[int, str]]) -> None:
        """Write entities that wait, and their forms."""
        put = self._connection.executemany
        put("INSERT INTO drafts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", drafts)
        put("INSERT INTO forms VALUES (?, ?)", forms)
        drafts.clear()
        forms.clear()

    def _name(self) -> None:
        """Give each entity its id, numbered where two names have the same slug."""
        self._connection.execute("CREATE INDEX of_base ON drafts (base)")
        self._connection.execute("CREATE TABLE ids (root INTEGER PRIMARY KEY, id TEXT)")
        self._connection.executemany("INSERT INTO ids VALUES (?, ?)", self._ids())
        self._connection.execute(
            "INSERT INTO entities SELECT i.root, row_number() OVER (ORDER BY i.id) - 1, i.id, "
            "label, name, mentions, undated, first_year, last_year, first_date, last_date, data "
            "FROM ids i JOIN drafts USING (root) ORDER BY i.root"
        )
        self._connection.execute("DROP TABLE ids")
        self._connection.execute("CREATE UNIQUE INDEX of_id ON entities (id)")
        self._connection.execute("CREATE UNIQUE INDEX of_rank ON entities (rank)")

    def _ids(self) -> Iterator[tuple[int, str]]:
        found = self._connection.execute(
            "SELECT root, base FROM drafts ORDER BY base, name, label, unit_form, unit_where"
        )
        for base, rows in groupby(found, key=lambda row: str(row[1])):
            number = 0
            for root, _ in rows:
                number += 1
                name = base
                while number > 1 and self._is_base(name := f"{base}-{number}"):
                    number += 1
                yield root, name

    def _is_base(self, name: str) -> bool:
        found = self._connection.execute("SELECT 1 FROM drafts WHERE base = ?", (name,))
        return found.fetchone() is not None

    def _gather(self) -> None:
        """Sum up what was counted in several parts."""
        execute = self._connection.execute
        execute(
            "INSERT INTO pairs SELECT first, last, sum(sentences), sum(paragraphs), "
            "sum(all_sentences), sum(all_paragraphs) FROM some_pairs GROUP BY first, last"
        )
        execute(
            "INSERT INTO beside SELECT first, last, root, sum(times) FROM some_beside "
            "GROUP BY first, last, root"
        )
        execute("CREATE INDEX of_year ON beside (first, last)")
        execute("CREATE INDEX of_first ON pairs (first)")
        execute("CREATE INDEX of_last ON pairs (last)")
        execute("CREATE UNIQUE INDEX of_name ON documents (id)")


def _told(link: Link) -> tuple[str, str, str]:
    return link.first.form, link.second.form, str(link.reason)


def _check(document: str, mentions: Iterable[Mention]) -> None:
    seen: set[str] = set()
    for mention in mentions:
        if mention.mention_id in seen:
            raise StandoffError(
                f"two mentions have the id {mention.mention_id}",
                path=document,
                remedy="give each annotation of a document an id of its own",
            )
        seen.add(mention.mention_id)


def _named(mentions: Sequence[Mention], roots: Sequence[int]) -> list[int]:
    """Return the entity of each mention of a document: an acronym has that of the name that it is a
    use of.
    """
    at: dict[object, int] = {}
    using: Mapping[str, set[int]] = defaultdict(set)
    for mention, root in zip(mentions, roots, strict=True):
        if root >= 0:
            at[mention.ranges] = root
            using[acronym_key(mention.text)].add(root)
    found = list(roots)
    for place, mention in enumerate(mentions):
        if mention.status != REJECTED and not names_something(mention):
            others = using.get(acronym_key(mention.text), set())
            only = next(iter(others)) if len(others) == 1 else -1
            found[place] = at.get(mention.ranges, only)
    return found
