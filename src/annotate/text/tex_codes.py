r"""Codes of TeX fonts in a text: ``di\x0bérer`` is *différer*, ``d\x13efense`` *défense*.

Programs that take the text out of a PDF leave the codes of a font that does not say which letters
they are. Which table it has, the words tell that are French with it. Four of the codes are breaks
of lines and pages elsewhere; they are codes only where the word shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from annotate.document.offsets import Edit
from annotate.document.tex_encodings import CODES, COMBINING, OT1, T1, shown_before
from annotate.french.characters import plain_typography
from annotate.french.word_list import common_words

_LETTER = r"[^\W\d_]"
_BREAKS = "\v\f\r"
_SURE_CODE = re.compile(rf"[\x00-\x08\x0e-\x1f\x7f]|[{_BREAKS}]{_LETTER}")
_MAY_BREAK = re.compile(rf"[{_BREAKS}](?=[^\W\d_]|[\x0e-\x1f])")
_NEAR = 40
"""Characters of a word that are looked at on each side of a code."""
_TOKEN = re.compile(rf"(?:{_LETTER}|[{CODES}])*?[{CODES}](?:{_LETTER}|[{CODES}])*")
_HEAD, _TAIL = (
    re.compile(rf"(?:{_LETTER}|[{CODES}])*\Z"),
    re.compile(rf"(?:{_LETTER}|[{CODES}])*"),
)
_CUT = re.compile(r"-\s+\Z")
"""What is before a page break inside a word."""
_TABLES = {"OT1": OT1, "T1": T1}
_SURE = 3
"""So many words that a table makes French show that a document was set with it."""
_SHORTEST = 3
_MOST = 4
"""Codes that a word has."""
Part = tuple[int, int, str]
"""Place in a word, half-open, and what is there instead."""


@dataclass(frozen=True, slots=True)
class TexCodes:
    """The codes of TeX fonts in a text.

    Attributes
    ----------
    table : mapping of int to str or None
        The encoding of its fonts; None where no word tells.
    sure : bool
        Whether enough words tell it for words that are not in the list, such as names.
    breaks : frozenset of int
        Code points at which a code stands that would be a break of a line or a page.
    """

    table: Mapping[int, str] | None = None
    sure: bool = False
    breaks: frozenset[int] = frozenset()

    def edits(self, text: str, start: int) -> Iterator[Edit]:
        """Yield the repairs of a span of text without a line break that begins at `start`."""
        if self.table is None or _SURE_CODE.search(text) is None:
            return
        for match in _TOKEN.finditer(text):
            token = match.group()
            parts = read(token, self.table)
            if not parts or not (self.sure or _is_french(token, parts)):
                continue
            for low, high, letters in parts:
                yield Edit(
                    start + match.start() + low, start + match.start() + high, letters, "font_code"
                )


@lru_cache(maxsize=2)
def tex_codes(text: str) -> TexCodes:
    r"""Find out whether codes of TeX fonts are in a text, and of which table.

    Examples
    --------
    >>> found = tex_codes("Il dut modi\fer le plan,\n\fpuis di\x0b\xe9rer les travaux.")
    >>> sorted(found.breaks), found.table is OT1
    ([11, 32], True)
    """
    if _SURE_CODE.search(text) is None:
        return TexCodes()
    votes = _votes(text)
    best = max(votes, key=lambda name: votes[name])
    if not votes[best]:
        return TexCodes()
    table, sure = _TABLES[best], votes[best] >= _SURE
    breaks = (match.start() for match in _MAY_BREAK.finditer(text))
    return TexCodes(table, sure, frozenset(at for at in breaks if _is_code(text, at, table, sure)))


def table_by_words(text: str) -> Mapping[int, str] | None:
    r"""Return the table with which the words of a text are French; None if they do not tell.

    Examples
    --------
    >>> table_by_words("le trac\x13e du canal") is OT1, table_by_words("le trac\xe9 du canal")
    (True, None)
    >>> table_by_words("deux s\x1burs") is OT1
    True
    """
    votes = _votes(text)
    first, second = sorted(votes, key=lambda name: votes[name], reverse=True)
    return _TABLES[first] if votes[first] > votes[second] else None


def _votes(text: str) -> dict[str, int]:
    """Count the words with codes that each table makes French."""
    votes = dict.fromkeys(_TABLES, 0)
    for match in re.finditer(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text):
        token, _ = _around(text, match.start())
        for name in _TABLES:
            votes[name] += _votes_for(token, name)
    return votes


def _is_code(text: str, at: int, table: Mapping[int, str], sure: bool) -> bool:
    """Return whether what may be a break is a ligature: with it the word is French, and without it
    what is before and behind it is not two words.
    """
    if _CUT.search(text[max(0, at - _NEAR) : at]) or (
        text[at] == "\r" and ("\n" not in text or not sure)
    ):
        return False
    token, place = _around(text, at)
    parts = read(token, table)
    if not _is_french(token, parts):
        return sure and place > 0 and token[place - 1].islower() and token[place + 1].islower()
    before, behind = token[:place], token[place + 1 :]
    return (sure and bool(before)) or not (_is_word(behind) and (not before or _is_word(before)))


def _is_word(text: str) -> bool:
    return len(text) > 1 and text.lower() in common_words()


def _around(text: str, at: int) -> tuple[str, int]:
    """Return the word that a code is in, and where in it."""
    before = _HEAD.search(text[max(0, at - _NEAR) : at])
    behind = _TAIL.match(text[at : at + _NEAR])
    assert before is not None
    assert behind is not None
    return before.group() + behind.group(), len(before.group())


def read(token: str, table: Mapping[int, str]) -> list[Part]:
    r"""Return what the codes of a word stand for; nothing if one of them cannot be where it is.

    Examples
    --------
    >>> read("d\x13efense", OT1), read("a\x10", OT1)
    ([(1, 3, 'é')], [])
    """
    parts: list[Part] = []
    if sum(char < " " for char in token) > _MOST:
        return parts
    at = 0
    while at < len(token):
        end = at + 1
        if token[at] >= " " and token[at] != "\x7f":
            at = end
            continue
        sign = table.get(ord(token[at]))
        if sign in COMBINING:
            letter = token[end : end + 1]
            if letter and letter < " ":
                letter = table.get(ord(letter), "")
            sign = shown_before(letter, ord(token[at]), table)
            end += 1
        if sign is None or sign == "ı":
            return []
        parts.append((at, end, sign))
        at = end
    return parts


@lru_cache(maxsize=1 << 12)
def _votes_for(token: str, name: str) -> bool:
    return _is_french(token, read(token, _TABLES[name]))


def _is_french(token: str, parts: list[Part]) -> bool:
    """Return whether the parts of a word make it a French one."""
    for low, high, letters in reversed(parts):
        token = token[:low] + letters + token[high:]
    word = plain_typography(token.lower())  # the list has `soeur`
    return bool(parts) and len(token) >= _SHORTEST and word in common_words()
