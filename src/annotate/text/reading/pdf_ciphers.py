"""Fonts of a PDF that do not tell which characters they show.

A maker that puts a part of a font into a file may number its glyphs as they come, and forget the
table that says which characters they are. What a reader gets is the numbers: control codes, signs
of ASCII (``!"#$%&'``), letters of the Latin supplements. It is no text, and only where the glyphs
are numbered in a usual order can one be made of it; else what they look like tells, and that is
what optical character recognition reads.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import pypdfium2 as pdfium

from annotate.document.source import Remark
from annotate.errors import NoTextError
from annotate.french.word_list import common_words
from annotate.text.reading.ocr_programs import how_to_recognise
from annotate.text.reading.pdf_chars import Char, PageChars
from annotate.text.reading.pdf_font_doubts import FontDoubts
from annotate.text.reading.pdf_fonts import Face
from annotate.text.reading.pdf_pages import named

_GHOSTSCRIPT = "Ghostscript"
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SIGN = re.compile(r'[!"#$%&*+<=>@\\^_`{|}~\[\]]')
_EXTENDED = re.compile(r"[\u0102-\u0151\u0154-\u0177\u0179-\u024f]")
_LETTER = re.compile(r"[a-zA-ZÀ-ÖØ-öø-ÿœŒ]")
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{4,}(?![^\W_])")
_UNSPOKEN = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}", re.IGNORECASE)
_WORD_OF_CAPITALS = re.compile("[\xa1-\u036f\uf761-\uf77a\uf7e0-\uf7fe]{4,}")
_ASCII_LETTER = re.compile("[a-zA-Z]")
_FEW = ((_CONTROL, 4), (_SIGN, 12), (_EXTENDED, 12), (_UNSPOKEN, 8), (_WORD_OF_CAPITALS, 3))
"""With fewer of these on a page nothing is looked at."""
_KNOWN = 0.1
"""A text of which so many words of four letters or more are known is none of numbers."""
_WORDS = 3
"""So many words of small capitals make one look at them."""
_MOST_LOST = 0.5
"""A page, or a document, that has lost more than this share of its characters is no text."""


def is_suspicious(text: str) -> bool:
    r"""Return whether a page may have such fonts; most pages have not, and need not be looked at.

    Parameters
    ----------
    text : str
        What it says.

    Examples
    --------
    >>> is_suspicious("La mine & le puits"), is_suspicious("\x02\x03\x04\x05\x06\x07" * 2)
    (False, True)
    """
    return any(len(pattern.findall(text)) >= few for pattern, few in _FEW)


class Ciphers:
    """The fonts of one document that do not tell which characters they show.

    Parameters
    ----------
    data : bytes
        The whole file.
    maker : str, optional
        What made the file, as it says.
    """

    def __init__(self, data: bytes, maker: str = "") -> None:
        self._data = data
        self._met = False
        self._doubts = FontDoubts() if _GHOSTSCRIPT in maker else None

    def told(self, number: int, given: PageChars, chars: Sequence[Char]) -> pdfium.PdfPage | None:
        """Return a page of a copy of the document whose fonts tell more; None where there is none.

        Parameters
        ----------
        number : int
            Of the page, counted from 1.
        given : PageChars
            The page.
        chars : sequence of Char
            Its characters, as PDFium gives them; those that it made up have no face.
        """
        if not self._met and is_suspicious("".join([char.text for char in chars])):
            self._met = any(_is_untold(text, face) for face, text in _by_font(chars).values())
        if not self._met and self._doubts is not None:
            self._met = self._doubts.are_met(given, chars)
        return self._copy[number - 1] if self._met and self._copy is not None else None

    @property
    def completed(self) -> bool:
        """Whether the tables of fonts were completed that had gaps or faults."""
        return self._met and self._doubts is not None and self._copy is not None

    @cached_property
    def _copy(self) -> pdfium.PdfDocument | None:
        # Most documents have no such font.
        from annotate.text.reading.pdf_font_tables import with_tables

        data = with_tables(self._data, _is_untold, partly=self._doubts is not None)
        return None if data is None else pdfium.PdfDocument(data)


def without_ciphers(chars: Sequence[Char]) -> tuple[list[Char], int]:
    """Leave out the characters of fonts that do not tell which they are.

    Parameters
    ----------
    chars : sequence of Char
        Those of a page, as PDFium gives them.

    Returns
    -------
    list
        The others; none of them where more than half are left out.
    int
        How many are left out, white space apart.
    """
    if not is_suspicious("".join([char.text for char in chars])):
        return list(chars), 0
    untold = {key for key, (face, text) in _by_font(chars).items() if is_cipher(text, face)}
    if not untold:
        return list(chars), 0
    left = [char for char in chars if char.face is None or char.face.key not in untold]
    lost = _shown(chars) - _shown(left)
    return (left if lost <= _MOST_LOST * _shown(chars) else []), lost


def _by_font(chars: Iterable[Char]) -> Mapping[int, tuple[Face, str]]:
    """Return the fonts of a page, and what they show, parted by spaces, by their keys."""
    own: dict[int, list[str]] = defaultdict(list)
    faces: dict[int, Face] = {}
    last: Face | None = None
    for char in chars:
        if char.face is None:
            last = None
            continue
        key = char.face.key
        if last is None or last.key != key:
            own[key].append(" ")
        own[key].append(char.text)
        faces[key] = last = char.face
    return {key: (faces[key], "".join(text)) for key, text in own.items()}


def cipher_remarks(untold: Mapping[int, int]) -> Iterator[Remark]:
    """Yield what is told of pages that have such fonts.

    Parameters
    ----------
    untold : mapping of int to int
        The number of a page, and how many characters of it are left out.

    Examples
    --------
    >>> print(*cipher_remarks({3: 20, 5: 4}))
    page 3: 24 characters of 2 pages (3, 5) are left out: their fonts do not tell which characters \
