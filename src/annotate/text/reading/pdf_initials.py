"""Drop caps: a large letter over two lines or more, whose word goes on in the first of them.

A PDF writes it by itself, at the head of its lines or of the page, or with one of its lines. It
goes before the first line; those below it are beside it, and are not indented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from annotate.french.word_list import common_words
from annotate.text.reading.pdf_chars import Char

_INITIAL = re.compile(r"(?:[«“\"]\s?)?[^\W\d_](?:\s?[’'])?|[«“\"]")
_LONGEST = 5
"""Characters of a drop cap, with the marks and the spaces that are with it, at most."""
_LARGER = 1.6
"""It is larger than its text by this."""
_NEAR = 2.0
"""Its lines begin so many sizes of their type behind it, at most."""
_WORDS = frozenset("ÀAYÔ")
"""Letters that are words by themselves."""
_FIRST_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Part:
    """A line, or its large first letter, or what is left of it without that."""

    line: int
    chars: list[Char]
    text: str
    left: float
    right: float
    bottom: float
    top: float
    baseline: float
    size: float


def with_initials(lines: Sequence[list[Char]]) -> Iterator[tuple[list[Char], float | None]]:
    """Put drop caps before the first of the lines beside them.

    Parameters
    ----------
    lines : sequence of list of Char
        The lines of a page, in the order in which they are written.

    Yields
    ------
    line : list of Char
        Each line that is left.
    left : float or None
        Where a line beside a drop cap begins, in points; None for other lines.
    """
    initials = [
        part
        for number, line in enumerate(lines)
        if _may_begin_with_one(line)
        for part in _parts(number, line)
        if len(part.chars) <= _LONGEST and _is_initial(part)
    ]
    if not initials:
        yield from ((line, None) for line in lines)
        return
    parts = [part for number, line in enumerate(lines) for part in _parts(number, line)]
    before: dict[int, list[Char]] = {}
    lefts: dict[int, float] = {}
    cut: dict[int, int] = {}
    alone: set[int] = set()
    for initial in initials:
        beside = sorted(
            (part for part in parts if _is_beside(initial, part)),
            key=lambda part: -part.baseline,
        )
        if len(beside) < 2 or initial.baseline >= beside[0].baseline:
            continue
        cut[initial.line] = len(initial.chars)
        if _goes_on(initial.text, beside[0].text):
            before[beside[0].line] = _initial_chars(initial, beside[0].text)
            lefts.update((part.line, initial.left) for part in beside)
        else:
            alone.add(initial.line)
    for number, line in enumerate(lines):
        at = cut.get(number, 0)
        if number in alone:
            yield line[:at], None
        if line[at:]:
            yield [*before.get(number, ()), *line[at:]], lefts.get(number)


def _may_begin_with_one(line: Sequence[Char]) -> bool:
    """Return whether a line is a few characters, or begins with larger ones; most are not."""
    return len(line) <= _LONGEST or any(
        char.box is not None and _is_larger(line[0], char) for char in line[1:_LONGEST]
    )


def _parts(number: int, line: list[Char]) -> Iterator[_Part]:
    """Yield a line, in two parts if it begins with larger letters."""
    inked = [place for place, char in enumerate(line) if char.box is not None]
    if not inked:
        return
    smaller = (place for place in inked[:_LONGEST] if _is_larger(line[inked[0]], line[place]))
    cut = next(smaller, 0)
    if cut:
        yield _part(number, line[:cut])
    yield _part(number, line[cut:])


def _is_larger(one: Char, other: Char) -> bool:
    return one.size >= _LARGER * other.size


def _part(number: int, chars: list[Char]) -> _Part:
    boxes = [char.box for char in chars if char.box is not None]
    return _Part(
        number,
        chars,
        "".join(char.text for char in chars).strip(),
        min(box[0] for box in boxes),
        max(box[2] for box in boxes),
        min(box[1] for box in boxes),
        max(box[3] for box in boxes),
        median(char.baseline for char in chars if char.box),
        median(char.size for char in chars if char.box),
    )


def _is_initial(part: _Part) -> bool:
    return _INITIAL.fullmatch(part.text) is not None and not part.text.islower()


def _is_beside(initial: _Part, line: _Part) -> bool:
    """Return whether a line begins behind a large letter, at its height."""
    return (
        initial.size >= _LARGER * line.size
        and -0.5 * line.size < line.left - initial.right < _NEAR * line.size
        and initial.bottom - 0.4 * line.size < line.baseline < initial.top
    )


def _goes_on(letter: str, following: str) -> bool:
    """Return whether a large letter and the line behind it may be one text."""
    word = _FIRST_WORD.match(following)
    if word is None or not letter[-1].isalpha() or letter in _WORDS:
        return word is not None
    first, whole = word.group(), (letter[-1] + word.group()).lower()
    if first[0].isupper() and not first.isupper():
        return False
    return whole in common_words() or first.lower() not in common_words()


def _initial_chars(initial: _Part, following: str) -> list[Char]:
    chars = list(initial.chars)
    while chars[-1].text.isspace():
        chars.pop()
    if _is_word(initial.text, following):
        chars.append(replace(chars[-1], text=" ", box=None))
    return chars


def _is_word(letter: str, following: str) -> bool:
    """Return whether a large letter is a word, and not the beginning of the next."""
    word = _FIRST_WORD.match(following)
    if letter not in _WORDS or word is None:
        return False
    name = word.group()[0].isupper() and not word.group().isupper()
    return name or (letter + word.group()).lower() not in common_words()
