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
from itertools import pairwise
from statistics import median

import pypdfium2 as pdfium

from annotate.document.source import Remark
from annotate.errors import NoTextError
from annotate.french.word_list import common_words
from annotate.text.reading.ocr_programs import how_to_recognise
from annotate.text.reading.pdf_chars import Char, PageChars
from annotate.text.reading.pdf_fonts import Face, Weight
from annotate.text.reading.pdf_glyph_holes import Shape, order_with_holes
from annotate.text.reading.pdf_glyph_numbers import order_of, sign_of, small_capitals_of
from annotate.text.reading.pdf_pages import named

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
_PAGES = 40
"""Pages whose text tells in which order glyphs are."""
_FIGURES = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_AMOUNT = re.compile(r"\d\s+(?:k|M|Md)?\Z")
_WIDE = 0.7
"""A per cent sign is at least so wide, in the size of the type."""
_WORDS = 3
"""So many words of small capitals make one look at them."""
_CALLS = 3
"""So many raised figures in their order are those of notes."""
_LOOKS = 50
"""Places at which a glyph is looked at."""
_LEAST_TOLD = 0.8
"""An order that has less of what a font shows is not that of the font."""
_MOST_LOST = 0.5
"""A page, or a document, that has lost more than this share of its characters is no text."""


_Font = tuple[str, Weight, bool]


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
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._capitals = False

    def read(self, given: PageChars, chars: Sequence[Char]) -> tuple[list[Char], int]:
        """Decode the characters of such fonts whose glyphs are in a usual order, and leave out
        those of others.

        Parameters
        ----------
        given : PageChars
            A page.
        chars : sequence of Char
            Its characters, as PDFium gives them; those that it made up have no face. The texts of
            some are changed.

        Returns
        -------
        list
            The others; none of them where more than half are left out.
        int
            How many are left out, white space apart.
        """
        if not (self._capitals or is_suspicious("".join([char.text for char in chars]))):
            return list(chars), 0
        shown = _by_font(chars)
        untold = {key for key, (face, text) in shown.items() if is_cipher(text, face)}
        for key, (face, text) in shown.items():
            odd = key in untold or _is_of_capitals(text, face, 1 if self._capitals else _WORDS)
            order = self._orders.get(_font(face)) if odd else None
            if order is not None and _told(text, order) >= _LEAST_TOLD:
                self._capitals |= key not in untold
                untold.discard(key)
                _decode(
                    given, [char for char in chars if char.face and char.face.key == key], order
                )
        if not untold:
            return list(chars), 0
        left = [char for char in chars if char.face is None or char.face.key not in untold]
        lost = _shown(chars) - _shown(left)
        return (left if lost <= _MOST_LOST * _shown(chars) else []), lost

    @cached_property
    def _orders(self) -> Mapping[_Font, Mapping[int, str]]:
        """The order of the glyphs of each font, from all that it shows."""
        own: dict[_Font, list[Char]] = defaultdict(list)
        with pdfium.PdfDocument(self._data) as document:
            for number in range(min(len(document), _PAGES)):
                textpage = document[number].get_textpage()
                given = PageChars(textpage)
                drawn = [(char.face, char) for char in given if char.face is not None]
                # PDFium takes some numbers for letters of a script that it knows.
                untold = {face.key for face, char in drawn if given.is_untold(char.index)}
                shown = _by_font([char for _, char in drawn])
                untold.update(
                    key
                    for key, (face, text) in shown.items()
                    if _is_of_capitals(text, face, _WORDS)
                )
                for face, char in drawn:
                    if face.key in untold:
                        if char.text == " " and given.is_drawn(char):
                            char.box = given.ink(char.index)
                        own[_font(face)].append(char)
        found = {}
        for font, chars in own.items():
            text = _text(chars)
            shapes = _shapes(chars)
            order = order_of(text) or order_with_holes(text, shapes) or small_capitals_of(text)
            if order is not None and _told(text, order) >= _LEAST_TOLD:
                order = {**order, **_raised(chars, order)}
                found[font] = {**order, **_of_amounts(text, order, shapes)}
        return found


def _told(text: str, order: Mapping[int, str]) -> float:
    """Return the share of what a font shows, spaces apart, that an order has."""
    shown = [ord(char) for char in text if char != " "]
    return sum(code in order for code in shown) / max(len(shown), 1)


def _font(face: Face) -> _Font:
    """Return what tells a font on every page; Ghostscript gives several one name."""
    return face.name, face.weight, face.italic


