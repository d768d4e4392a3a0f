"""Rows as real texts are: other names, initials, capitals, blanks and note calls of extraction.

A recogniser that only read clean press knows its names and its typography. Half of the rows are
changed in some way: names are exchanged for others of their kind, people are written with initials
or in capitals, words are parted by no-break or doubled blanks, digits of note calls are stuck to
names, apostrophes are curly.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from annotate.training.rows import Name, Row

_PIECE = tuple[str, str]
"""Text and label; the label of what is no name is empty, that of what is unknown a sign."""
_UNKNOWN = "?"
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_BEFORE_PLACE = re.compile(r"(?:\bà|\bde|\bpour|\bvers|\bdans|[,(])\s$")
_PERSON = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?")


@dataclass(frozen=True, slots=True)
class Pools:
    """Names to exchange others for.

    Attributes
    ----------
    first, last : sequence of str
        First names and surnames.
    places, bodies : sequence of str
        One-word places, and organizations.
    """

    first: Sequence[str]
    last: Sequence[str]
    places: Sequence[str]
    bodies: Sequence[str]


def pools(rows: Iterable[Row], bodies: Iterable[str] = ()) -> Pools:
    """Gather the names of rows.

    Parameters
    ----------
    rows : iterable of Row
        Rows with names.
    bodies : iterable of str
        More organizations.

    Examples
    --------
    >>> pools([Row("Anne Merlon part", ((0, 11, "PER"),))]).last
    ['Merlon']
    """
    first: set[str] = set()
    last: set[str] = set()
    places: set[str] = set()
    some = set(bodies)
    for row in rows:
        for start, end, label in row.names:
            form = row.text[start:end]
            if label == "PER" and _PERSON.fullmatch(form):
                given, _, family = form.rpartition(" ")
                first |= {given} if given else set()
                last.add(family)
            elif label == "LOC" and _WORD.fullmatch(form) and form[0].isupper():
                places.add(form)
            elif label == "ORG" and form[0].isupper():
                some.add(form)
    return Pools(sorted(first), sorted(last), sorted(places), sorted(some))


def damaged(row: Row, names: Pools, chance: random.Random, share: float = 0.5) -> Row:
    """Return a row as it is, or, for a share of them, changed.

    Parameters
    ----------
    row : Row
        The row.
    names : Pools
        Names to take.
    chance : random.Random
        Decides.
    share : float
        How many rows of one are changed.
    """
    row = replace(row, text=row.text.replace("’", "'"))
    if chance.random() >= share:
        return row
    pieces = list(_pieces(row))
    if names.last and chance.random() < 0.5:
        pieces = list(_exchanged(pieces, names, chance))
    kind = chance.random()
    if kind < 0.12:
        pieces = [_anonymous(piece, chance) for piece in pieces]
    elif kind < 0.17:
        pieces = [(_shouted(text), label) for text, label in pieces]
    elif kind < 0.25:
        pieces = [
            (_loud_surname(text), label) if label == "PER" else (text, label)
            for text, label in pieces
        ]
    if chance.random() < 0.5:
        pieces = list(_extracted(pieces, chance))
    if chance.random() < 0.15:
        pieces = [(text.replace("'", "’"), label) for text, label in pieces]
    return _row(pieces, row.source)


def _pieces(row: Row) -> Iterator[_PIECE]:
    at = 0
    marked = [(*one, _UNKNOWN) for one in row.unknown]
    marked = [u for u in marked if all(u[1] <= a or b <= u[0] for a, b, _ in row.names)]
    for start, end, label in sorted([*row.names, *marked]):
        if start >= at:
            yield row.text[at:start], ""
            yield row.text[start:end], label
            at = end
    yield row.text[at:], ""


def _row(pieces: Iterable[_PIECE], source: str) -> Row:
    text = ""
    names: list[Name] = []
    unknown: list[tuple[int, int]] = []
    for piece, label in pieces:
        if label == _UNKNOWN:
            unknown.append((len(text), len(text) + len(piece)))
        elif label:
            names.append((len(text), len(text) + len(piece), label))
        text += piece
    return Row(text, tuple(names), tuple(unknown), source)


def _exchanged(pieces: Sequence[_PIECE], names: Pools, chance: random.Random) -> Iterator[_PIECE]:
    before = ""
    for text, label in pieces:
        if label == "PER" and _PERSON.fullmatch(text):
            given = chance.choice(names.first) if " " in text and names.first else ""
            if given and chance.random() < 0.12:
                given = f"{given[0]}."
            yield f"{given} {chance.choice(names.last)}".lstrip(), label
        elif label == "LOC" and _WORD.fullmatch(text) and _BEFORE_PLACE.search(before):
            yield chance.choice(names.places), label
        elif label == "ORG" and names.bodies and chance.random() < 0.3:
            yield chance.choice(names.bodies), label
        else:
            yield text, label
        before = text


def _anonymous(piece: _PIECE, chance: random.Random) -> _PIECE:
    text, label = piece
    if label != "PER":
        return piece
    words = text.split()
    initial = f"{words[-1][0]}."
    forms = [initial, initial.replace(".", "..."), initial.replace(".", "***")]
    if len(words) > 1:
        forms += [
            f"{words[0]} {initial}",
            f"{words[0][0]}. {words[-1]}",
            f"{words[0][0]}. {initial}",
        ]
    return chance.choice(forms), label


def _shouted(text: str) -> str:
    upper = text.upper()
    return upper if len(upper) == len(text) else text


def _loud_surname(text: str) -> str:
    head, blank, last = text.rpartition(" ")
    return f"{head}{blank}{last.upper()}" if blank else text


def _extracted(pieces: Sequence[_PIECE], chance: random.Random) -> Iterator[_PIECE]:
    """Yield pieces with one fault of extraction: other blanks, or note calls stuck to names."""
    kind = chance.randrange(3)
    for text, label in pieces:
        if kind < 2:
            yield _BLANKS[kind](text, chance), label
        elif label and label != _UNKNOWN and text[-1].isalpha() and chance.random() < 0.4:
            yield text, label
            yield str(chance.randint(1, 60)), ""
        else:
            yield text, label


def _unbroken(text: str, chance: random.Random) -> str:
    return "".join("\xa0" if c == " " and chance.random() < 0.15 else c for c in text)


def _doubled(text: str, chance: random.Random) -> str:
    return "".join("  " if c == " " and chance.random() < 0.1 else c for c in text)


_BLANKS = (_unbroken, _doubled)
