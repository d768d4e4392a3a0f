"""The folder that a run writes: where the files of a document lie, and reading them back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annotate.document.discovery import ANNOTATIONS
from annotate.document.edits_file import read_mended
from annotate.document.mended import Mended
from annotate.document.source import Source
from annotate.document.standoff import Standoff, read_standoff
from annotate.errors import StandoffError, UsageError


@dataclass(frozen=True, slots=True)
class AnnotatedDocument:
    """One document of a run, read back.

    Attributes
    ----------
    mended : Mended
        Source, mended text, edits, structure.
    standoff : Standoff
        Its annotations, checked against the source.
    """

    mended: Mended
    standoff: Standoff


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Where a run writes, and what of it can be read back.

    Attributes
    ----------
    folder : Path
        What `annotate run` was given with ``--out``.
    """

    folder: Path

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
            If there is none.
        """
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
