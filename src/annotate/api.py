"""The Python interface: the folder of a run as documents, annotations and pandas frames."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, overload

from annotate.document.annotation import STRUCTURE
from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.document.standoff import read_standoff, write_standoff
from annotate.errors import StandoffError, UsageError
from annotate.files import hash_of_file

if TYPE_CHECKING:
    from pandas import DataFrame

    from annotate.index import Index

_NO_NAMES: Mapping[str, str] = {}


@overload
def load(path: str | Path) -> Run: ...
@overload
def load(path: str | Path, text: str | Path) -> Document: ...
def load(path: str | Path, text: str | Path | None = None) -> Run | Document:
    """Load the folder of a run, or one standoff file with the text that it belongs to.

    Parameters
    ----------
    path : str or Path
        The folder that ``annotate run`` wrote; with `text`, a standoff file.
    text : str or Path, optional
        The file that the annotations were made for, of any format that ``annotate run`` reads. It
        is mended anew, so that the annotations may come from anywhere: gold, another program.

    Returns
    -------
    Run or Document
        A document if `text` is given.

    Raises
    ------
    UsageError
        If there is no such folder, or it is not that of a run.
    DocumentError
        If the text cannot be read, or the annotations do not belong to it.

    Examples
    --------
    >>> import annotate
    >>> run = annotate.load("build/")
    >>> run.ids
    ('charbon', 'mine')
    >>> document = annotate.load("build/annotations/mine.jsonl", text="build/text/mine.txt")
    >>> [one.text for one in document.select("LOC")]
    ['Lens']
    """
    if text is None:
        return Run(path)
    return _load_document(Path(path), Path(text))


class Run:
    """The folder of a run.

    Documents are read from their files, and checked against them, whenever they are asked for: a
    run of any size can be gone through one document after the other.

    Parameters
    ----------
    path : str or Path
        The folder that ``annotate run`` wrote.

    Raises
    ------
    UsageError
        If there is no such folder, or it is not that of a run.

    Examples
    --------
    >>> run = Run("build/")
    >>> len(run), "mine" in run
    (2, True)
    >>> for document in run:
    ...     print(document.id, len(document.select(layer="entities")))
    charbon 2
    mine 2
    """

    def __init__(self, path: str | Path) -> None:
        self.folder = RunFolder(Path(path))
        if not self.folder.folder.is_dir():
            raise UsageError(
                "there is no such folder", path=path, remedy="give the folder of a run"
            )
        self._ids = tuple(self.folder.documents())
        self._seen: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"Run({str(self.folder.folder)!r}, {len(self)} documents)"

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its documents, sorted."""
        return self._ids

    @property
    def documents(self) -> list[Document]:
        """All its documents, in the order of their ids; iterating holds one at a time instead.

        Examples
        --------
        >>> [document.text.split()[1] for document in run.documents]
        ['char-', 'mine']
        """
        return list(self)

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, identity: object) -> bool:
        return identity in self._ids

    def __iter__(self) -> Iterator[Document]:
        return (self[identity] for identity in self._ids)

    def __getitem__(self, identity: str) -> Document:
        """Read a document by its id.

        Raises
        ------
        UsageError
            If the run has no such document.
        StandoffError
            If a file of it is missing or malformed, or they do not belong together.
        QuoteError
            If a quote does not match its ranges.

        Examples
        --------
        >>> run["charbon"].mended.text
        'Le charbon de Lens partait en 1902.'
        """
        if identity not in self._ids:
            raise UsageError(
                f"has no document {identity!r}",
                path=self.folder.folder,
                remedy=f"use one of {', '.join(self._ids[:10])}{' …' * (len(self) > 10)}",
            )
        self._seen[identity] = hash_of_file(self.folder.annotations(identity))
        read = self.folder.read(identity)
        return Document(read.mended, read.standoff, self.folder.annotations(identity), self)

    def index(self) -> Index:
        """Make the index over the annotations as they are now.

        Returns
        -------
        Index
            Entities with their mentions, and the pairs that may be one. It is what ``mentions.csv``
            and ``entities.csv`` hold, unless annotations were saved since.
        """
        from annotate.index import pair_decisions
        from annotate.index.from_annotations import index_of

        config = self.folder.configuration()
        folder = config.parent if config else None
        return index_of(self, folder, pair_decisions(self.folder, folder))

    def mentions(self) -> DataFrame:
        """Return the table of mentions, made from the annotations as they are now.

        Returns
        -------
        DataFrame
            The columns of ``mentions.csv``, typed as :func:`annotate.index.frames.mentions_frame`
            says: one row a name or acronym that nobody rejected.

        Examples
        --------
        >>> mentions = run.mentions()
        >>> mentions[mentions["label"] == "LOC"][["document", "text", "entity", "start"]]
          document  text    entity  start
        0  charbon  Lens  loc-lens     16
        3     mine  Lens  loc-lens     25
        """
        from annotate.index.frames import mentions_frame

        index = self.index()
        return mentions_frame(index.mentions, index.names)

    def entities(self) -> DataFrame:
        """Return the table of entities, made from the annotations as they are now.

        Returns
        -------
        DataFrame
            The columns of ``entities.csv``, typed as :func:`annotate.index.frames.entities_frame`
            says.

        Examples
        --------
        >>> run.entities()[["entity", "mentions", "document_ids"]]
              entity  mentions   document_ids
        0  date-1894         1           mine
        1  date-1902         1        charbon
        2   loc-lens         2  charbon; mine
        """
        from annotate.index.frames import entities_frame

        return entities_frame(self.index().ranked())

    def acronyms(self) -> DataFrame:
        """Return the table of acronyms, made from the annotations as they are now.

        Returns
        -------
        DataFrame
            The columns of ``acronyms.csv``: one row an acronym and what it stands for, those that
            name no entity among them.
        """
        from annotate.index.frames import overview_frame

        return overview_frame("acronyms", self.index())

    def timeline(self) -> DataFrame:
        """Return the table by year, made from the annotations as they are now.

        Returns
        -------
        DataFrame
            The columns of ``timeline.csv``: one row a year, a decade, a century or an interval.

        Examples
        --------
        >>> run.timeline()[["year", "mentions", "document_ids", "entities"]]
           year  mentions document_ids  entities
        0  1894         1         mine  Lens (1)
        1  1902         1      charbon  Lens (1)
        """
        from annotate.index.frames import overview_frame

        return overview_frame("timeline", self.index())

    def _save(self, document: Document, by: str) -> None:
        """Write a document with the batch that says what changed."""
        from annotate.review.journal.journal import Journal
        from annotate.review.journal.saving import save

        seen = self._seen.get(document.id, "")
        journal = Journal(self.folder)
        with journal.opened():
            if hash_of_file(document.path) != seen:
                raise StandoffError(
                    "has changed since the document was read",
                    path=document.path,
                    remedy="read the document again, and change that",
                )
            save(journal, document, by or getpass.getuser())
            self._seen[document.id] = hash_of_file(document.path)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """The names of the entities as the run wrote them."""
        from annotate.tables import read_csv

        path = self.folder.entities_csv
        return {row["entity"]: row["name"] for row in read_csv(path)} if path.is_file() else {}