def _shapes(chars: Iterable[Char]) -> Mapping[int, Shape]:
    """Return what each number looks like, at the places where it is first."""
    seen: dict[int, list[Shape]] = defaultdict(list)
    for char in chars:
        if char.box and char.size and len(char.text) == 1 and len(seen[ord(char.text)]) < _LOOKS:
            left, bottom, right, top = char.box
            low, high = ((edge - char.baseline) / char.size for edge in (bottom, top))
            seen[ord(char.text)].append((low, high, (right - left) / char.size))
    found = {code: list(map(median, zip(*own, strict=True))) for code, own in seen.items() if own}
    return {code: (low, high, wide) for code, (low, high, wide) in found.items()}


def _text(chars: Sequence[Char]) -> str:
    """Return the texts of characters, parted where others are between them."""
    places = [char.index for char in chars]
    parted = (" " if place != before + 1 else "" for before, place in pairwise([-1, *places]))
    return "".join(space + char.text for space, char in zip(parted, chars, strict=True))


def _raised(chars: Sequence[Char], order: Mapping[int, str]) -> dict[int, str]:
    """Return the raised figures of a font, which are in a row behind others, from that of note 4
    on; the first three are among the letters of Latin. Where these are elsewhere, too, the calls of
    notes tell them: they come in their order.
    """
    shown = [char for char in chars if len(char.text) == 1]
    codes = {ord(char.text) for char in shown}
    raised = dict.fromkeys(ord(char.text) for char in shown if _is_raised(char))
    new = [code for code in raised if code not in order]
    if any(order.get(code) == "³" for code in codes):
        four = min(new, default=0)
        if four + 4 in new and four + 1 not in new:
            four += 4
        return {code: figure for code, figure in enumerate(_FIGURES, four - 4) if code in new}
    if len(new) >= _CALLS and new[:9] == sorted(new[:9]) and len(new) <= len(_FIGURES):
        return dict(zip(new, _FIGURES[1:] + _FIGURES[0], strict=False))
    return {}


def _of_amounts(text: str, order: Mapping[int, str], shapes: Mapping[int, Shape]) -> dict[int, str]:
    """Return the numbers of signs that stand behind amounts alone, as high as a capital: the euro,
    which no usual order has, and the wider per cent sign where the order lacks it.
    """
    shown = "".join([order.get(ord(char), char)[-1] for char in text])
    found: dict[int, str] = {}
    for code, (low, high, wide) in shapes.items():
        if code not in order and low > -0.1 and 0.5 < high < 0.8:
            places = [match.end() for match in re.finditer(re.escape(chr(code)), text)]
            amounts = (_AMOUNT.search(shown[max(0, end - 6) : end - 1]) for end in places)
            if len(places) > 1 and all(amounts):
                found[code] = "%" if wide > _WIDE and "%" not in order.values() else "€"
    return found if len(set(found.values())) == len(found) else {}


def _is_raised(char: Char) -> bool:
    if char.box is None or not char.size or len(char.text) != 1:
        return False
    low, high = ((edge - char.baseline) / char.size for edge in (char.box[1], char.box[3]))
    return low > 0.2 and 0.3 < high - low < 0.55


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


def _decode(given: PageChars, chars: Sequence[Char], order: Mapping[int, str]) -> None:
    """Give characters whose texts are numbers of glyphs what these show. Where neither the order
    nor the shape of a glyph tells, its number stays in words, and it is lost elsewhere.
    """
    own = [char for char in chars if len(char.text) == 1]
    own = [char for char in own if char.text != " " or given.is_drawn(char)]
    unknown: list[int] = []
    for place, char in enumerate(own):
        shown = order.get(ord(char.text))
        if shown is None and char.box is not None:
            shown = sign_of(char.box, char.baseline, char.size)
        if shown is None:
            unknown.append(place)
        char.text = shown or char.text
        char.box = None if char.text.isspace() else char.box or given.ink(char.index)
    lost = frozenset(unknown)
    for place, char in enumerate(own):
        beside = [own[near].text for near in (place - 1, place + 1) if 0 <= near < len(own)]
        if place not in lost and char.text == "-" and all(map(str.isspace, beside)):
            char.text = "–"
    for place in unknown:
        near = {place - 1, place + 1} & set(range(len(own))) - lost
        if not any(own[one].text.isalpha() for one in near):
            own[place].text = "\ufffd"


def _is_of_capitals(text: str, face: Face, least: int) -> bool:
    """Return whether a font without a name shows small capitals alone, so many words of them: they
    have the numbers of their glyphs from Ghostscript, or private characters by the names of some.
    """
    if face.named or _ASCII_LETTER.search(text):
        return False
    return len({word.lower() for word in _WORD_OF_CAPITALS.findall(text)}) >= least


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
