"""Whether the tables of fonts have gaps or faults, such as Ghostscript leaves in them."""

from __future__ import annotations

import ctypes
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from pypdfium2 import raw

from annotate.french.word_list import common_words
from annotate.text.reading.pdf_chars import Char, PageChars
from annotate.text.reading.pdf_fonts import Face
from annotate.text.reading.pdf_glyph_shapes import drawn, outline
from annotate.text.reading.pdf_lookalikes import distance, lookalikes, small_height, standard_glyphs

DOUBTFUL = frozenset(map(chr, range(0xE0, 0x120))) | frozenset('3489<="&©ÆSjk1')
"""What Ghostscript may give for another character: it adds the two bytes of its code."""
_DOUBTFUL = re.compile(f"[{re.escape(''.join(sorted(DOUBTFUL)))}]")
_TOKEN = re.compile(r"\S+")
_LONGEST = 60
"""What has more characters is no word."""
WRONG = 0.12
"""A glyph that is so much nearer to another character may not be what its table says."""
_FLAT = "xzvwunmrsaceo"
_ENOUGH_FLAT = 3
"""So many small letters, those of few corners first, tell how high they are."""
_QUOTES = "jk"
"""What guillemets may be told for."""
_LEAST = 3
"""Letters of a word that may be known."""
_OTHER = 0.04
"""Signs of one size of which the ink differs by more, in that size, are different glyphs."""


class FontDoubts:
    """Doubts about the fonts of one document; each glyph is looked at once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], bool] = {}
        self._heights: dict[str, float] = {}
        self._odd: dict[tuple[str, int], bool] = {}

    def are_met(self, given: PageChars, chars: Sequence[Char]) -> bool:
        """Return whether the fonts of a page leave some of its signs untold, or tell them wrong.

        Parameters
        ----------
        given : PageChars
            The page.
        chars : sequence of Char
            Its characters, as PDFium gives them.
        """
        faces = {face for char in chars if (face := char.face)}
        if any(not face.named for face in faces) and _has_nameless_letters(given, chars):
            return True
        if _are_untold(given, chars):
            return True
        odd = self._odd_of(chars)
        inked = [char for char in odd if char.box]
        return _differ(inked) or any(map(self._is_wrong, inked))

    def _odd_of(self, chars: Sequence[Char]) -> list[Char]:
        """Return the doubtful characters of a page that stand in odd words oftener than in sound
        ones. To look at outlines takes long, and most pages are sound.
        """
        text = "".join([(char.text or " ")[0] if char.face else " " for char in chars])
        votes: Counter[tuple[Face | None, str]] = Counter()
        doubtful: list[Char] = []
        for token in _TOKEN.finditer(text):
            begin, word = token.start(), token.group()
            for found in _DOUBTFUL.finditer(word) if len(word) <= _LONGEST else ():
                char = chars[begin + found.start()]
                if char.face is not None and char.face.named:
                    place = word, found.start()
                    if place not in self._odd:
                        self._odd[place] = _is_odd(*place)
                    votes[char.face, char.text] += 1 if self._odd[place] else -1
                    doubtful.append(char)
        return [char for char in doubtful if votes[char.face, char.text] > 0]

    def _is_wrong(self, char: Char) -> bool:
        """Return whether a glyph is nearer to another character than to its own."""
        face = char.face
        assert face is not None
        known = face.name, char.text
        if known not in self._known:
            self._known[known] = face.embedded and not face.dingbats and self._looks_wrong(char)
        return self._known[known]

    def _looks_wrong(self, char: Char) -> bool:
        face = char.face
        assert face is not None
        font = ctypes.cast(face.key, raw.FPDF_FONT)
        if face.name not in self._heights:
            drawable = ((letter, outline(font, ord(letter))) for letter in _FLAT)
            own = islice((one for one in drawable if one[1]), _ENOUGH_FLAT)
            self._heights[face.name] = small_height(dict(own))
        height = self._heights[face.name]
        glyph = drawn(outline(font, ord(char.text)))
        if glyph is None or not height:
            return False
        among = standard_glyphs()
        near = next(iter(lookalikes({0: glyph}, {}, height, among).values()), {char.text: 0.0})
        return distance(glyph, char.text, height, among) > min(near.values()) + WRONG


def _is_odd(token: str, at: int) -> bool:
    """Return whether a word is no word of French with the character that it has somewhere.

    Examples
    --------
    >>> [_is_odd(token, at) for token, at in (("l9eau", 1), ("<le", 0), ("greffier=", 8))]
    [True, True, True]
    >>> [_is_odd(token, at) for token, at in (("cSur", 1), ("jmine", 0), ("lõã", 1))]
    [True, True, True]
    >>> [_is_odd(token, at) for token, at in (("été", 0), ("19e", 1), ("Liévin", 2))]
    [False, False, False]
    """
    before, after = token[at - 1 : at].isalpha(), token[at + 1 : at + 2].isalpha()
    if not token[at].isalpha():
        return (before and after) if token[at].isdigit() else (before or after)
    low = high = at
    while low and token[low - 1].isalpha():
        low -= 1
    while token[high : high + 1].isalpha():
        high += 1
    word = token[low:high]
    if token[at] in _QUOTES:  # beside a word, which is one without it
        return at in (low, high - 1) and word.strip(_QUOTES) in common_words()
    if token[at].isupper():
        return low < at and token[at - 1].islower()
    # A name may be any word.
    return len(word) >= _LEAST and word.islower() and word not in common_words()


def _has_nameless_letters(given: PageChars, chars: Iterable[Char]) -> bool:
    """Return whether a font without a name tells letters: it is none of TeX's."""
    return any(
        char.face
        and not char.face.named
        and char.text.isalpha()
        and not given.is_untold(char.index)
        for char in chars
    )


def _are_untold(given: PageChars, chars: Sequence[Char]) -> bool:
    """Return whether a font tells no character for a sign at a letter of its own."""
    untold = given.untold()
    return any(
        face.embedded
        and not face.coded
        and not face.dingbats
        and char.box is not None
        and any(near.face is face and near.text.isalpha() for near in _beside(chars, place))
        for place, char in enumerate(chars)
        if untold[char.index] and (face := char.face)
    )


def _beside(chars: Sequence[Char], place: int) -> Sequence[Char]:
    return [*chars[max(place - 1, 0) : place], *chars[place + 1 : place + 2]]


def _differ(chars: Iterable[Char]) -> bool:
    """Return whether a font has one character for two glyphs."""
    sizes: dict[tuple[Face | None, str], list[tuple[float, float]]] = defaultdict(list)
    for char in chars:
        left, low, right, high = char.box or (0.0, 0.0, 0.0, 0.0)
        size = (right - left, high - low)
        own = sizes[char.face, char.text]
        if any(
            max(abs(one - other) for one, other in zip(size, known, strict=True))
            > _OTHER * char.size
            for known in own
        ):
            return True
        own[:] = [size]
    return False
