"""Signs of fonts without names whose codes Ghostscript folds: the two bytes of a code become one,
U+2013 the figure 3. What is drawn tells it from a figure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile

from annotate.document.mojibake import FOR_LIGATURES
from annotate.document.repairs import LIGATURES
from annotate.document.source import Box
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
    "©": ("–", _is_flat),
    "Æ": ("ˆ", _is_high),
    "S": ("œ", _is_wide),
    "j": ("«", _is_wide),
    "k": ("»", _is_wide),
}
"""The two bytes of a code made one, the sign, and whether ink between two heights above the
baseline, so wide, is that sign and not what has the code; all in the size of the type.
"""


_FFI, _FF = 1.0, 0.82
"""How wide these ligatures of TeX are at least, in their height; `fi` and `fl` are narrower."""
_LEAST = 0.1
"""A height in points that is none."""
_NEAR = 30
"""Characters of a word that are looked at on each side of a ligature."""
_SURE = 3
"""So many words show that letters are written for ligatures."""
_LONG = 3
"""So many letters beside a ligature are a word that shows it by itself."""
_ALIKE = 0.04
"""Signs whose widths, in their height, differ by less are the same."""
Sign = tuple[str, float]
"""A letter, and how wide it is for its height."""


def unfolded(chars: Sequence[Char]) -> None:
    """Give signs back what they look like, where Ghostscript has folded their codes: of U+2013 it
    makes U+0033, a figure. Most are so in fonts without names alone.

    Parameters
    ----------
    chars : sequence
        The characters of a page; the texts of some are changed.
    """
    before = ""
    for char in chars:
        if char.text in _FOLDED and char.box and char.size and char.face:
            left, *heights, right = char.box[0], char.box[1], char.box[3], char.box[2]
            low, high = ((height - char.baseline) / char.size for height in heights)
            sign, is_so = _FOLDED[char.text]
            # No figure is flat in any font.
            known = is_so is _is_flat or not char.face.named
            if known and is_so(low, high, (right - left) / char.size):
                char.text = sign
        elif char.text == "1" and before == "ˆ":
            char.text = "ı"
        before = char.text


class FoldedLigatures:
    """The ligatures of one document that Ghostscript made letters of: of U+FB00 to U+FB03 one, of
    U+FB04 another. What is as wide for its height is the same ligature, or that letter.
    """

    def __init__(self) -> None:
        self._votes: dict[str, dict[float, Counter[str]]] = defaultdict(
            lambda: defaultdict(Counter)
        )

    @staticmethod
    def among(given: PageChars, chars: Iterable[Char]) -> dict[int, Sign]:
        """Return which characters of a page may be such ligatures, by their numbers.

        Parameters
        ----------
        given : PageChars
            The page.
        chars : iterable
            Its characters, before accents are joined with their letters.
        """
        return {
            char.index: (char.text, _width(char.box))
            for char in chars
            if char.text in FOR_LIGATURES and char.box and not given.is_untold(char.index)
        }

    def restore(self, chars: Sequence[Char], signs: Mapping[int, Sign], tex: bool) -> None:
        """Give ligatures back their letters.

        Parameters
        ----------
        chars : sequence
            The characters of a page.
        signs : mapping of int to tuple
            What :meth:`among` found there; the texts of some are changed.
        tex : bool
            Whether the fonts are TeX's, of which none has these letters.
        """
        places = [place for place, char in enumerate(chars) if char.index in signs]
        told: dict[int, str] = {}
        long: set[int] = set()
        for place in places:
            letter, wide = signs[chars[place].index]
            before, behind = _around(chars, place)
            fitting = _fitting(before, behind, "" if tex else letter)
            if len(fitting) > 1:
                fitting = [one for one in fitting if one not in self._of_others(letter)]
            if len(fitting) == 1:
                told[place] = fitting[0]
                self._votes[letter][wide][fitting[0]] += 1
                if len(before + behind) >= _LONG:
                    long.add(place)
        sure = tex or self._stand_for_ligatures()
        for place in places:
            sign = signs[chars[place].index]
            found, usual = told.get(place), self._usual(sign)
            if usual and (not found or len(found) != len(usual)):
                found = usual  # `affin` is a word, but a sign so narrow has no three letters
            if found and (sure or place in long):
                chars[place].text = found
            elif tex:
                chars[place].text = _of_tex(sign)

    def _stand_for_ligatures(self) -> bool:
        """Return whether words show that letters are written for ligatures in a document."""
        signs = [(letter, own) for letter, of in self._votes.items() for own in of.values()]
        return sum(own.total() - own[letter] for letter, own in signs) >= _SURE

    def _of_others(self, letter: str) -> set[str]:
        """Return the ligatures for which other letters are written."""
        counts: Counter[tuple[str, str]] = Counter()
        for other, own in self._votes.items():
            for votes in own.values():
                counts.update({(other, one): number for one, number in votes.items()})
        return {
            one for (other, one), number in counts.items() if number >= _SURE and other != letter
        }

    def _usual(self, sign: Sign) -> str | None:
        """Return what words say of what is about as wide, if they agree."""
        letter, wide = sign
        near = (own for width, own in self._votes[letter].items() if abs(width - wide) < _ALIKE)
        counts = sum(near, Counter[str]())
        (first, most), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
        return first if most > 2 * second else None


def _width(box: Box) -> float:
    """Return how wide a sign is for its height."""
    return round((box[2] - box[0]) / max(box[3] - box[1], _LEAST), 2)


def _of_tex(sign: Sign) -> str:
    """Return the ligature that a sign is by its width in TeX's fonts."""
    letter, wide = sign
    if wide > _FFI:
        return "ffl" if letter == "ÿ" else "ffi"
    return "ff" if wide > _FF else "fi"


def _around(chars: Sequence[Char], place: int) -> tuple[str, str]:
    """Return the letters before and behind a sign, in lower case."""
    before = (char.text for char in chars[max(place - _NEAR, 0) : place][::-1])
    behind = (char.text for char in chars[place + 1 : place + _NEAR])
    ends = "".join([*takewhile(str.isalpha, before)][::-1]), "".join(takewhile(str.isalpha, behind))
    return ends[0].lower(), ends[1].lower()


def _fitting(before: str, behind: str, letter: str) -> list[str]:
    """Return what makes a French word of what is about a sign: its letter, or else ligatures."""
    if letter and before + letter + behind in common_words():
        return [letter]
    return [one for one in LIGATURES[:5] if before + one + behind in common_words()]
