"""What was sent to a project on the server.

A pull compares what the server holds with what was sent, and with nothing else. What is sent is
written down before, so that the next push continues one that was killed.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.document.annotation import Annotation
from annotate.document.edits_file import hash_of
from annotate.document.run_folder import RunFolder
from annotate.document.standoff import annotation_of, row_of
from annotate.errors import AnnotateError, StandoffError
from annotate.files import locked, write_text
from annotate.review.doccano.examples import Example, ExampleSpan

FORMAT = 1
_REMEDY = "restore the file, or move it away and push again"


@dataclass(frozen=True, slots=True)
class SentExample:
    """An example as the server was given it.

    Attributes
    ----------
    document : str
        The document's id.
    key : str
        The folder of the texts it was cut from, below ``review/pushed``.
    number, count, start : int
        As on :class:`Example`.
    digest, text_hash : str
        Of what a reviewer sees, and of the text.
    spans : tuple of ExampleSpan
        The spans that were sent.
    servers : tuple of int
        The server's numbers of the spans, in the same order; empty until they are read back.
    links : tuple of (int, int)
        Relations between them, as indices of `spans`.
    rejected : tuple of Annotation
        What was rejected in it: somebody who draws one of these has changed their mind.
    fingerprint : str
        Of the example as it was read back or last pulled: it differs once people have worked on it.
    confirmed : str
        Who had confirmed it when it was last pulled; ``""`` where nobody had.
    """

    document: str
    key: str
    number: int
    count: int
    start: int
    digest: str
    text_hash: str
    spans: tuple[ExampleSpan, ...]
    servers: tuple[int, ...]
    links: tuple[tuple[int, int], ...]
    fingerprint: str = ""
    rejected: tuple[Annotation, ...] = ()
    confirmed: str = ""


def sent_of(example: Example, key: str) -> SentExample:
    """Return an example as it is about to be sent."""
    return SentExample(
        example.document,
        key,
        example.number,
        example.count,
        example.start,
        example.digest,
        hash_of(example.text),
        example.spans,
        (),
        example.links,
        rejected=example.rejected,
    )


@dataclass
class ProjectState:
    """A project on the server, and what it was sent.

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
        The person whose own project it is.
    sending : dict of str to SentExample
        By digest: what is being sent, and was not read back yet.
    examples : dict of int to SentExample
        By the server's number of the example.
    """

    path: Path
    url: str
    project: int
    name: str
    annotator: str | None = None
    sending: dict[str, SentExample] = field(default_factory=dict)
    examples: dict[int, SentExample] = field(default_factory=dict)

    def save(self) -> None:
        """Write the file, whole or not at all."""
        row = {
            "format": FORMAT,
            "url": self.url,
            "project": self.project,
            "name": self.name,
            "annotator": self.annotator,
            "sending": {digest: _row(one) for digest, one in self.sending.items()},
            "examples": {str(number): _row(one) for number, one in self.examples.items()},
        }
        write_text(self.path, json.dumps(row, ensure_ascii=False) + "\n")

    def of_document(self, document: str) -> dict[int, SentExample]:
        """Return the examples of a document."""
        return {number: one for number, one in self.examples.items() if one.document == document}


def load_state(path: Path) -> ProjectState:
    """Read the state of a project.

    Raises
    ------
    StandoffError
        If the file is malformed.
    """
    try:
        row = json.loads(path.read_text("utf-8"))
        if row["format"] != FORMAT:
            raise ValueError(f"format {row['format']!r} is not {FORMAT}")
        return ProjectState(
            path,
            row["url"],
            row["project"],
            row["name"],
            row["annotator"],
            {digest: _sent(one) for digest, one in row["sending"].items()},
            {int(number): _sent(one) for number, one in row["examples"].items()},
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise StandoffError("is not JSON", path=path, place=place, remedy=_REMEDY) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"lacks {error}" if isinstance(error, KeyError) else f"is malformed ({error})"
        raise StandoffError(what, path=path, remedy=_REMEDY) from error


def _row(one: SentExample) -> dict[str, Any]:
    spans = [
        [span.start, span.end, span.label, row_of(span.annotation) if span.annotation else None]
        for span in one.spans
    ]
    named = ["document", "key", "number", "count", "start"]
    named += ["digest", "text_hash", "fingerprint", "confirmed"]
    return {
        **{name: getattr(one, name) for name in named},
        "spans": spans,
        "servers": one.servers,
        "links": one.links,
        "rejected": [row_of(annotation) for annotation in one.rejected],
    }


def _sent(row: dict[str, Any]) -> SentExample:
    spans = tuple(
        ExampleSpan(start, end, label, None if one is None else annotation_of(one))
        for start, end, label, one in row["spans"]
    )
    cells = {
        "spans": spans,
        "servers": tuple(row["servers"]),
        "links": tuple((one, other) for one, other in row["links"]),
        "rejected": tuple(annotation_of(one) for one in row["rejected"]),
    }
    return SentExample(**{**row, **cells})


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
        """Its path."""
        return self.run.folder / "review"

    def state_file(self, annotator: str | None = None, *, adjudication: bool = False) -> Path:
        """The state of the common project, of an annotator's own, or of the adjudication."""
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
            Collects the errors of damaged states; without it the first is raised.
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

    def key(self) -> str:
        """Return a name for the run on the server, made at the first call."""
        path = self.folder / "key"
        if not path.is_file():
            write_text(path, secrets.token_hex(6) + "\n")
        return path.read_text("utf-8").strip()

    def readings(self, annotator: str) -> Path:
        """The folder of an annotator's own annotation set."""
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

    def locked(self) -> AbstractContextManager[None]:
        """Keep a second push or pull of the same run out."""
        return locked(self.folder, "another push or pull of this run is at work")
