"""Texts whose names are marked: ``la [Loire|LOC]``, a paragraph a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotate.training.rows import Name, Row

_NAME = re.compile(r"\[([^\[\]|]+)\|(PER|ORG|LOC|MISC)\]")
_STRAY = re.compile(r"[\[\]|]")


def row_of(marked: str, source: str) -> Row:
    """Return a text without its marks, and the names.

    Raises
    ------
    ValueError
        If a bracket or a bar belongs to no mark.

    Examples
    --------
    >>> row_of("la [Loire|LOC] coule", "own")
    Row(text='la Loire coule', names=((3, 8, 'LOC'),), unknown=(), source='own')
    """
    text = ""
    names: list[Name] = []
    last = 0
    for match in _NAME.finditer(marked):
        text += marked[last : match.start()]
        names.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        last = match.end()
    text += marked[last:]
    if _STRAY.search(text):
        raise ValueError(f"a mark that is not like [name|LABEL]: {marked[:80]}")
    return Row(text, tuple(names), source=source)


def documents(folder: Path) -> Iterator[list[Row]]:
    """Yield the paragraphs of each document of a folder; a line that begins with ``#`` is the head
    of a document.
    """
    rows: list[Row] = []
    for file in sorted(folder.glob("*.txt")):
        for line in [*file.read_text("utf-8").split("\n"), "#"]:
            if line.startswith("#") and rows:
                yield rows
                rows = []
            elif line.strip() and not line.startswith("#"):
                rows.append(row_of(line.strip(), folder.name))


def whole(paragraphs: Iterable[Row]) -> Row:
    """Return a document as one row, a blank line between its paragraphs.

    Examples
    --------
    >>> whole([Row("Un."), Row("À Lens.", ((2, 6, "LOC"),))])
    Row(text='Un.\\n\\nÀ Lens.', names=((7, 11, 'LOC'),), unknown=(), source='')
    """
    text, names, source = "", [], ""
    for row in paragraphs:
        text += "\n\n" if text else ""
        names += [(start + len(text), end + len(text), label) for start, end, label in row.names]
        text, source = text + row.text, row.source
    return Row(text, tuple(names), source=source)
