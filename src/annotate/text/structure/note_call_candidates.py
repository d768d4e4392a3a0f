"""Places where a number may be a note call: stuck to a word or to a sign that ends one, raised
(`mot¹`), in brackets (`mot [1]`), or after the number of another call (`mot1,2`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotate.document.source import Range, Source
from annotate.french.characters import UPPER
from annotate.french.classes import shipped_classes
from annotate.text.structure.lines import Row

_UNIT = re.compile(r"(?<!\w)(?:[kcdm]m|ha|co|\w)$", re.IGNORECASE)
_MEASURE = re.compile(r"\d[ \u00a0\u202f]?(?:[kcdm]?m|ha)$")
_ORDINAL_SIGN = re.compile(r"(?<!\w)n\s?[°ºo]$", re.IGNORECASE)
_YEAR = re.compile(r"(?<![A-Z]{2}\s)(?<!\d)(?:1\d{3}|20\d\d)\Z")
_FIGURES_OF_A_YEAR = 4
_NUMBERED_NAME = re.compile(rf"[{UPPER}][\w-]+[ \u00a0]\d{{1,2}}$")
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
"""Digits that are themselves set above the line."""
PLAIN_DIGITS = str.maketrans(RAISED, "0123456789")
_DIGITS, _RAISED = re.compile(r"\d+"), re.compile(f"[{RAISED}]+")
# What is before is looked at after the first digit: that is found fast.
_SEVERAL = re.compile(r"\d(?<=[^\W\d_]\d|[»”’)\].…!?]\d)\d{0,2}(?:,\d{1,3})+(?![\w,-])")
_BRACKETED = re.compile(r"\[(\d{1,3})\]")
_BEFORE = 40
"""Characters before a number that decide whether it may be a call."""
_AFTER = 4
"""Characters after it that do."""
_LONGEST = 3
"""Digits of a number of a note."""
WITHOUT_SIGNS = frozenset("123")
"""Digits that fonts with raised signs may lack: these have other code points than `⁴`."""
_GOOD = 1
_CERTAIN, _POOR, _AUTHORS = -1, 9, 20
"""Ranks of places: where a link leads to the note; where nothing speaks for a call; and after the
names of authors."""
_PARTICLES = shipped_classes().words("NAME_SMALL_WORD")
_ENDED = re.compile(r"(?:[^\W\d_]{3}|\d{4}|[)»”’])[.!?…]$")
_PUSHED = re.compile(r"[ \u00a0][,.)](?:\s|\Z)")
"""No blank is before these signs, unless an extractor put one behind a raised call."""
_SENTENCE = re.compile(rf"[ \u00a0][{UPPER}«]")
"""A raised call may be parted from what is before it by a space."""
_WORD = re.compile(r"[^\W\d_A-Z]{4,}\Z")
_ACRONYM, _BRACKET = re.compile(rf"[{UPPER}]{{3}}\Z"), re.compile(r"[^\W_][)\]]\Z")
_SIGNS = tuple(",.;:)")
APART = 2
"""The rank of a place between a blank and a sign, where extractors leave raised calls."""
_NUMBERED = shipped_classes().words("BEFORE_PLAIN_NUMBER")
"""Words that a number often follows."""
_CLOSING = '»”"’)]….!?,;:%*'
_SPACE = " \u00a0\u202f"
_BREAKS = "\r\n\u2028\u2029"


@dataclass(frozen=True, slots=True)
class Call:
    """A note call: its number and the source range of its digits, with brackets if it has some."""

    number: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """A place where a number may be a note call.

    Attributes
    ----------
    rank : int
        How good a place it is; 0 is best.
    call : Call
        The call, if it is one.
    page : int
        The number of its page.
    """

    rank: int
    call: Call
    page: int


def call_places(rows: Sequence[Row], *, apart: bool = False) -> dict[str, list[Place]]:
    """Return every place where a number may be a call, by number, in the order of the rows.

    Parameters
    ----------
    rows : sequence of Row
        Of the text.
    apart : bool
        Whether a space may be before a call, as extractors put one before raised digits.
    """
    places: dict[str, list[Place]] = defaultdict(list)
    for row, below in zip(rows, [*rows[1:], None], strict=False):
        # No line begins with a comma, unless the call before it was raised.
        sign = below.text[0] if below and below.text[0] in _SIGNS else ""
        found = [*_of_digits(row, apart, sign), *_raised(row), *_several(row)]
        for place in sorted(found, key=lambda place: place.call.start):
            places[place.call.number].append(place)
    return places


def all_places(rows: Sequence[Row], *, apart: bool = False) -> dict[str, list[Place]]:
    """Return what :func:`call_places` does, and under `[1]` the places where that may be a call.

    Numbers in brackets are references to a bibliography as well; so they are calls of those notes
    only that have brackets themselves.

    Examples
    --------
    >>> sorted(all_places([Row(0, 16, "Lens1 et Lille [2]", 1, False, None)]))
    ['1', '[2]']
    """
    places = call_places(rows, apart=apart)
    for index, row in enumerate(rows):
        above = rows[index - 1] if index else None
        # At the beginning of a line that a sentence goes on with, too.
        wrapped = above is not None and not (above.ends_sentence or row.blank_before)
        for match in _BRACKETED.finditer(row.text, 0 if wrapped else 1):
            before = row.text[max(0, match.start() - _BEFORE) : match.start()].rstrip(_SPACE)
            if above is not None and not match.start():
                before = above.text[-1]
            if before and (before[-1].isalnum() or before[-1] in _CLOSING):
                call = Call(match.group(1), row.start + match.start(), row.start + match.end())
                places.setdefault(match.group(), []).append(Place(0, call, row.page))
    return places


def _of_digits(row: Row, apart: bool, sign: str) -> Iterator[Place]:
    """Yield the places of digits; a sign may be what the row below begins with."""
    for match in _DIGITS.finditer(row.text, 1):
        # `18943` may be 1894 and call 3: every ending of a run of digits is looked at.
        for start in range(max(match.start(), match.end() - _LONGEST), match.end()):
            allowed = row.text[start] != "0" and (apart or not _is_apart(row, start))
            below = f" {sign}" if sign and match.end() == len(row.text) else ""
            rank = _rank_in(row, start, match.end(), below) if allowed else None
            if rank is not None:
                call = _call(row.text[start : match.end()], row, start, match.end())
                yield Place(rank, call, row.page)


def _raised(row: Row) -> Iterator[Place]:
    """Yield the places of raised digits that are neither of a unit (`m²`) nor of a power."""
    for match in _RAISED.finditer(row.text, 1):
        number = match.group().translate(PLAIN_DIGITS)
        apart = _is_apart(row, match.start())
        rank = None if apart else _rank_in(row, match.start(), match.end())
        if rank is not None and rank <= _GOOD and number[0] != "0" and len(number) <= _LONGEST:
            yield Place(rank, _call(number, row, match.start(), match.end()), row.page)


def _several(row: Row) -> Iterator[Place]:
    """Yield the places of numbers that follow each other after one word."""
    for match in _SEVERAL.finditer(row.text, 1):
        parts = list(_DIGITS.finditer(row.text, match.start(), match.end()))
        numbers = [int(part.group()) for part in parts]
        before = row.text[max(0, match.start() - _BEFORE) : match.start()]
        if numbers[0] and rank_of(before, "") == 0 and _consecutive(numbers):
            for part in parts:
                yield Place(0, _call(part.group(), row, part.start(), part.end()), row.page)


def _is_apart(row: Row, start: int) -> bool:
    """Return whether a space is before a call that none belongs to, as one does behind a quote."""
    before = row.text[max(0, start - _BEFORE) : start]
    return before[-1:] in _SPACE and before.rstrip(_SPACE)[-1:] not in ("»", "”")


def _rank_in(row: Row, start: int, end: int, below: str = "") -> int | None:
    after = row.text[end : end + _AFTER] + below
    return rank_of(row.text[max(0, start - _BEFORE) : start], after)


def _call(number: str, row: Row, start: int, end: int) -> Call:
    return Call(number, row.start + start, row.start + end)


def _consecutive(numbers: Sequence[int]) -> bool:
    return all(two == one + 1 for one, two in pairwise(numbers))


def rank_of(before: str, after: str) -> int | None:
    """Tell how likely a number between two texts is a note call; None when it cannot be one."""
    before, after = before.rstrip(_BREAKS), after.lstrip(_BREAKS)
    if after[:1].isalpha() or re.match(r"[.,]\d|[-/–]\d", after):
        return None
    bare = before.rstrip(_SPACE)
    if bare != before and _PUSHED.match(after):
        return 0 if bare[-1:].isalnum() or bare[-1:] in _CLOSING else None
    if bare != before and bare[-1:] not in ("»", "”"):
        if _ENDED.search(bare):
            return _GOOD if not after.strip() or _SENTENCE.match(after) else None
        word, signed = _WORD.search(bare), after.lstrip(_SPACE)[:1] in _SIGNS
        if _ACRONYM.search(bare) or (word and word.group() not in _NUMBERED):
            return APART if signed else 3
        return APART if signed and (_BRACKET.search(bare) or _ends_with_year(bare)) else None
    last = bare[-1:]
    if last.isdecimal():
        if _ends_with_year(bare):
            return 1
        # A call may follow a name that ends in a number (`Eden 62`), but little speaks for it.
        return 3 if _NUMBERED_NAME.search(bare) else None
    if last in _CLOSING:
        # `7.500` and `p.6` are numbers; a call is after a full stop that ends something.
        return None if re.search(r"(?:\d|\b(?:pp?|n|vol|t|art|fig)\s?)[.,:]$", bare) else 0
    if _ORDINAL_SIGN.search(bare) or _MEASURE.search(bare):
        return None
    if last.isalpha() or last in "°ᵉ":
        # A letter by itself is a unit (`m2`), a road (`A1`), a formula: seldom a word.
        return 2 if _UNIT.search(bare) else 0
    return None


def _ends_with_year(text: str) -> bool:
    return bool(_YEAR.match(text, max(0, len(text) - _FIGURES_OF_A_YEAR)))


def lists_authors(row: Row, raised: frozenset[int]) -> bool:
    """Return whether a row has nothing but names, with the numbers of where their bearers work.

    Parameters
    ----------
    row : Row
        The row.
    raised : frozenset of int
        Offsets of the raised characters of its source.
    """
    text = "".join(
        " " if row.start + index in raised else char for index, char in enumerate(row.text)
    )
    words = re.findall(r"[^\W\d_][\w’'.-]*", text)
    plain = [word for word in words if word.lower() not in _PARTICLES]
    return len(plain) > 1 and all(word[0].isupper() for word in plain)


def raised_runs(row: Row, source: Source) -> Iterator[Range]:
    """Yield where a row has raised numbers.

    Parameters
    ----------
    row : Row
        The row.
    source : Source
        Its source.
    """
    layout, text = source.layout, source.text
    drawn = layout is not None and layout.raises(row.start, row.end)
    if not drawn and not _RAISED.search(row.text):
        return
    raised = layout.raised if layout else frozenset()
    start: int | None = None
    for offset in range(row.start, row.end + 1):
        inside = offset < row.end and (
            text[offset] in RAISED or (offset in raised and text[offset].isdecimal())
        )
        if inside and start is None:
            start = offset
        elif not inside and start is not None:
            yield start, offset
            start = None


def raised_places(
    rows: Sequence[Row], notes: frozenset[tuple[str, int]], source: Source
) -> dict[str, list[Place]]:
    """Return where numbers are raised, by number.

    Parameters
    ----------
    rows : sequence of Row
        Of the text.
    notes : frozenset of (str, int)
        The numbers of the notes, each with its page.
    source : Source
        With its layout.
    """
    raised = source.layout.raised if source.layout else frozenset()
    having = frozenset(number for number, _ in notes)
    found: dict[str, list[Place]] = defaultdict(list)
    last = 0
    for row in rows:
        runs = list(raised_runs(row, source))
        names = _AUTHORS if runs and lists_authors(row, raised) else 0
        for low, end in runs:
            start = _with_plain_digits(row, low, end, source.text, notes)
            before = source.text[max(row.start, start - _BEFORE) : start]
            rank = rank_of(before, "")
            for call in _parted(source.text, start, end, last, having):
                place = Place((_POOR if rank is None else rank) + names, call, row.page)
                found[call.number].append(place)
                last = last if names else int(call.number)
    return found


def _with_plain_digits(
    row: Row, start: int, end: int, text: str, own: frozenset[tuple[str, int]]
) -> int:
    """Return where a number begins whose first digits have no raised sign in its font, as `1⁶`: the
    page has a note of that number.
    """
    low = start
    while low > row.start and text[low - 1] in WITHOUT_SIGNS and text[start] in RAISED:
        low -= 1
    number = text[low:end].translate(PLAIN_DIGITS)
    whole = low > row.start and not text[low - 1].isdecimal() and (number, row.page) in own
    return low if whole else start


def _parted(text: str, start: int, end: int, last: int, having: frozenset[str]) -> Iterator[Call]:
    """Yield the call that raised figures are, or the calls: `45` after 3 is 4 and 5."""
    number = text[start:end].translate(PLAIN_DIGITS)
    numbers = [str(last + 1)]
    while sum(map(len, numbers)) < len(number):
        numbers.append(str(int(numbers[-1]) + 1))
    if len(numbers) > 1 and "".join(numbers) == number and having.issuperset(numbers):
        for one in numbers:
            yield Call(one, start, start + len(one))
            start += len(one)
    elif number in having:
        yield Call(number, start, end)


def linked_places(
    rows: Sequence[Row], notes: frozenset[tuple[str, int]], source: Source
) -> dict[str, list[Place]]:
    """Return the numbers that lead to the page of a note of that number, by number.

    Parameters
    ----------
    rows : sequence of Row
        Of the text.
    notes : frozenset of (str, int)
        The numbers of the notes, each with its page.
    source : Source
        With its layout.
    """
    starts = [row.start for row in rows]
    found: dict[str, list[Place]] = defaultdict(list)
    for link in source.layout.links if source.layout else ():
        number = source.text[link.start : link.end]
        index = bisect_right(starts, link.start) - 1
        if index >= 0 and link.end <= rows[index].end and (number, link.page) in notes:
            call = Call(number, link.start, link.end)
            found[number].append(Place(_CERTAIN, call, rows[index].page))
    return found
