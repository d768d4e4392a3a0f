"""Files of a format read one by one: what cannot be read is named, and the others go on."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from annotate.document.source import Range
from annotate.errors import DocumentError, UsageError
from annotate.exports.document import Exchanged
from annotate.exports.formats import MANIFEST, Format, format_named, names
from annotate.exports.writing import SPANS
from annotate.progress import Watcher, unwatched
from annotate.tables import read_csv

_RANGE = re.compile(r"(\d+)-(\d+)")


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


def exported_spans(path: Path) -> dict[str, set[tuple[str, tuple[Range, ...]]]] | None:
    """Return what an export wrote, by document: labels and source ranges; None where files do not
    lie in the folder of one.
    """
    table = _export_of(path) / SPANS
    if not table.is_file():
        return None
    found: dict[str, set[tuple[str, tuple[Range, ...]]]] = defaultdict(set)
    for row in read_csv(table):
        ranges = tuple((int(low), int(high)) for low, high in _RANGE.findall(row["source_ranges"]))
        found[row["document"]].add((row["label"], ranges))
    return found
