"""Files of a format read one by one: what cannot be read is named, and the others go on."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from annotate.errors import DocumentError, StandoffError, UsageError
from annotate.exports.document import Exchanged
from annotate.exports.formats import MANIFEST, Format, format_named, names, read_file
from annotate.exports.writing import SPANS, TEXTS
from annotate.progress import Watcher, unwatched
from annotate.tables import read_csv


def format_of(path: Path, name: str | None) -> Format:
    """Return the format of files: that which was named, else that of the export they lie in.

    Raises
    ------
    UsageError
        If it is not known, or cannot be read back.
    """
    if name is None:
        manifest = _export_of(path) / MANIFEST
        try:
            name = str(json.loads(manifest.read_text("utf-8"))["format"])
        except (OSError, ValueError, KeyError, TypeError):
            raise UsageError(
                "no export of annotate says which format this is",
                path=path,
                remedy=f"name it with --from: {', '.join(names())}",
            ) from None
    found = format_named(name)
    if found.read is None:
        raise UsageError(f"{found.title} is written only", remedy="use another format")
    return found


def _export_of(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def read_documents(
    one: Format, path: Path, failed: list[DocumentError], tell: Watcher = unwatched
) -> Iterator[Exchanged]:
    """Yield the documents of a file, or of the files of a folder.

    Parameters
    ----------
    one : Format
        The format, from :func:`format_of`.
    path : Path
        A file or a folder.
    failed : list of DocumentError
        Takes what could not be read.
    tell : callable
        Called before each file.

    Raises
    ------
    UsageError
        If the folder holds no file of the format.
    """
    assert one.read is not None
    files = one.files(path)
    for number, file in enumerate(files):
        tell(f"reading {file.name}", number, len(files))
        try:
            yield from one.read(file)
        except DocumentError as error:
            failed.append(error)


@dataclass(frozen=True, slots=True)
class Written:
    """A span as an export wrote it.

    Attributes
    ----------
    label : str
        Its label.
    start, end : int
        Code points of the text that was exported.
    quote : str
        Its text, with an ellipsis between several ranges.
    value : str or None
        The value of a date; None where the export does not say it.
    """

    label: str
    start: int
    end: int
    quote: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Sent:
    """What an export wrote of a document.

    Attributes
    ----------
    spans : tuple of Written
        In the order of the text.
    text : str or None
        The text; None where the export does not hold it.
    """

    spans: tuple[Written, ...]
    text: str | None


def exported_by(path: Path) -> Callable[[str], Sent] | None:
    """Return what tells of each document what an export wrote; None where files do not lie in the
    folder of one.

    Raises
    ------
    StandoffError
        If its table of spans is malformed.
    """
    folder = _export_of(path)
    table = folder / SPANS
    if not table.is_file():
        return None
    found: dict[str, list[Written]] = defaultdict(list)
    try:
        for row in read_csv(table):
            start, end = int(row["start"]), int(row["end"])
            value = row.get("value")
            found[row["document"]].append(
                Written(row["label"], start, end, row["text"], None if value is None else value)
            )
    except (ValueError, KeyError) as error:
        raise StandoffError(
            f"is not as an export wrote it ({error})",
            path=table,
            remedy="restore it, or move it away: then all that the run holds counts as exported",
        ) from error

    def sent(document: str) -> Sent:
        file = folder / TEXTS / f"{document}.txt"
        spans = tuple(found.get(document, ()))
        if not file.is_file():
            return Sent(spans, None)
        text = read_file(file)
        if not all(is_written(one, text) for one in spans):  # some programs change line ends
            text = text.replace("\r\n", "\n")
        return Sent(spans, text)

    return sent


def is_written(span: Written, text: str) -> bool:
    """Return whether a span stands in a text where an export had it."""
    quote = text[span.start : span.end]
    first, gap, last = span.quote.partition(" … ")
    return quote == span.quote or bool(
        gap and quote.startswith(first) and quote.endswith(last[-1:])
    )
