"""Signs of fonts without names whose codes Ghostscript folds: the two bytes of a code become one,
U+2013 the figure 3. What is drawn tells it from a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from annotate.french.word_list import common_words
from annotate.text.reading.pdf_chars import Char, PageChars


def _is_flat(low: float, high: float, wide: float) -> bool:
    return wide > 3 * (high - low)


def _is_high(low: float, _: float, __: float) -> bool:
    return low > 0.35


def _is_low(low: float, _: float, __: float) -> bool:
    return low < 0.35


def _is_wide(low: float, high: float, wide: float) -> bool:
    return wide > 1.1 * (high - low)


_FOLDED = {
    "3": ("–", _is_flat),
    "4": ("—", _is_flat),
    "8": ("‘", _is_high),
    "9": ("’", _is_high),
    "<": ("“", _is_high),
    "=": ("”", _is_high),
    '"': ("•", _is_low),
    "&": ("…", _is_flat),
    "Æ": ("ˆ", _is_high),
    "S": ("œ", _is_wide),
    "j": ("«", _is_wide),
    "k": ("»", _is_wide),
}
"""The two bytes of a code made one, the sign, and whether ink between two heights above the
baseline, so wide, is that sign and not what has the code; all in the size of the type.
"""


_FFI, _FF = 1.0, 0.82
"""How wide these ligatures are at least, in their height; `fi` and `fl` are narrower."""
_LEAST = 0.1
"""A height in points that is none."""
_NEAR = 30
"""Characters of a word that are looked at on each side of a ligature."""


def unfolded(chars: Sequence[Char]) -> None:
    """Give signs of fonts without names back what they look like, where Ghostscript has folded
    their codes: of U+2013 it makes U+0033, a figure.

    Parameters
    ----------
    chars : sequence
        The characters of a page; the texts of some are changed.
    """
    before = ""
    for char in chars:
        if char.text in _FOLDED and char.box and char.size and char.face and not char.face.named:
            left, *heights, right = char.box[0], char.box[1], char.box[3], char.box[2]
            low, high = ((height - char.baseline) / char.size for height in heights)
            sign, is_so = _FOLDED[char.text]
            if is_so(low, high, (right - left) / char.size):
                char.text = sign
        elif char.text == "1" and before == "ˆ":
            char.text = "ı"
        before = char.text


def with_ligatures(given: PageChars, chars: Sequence[Char]) -> None:
    """Give ligatures of a font of TeX back what their width says; of U+FB00 to U+FB03 Ghostscript
    makes one letter, of U+FB04 another, which that font draws in two pieces.

    Parameters
    ----------
    given : PageChars
        The page.
    chars : sequence
        Its characters; the texts of some are changed.
    """
    for place, char in enumerate(chars):
        if char.text not in "ûÿ" or char.box is None or char.face is None or char.face.named:
            continue
        if given.is_untold(char.index):
            continue
        wide = (char.box[2] - char.box[0]) / max(char.box[3] - char.box[1], _LEAST)
        if wide > _FFI:
            char.text = "ffl" if char.text == "ÿ" else "ffi"
        else:
            char.text = "ff" if wide > _FF else _fi_or_fl(chars, place)


def _fi_or_fl(chars: Sequence[Char], place: int) -> str:
    """Return the ligature that makes a French word of what is about it."""
    before = takewhile(
        str.isalpha, (char.text for char in chars[max(place - _NEAR, 0) : place][::-1])
    )
    behind = takewhile(str.isalpha, (char.text for char in chars[place + 1 : place + _NEAR]))
    begin, end = "".join([*before][::-1]).lower(), "".join(behind)
    known = [letters for letters in ("fi", "fl") if begin + letters + end in common_words()]
    return known[0] if known else "fi"
