"""Letters that were written as others: `sociÃ©tÃ©` is *société*, `lâ€™eau` *l’eau*.

A whole passage may be so, or a few words that were pasted in. What is certain is mended; a text
may also speak of it (`« Ã© » pour é`), and then the example stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotate.document.mojibake import runs
from annotate.document.offsets import Edit
from annotate.document.source import Range
from annotate.french.characters import UPPER
from annotate.text.structure.blocks import Block
from annotate.text.structure.lines import Row

_ACCENTED = re.compile("[àâçéèêëîïôùûüœÀÇÉÈÊÎÔÛŒ]")
_SPEAKS_OF_IT = re.compile(
    r"mojibake|encodages?\b|\butf-?8\b|\bunicode\b|\blatin-?1\b|\biso[ -]?8859|\bwindows-1252\b|"
    r"\bascii\b|jeux? de caractères|mal (?:affich|décod|encod)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"«[^«»]{1,40}»|\"[^\"]{1,40}\"|“[^“”]{1,40}”|‘[^‘’]{1,40}’|`[^`]{1,40}`")
_SPACES = " \t\u00a0\u202f"
_NO_SPACES = re.compile("[\u00a0\u202f\u2009]+")
_TYPED = {
    "\ufeff": "",
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
}


@dataclass(frozen=True, slots=True)
class _Run:
    """Some characters of a row, and the letters that they were."""

    start: int
    end: int
    letters: str
    quoted: bool
    in_word: bool
    control: bool


def mojibake_edits(blocks: Sequence[Block], taken: Sequence[Range]) -> Iterator[Edit]:
    """Yield a repair for everything that certainly is UTF-8 read as another encoding.

    Parameters
    ----------
    blocks : sequence of Block
        All blocks of a document.
    taken : sequence of Range
        Code points of the source that other repairs change.

    Yields
    ------
    Edit
        Of the rule ``mojibake``.
    """
    found = [(row, list(_runs(row))) for block in blocks for row in block.rows]
    broken = sum(len(own) for _, own in found)
    if not broken:
        return
    sound = sum(_sound(row, own) for row, own in found)
    texts = (row.text for row, _ in found)
    example = sound > broken and any(map(_SPEAKS_OF_IT.search, texts))
    busy = {at for low, high in taken for at in range(low, high)}
    by_row = {row.start: own for row, own in found}
    for block in blocks:
        own = [(row, by_row[row.start]) for row in block.rows]
        passage = not any(_sound(row, some) for row, some in own) and any(
            run.in_word and not run.quoted for _, some in own for run in some
        )
        for row, some in own:
            for run in some:
                certain = sound <= broken or passage or _is_certain(run)
                if (run.control or (certain and not example)) and busy.isdisjoint(
                    range(run.start, run.end)
                ):
                    yield _edit(run, row)


def _runs(row: Row) -> Iterator[_Run]:
    text = row.text
    if text.isascii():
        return
    quotes: list[Range] | None = None
    for (low, high), letters in runs(text):
        before, behind = text[low - 1 : low], text[high : high + 1]
        if text[low] == "Â" and before and before in _CAPITALS:
            continue  # `CHÂ» is a word that is cut
        if quotes is None:
            quotes = [match.span() for match in _QUOTED.finditer(text)]
        quoted = any(start < low and high < end for start, end in quotes)
        in_word = before.isalpha() or behind.isalpha()
        yield _Run(
            row.start + low, row.start + high, letters, quoted, in_word, text[low] in _HIGH_CONTROLS
        )


_HIGH_CONTROLS = frozenset(map(chr, range(0x80, 0xA0)))
_CAPITALS = frozenset(chr(code) for code in range(0x250) if re.match(f"[{UPPER}]", chr(code)))


def _sound(row: Row, broken: Sequence[_Run]) -> int:
    """Count the accented letters of a row that are not broken."""
    if row.text.isascii():
        return 0
    within = sum(
        len(_ACCENTED.findall(row.text[run.start - row.start : run.end - row.start]))
        for run in broken
    )
    return len(_ACCENTED.findall(row.text)) - within


def _is_certain(run: _Run) -> bool:
    """Return whether a run is no example, in a text most of which is sound."""
    return run.control or (not run.quoted and _is_no_letter_alone(run))


def _is_no_letter_alone(run: _Run) -> bool:
    return run.in_word or run.letters == "à" or not run.letters.isalpha()


def _edit(run: _Run, row: Row) -> Edit:
    """Return the repair of a run, with the spaces about it where it is one."""
    text, low, high = row.text, run.start - row.start, run.end - row.start
    letters = _NO_SPACES.sub(" ", "".join(_TYPED.get(char, char) for char in run.letters))
    if letters == "\u00ad":
        # What a soft hyphen is worth, the rules of hyphens know.
        return Edit(run.start, run.end - 1, "", "mojibake")
    if letters[:1] == " ":
        while low and text[low - 1] in _SPACES:
            low -= 1
        letters = letters.lstrip() if not low else letters
    if letters[-1:] == " ":
        while high < len(text) and text[high] in _SPACES:
            high += 1
        letters = letters.rstrip() if high == len(text) else letters
    elif letters == "à" and text[high : high + 1].isalpha():
        letters += " "  # the space behind it was taken for its second byte
    return Edit(row.start + low, row.start + high, letters, "mojibake")
