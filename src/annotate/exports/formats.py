"""The formats: what each holds, and the entry points that name them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.document.labels import LabelTable
from annotate.errors import StandoffError, UsageError
from annotate.exports.document import Exchanged
from annotate.exports.losses import Feature

if TYPE_CHECKING:
    from lxml.etree import _Element

MANIFEST = "export.json"
"""What an export says of itself, beside its files."""
GROUP = "annotate_exports"
"""The group of entry points: a package may add a format without a change here."""


@dataclass(frozen=True)
class Setting:
    """What a format is told besides the documents.

    Attributes
    ----------
    labels : LabelTable
        The labels of the run.
    licence : str
        Under which the texts may be used, as headers say it; empty where nobody has said it.
    """

    labels: LabelTable
    licence: str = ""


Write = Callable[[Iterable[Exchanged], Path, Setting], None]
"""Writes documents, reduced to what the format holds, one after the other into a folder."""
Read = Callable[[Path], Iterable[Exchanged]]
"""Reads the documents of one file."""


@dataclass(frozen=True)
class Format:
    """A format that documents are exchanged in.

    Attributes
    ----------
    name : str
        What ``--to`` and ``--from`` call it.
    title : str
        What people call it.
    holds : frozenset of Feature
        What it can hold of a document.
    write : callable
        Writes documents into a folder.
    read : callable or None
        Reads them back; None where people change nothing in the format.
    endings : tuple of str
        How the names of the files end that it reads.
    """

    name: str
    title: str
    holds: frozenset[Feature]
    write: Write
    read: Read | None = None
    endings: tuple[str, ...] = ()

    def files(self, path: Path) -> list[Path]:
        """Return the files that the format reads: one, whatever its name, or those of a folder.

        Raises
        ------
        UsageError
            If there is none.
        """
        if not path.exists():
            raise UsageError(
                "there is no such file or folder", path=path, remedy="give another path"
            )
        if path.is_file():
            return [path]
        found = [
            one
            for one in sorted(path.rglob("*") if path.is_dir() else ())
            if one.name.endswith(self.endings) and one.name != MANIFEST and one.is_file()
        ]
        if not found:
            raise UsageError(
                f"holds no file in the format {self.name} ({', '.join(self.endings)})",
                path=path,
                remedy="name the files or their folder, and the format with --from",
            )
        return found


def names() -> list[str]:
    """Return the names of all formats, sorted.

    Examples
    --------
    >>> names()[:3]
    ['brat', 'conll', 'conllu']
    """
    return sorted(_installed())


def format_named(name: str) -> Format:
    """Return a format by its name.

    Raises
    ------
    UsageError
        If there is none of that name.

    Examples
    --------
    >>> format_named("conll").title
    'CoNLL-2003'
    """
    if name not in _installed():
        raise UsageError(f"there is no format {name!r}", remedy=f"use one of {', '.join(names())}")
    found = _installed()[name].load()
    assert isinstance(found, Format)
    return found


@cache
def _installed() -> dict[str, EntryPoint]:
    """Find the formats among the entry points of all packages, once: their files are many."""
    # The first package of several that have a name for a format gives it.
    return {one.name: one for one in reversed([*entry_points(group=GROUP)])}


def each_into(
    documents: Iterable[Exchanged], folder: Path, ending: str, made: Callable[[Exchanged], str]
) -> None:
    """Write a file for each document: what most formats do."""
    for one in documents:
        write_file(folder / f"{one.id}{ending}", made(one))


def write_file(path: Path, text: str) -> None:
    """Write a UTF-8 text, line ends as they are. The folder is nobody's yet: a file need not be
    whole while the others are written.
    """
    path.write_bytes(text.encode())


def read_file(path: Path) -> str:
    """Read a text in UTF-8; a byte order mark at its beginning is none of it.

    Raises
    ------
    StandoffError
        If it cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise StandoffError(
            f"cannot be read ({error})", path=path, remedy="save it in UTF-8"
        ) from error


def identity_of(path: Path, *endings: str) -> str:
    """Return the id of the document that a file is about: its name without the first of the endings
    that it has.
    """
    return path.name.removesuffix(next(filter(path.name.endswith, endings), ""))


def malformed(what: str, path: Path, place: int | str | None = None) -> StandoffError:
    """Return the error about a file that a format cannot read; `place` is the number of a line, or
    says where.
    """
    return StandoffError(
        what,
        path=path,
        place=f"line {place}" if isinstance(place, int) else place,
        remedy="check with --from which format it is in, or export it again where it was changed",
    )


def parsed(path: Path, name: str) -> _Element:
    """Return the root of an XML file, which nothing outside of it has a part in.

    Raises
    ------
    StandoffError
        If it is no XML; `name` says which it should be.
    """
    # Whoever only wants the names of the formats needs no parser.
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.parse(path, parser).getroot()
    except (etree.XMLSyntaxError, OSError) as error:
        raise malformed(f"no {name} ({error})", path) from error


def elements_of(path: Path, name: str) -> Iterator[_Element]:
    """Yield the elements that the root of an XML file holds one after the other, so that no tree
    of all of them is in memory; each is empty when the next one comes.

    Raises
    ------
    StandoffError
        If it is no XML; `name` says which it should be.
    """
    from lxml import etree

    # What is outside of the file has no part in it.
    read = etree.iterparse(
        path, resolve_entities=False, no_network=True, huge_tree=True, collect_ids=False
    )
    try:
        for _, element in read:
            root = element.getparent()
            if root is not None and root.getparent() is None:
                if isinstance(element.tag, str):
                    yield element
                element.clear()
                while element.getprevious() is not None:
                    del root[0]
    except (etree.XMLSyntaxError, OSError) as error:
        raise malformed(f"no {name} ({error})", path) from error


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text with their numbers, whatever ends them."""
    text = read_file(path).replace("\r\n", "\n")
    return enumerate(text.split("\n"), start=1)


def check_last_row(path: Path, rows: Iterable[tuple[int, int]]) -> None:
    """Refuse a file that ends in the middle of a row: names after it would count as deleted.

    Parameters
    ----------
    path : Path
        A file with a token a row.
    rows : iterable of tuple
        The number of the line of each row, and how many columns it has.

    Raises
    ------
    StandoffError
        If the last row has fewer columns than any other.
    """
    *others, (number, last) = [(0, 0), *rows]
    least = min((columns for line, columns in others if line), default=0)
    if last < least:
        raise malformed(
            f"the file ends in the middle of a row: {last} columns of {least}", path, number
        )
