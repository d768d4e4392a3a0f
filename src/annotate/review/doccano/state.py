"""What was sent to a project on the server: the common ground of both sides.

A pull compares what the server holds with what was sent. What was sent is written down before it
is sent, so that a push that is killed can be gone on with, and what comes back is never compared
with anything else.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.document.annotation import Annotation
from annotate.document.edits_file import hash_of
from annotate.document.run_folder import RunFolder
from annotate.document.standoff import annotation_of, row_of
from annotate.errors import AnnotateError, StandoffError
from annotate.files import write_text
from annotate.review.doccano.examples import Piece, PieceSpan

FORMAT = 1
_REMEDY = "restore the file, or move it away and push again"


@dataclass(frozen=True, slots=True)
class Sent:
    """A piece as the server was given it.

    Attributes
    ----------
    document : str
        Whose piece.
    key : str
        The folder of the texts it was cut from, below ``review/pushed``.
    number, count, start : int
        As on :class:`Piece`.
    digest, text_hash : str
        Of what a reviewer sees, and of the text.
    spans : tuple of PieceSpan
        What was sent.
    servers : tuple of int
        The server's numbers of the spans, in the same order; empty until they were read back.
    links : tuple of (int, int)
        Places in `spans`.
    rejected : tuple of Annotation
        What was rejected in it: who draws such a one again has thought better of it.
    fingerprint : str
        Of the example as it was read back or last pulled: when it is another, people have worked.
    """

    document: str
    key: str
    number: int
    count: int
    start: int
    digest: str
    text_hash: str
    spans: tuple[PieceSpan, ...]
    servers: tuple[int, ...]
    links: tuple[tuple[int, int], ...]
    fingerprint: str = ""
    rejected: tuple[Annotation, ...] = ()


def sent_of(piece: Piece, key: str) -> Sent:
    """Return what will have been sent of a piece."""
    return Sent(
        piece.document,
        key,
        piece.number,
        piece.count,
        piece.start,
        piece.digest,
        hash_of(piece.text),
        piece.spans,
        (),
        piece.links,
        rejected=piece.rejected,
    )


@dataclass
class ProjectState:
    """One project on the server, and what it was sent.

    Attributes
    ----------
    path : Path
        The file.
    url : str
        The server.
    project : int
        The server's number for the project.
    name : str
        Its name there.
    annotator : str or None
        Whose own project it is.
    sending : dict of str to Sent
        By digest: what is on its way, not read back yet.
    examples : dict of int to Sent
        By the server's number of the example.
    """

    path: Path
    url: str
    project: int
    name: str
    annotator: str | None = None
    sending: dict[str, Sent] = field(default_factory=dict)
    examples: dict[int, Sent] = field(default_factory=dict)

    def save(self) -> None:
        """Write the file, whole or not at all."""
        told = {
            "format": FORMAT,
            "url": self.url,
            "project": self.project,
            "name": self.name,
            "annotator": self.annotator,
            "sending": {digest: _row(one) for digest, one in self.sending.items()},
            "examples": {str(number): _row(one) for number, one in self.examples.items()},
        }
        write_text(self.path, json.dumps(told, ensure_ascii=False) + "\n")

    def of_document(self, document: str) -> dict[int, Sent]:
        """Return the examples that hold pieces of a document."""
        return {number: one for number, one in self.examples.items() if one.document == document}


def load_state(path: Path) -> ProjectState:
    """Read the state of a project.

    Raises
    ------
    StandoffError
        If the file is malformed.
    """
    try:
        told = json.loads(path.read_text("utf-8"))
        if told["format"] != FORMAT:
            raise ValueError(f"format {told['format']!r} is not {FORMAT}")
        return ProjectState(
            path,
            told["url"],
            told["project"],
            told["name"],
            told["annotator"],
            {digest: _sent(row) for digest, row in told["sending"].items()},
            {int(number): _sent(row) for number, row in told["examples"].items()},
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise StandoffError("is no JSON", path=path, place=place, remedy=_REMEDY) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"lacks {error}" if isinstance(error, KeyError) else f"is malformed ({error})"
        raise StandoffError(what, path=path, remedy=_REMEDY) from error


def _row(one: Sent) -> dict[str, Any]:
    spans = [
        [span.start, span.end, span.label, row_of(span.annotation) if span.annotation else None]
        for span in one.spans
    ]
    named = ("document", "key", "number", "count", "start", "digest", "text_hash", "fingerprint")
    return {
        **{name: getattr(one, name) for name in named},
        "spans": spans,
        "servers": one.servers,
        "links": one.links,
        "rejected": [row_of(annotation) for annotation in one.rejected],
    }


def _sent(row: dict[str, Any]) -> Sent:
    spans = tuple(
        PieceSpan(start, end, label, _annotation(told)) for start, end, label, told in row["spans"]
    )
    links = tuple((one, other) for one, other in row["links"])
    told = {"spans": spans, "servers": tuple(row["servers"]), "links": links}
    rejected = tuple(annotation_of(one) for one in row["rejected"])
    return Sent(**{**row, **told, "rejected": rejected})


def _annotation(told: dict[str, Any] | None) -> Annotation | None:
    return None if told is None else annotation_of(told)


@dataclass(frozen=True, slots=True)
class ReviewFolder:
    """The folder ``review`` of a run: states, and the texts that were sent.

    Attributes
    ----------
    run : RunFolder
        The run.
    """

    run: RunFolder

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.run.folder / "review"

    def state_file(self, annotator: str | None = None, *, adjudication: bool = False) -> Path:
        """The state of the common project, of an annotator's own, or of the one for differences."""
        if adjudication:
            return self.folder / "adjudication.json"
        return self.folder / (f"project-{annotator}.json" if annotator else "project.json")

    def states(
        self, refused: list[AnnotateError] | None = None, annotators: Collection[str] = ()
    ) -> list[ProjectState]:
        """Read the states of all projects, the common one first.

        Parameters
        ----------
        refused : list of AnnotateError, optional
            Takes the errors of damaged states; without it the first is raised.
        annotators : collection of str, optional
            Read only the states of these people's own projects.

        Raises
        ------
        StandoffError
            If a state is malformed and there is no list for it.
        """
        files = sorted(self.folder.glob("project*.json"), key=lambda file: (len(file.name), file))
        if annotators:
            files = [file for file in map(self.state_file, annotators) if file.is_file()]
        states = []
        for file in files:
            try:
                states.append(load_state(file))
            except StandoffError as error:
                if refused is None:
                    raise
                refused.append(error)
        return states

    @property
    def outdated(self) -> Path:
        """A mark that decisions were written which tables and report do not show yet."""
        return self.folder / "outdated"

    def key(self) -> str:
        """Return a name for the run that the server is told, made at the first call."""
        path = self.folder / "key"
        if not path.is_file():
            write_text(path, secrets.token_hex(6) + "\n")
        return path.read_text("utf-8").strip()

    def readings(self, annotator: str) -> Path:
        """The folder of what an annotator has made of their own project."""
        return self.folder / "readings" / annotator

    def pushed(self, key: str) -> RunFolder:
        """The texts and annotations of a document as they were when it was sent."""
        return RunFolder(self.folder / "pushed" / key)

    def keep(self, document: str, sha256: str, mended: str) -> str:
        """Keep the texts of a document as they are now, and return the key they are kept under."""
        key = f"{document}-{sha256[:12]}-{hash_of(mended)[:8]}"
        kept = self.pushed(key)
        for old, new in zip(self.run.of(document), kept.of(document), strict=True):
            if not new.is_file():
                new.parent.mkdir(parents=True, exist_ok=True)
                temporary = new.with_name(f".{new.name}")
                shutil.copyfile(old, temporary)
                temporary.replace(new)
        return key

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep a second push or pull of the same run out."""
        from annotate.files import locked

        with locked(self.folder, "another push or pull of this run is at work"):
            yield
