"""CoNLL-2003: a token a line, its name in the last column.

The format has neither offsets nor white space, so that a document read back is joined by blanks;
importing aligns it to its text. Part of speech and chunk, which `annotate` does not know, are
``-X-`` as spaCy and others write what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotate.document.source import Range
from annotate.exports.document import Exchanged, Span
from annotate.exports.formats import (
    Format,
    Setting,
    check_last_row,
    each_into,
    identity_of,
    lines_of,
    malformed,
)
from annotate.exports.losses import Feature
from annotate.exports.tokens import sentences_of, spans_of, tags

ENDING = ".conll"
ENDINGS = (ENDING, ".bio", ".iob", ".iob2")
_START = "-DOCSTART-"
_TAG = re.compile(r"O|[BIELSU][-_].+")
_HYPHENED = re.compile(r"O|[BIELSU]-.+")
_NOTHING = ("_", "-", "-X-", "")
_HEAD = re.compile(r"(?i)tokens?|words?|forms?|mots?")
_NAMED = re.compile(r"#\s*(?:[\w:.-]*document_id|newdoc id|doc_?id)\s*[=:]\s*(.+)")
_GLUED = re.compile(r"\bNoSpaceAfter\b|\bSpaceAfter=No\b")


def write(documents: Iterable[Exchanged], folder: Path, setting: Setting) -> None:
    """Write ``ID.conll`` for each document, in IOB2."""
    each_into(documents, folder, ENDING, _text)


def _text(document: Exchanged) -> str:
    sentences = sentences_of(document)
    rows = [f"{_START} -X- -X- O\n"]
    for tokens, row in zip(sentences, tags(sentences, document.spans), strict=True):
        rows.append("\n")
        for (start, end), tag in zip(tokens, row, strict=True):
            rows.append(f"{_joined(document.text[start:end])} -X- -X- {tag}\n")
    return "".join(rows)


def _joined(form: str) -> str:
    """Return a form in one column, and not that which begins a document: its hyphens are others."""
    return "_".join(form.split()).replace(_START, _START.replace("-", "\N{NON-BREAKING HYPHEN}"))


def read(path: Path) -> Iterator[Exchanged]:
    """Read the documents of a file: columns parted by blanks or tabs, the token in the first (after
    its number, where it has one), the name in the last that holds tags. Where a line names the
    columns, the name is in the first that begins with ``NE``.

    Yields
    ------
    Exchanged
        One a ``-DOCSTART-``, or a comment that gives the id of a document; without any, one. Where
        a file has several that have no id, they are numbered.

    Raises
    ------
    StandoffError
        If a line has one column alone, or no column holds tags.
    """
    table, widths = _Table(), list[tuple[int, int]]()
    for number, line in lines_of(path):
        columns = line.split("\t") if "\t" in line else line.split()
        if not line.strip():
            table.end()
        elif _is_comment(columns):
            if found := _NAMED.match(line):
                table.begin(found[1].strip())
        elif columns[0] == _START:
            table.begin("")
        else:
            widths.append((number, len(columns)))
            table.add(columns, number)
    check_last_row(path, widths)
    if narrow := [number for number, width in widths if width == 1]:
        raise malformed("a token without a tag", path, narrow[0])
    full = [(name, rows) for name, rows in table.documents if any(rows)]
    full = full or [("", [])]  # a text without a word, or what is left of one
    try:
        form, tag = table.columns()
    except ValueError as error:
        raise malformed(str(error), path) from error
    identity = identity_of(path, *ENDINGS)
    for number, (name, sentences) in enumerate(full, start=1):
        name = name or (identity if len(full) == 1 else f"{identity}-{number}")
        yield _document(name, [one for one in sentences if one], form, tag)


def _is_comment(columns: list[str]) -> bool:
    """Return whether a line that begins as comments do is one, not a token."""
    tagged = len(columns) > 1 and columns[1] != "=" and _HYPHENED.fullmatch(columns[-1])
    return columns[0].startswith("#") and not tagged


class _Table:
    """The rows of a file, by document and sentence."""

    def __init__(self) -> None:
        self.documents: list[tuple[str, list[list[list[str]]]]] = [("", [[]])]
        self._head: list[str] = []

    def begin(self, identity: str) -> None:
        """Begin a document."""
        self.documents.append((identity, [[]]))

    def end(self) -> None:
        """End a sentence."""
        self.documents[-1][1].append([])

    def add(self, columns: list[str], line: int) -> None:
        """Add a token; the first line may name the columns."""
        if line == 1 and _HEAD.fullmatch(columns[0]):
            self._head = columns
        else:
            self.documents[-1][1][-1].append(columns)

    def columns(self) -> tuple[int, int]:
        """Return which columns hold the tokens and the tags."""
        sentences = [rows for _, held in self.documents for rows in held if rows]
        rows = [row for held in sentences for row in held]
        numbered = any(len(held) > 1 for held in sentences) and all(
            row[0] == str(number) for held in sentences for number, row in enumerate(held, start=1)
        )
        form = 1 if numbered else 0
        named = [at for at, name in enumerate(self._head) if name.startswith("NE")]
        least = min((len(row) for row in rows), default=0)
        tags = [
            at
            for at in range(form + 1, least)
            if all(_TAG.fullmatch(row[at]) or row[at] in _NOTHING for row in rows)
            and any(row[at] == "O" or _TAG.fullmatch(row[at]) for row in rows)
        ]
        if named and named[0] < least:
            return form, named[0]
        if tags:
            return form, tags[-1]
        # Schemes without letters (`Lens LOC`) tell by what is no name.
        plain = [at for at in range(form + 1, least) if any(row[at] == "O" for row in rows)]
        if not plain and rows:
            raise ValueError("no column holds tags of names")
        return form, plain[-1] if plain else 0


def _document(identity: str, sentences: list[list[list[str]]], form: int, tag: int) -> Exchanged:
    pieces, length = list[str](), 0
    spans, bounds = list[Span](), []
    for sentence in sentences:
        tokens: list[Range] = []
        space = "\n" if length else ""
        for row in sentence:
            pieces += (space, row[form])
            start = length + len(space)
            length = start + len(row[form])
            tokens.append((start, length))
            space = "" if _GLUED.search(" ".join(row[tag + 1 :])) else " "
        spans += spans_of(tokens, [row[tag] for row in sentence])
        bounds.append((tokens[0][0], tokens[-1][1]))
    return Exchanged(identity, "".join(pieces), tuple(spans), sentences=tuple(bounds))


FORMAT = Format(
    "conll",
    "CoNLL-2003",
    frozenset({Feature.SENTENCES}),
    write,
    read,
    ENDINGS,
)