they are; they are read with --ocr alone
    """
    if untold:
        number = sum(untold.values())
        of = f"of {len(untold)} pages ({named(list(untold))}) " if len(untold) > 1 else ""
        what = (
            f"{number} characters {of}are left out: their fonts do not tell which characters they "
            "are; they are read with --ocr alone"
        )
        yield Remark("ciphers", what, number, f"page {min(untold)}")


def check_told(untold: Mapping[int, int], told: int, shown: str) -> None:
    """Check that a document has a text.

    Parameters
    ----------
    untold : mapping of int to int
        As for :func:`cipher_remarks`.
    told : int
        How many characters are read.
    shown : str
        The file's name in messages.

    Raises
    ------
    NoTextError
        If most of its characters are left out.
    """
    if sum(untold.values()) > told:
        pages = f"pages {named(list(untold))}" if len(untold) > 1 else "this page"
        raise NoTextError(
            f"the fonts of {pages} do not tell which characters they show",
            path=shown,
            place=f"page {min(untold)}",
            remedy=how_to_recognise(),
        )


def _is_untold(text: str, face: Face) -> bool:
    return is_cipher(text, face) or _is_of_capitals(text, face)


def _is_of_capitals(text: str, face: Face) -> bool:
    """Return whether a font without a name shows words of small capitals alone: they have the
    numbers of their glyphs from Ghostscript, or private characters by the names of some.
    """
    if face.named or _ASCII_LETTER.search(text):
        return False
    return len({word.lower() for word in _WORD_OF_CAPITALS.findall(text)}) >= _WORDS


def _shown(chars: Sequence[Char]) -> int:
    return sum(char.text != " " for char in chars if char.face)


def is_cipher(text: str, face: Face) -> bool:
    r"""Return whether what a font shows on a page are numbers of glyphs and no characters.

    Parameters
    ----------
    text : str
        All that it shows, its parts parted by spaces.
    face : Face
        What it is.

    Examples
    --------
    >>> from annotate.text.reading.pdf_fonts import Weight
    >>> plain = Face(1, 10, Weight(), False, "Arial", False, False, False, True)
    >>> is_cipher("!\"#$%&'()*#$+,-.#$+(\\'&*(/01\".%-,23#$#.", plain)
    True
    >>> is_cipher("foo[bar] = {a: 1, b: 2}; $x += 3; return (a < b && c > d) || !e;", plain)
    False
    """
    if face.dingbats or (face.named and face.coded):
        return False
    shown = text.replace(" ", "")
    controls = _CONTROL.findall(shown)
    share, kinds = len(controls) / max(len(shown), 1), len(set(controls))
    if not face.named:
        # A bitmap font of TeX has a few of these codes for ligatures and accents.
        odd = share > 0.3 and kinds >= 12
    elif share > 0.5:
        odd = kinds >= 4
    else:
        extended = len(_EXTENDED.findall(shown))
        odd = (
            (share > 0.05 and kinds >= 5)
            or _is_of_signs(shown, face, len(controls))
            or (len(shown) >= 40 and extended > 0.6 * len(shown))
            or _is_unspoken(text)
        )
    return odd and not _has_words(text)


def _is_of_signs(shown: str, face: Face, controls: int) -> bool:
    """Return whether signs are so many, and letters so few, that they stand for letters. Code has
    many signs, too, and so have formulas, with characters that are no codes.
    """
    signs = _SIGN.findall(shown)
    most = 0.2 if face.mono else 0.35
    return (
        len(signs) + controls > 0.25 * len(shown)
        and len(set(signs)) + controls >= 5
        and len(_LETTER.findall(shown)) < most * len(shown)
        and sum(char > "\xff" for char in shown) < 0.1 * len(shown)
    )


def _is_unspoken(text: str) -> bool:
    """Return whether words have letters that no language of this script has side by side."""
    words = _WORD.findall(text)
    unspoken = {word for word in words if _UNSPOKEN.search(word)}
    return len(unspoken) >= 8 and len(unspoken) > 0.15 * len(set(words))


def _has_words(text: str) -> bool:
    words = _WORD.findall(text)
    known = sum(word.lower() in common_words() for word in words)
    return known > _KNOWN * len(words)
