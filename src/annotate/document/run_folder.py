"""The folder that a run writes: where the files of a document are, and reading them back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from annotate.document.annotation import ENTITIES, LAYERS, STRUCTURE, Annotation, Layer
from annotate.document.candidates import Candidate
from annotate.document.discovery import ANNOTATIONS
from annotate.document.edits_file import read_mended
from annotate.document.mended import Mended
from annotate.document.offsets import OffsetMap
from annotate.document.projection import Projector
from annotate.document.source import Page, Source
from annotate.document.standoff import Standoff, read_standoff
from annotate.document.structure import Structure
from annotate.errors import StandoffError, UsageError
from annotate.files import Staged, finish_staged

REJECTED = "rejected"
MANIFEST = "run.json"
STATE = ".annotate"
"""The folder in that of a run that people need not look into."""
_PENDING = "pending"


@dataclass(frozen=True)
class AnnotatedDocument:
    """A document with its annotations.

    Attributes
    ----------
    mended : Mended
        Source, edits, mended text and structure.
    standoff : Standoff
        Its annotations, checked against the source.
    """

    mended: Mended
    standoff: Standoff

    @property
    def id(self) -> str:
        """Its id, which names its files."""
        return self.standoff.document

    @property
    def source(self) -> Source:
        """What was read: text, path, hash and pages."""
        return self.mended.source

    @property
    def text(self) -> str:
        """The source text, whose code points all ranges count."""
        return self.mended.source.text

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages of the source, in order, each with its range of the text."""
        return self.mended.source.pages

    @property
    def structure(self) -> Structure:
        """Titles, headings, paragraphs, notes, sentences and the like, over the source."""
        return self.mended.structure

    @property
    def offsets(self) -> OffsetMap:
        """Projects ranges of the source to the mended text, and back."""
        return self.mended.offsets

    @cached_property
    def annotations(self) -> tuple[Annotation, ...]:
        """The annotations of all layers, sorted by position; rejected ones are among them."""
        return tuple(self.standoff.annotations())

    def select(
        self, *labels: str, layer: str | None = None, status: str | None = None
    ) -> list[Annotation]:
        """Return the annotations with some labels, in a layer, or of a status.

        Parameters
        ----------
        *labels : str
            Any of these labels; all labels by default.
        layer : str, optional
            ``entities``, ``acronyms`` or ``structure``.
        status : str, optional
            ``predicted``, ``accepted``, ``corrected``, ``added`` or ``rejected``. By default all
            but the rejected ones.

        Returns
        -------
        list of Annotation
            Sorted by position.

        Examples
        --------
        >>> [one.text for one in document.select("LOC", "DATE")]
        ['1894', 'Lens']
        """
        return [
            one
            for one in self.annotations
            if (not labels or one.label in labels)
            and (layer is None or one.layer == layer)
            and (one.status == status if status else one.status != REJECTED)
        ]

    def annotation_at(
        self,
        start: int,
        end: int,
        label: str,
        *,
        source: str,
        layer: str = ENTITIES,
        value: str | None = None,
        score: float | None = None,
        attributes: Mapping[str, Any] | None = None,
    ) -> Annotation:
        """Return a new annotation over a span of the mended text; the document stays as it is.

        Parameters
        ----------
        start, end : int
            Code points of the mended text, half-open.
        label : str
            A label of the annotation guide.
        source : str
            Where it comes from, such as ``model:mine`` or ``reviewer:alice``.
        layer : str
            ``entities`` or ``acronyms``.
        value : str, optional
            EDTF, on dates.
        score : float, optional
            Confidence between 0 and 1.
        attributes : mapping, optional
            Of JSON types.

        Returns
        -------
        Annotation
            Over the source, with its quote, page, paragraph and sentence. Its status is
            ``predicted``.

        Raises
        ------
        StandoffError
            If the span is not within one block of the text, or only holds characters that mending
            inserted.

        Examples
        --------
        >>> start = document.mended.text.index("mine")
        >>> document.annotation_at(start, start + 4, "ORG", source="reviewer:alice").ranges
        ((3, 7),)
        """
        self._check_span(start, end)
        found = Candidate(start, end, label, source, score, value, attributes or {})
        made = next(iter(self._projector.annotations([found], layer)), None)
        if made is None:
            raise StandoffError(
                f"no annotation can be at {start}-{end} of the mended text",
                path=self.id,
                remedy="choose a span within one paragraph, heading or note",
            )
        return made

    def _check_span(self, start: int, end: int) -> None:
        if not 0 <= start < end <= len(self.mended.text):
            raise StandoffError(
                f"{start}-{end} is no span of a mended text of {len(self.mended.text)} characters",
                path=self.id,
                remedy="give code points of the mended text, half-open",
            )

    @cached_property
    def _projector(self) -> Projector:
        return Projector(self.mended)

    def with_annotations(self, annotations: Iterable[Annotation]) -> Self:
        """Return the document with other annotations in the place of its own.

        Parameters
        ----------
        annotations : iterable of Annotation
            All of them, in any order. The layer ``structure`` stays unless some of it are given.

        Raises
        ------
        StandoffError
            If one does not fit the source: an unknown layer or status, ranges outside the text.
        QuoteError
            If a quote does not match its ranges.

        Examples
        --------
        >>> changed = document.with_annotations(document.select("LOC"))
        >>> [one.text for one in changed.select(layer="entities")]
        ['Lens']
        """
        groups: dict[str, list[Annotation]] = {name: [] for name in LAYERS}
        for one in annotations:
            one.check(self.source)
            groups[one.layer].append(one)
        if not groups[STRUCTURE]:
            groups[STRUCTURE] += self.standoff.layer(STRUCTURE).annotations
        layers = tuple(Layer.of(name, held) for name, held in groups.items() if held)
        return replace(self, standoff=replace(self.standoff, layers=layers))


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Where a run writes, and what of it can be read back.

    Attributes
    ----------
    folder : Path
        What `annotate run` was given with ``--out``.
    """

    folder: Path

    @property
    def mentions_csv(self) -> Path:
        """The table of mentions."""
        return self.folder / "mentions.csv"

    @property
    def entities_csv(self) -> Path:
        """The table of entities."""
        return self.folder / "entities.csv"

    @property
    def workbook(self) -> Path:
        """Both tables in one workbook."""
        return self.folder / "entities.xlsx"

    @property
    def acronyms_csv(self) -> Path:
        """The table of acronyms."""
        return self.folder / "acronyms.csv"

    @property
    def timeline_csv(self) -> Path:
        """The table by year."""
        return self.folder / "timeline.csv"

    @property
    def places(self) -> Path:
        """The places, for maps."""
        return self.folder / "places.geojson"

    @property
    def network(self) -> Path:
        """Who is named with whom."""
        return self.folder / "network.graphml"

    @property
    def report(self) -> Path:
        """The report."""
        return self.folder / "report.html"

    @property
    def documents_csv(self) -> Path:
        """The table of documents."""
        return self.folder / "documents.csv"

    @property
    def log(self) -> Path:
        """What became of each document, in the order in which they were done."""
        return self.folder / "run.log.jsonl"

    @property
    def store(self) -> Path:
        """What the program knows of its own files, so that a run can go on where it was."""
        return self.folder / STATE / "run.sqlite"

    def staged(self, identity: str) -> Staged:
        """Return what lets the files of one document be replaced together."""
        name = hashlib.sha256(identity.encode("utf-8")).hexdigest()[:24]
        return Staged(self.folder / STATE / _PENDING / f"{name}.json")

    def settle(self) -> None:
        """End the replacing of a document's files that a killed run began."""
        for marker in sorted((self.folder / STATE / _PENDING).glob("[!.]*.json")):
            finish_staged(marker)

    @property
    def manifest(self) -> Path:
        """What ran, on what, and what came of it."""
        return self.folder / MANIFEST

    def facts(self) -> dict[str, Any]:
        """Return what the manifest says; nothing if there is none."""
        try:
            facts = json.loads(self.manifest.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return facts if isinstance(facts, dict) else {}

    def configuration(self) -> Path | None:
        """Return the ``pipeline.cfg`` that the run was made with; None if it is not there any more,
        or the folder holds no run.
        """
        file = self.facts().get("config", {}).get("file")
        return Path(file) if file and Path(file).is_file() else None

    def source_text(self, identity: str) -> Path:
        """The text that offsets refer to."""
        return self.folder / "text" / f"{identity}.txt"

    def mended_text(self, identity: str) -> Path:
        """The text as a reader would want it."""
        return self.folder / "text" / f"{identity}.mended.txt"

    def edits(self, identity: str) -> Path:
        """What leads from the one to the other."""
        return self.folder / "text" / f"{identity}.edits.jsonl"

    def annotations(self, identity: str) -> Path:
        """The standoff file."""
        return self.folder / ANNOTATIONS / f"{identity}.jsonl"

    def pictures(self, identity: str) -> Path:
        """The folder of the pictures of its pages, if ``--page-images`` was given."""
        return self.folder / "pages" / identity

    def of(self, identity: str) -> tuple[Path, ...]:
        """All files of one document."""
        return (
            self.source_text(identity),
            self.mended_text(identity),
            self.edits(identity),
            self.annotations(identity),
        )

    def documents(self) -> list[str]:
        """Return the ids of its documents, sorted.

        Raises
        ------
        UsageError
            If there are none.
        """
        self.settle()
        # What begins with a dot is a file that somebody is writing, or was killed over.
        found = sorted(file.stem for file in (self.folder / ANNOTATIONS).glob("[!.]*.jsonl"))
        if not found:
            raise UsageError(
                "holds no annotations",
                path=self.folder,
                remedy="give the folder that `annotate run` wrote",
            )
        return found

    def read(self, identity: str) -> AnnotatedDocument:
        """Read one document back.

        Raises
        ------
        StandoffError
            If a file is missing or malformed, or they do not belong together.
        QuoteError
            If a quote does not match its ranges.
        """
        self.settle()
        path = self.source_text(identity)
        try:
            text = path.read_bytes().decode()
        except (OSError, UnicodeDecodeError) as error:
            raise StandoffError(
                f"cannot be read ({error})", path=path, remedy="run annotate again"
            ) from error
        source = Source(identity, str(path), text)
        standoff = read_standoff(self.annotations(identity), source)
        return AnnotatedDocument(read_mended(self.edits(identity), text, standoff), standoff)

    def read_all(self) -> Iterator[AnnotatedDocument]:
        """Read the documents one by one, in the order of their ids."""
        return (self.read(identity) for identity in self.documents())
