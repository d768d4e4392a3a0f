"""WebAnno TSV 3.3, which INCEpTION reads and writes: sentences, tokens, and names in columns.

Names are of the layer ``NamedEntity``, which every project has; a column of a layer that a project
lacks would make INCEpTION refuse the file. Offsets count UTF-16 units. What is between two
sentences is not in the format: a reader knows how much it is, and puts a line break and blanks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from annotate.document.source import Range
from annotate.document.utf16 import Utf16
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
from annotate.exports.losses import NAMES, Feature
from annotate.exports.tokens import sentences_of
from annotate.exports.xmi import NAME, is_own_layer

ENDING = ".tsv"
_HEAD = f"#FORMAT=WebAnno TSV 3.3\n#T_SP={NAME}|identifier|value\n\n"
_TEXT, _SPANS, _FORMAT = "#Text=", "#T_SP=", "#FORMAT=WebAnno TSV 3"
_NULL, _NOTHING = "*", "_"

# As WebAnno escapes them: `->` is one character to it.
_VALUE = re.compile(r"->|[\\\[\]|_;*\t\n]")
_ESCAPED_VALUE = re.compile(r"((?:\\u[0-9A-Fa-f]{4})+)|\\(->|.)", re.DOTALL)
_NAMED = {"\t": "t", "\n": "n", "\f": "f", "\r": "r", "\b": "b"}
_PLAIN = {letter: char for char, letter in _NAMED.items()}
_LINE = re.compile(r"[\x00-\x1f\\]")
_STACKED = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_NUMBERED = re.compile(r"(.*?)(?<!\\)((?:\\\\)*)\[(\d+)\]", re.DOTALL)


def write(documents: Iterable[Exchanged], folder: Path, setting: Setting) -> None:
    """Write ``ID.tsv`` for each document."""
    each_into(documents, folder, ENDING, lambda one: "".join(_pieces(one)))


def _pieces(document: Exchanged) -> Iterator[str]:
    yield _HEAD
    units, text = Utf16(document.text), document.text
    sentences = sentences_of(document)
    cells = _cells(sentences, document.spans)
    for number, tokens in enumerate(sentences, start=1):
        yield "\n"
        for line in text[tokens[0][0] : tokens[-1][1]].split("\n"):
            yield f"{_TEXT}{_LINE.sub(_in_line, line)}\n"
        for place, (start, end) in enumerate(tokens, start=1):
            identifier, value = cells.get(start, (_NOTHING, _NOTHING))
            offsets = f"{units.to_units(start)}-{units.to_units(end)}"
            yield f"{number}-{place}\t{offsets}\t{text[start:end]}\t{identifier}\t{value}\t\n"


def _in_line(found: re.Match[str]) -> str:
    return "\\" + _NAMED.get(found[0], found[0])


def _cells(
    sentences: Sequence[Sequence[Range]], spans: Sequence[Span]
) -> dict[int, tuple[str, str]]:
    """Return identifier and value of the tokens that names cover, by where the tokens begin."""
    tokens = [token for sentence in sentences for token in sentence]
    starts = [start for start, _ in tokens]
    covered = [
        starts[bisect_left(starts, one.start) : bisect_left(starts, one.end)] for one in spans
    ]
    covering: dict[int, list[int]] = defaultdict(list)
    for number, places in enumerate(covered):
        for start in places:
            covering[start].append(number)
    # A name over several tokens has a number, and so has one of several over a token.
    numbered = {
        number
        for number, places in enumerate(covered)
        if len(places) > 1 or any(len(covering[start]) > 1 for start in places)
    }
    cells = {}
    for start, numbers in covering.items():
        suffixes = [f"[{number + 1}]" if number in numbered else "" for number in numbers]
        cells[start] = (
            "|".join(f"{_NULL}{suffix}" for suffix in suffixes),
            "|".join(
                _VALUE.sub(_in_value, spans[number].label) + suffix
                for number, suffix in zip(numbers, suffixes, strict=True)
            ),
        )
    return cells


def _in_value(found: re.Match[str]) -> str:
    return "\\" + (_NAMED[found[0]] if found[0] in "\t\n" else found[0])


def read(path: Path) -> Iterator[Exchanged]:
    """Read one document, with the layers that have a column `value`.

    Raises
    ------
    StandoffError
        If it is no WebAnno TSV 3, or a line has too few columns.
    """
    lines = list(lines_of(path))
    if not lines or not lines[0][1].startswith(_FORMAT):
        raise malformed("no WebAnno TSV 3", path, 1)
    layers = [line.removeprefix(_SPANS).split("|") for _, line in lines if line.startswith(_SPANS)]
    values = _value_columns(layers)
    reading = _Reading()
    header: list[str] = []
    rows = [(number, line) for number, line in lines[1:] if line and not line.startswith("#")]
    check_last_row(path, ((number, line.count("\t") + 1) for number, line in rows))
    for number, line in lines[1:]:
        if line.startswith(_TEXT):
            header.append(_unescaped(line.removeprefix(_TEXT)))
        elif line and not line.startswith("#"):
            columns = line.split("\t")
            begin, _, end = columns[1].partition("-") if len(columns) > 2 else ("", "", "")
            if not (begin.isdigit() and end.isdigit()):
                raise malformed("a token without offsets", path, number)
            if header:
                reading.begin("\n".join(header), int(begin))
                header = []
            cells = [columns[at] for at in values if at < len(columns)]
            reading.add(int(begin), int(end), cells, number)
    yield reading.document(identity_of(path, ENDING), path)


def _value_columns(layers: Iterable[Sequence[str]]) -> list[int]:
    """Return which columns hold the values of names: those of ``NamedEntity``, or where there is
    none, of the layers of a project's own with a feature `value`.
    """
    found: list[tuple[bool, int]] = []
    at = 3
    for name, *features in layers:
        if name == NAME or is_own_layer(name):
            found += [
                (name == NAME, at + place) for place, one in enumerate(features) if one == "value"
            ]
        at += max(len(features), 1)
    return [place for of_names, place in found if of_names] or [place for _, place in found]


class _Reading:
    """A document that is read token by token; offsets are UTF-16 units until the end."""

    def __init__(self) -> None:
        self._text, self._length = [""], 0
        self._spans: dict[tuple[object, ...], tuple[str, int, int]] = {}
        self._sentences: list[Range] = []

    def begin(self, sentence: str, at: int) -> None:
        """Begin a sentence; what lies between it and the one before is filled."""
        gap = at - self._length
        self._text += ["\n" if self._length else " "] * min(gap, 1) + [" "] * (gap - 1) + [sentence]
        length = Utf16(sentence).length
        self._sentences.append((at, at + length))
        self._length = at + length

    def add(self, start: int, end: int, cells: Iterable[str], line: int) -> None:
        """Add a token, or a part of one, with what its cells say of it."""
        for column, cell in enumerate(cells):
            for place, one in enumerate(_STACKED.sub("\\1\n", cell).split("\n")):
                found = _NUMBERED.fullmatch(one)
                label = found[1] + found[2] if found else one
                if not found and label == _NOTHING:
                    continue
                key = (column, found[3]) if found else (column, line, place)
                label = "" if label == _NULL else _unescaped(label)
                _, low, high = self._spans.get(key, (label, start, end))
                self._spans[key] = (label, min(low, start), max(high, end))

    def document(self, identity: str, path: Path) -> Exchanged:
        """Return what was read, in code points."""
        text = "".join(self._text)
        units = Utf16(text)
        if any(end > units.length for _, _, end in self._spans.values()):
            raise malformed("a span ends after the text", path)
        spans = (
            Span(label, ((units.from_units(start), units.from_units(end)),))
            for label, start, end in self._spans.values()
            if start < end
        )
        return Exchanged(
            identity,
            text,
            tuple(sorted(spans, key=Span.sort_key)),
            sentences=tuple(
                (units.from_units(start), units.from_units(end)) for start, end in self._sentences
            ),
        )


def _unescaped(text: str) -> str:
    """Take the escapes of Java out; older versions of WebAnno write every character that is not
    ASCII so, in UTF-16.
    """
    return _ESCAPED_VALUE.sub(_unescaped_one, text)


def _unescaped_one(found: re.Match[str]) -> str:
    if found[1]:
        units = bytes.fromhex(found[1].replace("\\u", ""))
        return units.decode("utf-16-be", errors="replace")
    return _PLAIN.get(found[2], found[2])


FORMAT = Format("tsv3", "WebAnno TSV 3.3", NAMES | {Feature.SENTENCES}, write, read, (ENDING,))
