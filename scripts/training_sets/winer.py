"""WiNER-fr (Dupont 2019): articles of Wikinews with names, in brat's format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from annotate.french.sentences import sentence_spans
from annotate.training.rows import Name, Row, outermost, part, without

LABELS = {
    "Person": "PER",
    "Organization": "ORG",
    "Location": "LOC",
    "Event": "MISC",
    "Product": "MISC",
}
_ORDER = "PER ORG LOC MISC"
_BLANKS = re.compile(r"(?<=\S)[ \xa0]+(?=[,.](?:\s|$))|(?<=\w['’]) +(?=\w)|(?<=\() +| +(?=\))")
_ARTICLE = re.compile(r"(?:l['’]\s?|la\s|le\s|les\s)", re.IGNORECASE)
_ELIDED = re.compile(r"[ld]['’]\s?", re.IGNORECASE)


def articles(folder: Path) -> Iterator[tuple[str, list[Row]]]:
    """Yield the articles of a snapshot of YoannDupont/WiNER-fr: their names and their sentences.

    The outermost name counts; of two labels of one span, the person.
    """
    for file in sorted(folder.glob("20??/??/*.ann")):
        text = file.with_suffix(".txt").read_text("utf-8")
        names = outermost(_names(file), _ORDER)
        trimmed = tuple(_trimmed(text, name) for name in names)
        yield file.stem, list(_sentences(Row(text, trimmed, source="winer")))


def _names(file: Path) -> Iterator[Name]:
    for line in file.read_text("utf-8").split("\n"):
        fields = line.split("\t")
        if len(fields) == 3 and line.startswith("T"):
            kind, *places = re.split(r"[ ;]", fields[1])
            if kind in LABELS:
                yield int(places[0]), int(places[-1]), LABELS[kind]


def _trimmed(text: str, name: Name) -> Name:
    """Leave out the elided or lower-case article that a name begins with."""
    start, end, label = name
    while end > start and text[end - 1].isspace():
        end -= 1
    match = _ELIDED.match(text, start, end)
    if match is None and text[start].islower():
        match = _ARTICLE.match(text, start, end)
    if match and label != "PER" and match.end() < end:
        start = match.end()
    return start, end, label


def _sentences(article: Row) -> Iterator[Row]:
    start = 0
    for line in article.text.split("\n"):
        block = without(part(article, start, start + len(line)), _BLANKS)
        start += len(line) + 1
        for first, last in sentence_spans(block.text):
            row = part(block, first, last)
            if row.text.strip():
                yield replace(row, names=tuple(n for n in row.names if n[0] < n[1]))
