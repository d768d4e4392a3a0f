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
from annotate.exports.document import Exchanged
from annotate.exports.formats import (
    Format,
    Setting,
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
_TAG = re.compile(r"O|[BIELSU]-.+")


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
    """Return a form in one column, and not that which begins a document."""
    return "_".join(form.split()).replace(_START, _START.strip("-"))


def read(path: Path) -> Iterator[Exchanged]:
    """Read the documents of a file: columns parted by blanks or tabs, the name in the last.

    Yields
    ------
    Exchanged
        One a ``-DOCSTART-``; without any, one. Where a file has several, they are numbered.

    Raises
    ------
    StandoffError
        If a line has one column alone.
    """
    documents: list[list[list[tuple[str, str]]]] = [[[]]]
    for number, line in lines_of(path):
        columns = line.split()
        if not columns or (columns[0].startswith("#") and not _TAG.fullmatch(columns[-1])):
            documents[-1].append([])
        elif columns[0] == _START:
            documents.append([[]])
        elif len(columns) == 1:
            raise malformed("a token without a tag", path, number)
        else:
            documents[-1][-1].append((columns[0], columns[-1]))
    full = [one for one in documents if any(one)]
    identity = identity_of(path, *ENDINGS)
    for number, sentences in enumerate(full, start=1):
        name = identity if len(full) == 1 else f"{identity}-{number}"
        yield _document(name, [one for one in sentences if one])


def _document(identity: str, sentences: list[list[tuple[str, str]]]) -> Exchanged:
    pieces, spans, bounds, at = [], [], [], 0
    for sentence in sentences:
        tokens: list[Range] = []
        for form, _ in sentence:
            tokens.append((at, at + len(form)))
            at += len(form) + 1
        pieces.append(" ".join(form for form, _ in sentence))
        spans += spans_of(tokens, [tag for _, tag in sentence])
        bounds.append((tokens[0][0], tokens[-1][1]))
    return Exchanged(identity, "\n".join(pieces), tuple(spans), sentences=tuple(bounds))


FORMAT = Format(
    "conll",
    "CoNLL-2003",
    frozenset({Feature.SENTENCES}),
    write,
    read,
    ENDINGS,
)
