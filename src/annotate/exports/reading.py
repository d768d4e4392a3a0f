"""Files of a format read one by one: what cannot be read is named, and the others go on."""

from __future__ import annotations

import csv
import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from annotate.errors import DocumentError, StandoffError, UsageError
from annotate.exports.document import Exchanged
from annotate.exports.formats import MANIFEST, Format, format_named, malformed, names, read_file
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
            for document in one.read(file):
                _check_details(document, file)
                yield replace(document, file=_shown(file, path))
        except DocumentError as error:
            failed.append(error)
        except RecursionError:
            failed.append(malformed(f"no {one.title}: it is nested too deep", file))


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


def _check_details(document: Exchanged, file: Path) -> None:
    """Refuse a document whose spans say something that no annotation can: others may write any JSON
    where ours stands.
    """
    for span in document.spans:
        texts = (span.label, span.id, span.source, span.status, span.value or "")
        score = 0 if span.score is None else span.score
        known = isinstance(span.attributes, Mapping) and isinstance(score, int | float)
        if not known or not all(isinstance(one, str) for one in texts):
            what = f"what is said of « {document.quote(span)[:60]} » is not as annotate writes it"
            raise malformed(what, file)


def _shown(file: Path, path: Path) -> str:
    """Return a file as people know it: of a folder or an archive, from there on."""
    return file.name if file == path else file.relative_to(path).as_posix()


@contextmanager
def exported_by(path: Path, *, named: bool = False) -> Iterator[Callable[[str], Sent] | None]:
    """Give what tells of each document what an export wrote; None where files do not lie in the
    folder of one.

    Parameters
    ----------
    path : Path
        The files, or the folder of their export.
    named : bool
        Somebody said that it is the folder of an export.

    Raises
    ------
    UsageError
        If it is none, against what was said.
    StandoffError
        If its table of spans is malformed, or its texts cannot be read.
    """
    folder = _export_of(path)
    if not (folder / SPANS).is_file():
        if named:
            raise UsageError(
                f"is no export: it holds no {SPANS}",
                path=path,
                remedy="name the folder that `annotate export` wrote",
            )
        yield None
        return
    written, texts = _written(folder / SPANS), folder / TEXTS
    with ExitStack() as held:
        archive = None
        if texts.is_file():
            try:
                archive = held.enter_context(ZipFile(texts))
            except (BadZipFile, OSError) as error:
                raise _broken(texts, error) from error

        def sent(document: str) -> Sent:
            spans, name = tuple(written.get(document, ())), f"{document}.txt"
            text = None
            if archive is not None and name in archive.NameToInfo:
                try:
                    text = archive.read(name).decode()
                except (BadZipFile, ValueError, OSError, zlib.error) as error:
                    raise _broken(texts, error) from error
            elif (texts / name).is_file():  # of a zip archive all archives were unpacked
                text = read_file(texts / name)
            return Sent(spans, text)

        yield sent


def _written(table: Path) -> dict[str, list[Written]]:
    found: dict[str, list[Written]] = defaultdict(list)
    try:
        for row in read_csv(table):
            place = int(row["start"]), int(row["end"])
            one = Written(row["label"], *place, row["text"], row.get("value"))
            found[row["document"]].append(one)
    except (ValueError, KeyError, TypeError, AttributeError, csv.Error) as error:
        raise _broken(table, error) from error
    return found


def _broken(path: Path, error: Exception) -> StandoffError:
    return StandoffError(
        f"is not as an export wrote it ({error})",
        path=path,
        remedy="restore it, or take the files out of the folder: then all that the run holds "
        "counts as exported",
    )


def is_written(span: Written, text: str) -> bool:
    """Return whether a span stands in a text where an export had it."""
    quote = text[span.start : span.end]
    first, gap, last = span.quote.partition(" … ")
    return quote == span.quote or bool(
        gap and quote.startswith(first) and quote.endswith(last[-1:])
    )
