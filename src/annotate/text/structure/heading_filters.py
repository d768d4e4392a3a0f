"""Short lines that are no headings: of letters, e-mails, tables, verse and lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from statistics import median, quantiles

from annotate.french.characters import UPPER
from annotate.french.classes import shipped_classes
from annotate.text.structure.lines import Row

_FIELD = re.compile(
    rf"{shipped_classes().pattern('LETTER_FIELD', ' ')}[ \u00a0]?:\s",
    re.IGNORECASE,
)
_PLACE_AND_DAY = re.compile(
    rf"[{UPPER}][\w’' -]{{1,40}},? le (?:\d{{1,2}}|1er) [^\W\d_]{{3,9}} \d{{4}}[.,]?"
)
_CELLS = re.compile(r"\w{2}(?:\t| {2,}).{0,200}?\w{2}(?:\t| {2,})\S")
SECTION = re.compile(rf"\d{{1,2}}(?:\.\d{{1,2}})*\.?\s+[{UPPER}«]")
"""A numbered heading."""
STOP_INSIDE = re.compile(rf"[^\W\d_]{{3}}[\d»)]*[.?!…][\s»]+[{UPPER}«]")
"""The end of a sentence, which few headings hold."""
_A_CALL = r"(?:\d{1,3}|\[\d{1,3}\]|[⁰¹²³⁴-⁹]{1,3}|[*†‡]{1,3})"
_PLAIN_END = re.compile(rf"[.…][»”’)\s]*(?:(?<=[.…»”’)])\n?{_A_CALL})?$")
_VERSE = 0.6
"""The share of the lines of verse that begin with a capital though no sentence ended."""
_POINTED, _WORDS = 0.25, 5
"""So many lines of verse end in a stop or a comma, or they have so many words, the half of them;
those of a list have neither."""
_LONGEST_VERSE = 90
"""Nine of ten lines of verse have no more characters."""
_LEAST = 4
_ENOUGH, _GOING_ON = 12, 0.04
"""Of so many rows, at most this share goes on with a sentence where they are paragraphs."""
_FEW, _UNBROKEN = 3, 120
"""Of so few, none does, beside a line of so many characters, which is a paragraph."""
_NARROW = 24
"""No column of running text is as narrow as a line of so many characters."""
MANY_ITEMS = 4
"""So many names or things, one a line, are a list."""
_UNENDED, _ALL, _EARLY = 2, 6, 0.5
"""So many lines of a list end no sentence. If there are few, all but the last were broken early;
this share of many; none need be of so many that no prose has the like."""
_LEADING = shipped_classes().words("HEADING_CANNOT_END")
"""Words that lead on to another: no heading ends in one."""
_LAST_WORD = 20
"""Characters at the end of a line that are looked at for one, or for a stop; all are shorter."""


def is_no_heading(text: str) -> bool:
    """Return whether a line is the field of an e-mail, the date of a letter or a row of a table.

    Examples
    --------
    >>> is_no_heading("Objet : la clé"), is_no_heading("Lens, le 3 mars 1931")
    (True, True)
    >>> is_no_heading("Année  Fosse  Tonnes"), is_no_heading("Le puits, le mur")
    (True, False)
    """
    return bool(_FIELD.match(text) or _PLACE_AND_DAY.fullmatch(text) or _CELLS.search(text))


def is_field(text: str) -> bool:
    """Return whether a line is a field of the head of an e-mail.

    Examples
    --------
    >>> is_field("Objet : la clé"), is_field("L’objet : la clé")
    (True, False)
    """
    return bool(_FIELD.match(text))


def is_verse(rows: Sequence[Row]) -> bool:
    """Return whether rows begin with capitals wherever they begin, as verse does and lists do, and
    end in stops and commas or are of some length, as the lines of lists are not.
    """
    inner = [(one, two) for one, two in pairwise(rows) if not two.blank_before]
    capital = sum(two.begins_upper and not one.ends_sentence for one, two in inner)
    pointed = sum(one.text[-1] in ",;.!?…»" for one, _ in inner)
    if capital < max(_LEAST, _VERSE * len(inner)):
        return False
    if quantiles([len(row.text) for row in rows], n=10)[-1] > _LONGEST_VERSE:
        return False
    words = median(len(row.text.split()) for row in rows)
    return words >= _WORDS or pointed >= _POINTED * len(inner)


def are_paragraphs(rows: Sequence[Row]) -> bool:
    """Return whether the rows of a text are not lines of a page but its paragraphs: hardly any goes
    on with a small letter.
    """
    inner = [row for row in rows[1:] if not row.blank_before and not row.in_capitals]
    going_on = sum(not row.opens for row in inner)
    if len(inner) >= _FEW and not going_on:
        return any(len(row.text) >= _UNBROKEN for row in rows) or len(inner) >= _ENOUGH
    return len(inner) >= _ENOUGH and going_on <= _GOING_ON * len(inner)


def lists(rows: Sequence[Row], broke_early: Callable[[int], bool]) -> Iterator[list[int]]:
    """Find lists of names or things, one a line: several lines that begin as sentences do, though
    none ended, and were mostly broken early.

    Parameters
    ----------
    rows : sequence of Row
        Of plain text, in order.
    broke_early : callable
        Tells by the index of a row whether its column had room for more.

    Yields
    ------
    list of int
        The indices of the rows of a list, without its first.
    """
    run: list[int] = []
    for index in range(1, len(rows) + 1):
        if index < len(rows) and _parts_items(rows[index - 1], rows[index]):
            if run or not rows[index - 1].ends_sentence:
                run.append(index)
            continue
        early = sum(len(rows[item - 1].text) < _NARROW or broke_early(item - 1) for item in run)
        unended = sum(not rows[item - 1].ends_sentence for item in run)
        share = 1.0 if len(run) < MANY_ITEMS else _EARLY if len(run) < _ALL else 0.0
        if unended >= max(_UNENDED, len(run) / 2) and early >= share * len(run):
            yield run
        run = []


def _parts_items(previous: Row, row: Row) -> bool:
    """Return whether two items of a list may meet between two rows."""
    if previous.is_cut or row.blank_before or not row.opens:
        return False
    return previous.text[-1] not in ",–-" and not leads_on(previous.text)


def leads_on(text: str) -> bool:
    """Return whether a line ends in a word that no heading ends in.

    Examples
    --------
    >>> leads_on("Le carreau de la"), leads_on("Le carreau")
    (True, False)
    """
    return re.split(r"[\s’']+", text[-_LAST_WORD:])[-1].lower() in _LEADING


def ends_plainly(text: str) -> bool:
    """Return whether a line ends a sentence as no heading does: `?` and `!` may be there.

    Examples
    --------
    >>> ends_plainly("Le puits ferma.1"), ends_plainly("Que faire ?")
    (True, False)
    """
    return bool(_PLAIN_END.search(text[-_LAST_WORD:]))
