"""Whether the tables of fonts have gaps or faults, such as Ghostscript leaves in them."""

from __future__ import annotations

import ctypes
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from pypdfium2 import raw

from annotate.french.word_list import common_words
from annotate.text.reading.pdf_chars import Char, PageChars
from annotate.text.reading.pdf_fonts import Face
from annotate.text.reading.pdf_glyph_shapes import drawn, outline
from annotate.text.reading.pdf_lookalikes import distance, lookalikes, small_height, standard_glyphs

DOUBTFUL = frozenset(map(chr, range(0xE0, 0x120))) | frozenset('3489<="&©ÆSjk1')
"""What Ghostscript may give for another character: it adds the two bytes of its code."""
WRONG = 0.12
"""A glyph that is so much nearer to another character may not be what its table says."""
_FLAT = "xzvwunmrsaceo"
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
        odd = _odd(chars)
        inked = [
            char
            for char in chars
            if char.text in DOUBTFUL and char.box and (char.face, char.text) in odd
        ]
        return _differ(inked) or any(map(self._is_wrong, inked))

    def _is_wrong(self, char: Char) -> bool:
        """Return whether a glyph is nearer to another character than to its own."""
        face = char.face
        assert face is not None
        known = face.name, char.text
        if known not in self._known:
            self._known[known] = face.embedded and not face.dingbats and _looks_wrong(face, char)
        return self._known[known]


def _odd(chars: Iterable[Char]) -> set[tuple[Face | None, str]]:
    """Return the doubtful characters of a page, with their fonts, that stand in odd words oftener
    than in sound ones. To look at outlines takes long, and most pages are sound.
    """
    votes: Counter[tuple[Face | None, str]] = Counter()
    token: list[Char] = []
    for char in (*chars, None):
        if char is not None and char.face is not None and not char.text.isspace():
            token.append(char)
            continue
        if any(one.text in DOUBTFUL for one in token):
            text = "".join(one.text[0] for one in token)
            for at, one in enumerate(token):
                if one.text in DOUBTFUL and one.face is not None and one.face.named:
                    votes[one.face, one.text] += 1 if _is_odd(text, at) else -1
        token = []
    return {one for one, count in votes.items() if count > 0}


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


def _looks_wrong(face: Face, char: Char) -> bool:
    font = ctypes.cast(face.key, raw.FPDF_FONT)
    height = small_height({letter: outline(font, ord(letter)) for letter in _FLAT})
    glyph = drawn(outline(font, ord(char.text)))
    if glyph is None or not height:
        return False
    among = standard_glyphs()
    near = next(iter(lookalikes({0: glyph}, {}, height, among).values()), {char.text: 0.0})
    return distance(glyph, char.text, height, among) > min(near.values()) + WRONG


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
    return any(
        face.embedded
        and not face.coded
        and not face.dingbats
        and char.box is not None
        and any(near.face is face and near.text.isalpha() for near in _beside(chars, place))
        and given.is_untold(char.index)
        for place, char in enumerate(chars)
        if (face := char.face)
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