@dataclass(frozen=True)
class Document(AnnotatedDocument):
    """A document: its source text, its mended text, and the annotations over them.

    Attributes
    ----------
    mended : Mended
        The text as a reader would want it (`mended.text`), its blocks, and the repairs (`edits`)
        that lead to it from the source.
    standoff : Standoff
        The annotations, checked against the source.
    path : Path
        The standoff file.
    run : Run or None
        The run that it belongs to.

    Examples
    --------
    >>> document = run["mine"]
    >>> document.text
    'La mine ouvrit en 1894 à Lens.\\n'
    >>> lens = document.select("LOC")[0]
    >>> lens.text, lens.ranges, lens.page
    ('Lens', ((25, 29),), 1)
    """

    path: Path
    run: Run | None = None

    def __repr__(self) -> str:
        return f"Document({self.id!r}, {len(self.text)} characters)"

    def mentions(self) -> DataFrame:
        """Return the mentions of this document as a table.

        Returns
        -------
        DataFrame
            The columns of ``mentions.csv``. `entity` and `entity_name` are those that the run
            wrote: they are missing for annotations made since, and without a run.

        Examples
        --------
        >>> run["mine"].mentions()[["label", "text", "value", "entity"]]
          label  text value     entity
        0  DATE  1894  1894  date-1894
        1   LOC  Lens   NaN   loc-lens
        """
        from annotate.index.frames import mentions_frame
        from annotate.index.from_annotations import mentions_of

        found = sorted(
            mentions_of(self.standoff.named(), self.mended), key=lambda one: one.position
        )
        return mentions_frame(found, self.run._names if self.run else _NO_NAMES)

    def save(self, by: str = "") -> None:
        """Write the annotations into their file, whole or not at all.

        Every quote is checked against the text before the first byte is written. In a run it is a
        batch of the journal, which ``annotate review undo`` takes back. Tables and report of a run
        stay as they are until the next command of its review; :meth:`Run.mentions` and
        :meth:`Run.entities` follow.

        Parameters
        ----------
        by : str
            Who changed it, for the journal; by default the login name.

        Raises
        ------
        StandoffError
            If an annotation does not fit the text, two have the same id, the structure lacks a
            block of the text, or the file has changed since the document was read.
        QuoteError
            If a quote does not match its ranges.
        OutputError
            If the file cannot be written, or another process is writing into the folder.

        Examples
        --------
        >>> from dataclasses import replace
        >>> changed = [
        ...     replace(one, status="accepted") if one.label == "LOC" else one
        ...     for one in document.annotations
        ... ]
        >>> document.with_annotations(changed).save()
        >>> [one.text for one in annotate.load("build/")["mine"].select(status="accepted")]
        ['Lens']
        """
        if self.run is None:
            write_standoff(self.path, self.standoff, self.source)
            return
        known = {one.id for one in self.standoff.layer(STRUCTURE).annotations}
        if missing := [name for name in self.mended.block_ids if name not in known]:
            raise StandoffError(
                f"the layer structure lacks {', '.join(missing[:3])}, without which the text "
                "cannot be read back",
                path=self.path,
                remedy="keep the annotations of the layer structure",
            )
        self.run._save(self, by)


def _load_document(path: Path, text: Path) -> Document:
    from annotate.text.mending.mend import mend
    from annotate.text.reading import read_source

    source = read_source(text, path.stem)
    standoff = read_standoff(path, source)
    return Document(mend(replace(source, id=standoff.document)), standoff, path)
