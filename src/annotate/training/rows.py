"""Texts with names, as a recogniser is trained on them: a sentence or a block each.

A file of rows is JSON lines, ``{"text", "spans": [{"start", "end", "label"}], "unknown": [[start,
end]], "source"}``; offsets are code points of the text, half-open. What is `unknown` may or may not
be a name: training takes either for right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from annotate.errors import StandoffError
from annotate.files import write_text

T = TypeVar("T")

Name = tuple[int, int, str]
"""Where a name begins and ends, and its label."""


@dataclass(frozen=True, slots=True)
class Row:
    """A text with the names in it.

    Attributes
    ----------
    text : str
        The text.
    names : tuple of Name
        In order; none lies over another.
    unknown : tuple of (int, int)
        Stretches that nobody says anything about.
    source : str
        Where it comes from.
    """

    text: str
    names: tuple[Name, ...] = ()
    unknown: tuple[tuple[int, int], ...] = ()
    source: str = ""


def outermost(names: Iterable[Name], order: str = "") -> tuple[Name, ...]:
    """Return names without those that lie in or over a longer one.

    Parameters
    ----------
    names : iterable of Name
        In any order.
    order : str
        Labels with blanks: of two names of the same extent the one whose label comes first stays.

    Examples
    --------
    >>> outermost([(5, 9, "LOC"), (0, 9, "ORG"), (0, 9, "PER"), (12, 14, "LOC")], "PER ORG LOC")
    ((0, 9, 'PER'), (12, 14, 'LOC'))
    """
    ranks = {label: rank for rank, label in enumerate(order.split())}
    kept: list[Name] = []
    for one in sorted(names, key=lambda n: (n[0] - n[1], ranks.get(n[2], len(ranks)), n[0])):
        if all(one[1] <= start or end <= one[0] for start, end, _ in kept):
            kept.append(one)
    return tuple(sorted(kept))


def without(row: Row, pattern: re.Pattern[str], by: str = "") -> Row:
    r"""Return a row with the matches of a pattern taken out of its text.

    Parameters
    ----------
    row : Row
        The row.
    pattern : re.Pattern
        What goes; it never matches a whole name.
    by : str
        What comes in its place.

    Examples
    --------
    >>> without(Row("à Bron , dit-il", ((2, 6, "LOC"),)), re.compile(r"\s(?=,)")).text
    'à Bron, dit-il'
    >>> without(Row("à  Bron", ((3, 7, "LOC"),)), re.compile(r"\s{2,}"), " ").names
    ((2, 6, 'LOC'),)
    """
    pieces: list[str] = []
    moved = list(range(len(row.text) + 1))
    last = length = 0
    for match in pattern.finditer(row.text):
        pieces += row.text[last : match.start()], by
        for at in range(last, match.start()):
            moved[at] = length + at - last
        length += match.start() - last
        for at in range(match.start(), match.end()):
            moved[at] = length
        length += len(by)
        last = match.end()
    for at in range(last, len(row.text) + 1):
        moved[at] = length + at - last
    names = tuple((moved[start], moved[end], label) for start, end, label in row.names)
    unknown = tuple((moved[start], moved[end]) for start, end in row.unknown)
    return replace(row, text="".join([*pieces, row.text[last:]]), names=names, unknown=unknown)


def part(row: Row, start: int, end: int) -> Row:
    """Return a stretch of a row with the names that lie in it.

    Examples
    --------
    >>> part(Row("Il part. Anne vient.", ((9, 13, "PER"),)), 9, 20)
    Row(text='Anne vient.', names=((0, 4, 'PER'),), unknown=(), source='')
    """
    return Row(
        row.text[start:end],
        tuple((a - start, b - start, label) for a, b, label in row.names if start <= a < b <= end),
        tuple(
            (max(a, start) - start, min(b, end) - start)
            for a, b in row.unknown
            if a < end and start < b
        ),
        row.source,
    )


def read_rows(file: Path) -> list[Row]:
    """Read a file of rows.

    Raises
    ------
    StandoffError
        If a line is not as described above; the place is the line.
    """
    return read_lines(file, lambda told, _: _row(told))


def read_lines(file: Path, made: Callable[[Any, int], T]) -> list[T]:
    """Read a file of texts with names, a line a text, empty lines left out.

    Parameters
    ----------
    file : Path
        Lines of JSON.
    made : callable
        Takes what a line says, and its number from 1.

    Raises
    ------
    StandoffError
        If a line is none, or `made` refuses it; the place is the line.
    """
    found = []
    for number, line in enumerate(file.read_text("utf-8").split("\n"), start=1):
        if line.strip():
            try:
                found.append(made(json.loads(line), number))
            except (ValueError, KeyError, TypeError) as error:
                raise StandoffError(
                    f"no text with names ({type(error).__name__}: {error})",
                    path=file,
                    place=f"line {number}",
                    remedy='a line is {"text": …, "spans": [{"start", "end", "label"}]}',
                ) from error
    return found


def _row(told: Any) -> Row:
    names = outermost((int(s["start"]), int(s["end"]), str(s["label"])) for s in told["spans"])
    unknown = tuple((int(start), int(end)) for start, end in told.get("unknown", ()))
    row = Row(str(told["text"]), names, unknown, str(told.get("source", "")))
    for start, end in (*(name[:2] for name in names), *unknown):
        if not 0 <= start < end <= len(row.text):
            raise ValueError(f"a span at {start}-{end}, outside the text")
    return row


def write_rows(file: Path, rows: Sequence[Row]) -> None:
    """Write a file of rows, whole or not at all."""
    write_text(file, "".join(map(_line, rows)))


def _line(row: Row) -> str:
    spans = [{"start": start, "end": end, "label": label} for start, end, label in row.names]
    told: dict[str, Any] = {"text": row.text, "spans": spans}
    if row.unknown:
        told["unknown"] = row.unknown
    return json.dumps({**told, "source": row.source}, ensure_ascii=False) + "\n"


def word_runs(text: str, length: int) -> Iterator[int]:
    """Yield a number for every run of so many words of a text, case and signs apart.

    Examples
    --------
    >>> set(word_runs("Il est parti, hier.", 3)) == set(word_runs("il est parti hier", 3))
    True
    """
    words = re.findall(r"\w+", text.casefold())
    for at in range(len(words) - length + 1):
        yield hash(tuple(words[at : at + length]))
